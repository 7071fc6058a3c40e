using PolicyKit.Core;
using PolicyKit.Core.Model;
using PolicyKit.Providers.Docker;
using PolicyKit.Readers;
using PolicyKit.Readers.Docker;
using PolicyKit.TestKit;
using static PolicyKit.Providers.Tests.Docker.DockerCases;

namespace PolicyKit.Providers.Tests.Docker;

public sealed class DockerReaderTests
{
    public static TheoryData<string> Policies => new(DockerPolicies.Names);

    [Theory]
    [MemberData(nameof(Policies))]
    public void WrittenFiles_AreReadBackAsTheConfiguration(string name)
    {
        var compiled = Compile(DockerPolicies.Named(name));

        Assert.Equal(compiled.Configuration, new DockerReader().Read(compiled.Artifacts.ToDictionary(a => a.Path, a => a.Text)));
    }

    public static TheoryData<string, string> EditedFiles => new(new[] { "everything", "closed-timed", "closed" }.SelectMany(p => Files(DockerPolicies.Named(p)).Keys.Select(f => (p, f))));

    // Every line on its own: taken away, said twice, and with each kind of small change. The hash is no part of the configuration: whether it fits is judged by who knows the policy.
    [Theory]
    [MemberData(nameof(EditedFiles))]
    public void AnyEditOfOneLine_IsAnErrorOrAnotherConfiguration(string policy, string file)
    {
        var files = Files(DockerPolicies.Named(policy));
        var configuration = new DockerReader().Read(files);
        var lines = files[file].Split('\n');
        var unseen = new List<string>();
        for (var i = 0; i < lines.Length - 1; i++)
        {
            foreach (var edited in Edits(lines, i).Where(e => !lines.SequenceEqual(e) && !OnlyHeader(lines, i)))
            {
                files[file] = string.Join('\n', edited);
                if (configuration.Equals(ReadOrNull(files)) && !IsHash(lines[i], edited))
                {
                    unseen.Add($"{file}({i + 1}): {lines[i]} -> {string.Join(" | ", edited.Except(lines))}");
                }
            }
        }

        Assert.Empty(unseen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("python:3.13-slim AS build")]
    [InlineData("--platform=linux/amd64 python:3.13-slim")]
    [InlineData("$IMAGE")]
    public void ImageThatIsNoName_IsAnError(string image)
    {
        foreach (var policy in new[] { "everything", "closed" })
        {
            var files = Files(DockerPolicies.Named(policy));
            files["sandbox/Dockerfile"] = System.Text.RegularExpressions.Regex.Replace(files["sandbox/Dockerfile"], "^FROM .*$", "FROM " + image.Replace("$", "$$", StringComparison.Ordinal), System.Text.RegularExpressions.RegexOptions.Multiline);

            Assert.Equal("sandbox/Dockerfile", Assert.Throws<ArtifactFormatException>(() => new DockerReader().Read(files)).Path);
        }
    }

    [Fact]
    public void ForeignOrMissingFile_IsAnError()
    {
        var files = Files(DockerPolicies.Everything);
        Assert.All(files.Keys, f => Assert.Throws<ArtifactFormatException>(() => new DockerReader().Read(files.Where(o => o.Key != f).ToDictionary())));
        foreach (var foreign in new[] { ".env", "compose.override.yaml", "gateway/addresses-9.lst", "gateway/more.cfg" })
        {
            Assert.Throws<ArtifactFormatException>(() => new DockerReader().Read(new Dictionary<string, string>(files) { [foreign] = string.Empty }));
        }
    }

    [Theory]
    [InlineData("# syntax=docker/dockerfile:1\n")]
    [InlineData("# escape=`\n")]
    [InlineData("#check=skip=all\n")]
    public void ParserDirective_IsAnError(string line)
    {
        var files = Files(DockerPolicies.Everything);
        files["sandbox/Dockerfile"] = line + files["sandbox/Dockerfile"];

        Assert.Throws<ArtifactFormatException>(() => new DockerReader().Read(files));
    }

    // Comments before the first line of content tell policy and acceptances; they say nothing to Docker.
    private static bool OnlyHeader(string[] lines, int index) => lines.Take(index + 1).All(l => l.StartsWith('#'));

    private static bool IsHash(string line, string[] edited) => line.Contains("policykit.hash", StringComparison.Ordinal) && edited.Any(e => e.Contains("policykit.hash", StringComparison.Ordinal) && e.Length == line.Length);

    private static IEnumerable<string[]> Edits(string[] lines, int i)
    {
        string[] With(params string[] now) => [.. lines[..i], .. now, .. lines[(i + 1)..]];
        yield return With();
        yield return With(lines[i], lines[i]);
        yield return With("# " + lines[i]);
        yield return With(lines[i] + " x");
        yield return With(lines[i].Replace("true", "false", StringComparison.Ordinal));
        yield return With(lines[i].Replace("deny", "allow", StringComparison.Ordinal).Replace("drop", "accept", StringComparison.Ordinal));
        yield return With(new string(lines[i].Select(c => char.IsAsciiDigit(c) ? (char)('0' + ((c - '0' + 1) % 10)) : c).ToArray()));
        yield return With(new string(lines[i].Reverse().ToArray()));
        yield return i + 1 < lines.Length - 1 ? [.. lines[..i], lines[i + 1], lines[i], .. lines[(i + 2)..]] : lines;
    }

    private static ProviderConfiguration? ReadOrNull(Dictionary<string, string> files)
    {
        try
        {
            return new DockerReader().Read(files);
        }
        catch (ArtifactFormatException)
        {
            return null;
        }
    }
}
