using System.Net;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Benchmarks;

/// <summary>
/// Two lists of 100,000 IPv4 networks in, the fewest networks of their union or difference out: our sets beside the library IPNetwork2. It has no set of networks; union is its Supernet,
/// and difference is its Subtract for each pair that overlaps, found by one sweep over both sorted lists, which is the fastest use of it that we know. Both give the same networks, checked before anything is timed.
/// </summary>
[ShortRunJob]
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class NetworkSetBenchmarks
{
    private const int Networks = 100_000;
    private Cidr[] _left = [];
    private Cidr[] _right = [];
    private IPNetwork2[] _otherLeft = [];
    private IPNetwork2[] _otherRight = [];

    [GlobalSetup]
    public void Setup()
    {
        // Every second network on the right is a hole of 4 addresses inside one on the left; the others lie beside it, adjacent where that has 512 addresses.
        var left = Enumerable.Range(0, Networks).Select(i => $"{Address(i, 0)}/{23 + (i % 7)}").ToList();
        var right = Enumerable.Range(0, Networks).Select(i => i % 2 == 0 ? $"{Address(i, 4)}/30" : $"{Address(i, 512)}/23").ToList();
        (_left, _right) = ([.. left.Select(Cidr.Parse)], [.. right.Select(Cidr.Parse)]);
        (_otherLeft, _otherRight) = ([.. left.Select(IPNetwork2.Parse)], [.. right.Select(IPNetwork2.Parse)]);
        AssertSame(Union(), UnionIPNetwork2());
        AssertSame(Difference(), DifferenceIPNetwork2());
    }

    [Benchmark(Baseline = true), BenchmarkCategory("union")]
    public IReadOnlyList<Cidr> Union() => AddressSet.Of(_left).Union(AddressSet.Of(_right)).ToCidrs();

    [Benchmark, BenchmarkCategory("union")]
    public IReadOnlyList<IPNetwork2> UnionIPNetwork2() => IPNetwork2.Supernet([.. _otherLeft, .. _otherRight]);

    [Benchmark(Baseline = true), BenchmarkCategory("difference")]
    public IReadOnlyList<Cidr> Difference() => AddressSet.Of(_left).Except(AddressSet.Of(_right)).ToCidrs();

    [Benchmark, BenchmarkCategory("difference")]
    public IReadOnlyList<IPNetwork2> DifferenceIPNetwork2()
    {
        var kept = new List<IPNetwork2>(_otherLeft.Length);
        var next = 0;
        foreach (var network in _otherLeft.Order())
        {
            while (next < _otherRight.Length && !network.Overlap(_otherRight[next]) && _otherRight[next] < network)
            {
                next++;
            }

            List<IPNetwork2> rest = [network];
            for (var i = next; i < _otherRight.Length && network.Overlap(_otherRight[i]); i++)
            {
                rest = [.. rest.SelectMany(r => r.Overlap(_otherRight[i]) ? r.Subtract(_otherRight[i]) : [r])];
            }

            kept.AddRange(rest);
        }

        return IPNetwork2.Supernet([.. kept]);
    }

    private static IpAddress Address(int i, int offset) => IpAddress.FromIPv4(((uint)i << 12) + (uint)offset);

    private static void AssertSame(IEnumerable<Cidr> ours, IEnumerable<IPNetwork2> theirs)
    {
        if (!ours.Select(n => n.ToString()).SequenceEqual(theirs.Order().Select(n => n.ToString())))
        {
            throw new InvalidOperationException("The two libraries disagree.");
        }
    }
}
