using PolicyKit.Cli.Assemblies;
using PolicyKit.Cli.Output;
using PolicyKit.Core.Findings;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Commands;

/// <summary>What every command gets: the assembly and the day on which it is judged.</summary>
/// <param name="Environment">Streams and catalogs.</param>
/// <param name="AssemblyPath">The compiled policies project.</param>
/// <param name="Today">Day on which acceptances are judged.</param>
/// <param name="Build">Project file when a build runs the command; output is findings only then.</param>
/// <param name="BuildKind">What makes that project more than build-only ("packable", "executable"), or null.</param>
internal sealed record CommandInput(CliEnvironment Environment, string AssemblyPath, DateTime Today, string? Build, string? BuildKind)
{
    public bool IsBuild => Build is not null;

    /// <summary>The assembly, proved again, with what expiry and the kind of project add.</summary>
    /// <exception cref="CliException">It cannot be read.</exception>
    public ProvedAssembly Prove()
    {
        var raw = PolicyAssemblyReader.Read(AssemblyPath);
        var proved = AssemblyVerifier.Verify(raw, Environment);
        var more = new List<Notice>(proved.Notices);
        more.AddRange(proved.Policies.SelectMany(p => AcceptanceExpiry.Judge(p, Today).Select(f => Notice.Of(f, p.Id))));
        var kind = !string.IsNullOrEmpty(BuildKind) ? BuildKind : raw.IsExecutable ? "executable" : null;
        if (kind is not null && proved.Policies.Count + proved.Malformed.Count > 0)
        {
            more.Add(Notice.Of(RuleCatalog.NotBuildOnly, Build ?? AssemblyPath, proved.Name, kind));
        }

        return proved with { Notices = more.Distinct().ToList() };
    }

    public Reporter Reporter() => new(Environment, IsBuild);
}
