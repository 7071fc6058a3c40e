using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Roslyn;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

/// <summary>The policies of <c>policies/</c>, read from their source, on each provider.</summary>
internal static class SamplePolicies
{
    private static readonly Lazy<IReadOnlyList<SandboxPolicy>> Policies = new(Read);

    /// <summary>Every sample policy.</summary>
    public static IReadOnlyList<SandboxPolicy> All => Policies.Value;

    /// <summary>A policy for one provider: its own target where it has one, with every deviation accepted that is not accepted already; null when the provider refuses it all the same.</summary>
    public static CompiledTarget? On(Provider provider, SandboxPolicy policy)
    {
        var target = policy.Targets.Items.FirstOrDefault(t => t.Provider == provider.Id) ?? new TargetDeclaration(provider.Id, null, default);
        var single = policy with { Targets = EquatableArray.Of(target) };
        var accepted = RandomPolicies.AcceptAll(provider, single);
        var compiled = PolicyCompiler.Compile(provider, accepted, target, PolicyCompiler.DefaultBudget);
        return compiled.Status switch
        {
            CompileStatus.Emitted => compiled,
            CompileStatus.Refused => null,
            _ => throw new InvalidOperationException(string.Join("; ", compiled.Findings.Select(f => f.Message))),
        };
    }

    private static List<SandboxPolicy> Read()
    {
        var trees = Directory.EnumerateFiles(RepositoryFiles.Path("policies"), "*.cs").Order(StringComparer.Ordinal)
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file));
        var compilation = CSharpCompilation.Create(
            "Policies", trees, [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(SandboxAttribute).Assembly.Location)], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return compilation.Assembly.GlobalNamespace.GetNamespaceMembers().Where(n => n.Name == "Policies").SelectMany(n => n.GetTypeMembers())
            .Where(PolicyReader.IsSandbox)
            .Select(type => PolicyReader.Read(type, compilation, ProviderCatalog.Vocabulary, default).Model)
            .Select(model => model.Policy ?? throw new InvalidOperationException(string.Join("; ", model.Findings.Select(f => f.Message))))
            .OrderBy(p => p.Id, StringComparer.Ordinal)
            .ToList();
    }
}
