using System.Collections.Immutable;

namespace PolicyKit.Core.Algebra;

/// <summary>
/// What may leave a sandbox: a set of (transport, port, host name or none, address, request or raw bytes). Immutable; equality is equality
/// as sets. Names and addresses are one relation: a name may reach some addresses and another name others, and no operation mixes them.
/// </summary>
public sealed class EgressSet : IEquatable<EgressSet>, IBooleanAlgebra<EgressSet>
{
    private static readonly Transport[] s_transports = [Transport.Tcp, Transport.Udp, Transport.Icmp, Transport.Other];

    // What a reader recognises in a message: the first is a web server, then resolvers, the metadata endpoint and private addresses.
    private static readonly IpAddress[] s_familiarByName = [.. new[] { "93.184.216.34", "8.8.8.8", "1.1.1.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "2606:4700:4700::1111" }.Select(IpAddress.Parse)];
    private static readonly IpAddress[] s_familiarByAddress = [.. new[] { "8.8.8.8", "1.1.1.1", "169.254.169.254", "93.184.216.34", "10.0.0.1", "192.168.0.1", "2001:4860:4860::8888" }.Select(IpAddress.Parse)];
    private static readonly int[] s_familiarPorts = [443, 80, 53, 22];

    private readonly StepMap<int, NameClassMap>[] _transports;

    private EgressSet(StepMap<int, NameClassMap>[] transports) => _transports = transports;

    /// <summary>Nothing.</summary>
    public static EgressSet Empty { get; } = Uniform(NameClassMap.Empty);

    /// <summary>Every transport, port, name and no name, address and request.</summary>
    public static EgressSet All { get; } = Uniform(NameClassMap.All);

    /// <summary>Whether nothing is in the set.</summary>
    public bool IsEmpty => _transports.All(map => map.IsEmpty);

    bool IBooleanAlgebra<EgressSet>.IsFull => _transports.All(map => map.IsFull);

    EgressSet IBooleanAlgebra<EgressSet>.Nothing => Empty;

    /// <summary>The product of ports, classes of names, addresses and requests on one transport.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="ports">The ports. <see cref="Transport.Icmp"/> and <see cref="Transport.Other"/> have only port 0; a set with it, such as <see cref="PortSet.All"/>, means the transport.</param>
    /// <param name="names">The names, and whether dialling by address is included.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="http">What may be sent; null for everything.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">The transport has no ports and <paramref name="ports"/> is neither empty nor holds 0.</exception>
    public static EgressSet Of(Transport transport, PortSet ports, NameClasses names, AddressSet addresses, HttpSet? http = null)
    {
        var leaf = EgressLeaf.Of(addresses, http);
        var map = new NameClassMap(
            names.NoName ? leaf : EgressLeaf.Empty,
            names.Names.Root.Map(flag => flag.IsFull ? leaf : EgressLeaf.Empty));
        var transports = Empty._transports.ToArray();
        transports[(int)transport] = map.IsEmpty
            ? transports[(int)transport]
            : StepMap<int, NameClassMap>.On(0, Line(transport, ports), map);
        return new EgressSet(transports);
    }

    /// <summary>What is in any of the sets, in time n log n.</summary>
    /// <param name="sets">The sets.</param>
    /// <returns>The union.</returns>
    public static EgressSet UnionAll(IEnumerable<EgressSet> sets) => Balanced.Union(sets, Empty);

    /// <summary>What is in either set.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The union.</returns>
    public EgressSet Union(EgressSet other) => Combination.Run(SetOperation.Union, this, other);

    /// <summary>What is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The intersection.</returns>
    public EgressSet Intersect(EgressSet other) => Combination.Run(SetOperation.Intersect, this, other);

    /// <summary>What is in this set and not in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>The difference.</returns>
    public EgressSet Except(EgressSet other) => Combination.Run(SetOperation.Except, this, other);

    /// <summary>What is not in this set.</summary>
    /// <returns>The complement.</returns>
    public EgressSet Complement() => All.Except(this);

    /// <summary>Whether everything in this set is in the other.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when it is; when not, <c>Except(other).Witnesses(n)</c> says what is not.</returns>
    public bool IsSubsetOf(EgressSet other) => Except(other).IsEmpty;

    /// <summary>Whether something is in both sets.</summary>
    /// <param name="other">The other set.</param>
    /// <returns>True when something is.</returns>
    public bool Overlaps(EgressSet other) => !Intersect(other).IsEmpty;

    /// <summary>Whether one concrete thing is in the set.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="port">The port; 0 for a transport without ports.</param>
    /// <param name="name">The host name that is dialled, or null for dialling by address. For a text that is no host name the answer is false.</param>
    /// <param name="address">The address that is reached.</param>
    /// <param name="request">The inspected request, or null for raw bytes.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(Transport transport, int port, string? name, IpAddress address, HttpRequest? request = null)
    {
        var http = Leaf(transport, port, name).Http(address);
        return request is null ? http.IncludesRaw : http.Contains(request.Method, request.Path);
    }

    /// <summary>What a name, or dialling by address, may reach on a transport and port.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="port">The port; 0 for a transport without ports.</param>
    /// <param name="name">The host name, or null for dialling by address. For a text that is no host name the leaf is empty.</param>
    /// <returns>The leaf.</returns>
    public EgressLeaf Leaf(Transport transport, int port, string? name)
    {
        if (port < 0 || port >= PortSet.End || (!HasPorts(transport) && port != 0))
        {
            return EgressLeaf.Empty;
        }

        var map = Map(transport).Lookup(port);
        return name is null ? map.NoName
            : HostName.TryParse(name, allowWildcard: false, out var canonical, out _) ? map.Names.Lookup(canonical)
            : EgressLeaf.Empty;
    }

    /// <summary>
    /// Concrete things in the set, for messages. The order is fixed by the set: first one for each transport and range of ports, then a second for
    /// another class of names, and so on. Well-known ports and addresses are taken where the set has them.
    /// </summary>
    /// <param name="max">The most witnesses to return, 0 or more.</param>
    /// <returns>The witnesses; empty only when the set is empty or <paramref name="max"/> is 0.</returns>
    public ImmutableArray<EgressWitness> Witnesses(int max)
    {
        var slices = Sections().Select(section => (section.Transport, section.Ports, section.Map, Classes: Classes(section.Map))).ToList();
        var witnesses = ImmutableArray.CreateBuilder<EgressWitness>();
        for (var round = 0; slices.Count > 0; round++)
        {
            slices.RemoveAll(slice => slice.Classes.Count <= round);
            foreach (var slice in slices)
            {
                if (witnesses.Count >= max)
                {
                    return witnesses.ToImmutable();
                }

                var (pattern, leaf) = slice.Classes[round];
                var name = pattern is null ? null : slice.Map.Names.Sample(pattern, leaf);
                witnesses.Add(Witness(slice.Transport, slice.Ports, name, leaf));
            }
        }

        return witnesses.ToImmutable();
    }

    /// <summary>The names by which something can be reached.</summary>
    /// <param name="transport">Only on this transport; null for any.</param>
    /// <param name="ports">Only on these ports; null for any.</param>
    /// <returns>The names.</returns>
    public NameSet Names(Transport? transport = null, PortSet? ports = null)
        => NameSet.UnionAll(Sections()
            .Where(section => IsChosen(section.Transport, section.Ports, transport, ports))
            .Select(section => section.Map.Names)
            .Distinct()
            .Select(names => NameSet.From(names.Map(leaf => leaf.IsEmpty ? Flag.Out : Flag.In))));

    /// <summary>The addresses that can be reached without a name.</summary>
    /// <param name="transport">The transport.</param>
    /// <param name="ports">The ports.</param>
    /// <returns>The addresses.</returns>
    public AddressSet AddressesWithoutName(Transport transport, PortSet ports)
        => AddressSet.UnionAll(Sections()
            .Where(section => IsChosen(section.Transport, section.Ports, transport, ports))
            .Select(section => section.Map.NoName)
            .Distinct()
            .Select(leaf => leaf.Addresses));

    /// <summary>The ports on which something can be reached.</summary>
    /// <param name="transport">The transport.</param>
    /// <returns>The ports; for a transport without ports 0 or none.</returns>
    public PortSet Ports(Transport transport) => PortSet.Of(Sections().Where(section => section.Transport == transport).Select(section => section.Ports));

    /// <summary>The set as slices: transports in order, ports ascending, names in tree order. Equal sets give equal slices; what is in no slice is not in the set.</summary>
    /// <returns>The slices, none of which is empty.</returns>
    public ImmutableArray<EgressSlice> Slices()
    {
        var slices = ImmutableArray.CreateBuilder<EgressSlice>();
        foreach (var (transport, ports, map) in Sections())
        {
            slices.Add(new EgressSlice(transport, ports, map.NoName, Entries(map.Names)));
        }

        return slices.ToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(EgressSet? other) => ReferenceEquals(this, other) || (other is not null && _transports.SequenceEqual(other._transports));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EgressSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _transports.Aggregate(17, (hash, map) => unchecked((hash * 31) + map.GetHashCode()));

    /// <summary>The slices as lines of text, for messages in tests and logs.</summary>
    /// <returns>The text; "nothing" for the empty set.</returns>
    public override string ToString() => IsEmpty
        ? "nothing"
        : string.Join("\n", Slices().SelectMany(slice => new[] { (Name: "(by address)", Leaf: slice.NoNameLeaf) }
            .Where(entry => !entry.Leaf.IsEmpty)
            .Concat(slice.Entries.Select(entry => (Name: entry.Pattern.ToString(), entry.Leaf)))
            .Select(entry => $"{slice.Transport} {slice.Ports} {entry.Name}: {entry.Leaf}")));

    EgressSet IBooleanAlgebra<EgressSet>.Combine(EgressSet other, Combination combination)
    {
        var transports = new StepMap<int, NameClassMap>[s_transports.Length];
        for (var i = 0; i < transports.Length; i++)
        {
            transports[i] = combination.TryShortcut(_transports[i], other._transports[i]) ?? _transports[i].Combine(other._transports[i], combination);
        }

        return new EgressSet(transports);
    }

    private static EgressSet Uniform(NameClassMap map) => new([.. s_transports.Select(transport => StepMap<int, NameClassMap>.Uniform(0, map))]);

    private static bool HasPorts(Transport transport) => transport is Transport.Tcp or Transport.Udp;

    /// <summary>Where ports begin and end on the line, which has no end of its own. A transport without ports is one piece of the whole line.</summary>
    private static int[] Line(Transport transport, PortSet ports)
    {
        if (HasPorts(transport) || ports.IsEmpty)
        {
            return Array.FindAll(ports.Points, point => point != PortSet.End);
        }

        // Read either way (nothing, or the whole transport), one side of a proof would become too wide.
        return ports.Contains(0) ? [0] : throw new ArgumentException($"{transport} has no ports: only port 0 or all ports can be said.", nameof(ports));
    }

    private static bool IsChosen(Transport transport, PortRange range, Transport? chosen, PortSet? ports)
        => (chosen is null || chosen == transport) && (ports is null || ports.Overlaps(PortSet.Range(range.First, range.Last)));

    private static ImmutableArray<EgressEntry> Entries(NameNode<EgressLeaf> names)
    {
        var entries = names.Entries();
        var holes = new Dictionary<int, ImmutableArray<NamePattern>.Builder>();
        var open = new Stack<int>();
        for (var i = 0; i < entries.Count; i++)
        {
            var (pattern, leaf, _, depth) = entries[i];
            while (open.Count > 0 && !IsWithin(pattern, entries[open.Peek()].Pattern))
            {
                open.Pop();
            }

            WorkBudget.Charge(open.Count + 1);
            foreach (var wider in open)
            {
                if (!entries[wider].Leaf.IsSubsetOf(leaf))
                {
                    if (!holes.TryGetValue(wider, out var list))
                    {
                        holes.Add(wider, list = ImmutableArray.CreateBuilder<NamePattern>());
                    }

                    list.Add(pattern);
                }
            }

            if (pattern.IsBelow && !leaf.IsEmpty)
            {
                open.Push(i);
            }
        }

        return [.. entries.Select((entry, i) => new EgressEntry(
            entry.Pattern,
            entry.Leaf,
            entry.Inherited,
            holes.TryGetValue(i, out var list) ? list.ToImmutable() : []))];
    }

    private static bool IsWithin(NamePattern pattern, NamePattern wider)
        => wider.IsAny
        || (pattern.Name.Length > wider.Name.Length
            && pattern.Name[pattern.Name.Length - wider.Name.Length - 1] == '.'
            && pattern.Name.EndsWith(wider.Name, StringComparison.Ordinal));

    private static List<(NamePattern? Pattern, EgressLeaf Leaf)> Classes(NameClassMap map)
    {
        var classes = new List<(NamePattern? Pattern, EgressLeaf Leaf)>();
        if (!map.NoName.IsEmpty)
        {
            classes.Add((null, map.NoName));
        }

        classes.AddRange(map.Names.Entries().Where(entry => !entry.Leaf.IsEmpty).Select(entry => ((NamePattern?)entry.Pattern, entry.Leaf)));
        return classes;
    }

    private static EgressWitness Witness(Transport transport, PortRange ports, string? name, EgressLeaf leaf)
    {
        var addresses = leaf.Addresses;
        var address = (name is null ? s_familiarByAddress : s_familiarByName).Where(addresses.Contains).DefaultIfEmpty(addresses.First).First();
        var port = s_familiarPorts.Where(ports.Contains).DefaultIfEmpty(ports.First).First();
        var http = leaf.Http(address);
        return new EgressWitness(transport, port, name, address, http.IncludesRaw ? null : http.SampleRequest());
    }

    private StepMap<int, NameClassMap> Map(Transport transport) => _transports[(int)transport];

    private IEnumerable<(Transport Transport, PortRange Ports, NameClassMap Map)> Sections()
    {
        foreach (var transport in s_transports)
        {
            var map = Map(transport);
            for (var i = 0; i < map.Keys.Length; i++)
            {
                if (!map.Values[i].IsEmpty)
                {
                    var end = !HasPorts(transport) ? 1 : i + 1 < map.Keys.Length ? map.Keys[i + 1] : PortSet.End;
                    yield return (transport, new PortRange(map.Keys[i], end - 1), map.Values[i]);
                }
            }
        }
    }
}
