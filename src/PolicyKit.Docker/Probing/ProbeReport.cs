namespace PolicyKit.Docker.Probing;

/// <summary>What a probe found.</summary>
/// <param name="Policy">Policy.</param>
/// <param name="Target">Target.</param>
/// <param name="Engine">Version of the engine.</param>
/// <param name="Flows">Declared things and whether they work.</param>
/// <param name="Attacks">Attacks and what got out.</param>
/// <param name="Limits">What stays possible by the nature of the thing, seen during the probe; not counted as an escape.</param>
public sealed record ProbeReport(
    string Policy, string Target, string Engine, IReadOnlyList<ProbeFlow> Flows, IReadOnlyList<ProbeAttack> Attacks, IReadOnlyList<string> Limits)
{
    /// <summary>Whether everything declared works and nothing got out.</summary>
    public bool IsSound => Flows.All(f => f.Works) && Attacks.All(a => a.Outcome is AttackOutcome.Stopped or AttackOutcome.NotApplicable);
}

/// <summary>A declared thing.</summary>
/// <param name="Rule">The rule's entry, or <c>port 8080</c> for a published port.</param>
/// <param name="What">What was tried, for example <c>tcp api.github.com:443</c>.</param>
/// <param name="Works">Whether it was answered from outside.</param>
/// <param name="Saw">What was seen instead, or null.</param>
public sealed record ProbeFlow(string Rule, string What, bool Works, string? Saw);

/// <summary>What became of an attack.</summary>
public enum AttackOutcome
{
    /// <summary>Nothing got out.</summary>
    Stopped,

    /// <summary>Something got out.</summary>
    Escaped,

    /// <summary>The policy has nothing that it could be tried on, or allows what it tries.</summary>
    NotApplicable,

    /// <summary>It could not be carried out; nothing is known.</summary>
    Failed,
}

/// <summary>An attack.</summary>
/// <param name="Id">Id, for example <c>T07</c>.</param>
/// <param name="Group">Group.</param>
/// <param name="Title">What is tried.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Evidence">What got out, or why it could not be carried out.</param>
public sealed record ProbeAttack(string Id, string Group, string Title, AttackOutcome Outcome, IReadOnlyList<string> Evidence);
