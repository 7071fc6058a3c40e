using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core;

namespace PolicyKit.Generators.Tests;

public sealed class ModelGuardTests
{
    private static readonly CSharpCompilation Compilation = GeneratorHarness.Compilation("[System.Obsolete] class C;");

    public static TheoryData<string> Kinds => ["symbol", "node", "tree", "compilation", "location", "attribute", "reference"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void BadModel_IsFound(string kind)
    {
        var symbol = Compilation.Assembly.GetTypeByMetadataName("C")!;
        object held = kind switch
        {
            "symbol" => symbol,
            "node" => Compilation.SyntaxTrees[0].GetRoot(),
            "tree" => Compilation.SyntaxTrees[0],
            "compilation" => Compilation,
            "location" => symbol.Locations[0],
            "attribute" => symbol.GetAttributes()[0],
            _ => symbol.DeclaringSyntaxReferences[0],
        };

        Assert.Throws<InvalidOperationException>(() => ModelGuard.Check([new Model("a", new Inner(held))]));
        Assert.Throws<InvalidOperationException>(() => ModelGuard.Check([new[] { held }]));
    }

    [Fact]
    public void ModelOfTexts_IsFine() => ModelGuard.Check([new Model("a", new Inner(EquatableArray.Of("b", "c")))]);

    private sealed record Model(string Text, Inner Inner);

    private sealed record Inner(object Held);
}
