using System.Text;

namespace PolicyKit.Providers;

/// <summary>The documentation page of a provider, made from its capability table and deviations, so that page and diagnostics cannot differ.</summary>
public static class ProviderPage
{
    /// <summary>Path of the page in the repository.</summary>
    public static string Path(Provider provider) => $"docs/providers/{provider.Id}.md";

    /// <summary>Path of the page with the whole table.</summary>
    public const string TablePath = "docs/providers.md";

    /// <summary>The whole table, concept by provider, with the profiles, as Markdown.</summary>
    public static string Table(IReadOnlyCollection<Provider> providers)
    {
        var text = new StringBuilder("# Providers\n\nMade from the providers' folders by `POLICYKIT_UPDATE=1 dotnet test --project tests/PolicyKit.Providers.Tests`. Do not edit. `policykit compare POLICY` puts one policy beside all of them; the page of a provider has detail, source and date behind each cell.\n\n");
        Row(text, providers.Select(p => $"[{p.DisplayName}](providers/{p.Id}.md)").Prepend(string.Empty).ToArray());
        Row(text, providers.Select(_ => "---").Prepend("---").ToArray());
        foreach (var concept in CapabilityConcepts.All)
        {
            Row(text, providers.Select(p => p.Capabilities.FirstOrDefault(c => c.Concept == concept)?.Status.ToString().ToLowerInvariant() ?? string.Empty).Prepend(concept).ToArray());
        }

        foreach (var topic in ProfileTopics.All)
        {
            Row(text, providers.Select(p => p.Profile.Find(topic) is { } fact ? $"{fact.Value} ({fact.Source}, {fact.Date})" : "not established").Prepend(topic).ToArray());
        }

        return text.ToString();
    }

    /// <summary>The page as Markdown.</summary>
    public static string Markdown(Provider provider)
    {
        var text = new StringBuilder();
        text.Append("# ").Append(provider.DisplayName).Append("\n\n");
        text.Append("Made from the capability table and the deviations of the provider's folder by `POLICYKIT_UPDATE=1 dotnet test --project tests/PolicyKit.Providers.Tests`. Do not edit.\n\n");
        text.Append("## What it enforces\n\n| concept | status | detail | source | looked up |\n|---|---|---|---|---|\n");
        foreach (var cell in provider.Capabilities)
        {
            Row(text, cell.Concept, cell.Status.ToString().ToLowerInvariant(), cell.Detail + (cell.Deviation is null ? string.Empty : $" See [{cell.Deviation}](#{cell.Deviation.ToLowerInvariant()})."), cell.Source, cell.Date);
        }

        text.Append("\n## Deviations\n\nA deviation lets nothing through unless the policy accepts it (`[Accept(...)]`), or, where it belongs to the provider as such, the assembly accepts a baseline.\n");
        foreach (var deviation in provider.Deviations)
        {
            text.Append("\n### ").Append(deviation.Name).Append("\n\n");
            text.Append(deviation.Kind.ToString().ToLowerInvariant()).Append(deviation.Intrinsic ? ", intrinsic" : ", accepted per subject").Append(". ").Append(deviation.Message);
            text.Append("\n\nSource: ").Append(deviation.Source).Append(" (").Append(deviation.Date).Append(").\n");
        }

        text.Append("\n## Baselines\n\n");
        foreach (var baseline in provider.Baselines)
        {
            text.Append("- `").Append(baseline.TypeName).Append("`: ").Append(string.Join(", ", baseline.Deviations)).Append('\n');
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, params string[] cells)
    {
        foreach (var cell in cells)
        {
            text.Append("| ").Append(cell.Replace("|", "\\|").Replace("\n", " ")).Append(' ');
        }

        text.Append("|\n");
    }
}
