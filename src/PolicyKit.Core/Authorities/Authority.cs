using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Authorities;

/// <summary>
/// Everything that a configuration lets a sandbox do. Ordered by inclusion in every dimension; <see cref="None"/> is the least, <see cref="Union"/> the join.
/// What is named in <see cref="Undecided"/> is not modelled: containment of such an authority is never called within.
/// </summary>
public sealed record Authority
{
    /// <summary>Nothing at all.</summary>
    public static Authority None { get; } = new();

    /// <summary>Network destinations.</summary>
    public EgressSet Egress { get; init; } = EgressSet.Empty;

    /// <summary>Names whose look-up may leave by the provider's resolver.</summary>
    public NameSet Resolution { get; init; } = NameSet.Empty;

    /// <summary>What name rules are bound to.</summary>
    public NameBinding NameBinding { get; init; } = NameBinding.None;

    /// <summary>Ports that may be called.</summary>
    public EquatableArray<IngressGrant> Ingress { get; init; }

    /// <summary>Credentials, by name.</summary>
    public EquatableArray<CredentialGrant> Credentials { get; init; }

    /// <summary>Volumes, by path.</summary>
    public EquatableArray<MountGrant> Mounts { get; init; }

    /// <summary>User.</summary>
    public IdentityGrant Identity { get; init; } = IdentityGrant.None;

    /// <summary>Separation; the least authority has the strongest.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.HardwareVirtualization;

    /// <summary>Resources.</summary>
    public ResourceGrant Resources { get; init; } = ResourceGrant.None;

    /// <summary>Longest life in seconds.</summary>
    public Limit LifetimeSeconds { get; init; } = Limit.Zero;

    /// <summary>Longest idle time in seconds.</summary>
    public Limit IdleSeconds { get; init; } = Limit.Zero;

    /// <summary>What outlives a run.</summary>
    public PersistenceKind Persistence { get; init; }

    /// <summary>Who may change the policy later.</summary>
    public Mutability Mutability { get; init; }

    /// <summary>Other sandboxes that can be reached.</summary>
    public PeerReach Peers { get; init; }

    /// <summary>Destinations of the image build.</summary>
    public EgressSet BuildEgress { get; init; } = EgressSet.Empty;

    /// <summary>Dimensions that are not established, each with what is unknown; sorted.</summary>
    public EquatableArray<UndecidedDimension> Undecided { get; init; }

    /// <summary>Least authority that includes both.</summary>
    public Authority Union(Authority other) => new()
    {
        Egress = Egress.Union(other.Egress),
        Resolution = Resolution.Union(other.Resolution),
        NameBinding = (NameBinding)Math.Max((int)NameBinding, (int)other.NameBinding),
        Ingress = Ingress.Concat(other.Ingress).Distinct().ToEquatableArray(),
        Credentials = MergeCredentials(Credentials.Concat(other.Credentials)),
        Mounts = Mounts.Concat(other.Mounts).Distinct().ToEquatableArray(),
        Identity = Identity.Union(other.Identity),
        Isolation = (IsolationLevel)Math.Min((int)Isolation, (int)other.Isolation),
        Resources = Resources.Union(other.Resources),
        LifetimeSeconds = Limit.Max(LifetimeSeconds, other.LifetimeSeconds),
        IdleSeconds = Limit.Max(IdleSeconds, other.IdleSeconds),
        Persistence = (PersistenceKind)Math.Max((int)Persistence, (int)other.Persistence),
        Mutability = (Mutability)Math.Max((int)Mutability, (int)other.Mutability),
        Peers = (PeerReach)Math.Max((int)Peers, (int)other.Peers),
        BuildEgress = BuildEgress.Union(other.BuildEgress),
        Undecided = Undecided.Concat(other.Undecided).Distinct().OrderBy(u => u.Dimension).ThenBy(u => u.What, StringComparer.Ordinal).ToEquatableArray(),
    };

    /// <summary>Least authority that includes all; pairs are joined first, so that thousands of small ones cost n log n.</summary>
    public static Authority UnionAll(IEnumerable<Authority> authorities)
    {
        var current = authorities.ToList();
        while (current.Count > 1)
        {
            current = current.Select((authority, i) => (authority, pair: i / 2)).GroupBy(a => a.pair, a => a.authority).Select(g => g.Aggregate((a, b) => a.Union(b))).ToList();
        }

        return current.Count == 0 ? None : current[0];
    }

    /// <summary>Whether everything that this authority allows is allowed by <paramref name="declared"/> too, with witnesses where it is not.</summary>
    public Containment IsWithin(Authority declared) => Containment.Of(this, declared);

    private static EquatableArray<CredentialGrant> MergeCredentials(IEnumerable<CredentialGrant> grants) =>
        grants.GroupBy(g => (g.Name, g.Delivery))
            .OrderBy(g => g.Key.Name, StringComparer.Ordinal).ThenBy(g => g.Key.Delivery)
            .Select(g => new CredentialGrant(g.Key.Name, g.Key.Delivery, EgressSet.UnionAll(g.Select(c => c.Audience))))
            .ToEquatableArray();
}

/// <summary>Something that is not established about an authority.</summary>
/// <param name="Dimension">Where.</param>
/// <param name="What">What is unknown, in words.</param>
public sealed record UndecidedDimension(Dimension Dimension, string What);
