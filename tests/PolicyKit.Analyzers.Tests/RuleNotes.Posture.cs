namespace PolicyKit.Analyzers.Tests;

internal static partial class RuleNotes
{
    private static Dictionary<string, RuleNote> Posture => new()
    {
        ["PK4020"] = new(
            "A broker puts a credential only on requests that the egress lets through, and never on plain HTTP. A credential for a host that no rule reaches is a slip: a misspelt host, or a rule that was taken out. Kind `audience-not-covered`.",
            """
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.exmaple.com", Header = "x-api-key")]
            """,
            """
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """),
        ["PK4021"] = new(
            "What stands in an environment variable or a file can be read, printed, logged and sent by everything that runs in the sandbox, a prompt injection included. Every target of the policy could put the credential on the requests from outside, so that it is never inside. Not reported for names that say that the value is an address with a password in it (`_URL`, `_URI`, `_DSN`), which no broker understands. The fix asks for the host. Kind `readable-credential`.",
            """
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim")]
            [Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Delivery = Delivery.Environment)]
            [Docker]
            public sealed partial class Agent;
            """,
            """
            [Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim")]
            [Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            [Docker]
            public sealed partial class Agent;
            """),
        ["PK4022"] = new(
            "Each host to which a credential is sent can keep it and use it at the others. More than three are rarely one service. Kind `credential-many-hosts`.",
            """
            [AllowHosts("a.example.com", "b.example.com", "c.example.net", "d.example.org")]
            [Credential("API_KEY", Hosts = ["a.example.com", "b.example.com", "c.example.net", "d.example.org"], Header = "x-api-key")]
            """,
            """
            [AllowHosts("a.example.com", "b.example.com")]
            [Credential("API_KEY", Hosts = ["a.example.com", "b.example.com"], Header = "x-api-key")]
            """),
        ["PK4023"] = new(
            "With the credential the workload writes as the author's account where others read: an issue, a gist, a public bucket. That is how an injected instruction carried private repositories into a public pull request (the GitHub MCP case, May 2025). Kind `credential-at-way-out`.",
            """
            [AllowHosts("api.github.com", Because = "the agent opens pull requests")]
            [Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer")]
            """,
            """
            [AllowHttp("api.github.com", Methods = "GET,POST", Paths = ["/repos/acme/shop/*"])]
            [Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer")]
            """),
        ["PK4024"] = new(
            "A value that the workload can read goes wherever the workload can send something: everything that is reachable is its audience, whatever host it was meant for. Kind `readable-credential-way-out`.",
            """
            [AllowHosts("*.cloudfront.net")]
            [Credential("DATABASE_URL", Delivery = Delivery.Environment)]
            """,
            """
            [AllowHosts("db.example.com")]
            [Credential("DATABASE_URL", Delivery = Delivery.Environment)]
            """),
        ["PK6001"] = new(
            "A tag is a pointer that its owner, or whoever took over the account, may move at any time; a digest is the image. Kind `image-unpinned`.",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim")]""",
            """[Sandbox("agent", Image = "docker.io/library/debian@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]"""),
        ["PK6002"] = new(
            "Without a tag the registry serves `latest`, which is whatever was pushed last. What was reviewed and what runs are two things. Kind `image-latest`. Source: CIS Docker Benchmark 4.7.",
            """[Sandbox("agent", Image = "docker.io/library/debian:latest")]""",
            """[Sandbox("agent", Image = "docker.io/library/debian:bookworm-slim")]"""),
        ["PK6003"] = new(
            "Container escapes begin as root more often than not, and what a wrong mount gives away, it gives to root wholly. Kind `root-user`. The fix writes uid 1000. Source: CIS Docker Benchmark 4.1.",
            """[RunAs(0)]""",
            """[RunAs(1000)]"""),
        ["PK6004"] = new(
            "With sudo the uid is a courtesy. What needs root belongs into the build, where the agent is not yet. Kind `sudo`.",
            """[RunAs(1000, Sudo = true)]""",
            """[RunAs(1000)]"""),
        ["PK6005"] = new(
            "What can be written can be changed for the next command: a shell's start file, a library, a program on the path. Mounts, /tmp and the working directory stay writable. Reported when one of the policy's targets can make the root read-only. Kind `writable-root`. Source: CIS Docker Benchmark 5.12.",
            """[Docker]""",
            """
            [RunAs(1000, ReadOnlyRoot = true)]
            [Docker, Accept(E2BDeviation.RootWritable, For = "root", Because = "E2B cannot", Owner = "platform", Until = "2027-03-01")]
            """),
        ["PK6006"] = new(
            "Some capabilities amount to root on the host, and some to a way around the rules that hold the sandbox. Kind `dangerous-capability`. Source: capabilities(7).",
            """[RunAs(0, Capabilities = ["SYS_ADMIN"])]""",
            """[RunAs(1000)]"""),
        ["PK6007"] = new(
            "Without limits one sandbox starves its neighbours and the machine, and a miner that got in runs on your bill. Kind `no-limits`. Source: CIS Docker Benchmark 5.10, 5.11.",
            """[Resources(Cpu = "1..")]""",
            """[Resources(Cpu = "2", MemoryMiB = "4096")]"""),
        ["PK6008"] = new(
            "A sandbox that never ends keeps what got into it: a back door, a stolen token, a process that waits. Kind `no-lifetime`. The fix writes 60 minutes.",
            """[Lifetime(Duration.Unbounded)]""",
            """[Lifetime("60m")]"""),
        ["PK6009"] = new(
            "A script that is piped into a shell is never seen by anybody, differs from one day to the next, and a server can tell a pipe from a download. Found with pipes, process and command substitution, `eval` and `source`. Kind `pipe-to-shell`.",
            """[Build("curl -fsSL https://example.com/install.sh | sh")]""",
            """[Build("pip install --require-hashes -r requirements.txt")]"""),
        ["PK6010"] = new(
            "The build will fail where the provider holds to [AllowBuildHosts], and hides a need where it does not. Looked at: URLs in the commands, and pip's own index. Kind `setup-host-not-allowed`.",
            """
            [Build("curl -fsSLo /tmp/x https://downloads.example.com/x")]
            [AllowBuildHosts("pypi.org")]
            """,
            """
            [Build("curl -fsSLo /tmp/x https://downloads.example.com/x")]
            [AllowBuildHosts("downloads.example.com")]
            """),
        ["PK6011"] = new(
            "Without the check of certificates anybody on the way answers for every allowed host. Often left over from a proxy that was in the way once. Found in variables and in the arguments of commands. Kind `verification-off`.",
            """[Environment("NODE_TLS_REJECT_UNAUTHORIZED", "0")]""",
            """[Environment("NODE_EXTRA_CA_CERTS", "/etc/ssl/certs/acme.pem")]"""),
        ["PK6012"] = new(
            "One of two rules for the same thing is not meant: either the narrow one was to replace the wide one, or it is left over. Kind `redundant-rule`. The fix leaves the narrow one out, which changes nothing; look at the wide one first.",
            """[AllowHosts("api.example.com", "*.example.com")]""",
            """[AllowHosts("example.com", "*.example.com")]"""),
        ["PK6013"] = new(
            "Rules that no policy includes do nothing. Often the [Include] was forgotten. Fragments that other assemblies can see are not reported. Kind `unused-fragment`.",
            """
            [PolicyFragment]
            [AllowHosts("api.example.com")]
            internal sealed class Unused;
            """,
            """
            [PolicyFragment]
            [AllowHosts("api.example.com")]
            public sealed class ForOthers;
            """),
        ["PK6014"] = new(
            "What anybody may send is untrusted input for whatever listens there. Kind `public-port`.",
            """[Expose(8080, Callers = Callers.Public)]""",
            """[Expose(8080)]"""),
        ["PK6015"] = new(
            "A suppression without an end outlives its reason and the people who knew it. One whose justification says a reason, `Owner:` and `Until:` is a waiver: it stands in SARIF as a suppression with its justification, and ends. A suppression without them works as everywhere. Kind `suppression-without-end`.",
            """
            [AllowHosts("api.telegram.org")]
            [System.Diagnostics.CodeAnalysis.SuppressMessage("PolicyKit.Network", "PK3008")]
            """,
            """
            [AllowHosts("api.telegram.org")]
            [System.Diagnostics.CodeAnalysis.SuppressMessage("PolicyKit.Network", "PK3008", Justification = "the agent answers in the team's channel. Owner: platform. Until: 2027-03-01")]
            """),
        ["PK6016"] = new(
            "The day until which the finding was waived has passed, or is no date. Judged against `PolicyKitToday`, as acceptances are (PK2007); the last day still counts. Kind `waiver-ended`.",
            """
            [AllowHosts("api.telegram.org")]
            [System.Diagnostics.CodeAnalysis.SuppressMessage("PolicyKit.Network", "PK3008", Justification = "the agent answers in the team's channel. Owner: platform. Until: 2026-03-01")]
            """,
            """
            [AllowHosts("api.telegram.org")]
            [System.Diagnostics.CodeAnalysis.SuppressMessage("PolicyKit.Network", "PK3008", Justification = "the agent answers in the team's channel. Owner: platform. Until: 2027-03-01")]
            """),
        ["PK7001"] = new(
            "Private data, text that strangers write, and a way out: with all three in one sandbox a sentence in a web page is enough to carry the data off, whatever the model promises. No prompt prevents it; taking one of the three away does. A way out that states its reason (Because), and a host to which a broker sends a credential of your own, are not counted. Kind `lethal-trifecta`. Source: Simon Willison, \"The lethal trifecta\", June 2025.",
            """
            [AllowHosts("*.cloudfront.net", "api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """,
            """
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """),
        ["PK7002"] = new(
            "The same three, where the way out would be a host that you trust but do not inspect: somebody may read along there (a log, a public page, a comment). Kind `lethal-trifecta`.",
            """
            [AllowHosts("*.cloudfront.net", Because = "the attachments are there")]
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """,
            """
            [AllowHosts("api.example.com")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            """),
        ["PK7003"] = new(
            "Two sandboxes, each harmless, are one where they share a volume that one of them writes, or an account: what one takes in, the other carries out. Kind `shared-trifecta`.",
            """
            [Sandbox("reader", Image = "docker.io/library/debian:bookworm-slim")]
            [Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]
            [AllowHosts("*.cloudfront.net", Because = "the mail's attachments are there")]
            [Mount("/inbox", Source = "inbox", ReadOnly = false)]
            [Docker]
            public sealed partial class Reader;

            [Sandbox("worker", Image = "docker.io/library/debian:bookworm-slim")]
            [Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]
            [AllowHosts("api.telegram.org")]
            [Mount("/inbox", Source = "inbox")]
            [Docker]
            public sealed partial class Worker;
            """,
            """
            [Sandbox("worker", Image = "docker.io/library/debian:bookworm-slim")]
            [Resources(Cpu = "2", MemoryMiB = "4096"), Lifetime("60m")]
            [AllowHosts("api.example.com")]
            [Mount("/inbox", Source = "inbox")]
            [Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]
            [Docker]
            public sealed partial class Worker;
            """),
    };
}
