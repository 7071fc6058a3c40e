namespace PolicyKit.Package.Tests.Support;

/// <summary>Texts of the projects that use the package.</summary>
internal static class Sources
{
    /// <summary>A policy that Docker holds to without any acceptance; line 6 has the hosts.</summary>
    public static string Policy(string host = "api.example.com", string targets = "Docker", string more = "") => $$"""
        using PolicyKit;
        namespace Policies;
        [Sandbox("code-agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]
        [AllowHosts("{{host}}")]
        [{{targets}}]
        {{more}}
        public sealed partial class CodeAgent;
        """;

    public static string Project(string reference, string properties = "", string frameworks = "<TargetFramework>net10.0</TargetFramework>") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{frameworks}<IsPackable>false</IsPackable><LangVersion>latest</LangVersion>{properties}</PropertyGroup>
          <ItemGroup>{reference}</ItemGroup>
        </Project>
        """;

    public static void Write(string root, string project, string projectText, params (string File, string Text)[] files)
    {
        var folder = Path.Combine(root, project);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, project + ".csproj"), projectText);
        foreach (var (file, text) in files)
        {
            File.WriteAllText(Path.Combine(folder, file), text);
        }
    }

    /// <summary>A solution of all projects below a folder, so that one process builds them all, each on its own.</summary>
    public static void WriteSolution(string root) => File.WriteAllText(
        Path.Combine(root, "All.slnx"),
        "<Solution>" + string.Concat(Directory.EnumerateFiles(root, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => $"<Project Path=\"{Path.GetRelativePath(root, f).Replace('\\', '/')}\" />")) + "</Solution>");
}
