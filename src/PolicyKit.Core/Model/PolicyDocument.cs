using PolicyKit.Core.Documents;

namespace PolicyKit.Core.Model;

/// <summary>The canonical JSON form of a policy (<c>PolicyJson</c>). Defaults are left out, so that a new property does not change the text of old policies.</summary>
public static class PolicyDocument
{
    /// <summary>The policy as a tree.</summary>
    public static MapNode Of(SandboxPolicy policy) => MapNode.Of(
        new("policy", policy.Id),
        new("type", policy.TypeName),
        Text("description", policy.Description),
        new("image", policy.Image),
        Resources(policy.Resources),
        Lifetime(policy.Lifetime),
        Map(
            "runAs",
            new("uid", policy.Identity.Uid),
            new("gid", policy.Identity.Gid),
            new("workDirectory", policy.Identity.WorkDirectory),
            Flag("readOnlyRoot", policy.Identity.ReadOnlyRoot),
            Flag("sudo", policy.Identity.Sudo),
            Texts("capabilities", policy.Identity.Capabilities)),
        Word("isolation", policy.Isolation),
        List("rules", policy.Rules, Rule),
        List("credentials", policy.Credentials, Credential),
        List("ingress", policy.Ingress, i => MapNode.Of(new("port", i.Port), Word("transport", i.Transport), Word("callers", i.Callers))),
        List("mounts", policy.Mounts, m => MapNode.Of(new("path", m.Path), new("source", m.Source), Text("subPath", m.SubPath), new("readOnly", m.ReadOnly))),
        Texts("build", policy.BuildCommands),
        Texts("buildHosts", policy.BuildHosts),
        Texts("start", policy.Start),
        List("environment", policy.Environment, Named),
        List("labels", policy.Labels, Named),
        List("parameters", policy.Parameters, p => MapNode.Of(new("name", p.Name), new("pattern", p.Pattern))),
        Flag("singleUse", policy.SingleUse),
        Word("persistence", policy.Persistence),
        policy.Scale is { } scale ? new("scale", MapNode.Of(new("maximum", scale.Maximum), new("warm", scale.Warm))) : null,
        List("fragments", policy.Fragments, f => MapNode.Of(new("type", f.TypeName), Text("assembly", f.Assembly), Text("version", f.Version), Texts("rules", f.Rules))),
        List("ceilings", policy.Ceilings, Ceiling),
        Texts("never", policy.Never),
        List("targets", policy.Targets, t => MapNode.Of(new("provider", t.Provider), Text("name", t.Name), List("options", t.Options, Named))),
        List("acceptances", policy.Acceptances, Acceptance));

    /// <summary>The policy as JSON text.</summary>
    public static string Json(SandboxPolicy policy) => JsonWriter.Write(Of(policy));

    /// <summary>SHA-256 of the policy as one target sees it: rules, credentials and acceptances of other targets do not change it, nor does where its rules came from, or what they had to stay within. 64 hexadecimal digits.</summary>
    public static string Hash(TargetPolicy target)
    {
        var seen = target.Policy with
        {
            Rules = target.Rules,
            Credentials = target.Credentials,
            Acceptances = target.Acceptances,
            Targets = EquatableArray.Of(target.Target),
            Fragments = default,
            Ceilings = default,
            Never = default,
        };
        using var sha = System.Security.Cryptography.SHA256.Create();
        var bytes = sha.ComputeHash(System.Text.Encoding.UTF8.GetBytes(Json(seen)));
        return string.Concat(bytes.Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static MapNode Rule(EgressRule rule) => MapNode.Of(
        new("kind", rule.Kind.ToString()),
        new("entry", rule.Entry),
        rule.Transport is { } transport ? new("transport", transport.ToString()) : null,
        new("ports", rule.Ports),
        Texts("methods", rule.Methods),
        Texts("paths", rule.Paths),
        Texts("on", rule.On),
        Text("because", rule.Because));

    private static MapNode Credential(CredentialReference credential) => MapNode.Of(
        new("name", credential.Name),
        Texts("hosts", credential.Hosts),
        new("header", credential.Header),
        Text("scheme", credential.Scheme),
        Text("user", credential.User),
        Word("delivery", credential.Delivery),
        Text("path", credential.Path),
        Texts("on", credential.On));

    private static MapNode Acceptance(Acceptance acceptance) => MapNode.Of(
        new("provider", acceptance.Provider),
        new("deviation", acceptance.Deviation),
        Text("for", acceptance.For),
        Text("target", acceptance.Target),
        new("because", acceptance.Because),
        new("owner", acceptance.Owner),
        Text("until", acceptance.Until),
        Text("baseline", acceptance.Baseline));

    private static MapNode Ceiling(PolicyCeiling ceiling) => MapNode.Of(
        new("type", ceiling.TypeName),
        List("rules", ceiling.Rules, Rule),
        Texts("buildHosts", ceiling.BuildHosts),
        Resources(ceiling.Resources),
        Lifetime(ceiling.Lifetime),
        Word("isolation", ceiling.Isolation),
        Texts("providers", ceiling.Providers),
        new("callers", ceiling.Callers.ToString()),
        ceiling.LongestAcceptanceDays == 0 ? null : new("longestAcceptanceDays", ceiling.LongestAcceptanceDays),
        Texts("owners", ceiling.Owners),
        Flag("allowBaselines", ceiling.AllowBaselines),
        List("mayAccept", ceiling.MayAccept, Named));

    private static MapEntry? Lifetime(LifetimeLimits lifetime) => Map("lifetime", Bound("seconds", lifetime.Seconds), Bound("idleSeconds", lifetime.IdleSeconds));

    private static MapEntry? Resources(ResourceRanges resources) => Map(
        "resources",
        Range("milliCpu", resources.MilliCpu),
        Range("memoryMiB", resources.MemoryMiB),
        Range("diskMiB", resources.DiskMiB),
        Text("gpu", resources.Gpu));

    private static MapEntry? Range(string key, LimitRange range) => range.IsUnspecified
        ? null
        : new(key, MapNode.Of(new("minimum", range.Minimum), Bound("maximum", range.Maximum)));

    private static MapEntry? Bound(string key, Limit limit) => limit.IsUnbounded ? null : new(key, limit.Value);

    private static MapEntry? Map(string key, params MapEntry?[] entries) => entries.All(e => e is null) ? null : new(key, MapNode.Of(entries));

    private static MapEntry? Text(string key, string? value) => value is null ? null : new(key, value);

    private static MapEntry? Flag(string key, bool value) => value ? new(key, true) : null;

    // The first member of each of these enums is the default.
    private static MapEntry? Word<T>(string key, T value)
        where T : struct, Enum => value.Equals(default(T)) ? null : new(key, value.ToString());

    private static MapEntry? Texts(string key, EquatableArray<string> values) => values.IsEmpty ? null : new(key, ListNode.Of(values));

    private static MapEntry? List<T>(string key, EquatableArray<T> values, Func<T, MapNode> node)
        where T : IEquatable<T> => values.IsEmpty ? null : new(key, ListNode.Of(values.Select(v => (Node)node(v))));

    private static MapNode Named(NamedValue value) => MapNode.Of(new("name", value.Name), new("value", value.Value));
}
