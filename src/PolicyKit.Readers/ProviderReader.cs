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

    /// <summary>The configuration of a running sandbox as the provider tells it, or as somebody wrote it by hand for the provider's own call.</summary>
    /// <param name="json">The provider's answer, or the body of the call. Keys that say nothing of authority are passed over.</param>
    /// <param name="expected">What was emitted; parts that the provider does not tell are taken from it.</param>
    /// <returns>Null where the provider cannot be asked, or where that is not built.</returns>
    /// <exception cref="ArtifactFormatException">The text does not say what the answer must say.</exception>
    public virtual ProviderConfiguration? ReadState(string json, ProviderConfiguration expected) => null;

    /// <summary>The text of a file.</summary>
    /// <exception cref="ArtifactFormatException">It is missing.</exception>
    private protected static string Text(IReadOnlyDictionary<string, string> files, string file) =>
        files.TryGetValue(file, out var text) ? text : throw new ArtifactFormatException(file, 0, "The file is missing.");

    /// <summary>Reads a JSON file to its end: a key that is not asked for is an error.</summary>
    private protected static T Root<T>(IReadOnlyDictionary<string, string> files, string file, Func<MapReader, T> read)
    {
        var map = new MapReader(JsonReader.Read(Text(files, file), file), file);
        var value = read(map);
        map.End();
        return value;
    }

    /// <summary>Refuses files beside the expected ones.</summary>
    private protected static void Only(IReadOnlyDictionary<string, string> files, string provider, params string[] expected)
    {
        foreach (var foreign in files.Keys.Except(expected).Order(StringComparer.Ordinal))
        {
            throw new ArtifactFormatException(foreign, 0, $"The file does not belong to {provider} target.");
        }
    }
}
