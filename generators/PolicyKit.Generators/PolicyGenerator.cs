using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PolicyKit.Roslyn;

namespace PolicyKit.Generators;

/// <summary>
/// Emits the proved artifacts of every policy as assembly attributes, and members on each policy's partial class. Reports nothing and touches no disk: analyzers report, the command writes files.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed partial class PolicyGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        context.RegisterPostInitializationOutput(static output => output.AddEmbeddedAttributeDefinition());

        var declared = context.SyntaxProvider
            .ForAttributeWithMetadataName(PolicyReader.SandboxAttribute, static (node, _) => node is TypeDeclarationSyntax, Read)
            .Where(static declaration => declaration is not null)
            .Select(static (declaration, _) => declaration!)
            .WithTrackingName(TrackingNames.ReadPolicy);

        var emitted = declared.Select(Compile).WithTrackingName(TrackingNames.CompilePolicy);
        var all = emitted.Collect().Select(InOrder).WithTrackingName(TrackingNames.CollectPolicies);

        context.RegisterSourceOutput(emitted, EmitMembers);
        context.RegisterSourceOutput(all, EmitArtifacts);

        // A generator that fails is only a warning (CS8785). The build targets compile a line that names the type which this output emits; it is the last one and waits for all others.
        context.RegisterSourceOutput(all.Select(static (_, _) => true).WithTrackingName(TrackingNames.Sentinel), EmitSentinel);
    }
}
