using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.E2B.E2BPolicies;

namespace PolicyKit.Providers.Tests.E2B;

using Transport = PolicyKit.Core.Algebra.Transport;

public sealed class E2BPropertyTests
{
    // What E2B can say exactly must be said: hosts on both of its ports, without denials.
    [Fact]
    public void HostsOnBothPorts_NeedNoOwnAcceptanceAndSurelyWork() => Gen.OneOf("example.com", "api.example.com", "*.example.com", "*.api.example.com", "other.net", "*.other.net").Array[0, 4].Sample(
        hosts =>
        {
            var policy = RandomPolicies.AcceptBaseline(TheProvider, Policy(hosts.Distinct().Select(h => Host(h, "80,443")).ToArray()));
            var compiled = Compile(policy);

            Assert.Equal(CompileStatus.Emitted, compiled.Status);
            Assert.All(compiled.Deviations, d => Assert.True(d.Deviation.Definition.Intrinsic));
            var declared = compiled.Policy.Declared;
            var onIPv4 = declared with { Egress = declared.Egress.Intersect(EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.Everything, AddressSet.AllIPv4)) };
            Assert.Equal(Answer.Yes, Questions.AlwaysAllows(TheProvider.Semantics(compiled.Configuration!), onIPv4).Answer);
        },
        iter: 200);

    // The order in which rules stand must not be seen in the files.
    [Fact]
    public void ShuffledRules_GiveTheSameConfiguration() => RandomPolicies.For("e2b").SelectMany(p => Gen.Shuffle(p.Rules.Items.ToArray()).Select(r => (Policy: p, Rules: r))).Sample(
        drawn => Assert.Equal(Lower(drawn.Policy).Configuration, Lower(drawn.Policy with { Rules = drawn.Rules.ToEquatableArray() }).Configuration),
        iter: 500);

    [Fact]
    public void EveryDeviation_IsMetByARandomPolicy()
    {
        var met = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        RandomPolicies.For("e2b").Sample(
            policy =>
            {
                foreach (var deviation in Lower(policy).Deviations)
                {
                    met[deviation.Definition.Name] = true;
                }
            },
            iter: 4000,
            threads: 2);

        Assert.Empty(TheProvider.Deviations.Select(d => d.Name).Except(met.Keys));
    }

    [Fact]
    public void MustIsWithinMay() => RandomPolicies.For("e2b").Sample(
        policy =>
        {
            if (Lower(policy).Configuration is { } configuration)
            {
                var bounds = TheProvider.Semantics(configuration);
                Assert.NotEqual(Verdict.Exceeds, bounds.Must.IsWithin(bounds.May).Verdict);
            }
        },
        iter: 500,
        threads: 2);
}
