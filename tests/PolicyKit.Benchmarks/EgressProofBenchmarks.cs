using BenchmarkDotNet.Attributes;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Benchmarks;

using Transport = PolicyKit.Core.Algebra.Transport;

/// <summary>4,096 endpoints in one policy: built, denied the metadata network, and proved equal both ways to the same rules in another order.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class EgressProofBenchmarks
{
    private const int Endpoints = 4096;

    [Benchmark]
    public bool HostsUnderOneParent() => Prove(i => Host(i, PortSet.Of(443)));

    [Benchmark]
    public bool HostsOnTheirOwnPorts() => Prove(i => Host(i, PortSet.Of(i)));

    [Benchmark]
    public bool Networks() => Prove(Network);

    [Benchmark]
    public bool HostsMixedWithNetworks() => Prove(i => i % 2 == 0 ? Host(i, PortSet.Of(443)) : Network(i));

    private static bool Prove(Func<int, EgressSet> rule)
    {
        var denied = EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.Everything, SpecialAddresses.Metadata);
        var declared = EgressSet.UnionAll(Enumerable.Range(0, Endpoints).Select(rule)).Except(denied);
        var emitted = EgressSet.UnionAll(Enumerable.Range(0, Endpoints).Reverse().Select(rule)).Except(denied);
        return emitted.IsSubsetOf(declared) && declared.IsSubsetOf(emitted);
    }

    private static EgressSet Host(int i, PortSet ports)
        => EgressSet.Of(Transport.Tcp, ports, NameClasses.NamesOnly(NameSet.Exact($"h{i}.example.com")), SpecialAddresses.PublicAddresses);

    private static EgressSet Network(int i)
        => EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, AddressSet.Of($"10.{i / 256}.{i % 256}.{i % 7 * 16}/28"));
}
