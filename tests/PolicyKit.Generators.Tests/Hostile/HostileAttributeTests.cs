using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Providers;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Generators.Tests.Hostile;

/// <summary>Hostile strings in every string of every attribute, thousands of policies in one compilation: the generator does not throw, reports no defect of its own, and what it emits reads back.</summary>
public sealed class HostileAttributeTests
{
    private static readonly string[] Templates =
    [
        "[AllowHosts({0})]", "[DenyHosts({0})]", "[AllowHosts(\"a.example.com\", Ports = {0})]", "[AllowHosts(\"a.example.com\", Because = {0})]", "[AllowNetworks({0}, Ports = \"443\")]", "[DenyNetworks({0})]", "[AllowHttp({0})]",
        "[AllowHttp(\"a.example.com\", Methods = {0})]", "[AllowHttp(\"a.example.com\", Path = {0})]", "[AllowMetadata({0}, 80, Because = \"b\")]", "[AllowAnyHost(Because = {0})]",
        "[AllowHosts(\"a.example.com\"), Credential({0}, Host = \"a.example.com\")]", "[Credential(\"A\", Host = {0})]", "[AllowHosts(\"a.example.com\"), Credential(\"A\", Host = \"a.example.com\", Header = {0})]",
        "[AllowHosts(\"a.example.com\"), Credential(\"A\", Host = \"a.example.com\", Scheme = {0})]", "[AllowHosts(\"a.example.com\"), Credential(\"A\", Host = \"a.example.com\", Scheme = \"Basic\", User = {0})]",
        "[Credential(\"A\", Delivery = Delivery.File, Path = {0})]", "[Credential({0}, Delivery = Delivery.Environment)]",
        "[Resources(Cpu = {0})]", "[Resources(MemoryMiB = {0})]", "[Resources(DiskGiB = {0})]", "[Resources(Gpu = {0})]", "[Lifetime({0})]", "[Lifetime(\"60m\", Idle = {0})]", "[RunAs(1, WorkDirectory = {0})]", "[RunAs(1, Capabilities = new[] {{ {0} }})]",
        "[Mount({0}, Source = \"v\")]", "[Mount(\"/a\", Source = {0})]", "[Mount(\"/a\", Source = \"v\", SubPath = {0})]",
        "[Label({0}, \"x\")]", "[Label(\"x\", {0})]", "[Environment({0}, \"x\")]", "[Environment(\"x\", {0})]", "[Parameter({0}, Pattern = \"a\")]", "[Parameter(\"a\", Pattern = {0})]", "[Build({0})]", "[Start({0})]", "[Start(\"a\", {0})]",
        "[Build(\"a\"), AllowBuildHosts({0})]", "[Accept(E2BDeviation.HostRuleOpensPort80, For = {0}, Because = \"b\", Owner = \"o\", Until = \"2027-01-01\")]", "[Accept(E2BDeviation.NoIdleStop, Because = {0}, Owner = {0}, Until = {0})]",
        "[Accept(E2BDeviation.NoIdleStop, Because = \"b\", Owner = \"o\", Target = {0})]",
    ];

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void HostileStrings_InEveryAttribute_AreRefusedOrReadBack(string provider)
    {
        var word = ProviderCatalog.Find(provider)!.Word.TargetsMember;
        var texts = HostileStrings.All;
        var source = new System.Text.StringBuilder("using PolicyKit;\nnamespace House;\n");
        var number = 0;
        foreach (var template in Templates)
        {
            foreach (var text in texts)
            {
                var attributes = string.Format(System.Globalization.CultureInfo.InvariantCulture, template, SymbolDisplay.FormatLiteral(text, quote: true));
                source.Append($"[Sandbox(\"p{number}\", Image = \"docker.io/library/alpine:3\"), {word}] {attributes} public sealed partial class P{number};\n");
                number++;
            }
        }

        foreach (var text in texts)
        {
            var literal = SymbolDisplay.FormatLiteral(text, quote: true);
            source.Append($"[Sandbox({literal}, Image = \"docker.io/library/alpine:3\"), {word}] public sealed partial class P{number++};\n");
            source.Append($"[Sandbox(\"p{number}\", Image = {literal}), {word}] public sealed partial class P{number++};\n");
            source.Append($"[Sandbox(\"p{number}\", Image = \"docker.io/library/alpine:3\", Description = {literal}), {word}] public sealed partial class P{number++};\n");
            source.Append($"[Sandbox(\"p{number}\", Image = \"docker.io/library/alpine:3\"), {word}(Name = {literal})] public sealed partial class P{number++};\n");
        }

        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(source.ToString(), HostileCompilations.Baselines));

        HostileCompilations.CheckSound(run);
        var rows = run.Index;
        Assert.Equal(number, rows.Count(r => r.Target.Length == 0));
        Assert.Contains(rows, r => r is { Target.Length: > 0, Status: "emitted" });

        // What is emitted reads back; what a model holds is the text that was written.
        var read = rows.Where(r => r is { Target.Length: 0, Status: "read" }).ToList();
        Assert.All(read, r => Assert.Equal(r.Policy, PolicyJsonReader.Read(r.Json).Id));
        var models = read.Select(r => PolicyJsonReader.Read(r.Json)).ToDictionary(p => p.Id, StringComparer.Ordinal);
        foreach (var (template, value) in new (string Template, Func<Core.Model.SandboxPolicy, string?> Value)[]
            { ("[Environment(\"x\", {0})]", p => p.Environment[0].Value), ("[Start(\"a\", {0})]", p => p.Start[1]), ("[Build({0})]", p => p.BuildCommands[0]) })
        {
            var first = Array.IndexOf(Templates, template) * texts.Count;
            var kept = Enumerable.Range(0, texts.Count).Where(i => models.ContainsKey($"p{first + i}")).ToList();
            Assert.InRange(kept.Count, 20, texts.Count);
            Assert.All(kept, i => Assert.Equal(texts[i], value(models[$"p{first + i}"])));
        }

        var reader = ReaderCatalog.Find(provider)!;
        foreach (var files in run.Artifacts.GroupBy(a => a.Policy, StringComparer.Ordinal))
        {
            _ = reader.Read(files.ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal));
        }

        Figures.Add(provider, Figures.HostileSurvived, number);
    }
}
