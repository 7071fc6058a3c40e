using PolicyKit.Core;
using PolicyKit.Core.Breadth;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>What the reader made of a class, without source positions: equal values mean equal output, which the generator's caching rests on.</summary>
/// <param name="TypeName">Full name of the class.</param>
/// <param name="Id">Policy id as written, for the index; the type name where there is none.</param>
/// <param name="Policy">The policy; null exactly when a finding blocks.</param>
/// <param name="Findings">What is malformed.</param>
public sealed record PolicyModel(string TypeName, string Id, SandboxPolicy? Policy, EquatableArray<Finding> Findings);

/// <summary>A reading with the places in the source, which only analyzers look at.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sources">Where each place stands.</param>
/// <param name="Egress">What of the class, policy or fragment, is judged for its breadth.</param>
public sealed record PolicyReading(PolicyModel Model, PolicySources Sources, EgressDeclaration Egress);
