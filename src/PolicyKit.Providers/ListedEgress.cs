using System.Collections.Immutable;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers;

/// <summary>What of a declared egress can be said by a provider that takes a list of hosts and a list of networks, each allowing whole entries. For lowerings only.</summary>
internal static class ListedEgress
{
    /// <summary>What network entries are written for where it is not established what an entry for other addresses does.</summary>
    public static readonly AddressSet PublicIPv4 = SpecialAddresses.PublicAddresses.Intersect(AddressSet.AllIPv4);

    /// <summary>Names that reach every public address on a port, with any request: only these can be said as a name. Where dialling by address reaches as much, a network says it.</summary>
    public static NameSet Names(EgressSet declared, int port)
    {
        var whole = EgressLeaf.Of(SpecialAddresses.PublicAddresses);
        if (whole.IsSubsetOf(declared.Leaf(Transport.Tcp, port, null)))
        {
            return NameSet.Empty;
        }

        var lacking = EgressSet.Of(Transport.Tcp, PortSet.Of(port), NameClasses.NamesOnly(NameSet.All), SpecialAddresses.PublicAddresses).Except(declared);
        return NameSet.All.Except(lacking.Names());
    }

    // A pattern with a hole cannot be said. Names of metadata endpoints are holes in every wildcard; the deviations of a provider speak of them.
    public static ImmutableArray<NamePattern> Patterns(NameSet names)
    {
        if (names.IsEmpty)
        {
            return ImmutableArray<NamePattern>.Empty;
        }

        var filled = names.Union(SpecialAddresses.MetadataNames);
        return EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.NamesOnly(filled), AddressSet.All).Slices()
            .SelectMany(slice => slice.Entries)
            .Where(entry => !entry.Leaf.IsEmpty && entry.Holes.IsEmpty && (entry.Pattern.IsBelow || names.Contains(entry.Pattern.Name)))
            .Select(entry => entry.Pattern)
            .ToImmutableArray();
    }

    // Addresses that may be dialled on some port, without any name that may not reach them there.
    public static AddressSet Networks(EgressSet declared)
    {
        var dialled = new List<AddressSet>();
        var pierced = new List<AddressSet>();
        foreach (var slice in declared.Slices().Where(s => !s.NoNameLeaf.IsEmpty))
        {
            var addresses = Whole(slice.NoNameLeaf);
            dialled.Add(addresses);
            pierced.Add(slice.NoNameLeaf.Addresses.Except(addresses));
            if (!slice.Entries.Any(e => e.Pattern.IsAny))
            {
                pierced.Add(addresses);
            }

            pierced.AddRange(slice.Entries.Select(e => addresses.Except(Whole(e.Leaf))).Where(lost => !lost.IsEmpty));
        }

        return AddressSet.UnionAll(dialled).Except(AddressSet.UnionAll(pierced));
    }

    private static AddressSet Whole(EgressLeaf leaf) =>
        AddressSet.UnionAll(leaf.Pieces.Where(p => p.Http.Equals(HttpSet.All)).Select(p => p.Addresses));
}
