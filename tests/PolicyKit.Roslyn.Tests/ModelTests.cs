using PolicyKit.Core;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn.Tests;

public sealed class ModelTests
{
    [Fact]
    public void LeastPolicy_HasTheDefaults()
    {
        var policy = Reading.Good(string.Empty, "[Docker]");

        Assert.Equal(
            new SandboxPolicy { Id = "p", TypeName = "P", Image = "docker.io/library/alpine:3", Targets = EquatableArray.Of(new TargetDeclaration("docker", null, default)) },
            policy);
    }
}
