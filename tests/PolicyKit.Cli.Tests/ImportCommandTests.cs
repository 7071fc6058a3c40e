using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Roslyn;
using PolicyKit.TestKit;

namespace PolicyKit.Cli.Tests;

/// <summary><c>policykit import</c>: what it writes compiles, is read without a finding, and means what the setting opened.</summary>
public sealed class ImportCommandTests : Sandboxed
{
    /// <summary>Our own deploy tree gives the same policies back, acceptances of the class included.</summary>
    [Fact]
    public void OwnDeployTree_GivesTheSamePoliciesBack()
    {
        var tree = RepositoryFiles.Path("policies/deploy");
        var originals = Revisions.PolicyRevision.Read(tree, new CliEnvironment { Output = TextWriter.Null, Error = TextWriter.Null, Today = () => Today }).Policies;

        var answer = Run("import", tree, "--output", Deploy);

        Assert.Equal(string.Empty, answer.Error);
        Assert.NotEmpty(originals);
        Assert.All(originals.Values, p =>
        {
            var own = p with { TypeName = "Policies." + p.TypeName.Split('.')[^1], Acceptances = p.Acceptances.Where(a => a.Baseline is null).ToEquatableArray() };
            Assert.Equal(own, Compiled(p.TypeName.Split('.')[^1]) with { Fragments = own.Fragments });
        });
    }

    [Theory]
    [InlineData("sandbox.json", """{ "network": { "allowOut": ["api.example.com", "203.0.113.0/24"], "denyOut": ["0.0.0.0/0"] , "allowPublicTraffic": false }, "timeout": 3600 }""", "tcp api.example.com:80,tcp api.example.com:443,udp 203.0.113.9:53", "udp 8.8.8.8:53,tcp 8.8.8.8:22")]
    [InlineData("sandbox.json", """{ "network": { "allowOut": ["api.example.com"] } }""", "tcp anything.example.org:443", "")]
    [InlineData("access.json", """{ "networkAccess": { "networkAccessType": "ALLOWLIST", "allowedDomains": ["*.example.com"], "allowedCidrs": [] } }""", "tcp a.b.example.com:443", "tcp example.com:443,tcp a.example.com:80")]
    [InlineData("worker.json", """{ "allowedHosts": ["api.example.com"], "deniedHosts": ["x.example.com"], "enableInternet": false }""", "tcp api.example.com:443", "tcp x.example.com:443")]
    [InlineData("vercel.json", """{ "networkPolicy": { "allow": ["*.example.com"], "subnets": { "deny": ["203.0.113.0/24"] } } }""", "tcp a.example.com:443", "tcp 203.0.113.1:443,tcp example.com:443")]
    [InlineData("vercel.json", """{ "networkPolicy": "deny-all" }""", "", "tcp a.example.com:443")]
    [InlineData("settings.json", """{ "sandbox": { "network": { "allowedDomains": ["api.example.com:443", "pypi.org"], "deniedDomains": ["evil.pypi.org"], "strictAllowlist": true } } } // comment""", "tcp api.example.com:443,tcp pypi.org:22", "tcp api.example.com:80,tcp evil.pypi.org:443")]
    [InlineData("policy.yaml", "network_policies:\n  api:\n    endpoints:\n    - host: api.example.com\n      port: 443\n    - port: 5432\n      allowed_ips: [10.1.2.0/24]\n    binaries:\n    - path: /usr/bin/curl\n", "tcp api.example.com:443,tcp 10.1.2.3:5432", "tcp api.example.com:80,tcp 10.1.2.3:22")]
    [InlineData("compose.yaml", "services:\n  agent:\n    image: docker.io/library/busybox:1.36\n    network_mode: none\n    user: \"1001:1001\"\n    read_only: true\n", "", "tcp a.example.com:443")]
    [InlineData("compose.yaml", "services:\n  agent:\n    image: busybox\n    environment:\n      KEY: ghp_x\n", "tcp a.example.com:443", "")]
    public void Setting_MeansTheSame(string name, string text, string reached, string unreached)
    {
        var file = Path.Combine(Root, name);
        File.WriteAllText(file, text);

        var answer = Run("import", file, "--output", Deploy);

        Assert.Equal(string.Empty, answer.Error);
        Assert.DoesNotContain("ghp_x", answer.Output + string.Concat(Directory.GetFiles(Deploy).Select(File.ReadAllText)), StringComparison.Ordinal);
        var policy = Compiled(Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(Deploy))));
        var egress = new TargetPolicy(policy, policy.Targets[0]).Declared.Egress;
        Assert.All(reached.Split(',', StringSplitOptions.RemoveEmptyEntries), d => Assert.True(Reaches(egress, d), d));
        Assert.All(unreached.Split(',', StringSplitOptions.RemoveEmptyEntries), d => Assert.False(Reaches(egress, d), d));
    }

    [Fact]
    public void WhatIsNotCarriedOver_IsAWarningAndAComment()
    {
        var file = Path.Combine(Root, "compose.yaml");
        File.WriteAllText(file, "services:\n  agent:\n    image: busybox\n    privileged: true\n");

        var answer = Run("import", file, "--output", Deploy);

        Assert.Equal(ExitCode.Finding, answer.Exit);
        Assert.Contains("warning: not carried over: privileged: true", answer.Output, StringComparison.Ordinal);
        Assert.Contains("// Not carried over: privileged: true\n", File.ReadAllText(Directory.GetFiles(Deploy).Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void ForeignText_CannotLeaveItsCommentOrString()
    {
        var file = Path.Combine(Root, "compose.yaml");
        File.WriteAllText(file, "services:\n  agent:\n    image: \"x\\u2028\\\")] class Evil {} //\"\n    privileged: \"\\u2028class Evil2 {}\\r\\nclass Evil3 {}\"\n    network_mode: none\n");

        Run("import", file, "--output", Deploy);

        Assert.Single(CSharpSyntaxTree.ParseText(File.ReadAllText(Directory.GetFiles(Deploy).Single())).GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>());
    }

    [Fact]
    public void NothingIsOverwritten()
    {
        var file = Path.Combine(Root, "sandbox.json");
        File.WriteAllText(file, """{ "allowOut": [], "denyOut": ["0.0.0.0/0"] }""");
        Run("import", file, "--output", Deploy);

        var answer = Run("import", file, "--output", Deploy);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains("is there already; nothing was written", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", "{", "this is no JSON")]
    [InlineData("a.yaml", "a: [", "this is no YAML")]
    [InlineData("a.json", "{}", "nothing that can be imported")]
    [InlineData("a.json", "[1]", "nothing that can be imported")]
    public void WhatIsNotUnderstood_IsTwo(string name, string text, string saying)
    {
        var file = Path.Combine(Root, name);
        File.WriteAllText(file, text);

        var answer = Run("import", file, "--output", Deploy);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains(saying, answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Deploy));
    }

    private static bool Reaches(EgressSet egress, string destination) =>
        DestinationText.TryParse(destination, out var set, out var why) ? set.Intersect(egress).Witnesses(1) is { IsEmpty: false } : throw new FormatException(why);

    private SandboxPolicy Compiled(string type)
    {
        var compilation = CSharpCompilation.Create(
            "Imported",
            [CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Deploy, type + ".cs")), CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Append(Built.Library).Distinct().Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
        var reading = PolicyReader.Read(compilation.GetTypeByMetadataName("Policies." + type)!, compilation, ProviderCatalog.Vocabulary, TestContext.Current.CancellationToken);
        Assert.Empty(reading.Model.Findings.Select(f => f.Message));
        return reading.Model.Policy!;
    }
}
