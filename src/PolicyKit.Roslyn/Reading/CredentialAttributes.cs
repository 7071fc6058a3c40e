using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads references to secrets.</summary>
internal static class CredentialAttributes
{
    // Headers that route, frame or delimit a request: a broker that set them would send the request elsewhere or split it. RFC 9110 section 7, RFC 9112 section 6.
    private static readonly string[] ForbiddenHeaders =
    {
        "connection", "content-encoding", "content-length", "content-type", "expect", "forwarded", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "via",
    };

    // Secrets become variables of that name in the gateway's process or the sandbox.
    private static readonly string[] MeaningfulNames = { "BASH_ENV", "ENV", "HOME", "IFS", "PATH" };

    private static readonly string[] MeaningfulPrefixes = { "HAPROXY_", "LD_", "POLICYKIT_" };

    public static void Credential(ReadingState state, AttributeView at)
    {
        var name = at.Text(0);
        var delivery = at.Member("Delivery", CredentialDelivery.Brokered);
        var valid = true;
        void Refuse(ArgumentKey key, string why)
        {
            state.Report(at, key, RuleCatalog.CredentialForm, Shown.Of(name), why);
            valid = false;
        }

        if (!PolicyGrammar.IsCredentialName(name))
        {
            Refuse(ArgumentKey.At(0), "its name is a capital letter followed by up to 63 capitals, digits or '_'; the secret itself is never written here");
        }

        else if (MeaningfulNames.Contains(name) || MeaningfulPrefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)))
        {
            Refuse(ArgumentKey.At(0), "shells, loaders and the gateway read the variable of that name, so that the secret would be run or logged as a setting; choose another name");
        }

        var hosts = Hosts(state, at, ref valid);
        var header = at.Text("Header") ?? "authorization";
        var scheme = at.Text("Scheme");
        var user = at.Text("User");
        var path = at.Text("Path");
        if (delivery == CredentialDelivery.Brokered)
        {
            if (valid && hosts.IsEmpty)
            {
                Refuse(ArgumentKey.At(0), "a brokered credential needs the host to which it is sent; add Host = \"...\"");
            }

            CheckHeader(header, scheme, user, Refuse);
        }
        else if (new[] { "Header", "Scheme", "User" }.FirstOrDefault(at.Says) is { } useless)
        {
            Refuse(ArgumentKey.Of(useless), $"{useless} has no effect on a credential that is readable inside");
        }

        if (delivery == CredentialDelivery.File)
        {
            if (path is null || !PolicyGrammar.IsAbsolutePath(path) || PolicyGrammar.IsSystemPath(path))
            {
                Refuse(ArgumentKey.Of("Path"), "a credential delivered as a file needs Path, absolute and outside the system's directories");
            }
        }
        else if (path is not null)
        {
            Refuse(ArgumentKey.Of("Path"), "Path has no effect unless Delivery is File");
        }

        if (EgressAttributes.On(state, at) is not { } on || !valid)
        {
            return;
        }

        state.Draft.Credentials.Add(new CredentialReference
        {
            Name = name,
            Hosts = hosts,
            Header = header.ToLowerInvariant(),
            Scheme = scheme,
            User = user,
            Delivery = delivery,
            Path = path,
            On = on,
        });
        state.Mark(PolicyPlace.Credential(name), at, ArgumentKey.At(0));
    }

    /// <summary>One secret is delivered in one way; one header of one host, one variable and one path belong to one secret. Judged for each provider by itself.</summary>
    public static void Check(ReadingState state)
    {
        foreach (var provider in state.Draft.Targets.Select(t => t.Provider).Distinct(StringComparer.Ordinal))
        {
            var deliveries = new Dictionary<string, CredentialReference>(StringComparer.Ordinal);
            var files = new Dictionary<string, string>(StringComparer.Ordinal);
            var claims = new Dictionary<string, HostClaims>(StringComparer.Ordinal);
            foreach (var credential in state.Draft.Credentials.Where(c => c.On.IsEmpty || c.On.Items.Contains(provider)).OrderBy(c => c.Name, StringComparer.Ordinal))
            {
                // Several hosts for one secret are one reference when the draft is put into canonical order; two forms of it are two, and names are what providers tell secrets apart by.
                if (deliveries.TryGetValue(credential.Name, out var earlier) && earlier with { Hosts = credential.Hosts } != credential)
                {
                    Conflict(state, earlier.Name, credential.Name, "one name in two forms, where each form needs a name of its own");
                }

                deliveries[credential.Name] = credential;
                if (credential.Path is { } path)
                {
                    if (files.TryGetValue(path, out var other) && other != credential.Name)
                    {
                        Conflict(state, other, credential.Name, $"the file {path}");
                    }

                    files[path] = credential.Name;
                }

                if (!credential.IsReadableInside)
                {
                    Claim(state, claims, credential);
                }
                else if (credential.Delivery == CredentialDelivery.Environment && state.Draft.Environment.Any(e => e.Name == credential.Name))
                {
                    Conflict(state, credential.Name, credential.Name, "a variable that [Environment] sets too");
                }
            }
        }
    }

    private static void CheckHeader(string header, string? scheme, string? user, Action<ArgumentKey, string> refuse)
    {
        var lower = header.ToLowerInvariant();
        if (!PolicyGrammar.IsHeaderName(header))
        {
            refuse(ArgumentKey.Of("Header"), "its header is not the name of an HTTP header");
        }
        else if (ForbiddenHeaders.Contains(lower) || lower.StartsWith("proxy-", StringComparison.Ordinal))
        {
            refuse(ArgumentKey.Of("Header"), $"the header '{lower}' routes or frames the request and cannot carry a secret");
        }

        if (scheme is not null && (scheme.Length is 0 or > 32 || !scheme.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-')))
        {
            refuse(ArgumentKey.Of("Scheme"), "Scheme is a word such as \"Bearer\" or \"Basic\"; leave it out for the bare value");
        }
        else if (scheme is not ("Bearer" or "Basic") && (string.Equals(scheme, "Bearer", StringComparison.OrdinalIgnoreCase) || string.Equals(scheme, "Basic", StringComparison.OrdinalIgnoreCase)))
        {
            refuse(ArgumentKey.Of("Scheme"), "write \"Bearer\" or \"Basic\" with a capital");
        }

        if (scheme == "Basic" && (user is not { Length: > 0 and <= 128 } || !user.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-' or '@' or '+')))
        {
            refuse(ArgumentKey.Of("User"), "Basic needs User, of letters, digits and '._-@+'");
        }
        else if (scheme != "Basic" && user is not null)
        {
            refuse(ArgumentKey.Of("User"), "User has no effect unless Scheme is \"Basic\"");
        }
    }

    private static EquatableArray<string> Hosts(ReadingState state, AttributeView at, ref bool valid)
    {
        var said = at.Texts("Hosts").ToList();
        if (at.Text("Host") is { } single)
        {
            said.Add(new Said(single, ArgumentKey.Of("Host")));
        }

        var hosts = new List<string>();
        foreach (var one in said)
        {
            if (EgressAttributes.Host(state, at, one) is { } host)
            {
                hosts.Add(host);
            }
            else
            {
                valid = false;
            }
        }

        return PolicyDraft.Sorted(hosts);
    }

    private static void Claim(ReadingState state, Dictionary<string, HostClaims> claims, CredentialReference credential)
    {
        if (!claims.TryGetValue(credential.Header, out var hosts))
        {
            claims.Add(credential.Header, hosts = new HostClaims());
        }

        foreach (var host in credential.Hosts)
        {
            if (hosts.FindOther(host, credential.Name) is { } other)
            {
                Conflict(state, other, credential.Name, $"the header '{credential.Header}' of {host}");
            }

            hosts.Add(host, credential.Name);
        }
    }

    private static void Conflict(ReadingState state, string one, string other, string what) =>
        state.ReportPlace(PolicyPlace.Credential(other), RuleCatalog.CredentialConflict, one, other, what);
}
