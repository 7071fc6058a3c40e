using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.GkeAgentSandbox.GkePolicies;

namespace PolicyKit.Providers.Tests.GkeAgentSandbox;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One test for each trap of the platform; notes.md tells them.</summary>
public sealed class GkeTrapTests
{
    // Without indentation.
    private static string Template(SandboxPolicy policy) => string.Join("\n", Files(policy)["sandboxtemplate.yaml"].Split('\n').Select(l => l.Trim()));

    private static Authority May(SandboxPolicy policy) => TheProvider.Semantics(Lower(policy).Configuration!).May;

    // An omitted networkPolicy opens the whole Internet; an empty list denies everything.
    [Fact]
    public void NoRules_AreAnEmptyListThatIsWritten()
    {
        var text = Template(Closed);

        Assert.Contains("networkPolicyManagement: \"Managed\"\n", text, StringComparison.Ordinal);
        Assert.Contains("networkPolicy:\ningress: []\negress: []\n", text, StringComparison.Ordinal);
        Assert.True(May(Closed).Egress.IsEmpty && May(Closed).Resolution.IsEmpty);
    }

    // A missing "to" is everywhere, a missing "ports" every protocol.
    [Fact]
    public void EveryRule_SaysPeersAndPorts()
    {
        var lines = Template(Everything).Split('\n').ToList();

        Assert.Equal(3, lines.Count(l => l == "- to:"));
        Assert.Equal(1, lines.Count(l => l == "- from:"));
        Assert.Equal(5, lines.Count(l => l == "ports:"));
    }

    [Fact]
    public void PortRange_HasAnEndPort() => Assert.Contains("protocol: \"UDP\"\nport: 53\nendPort: 54\n", Template(Everything), StringComparison.Ordinal);

    // The port 0 of "*" is no port in Kubernetes.
    [Fact]
    public void EveryPort_BeginsWithOne() => Assert.Contains("port: 1\nendPort: 65535\n", Template(Policy(Network("1.1.1.0/24", "*"))), StringComparison.Ordinal);

    [Fact]
    public void DeniedPartOfANetwork_IsCutOut()
    {
        var policy = Policy(Network("1.1.1.0/24", "443"), new EgressRule { Kind = EgressRuleKind.DenyNetwork, Entry = "1.1.1.0/25", Ports = "*", Transport = null });

        Assert.Contains("cidr: \"1.1.1.128/25\"", Template(policy), StringComparison.Ordinal);
        Assert.DoesNotContain("1.1.1.0", Template(policy), StringComparison.Ordinal);
    }

    // A pattern matches one label: what surely works is less than declared, what may work is no more.
    [Fact]
    public void Wildcard_IsOneLabelDeep()
    {
        var policy = Policy(Host("*.example.org"));

        Assert.Contains("WildcardOneLabel *.example.org", Met(policy));
        Assert.True(TheProvider.Semantics(Lower(policy).Configuration!).Must.Egress.IsEmpty);
        Assert.False(May(policy).Egress.Contains(Transport.Tcp, 443, "example.org", IpAddress.Parse("1.1.1.1")));
    }

    // Rules go by the addresses of look-ups, so an answer with a private address may open that.
    [Fact]
    public void Host_MayOpenWhateverItsLookUpReturns()
    {
        var policy = Policy(Host("api.example.com"));

        Assert.Superset(new HashSet<string> { "BoundByLookup hosts", "RebindingNotClosed", "DnsOpen" }, Met(policy).ToHashSet());
        Assert.True(May(policy).Egress.Contains(Transport.Tcp, 443, "api.example.com", IpAddress.Parse("10.0.0.1")));
        Assert.Equal(NameBinding.Dns, May(policy).NameBinding);
    }

    [Fact]
    public void DenialWhereALookUpMayLead_IsRefused() =>
        Assert.Equal(["10.0.0.0/8"], Lower(Policy(Host("api.example.com"), new EgressRule { Kind = EgressRuleKind.DenyNetwork, Entry = "10.0.0.0/8", Ports = "*", Transport = null })).Refusals.Items.Select(r => r.Subject));

    // An empty namespaceSelector would open port 53 to every pod of the cluster.
    [Fact]
    public void Resolver_IsNamedByNamespaceAndLabel()
    {
        Assert.Contains("kubernetes.io/metadata.name\": \"kube-system\"", Template(Everything), StringComparison.Ordinal);
        Assert.Contains("k8s-app: \"kube-dns\"", Template(Everything), StringComparison.Ordinal);
        Assert.DoesNotContain("kube-dns", Template(Policy(Network("1.1.1.0/24", "443"))), StringComparison.Ordinal);
    }

    // Own rules replace the one for the router, so that a port without it is called by nobody.
    [Fact]
    public void Port_IsOpenToTheRouterOnly()
    {
        Assert.Contains("app: \"sandbox-router\"", Template(Everything), StringComparison.Ordinal);
        Assert.Contains("RouterCallersNotEstablished 8080", Met(Everything));
    }

    [Fact]
    public void PoliciesThatAddUp_AreUndecided() => Assert.Equal(2, May(Closed).Undecided.Count);

    // $(NAME) is replaced by Kubernetes: a credential would land in a command line.
    [Fact]
    public void DollarSigns_AreDoubled()
    {
        Assert.Contains("\"$$(DATABASE_URL) $$$$ {}\"", Template(Everything), StringComparison.Ordinal);
        Assert.DoesNotContain(" $(", Template(Everything), StringComparison.Ordinal);
    }

    // Two targets of one policy share a namespace, not their rules.
    [Fact]
    public void HostRules_SelectTheTargetsPods() => Assert.Contains("policykit.dev/target\": \"policy-dev\"", Files(Everything)["fqdnnetworkpolicy.yaml"], StringComparison.Ordinal);

    [Fact]
    public void BrokeredCredential_IsRefused() => Assert.Equal(
        ["A_TOKEN"],
        Lower(Policy(Host("api.example.com")) with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of("api.example.com"), Scheme = "Bearer" }) }).Refusals.Items.Select(r => r.Subject));

    [Fact]
    public void ReadableCredential_IsAReferenceToASecret()
    {
        Assert.Contains("secretKeyRef:\nname: \"database-url\"\nkey: \"DATABASE_URL\"\n", Template(Everything), StringComparison.Ordinal);
        Assert.Contains("envVarsInjectionPolicy: \"Disallowed\"", Template(Everything), StringComparison.Ordinal);
    }

    [Fact]
    public void IdleTime_IsNotStopped() => Assert.Contains("IdleNotStopped idle", Met(Everything));

    [Fact]
    public void WarmSandbox_LosesLifetime() => Assert.Contains("LifetimeCountsPoolTime lifetime", Met(Everything));

    [Fact]
    public void Scale_IsAPoolAndAQuota()
    {
        Assert.Contains("replicas: 20\n", Files(Everything)["sandboxwarmpool.yaml"], StringComparison.Ordinal);
        Assert.Contains("pods: \"5000\"\n", Files(Everything)["resourcequota.yaml"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, null, "restricted")]
    [InlineData(1000, "NET_BIND_SERVICE", "restricted")]
    [InlineData(0, null, "baseline")]
    [InlineData(1000, "CHOWN", "baseline")]
    [InlineData(1000, "NET_ADMIN", "privileged")]
    public void PodSecurity_IsAsStrictAsTheAccountLets(int uid, string? capability, string level)
    {
        var policy = Closed with { Identity = RunIdentity.Default with { Uid = uid, Capabilities = capability is null ? default : EquatableArray.Of(capability) } };

        Assert.Contains($"pod-security.kubernetes.io/enforce\": \"{level}\"", Files(policy)["namespace.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public void BuiltImageWithoutAPlace_IsPulledFromNowhere()
    {
        var policy = Closed with { BuildCommands = EquatableArray.Of("true") };

        Assert.Contains("image: \"policykit.invalid/closed\"", Template(policy), StringComparison.Ordinal);
        Assert.Contains("ImageNotPlaced image", Met(policy));
    }

    [Theory]
    [InlineData(IsolationLevel.HardwareVirtualization)]
    public void StrongerIsolation_IsRefused(IsolationLevel level) => Assert.Single(Lower(Closed with { Isolation = level }).Refusals);
}
