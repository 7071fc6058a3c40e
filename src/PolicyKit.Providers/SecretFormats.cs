using System.Collections.Immutable;

namespace PolicyKit.Providers;

/// <summary>Vendor secret formats with a fixed prefix, by hand-written scanning in linear time. The last gate before an artifact; the analyzers look further.</summary>
public static class SecretFormats
{
    // Prefix, least number of characters that follow, kind. Sources: reference page of secret formats; each vendor documents its prefix.
    private static readonly (string Prefix, int Least, string Kind)[] Prefixes =
    {
        ("ghp_", 36, "github-classic-pat"),
        ("gho_", 36, "github-oauth-token"),
        ("ghu_", 36, "github-user-token"),
        ("ghs_", 36, "github-server-token"),
        ("ghr_", 36, "github-refresh-token"),
        ("github_pat_", 60, "github-fine-grained-pat"),
        ("glpat-", 20, "gitlab-pat"),
        ("npm_", 36, "npm-token"),
        ("sk-ant-", 40, "anthropic-key"),
        ("sk-proj-", 40, "openai-key"),
        ("xoxb-", 24, "slack-token"),
        ("xoxp-", 24, "slack-token"),
        ("AKIA", 16, "aws-access-key-id"),
        ("ASIA", 16, "aws-access-key-id"),
        ("AIza", 35, "google-api-key"),
        ("hf_", 34, "hugging-face-token"),
        ("dckr_pat_", 24, "docker-pat"),
        ("pypi-", 80, "pypi-token"),
        ("sk_live_", 24, "stripe-key"),
        ("rk_live_", 24, "stripe-key"),
        ("-----BEGIN RSA PRIVATE KEY", 0, "private-key"),
        ("-----BEGIN PRIVATE KEY", 0, "private-key"),
        ("-----BEGIN EC PRIVATE KEY", 0, "private-key"),
        ("-----BEGIN OPENSSH PRIVATE KEY", 0, "private-key"),
    };

    /// <summary>Kinds found in a text, each once, in the order of the table. The value is never returned.</summary>
    public static ImmutableArray<string> Find(string text) =>
        Prefixes.Where(p => Occurs(text, p.Prefix, p.Least)).Select(p => p.Kind).Distinct().ToImmutableArray();

    private static bool Occurs(string text, string prefix, int least)
    {
        for (var at = text.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = text.IndexOf(prefix, at + prefix.Length, StringComparison.Ordinal))
        {
            var end = at + prefix.Length;
            while (end < text.Length && IsTokenCharacter(text[end]))
            {
                end++;
            }

            var startsWord = at == 0 || !IsTokenCharacter(text[at - 1]);
            if (startsWord && end - at - prefix.Length >= least)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTokenCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-';
}
