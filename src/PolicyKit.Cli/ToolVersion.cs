using System.Reflection;

namespace PolicyKit.Cli;

/// <summary>Version of the command without build metadata.</summary>
internal static class ToolVersion
{
    public static string Text { get; } = typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
