using PolicyKit.CodeFixes;

namespace PolicyKit.Analyzers.Tests;

public sealed class CodeFixTests
{
    private const string Head = /* lang=c#-test */ """
        using PolicyKit;

        /// <summary>Documented.</summary>
        [Sandbox("agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]

        """;

    private const string Tail = "[E2B]\npublic sealed partial class Agent;\n";

    private const string Accept80 = "Accept(E2BDeviation.HostRuleOpensPort80, For = \"api.example.com\", Because = \"no\", Owner = \"me\", Until = \"2027-01-01\")";

    [Fact]
    public Task NetworkWithHostBits_IsCut() => Verify.Fix<CanonicalEntryFix>(
        Head + "[DenyNetworks({|PK1014:\"203.0.113.7/24\"|}, \"198.51.100.0/24\")]\n" + Tail,
        Head + "[DenyNetworks(\"203.0.113.0/24\", \"198.51.100.0/24\")]\n" + Tail);

    [Fact]
    public Task SeveralEntriesOfOneAttribute_AreAllWrittenCanonically() => Verify.Fix<CanonicalEntryFix>(
        Head + "[DenyNetworks({|PK1014:\"203.0.113.7/24\"|}, {|PK1014:\"198.51.100.1/24\"|})]\n" + Tail,
        Head + "[DenyNetworks(\"203.0.113.0/24\", \"198.51.100.0/24\")]\n" + Tail);

    [Fact]
    public Task HostInAnotherScript_BecomesItsALabel() => Verify.Fix<CanonicalEntryFix>(
        Head + "[DenyHosts([{|PK1013:\"bücher.example\"|}])]\n" + Tail,
        Head + "[DenyHosts([\"xn--bcher-kva.example\"])]\n" + Tail);

    [Fact]
    public Task HostWrittenAsUrl_BecomesAHost() => Verify.Fix<CanonicalEntryFix>(
        Head + "[DenyHosts({|PK1036:\"https://api.example.com/\"|})]\n" + Tail,
        Head + "[DenyHosts(\"api.example.com\")]\n" + Tail);

    [Theory]
    [InlineData("public sealed class")]
    [InlineData("class")]
    public Task ClassThatIsNotPartial_BecomesPartial(string declaration) => Verify.Fix<MakePartialFix>(
        Shape(Head + "[E2B]\n" + declaration + " Agent;\n"),
        Head + "[E2B]\n" + declaration.Replace("class", "partial class") + " Agent;\n");

    [Fact]
    public Task StaticClass_HasNoFix()
    {
        var source = Shape(Head + "[E2B]\nstatic class Agent;\n");

        return Verify.Fix<MakePartialFix>(source, source);
    }

    [Fact]
    public Task UnusedAcceptance_IsRemoved() => Verify.Fix<RemoveAcceptanceFix>(
        Head + $"[AllowHosts(\"api.example.com\", Ports = \"80,443\")]\n[{{|PK2006:{Accept80}|}}]\n" + Tail,
        Head + "[AllowHosts(\"api.example.com\", Ports = \"80,443\")]\n" + Tail);

    [Fact]
    public Task UnusedAcceptanceAmongOthers_IsRemovedAlone() => Verify.Fix<RemoveAcceptanceFix>(
        Head + $"[{{|PK2006:{Accept80}|}}, E2B, {{|PK2006:{Accept80.Replace("api.", "b.")}|}}]\npublic sealed partial class Agent;\n",
        Head + "[E2B]\npublic sealed partial class Agent;\n");

    [Fact]
    public Task AcceptanceAboveAllElse_LeavesTheDocumentation() => Verify.Fix<RemoveAcceptanceFix>(
        Head.Replace("[Sandbox", $"[{{|PK2006:{Accept80}|}}]\n[Sandbox") + Tail,
        Head + Tail);

    [Fact]
    public Task AcceptanceWithoutEnd_GetsAnEmptyOneThatIsRefused() => Verify.Fix<AddEndDateFix>(
        Head + $"[AllowHosts(\"api.example.com\")]\n[{{|PK2005:{Accept80.Replace(", Until = \"2027-01-01\"", string.Empty)}|}}]\n" + Tail,
        Head + $"[AllowHosts(\"api.example.com\")]\n[{Accept80.Replace("\"2027-01-01\"", "{|PK1034:\"\"|}")}]\n" + Tail);

    [Fact]
    public Task WiderDeviation_IsAcceptedByAnAttributeThatIsRefusedUntilFilledIn() => Verify.Fix<DeviationFix>(
        Head + "[AllowHosts({|PK2001:\"api.example.com\"|})]\n" + Tail,
        Head + "[AllowHosts(\"api.example.com\")]\n[E2B]\n"
        + "[Accept(E2BDeviation.HostRuleOpensPort80, For = \"api.example.com\", Because = {|PK1021:\"\"|}, Owner = {|PK1021:\"\"|}, Until = {|PK1034:\"\"|})]\npublic sealed partial class Agent;\n",
        key: "accept:HostRuleOpensPort80");

    [Fact]
    public Task TighterDeviation_IsAcceptedWithoutEnd() => Verify.Fix<DeviationFix>(
        Head + "[AllowNetworks({|PK2002:\"10.1.2.0/24\"|}, Ports = \"5432\")]\n" + Tail,
        Head + "[AllowNetworks(\"10.1.2.0/24\", Ports = \"5432\")]\n[E2B]\n"
        + "[Accept(E2BDeviation.PrivateNetworkUnreachable, For = \"10.1.2.0/24\", Because = {|PK1021:\"\"|}, Owner = {|PK1021:\"\"|})]\npublic sealed partial class Agent;\n",
        key: "accept:PrivateNetworkUnreachable");

    [Fact]
    public Task WithoutUsing_TheAcceptanceIsQualified() => Verify.Fix<DeviationFix>(
        Qualified("[PolicyKit.AllowHosts({|PK2001:\"api.example.com\"|})]\n[PolicyKit.E2B]\n"),
        Qualified("[PolicyKit.AllowHosts(\"api.example.com\")]\n[PolicyKit.E2B]\n"
            + "[global::PolicyKit.Accept(global::PolicyKit.E2BDeviation.HostRuleOpensPort80, For = \"api.example.com\", Because = {|PK1021:\"\"|}, Owner = {|PK1021:\"\"|}, Until = {|PK1034:\"\"|})]\n"),
        key: "accept:HostRuleOpensPort80");

    [Fact]
    public Task SeveralHosts_AreSplitSoThatOneCanBeLimited() => Verify.Fix<DeviationFix>(
        Head + "[AllowHosts({|PK2001:\"a.example.com\"|}, {|PK2001:\"b.example.com\"|}, Because = \"why\")]\n" + Tail,
        Head + "[AllowHosts({|PK2001:\"a.example.com\"|}, Because = \"why\")]\n[AllowHosts({|PK2001:\"b.example.com\"|}, Because = \"why\")]\n" + Tail,
        key: "split");

    [Fact]
    public Task TargetOfTwo_IsRemovedWithItsAcceptances() => Verify.Fix<DeviationFix>(
        Head + "[AllowHosts({|PK2001:\"api.example.com\"|})]\n[E2B(Name = \"dev\"), E2B(Name = \"prod\")]\n" + Accepted("dev") + "public sealed partial class Agent;\n",
        Head + "[AllowHosts(\"api.example.com\")]\n[E2B(Name = \"dev\")]\n" + Accepted("dev") + "public sealed partial class Agent;\n",
        key: "remove-target");

    [Fact]
    public Task LastTarget_IsNotRemoved()
    {
        var source = Head + "[AllowHosts({|PK2001:\"api.example.com\"|})]\n" + Tail;

        return Verify.Fix<DeviationFix>(source, source, key: "remove-target");
    }

    private static string Accepted(string target) => $"[{Accept80.Replace(", Because", $", Target = \"{target}\", Because")}]\n";

    [Fact]
    public Task HostOnOneOfTwoTargets_IsLimitedToTheOther() => Verify.Fix<DeviationFix>(
        Head + "[AllowHosts(\"api.example.com\", {|PK2001:\"b.example.com\"|}, Because = \"why\")]\n" + AcceptedHere + "[E2B, Docker]\npublic sealed partial class Agent;\n",
        Head + "[AllowHosts(\"api.example.com\", Because = \"why\")]\n[AllowHosts(\"b.example.com\", Because = \"why\", On = Targets.Docker)]\n" + AcceptedHere + "[E2B, Docker]\npublic sealed partial class Agent;\n",
        key: "limit");

    [Fact]
    public Task EndpointWithAPort_IsLimitedAsAWhole() => Verify.Fix<DeviationFix>(
        Head + "[AllowMetadata({|PK2002:\"169.254.169.254\"|}, 80, Because = \"instance identity\")]\n[E2B, Docker]\npublic sealed partial class Agent;\n",
        Head + "[AllowMetadata(\"169.254.169.254\", 80, Because = \"instance identity\", On = Targets.Docker)]\n[E2B, Docker]\npublic sealed partial class Agent;\n",
        key: "limit");

    [Fact]
    public Task EndpointWithAPort_IsNotSplit()
    {
        var source = Head + "[AllowMetadata({|PK2002:\"169.254.169.254\"|}, 80, Because = \"instance identity\")]\n[E2B]\npublic sealed partial class Agent;\n";

        return Verify.Fix<DeviationFix>(source, source, key: "split");
    }

    [Fact]
    public Task RuleThatHoldsForOneTargetOnly_IsNotLimitedToAnother()
    {
        var source = Head + "[AllowHosts({|PK2001:\"b.example.com\"|}, On = Targets.E2B)]\n[E2B, Docker]\npublic sealed partial class Agent;\n";

        return Verify.Fix<DeviationFix>(source, source, key: "limit");
    }

    [Fact]
    public Task Include_IsNotLimited()
    {
        var source = Head + "[{|PK2001:Include<Files>|}]\n[E2B, Docker]\npublic sealed partial class Agent;\n[PolicyFragment, AllowHosts(\"files.example.com\"), DenyHosts(\"internal.example.com\")] class Files;\n";

        return Verify.Fix<DeviationFix>(source, source, key: "limit");
    }

    [Fact]
    public Task TargetOfAnotherKind_IsRemovedWithItsAcceptances() => Verify.Fix<DeviationFix>(
        Head + "[AllowHosts(\"api.example.com\", {|PK2001:\"b.example.com\"|})]\n" + AcceptedHere + "[E2B, Docker]\npublic sealed partial class Agent;\n",
        Head + "[AllowHosts(\"api.example.com\", \"b.example.com\")]\n[Docker]\npublic sealed partial class Agent;\n",
        key: "remove-target");

    [Fact]
    public Task AcceptanceOfAProviderThatIsNoTarget_IsRemoved() => Verify.Fix<RemoveAcceptanceFix>(
        Head + "[Accept({|PK1033:E2BDeviation.HostRuleOpensPort80|}, For = \"a\", Because = \"b c\", Owner = \"d\", Until = \"2027-01-01\")]\n[Docker]\npublic sealed partial class Agent;\n",
        Head + "[Docker]\npublic sealed partial class Agent;\n");

    private static string AcceptedHere => $"[{Accept80}]\n";

    private static string Shape(string source) =>
        source.Replace("[Sandbox(\"agent\", Image = \"docker.io/library/python:3.13-slim\")]", "[{|PK1003:Sandbox(\"agent\", Image = \"docker.io/library/python:3.13-slim\")|}]");

    private static string Qualified(string rules) =>
        "[PolicyKit.Sandbox(\"agent\", Image = \"docker.io/library/python:3.13-slim\")]\n[PolicyKit.Resources(Cpu = \"2\", MemoryMiB = \"4096\")]\n[PolicyKit.Lifetime(\"60m\")]\n" + rules
        + "public sealed partial class Agent;\n";
}
