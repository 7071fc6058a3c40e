using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using static PolicyKit.Core.Tests.Authorities.Policies;

namespace PolicyKit.Core.Tests.Authorities;

public sealed class DeclaredAuthorityTests
{
    private const string Public = "93.184.216.34";

    [Fact]
    public void NoRules_ReachNothing()
    {
        var declared = Declared();

        Assert.True(declared.Egress.IsEmpty);
        Assert.True(declared.Resolution.IsEmpty);
    }

    [Fact]
    public void HostRule_OpensNameAtPublicAddressesOnly()
    {
        var declared = Declared(Host("api.example.com"));

        Assert.True(declared.Reaches(Public, name: "api.example.com"));
        Assert.False(declared.Reaches(Public, name: "other.example.com"));
        Assert.False(declared.Reaches(Public));
        Assert.False(declared.Reaches(Public, port: 80, name: "api.example.com"));
        Assert.False(declared.Reaches("10.0.0.1", name: "api.example.com"));
        Assert.False(declared.Reaches("169.254.169.254", name: "api.example.com"));
        Assert.False(declared.Reaches("168.63.129.16", name: "api.example.com"));
    }

    [Fact]
    public void Wildcard_IsAnyDepthAndNeverTheApex()
    {
        var declared = Declared(Host("*.example.com"));

        Assert.True(declared.Reaches(Public, name: "a.example.com"));
        Assert.True(declared.Reaches(Public, name: "a.b.example.com"));
        Assert.False(declared.Reaches(Public, name: "example.com"));
    }

    [Fact]
    public void NetworkRule_OpensEveryNameAndNone()
    {
        var declared = Declared(Network("10.1.0.0/16", "5432"));

        Assert.True(declared.Reaches("10.1.2.3", 5432));
        Assert.True(declared.Reaches("10.1.2.3", 5432, "db.internal.example"));
        Assert.False(declared.Reaches("10.1.2.3", 5433));
        Assert.False(declared.Reaches("10.1.2.3", 5432, transport: Transport.Udp));
        Assert.True(declared.Resolution.IsEmpty);
    }

    [Fact]
    public void PrivateAddressOfAllowedHost_OpensOnlyWhereANetworkRuleOnThatPortDoes()
    {
        var declared = Declared(Host("db.example.com", "443,5432"), Network("10.1.0.0/16", "5432"));

        Assert.True(declared.Reaches("10.1.2.3", 5432, "db.example.com"));
        Assert.False(declared.Reaches("10.1.2.3", 443, "db.example.com"));
    }

    [Fact]
    public void WideNetworkRule_OpensNoPrivateNetwork()
    {
        var declared = Declared(Network("0.0.0.0/0", "443"));

        Assert.True(declared.Reaches("8.8.8.8"));
        Assert.False(declared.Reaches("10.0.0.1"));
        Assert.False(declared.Reaches("169.254.169.254"));
        Assert.False(declared.Reaches("168.63.129.16"));
    }

    [Fact]
    public void NetworkRuleOverMetadata_OpensNothing()
    {
        Assert.True(Declared(Network("169.254.169.254/32", "80")).Egress.IsEmpty);
        Assert.False(Declared(Network("100.64.0.0/10", "80")).Reaches("100.100.100.200", 80));
    }

    [Theory]
    [InlineData("2002:a9fe:a9fe::/48", "2002:a9fe:a9fe::1")]
    [InlineData("::/96", "::a9fe:a9fe")]
    [InlineData("64:ff9b:1::/48", "64:ff9b:1::a9fe:a9fe")]
    public void NetworkRuleOverAnEmbeddedMetadataAddress_LeavesItClosed(string network, string address) =>
        Assert.False(Declared(Network(network, "80")).Reaches(address, 80));

    [Fact]
    public void MetadataRule_OpensItsEndpointAndPortOnly()
    {
        var declared = Declared(Metadata("169.254.169.254"));

        Assert.True(declared.Reaches("169.254.169.254", 80));
        Assert.False(declared.Reaches("169.254.169.254", 443));
        Assert.False(declared.Reaches("169.254.170.2", 80));
    }

    [Fact]
    public void MetadataName_OpensOnlyByItsOwnRule()
    {
        Assert.False(Declared(Host("*.google.internal", "80")).Reaches("169.254.169.254", 80, "metadata.google.internal"));
        Assert.False(Declared(AnyHost("80")).Resolution.Contains("metadata.google.internal"));
        Assert.True(Declared(Metadata("metadata.google.internal")).Reaches("169.254.169.254", 80, "metadata.google.internal"));
        Assert.True(Declared(Metadata("metadata.google.internal")).Resolution.Contains("metadata.google.internal"));
    }

    [Fact]
    public void Denial_AlwaysWinsOnAllPortsAndTransports()
    {
        var declared = Declared(Host("*.example.com", "443,8443"), DenyHost("bad.example.com"), Network("10.1.0.0/16", "53", Transport.Udp), DenyNetwork("10.1.1.0/24"));

        Assert.False(declared.Reaches(Public, 8443, "bad.example.com"));
        Assert.True(declared.Reaches(Public, 8443, "good.example.com"));
        Assert.False(declared.Reaches("10.1.1.1", 53, transport: Transport.Udp));
        Assert.True(declared.Reaches("10.1.2.1", 53, transport: Transport.Udp));
        Assert.False(declared.Resolution.Contains("bad.example.com"));
    }

    [Fact]
    public void DeniedNetwork_IsDeniedForNamesToo()
    {
        var declared = Declared(Host("a.example.com"), DenyNetwork("93.184.216.0/24"));

        Assert.False(declared.Reaches(Public, name: "a.example.com"));
        Assert.True(declared.Reaches("8.8.8.8", name: "a.example.com"));
    }

    [Fact]
    public void DeniedNetwork_IsDeniedInEmbeddedForms()
    {
        var declared = Declared(Network("2002::/16", "443"), Network("64:ff9b::/96", "443"), DenyNetwork("8.8.8.0/24"));

        Assert.False(declared.Reaches("64:ff9b::808:808"));
        Assert.False(declared.Reaches("2002:808:808::1"));
    }

    [Fact]
    public void HttpRule_OpensItsRequestsOnly()
    {
        var declared = Declared(Http("api.example.com", ["GET"], ["/repos/acme/*"]));

        Assert.True(declared.Reaches(Public, name: "api.example.com", request: new HttpRequest("GET", "/repos/acme/x")));
        Assert.False(declared.Reaches(Public, name: "api.example.com", request: new HttpRequest("POST", "/repos/acme/x")));
        Assert.False(declared.Reaches(Public, name: "api.example.com", request: new HttpRequest("GET", "/repos/other")));
        Assert.False(declared.Reaches(Public, name: "api.example.com"));
    }

    [Fact]
    public void NamesAndAddresses_AreOneRelation()
    {
        var declared = Declared(Host("a.example.com"), Network("10.1.0.0/16", "443"));

        Assert.True(declared.Reaches("10.1.0.1", name: "anything.example.org"));
        Assert.False(declared.Reaches(Public, name: "anything.example.org"));
    }

    [Fact]
    public void OrderOfRules_DoesNotMatter()
    {
        EgressRule[] rules = [Host("*.example.com"), DenyHost("b.example.com"), Network("10.0.0.0/8", "5432"), DenyNetwork("10.9.0.0/16"), Http("c.example.org", ["GET"], [])];

        Assert.Equal(Declared(rules).Egress, Declared([.. rules.Reverse()]).Egress);
    }

    [Fact]
    public void RuleForOtherTarget_DoesNotHold()
    {
        var rule = Host("a.example.com") with { On = EquatableArray.Of("e2b") };

        Assert.True(Declared(Policy(rule), "docker").Egress.IsEmpty);
        Assert.False(Declared(Policy(rule), "e2b").Egress.IsEmpty);
    }

    [Fact]
    public void BrokeredCredential_HasItsReachableHostsAsAudience()
    {
        var policy = Policy(Host("a.example.com", "80,443")) with
        {
            Credentials = EquatableArray.Of(new CredentialReference { Name = "K", Hosts = EquatableArray.Of("a.example.com", "b.example.com") }),
        };

        var audience = Declared(policy).Credentials[0].Audience;

        Assert.True(audience.Contains(Transport.Tcp, 443, "a.example.com", IpAddress.TryParse(Public, out var ip) ? ip : default, null));
        Assert.Equal(PortSet.Of(443), audience.Ports(Transport.Tcp));
        Assert.False(audience.Names().Contains("b.example.com"));
    }
}
