namespace PolicyKit.Analyzers.Tests;

public sealed class WaiverTests
{
    private const string Head = /* lang=c#-test */ """
        using PolicyKit;
        using System.Diagnostics.CodeAnalysis;

        [Sandbox("agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]
        [AllowHosts("api.telegram.org")]

        """;

    private const string Tail = "[Docker]\npublic sealed partial class Agent;\n";

    [Theory]
    [InlineData("2026-11-22", "2026-11-22")]
    [InlineData("2027-03-01", "2026-11-22")]
    [InlineData("2020-01-01", null)]
    public Task WaiverThatHolds_SuppressesItsFinding(string until, string? today) =>
        Verify.Diagnostics(Head + $"[SuppressMessage(\"PolicyKit.Network\", \"PK3008:A way out\", Justification = \"the team's channel. Owner: platform. Until: {until}\")]\n" + Tail, today);

    [Theory]
    [InlineData("2026-11-21")]
    [InlineData("1/3/2027")]
    public Task WaiverThatEnded_FailsTheBuild(string until) => Verify.Diagnostics(
        Head + $"[SuppressMessage(\"PolicyKit.Network\", \"PK3008\", {{|PK6016:Justification = \"the team's channel. Owner: platform. Until: {until}\"|}})]\n" + Tail, "2026-11-22");

    [Theory]
    [InlineData("the team's channel")]
    [InlineData("the team's channel. Until: 2027-03-01")]
    [InlineData("Owner: platform. Until: 2027-03-01")]
    public Task SuppressionThatSaysTooLittle_IsShown(string justification) => Verify.Diagnostics(
        Head + $"[SuppressMessage(\"PolicyKit.Network\", \"PK3008\", {{|PK6015:Justification = \"{justification}\"|}})]\n" + Tail, "2026-11-22");

    [Fact]
    public Task SuppressionOfAnotherToolsRule_IsItsOwnAffair() => Verify.Diagnostics(
        Head.Replace("\"api.telegram.org\"", "\"api.example.com\"", StringComparison.Ordinal) + "[SuppressMessage(\"Style\", \"IDE0001\")] // PK6015 is looked for\n" + Tail, "2026-11-22");

    [Fact]
    public Task WaiverOfACodeFinding_EndsToo() => Verify.Diagnostics(
        "using System.Diagnostics.CodeAnalysis;\n\npublic sealed class Client\n{\n    [SuppressMessage(\"PolicyKit.Secrets\", \"PK4010\", {|PK6016:Justification = \"a test account. Owner: platform. Until: 2026-01-01\"|})]\n    public string Key => \"none\";\n}\n",
        "2026-11-22");
}
