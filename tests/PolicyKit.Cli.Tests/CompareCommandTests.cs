using System.Text.Json;
using System.Xml.Linq;
using PolicyKit.Cli.Tests.Support;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Tests;

/// <summary><c>policykit compare</c> in its four forms.</summary>
public sealed class CompareCommandTests : Sandboxed
{
    [Fact]
    public void Table_HasEveryProvider()
    {
        var answer = Compare();

        Assert.Equal((ExitCode.Ok, string.Empty), (answer.Exit, answer.Error));
        Assert.All(ProviderCatalog.All, p => Assert.Contains(p.DisplayName.Split(' ')[0], answer.Output, StringComparison.Ordinal));
        Assert.Contains("local development", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_HasSourcesAndDates() => Assert.Contains("2026-11-22)", Compare("--format", "markdown", "--why").Output, StringComparison.Ordinal);

    [Fact]
    public void Json_HasACellForEachRowAndProvider()
    {
        using var json = JsonDocument.Parse(Compare("--format", "json", "--hours", "2", "--runs", "10").Output);

        var providers = json.RootElement.GetProperty("providers").EnumerateArray().ToList();
        Assert.Equal(ProviderCatalog.All.Select(p => p.Id), providers.Select(p => p.GetProperty("provider").GetString()));
        Assert.Single(providers.Select(p => p.GetProperty("rows").GetArrayLength()).Distinct());
    }

    [Fact]
    public void Html_IsWholeAndHasNothingFromElsewhere()
    {
        var html = Compare("--format", "html").Output;

        Assert.Empty(System.Text.RegularExpressions.Regex.Matches(html, "(src|href)=|@import|url\\("));
        Assert.Contains("color-scheme: light dark", html, StringComparison.Ordinal);
        Assert.Contains("name=\"viewport\"", html, StringComparison.Ordinal);
        var body = html[html.IndexOf("<table>", StringComparison.Ordinal)..(html.IndexOf("</table>", StringComparison.Ordinal) + 8)];
        var rows = XElement.Parse(body).Descendants("tr").ToList();
        Assert.All(rows, r => Assert.Equal(ProviderCatalog.All.Length + 1, r.Elements().Count()));
    }

    [Theory]
    [InlineData("nobody", "There is no policy 'nobody'; there are agent.")]
    [InlineData("agent", "--hours and --runs are above zero", "--runs", "0")]
    public void WrongUsage_IsTwo(string policy, string saying, params string[] more)
    {
        var answer = Run(["compare", policy, "--assembly", Genuine().Write(Root), .. more]);

        Assert.Equal(ExitCode.Usage, answer.Exit);
        Assert.Contains(saying, answer.Error, StringComparison.Ordinal);
    }

    private Answer Compare(params string[] more) => Run(["compare", "agent", "--assembly", Genuine().Write(Root), .. more]);
}
