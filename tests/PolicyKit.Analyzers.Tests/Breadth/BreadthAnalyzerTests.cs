using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PolicyKit.CodeFixes;

namespace PolicyKit.Analyzers.Tests.Breadth;

public sealed class BreadthAnalyzerTests
{
    private const string Head = /* lang=c#-test */ """
        using PolicyKit;

        [Sandbox("agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]

        """;

    private const string Tail = "[Docker]\npublic sealed partial class Agent;\n";

    [Fact]
    public Task Entry_IsReportedAtTheArgument() => Verify.Diagnostics(Head + "[AllowHosts(\"api.example.com\", {|PK3007:\"webhook.site\"|}, Because = \"no error goes away by that\")]\n" + Tail);

    [Fact]
    public Task PortsOfSeveralEntries_AreReportedOnceAtThePorts() => Verify.Diagnostics(Head + "[AllowNetworks(\"93.184.216.0/24\", \"93.184.218.0/24\", Ports = {|PK3016:\"*\"|})]\n" + Tail);

    [Fact]
    public Task PartsOfTheWholeInternet_AreReportedOnce() => Verify.Diagnostics(Head + "[AllowNetworks({|PK3001:\"0.0.0.0/1\"|}, \"128.0.0.0/1\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task HalvesForTwoTargets_AreNoWhole() => Verify.Diagnostics(
        Head + "[AllowNetworks({|PK3002:{|PK3006:\"0.0.0.0/1\"|}|}, Ports = \"443\", On = Targets.Docker)]\n[AllowNetworks({|PK3002:{|PK3006:{|PK2001:\"128.0.0.0/1\"|}|}|}, Ports = \"443\", On = Targets.E2B)]\n[E2B]\n" + Tail);

    [Fact]
    public Task Fragment_IsJudgedWhereItStands() => Verify.Diagnostics(
        Head + "[Include<Files>]\n" + Tail,
        others: "using PolicyKit;\n[PolicyFragment]\n[AllowHosts({|PK3003:\"*.co.uk\"|})]\nsealed class Files;");

    [Fact]
    public Task FragmentThatCompletesTheInternet_IsReportedAtThePolicyToo() => Verify.Diagnostics(
        Head + "[AllowNetworks({|PK3001:\"0.0.0.0/1\"|}, Ports = \"443\")]\n[Include<Rest>]\n" + Tail,
        others: "using PolicyKit;\n[PolicyFragment]\n[AllowNetworks({|PK3002:{|PK3006:\"128.0.0.0/1\"|}|}, Ports = \"443\")]\nsealed class Rest;");

    [Fact]
    public Task MalformedPolicy_IsJudgedAllTheSame() => Verify.Diagnostics(Head + "[AllowHosts({|PK1012:\"b..example.com\"|}, {|PK3003:\"*.com\"|})]\n" + Tail);

    [Fact]
    public Task HiddenEndpoint_IsReportedBesideItsSpelling() => Verify.Diagnostics(Head + "[AllowHosts({|PK1012:{|PK3002:\"0xA9FEA9FE\"|}|})]\n" + Tail);

    [Fact]
    public Task HiddenEndpointInADenial_IsOnlyMisspelt() => Verify.Diagnostics(Head + "[DenyHosts({|PK1012:\"0xA9FEA9FE\"|})]\n" + Tail);

    [Fact]
    public async Task StatedReason_SuppressesAWarningAndNoError()
    {
        var found = await Analyze(Head + "[AllowHosts(\"api.github.com\", \"pastebin.com\", Because = \"the agent reads issues\")]\n[AllowHosts(\"gitlab.com\")]\n" + Tail);

        Assert.Equal([("PK3007", false), ("PK3008", false), ("PK3008", true)], found.Select(d => (d.Id, d.IsSuppressed)).Order());
    }

    [Fact]
    public async Task EmptyReason_SuppressesNothing() =>
        Assert.All(await Analyze(Head + "[AllowHosts(\"api.github.com\", Because = \" \")]\n" + Tail), d => Assert.False(d.IsSuppressed));

    [Fact]
    public async Task Finding_CarriesItsNameAndTheCanonicalForm()
    {
        var finding = Assert.Single(await Analyze(Head + "[AllowHosts(\"PasteBin.com.\")]\n" + Tail));

        Assert.Equal(("exfil:paste", "pastebin.com"), (finding.Properties["kind"], finding.Properties["canonical"]));
    }

    [Fact]
    public async Task MisspeltNetwork_CarriesItsNameAndTheCanonicalForm()
    {
        var finding = Assert.Single(await Analyze(Head + "[AllowNetworks(\"93.184.216.34/24\", Ports = \"443\")]\n" + Tail));

        Assert.Equal(("PK1014", "host-bits-set", "93.184.216.0/24"), (finding.Id, finding.Properties["kind"], finding.Properties["canonical"]));
    }

    [Theory]
    [InlineData("", "PK3008")]
    [InlineData("[Credential(\"GITHUB_TOKEN\", Host = \"api.github.com\", Scheme = \"Bearer\")]\n", "PK3009")]
    [InlineData("[Credential(\"GITHUB_TOKEN\", Delivery = Delivery.Environment)]\n", "PK3008")]
    public async Task BrokeredCredential_MakesACodeHostOnesOwn(string credential, string rule) =>
        Assert.Equal(rule, Assert.Single(await Analyze(Head + "[AllowHosts(\"api.github.com\")]\n" + credential + Tail), d => d.Id.StartsWith("PK3", StringComparison.Ordinal)).Id);

    [Fact]
    public async Task KnownHosts_StateTheirReasons()
    {
        var fragments = typeof(KnownHosts).GetNestedTypes().SelectMany(g => g.GetNestedTypes().Select(f => $"[Include<KnownHosts.{g.Name}.{f.Name}>]\n")).ToList();

        Assert.True(fragments.Count > 10);
        Assert.DoesNotContain(await Analyze(Head + string.Concat(fragments) + Tail), d => d.Id.StartsWith("PK3", StringComparison.Ordinal) && d.Severity > DiagnosticSeverity.Info && !d.IsSuppressed);
    }

    // A provider that only compares claimed names has a deviation for it, which blocks until it is accepted.
    [Fact]
    public async Task NameThatIsOnlyClaimed_IsCalledSo()
    {
        var found = await Analyze(Head + "[AllowHosts(\"api.example.com\")]\n[Modal]\npublic sealed partial class Agent;\n");

        Assert.Equal("PK2001", Assert.Single(found, d => d.Properties["kind"] == "name-filter-only").Id);
    }

    [Fact]
    public Task Pragma_Suppresses() => Verify.Diagnostics("#pragma warning disable PK3003\n" + Head + "[AllowHosts(\"*.com\")]\n" + Tail);

    [Fact]
    public Task Entry_IsLeftOut() => Verify.Fix<RemoveEntryFix>(
        Head + "[AllowHosts(\"api.example.com\", {|PK3007:\"webhook.site\"|}, {|PK3003:\"*.com\"|}, Ports = \"443\")]\n" + Tail,
        Head + "[AllowHosts(\"api.example.com\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task LastEntry_TakesTheRuleWithIt() => Verify.Fix<RemoveEntryFix>(
        Head + "[AllowHosts({|PK3010:\"10.0.0.1.nip.io\"|})]\n" + Tail,
        Head + Tail);

    [Fact]
    public Task EntryOfACollection_IsLeftOut() => Verify.Fix<RemoveEntryFix>(
        Head + "[AllowNetworks([\"93.184.216.0/24\", {|PK3002:\"168.63.129.0/24\"|}], Ports = \"443\")]\n" + Tail,
        Head + "[AllowNetworks(\"93.184.216.0/24\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task Wildcard_AsksForTheHost() => Verify.Fix<NarrowEntryFix>(
        Head + "[AllowHosts({|PK3008:{|PK3004:\"*.s3.us-east-1.amazonaws.com\"|}|})]\n" + Tail,
        Head + "[AllowHosts({|PK1012:\"<name>.s3.us-east-1.amazonaws.com\"|})]\n" + Tail);

    [Fact]
    public Task ManyPorts_BecomeTls() => Verify.Fix<NarrowEntryFix>(
        Head + "[AllowHosts(\"api.example.com\", Ports = {|PK3016:\"443,8000-8200\"|})]\n" + Tail,
        Head + "[AllowHosts(\"api.example.com\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task RiskyPort_IsLeftOut() => Verify.Fix<NarrowEntryFix>(
        Head + "[AllowHosts(\"git.example.com\", Ports = {|PK3017:\"22,443\"|})]\n" + Tail,
        Head + "[AllowHosts(\"git.example.com\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task OnlyPort_IsNotLeftOut()
    {
        var source = Head + "[AllowHosts(\"git.example.com\", Ports = {|PK3017:\"22\"|})]\n" + Tail;

        return Verify.Fix<NarrowEntryFix>(source, source);
    }

    [Fact]
    public Task EmbeddedNetwork_IsWrittenAsIPv4() => Verify.Fix<NarrowEntryFix>(
        Head + "[AllowNetworks({|PK2002:{|PK3012:\"2002:5db8:d822::/48\"|}|}, Ports = \"443\")]\n" + Tail,
        Head + "[AllowNetworks(\"93.184.216.34/32\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task NetworkWithHostBits_MayBeTheOneAddress() => Verify.Fix<SingleAddressFix>(
        Head + "[AllowNetworks({|PK1014:\"93.184.216.34/8\"|}, Ports = \"443\")]\n" + Tail,
        Head + "[AllowNetworks(\"93.184.216.34/32\", Ports = \"443\")]\n" + Tail);

    [Fact]
    public Task OddSpelling_HasNoOtherReading()
    {
        var source = Head + "[AllowNetworks({|PK1014:\"93.184.216.034/32\"|}, Ports = \"443\")]\n" + Tail;

        return Verify.Fix<SingleAddressFix>(source, source);
    }

    [Fact]
    public Task BuildHosts_AreJudgedForWhatIsNeverMeant() => Verify.Diagnostics(
        Head + "[Build(\"make\"), AllowBuildHosts(\"pypi.org\", \"github.com\", {|PK3003:\"*.com\"|}, {|PK3007:\"transfer.sh\"|})]\n" + Tail);

    private static async Task<ImmutableArray<Diagnostic>> Analyze(string source)
    {
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source, parse), CSharpSyntaxTree.ParseText(Verify.Baselines, parse)],
            Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var found = await compilation.WithAnalyzers([new PolicyAnalyzer(), new BecauseSuppressor()], options).GetAnalyzerDiagnosticsAsync();
        return found.Where(d => d.Id[2] is not ('4' or '6' or '7')).ToImmutableArray();
    }
}
