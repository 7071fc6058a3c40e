using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Breadth;

/// <summary>Findings with the properties that go into SARIF.</summary>
public static class BreadthFinding
{
    /// <summary>Property with the name of what is wrong, such as <c>cloud-metadata</c> or <c>exfil:paste</c>.</summary>
    public const string Kind = "kind";

    /// <summary>Property with the entry in canonical form.</summary>
    public const string Canonical = "canonical";

    /// <summary>Property that says that the rule states its reason.</summary>
    public const string Because = "because";

    /// <summary>Property that says that several entries together are meant.</summary>
    public const string Union = "union";

    /// <summary>Property with the text that a code fix may put in place of the argument.</summary>
    public const string Fix = "fix";

    /// <summary>Property with the one address that a network with host bits may mean instead.</summary>
    public const string Address = "address";

    internal static Finding Of(string ruleId, string kind, string place, EgressRule? rule, string[] arguments, string? fix = null, bool union = false)
    {
        var properties = new List<NamedValue> { new(Kind, kind) };
        if (rule is not null)
        {
            properties.Add(new(Canonical, rule.Entry));
        }

        // Where a reason must be said, it says why the rule is there, not why it is this broad.
        if (!union && rule is { Kind: not (EgressRuleKind.AllowAnyHost or EgressRuleKind.AllowMetadata) } && !string.IsNullOrWhiteSpace(rule.Because))
        {
            properties.Add(new(Because, "true"));
        }

        if (fix is not null)
        {
            properties.Add(new(Fix, fix));
        }

        if (union)
        {
            properties.Add(new(Union, "true"));
        }

        return new Finding { RuleId = ruleId, Place = place, Arguments = EquatableArray.Of(arguments), Properties = properties.ToEquatableArray() };
    }

    internal static Finding With(this Finding finding, string name, string value) => finding with { Properties = finding.Properties.Items.Add(new NamedValue(name, value)).ToEquatableArray() };

    internal static Finding At(EgressRule rule, string ruleId, string kind, params string[] arguments) => Of(ruleId, kind, PolicyPlace.Rule(rule), rule, arguments);
}
