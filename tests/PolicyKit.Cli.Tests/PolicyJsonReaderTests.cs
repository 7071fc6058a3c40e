using CsCheck;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Tests;

/// <summary>The model travels as JSON in the assembly and comes back equal, whatever its strings hold.</summary>
public sealed class PolicyJsonReaderTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char[' ', '~'], 0, 12],
        Words("", "no", "\"\\\n\r\t", "\u2028\u202e\u0000", "caf\u00e9", "\U0001F600", "null", "a: b"));

    private static readonly Gen<string?> MaybeText = Gen.Frequency((1, Gen.Const((string?)null)), (2, Text.Select(t => (string?)t)));

    private static readonly Gen<EquatableArray<string>> Texts = Text.List[0, 3].Select(l => l.ToEquatableArray());

    private static readonly Gen<EquatableArray<NamedValue>> Named = Listed(Gen.Select(Text, Text, (n, v) => new NamedValue(n, v)));

    private static readonly Gen<Limit> Bound = Gen.Frequency((1, Gen.Const(Limit.Unbounded)), (2, Gen.Long[0, long.MaxValue - 1].Select(v => new Limit(v))));

    private static readonly Gen<LimitRange> Range = Gen.Select(Gen.Long[0, 100], Bound, (minimum, maximum) => new LimitRange(minimum, maximum));

    private static readonly Gen<string?> Date = Gen.Frequency((1, Gen.Const((string?)null)), (2, Gen.Int[0, 3_000].Select(d => (string?)new DateOnly(2026, 1, 1).AddDays(d).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));

    private static readonly Gen<EgressRule> Rule = Gen.Select(
        Gen.Enum<EgressRuleKind>(), Text, Gen.Frequency((1, Gen.Const((Transport?)null)), (2, Gen.Enum<Transport>().Select(t => (Transport?)t))), Words("443", "*", "80,8000-8100"), Texts, Texts, Texts, MaybeText,
        (kind, entry, transport, ports, methods, paths, on, because) =>
            new EgressRule { Kind = kind, Entry = entry, Transport = transport, Ports = ports, Methods = methods, Paths = paths, On = on, Because = because });

    private static readonly Gen<CredentialReference> Credential = Gen.Select(
        Text, Texts, Text, MaybeText, MaybeText, Gen.Enum<CredentialDelivery>(), MaybeText, Texts,
        (name, hosts, header, scheme, user, delivery, path, on) =>
            new CredentialReference { Name = name, Hosts = hosts, Header = header, Scheme = scheme, User = user, Delivery = delivery, Path = path, On = on });

    private static readonly Gen<Acceptance> Acceptance = Gen.Select(
        Text, Text, MaybeText, MaybeText, Text, Text, Date, MaybeText,
        (provider, deviation, subject, target, because, owner, until, baseline) =>
            new Acceptance { Provider = provider, Deviation = deviation, For = subject, Target = target, Because = because, Owner = owner, Until = until, Baseline = baseline });

    private static readonly Gen<SandboxPolicy> Egress = Gen.Select(
        Text, Text, MaybeText, Text, Listed(Rule), Listed(Credential), Listed(Acceptance), Listed(Gen.Select(Text, MaybeText, Named, (p, n, o) => new TargetDeclaration(p, n, o))),
        (id, type, description, image, rules, credentials, acceptances, targets) => new SandboxPolicy
        {
            Id = id, TypeName = type, Description = description, Image = image, Rules = rules, Credentials = credentials, Acceptances = acceptances, Targets = targets,
        });

    private static readonly Gen<SandboxPolicy> Limited = Gen.Select(
        Egress, Gen.Select(Range, Range, Range, MaybeText, (c, m, d, g) => new ResourceRanges(c, m, d, g)), Gen.Select(Bound, Bound, (s, i) => new LifetimeLimits(s, i)),
        Gen.Select(Gen.Int, Gen.Int, Text, Gen.Bool, Gen.Bool, Texts, (u, g, w, r, s, c) => new RunIdentity(u, g, w, r, s, c)),
        Gen.Enum<IsolationLevel>(), Gen.Bool, Gen.Enum<PersistenceKind>(), Gen.Frequency((1, Gen.Const((ScaleLimits?)null)), (1, Gen.Select(Gen.Int, Gen.Int, (m, w) => (ScaleLimits?)new ScaleLimits(m, w)))),
        (policy, resources, lifetime, identity, isolation, single, persistence, scale) => policy with
        {
            Resources = resources, Lifetime = lifetime, Identity = identity, Isolation = isolation, SingleUse = single, Persistence = persistence, Scale = scale,
        });

    private static readonly Gen<PolicyCeiling> Ceiling = Gen.Select(
        Limited, Texts, Texts, Gen.Enum<Callers>(), Gen.Int[0, 1000], Gen.Bool, Named,
        (policy, providers, owners, callers, days, baselines, may) => new PolicyCeiling
        {
            TypeName = policy.TypeName, Rules = policy.Rules, BuildHosts = owners, Resources = policy.Resources, Lifetime = policy.Lifetime, Isolation = policy.Isolation,
            Providers = providers, Callers = callers, LongestAcceptanceDays = days, Owners = owners, AllowBaselines = baselines, MayAccept = may,
        });

    private static readonly Gen<SandboxPolicy> Policy = Gen.Select(
        Limited,
        Listed(Gen.Select(Gen.Int, Gen.Enum<Transport>(), Gen.Enum<Callers>(), (p, t, c) => new IngressPort(p, t, c))),
        Listed(Gen.Select(Text, Text, MaybeText, Gen.Bool, (p, s, sub, r) => new MountPoint { Path = p, Source = s, SubPath = sub, ReadOnly = r })),
        Gen.Select(Texts, Texts, Texts), Gen.Select(Named, Named), Listed(Gen.Select(Text, Text, (n, p) => new RunParameter(n, p))),
        Listed(Gen.Select(Text, MaybeText, MaybeText, Texts, (t, a, v, r) => new IncludedFragment(t, a, v, r))),
        Gen.Select(Listed(Ceiling), Texts),
        (policy, ingress, mounts, commands, named, parameters, fragments, limits) => policy with
        {
            Ceilings = limits.Item1, Never = limits.Item2, Fragments = fragments, Ingress = ingress, Mounts = mounts, BuildCommands = commands.Item1, BuildHosts = commands.Item2, Start = commands.Item3, Environment = named.Item1, Labels = named.Item2, Parameters = parameters,
        });

    [Fact]
    public void Policy_ComesBackEqual() => Policy.Sample(policy => PolicyJsonReader.Read(PolicyDocument.Json(policy)).Equals(policy));

    [Fact]
    public void EveryPropertyOfThePolicy_IsInTheSample()
    {
        // A property added later and forgotten in the JSON or in its reader would come back as its default.
        var untouched = typeof(SandboxPolicy).GetProperties().Where(p => p.Name != "EqualityContract").Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var plain = new SandboxPolicy { Id = "p", TypeName = "P", Image = "i" };
        foreach (var policy in Enumerable.Range(0, 200).Select(_ => Policy.Single()))
        {
            untouched.RemoveWhere(name => !Equals(Value(policy, name), Value(plain, name)));
        }

        Assert.Empty(untouched);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("{\"policy\": \"p\"}")]
    [InlineData("{/* */}")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    [InlineData("{\"a\": 1e2}")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    public void TextThatIsNoModel_IsRefused(string json) => Assert.Throws<ArtifactFormatException>(() => PolicyJsonReader.Read(json));

    [Fact]
    public void DeepNesting_IsRefused() => Assert.Throws<ArtifactFormatException>(() => PolicyJsonReader.Read(new string('[', 100_000)));

    [Fact]
    public void AnyTextAtAll_IsReadOrRefused() => Gen.String.Sample(text =>
    {
        try
        {
            JsonReader.Read(text, "x");
        }
        catch (ArtifactFormatException)
        {
            // The only way to say no.
        }
    });

    private static Gen<string> Words(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static Gen<EquatableArray<T>> Listed<T>(Gen<T> item)
        where T : IEquatable<T> => item.List[0, 3].Select(l => l.ToEquatableArray());

    private static object? Value(SandboxPolicy policy, string name) => typeof(SandboxPolicy).GetProperty(name)!.GetValue(policy);
}
