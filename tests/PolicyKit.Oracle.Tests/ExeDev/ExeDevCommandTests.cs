using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.ExeDev;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.ExeDev;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>
/// The emitted program with the emitted commands, against a stand-in for exe.dev's address (node/exedev.mjs) that knows the documented grammar and nothing more. No software of the vendor is involved: its two SDKs are on no public
/// registry. What passes here follows the documentation that was read, not the service.
/// </summary>
public sealed class ExeDevCommandTests
{
    private static readonly SandboxPolicy Policy = new()
    {
        Id = "agent",
        TypeName = "Tests.Agent",
        Image = "docker.io/library/python:3.13-slim",
        Resources = new ResourceRanges(new LimitRange(2000, new Limit(2000)), new LimitRange(4096, new Limit(4096)), new LimitRange(0, new Limit(20480))),
        Rules = EquatableArray.Of(Network("0.0.0.0/0"), Network("::/0")),
        Credentials = EquatableArray.Of(
            new CredentialReference { Name = "ANTHROPIC_API_KEY", Hosts = EquatableArray.Of("api.anthropic.com"), Header = "x-api-key" },
            new CredentialReference { Name = "DATABASE_URL", Delivery = CredentialDelivery.Environment },
            new CredentialReference { Name = "GITHUB_TOKEN", Hosts = EquatableArray.Of("api.github.com"), Scheme = "Bearer" }),
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a=b")),
        Targets = EquatableArray.Of(new TargetDeclaration("exe-dev", null, default)),
    };

    private static readonly Dictionary<string, string> Secrets = new() { ["ANTHROPIC_API_KEY"] = "sk-1", ["DATABASE_URL"] = "postgres://db/x", ["GITHUB_TOKEN"] = "gh-1" };

    [Fact]
    public void Program_SendsThePolicysCommandsInOrder()
    {
        var (made, sent, error) = Run(secrets: Secrets);

        Assert.Null(error);
        Assert.Equal("agent", made);
        Assert.StartsWith("new --sandbox --no-email --json --name=agent --image=docker.io/library/python:3.13-slim --tag=policykit-", sent[0], StringComparison.Ordinal);
        Assert.EndsWith(" --cpu=2 --memory=4GB --disk=20GB --env=MODE=a=b --env=DATABASE_URL=postgres://db/x", sent[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "share port agent 8080", "share set-private agent",
                "integrations add http-proxy --name=agent-anthropic-api-key-h1 --target=https://api.anthropic.com --header=x-api-key:sk-1 --attach=vm:agent",
                "integrations add http-proxy --name=agent-github-token-h1 --target=https://api.github.com --bearer=gh-1 --attach=vm:agent",
            ],
            sent.Skip(1));
    }

    [Theory]
    [InlineData("--sandbox", "--pool")]
    [InlineData("--attach=vm:agent", "--attach=auto:all")]
    [InlineData("--attach=vm:agent", "--attach=tag:agent")]
    [InlineData("--target=https://", "--target=http://")]
    [InlineData("--bearer={{secret:GITHUB_TOKEN}}", "--basic={{secret:GITHUB_TOKEN}}")]
    [InlineData("\"--json\"", "\"--json\", \"--integration=other\"")]
    [InlineData("\"--json\"", "\"--json\", \"--setup-script=x\"")]
    [InlineData("\"set-private\"", "\"set-public\"")]
    [InlineData("\"8080\"", "\"80800\"")]
    [InlineData("--memory=4GB", "--memory=4XB")]
    [InlineData("\"--cpu=2\"", "\"--cpus=2\"")]
    public void ChangedCommand_IsRejected(string old, string now)
    {
        var (_, _, error) = Run(text => text.Replace(old, now, StringComparison.Ordinal), Secrets);

        Assert.NotNull(error);
    }

    [Theory]
    [InlineData("agent\"", "agent; rm x\"")]
    [InlineData("--env=MODE=a=b", "--env=MODE=$HOME")]
    [InlineData("--env=MODE=a=b", "--env=MODE='a b'")]
    [InlineData("--env=MODE=a=b", "--env=MODE={{secret:lower}}")]
    public void CommandThatNeedsQuoting_CreatesNothing(string old, string now)
    {
        var (_, sent, error) = Run(text => text.Replace(old, now, StringComparison.Ordinal), Secrets);

        Assert.NotNull(error);
        Assert.Empty(sent);
    }

    [Theory]
    [InlineData("GITHUB_TOKEN", null)]
    [InlineData("GITHUB_TOKEN", "")]
    [InlineData("GITHUB_TOKEN", "a b")]
    [InlineData("GITHUB_TOKEN", "a\nnew")]
    [InlineData("OTHER", "x")]
    [InlineData("__proto__", "x")]
    public void OddSecret_CreatesNothing(string name, string? value)
    {
        var secrets = new Dictionary<string, string>(Secrets);
        secrets.Remove(name);
        if (value is not null)
        {
            secrets[name] = value;
        }

        var (_, sent, error) = Run(secrets: secrets);

        Assert.NotNull(error);
        Assert.DoesNotContain("gh-1", error, StringComparison.Ordinal);
        Assert.Empty(sent);
    }

    [Fact]
    public void AcceptanceThatHasEnded_CreatesNothing()
    {
        var (_, sent, error) = Run(text => text.Replace("\"until\": \"2099-12-31\"", "\"until\": \"2026-01-01\"", StringComparison.Ordinal), Secrets);

        Assert.Contains("ended on 2026-01-01", error, StringComparison.Ordinal);
        Assert.Empty(sent);
    }

    [Fact]
    public void MissingToken_CreatesNothing()
    {
        var (_, sent, error) = Run(secrets: Secrets, token: string.Empty);

        Assert.Equal("EXE_TOKEN is not set.", error);
        Assert.Empty(sent);
    }

    // What was made before the failure must not stay without the rest of its policy.
    [Fact]
    public void MachineWhoseLaterCommandIsRefused_IsDestroyed()
    {
        var (_, sent, error) = Run(secrets: Secrets, refuse: "share set-private");

        Assert.NotNull(error);
        Assert.Equal("rm agent", sent[^1]);
    }

    // A machine of the name that somebody else made is not ours to remove.
    [Fact]
    public void RefusedMachine_CreatesNothingAndRemovesNothing()
    {
        var (_, sent, error) = Run(secrets: Secrets, refuse: "new");

        Assert.NotNull(error);
        Assert.Empty(sent);
    }

    private static EgressRule Network(string network) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = "*" };

    private static (string? Made, string[] Sent, string? Error) Run(Func<string, string>? change = null, Dictionary<string, string>? secrets = null, string token = "t", string? refuse = null)
    {
        var provider = new ExeDevProvider();
        var accepted = RandomPolicies.AcceptAll(provider, Policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Tools.Require(Tools.Start("node", ["--version"], Path.GetTempPath(), string.Empty).Code == 0, "node is missing.");
        var directory = Directory.CreateTempSubdirectory("policykit-exedev-").FullName;
        try
        {
            var text = compiled.Artifacts.Items.Single().Text;
            var changed = change is null ? text : change(text);
            Assert.True(change is null || changed != text, "nothing was changed");
            File.WriteAllText(Path.Combine(directory, "commands.json"), changed);
            File.WriteAllText(Path.Combine(directory, "apply.mjs"), Assert.Single(provider.Glue).Text);
            File.Copy(RepositoryFiles.Path("tests/PolicyKit.Oracle.Tests/node/exedev.mjs"), Path.Combine(directory, "exedev.mjs"));
            var asked = new JsonObject { ["secrets"] = new JsonObject(secrets!.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)s.Value))), ["refuse"] = refuse };
            var finished = Tools.Start("node", ["exedev.mjs"], directory, asked.ToJsonString(), new Dictionary<string, string> { ["EXE_TOKEN"] = token });
            Assert.True(finished.Code == 0, finished.Output);
            var answer = JsonNode.Parse(finished.Output)!;
            return ((string?)answer["made"], [.. answer["sent"]!.AsArray().Select(s => (string)s!)], (string?)answer["error"]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
