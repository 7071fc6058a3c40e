using System.Globalization;
using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads acceptances: the policy's own, and the baselines of the assembly.</summary>
internal static class AcceptanceAttributes
{
    public static void Accept(ReadingState state, AttributeView at)
    {
        var constant = at.Constant(0);
        if (Deviation(state, constant) is not var (word, deviation))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.AcceptanceForm, "[Accept] takes a deviation of a provider that this version knows, such as E2BDeviation.HostRuleOpensPort80");
            return;
        }

        var shown = $"{constant.Type!.Name}.{deviation.Name}";
        var valid = Reasons(state, at, shown) & End(state, at, shown, required: false) & Subject(state, at, shown, deviation);
        var own = state.Draft.Targets.Where(t => t.Provider == word.Provider).ToList();
        var name = at.Text("Target");
        if (own.Count == 0)
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.AcceptanceWithoutTarget, shown, word.TargetsMember);
            valid = false;
        }
        else if (name is not null && own.All(t => t.Name != name))
        {
            state.Report(at, ArgumentKey.Of("Target"), RuleCatalog.AcceptanceForm, $"No {word.TargetsMember} target of this policy has the name '{Shown.Of(name)}'");
            valid = false;
        }

        if (!valid)
        {
            return;
        }

        var acceptance = new Acceptance
        {
            Provider = word.Provider,
            Deviation = deviation.Name,
            For = CanonicalSubject(at.Text("For")),
            Target = name,
            Because = at.Text("Because")!,
            Owner = at.Text("Owner")!,
            Until = at.Text("Until"),
        };
        if (state.Draft.Acceptances.Any(a => a.Provider == acceptance.Provider && a.Deviation == acceptance.Deviation && a.For == acceptance.For && a.Target == acceptance.Target))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.SaidTwice, acceptance.For is null ? shown : $"{shown} for '{Shown.Of(acceptance.For)}'");
            return;
        }

        state.Draft.Acceptances.Add(acceptance);
        state.Mark(PolicyPlace.Acceptance(acceptance), at, ArgumentKey.Whole);
    }

    /// <summary>The deviation that a constant means, with its provider's words; null when it means none.</summary>
    public static (TargetWord Word, DeviationName Deviation)? Deviation(ReadingState state, TypedConstant constant)
    {
        var type = AttributeView.FullName(constant.Type as INamedTypeSymbol);
        var word = constant.Kind == TypedConstantKind.Enum ? state.Vocabulary.Items.FirstOrDefault(w => w.DeviationEnum == type) : null;
        var deviation = word?.Deviations.Items.FirstOrDefault(d => constant.Value is int value && d.Value == value);
        return word is null || deviation is null ? null : (word, deviation);
    }

    /// <summary>Adds what the baselines of the compilation's own assembly accept for the policy's targets. Acceptances in referenced assemblies have no effect.</summary>
    public static void Expand(ReadingState state)
    {
        foreach (var (at, baseline, provider, common) in Baselines(state, state.Compilation.Assembly).ToList())
        {
            if (state.Draft.Targets.All(t => t.Provider != provider))
            {
                continue;
            }

            foreach (var acceptance in baseline.Deviations.Items.Select(d => common with { Deviation = d }))
            {
                state.Draft.Acceptances.Add(acceptance);
                state.Mark(PolicyPlace.Acceptance(acceptance), at, ArgumentKey.Whole);
            }
        }
    }

    /// <summary>Reads the baselines that the assembly accepts. A malformed one is a finding of every policy.</summary>
    private static IEnumerable<(AttributeView At, BaselineName Baseline, string Provider, Acceptance Common)> Baselines(ReadingState state, IAssemblySymbol assembly)
    {
        foreach (var at in AssemblyAttributes.Of(assembly).Where(a => a.TypeName is not (CeilingAttributes.Impose or CeilingAttributes.Never)))
        {
            state.Cancellation.ThrowIfCancellationRequested();
            if (at.Unreadable(state.Cancellation) is { } why)
            {
                state.Report(at, ArgumentKey.Whole, RuleCatalog.UnreadableAttribute, at.Word, why);
                continue;
            }

            if (at.TypeName != "PolicyKit.AcceptBaselineAttribute`1")
            {
                state.Report(at, ArgumentKey.Whole, RuleCatalog.UnknownAttribute, at.Word);
                continue;
            }

            var type = AttributeView.FullName(at.TypeArgument as INamedTypeSymbol);
            var shown = type.Substring(type.LastIndexOf('.') + 1);
            var word = state.Vocabulary.Items.FirstOrDefault(w => w.Baselines.Items.Any(b => b.TypeName == type));
            if (word is null)
            {
                state.Report(at, ArgumentKey.Whole, RuleCatalog.AcceptanceForm, $"'{shown}' is no baseline that this version knows");
                continue;
            }

            if (Reasons(state, at, shown) & End(state, at, shown, required: true))
            {
                yield return (at, word.Baselines.Items.First(b => b.TypeName == type), word.Provider, new Acceptance
                {
                    Provider = word.Provider,
                    Deviation = string.Empty,
                    Because = at.Text("Because")!,
                    Owner = at.Text("Owner")!,
                    Until = at.Text("Until"),
                    Baseline = shown,
                });
            }
        }
    }

    private static bool Reasons(ReadingState state, AttributeView at, string shown)
    {
        var valid = true;
        foreach (var property in new[] { "Because", "Owner" })
        {
            var text = at.Text(property);
            if (string.IsNullOrWhiteSpace(text) || text!.StartsWith("TODO", StringComparison.OrdinalIgnoreCase))
            {
                state.Report(at, at.Says(property) ? ArgumentKey.Of(property) : ArgumentKey.Whole, RuleCatalog.ReasonMissing, at.Word, property);
                valid = false;
            }
            else
            {
                valid &= SandboxAttributes.Line(state, at, ArgumentKey.Of(property), text, property == "Because" ? 500 : 100);
            }
        }

        return valid;
    }

    private static bool End(ReadingState state, AttributeView at, string shown, bool required)
    {
        var until = at.Text("Until");
        if (until is null ? !required : PolicyGrammar.IsDay(until))
        {
            return true;
        }

        state.Report(at, at.Says("Until") ? ArgumentKey.Of("Until") : ArgumentKey.Whole, RuleCatalog.DateForm, Shown.Of(until ?? string.Empty));
        return false;
    }

    private static bool Subject(ReadingState state, AttributeView at, string shown, DeviationName deviation)
    {
        var subject = at.Text("For");
        if (deviation.Intrinsic)
        {
            if (subject is null)
            {
                return true;
            }

            state.Report(at, ArgumentKey.Of("For"), RuleCatalog.AcceptanceForm, $"{shown} belongs to the provider as such and has no subject; leave For out");
            return false;
        }

        if (!string.IsNullOrEmpty(subject))
        {
            return SandboxAttributes.Line(state, at, ArgumentKey.Of("For"), subject!, 512);
        }

        state.Report(at, at.Says("For") ? ArgumentKey.Of("For") : ArgumentKey.At(0), RuleCatalog.AcceptanceForm, $"{shown} is accepted for one subject only; name it by For = \"...\"");
        return false;
    }

    /// <summary>A host or network as the model writes it, so that the author may spell it as in the rule; other subjects as they are.</summary>
    private static string? CanonicalSubject(string? subject)
    {
        if (subject is null || subject.StartsWith("/", StringComparison.Ordinal) || subject.IndexOfAny(new[] { '.', ':' }) < 0)
        {
            return subject;
        }

        // The entry of a metadata rule is an address, not a network.
        if (IpAddress.TryParse(subject, out var address) && SpecialAddresses.Metadata.Contains(address))
        {
            return subject;
        }

        return Cidr.TryParse(subject, out _, out _, out var canonical) ? canonical : HostName.TryParse(subject, allowWildcard: true, out var host, out _) ? host : subject;
    }
}
