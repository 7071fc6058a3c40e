using System.Text;
using PolicyKit.Core.Findings;

namespace PolicyKit.Roslyn.Tests;

/// <summary>Large attribute lists, right and wrong: reading them grows with their size and not with its square. Counted in allocated bytes.</summary>
public sealed class LinearReadingTests(ITestOutputHelper output)
{
    private static readonly (string Name, Func<int, string> Source)[] Shapes =
    [
        ("hosts in one attribute", n => Reading.Policy($"[AllowHosts({List(n, i => $"\"h{i}.example.com\"")})]")),
        ("an attribute for each host", n => Reading.Policy(Lines(n, i => $"[AllowHosts(\"h{i}.example.com\")]"))),
        ("networks", n => Reading.Policy($"[AllowNetworks({List(n, i => $"\"9.{i / 250}.{i % 250}.0/24\"")}, Ports = \"443\")]")),
        ("one host again and again", n => Reading.Policy(Lines(n, _ => "[AllowHosts(\"a.example.com\")]"))),
        ("wrong hosts", n => Reading.Policy($"[AllowHosts({List(n, i => $"\"H{i}..example.com\"")})]")),
        ("wrong attributes", n => Reading.Policy(Lines(n, i => $"[AllowHosts(\"H{i}.example.com\", Ports = \"x\")]"))),
        ("acceptances", n => Reading.Policy($"[AllowHosts({List(n, i => $"\"h{i}.example.com\"")})]\n" + Lines(n, i => $"[Accept(E2BDeviation.ResolverReachable, For = \"h{i}.example.com\", Because = \"b\", Owner = \"o\", Until = \"2027-01-01\")]"))),
        ("labels", n => Reading.Policy(Lines(n, i => $"[Label(\"l{i}\", \"x\")]"))),
        ("variables", n => Reading.Policy(Lines(n, i => $"[Environment(\"V{i}\", \"x\")]"))),
        ("parameters", n => Reading.Policy(Lines(n, i => $"[Parameter(\"p{i}\", Pattern = \"[a-z]{{1,8}}\")]"))),
        ("placeholders", n => Reading.Policy("[Parameter(\"a\", Pattern = \"[a-z]{1,8}\")]\n" + Lines(n, i => $"[Label(\"l{i}\", \"{{a}}\")]"))),
        ("mounts", n => Reading.Policy(Lines(n, i => $"[Mount(\"/data/{i}\", Source = \"v{i}\")]"))),
        ("ports", n => Reading.Policy(Lines(n, i => $"[Expose({1000 + i})]"))),
        ("credentials", n => Reading.Policy($"[AllowHosts({List(n, i => $"\"h{i}.example.com\"")})]\n" + Lines(n, i => $"[Credential(\"A{i}\", Host = \"h{i}.example.com\")]"))),
        ("commands", n => Reading.Policy(Lines(n, i => $"[Build(\"echo {i}\")]") + $"[Start({List(n, i => $"\"{i}\"")})]")),
        ("long texts", n => Reading.Policy($"[Label(\"l\", \"{new string('x', n * 40)}\"), AllowHosts(\"{string.Concat(Enumerable.Repeat("a.", n * 20))}b\")]")),
        ("fragments", n => Reading.Policy(Lines(n, i => $"[Include<F{i}>]")) + "\n" + Lines(n, i => $"[PolicyFragment, AllowHosts(\"h{i}.example.com\")] public sealed class F{i};")),
        ("a chain of fragments", n => Reading.Policy("[Include<F0>]") + "\n" + Lines(n, i => $"[PolicyFragment, AllowHosts(\"h{i}.example.com\"){(i + 1 < n ? $", Include<F{i + 1}>" : string.Empty)}] public sealed class F{i};")),
    ];

    public static TheoryData<string> Names => new(Shapes.Select(s => s.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void FourTimesTheAttributes_CostNoMoreThanSixTimes(string shape)
    {
        var source = Shapes.Single(s => s.Name == shape).Source;
        _ = Cost(source(3));
        var (small, large) = (Cost(source(150)), Cost(source(600)));

        output.WriteLine($"{shape}: {small} {large}");
        Assert.True(large < (6 * small) + 200_000, $"{small} bytes, four times as much {large}");
    }

    private static long Cost(string source)
    {
        var compilation = Reading.Compile("using PolicyKit;\n" + source);
        var type = compilation.GetTypeByMetadataName("P")!;

        // The compiler's own part of the work comes first: it binds attributes once.
        foreach (var symbol in compilation.Assembly.GlobalNamespace.GetTypeMembers())
        {
            _ = symbol.GetAttributes().Select(a => (a.ConstructorArguments, a.NamedArguments)).ToList();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = PolicyReader.Read(type, compilation, Reading.Vocabulary, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(reading.Model.Findings.Items, f => RuleCatalog.Get(f.RuleId).Id.StartsWith("PK9", StringComparison.Ordinal));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string List(int n, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, n).Select(item));

    private static string Lines(int n, Func<int, string> line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < n; i++)
        {
            text.Append(line(i)).Append('\n');
        }

        return text.ToString();
    }
}
