using System.Runtime.CompilerServices;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>Defines the deviations of one provider; each takes its name from the field that it is assigned to.</summary>
/// <param name="Provider">Provider id.</param>
/// <param name="Date">When the facts were looked up, ISO date.</param>
internal sealed record DeviationFacts(string Provider, string Date)
{
    public DeviationDefinition Tighter(int value, string message, string source, [CallerMemberName] string name = "") =>
        Define(value, DeviationKind.Tighter, message, source, (_, _) => Authority.None, name);

    public DeviationDefinition TighterIntrinsic(int value, string message, string source, [CallerMemberName] string name = "") =>
        Tighter(value, message, source, name) with { Intrinsic = true };

    /// <summary>One of the provider as such.</summary>
    public DeviationDefinition Intrinsic(int value, DeviationKind kind, string message, string source, Func<TargetPolicy, Authority> opens, [CallerMemberName] string name = "") =>
        Define(value, kind, message, source, (policy, _) => opens(policy), name) with { Intrinsic = true };

    /// <summary>One with a subject in the policy.</summary>
    public DeviationDefinition Define(int value, DeviationKind kind, string message, string source, Func<TargetPolicy, string, Authority> opens, [CallerMemberName] string name = "") => new()
    {
        Provider = Provider,
        Name = name,
        Value = value,
        Kind = kind,
        Intrinsic = false,
        Message = message,
        Source = source,
        Date = Date,
        Opens = opens,
    };
}
