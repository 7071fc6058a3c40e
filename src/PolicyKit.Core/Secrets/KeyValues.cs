namespace PolicyKit.Core.Secrets;

/// <summary>Names and values in configuration text of any kind: JSON, YAML, TOML, properties, XML, shell, Dockerfile, connection strings. Line- and separator-driven; every look is bounded.</summary>
internal sealed class KeyValues
{
    private const int LongestKey = 100;
    private const int LongestValue = 1000;
    private const int NearReach = 300;
    private const int LongestSkip = 60;

    private static readonly string[] ConnectionWords = { "server=", "data source=", "host=", "user id=", "uid=", "username=", "user=", "database=", "initial catalog=", "endpoint=", "accountname=", "addr=", "network address=" };

    private readonly ScanText _scan;
    private readonly string _text;
    private readonly List<SecretMatch> _found;

    private KeyValues(ScanText scan, List<SecretMatch> found)
    {
        _scan = scan;
        _text = scan.Text;
        _found = found;
    }

    /// <summary>Adds what names and values give.</summary>
    public static void Find(ScanText scan, List<SecretMatch> found)
    {
        var reader = new KeyValues(scan, found);
        for (var i = 1; i < scan.Text.Length - 1; i++)
        {
            switch (scan.Text[i])
            {
                case '=' or ':':
                    reader.Separator(i);
                    break;
                case '>':
                    reader.Element(i);
                    break;
                case '-' when scan.Text[i - 1] == '-' && scan.Text[i + 1] is >= 'a' and <= 'z':
                    reader.Option(i + 1);
                    break;
            }
        }

        if (scan.Text.Contains("ENV ") || scan.Text.Contains("ARG ") || scan.Text.Contains("machine ") || scan.Text.Contains("setx "))
        {
            reader.Lines();
        }

        KubernetesSecrets.Find(scan, found);
    }

    private void Separator(int at)
    {
        var end = at;
        while (end > 0 && at - end < 8 && _text[end - 1] is ' ' or '\t' or '"' or '\'' or ']' or '\\' or ':' or '`')
        {
            end--;
        }

        var start = end;
        while (start > 0 && end - start <= LongestKey && (CharClass.Url64.Contains(_text[start - 1]) || _text[start - 1] == '.'))
        {
            start--;
        }

        _scan.Count(at - start + 1);
        if (end - start is < 3 or > LongestKey)
        {
            return;
        }

        var key = _text.Substring(start, end - start);
        if (key.Equals("name", StringComparison.OrdinalIgnoreCase) || key.Equals("key", StringComparison.OrdinalIgnoreCase))
        {
            Pair(at);
        }

        if (key == "auth" && Read(at + 1, inline: true) is { Length: >= 8 } auth && StructuredSecrets.UserAndPassword(Encodings.Base64(Text(auth))))
        {
            _found.Add(new SecretMatch("docker-config-auth", SecretClass.Structured, auth.Start, auth.Length));
            return;
        }

        if (SecretNames.Judge(key) is var sense && sense == NameSense.None)
        {
            return;
        }

        if (_text[at] == '=' && Connection(key, start, at))
        {
            return;
        }

        Judge(key, Read(at + 1, inline: !StartsLine(start)));
    }

    // Password=...; in a list of keys and values with a server or a user; AccountKey=...; SharedAccessKey=...
    private bool Connection(string key, int start, int at)
    {
        var isPassword = key.Equals("password", StringComparison.OrdinalIgnoreCase) || key.Equals("pwd", StringComparison.OrdinalIgnoreCase);
        var isAccount = key.Equals("AccountKey", StringComparison.OrdinalIgnoreCase);
        var isShared = key.Equals("SharedAccessKey", StringComparison.OrdinalIgnoreCase);
        if (!isPassword && !isAccount && !isShared)
        {
            return false;
        }

        var around = _scan.Around(start, NearReach);
        if (isPassword && (around.IndexOf(';') < 0 || !ConnectionWords.Any(w => around.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0)))
        {
            return false;
        }

        var from = at + 1;
        var quote = from < _text.Length && _text[from] is '\'' ? _text[from++] : '\0';
        var end = from;
        while (end < _text.Length && end - from < LongestValue && _text[end] is not (';' or '"' or '\r' or '\n' or '<' or '`') && _text[end] != quote && !(_text[end] == '\\' && _scan.Has("\\\"", end)) && (quote != '\0' || _text[end] != '\''))
        {
            end++;
        }

        _scan.Count(end - from);
        var value = _text.Substring(from, end - from).TrimEnd();
        if (isPassword ? value.Length >= 4 && !Passwords.IsStandIn(value) : value.Length is 44 or 88 && NamedSecrets.LooksRandom(value))
        {
            var kind = isPassword ? "connection-string" : isAccount ? (around.IndexOf("documents.azure.com", StringComparison.OrdinalIgnoreCase) >= 0 ? "azure-cosmos-connection-string" : "azure-storage-connection-string") : "azure-shared-access-key";
            _found.Add(new SecretMatch(kind, SecretClass.Structured, from, value.Length));
        }

        return true;
    }

    // <add key="ApiKey" value="..."/>, - name: API_KEY / value: ..., {"name": "API_KEY", "value": "..."}
    private void Pair(int at)
    {
        if (Read(at + 1, inline: true) is not { } name || SecretNames.Judge(Text(name)) == NameSense.None)
        {
            return;
        }

        var from = name.Start + name.Length;
        var near = _text.IndexOf("value", from, Math.Min(60, _text.Length - from), StringComparison.OrdinalIgnoreCase);
        _scan.Count(60);
        if (near >= 0)
        {
            var separator = near + 5;
            while (separator < _text.Length && separator - near < LongestSkip && _text[separator] is '"' or '\'' or ' ')
            {
                separator++;
            }

            if (separator < _text.Length && _text[separator] is '=' or ':' or '>')
            {
                Judge(Text(name), Read(separator + 1, inline: _text[separator] != ':', element: _text[separator] == '>'));
            }
        }
    }

    // <Password>...</Password>
    private void Element(int at)
    {
        var open = _text.LastIndexOf('<', at - 1, Math.Min(at, LongestKey + LongestSkip));
        _scan.Count(open < 0 ? LongestKey + LongestSkip : at - open);
        if (open < 0 || _text[open + 1] == '/' || _text[at - 1] == '/')
        {
            return;
        }

        var end = open + 1;
        while (end < at && (CharClass.Url64.Contains(_text[end]) || _text[end] is '.' or ':'))
        {
            end++;
        }

        if (end - open is > 3 and <= LongestKey)
        {
            Judge(_text.Substring(open + 1, end - open - 1), Read(at + 1, inline: true, element: true));
        }
    }

    // --password value; --password=value is a separator's
    private void Option(int start)
    {
        var end = _scan.RunEnd(CharClass.Url64, start);
        if (end - start is >= 3 and <= LongestKey && end < _text.Length && _text[end] == ' ')
        {
            Judge(_text.Substring(start, end - start), Read(end + 1, inline: true));
        }
    }

    // ENV NAME value, setx NAME value, and the words of a .netrc
    private void Lines()
    {
        var netrc = _text.Contains("machine ");
        foreach (var (from, until) in LinesOf(_text))
        {
            var at = from;
            while (at < until && _text[at] is ' ' or '\t')
            {
                at++;
            }

            var word = _scan.Has("ENV ", at) || _scan.Has("ARG ", at) ? at + 4 : _scan.Has("setx ", at) ? at + 5 : -1;
            if (word >= 0 && _scan.RunEnd(CharClass.Url64, word) is var end && end < until && _text[end] == ' ' && end - word <= LongestKey)
            {
                Judge(_text.Substring(word, end - word), Read(end + 1, inline: false));
            }
            else if (netrc && _text.IndexOf("password ", from, until - from, StringComparison.Ordinal) is var password and >= 0)
            {
                Judge("password", Read(password + 9, inline: true));
            }
        }
    }

    /// <summary>Lines of a text, without their ends.</summary>
    public static IEnumerable<(int From, int Until)> LinesOf(string text)
    {
        for (var from = 0; from < text.Length;)
        {
            var end = text.IndexOf('\n', from);
            end = end < 0 ? text.Length : end;
            yield return (from, end > from && text[end - 1] == '\r' ? end - 1 : end);
            from = end + 1;
        }
    }

    private void Judge(string key, Span? read)
    {
        if (read is { } value && NamedSecrets.Kind(key, Text(value)) is { } kind)
        {
            var wireGuard = key == "PrivateKey" && value.Length == 44 && _scan.Around(value.Start, NearReach).Contains("[Interface]");
            _found.Add(new SecretMatch(wireGuard ? "wireguard-private-key" : kind, wireGuard ? SecretClass.Structured : SecretClass.Named, value.Start, value.Length));
        }
    }

    /// <summary>The value at an index: quoted, to the end of the line, or to the next delimiter.</summary>
    private Span? Read(int at, bool inline, bool element = false)
    {
        for (var skipped = 0; at < _text.Length && skipped < LongestSkip && _text[at] is ' ' or '\t' or '>' or '='; skipped++)
        {
            at++;
        }

        // Quotes of a text within a text are escaped.
        var escaped = !element && at + 1 < _text.Length && _text[at] == '\\' && _text[at + 1] is '"' or '\'';
        at += escaped ? 1 : 0;
        var quote = !element && at < _text.Length && _text[at] is '"' or '\'' or '`' ? _text[at++] : '\0';
        if (quote is '"' or '\'' && at + 1 < _text.Length && _text[at] == quote && _text[at + 1] == quote)
        {
            // TOML's long quotes.
            at += 2;
        }

        var end = at;
        while (end < _text.Length && end - at <= LongestValue && !Ends(end, quote, inline, element))
        {
            end++;
        }

        _scan.Count(end - at + 1);
        if (end - at > LongestValue)
        {
            return null;
        }

        if (escaped && end > at && _text[end - 1] == '\\')
        {
            end--;
        }

        if (quote == '\0' && !inline && !element)
        {
            var comment = _text.IndexOf(" #", at, end - at, StringComparison.Ordinal);
            end = comment >= 0 ? comment : end;
        }

        while (end > at && _text[end - 1] is ' ' or '\t' or ',' && quote == '\0')
        {
            end--;
        }

        if (quote == '\0')
        {
            // Authorization: Bearer x and Authorization: token x
            var space = _text.IndexOf(' ', at, end - at);
            at = space > 0 && space - at <= 6 && _text.Substring(at, space - at).ToLowerInvariant() is "bearer" or "token" or "apikey" ? space + 1 : at;
        }
        else if (_scan.Has("Bearer ", at) || _scan.Has("bearer ", at))
        {
            at += 7;
        }

        return end > at ? new Span(at, end - at) : null;
    }

    private bool Ends(int at, char quote, bool inline, bool element)
    {
        var c = _text[at];
        return c is '\n' or '\r'
            || (quote != '\0' ? c == quote
            : element ? c == '<'
            : inline && c is ' ' or '\t' or ',' or ';' or '&' or '<' or '>' or '"' or '\'' or '`' or ')' or '}' or ']' or '|');
    }

    private bool StartsLine(int at)
    {
        var i = at;
        while (i > 0 && at - i < 40 && _text[i - 1] is not ('\n' or '\r'))
        {
            i--;
        }

        _scan.Count(at - i);
        var lead = i == 0 || _text[i - 1] is '\n' or '\r' ? _text.Substring(i, at - i).Trim(' ', '\t', '-', '"', '\'') : "?";
        return lead.Length == 0 || lead is "export" or "ENV" or "ARG" or "set" or "declare -x" or "local" || lead.StartsWith("$env:", StringComparison.OrdinalIgnoreCase);
    }

    private string Text(Span span) => _text.Substring(span.Start, span.Length);

    private readonly record struct Span(int Start, int Length);
}
