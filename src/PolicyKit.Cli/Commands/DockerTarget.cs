using PolicyKit.Cli.Assemblies;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Cli.Commands;

/// <summary>Finds the Docker target of a policy that <c>run</c> and <c>probe</c> start.</summary>
internal static class DockerTarget
{
    /// <summary>The target, or null when it is refused or has ended; why has been printed then.</summary>
    /// <exception cref="CliException">No such policy or target.</exception>
    public static ProvedTarget? Find(CommandInput input, string policy, string? name)
    {
        var assembly = input.Prove();
        var ofPolicy = assembly.Targets.Where(t => t.Policy == policy).ToList();
        if (assembly.Policies.All(p => p.Id != policy))
        {
            input.Reporter().Notices(assembly.Notices.Where(n => n.IsError));
            throw new CliException($"There is no policy '{policy}'; the assembly has {Listed(assembly.Policies.Select(p => p.Id))}.");
        }

        var docker = ofPolicy.Where(t => t.Compiled.Provider is DockerProvider && (name is null || t.Target == name)).ToList();
        if (docker.Count != 1)
        {
            throw new CliException(
                docker.Count == 0 ? $"The policy '{policy}' has no Docker target{(name is null ? string.Empty : $" '{name}'")}; it has {Listed(ofPolicy.Select(t => t.Target))}. Only Docker runs on this machine."
                : $"The policy '{policy}' has several Docker targets; name one with --target: {Listed(docker.Select(t => t.Target))}.");
        }

        // What ends or fails for another policy does not stop this one.
        var target = docker[0];
        var errors = assembly.Notices.Where(n => n.IsError && (n.Origin == target.Policy || n.Origin == $"{target.Policy}/{target.Target}")).ToList();
        if (target.Compiled.Status == CompileStatus.Emitted && target.ReadBack is not null && errors.Count == 0)
        {
            return target;
        }

        input.Reporter().Notices(errors);
        input.Environment.Error.WriteLine("policykit: nothing was started.");
        return null;
    }

    private static string Listed(IEnumerable<string> names) => names.ToList() is { Count: > 0 } list ? string.Join(", ", list) : "none";
}
