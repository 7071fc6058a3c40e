using System.Collections.Immutable;

namespace PolicyKit.Providers.Modal;

/// <summary>The fixed programs: the files of <c>Glue/</c>, embedded.</summary>
internal static class ModalGlue
{
    public static ImmutableArray<Glue> All { get; } = new[] { "image.py", "image.ts", "sandbox.py", "sandbox.ts" }.Select(Load).ToImmutableArray();

    private static Glue Load(string file)
    {
        using var stream = typeof(ModalGlue).Assembly.GetManifestResourceStream("modal/" + file) ?? throw new InvalidOperationException($"The program {file} is not embedded.");
        using var reader = new StreamReader(stream);

        // A checkout may have other line endings; what is emitted may not.
        return new Glue("modal/" + file, file, reader.ReadToEnd().Replace("\r\n", "\n"));
    }
}
