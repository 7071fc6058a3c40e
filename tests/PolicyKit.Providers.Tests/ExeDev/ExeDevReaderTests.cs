using PolicyKit.Readers;
using PolicyKit.Readers.ExeDev;
using static PolicyKit.Providers.Tests.ExeDev.ExeDevPolicies;

namespace PolicyKit.Providers.Tests.ExeDev;

public sealed class ExeDevReaderTests
{
    private const string File = "commands.json";

    [Theory]
    [InlineData("open")]
    [InlineData("everything")]
    public void UntouchedFile_IsTheSameConfiguration(string name) => Assert.Equal(Compile(Case(name)).Configuration, new ExeDevReader().Read(Files(name)));

    [Theory]
    [InlineData("\"--attach=vm:everything\"", "\"--attach=auto:all\"")]
    [InlineData("\"--attach=vm:everything\"", "\"--attach=tag:x\"")]
    [InlineData("\"--attach=vm:everything\"", "\"--attach=vm:other\"")]
    [InlineData("\"--target=https://", "\"--target=http://")]
    [InlineData("\"--target=https://api.example.com\"", "\"--target=https://*.example.com\"")]
    [InlineData("\"--target=https://api.example.com\"", "\"--target=https://api.example.com:8443\"")]
    [InlineData("\"--header=x-api-key:{{secret:API_KEY}}\"", "\"--header=x-api-key:sk-1\"")]
    [InlineData("\"--bearer={{secret:GIT_TOKEN}}\"", "\"--bearer=x{{secret:GIT_TOKEN}}\"")]
    [InlineData("\"--bearer={{secret:GIT_TOKEN}}\"", "\"--bearer={{secret:OTHER}}\"")]
    [InlineData("\"--sandbox\"", "\"--pool\"")]
    [InlineData("\"--json\"", "\"--json\", \"--integration=all\"")]
    [InlineData("\"--tag=policykit-", "\"--tag=policykit-x")]
    [InlineData("\"--cpu=2\"", "\"--cpu=02\"")]
    [InlineData("\"--memory=4GB\"", "\"--memory=4TB\"")]
    [InlineData("\"--disk=20GB\"", "\"--disk=0GB\"")]
    [InlineData("\"--env=TEAM=platform\"", "\"--env=TEAM=a b\"")]
    [InlineData("\"--env=TEAM=platform\"", "\"--env=TEAM\"")]
    [InlineData("\"--env=TEAM=platform\"", "\"--setup-script=x\"")]
    [InlineData("\"set-private\"", "\"set-secret\"")]
    [InlineData("\"port\"", "\"ports\"")]
    [InlineData("\"8080\"", "\"65536\"")]
    [InlineData("\"commands\"", "\"command\"")]
    [InlineData("\"API_KEY\"", "\"OTHER\"")]
    public void ForeignText_IsAnError(string old, string now)
    {
        var files = Files("everything");
        Assert.Contains(old, files[File], StringComparison.Ordinal);
        files[File] = files[File].Replace(old, now, StringComparison.Ordinal);

        Assert.Equal(File, Assert.Throws<ArtifactFormatException>(() => new ExeDevReader().Read(files)).Path);
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var more = Files("open");
        more["vm.txt"] = "new";

        Assert.Throws<ArtifactFormatException>(() => new ExeDevReader().Read(more));
        Assert.Throws<ArtifactFormatException>(() => new ExeDevReader().Read(new Dictionary<string, string>()));
    }

    private static Dictionary<string, string> Files(string name) => Compile(Case(name)).Artifacts.ToDictionary(a => a.Path, a => a.Text);
}
