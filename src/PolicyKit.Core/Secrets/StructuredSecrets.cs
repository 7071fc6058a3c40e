namespace PolicyKit.Core.Secrets;

/// <summary>Secrets that are known by their structure: keys, tokens that decode, URLs and headers with passwords.</summary>
internal static class StructuredSecrets
{
    private const int LongestUserInfo = 256;
    private const int LeastPemBody = 60;
    private const int LeastBearer = 12;
    private const int NearReach = 200;

    /// <summary>What the prefilter looks for, and who judges it. A judge gets the scan and the index of the trigger.</summary>
    public static readonly (string Trigger, Func<ScanText, int, SecretMatch?> Judge)[] All =
    {
        ("-----BEGIN ", Pem),
        ("eyJ", Jwt),
        ("://", UrlPassword),
        ("sig=", SharedAccessSignature),
        ("Bearer ", (s, at) => Bearer(s, at + 7)),
        ("bearer ", (s, at) => Bearer(s, at + 7)),
        ("Basic ", (s, at) => Basic(s, at + 6)),
        ("basic ", (s, at) => Basic(s, at + 6)),
        ("-u ", (s, at) => UserOption(s, at + 3)),
        ("--user ", (s, at) => UserOption(s, at + 7)),
        (".webhook.office.com/webhookb2/", TeamsWebhook),
    };

    private static SecretMatch? Pem(ScanText scan, int at)
    {
        const string Dashes = "-----";
        var label = at + 11;
        var close = scan.Text.IndexOf(Dashes, label, Math.Min(48, scan.Text.Length - label), StringComparison.Ordinal);
        scan.Count(48);
        if (close < 0)
        {
            return null;
        }

        var name = scan.Text.Substring(label, close - label);
        if (!name.EndsWith("PRIVATE KEY", StringComparison.Ordinal) && name != "PGP PRIVATE KEY BLOCK")
        {
            return null;
        }

        var begin = close + Dashes.Length;
        var end = scan.Text.IndexOf(Dashes, begin, StringComparison.Ordinal);
        scan.Count((end < 0 ? scan.Text.Length : end) - begin);
        if (!scan.Has("-----END ", end))
        {
            return null;
        }

        var body = PemBody(scan.Text, begin, end);
        if (body.Length < LeastPemBody || body.Distinct().Take(12).Count() < 12 || !IsKeyData(body, name))
        {
            return null;
        }

        var doubt = Plausibility.IsPublished(body) ? SecretDoubt.Example : SecretDoubt.None;
        return new SecretMatch(name.StartsWith("PGP", StringComparison.Ordinal) ? "pgp-private-key" : "private-key", SecretClass.Structured, at, end - at, doubt);
    }

    // Base64 with what files put around it: line ends, also as escapes, indentation, quotes, headers. Anything else is no key.
    private static string PemBody(string text, int from, int until)
    {
        var body = new System.Text.StringBuilder();
        foreach (var raw in text.Substring(from, until - from).Replace("\\r", "\n").Replace("\\n", "\n").Replace("%0A", "\n").Split('\n', '\r'))
        {
            var line = raw.Trim(' ', '\t', '"', '\'', '+', ',', '\\', '#');
            if (line.IndexOf(": ", StringComparison.Ordinal) > 0 || line.StartsWith("=", StringComparison.Ordinal) || line.Length == 0)
            {
                continue;
            }

            if (!CharClass.Base64Equals.ContainsAll(line))
            {
                return body.Length >= LeastPemBody ? body.ToString() : string.Empty;
            }

            body.Append(line);
        }

        return body.ToString();
    }

    // PKCS is a DER sequence, OpenSSH names itself, an OpenPGP packet has its high bit set, an encrypted old one is anything.
    private static bool IsKeyData(string body, string label)
    {
        var head = Encodings.Base64Bytes(body.Substring(0, 24));
        return head is not null && (head[0] == 0x30 || (label.StartsWith("PGP", StringComparison.Ordinal) && head[0] >= 0x80)
            || body.StartsWith("b3BlbnNzaC1rZXktdjE", StringComparison.Ordinal) || label is "RSA PRIVATE KEY" or "EC PRIVATE KEY" or "DSA PRIVATE KEY");
    }

    private static SecretMatch? Jwt(ScanText scan, int at)
    {
        if (!SecretFormat.StartsToken(scan.Text, at))
        {
            return null;
        }

        var header = scan.RunEnd(CharClass.Url64, at);
        if (!scan.Has(".eyJ", header))
        {
            return null;
        }

        var payload = scan.RunEnd(CharClass.Url64, header + 1);
        if (!scan.Has(".", payload))
        {
            return null;
        }

        var end = scan.RunEnd(CharClass.Url64, payload + 1);
        scan.Count(2 * (end - at));
        var signature = end - payload - 1;
        var head = Encodings.Base64(scan.Text.Substring(at, header - at));
        var claims = Encodings.Base64(scan.Text.Substring(header + 1, payload - header - 1));
        if (signature < 20 || head is null || head.IndexOf("\"alg\"", StringComparison.Ordinal) < 0 || claims is null || !claims.StartsWith("{", StringComparison.Ordinal))
        {
            return null;
        }

        // The two tokens that every tutorial shows: that of the JWT debugger and that of RFC 7519.
        var example = (claims.Contains("1234567890") && claims.Contains("John Doe")) || (claims.Contains("\"joe\"") && claims.Contains("1300819380"))
            || !Plausibility.IsRandom(scan.Text.Substring(payload + 1, signature));
        return new SecretMatch("jwt", SecretClass.Structured, at, end - at, example ? SecretDoubt.Example : SecretDoubt.None);
    }

    private static SecretMatch? UrlPassword(ScanText scan, int at)
    {
        if (at < 2 || !char.IsLetterOrDigit(scan.Text[at - 1]))
        {
            return null;
        }

        var from = at + 3;
        var colon = -1;
        var end = from;
        for (; end < scan.Text.Length && end - from < LongestUserInfo; end++)
        {
            var c = scan.Text[end];
            if (c == '@' && !PasswordGoesOn(scan.Text, end))
            {
                break;
            }

            if (c is '/' or '"' or '\'' or '<' or '>' or '?' or '`' or '\\' || c <= ' ')
            {
                scan.Count(end - from);
                return null;
            }

            colon = c == ':' && colon < 0 ? end : colon;
        }

        scan.Count(end - from);
        if (colon < 0 || end >= scan.Text.Length || scan.Text[end] != '@')
        {
            return null;
        }

        var user = scan.Text.Substring(from, colon - from);
        var password = scan.Text.Substring(colon + 1, end - colon - 1);
        var start = at;
        while (start > 0 && at - start < 20 && (CharClass.LowerDigits.Contains(char.ToLowerInvariant(scan.Text[start - 1])) || scan.Text[start - 1] is '+' or '-' or '.'))
        {
            start--;
        }

        var standIn = password.Length < 4 || Passwords.IsStandIn(password, user);
        return standIn ? null : new SecretMatch("url-password", SecretClass.Structured, start, end - start);
    }

    // A raw '@' inside a password: the last one before the host counts.
    private static bool PasswordGoesOn(string text, int at)
    {
        for (var i = at + 1; i < text.Length && i - at < 80; i++)
        {
            if (text[i] == '@')
            {
                return true;
            }

            if (!char.IsLetterOrDigit(text[i]) && text[i] is not ('-' or '.' or '_' or '!' or '#' or '$' or '%' or '^' or '&' or '*'))
            {
                return false;
            }
        }

        return false;
    }

    private static SecretMatch? SharedAccessSignature(ScanText scan, int at)
    {
        var start = at + 4;
        var end = scan.RunEnd(CharClass.Base64, start);
        while (end + 2 < scan.Text.Length && scan.Text[end] == '%' && CharClass.AnyHex.Contains(scan.Text[end + 1]) && CharClass.AnyHex.Contains(scan.Text[end + 2]) && end - start < 160)
        {
            end = scan.RunEnd(CharClass.Base64, end + 3);
        }

        end += scan.Has("=", end) ? 1 : 0;
        var value = Uri.UnescapeDataString(scan.Text.Substring(start, Math.Min(end - start, 200)));
        var around = scan.Around(at, 2 * NearReach);
        return value.Length == 44 && value[43] == '=' && (around.Contains("sv=") || around.Contains("se=")) && Plausibility.IsRandom(value)
            ? new SecretMatch("azure-sas", SecretClass.Structured, start, end - start)
            : null;
    }

    private static SecretMatch? Bearer(ScanText scan, int start)
    {
        var end = scan.RunEnd(CharClass.Token, start);
        while (end > start && scan.Text[end - 1] is '.' or '-')
        {
            end--;
        }

        var length = end - start;
        if (length is < LeastBearer or > 4000)
        {
            return null;
        }

        var value = scan.Text.Substring(start, length);
        scan.Count(length);
        return NamedSecrets.LooksRandom(value) ? new SecretMatch("bearer-token", SecretClass.Structured, start, length) : null;
    }

    private static SecretMatch? Basic(ScanText scan, int start)
    {
        var end = scan.RunEnd(CharClass.Base64Equals, start);
        if (end - start is < 8 or > 1000)
        {
            return null;
        }

        scan.Count(end - start);
        return UserAndPassword(Encodings.Base64(scan.Text.Substring(start, end - start))) ? new SecretMatch("basic-auth", SecretClass.Structured, start, end - start) : null;
    }

    /// <summary>Whether a text is <c>user:password</c> with a password that is no stand-in.</summary>
    public static bool UserAndPassword(string? text)
    {
        var colon = text?.IndexOf(':') ?? -1;
        return colon > 0 && text!.Length - colon > 4 && !text.Any(char.IsControl) && !Passwords.IsStandIn(text.Substring(colon + 1), text.Substring(0, colon));
    }

    /// <summary>Discord: base64 of the bot's number, six characters of time, a signature. Judged at its first dot.</summary>
    public static SecretMatch? DiscordBot(ScanText scan, int end)
    {
        if (!scan.Has(".", end + 7))
        {
            return null;
        }

        var start = end;
        while (start > 0 && end - start <= 28 && CharClass.Base62.Contains(scan.Text[start - 1]))
        {
            start--;
        }

        scan.Count(end - start);
        if (end - start is < 22 or > 28 || !SecretFormat.StartsToken(scan.Text, start))
        {
            return null;
        }

        var time = scan.RunEnd(CharClass.Url64, end + 1);
        if (time - end != 7 || !scan.Has(".", time))
        {
            return null;
        }

        var until = scan.RunEnd(CharClass.Url64, time + 1);
        return until - time - 1 is >= 27 and <= 38 && Encodings.Base64(scan.Text.Substring(start, end - start)) is { Length: >= 16 } number && CharClass.Digit.ContainsAll(number)
            ? new SecretMatch("discord-bot-token", SecretClass.Vendor, start, until - start)
            : null;
    }

    private static SecretMatch? UserOption(ScanText scan, int at)
    {
        if (!scan.Around(at, NearReach).Contains("curl"))
        {
            return null;
        }

        var start = at < scan.Text.Length && scan.Text[at] is '"' or '\'' ? at + 1 : at;
        var end = start;
        while (end < scan.Text.Length && end - start < LongestUserInfo && scan.Text[end] > ' ' && scan.Text[end] is not ('"' or '\''))
        {
            end++;
        }

        scan.Count(end - start);
        return UserAndPassword(scan.Text.Substring(start, end - start)) ? new SecretMatch("basic-auth", SecretClass.Structured, start, end - start) : null;
    }

    // https://<tenant>.webhook.office.com/webhookb2/<guid>@<guid>/IncomingWebhook/<hex 32>/<guid>
    private static SecretMatch? TeamsWebhook(ScanText scan, int at)
    {
        var end = at;
        while (end < scan.Text.Length && end - at < 300 && scan.Text[end] > ' ' && scan.Text[end] is not ('"' or '\'' or '<'))
        {
            end++;
        }

        scan.Count(end - at);
        var path = scan.Text.Substring(at, end - at);
        var hook = path.IndexOf("/IncomingWebhook/", StringComparison.Ordinal);
        return hook > 0 && path.Length >= hook + 17 + 32 && CharClass.AnyHex.ContainsAll(path.Substring(hook + 17, 32)) && Plausibility.IsRandom(path.Substring(hook + 17, 32))
            ? new SecretMatch("teams-webhook", SecretClass.Structured, at, end - at)
            : null;
    }
}
