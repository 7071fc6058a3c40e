using PolicyKit.Readers;
using PolicyKit.Readers.Replit;
using static PolicyKit.Providers.Tests.Replit.ReplitPolicies;

namespace PolicyKit.Providers.Tests.Replit;

public sealed class ReplitReaderTests
{
    [Theory]
    [InlineData("open")]
    [InlineData("everything")]
    public void UntouchedFiles_AreTheSameConfiguration(string name) => Assert.Equal(Compile(Case(name)).Configuration, new ReplitReader().Read(Files(name)));

    [Theory]
    [InlineData(".replit", "exposeLocalhost = false", "exposeLocalhost = true")]
    [InlineData(".replit", "exposeLocalhost = false", "")]
    [InlineData(".replit", "externalPort = 80", "externalPort = 3000")]
    [InlineData(".replit", "localPort = 8080", "localPort = 0")]
    [InlineData(".replit", "[[ports]]\n", "[[ports]]\nlocalPort = 22\nexternalPort = 80\nexposeLocalhost = false\n\n[[ports]]\n")]
    [InlineData(".replit", "modules = [\"python-3.12\"]", "modules = [\"python-3.12\", \"web\"]")]
    [InlineData(".replit", "modules = [\"python-3.12\"]\n", "")]
    [InlineData(".replit", "modules = [", "onBoot = [\"id\"]\nmodules = [")]
    [InlineData(".replit", "modules = [", "modules = [\"web\"]\nmodules = [")]
    [InlineData(".replit", "deploymentTarget = \"autoscale\"", "deploymentTarget = \"static\"")]
    [InlineData(".replit", "deploymentTarget = \"autoscale\"", "deploymentTarget = \"autoscale\"\nignorePorts = true")]
    [InlineData(".replit", "deploymentTarget = \"autoscale\"", "deploymentTarget = \"autoscale\"\npostBuild = [\"id\"]")]
    [InlineData(".replit", "|| exit; done\"", "|| true; done\"")]
    [InlineData(".replit", "[deployment]\n", "[deployment]\n[deployment]\n")]
    [InlineData(".replit", "[nix]\n", "[nix.more]\na = 1\n\n[nix]\n")]
    [InlineData(".replit", "channel = \"stable-24_05\"", "channel = \"unstable\"")]
    [InlineData(".replit", "TEAM = \"", "TEAM = 1\n#")]
    [InlineData(".replit", "[nix]\nchannel = \"stable-24_05\"\n", "nix.channel = \"stable-24_05\"\n")]
    [InlineData(".replit", "[nix]\nchannel = \"stable-24_05\"\n", "nix = { channel = \"stable-24_05\" }\n")]
    [InlineData(".replit", "[[ports]]\nlocalPort = 8080", "[[ports]]\nlocalPort = 8080.0")]
    [InlineData("replit.nix", "deps = [ ]", "deps = [ pkgs.nmap ]")]
    [InlineData("secrets.json", "\"secrets\"", "\"secret\"")]
    public void ForeignText_IsAnError(string file, string old, string now)
    {
        var files = Files("everything");
        Assert.Contains(old, files[file], StringComparison.Ordinal);
        var at = files[file].IndexOf(old, StringComparison.Ordinal);
        files[file] = files[file][..at] + now + files[file][(at + old.Length)..];

        Assert.Equal(file, Assert.Throws<ArtifactFormatException>(() => new ReplitReader().Read(files)).Path);
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var more = Files("open");
        more[".replit.local"] = string.Empty;
        var less = Files("open");
        less.Remove("replit.nix");

        Assert.Throws<ArtifactFormatException>(() => new ReplitReader().Read(more));
        Assert.Throws<ArtifactFormatException>(() => new ReplitReader().Read(less));
    }

    // A foreign text costs no more than its size.
    [Fact]
    public void DeepNesting_IsAnError()
    {
        var files = Files("open");
        files[".replit"] = "a = " + new string('[', 100_000) + new string(']', 100_000);

        Assert.Throws<ArtifactFormatException>(() => new ReplitReader().Read(files));
    }

    private static Dictionary<string, string> Files(string name) => Compile(Case(name)).Artifacts.ToDictionary(a => a.Path, a => a.Text);
}
