using System.Text.Json;
using PolicyKit.Cli.Tests.Support;

namespace PolicyKit.Cli.Tests;

/// <summary>The new project as files; that it builds is seen in the tests of the package.</summary>
public sealed class InitCommandTests : Sandboxed
{
    private string Folder => Path.Combine(Root, "policies");

    [Fact]
    public void EmptyFolder_GetsTheProject()
    {
        var answer = Run("init", Folder, "--name", "Acme.Policies", "--target", "docker", "e2b");

        Assert.Equal((ExitCode.Ok, string.Empty), (answer.Exit, answer.Error));
        Assert.Equal(
            [".config/dotnet-tools.json", ".gitignore", "Acme.Policies.csproj", "FirstAgent.cs", "README.md"],
            Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Contains($"Include=\"PolicyKit\" Version=\"{ToolVersion.Text}\"", Read("Acme.Policies.csproj"), StringComparison.Ordinal);
        Assert.Contains("[Docker, E2B]", Read("FirstAgent.cs"), StringComparison.Ordinal);
        Assert.Contains("namespace Acme.Policies;", Read("FirstAgent.cs"), StringComparison.Ordinal);
        Assert.Contains("AcceptBaseline<E2BBaseline_", Read("README.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("Accept", Read("FirstAgent.cs"), StringComparison.Ordinal);
        using var tools = JsonDocument.Parse(Read(".config/dotnet-tools.json"));
        Assert.Equal(ToolVersion.Text, tools.RootElement.GetProperty("tools").GetProperty("policykit.cli").GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("FirstAgent.cs")]
    [InlineData(".gitignore")]
    [InlineData("Other.csproj")]
    public void FolderWithSuchAFile_IsLeftAlone(string file)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, file), "mine");

        AssertRefused(file, "init", Folder);

        Assert.Equal("mine", Read(file));
        Assert.Single(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("class")]
    [InlineData("../x")]
    [InlineData("A b")]
    [InlineData("A..B")]
    [InlineData("Ä")]
    [InlineData("A\n")]
    [InlineData("PolicyKit")]
    [InlineData("System.Policies")]
    public void NameThatIsNoNamespace_IsRefused(string name)
    {
        AssertRefused("name", "init", Folder, "--name", name);

        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void UnknownTarget_IsRefusedWithTheKnownOnes() => AssertRefused("docker", "init", Folder, "--target", "dokker");

    [Fact]
    public void FileInTheWay_IsOneLineAndTwo()
    {
        File.WriteAllText(Folder, "a file");

        AssertRefused("cannot be made", "init", Folder);
    }

    [Fact]
    public void Help_TellsTheDefaults() => Assert.Contains("docker", Run("init", "--help").Output, StringComparison.Ordinal);

    private void AssertRefused(string saying, params string[] arguments)
    {
        var answer = Run(arguments);

        Assert.Equal((ExitCode.Usage, string.Empty), (answer.Exit, answer.Output));
        Assert.Contains(saying, Assert.Single(answer.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));
}
