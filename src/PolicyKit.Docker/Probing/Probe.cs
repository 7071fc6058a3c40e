using System.Globalization;
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
    /// <param name="options">How.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the probe.</param>
    /// <exception cref="DockerRunException">The set could not be started.</exception>
    public static async Task<ProbeReport> Run(Engine engine, CompiledTarget compiled, ProbeOptions options, Action<string> progress, CancellationToken cancellation)
    {
        var run = RunInstance.NewId();
        var authority = Authority();
        var token = Guid.NewGuid();
        ProbePlan plan = null!;
        var sandbox = new SandboxRun(engine, Planned, await engine.TakenNetworks(cancellation).ConfigureAwait(false), progress);
        await using (sandbox.ConfigureAwait(false))
        {
            await sandbox.BuildImages(options.Rebuild, cancellation).ConfigureAwait(false);
            await sandbox.Prepare(plan.Secrets, cancellation).ConfigureAwait(false);
            progress("the attacker runs");
            using var output = new MemoryStream();
            using var error = new MemoryStream();
            var code = await sandbox.RunSandbox(output, error, null, cancellation).ConfigureAwait(false);
            var said = ProbeJudge.Lines(Encoding.UTF8.GetString(output.ToArray())).ToList();
            if (said.Count == 0 || said[^1].GetProperty("kind").GetString() != "done")
            {
                var last = said.LastOrDefault(s => s.GetProperty("kind").GetString() == "attack");
                var after = last.ValueKind == JsonValueKind.Object ? $" after {last.GetProperty("id").GetString()} ({last.GetProperty("title").GetString()})" : string.Empty;
                throw new DockerRunException($"The attacker ended early with exit code {code.ToString(CultureInfo.InvariantCulture)}{after}, so nothing is known: {Encoding.UTF8.GetString(error.ToArray())}");
            }

            var results = said.Where(s => s.GetProperty("kind").GetString() == "attack").Select(s => s.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count();
            if (results != said[^1].GetProperty("attacks").GetInt32())
            {
                throw new DockerRunException($"The attacker told of {results.ToString(CultureInfo.InvariantCulture)} of its {said[^1].GetProperty("attacks").GetInt32().ToString(CultureInfo.InvariantCulture)} attacks, so nothing is known.");
            }

            var world = plan.HasWorld ? await sandbox.Log("world", cancellation).ConfigureAwait(false) : string.Empty;
            var callers = ProbeJudge.Lines(await sandbox.Log("host", cancellation).ConfigureAwait(false)).Where(l => l.GetProperty("kind").GetString() == "caller");
            var judge = new ProbeJudge(plan, world, callers.Select(c => (c.GetProperty("at").GetDouble(), $"a connection of {c.GetProperty("peer").GetString()} to a listener of the host")));
            var published = await Published(sandbox, cancellation).ConfigureAwait(false);
            return Report(compiled, engine, plan, said, judge, published);
        }

        SetPlan Planned(AddressSet taken)
        {
            plan = new ProbePlan(compiled, run, RunInstance.DirectoryOf(run), taken, token);
            var set = plan.Build(authority, options.Only);
            return options.Change is { } change ? change(plan, set) : set;
        }
    }

    /// <summary>Builds the images of a probe that are not there yet.</summary>
    internal static async Task Build(Engine engine, CompiledTarget compiled, bool rebuild, Action<string> progress, CancellationToken cancellation)
    {
        var sandbox = new SandboxRun(engine, taken => Sketch(compiled, taken).Set, AddressSet.Empty, progress);
        await using (sandbox.ConfigureAwait(false))
        {
            await sandbox.BuildImages(rebuild, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The set of a probe that nobody starts.</summary>
    internal static (ProbePlan Plan, SetPlan Set) Sketch(CompiledTarget compiled, AddressSet taken)
    {
        var run = RunInstance.NewId();
        var plan = new ProbePlan(compiled, run, RunInstance.DirectoryOf(run), taken, Guid.NewGuid());
        return (plan, plan.Build((string.Empty, string.Empty), null));
    }

    // A probe publishes nothing, its callers stand outside; what the engine publishes all the same, nobody declared.
    private static async Task<List<string>> Published(SandboxRun sandbox, CancellationToken cancellation)
    {
        var found = new List<string>();
        foreach (var service in sandbox.Plan.Services)
        {
            foreach (var (port, bindings) in await sandbox.Published(service.Name, cancellation).ConfigureAwait(false))
            {
                found.AddRange(bindings.Select(b => $"{port} of the {service.Name} is published on {b}"));
            }
        }

        return found;
    }

    private static ProbeReport Report(CompiledTarget compiled, Engine engine, ProbePlan plan, IReadOnlyList<JsonElement> said, ProbeJudge judge, IReadOnlyList<string> published)
    {
        var flows = said.Where(s => s.GetProperty("kind").GetString() == "flow").Select(s =>
        {
            var flow = plan.Flows[s.GetProperty("index").GetInt32()];
            return new ProbeFlow(flow.Rule, flow.What, s.GetProperty("works").GetBoolean(), s.GetProperty("saw").GetString());
        }).ToList();
        var all = flows.Count > 0 || plan.Flows.Count == 0;
        flows.AddRange(plan.Published.Where(_ => all).Select(p => new ProbeFlow($"port {p}", $"tcp, from outside to {p}", judge.Called.Contains(p), judge.Called.Contains(p) ? null : "no answer")));
        flows.AddRange(plan.Carried.Distinct().Where(_ => all).Select(c => new ProbeFlow(c.Credential, $"put on requests to {c.Host} by the gateway", judge.Carried.Contains(c), judge.Carried.Contains(c) ? null : "it did not arrive")));
        flows.AddRange(said.Where(s => s.GetProperty("kind").GetString() == "held").Select(s => new ProbeFlow(
            s.GetProperty("name").GetString()!, "handed to the workload", s.GetProperty("works").GetBoolean(), s.GetProperty("works").GetBoolean() ? null : "it is empty or missing")));
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

        // Said twice where it may end the sandbox: before and after.
        attacks = attacks.GroupBy(a => a.Id, StringComparer.Ordinal).Select(g => g.Last()).ToList();
        attacks.Add(new ProbeAttack("H01", "other", "ports that the engine publishes and nobody declared", published.Count > 0 ? AttackOutcome.Escaped : AttackOutcome.Stopped, published));

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
}
