using System.Globalization;
using System.Reflection;
using PolicyKit.TestKit;

namespace PolicyKit.Providers.Tests;

public sealed class ProviderCatalogTests
{
    public static TheoryData<string> Ids => new(ProviderCatalog.All.Select(p => p.Id));

    private static Provider Get(string id) => ProviderCatalog.Find(id)!;

    [Fact]
    public void Catalog_HoldsProvidersWithUniqueIds() => Assert.Equal(ProviderCatalog.All.Length, ProviderCatalog.All.Select(p => p.Id).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void Capabilities_HaveOneCellPerConceptWithSourceAndDate(string id)
    {
        var cells = Get(id).Capabilities;

        Assert.Equal(CapabilityConcepts.All, cells.Select(c => c.Concept));
        Assert.All(cells, c => Assert.NotEmpty(c.Source));
        Assert.All(cells, c => Assert.True(DateTime.TryParseExact(c.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), c.Concept));
        Assert.All(cells.Where(c => c.Deviation is not null), c => Assert.Contains(Get(id).Deviations, d => d.Name == c.Deviation));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void DeviationEnum_OfTheAuthoringLibrary_NamesTheSameDeviations(string id)
    {
        var provider = Get(id);
        var type = typeof(SandboxAttribute).Assembly.GetType(provider.Word.DeviationEnum, throwOnError: true)!;

        Assert.Equal(
            provider.Deviations.OrderBy(d => d.Value).Select(d => (d.Name, d.Value)),
            Enum.GetValuesAsUnderlyingType(type).Cast<int>().Order().Select(v => (Enum.GetName(type, v)!, v)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Word_NamesTypesThatExist(string id)
    {
        var library = typeof(SandboxAttribute).Assembly;
        var word = Get(id).Word;

        Assert.NotNull(library.GetType(word.AttributeType));
        Assert.True(Enum.TryParse<Targets>(word.TargetsMember, out _));
        Assert.All(word.Baselines.Items, b => Assert.NotNull(library.GetType(b.TypeName)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Baselines_HoldIntrinsicDeviationsOnly(string id) =>
        Assert.All(Get(id).Baselines.SelectMany(b => b.Deviations.Items), name => Assert.True(Get(id).Deviation(name).Intrinsic, name));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Messages_AreSentences(string id) =>
        Assert.All(Get(id).Deviations, d => Assert.EndsWith(".", d.Message, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Page_IsUpToDate(string id) => Baseline.Verify(ProviderPage.Path(Get(id)), ProviderPage.Markdown(Get(id)));

    [Fact]
    public void Table_IsUpToDate() => Baseline.Verify(ProviderPage.TablePath, ProviderPage.Table(ProviderCatalog.All));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Glue_IsFixedTextWithLineFeeds(string id) => Assert.All(Get(id).Glue, g =>
    {
        Assert.DoesNotContain('\r', g.Text);
        Assert.EndsWith("\n", g.Text, StringComparison.Ordinal);
    });
}
