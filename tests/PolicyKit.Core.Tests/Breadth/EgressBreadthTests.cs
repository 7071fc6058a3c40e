using CsCheck;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.TestKit;

namespace PolicyKit.Core.Tests.Breadth;

public sealed class EgressBreadthTests
{
    [Fact]
    public void InternetInAnyParts_IsFoundOnceAndForAll() => Gen.Int[0, 12].Array[1, 20].Sample(cuts =>
    {
        // Any binary subdivision of everything.
        var parts = new List<Cidr> { Cidr.Parse("0.0.0.0/0") };
        foreach (var cut in cuts)
        {
            var part = parts[cut % parts.Count];
            if (part.PrefixLength < 8)
            {
                parts.Remove(part);
                var low = Cidr.Parse($"{part.First}/{part.PrefixLength + 1}");
                parts.AddRange([low, Cidr.Parse($"{low.Last.Next}/{part.PrefixLength + 1}")]);
            }
        }

        var findings = Judge([.. parts.Select(p => Network(p.ToString()))]);

        Assert.Equal([RuleCatalog.AnyDestination], findings.Select(f => f.RuleId));
    });

    [Fact]
    public void InternetWithOneHole_IsTheInternet()
    {
        var rest = AddressSet.AllIPv4.Except(AddressSet.Of("93.184.216.34/32", "10.0.0.0/8"));

        Assert.Contains(Judge([.. rest.ToCidrs().Select(c => Network(c.ToString()))]), f => f.RuleId == RuleCatalog.AnyDestination);
    }

    [Fact]
    public void HalfTheInternet_IsWideOnly() => Assert.Equal([RuleCatalog.CloudMetadata, RuleCatalog.WideNetwork], Judge(Network("0.0.0.0/1")).Select(f => f.RuleId));

    // Each rule of the list, as its own text says: a wildcard there is one over a registry or over strangers.
    [Fact]
    public void EverySuffixOfThePublicSuffixList_IsFound()
    {
        var isPrivate = false;
        var missed = new List<string>();
        foreach (var line in File.ReadAllLines(RepositoryFiles.Path("data/public_suffix_list.dat")))
        {
            isPrivate |= line.Contains("BEGIN PRIVATE DOMAINS", StringComparison.Ordinal);
            if (line.Length == 0 || line[0] == '/' || line.Any(c => c > 0x7F))
            {
                continue;
            }

            var name = line.StartsWith("*.", StringComparison.Ordinal) ? "any-name" + line[1..] : line.TrimStart('!');
            var owner = HostFacts.Owner(name);
            if (line[0] == '!' ? owner != SuffixOwner.One : isPrivate ? owner is SuffixOwner.One or SuffixOwner.Registry : owner != SuffixOwner.Registry)
            {
                missed.Add($"{line}: {owner}");
            }
        }

        Assert.Empty(missed);
    }

    [Fact]
    public void EveryListedHost_IsFound()
    {
        var hosts = System.Text.Json.JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Path("data/exfil-hosts.json"))).RootElement.GetProperty("categories").EnumerateArray()
            .SelectMany(c => c.GetProperty("hosts").EnumerateArray().Select(h => (Category: c.GetProperty("category").GetString()!, Host: h.GetString()!.Replace(".*.", ".eu-central-1.", StringComparison.Ordinal)))).ToList();
        var missed = hosts.Where(h => !Judge(System.Net.IPAddress.TryParse(h.Host, out _) ? Network(Cidr.Parse(h.Host).ToString()) : Host(h.Host))
            .Any(f => f.Properties.Items.Any(p => p.Name == BreadthFinding.Kind && (p.Value == "exfil:" + h.Category || p.Value == h.Category || p.Value == "registry-wildcard" || p.Value == "cloud-metadata"))));

        Assert.Equal(454, hosts.Count);
        Assert.Empty(missed);
    }

    [Fact]
    public void AnyRules_AreJudged() => RandomPolicies.For("docker").Sample(policy => Judge([.. policy.Rules]).Items.All(f => f.Message.Length > 0), iter: 200);

    [Fact]
    public void ThousandsOfEntries_AreJudgedTogether()
    {
        var hosts = Enumerable.Range(0, 4096).Select(i => Host($"h{i}.example.com"));
        var networks = Enumerable.Range(0, 4096).Select(i => Network($"93.{i >> 8}.{i & 255}.0/24"));

        Assert.Equal([RuleCatalog.WideNetwork, RuleCatalog.Sprawl], Judge([.. hosts, .. networks]).Select(f => f.RuleId));
    }

    private static EquatableArray<Finding> Judge(params EgressRule[] rules) => EgressBreadth.Judge(new EgressDeclaration(rules.ToEquatableArray(), default));

    private static EgressRule Host(string entry) => new() { Kind = EgressRuleKind.AllowHost, Entry = entry, Ports = "443" };

    private static EgressRule Network(string entry) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = entry, Ports = "443" };
}
