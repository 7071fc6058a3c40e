using CsCheck;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("0:0:0:0:0:0:0:1", "::1")]
    [InlineData("2001:DB8::A", "2001:db8::a")]
    [InlineData("2001:0db8:0000:0000:0000:0000:0000:000a", "2001:db8::a")]
    [InlineData("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1")] // one zero group is not shortened, RFC 5952 section 4.2.2
    [InlineData("2001:0:0:1:0:0:0:1", "2001:0:0:1::1")] // the longest run
    [InlineData("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1")] // the first of equal runs
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::FFFF:a00:1", "10.0.0.1")]
    [InlineData("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1", "64:ff9b::a00:1")]
    [InlineData("::10.0.0.1", "::a00:1")]
    public void Address_IsReadAndWrittenCanonically(string text, string canonical)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.04")]
    [InlineData("00.0.0.0")]
    [InlineData("1.2.3.4 ")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4\0")]
    [InlineData("1..3.4")]
    [InlineData("+1.2.3.4")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("2130706433")]
    [InlineData("127.1")]
    [InlineData("１.2.3.4")]
    [InlineData("1.2.3.4/32")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData(":1::2")]
    [InlineData("1::2:")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("::1\0")]
    [InlineData("::1.2.3")]
    [InlineData("::1.2.3.04")]
    [InlineData("1.2.3.4::")]
    [InlineData("::1.2.3.4:5")]
    public void OddText_IsRefused(string? text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void CanonicalText_AgreesWithTheFramework()
        => Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 255]).Sample(
            (high, low, zeroGroups) =>
            {
                // Random zero groups, or no run would ever be shortened.
                for (var group = 0; group < 4; group++)
                {
                    high &= (zeroGroups >> group & 1) != 0 ? ~(0xFFFFUL << (16 * group)) : ulong.MaxValue;
                    low &= (zeroGroups >> (group + 4) & 1) != 0 ? ~(0xFFFFUL << (16 * group)) : ulong.MaxValue;
                }

                var address = IpAddress.FromBits(high, low);
                Assert.True(IpAddress.TryParse(address.ToString(), out var again));
                Assert.Equal(address, again);
                var bytes = new byte[16];
                System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
                System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), low);
                Assert.Equal(new System.Net.IPAddress(bytes), System.Net.IPAddress.Parse(address.ToString()).MapToIPv6());
            },
            iter: 1000);

    [Fact]
    public void MappedAddress_IsTheIPv4Address()
    {
        Assert.Equal(IpAddress.Parse("10.0.0.1"), IpAddress.Parse("::ffff:10.0.0.1"));
        Assert.Equal(IpAddress.FromIPv4(0x0A000001), IpAddress.Parse("::ffff:a00:1"));
        Assert.True(IpAddress.Parse("::ffff:0:0").IsIPv4);
        Assert.False(IpAddress.Parse("::fffe:0:0").IsIPv4);
        Assert.False(IpAddress.Parse("::1:0:0:0").IsIPv4);
        Assert.False(IpAddress.Parse("1::ffff:10.0.0.1").IsIPv4);
    }

    [Fact]
    public void Parse_OfOddText_Throws() => Assert.Throws<FormatException>(() => IpAddress.Parse("127.1"));
}
