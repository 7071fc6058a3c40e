using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PolicyKit.Cli.Deploy;

/// <summary>One file below the deploy directory.</summary>
/// <param name="Path"><c>policy/target/...</c>, with <c>/</c>.</param>
/// <param name="Text">Exact text.</param>
internal sealed record DeployFile(string Path, string Text)
{
    public byte[] Bytes => DeployFiles.Encoding.GetBytes(Text);

    public string Sha256 => DeployFiles.Hash(Bytes);
}

/// <summary>Names and encodings of the deploy tree.</summary>
internal static class DeployFiles
{
    /// <summary>Name of the inventory, in the deploy directory.</summary>
    public const string Manifest = "policykit.json";

    /// <summary>Begin of the name of a half-written file.</summary>
    public const string TemporaryPrefix = ".policykit-tmp-";

    public static Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Hash(byte[] bytes) => string.Concat(SHA256.HashData(bytes).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));

    /// <summary>Full path of a path with <c>/</c> below a directory.</summary>
    public static string Full(string root, string relative) => System.IO.Path.Combine(root, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    /// <summary>Directory <c>policy/target</c> of a path below it.</summary>
    public static string TargetOf(string path) => string.Join('/', path.Split('/').Take(2));

    /// <summary>Directory that holds an entry; empty for the deploy directory.</summary>
    public static string ParentOf(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : string.Empty;

    /// <summary>Every directory on the way to some files.</summary>
    public static IReadOnlySet<string> DirectoriesOf(IEnumerable<string> files)
    {
        var directories = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            for (var parent = ParentOf(file); parent.Length > 0 && directories.Add(parent); parent = ParentOf(parent))
            {
                // Until one is known, and with it its parents.
            }
        }

        return directories;
    }
}
