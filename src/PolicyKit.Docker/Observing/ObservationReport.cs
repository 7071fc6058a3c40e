namespace PolicyKit.Docker.Observing;

/// <summary>What a run used of its policy, and what it tried in vain.</summary>
/// <param name="Policy">Policy.</param>
/// <param name="Target">Target.</param>
/// <param name="Declared">Everything declared that can be used, with how often it was.</param>
/// <param name="Refused">What was tried and refused.</param>
/// <param name="Blind">What this run could not see, for people; empty when it saw everything.</param>
public sealed record ObservationReport(string Policy, string Target, IReadOnlyList<ObservedUse> Declared, IReadOnlyList<ObservedRefusal> Refused, IReadOnlyList<string> Blind);

/// <summary>A declared thing.</summary>
/// <param name="What">Attribute in short, for example <c>AllowHosts api.github.com:443</c>.</param>
/// <param name="Count">How often it was used; 0: it may go.</param>
public sealed record ObservedUse(string What, int Count);

/// <summary>Something that was tried and refused.</summary>
/// <param name="What">What, for example <c>tcp pypi.org:443</c>.</param>
/// <param name="By">What refused it: <c>name server</c>, <c>gateway</c> or <c>router</c>.</param>
/// <param name="Count">How often.</param>
/// <param name="Attributes">C# attributes that would allow it, the narrowest first; empty when none should.</param>
/// <param name="Note">Why there is no attribute, or what it leaves open; null for nothing.</param>
public sealed record ObservedRefusal(string What, string By, int Count, IReadOnlyList<string> Attributes, string? Note);
