using System.Collections.Immutable;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>What of a declared egress the two kinds of policy can carry. The rest is dropped.</summary>
internal sealed record GkeEgress(ImmutableArray<GkeNetworkRule> Networks, ImmutableArray<GkeHostRule> Hosts)
{
    public const int MostPorts = 16;

    public static GkeEgress Of(EgressSet declared)
    {
        var networks = new List<GkeNetworkRule>();
        var ports = new SortedSet<int>();
        foreach (var slice in declared.Slices().Where(s => s.Transport is Transport.Tcp or Transport.Udp && s.Ports.Last > 0))
        {
            var dialled = Dialled(slice);
            if (!dialled.IsEmpty)
            {
                networks.Add(new GkeNetworkRule(slice.Transport, Math.Max(1, slice.Ports.First), slice.Ports.Last, dialled.ToCidrs().Select(c => c.ToString()).ToEquatableArray()));
            }

            if (slice.Transport == Transport.Tcp && !slice.Entries.IsEmpty && slice.Ports.Last - slice.Ports.First < MostPorts)
            {
                ports.UnionWith(Enumerable.Range(Math.Max(1, slice.Ports.First), slice.Ports.Last - Math.Max(1, slice.Ports.First) + 1));
            }
        }

        var hosts = ports.Select(p => new GkeHostRule(p, HostsOn(declared, p))).Where(r => !r.Hosts.IsEmpty);
        return new GkeEgress(networks.ToImmutableArray(), hosts.ToImmutableArray());
    }

    /// <summary>What of the declared the rules open.</summary>
    public EgressSet Opened(bool rebound) => EgressSet.UnionAll(
        Networks.Select(n => EgressSet.Of(n.Transport, PortSet.Range(n.FirstPort, n.LastPort), NameClasses.Everything, AddressSet.Of(n.Cidrs.ToArray()))).Concat(
            Hosts.Select(h => EgressSet.Of(
                Transport.Tcp, PortSet.Of(h.Port), NameClasses.NamesOnly(NameSet.UnionAll(h.Hosts.Select(Names))), rebound ? AddressSet.All : SpecialAddresses.PublicAddresses))));

    private static EquatableArray<string> HostsOn(EgressSet declared, int port)
    {
        var names = ListedEgress.Names(declared, port);
        return ListedEgress.Patterns(names).Where(p => !p.IsAny && NameSet.Of(p).IsSubsetOf(names)).Select(p => p.ToString()).OrderBy(h => h, StringComparer.Ordinal).ToEquatableArray();
    }

    // Addresses that may be dialled in this slice with any name and with none.
    private static AddressSet Dialled(EgressSlice slice)
    {
        var addresses = Whole(slice.NoNameLeaf);
        return slice.Entries.Any(e => e.Pattern.IsAny) ? addresses.Except(AddressSet.UnionAll(slice.Entries.Select(e => addresses.Except(Whole(e.Leaf))))) : AddressSet.Empty;
    }

    private static AddressSet Whole(EgressLeaf leaf) => AddressSet.UnionAll(leaf.Pieces.Where(p => p.Http.Equals(HttpSet.All)).Select(p => p.Addresses));

    private static NameSet Names(string host) => NameSet.TryParsePattern(host, out var names) ? names : NameSet.Empty;
}
