namespace PolicyKit.Docker.Tests;

/// <summary><c>policykit probe</c> on every sample policy that has a Docker target, as a user starts it.</summary>
public sealed class SamplePolicyProbeTests
{
    private static List<string> Samples =>
        [.. Directory.GetDirectories(Path.Combine(EngineFixture.Repository, "policies", "deploy")).Where(d => Directory.Exists(Path.Combine(d, "docker"))).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task EverySample_IsSound()
    {
        using (var engine = await EngineFixture.Connect())
        {
            await EngineFixture.ProvideProbe(engine, Plans.Compile(TestKit.DockerPolicies.CodeAgent));
        }

        using var places = new SemaphoreSlim(2);
        var failures = await Task.WhenAll(Samples.Select(async sample =>
        {
            await places.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                using var probe = Command.PolicyKit(EngineFixture.Endpoint, "probe", sample, "--assembly", "@samples");
                return await probe.End() == 0 ? null : $"{sample}: {probe.Error}{probe.Output}";
            }
            finally
            {
                places.Release();
            }
        }));

        Assert.DoesNotContain(failures, f => f is not null);
        Assert.True(failures.Length >= 5, "Samples are missing.");
    }
}
