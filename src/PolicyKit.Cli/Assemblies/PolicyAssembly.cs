namespace PolicyKit.Cli.Assemblies;

/// <summary>A row of <c>[assembly: PolicyArtifact]</c>.</summary>
internal sealed record ArtifactRow(string Policy, string Target, string Path, string Text);

/// <summary>A row of <c>[assembly: PolicyGlue]</c>.</summary>
internal sealed record GlueRow(string Id, string Text);

/// <summary>A row of <c>[assembly: PolicyGlueUse]</c>.</summary>
internal sealed record GlueUseRow(string Policy, string Target, string Path, string GlueId);

/// <summary>A row of <c>[assembly: PolicyIndex]</c>.</summary>
internal sealed record IndexRow(string Policy, string Target, string Status, string Json);

/// <summary>What an assembly says about policies; nothing of it is believed yet.</summary>
internal sealed record PolicyAssembly
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public IReadOnlyList<IndexRow> Index { get; init; } = [];

    public IReadOnlyList<ArtifactRow> Artifacts { get; init; } = [];

    public IReadOnlyList<GlueRow> Glue { get; init; } = [];

    public IReadOnlyList<GlueUseRow> GlueUses { get; init; } = [];

    /// <summary>Full names of the classes with <c>[Sandbox]</c>.</summary>
    public IReadOnlyList<string> SandboxTypes { get; init; } = [];

    /// <summary>Assembly attributes of PolicyKit's namespace that this version does not know.</summary>
    public IReadOnlyList<string> UnknownAttributes { get; init; } = [];

    /// <summary>Whether the assembly has an entry point.</summary>
    public bool IsExecutable { get; init; }
}
