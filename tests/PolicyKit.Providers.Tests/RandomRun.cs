using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Readers;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>One pass over the random policies of a provider: every property of each policy, and counts over all of them. A provider that is not in the catalog yet brings its reader.</summary>
internal sealed class RandomRun(Provider provider, ProviderReader? reader = null)
{
    private readonly ConcurrentDictionary<string, int> _met = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _needed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private readonly ProviderReader _reader = reader ?? ReaderCatalog.Find(provider.Id) ?? throw new InvalidOperationException($"{provider.Id} has no reader.");
    private int _emitted;
    private int _open;
    private int _exact;
    private int _drawn;
    private int _own;

    /// <summary>How many policies are drawn: POLICYKIT_RANDOM, else 10,000.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("POLICYKIT_RANDOM"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 10_000;

    public int Emitted => _emitted;

    /// <summary>Emitted policies that open something declared.</summary>
    public int Open => _open;

    /// <summary>Policies that the provider can say exactly.</summary>
    public int Exact => _exact;

    /// <summary>Deviations that were accepted in an emitted policy, with how often.</summary>
    public IReadOnlyDictionary<string, int> Met => _met;

    /// <summary>Wider deviations without whose Opens a proof had a witness.</summary>
    public IReadOnlyCollection<string> Needed => [.. _needed.Keys.Order(StringComparer.Ordinal)];

    public string Summary =>
        string.Create(CultureInfo.InvariantCulture, $"{provider.Id}: {_drawn} drawn, {_emitted} emitted, {_open} with declared egress open, {_exact} exactly said, {(double)_own / Math.Max(1, _emitted):F2} own acceptances on average\n")
        + string.Join("\n", provider.Deviations.Select(d => $"  {d.Name}: {_met.GetValueOrDefault(d.Name)}{(_needed.ContainsKey(d.Name) ? ", needed" : string.Empty)}"))
        + "\n" + string.Join("\n", _refusals.OrderByDescending(r => r.Value).Select(r => $"  refused {r.Value}: {r.Key}"));

    /// <summary>Draws and checks. A failure names CsCheck's seed and the shrunk policy as JSON, which belongs into the Corpus directory.</summary>
    public void Sample(int count) => RandomPolicies.For(provider.Id).Sample(Check, iter: count, threads: 2);

    /// <summary>Checks one policy.</summary>
    public void Check(SandboxPolicy drawn)
    {
        var number = Interlocked.Increment(ref _drawn);
        var compiled = PolicyCompiler.Compile(provider, RandomPolicies.AcceptAll(provider, drawn), drawn.Targets[0], PolicyCompiler.DefaultBudget);
        if (compiled.Status == CompileStatus.Failed)
        {
            throw Broken("failed", compiled);
        }

        var exact = ExactPolicies.Expresses(provider.Id, drawn);
        if (compiled.Status == CompileStatus.Refused)
        {
            var other = compiled.Findings.Items.FirstOrDefault(f => RuleCatalog.Get(f.RuleId).Severity == Severity.Error && f.RuleId != RuleCatalog.CannotHold);
            Require(other is null, "refused by something else than what the provider cannot hold to", compiled);
            var why = compiled.Findings.First(f => f.RuleId == RuleCatalog.CannotHold).Arguments[2];
            Require(!exact || ExactPolicies.MayRefuse(why), "refused, though the provider can say it exactly", compiled);
            _refusals.AddOrUpdate(why, 1, (_, n) => n + 1);
            return;
        }

        Interlocked.Increment(ref _emitted);
        var bounds = provider.Semantics(compiled.Configuration!);
        var declared = compiled.Policy.Declared;
        Interlocked.Add(ref _open, bounds.May.Egress.Overlaps(declared.Egress) ? 1 : 0);
        Interlocked.Add(ref _own, compiled.Deviations.Items.Count(d => !d.Deviation.Definition.Intrinsic));
        foreach (var name in compiled.Deviations.Select(d => d.Deviation.Definition.Name).Distinct())
        {
            _met.AddOrUpdate(name, 1, (_, n) => n + 1);
        }

        Require(bounds.Must.IsWithin(bounds.May).Verdict != Verdict.Exceeds, "must is not within may", compiled);
        Require(compiled.Configuration!.Equals(_reader.Read(compiled.Artifacts.ToDictionary(a => a.Path, a => a.Text))), "the files hold another configuration", compiled);
        if (exact)
        {
            Interlocked.Increment(ref _exact);
            var reached = EgressSet.UnionAll(Enum.GetValues<Transport>().Select(t => EgressSet.Of(t, t is Transport.Tcp or Transport.Udp ? PortSet.Range(1, 65535) : PortSet.All, NameClasses.Everything, ExactPolicies.Reached, ExactPolicies.Traffic(provider.Id))));
            Require(declared.Egress.Intersect(reached).IsSubsetOf(bounds.Must.Egress), "what can be said exactly does not surely work", compiled);
            var own = compiled.Deviations.Items.FirstOrDefault(d => !d.Deviation.Definition.Intrinsic && ExactPolicies.IsAboutEgress(d.Deviation));
            Require(own is null, $"{own?.Deviation.Definition.Name} for what can be said exactly", compiled);
        }

        Minimal(compiled, bounds.May);
        if (number % 20 == 0)
        {
            Naive(compiled, bounds.May.Egress);
        }
    }

    // Without one Opens the proof must fail somewhere, and the witness must be one by the rules themselves too.
    private void Minimal(CompiledTarget compiled, Authority may)
    {
        var wider = compiled.Deviations.Select(d => d.Deviation).Where(d => d.Definition.Widens).Select(d => (Deviation: d, Opens: d.Definition.Opens(compiled.Policy, d.Subject))).ToList();
        foreach (var (left, _) in wider.Where(d => !_needed.ContainsKey(d.Deviation.Definition.Name)))
        {
            var allowed = wider.Where(d => d.Deviation != left).Aggregate(compiled.Policy.Declared, (a, d) => a.Union(d.Opens));
            if (may.IsWithin(allowed).Verdict != Verdict.Exceeds && !may.Undecided.Items.Except(allowed.Undecided.Items).Any())
            {
                continue;
            }

            _needed[left.Definition.Name] = true;
            var opens = EgressSet.UnionAll(wider.Where(d => d.Deviation != left).Select(d => d.Opens.Egress));
            foreach (var w in may.Egress.Except(allowed.Egress).Witnesses(5))
            {
                var connection = new Connection(w.Transport, w.Port, w.Name, w.Address, w.Request);
                Require(!NaiveEgress.Allows(compiled.Policy.Rules, connection), $"the algebra's witness {w} is declared", compiled);
                Require(!opens.Contains(w.Transport, w.Port, w.Name, w.Address, w.Request), $"the algebra's witness {w} is accepted", compiled);
            }
        }
    }

    private void Naive(CompiledTarget compiled, EgressSet may)
    {
        var declared = compiled.Policy.Declared.Egress;
        var opens = EgressSet.UnionAll(compiled.Deviations.Select(d => d.Deviation.Definition.Opens(compiled.Policy, d.Deviation.Subject).Egress));
        foreach (var c in NaiveEgress.Near(compiled.Policy.Rules.Items))
        {
            var allowed = NaiveEgress.Allows(compiled.Policy.Rules, c);
            Require(declared.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request) == allowed, $"{c}: the rules and the algebra differ", compiled);
            if (!allowed && may.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request))
            {
                Require(opens.Contains(c.Transport, c.Port, c.Name, c.Address, c.Request), $"{c} is open, neither declared nor accepted", compiled);
            }
        }
    }

    private static void Require(bool holds, string what, CompiledTarget compiled)
    {
        if (!holds)
        {
            throw Broken(what, compiled);
        }
    }

    private static InvalidOperationException Broken(string what, CompiledTarget compiled) => new(
        $"{what}\n{string.Join("\n", compiled.Findings.Select(f => f.Message))}\n{string.Join("\n", compiled.Deviations.Select(d => $"{d.Deviation.Definition.Name} {d.Deviation.Subject}"))}\n"
        + $"Put this into tests/PolicyKit.Providers.Tests/Corpus to have it checked first from now on:\n{PolicyDocument.Json(compiled.Policy.Policy)}");
}
