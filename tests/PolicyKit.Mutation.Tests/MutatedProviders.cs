using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core;
using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>PolicyKit.Providers compiled from its source with one change, and the kill suite run against it in a load context of its own.</summary>
internal sealed class MutatedProviders
{
    private const string Project = "src/PolicyKit.Providers";

    private readonly CSharpCompilation _compilation;
    private readonly List<ResourceDescription> _resources;

    public MutatedProviders()
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var files = Directory.EnumerateFiles(RepositoryFiles.Path(Project), "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(RepositoryFiles.Path(Project), f).Replace('\\', '/').Split('/').Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);
        const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var trees = files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f)).Append(CSharpSyntaxTree.ParseText(Usings, options)).ToList();
        _compilation = CSharpCompilation.Create(
            "PolicyKit.Providers",
            trees,
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(EquatableArray).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        var original = typeof(ProviderCatalog).Assembly;
        _resources = original.GetManifestResourceNames().Select(n => new ResourceDescription(n, () => original.GetManifestResourceStream(n)!, isPublic: true)).ToList();
    }

    /// <summary>The files in which a provider says what it does and what its deviations open.</summary>
    public IEnumerable<SyntaxTree> Judged(Provider provider)
    {
        var folder = Path.Combine(RepositoryFiles.Path(Project), provider.GetType().Namespace!.Split('.')[^1]);
        return _compilation.SyntaxTrees.Where(t => Path.GetDirectoryName(t.FilePath) == folder
            && (t.FilePath.EndsWith("Semantics.cs", StringComparison.Ordinal) || t.FilePath.EndsWith("Deviations.cs", StringComparison.Ordinal)));
    }

    /// <summary>Runs the kill suite for a provider over the source with a change, or as it is.</summary>
    /// <returns>What went wrong; empty when nothing did; null when the changed source does not compile.</returns>
    public string? Run(string provider, SyntaxTree? tree, SyntaxNode? changed)
    {
        var compilation = tree is null ? _compilation : _compilation.ReplaceSyntaxTree(tree, tree.WithRootAndOptions(changed!, tree.Options));
        using var image = new MemoryStream();
        var result = compilation.Emit(image, manifestResources: _resources);
        if (!result.Success)
        {
            return tree is null ? throw new InvalidOperationException(string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5))) : null;
        }

        image.Position = 0;
        var context = new Context(image);
        try
        {
            var suite = context.LoadFromAssemblyName(typeof(KillSuite).Assembly.GetName()).GetType(typeof(KillSuite).FullName!)!;
            return (string)suite.GetMethod(nameof(KillSuite.Run), BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [provider, KillSuite.Policies(provider)])!;
        }
        finally
        {
            context.Unload();
        }
    }

    // The mutated assembly and whatever refers to it are loaded anew; the model and the algebra are shared, so that policies pass in and out.
    private sealed class Context(Stream providers) : AssemblyLoadContext(isCollectible: true)
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
