using PolicyKit.Providers;

namespace PolicyKit.Readers;

/// <summary>Reads a provider's files back: text to configuration, the inverse of <see cref="Provider.Write"/>. One folder per provider holds its subclass.</summary>
public abstract class ProviderReader
{
    /// <summary>Provider id.</summary>
    public abstract string Provider { get; }

    /// <summary>The configuration that a set of files holds. Reading what was written gives an equal configuration.</summary>
    /// <param name="files">Path below the target's directory, with <c>/</c>, to text. Data files only, without the fixed programs.</param>
    /// <exception cref="ArtifactFormatException">Something in the files was not expected.</exception>
    public abstract ProviderConfiguration Read(IReadOnlyDictionary<string, string> files);
}
