using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;

namespace PolicyKit.Core.Model;

/// <summary>
/// Judges every string of a model by the grammar that attributes are read by. Writers rely on it: an image, a name or a path holds nothing that ends a line, a word or an option in any format.
/// A model that did not come from attributes (the JSON in an assembly's metadata) gets no further than one that did.
/// </summary>
public static class PolicyForm
{
    /// <summary>Longest command, argument or value, in UTF-16 units. A Dockerfile line of it, six characters for each unit, stays below the 65,535 bytes that BuildKit reads.</summary>
    public const int LongestText = 4096;

    private const int MostHeaderWord = 128;

    /// <summary>What is wrong, one finding for each slot; empty for what the reader makes.</summary>
    public static IEnumerable<Finding> Faults(SandboxPolicy policy) => Slots(policy).Where(s => !s.Valid).Select(s => new Finding
    {
        RuleId = RuleCatalog.ValueForm,
        Arguments = EquatableArray.Of(Shown(s.Text), "it is not " + s.What),
    });

    private static IEnumerable<(string? Text, bool Valid, string What)> Slots(SandboxPolicy policy)
    {
        yield return (policy.Id, PolicyGrammar.IsPolicyId(policy.Id), "a policy id");
        yield return (policy.TypeName, IsTypeName(policy.TypeName), "the full name of a class");
        yield return (policy.Description, IsText(policy.Description), "a description");
        yield return (policy.Image, PolicyGrammar.IsImage(policy.Image), "an image reference");
        yield return (policy.Identity.WorkDirectory, IsPath(policy.Identity.WorkDirectory), "an absolute path");
        yield return (policy.Resources.Gpu, IsText(policy.Resources.Gpu), "a kind of GPU");
        foreach (var slot in policy.Rules.Items.SelectMany(RuleSlots).Concat(policy.Credentials.Items.SelectMany(CredentialSlots)).Concat(policy.Mounts.Items.SelectMany(MountSlots)).Concat(policy.Acceptances.Items.SelectMany(AcceptanceSlots)))
        {
            yield return slot;
        }

        foreach (var text in policy.BuildCommands.Items.Concat(policy.Start.Items))
        {
            yield return (text, IsText(text), "a command or an argument");
        }

        foreach (var capability in policy.Identity.Capabilities)
        {
            yield return (capability, IsWord(capability), "a capability");
        }

        foreach (var host in policy.BuildHosts)
        {
            yield return (host, IsHost(host), "a canonical host");
        }

        foreach (var variable in policy.Environment)
        {
            yield return (variable.Name, PolicyGrammar.IsEnvironmentName(variable.Name), "the name of a variable");
            yield return (variable.Value, IsText(variable.Value), "the value of a variable");
        }

        foreach (var label in policy.Labels)
        {
            yield return (label.Name, PolicyGrammar.IsLabelName(label.Name), "the name of a label");
            yield return (label.Value, IsText(label.Value), "the value of a label");
        }

        foreach (var parameter in policy.Parameters)
        {
            yield return (parameter.Name, PolicyGrammar.IsParameterName(parameter.Name), "the name of a parameter");
            yield return (parameter.Pattern, PolicyGrammar.IsPattern(parameter.Pattern), "a pattern");
        }

        foreach (var slot in policy.Ceilings.Items.SelectMany(CeilingSlots))
        {
            yield return slot;
        }

        foreach (var text in policy.Never)
        {
            yield return (text, DestinationText.TryParse(text, out _, out _), "a destination");
        }

        foreach (var text in policy.Fragments.Items.SelectMany(f => new[] { f.TypeName, f.Assembly, f.Version }.Concat(f.Rules.Items)))
        {
            yield return (text, IsText(text), "a fragment's name, version or rule");
        }

        foreach (var target in policy.Targets)
        {
            yield return (target.Provider, PolicyGrammar.IsPolicyId(target.Provider), "a provider id");
            yield return (target.Name, target.Name is null || PolicyGrammar.IsTargetName(target.Name), "the name of a target");
            foreach (var option in target.Options)
            {
                yield return (option.Name, IsWord(option.Name), "the name of an option");
                yield return (option.Value, IsText(option.Value), "the value of an option");
            }
        }
    }

    private static IEnumerable<(string? Text, bool Valid, string What)> RuleSlots(EgressRule rule)
    {
        yield return rule.Kind switch
        {
            EgressRuleKind.AllowAnyHost => (rule.Entry, rule.Entry == "*", "the entry of a rule for any host"),
            EgressRuleKind.AllowNetwork or EgressRuleKind.DenyNetwork => (rule.Entry, Cidr.TryParse(rule.Entry, out _, out _, out _), "a canonical network"),
            EgressRuleKind.AllowMetadata => (rule.Entry, IsHost(rule.Entry) || (IpAddress.TryParse(rule.Entry, out var address) && address.ToString() == rule.Entry), "a metadata endpoint"),
            _ => (rule.Entry, IsHost(rule.Entry), "a canonical host"),
        };
        yield return (rule.Ports, PortSet.TryParse(rule.Ports, out _), "a set of ports");
        yield return (rule.Because, IsText(rule.Because), "a reason");
        foreach (var method in rule.Methods)
        {
            yield return (method, HttpSet.IsMethod(method), "an HTTP method");
        }

        foreach (var path in rule.Paths)
        {
            yield return (path, PathSet.TryParse(path, out _, out _), "a path");
        }

        foreach (var provider in rule.On)
        {
            yield return (provider, PolicyGrammar.IsPolicyId(provider), "a provider id");
        }
    }

    // A ceiling that is not understood would limit nothing.
    private static IEnumerable<(string? Text, bool Valid, string What)> CeilingSlots(PolicyCeiling ceiling)
    {
        yield return (ceiling.TypeName, IsText(ceiling.TypeName), "the name of a ceiling");
        yield return (ceiling.Resources.Gpu, IsText(ceiling.Resources.Gpu), "a kind of GPU");
        foreach (var slot in ceiling.Rules.Items.SelectMany(RuleSlots))
        {
            yield return slot;
        }

        foreach (var host in ceiling.BuildHosts)
        {
            yield return (host, IsHost(host), "a canonical host");
        }

        foreach (var text in ceiling.Owners)
        {
            yield return (text, IsText(text), "an owner");
        }

        foreach (var provider in ceiling.Providers.Items.Concat(ceiling.MayAccept.Items.Select(m => m.Name)))
        {
            yield return (provider, PolicyGrammar.IsPolicyId(provider), "a provider id");
        }

        foreach (var deviation in ceiling.MayAccept)
        {
            yield return (deviation.Value, IsWord(deviation.Value), "the name of a deviation");
        }
    }

    private static IEnumerable<(string? Text, bool Valid, string What)> CredentialSlots(CredentialReference credential)
    {
        yield return (credential.Name, PolicyGrammar.IsCredentialName(credential.Name), "the name of a credential");
        yield return (credential.Header, PolicyGrammar.IsHeaderName(credential.Header) && !credential.Header.Any(c => c is >= 'A' and <= 'Z'), "the name of a header in lower case");
        yield return (credential.Scheme, credential.Scheme is null || PolicyGrammar.IsHeaderName(credential.Scheme), "an authentication scheme");
        yield return (credential.User, credential.User is null || IsUser(credential.User), "a user name");
        yield return (credential.Path, credential.Path is null || IsPath(credential.Path), "an absolute path");
        foreach (var host in credential.Hosts)
        {
            yield return (host, IsHost(host), "a canonical host");
        }

        foreach (var provider in credential.On)
        {
            yield return (provider, PolicyGrammar.IsPolicyId(provider), "a provider id");
        }
    }

    private static IEnumerable<(string? Text, bool Valid, string What)> MountSlots(MountPoint mount)
    {
        yield return (mount.Path, IsPath(mount.Path), "an absolute path");
        yield return (mount.Source, PolicyGrammar.IsVolumeName(PolicyGrammar.WithoutPlaceholders(mount.Source)), "the name of a volume");
        yield return (mount.SubPath, mount.SubPath is null || PolicyGrammar.IsRelativePath(PolicyGrammar.WithoutPlaceholders(mount.SubPath)), "a relative path");
    }

    private static IEnumerable<(string? Text, bool Valid, string What)> AcceptanceSlots(Acceptance acceptance)
    {
        yield return (acceptance.Provider, PolicyGrammar.IsPolicyId(acceptance.Provider), "a provider id");
        yield return (acceptance.Deviation, IsWord(acceptance.Deviation), "the name of a deviation");
        yield return (acceptance.For, IsText(acceptance.For), "a subject");
        yield return (acceptance.Target, acceptance.Target is null || PolicyGrammar.IsTargetName(acceptance.Target), "the name of a target");
        yield return (acceptance.Because, IsText(acceptance.Because), "a reason");
        yield return (acceptance.Owner, IsText(acceptance.Owner), "an owner");
        yield return (acceptance.Until, acceptance.Until is null || PolicyGrammar.IsDay(acceptance.Until), "a date");
        yield return (acceptance.Baseline, acceptance.Baseline is null || IsTypeName(acceptance.Baseline), "the name of a baseline");
    }

    // Line breaks and tabs are for each writer to keep; NUL ends a string in an operating system's interfaces, and half a surrogate pair has no UTF-8 form.
    private static bool IsText(string? text) => text is null || (text.Length <= LongestText && text.IndexOf('\0') < 0 && PolicyGrammar.HasPairedSurrogates(text));

    // Wider than what attributes may say: programs that take paths as data keep a blank or a quote. Docker, whose files have no quotes for them, refuses these by itself.
    private static bool IsPath(string text) => text == "/" || (text.Length > 1 && text[0] == '/' && PolicyGrammar.IsLine(text, 255) && text.Substring(1).Split('/').All(s => s.Length > 0 && s is not ("." or "..")));

    private static bool IsHost(string text) => HostName.TryParse(text, allowWildcard: true, out var canonical, out _) && canonical == text;

    private static bool IsWord(string text) => text.Length is > 0 and <= MostHeaderWord && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_');

    private static bool IsUser(string text) => text.Length is > 0 and <= MostHeaderWord && text.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '_' or '-' or '@' or '+');

    // C# names may be written in any script; nothing that separates or hides is part of one.
    private static bool IsTypeName(string text) => text.Length is > 0 and <= 1024 && text.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '+' || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.ConnectorPunctuation)
        && PolicyGrammar.HasPairedSurrogates(text);

    // Never the text itself: it may be a secret in the wrong place.
    private static string Shown(string? text) => $"a text of {(text?.Length ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture)} characters";
}
