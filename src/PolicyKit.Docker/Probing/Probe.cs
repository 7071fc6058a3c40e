using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using PolicyKit.Core.Algebra;
using PolicyKit.Providers;

namespace PolicyKit.Docker.Probing;

/// <summary>Starts the set of a policy with an attacker in place of the agent and a pretended Internet outside, and judges by what arrives there.</summary>
public static class Probe
{
    /// <summary>Runs a probe and removes everything that it made.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="compiled">An emitted Docker target.</param>
    /// <param name="rebuild">Build images even if they are there.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="change">Changes the set before it is started; tests plant holes with it. Null for none.</param>
    /// <param name="cancellation">Ends the probe.</param>
    /// <exception cref="DockerRunException">The set could not be started.</exception>
    public static async Task<ProbeReport> Run(Engine engine, CompiledTarget compiled, bool rebuild, Action<string> progress, Func<SetPlan, SetPlan>? change, CancellationToken cancellation)
    {
        var run = RunInstance.NewId();
        var authority = Authority();
        var token = Guid.NewGuid();
        ProbePlan plan = null!;
        using var host = new HostListener();
        var sandbox = new SandboxRun(engine, Planned, await engine.TakenNetworks(cancellation).ConfigureAwait(false), progress);
        await using (sandbox.ConfigureAwait(false))
        {
            await sandbox.BuildImages(rebuild, cancellation).ConfigureAwait(false);
            await sandbox.Prepare(plan.Secrets, cancellation).ConfigureAwait(false);
            progress("the attacker runs");
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            var code = await sandbox.RunSandbox(output, error, null, cancellation).ConfigureAwait(false);
            var said = ProbeJudge.Lines(Encoding.UTF8.GetString(output.ToArray())).ToList();
            if (said.Count == 0 || said[^1].GetProperty("kind").GetString() != "done")
            {
                throw new DockerRunException($"The attacker ended early with exit code {code.ToString(System.Globalization.CultureInfo.InvariantCulture)}, so nothing is known: {Encoding.UTF8.GetString(error.ToArray())}");
            }

            var world = plan.HasWorld ? await sandbox.Log("world", cancellation).ConfigureAwait(false) : string.Empty;
            var judge = new ProbeJudge(plan, world, host.Callers.Select(c => (c, "a connection to a listener of the host")));
            return Report(compiled, engine, plan, said, judge);
        }

        SetPlan Planned(AddressSet taken)
        {
            plan = new ProbePlan(compiled, run, RunInstance.DirectoryOf(run), taken, token);
            var set = plan.Build(authority, host.Port, HostListener.Addresses());
            return change is null ? set : change(set);
        }
    }

    private static ProbeReport Report(CompiledTarget compiled, Engine engine, ProbePlan plan, IReadOnlyList<JsonElement> said, ProbeJudge judge)
    {
        var flows = said.Where(s => s.GetProperty("kind").GetString() == "flow").Select(s =>
        {
            var flow = plan.Flows[s.GetProperty("index").GetInt32()];
            return new ProbeFlow(flow.Rule, flow.What, s.GetProperty("works").GetBoolean(), s.GetProperty("saw").GetString());
        }).ToList();
        flows.AddRange(plan.Published.Select(p => new ProbeFlow($"port {p}", $"tcp, from outside to {p}", judge.Called.Contains(p), judge.Called.Contains(p) ? null : "no answer")));
        var attacks = new List<ProbeAttack>();
        var loot = new List<string>();
        var tried = said.Where(s => s.GetProperty("kind").GetString() == "attack" && s.GetProperty("applies").GetBoolean()).Select(s => s.GetProperty("start").GetDouble()).ToList();
        foreach (var line in said)
        {
            if (line.GetProperty("kind").GetString() == "loot")
            {
                loot.Add(line.GetProperty("text").GetString()!);
            }
            else if (line.GetProperty("kind").GetString() == "attack")
            {
                attacks.Add(Attack(line, judge.Escapes.Where(e => StartOf(e.At) == line.GetProperty("start").GetDouble()).Select(e => e.What), plan.Secrets.Where(s => loot.Any(l => ProbeJudge.Holds(l, s.Value))).Select(s => $"{s.Key} is readable inside")));
                loot.Clear();
            }
        }

        // What got out before the first attack counts too.
        var before = judge.Escapes.Where(e => StartOf(e.At) is null).Select(e => e.What).Distinct(StringComparer.Ordinal).Take(10).ToList();
        attacks.Add(new ProbeAttack("Z01", "other", "anything before the first attack", before.Count > 0 ? AttackOutcome.Escaped : AttackOutcome.Stopped, before));
        return new ProbeReport(compiled.Policy.Policy.Id, compiled.Policy.Target.Id, engine.Version, flows, attacks, judge.Limits);

        // An arrival belongs to the last attack that had begun: what is late is still counted.
        double? StartOf(double at) => tried.Where(t => t <= at).Select(t => (double?)t).LastOrDefault();
    }

    private static ProbeAttack Attack(JsonElement line, IEnumerable<string> arrived, IEnumerable<string> readable)
    {
        var applies = line.GetProperty("applies").GetBoolean();
        var error = line.TryGetProperty("error", out var text) ? text.GetString() : null;
        var evidence = !applies ? [] : arrived.Concat(line.GetProperty("saw").EnumerateArray().Select(s => s.GetString()!)).Concat(readable).Distinct(StringComparer.Ordinal).Take(10).ToList();
        var outcome = !applies ? AttackOutcome.NotApplicable : evidence.Count > 0 ? AttackOutcome.Escaped : error is not null ? AttackOutcome.Failed : AttackOutcome.Stopped;
        return new ProbeAttack(
            line.GetProperty("id").GetString()!, line.GetProperty("group").GetString()!, line.GetProperty("title").GetString()!, outcome, outcome == AttackOutcome.Failed ? [error!] : evidence);
    }

    // Made for one probe and gone with it.
    private static (string Certificate, string Key) Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=PolicyKit probe", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(3));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A listener on all addresses of the host, which the sandbox must not reach.</summary>
    private sealed class HostListener : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Any, 0);
        private readonly List<double> _callers = [];

        public HostListener()
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Accept();
        }

        public int Port { get; }

        public IReadOnlyList<double> Callers
        {
            get
            {
                lock (_callers)
                {
                    return _callers.ToList();
                }
            }
        }

        public static IReadOnlyList<string> Addresses() => NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)).Select(a => a.ToString()).Distinct(StringComparer.Ordinal).ToList();

        public void Dispose() => _listener.Dispose();

        private async Task Accept()
        {
            try
            {
                while (true)
                {
                    using var caller = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                    lock (_callers)
                    {
                        _callers.Add(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
                    }
                }
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // The probe has ended.
            }
        }
    }
}
