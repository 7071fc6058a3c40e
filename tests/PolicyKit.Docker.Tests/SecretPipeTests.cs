using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

public sealed class SecretPipeTests
{
    [Fact]
    public async Task Secret_ReachesTheOneReaderOfItsPipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes are not files on Windows.");
        var directory = Directory.CreateTempSubdirectory("policykit-pipe-");
        try
        {
            var plan = Plans.Of("code-agent") with { Directory = directory.FullName };
            var secret = plan.Part("gateway").Secrets[0];
            var pipe = SetDirectory.MakeSecret(plan, "gateway", secret, "s3cret");
            var feeding = SetDirectory.Feed(pipe, "s3cret", TestContext.Current.CancellationToken);
            var read = await File.ReadAllTextAsync(pipe, TestContext.Current.CancellationToken);
            await feeding;

            Assert.Equal("s3cret", read);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
