namespace PolicyKit.TestKit;

/// <summary>Files that tests compare with and that one switch rewrites: POLICYKIT_UPDATE=1. In CI nothing is rewritten.</summary>
public static class Baseline
{
    /// <summary>Whether baselines are rewritten instead of compared.</summary>
    public static bool Update { get; } = Environment.GetEnvironmentVariable("POLICYKIT_UPDATE") == "1";

    /// <summary>Compares a text with a file given relative to the repository's root, or rewrites the file.</summary>
    /// <exception cref="InvalidOperationException">The file is missing or differs; names the first line that does.</exception>
    public static void Verify(string relative, string actual)
    {
        var path = RepositoryFiles.Path(relative);
        if (Update)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                throw new InvalidOperationException("POLICYKIT_UPDATE rewrites what the tests compare with; it is refused in CI.");
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{relative} is missing; POLICYKIT_UPDATE=1 writes it.");
        }

        var expected = File.ReadAllText(path);
        if (expected != actual)
        {
            var (line, was, now) = FirstDifference(expected.Split('\n'), actual.Split('\n'));
            throw new InvalidOperationException($"{relative}({line}) differs; POLICYKIT_UPDATE=1 rewrites it.\n- {was}\n+ {now}");
        }
    }

    /// <summary>Compares a whole directory: files in it that were not given are an error.</summary>
    public static void VerifyDirectory(string relative, IEnumerable<(string Path, string Text)> files)
    {
        var given = files.ToList();
        var root = RepositoryFiles.Path(relative);
        var there = Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(root, f).Replace('\\', '/')).ToList()
            : [];
        foreach (var foreign in there.Except(given.Select(f => f.Path)))
        {
            if (!Update)
            {
                throw new InvalidOperationException($"{relative}/{foreign} is no longer made; POLICYKIT_UPDATE=1 removes it.");
            }

            File.Delete(System.IO.Path.Combine(root, foreign));
        }

        foreach (var (path, text) in given)
        {
            Verify($"{relative}/{path}", text);
        }
    }

    private static (int Line, string Was, string Now) FirstDifference(string[] expected, string[] actual)
    {
        var line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line])
        {
            line++;
        }

        return (line + 1, line < expected.Length ? expected[line] : "(end)", line < actual.Length ? actual[line] : "(end)");
    }
}
