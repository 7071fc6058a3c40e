using PolicyKit;

namespace Policies;

/// <summary>A throw-away app in a hosted workspace. Loud on purpose: nothing limits it, so there is nothing in it to lose, and no credential.</summary>
[Sandbox("prototype", Image = "docker.io/library/python:3.13-slim")]
[AllowAnyHost(Ports = "*", Because = "the workspace limits no connection; what holds is that nothing of ours is inside")]
[Expose(8080, Callers = Callers.Public)]
[Replit(Module = "python-3.12")]
public sealed partial class Prototype;
