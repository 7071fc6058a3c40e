using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.ExeDev.ExeDevPolicies;

namespace PolicyKit.Providers.Tests.ExeDev;

public sealed class ExeDevBaselineTests
{
    [Theory]
    [InlineData("open")]
    [InlineData("everything")]
    public void EmittedFiles_AreTheReviewedOnes(string name)
    {
        var compiled = Compile(Case(name));

        Assert.Equal(CompileStatus.Emitted, compiled.Status);
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/ExeDev/Baselines/{name}", compiled.Artifacts.Select(a => (a.Path, a.Text)));
    }
}
