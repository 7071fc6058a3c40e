using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers;

namespace PolicyKit.Analyzers.Tests;

public sealed class PolicyCompilationCacheTests
{
    private static readonly TargetDeclaration Target = new("e2b", null, default);

    [Fact]
    public void EqualPolicy_IsCompiledOnce()
    {
        var cache = new PolicyCompilationCache(8);

        Assert.Same(cache.Compile(Policy("a"), Target, CancellationToken.None), cache.Compile(Policy("a"), Target, CancellationToken.None));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void DifferentPolicyOrTarget_IsCompiledAgain()
    {
        var cache = new PolicyCompilationCache(8);

        Assert.Equal("a", cache.Compile(Policy("a"), Target, CancellationToken.None).Policy.Policy.Id);
        Assert.Equal("b", cache.Compile(Policy("b"), Target, CancellationToken.None).Policy.Policy.Id);
        Assert.Equal("e2b-dev", cache.Compile(Policy("a"), Target with { Name = "dev" }, CancellationToken.None).Policy.Target.Id);
    }

    [Fact]
    public void WhatWasNotAskedForLongest_GoesFirst()
    {
        var cache = new PolicyCompilationCache(2);
        var a = cache.Compile(Policy("a"), Target, CancellationToken.None);
        var b = cache.Compile(Policy("b"), Target, CancellationToken.None);
        cache.Compile(Policy("a"), Target, CancellationToken.None);
        cache.Compile(Policy("c"), Target, CancellationToken.None);

        Assert.Equal(2, cache.Count);
        Assert.Same(a, cache.Compile(Policy("a"), Target, CancellationToken.None));
        Assert.NotSame(b, cache.Compile(Policy("b"), Target, CancellationToken.None));
    }

    [Fact]
    public void LargePolicy_TakesTheRoomOfSeveral()
    {
        var cache = new PolicyCompilationCache(4);
        cache.Compile(Policy("a"), Target, CancellationToken.None);
        cache.Compile(Policy("b"), Target, CancellationToken.None);
        cache.Compile(Policy("large", rules: 192), Target, CancellationToken.None);

        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void CancelledCompilation_IsNotKept()
    {
        var cache = new PolicyCompilationCache(8);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => cache.Compile(Policy("a", rules: 192), Target, source.Token));
        Assert.Equal(0, cache.Count);
    }

    private static SandboxPolicy Policy(string id, int rules = 0) => new()
    {
        Id = id,
        TypeName = "House.Agent",
        Image = "docker.io/library/debian:bookworm-slim",
        Rules = Enumerable.Range(0, rules).Select(i => new EgressRule { Kind = EgressRuleKind.AllowHost, Entry = $"h{i}.example.com", Ports = "443" }).ToEquatableArray(),
        Targets = EquatableArray.Of(Target),
    };
}
