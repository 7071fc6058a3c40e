using PolicyKit.Core.Documents;

namespace PolicyKit.Core.Tests.Documents;

public sealed class TomlWriterTests
{
    // A value that follows a table's header would belong to that table.
    [Fact]
    public void ValuesOfAMap_ComeBeforeItsTables() => Assert.Equal(
        "b = [\"x\", \"y\"]\nc = []\n\n[a]\nd = true\n\n[a.e]\n\n[[f]]\ng = 1\n\n[[f]]\ng = 2\n",
        TomlWriter.Write(MapNode.Of(
            new("a", MapNode.Of(new("d", true), new("e", MapNode.Of()))),
            new("b", ListNode.Of(["x", "y"])),
            new("c", ListNode.Of(Array.Empty<string>())),
            new("f", ListNode.Of(new Node[] { MapNode.Of(new MapEntry("g", 1)), MapNode.Of(new MapEntry("g", 2)) })))));

    [Theory]
    [InlineData("a\U0001F600\"\n\\", "a\\U0001f600\\\"\\n\\\\")]
    [InlineData("'\u007f\u2028", "'\\u007f\\u2028")]
    public void String_IsQuotedAndInAscii(string value, string escaped) => Assert.Equal($"a = \"{escaped}\"\n", TomlWriter.Write(MapNode.Of(new MapEntry("a", value))));

    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("", "\"\"")]
    [InlineData("A_1-b", "A_1-b")]
    public void Key_IsBareOnlyWhereTomlTakesItSo(string key, string written) => Assert.Equal($"{written} = 1\n", TomlWriter.Write(MapNode.Of(new MapEntry(key, 1))));

    [Fact]
    public void HeaderLine_CannotEndTheComment() => Assert.Equal("# a?b = 1\nc = 1\n", TomlWriter.Write(MapNode.Of(new MapEntry("c", 1)), ["a\nb = 1"]));

    [Fact]
    public void ListOfMapsAndValues_IsAnError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TomlWriter.Write(MapNode.Of(new MapEntry("a", ListNode.Of(new Node[] { MapNode.Of(), "x" })))));
}
