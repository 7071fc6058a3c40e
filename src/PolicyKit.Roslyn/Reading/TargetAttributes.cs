using System.Globalization;
using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads the targets with their options. Knows no provider: the vocabulary says which attribute means which.</summary>
internal static class TargetAttributes
{
    public static void Target(ReadingState state, AttributeView at, TargetWord word)
    {
        var name = at.Text("Name");
        if (name is not null && !PolicyGrammar.IsTargetName(name))
        {
            state.Report(at, ArgumentKey.Of("Name"), RuleCatalog.ValueForm, Shown.Of(name), "the name of a target is 1 to 31 characters a-z, 0-9 or '-', starting with a letter or digit");
            return;
        }

        var options = new List<NamedValue>();
        foreach (var (property, value) in at.Properties.Where(p => p.Name != "Name"))
        {
            if (Text(value) is not { } text)
            {
                state.Report(at, ArgumentKey.Of(property), RuleCatalog.UnreadableAttribute, at.Word, $"{property} has a type that this version does not know");
            }
            else if (SandboxAttributes.Line(state, at, ArgumentKey.Of(property), text, 255))
            {
                options.Add(new NamedValue(property, text));
            }
        }

        var target = new TargetDeclaration(word.Provider, name, options.OrderBy(o => o.Name, StringComparer.Ordinal).ToEquatableArray());
        state.Mark(PolicyPlace.Target(target.Id), at, ArgumentKey.Whole);
        if (state.Draft.Targets.Any(t => t.Id == target.Id))
        {
            state.Report(at, at.Says("Name") ? ArgumentKey.Of("Name") : ArgumentKey.Whole, RuleCatalog.DuplicateTarget, target.Id);
            return;
        }

        state.Draft.Targets.Add(target);
    }

    private static string? Text(TypedConstant value) => value.Kind switch
    {
        TypedConstantKind.Enum => AttributeView.MemberName(value),
        TypedConstantKind.Primitive => value.Value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            int number => number.ToString(CultureInfo.InvariantCulture),
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        },
        _ => null,
    };
}
