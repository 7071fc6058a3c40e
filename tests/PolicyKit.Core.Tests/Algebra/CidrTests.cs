using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class CidrTests
{
    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.0/24", 24, true)]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", 0, true)]
    [InlineData("10.0.0.1/32", "10.0.0.1/32", 32, true)]
    [InlineData("10.0.0.1", "10.0.0.1/32", 32, true)]
    [InlineData("::/0", "::/0", 0, false)]
    [InlineData("2001:db8::/32", "2001:db8::/32", 32, false)]
    [InlineData("2001:db8::1", "2001:db8::1/128", 128, false)]
    [InlineData("::/80", "::/80", 80, false)]
    public void CanonicalNetwork_IsRead(string text, string canonical, int prefix, bool isIPv4)
    {
        Assert.True(Cidr.TryParse(text, out var cidr, out var error, out var proposal));
        Assert.Equal((CidrError.None, canonical, canonical, prefix, isIPv4), (error, proposal, cidr.ToString(), cidr.PrefixLength, cidr.IsIPv4));
    }

    [Theory]
    [InlineData("10.0.0.1/8", CidrError.HostBitsSet, "10.0.0.0/8")]
    [InlineData("2001:db8::1/32", CidrError.HostBitsSet, "2001:db8::/32")]
    [InlineData("1.2.3.4/0", CidrError.HostBitsSet, "0.0.0.0/0")]
    [InlineData("010.0.0.0/8", CidrError.NonCanonical, "10.0.0.0/8")]
    [InlineData("10.0.0.0/08", CidrError.NonCanonical, "10.0.0.0/8")]
    [InlineData("2001:DB8::/32", CidrError.NonCanonical, "2001:db8::/32")]
    [InlineData("2001:db8:0::/32", CidrError.NonCanonical, "2001:db8::/32")]
    [InlineData("::ffff:10.0.0.0/104", CidrError.NonCanonical, "10.0.0.0/8")]
    [InlineData("::ffff:a00:0/104", CidrError.NonCanonical, "10.0.0.0/8")]
    [InlineData("::ffff:0:0/96", CidrError.NonCanonical, "0.0.0.0/0")]
    [InlineData("::ffff:0:0/95", CidrError.HostBitsSet, "::fffe:0:0/95")]
    [InlineData("::ffff:10.0.0.1", CidrError.NonCanonical, "10.0.0.1/32")]
    [InlineData("10.0.0.0/33", CidrError.Syntax, null)]
    [InlineData("::/129", CidrError.Syntax, null)]
    [InlineData("10.0.0.0/", CidrError.Syntax, null)]
    [InlineData("10.0.0.0/-1", CidrError.Syntax, null)]
    [InlineData("10.0.0.0/8/8", CidrError.Syntax, null)]
    [InlineData("10.0.0.0/8\0", CidrError.Syntax, null)]
    [InlineData("10.0.0.0 /8", CidrError.Syntax, null)]
    [InlineData("10.0.0.0/255.0.0.0", CidrError.Syntax, null)]
    [InlineData("10/8", CidrError.Syntax, null)]
    [InlineData("/8", CidrError.Syntax, null)]
    [InlineData("fe80::1%eth0/64", CidrError.Syntax, null)]
    [InlineData("example.com", CidrError.Syntax, null)]
    [InlineData("", CidrError.Syntax, null)]
    [InlineData(null, CidrError.Syntax, null)]
    public void OddNetwork_IsRefusedWithAProposal(string? text, CidrError expected, string? proposal)
    {
        Assert.False(Cidr.TryParse(text, out var cidr, out var error, out var canonical));
        Assert.Equal((expected, proposal, default(Cidr)), (error, canonical, cidr));
        if (proposal is not null)
        {
            Assert.True(Cidr.TryParse(proposal, out _, out _, out _));
        }
    }

    [Fact]
    public void Bounds_AreThoseOfTheNetwork()
    {
        var cidr = Cidr.Parse("203.0.113.128/25");
        Assert.Equal(("203.0.113.128", "203.0.113.255"), (cidr.First.ToString(), cidr.Last.ToString()));
        Assert.Equal("2001:db8:0:ffff:ffff:ffff:ffff:ffff", Cidr.Parse("2001:db8::/48").Last.ToString());
        Assert.Equal("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", Cidr.Parse("::/0").Last.ToString());
    }

    [Fact]
    public void Default_IsOneHarmlessAddress() => Assert.Equal("::/128", default(Cidr).ToString());

    [Fact]
    public void Parse_NamesTheProposal()
        => Assert.Contains("10.0.0.0/8", Assert.Throws<FormatException>(() => Cidr.Parse("10.0.0.1/8")).Message, StringComparison.Ordinal);
}
