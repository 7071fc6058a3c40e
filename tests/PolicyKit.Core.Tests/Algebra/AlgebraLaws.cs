using CsCheck;

namespace PolicyKit.Core.Tests.Algebra;

/// <summary>The same questions to every kind of set: does it agree, element by element, with a model that was computed without it?</summary>
public abstract class AlgebraLaws<TSet, TElement>
    where TSet : class, IEquatable<TSet>
{
    /// <summary>Random cases per law.</summary>
    protected virtual int Iterations => 400;

    /// <summary>Elements enough to tell any two sets that <see cref="Atoms"/> can make apart.</summary>
    protected abstract IReadOnlyList<TElement> Universe { get; }

    /// <summary>Simple sets, each with its meaning said in another way.</summary>
    protected abstract Gen<(TSet Set, Func<TElement, bool> Holds)> Atoms { get; }

    protected abstract TSet Empty { get; }

    protected abstract TSet All { get; }

    protected Gen<(TSet Set, bool[] Model)> Sets => Gen.Select(Gen.Int[0, 3], Atoms).Array[1, 7].Select(steps =>
    {
        var set = Empty;
        var model = new bool[Universe.Count];
        foreach (var (operation, atom) in steps)
        {
            var holds = Universe.Select(atom.Holds).ToArray();
            set = operation switch
            {
                0 or 1 => Union(set, atom.Set),
                2 => Except(set, atom.Set),
                _ => Intersect(Complement(set), atom.Set),
            };
            model = model.Zip(holds, (left, right) => operation switch
            {
                0 or 1 => left || right,
                2 => left && !right,
                _ => !left && right,
            }).ToArray();
        }

        return (set, model);
    });

    [Fact]
    public void Contains_AgreesWithTheModel()
        => Sets.Sample(a => Assert.Equal(a.Model, Model(a.Set)), iter: Iterations);

    [Fact]
    public void Operations_AgreeWithTheModel()
        => Gen.Select(Sets, Sets).Sample(
            (a, b) =>
            {
                Assert.Equal(a.Model.Zip(b.Model, (x, y) => x || y), Model(Union(a.Set, b.Set)));
                Assert.Equal(a.Model.Zip(b.Model, (x, y) => x && y), Model(Intersect(a.Set, b.Set)));
                Assert.Equal(a.Model.Zip(b.Model, (x, y) => x && !y), Model(Except(a.Set, b.Set)));
                Assert.Equal(a.Model.Select(x => !x), Model(Complement(a.Set)));
            },
            iter: Iterations);

    [Fact]
    public void Questions_AgreeWithTheModel()
        => Gen.Select(Sets, Sets).Sample(
            (a, b) =>
            {
                Assert.Equal(a.Model.All(x => !x), IsEmpty(a.Set));
                Assert.Equal(a.Model.Zip(b.Model, (x, y) => !x || y).All(x => x), IsSubsetOf(a.Set, b.Set));
                Assert.Equal(a.Model.Zip(b.Model, (x, y) => x && y).Any(x => x), Overlaps(a.Set, b.Set));
                Assert.Equal(a.Model.SequenceEqual(b.Model), a.Set.Equals(b.Set));
                Assert.True(IsSubsetOf(Intersect(a.Set, b.Set), a.Set));
                Assert.True(IsSubsetOf(a.Set, Union(a.Set, b.Set)));
            },
            iter: Iterations);

    [Fact]
    public void EqualSets_MadeInDifferentWays_AreEqual()
        => Gen.Select(Sets, Sets, Sets).Sample(
            (a, b, c) =>
            {
                AssertSame(Union(a.Set, b.Set), Union(b.Set, a.Set));
                AssertSame(Complement(Union(a.Set, b.Set)), Intersect(Complement(a.Set), Complement(b.Set)));
                AssertSame(Complement(Complement(a.Set)), a.Set);
                AssertSame(Except(a.Set, b.Set), Intersect(a.Set, Complement(b.Set)));
                AssertSame(Intersect(a.Set, Union(b.Set, c.Set)), Union(Intersect(a.Set, b.Set), Intersect(a.Set, c.Set)));
                AssertSame(Union(Union(a.Set, b.Set), c.Set), Union(a.Set, Union(b.Set, c.Set)));
                AssertSame(Union(Except(a.Set, b.Set), Intersect(a.Set, b.Set)), a.Set);
                AssertSame(Union(a.Set, Complement(a.Set)), All);
                AssertSame(Intersect(a.Set, Complement(a.Set)), Empty);
                AssertSame(Except(a.Set, a.Set), Empty);
            },
            iter: Iterations);

    protected abstract bool Contains(TSet set, TElement element);

    protected abstract TSet Union(TSet left, TSet right);

    protected abstract TSet Intersect(TSet left, TSet right);

    protected abstract TSet Except(TSet left, TSet right);

    protected abstract TSet Complement(TSet set);

    protected abstract bool IsEmpty(TSet set);

    protected abstract bool IsSubsetOf(TSet left, TSet right);

    protected abstract bool Overlaps(TSet left, TSet right);

    private static void AssertSame(TSet left, TSet right)
    {
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.Equal(left.ToString(), right.ToString());
    }

    private bool[] Model(TSet set) => Universe.Select(element => Contains(set, element)).ToArray();
}
