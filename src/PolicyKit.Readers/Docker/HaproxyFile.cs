using System.Text.RegularExpressions;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Readers.Docker;

/// <summary><c>gateway/haproxy.cfg</c> to listeners.</summary>
internal static partial class HaproxyFile
{
    public static EquatableArray<DockerListener> Listeners(string text)
    {
        var sections = Sections(text);
        return sections.Where(s => s.Key.StartsWith("frontend ", StringComparison.Ordinal))
            .Select(s => (Id: s.Key["frontend ".Length..], s.Value))
            .Where(s => s.Id.StartsWith("tls_", StringComparison.Ordinal) || s.Id.StartsWith("http_", StringComparison.Ordinal) || s.Id.StartsWith("raw_", StringComparison.Ordinal))
            .Select(s => Listener(s.Id, s.Value, sections))
            .ToEquatableArray();
    }

    internal static PortRange Ports(string text)
    {
        var parts = text.Split('-');
        return new PortRange(ComposeFiles.Number(parts[0]), ComposeFiles.Number(parts[^1]));
    }

    private static Dictionary<string, List<string>> Sections(string text)
    {
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var current = new List<string>();
        foreach (var line in text.Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] == ' ')
            {
                current.Add(line.Trim());
            }
            else if (!sections.TryAdd(line, current = []))
            {
                throw new FormatException($"section '{line}' stands twice");
            }
        }

        return sections;
    }

    private static DockerListener Listener(string id, List<string> lines, Dictionary<string, List<string>> sections)
    {
        var bind = lines.First(l => l.StartsWith("bind ", StringComparison.Ordinal));
        var ports = Ports(bind[(bind.LastIndexOf(':') + 1)..]);
        var kind = id[0] switch { 't' => DockerListenerKind.Tls, 'h' => DockerListenerKind.Http, _ => DockerListenerKind.Raw };
        if (kind == DockerListenerKind.Raw)
        {
            var name = Resolved().Match(lines.First(l => l.Contains("do-resolve(", StringComparison.Ordinal))).Groups[1].Value;
            return new DockerListener(kind, ports, EquatableArray.Of(new DockerNameRule { Pattern = name, Action = DockerNameAction.Pass, Addresses = AddressList(lines) }));
        }

        return new DockerListener(kind, ports, lines.Select(l => Verdict().Match(l)).Where(m => m.Success).Select(m => Rule(id, kind, m, lines, sections)).ToEquatableArray());
    }

    private static DockerNameRule Rule(string id, DockerListenerKind kind, Match match, List<string> lines, Dictionary<string, List<string>> sections)
    {
        var verdict = match.Groups["verdict"].Value;
        var name = match.Groups["name"].Value;
        var pattern = name.Length == 0 ? "*" : match.Groups["match"].Value == "end" ? "*" + name : name;
        var index = verdict[(verdict.IndexOf('.') + 1)..];
        if (verdict == "deny")
        {
            return new DockerNameRule { Pattern = pattern, Action = DockerNameAction.Deny };
        }

        if (verdict.StartsWith("pass.", StringComparison.Ordinal))
        {
            return new DockerNameRule { Pattern = pattern, Action = DockerNameAction.Pass, Addresses = ComposeFiles.Number(index) };
        }

        var mine = kind == DockerListenerKind.Tls ? sections[$"frontend inspect_{id}_{index}"] : lines.Where(l => l.Contains($"-m str inspect.{index} }}", StringComparison.Ordinal)).ToList();
        return new DockerNameRule { Pattern = pattern, Action = DockerNameAction.Inspect, Addresses = AddressList(mine), Requests = Requests(mine), Headers = Headers(mine) };
    }

    private static int AddressList(IEnumerable<string> lines) =>
        ComposeFiles.Number(lines.Select(l => AddressFile().Match(l)).First(m => m.Success).Groups[1].Value);

    private static EquatableArray<DockerHttpRule> Requests(IEnumerable<string> lines)
    {
        var rules = new List<(string Methods, List<string> Paths)>();
        foreach (var match in lines.Select(l => Request().Match(l)).Where(m => m.Success))
        {
            var methods = match.Groups["methods"].Value;
            var path = match.Groups["path"].Value + (match.Groups["match"].Value == "beg" ? "*" : string.Empty);
            if (rules.Count == 0 || rules[^1].Methods != methods)
            {
                rules.Add((methods, []));
            }

            rules[^1].Paths.Add(path);
        }

        return rules.Select(r => new DockerHttpRule(r.Methods.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray(), r.Paths.ToEquatableArray())).ToEquatableArray();
    }

    private static EquatableArray<DockerHeader> Headers(List<string> lines)
    {
        var headers = new List<DockerHeader>();
        for (var i = 0; i + 1 < lines.Count; i++)
        {
            if (Secret().Match(lines[i]) is { Success: true } secret && Header().Match(lines[i + 1]) is { Success: true } header)
            {
                headers.Add(new DockerHeader(
                    header.Groups["name"].Value,
                    secret.Groups[1].Value,
                    header.Groups["scheme"] is { Success: true } scheme ? scheme.Value : null,
                    header.Groups["user"] is { Success: true } user ? user.Value : null));
            }
        }

        return headers.ToEquatableArray();
    }

    [GeneratedRegex(@"set-var\((?:sess|txn)\.verdict\) str\((?<verdict>[a-z.0-9]+)\)(?: if \{ var\((?:sess|txn)\.name\) -m (?<match>end|str) (?<name>[^ ]+) \})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Verdict();

    [GeneratedRegex(@"do-resolve\([^)]*\) str\(([^)]*)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Resolved();

    [GeneratedRegex(@"-f /etc/policykit/gateway/addresses-([0-9]+)\.lst", RegexOptions.CultureInvariant)]
    private static partial Regex AddressFile();

    [GeneratedRegex(@"set-var\(txn\.allowed\) bool\(true\) if (?:\{ var\(txn\.verdict\) -m str inspect\.[0-9]+ \} )?(?:\{ method (?<methods>[^}]*) \} |!\{ method [^}]* \} )?\{ path -m (?<match>beg|str) '(?<path>[^']*)' \}$", RegexOptions.CultureInvariant)]
    private static partial Regex Request();

    [GeneratedRegex(@"set-var\(txn\.secret\) env\(([A-Z0-9_]+)\)$", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    [GeneratedRegex("""set-header (?<name>[a-z0-9-]+) (?:"(?<scheme>[A-Za-z0-9-]+) )?%\[(?:str\((?<user>[^)]*):\),concat\(,txn\.secret\),base64|var\(txn\.secret\))\]"?$""", RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
