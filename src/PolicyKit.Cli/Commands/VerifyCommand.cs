using PolicyKit.Cli.Deploy;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Documents;
using PolicyKit.Core.Findings;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit verify</c> and <c>policykit attest</c>: a deploy directory without its source.</summary>
internal sealed class VerifyCommand(CliEnvironment environment, string directory, string? digest, CommandInput? assembly, DateTime today, bool attest)
{
    private const string DigestPrefix = "sha256:";

    public int Run()
    {
        if (digest is not null && !(digest.StartsWith(DigestPrefix, StringComparison.Ordinal) && digest.Length == DigestPrefix.Length + 64 && digest[DigestPrefix.Length..].All(char.IsAsciiHexDigitLower)))
        {
            throw new CliException($"--digest '{digest}' is no digest; write sha256: and 64 lower-case hexadecimal digits, as 'policykit verify' prints it.");
        }

        var (manifest, text, targets, found) = DeployVerification.Run(directory, environment, today);
        var notices = found.ToList();
        var own = DigestPrefix + DeployFiles.Hash(DeployFiles.Encoding.GetBytes(text));
        if (digest is not null && digest != own)
        {
            notices.Add(Notice.Of(RuleCatalog.InventoryDiffers, DeployState.Origin(directory, DeployFiles.Manifest), $"has the digest {own}, not {digest}", "Restore it, or find out who changed it"));
        }

        if (assembly is not null)
        {
            var proved = assembly.Prove();
            notices.AddRange(proved.Notices);
            if (proved.IsSound && DeployManifest.Write(proved) != text)
            {
                notices.Add(Notice.Of(RuleCatalog.InventoryDiffers, DeployState.Origin(directory, DeployFiles.Manifest), $"is not that of {assembly.AssemblyPath}", "Run 'policykit write', or find out who changed it"));
            }
        }

        var sound = !notices.Any(n => n.IsError);
        var report = new Output.Reporter(attest ? environment with { Output = environment.Error } : environment, findingsOnly: attest);
        report.Notices(notices);
        if (attest && sound)
        {
            environment.Output.Write(Statement(manifest, own, targets));
        }
        else if (!attest)
        {
            report.Rows(["policy", "target", "files", "proof"], targets.Select(t => new[]
            {
                t.Compiled.Policy.Policy.Id,
                t.Compiled.Policy.Target.Id,
                manifest.Targets.Items.FirstOrDefault(m => m.Directory == $"{t.Compiled.Policy.Policy.Id}/{t.Compiled.Policy.Target.Id}")?.Files.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "0",
                !t.IsProved ? "not proved" : t.Compiled.Proof!.Verdict == Verdict.Within ? "within" : "undecided, accepted",
            }));
            report.Line($"{DeployState.Origin(directory, DeployFiles.Manifest)} has the digest {own}.");
            if (sound)
            {
                report.Line(assembly is null && digest is null
                    ? $"{targets.Count} targets are proved against the models in the inventory. Whether those are the right ones, only --assembly or --digest can tell."
                    : $"{targets.Count} targets are proved, and the inventory is the expected one.");
            }
        }

        return sound ? ExitCode.Ok : ExitCode.Finding;
    }

    // https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md (2026-11-23): a statement binds what is said to the digests of files; signing is the business of cosign, gh and the like.
    private static string Statement(DeployManifest manifest, string digest, IReadOnlyList<VerifiedTarget> targets) => JsonWriter.Write(MapNode.Of(
        new("_type", "https://in-toto.io/Statement/v1"),
        new("subject", ListNode.Of(manifest.Files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value)).Append((DeployFiles.Manifest, digest[DigestPrefix.Length..]))
            .Select(f => (Node)MapNode.Of(new("name", f.Item1), new("digest", MapNode.Of(new MapEntry("sha256", f.Item2))))))),
        new("predicateType", "urn:policykit:containment:v1"),
        new("predicate", MapNode.Of(
            new("tool", ToolVersion.Text),
            new("semantics", Providers.PolicyCompiler.SemanticsVersion),
            new("project", manifest.Project),
            new("targets", ListNode.Of(targets.Select(t => (Node)MapNode.Of(
                new("policy", t.Compiled.Policy.Policy.Id),
                new("target", t.Compiled.Policy.Target.Id),
                new("provider", t.Compiled.Provider.Id),
                new("policyHash", Core.Model.PolicyDocument.Hash(t.Compiled.Policy)),
                new("proof", t.Compiled.Proof!.Verdict.ToString()),
                new("accepted", ListNode.Of(t.Compiled.Header!.Accepted)),
                t.Compiled.Header.Until is { } until ? new("until", until) : null))))))));
}
