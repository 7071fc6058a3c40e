using System.Text.RegularExpressions;
using PolicyKit.Core;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;

namespace PolicyKit.Readers.Docker;

/// <summary>
/// Reads a Docker set back. The parsers of this folder take out what a configuration holds; whatever else stands in the files must be exactly what belongs to that configuration, so a line that no parser knows is an error too.
/// </summary>
public sealed partial class DockerReader : ProviderReader
{
    /// <inheritdoc/>
    public override string Provider => "docker";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        try
        {
            var (configuration, hash) = files.ContainsKey("compose.yaml") ? ComposeFiles.Read(files) : RunFiles.Read(files);
            Whole(configuration, hash);
            Complete(configuration, hash, files);
            return configuration;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or OverflowException or NullReferenceException or InvalidCastException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new ArtifactFormatException(files.ContainsKey("compose.yaml") ? "compose.yaml" : "run.args", 0, "Not a set that PolicyKit writes: " + e.Message);
        }
    }

    internal static string File(IReadOnlyDictionary<string, string> files, string path) =>
        files.TryGetValue(path, out var text) ? text : throw new ArtifactFormatException(path, 0, "The file is missing.");

    internal static (string Image, EquatableArray<string> Commands) Dockerfile(IReadOnlyDictionary<string, string> files, string path = "sandbox/Dockerfile")
    {
        var lines = File(files, path).Split('\n');

        // These comments are instructions to the builder: another frontend could do anything.
        var directive = Array.FindIndex(lines, l => Directive().IsMatch(l));
        if (directive >= 0)
        {
            throw new ArtifactFormatException(path, directive + 1, "A parser directive is not expected.");
        }

        var from = Array.FindIndex(lines, l => l.StartsWith("FROM ", StringComparison.Ordinal));
        var image = from < 0 ? throw new ArtifactFormatException(path, 0, "'FROM' is missing.") : lines[from]["FROM ".Length..];
        if (!PolicyGrammar.IsImage(image))
        {
            throw new ArtifactFormatException(path, from + 1, $"'{image}' is not the name of an image.");
        }

        var commands = lines.Where(l => l.StartsWith("RUN ", StringComparison.Ordinal))
            .Select(l => ((ListNode)JsonReader.Read(l["RUN ".Length..], path)).Items.Items.Cast<StringNode>().Select(s => s.Value).ToArray())
            .Where(words => words.Length == 3 && words[0] == "/bin/sh" && words[1] == "-c")
            .Select(words => words[2]);
        return (image, commands.ToEquatableArray());
    }

    private static void Whole(DockerConfiguration configuration, string hash)
    {
        if (configuration.Network is { } network
            && network.Listeners.Items.SelectMany(l => l.Names.Items).Any(n => n.Action != DockerNameAction.Deny && n.Addresses >= network.Addresses.Count))
        {
            throw new FormatException("an address list is missing.");
        }

        if (hash.Length == 0 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw new FormatException("policykit.hash is not a hash.");
        }

        // Hosts, networks, ports and paths are texts up to here. What is not one of them has no meaning, and the semantics says so.
        _ = new DockerProvider().Semantics(configuration);
    }

    // What is left of the text after the parsers must be the text that the configuration has: no line more, no line less.
    private static void Complete(DockerConfiguration configuration, string hash, IReadOnlyDictionary<string, string> files)
    {
        var header = new ArtifactHeader(configuration.PolicyId, "type", "docker", default, hash, null);
        var expected = new DockerProvider().Write(configuration, header).ToDictionary(a => a.Path, a => a.Text, StringComparer.Ordinal);
        foreach (var foreign in files.Keys.Except(expected.Keys).Order(StringComparer.Ordinal))
        {
            throw new ArtifactFormatException(foreign, 0, "The file does not belong to this set.");
        }

        foreach (var (path, text) in expected.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var (offset, actual) = Body(File(files, path));
            var (_, wanted) = Body(text);
            for (var i = 0; i < Math.Max(actual.Length, wanted.Length); i++)
            {
                if (i >= actual.Length || i >= wanted.Length || actual[i] != wanted[i])
                {
                    throw new ArtifactFormatException(path, offset + i + 1, i < actual.Length ? $"'{actual[i].Trim()}' is not expected here." : $"'{wanted[i].Trim()}' is missing.");
                }
            }
        }
    }

    private static (int Offset, string[] Lines) Body(string text)
    {
        var lines = text.Split('\n');
        var offset = lines.TakeWhile(l => l.StartsWith('#')).Count();
        return (offset, lines[offset..]);
    }

    [GeneratedRegex(@"^#\s*(syntax|escape|check)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Directive();
}
