using System.Globalization;
using System.Text;
using System.Text.Json;
using PolicyKit.Core.Breadth;
using PolicyKit.TestKit;

namespace PolicyKit.Core.Tests.Breadth;

/// <summary>The embedded file of names is made from the lists below data/. <c>POLICYKIT_UPDATE=1</c> writes it.</summary>
public sealed class HostFileTests
{
    private static readonly IdnMapping s_idn = new() { AllowUnassigned = true };

    [Fact]
    public void File_IsMadeFromTheLists() => Baseline.Verify("src/PolicyKit.Core/Breadth/hosts.txt", Make());

    [Fact]
    public void EveryNameOfTheFile_IsFound()
    {
        var lines = File.ReadAllLines(RepositoryFiles.Path("src/PolicyKit.Core/Breadth/hosts.txt")).Where(l => l[0] is not ('#' or '@' or '~' or '!')).Select(l => l.Split('\t')).ToList();

        Assert.True(lines.Count > 10_000);
        Assert.All(lines, l => Assert.Equal(l[1], HostFile.Instance.Facts("x." + l[0], 2)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("example.com")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzz.zz")]
    [InlineData("co.uk.")]
    public void OtherNames_AreNot(string name) => Assert.Empty(HostFile.Instance.Facts(name));

    // The list's own algorithm: longest match, exceptions win, an unknown last label is a suffix.
    [Theory]
    [InlineData("com", nameof(SuffixOwner.Registry))]
    [InlineData("co.uk", nameof(SuffixOwner.Registry))]
    [InlineData("ck", nameof(SuffixOwner.Registry))]
    [InlineData("www.ck", nameof(SuffixOwner.One))]
    [InlineData("other.ck", nameof(SuffixOwner.Registry))]
    [InlineData("kawasaki.jp", nameof(SuffixOwner.Registry))]
    [InlineData("city.kawasaki.jp", nameof(SuffixOwner.One))]
    [InlineData("town.kawasaki.jp", nameof(SuffixOwner.Registry))]
    [InlineData("xn--p1ai", nameof(SuffixOwner.Registry))]
    [InlineData("nosuchtld", nameof(SuffixOwner.Registry))]
    [InlineData("github.io", nameof(SuffixOwner.Strangers))]
    [InlineData("me.github.io", nameof(SuffixOwner.One))]
    [InlineData("modal.run", nameof(SuffixOwner.Strangers))]
    [InlineData("run.app", nameof(SuffixOwner.Strangers))]
    [InlineData("a.run.app", nameof(SuffixOwner.Strangers))]
    [InlineData("s3.eu-central-1.amazonaws.com", nameof(SuffixOwner.Strangers))]
    [InlineData("eu-central-1.amazonaws.com", nameof(SuffixOwner.Strangers))]
    [InlineData("amazonaws.com", nameof(SuffixOwner.Vendor))]
    [InlineData("googleapis.com", nameof(SuffixOwner.Vendor))]
    [InlineData("example.com", nameof(SuffixOwner.One))]
    [InlineData("anthropic.com", nameof(SuffixOwner.One))]
    public void Owner_IsWhoMayTakeANameBelow(string name, string owner) => Assert.Equal(owner, HostFacts.Owner(name).ToString());

    [Theory]
    [InlineData("pastebin.com", false, "paste Error")]
    [InlineData("www.pastebin.com", false, "paste Error")]
    [InlineData("pastebin.com", true, "paste Error")]
    [InlineData("mybucket.s3.amazonaws.com", false, "")]
    [InlineData("s3.amazonaws.com", false, "object-storage Warning")]
    [InlineData("s3.eu-central-1.amazonaws.com", false, "object-storage Warning")]
    [InlineData("mybucket.s3.eu-central-1.amazonaws.com", false, "")]
    [InlineData("s3.eu-central-1.amazonaws.com", true, "object-storage Warning")]
    [InlineData("me.ngrok.io", false, "tunnel Error")]
    [InlineData("telegram.org", true, "chat-webhook Warning")]
    [InlineData("telegram.org", false, "")]
    [InlineData("d111111abcdef8.cloudfront.net", false, "fronting-prone-cdn Info")]
    [InlineData("api.anthropic.com", false, "")]
    public void Ways_AreThoseOfTheNearestListedName(string name, bool isBelow, string ways) =>
        Assert.Equal(ways, string.Join(", ", HostFacts.Ways(name, isBelow).Select(w => $"{w.Category.Name} {w.Level}")));

    private static string Make()
    {
        var facts = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        void Add(string name, string fact) => (facts.TryGetValue(name, out var said) ? said : facts[name] = new(StringComparer.Ordinal)).Add(fact);

        Suffixes(Add);
        foreach (var suffix in Entries("shared-hosting-suffixes.json").Select(e => e.GetProperty("suffix").GetString()!))
        {
            Add(suffix, "S");
        }

        var suffixes = facts.ToDictionary(f => f.Key, f => string.Concat(f.Value));
        foreach (var (suffix, said) in suffixes)
        {
            // A wildcard above a suffix covers it. A registry's own suffixes are left as they are.
            var fact = said.IndexOfAny(['P', 'Q', 'S']) >= 0 ? "A" : said.IndexOfAny(['I', 'J']) >= 0 ? "B" : null;
            foreach (var above in fact is null ? [] : Ancestors(suffix))
            {
                if (above.Contains('.', StringComparison.Ordinal) && !(suffixes.TryGetValue(above, out var of) && of.IndexOfAny(['I', 'J']) >= 0))
                {
                    Add(above, fact!);
                }
            }
        }

        foreach (var suffix in Entries("vendor-wide.json").Select(e => e.GetProperty("suffix").GetString()!))
        {
            Add(suffix, "V");
        }

        foreach (var host in File.ReadAllLines(RepositoryFiles.Path("data/trusted-hosts.txt")).Where(l => l[0] != '#'))
        {
            Add(host, "T");
        }

        var header = new StringBuilder();
        header.Append("# Made from the lists below data/ by a test; do not edit. Names with I, J, P, Q and X are from the Public Suffix List (https://publicsuffix.org/),\n");
        header.Append("# which is subject to the terms of the Mozilla Public License, v. 2.0: https://mozilla.org/MPL/2.0/. The list itself is data/public_suffix_list.dat of PolicyKit's repository.\n");
        var letter = 'a';
        foreach (var category in Document("exfil-hosts.json").GetProperty("categories").EnumerateArray())
        {
            var name = category.GetProperty("category").GetString()!;
            var level = category.GetProperty("severity").GetString()!;
            var tenant = category.GetProperty("namedTenant").GetString()!;
            header.Append(CultureInfo.InvariantCulture, $"!{letter}\t{name}\t{Level(level)}\t{Level(tenant == "same" ? level : tenant)}\t{category.GetProperty("why").GetString()}\n");
            var hosts = category.GetProperty("hosts").EnumerateArray().Select(h => h.GetString()!).ToLookup(h => System.Net.IPAddress.TryParse(h, out _));
            header.Append(hosts[true].Any() ? $"~{string.Join(' ', hosts[true])}\n" : string.Empty);
            foreach (var host in hosts[false])
            {
                Ways(host, letter, Add);
            }

            letter++;
        }

        foreach (var entry in Entries("operator-networks.json"))
        {
            header.Append(CultureInfo.InvariantCulture, $"@{entry.GetProperty("operator").GetString()}\t{string.Join(' ', entry.GetProperty("networks").EnumerateArray().Select(n => n.GetString()))}\n");
        }

        foreach (var (name, said) in facts)
        {
            header.Append(name).Append('\t').AppendJoin("", said).Append('\n');
        }

        return header.ToString();
    }

    private static void Ways(string host, char category, Action<string, string> add)
    {
        var below = host.StartsWith("*.", StringComparison.Ordinal);
        var name = below ? host[2..] : host;
        var middle = name.IndexOf(".*.", StringComparison.Ordinal);
        if (middle >= 0)
        {
            // The regional endpoint itself takes the bucket in the path.
            add(name[(middle + 3)..], "M");
            add(name, "=" + category);
        }

        add(name, (below ? ">" : "=") + category);
        foreach (var above in Ancestors(middle >= 0 ? name[(middle + 3)..] : name).Where(a => a.Contains('.', StringComparison.Ordinal)))
        {
            add(above, "<" + category);
        }
    }

    private static void Suffixes(Action<string, string> add)
    {
        var isPrivate = false;
        foreach (var line in File.ReadAllLines(RepositoryFiles.Path("data/public_suffix_list.dat")).Select(l => l.Trim()))
        {
            isPrivate |= line.Contains("BEGIN PRIVATE DOMAINS", StringComparison.Ordinal);
            if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
            {
                continue;
            }

            var exception = line[0] == '!';
            var wildcard = line.StartsWith("*.", StringComparison.Ordinal);
            var name = s_idn.GetAscii(line[(exception ? 1 : wildcard ? 2 : 0)..]).ToLowerInvariant();
            Assert.DoesNotContain('*', name);
            add(name, exception ? "X" : (isPrivate, wildcard) switch { (false, false) => "I", (false, true) => "J", (true, false) => "P", _ => "Q" });
        }
    }

    private static IEnumerable<string> Ancestors(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            yield return name[(dot + 1)..];
        }
    }

    private static int Level(string severity) => (int)Enum.Parse<HostLevel>(severity, ignoreCase: true);

    private static IEnumerable<JsonElement> Entries(string file) => Document(file).GetProperty("entries").EnumerateArray();

    private static JsonElement Document(string file) => JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Path("data/" + file))).RootElement;
}
