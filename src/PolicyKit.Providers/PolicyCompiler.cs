using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Core.Secrets;

namespace PolicyKit.Providers;

/// <summary>
/// Policy and target to proved artifacts. Every blocking check lives here; generator, analyzers and the command all call it. Never looks at the clock: expiry is <see cref="AcceptanceExpiry"/>'s.
/// </summary>
public static class PolicyCompiler
{
    /// <summary>Steps of algebra that one policy on one target may take. 4,096 endpoints need a small part of it.</summary>
    public const long DefaultBudget = 20_000_000;

    /// <summary>Raised whenever any provider's semantics, or what a deviation opens, changes; stands in the inventory of a deploy directory.</summary>
    public const int SemanticsVersion = 1;

    /// <summary>Compiles one policy for one of its targets.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static CompiledTarget Compile(SandboxPolicy policy, TargetDeclaration target, CancellationToken cancellation = default)
    {
        var provider = ProviderCatalog.Find(target.Provider) ?? throw new ArgumentException($"No provider '{target.Provider}'.", nameof(target));
        return Compile(provider, policy, target, DefaultBudget, cancellation);
    }

    /// <summary>Compiles with a provider and a budget of one's own; tests plant faults through this.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static CompiledTarget Compile(Provider provider, SandboxPolicy policy, TargetDeclaration target, long budget, CancellationToken cancellation = default)
    {
        var view = new TargetPolicy(policy, target);
        try
        {
            using (WorkBudget.Begin(budget, cancellation))
            {
                return Compile(provider, view);
            }
        }
        catch (WorkBudgetExceededException)
        {
            return Failed(view, provider, RuleCatalog.WorkBudgetExceeded, provider.DisplayName, policy.Id, budget.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Failed(view, provider, RuleCatalog.CompilerFailed, provider.DisplayName, policy.Id, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static CompiledTarget Compile(Provider provider, TargetPolicy view)
    {
        var result = new CompiledTarget { Policy = view, Provider = provider, Status = CompileStatus.Refused };
        var findings = new List<Finding>(PolicySecrets(view));
        if (PolicyText.Of(view.Policy).Faults is { IsEmpty: false } faults)
        {
            return result with { Findings = Sorted(findings.Concat(faults)) };
        }

        var lowered = provider.Lower(view);
        findings.AddRange(lowered.Refusals.Select(r => Cannot(provider, view, r)));

        var acceptances = view.Acceptances.Items.ToLookup(a => a.Deviation, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToLookup(a => a.For, StringComparer.Ordinal), StringComparer.Ordinal);
        var judged = lowered.Deviations.Items.Select(d => Judge(d, acceptances)).ToImmutableArray();
        findings.AddRange(judged.Where(j => j.Acceptance is null).Select(j => NotAccepted(provider, view, j.Deviation)));
        findings.AddRange(judged.Where(j => j is { Acceptance.Until: null, Deviation.Definition.Widens: true }).Select(j => WithoutEnd(provider, j)));
        findings.AddRange(Unused(view, judged));
        findings.AddRange(CeilingProof.Judge(view, provider, judged));
        result = result with { Deviations = judged, Findings = Sorted(findings) };
        if (lowered.Configuration is null || findings.Any(f => RuleCatalog.Get(f.RuleId).Severity == Severity.Error))
        {
            return result;
        }

        var allowed = view.Declared.Union(Authority.UnionAll(judged.Select(j => j.Deviation.Definition.Opens(view, j.Deviation.Subject))));
        var may = provider.Semantics(lowered.Configuration).May;
        findings.AddRange(CeilingProof.Never(view, may));
        result = result with { Findings = Sorted(findings) };
        if (findings.Any(f => f.RuleId == RuleCatalog.NeverReached))
        {
            return result;
        }

        var proof = may.IsWithin(allowed);
        if (proof.Verdict == Verdict.Exceeds)
        {
            return Failed(view, provider, RuleCatalog.NotProved, provider.DisplayName, view.Policy.Id, string.Join("; ", proof.Witnesses)) with { Deviations = judged, Proof = proof };
        }

        // Undecided in what the semantics says and no accepted deviation speaks of: not proved either.
        var unaccounted = may.Undecided.Items.Except(allowed.Undecided.Items).ToList();
        if (unaccounted.Count > 0)
        {
            return Failed(view, provider, RuleCatalog.NotProved, provider.DisplayName, view.Policy.Id, string.Join("; ", unaccounted.Select(u => u.What))) with { Deviations = judged, Proof = proof };
        }

        var header = Header(view, judged);
        var artifacts = provider.Write(lowered.Configuration, header).ToEquatableArray();
        var secrets = artifacts.SelectMany(a => SecretScanner.Kinds(a.Text).Select(kind => Secret(kind, a.Path))).ToList();
        if (secrets.Count > 0)
        {
            return result with { Findings = Sorted(findings.Concat(secrets)) };
        }

        return result with { Status = CompileStatus.Emitted, Configuration = lowered.Configuration, Proof = proof, Artifacts = artifacts, Glue = provider.GlueOf(lowered.Configuration).ToEquatableArray(), Header = header };
    }

    private static JudgedDeviation Judge(Deviation deviation, IReadOnlyDictionary<string, ILookup<string?, Acceptance>> acceptances) => new(
        deviation,
        acceptances.TryGetValue(deviation.Definition.Name, out var known) ? known[deviation.Definition.Intrinsic ? null : deviation.Subject].FirstOrDefault(deviation.IsAcceptedBy) : null);

    private static ArtifactHeader Header(TargetPolicy view, ImmutableArray<JudgedDeviation> judged)
    {
        var used = judged.Where(j => j.Acceptance is not null).Select(j => j.Acceptance!).Distinct().ToList();
        return new ArtifactHeader(
            view.Policy.Id,
            view.Policy.TypeName,
            view.Target.Id,
            used.Select(Describe).ToEquatableArray(),
            PolicyDocument.Hash(view),
            used.Where(a => a.Until is not null).Select(a => a.Until).OrderBy(u => u, StringComparer.Ordinal).FirstOrDefault());
    }

    private static string Describe(Acceptance a) =>
        $"{a.Deviation}{(a.For is null ? string.Empty : $" for {a.For}")}{(a.Until is null ? string.Empty : $" until {a.Until}")}, {a.Owner}{(a.Baseline is null ? string.Empty : $" (baseline {a.Baseline})")}: {a.Because}";

    private static Finding NotAccepted(Provider provider, TargetPolicy view, Deviation deviation)
    {
        var definition = deviation.Definition;
        var opens = definition.Opens(view, deviation.Subject);
        var excess = opens.IsWithin(view.Declared);
        return new Finding
        {
            RuleId = definition.Kind switch
            {
                DeviationKind.Tighter => RuleCatalog.TighterNotAccepted,
                DeviationKind.Unverified => RuleCatalog.UnverifiedNotAccepted,
                _ => RuleCatalog.WiderNotAccepted,
            },
            Place = deviation.Place,
            Arguments = EquatableArray.Of(
                provider.DisplayName, deviation.Subject.Length == 0 ? view.Policy.Id : deviation.Subject, definition.Message, Witnesses(excess), $"{DeviationEnum(provider)}.{definition.Name}"),
            Properties = EquatableArray.Of(
                new NamedValue("provider", provider.Id),
                new NamedValue("deviation", $"{DeviationEnum(provider)}.{definition.Name}"),
                new NamedValue("subject", deviation.Subject),
                new NamedValue("intrinsic", definition.Intrinsic ? "true" : "false"),
                new NamedValue("widens", definition.Widens ? "true" : "false"),
                new NamedValue(BreadthFinding.Kind, KindOf(provider, definition)),
                new NamedValue("target", view.Target.Id)),
        };
    }

    // A name that is only claimed is the gap by which fronting and direct connections get out: known by that word whatever the provider calls it.
    private static string KindOf(Provider provider, DeviationDefinition definition) =>
        provider.Capabilities.Any(c => c.Concept == "name binding" && c.Deviation == definition.Name) ? "name-filter-only" : definition.Kind.ToString().ToLowerInvariant();

    private static string Witnesses(Containment excess) =>
        excess.Witnesses.IsEmpty ? "nothing that is not declared" : string.Join("; ", excess.Witnesses.Items.Take(3));

    private static string DeviationEnum(Provider provider) => provider.Word.DeviationEnum.Substring(provider.Word.DeviationEnum.LastIndexOf('.') + 1);

    private static Finding Cannot(Provider provider, TargetPolicy view, Refusal refusal) => new()
    {
        RuleId = RuleCatalog.CannotHold,
        Place = refusal.Place,
        Arguments = EquatableArray.Of(provider.DisplayName, refusal.Subject, refusal.Why),
        Properties = EquatableArray.Of(new NamedValue("provider", provider.Id), new NamedValue("subject", refusal.Subject), new NamedValue("target", view.Target.Id)),
    };

    private static Finding WithoutEnd(Provider provider, JudgedDeviation judged) => new()
    {
        RuleId = RuleCatalog.AcceptanceWithoutEnd,
        Place = PolicyPlace.Acceptance(judged.Acceptance!),
        Arguments = EquatableArray.Of(judged.Deviation.Definition.Name, judged.Deviation.Subject, provider.DisplayName),
    };

    private static IEnumerable<Finding> Unused(TargetPolicy view, ImmutableArray<JudgedDeviation> judged)
    {
        var used = new HashSet<Acceptance>(judged.Where(j => j.Acceptance is not null).Select(j => j.Acceptance!));
        return view.Acceptances.Items.Where(a => a.Baseline is null && !used.Contains(a)).Select(a => new Finding
        {
            RuleId = RuleCatalog.UnusedAcceptance,
            Place = PolicyPlace.Acceptance(a),
            Arguments = EquatableArray.Of(a.Deviation, a.For ?? view.Policy.Id),
        });
    }

    private static IEnumerable<Finding> PolicySecrets(TargetPolicy view) =>
        PolicyText.Of(view.Policy).SecretKinds.Select(kind => Secret(kind, "a string of the policy"));

    private static Finding Secret(string kind, string where) => new() { RuleId = RuleCatalog.SecretInPolicy, Arguments = EquatableArray.Of(kind, where) };

    private static CompiledTarget Failed(TargetPolicy view, Provider provider, string ruleId, params string[] arguments) => new()
    {
        Policy = view,
        Provider = provider,
        Status = CompileStatus.Failed,
        Findings = EquatableArray.Of(new Finding { RuleId = ruleId, Place = PolicyPlace.Target(view.Target.Id), Arguments = EquatableArray.Of(arguments) }),
    };

    private static EquatableArray<Finding> Sorted(IEnumerable<Finding> findings) =>
        findings.OrderBy(f => f.RuleId, StringComparer.Ordinal).ThenBy(f => f.Place, StringComparer.Ordinal).ThenBy(f => f.Message, StringComparer.Ordinal).ToEquatableArray();
}
