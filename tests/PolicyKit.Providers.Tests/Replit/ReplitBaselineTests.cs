using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Replit.ReplitPolicies;

namespace PolicyKit.Providers.Tests.Replit;

public sealed class ReplitBaselineTests
{
    [Theory]
    [InlineData("open")]
    [InlineData("everything")]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Compile(Case(name));

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/Replit/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }
}
