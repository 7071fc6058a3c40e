using System.Diagnostics;
using PolicyKit.Cli.Assemblies;
using PolicyKit.Cli.Deploy;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Differences;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Revisions;

/// <summary>The policies of a project at one point in time: from a compiled assembly, from the inventory of a deploy directory, or from that inventory at a git revision.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="Policies">The models, by id. Whether the files beside them are what they give is for <c>check</c> and <c>verify</c> to say.</param>
/// <param name="Recorded">Of an inventory: the deviations of each <c>policy/target</c> that the compiler of that time met.</param>
/// <param name="Notices">What speaks against an assembly; an inventory is only read.</param>
internal sealed record PolicyRevision(
    string Name, IReadOnlyDictionary<string, SandboxPolicy> Policies, IReadOnlyDictionary<string, EquatableArray<RecordedDeviation>> Recorded, IReadOnlyList<Notice> Notices)
{
    /// <summary>Policies on each of their targets, compiled by this tool.</summary>
    /// <exception cref="CliException">A target is of a provider that this tool does not know.</exception>
    public IEnumerable<TargetSnapshot> Compile(IEnumerable<SandboxPolicy> policies, CliEnvironment environment)
    {
        foreach (var policy in policies)
        {
            foreach (var target in policy.Targets)
            {
                environment.Progress($"compiling {policy.Id}/{target.Id} of {Name}");
                var provider = environment.FindProvider(target.Provider) ?? throw new CliException($"{Name}: this version of PolicyKit does not know the provider '{target.Provider}' of the policy {policy.Id}.");
                yield return new TargetSnapshot(
                    PolicyCompiler.Compile(provider, policy, target, PolicyCompiler.DefaultBudget), Recorded.TryGetValue($"{policy.Id}/{target.Id}", out var deviations) ? deviations : null);
            }
        }
    }

    /// <summary>Reads a revision.</summary>
    /// <param name="name">An assembly, a deploy directory, its <c>policykit.json</c>, or <c>REVISION:path</c> as git understands it.</param>
    /// <param name="environment">Streams and catalogs.</param>
    /// <exception cref="CliException">There is no such thing, or it cannot be read.</exception>
    public static PolicyRevision Read(string name, CliEnvironment environment)
    {
        if (Directory.Exists(name))
        {
            return Inventory(name, File(Path.Combine(name, DeployFiles.Manifest)));
        }

        if (System.IO.File.Exists(name))
        {
            return Path.GetExtension(name).Equals(".json", StringComparison.OrdinalIgnoreCase) ? Inventory(name, File(name)) : Assembly(name, environment);
        }

        return name.IndexOf(':', StringComparison.Ordinal) > 0
            ? Inventory(name, GitFile(name, environment))
            : throw new CliException($"'{name}' is no compiled policies project, no deploy directory and no inventory; of a git revision write REVISION:path, for example main:policies/deploy.");
    }

    private static PolicyRevision Assembly(string path, CliEnvironment environment)
    {
        var assembly = AssemblyVerifier.Models(PolicyAssemblyReader.Read(path), environment);
        return new PolicyRevision(path, ById(assembly.Policies), new Dictionary<string, EquatableArray<RecordedDeviation>>(), assembly.Notices);
    }

    private static Dictionary<string, SandboxPolicy> ById(IEnumerable<SandboxPolicy> policies) => policies.DistinctBy(p => p.Id).OrderBy(p => p.Id, StringComparer.Ordinal).ToDictionary(p => p.Id, StringComparer.Ordinal);

    private static PolicyRevision Inventory(string name, string text)
    {
        try
        {
            var manifest = DeployManifest.Read(text);
            return new PolicyRevision(name, ById(manifest.Policies), manifest.Targets.ToDictionary(t => t.Directory, t => t.Deviations, StringComparer.Ordinal), []);
        }
        catch (ArtifactFormatException e)
        {
            throw new CliException($"{name} is no inventory of PolicyKit: {e.Message}");
        }
    }

    private static string File(string path)
    {
        try
        {
            return DeployFiles.Encoding.GetString(System.IO.File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            throw new CliException($"{path} cannot be read: {e.Message}");
        }
    }

    // A directory of a revision is listed, a file is shown: what is asked for is always the inventory.
    private static string GitFile(string name, CliEnvironment environment) => Git(name.EndsWith(".json", StringComparison.Ordinal) ? name : name.TrimEnd('/') + (name.EndsWith(':') ? string.Empty : "/") + DeployFiles.Manifest, environment.WorkingDirectory);

    private static string Git(string file, string directory)
    {
        try
        {
            var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = directory };
            start.ArgumentList.Add("show");
            start.ArgumentList.Add("--end-of-options");
            start.ArgumentList.Add(file);
            using var git = Process.Start(start)!;
            var error = git.StandardError.ReadToEndAsync();
            var text = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? text : throw new CliException($"git cannot show {file}: {error.GetAwaiter().GetResult().Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CliException($"'{file}' is no file, and git, which would know revisions, is not installed.");
        }
    }
}
