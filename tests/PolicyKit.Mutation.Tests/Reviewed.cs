using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.TestKit;

namespace PolicyKit.Mutation.Tests;

using Callers = PolicyKit.Core.Model.Callers;
using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>What each provider really allows for a few policies, and what each accepted deviation opens, as text that a person has read: <c>Authorities/&lt;provider&gt;.txt</c>.</summary>
internal static class Reviewed
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Texts = new(StringComparer.Ordinal);

    public static string File(string provider) => $"tests/PolicyKit.Mutation.Tests/Authorities/{provider}.txt";

    /// <summary>The reviewed texts, by policy.</summary>
    public static IReadOnlyDictionary<string, string> Expected(string provider) => Texts.GetOrAdd(provider, id => System.IO.File.ReadAllText(RepositoryFiles.Path(File(id)))
        .Split("== ", StringSplitOptions.RemoveEmptyEntries).ToDictionary(section => section[..section.IndexOf(':', StringComparison.Ordinal)], section => "== " + section, StringComparer.Ordinal));

    /// <summary>Small policies, each about one thing.</summary>
    public static IEnumerable<SandboxPolicy> Policies(string provider)
    {
        var targets = RandomPolicies.OptionsOf(provider);
        var required = RandomPolicies.Required(provider);
        foreach (var policy in Plain())
        {
            yield return policy with { Rules = required.Concat(policy.Rules).ToEquatableArray(), Targets = EquatableArray.Of(new TargetDeclaration(provider, null, default)) };
        }

        foreach (var option in targets)
        {
            yield return Policy($"option-{option.Name.ToLowerInvariant()}", [.. required, Host("api.example.com", "80,443")]) with
            {
                Resources = new ResourceRanges(LimitRange.Unbounded, LimitRange.Unbounded, new LimitRange(0, new Limit(2048))),
                Lifetime = new LifetimeLimits(new Limit(600), new Limit(60)),
                Targets = EquatableArray.Of(new TargetDeclaration(provider, null, EquatableArray.Of(option))),
            };
        }
    }

    /// <summary>Everything about a provider's policies.</summary>
    public static string Describe(Provider provider) => string.Concat(Policies(provider.Id)
        .Select(policy => Describe(PolicyCompiler.Compile(provider, RandomPolicies.AcceptAll(provider, policy), policy.Targets[0], PolicyCompiler.DefaultBudget)))
        .Concat(ReviewedConfigurations.For(provider.Id).Select(c => Describe(provider, c.Name, c.Configuration))));

    /// <summary>What a configuration allows that no policy leads to.</summary>
    public static string Describe(Provider provider, string name, ProviderConfiguration configuration)
    {
        var text = new StringBuilder();
        Line(text, $"== {name}:");
        try
        {
            Describe(text, provider.Semantics(configuration));
        }
        catch (FormatException e)
        {
            Line(text, $"refused: {e.Message}");
        }

        return text.ToString();
    }

    /// <summary>What one policy allows on a provider.</summary>
    public static string Describe(CompiledTarget compiled)
    {
        var text = new StringBuilder();
        Line(text, $"== {compiled.Policy.Policy.Id}: {compiled.Status}");
        if (compiled.Status == CompileStatus.Emitted)
        {
            Describe(text, compiled.Provider.Semantics(compiled.Configuration!));
            foreach (var deviation in compiled.Deviations.Select(d => d.Deviation))
            {
                Line(text, $"{deviation.Definition.Name} {deviation.Subject} ({deviation.Definition.Kind}{(deviation.Definition.Intrinsic ? ", intrinsic" : string.Empty)}) opens");
                Describe(text, deviation.Definition.Opens(compiled.Policy, deviation.Subject), Authority.None);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<SandboxPolicy> Plain()
    {
        yield return Policy("closed");
        yield return Policy("hosts", Host("*.example.com", "443"), Host("api.example.com", "80,443"), Host("other.net", "80"));
        yield return Policy("any-host", new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = "443" });
        yield return Policy("any-host-plain", new EgressRule { Kind = EgressRuleKind.AllowAnyHost, Entry = "*", Ports = "80" });
        yield return Policy("networks", Network("1.1.1.0/24", "443"), Network("10.1.0.0/16", "5432"), Network("8.8.8.8/32", "53", Transport.Udp), Network("203.0.113.0/24", "22"));
        yield return Policy("holes", Host("*.example.com", "443"), Deny(EgressRuleKind.DenyHost, "a.example.com"), Deny(EgressRuleKind.DenyHost, "*.b.example.com"));
        yield return Policy("network-holes", Network("9.0.0.0/8", "443"), Deny(EgressRuleKind.DenyNetwork, "9.9.9.0/24"));
        yield return Policy("denied-name-in-a-network", Network("9.0.0.0/8", "443"), Host("*.example.com", "443"), Deny(EgressRuleKind.DenyHost, "a.example.com"), Deny(EgressRuleKind.DenyNetwork, "9.9.9.9/32"));
        yield return Policy(
            "http",
            Http("api.example.com", "GET,HEAD", "/repos/acme/*", "/user"),
            Http("api.example.com", "", "/any/*"),
            Http("www.example.com", "POST"),
            new EgressRule { Kind = EgressRuleKind.AllowHttp, Entry = "plain.example.com", Ports = "80", Methods = EquatableArray.Of("GET") });
        yield return Policy("metadata", new EgressRule { Kind = EgressRuleKind.AllowMetadata, Entry = "169.254.169.254", Ports = "80", Because = "test" });
        yield return Policy("ports", Host("db.example.com", "5432"), Host("range.example.com", "9000-9003"), Host("quic.example.com", "443", Transport.Udp));
        yield return Policy("credentials", Host("*.example.com", "80,443"), Host("api.example.com", "443"), Host("api.other.net", "443")) with
        {
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of("api.example.com"), Scheme = "Bearer" },
                new CredentialReference { Name = "B_TOKEN", Hosts = EquatableArray.Of("api.example.com", "api.other.net"), Header = "x-api-key" },
                new CredentialReference { Name = "C_TOKEN", Hosts = EquatableArray.Of("*.example.com"), Header = "x-wide" },
                new CredentialReference { Name = "D_TOKEN", Delivery = CredentialDelivery.Environment }),
        };
        yield return Policy("credential", Host("api.example.com", "443"), Host("api.other.net", "80,443")) with
        {
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of("api.example.com"), Scheme = "Bearer" },
                new CredentialReference { Name = "B_TOKEN", Hosts = EquatableArray.Of("api.other.net"), Scheme = "Basic", User = "me" }),
        };
        yield return Policy("credentials-in-a-network", Network("198.51.0.0/24", "443"), Network("198.51.1.0/24", "80")) with
        {
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of("git.example.com"), Scheme = "Bearer" },
                new CredentialReference { Name = "B_TOKEN", Hosts = EquatableArray.Of("api.example.com", "git.example.com"), Header = "x-api-key" }),
        };
        yield return Policy("readable-credentials", Host("api.example.com", "443")) with
        {
            Credentials = EquatableArray.Of(new CredentialReference { Name = "A_TOKEN", Delivery = CredentialDelivery.Environment }, new CredentialReference { Name = "B_TOKEN", Delivery = CredentialDelivery.Environment }),
        };
        yield return Policy("credential-file") with { Credentials = EquatableArray.Of(new CredentialReference { Name = "A_TOKEN", Delivery = CredentialDelivery.File, Path = "/run/secrets/a" }) };
        yield return Policy("mount-sub-path") with { Mounts = EquatableArray.Of(new MountPoint { Path = "/a", Source = "a", SubPath = "b" }) };
        yield return Policy("networks-ipv6", Network("2606:4700::/32", "443"), Network("198.18.0.0/15", "443"), Network("::/0", "80"));
        yield return Policy("nested-networks", Network("0.0.0.0/0", "443"), Network("10.0.0.0/8", "5432"));
        yield return Policy("denied-names-in-a-network", Network("9.0.0.0/8", "443"), Deny(EgressRuleKind.DenyHost, "a.example.com"), Deny(EgressRuleKind.DenyHost, "b.example.com"));
        yield return Policy("denied-ipv6", Host("api.example.com", "443"), Deny(EgressRuleKind.DenyNetwork, "2606:4700::/32"));
        yield return Policy("credential-beside-a-network", Host("api.example.com", "443"), Network("198.51.0.0/24", "443")) with
        {
            Credentials = EquatableArray.Of(
                new CredentialReference { Name = "A_TOKEN", Hosts = EquatableArray.Of("git.example.com"), Scheme = "Bearer" },
                new CredentialReference { Name = "B_TOKEN", Delivery = CredentialDelivery.Environment, Hosts = EquatableArray.Of("api.example.com") }),
        };
        yield return Policy("ingress-others") with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Organization), new IngressPort(9090, Transport.Udp, Callers.Owner)) };
        yield return Policy("capabilities") with { Identity = RunIdentity.Default with { Capabilities = EquatableArray.Of("NET_BIND_SERVICE") } };
        yield return Policy("virtual-machine") with { Isolation = IsolationLevel.HardwareVirtualization };
        yield return Policy("lifetime") with { Lifetime = new LifetimeLimits(new Limit(600), Limit.Unbounded) };
        yield return Policy("ingress-owner") with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner)) };
        yield return Policy("ingress-public") with { Ingress = EquatableArray.Of(new IngressPort(8080, Transport.Tcp, Callers.Owner), new IngressPort(9090, Transport.Tcp, Callers.Public)) };
        yield return Policy("mounts") with { Mounts = EquatableArray.Of(new MountPoint { Path = "/a", Source = "a" }, new MountPoint { Path = "/b", Source = "b", ReadOnly = false }) };
        yield return Policy("bounded") with
        {
            Resources = new ResourceRanges(new LimitRange(1000, new Limit(2000)), new LimitRange(512, new Limit(1024)), new LimitRange(0, new Limit(2048))),
            Lifetime = new LifetimeLimits(new Limit(600), new Limit(60)),
            Identity = RunIdentity.Default with { ReadOnlyRoot = true },
        };
        yield return Policy("bounded-writable") with
        {
            Resources = new ResourceRanges(new LimitRange(1000, new Limit(2000)), new LimitRange(512, new Limit(1024)), new LimitRange(0, new Limit(2048))),
            Lifetime = new LifetimeLimits(new Limit(600), new Limit(600)),
            Mounts = EquatableArray.Of(new MountPoint { Path = "/b", Source = "b", ReadOnly = false }),
        };
        yield return Policy("root") with { Identity = RunIdentity.Default with { Uid = 0, Gid = 0, Capabilities = EquatableArray.Of("NET_BIND_SERVICE") } };
        yield return Policy("sudo") with { Identity = RunIdentity.Default with { Sudo = true } };
        yield return Policy("disk") with { Persistence = PersistenceKind.Disk };
        yield return Policy("memory") with { Persistence = PersistenceKind.Memory };
        yield return Policy("build") with { BuildCommands = EquatableArray.Of("true"), BuildHosts = EquatableArray.Of("pypi.org") };
        yield return Policy("build-offline") with { BuildCommands = EquatableArray.Of("true") };
        yield return Policy("scale") with { Scale = new ScaleLimits(10, 1) };
    }

    private static SandboxPolicy Policy(string id, params EgressRule[] rules) => new()
    {
        Id = id,
        TypeName = "Tests.Reviewed",
        Image = "docker.io/library/python:3.13-slim",
        Rules = rules.OrderBy(r => r.Kind).ThenBy(r => r.Entry, StringComparer.Ordinal).ToEquatableArray(),
    };

    private static EgressRule Host(string host, string ports, Transport transport = Transport.Tcp) => new() { Kind = EgressRuleKind.AllowHost, Entry = host, Ports = ports, Transport = transport };

    private static EgressRule Network(string network, string ports, Transport transport = Transport.Tcp) => new() { Kind = EgressRuleKind.AllowNetwork, Entry = network, Ports = ports, Transport = transport };

    private static EgressRule Deny(EgressRuleKind kind, string entry) => new() { Kind = kind, Entry = entry, Ports = "*", Transport = null };

    private static EgressRule Http(string host, string methods, params string[] paths) => new()
    {
        Kind = EgressRuleKind.AllowHttp,
        Entry = host,
        Ports = "443",
        Methods = methods.Split(',', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray(),
        Paths = paths.ToEquatableArray(),
    };

    private static void Describe(StringBuilder text, AuthorityBounds bounds)
    {
        Line(text, "may");
        Describe(text, bounds.May, Authority.None);
        Line(text, "must, where it differs");
        Describe(text, bounds.Must, bounds.May);
    }

    // Only what differs from the other authority, so that an Opens shows what it adds.
    private static void Describe(StringBuilder text, Authority authority, Authority other)
    {
        foreach (var property in typeof(Authority).GetProperties().Where(p => p is { CanWrite: true } && p.GetMethod!.IsStatic == false).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            var value = property.GetValue(authority)!;
            if (!value.Equals(property.GetValue(other)))
            {
                Line(text, $"  {property.Name}: {Short(value)}");
            }
        }
    }

    private static string Short(object value) => value switch
    {
        EgressSet set => Destinations(set),
        EquatableArray<CredentialGrant> grants => string.Join("", grants.Select(g => $"\n    {g.Name} {g.Delivery}: {Destinations(g.Audience).Replace("\n", "\n  ", StringComparison.Ordinal)}")),
        _ => value.ToString()!,
    };

    private static string Destinations(EgressSet set) => set.IsEmpty ? "nothing" : string.Concat(set.Slices().SelectMany(s =>
        new[] { (Name: "(by address)", Leaf: s.NoNameLeaf) }.Where(e => !e.Leaf.IsEmpty).Concat(s.Entries.Select(e => (Name: e.Pattern.ToString(), e.Leaf)))
            .Select(e => $"\n    {s.Transport} {s.Ports} {e.Name}: {Leaf(e.Leaf)}")));

    private static string Leaf(EgressLeaf leaf) => leaf.IsEmpty ? "nothing" : string.Join(" + ", leaf.Pieces.Select(p => Addresses(p.Addresses) + (p.Http.Equals(HttpSet.All) ? string.Empty : $" [{p.Http}]")));

    // Long sets by what they have to do with the public addresses, and a number that stands for the rest.
    private static string Addresses(AddressSet set)
    {
        if (set.Equals(AddressSet.All))
        {
            return "everything";
        }

        var cidrs = set.ToCidrs();
        if (cidrs.Length <= 3)
        {
            return string.Join(", ", cidrs);
        }

        foreach (var (name, known) in new[]
        {
            ("public", SpecialAddresses.PublicAddresses), ("public IPv4", SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4)), ("IPv4", AddressSet.AllIPv4), ("not public", SpecialAddresses.PublicAddresses.Complement()),
        })
        {
            if (set.Equals(known))
            {
                return name;
            }

            var (more, less) = (set.Except(known), known.Except(set));
            if (more.ToCidrs().Length + less.ToCidrs().Length <= 6)
            {
                return $"{name}{string.Concat(more.ToCidrs().Select(c => " and " + c))}{string.Concat(less.ToCidrs().Select(c => " but not " + c))}";
            }
        }

        return cidrs.Length <= 12 ? string.Join(", ", cidrs) : $"{string.Join(", ", cidrs.Take(12))} and {cidrs.Length - 12} more, number {Number(string.Join(',', cidrs))}";
    }

    private static string Number(string text) => text.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u)).ToString("x8", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string line) => text.Append(line.TrimEnd()).Append('\n');
}
