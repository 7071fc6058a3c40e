using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;

namespace PolicyKit.Readers;

/// <summary>The canonical JSON of a policy back to the model; the inverse of <see cref="PolicyDocument"/>. Trusts nothing: only the exact text that the model itself prints is taken.</summary>
public static class PolicyJsonReader
{
    private const string Name = "policy model";

    /// <summary>The policy that a text holds.</summary>
    /// <param name="json">Text made by <see cref="PolicyDocument.Json"/>.</param>
    /// <exception cref="ArtifactFormatException">The text is not the canonical JSON of a policy.</exception>
    public static SandboxPolicy Read(string json)
    {
        var map = new MapReader(JsonReader.Read(json, Name), Name);
        var policy = Policy(map);
        map.End();
        foreach (var rule in policy.Rules)
        {
            if (!PortSet.TryParse(rule.Ports, out _))
            {
                throw map.Error($"{JsonWriter.Quote(rule.Ports)} is not a port set");
            }
        }

        foreach (var acceptance in policy.Acceptances)
        {
            if (acceptance.Until is { } until && !DateOnly.TryParseExact(until, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _))
            {
                throw map.Error($"{JsonWriter.Quote(until)} is not a date");
            }
        }

        // Keys in another order, defaults that are spelled out, other white space: not written by PolicyKit, so not to be trusted.
        return PolicyDocument.Json(policy) == json ? policy : throw map.Error("this is not the canonical form");
    }

    private static SandboxPolicy Policy(MapReader map) => new()
    {
        Id = map.Text("policy"),
        TypeName = map.Text("type"),
        Description = map.TextOrNull("description"),
        Image = map.Text("image"),
        Resources = Resources(map),
        Lifetime = Lifetime(map),
        Identity = map.Map(
            "runAs",
            r => new RunIdentity(Int(r, "uid"), Int(r, "gid"), r.Text("workDirectory"), r.Flag("readOnlyRoot"), r.Flag("sudo"), r.Texts("capabilities"))),
        Isolation = map.Word<IsolationLevel>("isolation"),
        Rules = map.Maps("rules", Rule),
        Credentials = map.Maps("credentials", Credential),
        Ingress = map.Maps("ingress", i => new IngressPort(Int(i, "port"), i.Word<Transport>("transport"), i.Word<Callers>("callers"))),
        Mounts = map.Maps("mounts", m => new MountPoint { Path = m.Text("path"), Source = m.Text("source"), SubPath = m.TextOrNull("subPath"), ReadOnly = m.FlagOrNull("readOnly") ?? throw m.Error("'readOnly' is missing") }),
        BuildCommands = map.Texts("build"),
        BuildHosts = map.Texts("buildHosts"),
        Start = map.Texts("start"),
        Environment = map.Maps("environment", Named),
        Labels = map.Maps("labels", Named),
        Parameters = map.Maps("parameters", p => new RunParameter(p.Text("name"), p.Text("pattern"))),
        SingleUse = map.Flag("singleUse"),
        Persistence = map.Word<PersistenceKind>("persistence"),
        Scale = map.MapOr<ScaleLimits?>("scale", s => new ScaleLimits(Int(s, "maximum"), Int(s, "warm")), null),
        Fragments = map.Maps("fragments", f => new IncludedFragment(f.Text("type"), f.TextOrNull("assembly"), f.TextOrNull("version"), f.Texts("rules"))),
        Ceilings = map.Maps("ceilings", Ceiling),
        Never = map.Texts("never"),
        Targets = map.Maps("targets", t => new TargetDeclaration(t.Text("provider"), t.TextOrNull("name"), t.Maps("options", Named))),
        Acceptances = map.Maps("acceptances", Acceptance),
    };

    private static ResourceRanges Resources(MapReader map) => map.MapOr(
        "resources",
        r => new ResourceRanges(Range(r, "milliCpu"), Range(r, "memoryMiB"), Range(r, "diskMiB"), r.TextOrNull("gpu")),
        ResourceRanges.Unbounded);

    private static LifetimeLimits Lifetime(MapReader map) => map.MapOr("lifetime", l => new LifetimeLimits(Bound(l, "seconds"), Bound(l, "idleSeconds")), LifetimeLimits.Unbounded);

    private static PolicyCeiling Ceiling(MapReader map) => new()
    {
        TypeName = map.Text("type"),
        Rules = map.Maps("rules", Rule),
        BuildHosts = map.Texts("buildHosts"),
        Resources = Resources(map),
        Lifetime = Lifetime(map),
        Isolation = map.Word<IsolationLevel>("isolation"),
        Providers = map.Texts("providers"),
        Callers = map.WordOrNull<Callers>("callers") ?? throw map.Error("'callers' is missing"),
        LongestAcceptanceDays = map.Has("longestAcceptanceDays") ? Int(map, "longestAcceptanceDays") : 0,
        Owners = map.Texts("owners"),
        AllowBaselines = map.Flag("allowBaselines"),
        MayAccept = map.Maps("mayAccept", Named),
    };

    private static EgressRule Rule(MapReader map) => new()
    {
        Kind = map.WordOrNull<EgressRuleKind>("kind") ?? throw map.Error("'kind' is missing"),
        Entry = map.Text("entry"),
        Transport = map.WordOrNull<Transport>("transport"),
        Ports = map.Text("ports"),
        Methods = map.Texts("methods"),
        Paths = map.Texts("paths"),
        On = map.Texts("on"),
        Because = map.TextOrNull("because"),
    };

    private static CredentialReference Credential(MapReader map) => new()
    {
        Name = map.Text("name"),
        Hosts = map.Texts("hosts"),
        Header = map.Text("header"),
        Scheme = map.TextOrNull("scheme"),
        User = map.TextOrNull("user"),
        Delivery = map.Word<CredentialDelivery>("delivery"),
        Path = map.TextOrNull("path"),
        On = map.Texts("on"),
    };

    private static Acceptance Acceptance(MapReader map) => new()
    {
        Provider = map.Text("provider"),
        Deviation = map.Text("deviation"),
        For = map.TextOrNull("for"),
        Target = map.TextOrNull("target"),
        Because = map.Text("because"),
        Owner = map.Text("owner"),
        Until = map.TextOrNull("until"),
        Baseline = map.TextOrNull("baseline"),
    };

    private static NamedValue Named(MapReader map) => new(map.Text("name"), map.Text("value"));

    private static LimitRange Range(MapReader map, string key) => map.MapOr(key, r => new LimitRange(r.Integer("minimum"), Bound(r, "maximum")), LimitRange.Unbounded);

    private static Limit Bound(MapReader map, string key) => map.IntegerOrNull(key) is { } value ? new Limit(value) : Limit.Unbounded;

    private static int Int(MapReader map, string key) => map.Integer(key) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw map.Error($"'{key}' is out of range");
}
