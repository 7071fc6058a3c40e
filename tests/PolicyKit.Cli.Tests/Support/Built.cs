using PolicyKit.TestKit;

namespace PolicyKit.Cli.Tests.Support;

/// <summary>What was built beside these tests, in the same configuration.</summary>
internal static class Built
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Library { get; } = RepositoryFiles.Path($"src/PolicyKit/bin/{Configuration}/netstandard2.0/PolicyKit.dll");

    public static string Generators { get; } = RepositoryFiles.Path($"generators/PolicyKit.Generators/bin/{Configuration}/netstandard2.0");

    public static string Tool { get; } = RepositoryFiles.Path($"src/PolicyKit.Cli/bin/{Configuration}/net10.0/policykit.dll");
}
