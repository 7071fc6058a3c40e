using Microsoft.CodeAnalysis;
using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

/// <summary>Classes that cannot be policies, and source that does not compile: the reader must fail closed whatever the compiler says.</summary>
public sealed class ShapeTests
{
    private const string Head = "[Sandbox(\"p\", Image = \"alpine\")]\n[Docker]\n";
    private const string Denial = "DenyHosts(\"a.example.com\", \"b.example.com\", Ports = \"443,8443\", Transport = Transport.Udp, On = Targets.Docker)";

    [Theory]
    [InlineData("public sealed class P;", "it is not partial")]
    [InlineData("public sealed partial record P;", "it is a record")]
    [InlineData("public static partial class P;", "it is static")]
    [InlineData("public abstract partial class P;", "it is abstract")]
    [InlineData("file sealed partial class P;", "it is file-local")]
    public void UnsupportedShape(string declaration, string why)
    {
        var compilation = Reading.Compile(Head + declaration);
        var type = compilation.Assembly.GlobalNamespace.GetTypeMembers("P").Single();

        var reading = PolicyReader.Read(type, compilation, Reading.Vocabulary, TestContext.Current.CancellationToken);

        var finding = Assert.Single(reading.Model.Findings);
        Assert.Equal(("PK1003", why, "Sandbox(\"p\", Image = \"alpine\")"), (finding.RuleId, finding.Arguments[1], Reading.Text(reading, finding)));
        Assert.Null(reading.Model.Policy);
    }

    [Theory]
    [InlineData("public partial class Outer { SANDBOX public sealed partial class P; }", "Outer+P", "it is nested")]
    [InlineData("SANDBOX public sealed partial class P<T>;", "P`1", "it is generic")]
    public void NestedOrGeneric(string source, string name, string why)
    {
        var reading = Reading.Of(Reading.Compile(source.Replace("SANDBOX", Head)), name);

        Assert.Equal(["PK1003", why], [Assert.Single(reading.Model.Findings).RuleId, reading.Model.Findings[0].Arguments[1]]);
        Assert.Null(reading.Model.Policy);
    }

    [Fact]
    public void OnePartThatIsNotPartial_IsRefused() =>
        Assert.Equal("PK1003", Assert.Single(Reading.ReadBroken(Head + "public sealed partial class P;", "public sealed class P;").Model.Findings).RuleId);

    [Fact]
    public void NotPartial_HasAFix() => Assert.Equal(
        [new("fix", "partial")], Reading.BadSource("PK1003", "[⟦Sandbox(\"p\", Image = \"alpine\")⟧]\n[Docker] public sealed class P;").Properties);

    [Fact]
    public void PolicyThatIsAFragmentToo() => Reading.BadSource("PK1003", Head + "[⟦PolicyFragment⟧]\npublic sealed partial class P;");

    [Fact]
    public void RulesOnABaseType() =>
        Reading.BadSource("PK1004", "[DenyHosts(\"a.example.com\")] public class Base;\npublic class Middle : Base;\n[⟦Sandbox(\"p\", Image = \"alpine\")⟧]\n[Docker] public sealed partial class P : Middle;");

    [Fact]
    public void RulesOnABaseTypeInMetadata()
    {
        var other = Reading.Compile("Other", [], "[DenyHosts(\"a.example.com\")] public class Base;");
        var compilation = Reading.Compile("Policies", [other.EmitToImageReference()], Head + "public sealed partial class P : Base;");

        Assert.Equal("PK1004", Assert.Single(Reading.Of(compilation).Model.Findings).RuleId);
    }

    [Fact]
    public void RulesOnAPlainType() => Reading.BadSource("PK1005", "[⟦DenyHosts(\"a.example.com\")⟧]\n[AllowHosts(\"b.example.com\")]\npublic sealed class P;");

    [Fact]
    public void PlainTypeWithoutRules_IsNotAPolicyAndFine()
    {
        var reading = Reading.Read("[System.Serializable] public sealed class P;");

        Assert.Null(reading.Model.Policy);
        Assert.Empty(reading.Model.Findings);
    }

    [Fact]
    public void AttributeOfAProviderWithoutVocabulary_IsUnknown()
    {
        var compilation = Reading.Compile(Head + "[E2B] public sealed partial class P;");
        var vocabulary = EquatableArray.Of(Reading.Vocabulary[0]);

        var reading = PolicyReader.Read(compilation.GetTypeByMetadataName("P")!, compilation, vocabulary, TestContext.Current.CancellationToken);

        Assert.Equal(("PK1002", "E2B"), (Assert.Single(reading.Model.Findings).RuleId, Reading.Text(reading, reading.Model.Findings[0])));
        Assert.Null(reading.Model.Policy);
    }

    [Fact]
    public void AttributeOfANewerLibrary_IsUnknown()
    {
        // A library that has more attributes than this reader, with the same base.
        var newer = Reading.CompileAlone(
            "PolicyKit",
            """
            using System;
            namespace PolicyKit
            {
                public abstract class PolicyAttribute : Attribute;
                public sealed class SandboxAttribute(string id) : PolicyAttribute { public string Id => id; public string Image { get; set; } }
                public sealed class DockerAttribute : PolicyAttribute;
                public sealed class RateLimitAttribute(int perSecond) : PolicyAttribute { public int PerSecond => perSecond; }
            }
            """);
        var compilation = Reading.CompileAlone("Policies", "using PolicyKit;\n" + Head + "[RateLimit(5)] public sealed partial class P;", newer.ToMetadataReference());
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));

        var reading = Reading.Of(compilation);

        Assert.Equal(("PK1002", "RateLimit(5)"), (Assert.Single(reading.Model.Findings).RuleId, Reading.Text(reading, reading.Model.Findings[0])));
        Assert.Null(reading.Model.Policy);
    }

    [Theory]
    [InlineData("[⟦DenyHosts(\"a.example.com\",)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Ports =)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Ports = 443)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Prots = \"443\")⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Ports = \"443\", Ports = \"80\")⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Ports = null)⟧]")]
    [InlineData("[⟦DenyHosts(null)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", null)⟧]")]
    [InlineData("[⟦DenyHosts(5)⟧]")]
    [InlineData("[⟦DenyHosts(Missing.Host)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\" + Missing)⟧]")]
    [InlineData("[⟦DenyHosts(Environment)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Transport = (Transport)3)⟧]")]
    [InlineData("[⟦DenyHosts(\"a.example.com\", Transport = \"Udp\")⟧]")]
    [InlineData("[⟦DenyHost(\"a.example.com\")⟧]")]
    [InlineData("[⟦Expose⟧]")]
    [InlineData("[⟦Expose(\"80\")⟧]")]
    [InlineData("[⟦Expose(80, 81)⟧]")]
    [InlineData("[⟦Expose(80, Callers = (Callers)9)⟧]")]
    [InlineData("[⟦Isolate((Isolation)9)⟧]")]
    [InlineData("[⟦Docker(Name = \"x\", Runtime = (DockerRuntime)9)⟧]")]
    [InlineData("[⟦Mount(path: \"/a\", sorce: \"v\")⟧]")]
    [InlineData("[⟦AllowMetadata(\"169.254.169.254\", Because = \"b\")⟧]")]
    public void UnreadableAttribute_IsNotReadAtAll(string attribute)
    {
        var finding = Reading.BadSource("PK1001", Head + attribute + "\npublic sealed partial class P;", broken: true);

        Assert.EndsWith("until it can be", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lifetime(\"5m\")", "[Lifetime(\"60m\")]\n[Lifetime(\"5m\")]")]
    [InlineData("Sandbox(\"q\", Image = \"alpine\")", "[Sandbox(\"q\", Image = \"alpine\")]")]
    public void SingleAttributeTwice_IsRefused(string marked, string attributes)
    {
        var reading = Reading.ReadBroken(Head + attributes + "\npublic sealed partial class P;");

        Assert.Null(reading.Model.Policy);
        Assert.Contains(reading.Model.Findings, f => f.RuleId == "PK1035" && Reading.Text(reading, f) == marked);
    }

    [Fact]
    public void DenialCutAtAnyCharacter_IsNeverLost()
    {
        var whole = Reading.Read(Head + $"[{Denial}]\npublic sealed partial class P;").Model.Policy!.Rules;
        Assert.Equal(2, whole.Count);
        for (var length = 1; length < Denial.Length; length++)
        {
            foreach (var end in new[] { string.Empty, ")", "\")", "]", ")]", "\")]" })
            {
                var policy = Reading.ReadBroken(Head + "[" + Denial[..length] + end + "\npublic sealed partial class P;").Model.Policy;
                Assert.True(policy is null || policy.Rules.Any(r => r.IsDenial), $"lost at '{Denial[..length]}{end}'");
            }
        }
    }

    [Fact]
    public void Cancellation_EndsTheReading()
    {
        var compilation = Reading.Compile(Reading.Policy("[AllowHosts(\"a.example.com\")]"));

        Assert.Throws<OperationCanceledException>(() => PolicyReader.Read(compilation.GetTypeByMetadataName("P")!, compilation, Reading.Vocabulary, new CancellationToken(canceled: true)));
    }
}
