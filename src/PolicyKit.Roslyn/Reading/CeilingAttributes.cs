using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads what limits policies: ceilings that they take on or that are imposed on them, and assertions of the assembly.</summary>
internal static class CeilingAttributes
{
    public const string Ceiling = "PolicyKit.CeilingAttribute";
    public const string Within = "PolicyKit.WithinAttribute`1";
    public const string Impose = "PolicyKit.ImposeCeilingAttribute`1";
    public const string Never = "PolicyKit.NeverAttribute";
    public const string MayAccept = "PolicyKit.MayAcceptAttribute";

    /// <summary>Adds the ceilings of a policy and what the assembly says is never reached. Whatever cannot be read is a finding: a limit that is not understood must not be left out.</summary>
    /// <param name="state">The reading of the policy.</param>
    /// <param name="attributes">The policy's own attributes.</param>
    public static void Add(ReadingState state, ImmutableArray<AttributeView> attributes)
    {
        foreach (var at in attributes.Where(a => a.TypeName == Within))
        {
            AddCeiling(state, at.TypeArgument, why => state.Report(at, ArgumentKey.Whole, RuleCatalog.NotACeiling, at.TypeArgument?.ToDisplayString() ?? "?", why));
        }

        foreach (var assembly in AssemblyAttributes.Carrying(state.Compilation))
        {
            foreach (var at in AssemblyAttributes.Of(assembly).Where(a => a.TypeName == Impose))
            {
                var name = at.TypeArgument?.ToDisplayString() ?? "?";
                if (at.Unreadable(state.Cancellation) is { } why)
                {
                    state.ReportPlace(PolicyPlace.Policy, RuleCatalog.NotACeiling, name, why);
                }
                else
                {
                    AddCeiling(state, at.TypeArgument, w => state.ReportPlace(PolicyPlace.Policy, RuleCatalog.NotACeiling, name, w));
                }
            }
        }

        foreach (var at in AssemblyAttributes.Of(state.Compilation.Assembly).Where(a => a.TypeName == Never))
        {
            Assertion(state, at);
        }
    }

    /// <summary>What the ceiling's own attribute says.</summary>
    public static void Read(ReadingState state, AttributeView at)
    {
        state.Draft.CeilingCallers = at.Member("Callers", Callers.Public);
        state.Draft.CeilingOwners = PolicyDraft.Sorted(at.Texts("Owners").Select(o => o.Text));
        state.Draft.AllowBaselines = at.Flag("AllowBaselines");
        state.Draft.LongestAcceptanceDays = at.Number("LongestAcceptanceDays", 0);
        if (state.Draft.LongestAcceptanceDays is < 0 or > 36_500)
        {
            state.Report(at, ArgumentKey.Of("LongestAcceptanceDays"), RuleCatalog.ValueForm, state.Draft.LongestAcceptanceDays.ToString(CultureInfo.InvariantCulture), "the longest term is 1 to 36500 days, or 0 for no limit");
        }

        if (EgressAttributes.On(state, at, "Targets") is { } providers)
        {
            state.Draft.CeilingProviders = providers;
        }
    }

    /// <summary>Deviations that may be accepted beyond the ceiling.</summary>
    public static void May(ReadingState state, AttributeView at)
    {
        var constants = at.Constant(0).Kind == TypedConstantKind.Array ? at.Constant(0).Values : ImmutableArray.Create(at.Constant(0));
        if (constants.IsDefaultOrEmpty)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.NothingListed, at.Word);
            return;
        }

        foreach (var constant in constants)
        {
            if (AcceptanceAttributes.Deviation(state, constant) is var (word, deviation))
            {
                state.Draft.MayAccept.Add(new NamedValue(word.Provider, deviation.Name));
            }
            else
            {
                state.Report(at, ArgumentKey.Whole, RuleCatalog.AcceptanceForm, "[MayAccept] takes deviations of providers that this version knows, such as E2BDeviation.HostRuleOpensPort80");
            }
        }
    }

    private static void AddCeiling(ReadingState state, ITypeSymbol? type, Action<string> refuse)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, IsGenericType: false } ceiling || !PolicyReader.IsCeiling(ceiling))
        {
            refuse(type is null ? "there is no such class" : "it has no [Ceiling]");
            return;
        }

        var inner = PolicyReader.ReadCeiling(ceiling, state.Compilation, state.Vocabulary, state.Cancellation);
        if (inner.IsMalformed)
        {
            refuse(inner.Findings[0].Message);
            return;
        }

        var read = inner.Draft.Ceiling(PolicyReader.MetadataName(ceiling));
        if (!state.Draft.Ceilings.Contains(read))
        {
            state.Draft.Ceilings.Add(read);
        }
    }

    private static void Assertion(ReadingState state, AttributeView at)
    {
        if (at.Unreadable(state.Cancellation) is { } why)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.UnreadableAttribute, at.Word, why);
            return;
        }

        var texts = at.Texts(0);
        if (texts.IsEmpty)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.NothingListed, at.Word);
        }

        foreach (var said in texts)
        {
            if (DestinationText.TryParse(said.Text, out _, out var error))
            {
                state.Draft.Never.Add(said.Text);
            }
            else
            {
                state.Report(at, said.Key, RuleCatalog.DestinationForm, error);
            }
        }
    }
}
