using System.Xml.Linq;
using PolicyKit.TestKit;

namespace PolicyKit.Repository.Tests;

public sealed class DependencyDirectionTests
{
    // Section 7 of the design: dependencies point one way.
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "src/PolicyKit/PolicyKit.csproj", [] },
        { "src/PolicyKit.Core/PolicyKit.Core.csproj", [] },
        { "src/PolicyKit.Providers/PolicyKit.Providers.csproj", ["PolicyKit.Core"] },
        { "src/PolicyKit.Readers/PolicyKit.Readers.csproj", ["PolicyKit.Providers"] },
        { "src/PolicyKit.Roslyn/PolicyKit.Roslyn.csproj", ["PolicyKit.Core"] },
        { "src/PolicyKit.Docker/PolicyKit.Docker.csproj", ["PolicyKit.Providers"] },
        { "src/PolicyKit.Cli/PolicyKit.Cli.csproj", ["PolicyKit.Docker", "PolicyKit.Readers"] },
        { "generators/PolicyKit.Generators/PolicyKit.Generators.csproj", ["PolicyKit.Roslyn", "PolicyKit.Providers"] },
        { "analyzers/PolicyKit.Analyzers/PolicyKit.Analyzers.csproj", ["PolicyKit.Roslyn", "PolicyKit.Providers"] },
        { "analyzers/PolicyKit.CodeFixes/PolicyKit.CodeFixes.csproj", ["PolicyKit.Analyzers"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void ProductProject_ReferencesOnlyWhatTheDesignAllows(string project, string[] allowed)
    {
        var references = XDocument.Load(RepositoryFiles.Path(project)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void EveryProductProject_IsCovered()
    {
        var projects = new[] { "src", "generators", "analyzers" }
            .SelectMany(folder => Directory.EnumerateFiles(RepositoryFiles.Path(folder), "*.csproj", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'));

        Assert.DoesNotContain(projects.Except(Allowed.Select(row => row.Data.Item1)), p => !p.StartsWith("src/PolicyKit.MSBuild/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PolicyKit.Core")]
    [InlineData("PolicyKit.Providers")]
    public void CoreAndProviders_ReferenceNoRoslyn(string project)
    {
        var packages = XDocument.Load(RepositoryFiles.Path($"src/{project}/{project}.csproj")).Descendants("PackageReference").Select(p => p.Attribute("Include")!.Value);

        Assert.DoesNotContain(packages, p => p.StartsWith("Microsoft.CodeAnalysis.", StringComparison.Ordinal) && !p.EndsWith("Analyzers", StringComparison.Ordinal));
    }
}
