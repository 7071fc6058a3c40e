using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Generators.Tests.Hostile;

/// <summary>Hostile strings in every string of every attribute, thousands of policies in one compilation: the generator does not throw, reports no defect of its own, and what it emits reads back.</summary>
public sealed class HostileAttributeTests
{
    private const string Image = "Image = \"docker.io/library/alpine:3\"";

    // {text} is the hostile string, a literal; {word} the provider's attribute.
    private static readonly string[] Templates =
    [
        .. Attributes.Select(Of),
        $"[Sandbox({{text}}, {Image}), {{word}}]", $"[Sandbox(\"{{id}}\", {Image}, Description = {{text}}), {{word}}]", $"[Sandbox(\"{{id}}\", {Image}), {{word}}(Name = {{text}})]", "[Sandbox(\"{id}\", Image = {text}), {word}]",
    ];

    private static readonly Dictionary<string, Func<SandboxPolicy, string?>> Values = new(StringComparer.Ordinal)
    {
        [Of("[Environment(\"x\", {text})]")] = p => p.Environment[0].Value,
        [Of("[Start(\"a\", {text})]")] = p => p.Start[1],
        [Of("[Build({text})]")] = p => p.BuildCommands[0],
    };

    private static string[] Attributes =>
    [
        "[AllowHosts({text})]", "[DenyHosts({text})]", "[AllowHosts(\"a.example.com\", Ports = {text})]", "[AllowHosts(\"a.example.com\", Because = {text})]", "[AllowNetworks({text}, Ports = \"443\")]", "[DenyNetworks({text})]",
        "[AllowHttp({text})]", "[AllowHttp(\"a.example.com\", Methods = {text})]", "[AllowHttp(\"a.example.com\", Path = {text})]", "[AllowMetadata({text}, 80, Because = \"b\")]", "[AllowAnyHost(Because = {text})]",
        "[AllowHosts(\"a.example.com\"), Credential({text}, Host = \"a.example.com\")]", "[Credential(\"A\", Host = {text})]", "[AllowHosts(\"a.example.com\"), Credential(\"A\", Host = \"a.example.com\", Header = {text})]",
        "[AllowHosts(\"a.example.com\"), Credential(\"A\", Host = \"a.example.com\", Scheme = {text})]", "[AllowHosts(\"a.example.com\"), Credential(\"A\", Host = \"a.example.com\", Scheme = \"Basic\", User = {text})]",
        "[Credential(\"A\", Delivery = Delivery.File, Path = {text})]", "[Credential({text}, Delivery = Delivery.Environment)]", "[Resources(Cpu = {text})]", "[Resources(MemoryMiB = {text})]", "[Resources(DiskGiB = {text})]",
        "[Resources(Gpu = {text})]", "[Lifetime({text})]", "[Lifetime(\"60m\", Idle = {text})]", "[RunAs(1, WorkDirectory = {text})]", "[RunAs(1, Capabilities = new[] { {text} })]", "[Mount({text}, Source = \"v\")]",
        "[Mount(\"/a\", Source = {text})]", "[Mount(\"/a\", Source = \"v\", SubPath = {text})]", "[Label({text}, \"x\")]", "[Label(\"x\", {text})]", "[Environment({text}, \"x\")]", "[Environment(\"x\", {text})]",
        "[Parameter({text}, Pattern = \"a\")]", "[Parameter(\"a\", Pattern = {text})]", "[Build({text})]", "[Start({text})]", "[Start(\"a\", {text})]", "[Build(\"a\"), AllowBuildHosts({text})]",
        "[Accept(E2BDeviation.HostRuleOpensPort80, For = {text}, Because = \"b\", Owner = \"o\", Until = \"2027-01-01\")]", "[Accept(E2BDeviation.NoIdleStop, Because = {text}, Owner = {text}, Until = {text})]",
        "[Accept(E2BDeviation.NoIdleStop, Because = \"b\", Owner = \"o\", Target = {text})]",
    ];

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    private static string Of(string attributes) => $"[Sandbox(\"{{id}}\", {Image}), {{word}}] {attributes}";

    // The attributes are read the same way for every provider, so the strings are dealt out among the providers.
    [Theory]
    [MemberData(nameof(Providers))]
    public async Task HostileStrings_InEveryAttribute_AreRefusedOrReadBack(string provider)
    {
        var providers = ProviderCatalog.All.Select(p => p.Id).ToList();
        var own = providers.IndexOf(provider);
        var word = ProviderCatalog.Find(provider)!.Word.TargetsMember;
        // What the provider takes no policy without.
        var required = RandomPolicies.Required(provider).Count == 0 ? string.Empty : "[AllowAnyHost(Ports = \"*\", Because = \"b\")] ";
        var source = new StringBuilder("using PolicyKit;\nnamespace House;\n");
        var texts = new Dictionary<string, (string Template, string Text)>(StringComparer.Ordinal);
        foreach (var (i, template) in Templates.Index())
        {
            foreach (var text in HostileStrings.All.Where((_, j) => (i + j) % providers.Count == own))
            {
                var id = $"p{texts.Count}";
                texts.Add(id, (template, text));
                source.Append(required).Append(template.Replace("{id}", id, StringComparison.Ordinal).Replace("{word}", word, StringComparison.Ordinal).Replace("{text}", SymbolDisplay.FormatLiteral(text, quote: true), StringComparison.Ordinal)).Append($" public sealed partial class P{id};\n");
            }
        }

        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(source.ToString(), HostileCompilations.Baselines));

        await HostileCompilations.CheckSound(run);
        var rows = run.Index;
        Assert.Equal(texts.Count, rows.Count(r => r.Target.Length == 0));
        Assert.Contains(rows, r => r is { Target.Length: > 0, Status: "emitted" });

        // A model holds the text that was written.
        var kept = 0;
        foreach (var policy in HostileCompilations.Models(run))
        {
            if (texts.TryGetValue(policy.Id, out var said) && Values.TryGetValue(said.Template, out var value))
            {
                Assert.Equal(said.Text, value(policy));
                kept++;
            }
        }

        Assert.InRange(kept, 50, texts.Count);

        // What is emitted reads back.
        var reader = ReaderCatalog.Find(provider)!;
        foreach (var files in run.Artifacts.GroupBy(a => a.Policy, StringComparer.Ordinal))
        {
            _ = reader.Read(files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal));
        }

        Figures.Add(provider, Figures.HostileSurvived, texts.Count);
    }
}
