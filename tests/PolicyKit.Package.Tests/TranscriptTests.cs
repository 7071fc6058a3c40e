using PolicyKit.Package.Tests.Support;
using PolicyKit.TestKit;

namespace PolicyKit.Package.Tests;

/// <summary>What a newcomer sees, from the tool's installation to drift; the page shows the true output.</summary>
public sealed class TranscriptTests(Packages packages)
{
    [Fact]
    public void GettingStarted_ShowsWhatHappens()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script needs bash");
        const string page = "docs/getting-started.md";
        const string begin = "```text\n";

        var said = Dotnet.Start("bash", RepositoryFiles.Root, "eng/try-package.sh", packages.Feed).Succeeds();

        var text = File.ReadAllText(RepositoryFiles.Path(page));
        var from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = text.IndexOf("```", from, StringComparison.Ordinal);
        Baseline.Verify(page, text[..from] + said.TrimEnd('\n') + "\n" + text[to..]);
    }
}
