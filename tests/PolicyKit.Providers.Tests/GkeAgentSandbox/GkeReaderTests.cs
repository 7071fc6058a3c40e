using PolicyKit.Readers;
using PolicyKit.Readers.GkeAgentSandbox;
using static PolicyKit.Providers.Tests.GkeAgentSandbox.GkePolicies;

namespace PolicyKit.Providers.Tests.GkeAgentSandbox;

public sealed class GkeReaderTests
{
    private const string Template = "sandboxtemplate.yaml";

    [Theory]
    [InlineData("closed")]
    [InlineData("everything")]
    public void UntouchedFiles_AreTheSameConfiguration(string name) => Assert.Equal(Compile(Case(name)).Configuration, new GkeAgentSandboxReader().Read(Files(Case(name))));

    [Theory]
    [InlineData(Template, "networkPolicyManagement: \"Managed\"", "networkPolicyManagement: \"Unmanaged\"")]
    [InlineData(Template, "  networkPolicyManagement: \"Managed\"\n", "")]
    [InlineData(Template, "envVarsInjectionPolicy: \"Disallowed\"", "envVarsInjectionPolicy: \"Overrides\"")]
    [InlineData(Template, "k8s-app: \"kube-dns\"", "app: \"anything\"")]
    [InlineData(Template, "cidr: \"203.0.113.0/24\"", "cidr: \"203.0.113.0/33\"")]
    [InlineData(Template, "port: 5432", "port: 0")]
    [InlineData(Template, "runtimeClassName: \"gvisor\"", "runtimeClassName: \"runc\"")]
    [InlineData(Template, "      runtimeClassName: \"gvisor\"\n", "")]
    [InlineData(Template, "hostNetwork: false", "hostNetwork: true")]
    [InlineData(Template, "automountServiceAccountToken: false", "automountServiceAccountToken: true")]
    [InlineData(Template, "privileged: false", "privileged: true")]
    [InlineData(Template, "- \"ALL\"", "- \"KILL\"")]
    [InlineData(Template, "runAsNonRoot: true", "runAsNonRoot: false")]
    [InlineData(Template, "restartPolicy: \"Never\"", "restartPolicy: \"Always\"")]
    [InlineData(Template, "policykit.dev/target\": \"policy-dev\"", "policykit.dev/target\": \"other\"")]
    [InlineData(Template, "app: \"sandbox-router\"", "app: \"router\"")]
    [InlineData("fqdnnetworkpolicy.yaml", "name: \"api.example.com\"", "name: \"API.example.com\"")]
    [InlineData("fqdnnetworkpolicy.yaml", "name: \"api.example.com\"", "pattern: \"api.example.com\"")]
    [InlineData("fqdnnetworkpolicy.yaml", "\"policykit.dev/target\": \"policy-dev\"", "\"app\": \"x\"")]
    [InlineData("fqdnnetworkpolicy.yaml", "protocol: \"TCP\"", "protocol: \"UDP\"")]
    [InlineData("namespace.yaml", "\"restricted\"", "\"privileged\"")]
    [InlineData("resourcequota.yaml", "pods: \"5000\"", "pods: \"many\"")]
    [InlineData("sandboxwarmpool.yaml", "replicas: 20", "replicas: -1")]
    [InlineData("kustomization.yaml", "- \"fqdnnetworkpolicy.yaml\"", "- \"other.yaml\"")]
    [InlineData("Dockerfile", "USER 1000:1000", "USER 0:0")]
    public void ForeignText_IsAnError(string file, string old, string now)
    {
        var files = Files(Case("everything"));
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        var at = files[file].IndexOf(old, StringComparison.Ordinal);
        files[file] = files[file][..at] + now + files[file][(at + old.Length)..];

        Assert.Throws<ArtifactFormatException>(() => new GkeAgentSandboxReader().Read(files));
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var more = Files(Case("closed"));
        more["networkpolicy.yaml"] = "{}\n";
        var less = Files(Case("closed"));
        less.Remove("kustomization.yaml");

        Assert.Throws<ArtifactFormatException>(() => new GkeAgentSandboxReader().Read(more));
        Assert.Throws<ArtifactFormatException>(() => new GkeAgentSandboxReader().Read(less));
    }
}
