using System.Text;

namespace PolicyKit.Providers.Docker;

/// <summary><c>gateway/haproxy.cfg</c>. Everything of the policy in it is a canonical host name, a number, a header token, or a path of a closed alphabet in strong quotes.</summary>
internal static class HaproxyWriter
{
    private const string WellFormed = "'^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?[.])*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$'";

    // A name that ends in a number is an address to many programs (WHATWG URL, "ends in a number"), and no name of any policy.
    private const string Numeric = "'(^|[.])([0-9]+|0x[0-9a-f]*)$'";

    // Paths on which HAProxy and a server may disagree are refused where paths are compared; older HAProxy keeps a fragment in the path (CVE-2023-45539).
    private const string Ambiguous = @"'(%25|%c0|%c1|%2e|%2f|%5c|%00|%3b|\\|//|/[.]{1,2}(/|$)|;|#)'";

    private const string Preamble = """
        global
          log stdout format raw local0 info
          maxconn 512
          ssl-default-bind-options ssl-min-ver TLSv1.2
          ssl-default-server-options ssl-min-ver TLSv1.2

        resolvers upstream
          parse-resolv-conf
          resolve_retries 2
          timeout resolve 1s
          timeout retry 1s
          hold valid 10s

        defaults
          log global
          timeout connect 5s
          timeout client 5m
          timeout server 5m
          timeout http-request 10s
          timeout tunnel 1h
          maxconn 256

        backend pass
          mode tcp
          server origin 0.0.0.0

        backend pass_http
          mode http
          server origin 0.0.0.0

        """;

    public static string Write(DockerNetwork network, ArtifactHeader header)
    {
        var text = new StringBuilder(DockerWriter.Header(header)).Append(Preamble.Replace("\r\n", "\n"));
        foreach (var listener in network.Listeners)
        {
            switch (listener.Kind)
            {
                case DockerListenerKind.Tls: Tls(text, network, listener); break;
                case DockerListenerKind.Http: Http(text, network, listener); break;
                default: Raw(text, network, listener); break;
            }
        }

        foreach (var port in network.Published)
        {
            var number = DockerWriter.Number(port.Port);
            text.Append($"\nfrontend inbound_{number}\n  mode tcp\n  option tcplog\n  bind 0.0.0.0:{number}\n  default_backend sandbox_{number}\n");
            text.Append($"\nbackend sandbox_{number}\n  mode tcp\n  server sandbox {network.Prefix}.10:{number}\n");
        }

        return text.ToString();
    }

    private static string Id(DockerListener listener) =>
        $"{listener.Kind.ToString().ToLowerInvariant()}_{DockerWriter.Number(listener.Ports.First)}{(listener.Ports.Count == 1 ? string.Empty : "_" + DockerWriter.Number(listener.Ports.Last))}";

    private static void Frontend(StringBuilder text, DockerNetwork network, DockerListener listener, string mode) =>
        text.Append($"\nfrontend {Id(listener)}\n  mode {mode}\n  option {(mode == "tcp" ? "tcplog" : "httplog")}\n  bind {network.Prefix}.2:{listener.Ports}\n");

    private static void Tls(StringBuilder text, DockerNetwork network, DockerListener listener)
    {
        Frontend(text, network, listener, "tcp");
        void Line(string line) => text.Append("  tcp-request content ").Append(line).Append('\n');

        text.Append("  tcp-request inspect-delay 5s\n");
        Line("reject unless { req.ssl_hello_type 1 }");
        Line("set-var(sess.name) req.ssl_sni,lower");
        Line($"reject unless {{ var(sess.name) -m reg {WellFormed} }}");
        Line($"reject if {{ var(sess.name) -m reg {Numeric} }}");
        Verdicts(listener, "sess", Line);
        Line("reject unless { var(sess.verdict) -m beg pass. inspect. }");
        Line("do-resolve(sess.address,upstream,ipv4) var(sess.name) if { var(sess.verdict) -m beg pass. }");
        Line("reject if { var(sess.verdict) -m beg pass. } !{ var(sess.address) -m found }");
        foreach (var list in Lists(listener))
        {
            Line($"reject if {{ var(sess.verdict) -m str pass.{list} }} !{{ var(sess.address) -m ip -f {Addresses(list)} }}");
        }

        Line("set-dst var(sess.address) if { var(sess.verdict) -m beg pass. }");
        var inspected = Inspected(listener);
        foreach (var (index, _) in inspected)
        {
            text.Append($"  use_backend to_{Id(listener)}_{index} if {{ var(sess.verdict) -m str inspect.{index} }}\n");
        }

        text.Append("  default_backend pass\n");
        foreach (var (index, rule) in inspected)
        {
            Decrypted(text, listener, index, rule);
        }
    }

    private static void Decrypted(StringBuilder text, DockerListener listener, string index, DockerNameRule rule)
    {
        var id = $"{Id(listener)}_{index}";
        var port = DockerWriter.Number(listener.Ports.First);
        var host = rule.Pattern;
        void Line(string line) => text.Append("  http-request ").Append(line).Append('\n');

        text.Append($"\nbackend to_{id}\n  mode tcp\n  server self unix@/run/policykit/{id}.sock send-proxy-v2\n");
        text.Append($"\nfrontend inspect_{id}\n  mode http\n  option httplog\n");
        text.Append($"  bind unix@/run/policykit/{id}.sock mode 600 accept-proxy ssl crt /run/pki/{host}.pem alpn h2,http/1.1 strict-sni\n");
        Line($"deny deny_status 421 unless {{ ssl_fc_sni -i -m str {host} }}");
        Line("deny deny_status 400 unless { req.hdr_cnt(host) eq 1 }");
        Line($"deny deny_status 421 unless {{ req.hdr(host) -i -m str {host} {host}:{port} }}");
        Line("deny deny_status 405 if { method TRACE CONNECT }");
        Requests(rule, string.Empty, Line);
        Line($"do-resolve(txn.address,upstream,ipv4) str({host})");
        Line("deny deny_status 502 unless { var(txn.address) -m found }");
        Line($"deny deny_status 403 unless {{ var(txn.address) -m ip -f {Addresses(rule.Addresses)} }}");
        Line("set-dst var(txn.address)");
        Line($"set-header Host {host}{(port == "443" ? string.Empty : ":" + port)}");
        foreach (var header in rule.Headers)
        {
            Line($"set-var(txn.secret) env({header.Credential})");
            Line($"set-header {header.Name} {Value(header)}");
        }

        text.Append($"  default_backend origin_{id}\n");
        text.Append($"\nbackend origin_{id}\n  mode http\n");
        text.Append($"  server origin 0.0.0.0:{port} ssl verify required ca-file /etc/ssl/certs/ca-certificates.crt sni str({host}) verifyhost {host} alpn h2,http/1.1\n");
    }

    private static string Value(DockerHeader header) => header switch
    {
        { Scheme: null } => "%[var(txn.secret)]",
        { User: { } user } => $"\"{header.Scheme} %[str({user}:),concat(,txn.secret),base64]\"",
        _ => $"\"{header.Scheme} %[var(txn.secret)]\"",
    };

    private static void Http(StringBuilder text, DockerNetwork network, DockerListener listener)
    {
        Frontend(text, network, listener, "http");
        void Line(string line) => text.Append("  http-request ").Append(line).Append('\n');

        Line("deny deny_status 400 unless { req.hdr_cnt(host) eq 1 }");
        Line("deny deny_status 400 if { url -m reg -i '^[a-z]+:' }");
        Line("deny deny_status 405 if { method TRACE CONNECT }");
        Line("set-var(txn.name) req.hdr(host),field(1,:),lower");
        Line($"deny deny_status 400 unless {{ var(txn.name) -m reg {WellFormed} }}");
        Line($"deny deny_status 400 if {{ var(txn.name) -m reg {Numeric} }}");
        Verdicts(listener, "txn", Line);
        Line("deny deny_status 403 unless { var(txn.verdict) -m beg pass. inspect. }");
        Line("do-resolve(txn.address,upstream,ipv4) var(txn.name)");
        Line("deny deny_status 502 unless { var(txn.address) -m found }");
        foreach (var list in Lists(listener))
        {
            Line($"deny deny_status 403 if {{ var(txn.verdict) -m str pass.{list} }} !{{ var(txn.address) -m ip -f {Addresses(list)} }}");
        }

        foreach (var (index, rule) in Inspected(listener))
        {
            Line($"deny deny_status 403 if {{ var(txn.verdict) -m str inspect.{index} }} !{{ var(txn.address) -m ip -f {Addresses(rule.Addresses)} }}");
            Requests(rule, $"{{ var(txn.verdict) -m str inspect.{index} }} ", Line);
        }

        Line("set-dst var(txn.address)");
        text.Append("  default_backend pass_http\n");
    }

    private static void Raw(StringBuilder text, DockerNetwork network, DockerListener listener)
    {
        Frontend(text, network, listener, "tcp");
        var rule = listener.Names[0];

        // Without a delay a rule that waits, as a look-up does, ends the connection (seen on HAProxy 2.6.12).
        text.Append("  tcp-request inspect-delay 5s\n");
        text.Append($"  tcp-request content do-resolve(sess.address,upstream,ipv4) str({rule.Pattern})\n");
        text.Append("  tcp-request content reject unless { var(sess.address) -m found }\n");
        text.Append($"  tcp-request content reject unless {{ var(sess.address) -m ip -f {Addresses(rule.Addresses)} }}\n");
        text.Append("  tcp-request content set-dst var(sess.address)\n  default_backend pass\n");
    }

    // Wider names first: each match overwrites the verdict, so that the narrowest decides.
    private static void Verdicts(DockerListener listener, string scope, Action<string> line)
    {
        for (var i = 0; i < listener.Names.Count; i++)
        {
            var rule = listener.Names[i];
            var verdict = rule.Action switch
            {
                DockerNameAction.Pass => "pass." + DockerWriter.Number(rule.Addresses),
                DockerNameAction.Inspect => "inspect." + DockerWriter.Number(i),
                _ => "deny",
            };
            var condition = rule.Pattern == "*" ? string.Empty
                : rule.Pattern.StartsWith("*.", StringComparison.Ordinal) ? $" if {{ var({scope}.name) -m end {rule.Pattern.Substring(1)} }}"
                : $" if {{ var({scope}.name) -m str {rule.Pattern} }}";
            line($"set-var({scope}.verdict) str({verdict}){condition}");
        }
    }

    private static void Requests(DockerNameRule rule, string condition, Action<string> line)
    {
        if (rule.Requests.IsEmpty)
        {
            return;
        }

        line($"deny deny_status 400 if {condition}{{ path -m reg -i {Ambiguous} }}");

        // Some servers obey these over method and path.
        foreach (var name in new[] { "x-http-method", "x-http-method-override", "x-method-override", "x-original-url", "x-rewrite-url" })
        {
            line($"deny deny_status 400 if {condition}{{ req.hdr({name}) -m found }}");
        }

        // After an upgrade nothing is compared any more.
        line($"deny deny_status 403 if {condition}{{ req.hdr(upgrade) -m found }}");
        var named = string.Join(" ", rule.Requests.Items.SelectMany(r => r.Methods.Items).OrderBy(m => m, StringComparer.Ordinal));
        foreach (var request in rule.Requests)
        {
            var methods = request.Methods.IsEmpty ? (named.Length == 0 ? string.Empty : $"!{{ method {named} }} ") : $"{{ method {string.Join(" ", request.Methods)} }} ";
            foreach (var path in request.Paths)
            {
                var match = path.EndsWith("*", StringComparison.Ordinal) ? $"{{ path -m beg '{path.Substring(0, path.Length - 1)}' }}" : $"{{ path -m str '{path}' }}";
                line($"set-var(txn.allowed) bool(true) if {condition}{methods}{match}");
            }
        }

        line($"deny deny_status 403 if {condition}!{{ var(txn.allowed) -m bool }}");
    }

    private static List<string> Lists(DockerListener listener) =>
        listener.Names.Items.Where(r => r.Action == DockerNameAction.Pass).Select(r => r.Addresses).Distinct().OrderBy(a => a).Select(a => DockerWriter.Number(a)).ToList();

    private static List<(string Index, DockerNameRule Rule)> Inspected(DockerListener listener) =>
        listener.Names.Items.Select((rule, i) => (DockerWriter.Number(i), rule)).Where(r => r.rule.Action == DockerNameAction.Inspect).ToList();

    private static string Addresses(int list) => Addresses(DockerWriter.Number(list));

    private static string Addresses(string list) => $"/etc/policykit/gateway/addresses-{list}.lst";
}
