using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;

namespace PolicyKit.Core.Authorities;

/// <summary>Answer of a containment question. Undecided is never safe.</summary>
public enum Verdict
{
    /// <summary>Proved to be within.</summary>
    Within,

    /// <summary>Proved to exceed; there are witnesses.</summary>
    Exceeds,

    /// <summary>Nothing exceeds in what is modelled, but something is not modelled.</summary>
    Undecided,
}

/// <summary>A concrete thing that one authority allows and the other does not.</summary>
/// <param name="Dimension">Where.</param>
/// <param name="Text">The thing, for example <c>udp 8.8.8.8:53</c>.</param>
public sealed record Witness(Dimension Dimension, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Result of comparing a candidate authority with a declared one.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="Witnesses">What exceeds, or what is undecided.</param>
public sealed record Containment(Verdict Verdict, EquatableArray<Witness> Witnesses)
{
    private const int WitnessesPerDimension = 3;

    /// <summary>Compares in every dimension.</summary>
    public static Containment Of(Authority candidate, Authority declared) => Of(candidate, declared, "declared");

    /// <summary>Compares in every dimension.</summary>
    /// <param name="candidate">What is judged.</param>
    /// <param name="declared">What it is judged by.</param>
    /// <param name="word">What witnesses call <paramref name="declared"/>, before a bound: "was" between two points in time.</param>
    public static Containment Of(Authority candidate, Authority declared, string word)
    {
        void Bound(List<Witness> exceeding, Dimension dimension, string what, Limit candidate, Limit declared)
        {
            if (candidate.Value > declared.Value)
            {
                exceeding.Add(new Witness(dimension, $"{what} {candidate}, {word} {declared}"));
            }
        }

        var exceeding = new List<Witness>();
        Destinations(exceeding, Dimension.Egress, candidate.Egress, declared.Egress, string.Empty);
        Destinations(exceeding, Dimension.BuildEgress, candidate.BuildEgress, declared.BuildEgress, "build: ");

        var names = candidate.Resolution.Except(declared.Resolution);
        if (!names.IsEmpty)
        {
            exceeding.Add(new Witness(Dimension.Resolution, $"DNS look-up of {names.Sample()}"));
        }

        if (candidate.NameBinding > declared.NameBinding)
        {
            exceeding.Add(new Witness(Dimension.NameBinding, $"name rules are bound to {candidate.NameBinding}, not to {declared.NameBinding}"));
        }

        Ingress(exceeding, candidate, declared);
        Credentials(exceeding, candidate, declared);
        var mounts = declared.Mounts.Items.ToLookup(d => (d.Path, d.Source));
        foreach (var mount in candidate.Mounts)
        {
            if (!mounts[(mount.Path, mount.Source)].Any(d => mount.ReadOnly || !d.ReadOnly))
            {
                exceeding.Add(new Witness(Dimension.Mounts, $"{(mount.ReadOnly ? "read" : "write")} {mount.Source} at {mount.Path}"));
            }
        }

        Identity(exceeding, candidate.Identity, declared.Identity);
        if (candidate.Isolation < declared.Isolation)
        {
            exceeding.Add(new Witness(Dimension.Isolation, $"isolation is {candidate.Isolation}, weaker than {declared.Isolation}"));
        }

        Bound(exceeding, Dimension.Resources, "CPU (thousandths)", candidate.Resources.MilliCpu, declared.Resources.MilliCpu);
        Bound(exceeding, Dimension.Resources, "memory (MiB)", candidate.Resources.MemoryMiB, declared.Resources.MemoryMiB);
        Bound(exceeding, Dimension.Resources, "disk (MiB)", candidate.Resources.DiskMiB, declared.Resources.DiskMiB);
        if (candidate.Resources.Gpu && !declared.Resources.Gpu)
        {
            exceeding.Add(new Witness(Dimension.Resources, "a GPU"));
        }

        Bound(exceeding, Dimension.Lifetime, "lifetime (seconds)", candidate.LifetimeSeconds, declared.LifetimeSeconds);
        Bound(exceeding, Dimension.Lifetime, "idle time (seconds)", candidate.IdleSeconds, declared.IdleSeconds);
        if (candidate.Persistence > declared.Persistence)
        {
            exceeding.Add(new Witness(Dimension.Persistence, $"{candidate.Persistence} outlives the run"));
        }

        if (candidate.Mutability > declared.Mutability)
        {
            exceeding.Add(new Witness(Dimension.Mutability, $"the policy can be changed by {candidate.Mutability}"));
        }

        if (candidate.Peers > declared.Peers)
        {
            exceeding.Add(new Witness(Dimension.Peers, $"other sandboxes are reachable: {candidate.Peers}"));
        }

        if (exceeding.Count > 0)
        {
            return new Containment(Verdict.Exceeds, exceeding.ToEquatableArray());
        }

        var undecided = candidate.Undecided.Concat(declared.Undecided).Distinct().Select(u => new Witness(u.Dimension, u.What)).ToEquatableArray();
        return new Containment(undecided.IsEmpty ? Verdict.Within : Verdict.Undecided, undecided);
    }

    private static void Destinations(List<Witness> exceeding, Dimension dimension, EgressSet candidate, EgressSet declared, string prefix)
    {
        var excess = candidate.Except(declared);
        if (!excess.IsEmpty)
        {
            exceeding.AddRange(excess.Witnesses(WitnessesPerDimension).Select(w => new Witness(dimension, prefix + w)));
        }
    }

    private static void Ingress(List<Witness> exceeding, Authority candidate, Authority declared)
    {
        foreach (var alike in candidate.Ingress.Items.GroupBy(g => (g.Transport, g.Callers)))
        {
            var open = PortSet.Of(declared.Ingress.Items.Where(d => d.Transport == alike.Key.Transport && d.Callers >= alike.Key.Callers).SelectMany(d => d.Port.Ranges));
            foreach (var (grant, excess) in alike.Select(g => (g, Excess: g.Port.Except(open))).Where(g => !g.Excess.IsEmpty))
            {
                exceeding.Add(new Witness(
                    Dimension.Ingress, $"{grant.Transport.ToString().ToLowerInvariant()} port {excess.Ranges[0].First} callable by {grant.Callers}"));
            }
        }
    }

    private static void Credentials(List<Witness> exceeding, Authority candidate, Authority declared)
    {
        var byName = declared.Credentials.Items.ToLookup(d => d.Name, StringComparer.Ordinal);
        foreach (var grant in candidate.Credentials)
        {
            var same = byName[grant.Name].Where(d => d.Delivery >= grant.Delivery).ToList();
            if (same.Count == 0)
            {
                exceeding.Add(new Witness(Dimension.Credentials, $"{grant.Name} delivered as {grant.Delivery}"));
                continue;
            }

            // A credential that may be read inside goes wherever the egress goes; that is judged there.
            if (same.Any(d => d.Delivery != CredentialDelivery.Brokered))
            {
                continue;
            }

            var excess = grant.Audience.Except(EgressSet.UnionAll(same.Select(d => d.Audience)));
            if (!excess.IsEmpty)
            {
                exceeding.AddRange(excess.Witnesses(1).Select(w => new Witness(Dimension.Credentials, $"{grant.Name} sent to {w}")));
            }
        }
    }

    private static void Identity(List<Witness> exceeding, IdentityGrant candidate, IdentityGrant declared)
    {
        void Power(bool has, bool may, string what)
        {
            if (has && !may)
            {
                exceeding.Add(new Witness(Dimension.Identity, what));
            }
        }

        Power(candidate.Root, declared.Root, "acts as uid 0");
        Power(candidate.Sudo, declared.Sudo || declared.Root, "may become root");
        Power(candidate.WritableRoot, declared.WritableRoot, "writes to the root file system");
        foreach (var capability in candidate.Capabilities)
        {
            Power(true, declared.Capabilities.Items.Contains(capability), $"capability {capability}");
        }
    }
}
