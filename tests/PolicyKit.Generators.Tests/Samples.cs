namespace PolicyKit.Generators.Tests;

/// <summary>Small policies that the tests compile.</summary>
internal static class Samples
{
    public const string Baselines = /* lang=c#-test */ """
        using PolicyKit;

        [assembly: AcceptBaseline<E2BBaseline_2026_11>(Because = "the service is like this", Owner = "platform", Until = "2027-06-30")]
        """;

    public const string Agent = /* lang=c#-test */ """
        using PolicyKit;

        namespace House;

        [Sandbox("agent", Image = "docker.io/library/python:3.13-slim")]
        [Resources(Cpu = "2", MemoryMiB = "4096")]
        [Lifetime("60m")]
        [AllowHosts("api.example.com", Ports = "80,443")]
        [E2B]
        public sealed partial class Agent;
        """;

    public const string Worker = /* lang=c#-test */ """
        using PolicyKit;

        namespace House;

        [Sandbox("worker", Image = "docker.io/library/debian:bookworm-slim")]
        [Resources(Cpu = "1", MemoryMiB = "512")]
        [Lifetime("10m")]
        [E2B]
        public sealed partial class Worker;
        """;

    public const string Fragment = /* lang=c#-test */ """
        using PolicyKit;

        namespace House.Fragments;

        [PolicyFragment]
        [AllowHosts("files.example.com", Ports = "80,443")]
        public sealed class Files;
        """;

    public const string Includer = /* lang=c#-test */ """
        using PolicyKit;

        namespace House;

        [Sandbox("includer", Image = "docker.io/library/debian:bookworm-slim")]
        [Resources(Cpu = "1", MemoryMiB = "512")]
        [Lifetime("10m")]
        [Include<House.Fragments.Files>]
        [E2B]
        public sealed partial class Includer;
        """;
}
