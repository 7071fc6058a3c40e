using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Tests.Support;

/// <summary>The attributes that the generator would write, open to be tampered with, and compiled into a real assembly.</summary>
internal sealed class ForgedAssembly
{
    private static readonly MetadataReference[] References =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(p => Path.GetFileName(p) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "netstandard.dll")
        .Append(Built.Library)
        .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p))
        .ToArray();

    public string Name { get; set; } = "Policies";

    public List<(string Policy, string Target, string Status, string Json)> Index { get; } = [];

    public List<(string Policy, string Target, string Path, string Text)> Artifacts { get; } = [];

    public List<(string Policy, string Target, string Path, string Id)> GlueUses { get; } = [];

    public List<(string Id, string Text)> Glue { get; } = [];

    public List<string> Types { get; } = [];

    /// <summary>C# put into the assembly besides.</summary>
    public string More { get; set; } = string.Empty;

    /// <summary>Assembly attributes put into it besides.</summary>
    public string MoreAttributes { get; set; } = string.Empty;

    public OutputKind Kind { get; set; } = OutputKind.DynamicallyLinkedLibrary;

    public static ForgedAssembly Genuine(params TargetPolicy[] policies)
    {
        var assembly = new ForgedAssembly();
        foreach (var view in policies)
        {
            assembly.Add(view.Policy);
        }

        return assembly;
    }

    public void Add(SandboxPolicy policy)
    {
        Types.Add(policy.TypeName);
        Index.Add((policy.Id, PolicyIndexDocument.PolicyRow, PolicyIndexDocument.Read, PolicyDocument.Json(policy)));
        foreach (var target in policy.Targets)
        {
            var compiled = PolicyCompiler.Compile(Fakes.Find(target.Provider)!, policy, target, PolicyCompiler.DefaultBudget);
            Index.Add((policy.Id, target.Id, PolicyIndexDocument.Status(compiled.Status), PolicyIndexDocument.Json(compiled)));
            Artifacts.AddRange(compiled.Artifacts.Select(a => (policy.Id, target.Id, a.Path, a.Text)));
            if (compiled.Status == CompileStatus.Emitted)
            {
                GlueUses.AddRange(compiled.Glue.Select(g => (policy.Id, target.Id, g.Path, g.Id)));
                Glue.AddRange(compiled.Glue.Select(g => (g.Id, g.Text)).Except(Glue).ToList());
            }
        }
    }

    public void AddMalformed(string typeName, string id, params Finding[] findings)
    {
        Types.Add(typeName);
        Index.Add((id, PolicyIndexDocument.PolicyRow, PolicyIndexDocument.Refused, PolicyIndexDocument.Malformed(typeName, findings.ToEquatableArray())));
    }

    /// <summary>Compiles into a directory.</summary>
    /// <returns>Path of the assembly.</returns>
    public string Write(string directory)
    {
        var source = new StringBuilder();
        foreach (var row in Index)
        {
            Attribute(source, "PolicyIndex", row.Policy, row.Target, row.Status, row.Json);
        }

        foreach (var row in Artifacts)
        {
            Attribute(source, "PolicyArtifact", row.Policy, row.Target, row.Path, row.Text);
        }

        foreach (var row in GlueUses)
        {
            Attribute(source, "PolicyGlueUse", row.Policy, row.Target, row.Path, row.Id);
        }

        foreach (var row in Glue)
        {
            Attribute(source, "PolicyGlue", row.Id, row.Text);
        }

        source.Append(MoreAttributes);
        foreach (var type in Types)
        {
            var dot = type.LastIndexOf('.');
            source.Append($"namespace {type[..dot]} {{ [PolicyKit.Sandbox(\"x\")] class {type[(dot + 1)..]} {{ }} }}\n");
        }

        source.Append(More);
        var path = Path.Combine(directory, Name + ".dll");
        var emitted = CSharpCompilation.Create(Name, [CSharpSyntaxTree.ParseText(source.ToString())], References, new CSharpCompilationOptions(Kind)).Emit(path);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return path;
    }

    private static void Attribute(StringBuilder source, string name, params string[] arguments) =>
        source.Append($"[assembly: PolicyKit.{name}({string.Join(", ", arguments.Select(a => SymbolDisplay.FormatLiteral(a, quote: true)))})]\n");
}
