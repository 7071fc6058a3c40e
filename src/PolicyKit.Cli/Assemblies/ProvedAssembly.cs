using PolicyKit.Cli.Deploy;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Assemblies;

/// <summary>A policy on a target, compiled and proved again by the command.</summary>
internal sealed record ProvedTarget
{
    /// <summary>The command's own result; what the assembly says is only compared with it.</summary>
    public required CompiledTarget Compiled { get; init; }

    /// <summary>What the proof over the text read back answered; null when it did not come to one.</summary>
    public Containment? ReadBack { get; init; }

    /// <summary>Files below the target's directory, data and fixed programs, by path; empty unless emitted and believed.</summary>
    public IReadOnlyList<DeployFile> Files { get; init; } = [];

    public string Policy => Compiled.Policy.Policy.Id;

    public string Target => Compiled.Policy.Target.Id;

    public IEnumerable<JudgedDeviation> Accepted => Compiled.Deviations.Where(d => d.Acceptance is not null);

    public IEnumerable<Acceptance> Own => UsedAcceptances.Where(a => a.Baseline is null);

    public IEnumerable<Acceptance> FromBaseline => UsedAcceptances.Where(a => a.Baseline is not null);

    public IEnumerable<JudgedDeviation> Residue => Compiled.Deviations.Where(d => d.Deviation.Definition.Kind == DeviationKind.Residue);

    private IEnumerable<Acceptance> UsedAcceptances => Accepted.Select(d => d.Acceptance!).Distinct();
}

/// <summary>A class whose policy could not be read when it was compiled.</summary>
/// <param name="TypeName">Full name of the class.</param>
internal sealed record MalformedPolicy(string TypeName);

/// <summary>What is left of an assembly when nothing in it is believed without proof.</summary>
internal sealed record ProvedAssembly
{
    public required string Name { get; init; }

    public IReadOnlyList<SandboxPolicy> Policies { get; init; } = [];

    public IReadOnlyList<MalformedPolicy> Malformed { get; init; } = [];

    public IReadOnlyList<ProvedTarget> Targets { get; init; } = [];

    /// <summary>Everything that speaks against the assembly, and warnings.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Whether all policies were emitted and proved for all their targets.</summary>
    public bool IsSound => !Notices.Any(n => n.IsError);
}
