using Microsoft.CodeAnalysis;
using PolicyKit.Core.Findings;

namespace PolicyKit.Roslyn.Tests;

public sealed class DiagnosticFactoryTests
{
    [Fact]
    public void Descriptors_AreThoseOfTheCatalog() => Assert.Equal(
        RuleCatalog.All.Select(r => (r.Id, r.Title, r.Format, r.Category, r.Configurable)),
        DiagnosticFactory.Descriptors.Select(d =>
            (d.Id, d.Title.ToString(), d.MessageFormat.ToString(), d.Category, !d.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable))));

    [Fact]
    public void MalformedPolicy_CannotBeConfiguredAway() =>
        Assert.All(RuleCatalog.All.Where(r => r.Id.StartsWith("PK1", StringComparison.Ordinal)), r => Assert.Equal((Severity.Error, false), (r.Severity, r.Configurable)));

    [Fact]
    public void Diagnostic_StandsAtTheArgumentWithTheFix()
    {
        var compilation = Reading.Compile(Reading.Policy("[AllowNetworks(\"10.0.0.1/8\", Ports = \"443\")]"));
        var reading = Reading.Of(compilation);

        var diagnostic = DiagnosticFactory.Create(Assert.Single(reading.Model.Findings), reading.Sources, compilation, TestContext.Current.CancellationToken);

        Assert.Equal(("PK1014", DiagnosticSeverity.Error, "\"10.0.0.1/8\"", "10.0.0.0/8"), (diagnostic.Id, diagnostic.Severity, Reading.Text(diagnostic.Location), diagnostic.Properties["fix"]));
        Assert.Equal(reading.Model.Findings[0].Message, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(reading.Model.Findings[0].Place, diagnostic.Properties["place"]);
    }

    [Fact]
    public void FindingOfAFragment_HasTheFragmentAsAdditionalLocation()
    {
        var compilation = Reading.Compile(Reading.Policy("[Include<F>]"), "[PolicyFragment]\n[AllowHosts(\"a b\")]\npublic sealed class F;");
        var reading = Reading.Of(compilation);

        var diagnostic = DiagnosticFactory.Create(Assert.Single(reading.Model.Findings), reading.Sources, compilation, TestContext.Current.CancellationToken);

        Assert.Equal("Include<F>", Reading.Text(diagnostic.Location));
        Assert.Equal(["\"a b\""], diagnostic.AdditionalLocations.Select(l => Reading.Text(l)));
    }
}
