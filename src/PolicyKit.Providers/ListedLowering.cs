using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers;

/// <summary>What a provider of two allow lists calls the same differences.</summary>
/// <param name="HttpRule">Methods and paths are not compared.</param>
/// <param name="Metadata">Metadata endpoints cannot be opened.</param>
/// <param name="HostPort">Names are compared on some ports only.</param>
/// <param name="Hole">An allow has a denial inside.</param>
/// <param name="IPv6">IPv6 networks cannot be said.</param>
/// <param name="PrivateNetwork">Special IPv4 networks cannot be said.</param>
/// <param name="NetworkPorts">A network entry opens every port.</param>
internal sealed record ListedDeviations(
    DeviationDefinition HttpRule,
    DeviationDefinition Metadata,
    DeviationDefinition HostPort,
    DeviationDefinition Hole,
    DeviationDefinition IPv6,
    DeviationDefinition PrivateNetwork,
    DeviationDefinition NetworkPorts);

/// <summary>A lowering to a list of hosts and a list of networks, each allowing whole entries.</summary>
internal abstract class ListedLowering : Lowering
{
    private readonly ListedDeviations _names;
    private readonly EgressSet _web;
    private readonly AddressSet _sayable;

    /// <param name="target">Policy and target.</param>
    /// <param name="names">What the provider calls its differences.</param>
    /// <param name="web">Ports on which names are compared.</param>
    /// <param name="sayable">IPv4 addresses that an entry can open.</param>
    protected ListedLowering(TargetPolicy target, ListedDeviations names, PortSet web, AddressSet sayable)
        : base(target)
    {
        _names = names;
        _web = EgressSet.Of(Transport.Tcp, web, NameClasses.Everything, AddressSet.All);
        _sayable = sayable;
    }

    /// <summary>Says of each allowing rule why some of it is not opened.</summary>
    protected void Dropped(EgressSet opened)
    {
        var lost = Target.Declared.Egress.Except(opened);
        if (lost.IsEmpty)
        {
            return;
        }

        foreach (var rule in Target.Rules.Items.Where(r => !r.IsDenial))
        {
            var missing = DeclaredAuthority.Destinations(rule).Intersect(lost);
            if (missing.IsEmpty)
            {
                continue;
            }

            switch (rule.Kind)
            {
                case EgressRuleKind.AllowHttp:
                    Deviate(_names.HttpRule, rule);
                    break;
                case EgressRuleKind.AllowMetadata:
                    Deviate(_names.Metadata, rule);
                    break;
                case EgressRuleKind.AllowNetwork:
                    DroppedNetwork(rule, missing);
                    break;
                default:
                    DeviateIf(!missing.IsSubsetOf(_web), _names.HostPort, rule);
                    DeviateIf(missing.Overlaps(_web), LostName, rule);
                    break;
            }
        }
    }

    /// <summary>Why a name is not opened on a port on which names are compared.</summary>
    protected virtual DeviationDefinition LostName => _names.Hole;

    /// <summary>Why some of a network is not opened.</summary>
    protected virtual void DroppedNetwork(EgressRule rule, EgressSet missing)
    {
        bool Misses(AddressSet addresses) => missing.Overlaps(Opening.Everywhere(addresses));

        DeviateIf(Misses(AddressSet.AllIPv6), _names.IPv6, rule);
        DeviateIf(Misses(AddressSet.AllIPv4.Except(_sayable)), _names.PrivateNetwork, rule);
        DeviateIf(Misses(_sayable), _names.Hole, rule);
    }

    /// <summary>One acceptance for the widest network: what lies within it needs none of its own.</summary>
    protected void WidenedNetworks(AddressSet opened)
    {
        // Networks are nested or apart: in this order a wider one comes first.
        AddressSet? container = null;
        var networks = Target.Rules.Items.Where(r => r.Kind == EgressRuleKind.AllowNetwork)
            .Select(r => (Rule: r, Addresses: AddressSet.Of(r.Entry)))
            .OrderBy(n => n.Addresses.First).ThenByDescending(n => n.Addresses.Ranges[0].Last).ThenBy(n => n.Rule.Ports, StringComparer.Ordinal);
        foreach (var (rule, addresses) in networks.Where(n => n.Addresses.Overlaps(opened)))
        {
            if (container is null || !addresses.IsSubsetOf(container))
            {
                Deviate(_names.NetworkPorts, rule);
                container = addresses;
            }
        }
    }

    /// <summary>Refuses denials inside what entries open: without a deny list they cannot hold.</summary>
    protected void RefuseDenials(Func<EgressRule, bool> opened, string why)
    {
        foreach (var rule in Target.Rules.Items.Where(r => r.IsDenial && opened(r)))
        {
            Refuse(PolicyPlace.Rule(rule), rule.Entry, why);
        }
    }

    protected static NameSet Names(string entry) => entry == "*" ? NameSet.All : DeclaredAuthority.Pattern(entry);
}
