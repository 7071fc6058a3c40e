namespace PolicyKit.Analyzers.Tests;

/// <summary>What the page of a rule says beyond the catalog.</summary>
/// <param name="Why">The attack or mistake.</param>
/// <param name="Bad">C# that triggers the rule, or null where the rule is not about C#. Attribute lines of a policy, or whole declarations.</param>
/// <param name="Good">C# that does not.</param>
/// <param name="Instead">What to do where there is no C# to show.</param>
internal sealed record RuleNote(string Why, string? Bad = null, string? Good = null, string? Instead = null);

/// <summary>Notes of every rule. The samples are compiled by <see cref="RulePageTests"/>: a bad one must trigger its rule and a good one must not.</summary>
internal static partial class RuleNotes
{
    private const string Accepted = "Because = \"the API redirects to TLS\", Owner = \"platform\", Until = \"2027-03-01\"";

    public static readonly IReadOnlyDictionary<string, RuleNote> All = new[] { Policy, Provider, Network, Posture, Ceilings, Secrets, Others }.SelectMany(d => d).ToDictionary(n => n.Key, n => n.Value);

    private static Dictionary<string, RuleNote> Provider => new()
    {
        ["PK2001"] = new(
            "The provider would open more than the policy says, here plain HTTP on port 80. Emitted in silence, the sandbox would reach what nobody reviewed. The message names one concrete thing that would be open.",
            """[AllowHosts("api.example.com")]""",
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """),
        ["PK2002"] = new(
            "Something that the policy allows will not work on this provider. Nothing leaks, but an agent that fails at night because a rule was dropped in silence is how policies get switched off.",
            """[AllowNetworks("10.1.2.0/24", Ports = "5432")]""",
            """
            [AllowNetworks("10.1.2.0/24", Ports = "5432")]
            [Accept(E2BDeviation.PrivateNetworkUnreachable, For = "10.1.2.0/24", Because = "only the Docker target needs the database", Owner = "platform")]
            """),
        ["PK2003"] = new(
            "Documentation and code do not establish what the provider does, or contradict each other. What is not known is treated as if it were open.",
            """
            [AllowHosts("api.example.com", Ports = "80,443")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """,
            """
            [AllowHosts("api.example.com", Ports = "80,443")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            [Accept(E2BDeviation.HeaderRuleOnPort80, For = "API_KEY", Because = "the key is worth nothing without the session", Owner = "platform", Until = "2027-03-01")]
            """),
        ["PK2004"] = new(
            "The provider has no way to hold to this part of the policy, and no acceptance could make it safe or useful. Change the policy, or do not run it there.",
            """[Isolate(Isolation.HardwareVirtualization), Resources(Cpu = "2", MemoryMiB = "4096", Gpu = "a100")]""",
            """[Isolate(Isolation.HardwareVirtualization)]"""),
        ["PK2005"] = new(
            "An exception without an end is forgotten and stays open for ever. One that only makes the sandbox tighter needs no end.",
            """
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", Because = "the API redirects to TLS", Owner = "platform")]
            """,
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """),
        ["PK2006"] = new(
            "Nothing needs the acceptance now, but a rule that is added later would pass under it without anybody deciding.",
            $"""
            [AllowHosts("api.example.com", Ports = "80,443")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """,
            """[AllowHosts("api.example.com", Ports = "80,443")]"""),
        ["PK2007"] = new(
            "The day until which the exception was granted has passed. The day is judged by analyzer, build target and command against `PolicyKitToday` (default: today in UTC), never by what is emitted.",
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted.Replace("2027", "2025", StringComparison.Ordinal)})]
            """,
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """),
        ["PK2008"] = new(
            "Within thirty days the build will fail with PK2007. Now is the time to renew the acceptance with a reason, or to narrow the policy.",
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted.Replace("2027-03-01", "2026-12-01", StringComparison.Ordinal)})]
            """,
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """),
    };

    private static Dictionary<string, RuleNote> Others => new()
    {
        ["PK4001"] = new(
            "A policy is source code: what stands in it is in version control, in the built assembly and in the deploy tree. The value is never repeated in a message, and nothing is emitted. Rotate it: it is no secret any more.",
            """[Label("owner", "AKIA" + "IOSFODNN7EXAMPLE")]""",
            """[Label("owner", "platform")]"""),
        ["PK5001"] = new("Who deploys from an incomplete tree may start a sandbox without the part that holds it.", Instead: "Run `policykit write --restore`, or restore the file from version control."),
        ["PK5002"] = new("A configuration edited by hand no longer is what was proved.", Instead: "Change the policy and run `policykit write`; `policykit write --restore` discards the edit."),
        ["PK5003"] = new("Many tools read every file of a directory: a `compose.override.yaml` or an `.env` beside the emitted files changes what the sandbox may do, and no emitted file shows it.", Instead: "Move the entry out of the target's directory."),
        ["PK5004"] = new("A link lets somebody else's file stand in for a proved one, and would let `write` overwrite a file outside of the tree.", Instead: "Replace the link by a plain file or directory."),
        ["PK5005"] = new("A policy that left the source but not the deploy tree is still deployed, and nobody reviews it any more.", Instead: "Run `policykit write`; it removes the orphan when its files are as they were emitted."),
        ["PK5006"] = new("The inventory says which files are PolicyKit's. Without it an orphan cannot be told from a foreign file.", Instead: "Restore `policykit.json` from version control, then run `policykit write`."),
        ["PK5007"] = new("Two projects that write into one directory would remove each other's policies.", Instead: "Give each project a deploy directory of its own."),
        ["PK5008"] = new("Git may rewrite line ends on checkout; the bytes are then not those that were proved.", Instead: "Add `* text eol=lf` to a `.gitattributes` above the deploy directory and check out again."),
        ["PK5010"] = new("Whoever can put attributes into an assembly could have files written that no policy declares. The command therefore compiles each policy again and believes no text.", Instead: "Rebuild with the same version of PolicyKit as the command."),
        ["PK5011"] = new("A path with `..`, a drive or a reserved name would write outside the target's directory, or mean another file on another machine.", Instead: "Rebuild with the same version of PolicyKit; emitted paths never look like this."),
        ["PK5012"] = new("Artifacts without a policy, or policies without an answer, mean that the generator did not run to its end or that something else wrote into the assembly.", Instead: "Rebuild the project and look for generator warnings (CS8785)."),
        ["PK5013"] = new("A policy that was refused leaves its old files deployed. That is on purpose, and it must be seen.", Instead: "Mend the findings of the policy, or remove the target."),
        ["PK5014"] = new("The fixed programs hold the sandbox to the data files; an altered one may do anything.", Instead: "Rebuild with the same version of PolicyKit as the command."),
        ["PK5015"] = new("What counts is what the emitted text means when it is read back, not what the compiler meant to write.", Instead: "This is a defect of PolicyKit; please report the policy with its names changed."),
        ["PK5016"] = new("On a file system that ignores case one file would overwrite the other.", Instead: "Give policies ids, and targets names, that differ in more than case."),
        ["PK5020"] = new("Artifacts travel as attributes of the policies assembly. Packed or shipped, they tell everybody which hosts your agents reach.", Instead: "Keep policies in a library of their own with `<IsPackable>false</IsPackable>`."),
        ["PK5030"] = new("What is checked in is what is deployed; while it differs, the policy in the source is not the one that holds. Only with the deploy tree among the project's AdditionalFiles (`<AdditionalFiles Include=\"deploy/**\" />`), and not while `PolicyKitMode` is `Write`. The fix writes the files of the target. Kind `drift`.", Instead: "Run `policykit write`, look at the difference, check it in."),
        ["PK5031"] = new("A target that was added but not written is not deployed. As PK5030. Kind `drift`.", Instead: "Run `policykit write`, check the files in."),
        ["PK9001"] = new("Each configuration is compared with the policy by a second route. When they disagree, one of the two is wrong, and nothing is emitted.", Instead: "This is a defect of PolicyKit; please report the policy with its names changed, and the witness in the message."),
        ["PK9002"] = new("A failure of the compiler must never read as an empty policy.", Instead: "This is a defect of PolicyKit; please report the policy with its names changed."),
        ["PK9003"] = new("Proofs have a budget, so that a hostile or generated policy cannot stall every build. 4,096 endpoints need a small part of it.", Instead: "Use fewer or simpler rules: wildcards instead of lists, networks instead of single addresses."),
    };
}
