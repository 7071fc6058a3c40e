using PolicyKit;

namespace Policies;

/// <summary>The reference policy: a coding agent with two brokered credentials.</summary>
[Sandbox("code-agent", Image = "docker.io/library/python:3.13-slim")]
[Resources(Cpu = "2", MemoryMiB = "4096")]
[Lifetime("60m", Idle = "10m")]
[RunAs(1000, WorkDirectory = "/workspace")]
[AllowHosts("api.anthropic.com", "api.github.com")]
[AllowHosts("*.githubusercontent.com", Because = "sources, releases and attachments come from many hosts below it; no credential goes there")]
[AllowNetworks("203.0.113.0/24", Ports = "5432", On = Targets.Docker)]
[Credential("ANTHROPIC_API_KEY", Host = "api.anthropic.com", Header = "x-api-key")]
[Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer")]
[Build("pip install uv"), AllowBuildHosts("pypi.org", "files.pythonhosted.org")]
[Docker, E2B(Plan = E2BPlan.Pro), Cloudflare, Daytona]
[Accept(E2BDeviation.HostRuleOpensPort80, For = "api.anthropic.com", Because = "the API redirects plain HTTP and the key is worth nothing elsewhere", Owner = "platform", Until = "2027-03-01")]
[Accept(E2BDeviation.HostRuleOpensPort80, For = "api.github.com", Because = "the API redirects plain HTTP", Owner = "platform", Until = "2027-03-01")]
[Accept(E2BDeviation.HostRuleOpensPort80, For = "*.githubusercontent.com", Because = "redirects to TLS", Owner = "platform", Until = "2027-03-01")]
[Accept(CloudflareDeviation.ResourcesReduced, For = "resources.cpu", Because = "1 vCPU is enough for the agent; the sizes of instances give no second one for 4 GiB", Owner = "platform")]
[Accept(DaytonaDeviation.HostListNotBound, For = "hosts", Because = "the agent works on public sources; what it could carry out is worth less than its keys, which are bound to their hosts", Owner = "platform", Until = "2027-03-01")]
[Accept(DaytonaDeviation.SecretNotBound, For = "ANTHROPIC_API_KEY", Because = "the store keeps the key to its host, which is worth nothing elsewhere", Owner = "platform", Until = "2027-03-01")]
[Accept(DaytonaDeviation.SecretNotBound, For = "GITHUB_TOKEN", Because = "the token is for one repository and the store keeps it to its host", Owner = "platform", Until = "2027-03-01")]
public sealed partial class CodeAgent;
