namespace PolicyKit.Core.Secrets;

/// <summary>Kubernetes manifests of kind Secret, in YAML: <c>data</c> holds base64, <c>stringData</c> plain text. Sealed and external secrets are of other kinds.</summary>
internal static class KubernetesSecrets
{
    private const int LeastValue = 6;

    public static void Find(ScanText scan, List<SecretMatch> found)
    {
        if (scan.Text.IndexOf("kind: Secret", StringComparison.Ordinal) < 0)
        {
            return;
        }

        // A document may say its kind after its data.
        var lines = KeyValues.LinesOf(scan.Text).ToList();
        for (var from = 0; from < lines.Count;)
        {
            var until = from;
            while (until < lines.Count && !scan.Has("---", lines[until].From))
            {
                until++;
            }

            var document = lines.GetRange(from, until - from);
            if (document.Any(l => scan.Text.Substring(l.From, l.Until - l.From).Trim() is "kind: Secret"))
            {
                Document(scan, document, found);
            }

            from = until + 1;
        }
    }

    private static void Document(ScanText scan, List<(int From, int Until)> lines, List<SecretMatch> found)
    {
        var section = string.Empty;
        var sectionIndent = 0;
        foreach (var (from, until) in lines)
        {
            var start = from;
            while (start < until && scan.Text[start] == ' ')
            {
                start++;
            }

            var colon = scan.Text.IndexOf(':', start, until - start);
            scan.Count(until - from);
            if (colon < 0)
            {
                continue;
            }

            var key = scan.Text.Substring(start, colon - start).Trim('"', '\'');
            if (key is "data" or "stringData" && colon == until - 1)
            {
                (section, sectionIndent) = (key, start - from);
            }
            else if (start - from <= sectionIndent)
            {
                section = string.Empty;
            }
            else if (section.Length > 0)
            {
                Value(scan, key, colon + 1, until, section == "data", found);
            }
        }
    }

    private static void Value(ScanText scan, string key, int from, int until, bool encoded, List<SecretMatch> found)
    {
        while (from < until && scan.Text[from] is ' ' or '"' or '\'')
        {
            from++;
        }

        while (until > from && scan.Text[until - 1] is ' ' or '"' or '\'')
        {
            until--;
        }

        var value = scan.Text.Substring(from, until - from);
        var plain = encoded ? Encodings.Base64(value) : value;
        var certificate = key.EndsWith(".crt", StringComparison.Ordinal) || key.EndsWith(".pem", StringComparison.Ordinal) || key.EndsWith("username", StringComparison.OrdinalIgnoreCase) || key.EndsWith("user", StringComparison.OrdinalIgnoreCase);
        if (!certificate && plain is { Length: >= LeastValue } && !Passwords.IsStandIn(plain.Trim()) && (SecretNames.Judge(key) != NameSense.None || NamedSecrets.LooksRandom(plain)) && !Plausibility.IsWordy(plain))
        {
            found.Add(new SecretMatch("kubernetes-secret", SecretClass.Structured, from, value.Length, Encoding: encoded ? "base64" : string.Empty));
        }
    }
}
