using System.Reflection;
using PolicyKit.Oracle.Tests;
using PolicyKit.Providers;
using PolicyKit.TestKit;
using Xunit.v3;

[assembly: Counted]

namespace PolicyKit.Oracle.Tests;

/// <summary>Counts each passed case of a vendor's software for the proving command: what it took, and what it refused. The Python twins run against a stub of ours and do not count.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CountedAttribute : BeforeAfterTestAttribute
{
    private static readonly string[] Refusals = ["IsRefused", "DoesNot", "CreatesNothing", "IsDestroyed", "IsTerminated", "IsAnError", "Hole_IsSeen", "IsRejected"];

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var type = methodUnderTest.DeclaringType!;
        var provider = ProviderCatalog.All.FirstOrDefault(p => type.Namespace!.EndsWith("." + p.GetType().Namespace!.Split('.')[^1], StringComparison.Ordinal));
        if (provider is null || type.Name.EndsWith("PythonTests", StringComparison.Ordinal) || TestContext.Current.TestState?.Result != TestResult.Passed)
        {
            return;
        }

        // What the sandbox sees of a gateway is an answer, or none.
        var refused = Refusals.Any(r => methodUnderTest.Name.Contains(r, StringComparison.Ordinal))
            || (methodUnderTest.Name == "Sandbox_Sees" && !test.TestDisplayName.Contains("seen: \"200", StringComparison.Ordinal));
        Figures.Add(provider.Id, refused ? Figures.OracleRejected : Figures.OracleAccepted, 1);
    }
}
