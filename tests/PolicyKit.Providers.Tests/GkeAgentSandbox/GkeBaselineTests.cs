using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.GkeAgentSandbox.GkePolicies;

namespace PolicyKit.Providers.Tests.GkeAgentSandbox;

public sealed class GkeBaselineTests
{
    [Theory]
    [InlineData("closed")]
    [InlineData("everything")]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Compile(Case(name));

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/GkeAgentSandbox/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }
}
