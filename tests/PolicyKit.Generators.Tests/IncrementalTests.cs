using Microsoft.CodeAnalysis;

namespace PolicyKit.Generators.Tests;

public sealed class IncrementalTests
{
    private static readonly string[] Project = [Samples.Agent, Samples.Worker, Samples.Baselines, "class Unrelated { int _a; }"];

    [Fact]
    public void EveryStep_IsTracked()
    {
        var run = GeneratorHarness.Run(GeneratorHarness.Compilation(Project));

        Assert.All(typeof(TrackingNames).GetFields(), name => Assert.NotEmpty(run.Reasons((string)name.GetValue(null)!)));
    }

    [Theory]
    [InlineData("int _a;", "int _b; // another body")]
    [InlineData("[Sandbox(\"agent\"", "// a comment that moves every line below\n\n[Sandbox(\"agent\"")]
    [InlineData("[AllowHosts(\"api.example.com\", Ports = \"80,443\")]", "[AllowHosts(\n  \"API.example.com\", Ports = \"443,80\" /* the same host */)]")]
    public void EditThatChangesNoPolicy_EmitsNothingAgain(string old, string with)
    {
        var compilation = GeneratorHarness.Compilation(Project);

        var run = GeneratorHarness.Run(compilation).Then(compilation.Replace(old, with));

        Assert.All(run.Reasons(TrackingNames.ReadPolicy), r => Assert.True(GeneratorHarness.Kept(r), r.ToString()));
        Assert.All(run.Reasons(TrackingNames.CompilePolicy), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        Assert.All(run.OutputReasons, r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    [Fact]
    public void ChangedRule_CompilesThatPolicyOnly()
    {
        var compilation = GeneratorHarness.Compilation(Project);

        var run = GeneratorHarness.Run(compilation).Then(compilation.Replace("api.example.com", "api.example.org"));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], run.Reasons(TrackingNames.CompilePolicy));
        Assert.Equal([IncrementalStepRunReason.Modified], run.Reasons(TrackingNames.CollectPolicies));
        Assert.Equal([IncrementalStepRunReason.Unchanged], run.Reasons(TrackingNames.Sentinel));
    }

    [Fact]
    public void AnotherPolicy_IsCompiledAlone()
    {
        var compilation = GeneratorHarness.Compilation(Project);

        var run = GeneratorHarness.Run(compilation).Then(compilation.Add(Samples.Worker.Replace("worker", "other").Replace("Worker", "Other")));

        Assert.Equal(1, run.Reasons(TrackingNames.CompilePolicy).Count(r => r == IncrementalStepRunReason.New));
        Assert.Equal(2, run.Reasons(TrackingNames.CompilePolicy).Count(r => r == IncrementalStepRunReason.Cached));
        Assert.Contains(run.Index, row => row.Policy == "other");
    }

    [Fact]
    public void ChangedFragment_CompilesItsIncludersOnly()
    {
        var compilation = GeneratorHarness.Compilation(Samples.Includer, Samples.Worker, Samples.Fragment, Samples.Baselines);

        var run = GeneratorHarness.Run(compilation).Then(compilation.Replace("files.example.com", "files.example.org"));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], run.Reasons(TrackingNames.CompilePolicy));
        Assert.Contains("files.example.org", run.Index.Single(r => r.Policy == "includer" && r.Target.Length == 0).Json, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangedBaselineInAnotherFile_CompilesAgain()
    {
        var compilation = GeneratorHarness.Compilation(Project);

        var run = GeneratorHarness.Run(compilation).Then(compilation.Replace("2027-06-30", "2027-05-31"));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Modified], run.Reasons(TrackingNames.CompilePolicy));
    }

    [Fact]
    public void ChangedBuildOption_EmitsNothingAgain()
    {
        var compilation = GeneratorHarness.Compilation(Project);
        var first = GeneratorHarness.Run(compilation);

        var second = GeneratorHarness.Run(first.Driver.WithUpdatedAnalyzerConfigOptions(new BuildOptions(("build_property.PolicyKitToday", "2030-01-01"))), compilation);

        Assert.All(second.OutputReasons, r => Assert.Equal(IncrementalStepRunReason.Cached, r));
    }

    [Fact]
    public void RemovedPolicy_LeavesTheIndex()
    {
        var compilation = GeneratorHarness.Compilation(Project);

        var run = GeneratorHarness.Run(compilation).Then(compilation.Replace("[Sandbox(\"agent\", Image = \"docker.io/library/python:3.13-slim\")]", string.Empty));

        Assert.DoesNotContain(run.Index, row => row.Policy == "agent");
        Assert.Contains(run.Index, row => row.Policy == "worker");
    }
}
