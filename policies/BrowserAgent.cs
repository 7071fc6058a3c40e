using PolicyKit;

namespace Policies;

/// <summary>Drives a browser over the open web. Loud on purpose: every host, no credentials, no private networks.</summary>
[Sandbox("browser-agent", Image = "docker.io/library/debian:bookworm-slim")]
[Resources(Cpu = "2", MemoryMiB = "4096")]
[Lifetime("30m")]
[AllowAnyHost(Ports = "80,443", Because = "the user names the site to visit")]
[DenyHosts("pastebin.com", "webhook.site", On = Targets.Docker, Because = "the plainest ways out; what holds is that there is nothing inside to carry away")]
[Docker, E2B(Plan = E2BPlan.Hobby), Modal]
[Accept(ModalDeviation.ServerNameNotBound, For = "hosts", Because = "every host is allowed anyway, and there is no credential to lose", Owner = "platform", Until = "2027-03-01")]
[Accept(ModalDeviation.HostPortUnreachable, For = "*", Because = "plain HTTP is not worth another provider", Owner = "platform")]
public sealed partial class BrowserAgent;
