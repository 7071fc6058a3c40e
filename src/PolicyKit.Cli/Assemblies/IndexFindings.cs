using PolicyKit.Core.Findings;
using PolicyKit.Readers;

namespace PolicyKit.Cli.Assemblies;

/// <summary>Findings in the index row of a policy that could not be read: there is no model, so nothing can be computed again and the row is only shown.</summary>
internal static class IndexFindings
{
    public static (string TypeName, IReadOnlyList<Notice> Findings) Read(IndexRow row)
    {
        try
        {
            var map = new MapReader(JsonReader.Read(row.Json, "index row"), "index row");
            var type = map.Text("type");
            var findings = map.Maps("findings", f => (Rule: f.Text("rule"), Severity: f.Text("severity"), Place: f.Text("place"), Message: f.Text("message")));
            map.End();

            // The severity is the catalog's: the row could call an error a warning.
            return (type, findings.Select(f => new Notice(f.Rule, RuleCatalog.All.FirstOrDefault(r => r.Id == f.Rule)?.Severity ?? Severity.Error, type, 0, f.Message)).ToList());
        }
        catch (ArtifactFormatException e)
        {
            return (row.Policy, [Notice.Of(RuleCatalog.ForgedOrOtherVersion, row.Policy, $"The index row of '{row.Policy}' ({e.Message})")]);
        }
    }
}
