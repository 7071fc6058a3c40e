using PolicyKit.Docker.Probing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>The emitted sets on a real engine: everything declared works, no attack gets out.</summary>
public sealed class ProbeTests(ProbeTests.Reports reports) : IClassFixture<ProbeTests.Reports>
{
    // "quota" needs a file system that can bound a container's disk, "gvisor" is probed by GVisorTests; "code-agent" is among the sample policies.
    public static TheoryData<string> Policies => [.. DockerPolicies.Names.Except(["quota", "gvisor", "code-agent"])];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task EmittedSet_LetsOnlyTheDeclaredOut(string policy)
    {
        var report = await reports.Of(policy);

        Plans.AssertSound(report);
    }

    /// <summary>All policies at once, some side by side, as on a machine with several agents.</summary>
    public sealed class Reports
    {
        private readonly SemaphoreSlim _places = new(2);
        private readonly Lazy<Dictionary<string, Task<ProbeReport>>> _all;

        public Reports() => _all = new(() => Policies.Select(p => p.Data).ToDictionary(p => p, Run, StringComparer.Ordinal));

        public Task<ProbeReport> Of(string policy) => _all.Value[policy];

        private async Task<ProbeReport> Run(string policy)
        {
            await _places.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                using var engine = await EngineFixture.Connect();
                var compiled = Plans.Compile(DockerPolicies.Named(policy));
                await EngineFixture.ProvideProbe(engine, compiled);
                return await Probe.Run(engine, compiled, ProbeOptions.Default, _ => { }, TestContext.Current.CancellationToken);
            }
            finally
            {
                _places.Release();
            }
        }
    }
}
