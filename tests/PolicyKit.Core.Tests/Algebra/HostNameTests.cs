using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class HostNameTests
{
    private static readonly string s_longLabel = new('a', 63);

    [Theory]
    [InlineData("api.github.com", "api.github.com", false)]
    [InlineData("API.GitHub.com", "api.github.com", true)]
    [InlineData("api.github.com.", "api.github.com", true)]
    [InlineData("localhost", "localhost", false)]
    [InlineData("_api.internal", "_api.internal", false)]
    [InlineData("a_b.example.com", "a_b.example.com", false)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", false)]
    [InlineData("1.example.com", "1.example.com", false)]
    [InlineData("1password.com", "1password.com", false)]
    [InlineData("10.0.0.1.nip.io", "10.0.0.1.nip.io", false)]
    [InlineData("*.example.com", "*.example.com", false)]
    [InlineData("*.Example.COM.", "*.example.com", true)]
    [InlineData("*.com", "*.com", false)]
    public void Name_IsReadCanonically(string text, string expected, bool expectedChange)
    {
        Assert.True(HostName.TryParse(text, allowWildcard: true, out var canonical, out var error, out var changed));
        Assert.Equal((expected, HostNameError.None, expectedChange), (canonical, error, changed));
    }

    [Theory]
    [InlineData(null, HostNameError.Empty)]
    [InlineData("", HostNameError.Empty)]
    [InlineData(".", HostNameError.Empty)]
    [InlineData("bücher.example", HostNameError.NonAscii)]
    [InlineData("ex\u0430mple.com", HostNameError.NonAscii)]
    [InlineData("example\u3002com", HostNameError.NonAscii)]
    [InlineData("*", HostNameError.WildcardPosition)]
    [InlineData("*.", HostNameError.WildcardPosition)]
    [InlineData("*..com", HostNameError.WildcardPosition)]
    [InlineData("**.example.com", HostNameError.WildcardPosition)]
    [InlineData("*.*.example.com", HostNameError.WildcardPosition)]
    [InlineData("a.*.example.com", HostNameError.WildcardPosition)]
    [InlineData("a*.example.com", HostNameError.WildcardPosition)]
    [InlineData("example.*", HostNameError.WildcardPosition)]
    [InlineData("a..b", HostNameError.LabelLength)]
    [InlineData(".a.b", HostNameError.LabelLength)]
    [InlineData("a.b..", HostNameError.LabelLength)]
    [InlineData("a b.com", HostNameError.InvalidCharacter)]
    [InlineData(" a.com", HostNameError.InvalidCharacter)]
    [InlineData("a.com\0", HostNameError.InvalidCharacter)]
    [InlineData("a.com\n", HostNameError.InvalidCharacter)]
    [InlineData("a.com:443", HostNameError.InvalidCharacter)]
    [InlineData("https://a.com", HostNameError.InvalidCharacter)]
    [InlineData("a.com/path", HostNameError.InvalidCharacter)]
    [InlineData("user@a.com", HostNameError.InvalidCharacter)]
    [InlineData("-a.com", HostNameError.InvalidCharacter)]
    [InlineData("a-.com", HostNameError.InvalidCharacter)]
    [InlineData("$(id).com", HostNameError.InvalidCharacter)]
    [InlineData("a%2ecom", HostNameError.InvalidCharacter)]
    [InlineData("10.0.0.1", HostNameError.LooksLikeAddress)]
    [InlineData("10.0.0.1.", HostNameError.LooksLikeAddress)]
    [InlineData("010.0.0.1", HostNameError.LooksLikeAddress)]
    [InlineData("10.0.0.0/8", HostNameError.LooksLikeAddress)]
    [InlineData("10.0.0.1/8", HostNameError.LooksLikeAddress)]
    [InlineData("127.1", HostNameError.LooksLikeAddress)]
    [InlineData("2130706433", HostNameError.LooksLikeAddress)]
    [InlineData("0x7f000001", HostNameError.LooksLikeAddress)]
    [InlineData("0x7F.1", HostNameError.LooksLikeAddress)]
    [InlineData("a.0x", HostNameError.LooksLikeAddress)]
    [InlineData("example.123", HostNameError.LooksLikeAddress)]
    [InlineData("::1", HostNameError.LooksLikeAddress)]
    [InlineData("[::1]", HostNameError.LooksLikeAddress)]
    [InlineData("*.10", HostNameError.LooksLikeAddress)]
    public void OddName_IsRefused(string? text, HostNameError expected)
    {
        Assert.False(HostName.TryParse(text, allowWildcard: true, out var canonical, out var error));
        Assert.Equal((expected, ""), (error, canonical));
    }

    [Fact]
    public void Wildcard_WhereNoneIsAllowed_IsRefused()
    {
        Assert.False(HostName.TryParse("*.example.com", allowWildcard: false, out _, out var error));
        Assert.Equal(HostNameError.WildcardPosition, error);
    }

    [Fact]
    public void Length_IsLimited()
    {
        var longest = $"{s_longLabel}.{s_longLabel}.{s_longLabel}.{new string('a', 61)}";
        Assert.Equal(253, longest.Length);
        Assert.True(HostName.TryParse(longest, allowWildcard: true, out _, out _));
        Assert.True(HostName.TryParse(longest + ".", allowWildcard: true, out _, out _));
        Assert.False(HostName.TryParse("b" + longest.Substring(1) + "b", allowWildcard: true, out _, out var error));
        Assert.Equal(HostNameError.TotalLength, error);
        Assert.False(HostName.TryParse("*." + longest, allowWildcard: true, out _, out error));
        Assert.Equal(HostNameError.TotalLength, error);
        Assert.False(HostName.TryParse(s_longLabel + "a.com", allowWildcard: true, out _, out error));
        Assert.Equal(HostNameError.LabelLength, error);
    }
}
