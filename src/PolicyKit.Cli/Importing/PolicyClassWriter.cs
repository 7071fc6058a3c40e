using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Importing;

/// <summary>A policy as the C# class that declares it: the inverse of the reader of attributes.</summary>
internal static partial class PolicyClassWriter
{
    /// <param name="policy">The policy.</param>
    /// <param name="space">Namespace.</param>
    /// <param name="remarks">What could not be carried over; a comment each.</param>
    public static string Write(SandboxPolicy policy, string space, IEnumerable<string> remarks)
    {
        var text = new StringBuilder($"using PolicyKit;\n\nnamespace {space};\n\n");
        foreach (var remark in remarks)
        {
            text.Append("// Not carried over: ").Append(PlainText.Of(remark)).Append('\n');
        }

        foreach (var attribute in Attributes(policy))
        {
            text.Append('[').Append(attribute).Append("]\n");
        }

        return text.Append("public sealed partial class ").Append(ClassName(policy.Id)).Append(";\n").ToString();
    }

    /// <summary>Name of the class: <c>code-agent</c> becomes <c>CodeAgent</c>.</summary>
    public static string ClassName(string id)
    {
        var name = string.Concat(id.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
        return char.IsAsciiLetter(name[0]) ? name : "Policy" + name;
    }

    private static IEnumerable<string> Attributes(SandboxPolicy policy)
    {
        yield return Call("Sandbox", [Text(policy.Id)], ("Image", Text(policy.Image)), ("Description", policy.Description is { } description ? Text(description) : null));
        var resources = policy.Resources;
        if (new[] { Range(resources.MilliCpu, 1000), Range(resources.MemoryMiB, 1), Range(resources.DiskMiB, 1024), resources.Gpu }.Any(r => r is not null))
        {
            yield return Call("Resources", [], ("Cpu", Quoted(Range(resources.MilliCpu, 1000))), ("MemoryMiB", Quoted(Range(resources.MemoryMiB, 1))), ("DiskGiB", Quoted(Range(resources.DiskMiB, 1024))), ("Gpu", Quoted(resources.Gpu)));
        }

        if (!policy.Lifetime.Seconds.IsUnbounded || !policy.Lifetime.IdleSeconds.IsUnbounded)
        {
            yield return Call("Lifetime", [policy.Lifetime.Seconds.IsUnbounded ? "Duration.Unbounded" : Text(Seconds(policy.Lifetime.Seconds))], ("Idle", policy.Lifetime.IdleSeconds.IsUnbounded ? null : Text(Seconds(policy.Lifetime.IdleSeconds))));
        }

        var identity = policy.Identity;
        if (identity != RunIdentity.Default)
        {
            yield return Call(
                "RunAs",
                identity.Uid == identity.Gid ? [Number(identity.Uid)] : [Number(identity.Uid), Number(identity.Gid)],
                ("WorkDirectory", identity.WorkDirectory == RunIdentity.Default.WorkDirectory ? null : Text(identity.WorkDirectory)),
                ("ReadOnlyRoot", Flag(identity.ReadOnlyRoot)),
                ("Sudo", Flag(identity.Sudo)),
                ("Capabilities", Texts(identity.Capabilities)));
        }

        if (policy.Isolation != IsolationLevel.Container)
        {
            yield return Call("Isolate", ["Isolation." + policy.Isolation]);
        }

        foreach (var rule in policy.Rules)
        {
            yield return Rule(rule);
        }

        foreach (var c in policy.Credentials)
        {
            yield return Call(
                "Credential",
                [Text(c.Name)],
                c.Hosts.Count == 1 ? ("Host", Text(c.Hosts.Items[0])) : ("Hosts", Texts(c.Hosts)),
                ("Header", c.IsReadableInside || c.Header == "authorization" ? null : Text(c.Header)),
                ("Scheme", Quoted(c.Scheme)),
                ("User", Quoted(c.User)),
                ("Delivery", c.Delivery == CredentialDelivery.Brokered ? null : "Delivery." + c.Delivery),
                ("Path", Quoted(c.Path)),
                ("On", On(c.On)));
        }

        foreach (var port in policy.Ingress)
        {
            yield return Call("Expose", [Number(port.Port)], ("Callers", port.Callers == Core.Model.Callers.Owner ? null : "Callers." + port.Callers), ("Transport", Transport(port.Transport)));
        }

        foreach (var mount in policy.Mounts)
        {
            yield return Call("Mount", [Text(mount.Path)], ("Source", Text(mount.Source)), ("SubPath", Quoted(mount.SubPath)), ("ReadOnly", mount.ReadOnly ? null : "false"));
        }

        foreach (var (name, texts) in new[] { ("Build", policy.BuildCommands), ("AllowBuildHosts", policy.BuildHosts), ("Start", policy.Start) })
        {
            if (!texts.IsEmpty)
            {
                yield return Call(name, texts.Select(Text).ToArray());
            }
        }

        foreach (var (name, values) in new[] { ("Environment", policy.Environment), ("Label", policy.Labels) })
        {
            foreach (var value in values)
            {
                yield return Call(name, [Text(value.Name), Text(value.Value)]);
            }
        }

        foreach (var parameter in policy.Parameters)
        {
            yield return Call("Parameter", [Text(parameter.Name)], ("Pattern", Text(parameter.Pattern)));
        }

        if (policy.SingleUse)
        {
            yield return "SingleUse";
        }

        if (policy.Persistence != PersistenceKind.None)
        {
            yield return Call("Persist", ["Persistence." + policy.Persistence]);
        }

        if (policy.Scale is { } scale)
        {
            yield return Call("Scale", [], ("Max", Number(scale.Maximum)), ("Warm", scale.Warm == 0 ? null : Number(scale.Warm)));
        }

        foreach (var target in policy.Targets)
        {
            var member = ProviderCatalog.Find(target.Provider)!.Word.TargetsMember;
            yield return Call(member, [], [("Name", Quoted(target.Name)), .. target.Options.Select(o => (o.Name, (string?)Option(member, o)))]);
        }

        // What a baseline brings stands on the assembly, not on the class.
        foreach (var a in policy.Acceptances.Items.Where(a => a.Baseline is null))
        {
            var words = ProviderCatalog.Find(a.Provider)!.Word.DeviationEnum;
            yield return Call(
                "Accept",
                [$"{words[(words.LastIndexOf('.') + 1)..]}.{a.Deviation}"],
                ("For", Quoted(a.For)), ("Because", Text(a.Because)), ("Owner", Text(a.Owner)), ("Until", Quoted(a.Until)), ("Target", Quoted(a.Target)));
        }
    }

    private static string Rule(EgressRule rule)
    {
        var (name, first, ports) = rule.Kind switch
        {
            EgressRuleKind.AllowHost => ("AllowHosts", new[] { Text(rule.Entry) }, "443"),
            EgressRuleKind.AllowHttp => ("AllowHttp", [Text(rule.Entry)], "443"),
            EgressRuleKind.AllowAnyHost => ("AllowAnyHost", [], "443"),
            EgressRuleKind.AllowNetwork => ("AllowNetworks", [Text(rule.Entry)], string.Empty),
            EgressRuleKind.AllowMetadata => ("AllowMetadata", [Text(rule.Entry), rule.Ports], rule.Ports),
            EgressRuleKind.DenyHost => ("DenyHosts", [Text(rule.Entry)], "*"),
            _ => ("DenyNetworks", [Text(rule.Entry)], "*"),
        };
        return Call(
            name,
            first,
            ("Ports", rule.Ports == ports ? null : Text(rule.Ports)),
            ("Transport", rule.IsDenial ? rule.Transport is { } denied ? "Transport." + denied : null : Transport(rule.Transport!.Value)),
            ("Methods", rule.Methods.IsEmpty ? null : Text(string.Join(",", rule.Methods))),
            ("Paths", Texts(rule.Paths)),
            ("On", On(rule.On)),
            ("Because", Quoted(rule.Because)));
    }

    private static string Call(string name, IReadOnlyCollection<string> arguments, params (string Name, string? Value)[] properties)
    {
        var all = arguments.Concat(properties.Where(p => p.Value is not null).Select(p => $"{p.Name} = {p.Value}")).ToList();
        return all.Count == 0 ? name : $"{name}({string.Join(", ", all)})";
    }

    private static string? On(EquatableArray<string> providers) => providers.IsEmpty ? null : string.Join(" | ", providers.Select(p => "Targets." + (ProviderCatalog.Find(p)?.Word.TargetsMember ?? p)));

    private static string? Transport(Core.Algebra.Transport transport) => transport == Core.Algebra.Transport.Tcp ? null : "Transport." + transport;

    // Options are texts in the model. A member of an enum has the name that C# gives it, and its enum the name of target and option together: E2BPlan.
    private static string Option(string target, NamedValue option) =>
        option.Value is "true" or "false" || int.TryParse(option.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? option.Value
        : EnumMember().IsMatch(option.Value) ? $"{target}{option.Name}.{option.Value}"
        : Text(option.Value);

    private static string? Range(LimitRange range, long unit)
    {
        if (range.IsUnspecified)
        {
            return null;
        }

        string Of(long value) => (value / (decimal)unit).ToString("0.###", CultureInfo.InvariantCulture);
        return range.Maximum.IsUnbounded ? Of(range.Minimum) + ".."
            : range.Minimum == range.Maximum.Value ? Of(range.Minimum)
            : range.Minimum == 0 ? ".." + Of(range.Maximum.Value)
            : $"{Of(range.Minimum)}..{Of(range.Maximum.Value)}";
    }

    private static string Seconds(Limit limit) => limit.Value % 3600 == 0 ? Number(limit.Value / 3600) + "h" : limit.Value % 60 == 0 ? Number(limit.Value / 60) + "m" : Number(limit.Value) + "s";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Flag(bool value) => value ? "true" : null;

    private static string? Quoted(string? text) => text is null ? null : Text(text);

    private static string? Texts(EquatableArray<string> texts) => texts.IsEmpty ? null : $"[{string.Join(", ", texts.Select(Text))}]";

    // Printable ASCII as it is, everything else as an escape: a string of a foreign file must not look like something else.
    private static string Text(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                >= ' ' and <= '~' => c.ToString(),
                _ => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EnumMember();
}
