using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace PolicyKit.Analyzers.Tests.Secrets;

public sealed class SecretAnalyzerTests
{
    private static readonly string Token = new Draw(1).GitHub("ghp_");

    [Fact]
    public async Task ProjectWithoutPolicyKit_IsLeftAlone() => Assert.Empty(await Findings($"class A {{ string T = \"{Token}\"; }}", policyKit: false));

    [Fact]
    public async Task Finding_StandsAtTheOutermostExpressionAndTellsItsKind()
    {
        var found = Assert.Single(await Findings($"class A\n{{\n    const string T =\n        \"{Token[..5]}\" + \"{Token[5..]}\";\n}}\n"));

        Assert.Equal(("PK4010", "github-classic-pat", "folded"), (found.Id, found.Properties["kind"], found.Properties["form"]));
        Assert.Equal(new LinePosition(3, 8), found.Location.GetLineSpan().StartLinePosition);
        Assert.Contains($"'{Token[^2..]}'", found.GetMessage(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token[4..^2], found.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConstantUsedElsewhere_IsReportedWhereItStands()
    {
        var found = Assert.Single(await Findings($"class A {{ const string T = \"{Token}\"; const string H = \"Authorization: token \" + T; string M(int i) => $\"{{T}}/{{i}}\"; }}"));

        Assert.Equal("literal", found.Properties["form"]);
    }

    [Fact]
    public async Task ConstantOfAnotherAssembly_IsReportedWhereItIsUsed()
    {
        var library = Compilation([CSharpSyntaxTree.ParseText($"public static class L {{ public const string T = \"{Token[4..]}\"; }}")], true);

        Assert.Single(await Findings("class A { const string T = \"ghp_\" + L.T; }", reference: library.ToMetadataReference()));
    }

    [Fact]
    public async Task AdditionalFile_IsReportedAtLineAndColumn()
    {
        var found = Assert.Single(await Findings("class A { }", file: $"LEVEL=info\nexport GH_TOKEN='{Token}'\n"));

        Assert.Equal("file", found.Properties["form"]);
        Assert.Equal(".env", found.Location.GetLineSpan().Path);
        Assert.Equal(new LinePosition(1, 17), found.Location.GetLineSpan().StartLinePosition);
    }

    [Fact]
    public async Task AdditionalFile_IsLeftOutByItsOption() => Assert.Empty(await Findings("class A { }", file: Token, option: "off"));

    [Theory]
    [InlineData("#pragma warning disable PK4010\nclass A {{ string T = \"{0}\"; }}")]
    [InlineData("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"PolicyKit.Secrets\", \"PK4010\")] class A {{ string T = \"{0}\"; }}")]
    public async Task Finding_CanBeSuppressed(string source) => Assert.Empty(await Findings(string.Format(System.Globalization.CultureInfo.InvariantCulture, source, Token)));

    [Theory]
    [InlineData("string Password(string name) => $\"The password of {name} is wrong, attempt 3\";")]
    [InlineData("string Url(string user, string password) => $\"https://{user}:{password}@example.com/\";")]
    [InlineData("string Connection(string password) => \"Server=db;User Id=svc;Password=\" + password + \";Encrypt=true\";")]
    [InlineData("string Header(string token) => \"Bearer \" + token;")]
    [InlineData("const string TokenCookieName = \"app_session_token_v2\";")]
    [InlineData("object Column() => new { Password = \"varchar(300)\" };")]
    public async Task CodeThatHandlesSecrets_IsNoSecret(string member) => Assert.Empty(await Findings($"class A {{ {member} }}"));

    [Fact]
    public async Task DeepAndBrokenExpressions_EndWithoutAFault()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("\"a\"", 2_000));
        var nested = string.Concat(Enumerable.Repeat("$\"{", 6)) + string.Concat(Enumerable.Repeat("}\"", 6));
        var found = await Findings($"class A {{ string S = {sum}; string N = {nested}; string B = string.Concat(; string C = $\"{{\" + ; byte[] D = [1,2,3,4,5,6,7,(byte)]; }}");

        Assert.DoesNotContain(found, d => d.Id == "AD0001");
    }

    private static async Task<ImmutableArray<Diagnostic>> Findings(string source, bool policyKit = true, string? file = null, string? option = null, MetadataReference? reference = null)
    {
        var compilation = Compilation([CSharpSyntaxTree.ParseText(source)], policyKit);
        compilation = reference is null ? compilation : compilation.AddReferences(reference);
        var options = new AnalyzerOptions(file is null ? [] : [new TextFile(file)], new FileOptions(option));
        return await compilation.WithAnalyzers([new SecretAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
    }

    private static CSharpCompilation Compilation(SyntaxTree[] trees, bool policyKit) => CSharpCompilation.Create(
        "Sample",
        trees,
        policyKit ? Net100.References.All.Add(MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)) : Net100.References.All,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    private sealed class TextFile(string text) : AdditionalText
    {
        public override string Path => ".env";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class FileOptions(string? option) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Options(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(null);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(option);

        private sealed class Options(string? option) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => (value = key == SecretAnalyzer.FileOption ? option : null) is not null;
        }
    }
}
