using System.Collections.Immutable;

namespace PolicyKit.Providers.Cloudflare;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded. Two of them differ with the SDK.</summary>
internal static class CloudflareGlue
{
    private static readonly ImmutableArray<Glue> Common =
        new[] { ("src/egress.ts", "egress.ts"), ("src/sandbox.ts", "sandbox.ts"), ("tsconfig.json", "tsconfig.json") }.Select(f => Load(f.Item1, f.Item1, f.Item2)).ToImmutableArray();

    public static ImmutableArray<Glue> Platform { get; } = Common.Add(Load("package.json", "package.json", "package.json")).Add(Load("src/index.ts", "src/index.ts", "index.ts"));

    public static ImmutableArray<Glue> Sdk { get; } = Common.Add(Load("sdk/package.json", "package.json", "sdk/package.json")).Add(Load("sdk/src/index.ts", "src/index.ts", "sdk/index.ts"));

    public static ImmutableArray<Glue> All { get; } = Platform.AddRange(Sdk.Except(Platform));

    private static Glue Load(string id, string path, string file) => Glue.Embedded(CloudflareProvider.ProviderId + "/" + id, path, "cloudflare/" + file);
}
