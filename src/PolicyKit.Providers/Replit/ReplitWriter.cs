using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Replit;

/// <summary>Configuration to the project files.</summary>
internal static class ReplitWriter
{
    public static ImmutableArray<Artifact> Write(ReplitConfiguration configuration, ArtifactHeader header) => ImmutableArray.Create(
        new Artifact(".replit", TomlWriter.Write(Project(configuration), header.Lines())),
        new Artifact("replit.nix", ReplitConfiguration.Nix),
        new Artifact("secrets.json", JsonWriter.Write(Secrets(configuration, header))));

    // What must not be left to a template is said: no modules, no hidden files, no detection of what to run.
    private static MapNode Project(ReplitConfiguration configuration) => MapNode.Of(
        new("modules", ListNode.Of(configuration.Module is { } module ? new[] { module } : Array.Empty<string>())),
        configuration.Run.IsEmpty ? null : new("run", ListNode.Of(configuration.Run)),
        new("nix", MapNode.Of(new MapEntry("channel", ReplitConfiguration.Channel))),
        configuration.Environment.IsEmpty ? null : new("env", MapNode.Of(configuration.Environment.Select(v => new MapEntry(v.Name, v.Value)))),
        configuration.Port is { } port ? new("ports", ListNode.Of(new Node[] { MapNode.Of(new("localPort", port), new("externalPort", 80), new("exposeLocalhost", false)) })) : null,
        new("deployment", MapNode.Of(
            new("deploymentTarget", configuration.Autoscale ? "autoscale" : "vm"),
            configuration.BuildCommands.IsEmpty ? null : new("build", ListNode.Of(ReplitConfiguration.Build.Concat(configuration.BuildCommands))),
            configuration.Run.IsEmpty ? null : new("run", ListNode.Of(configuration.Run)),
            configuration.Port is null ? new("ignorePorts", true) : null)));

    // The values are set by hand; this says which, and until when the acceptances hold.
    private static MapNode Secrets(ReplitConfiguration configuration, ArtifactHeader header) => MapNode.Of(
        new("generated", ListNode.Of(header.Lines())),
        header.Until is null ? null : new("until", header.Until),
        new("secrets", ListNode.Of(configuration.Secrets)));
}
