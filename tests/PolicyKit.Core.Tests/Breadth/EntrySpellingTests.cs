using System.Globalization;
using CsCheck;
using PolicyKit.Core.Breadth;

namespace PolicyKit.Core.Tests.Breadth;

public sealed class EntrySpellingTests
{
    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["0123456789abcdefxXABCDEF.:/[]%@*-_ "], 0, 60],
        Gen.String[Gen.Char["\uD835\uDC1A\uD800\u200B\u00AD\u0430\u03BF\uFF10\u2460\u3002xn--a.*"], 0, 60]);

    // Every way in which inet_aton reads an address; the name of what is wrong does not depend on which.
    [Fact]
    public void EverySpellingOfAnAddress_IsRead() => Gen.Select(Gen.UInt, Gen.Int[0, 3], Gen.Int[0, 2].Array[4], (address, join, radix) => (address, join, radix)).Sample(s =>
    {
        var parts = new List<string>();
        for (var i = 0; i < 4 - s.join; i++)
        {
            var value = i == 3 - s.join ? s.address & (uint.MaxValue >> (8 * i)) : (s.address >> (24 - (8 * i))) & 0xFF;
            parts.Add(Number(value, s.radix[i]));
        }

        var text = string.Join(".", parts);
        var plain = $"{s.address >> 24}.{(s.address >> 16) & 0xFF}.{(s.address >> 8) & 0xFF}.{s.address & 0xFF}";
        var spelling = EntrySpelling.Of(text, isNetwork: false);

        Assert.Equal(text == plain ? "invalid-host" : "ip-obfuscation", spelling.Kind);

        // With leading zeros alone two readings are possible; the strict parser's proposal is the decimal one.
        Assert.True(spelling.Canonical == plain + "/32" || parts.Count == 4, text);
    });

    [Theory]
    [InlineData(0xA9FEA9FE)]
    [InlineData(0xA83F8110)]
    [InlineData(0x646464C8)]
    [InlineData(0xA9FEAA02)]
    public void EverySpellingOfAnEndpoint_IsFound(uint endpoint) => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2].Array[4], (join, radix) => (join, radix)).Sample(s =>
    {
        var parts = Enumerable.Range(0, 4 - s.join).Select(i => Number(i == 3 - s.join ? endpoint & (uint.MaxValue >> (8 * i)) : (endpoint >> (24 - (8 * i))) & 0xFF, s.radix[i]));

        Assert.NotNull(EntrySpelling.Of(string.Join(".", parts), isNetwork: false).Endpoint);
    });

    [Fact]
    public void AnyText_IsRead() => s_text.Sample(text => EntrySpelling.Of(text, isNetwork: false) is not null && EntrySpelling.Of(text, isNetwork: true) is not null, iter: 20_000);

    [Fact]
    public void AnyLabel_IsDecodedOrRefused() => Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 0, 63].Sample(label => Punycode.Decode("xn--" + label) is var text && (text is null || text.Length <= 126), iter: 20_000);

    [Fact]
    public void ALabel_DecodesToWhatItWasMadeFrom()
    {
        var idn = new IdnMapping();
        string[] names = ["bücher", "пример", "中国", "日本語", "ελληνικά", "faß", "عربي", "한국", "𝒳𝒴"];

        Assert.All(names.Take(8), n => Assert.Equal(n, Punycode.Decode(idn.GetAscii(n))));
    }

    private static string Number(uint value, int radix) => radix switch
    {
        0 => value.ToString(CultureInfo.InvariantCulture),
        1 => "0x" + value.ToString("x", CultureInfo.InvariantCulture),
        _ => value == 0 ? "0" : "0" + Convert.ToString(value, 8),
    };
}
