using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

// Compiles one file with the package's components, with the compiler that this program was built with: <components folder> <PolicyKit.dll> <source file>.
var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
    .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll")
    .Append(args[1])
    .Select(p => MetadataReference.CreateFromFile(p));
var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
Compilation compilation = CSharpCompilation.Create("Policies", [CSharpSyntaxTree.ParseText(File.ReadAllText(args[2]), parse, args[2])], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

var failures = 0;
var loader = new Loader(args[0]);
var components = Directory.GetFiles(args[0], "*.dll").Select(f => new AnalyzerFileReference(f, loader)).ToList();
foreach (var component in components)
{
    component.AnalyzerLoadFailed += (_, e) =>
    {
        // A dll without any analyzer says so too.
        if (e.ErrorCode != AnalyzerLoadFailureEventArgs.FailureErrorCode.NoAnalyzers)
        {
            failures++;
            Console.WriteLine($"load {Path.GetFileName(component.FullPath)}: {e.ErrorCode} {e.Message}");
        }
    };
}

var generators = components.SelectMany(c => c.GetGenerators(LanguageNames.CSharp)).ToList();
var analyzers = components.SelectMany(c => c.GetAnalyzers(LanguageNames.CSharp)).ToList();
var driver = CSharpGeneratorDriver.Create(generators, parseOptions: parse).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var reported);
var diagnostics = (await generated.WithAnalyzers([.. analyzers]).GetAllDiagnosticsAsync()).Concat(reported);

Console.WriteLine($"compiler {typeof(CSharpCompilation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]}");
Console.WriteLine($"generators {generators.Count}");
Console.WriteLine($"analyzers {(analyzers.Count > 0 ? "some" : "none")}");
Console.WriteLine($"ran {generated.GetTypeByMetadataName("PolicyKit.Generated.PolicyKitGeneratorRan") is not null}");
Console.WriteLine($"artifacts {generated.Assembly.GetAttributes().Count(a => a.AttributeClass?.Name == "PolicyArtifactAttribute")}");
foreach (var diagnostic in diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => $"{d.Id} {d.Location.GetLineSpan().StartLinePosition}").Distinct())
{
    Console.WriteLine(diagnostic);
}

return failures;

internal sealed class Loader(string folder) : AssemblyLoadContext, IAnalyzerAssemblyLoader
{
    public void AddDependencyLocation(string fullPath)
    {
    }

    public Assembly LoadFromPath(string fullPath) => LoadFromAssemblyPath(fullPath);

    // Ours from the package; the compiler's own from this program.
    protected override Assembly? Load(AssemblyName name) =>
        File.Exists(Path.Combine(folder, name.Name + ".dll")) ? LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll")) : null;
}
