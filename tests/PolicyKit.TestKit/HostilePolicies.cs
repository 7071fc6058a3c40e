using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.TestKit;

/// <summary>A string slot of the policy model.</summary>
/// <param name="Name">Name for messages.</param>
/// <param name="Set">The policy with a string in the slot.</param>
public sealed record PolicySlot(string Name, Func<SandboxPolicy, string, SandboxPolicy> Set);

/// <summary>Every string slot of the policy model, and a policy to put hostile strings into.</summary>
public static class HostilePolicies
{
    /// <summary>Every slot. <c>HostileModelTests</c> fails when the model has a string that is none of them.</summary>
    public static IReadOnlyList<PolicySlot> Slots { get; } =
    [
        new("id", (p, s) => p with { Id = s }),
        new("type", (p, s) => p with { TypeName = s }),
        new("description", (p, s) => p with { Description = s }),
        new("image", (p, s) => p with { Image = s }),
        new("gpu", (p, s) => p with { Resources = p.Resources with { Gpu = s } }),
        new("runAs.workDirectory", (p, s) => p with { Identity = p.Identity with { WorkDirectory = s } }),
        new("runAs.workDirectory.rest", (p, s) => p with { Identity = p.Identity with { WorkDirectory = "/srv/" + s } }),
        new("runAs.capabilities", (p, s) => p with { Identity = p.Identity with { Capabilities = One(s) } }),
        new("rules.entry", (p, s) => p with { Rules = One(Allow(s)) }),
        new("rules.entry.label", (p, s) => p with { Rules = One(Allow(s + ".example.com")) }),
        new("rules.entry.http", (p, s) => p with { Rules = One(Allow(s) with { Kind = EgressRuleKind.AllowHttp }) }),
        new("rules.entry.network", (p, s) => p with { Rules = One(Allow(s) with { Kind = EgressRuleKind.AllowNetwork }) }),
        new("rules.entry.metadata", (p, s) => p with { Rules = One(Allow(s) with { Kind = EgressRuleKind.AllowMetadata }) }),
        new("rules.entry.any", (p, s) => p with { Rules = One(Allow(s) with { Kind = EgressRuleKind.AllowAnyHost }) }),
        new("rules.entry.denied", (p, s) => p with { Rules = p.Rules.Append(Allow(s) with { Kind = EgressRuleKind.DenyHost, Transport = null }).ToEquatableArray() }),
        new("rules.entry.denied.network", (p, s) => p with { Rules = p.Rules.Append(Allow(s) with { Kind = EgressRuleKind.DenyNetwork, Transport = null }).ToEquatableArray() }),
        new("rules.ports", (p, s) => p with { Rules = One(Allow("example.com") with { Ports = s }) }),
        new("rules.methods", (p, s) => p with { Rules = One(Allow("example.com") with { Kind = EgressRuleKind.AllowHttp, Methods = One(s) }) }),
        new("rules.paths", (p, s) => p with { Rules = One(Allow("example.com") with { Kind = EgressRuleKind.AllowHttp, Paths = One(s) }) }),
        new("rules.paths.rest", (p, s) => p with { Rules = One(Allow("example.com") with { Kind = EgressRuleKind.AllowHttp, Paths = One("/" + s) }) }),
        new("rules.on", (p, s) => p with { Rules = One(Allow("example.com") with { On = One(s) }) }),
        new("rules.because", (p, s) => p with { Rules = One(Allow("example.com") with { Because = s }) }),
        new("credentials.name", (p, s) => p with { Credentials = One(Credential with { Name = s }) }),
        new("credentials.name.environment", (p, s) => p with { Credentials = One(new CredentialReference { Name = s, Delivery = CredentialDelivery.Environment }) }),
        new("credentials.hosts", (p, s) => p with { Credentials = One(Credential with { Hosts = One(s) }) }),
        new("credentials.header", (p, s) => p with { Credentials = One(Credential with { Header = s, Scheme = null }) }),
        new("credentials.scheme", (p, s) => p with { Credentials = One(Credential with { Scheme = s }) }),
        new("credentials.user", (p, s) => p with { Credentials = One(Credential with { Scheme = "Basic", User = s }) }),
        new("credentials.path", (p, s) => p with { Credentials = One(new CredentialReference { Name = "TOKEN", Delivery = CredentialDelivery.File, Path = s }) }),
        new("credentials.on", (p, s) => p with { Credentials = One(Credential with { On = One(s) }) }),
        new("mounts.path", (p, s) => p with { Mounts = One(new MountPoint { Path = s, Source = "data" }) }),
        new("mounts.path.rest", (p, s) => p with { Mounts = One(new MountPoint { Path = "/data/" + s, Source = "data" }) }),
        new("mounts.source", (p, s) => p with { Mounts = One(new MountPoint { Path = "/data", Source = s }) }),
        new("mounts.subPath", (p, s) => p with { Mounts = One(new MountPoint { Path = "/data", Source = "data", SubPath = s }) }),
        new("build", (p, s) => p with { BuildCommands = One(s) }),
        new("buildHosts", (p, s) => p with { BuildCommands = One("true"), BuildHosts = One(s) }),
        new("start", (p, s) => p with { Start = One(s) }),
        new("start.argument", (p, s) => p with { Start = EquatableArray.Of("python", s) }),
        new("environment.name", (p, s) => p with { Environment = One(new NamedValue(s, "x")) }),
        new("environment.value", (p, s) => p with { Environment = One(new NamedValue("MODE", s)) }),
        new("labels.name", (p, s) => p with { Labels = One(new NamedValue(s, "x")) }),
        new("labels.value", (p, s) => p with { Labels = One(new NamedValue("team", s)) }),
        new("parameters.name", (p, s) => p with { Parameters = One(new RunParameter(s, "[a-z]{1,8}")) }),
        new("parameters.pattern", (p, s) => p with { Parameters = One(new RunParameter("tenant", s)) }),
        new("ceilings.type", (p, s) => Limited(p, c => c with { TypeName = s })),
        new("ceilings.rules", (p, s) => Limited(p, c => c with { Rules = c.Rules.Append(Allow(s)).ToEquatableArray() })),
        new("ceilings.buildHosts", (p, s) => Limited(p, c => c with { BuildHosts = One(s) })),
        new("ceilings.owners", (p, s) => Limited(p, c => c with { Owners = One(s) })),
        new("ceilings.providers", (p, s) => Limited(p, c => c with { Providers = One(s) })),
        new("ceilings.mayAccept.name", (p, s) => Limited(p, c => c with { MayAccept = One(new NamedValue(s, "NoIdleStop")) })),
        new("ceilings.mayAccept.value", (p, s) => Limited(p, c => c with { MayAccept = One(new NamedValue("docker", s)) })),
        new("never", (p, s) => p with { Never = One(s) }),
        new("fragments.type", (p, s) => p with { Fragments = One(new IncludedFragment(s, null, null, default)) }),
        new("fragments.assembly", (p, s) => p with { Fragments = One(new IncludedFragment("F", s, null, default)) }),
        new("fragments.version", (p, s) => p with { Fragments = One(new IncludedFragment("F", "A", s, default)) }),
        new("fragments.rules", (p, s) => p with { Fragments = One(new IncludedFragment("F", null, null, One(s))) }),
        new("targets.provider", (p, s) => p with { Targets = p.Targets.Append(new TargetDeclaration(s, null, default)).ToEquatableArray() }),
        new("targets.name", (p, s) => p with { Targets = One(p.Targets[0] with { Name = s }) }),
        new("targets.options.name", (p, s) => p with { Targets = One(p.Targets[0] with { Options = One(new NamedValue(s, "x")) }) }),
        new("targets.options.value", (p, s) => p with { Targets = One(p.Targets[0] with { Options = One(new NamedValue("Engine", s)) }) }),
        new("acceptances.provider", (p, s) => Accepting(p, a => a with { Provider = s })),
        new("acceptances.deviation", (p, s) => Accepting(p, a => a with { Deviation = s })),
        new("acceptances.for", (p, s) => Accepting(p, a => a with { For = s })),
        new("acceptances.target", (p, s) => Accepting(p, a => a with { Target = s })),
        new("acceptances.because", (p, s) => Accepting(p, a => a with { Because = s })),
        new("acceptances.owner", (p, s) => Accepting(p, a => a with { Owner = s })),
        new("acceptances.until", (p, s) => Accepting(p, a => a with { Until = s })),
        new("acceptances.baseline", (p, s) => Accepting(p, a => a with { Baseline = s })),
    ];

    private static SandboxPolicy Limited(SandboxPolicy policy, Func<PolicyCeiling, PolicyCeiling> change) => policy with { Ceilings = One(change(new PolicyCeiling { TypeName = "Tests.Ceiling", Rules = policy.Rules, AllowBaselines = true })) };

    /// <summary>
    /// The policy of a provider to put strings into. With a network, so that Docker's takes the form of a Compose set.
    /// </summary>
    public static SandboxPolicy For(Provider provider, bool network = true) => new()
    {
        Id = "hostile",
        TypeName = "Tests.Hostile",
        Image = "docker.io/library/python:3.13-slim",
        Lifetime = new LifetimeLimits(new Limit(3600), Limit.Unbounded),
        Rules = RandomPolicies.Required(provider.Id).Concat(network ? [Allow("example.com")] : []).ToEquatableArray(),
        Targets = One(new TargetDeclaration(provider.Id, null, default)),
    };

    /// <summary>
    /// Compiles the policy with a string in a slot, with all acceptances that it takes. Null: lowering cannot even be asked which those are, so that nothing is ever emitted.
    /// </summary>
    public static CompiledTarget Compile(Provider provider, SandboxPolicy policy, PolicySlot slot, string text)
    {
        var hostile = slot.Set(policy, text);
        if (PolicyForm.Faults(hostile).Any())
        {
            // Refused whatever is accepted.
            return PolicyCompiler.Compile(provider, hostile, hostile.Targets[0], PolicyCompiler.DefaultBudget);
        }

        // Acceptances that the slot is about are there already; others are added.
        var accepted = RandomPolicies.AcceptAll(provider, hostile).Acceptances;
        var own = hostile.Acceptances;
        hostile = hostile with { Acceptances = own.Concat(accepted.Where(a => !own.Items.Any(o => o.Deviation == a.Deviation && o.Provider == a.Provider && (o.For is null || o.For == a.For)))).ToEquatableArray() };
        return PolicyCompiler.Compile(provider, hostile, hostile.Targets[0], PolicyCompiler.DefaultBudget);
    }

    /// <summary>One policy with every hostile string that the provider takes and that is not too long, in every slot that can hold many: so that a program which takes long to start reads them all at once.</summary>
    public static SandboxPolicy Laden(Provider provider, bool network, int longest = int.MaxValue)
    {
        var policy = For(provider, network);
        List<string> Taken(string name)
        {
            var slot = Slots.Single(s => s.Name == name);
            var paths = Compile(provider, policy, slot, HostileStrings.Harmless).Artifacts.Select(a => a.Path).ToList();

            // Nothing that takes another form than the harmless string does.
            return HostileStrings.All.Distinct(StringComparer.Ordinal).Where(t => t.Length <= longest && Compile(provider, policy, slot, t) is { Status: CompileStatus.Emitted } compiled && compiled.Artifacts.Select(a => a.Path).SequenceEqual(paths)).ToList();
        }

        var laden = policy with
        {
            Environment = Taken("environment.value").Select((t, i) => new NamedValue("V" + Number(i), t)).ToEquatableArray(),
            Labels = Taken("labels.value").Where(t => t.Length < 64).Select((t, i) => new NamedValue("l" + Number(i), t)).ToEquatableArray(),
            Start = Taken("start.argument").Prepend("python").ToEquatableArray(),
            BuildCommands = Taken("build").ToEquatableArray(),
        };
        var hosts = Taken("rules.entry.label").Where(t => !t.Contains('*')).Select(t => Allow(t + ".example.com"));
        var requests = Taken("rules.paths.rest").Where(t => t.Length < 300 && !t.EndsWith('*')).Select(t => "/" + t).ToEquatableArray();
        if (!network || requests.IsEmpty)
        {
            return laden;
        }

        SandboxPolicy With(int most) => laden with
        {
            Rules = RandomPolicies.Required(provider.Id).Concat(hosts.Take(most)).Append(Allow("http.example.com") with { Kind = EgressRuleKind.AllowHttp, Paths = requests }).ToEquatableArray(),
        };

        // Some providers take a few hosts only.
        return provider.Lower(new TargetPolicy(With(int.MaxValue), laden.Targets[0])).Refusals.IsEmpty ? With(int.MaxValue) : With(8);
    }

    private static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The first acceptance that the policy takes, changed.
    private static SandboxPolicy Accepting(SandboxPolicy policy, Func<Acceptance, Acceptance> change)
    {
        var provider = ProviderCatalog.Find(policy.Targets[0].Provider)!;
        var all = RandomPolicies.AcceptAll(provider, policy).Acceptances;
        return policy with { Acceptances = all.IsEmpty ? One(change(new Acceptance { Provider = provider.Id, Deviation = provider.Deviations[0].Name, Because = "test", Owner = "tests" })) : all.Select((a, i) => i == 0 ? change(a) : a).ToEquatableArray() };
    }

    private static CredentialReference Credential => new() { Name = "TOKEN", Hosts = One("example.com"), Scheme = "Bearer" };

    private static EgressRule Allow(string entry) => new() { Kind = EgressRuleKind.AllowHost, Entry = entry, Ports = "443" };

    private static EquatableArray<T> One<T>(T item)
        where T : IEquatable<T> => EquatableArray.Of(item);
}
