using PolicyKit.Package.Tests.Support;

namespace PolicyKit.Package.Tests;

/// <summary>A package from which something was taken fails the build, whatever is suppressed. Each project restores its own copy.</summary>
[Collection(Consumers.Collection)]
public sealed class MissingPartTests(Packages packages, Consumers consumers)
{
    private const string Whole = "Whole";

    private static readonly string[] Own =
    [
        "analyzers/dotnet/cs/PolicyKit.Analyzers.dll",
        "analyzers/dotnet/cs/PolicyKit.CodeFixes.dll",
        "analyzers/dotnet/cs/PolicyKit.Core.dll",
        "analyzers/dotnet/cs/PolicyKit.Generators.dll",
        "analyzers/dotnet/cs/PolicyKit.Providers.dll",
        "analyzers/dotnet/cs/PolicyKit.Roslyn.dll",
        "build/PolicyKit.None.globalconfig",
        "build/PolicyKit.Strict.globalconfig",
        "build/PolicyKit.props",
        "build/PolicyKit.targets",
        "build/PolicyKitParts.props",
        "build/PolicyKitSentinel.cs",
        "buildTransitive/PolicyKit.props",
        "buildTransitive/PolicyKit.targets",
        "lib/netstandard2.0/PolicyKit.dll",
    ];

    private static readonly string[] Broken = ["PolicyKit.Core.dll", "PolicyKit.Generators.dll", "PolicyKit.Providers.dll", "PolicyKit.Roslyn.dll"];

    [Fact]
    public void PackageThatIsNotWhole_FailsTheBuild()
    {
        consumers.Built.AssertBuilt("Good");
        var tools = Directory.GetFiles(Path.Combine(packages.Restored, "tools", "net10.0", "any")).Select(f => "tools/net10.0/any/" + Path.GetFileName(f)).ToList();
        Assert.NotEmpty(tools);
        Make(Whole, []);
        for (var i = 0; i < Own.Length; i++)
        {
            Make($"Without{i}", [Own[i]]);
        }

        // The targets name each; one project is enough.
        Make("WithoutTool", tools);
        foreach (var file in Broken)
        {
            var restored = Make("Broken" + Path.GetFileNameWithoutExtension(file).Replace(".", string.Empty, StringComparison.Ordinal), ["analyzers/dotnet/cs/" + file]);
            File.WriteAllText(Path.Combine(restored, "analyzers", "dotnet", "cs", file), "no assembly");
        }

        var root = Path.Combine(packages.Root, "broken");
        Sources.WriteSolution(root);
        Dotnet.Run(root, "restore", "All.slnx", "-v:q");
        var built = Dotnet.Run(root, "build", "All.slnx", "--no-restore", "-m:2", "-v:m");

        built.AssertBuilt(Whole);
        for (var i = 0; i < Own.Length; i++)
        {
            Assert.True(built.Errors($"Without{i}").Count > 0, $"{Own[i]} can be missing: {built.Output}");
        }

        Assert.All(tools, tool => Assert.Contains(built.Errors("WithoutTool"), l => l.Contains(Path.GetFileName(tool), StringComparison.Ordinal)));
        Assert.All(Broken, file => Assert.Contains(
            built.Errors("Broken" + Path.GetFileNameWithoutExtension(file).Replace(".", string.Empty, StringComparison.Ordinal)),
            l => l.Contains("PolicyKitSentinel.cs", StringComparison.Ordinal)));
    }

    /// <summary>A project with a folder of restored packages of its own; returns that of PolicyKit.</summary>
    private string Make(string project, IReadOnlyCollection<string> without)
    {
        var root = Path.Combine(packages.Root, "broken");
        var restored = Path.Combine(packages.Root, "broken-restored", project);
        Sources.Write(
            root,
            project,
            Sources.Project(
                $"""<PackageReference Include="PolicyKit" Version="{packages.Version}" PrivateAssets="all" />""",
                $"<RestorePackagesPath>{restored}</RestorePackagesPath><RunAnalyzers>false</RunAnalyzers><NoWarn>CS8785;CS8034;CS8032;CS8784;CS0246</NoWarn>"),
            ("Policies.cs", Sources.Policy()));
        var copy = Path.Combine(restored, "policykit", packages.Version);
        foreach (var file in Directory.GetFiles(packages.Restored, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(packages.Restored, file).Replace('\\', '/');
            if (without.Contains(relative) || relative.EndsWith(".nupkg", StringComparison.Ordinal))
            {
                continue;
            }

            var target = Path.Combine(copy, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (relative.StartsWith("tools/", StringComparison.Ordinal) && !OperatingSystem.IsWindows())
            {
                File.CreateSymbolicLink(target, file);
            }
            else
            {
                File.Copy(file, target);
            }
        }

        return copy;
    }
}
