using PolicyKit.TestKit;

[assembly: AssemblyFixture(typeof(PolicyKit.Package.Tests.Support.Packages))]

namespace PolicyKit.Package.Tests.Support;

/// <summary>The two packages, packed once from what was built beside these tests, and a folder outside the repository whose projects restore them.</summary>
public sealed class Packages : IDisposable
{
    public Packages()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var project in new[] { "src/PolicyKit.MSBuild/PolicyKit.MSBuild.csproj", "src/PolicyKit.Cli/PolicyKit.Cli.csproj" })
        {
            Dotnet.Run(RepositoryFiles.Root, "pack", project, "--no-build", "-c", configuration, "-o", Feed, "-v:q", "-warnaserror").Succeeds();
        }

        // Besides the sources that the machine has. A folder of its own for what is restored, so that never a copy of yesterday is tried.
        File.WriteAllText(Path.Combine(Root, "NuGet.config"), """
            <configuration>
              <packageSources><add key="policykit-packed" value="feed" /></packageSources>
              <config><add key="globalPackagesFolder" value="restored" /></config>
            </configuration>
            """);
        Version = Path.GetFileNameWithoutExtension(Directory.EnumerateFiles(Feed, "PolicyKit.Cli.*.nupkg").Single())["PolicyKit.Cli.".Length..];
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("policykit-package-").FullName;

    public string Feed => Path.Combine(Root, "feed");

    /// <summary>PolicyKit as it was restored.</summary>
    public string Restored => Path.Combine(Root, "restored", "policykit", Version);

    public string Version { get; }

    public string Packed(string id) => Path.Combine(Feed, $"{id}.{Version}.nupkg");

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
