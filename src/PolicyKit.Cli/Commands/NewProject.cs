using PolicyKit.Cli.Deploy;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Commands;

/// <summary>The files of a new policies project.</summary>
internal static class NewProject
{
    /// <summary>Files for a name (a C# namespace), targets and the version of the packages.</summary>
    public static IReadOnlyList<DeployFile> Files(string name, IReadOnlyList<Provider> targets, string version) =>
    [
        new($"{name}.csproj", Project(version)),
        new("FirstAgent.cs", Policy(name, targets)),
        new("README.md", Readme(name, targets)),
        new(".gitignore", "bin/\nobj/\n"),
        new(".config/dotnet-tools.json", Tools(version)),
    ];

    private static string Project(string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <!-- Only built, never run or packed: the configurations travel in the assembly until they are written into deploy. -->
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <IsPackable>false</IsPackable>
            <!-- Stands by itself, whatever a Directory.Packages.props above it says. -->
            <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="PolicyKit" Version="{version}" PrivateAssets="all" />
          </ItemGroup>
        </Project>

        """;

    private static string Policy(string name, IReadOnlyList<Provider> targets) => $$"""
        using PolicyKit;

        namespace {{name}};

        // What is not said here is denied: no other host, no other port, no capabilities. The token never enters the sandbox; a proxy puts it on requests.
        [Sandbox("first-agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "2048")]
        [Lifetime("30m")]
        [AllowHosts("api.github.com")]
        [Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer")]
        [{{string.Join(", ", targets.Select(Attribute))}}]
        public sealed partial class FirstAgent;

        """;

    private static string Readme(string name, IReadOnlyList<Provider> targets) => $"""
        # {name}

        Sandbox policies for AI agents. Each class declares what one sandbox may do; PolicyKit emits each target's configuration below `deploy` and proves that it allows no more.

        ```sh
        dotnet build                          # judges the policies, and compares deploy with them once it is there
        dotnet build -p:PolicyKitMode=Write   # also brings deploy up to date; commit it with the policy

        dotnet tool restore                   # the command, at the version that .config/dotnet-tools.json names
        dotnet policykit explain first-agent --assembly bin/Debug/net10.0/{name}.dll
        ```

        An error PK2... names something that a target cannot hold to. Narrow the policy, limit a rule to other targets (`On = Targets.Docker`), drop the target, or accept the one deviation that the error names:

        ```csharp
        [Accept(<deviation>, For = "<what the error is about>", Because = "<reason>", Owner = "<team>", Until = "<yyyy-MM-dd>")]
        ```

        What belongs to a target as such can be accepted once for all policies of this project, after reading what it is:

        ```csharp
        {string.Join("\n", targets.SelectMany(Baselines))}
        ```

        """;

    private static IEnumerable<string> Baselines(Provider target) => target.Word.Baselines
        .Select(b => $"[assembly: AcceptBaseline<{Last(b.TypeName)}>(Because = \"<reason>\", Owner = \"<team>\", Until = \"<yyyy-MM-dd>\")]");

    private static string Attribute(Provider target)
    {
        var type = Last(target.Word.AttributeType);
        return type[..^nameof(System.Attribute).Length];
    }

    private static string Last(string typeName) => typeName[(typeName.LastIndexOf('.') + 1)..];

    private static string Tools(string version) => $$"""
        {
          "version": 1,
          "isRoot": true,
          "tools": {
            "policykit.cli": {
              "version": "{{version}}",
              "commands": ["policykit"]
            }
          }
        }

        """;
}
