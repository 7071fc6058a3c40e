using PolicyKit;

namespace Policies;

/// <summary>Answers questions from an internal database. Names come from the company's own DNS server.</summary>
[Sandbox("database-agent", Image = "docker.io/library/postgres:17-alpine")]
[Resources(Cpu = "1", MemoryMiB = "1024")]
[Lifetime("15m")]
[AllowNetworks("10.20.30.0/24", Ports = "5432")]
[AllowNetworks("10.20.0.53/32", Ports = "53", Transport = Transport.Udp, Because = "the company's own DNS server, which answers for internal names only")]
[DenyNetworks("10.20.30.5/32")]
[Docker]
public sealed partial class DatabaseAgent;
