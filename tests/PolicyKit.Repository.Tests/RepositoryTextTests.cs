using System.Diagnostics;
using PolicyKit.TestKit;

namespace PolicyKit.Repository.Tests;

public sealed class RepositoryTextTests
{
    private static readonly string[] Binary = [".png"];

    private static IEnumerable<string> TrackedFiles()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z"]) { WorkingDirectory = RepositoryFiles.Root, RedirectStandardOutput = true })!;
        var files = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return files.Where(f => File.Exists(RepositoryFiles.Path(f)) && !Binary.Contains(Path.GetExtension(f)));
    }

    [Fact]
    public void LockFiles_NameNoDownloadAddress()
    {
        var files = TrackedFiles().Where(f => f.EndsWith(".lock.json", StringComparison.Ordinal) || f.EndsWith("package-lock.json", StringComparison.Ordinal));

        Assert.All(files, f => Assert.DoesNotContain("http", File.ReadAllText(RepositoryFiles.Path(f)), StringComparison.Ordinal));
    }

    [Fact]
    public void TextFiles_EndLinesWithLineFeed() =>
        Assert.All(TrackedFiles(), f => Assert.False(File.ReadAllText(RepositoryFiles.Path(f)).Contains('\r'), $"{f} has a carriage return"));
}
