using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Docker.DockerCases;

namespace PolicyKit.Providers.Tests.Docker;

public sealed class DockerBaselineTests
{
    public static TheoryData<string> Cases => new("code-agent", "everything", "networks", "http", "raw", "closed-timed");

    [Theory]
    [MemberData(nameof(Cases))]
    public void EmittedFiles_AreTheReviewedOnes(string name) =>
        Baseline.VerifyDirectory($"tests/PolicyKit.Providers.Tests/Docker/Baselines/{name}", Files(DockerPolicies.Named(name)).Select(f => (f.Key, f.Value)));

    [Fact]
    public void Programs_AreTheSameForEveryPolicyAndHoldOnlyLineFeeds() =>
        Assert.All(TheProvider.Glue, g => Assert.False(g.Text.Length == 0 || g.Text.Contains('\r', StringComparison.Ordinal), g.Id));
}
