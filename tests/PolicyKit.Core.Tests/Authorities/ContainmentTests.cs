using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Model;
using static PolicyKit.Core.Tests.Authorities.Policies;

namespace PolicyKit.Core.Tests.Authorities;

public sealed class ContainmentTests
{
    private static readonly Authority Base = Declared(Host("a.example.com"));

    // In each dimension one authority that exceeds the base, and what the witness must say.
    public static TheoryData<Dimension, string> Exceeding => new()
    {
        { Dimension.Egress, "udp" },
        { Dimension.Resolution, "DNS look-up" },
        { Dimension.NameBinding, "Claim" },
        { Dimension.Ingress, "tcp port 8080 callable by Public" },
        { Dimension.Credentials, "K delivered as Environment" },
        { Dimension.Mounts, "write data at /data" },
        { Dimension.Identity, "capability NET_RAW" },
        { Dimension.Isolation, "" },
        { Dimension.Resources, "" },
        { Dimension.Lifetime, "" },
        { Dimension.Persistence, "Disk" },
        { Dimension.Mutability, "PersistedState" },
        { Dimension.Peers, "Others" },
        { Dimension.BuildEgress, "build: " },
    };

    private static (Authority Candidate, Authority Declared) Pair(Dimension dimension) => dimension switch
    {
        Dimension.Egress => (Base with { Egress = EgressSet.Of(Transport.Udp, PortSet.Of(53), NameClasses.Everything, AddressSet.All) }, Base),
        Dimension.Resolution => (Base with { Resolution = NameSet.All }, Base),
        Dimension.NameBinding => (Base with { NameBinding = NameBinding.Claim }, Base),
        Dimension.Ingress => (Base with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Of(8080), Transport.Tcp, Callers.Public)) },
            Base with { Ingress = EquatableArray.Of(new IngressGrant(PortSet.Of(8080), Transport.Tcp, Callers.Owner)) }),
        Dimension.Credentials => (Base with { Credentials = EquatableArray.Of(new CredentialGrant("K", CredentialDelivery.Environment, EgressSet.Empty)) },
            Base with { Credentials = EquatableArray.Of(new CredentialGrant("K", CredentialDelivery.Brokered, EgressSet.All)) }),
        Dimension.Mounts => (Base with { Mounts = EquatableArray.Of(new MountGrant("/data", "data", false)) }, Base with { Mounts = EquatableArray.Of(new MountGrant("/data", "data", true)) }),
        Dimension.Identity => (Base with { Identity = Base.Identity with { Capabilities = EquatableArray.Of("NET_RAW") } }, Base),
        Dimension.Isolation => (Base with { Isolation = IsolationLevel.Container }, Base with { Isolation = IsolationLevel.UserSpaceKernel }),
        Dimension.Resources => (Base with { Resources = Base.Resources with { MemoryMiB = new Limit(2) } }, Base with { Resources = Base.Resources with { MemoryMiB = new Limit(1) } }),
        Dimension.Lifetime => (Base with { IdleSeconds = Limit.Unbounded }, Base with { IdleSeconds = new Limit(600) }),
        Dimension.Persistence => (Base with { Persistence = PersistenceKind.Disk }, Base),
        Dimension.Mutability => (Base with { Mutability = Mutability.PersistedState }, Base),
        Dimension.Peers => (Base with { Peers = PeerReach.Others }, Base),
        Dimension.BuildEgress => (Base with { BuildEgress = EgressSet.All }, Base),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    [Theory]
    [MemberData(nameof(Exceeding))]
    public void WiderInOneDimension_ExceedsWithAWitnessThere(Dimension dimension, string text)
    {
        var (candidate, declared) = Pair(dimension);

        var containment = candidate.IsWithin(declared);

        Assert.Equal(Verdict.Exceeds, containment.Verdict);
        Assert.All(containment.Witnesses.Items, w => Assert.Equal(dimension, w.Dimension));
        Assert.Contains(text, containment.Witnesses[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Exceeding))]
    public void NarrowerInOneDimension_IsWithin(Dimension dimension, string text)
    {
        Assert.NotNull(text);
        var (wide, narrow) = Pair(dimension);

        Assert.Equal(Verdict.Within, narrow.IsWithin(narrow.Union(wide)).Verdict);
        Assert.Equal(Verdict.Within, wide.IsWithin(narrow.Union(wide)).Verdict);
    }

    [Fact]
    public void EveryDimension_IsCovered() => Assert.Equal(Enum.GetValues<Dimension>(), Exceeding.Select(row => row.Data.Item1));

    [Fact]
    public void Undecided_IsNeverWithin()
    {
        var candidate = Base with { Undecided = EquatableArray.Of(new UndecidedDimension(Dimension.Egress, "IPv6")) };

        Assert.Equal(Verdict.Undecided, candidate.IsWithin(Base).Verdict);
    }

    [Fact]
    public void None_IsWithinEverything() => Assert.Equal(Verdict.Within, Authority.None.IsWithin(Base).Verdict);

    [Fact]
    public void CredentialReadableInside_IsNotWithinABrokeredOne() =>
        Assert.Equal(Verdict.Exceeds, Pair(Dimension.Credentials).Candidate.IsWithin(Pair(Dimension.Credentials).Declared).Verdict);
}
