using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Tests.Support;

internal sealed record FakeConfiguration(EquatableArray<string> Hosts) : ProviderConfiguration;

/// <summary>A small provider, so that these tests do not change with a real one: holds to exact host rules; a wildcard needs an acceptance.</summary>
internal sealed class FakeProvider : Provider
{
    public const string GlueText = "run(JSON.parse(read('sandbox.json')));\n";

    public override string Id => "fake";

    public override string DisplayName => "Fake";

    public override TargetWord Word { get; } = new("fake", "PolicyKit.FakeAttribute", "Fake", "PolicyKit.FakeDeviation", default, default);

    public override ImmutableArray<Capability> Capabilities { get; } = [new("host rules", CapabilityStatus.Enforced, "By name.", "none", "2026-11-22")];

    public override ImmutableArray<DeviationDefinition> Deviations { get; } =
    [
        new()
        {
            Provider = "fake", Name = "WildcardDropped", Value = 1, Kind = DeviationKind.Tighter, Intrinsic = false, Message = "wildcards are dropped.", Source = "none", Date = "2026-11-22", Opens = (_, _) => Authority.None,
        },
    ];

    public override ImmutableArray<DeviationBaseline> Baselines => [];

    public override ImmutableArray<Glue> Glue { get; } = [new("fake/run.mjs", "run.mjs", GlueText)];

    public override Lowered Lower(TargetPolicy policy) => new(
        new FakeConfiguration(policy.Rules.Select(r => r.Entry).Where(e => !e.StartsWith('*')).ToEquatableArray()),
        policy.Rules.Where(r => r.Entry.StartsWith('*')).Select(r => new Deviation(Deviations[0], r.Entry, PolicyPlace.Rule(r))).ToEquatableArray(),
        default);

    public override AuthorityBounds Semantics(ProviderConfiguration configuration)
    {
        var authority = Authority.None with { Egress = Fakes.Policy("x", ((FakeConfiguration)configuration).Hosts.ToArray()).Declared.Egress };
        return new AuthorityBounds(authority, authority);
    }

    public override ImmutableArray<Artifact> Write(ProviderConfiguration configuration, ArtifactHeader header) =>
    [
        new("sandbox.json", JsonWriter.Write(MapNode.Of(new MapEntry("hosts", ListNode.Of(((FakeConfiguration)configuration).Hosts))))),
        new("policy/about.txt", string.Join("\n", header.Lines()) + "\n"),
    ];
}

internal sealed class FakeReader : ProviderReader
{
    public override string Provider => "fake";

    /// <summary>Stands for a defect: what the text seems to say besides.</summary>
    public string? Extra { get; init; }

    public override ProviderConfiguration Read(IReadOnlyDictionary<string, string> files)
    {
        var map = new MapReader(JsonReader.Read(files["sandbox.json"], "sandbox.json"), "sandbox.json");
        return new FakeConfiguration(map.Texts("hosts").Concat(Extra is null ? [] : [Extra]).ToEquatableArray());
    }
}

internal static class Fakes
{
    public static Provider Provider { get; } = new FakeProvider();

    /// <summary>The fake one, or a real one.</summary>
    public static Provider? Find(string id) => id == "fake" ? Provider : ProviderCatalog.Find(id);

    public static TargetPolicy Policy(string id, params string[] hosts) => Policy(id, ["fake"], hosts);

    /// <param name="id">Id of the policy.</param>
    /// <param name="targets"><c>fake</c>, or <c>fake-name</c> for a named one.</param>
    /// <param name="hosts">Allowed hosts.</param>
    public static TargetPolicy Policy(string id, string[] targets, string[] hosts)
    {
        var policy = new SandboxPolicy
        {
            Id = id,
            TypeName = "Policies." + string.Concat(id.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])),
            Image = "docker.io/library/busybox:1",
            Rules = hosts.Select(h => new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = h, Ports = "443" }).ToEquatableArray(),
            Targets = targets.Select(t => new TargetDeclaration("fake", t == "fake" ? null : t["fake-".Length..], default)).ToEquatableArray(),
        };
        return new TargetPolicy(policy, policy.Targets[0]);
    }
}
