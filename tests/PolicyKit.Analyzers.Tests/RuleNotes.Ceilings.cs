namespace PolicyKit.Analyzers.Tests;

internal static partial class RuleNotes
{
    private const string OrgCeiling = """[Ceiling, AllowHosts("*.example.com")] public sealed class OrgCeiling;""";
    private const string Agent = """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim"), Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]""";

    private static Dictionary<string, RuleNote> Ceilings => new()
    {
        ["PK1050"] = new(
            "A limit that cannot be read would limit nothing. The policy that takes it on, or on which it is imposed, is refused until it can be read.",
            $$"""
            public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """,
            $$"""
            {{OrgCeiling}}
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """),
        ["PK1051"] = new(
            "A ceiling that seems to forbid credentials, or to allow them, and does neither, is worse than none. What a ceiling limits: the egress by its egress rules (without any, nothing may be reached), build hosts, resources, lifetime and isolation where it says them, and by its properties targets, callers, and the owners and terms of acceptances.",
            """
            [Ceiling, AllowHosts("*.example.com"), Label("owner", "platform")] public sealed class OrgCeiling;
            """,
            OrgCeiling),
        ["PK1052"] = new(
            "An assertion that cannot be read would assert nothing. A destination is a host, a wildcard, an address or a network, with tcp, udp or icmp before it and a port after it where they matter.",
            $$"""
            [assembly: Never("sctp 10.0.0.0/8")]
            {{Agent}}
            [AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """,
            $$"""
            [assembly: Never("tcp 10.0.0.0/8")]
            {{Agent}}
            [AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """),
        ["PK7010"] = new(
            "An organisation said what no sandbox may do, and this policy would do it. A ceiling is imposed by the build (`PolicyKitCeiling`), by a referenced package (`[assembly: ImposeCeiling<T>]`), or taken on by `[Within<T>]`. It is compared with what the policy declares, in every dimension that it says; the message has one concrete thing that goes beyond it.",
            $$"""
            {{OrgCeiling}}
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.org"), Docker] public sealed partial class Agent;
            """,
            $$"""
            {{OrgCeiling}}
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """),
        ["PK7011"] = new(
            "Where a sandbox runs is a decision of its own: where data may go, whose kernel it shares, which contract holds.",
            $$"""
            [Ceiling(Targets = Targets.Docker), AllowHosts("*.example.com")] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B] public sealed partial class Agent;
            """,
            $$"""
            [Ceiling(Targets = Targets.Docker), AllowHosts("*.example.com")] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """),
        ["PK7012"] = new(
            "An acceptance lets the provider open something that the policy does not declare. If that lies beyond the ceiling, accepting it would be a way around the ceiling. The ceiling may name such deviations in `[MayAccept]`, or allow all that belong to a provider as such by `AllowBaselines`.",
            $$"""
            {{OrgCeiling}}
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """,
            $$"""
            [Ceiling(AllowBaselines = true), AllowHosts("*.example.com"), MayAccept(E2BDeviation.HostRuleOpensPort80)] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """),
        ["PK7013"] = new(
            "An exception answers to somebody. A ceiling that names who may grant one is worth nothing when anybody's name will do.",
            $$"""
            [Ceiling(AllowBaselines = true, Owners = ["security"]), AllowHosts("*.example.com", Ports = "80,443")] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """,
            $$"""
            [Ceiling(AllowBaselines = true, Owners = ["platform"]), AllowHosts("*.example.com", Ports = "80,443")] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """),
        ["PK7014"] = new(
            "An exception for years is a rule. The term is counted from the day on which it is judged (`PolicyKitToday`), so that an exception is renewed, with a reason, and not forgotten.",
            $$"""
            [Ceiling(AllowBaselines = true, LongestAcceptanceDays = 30), AllowHosts("*.example.com", Ports = "80,443")] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """,
            $$"""
            [Ceiling(AllowBaselines = true, LongestAcceptanceDays = 365), AllowHosts("*.example.com", Ports = "80,443")] public sealed class OrgCeiling;
            {{Agent}}
            [Within<OrgCeiling>, AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """),
        ["PK7015"] = new(
            "The assembly says which destinations no sandbox ever reaches: production databases, metadata endpoints, the company's own network. This configuration reaches one, by a rule or by what an acceptance opens.",
            $$"""
            [assembly: Never("*.prod.example.com")]
            {{Agent}}
            [AllowHosts("*.example.com"), Docker] public sealed partial class Agent;
            """,
            $$"""
            [assembly: Never("*.prod.example.com")]
            {{Agent}}
            [AllowHosts("*.example.com"), DenyHosts("*.prod.example.com"), Docker] public sealed partial class Agent;
            """),
        ["PK7016"] = new(
            "The provider's behaviour is not established in a place that matters to the assertion, and a policy accepted that. Nothing is known to reach the destination; nothing proves that it cannot be reached either.",
            $$"""
            [assembly: Never("udp 9.9.9.9:53")]
            {{Agent}}
            [AllowHosts("api.example.com"), E2B]
            [Accept(E2BDeviation.HostRuleOpensPort80, For = "api.example.com", {{Accepted}})] public sealed partial class Agent;
            """,
            $$"""
            [assembly: Never("udp 9.9.9.9:53")]
            {{Agent}}
            [AllowHosts("api.example.com"), Docker] public sealed partial class Agent;
            """),
    };
}
