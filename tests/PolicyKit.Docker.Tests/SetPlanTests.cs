using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;
using YamlDotNet.RepresentationModel;

namespace PolicyKit.Docker.Tests;

public sealed class SetPlanTests
{
    public static TheoryData<string> Policies => [.. DockerPolicies.Names];

    [Theory]
    [MemberData(nameof(Policies))]
    public void EveryContainer_IsAsHardenedAsTheEmittedFileSays(string policy)
    {
        var compiled = Plans.Compile(DockerPolicies.Named(policy));
        var plan = Plans.Of(compiled);
        var services = Services(ComposeWriterText(compiled));

        Assert.Equal(services.Keys.Order(StringComparer.Ordinal), plan.Services.Select(s => s.Name).Order(StringComparer.Ordinal));
        foreach (var part in plan.Services)
        {
            var emitted = services[part.Name];
            var host = part.Create.HostConfig!;
            Assert.Equal(["ALL"], host.CapDrop!);
            Assert.Equal(List(emitted, "cap_add"), host.CapAdd!);
            Assert.Equal(List(emitted, "security_opt"), host.SecurityOpt!);
            Assert.Equal(Text(emitted, "read_only") == "true", host.ReadonlyRootfs);
            Assert.Equal(Text(emitted, "user"), part.Create.User);
            Assert.Equal(long.Parse(Text(emitted, "pids_limit") ?? "0", CultureInfo.InvariantCulture), host.PidsLimit ?? 0);
            Assert.Equal(Text(emitted, "mem_limit") is { } memory ? long.Parse(memory.TrimEnd('m'), CultureInfo.InvariantCulture) << 20 : 0, host.Memory);
            Assert.Equal(Text(emitted, "runtime"), host.Runtime);
            Assert.Equal(List(emitted, "ports").Count, host.PortBindings?.Count ?? 0);
            Assert.Equal(Text(emitted, "network_mode") == "none", host.NetworkMode == "none");
            Assert.False(host.Privileged);
            Assert.False(host.PublishAllPorts);
        }
    }

    [Fact]
    public void SandboxOfTheReferencePolicy_JoinsOnlyItsOwnNetwork()
    {
        var plan = Plans.Of("code-agent");
        var sandbox = plan.Part("sandbox");

        Assert.Equal(plan.Instance + "_sandbox", sandbox.Create.HostConfig!.NetworkMode);
        Assert.Empty(sandbox.MoreNetworks);
        Assert.Equal("lifetime", sandbox.PidOf);
        Assert.Equal("sandbox", plan.Services[^1].Name);
    }

    [Fact]
    public void PublishedPort_KeepsItsAddress()
    {
        var gateway = Plans.Of("code-agent").Part("gateway");

        var binding = Assert.Single(gateway.Create.HostConfig!.PortBindings!["8080/tcp"]);
        Assert.Equal(("127.0.0.1", "8080"), (binding.HostIP, binding.HostPort));
    }

    [Fact]
    public void Credentials_StandInNoParameterOfAnyContainer()
    {
        var plan = Plans.Of("closed");

        var secret = Assert.Single(plan.Part("sandbox").Secrets);
        Assert.Equal(SetSecretDelivery.Variable, secret.Delivery);
        Assert.DoesNotContain(plan.Part("sandbox").Create.Env!, e => e.StartsWith("DATABASE_URL=", StringComparison.Ordinal));
    }

    [Fact]
    public void HostileStrings_ArriveAsTheyAre()
    {
        var policy = DockerPolicies.Named("closed");
        var sandbox = Plans.Of("closed").Part("sandbox").Create;

        Assert.Equal(policy.Start.Items, sandbox.Cmd);
        Assert.All(policy.Environment.Items, e => Assert.Contains($"{e.Name}={e.Value}", sandbox.Env!));
    }

    [Fact]
    public void NetworkThatAnotherRunHas_IsNotTakenAgain()
    {
        var first = Plans.Of("code-agent").Networks.Single(n => n.Name!.EndsWith("_sandbox", StringComparison.Ordinal)).IPAM!.Config![0].Subnet!;
        var plan = Plans.Of("code-agent", AddressSet.Of(first));

        var second = plan.Networks.Single(n => n.Name!.EndsWith("_sandbox", StringComparison.Ordinal)).IPAM!.Config![0].Subnet!;
        Assert.NotEqual(first, second);
        var prefix = second[..second.LastIndexOf('.')];
        Assert.Equal(prefix + ".10", plan.Part("sandbox").Create.NetworkingConfig!.EndpointsConfig!.Single().Value.IPAMConfig!.IPv4Address);
        Assert.Contains(prefix + ".2", plan.Files["gateway/haproxy.cfg"], StringComparison.Ordinal);
        Assert.Contains(prefix + ".10/32", plan.Files["dns/unbound.conf"], StringComparison.Ordinal);
    }

    [Fact]
    public void NoFreeNetwork_IsSaid() =>
        Assert.Contains("policykit ps", Assert.Throws<DockerRunException>(() => Plans.Of("code-agent", AddressSet.Of("10.0.0.0/8"))).Message, StringComparison.Ordinal);

    [Fact]
    public void LabelsOfThePolicy_DoNotHideARun()
    {
        var policy = DockerPolicies.Named("ingress") with { Labels = EquatableArray.Of(new NamedValue(RunLabels.Run, "other"), new NamedValue("team", "a$$b")) };
        var labels = Plans.Of(Plans.Compile(policy)).Part("sandbox").Create.Labels!;

        Assert.Equal("0123abcd", labels[RunLabels.Run]);
        Assert.Equal("a$$b", labels["team"]);
    }

    [Fact]
    public void VolumesOfThePolicy_OutliveTheRun()
    {
        var persistent = Plans.Of("persist");
        var mounted = Plans.Of("closed");

        Assert.DoesNotContain(persistent.Volumes, v => v.Contains("workspace", StringComparison.Ordinal));
        Assert.Single(persistent.KeptVolumes);
        Assert.Equal(DockerPolicies.Named("closed").Mounts.Items.Select(m => m.Source).Distinct().Order(), mounted.KeptVolumes.Order());
    }

    [Fact]
    public void ImageTag_FollowsTheBuildAndNotTheComments()
    {
        var one = Plans.Of("code-agent").Images.Single(i => i.Context == "sandbox").Tag;
        var other = Plans.Of(Plans.Compile(DockerPolicies.CodeAgent with { BuildCommands = EquatableArray.Of("pip install pip") })).Images.Single(i => i.Context == "sandbox").Tag;
        var renamed = Plans.Of(Plans.Compile(DockerPolicies.CodeAgent with { TypeName = "Other.Name" })).Images.Single(i => i.Context == "sandbox").Tag;

        Assert.NotEqual(one, other);
        Assert.Equal(one, renamed);
    }

    [Fact]
    public void KeyThatIsNotUnderstood_StopsThePlan()
    {
        var fields = new ComposeFields("sandbox", MapNode.Of(new MapEntry("image", "x"), new MapEntry("privileged", false)));
        fields.Text("image");

        Assert.Contains("sandbox.privileged", Assert.Throws<InvalidOperationException>(fields.Done).Message, StringComparison.Ordinal);
    }

    private static string ComposeWriterText(Providers.CompiledTarget compiled) =>
        YamlWriter.Write(ComposeWriter.Document((DockerConfiguration)compiled.Configuration!, compiled.Header!.Hash), []);

    private static Dictionary<string, YamlMappingNode> Services(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var services = (YamlMappingNode)((YamlMappingNode)stream.Documents[0].RootNode).Children["services"];
        return services.Children.ToDictionary(c => ((YamlScalarNode)c.Key).Value!, c => (YamlMappingNode)c.Value, StringComparer.Ordinal);
    }

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    private static List<string> List(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlSequenceNode)value).Children.Select(c => ((YamlScalarNode)c).Value!).ToList() : [];
}
