using System.Text.Json.Nodes;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Replit;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Replit;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>
/// Emitted project files, parsed by a TOML parser of another hand and put into the vendor's own message (npm @replit/protocol). There is no program of the vendor that reads the file off the service;
/// the service may know more keys than the message.
/// </summary>
public sealed class ReplitProtocolTests
{
    private static readonly SandboxPolicy Closed = new()
    {
        Id = "open",
        TypeName = "Tests.Open",
        Image = "docker.io/library/python:3.13-slim",
        Rules = RandomPolicies.Required("replit").ToEquatableArray(),
        Targets = EquatableArray.Of(new TargetDeclaration("replit", null, default)),
    };

    private static readonly SandboxPolicy Everything = Closed with
    {
        Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Public)),
        BuildCommands = EquatableArray.Of("pip install uv", "echo \"$HOME\" > '/tmp/x'\n[deployment]"),
        Start = EquatableArray.Of("python", "it's $HOME; \"8080\""),
        Environment = EquatableArray.Of(new NamedValue("MODE", "a 'b' \"c\"\n# ${d} \u2028 \U0001F600")),
        Targets = EquatableArray.Of(new TargetDeclaration("replit", null, EquatableArray.Of(new NamedValue("Module", "python-3.12"), new NamedValue("Deployment", "Autoscale")))),
    };

    private static readonly JsonNode Expected = JsonNode.Parse(
        """
        {
          "run": { "args": ["python", "it's $HOME; \"8080\""] },
          "nix": { "channel": "stable-24_05" },
          "env": { "MODE": "a 'b' \"c\"\n# ${d} \u2028 \ud83d\ude00" },
          "ports": [{ "localPort": 8080, "externalPort": 80, "exposeLocalhost": false }],
          "deployment": {
            "run": { "args": ["python", "it's $HOME; \"8080\""] },
            "build": { "args": ["sh", "-c", "for command do sh -c \"$command\" || exit; done", "build", "pip install uv", "echo \"$HOME\" > '/tmp/x'\n[deployment]"] },
            "target": "AUTOSCALE"
          },
          "modules": ["python-3.12"]
        }
        """)!;

    [Fact]
    public void EmittedFile_IsTheVendorsMessage()
    {
        var (code, output) = Message(File(Everything));

        Assert.True(code == 0, output);
        Assert.True(JsonNode.DeepEquals(Expected, JsonNode.Parse(output)), output);
    }

    [Fact]
    public void FileOfAPolicyThatSaysNothing_IsTheVendorsMessage()
    {
        var (code, output) = Message(File(Closed));

        Assert.True(code == 0, output);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{ "nix": { "channel": "stable-24_05" }, "deployment": { "ignorePorts": true, "target": "VM" } }"""), JsonNode.Parse(output)), output);
    }

    /// <summary>The fixed build program runs what it is given, in order, and stops at the first command that fails.</summary>
    [Fact]
    public void BuildProgram_RunsEachCommandAndStopsAtTheFirstFailure()
    {
        var program = ReplitConfiguration.Build.Items;
        var finished = Tools.Start(program[0], [.. program.Skip(1), "echo 'a \"b\"'", "false; exit 3", "echo never"], Path.GetTempPath(), string.Empty);

        Assert.Equal((3, "a \"b\"\n"), (finished.Code, finished.Output));
    }

    [Theory]
    [InlineData("localPort = 8080", "localPort = \"8080\"")]
    [InlineData("localPort = 8080", "localPort = 8080.5")]
    [InlineData("exposeLocalhost = false", "exposeLocalhost = \"false\"")]
    [InlineData("exposeLocalhost = false", "exposeLocalHost = false")]
    [InlineData("deploymentTarget = \"autoscale\"", "deploymentTarget = \"serverless\"")]
    [InlineData("deploymentTarget = \"autoscale\"", "ignorePorts = 1")]
    [InlineData("[deployment]", "[deploy]")]
    [InlineData("[[ports]]", "[ports]")]
    [InlineData("[nix]", "[nix]\nchannel = \"unstable\"")]
    [InlineData("channel = \"stable-24_05\"", "channel = [\"stable-24_05\"]")]
    [InlineData("modules = [\"python-3.12\"]", "modules = \"python-3.12\"")]
    [InlineData("modules = [", "egress = [")]
    [InlineData("[env]\n", "[env]\nNUMBER = 1\n")]
    [InlineData("MODE = \"", "MODE = \"\"\"")]
    public void BrokenFile_IsRejected(string old, string now) => Assert.NotEqual(0, Message(Changed(old, now)).Code);

    [Theory]
    [InlineData("exposeLocalhost = false", "exposeLocalhost = true")]
    [InlineData("localPort = 8080", "localPort = 22")]
    [InlineData("externalPort = 80", "externalPort = 3000")]
    [InlineData("[[ports]]\n", "[[ports]]\nlocalPort = 22\nexternalPort = 22\n\n[[ports]]\n")]
    [InlineData("modules = [\"python-3.12\"]", "modules = [\"python-3.12\", \"web\"]")]
    [InlineData("modules = [", "onBoot = [\"id\"]\nmodules = [")]
    [InlineData("deploymentTarget = \"autoscale\"", "deploymentTarget = \"autoscale\"\npostBuild = [\"id\"]")]
    [InlineData("deploymentTarget = \"autoscale\"", "deploymentTarget = \"static\"\npublicDir = \"/\"")]
    [InlineData("\"pip install uv\"", "\"pip install uv; id\"")]
    [InlineData("[env]\n", "[env]\nPATH = \"/tmp\"\n")]
    public void WidenedFile_IsRejectedByTheMessageItMakes(string old, string now)
    {
        var (code, output) = Message(Changed(old, now));

        Assert.True(code == 0, output);
        Assert.False(JsonNode.DeepEquals(Expected, JsonNode.Parse(output)), output);
    }

    private static string Changed(string old, string now)
    {
        var text = File(Everything);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, old);
        return text[..at] + now + text[(at + old.Length)..];
    }

    private static string File(SandboxPolicy policy)
    {
        var provider = new ReplitProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        return compiled.Artifacts.First(a => a.Path == ".replit").Text;
    }

    private static (int Code, string Output) Message(string text)
    {
        Tools.RequireNode("@replit/protocol");
        Tools.RequireNode("smol-toml");
        var directory = Directory.CreateTempSubdirectory("policykit-replit-").FullName;
        try
        {
            System.IO.File.CreateSymbolicLink(Path.Combine(directory, "node_modules"), Path.Combine(Tools.Node, "node_modules"));
            System.IO.File.Copy(RepositoryFiles.Path("tests/PolicyKit.Oracle.Tests/node/replit.mjs"), Path.Combine(directory, "replit.mjs"));
            var finished = Tools.Start("node", ["replit.mjs"], directory, text);
            return (finished.Code, finished.Output);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
