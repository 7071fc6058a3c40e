namespace PolicyKit.Docker.Observing;

/// <summary>The set with more said in its logs. Nothing that decides is touched: two log formats of the gateway, and sets beside the router's rules in which it notes what it saw.</summary>
internal static class ObservedSet
{
    public const string Mark = "policykit|";

    private const string Gateway = "gateway/haproxy.cfg";
    private const string Router = "router/policy.nft";
    private const string Seen = "{ type ipv4_addr . inet_proto . inet_service; size 4096; flags dynamic; }";
    private const string Note = "{ ip daddr . meta l4proto . th dport }";

    // Frontend, port, how it ended, verdict, name; for requests also status, method and path without its query, which may hold secrets.
    private const string Connections = "  log-format \"policykit|%f|%fp|%ts|%[var(sess.verdict)]|%[var(sess.name)]||\"\n";
    private const string Requests = "  log-format \"policykit|%f|%fp|%ts|%[var(txn.verdict)]|%[var(txn.name)]|%[ssl_fc_sni]|%HM %HP\"\n";

    public static SetPlan Of(SetPlan set) => set with { Files = set.Files.ToDictionary(f => f.Key, f => f.Key switch { Gateway => Logging(f.Value), Router => Noting(f.Value), _ => f.Value }, StringComparer.Ordinal) };

    private static string Logging(string text) =>
        text.Replace("  option tcplog\n", Connections, StringComparison.Ordinal).Replace("  option httplog\n", Requests, StringComparison.Ordinal);

    // A rule of its own each: when a set is full, only the note is lost.
    private static string Noting(string text)
    {
        const string Accept = " ct state new counter accept";
        var lines = text.Split('\n').SelectMany(line => line switch
        {
            "table ip policykit {" => [line, $"  set allowed {Seen}", $"  set refused {Seen}"],
            _ when line.EndsWith(Accept, StringComparison.Ordinal) => [line[..^Accept.Length] + $" ct state new update @allowed {Note}", line],
            "    counter drop" => [$"    meta l4proto {{ tcp, udp }} update @refused {Note}", line],
            _ => (string[])[line],
        });
        return string.Join('\n', lines);
    }
}
