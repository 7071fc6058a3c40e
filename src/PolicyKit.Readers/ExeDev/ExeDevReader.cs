using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.ExeDev;

namespace PolicyKit.Readers.ExeDev;

/// <summary>Reads exe.dev's commands back: the documented flags, in the one order in which they are written, and nothing else.</summary>
public sealed class ExeDevReader : ProviderReader
{
    private const string CommandsFile = "commands.json";

    /// <inheritdoc/>
    public override string Provider => "exe-dev";

    /// <inheritdoc/>
    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        Only(files, "an exe.dev", CommandsFile);
        return Root(files, CommandsFile, Commands);
    }

    private static ExeDevConfiguration Commands(MapReader map)
    {
        map.Texts("generated");
        map.TextOrNull("until");
        var (name, secrets) = (map.Text("name"), map.Texts("secrets"));
        if (map.Take("commands") is not ListNode list || !map.Has("secrets"))
        {
            throw map.Error("'secrets' and 'commands' are lists");
        }

        var commands = new Queue<Arguments>(list.Items.Select(c => new Arguments(map, c)));
        var configuration = Machine(Next(map, commands), name);
        if (commands.TryPeek(out var share) && share.Items is ["share", "port", ..])
        {
            commands.Dequeue();
            var port = share.Items is [_, _, var of, var text] && of == name ? Number(share, text, 65535) : throw share.Error();
            configuration = configuration with { Port = port };
        }

        var web = Next(map, commands);
        configuration = configuration with
        {
            Public = web.Items is ["share", "set-public" or "set-private", var machine] && machine == name ? web.Items[1] == "set-public" : throw web.Error(),
            Integrations = commands.Select(c => Integration(c, name)).ToEquatableArray(),
        };
        var used = configuration.Secrets.Concat(configuration.Integrations.Select(i => i.Secret)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return used.SequenceEqual(secrets.Items, StringComparer.Ordinal) ? configuration : throw map.Error("'secrets' are not those of the commands");
    }

    private static ExeDevConfiguration Machine(Arguments command, string name)
    {
        foreach (var word in new[] { "new", "--sandbox", "--no-email", "--json", "--name=" + name })
        {
            command.Word(word);
        }

        var image = command.After("--image=") ?? throw command.Error();
        if (command.After("--tag=policykit-") is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw command.Error();
        }

        var configuration = new ExeDevConfiguration { Name = name, Image = image, Cpu = Amount(command, "--cpu=", string.Empty), MemoryGiB = Amount(command, "--memory=", "GB"), DiskGiB = Amount(command, "--disk=", "GB") };
        var (environment, secrets) = (new List<NamedValue>(), new List<string>());
        while (command.After("--env=") is { } variable)
        {
            var at = variable.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = at > 0 ? (variable[..at], variable[(at + 1)..]) : throw command.Error();
            if (value == "{{secret:" + key + "}}")
            {
                secrets.Add(key);
            }
            else
            {
                environment.Add(secrets.Count == 0 && IsPlain(value) ? new NamedValue(key, value) : throw command.Error());
            }
        }

        command.End();
        return configuration with { Environment = environment.ToEquatableArray(), Secrets = secrets.ToEquatableArray() };
    }

    private static ExeDevIntegration Integration(Arguments command, string name)
    {
        foreach (var word in new[] { "integrations", "add", "http-proxy" })
        {
            command.Word(word);
        }

        var integration = command.After("--name=") ?? throw command.Error();
        var host = command.After("--target=https://") ?? throw command.Error();
        if (!HostName.TryParse(host, allowWildcard: false, out var canonical, out _) || canonical != host || !integration.StartsWith(name + "-", StringComparison.Ordinal))
        {
            throw command.Error();
        }

        var header = command.After("--header=");
        var text = header ?? command.After("--bearer=") ?? throw command.Error();
        var at = header is null ? 0 : text.IndexOf(':', StringComparison.Ordinal) + 1;
        var value = text[at..];
        if ((header is not null && at < 2) || !value.StartsWith("{{secret:", StringComparison.Ordinal) || !value.EndsWith("}}", StringComparison.Ordinal))
        {
            throw command.Error();
        }

        command.Word("--attach=vm:" + name);
        command.End();
        return new ExeDevIntegration(integration, host, value["{{secret:".Length..^2], header is null ? null : text[..(at - 1)]);
    }

    private static int Amount(Arguments command, string flag, string unit) => command.After(flag) is not { } text ? 0
        : text.EndsWith(unit, StringComparison.Ordinal) ? Number(command, text[..^unit.Length], int.MaxValue) : throw command.Error();

    private static int Number(Arguments command, string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most && number.ToString(CultureInfo.InvariantCulture) == text ? number : throw command.Error();

    private static bool IsPlain(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "_./:@=+,%-".Contains(c, StringComparison.Ordinal));

    private static Arguments Next(MapReader map, Queue<Arguments> commands) => commands.TryDequeue(out var command) ? command : throw map.Error("a command is missing");

    // One command, read from left to right.
    private sealed class Arguments(MapReader map, Node command)
    {
        private int _at;

        public string[] Items { get; } = command is ListNode list && list.Items.All(i => i is StringNode) ? [.. list.Items.Select(i => ((StringNode)i).Value)] : throw map.Error("a command is a list of strings");

        public void Word(string word) => _at = _at < Items.Length && Items[_at] == word ? _at + 1 : throw Error();

        public string? After(string prefix) => _at < Items.Length && Items[_at].StartsWith(prefix, StringComparison.Ordinal) ? Items[_at++][prefix.Length..] : null;

        public void End() => _at = _at == Items.Length ? _at : throw Error();

        public ArtifactFormatException Error() => map.Error($"this is not a command that PolicyKit writes: {string.Join(' ', Items.Take(4))}");
    }
}
