namespace PolicyKit.Roslyn.Tests;

/// <summary>A secret pasted into a policy is never echoed: not in a message, not in a place.</summary>
public sealed class SecretTests
{
    // Made up, in vendors' formats; put together here so that no scanner of this repository takes them for real.
    public static TheoryData<string> Secrets() => new(
        "ghp" + "_abcdefghijklmnopqrstuvwxyz0123456789",
        "sk-ant-" + "api03-abcd-efgh-ijkl-mnop-qrst-uvwx-yz01-2345",
        "AKIA" + "ABCDEFGH12345678",
        "xoxb-" + "1234-5678-abcd-efgh-ijkl",
        "-----BEGIN " + "PRIVATE KEY-----");

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Secret_IsNotEchoed(string secret)
    {
        string[] attributes =
        [
            $"[Credential(\"{secret}\", Host = \"a.example.com\")]", $"[Credential(\"A\", Host = \" {secret} x\")]", $"[Credential(\"A\", Host = \"a.example.com\", Header = \"{secret} \")]",
            $"[AllowHosts(\"{secret} x\")]", $"[AllowHosts(\"https://{secret}@x\")]", $"[AllowHosts(\"a.example.com\", Ports = \"{secret}\")]", $"[AllowNetworks(\"{secret}\", Ports = \"1\")]", $"[AllowHttp(\"a.example.com\", Methods = \"{secret} x\")]",
            $"[AllowHttp(\"a.example.com\", Path = \"{secret}\")]", $"[Mount(\"{secret}\", Source = \"v\")]", $"[Mount(\"/a\", Source = \"{secret} \")]", $"[Label(\"{secret} \", \"x\")]",
            $"[Environment(\"{secret}-\", \"x\")]", $"[Environment(\"A\", \"{secret}\\n\")]", $"[Parameter(\"{secret}\")]", $"[Lifetime(\"{secret}\")]", $"[Resources(Cpu = \"{secret}\")]",
            $"[Accept(DockerDeviation.NoIdleStop, Because = \"b\", Owner = \"o\", Until = \"{secret}\")]", $"[Accept(DockerDeviation.NoIdleStop, Because = \"b\", Owner = \"o\", Target = \"{secret}\")]",
            $"[RunAs(1, WorkDirectory = \"{secret}\")]", $"[RunAs(1, Capabilities = [\"{secret}\"])]", $"[Build(\"{secret}\\n\")]", $"[AllowMetadata(\"{secret}\", 80, Because = \"b\")]",
        ];
        foreach (var attribute in attributes)
        {
            var findings = Reading.Read(Reading.Policy(attribute)).Model.Findings;

            // An access key id could be the name of a credential; the compiler's scan for vendors' formats refuses that one.
            Assert.True(findings.Count > 0 || attribute.StartsWith("[Credential(\"AKIA", StringComparison.Ordinal), attribute);
            Assert.All(findings, f => Assert.DoesNotContain(secret, f.Message + f.Place + string.Concat(f.Arguments), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void OrdinaryValue_IsShown() => Assert.Contains("'a..example.com'", Reading.Bad("PK1012", "[AllowHosts(⟦\"a..example.com\"⟧)]").Message, StringComparison.Ordinal);

    [Fact]
    public void LongOrUnprintableValue_IsCutAndCleaned()
    {
        var message = Reading.Bad("PK1012", "[AllowHosts(⟦\"a b\\u202E\\n" + new string('-', 300) + "\"⟧)]").Message;

        Assert.InRange(message.Length, 80, 300);
        Assert.DoesNotContain(message, c => char.IsControl(c) || c == '\u202E');
    }
}
