namespace PolicyKit.Package.Tests.Support;

/// <summary>Projects that use the package in different ways, built together once.</summary>
[CollectionDefinition(Collection)]
public sealed class Consumers : ICollectionFixture<Consumers>
{
    public const string Collection = "consumers";

    public Consumers(Packages packages)
    {
        Root = Path.Combine(packages.Root, "consumers");
        var direct = $"""<PackageReference Include="PolicyKit" Version="{packages.Version}" />""";
        var apart = $"""<PackageReference Include="PolicyKit" Version="{packages.Version}" PrivateAssets="all" />""";

        // Before all others, since they restore it.
        var fragments = Path.Combine(packages.Root, "fragments");
        Sources.Write(fragments, "Acme.Fragments", Sources.Project(direct, "<IsPackable>true</IsPackable>"), ("Fragments.cs", """
            using PolicyKit;
            namespace Acme;
            [PolicyFragment]
            [AllowHosts("packages.example.com")]
            public sealed class AcmePackages;
            """));
        Dotnet.Run(Path.Combine(fragments, "Acme.Fragments"), "pack", "-o", packages.Feed, "-v:q").Succeeds();

        Sources.Write(Root, "Good", Sources.Project(apart, "<PolicyKitMode>Write</PolicyKitMode><TreatWarningsAsErrors>true</TreatWarningsAsErrors>"), ("Policies.cs", Sources.Policy()));
        Sources.Write(Root, "Malformed", Sources.Project(apart), ("Policies.cs", Sources.Policy("API.example.com/x")));
        Sources.Write(Root, "Refused", Sources.Project(apart), ("Policies.cs", Sources.Policy(targets: "Docker, E2B")));
        Sources.Write(Root, "Silenced", Sources.Project(apart, "<RunAnalyzers>false</RunAnalyzers>"), ("Policies.cs", Sources.Policy(targets: "Docker, E2B")));
        Sources.Write(Root, "Strict", Sources.Project(apart, "<PolicyKitAnalysisMode>Strict</PolicyKitAnalysisMode><PolicyKitMode>Off</PolicyKitMode>"), ("Policies.cs", Sources.Policy(more: "[Environment(\"GIT_SSL_NO_VERIFY\", \"1\")]")));
        Sources.Write(Root, "Relaxed", Sources.Project(apart, "<PolicyKitAnalysisMode>None</PolicyKitAnalysisMode><PolicyKitMode>Off</PolicyKitMode><TreatWarningsAsErrors>true</TreatWarningsAsErrors>"), ("Policies.cs", Sources.Policy(more: "[Environment(\"GIT_SSL_NO_VERIFY\", \"1\")]")));
        Sources.Write(Root, "Multi", Sources.Project(apart, frameworks: "<TargetFrameworks>netstandard2.0;net10.0</TargetFrameworks>"), ("Policies.cs", Sources.Policy()));
        Sources.Write(
            Root,
            "Central",
            Sources.Project("""<PackageReference Include="PolicyKit" />""", "<PolicyKitMode>Write</PolicyKitMode>"),
            ("Policies.cs", Sources.Policy()),
            ("Directory.Packages.props", $"""
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                  <ItemGroup><PackageVersion Include="PolicyKit" Version="{packages.Version}" /></ItemGroup>
                </Project>
                """));
        Sources.Write(Root, "Including", Sources.Project(apart + """<PackageReference Include="Acme.Fragments" Version="1.0.0" />""", "<PolicyKitMode>Write</PolicyKitMode>"), ("Policies.cs", Sources.Policy(more: "[Include<Acme.AcmePackages>]")));

        // What references a policies project gets targets and components by way of it.
        Sources.Write(Root, "Library", Sources.Project(direct), ("Policies.cs", Sources.Policy()));
        const string library = """<ProjectReference Include="../Library/Library.csproj" />""";
        Sources.Write(Root, "Application", Sources.Project(library, "<OutputType>Exe</OutputType>"), ("Program.cs", "System.Console.WriteLine(typeof(Policies.CodeAgent));"));
        Sources.Write(Root, "Stray", Sources.Project(library), ("Policies.cs", Sources.Policy("API.example.com/x").Replace("CodeAgent", "StrayAgent", StringComparison.Ordinal)));

        Sources.WriteSolution(Root);
        Built = Dotnet.Run(Root, "build", "All.slnx", "-m:2", "-v:m");
    }

    public string Root { get; }

    internal Answer Built { get; }
}
