using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Posture;

/// <summary>What build commands, the start command and the environment do. Texts are the author's own; each is looked at once, in time linear in its length.</summary>
internal static class Commands
{
    private static readonly HashSet<string> Fetchers = new(StringComparer.Ordinal) { "curl", "wget", "fetch", "aria2c" };

    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal) { "sh", "bash", "dash", "zsh", "ksh", "ash", "python", "python2", "python3", "perl", "ruby", "node", "php", "pwsh", "source", ".", "eval", "exec" };

    // Words that only say how the next one is run.
    private static readonly HashSet<string> Prefixes = new(StringComparer.Ordinal) { "sudo", "env", "exec", "nohup", "time", "command", "doas" };

    // Arguments by which programs are told not to check (the programs' own documentation).
    private static readonly HashSet<string> Unverified = new(StringComparer.Ordinal) { "--insecure", "--no-check-certificate", "--trusted-host", "--allow-unauthenticated", "http.sslVerify=false", "--no-verify-ssl", "strict-ssl=false", "--strict-ssl=false" };

    // Variables by which programs are told not to check (the programs' own documentation), and the value that does it; null: any.
    private static readonly Dictionary<string, string?> Variables = new(StringComparer.Ordinal)
    {
        ["NODE_TLS_REJECT_UNAUTHORIZED"] = "0",
        ["PYTHONHTTPSVERIFY"] = "0",
        ["GIT_SSL_NO_VERIFY"] = null,
        ["PIP_TRUSTED_HOST"] = null,
        ["NPM_CONFIG_STRICT_SSL"] = "false",
        ["SSL_VERIFY"] = "false",
    };

    public static IEnumerable<Finding> Judge(SandboxPolicy policy)
    {
        foreach (var (command, place) in policy.BuildCommands.Items.Select(c => (c, PolicyPlace.Part("build"))).Append((string.Join(" ", policy.Start.Items), PolicyPlace.Part("start"))))
        {
            var pipelines = Pipelines(command);
            if (pipelines.Any(RunsWhatItFetches))
            {
                yield return Finding(RuleCatalog.PipeToShell, "pipe-to-shell", place, Shown(command));
            }

            if (pipelines.SelectMany(p => p).Any(ChecksNothing))
            {
                yield return Finding(RuleCatalog.VerificationOff, "verification-off", place, Shown(command));
            }
        }

        foreach (var variable in policy.Environment.Items.Where(e => Variables.TryGetValue(e.Name, out var value) && (value is null ? e.Value.Length > 0 : e.Value == value)))
        {
            yield return Finding(RuleCatalog.VerificationOff, "verification-off", "environment:" + variable.Name, variable.Name + "=" + variable.Value);
        }

        foreach (var finding in Hosts(policy))
        {
            yield return finding;
        }
    }

    // Without [AllowBuildHosts] nothing is said about the build's network, so that there is nothing to contradict.
    private static IEnumerable<Finding> Hosts(SandboxPolicy policy)
    {
        if (policy.BuildHosts.IsEmpty)
        {
            yield break;
        }

        var allowed = NameSet.UnionAll(policy.BuildHosts.Select(DeclaredAuthority.Pattern));
        foreach (var command in policy.BuildCommands)
        {
            foreach (var host in Needed(command).Distinct(StringComparer.Ordinal).Where(h => !allowed.Contains(h)))
            {
                yield return Finding(RuleCatalog.SetupHostNotAllowed, "setup-host-not-allowed", PolicyPlace.Part("buildhosts"), Shown(command), host);
            }
        }
    }

    private static IEnumerable<string> Needed(string command)
    {
        for (var at = command.IndexOf("://", StringComparison.Ordinal); at >= 0; at = command.IndexOf("://", at + 3, StringComparison.Ordinal))
        {
            var end = at + 3;
            while (end < command.Length && (char.IsLetterOrDigit(command[end]) || command[end] is '.' or '-' or '_' or '@' or ':'))
            {
                end++;
            }

            var authority = command.Substring(at + 3, end - at - 3);
            authority = authority.Substring(authority.LastIndexOf('@') + 1).Split(':')[0];
            if (at > 0 && char.IsLetter(command[at - 1]) && HostName.TryParse(authority, allowWildcard: false, out var host, out _))
            {
                yield return host;
            }
        }

        // pip's own index, unless the command names another one.
        var words = Pipelines(command).SelectMany(p => p).ToList();
        if (words.Any(w => Program(w) is "pip" or "pip3" && w.Contains("install")) && command.IndexOf("index", StringComparison.Ordinal) < 0)
        {
            yield return "pypi.org";
            yield return "files.pythonhosted.org";
        }
    }

    /// <summary>Pipelines of a shell line, each with its stages, each with its words. Quotes are not told apart: what is quoted for one shell is often run by the next.</summary>
    private static List<List<string[]>> Pipelines(string command)
    {
        var pipelines = command.Replace("&&", ";").Replace("||", ";").Split(new[] { ';', '\n', '&' }, StringSplitOptions.RemoveEmptyEntries);
        return pipelines.Select(p => p.Split('|').Select(Words).Where(w => w.Length > 0).ToList()).Where(p => p.Count > 0).ToList();
    }

    // "$(", "<(" and backquotes begin a command of their own: they are words here, so that what follows is seen.
    private static string[] Words(string stage) =>
        stage.Replace("$(", " $( ").Replace("<(", " <( ").Replace("`", " ` ").Split(new[] { ' ', '\t', '"', '\'', ')', '(' }, StringSplitOptions.RemoveEmptyEntries);

    private static bool RunsWhatItFetches(List<string[]> stages)
    {
        var fetched = false;
        foreach (var words in stages)
        {
            if (fetched && Interpreters.Contains(Program(words)))
            {
                return true;
            }

            fetched |= words.Any(w => Fetchers.Contains(Name(w)));

            // An interpreter before a substitution that fetches.
            var substituted = Array.FindIndex(words, w => w is "$" or "<" or "`");
            if (substituted > 0 && words.Skip(substituted).Any(w => Fetchers.Contains(Name(w))) && words.Take(substituted).Any(w => Interpreters.Contains(Name(w))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ChecksNothing(string[] words) =>
        words.Any(w => Unverified.Contains(w) || w.StartsWith("--trusted-host=", StringComparison.Ordinal))
        || (words.Any(w => Name(w) == "curl") && words.Any(w => w.Length > 1 && w[0] == '-' && w[1] != '-' && w.IndexOf('k') > 0 && w.Skip(1).All(char.IsLetter)))
        || Enumerable.Range(0, Math.Max(0, words.Length - 1)).Any(i => words[i] is "http.sslVerify" or "strict-ssl" && words[i + 1] == "false");

    private static string Program(string[] words) => Name(words.SkipWhile(w => Prefixes.Contains(w) || w.StartsWith("-", StringComparison.Ordinal) || w.IndexOf('=') > 0).FirstOrDefault() ?? string.Empty);

    private static string Name(string word) => word.Substring(word.LastIndexOf('/') + 1);

    private static string Shown(string command) => command.Length <= 80 ? command : command.Substring(0, 77) + "...";

    private static Finding Finding(string rule, string kind, string place, params string[] arguments) => BreadthFinding.Of(rule, kind, place, null, arguments);
}
