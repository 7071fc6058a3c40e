using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

public sealed class FragmentTests
{
    private const string Fragment = """
        [PolicyFragment]
        [AllowHosts("a.example.com", "b.example.com")]
        [DenyHosts("c.example.com", On = Targets.E2B)]
        [AllowBuildHosts("build.example.com")]
        public sealed class F;
        """;

    public enum Origin
    {
        Source,
        Metadata,
        Compilation,
    }

    private static Compilation Compile(Origin origin, string fragment, string attributes)
    {
        var source = Reading.Policy(attributes);
        var other = Reading.Compile("Other", [], fragment);
        return origin switch
        {
            Origin.Source => Reading.Compile(source, fragment),
            Origin.Metadata => Reading.Compile("Policies", [other.EmitToImageReference()], source),
            _ => Reading.Compile("Policies", [other.ToMetadataReference()], source),
        };
    }

    private static PolicyReading Read(Origin origin, string fragment, string attributes) => Reading.Of(Compile(origin, fragment, attributes));

    private static IEnumerable<string> Rules(PolicyReading reading)
    {
        Assert.Empty(reading.Model.Findings);
        return reading.Model.Policy!.Rules.Select(r => $"{r.Kind} {r.Entry} {string.Join(",", r.On)}".Trim());
    }

    [Theory]
    [InlineData(Origin.Source)]
    [InlineData(Origin.Metadata)]
    [InlineData(Origin.Compilation)]
    public void Fragment_IsReadFromAnywhere(Origin origin)
    {
        var reading = Read(origin, Fragment, "[Include<F>]");

        Assert.Equal(["AllowHost a.example.com", "AllowHost b.example.com", "DenyHost c.example.com e2b"], Rules(reading));
        Assert.Equal(["build.example.com"], reading.Model.Policy!.BuildHosts);
    }

    [Theory]
    [InlineData(Origin.Source)]
    [InlineData(Origin.Metadata)]
    [InlineData(Origin.Compilation)]
    public void Include_NarrowsToItsTargets(Origin origin) =>
        Assert.Equal(["AllowHost a.example.com docker", "AllowHost b.example.com docker"], Rules(Read(origin, Fragment, "[Include<F>(On = Targets.Docker)]")));

    [Fact]
    public void NestedIncludes_NarrowTogether()
    {
        var fragments = Fragment + "\n[PolicyFragment]\n[Include<F>(On = Targets.Docker)]\npublic sealed class G;";

        Assert.Equal(["AllowHost a.example.com docker", "AllowHost b.example.com docker"], Rules(Read(Origin.Source, fragments, "[Include<G>]")));
        Assert.Empty(Rules(Read(Origin.Source, fragments, "[Include<G>(On = Targets.E2B)]")));
    }

    [Fact]
    public void FragmentTwice_HoldsForBothTargets() =>
        Assert.Equal(
            ["AllowHost a.example.com docker,e2b", "AllowHost b.example.com docker,e2b", "DenyHost c.example.com e2b"],
            Rules(Read(Origin.Source, Fragment, "[Include<F>(On = Targets.Docker)]\n[Include<F>(On = Targets.E2B)]")));

    [Theory]
    [InlineData(Origin.Source, true)]
    [InlineData(Origin.Metadata, false)]
    [InlineData(Origin.Compilation, false)]
    public void RuleOfAFragment_StandsAtTheIncludeAndInTheTreeIfHeld(Origin origin, bool held)
    {
        var compilation = Compile(origin, Fragment, "[Include<F>]");
        var reading = Reading.Of(compilation);
        var place = Core.Findings.PolicyPlace.Rule(reading.Model.Policy!.Rules[1]);

        Assert.Equal("Include<F>", Reading.Text(reading.Sources.Find(place, TestContext.Current.CancellationToken)));
        var additional = reading.Sources.FindAdditional(place, compilation, TestContext.Current.CancellationToken);
        Assert.Equal(held ? ["\"b.example.com\""] : [], additional.Select(l => Reading.Text(l)));
    }

    [Fact]
    public void OwnRule_KeepsItsOwnPlace()
    {
        var reading = Read(Origin.Source, Fragment, "[Include<F>]\n[AllowHosts(\"a.example.com\")]");

        Assert.Equal("\"a.example.com\"", Reading.Text(reading.Sources.Find("rule:AllowHost:a.example.com:Tcp:443", TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(Origin.Source)]
    [InlineData(Origin.Metadata)]
    public void MalformedFragment_RefusesThePolicyAtTheInclude(Origin origin)
    {
        var reading = Read(origin, "[PolicyFragment]\n[AllowHosts(\"a b\")]\npublic sealed class F;", "[Include<F>]");

        Assert.Equal(("PK1012", "Include<F>"), (Assert.Single(reading.Model.Findings).RuleId, Reading.Text(reading, reading.Model.Findings[0])));
        Assert.Null(reading.Model.Policy);
    }

    [Fact]
    public void MalformedFragment_IsFoundOnItsOwn()
    {
        var reading = Reading.Of(Reading.Compile("[PolicyFragment]\n[AllowHosts(\"a b\", On = Targets.Docker)]\npublic sealed class P;"));

        Assert.Equal(("PK1012", "\"a b\""), (Assert.Single(reading.Model.Findings).RuleId, Reading.Text(reading, reading.Model.Findings[0])));
    }

    [Theory]
    [InlineData("[Credential(\"A\", Host = \"a.example.com\")]")]
    [InlineData("[Accept(E2BDeviation.NoIdleStop, Because = \"b\", Owner = \"o\")]")]
    [InlineData("[Docker]")]
    [InlineData("[Resources(Cpu = \"2\")]")]
    [InlineData("[SingleUse]")]
    public void WhatBelongsOnThePolicy_IsRefusedOnAFragment(string attribute)
    {
        var fragment = $"[PolicyFragment]\n{attribute}\npublic sealed class F;";

        var reading = Read(Origin.Source, fragment, "[Include<F>]");

        Assert.Equal(("PK1008", "Include<F>"), (Assert.Single(reading.Model.Findings).RuleId, Reading.Text(reading, reading.Model.Findings[0])));
        Assert.Equal("PK1008", Assert.Single(Reading.Of(Reading.Compile(fragment), "F").Model.Findings).RuleId);
    }

    [Theory]
    [InlineData("public sealed class F;")]
    [InlineData("[Sandbox(\"f\", Image = \"alpine\")] [Docker] public sealed partial class F;")]
    [InlineData("[DenyHosts(\"a.example.com\")] public class Base; [PolicyFragment] public sealed class F : Base;")]
    public void IncludeOfSomethingElse(string fragment)
    {
        var reading = Read(Origin.Source, fragment, "[Include<F>]");

        Assert.Equal(("PK1006", "Include<F>"), (Assert.Single(reading.Model.Findings).RuleId, Reading.Text(reading, reading.Model.Findings[0])));
    }

    [Theory]
    [InlineData("[⟦Include<Missing>⟧]")]
    [InlineData("[⟦Include<>⟧]")]
    [InlineData("[⟦Include<string[]>⟧]")]
    public void IncludeOfNoClass(string attribute) => Reading.BadSource("PK1006", Reading.Policy(attribute), broken: true);

    [Fact]
    public void IncludeOfAGenericFragment() =>
        Reading.BadSource("PK1006", "[PolicyFragment] public sealed class F<T>;\n" + Reading.Policy("[⟦Include<F<int>>⟧]"));

    [Fact]
    public void IncludeCycle()
    {
        var finding = Reading.BadSource("PK1007", "[PolicyFragment, Include<G>] public sealed class F;\n[PolicyFragment, Include<F>] public sealed class G;\n" + Reading.Policy("[⟦Include<F>⟧]"));

        Assert.Contains("F > G > F", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FragmentThatIncludesItself_IsFoundOnItsOwn() =>
        Assert.Equal("PK1007", Assert.Single(Reading.Of(Reading.Compile("[PolicyFragment, Include<P>] public sealed class P;")).Model.Findings).RuleId);

    [Fact]
    public void IncludesThatNestTooDeeply()
    {
        var chain = Enumerable.Range(0, 3000).Select(i => $"[PolicyFragment, Include<F{i + 1}>] public sealed class F{i};").Append("[PolicyFragment] public sealed class F3000;");

        Reading.BadSource("PK1007", string.Join("\n", chain) + "\n" + Reading.Policy("[⟦Include<F0>⟧]"));
    }

    [Fact]
    public void DiamondsUponDiamonds_CostLinearTime()
    {
        // 60 levels that each include the next one twice: 2^60 ways, were they not shared.
        var levels = Enumerable.Range(0, 60).Select(i =>
            $"[PolicyFragment, Include<A{i + 1}>, Include<B{i + 1}>] public sealed class A{i};\n[PolicyFragment, Include<A{i + 1}>, Include<B{i + 1}>] public sealed class B{i};");
        var last = "\n[PolicyFragment, AllowHosts(\"a.example.com\")] public sealed class A60;\n[PolicyFragment, AllowHosts(\"b.example.com\")] public sealed class B60;";

        var reading = Read(Origin.Source, string.Join("\n", levels) + last, "[Include<A0>]");

        Assert.Equal(["AllowHost a.example.com", "AllowHost b.example.com"], Rules(reading));
    }

    [Fact]
    public void AcceptancesOfAReferencedAssembly_HaveNoEffect()
    {
        var other = Reading.Compile("Other", [], "[assembly: AcceptBaseline<DockerBaseline_2026_11>(Because = \"b\", Owner = \"o\", Until = \"2027-06-30\")]\n" + Fragment);

        var reading = Reading.Of(Reading.Compile("Policies", [other.EmitToImageReference()], Reading.Policy("[Include<F>]")));

        Assert.Empty(reading.Model.Policy!.Acceptances);
    }

    [Fact]
    public void FragmentOfANewerLibrary_RefusesThePolicy()
    {
        // Built against a library with one attribute more, read with a library that lacks it.
        const string Library = """
            using System;
            namespace PolicyKit
            {
                public abstract class PolicyAttribute : Attribute;
                public sealed class PolicyFragmentAttribute : PolicyAttribute;
                NEWER
            }
            """;
        var newer = Reading.CompileAlone("PolicyKit", Library.Replace("NEWER", "public sealed class RateLimitAttribute : PolicyAttribute;"));
        var other = Reading.CompileAlone("Other", "[PolicyKit.PolicyFragment, PolicyKit.RateLimit] public sealed class F;", newer.ToMetadataReference());
        var compilation = Reading.Compile("Policies", [other.EmitToImageReference()], Reading.Policy("[Include<F>]"));

        var reading = Reading.Of(compilation);

        Assert.Null(reading.Model.Policy);
        Assert.Contains(reading.Model.Findings, f => f.RuleId is "PK1001" or "PK1002" && Reading.Text(reading, f) == "Include<F>");
    }

    [Fact]
    public void KnownHosts_AreAllReadable()
    {
        var fragments = typeof(KnownHosts).GetNestedTypes().SelectMany(v => v.GetNestedTypes()).Select(t => t.FullName!.Replace('+', '.')).ToList();

        // GitHub's API, clone and push apart, and one for each of nine others.
        Assert.Equal(12, fragments.Count);

        var policy = Reading.Good(string.Join("\n", fragments.Select(f => $"[Include<{f}>]")));

        Assert.Contains(policy.Rules, r => r.Entry == "api.github.com");
        Assert.All(policy.Rules, r => Assert.Equal((EgressRuleKind.AllowHost, "443"), (r.Kind, r.Ports)));
    }

    [Fact]
    public void FragmentsOfOneNameInTwoAssemblies_BothCount()
    {
        MetadataReference Other(string name, string attributes) =>
            Reading.Compile(name, [], $"[PolicyFragment]\n{attributes}\npublic sealed class F;").EmitToImageReference().WithAliases([name]);

        var policy = Reading.Policy("[AllowHosts(\"a.example.com\")]\n[Include<One::F>]\n[Include<Two::F>]");
        var compilation = Reading.Compile("Policies", [Other("One", "[AllowHosts(\"b.example.com\")]"), Other("Two", "[DenyHosts(\"a.example.com\")]")], policy);
        var tree = Assert.Single(compilation.SyntaxTrees);
        compilation = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From($"extern alias One;\nextern alias Two;\n{tree}")));

        Assert.Contains(Reading.Of(compilation).Model.Policy!.Rules.Items, r => r.Kind == EgressRuleKind.DenyHost);
    }
}
