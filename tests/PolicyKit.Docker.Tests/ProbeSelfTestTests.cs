using PolicyKit.Docker.Probing;
using PolicyKit.TestKit;

namespace PolicyKit.Docker.Tests;

/// <summary>The probe finds what is planted: without this, "all attacks stopped" would say nothing.</summary>
public sealed class ProbeSelfTestTests(ProbeSelfTestTests.Results results) : IClassFixture<ProbeSelfTestTests.Results>
{
    public static TheoryData<string> Holes => [.. ProbeSelfTest.Holes];

    [Theory]
    [MemberData(nameof(Holes))]
    public async Task PlantedHole_IsFound(string name)
    {
        var found = (await results.All()).Where(r => r.Hole == name && r.Outcome != HoleOutcome.NotApplicable).ToList();

        Assert.NotEmpty(found);
        Assert.All(found, r => Assert.True(r.Outcome == HoleOutcome.Found, $"{string.Join(", ", r.FoundBy)} saw nothing."));
    }

    /// <summary>All holes at once, side by side: a probe waits most of its time.</summary>
    public sealed class Results
    {
        // What the first has no place for, the next one has.
        private static readonly string[] Policies = ["code-agent", "everything", "wild"];

        private readonly SemaphoreSlim _gate = new(1);
        private List<SelfTestResult>? _results;

        public async Task<IReadOnlyList<SelfTestResult>> All()
        {
            await _gate.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                return _results ??= await Plant();
            }
            finally
            {
                _gate.Release();
            }
        }

        private static async Task<List<SelfTestResult>> Plant()
        {
            using var engine = await EngineFixture.Connect();
            var done = new List<SelfTestResult>();
            foreach (var policy in Policies)
            {
                var compiled = Plans.Compile(DockerPolicies.Named(policy));
                await EngineFixture.ProvideProbe(engine, compiled);
                var left = ProbeHole.All.Where(h => done.All(d => d.Hole != h.Name || d.Outcome == HoleOutcome.NotApplicable)).ToList();
                done.AddRange(await ProbeSelfTest.Try(engine, compiled, left, TestContext.Current.SendDiagnosticMessage, TestContext.Current.CancellationToken));
            }

            return done;
        }
    }
}
