using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

/// <summary>What becomes of ceilings and assertions in the model. Whether a policy stays within them is the compiler's business.</summary>
public sealed class CeilingTests
{
    private const string Ceiling = """
        [Ceiling(Targets = Targets.Docker, Callers = Callers.Owner, LongestAcceptanceDays = 90, Owners = ["platform"], AllowBaselines = true)]
        [AllowHosts("*.example.com"), DenyHosts("x.example.com")]
        [Resources(Cpu = "4", MemoryMiB = "8192"), Lifetime("8h"), Isolate(Isolation.UserSpaceKernel)]
        [MayAccept(E2BDeviation.ResolverReachable, DockerDeviation.NoIdleStop)]
        public sealed class C;
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void CeilingThatIsTakenOn_IsInTheModel(bool fromMetadata)
    {
        var source = Reading.Policy("[Within<C>]");
        var reading = Reading.Of(fromMetadata ? Reading.Compile("Policies", [Reading.Compile("Other", [], Ceiling).EmitToImageReference()], source) : Reading.Compile(source, Ceiling));

        Assert.Empty(reading.Model.Findings);
        var ceiling = Assert.Single(reading.Model.Policy!.Ceilings);
        Assert.Equal("C", ceiling.TypeName);
        Assert.Equal(["AllowHost *.example.com", "DenyHost x.example.com"], ceiling.Rules.Select(r => $"{r.Kind} {r.Entry}"));
        Assert.Equal((new Limit(4000), new Limit(28_800), IsolationLevel.UserSpaceKernel), (ceiling.Resources.MilliCpu.Maximum, ceiling.Lifetime.Seconds, ceiling.Isolation));
        Assert.Equal((Core.Model.Callers.Owner, 90, true), (ceiling.Callers, ceiling.LongestAcceptanceDays, ceiling.AllowBaselines));
        Assert.Equal(["docker"], ceiling.Providers);
        Assert.Equal(["platform"], ceiling.Owners);
        Assert.Equal(["docker NoIdleStop", "e2b ResolverReachable"], ceiling.MayAccept.Select(m => $"{m.Name} {m.Value}"));
    }

    [Fact]
    public void ReferencedPackage_ImposesItsCeiling()
    {
        var package = Reading.Compile("Acme.Policies", [], "[assembly: ImposeCeiling<C>]\n" + Ceiling);

        Assert.Equal(["C"], Reading.Of(Reading.Compile("Policies", [package.EmitToImageReference()], Reading.Policy(string.Empty))).Model.Policy!.Ceilings.Select(c => c.TypeName));
        Assert.Equal(["C"], Reading.Of(Reading.Compile("Policies", [package.ToMetadataReference()], Reading.Policy(string.Empty))).Model.Policy!.Ceilings.Select(c => c.TypeName));
    }

    [Fact]
    public void AssemblyItself_ImposesItsCeiling_OnceThoughItIsTakenOnToo() =>
        Assert.Equal(["C"], Reading.Of(Reading.Compile("[assembly: ImposeCeiling<C>]", Ceiling, Reading.Policy("[Within<C>]"))).Model.Policy!.Ceilings.Select(c => c.TypeName));

    [Theory]
    [InlineData("public sealed class C;", "it has no [Ceiling]")]
    [InlineData("[Ceiling] [AllowHosts(\"a_b!\")] public sealed class C;", "a_b!")]
    [InlineData("[Ceiling] [Credential(\"KEY\", Host = \"a.example.com\", Header = \"x\")] public sealed class C;", "limits nothing")]
    [InlineData("[Ceiling, PolicyFragment] public sealed class C;", "it is a ceiling too")]
    [InlineData("[Ceiling(LongestAcceptanceDays = -1)] public sealed class C;", "longest term")]
    [InlineData("[Ceiling] [MayAccept(\"x\")] public sealed class C;", "[MayAccept] takes deviations")]
    [InlineData("[Ceiling] [MayAccept] public sealed class C;", "MayAccept")]
    public void CeilingThatCannotBeRead_RefusesThePolicy(string ceiling, string saying)
    {
        foreach (var sources in new[] { new[] { Reading.Policy("[Within<C>]"), ceiling }, ["[assembly: ImposeCeiling<C>]", Reading.Policy(string.Empty), ceiling] })
        {
            var reading = Reading.Of(Reading.Compile(sources));

            Assert.Null(reading.Model.Policy);
            var finding = Assert.Single(reading.Model.Findings);
            Assert.Equal(RuleCatalog.NotACeiling, finding.RuleId);
            Assert.Contains(saying, finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void HalfTypedCeiling_RefusesThePolicy() => Assert.Null(Reading.Of(Reading.Compile(Reading.Policy("[Within<C>]"), "[Ceiling] [DenyHosts(\"a.example.com\",)] public sealed class C;")).Model.Policy);

    [Fact]
    public void CeilingOnItsOwn_HasItsFindingsWhereTheyStand() =>
        Assert.Equal([RuleCatalog.NotInACeiling], Reading.Of(Reading.Compile("[Ceiling] [Label(\"a\", \"b\")] public sealed class C;"), "C").Model.Findings.Select(f => f.RuleId));

    [Fact]
    public void Never_IsInTheModel() =>
        Assert.Equal(["10.0.0.0/8", "udp 8.8.8.8:53"], Reading.Of(Reading.Compile("[assembly: Never(\"udp 8.8.8.8:53\", \"10.0.0.0/8\")]", Reading.Policy(string.Empty))).Model.Policy!.Never);

    [Theory]
    [InlineData("\"sctp 8.8.8.8\"")]
    [InlineData("\"\"")]
    [InlineData("\"8.8.8.8:0x35\"")]
    public void NeverThatCannotBeRead_RefusesThePolicy(string destination)
    {
        var reading = Reading.Of(Reading.Compile($"[assembly: Never({destination})]", Reading.Policy(string.Empty)));

        Assert.Equal((null, RuleCatalog.DestinationForm), (reading.Model.Policy, Assert.Single(reading.Model.Findings).RuleId));
    }
}
