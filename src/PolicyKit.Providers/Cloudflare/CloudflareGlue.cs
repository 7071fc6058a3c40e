using System.Collections.Immutable;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded.</summary>
internal static class CloudflareGlue
{
    public static ImmutableArray<Glue> All { get; } =
        new[] { ("package.json", "package.json"), ("src/egress.ts", "egress.ts"), ("src/index.ts", "index.ts"), ("tsconfig.json", "tsconfig.json") }.Select(f => Load(f.Item1, f.Item2)).ToImmutableArray();

    private static Glue Load(string path, string file)
    {
        using var stream = typeof(CloudflareGlue).Assembly.GetManifestResourceStream("cloudflare/" + file) ?? throw new InvalidOperationException($"The program {file} is not embedded.");
        using var reader = new StreamReader(stream);

        // A checkout may have other line endings; what is emitted may not.
        return new Glue(CloudflareProvider.ProviderId + "/" + path, path, reader.ReadToEnd().Replace("\r\n", "\n"));
    }
}
