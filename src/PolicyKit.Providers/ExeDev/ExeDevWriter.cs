using System.Collections.Immutable;
using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Documents;

namespace PolicyKit.Providers.ExeDev;

/// <summary>Configuration to the list of commands, each a list of arguments that needs no quoting.</summary>
internal static class ExeDevWriter
{
    public static ImmutableArray<Artifact> Write(ExeDevConfiguration configuration, ArtifactHeader header) => ImmutableArray.Create(new Artifact("commands.json", JsonWriter.Write(MapNode.Of(
        new("generated", ListNode.Of(header.Lines())),
        header.Until is null ? null : new("until", header.Until),
        new("name", configuration.Name),
        new("secrets", ListNode.Of(configuration.Secrets.Concat(configuration.Integrations.Select(i => i.Secret)).Distinct(StringComparer.Ordinal).OrderBy(s => s, StringComparer.Ordinal))),
        new("commands", ListNode.Of(Commands(configuration, header).Select(c => (Node)ListNode.Of(c))))))));

    // What must not be left to a default is said: a machine of its own, no mail, a private web address.
    private static IEnumerable<IEnumerable<string>> Commands(ExeDevConfiguration configuration, ArtifactHeader header)
    {
        var name = configuration.Name;
        yield return new[] { "new", "--sandbox", "--no-email", "--json", "--name=" + name, "--image=" + configuration.Image, "--tag=policykit-" + header.Hash }
            .Concat(Amount("--cpu=", configuration.Cpu, string.Empty)).Concat(Amount("--memory=", configuration.MemoryGiB, "GB")).Concat(Amount("--disk=", configuration.DiskGiB, "GB"))
            .Concat(configuration.Environment.Select(v => $"--env={v.Name}={v.Value}"))
            .Concat(configuration.Secrets.Select(s => $"--env={s}={{{{secret:{s}}}}}"));
        if (configuration.Port is { } port)
        {
            yield return new[] { "share", "port", name, port.ToString(CultureInfo.InvariantCulture) };
        }

        yield return new[] { "share", configuration.Public ? "set-public" : "set-private", name };
        foreach (var integration in configuration.Integrations)
        {
            yield return new[]
            {
                "integrations", "add", "http-proxy", "--name=" + integration.Name, "--target=https://" + integration.Host,
                integration.Header is { } named ? $"--header={named}:{{{{secret:{integration.Secret}}}}}" : $"--bearer={{{{secret:{integration.Secret}}}}}", "--attach=vm:" + name,
            };
        }
    }

    private static IEnumerable<string> Amount(string flag, int amount, string unit) => amount == 0 ? Array.Empty<string>() : new[] { flag + amount.ToString(CultureInfo.InvariantCulture) + unit };
}
