using BenchmarkDotNet.Attributes;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Benchmarks;

/// <summary>Sets of 100,000 networks that do not touch.</summary>
[ShortRunJob]
[MemoryDiagnoser]
public class AddressSetBenchmarks
{
    private const int Networks = 100_000;
    private Cidr[] _cidrs = [];
    private AddressSet _even = AddressSet.Empty;
    private AddressSet _odd = AddressSet.Empty;

    [GlobalSetup]
    public void Setup()
    {
        _cidrs = [.. Enumerable.Range(0, Networks).Select(i => Cidr.Parse($"{IpAddress.FromIPv4((uint)i << 12)}/{24 + (i % 7)}"))];
        _even = AddressSet.Of(_cidrs);
        _odd = AddressSet.Of(_cidrs.Select(cidr => Cidr.Parse($"{IpAddress.FromIPv4((uint)cidr.First.Low + 512)}/24")));
    }

    [Benchmark]
    public AddressSet Build() => AddressSet.Of(_cidrs);

    [Benchmark]
    public AddressSet Union() => _even.Union(_odd);

    [Benchmark]
    public AddressSet Except() => _even.Union(_odd).Except(_odd);

    [Benchmark]
    public int MinimalCover() => _even.Complement().ToCidrs().Length;
}
