using System.Collections.Immutable;
using System.Globalization;

namespace PolicyKit.Core.Findings;

/// <summary>One rule: what diagnostics, release notes, SARIF and documentation pages are made from.</summary>
/// <param name="Id">PK and four digits; never reused.</param>
/// <param name="Title">Short sentence.</param>
/// <param name="Format">Message with <c>{0}</c> placeholders.</param>
/// <param name="Severity">Default severity.</param>
/// <param name="Fixable">Whether a code fix exists.</param>
/// <param name="Configurable">Whether an author may change the severity; false where protection would be lost.</param>
public sealed record Rule(string Id, string Title, string Format, Severity Severity, bool Fixable, bool Configurable)
{
    /// <summary>Category by block of ids.</summary>
    public string Category => Id[2] switch
    {
        '1' => "PolicyKit.Policy",
        '2' => "PolicyKit.Provider",
        '3' => "PolicyKit.Network",
        '4' => "PolicyKit.Secrets",
        '5' => "PolicyKit.Artifacts",
        '6' => "PolicyKit.Hardening",
        '7' => "PolicyKit.Ceilings",
        _ => "PolicyKit.Internal",
    };

    /// <summary>Page beside the analyzers.</summary>
    public string HelpPage => $"analyzers/docs/{Id}.md";

    /// <summary>The message with arguments.</summary>
    public string Message(EquatableArray<string> arguments) => string.Format(CultureInfo.InvariantCulture, Format, arguments.Items.Cast<object>().ToArray());
}

/// <summary>All rules. Each block of ids has a file of its own; blocks are properties, because the order in which static fields of several files are set is not defined.</summary>
public static partial class RuleCatalog
{
    private static readonly Lazy<ImmutableDictionary<string, Rule>> ById =
        new(() => All.ToImmutableDictionary(r => r.Id, StringComparer.Ordinal));

    private static readonly Lazy<ImmutableDictionary<string, string>> Kinds = new(() => typeof(RuleCatalog).GetFields()
        .Where(f => f.IsLiteral)
        .ToImmutableDictionary(f => (string)f.GetRawConstantValue(), f => string.Concat(f.Name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString())), StringComparer.Ordinal));

    /// <summary>Every rule, by id.</summary>
    public static ImmutableArray<Rule> All { get; } =
        PolicyRules.Concat(ProviderRules).Concat(PostureRules).Concat(CeilingRules).Concat(NetworkRules).Concat(SecretRules).Concat(ArtifactRules).Concat(InternalRules).OrderBy(r => r.Id, StringComparer.Ordinal).ToImmutableArray();

    /// <summary>The rule with an id.</summary>
    /// <exception cref="KeyNotFoundException">No such rule.</exception>
    public static Rule Get(string id) => ById.Value[id];

    /// <summary>What SARIF calls the finding where it does not say more exactly itself: the name of the rule's constant, such as <c>unreadable-attribute</c>.</summary>
    /// <exception cref="KeyNotFoundException">No such rule.</exception>
    public static string KindOf(string id) => Kinds.Value[id];

    /// <summary>Blocking rules cannot be configured away.</summary>
    private static Rule Blocking(string id, string title, string format, bool fixable = false) => new(id, title, format, Severity.Error, fixable, Configurable: false);

    /// <summary>Stops the build until the author mends it or decides otherwise.</summary>
    private static Rule Error(string id, string title, string format, bool fixable = false) => new(id, title, format, Severity.Error, fixable, Configurable: true);

    private static Rule Info(string id, string title, string format, bool fixable = false) => new(id, title, format, Severity.Info, fixable, Configurable: true);

    private static Rule Warning(string id, string title, string format, bool fixable = false, bool configurable = true) =>
        new(id, title, format, Severity.Warning, fixable, configurable);
}
