using System.Text.RegularExpressions;
using PolicyKit.Package.Tests.Support;
using PolicyKit.TestKit;

namespace PolicyKit.Package.Tests;

/// <summary>The package's components in the oldest .NET 10 compiler and in the newest that the machine's sources have; the SDK's own compiled the other consumers.</summary>
[Collection(Consumers.Collection)]
public sealed class CompilerTests(Packages packages, Consumers consumers)
{
    [Theory]
    [InlineData("[5.0.0]")]
    [InlineData("*")]
    public void Components_LoadRunAndReport(string compiler)
    {
        var root = Directory.CreateDirectory(Path.Combine(packages.Root, "compiler", compiler == "*" ? "newest" : "oldest")).FullName;
        File.Copy(RepositoryFiles.Path("tests/PolicyKit.Package.Tests/CompilerHost/Program.cs"), Path.Combine(root, "Program.cs"));
        File.WriteAllText(Path.Combine(root, "CompilerHost.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><PackageReference Include="Microsoft.CodeAnalysis.CSharp" Version="{compiler}" /></ItemGroup>
            </Project>
            """);
        Dotnet.Run(root, "build", "-v:q", "-o", "out").Succeeds();

        var good = Compile("Good");
        Assert.Contains("generators 1\nanalyzers some\nran True\n", good, StringComparison.Ordinal);
        Assert.Matches("artifacts [1-9]", good);
        Assert.DoesNotMatch("PK|CS|AD0001", good);
        var version = new Version(Regex.Match(good, @"compiler (\d+\.\d+\.\d+)").Groups[1].Value);
        Assert.True(compiler == "*" ? version > new Version(5, 0, 0) : version == new Version(5, 0, 0), good);

        var malformed = Compile("Malformed");
        Assert.Contains("ran True\nartifacts 0\n", malformed, StringComparison.Ordinal);
        Assert.Contains("PK1012 5,12", malformed, StringComparison.Ordinal);

        string Compile(string project) => Dotnet.Run(
            root,
            "out/CompilerHost.dll",
            Path.Combine(packages.Restored, "analyzers", "dotnet", "cs"),
            Path.Combine(packages.Restored, "lib", "netstandard2.0", "PolicyKit.dll"),
            Path.Combine(consumers.Root, project, "Policies.cs")).Succeeds();
    }
}
