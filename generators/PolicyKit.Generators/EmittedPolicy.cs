using PolicyKit.Core;
using PolicyKit.Providers;

namespace PolicyKit.Generators;

/// <summary>Everything that one policy puts into the assembly: texts only, so that an edit elsewhere re-emits nothing.</summary>
/// <param name="Class">The declaring class.</param>
/// <param name="Id">Id of the policy as written.</param>
/// <param name="IsRead">Whether it could be read.</param>
/// <param name="Rows">Rows of the index.</param>
/// <param name="Artifacts">Data files.</param>
/// <param name="GlueUses">Fixed programs that go beside them.</param>
internal sealed record EmittedPolicy(
    PolicyClass Class,
    string Id,
    bool IsRead,
    EquatableArray<IndexRow> Rows,
    EquatableArray<TargetArtifact> Artifacts,
    EquatableArray<TargetGlue> GlueUses);

/// <summary>One row of the index.</summary>
/// <param name="Policy">Id as written.</param>
/// <param name="Target">Target id; empty for the policy's own row.</param>
/// <param name="Status">Word of <see cref="PolicyIndexDocument"/>.</param>
/// <param name="Json">Text of <see cref="PolicyIndexDocument"/>.</param>
internal sealed record IndexRow(string Policy, string Target, string Status, string Json);

/// <summary>A data file of a target.</summary>
/// <param name="Target">Target id.</param>
/// <param name="Artifact">The file.</param>
internal sealed record TargetArtifact(string Target, Artifact Artifact);

/// <summary>A fixed program of a target.</summary>
/// <param name="Target">Target id.</param>
/// <param name="Glue">The program.</param>
internal sealed record TargetGlue(string Target, Glue Glue);
