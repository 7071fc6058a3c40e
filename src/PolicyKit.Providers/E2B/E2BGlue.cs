using System.Collections.Immutable;

namespace PolicyKit.Providers.E2B;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded.</summary>
internal static class E2BGlue
{
    public static ImmutableArray<Glue> All { get; } =
        new[] { "build.prod.ts", "build_prod.py", "sandbox.py", "sandbox.ts", "template.py", "template.ts" }.Select(Load).ToImmutableArray();

    private static Glue Load(string file)
    {
        using var stream = typeof(E2BGlue).Assembly.GetManifestResourceStream("e2b/" + file) ?? throw new InvalidOperationException($"The program {file} is not embedded.");
        using var reader = new StreamReader(stream);

        // A checkout may have other line endings; what is emitted may not.
        return new Glue("e2b/" + file, file, reader.ReadToEnd().Replace("\r\n", "\n"));
    }
}
