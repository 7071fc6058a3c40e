using PolicyKit;

namespace Policies;

/// <summary>A throw-away app on a hosted machine or workspace. Loud on purpose: nothing limits it, so there is nothing in it to lose, and no credential. Resources and lifetime are asked for, and the baseline says that they are not held.</summary>
[Sandbox("prototype", Image = "docker.io/library/python:3.13-slim")]
[Resources(Cpu = "2", MemoryMiB = "4096")]
[Lifetime("8h")]
#pragma warning disable PK3016 // Every port: a place that limits none takes no policy which says less.
[AllowAnyHost(Ports = "*", Because = "neither place limits a connection; what holds is that nothing of ours is inside")]
#pragma warning restore PK3016
[Expose(8080, Callers = Callers.Public)]
[ExeDev, Replit(Module = "python-3.12")]
public sealed partial class Prototype;
