using PolicyKit;

namespace Policies;

/// <summary>Runs somebody else's notebook on a data set that it can only read. No network at all.</summary>
[Sandbox("data-analysis", Image = "docker.io/library/python:3.13-slim")]
[Resources(Cpu = "2", MemoryMiB = "4096")]
[Lifetime("30m")]
[SingleUse]
[Docker, E2B(Plan = E2BPlan.Hobby), Modal, Daytona]
public sealed partial class DataAnalysis;
