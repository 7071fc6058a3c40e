using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class SpecialAddressesTests
{
    public static TheoryData<string> MetadataAddresses { get; } = new(SpecialAddresses.MetadataEndpoints
        .Where(endpoint => endpoint.Kind != MetadataEndpointKind.Host)
        .Select(endpoint => endpoint.Value));

    public static TheoryData<string> MetadataHosts { get; } = new(SpecialAddresses.MetadataEndpoints
        .Where(endpoint => endpoint.Kind == MetadataEndpointKind.Host)
        .Select(endpoint => endpoint.Value));

    [Theory]
    [MemberData(nameof(MetadataAddresses))]
    public void MetadataAddress_IsNotPublic(string address)
    {
        Assert.True(SpecialAddresses.Metadata.Contains(IpAddress.Parse(address)));
        Assert.False(SpecialAddresses.PublicAddresses.Contains(IpAddress.Parse(address)));
        Assert.False(SpecialAddresses.PublicAddresses.Overlaps(SpecialAddresses.EmbeddedForms(AddressSet.Of(address))));
    }

    [Theory]
    [MemberData(nameof(MetadataHosts))]
    public void MetadataHost_IsAMetadataName(string name)
    {
        Assert.True(SpecialAddresses.IsMetadataName(name));
        Assert.True(SpecialAddresses.IsMetadataName(name.ToUpperInvariant() + "."));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("192.0.0.9")] // reachable inside a block that is not
    [InlineData("192.31.196.1")]
    [InlineData("100.128.0.0")] // one past the shared space
    [InlineData("172.32.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:1::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("64:ff9b::808:808")] // NAT64 of 8.8.8.8
    public void OrdinaryAddress_IsPublic(string address)
        => Assert.True(SpecialAddresses.PublicAddresses.Contains(IpAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.1.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.255.255")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("168.63.129.16")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::10.0.0.1")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::168.63.129.16")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")] // 6to4 of 10.0.0.1
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")] // not given out by IANA
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void SpecialAddress_IsNotPublic(string address)
        => Assert.False(SpecialAddresses.PublicAddresses.Contains(IpAddress.Parse(address)));

    [Fact]
    public void Block_LongestPrefixDecides()
    {
        foreach (var block in SpecialAddresses.Blocks.Where(block => !block.IsGloballyReachable))
        {
            var exceptions = AddressSet.Of(SpecialAddresses.Blocks
                .Where(other => other.IsGloballyReachable && other.Network.PrefixLength > block.Network.PrefixLength)
                .Select(other => other.Network));
            Assert.False(AddressSet.Of(block.Network).Except(exceptions).Overlaps(SpecialAddresses.PublicAddresses), block.ToString());
        }
    }

    [Fact]
    public void NamedSets_AreDisjointFromPublic()
        => Assert.All(
            new[] { SpecialAddresses.Private, SpecialAddresses.LinkLocal, SpecialAddresses.Loopback, SpecialAddresses.Multicast, SpecialAddresses.Metadata },
            set => Assert.False(set.Overlaps(SpecialAddresses.PublicAddresses)));

    [Fact]
    public void EmbeddedForms_HoldEveryFormOfAnAddressAndNotThatOfAnother()
    {
        var forms = SpecialAddresses.EmbeddedForms(AddressSet.Of("10.0.0.0/30"));
        Assert.All(
            ["64:ff9b::10.0.0.3", "::10.0.0.3", "::ffff:0:10.0.0.3", "2002:a00:3:ffff::1", "64:ff9b:1::10.0.0.3", "2001:0:1:2:3:4:f5ff:fffc"],
            (string form) => Assert.True(forms.Contains(IpAddress.Parse(form)), form));
        Assert.All(
            ["64:ff9b::10.0.0.4", "::10.0.0.4", "::ffff:0:10.0.0.4", "2002:a00:4::1", "10.0.0.1"],
            (string form) => Assert.False(forms.Contains(IpAddress.Parse(form)), form));
    }

    [Fact]
    public void EmbeddedForms_OfIPv6_AreNone()
        => Assert.True(SpecialAddresses.EmbeddedForms(AddressSet.AllIPv6).IsEmpty);

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("a.localhost", true)]
    [InlineData("host.docker.internal", true)]
    [InlineData("kubernetes.default.svc.cluster.local", true)]
    [InlineData("printer.local", true)]
    [InlineData("1.0.0.127.in-addr.arpa", true)]
    [InlineData("mylocalhost", false)]
    [InlineData("example.com", false)]
    [InlineData("local.example.com", false)]
    [InlineData("not a name", false)]
    public void LocalName_IsKnown(string name, bool expected) => Assert.Equal(expected, SpecialAddresses.IsLocalName(name));
}
