using System.Diagnostics;

namespace PolicyKit.Cli.Commands;

/// <summary>Where <c>run</c> takes the values of credentials from: the environment unless the user names a file or a command. Values are never printed.</summary>
internal sealed class SecretSources
{
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly Func<string, string?> _variable;

    /// <param name="given">Values of <c>--secret</c>: <c>NAME=env:VARIABLE</c>, <c>NAME=file:PATH</c> or <c>NAME=command:LINE</c>.</param>
    /// <param name="names">Credentials that the set needs.</param>
    /// <param name="variable">The environment.</param>
    /// <exception cref="CliException">A value of another form, or a credential that is not the policy's.</exception>
    public SecretSources(IEnumerable<string> given, IReadOnlyList<string> names, Func<string, string?> variable)
    {
        _variable = variable;
        foreach (var name in names)
        {
            _sources[name] = "env:" + name;
        }

        foreach (var one in given)
        {
            // What follows may be a value that was given by mistake: it is not repeated.
            var split = one.IndexOf('=', StringComparison.Ordinal);
            var name = split > 0 ? one[..split] : throw new CliException("--secret is NAME=env:VARIABLE, NAME=file:PATH or NAME=command:LINE.");
            var source = one[(split + 1)..];
            if (!_sources.ContainsKey(name))
            {
                throw new CliException($"--secret '{name}': the policy has no such credential on this target; it has {(names.Count == 0 ? "none" : string.Join(", ", names))}.");
            }

            if (!source.StartsWith("env:", StringComparison.Ordinal) && !source.StartsWith("file:", StringComparison.Ordinal) && !source.StartsWith("command:", StringComparison.Ordinal))
            {
                throw new CliException($"--secret {name}=... begins with env:, file: or command:. A value is never given on the command line, where other users and the shell's history see it.");
            }

            _sources[name] = source;
        }
    }

    /// <summary>Name and place of each, without values.</summary>
    public IEnumerable<(string Name, string Source)> Described => _sources.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value));

    /// <summary>Reads all of them.</summary>
    /// <exception cref="CliException">One is missing or unreadable; it is named, its value is not.</exception>
    public Dictionary<string, string> Read() => _sources.ToDictionary(s => s.Key, s => Read(s.Key, s.Value), StringComparer.Ordinal);

    private string Read(string name, string source)
    {
        var split = source.IndexOf(':', StringComparison.Ordinal);
        var place = source[(split + 1)..];
        var value = source[..split] switch
        {
            "env" => _variable(place) ?? throw new CliException($"The credential {name} is missing: set the environment variable {place}, or give --secret {name}=file:PATH or {name}=command:LINE."),
            "file" => FromFile(name, place),
            _ => FromCommand(name, place),
        };
        value = value.TrimEnd('\r', '\n');
        return value.Length == 0 ? throw new CliException($"The credential {name} is empty.")
            : value.Contains('\0', StringComparison.Ordinal) ? throw new CliException($"The credential {name} holds a NUL character.")
            : value;
    }

    private static string FromFile(string name, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException($"The credential {name} cannot be read from the file '{path}': {e.Message}");
        }
    }

    private static string FromCommand(string name, string line)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, ArgumentList = { "-c", line } };
        using var process = Process.Start(start)!;
        var value = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? value : throw new CliException($"The command for the credential {name} ended with exit code {process.ExitCode}.");
    }
}
