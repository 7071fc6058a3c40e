namespace PolicyKit.TestKit;

/// <summary>Strings that some format, shell, file system or display takes for more than a string.</summary>
public static class HostileStrings
{
    /// <summary>Stands where a hostile string goes in the policy that it is compared with.</summary>
    public const string Harmless = "harmless";

    /// <summary>Every string.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        // Quotes, ends of lines and of strings.
        "'", "\"", "a'b", "a\"b", "'a'", "\"a\"", "`a`", "\\", "a\\", "\\\"", "\"\"\"", "'''", "\n", "a\nb", "a\n", "\r", "a\r\nb", "\t", "a\tb", "\0", "a\0b", "\\u0000", "\\n", "\u0007", "\u001b[31m", "\u007f", "\v", "\f",

        // Shells, Compose, templates, format strings.
        "$(id)", "`id`", "${X}", "${X:-y}", "${X:?y}", "$$", "$$X", "$X", "$", "%", "%s%n", "%d", "!", "!!", "&", "&&", ";", "a;b", "|", "||", ">", "<", ">>x", "*", "?", "[a]", "(a)", "~", "~root", "{{ }}", "{{.Names}}", "<%= 7*7 %>", "#{7*7}", "{a}", "{", "}", "{}",

        // YAML, TOML, INI, HAProxy, unbound, nft, Dockerfile.
        "#", "# a", "a # b", ": ", "a: b", "- ", "- a", "&anchor", "*alias", "!!tag", "!!python/object:a", "<<", "<<: *a", "---", "...", "null", "Null", "yes", "no", "on", "off", "true", "True", "0x10", "0o7", "010", "1e3", "1_000", ".inf", ".nan", "1:30", "2026-11-22", "=", "a=b", ",", "a,b",
        "[", "]", "@", "|", ">-", "%YAML 1.2", "? a", "a\n  b: c", "x\nRUN id", "x\n    bind :80", "include: /x", "# syntax=evil/frontend", "<<EOF", "acl x src all", "};", "*/", "/*", "//", "<!--", "-->", "]]>", "</script>",

        // Options, paths, devices, names with a meaning.
        "-", "--", "-v", "--privileged", "--network=host", "--volume=/:/host", "../", "..", "../../etc/passwd", "/", "/etc/passwd", "//x/y", ".", "C:\\", "\\\\x\\y", "COM1", "NUL", "CON.txt", "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__class__", "PATH", "LD_PRELOAD", ",readonly", "x,source=/",

        // Unicode.
        "\u2028", "\u2029", "\u0085", "\u00a0", "\u202e", "a\u202eb", "\u2066", "\u200b", "\u200d", "\u00ad", "\ufeff", "\ufeffa", "\ud800", "\udc00", "a\ud800", "\udc00\ud800", "e\u0301", "\u00e9", "\u0130", "\u212a", "\uff0e", "\u3002", "😀", "👩‍👩‍👧", "\ufffe", "\uffff",

        // Hosts and addresses that are read in more than one way.
        "0x7f.1", "127.1", "2130706433", "0177.0.0.1", "::1", "[::1]", "::ffff:127.0.0.1", "169.254.169.254", "a..b", ".a", "a.", "*.", "*", "*.*", "a.*", "a@b", "a:80", "http://a", "a/b", "a?b", "a%00b", "a%2eb", "xn--a", "-a", "a-", "A.B",

        // Blanks and length.
        "", " ", "  ", " a", "a ", " a b ", "a  b", new string('a', 300), new string('a', 10_000), new string('$', 10_000), new string('"', 4_096), new string('\u2028', 4_096), string.Concat(Enumerable.Repeat("a.", 5_000)) + "b", string.Concat(Enumerable.Repeat("{a}", 3_333)),
    ];
}
