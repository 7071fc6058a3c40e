using System.Globalization;

namespace PolicyKit.Readers;

/// <summary>A text is not what PolicyKit writes. Readers are strict: what they do not expect is this, never ignored.</summary>
public sealed class ArtifactFormatException : Exception
{
    /// <summary>Names the place and what is wrong with it.</summary>
    /// <param name="path">File below the target's directory, or a name for a text without file.</param>
    /// <param name="line">Line from 1, or 0 where it is not known.</param>
    /// <param name="message">One sentence.</param>
    public ArtifactFormatException(string path, int line, string message)
        : base(line > 0 ? $"{path}({line.ToString(CultureInfo.InvariantCulture)}): {message}" : $"{path}: {message}")
    {
        Path = path;
        Line = line;
        Detail = message;
    }

    /// <summary>File below the target's directory, or a name for a text without file.</summary>
    public string Path { get; }

    /// <summary>Line from 1, or 0 where it is not known.</summary>
    public int Line { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Detail { get; }
}
