using PolicyKit.Core.Authorities;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests.Hostile;

/// <summary>Files that are not what was emitted: deep, long, self-referring or cut. Readers end with their own error, at a cost in proportion to the size.</summary>
public sealed class HostileTextTests
{
    private const int Small = 20_000;

    private static readonly (string Name, Func<string, int, string> Make)[] Texts =
    [
        ("nothing", (_, _) => string.Empty),
        ("NUL", (t, _) => "\0" + t),
        ("byte order mark", (t, _) => "\ufeff" + t),
        ("half", (t, _) => t[..(t.Length / 2)]),
        ("half a pair", (t, _) => t + "\ud800"),
        ("twice", (t, _) => t + t),
        ("more documents", (t, n) => t + Repeat("---\na: 1\n", n)),
        ("lists in lists", (_, n) => Repeat("[", n)),
        ("closed lists in lists", (_, n) => Repeat("[", n) + Repeat("]", n)),
        ("maps in maps", (_, n) => Repeat("{\"a\":", n)),
        ("block lists in block lists", (_, n) => Repeat("- ", n)),
        ("keys that are maps", (_, n) => Repeat("? ", n)),
        ("flow maps as keys", (_, n) => Repeat("{", n)),
        ("indented maps", (_, n) => string.Concat(Enumerable.Range(0, (int)Math.Sqrt(n)).Select(i => new string(' ', i) + "a:\n"))),
        ("doubling aliases", (_, n) => "a0: &a0 [\"x\"]\n" + string.Concat(Enumerable.Range(1, n / 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"))),
        ("anchors", (_, n) => Repeat("- &a x\n", n)),
        ("an alias of itself", (_, _) => "a: &a [*a]\n"),
        ("merge keys", (_, n) => "a: &a {b: \"c\"}\n" + Repeat("d:\n  <<: *a\n", n)),
        ("tags", (_, n) => Repeat("- !!python/object/apply:os.system [id]\n", n)),
        ("one long string", (_, n) => "\"" + Repeat("a", n)),
        ("one long number", (_, n) => Repeat("9", n)),
        ("one long line", (t, n) => t + Repeat("a ", n)),
        ("blank lines", (t, n) => t + Repeat("\n", n)),
        ("comments", (t, n) => t + Repeat("# a\n", n)),
        ("keys twice", (_, n) => "{" + string.Join(',', Enumerable.Repeat("\"a\":1", n / 6)) + "}"),
        ("many keys", (_, n) => "{" + string.Join(',', Enumerable.Range(0, n / 10).Select(i => $"\"a{i}\":1")) + "}"),
        ("escapes", (_, n) => "\"" + Repeat("\\u2028", n) + "\""),
        ("quotes", (t, n) => t + Repeat("\"", n)),
        ("braces", (t, n) => t + Repeat("{ { } ", n)),
        ("last line again", (t, n) => t + Repeat(t.TrimEnd('\n')[(t.TrimEnd('\n').LastIndexOf('\n') + 1)..] + "\n", n)),
    ];

    public static TheoryData<string> Providers => new(ProviderCatalog.All.Select(p => p.Id));

    [Theory]
    [MemberData(nameof(Providers))]
    public void HostileFile_IsAnErrorInProportionToItsSize(string id)
    {
        var (reader, survived) = (ReaderCatalog.Find(id)!, 0);
        foreach (var compiled in new[] { Compiled(id, network: true), Compiled(id, network: false) })
        {
            foreach (var artifact in compiled.Artifacts)
            {
                foreach (var (name, make) in Texts)
                {
                    long Cost(int length)
                    {
                        var files = compiled.Artifacts.ToDictionary(a => a.Path, a => a.Path == artifact.Path ? make(a.Text, length) : a.Text, StringComparer.Ordinal);
                        var before = GC.GetAllocatedBytesForCurrentThread();
                        try
                        {
                            // A shorter list of addresses or a longer command is a configuration too; it allows no more.
                            var read = compiled.Provider.Semantics(reader.Read(files)).May.IsWithin(compiled.Provider.Semantics(compiled.Configuration!).May);
                            Assert.True(read.Verdict != Verdict.Exceeds, $"{artifact.Path}, {name}: {string.Join("; ", read.Witnesses)}");
                        }
                        catch (ArtifactFormatException)
                        {
                        }

                        return GC.GetAllocatedBytesForCurrentThread() - before;
                    }

                    var (small, large) = (Cost(Small), Cost(4 * Small));
                    Assert.True(large < (6 * small) + 500_000, $"{artifact.Path}, {name}: {small} bytes, four times as much {large}");
                    survived++;
                }
            }
        }

        Figures.Add(id, Figures.HostileSurvived, survived);
    }

    private static CompiledTarget Compiled(string id, bool network)
    {
        var provider = ProviderCatalog.Find(id)!;
        var compiled = HostilePolicies.Compile(provider, HostilePolicies.For(provider, network), HostilePolicies.Slots.Single(s => s.Name == "start"), "python");
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        return compiled;
    }

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, Math.Max(1, length / text.Length)));
}
