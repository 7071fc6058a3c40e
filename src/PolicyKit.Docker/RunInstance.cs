using System.Net;
using System.Security.Cryptography;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Docker;

/// <summary>One run of a policy: the emitted configuration with a name and a network of its own, proved again and planned.</summary>
public static class RunInstance
{
    /// <summary>A new id: eight hexadecimal digits.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));

    /// <summary>Directory of a run on this machine; of this user alone, in memory where the machine has <c>/dev/shm</c>.</summary>
    /// <param name="run">Id of the run.</param>
    public static string DirectoryOf(string run) => SetDirectory.Of(run);

    /// <summary>Works out everything that the run asks of the engine.</summary>
    /// <param name="compiled">An emitted Docker target.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="directory">Directory on the engine's host for the files of the set.</param>
    /// <param name="taken">Networks that the engine has already.</param>
    /// <exception cref="ArgumentException">The target was not emitted for Docker.</exception>
    /// <exception cref="DockerRunException">No network is left, or the configuration with its own network is not within the policy.</exception>
    public static SetPlan Plan(CompiledTarget compiled, string run, string directory, AddressSet taken)
    {
        if (compiled is not { Configuration: DockerConfiguration configuration, Header: { } header })
        {
            throw new ArgumentException("The target was not emitted for Docker.", nameof(compiled));
        }

        if (configuration.Network is { } network)
        {
            configuration = configuration with { Network = network with { Prefix = FreePrefix(network, taken) } };
            Prove(compiled, configuration);
        }

        var files = compiled.Provider.Write(configuration, header).ToDictionary(a => a.Path, a => a.Text, StringComparer.Ordinal);
        foreach (var glue in compiled.Provider.Glue)
        {
            files[glue.Path] = glue.Text;
        }

        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RunLabels.Run] = run,
            [RunLabels.Policy] = compiled.Policy.Policy.Id,
            [RunLabels.Target] = compiled.Policy.Target.Id,
        };
        return ComposeTranslator.Translate(configuration, header.Hash, files, labels, $"{configuration.Project}-{run}", directory);
    }

    // The emitted /24 unless somebody has it; runs side by side take the next ones. What the router forwards to stays outside, else the sandbox would look for it on its own network.
    private static string FreePrefix(DockerNetwork network, AddressSet taken)
    {
        taken = taken.Union(AddressSet.Of(network.Routes.Items.SelectMany(r => r.Cidrs.Items).ToArray()));
        var first = IPAddress.Parse(network.Prefix + ".0").GetAddressBytes();
        var start = first[0] == 10 && first[1] >= 240 ? ((first[1] - 240) * 256) + first[2] : 0;
        var candidates = Enumerable.Range(0, 4096).Select(i => (start + i) % 4096).Select(slot => $"10.{240 + (slot / 256)}.{slot % 256}").Prepend(network.Prefix);
        return candidates.FirstOrDefault(c => !AddressSet.Of(c + ".0/24").Overlaps(taken))
            ?? throw new DockerRunException("No private /24 in 10.240.0.0/12 is free; see 'policykit ps' and 'docker network ls'.");
    }

    private static void Prove(CompiledTarget compiled, DockerConfiguration configuration)
    {
        using (WorkBudget.Begin(PolicyCompiler.DefaultBudget, CancellationToken.None))
        {
            var proof = compiled.Provider.Semantics(configuration).May.IsWithin(compiled.Allowed());
            if (proof.Verdict != compiled.Proof?.Verdict)
            {
                throw new DockerRunException($"The set on network {configuration.Network?.Prefix}.0/24 is not within the policy: {string.Join("; ", proof.Witnesses)}");
            }
        }
    }
}
