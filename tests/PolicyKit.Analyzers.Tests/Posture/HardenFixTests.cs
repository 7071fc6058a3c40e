using PolicyKit.CodeFixes;

namespace PolicyKit.Analyzers.Tests.Posture;

public sealed class HardenFixTests
{
    private const string Head = /* lang=c#-test */ """
        using PolicyKit;

        [Sandbox("agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]

        """;

    private const string Tail = "[Docker]\npublic sealed partial class Agent;\n";

    [Fact]
    public Task Root_BecomesAUser() => Fixed("[Lifetime(\"60m\")]\n[RunAs({|PK6003:0|})]\n", "[Lifetime(\"60m\")]\n[RunAs(1000)]\n");

    [Fact]
    public Task Sudo_IsLeftOut() => Fixed(
        "[Lifetime(\"60m\")]\n[RunAs(1000, Sudo = {|PK2004:{|PK6004:true|}|}, WorkDirectory = \"/work\")]\n",
        "[Lifetime(\"60m\")]\n[RunAs(1000, WorkDirectory = \"/work\")]\n");

    [Fact]
    public Task Capability_IsLeftOutOfSeveral() => Fixed(
        "[Lifetime(\"60m\")]\n[RunAs({|PK6003:0|}, Capabilities = {|PK2004:{|PK6006:[\"CHOWN\", \"SYS_PTRACE\"]|}|})]\n",
        "[Lifetime(\"60m\")]\n[RunAs(1000, Capabilities = [\"CHOWN\"])]\n");

    [Fact]
    public Task WritableRoot_BecomesReadOnly() => Fixed(
        "[Lifetime(\"60m\")]\n[{|PK6005:RunAs(1000)|}]\n",
        "[Lifetime(\"60m\")]\n[RunAs(1000, ReadOnlyRoot = true)]\n");

    [Fact]
    public Task Lifetime_IsAdded() => Verify.Fix<HardenFix>(
        Head.Replace("[Sandbox(", "[{|PK6008:Sandbox(", StringComparison.Ordinal).Replace("slim\")]", "slim\")|}]", StringComparison.Ordinal) + Tail,
        Head + Tail.Replace("\npublic", "\n[Lifetime(\"60m\")]\npublic", StringComparison.Ordinal));

    [Fact]
    public Task EndlessLife_Ends() => Fixed("[Lifetime({|PK6008:Duration.Unbounded|})]\n", "[Lifetime(\"60m\")]\n");

    [Fact]
    public Task ReadableCredential_AsksForItsHost() => Fixed(
        "[Lifetime(\"60m\")]\n[AllowHosts(\"api.example.com\")]\n[Credential({|PK4021:\"API_KEY\"|}, Delivery = Delivery.Environment)]\n",
        "[Lifetime(\"60m\")]\n[AllowHosts(\"api.example.com\")]\n[Credential(\"API_KEY\", Host = {|PK1012:\"\"|})]\n");

    [Fact]
    public Task RedundantEntry_IsLeftOut() => Verify.Fix<RemoveEntryFix>(
        Head + "[Lifetime(\"60m\")]\n[AllowHosts({|PK6012:\"api.example.com\"|}, \"*.example.com\")]\n" + Tail,
        Head + "[Lifetime(\"60m\")]\n[AllowHosts(\"*.example.com\")]\n" + Tail);

    private static Task Fixed(string attributes, string after) => Verify.Fix<HardenFix>(Head + attributes + Tail, Head + after + Tail);
}
