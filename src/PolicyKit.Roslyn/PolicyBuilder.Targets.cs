using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

internal sealed partial class PolicyBuilder
{
    private EquatableArray<TargetDeclaration> Targets()
    {
        var targets = new List<TargetDeclaration>();
        foreach (var attribute in _attributes)
        {
            if (_vocabulary.Items.FirstOrDefault(w => w.AttributeType == PolicyReader.MetadataName(attribute.Data.AttributeClass!)) is not { } word)
            {
                continue;
            }

            var name = attribute.Text("Name");
            if (name is not null && !IsWord(name, 32))
            {
                Report(RuleCatalog.ValueForm, Place(attribute, "Name"), name, "lower-case letters, digits and hyphens, at most 32");
            }

            var options = attribute.Named.Where(n => n.Key != "Name")
                .Select(n => new NamedValue(n.Key, OptionText(attribute, n.Key, n.Value)))
                .OrderBy(o => o.Name, StringComparer.Ordinal).ToEquatableArray();
            var target = new TargetDeclaration(word.Provider, name, options);
            if (targets.Any(t => t.Id == target.Id))
            {
                Report(RuleCatalog.DuplicateTarget, Place(attribute), target.Id);
            }

            Source(PolicyPlace.Target(target.Id), attribute, null);
            targets.Add(target);
        }

        if (targets.Count == 0 && One("Sandbox") is { } sandbox)
        {
            Report(RuleCatalog.TargetMissing, Place(sandbox), _type.Name);
        }

        return targets.OrderBy(t => t.Id, StringComparer.Ordinal).ToEquatableArray();
    }

    private string OptionText(AttributeReading attribute, string name, TypedConstant value)
    {
        if (value.Kind == TypedConstantKind.Enum)
        {
            var member = EnumMember(value)?.Name;
            if (member is null)
            {
                Report(RuleCatalog.ValueForm, Place(attribute, name), Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? string.Empty, "it is no member of the enum");
            }

            return member ?? string.Empty;
        }

        if (value.Value is string text)
        {
            Printable(attribute, name, -1, text, name);
            return text;
        }

        return value.Value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? string.Empty;
    }

    private static IFieldSymbol? EnumMember(TypedConstant value) =>
        (value.Type as INamedTypeSymbol)?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value.Value));

    private EquatableArray<Acceptance> Acceptances(EquatableArray<TargetDeclaration> targets)
    {
        var acceptances = new List<Acceptance>();
        foreach (var attribute in All("Accept"))
        {
            if (Acceptance(attribute, targets) is { } acceptance)
            {
                Source(PolicyPlace.Acceptance(acceptance), attribute, null);
                acceptances.Add(acceptance);
            }
        }

        foreach (var twice in acceptances.GroupBy(PolicyPlace.Acceptance, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Report(RuleCatalog.SaidTwice, twice.Key, twice.First().Deviation);
        }

        acceptances.AddRange(BaselineAcceptances(targets));
        return acceptances
            .OrderBy(a => a.Provider, StringComparer.Ordinal).ThenBy(a => a.Baseline, StringComparer.Ordinal).ThenBy(a => a.Deviation, StringComparer.Ordinal)
            .ThenBy(a => a.For, StringComparer.Ordinal).ThenBy(a => a.Target, StringComparer.Ordinal).ToEquatableArray();
    }

    private Acceptance? Acceptance(AttributeReading attribute, EquatableArray<TargetDeclaration> targets)
    {
        if (attribute.Constant("deviation") is not { Kind: TypedConstantKind.Enum, Type: INamedTypeSymbol type } constant
            || _vocabulary.Items.FirstOrDefault(w => w.DeviationEnum == PolicyReader.MetadataName(type)) is not { } word
            || word.Deviations.Items.FirstOrDefault(d => Equals(d.Value, constant.Value)) is not { } deviation)
        {
            Report(RuleCatalog.AcceptanceForm, Place(attribute, "deviation"), "Accept takes a member of a provider's deviation enum, such as E2BDeviation.HostRuleOpensPort80");
            return null;
        }

        if (targets.Items.All(t => t.Provider != word.Provider))
        {
            Report(RuleCatalog.AcceptanceWithoutTarget, Place(attribute, "deviation"), deviation.Name, word.Provider);
            return null;
        }

        var subject = attribute.Text("For");
        if (deviation.Intrinsic && subject is not null)
        {
            Report(RuleCatalog.AcceptanceForm, Place(attribute, "For"), $"{deviation.Name} belongs to the provider as such and has no subject; remove For");
        }
        else if (!deviation.Intrinsic && string.IsNullOrWhiteSpace(subject))
        {
            Report(RuleCatalog.AcceptanceForm, Place(attribute, attribute.Has("For") ? "For" : null), $"{deviation.Name} is accepted for one subject; write For = \"...\" with the entry it concerns");
        }

        var target = attribute.Text("Target");
        if (target is not null && targets.Items.All(t => t.Provider != word.Provider || t.Name != target))
        {
            Report(RuleCatalog.AcceptanceForm, Place(attribute, "Target"), $"'{target}' is no target of {word.Provider} in this policy");
        }

        var because = Words(attribute, "Because");
        var owner = Words(attribute, "Owner");
        return new Acceptance
        {
            Provider = word.Provider,
            Deviation = deviation.Name,
            For = subject,
            Target = target,
            Because = because,
            Owner = owner,
            Until = Date(attribute),
        };
    }

    private string Words(AttributeReading attribute, string argument)
    {
        var text = attribute.Text(argument) ?? string.Empty;
        if (string.IsNullOrWhiteSpace(text) || text.StartsWith("TODO", StringComparison.OrdinalIgnoreCase))
        {
            Report(RuleCatalog.ReasonMissing, Place(attribute, attribute.Has(argument) ? argument : null), attribute.Name, argument);
        }
        else
        {
            Printable(attribute, argument, -1, text, argument);
        }

        return text;
    }

    private string? Date(AttributeReading attribute)
    {
        if (attribute.Text("Until") is not { } text)
        {
            return null;
        }

        if (!DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Report(RuleCatalog.DateForm, Place(attribute, "Until"), text);
        }

        return text;
    }

    // Only the compilation's own assembly counts: acceptances in referenced assemblies have no effect.
    private IEnumerable<Acceptance> BaselineAcceptances(EquatableArray<TargetDeclaration> targets)
    {
        foreach (var data in _compilation.Assembly.GetAttributes())
        {
            if (data.AttributeClass is not { Name: "AcceptBaselineAttribute", TypeArguments.Length: 1 } attributeClass || !PolicyReader.InPolicyKit(attributeClass))
            {
                continue;
            }

            if (AttributeReading.Create(data, null, EquatableTargets.All, _order++, out var why, _cancellation) is not { } attribute)
            {
                ReportUnreadable(data, null, "AcceptBaseline", why!);
                continue;
            }

            var name = attributeClass.TypeArguments[0] is INamedTypeSymbol marker ? PolicyReader.MetadataName(marker) : string.Empty;
            var word = _vocabulary.Items.FirstOrDefault(w => w.Baselines.Items.Any(b => b.TypeName == name));
            if (word is null)
            {
                Report(RuleCatalog.AcceptanceForm, Place(attribute), $"'{attributeClass.TypeArguments[0].Name}' is no baseline that this version knows");
                continue;
            }

            if (targets.Items.All(t => t.Provider != word.Provider))
            {
                continue;
            }

            var because = Words(attribute, "Because");
            var owner = Words(attribute, "Owner");
            var until = Date(attribute);
            foreach (var deviation in word.Baselines.Items.First(b => b.TypeName == name).Deviations)
            {
                yield return new Acceptance
                {
                    Provider = word.Provider,
                    Deviation = deviation,
                    Because = because,
                    Owner = owner,
                    Until = until,
                    Baseline = attributeClass.TypeArguments[0].Name,
                };
            }
        }
    }
}
