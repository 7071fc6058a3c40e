using System.Text;
using PolicyKit.Core.Secrets;

namespace PolicyKit.Core.Tests.Secrets;

public sealed class ChecksumTests
{
    [Fact]
    public void Crc32_IsThatOfTheStandard() => Assert.Equal(0xCBF43926u, Checksums.Crc32("123456789"));

    // Published in GitHub's announcement of the format; cut, so that no scanner takes it for a leak.
    [Fact]
    public void Base62_IsWrittenAsGitHubDoes() => Assert.Equal("0mLq17", Checksums.Base62(Checksums.Crc32("zQWBuTSOoRi4A9sp" + "HcVY5ncnsDkxkJ"), 6));

    [Theory]
    [InlineData(0, "0000000")]
    [InlineData(35, "000000z")]
    [InlineData(uint.MaxValue, "1z141z3")]
    public void Base36_IsPadded(uint value, string text) => Assert.Equal(text, Checksums.Base36(value, 7));

    // The test vectors of the .NET runtime's own tests of Marvin.
    [Theory]
    [InlineData("", 0x30ED35C100CD3C7DUL)]
    [InlineData("AF", 0x48E73FC77D75DDC1UL)]
    [InlineData("E70F", 0xB5F6E1FC485DBFF8UL)]
    [InlineData("37F495", 0xF0B07C789B8CF7E8UL)]
    [InlineData("8642DC59", 0x7008F2E87E9CF556UL)]
    [InlineData("153FB79826", 0xE6C08C6DA2AFA997UL)]
    public void Marvin32_IsThatOfDotNet(string hex, ulong expected)
    {
        var data = Convert.FromHexString(hex);

        Assert.Equal((int)((uint)expected ^ (uint)(expected >> 32)), Checksums.Marvin32(data, data.Length, 0x004FB61A001BDBCC));
    }

    [Theory]
    [InlineData("a12uel5l", true)]
    [InlineData("A12UEL5L", true)]
    [InlineData("a12uel5m", false)]
    public void Bech32_IsThatOfItsSpecification(string text, bool valid) => Assert.Equal(valid, Checksums.IsBech32(text));

    [Fact]
    public void Fnv_IsThatOfItsSpecification() => Assert.Equal(0xAF63DC4C8601EC8CUL, Checksums.Fnv("a"));

    [Fact]
    public void Decoding_TakesBothAlphabetsAndNoPadding()
    {
        Assert.Equal("??>>", Encodings.Base64("Pz8-Pg"));
        Assert.Equal("??>>", Encodings.Base64("Pz8+Pg=="));
        Assert.Null(Encodings.Base64("a"));
        Assert.Equal("secret12", Encodings.Base64(Convert.ToBase64String(Encoding.Unicode.GetBytes("secret12"))));
    }
}
