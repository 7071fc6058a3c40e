namespace PolicyKit.Analyzers.Tests;

internal static partial class RuleNotes
{
    private static Dictionary<string, RuleNote> Policy => new()
    {
        ["PK1001"] = new(
            "An attribute that is half typed, or whose value is not a constant, would read as if it were not there. A missing denial is an open door, so the whole policy is refused instead.",
            """[AllowHosts("api.example.com"), DenyHosts("internal.example.com",)]""",
            """[AllowHosts("api.example.com"), DenyHosts("internal.example.com")]"""),
        ["PK1002"] = new(
            "Attributes and compiler come from different versions of PolicyKit. What the compiler does not know it cannot hold to.",
            Instead: "Reference one version of the PolicyKit package everywhere; attributes, generator and analyzers travel in it together."),
        ["PK1003"] = new(
            "The generator adds members to the class, and artifacts name it by its full name. A nested, generic or static class cannot carry them.",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed class Agent;""",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Agent;"""),
        ["PK1004"] = new(
            "Attributes are not inherited here: a reader who sees a denial on the base class would believe that it holds.",
            """
            [DenyHosts("internal.example.com")] public abstract class Base;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Agent : Base;
            """,
            """
            [PolicyFragment, DenyHosts("internal.example.com")] public sealed class Internal;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<Internal>, E2B] public sealed partial class Agent;
            """),
        ["PK1005"] = new(
            "Rules on a class that is no policy do nothing, and look as if they did.",
            """[DenyHosts("internal.example.com")] public sealed class Internal;""",
            """[PolicyFragment, DenyHosts("internal.example.com")] public sealed class Internal;"""),
        ["PK1006"] = new(
            "Only a class marked as a fragment is meant to be shared. Its rules would be ignored otherwise.",
            """
            public sealed class Internal;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<Internal>, E2B] public sealed partial class Agent;
            """,
            """
            [PolicyFragment, DenyHosts("internal.example.com")] public sealed class Internal;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<Internal>, E2B] public sealed partial class Agent;
            """),
        ["PK1007"] = new(
            "Fragments that include each other have no order in which they could be read.",
            """
            [PolicyFragment, Include<Second>] public sealed class First;
            [PolicyFragment, Include<First>] public sealed class Second;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<First>, E2B] public sealed partial class Agent;
            """,
            """
            [PolicyFragment, Include<Second>] public sealed class First;
            [PolicyFragment, DenyHosts("internal.example.com")] public sealed class Second;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<First>, E2B] public sealed partial class Agent;
            """),
        ["PK1008"] = new(
            "A fragment may bring rules, not power: a user, credentials or acceptances that arrive with an include are easily overlooked.",
            """
            [PolicyFragment, RunAs(0)] public sealed class Shared;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<Shared>, E2B] public sealed partial class Agent;
            """,
            """
            [PolicyFragment, DenyHosts("internal.example.com")] public sealed class Shared;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Include<Shared>, RunAs(1000), E2B] public sealed partial class Agent;
            """),
        ["PK1009"] = new(
            "The id names a directory, labels and resources at providers; only plain words mean the same everywhere.",
            """[Sandbox("Code Agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Agent;""",
            """[Sandbox("code-agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Agent;"""),
        ["PK1010"] = new(
            "Both policies would be written to the same directory, and the last one would win. Case does not count, because it does not count on every disk.",
            """
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class First;
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Second;
            """,
            """
            [Sandbox("first", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class First;
            [Sandbox("second", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Second;
            """),
        ["PK1011"] = new(
            "An image that is not named is chosen by the provider.",
            """[Sandbox("agent"), E2B] public sealed partial class Agent;""",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Agent;"""),
        ["PK1012"] = new(
            "Providers compare host names, not addresses of pages. What is no host name never matches, or matches something else on each provider.",
            """[AllowHosts("api example com")]""",
            """[AllowHosts("api.example.com", Ports = "80,443")]"""),
        ["PK1013"] = new(
            "Letters of other scripts look like Latin ones. The A-label shows which name is meant, and is what the network carries.",
            """[DenyHosts("bücher.example")]""",
            """[DenyHosts("xn--bcher-kva.example")]"""),
        ["PK1014"] = new(
            "Bits below the prefix suggest one address and allow a whole network; odd spellings (octal, hexadecimal, mapped) are read differently by different programs.",
            """[DenyNetworks("203.0.113.7/24")]""",
            """[DenyNetworks("203.0.113.0/24")]"""),
        ["PK1015"] = new(
            "A network rule says which ports, always: all ports is a decision and is written as such.",
            """[DenyHosts("internal.example.com", Ports = "https")]""",
            """[DenyHosts("internal.example.com", Ports = "443")]"""),
        ["PK1016"] = new(
            "A metadata endpoint hands out the machine's own credentials. It never opens as a by-product of an ordinary rule.",
            """[AllowNetworks("169.254.169.254/32", Ports = "80")]""",
            """[AllowHosts("api.example.com", Ports = "80,443")]"""),
        ["PK1017"] = new(
            "The attribute opens what every other rule keeps closed, so it takes known endpoints only.",
            """[AllowMetadata("198.51.100.1", 80, Because = "instance identity")]""",
            """[AllowMetadata("169.254.169.254", 80, Because = "instance identity")]"""),
        ["PK1018"] = new(
            "Servers decode paths in different ways. Dot segments and encoded separators are refused, not compared.",
            """[AllowHttp("api.example.com", Methods = "GET", Path = "/repos/../admin")]""",
            """[AllowHttp("api.example.com", Methods = "GET", Path = "/repos/acme/*")]"""),
        ["PK1019"] = new(
            "With every name reachable, anything that the sandbox can read can be carried away: a credential, or what a private network answers.",
            """
            [AllowAnyHost(Because = "the user names the site")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """,
            """
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """),
        ["PK1020"] = new(
            "An empty list is sometimes all and sometimes nothing. Here it is an error.",
            "[AllowHosts]",
            """[AllowHosts("api.example.com")]"""),
        ["PK1021"] = new(
            "Who reads the exception later must know why it is there and whom to ask.",
            """[AllowAnyHost(Ports = "443")]""",
            """[AllowAnyHost(Ports = "443", Because = "the user names the site to visit")]"""),
        ["PK1022"] = new(
            "A rule that holds for no target does nothing, and looks as if it did.",
            """[AllowHosts("api.example.com", On = Targets.None)]""",
            """[AllowHosts("api.example.com", On = Targets.E2B)]"""),
        ["PK1023"] = new(
            "A limit that cannot be read is no limit.",
            """[Resources(Cpu = "two")]""",
            """[Resources(Cpu = "2..4", MemoryMiB = "4096")]"""),
        ["PK1024"] = new(
            "A lifetime that cannot be read never ends.",
            """[Lifetime("1 hour")]""",
            """[Lifetime("60m", Idle = "10m")]"""),
        ["PK1025"] = new(
            "A user is a number: names mean different users in different images. Capabilities are the kernel's words.",
            """[RunAs(1000, Capabilities = ["CAP_NET_ADMIN"])]""",
            """[RunAs(1000)]"""),
        ["PK1026"] = new(
            "A path with `..` or over the system's own directories changes what the sandbox runs.",
            """[Mount("/usr", Source = "tools")]""",
            """[Mount("/data", Source = "data")]"""),
        ["PK1027"] = new(
            "Values are printed into files of many formats. Control and direction characters could end a line or hide one.",
            """[Label("Owner Team", "platform")]""",
            """[Label("owner", "platform")]"""),
        ["PK1028"] = new(
            "A parameter is filled in per run by code. Bounded patterns keep what is filled in from becoming a path or a command.",
            """[Parameter("tenant", Pattern = ".*")]""",
            """[Parameter("tenant", Pattern = "[a-z0-9]{8,32}")]"""),
        ["PK1029"] = new(
            "A brokered credential without a host would be put on every request.",
            """[Credential("API_KEY", Header = "x-api-key")]""",
            """
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """),
        ["PK1030"] = new(
            "A policy without a target protects nothing.",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim")] public sealed partial class Agent;""",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), E2B] public sealed partial class Agent;"""),
        ["PK1031"] = new(
            "Both would be written to the same directory.",
            """[E2B]""",
            """[E2B(Name = "dev")]"""),
        ["PK1032"] = new(
            "An acceptance is for one deviation and one subject, so that a rule added later is not covered.",
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, {Accepted})]
            """,
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """),
        ["PK1033"] = new(
            "It has no effect now, and would let something through on the day somebody adds the target.",
            $"""
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Docker]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            public sealed partial class Agent;
            """,
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Docker] public sealed partial class Agent;"""),
        ["PK1034"] = new(
            "A date that can be read in two ways ends on two days.",
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted.Replace("2027-03-01", "1/3/2027", StringComparison.Ordinal)})]
            """,
            $"""
            [AllowHosts("api.example.com")]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {Accepted})]
            """),
        ["PK1035"] = new(
            "Of two settings for the same thing one is wrong, and which one holds would depend on order.",
            """
            [Expose(8080, Callers = Callers.Owner)]
            [Expose(8080, Callers = Callers.Public)]
            """,
            """[Expose(8080, Callers = Callers.Owner)]"""),
        ["PK1036"] = new(
            "A URL says more than a host: a scheme or path in it would be dropped in silence, and with it what the author meant to restrict.",
            """[AllowHosts("https://api.example.com/")]""",
            """[AllowHosts("api.example.com", Ports = "80,443")]"""),
        ["PK1037"] = new(
            "Two secrets for one host and header: which of them is sent would depend on order.",
            """
            [AllowHosts("api.example.com")]
            [Credential("FIRST_KEY", Host = "api.example.com", Header = "x-api-key")]
            [Credential("SECOND_KEY", Host = "api.example.com", Header = "x-api-key")]
            """,
            """
            [AllowHosts("api.example.com")]
            [Credential("FIRST_KEY", Host = "api.example.com", Header = "x-api-key")]
            """),
        ["PK1038"] = new(
            "Two statements that cannot both hold. Which one was meant is not for a tool to guess.",
            """[SingleUse, Persist(Persistence.Disk)]""",
            """[SingleUse]"""),
    };
}
