using PolicyKit.Core.Documents;

namespace PolicyKit.Core.Tests.Documents;

public sealed class YamlWriterTests
{
    [Theory]
    [InlineData("a\U0001F600b", "a\\U0001f600b")]
    [InlineData("\U0001F600\"\n\u2028", "\\U0001f600\\\"\\n\\u2028")]
    [InlineData("\u00e9\\", "\\u00e9\\\\")]
    public void CharacterBeyondAscii_IsOneEscape(string value, string escaped) =>
        Assert.Equal($"a: \"{escaped}\"\n", YamlWriter.Write(MapNode.Of(new MapEntry("a", value))));
}
