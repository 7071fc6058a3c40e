using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using PolicyKit.Package.Tests.Support;
using PolicyKit.TestKit;

namespace PolicyKit.Package.Tests;

/// <summary>What is in the packages.</summary>
public sealed class PackageContentTests(Packages packages)
{
    [Theory]
    [InlineData("PolicyKit")]
    [InlineData("PolicyKit.Cli")]
    public void Entries_AreTheExpectedOnes(string id)
    {
        using var zip = ZipFile.OpenRead(packages.Packed(id));

        Baseline.Verify($"tests/PolicyKit.Package.Tests/Baselines/{id}.entries.txt", string.Concat(zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal).Select(e => e + "\n")));
    }

    [Theory]
    [InlineData("PolicyKit")]
    [InlineData("PolicyKit.Cli")]
    public void Entries_StandSideBySideWhereCaseDoesNotCount(string id)
    {
        using var zip = ZipFile.OpenRead(packages.Packed(id));

        Assert.Empty(zip.Entries.GroupBy(e => e.FullName, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Theory]
    [InlineData("PolicyKit", "")]
    [InlineData("PolicyKit.Cli", "DotnetTool")]
    public void Nuspec_SaysWhatItMust(string id, string type)
    {
        using var zip = ZipFile.OpenRead(packages.Packed(id));
        var metadata = XDocument.Load(zip.GetEntry($"{id}.nuspec")!.Open()).Root!.Elements().Single();
        string? Value(string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

        Assert.Equal((id, "MIT", "README.md"), (Value("id"), Value("license"), Value("readme")));
        Assert.NotEmpty(Value("description")!);
        Assert.Equal(type, string.Concat(metadata.Descendants().Where(e => e.Name.LocalName == "packageType").Select(e => e.Attribute("name")!.Value)));
        // Everything is bundled: what a policies project restores besides is its own.
        Assert.DoesNotContain(metadata.Descendants(), e => e.Name.LocalName == "dependency");
    }

    [Theory]
    [InlineData("PolicyKit")]
    [InlineData("PolicyKit.Cli")]
    public void OurAssemblies_CarrySymbols_AndAReleaseNamesNoFolderOfTheMachine(string id)
    {
        using var zip = ZipFile.OpenRead(packages.Packed(id));
        var ours = zip.Entries.Where(e => e.Name.StartsWith("PolicyKit", StringComparison.OrdinalIgnoreCase) && e.Name.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(ours);

        foreach (var entry in ours)
        {
            using var image = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(image);
            }

            using var assembly = new PEReader(new MemoryStream(image.ToArray()));
            var debug = assembly.ReadDebugDirectory();
            using var symbols = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(debug.Single(d => d.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
            var reader = symbols.GetMetadataReader();
            var documents = reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name)).ToList();
            Assert.NotEmpty(documents);
#if !DEBUG
            Assert.DoesNotContain(documents, d => d.StartsWith(RepositoryFiles.Root, StringComparison.Ordinal));
#endif
        }
    }
}
