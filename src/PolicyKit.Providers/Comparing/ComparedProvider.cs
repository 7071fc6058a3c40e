using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Comparing;

/// <summary>How a provider would hold to a policy.</summary>
public enum Fit
{
    /// <summary>As it is, without any acceptance.</summary>
    Holds,

    /// <summary>With acceptances, none of which lets anything more through.</summary>
    HoldsTighter,

    /// <summary>With acceptances of which some let more through, or what is not established.</summary>
    HoldsWider,

    /// <summary>Not at all; no acceptance helps.</summary>
    Cannot,
}

/// <summary>A provider beside others for one policy.</summary>
public sealed record ComparedProvider
{
    /// <summary>The provider.</summary>
    public required Provider Provider { get; init; }

    /// <summary>How it would hold to the policy.</summary>
    public required Fit Fit { get; init; }

    /// <summary>Whether it is a target of the policy.</summary>
    public required bool IsTarget { get; init; }

    /// <summary>Every deviation that is met.</summary>
    public EquatableArray<Deviation> Deviations { get; init; }

    /// <summary>Why it cannot, one sentence each.</summary>
    public EquatableArray<string> Refusals { get; init; }

    /// <summary>What the policy would get there at most; null where the provider cannot.</summary>
    public Authority? May { get; init; }

    /// <summary>Acceptances of the policy's own that it would need: intrinsic deviations are a baseline's.</summary>
    public int OwnAcceptances => Deviations.Items.Count(d => !d.Definition.Intrinsic);

    /// <summary>Deviations that let more through, or that are not established, without residue.</summary>
    public int Widening => Deviations.Items.Count(d => d.Definition.Widens && d.Definition.Kind != DeviationKind.Residue);
}

/// <summary>What one rule of a policy costs.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Gained">Providers that could hold to the policy without it and cannot with it.</param>
/// <param name="Spared">Acceptances of the policy's own that would not be needed without it: provider and deviation.</param>
public sealed record RuleCost(EgressRule Rule, EquatableArray<string> Gained, EquatableArray<NamedValue> Spared);
