using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using PolicyKit.CodeFixes;
using PolicyKit.Core.Findings;
using PolicyKit.TestKit;

namespace PolicyKit.Analyzers.Tests;

public sealed class CatalogTests(ITestOutputHelper output)
{
    private static IEnumerable<CodeFixProvider> Fixes => typeof(DeviationFix).Assembly.GetTypes()
        .Where(t => t.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
        .Select(t => (CodeFixProvider)Activator.CreateInstance(t)!);

    [Fact]
    public void FixableRules_AreThoseWithAFix() => Assert.Equal(
        RuleCatalog.All.Where(r => r.Fixable).Select(r => r.Id),
        Fixes.SelectMany(f => f.FixableDiagnosticIds).Distinct().Order(StringComparer.Ordinal));

    // A code fix is for what the compiler reports; most of PK5 is the command's, and counted apart.
    [Fact]
    public void Shares_AreThoseAimedAt()
    {
        var reported = RuleCatalog.All.Where(r => PolicyAnalyzer.IsReported(r) || SecretAnalyzer.IsReported(r)).ToList();
        var withFix = Fixes.SelectMany(f => f.FixableDiagnosticIds).Distinct().ToList();
        var withPage = RuleCatalog.All.Count(r => File.Exists(RepositoryFiles.Path(r.HelpPage)));
        var withSample = reported.Count(r => RuleNotes.All[r.Id].Bad is not null);
        output.WriteLine($"{RuleCatalog.All.Length} rules, {reported.Count} of them reported by the compiler, the others by the command and the build target");
        output.WriteLine($"with a fix: {withFix.Count}, {(double)withFix.Count / reported.Count:P0} of those reported by the compiler, {(double)withFix.Count / RuleCatalog.All.Length:P0} of all");
        output.WriteLine($"with a page: {withPage}, {(double)withPage / RuleCatalog.All.Length:P0} of all; reported by the compiler and with samples: {withSample}");

        Assert.True(reported.Count >= 60);
        Assert.Empty(withFix.Except(reported.Select(r => r.Id)));
        Assert.True(withFix.Count >= 0.7 * reported.Count, $"{withFix.Count} of {reported.Count}");
        Assert.Equal(RuleCatalog.All.Length, withPage);
    }

    [Fact]
    public void EveryFix_IsExported() => Assert.Equal(
        typeof(DeviationFix).Assembly.GetTypes().Where(t => !t.IsAbstract && typeof(CodeFixProvider).IsAssignableFrom(t)).Select(t => t.Name).Order(StringComparer.Ordinal),
        Fixes.Select(f => f.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_AreUnique() => Assert.Equal(RuleCatalog.All.Length, RuleCatalog.All.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Descriptors_AreTheCatalogs()
    {
        var descriptors = new PolicyAnalyzer().SupportedDiagnostics;

        Assert.Equal(RuleCatalog.All.Where(PolicyAnalyzer.IsReported).Select(r => r.Id), descriptors.Select(d => d.Id));
        Assert.All(descriptors, d =>
        {
            var rule = RuleCatalog.Get(d.Id);
            Assert.Equal(rule.Configurable, !d.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable));
            Assert.EndsWith(rule.HelpPage, d.HelpLinkUri, StringComparison.Ordinal);
            Assert.True(d.IsEnabledByDefault);
        });
    }

    [Fact]
    public void RulesThatProtect_AreNotConfigurable() =>
        Assert.All(RuleCatalog.All.Where(r => r.Severity == Severity.Error && r.Id[2] != '3'), r => Assert.False(r.Configurable, r.Id));

    // What is declared is proved however broad it is; whether it is too broad is the author's to decide.
    [Fact]
    public void RulesAboutBreadth_AreConfigurable() => Assert.All(RuleCatalog.All.Where(r => r.Id[2] == '3'), r => Assert.True(r.Configurable, r.Id));
}
