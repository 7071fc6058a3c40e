using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Tests.Algebra;

public sealed class WorkBudgetTests
{
    [Fact]
    public void ManyHostsUnderOneParent_ProveInLinearWork()
        => AssertLinear(i => Host($"h{i}.example.com", PortSet.Of(443)));

    [Fact]
    public void ManyHostsOnManyPorts_ProveInLinearWork()
        => AssertLinear(i => Host($"h{i}.example.com", PortSet.Of(i)));

    [Fact]
    public void ManyNetworks_ProveInLinearWork()
        => AssertLinear(Network);

    [Fact]
    public void HostsMixedWithNetworks_ProveInLinearWork()
        => AssertLinear(i => i % 2 == 0 ? Host($"h{i}.example.com", PortSet.Of(443)) : Network(i));

    [Fact]
    public void ManyHostsOnOneLongPortList_ProveInLinearWork()
    {
        var ports = PortSet.Of([.. Enumerable.Range(0, 20).Select(i => 2 * i)]);
        AssertLinear(i => Host($"h{i}.example.com", ports));
    }

    [Fact]
    public void ManyPortsWithoutManyDeniedNames_CostNoProductOfBoth()
    {
        using var budget = WorkBudget.Begin(4_000_000);
        var denied = NameSet.UnionAll(Enumerable.Range(0, 4096).Select(i => NameSet.Exact($"d{i}.example.com")));
        var allowed = EgressSet.UnionAll(Enumerable.Range(0, 4096).Select(i => Host($"h{i}.example.com", PortSet.Of(i))));
        Assert.Equal(allowed, allowed.Except(EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.NamesOnly(denied), AddressSet.All)));
    }

    [Fact]
    public void HostileRules_EndInARefusal()
    {
        // Nested port ranges and names on each: the set itself has as many pieces as there are pairs.
        using var budget = WorkBudget.Begin(2_000_000);
        Assert.Throws<WorkBudgetExceededException>(() => EgressSet.UnionAll(Enumerable.Range(0, 4096)
            .Select(i => EgressSet.Of(Transport.Tcp, PortSet.Range(i, 65535 - i), NameClasses.NamesOnly(NameSet.Exact($"h{i}.example")), AddressSet.Of($"10.{i / 256}.{i % 256}.0/24")))));
    }

    [Fact]
    public void Budget_Exceeded_SaysItsLimit()
    {
        using var budget = WorkBudget.Begin(3);
        WorkBudget.Charge(3);
        Assert.Equal(3, Assert.Throws<WorkBudgetExceededException>(() => WorkBudget.Charge(1)).Steps);
    }

    [Fact]
    public void InnerWork_CountsForTheOuterBudget()
    {
        using var outer = WorkBudget.Begin(10);
        using (var inner = WorkBudget.Begin(100))
        {
            WorkBudget.Charge(8);
            Assert.Equal((8, 8), (inner.Used, outer.Used));
        }

        Assert.Throws<WorkBudgetExceededException>(() => WorkBudget.Charge(3));
    }

    [Fact]
    public void EndedBudget_NoLongerApplies()
    {
        var budget = WorkBudget.Begin(1);
        budget.Dispose();
        budget.Dispose();
        WorkBudget.Charge(5);
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void Cancellation_EndsTheWork()
    {
        using var source = new CancellationTokenSource();
        using var budget = WorkBudget.Begin(long.MaxValue, source.Token);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => NameSet.Exact("a").Union(NameSet.Exact("b")));
    }

    [Fact]
    public void Budget_OfNothing_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => WorkBudget.Begin(0));

    /// <summary>Eight times the rules may cost little more than eight times the work.</summary>
    private static void AssertLinear(Func<int, EgressSet> rule)
    {
        var small = Work(512, rule);
        var large = Work(4096, rule);
        Assert.True(large < 16 * small, FormattableString.Invariant($"{small} steps for 512 rules, {large} for 4096"));
    }

    private static long Work(int count, Func<int, EgressSet> rule)
    {
        using var budget = WorkBudget.Begin(long.MaxValue);
        var denied = EgressSet.Of(Transport.Tcp, PortSet.All, NameClasses.Everything, AddressSet.Of("169.254.0.0/16"));
        var declared = EgressSet.UnionAll(Enumerable.Range(0, count).Select(rule)).Except(denied);
        var emitted = EgressSet.UnionAll(Enumerable.Range(0, count).Reverse().Select(rule)).Except(denied);
        Assert.True(emitted.IsSubsetOf(declared));
        Assert.True(declared.IsSubsetOf(emitted));
        Assert.Equal(declared, emitted);
        return budget.Used;
    }

    private static EgressSet Host(string name, PortSet ports)
        => EgressSet.Of(Transport.Tcp, ports, NameClasses.NamesOnly(NameSet.Exact(name)), SpecialAddresses.PublicAddresses);

    private static EgressSet Network(int i)
        => EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, AddressSet.Of($"10.{i / 256}.{i % 256}.{i % 7 * 16}/28"));
}
