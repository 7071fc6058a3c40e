using System.Text.RegularExpressions;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Hostile;

/// <summary>Every hostile string in every string slot of the model, for every provider: a finding, or files from which independent parsers get exactly that string, at its place and nowhere else.</summary>
public sealed partial class HostileModelTests(ITestOutputHelper output)
{
    // A policy without a network only where that takes other files.
    public static TheoryData<string, bool> Cases => new(ProviderCatalog.All.SelectMany(p => Paths(p, true).SequenceEqual(Paths(p, false)) ? new[] { (p.Id, true) } : [(p.Id, true), (p.Id, false)]));

    [Theory]
    [MemberData(nameof(Cases))]
    public void HostileString_IsRefusedOrReadBack(string id, bool network)
    {
        var provider = ProviderCatalog.Find(id)!;
        var reader = ReaderCatalog.Find(id)!;
        var policy = HostilePolicies.For(provider, network);
        var (refused, kept) = (0, 0);
        foreach (var slot in HostilePolicies.Slots)
        {
            var harmless = HostilePolicies.Compile(provider, policy, slot, HostileStrings.Harmless);
            foreach (var text in HostileStrings.All)
            {
                var where = $"{id}, {slot.Name}, {Shown(text)}";
                var compiled = HostilePolicies.Compile(provider, policy, slot, text);
                if (compiled.Status != CompileStatus.Emitted)
                {
                    Assert.True(compiled.Status == CompileStatus.Refused, $"{where}: {string.Join("; ", compiled.Findings.Select(f => f.Message))}");
                    Assert.Contains(compiled.Findings, f => RuleCatalog.Get(f.RuleId).Severity == Severity.Error);
                    Assert.Empty(compiled.Artifacts);
                    refused++;
                    continue;
                }

                kept++;
                Assert.True(compiled.Configuration!.Equals(Read(reader, compiled, where)), $"{where}: the files hold another configuration");

                // Arguments on lines have no escapes; every other file is plain ASCII.
                Assert.All(compiled.Artifacts.Where(a => a.Path != "run.args"), a => Assert.DoesNotMatch(NotPlainText(), a.Text));
                if (harmless.Status == CompileStatus.Emitted && IsText(slot) && !IsOtherForm(compiled, harmless))
                {
                    var (expected, actual) = (Filled(harmless, text, compiled), ArtifactTrees.Leaves(compiled.Artifacts));
                    Assert.True(expected.SequenceEqual(actual, StringComparer.Ordinal), $"{where}:\n- {string.Join("\n- ", expected.Except(actual))}\n+ {string.Join("\n+ ", actual.Except(expected))}");
                }
            }
        }

        output.WriteLine($"{id}: {refused} refused, {kept} read back");
        Assert.True(kept > 100);
        Figures.Add(id, Figures.HostileSurvived, refused + kept);
    }

    private static ProviderConfiguration Read(ProviderReader reader, CompiledTarget compiled, string where)
    {
        try
        {
            return reader.Read(compiled.Artifacts.ToDictionary(a => a.Path, a => a.Text));
        }
        catch (ArtifactFormatException e)
        {
            throw new InvalidOperationException(where, e);
        }
    }

    /// <summary>A model with a string that no slot covers would not be tested.</summary>
    [Fact]
    public void EveryStringOfTheModel_IsASlot()
    {
        // The strings of the JSON form of a policy in which everything is said, other than words of an enum.
        var marks = HostilePolicies.Slots.Select(s => s.Set(HostilePolicies.For(ProviderCatalog.All[0]), HostileStrings.Harmless));
        var covered = marks.SelectMany(p => StringProperty().Matches(PolicyDocument.Json(p)).Where(m => m.Groups[2].Value.Contains(HostileStrings.Harmless, StringComparison.Ordinal)).Select(m => m.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);
        var strings = new[] { typeof(SandboxPolicy), typeof(EgressRule), typeof(CredentialReference), typeof(MountPoint), typeof(RunParameter), typeof(TargetDeclaration), typeof(Acceptance), typeof(NamedValue), typeof(RunIdentity), typeof(ResourceRanges), typeof(PolicyCeiling), typeof(IncludedFragment) }
            .SelectMany(t => t.GetProperties().Where(p => p.CanWrite && (p.PropertyType == typeof(string) || p.PropertyType == typeof(Core.EquatableArray<string>)))).Select(p => p.Name).Distinct();

        // Names that the JSON form shortens or nests in lists, whose items have no key of their own.
        string[] lists = ["Methods", "Paths", "On", "Hosts", "Capabilities", "BuildCommands", "BuildHosts", "Start", "Owners", "Providers", "Never", "Rules"];
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal) { ["Id"] = "policy", ["TypeName"] = "type" };
        Assert.DoesNotContain(strings.Except(lists), s => !covered.Contains(renamed.GetValueOrDefault(s, char.ToLowerInvariant(s[0]) + s[1..])));
        Assert.All(lists, l => Assert.Contains(HostilePolicies.Slots, s => s.Name.Split('.').Any(part => part.Equals(l.Replace("Commands", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))));
    }

    // The leaves of the harmless policy with the string in place of the harmless one. Compose's mark for a dollar sign is two of them.
    private static IEnumerable<string> Filled(CompiledTarget harmless, string text, CompiledTarget compiled) => ArtifactTrees.Leaves(harmless.Artifacts)
        .Select(l => l.Replace(HostileStrings.Harmless, l.StartsWith("compose.yaml", StringComparison.Ordinal) ? text.Replace("$", "$$", StringComparison.Ordinal) : text, StringComparison.Ordinal))
        .Select(l => l.Replace(harmless.Header!.Hash, compiled.Header!.Hash, StringComparison.Ordinal));

    // Hosts, ports and ids mean something: another rule, another network. What they make is judged by the proof, the reader and the vendors' checkers.
    private static bool IsText(PolicySlot slot) => slot.Name == "rules.because" || !(slot.Name is "id" or "targets.name" || slot.Name.StartsWith("rules.", StringComparison.Ordinal));

    // Docker's arguments on lines become a Compose set when they are long.
    private static bool IsOtherForm(CompiledTarget compiled, CompiledTarget harmless) =>
        compiled.Artifacts.Any(a => a.Path == "compose.yaml") && harmless.Artifacts.All(a => a.Path != "compose.yaml");

    private static IEnumerable<string> Paths(Provider provider, bool network)
    {
        var policy = HostilePolicies.For(provider, network);
        return HostilePolicies.Compile(provider, policy, HostilePolicies.Slots.First(s => s.Name == "start"), "python").Artifacts.Select(a => a.Path);
    }

    private static string Shown(string text) => Core.Documents.JsonWriter.Quote(text.Length > 60 ? text[..60] + "..." : text);

    [GeneratedRegex(@"[^\n -~]")]
    private static partial Regex NotPlainText();

    [GeneratedRegex("\"([A-Za-z]+)\": \"([^\"]*)\"")]
    private static partial Regex StringProperty();
}
