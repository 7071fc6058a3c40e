using CsCheck;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

/// <summary>Whatever text stands in an attribute: the reader does not throw, and what it lets through is usable by everything after it.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Templates =
    [
        "[AllowHosts({0})]", "[DenyHosts({0})]", "[AllowHosts(\"a.example.com\", Ports = {0})]", "[AllowNetworks({0}, Ports = \"443\")]", "[DenyNetworks({0})]", "[AllowHttp({0})]",
        "[AllowHttp(\"a.example.com\", Methods = {0})]", "[AllowHttp(\"a.example.com\", Path = {0})]", "[AllowMetadata({0}, 80, Because = \"b\")]", "[AllowAnyHost(Because = {0})]",
        "[Credential({0}, Host = \"a.example.com\")]", "[Credential(\"A\", Host = {0})]", "[Credential(\"A\", Host = \"a.example.com\", Header = {0})]",
        "[Credential(\"A\", Host = \"a.example.com\", Scheme = {0})]", "[Credential(\"A\", Host = \"a.example.com\", Scheme = \"Basic\", User = {0})]", "[Credential(\"A\", Delivery = Delivery.File, Path = {0})]",
        "[Resources(Cpu = {0})]", "[Resources(DiskGiB = {0})]", "[Lifetime({0})]", "[RunAs(1, WorkDirectory = {0})]", "[Mount({0}, Source = \"v\")]", "[Mount(\"/a\", Source = {0})]", "[Mount(\"/a\", Source = \"v\", SubPath = {0})]",
        "[Label({0}, \"x\")]", "[Label(\"x\", {0})]", "[Environment({0}, \"x\")]", "[Environment(\"x\", {0})]", "[Parameter({0}, Pattern = \"a\")]", "[Parameter(\"a\", Pattern = {0})]", "[Build({0})]", "[Start({0})]",
        "[AllowBuildHosts({0})]", "[Accept(E2BDeviation.HostRuleOpensPort80, For = {0}, Because = \"b\", Owner = \"o\")]", "[Accept(E2BDeviation.NoIdleStop, Because = {0}, Owner = \"o\", Until = {0})]", "[Docker(Name = {0})]", "[Docker(Name = \"x\", Engine = {0})]",
    ];

    private static readonly string[] Pieces =
    [
        "a", "b.example.com", "*.", "*", ".", "..", "/", "\\", "10.0.0.0", "/8", "::1", "fe80::", "%2e", "{", "}", "{a}", "[a-z]", "{1,8}", "-", "_", "0", "443", ",", ":", "@", "sha256:", " ", "\t", "\n", "\r", "\0", "\"", "'", "$", "`", "ü",
        "\uD800", "😀", "\u202E", "\uFEFF", "GET", "2..4", "60m", "unbounded", "2027-03-01", "A", "+", "~", "#", "?", "://", "169.254.169.254", "\u0130", "\u212A",
    ];

    [Fact]
    public void AnyText_IsReadOrRefused()
    {
        var policies = Gen.Select(Gen.Int[0, Templates.Length - 1].Select(i => Templates[i]), Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 6].Select(string.Concat))
            .Select((template, text) => template.Replace("{0}", SymbolDisplay.FormatLiteral(text, quote: true)));
        var read = 0;
        policies.Sample(
            attributes =>
            {
                var model = Reading.ReadBroken(Reading.Policy(attributes)).Model;
                Assert.Equal(model.Policy is null, !model.Findings.IsEmpty);
                if (model.Policy is not { } policy)
                {
                    return;
                }

                Interlocked.Increment(ref read);
                foreach (var target in policy.Targets)
                {
                    _ = DeclaredAuthority.Of(new TargetPolicy(policy, target));
                }

                var json = PolicyDocument.Json(policy);
                Assert.DoesNotContain(json, c => c is '\r' or '\0' or '\u202E' or '\uFEFF');
                Assert.DoesNotContain("..", policy.Mounts.Items.SelectMany(m => $"{m.Path}/{m.SubPath}".Split('/')));
            },
            iter: 2000,
            threads: 1);

        Assert.InRange(read, 50, 1950);
    }
}
