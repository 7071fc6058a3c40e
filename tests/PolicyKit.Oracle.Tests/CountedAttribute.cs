using System.Reflection;
using PolicyKit.Oracle.Tests;
using PolicyKit.Providers;
using PolicyKit.TestKit;
using Xunit.v3;

[assembly: Counted]

namespace PolicyKit.Oracle.Tests;

/// <summary>
/// Counts each passed case for the proving command. A case belongs to the provider of its folder; it counts as rejected when its name says so in one of the words below, else as accepted.
/// The Python twins run against a stub of ours and do not count.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CountedAttribute : BeforeAfterTestAttribute
{
    private static readonly string[] Words = ["Refus", "Reject", "DoesNotTypeCheck", "CreatesNothing", "StartNothing", "GetsNoSandbox", "IsDestroyed", "IsTerminated", "IsAnError", "Hole_IsSeen", "NowhereElse"];

    private static readonly string[] Answers = ["200", "raw", "10."];

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var type = methodUnderTest.DeclaringType!;
        var provider = ProviderCatalog.All.FirstOrDefault(p => type.Namespace!.EndsWith("." + p.GetType().Namespace!.Split('.')[^1], StringComparison.Ordinal));
        if (provider is null || type.Name.EndsWith("PythonTests", StringComparison.Ordinal) || TestContext.Current.TestState?.Result != TestResult.Passed)
        {
            return;
        }

        // What the sandbox sees of a gateway is an answer of the other side, or a refusal.
        var refused = methodUnderTest.Name == "Sandbox_Sees"
            ? !Answers.Any(a => ((string)test.TestMethodArguments[1]!).StartsWith(a, StringComparison.Ordinal))
            : Words.Any(w => methodUnderTest.Name.Contains(w, StringComparison.Ordinal));
        Figures.Add(provider.Id, refused ? Figures.OracleRejected : Figures.OracleAccepted, 1);
    }
}
