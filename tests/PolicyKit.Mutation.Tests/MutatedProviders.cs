using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Core;
using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>
/// PolicyKit.Providers compiled once from its source with every change of one provider in it, each behind a switch, and the kill suite over one change at a time. The assembly lives in a load context of its own.
/// </summary>
internal sealed class MutatedProviders
{
    private const string Project = "src/PolicyKit.Providers";
    // Values of static fields are kept for one change at a time. Every loop whose end was changed asks a switch, so that an endless one ends.
    // Setters of records are bound with the type that the netstandard2.0 build of the assembly brings.
    private const string Switch = """
        namespace System.Runtime.CompilerServices
        {
            internal static class IsExternalInit;
        }

        namespace PolicyKit.Providers
        {
            public static class Mutant
            {
                [global::System.ThreadStatic] private static int s_active;
                [global::System.ThreadStatic] private static int s_asked;
                [global::System.ThreadStatic] private static global::System.Collections.Generic.Dictionary<string, object> s_values;

                public static void Activate(int n)
                {
                    s_active = n;
                    s_asked = 0;
                    s_values = new global::System.Collections.Generic.Dictionary<string, object>();
                }

                public static bool Is(int n) => s_asked++ > 50_000_000 ? throw new global::System.InvalidOperationException("endless") : s_active == n;

                public static T Value<T>(string name, global::System.Func<T> compute)
                {
                    var values = s_values ??= new global::System.Collections.Generic.Dictionary<string, object>();
                    if (!values.TryGetValue(name, out var value))
                    {
                        values[name] = value = compute();
                    }

                    return (T)value;
                }
            }
        }
        """;
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
    private const string Mark = "mutant";

    private readonly string _provider;
    private readonly MethodInfo _run;

    public MutatedProviders(Provider provider)
    {
        _provider = provider.Id;
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var root = RepositoryFiles.Path(Project);
        var trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(root, f).Replace('\\', '/').Split('/').Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal)
            .Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f)).ToList();
        var folder = Path.Combine(root, provider.GetType().Namespace!.Split('.')[^1]);
        var judged = trees.Where(t => Path.GetDirectoryName(t.FilePath) == folder && (t.FilePath.EndsWith("Semantics.cs", StringComparison.Ordinal) || t.FilePath.EndsWith("Deviations.cs", StringComparison.Ordinal))).ToList();
        if (judged.Any(t => t.GetText().ToString().Contains("LastMatch.", StringComparison.Ordinal)))
        {
            judged.Add(trees.Single(t => Path.GetFileName(t.FilePath) == "LastMatch.cs"));
        }

        Files = [.. judged.Select(t => Path.GetFileName(t.FilePath))];

        var number = 0;
        var changes = judged.ToDictionary(t => t, t => SourceMutants.Of(t).Select(m => (Number: ++number, Mutant: m)).ToList());
        All = changes.Values.SelectMany(c => c).ToDictionary(c => c.Number, c => c.Mutant);
        var plain = CSharpCompilation.Create(
            "PolicyKit.Providers",
            [.. trees.Except(judged), CSharpSyntaxTree.ParseText(Switch, options), CSharpSyntaxTree.ParseText(Usings, options)],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(EquatableArray).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Disable));

        // What does not compile is left out, innermost first, until the rest does; a variable cannot be declared on both sides of a switch.
        var valid = All.Where(c => !c.Value.Old.DescendantNodesAndSelf().Any(n => n is VariableDesignationSyntax)).Select(c => c.Key).ToHashSet();
        CSharpCompilation compilation;
        while (true)
        {
            compilation = plain.AddSyntaxTrees(judged.Select(t => Switched(t, changes[t].Where(c => valid.Contains(c.Number)).ToList(), options)));
            var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
            if (errors.Count == 0)
            {
                break;
            }

            var culprits = errors.Select(Culprit).OfType<int>().ToHashSet();
            if (culprits.Count == 0)
            {
                throw new InvalidOperationException(string.Join("\n", errors.Take(5)));
            }

            valid.ExceptWith(culprits);
        }

        Valid = [.. valid.Order()];
        var original = typeof(ProviderCatalog).Assembly;
        var image = new MemoryStream();
        var result = compilation.Emit(image, manifestResources: original.GetManifestResourceNames().Select(n => new ResourceDescription(n, () => original.GetManifestResourceStream(n)!, isPublic: true)));
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        image.Position = 0;
        _run = new Context(image).LoadFromAssemblyName(typeof(KillSuite).Assembly.GetName()).GetType(typeof(KillSuite).FullName!)!.GetMethod(nameof(KillSuite.Run), BindingFlags.Public | BindingFlags.Static)!;
    }

    /// <summary>The files in which the provider says what it does and what its deviations open.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Every change, by number.</summary>
    public IReadOnlyDictionary<int, SourceMutant> All { get; }

    /// <summary>Those that compile.</summary>
    public IReadOnlyList<int> Valid { get; }

    /// <summary>Runs the kill suite with a change, or with none (0).</summary>
    /// <returns>What went wrong; empty when nothing did.</returns>
    public string Run(int number) => (string)_run.Invoke(null, [_provider, KillSuite.Policies(_provider), number])!;

    private static SyntaxTree Switched(SyntaxTree tree, List<(int Number, SourceMutant Mutant)> mutants, CSharpParseOptions options)
    {
        var byNode = mutants.ToLookup(m => m.Mutant.Old);
        var root = tree.GetRoot().ReplaceNodes(byNode.Select(g => g.Key).Concat(tree.GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>().Where(IsComputed)).Distinct(), (old, rewritten) => rewritten is FieldDeclarationSyntax field
            ? Property(field, ((TypeDeclarationSyntax)old.Parent!).Identifier.ValueText)
            : byNode[old].Aggregate(rewritten, (node, m) => Choice(m.Number, m.Mutant, node)));
        return CSharpSyntaxTree.Create((CSharpSyntaxNode)root, options, tree.FilePath);
    }

    private static SyntaxNode Choice(int number, SourceMutant mutant, SyntaxNode otherwise)
    {
        var mark = new SyntaxAnnotation(Mark, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var condition = SyntaxFactory.ParseExpression($"global::PolicyKit.Providers.Mutant.Is({number})");
        return otherwise switch
        {
            StatementSyntax statement => SyntaxFactory.IfStatement(SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, condition), SyntaxFactory.Block(statement)).NormalizeWhitespace().WithAdditionalAnnotations(mark),
            ExpressionSyntax expression => SyntaxFactory.ParenthesizedExpression(SyntaxFactory.ConditionalExpression(
                    condition,
                    SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.QuestionToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
                    SyntaxFactory.ParenthesizedExpression((ExpressionSyntax)mutant.New),
                    SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.ColonToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
                    SyntaxFactory.ParenthesizedExpression(expression)))
                .WithAdditionalAnnotations(mark),
            _ => throw new NotSupportedException(otherwise.Kind().ToString()),
        };
    }

    // A static field would keep the value of the first change that touches it.
    private static bool IsComputed(FieldDeclarationSyntax field) => field.Modifiers.Any(SyntaxKind.StaticKeyword) && field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
        && field.Declaration.Variables is [{ Initializer.Value: not (ImplicitObjectCreationExpressionSyntax or ObjectCreationExpressionSyntax) }];

    private static PropertyDeclarationSyntax Property(FieldDeclarationSyntax field, string type)
    {
        var variable = field.Declaration.Variables[0];
        var value = variable.Initializer!.Value is InitializerExpressionSyntax list ? SyntaxFactory.ParseExpression($"new {field.Declaration.Type} {list.ToFullString()}") : variable.Initializer.Value;
        return SyntaxFactory.PropertyDeclaration(field.Declaration.Type, variable.Identifier)
            .WithModifiers(SyntaxFactory.TokenList(field.Modifiers.Where(m => !m.IsKind(SyntaxKind.ReadOnlyKeyword))))
            .WithExpressionBody(SyntaxFactory.ArrowExpressionClause(SyntaxFactory.InvocationExpression(
                SyntaxFactory.ParseExpression($"global::PolicyKit.Providers.Mutant.Value<{field.Declaration.Type}>"),
                SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
                [
                    SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal($"{type}.{variable.Identifier}"))),
                    SyntaxFactory.Argument(SyntaxFactory.ParenthesizedLambdaExpression(value)),
                ])))))
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
    }

    // The innermost change around an error; a declaration that stands twice is the fault of a change inside the same statement.
    private static int? Culprit(Diagnostic error)
    {
        var at = error.Location.SourceTree?.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        var marked = at?.AncestorsAndSelf().FirstOrDefault(n => n.HasAnnotations(Mark))
            ?? at?.AncestorsAndSelf().FirstOrDefault(n => n is StatementSyntax or MemberDeclarationSyntax)?.DescendantNodes().FirstOrDefault(n => n.HasAnnotations(Mark));
        return marked is null ? null : int.Parse(marked.GetAnnotations(Mark).First().Data!, System.Globalization.CultureInfo.InvariantCulture);
    }

    // The mutated assembly and whatever refers to it are loaded anew; the model and the algebra are shared, so that policies pass in and out.
    private sealed class Context(Stream providers) : AssemblyLoadContext
    {
        private Assembly? _providers;

        protected override Assembly? Load(AssemblyName name) => name.Name switch
        {
            "PolicyKit.Providers" => _providers ??= LoadFromStream(providers),
            "PolicyKit.Readers" or "PolicyKit.TestKit" or "PolicyKit.Mutation.Tests" => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll")),
            _ => null,
        };
    }
}
