using System.Text;
using System.Text.Json;
using PolicyKit.Core.Documents;

namespace PolicyKit.Readers;

/// <summary>JSON text to tree, strictly: no comments, no trailing commas, no key twice, no null, whole numbers only. The inverse of <see cref="JsonWriter"/>.</summary>
public static class JsonReader
{
    private const int MaxDepth = 64;

    /// <summary>The tree of a text.</summary>
    /// <param name="text">JSON.</param>
    /// <param name="path">File name for messages.</param>
    /// <exception cref="ArtifactFormatException">The text is not such JSON.</exception>
    public static Node Read(string text, string path)
    {
        // Lone surrogates have no UTF-8 form; replaced ones would compare equal to something else.
        byte[] bytes;
        try
        {
            bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new ArtifactFormatException(path, 0, "The text holds half of a surrogate pair.");
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            reader.Read();
            var node = Value(ref reader, bytes, path);
            while (reader.Read())
            {
                // Whitespace may follow, nothing else: the reader throws.
            }

            return node;
        }
        catch (JsonException e)
        {
            throw new ArtifactFormatException(path, (int)(e.LineNumber ?? 0) + 1, "This is not JSON.");
        }
        catch (InvalidOperationException)
        {
            throw Error(reader, bytes, path, "A string holds half of a surrogate pair.");
        }
    }

    private static Node Value(ref Utf8JsonReader reader, byte[] bytes, string path)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString()!;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var number) ? number : throw Error(reader, bytes, path, "A whole number of at most 64 bits was expected.");
            case JsonTokenType.StartArray:
                var items = new List<Node>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader, bytes, path));
                }

                return ListNode.Of(items);
            case JsonTokenType.StartObject:
                var entries = new List<MapEntry>();
                var keys = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    if (!keys.Add(key))
                    {
                        throw Error(reader, bytes, path, $"The key {JsonWriter.Quote(key)} stands twice.");
                    }

                    reader.Read();
                    entries.Add(new MapEntry(key, Value(ref reader, bytes, path)));
                }

                return MapNode.Of(entries);
            default:
                throw Error(reader, bytes, path, "null is not used.");
        }
    }

    private static ArtifactFormatException Error(Utf8JsonReader reader, byte[] bytes, string path, string message) =>
        new(path, bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1, message);
}
