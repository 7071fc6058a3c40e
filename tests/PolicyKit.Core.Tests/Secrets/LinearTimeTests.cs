using PolicyKit.Core.Secrets;

namespace PolicyKit.Core.Tests.Secrets;

/// <summary>Hostile text costs work in proportion to its length. Characters read are counted, not seconds.</summary>
public sealed class LinearTimeTests
{
    private const int Length = 50_000;

    // More reads per character than any honest text needs; a quadratic scan reads tens of thousands.
    private const int MostReads = 600;

    public static TheoryData<string> Patterns =>
    [
        "a", "A", "0", "=", "-", "_", " ", "\n", ":", ">", "<", "\"", "\\", "'", "@", "#", "%3D", "eyJ", "eyJ.", ".eyJ", "eyJ.eyJ.", "sk-", "sk-ant-api03-", "ghp_", "ghs_1_eyJ", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nMII",
        "://", "a://b:c", "a://b:c@", "://a:b@@", "sig=", "sig=%3D", "sv=&sig=A", "Bearer ", "Bearer a1", "Basic ", "Basic QTpC", "curl -u ", "curl -u a:b ", "--user ", "Password=", "Server=a;Password=", "AccountKey=", "password: ", "\"password\": \"", "password='", "token token=",
        "key=password value=", "name: password\nvalue: ", "<password>", "<a ", "<password", "--password ", "ENV password ", "machine a password ", "kind: Secret\ndata:\n  a: ", "kind: Secret\n---\n", "service_account\"", "+ASt", "T3BlbkFJ", "xoxb-1-", "-us1", "AKIA", ".atlasv1.", "8Q~", "JQQJ9", ":AA",
        "hooks.slack.com/services/T", ".webhook.office.com/webhookb2/", "[Interface]\nPrivateKey = ", "ops_eyJ", "glc_", "sntrys_eyJ_", "v1.0-", "AGE-SECRET-KEY-1", "tskey-a-", "ABSK", "fm2_", "deadbeef", "QUJD", "{{", "${", "\uFFFC", "é", "\uD83D",
    ];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void HostileText_IsReadInProportionToItsLength(string pattern)
    {
        var once = SecretScanner.Steps(Repeat(pattern, Length));
        var twice = SecretScanner.Steps(Repeat(pattern, 2 * Length));
        var four = SecretScanner.Steps(Repeat(pattern, 4 * Length));

        Assert.InRange(once, Length, (long)MostReads * Length);
        Assert.InRange((double)twice / once, 1.5, 2.5);
        Assert.InRange((double)four / twice, 1.5, 2.5);
    }

    [Fact]
    public void HostileMegabyte_IsReadInProportionToItsLength()
    {
        const int Megabyte = 1_000_000;
        var text = string.Concat(Patterns.Select(p => Repeat(p.Data, Megabyte / Patterns.Count)));

        Assert.InRange(SecretScanner.Steps(text), text.Length, (long)MostReads * text.Length);
    }

    [Fact]
    public void HostileText_EndsWithoutAFault()
    {
        foreach (var pattern in Patterns)
        {
            var value = Repeat(pattern.Data, 3_000);
            Assert.All(new[] { value, value + "@", "x" + value, value.Trim() }, v => Assert.True(SecretScanner.Scan(v).Length >= 0));
            foreach (var name in new[] { "password", "token", "key" })
            {
                Assert.True(SecretScanner.Named(value[..Math.Min(value.Length, 200)], name) is null or { Length: > 0 });
            }
        }
    }

    [Fact]
    public void EveryPrefixOfATextOfAllTriggers_EndsWithoutAFault()
    {
        var text = string.Concat(Patterns.Select(p => p.Data));
        for (var i = 0; i <= text.Length; i++)
        {
            Assert.True(SecretScanner.Scan(text[..i]).Length >= 0);
            Assert.True(SecretScanner.Scan(text[i..]).Length >= 0);
        }
    }

    private static string Repeat(string pattern, int length) => string.Concat(Enumerable.Repeat(pattern, (length / pattern.Length) + 1))[..length];
}
