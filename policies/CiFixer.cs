using PolicyKit;

namespace Policies;

/// <summary>Mends a failing build and pushes to one repository, and to no other.</summary>
[Sandbox("ci-fixer", Image = "docker.io/library/node:22-slim")]
[Resources(Cpu = "2", MemoryMiB = "4096")]
[Lifetime("45m")]
[AllowHttp("github.com", Methods = "GET,POST", Paths = ["/acme/shop.git/*"])]
[AllowHttp("api.github.com", Methods = "GET,POST,PATCH", Paths = ["/repos/acme/shop/*"])]
[Credential("GIT_PASSWORD", Host = "github.com", Scheme = "Basic", User = "x-access-token")]
[Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer")]
[Docker]
public sealed partial class CiFixer;
