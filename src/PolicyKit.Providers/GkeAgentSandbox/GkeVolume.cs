namespace PolicyKit.Providers.GkeAgentSandbox;

/// <summary>A persistent volume claim in the pod.</summary>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Claim">Name of the claim.</param>
/// <param name="SubPath">Directory in it, or null.</param>
/// <param name="ReadOnly">Whether it cannot be written.</param>
public sealed record GkeVolume(string Path, string Claim, string? SubPath, bool ReadOnly);
