using PolicyKit.Providers.Modal;
using PolicyKit.Readers;
using PolicyKit.Readers.Modal;
using static PolicyKit.Providers.Tests.Modal.ModalPolicies;

namespace PolicyKit.Providers.Tests.Modal;

public sealed class ModalReaderTests
{
    public static TheoryData<string> Cases => ModalBaselineTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void UntouchedFiles_AreTheSameConfiguration(string name)
    {
        var compiled = Compile(ModalBaselineTests.Case(name));

        Assert.Equal(compiled.Configuration, new ModalReader().Read(Files(name)));
    }

    [Theory]
    [InlineData("everything", "sandbox.create.json", "\"ALLOWLIST\"", "\"OPEN\"")]
    [InlineData("everything", "sandbox.create.json", "\"ALLOWLIST\"", "\"allowlist\"")]
    [InlineData("everything", "sandbox.create.json", "\"ALLOWLIST\"", "\"BLOCKED\"")]
    [InlineData("everything", "sandbox.create.json", "\"*.example.com\",", "\"*.Example.com\",")]
    [InlineData("everything", "sandbox.create.json", "\"*.example.com\",", "\"*.example.com.\",")]
    [InlineData("everything", "sandbox.create.json", "\"9.0.0.0/32\"", "\"9.0.0.0\"")]
    [InlineData("everything", "sandbox.create.json", "\"9.0.0.0/32\"", "\"9.0.0.1/24\"")]
    [InlineData("everything", "sandbox.create.json", "\"9.0.0.0/32\"", "\"2001:db8::/32\"")]
    [InlineData("everything", "sandbox.create.json", "\"allowedCidrs\"", "\"allowedCidr\"")]
    [InlineData("everything", "sandbox.create.json", "\"allowedDomains\"", "\"allowed_domains\"")]
    [InlineData("everything", "sandbox.create.json", "\"i6pnEnabled\": false", "\"i6pnEnabled\": true")]
    [InlineData("everything", "sandbox.create.json", "\"i6pnEnabled\": false,\n  ", "")]
    [InlineData("everything", "sandbox.create.json", "\"includeOidcIdentityToken\": false", "\"includeOidcIdentityToken\": true")]
    [InlineData("everything", "sandbox.create.json", "\"enableSnapshot\": false", "\"enableSnapshot\": true")]
    [InlineData("everything", "sandbox.create.json", "\"unencrypted\": false", "\"unencrypted\": true")]
    [InlineData("everything", "sandbox.create.json", "\"port\": 8080", "\"port\": 65536")]
    [InlineData("everything", "sandbox.create.json", "\"readOnly\": true", "\"readonly\": true")]
    [InlineData("everything", "sandbox.create.json", "\"runtime\": \"gvisor\"", "\"runtime\": \"runc\"")]
    [InlineData("everything", "sandbox.create.json", "\"timeoutSecs\": 1800", "\"timeoutSecs\": 0")]
    [InlineData("everything", "sandbox.create.json", "\"timeoutSecs\": 1800", "\"timeoutSecs\": \"1800\"")]
    [InlineData("everything", "sandbox.create.json", "\"timeoutSecs\": 1800", "\"timeoutSecs\": 1800, \"timeoutSecs\": 9")]
    [InlineData("everything", "sandbox.create.json", "\"timeoutSecs\": 1800", "\"timeoutSecs\": 1800, \"proxyId\": \"pr-1\"")]
    [InlineData("everything", "sandbox.create.json", "\"milliCpuMax\": 4000", "\"milliCpuMax\": -1")]
    [InlineData("everything", "sandbox.create.json", "\"policykit.hash\"", "\"policykit.hach\"")]
    [InlineData("brokered", "sandbox.create.json", "\"domain\": \"git.example.com\"", "\"domain\": \"*\"")]
    [InlineData("brokered", "sandbox.create.json", "\"domain\": \"git.example.com\"", "\"domain\": \"*.example.com\"")]
    [InlineData("closed", "sandbox.create.json", "\"allowedDomains\": []", "\"allowedDomains\": [\"example.com\"]")]
    [InlineData("everything", "image.json", "\"uid\": 1234", "\"uid\": -1")]
    [InlineData("everything", "image.json", "\"buildCommands\"", "\"buildCommand\"")]
    [InlineData("everything", "run.json", "\"app\"", "\"application\"")]
    [InlineData("everything", "run.json", "\"pattern\"", "\"patterns\"")]
    public void ForeignText_IsAnError(string name, string file, string old, string now)
    {
        var files = Files(name);
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(old, now, StringComparison.Ordinal);

        Assert.Equal(file, Assert.Throws<ArtifactFormatException>(() => new ModalReader().Read(files)).Path);
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var more = Files("closed");
        more["sandbox.override.json"] = "{}";
        var less = Files("closed");
        less.Remove("run.json");

        Assert.Throws<ArtifactFormatException>(() => new ModalReader().Read(more));
        Assert.Throws<ArtifactFormatException>(() => new ModalReader().Read(less));
    }

    private static Dictionary<string, string> Files(string name) => Compile(ModalBaselineTests.Case(name)).Artifacts.ToDictionary(a => a.Path, a => a.Text);
}
