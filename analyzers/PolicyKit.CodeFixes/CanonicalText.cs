using System.Globalization;
using System.Text.RegularExpressions;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.CodeFixes;

/// <summary>What a malformed text can only mean, in the form that the reader takes. Null where it could mean two things: a guess would be a decision.</summary>
internal static class CanonicalText
{
    private static readonly Dictionary<string, string> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = "80", ["https"] = "443", ["ssh"] = "22", ["postgres"] = "5432", ["postgresql"] = "5432", ["mysql"] = "3306", ["redis"] = "6379",
    };

    /// <summary>The canonical form of a text that a rule refuses, or null.</summary>
    public static string? Of(string ruleId, string text) => ruleId switch
    {
        RuleCatalog.PolicyIdForm => PolicyId(text),
        RuleCatalog.PortsForm => Ports(text),
        RuleCatalog.RangeForm => Range(text),
        RuleCatalog.DurationForm => Duration(text),
        RuleCatalog.DateForm => Date(text),
        RuleCatalog.IdentityForm => Capability(text),
        _ => null,
    };

    private static string? PolicyId(string text)
    {
        var id = Regex.Replace(Regex.Replace(text.Trim(), "(?<=[a-z0-9])(?=[A-Z])", "-").ToLowerInvariant(), "[^a-z0-9]+", "-").Trim('-');
        return PolicyGrammar.IsPolicyId(id) ? id : null;
    }

    private static string? Ports(string text)
    {
        var parts = text.Split(new[] { ',', ';', ' ' }, StringSplitOptions.RemoveEmptyEntries).Select(p => Schemes.TryGetValue(p, out var port) ? port : p.Replace("..", "-").Replace(":", "-"));
        var ports = string.Join(",", parts);
        return ports != "*" && PortSet.TryParse(ports, out _) ? ports : null;
    }

    // One hyphen, dash or ellipsis between two numbers, which the reader writes as two dots; limits of the attribute are the reader's.
    private static string? Range(string text)
    {
        var match = Regex.Match(text, @"^\s*(\d{1,9}(?:\.\d{1,3})?)\s*(?:(?:-|–|…|\.{2,3}|to)\s*(\d{1,9}(?:\.\d{1,3})?))?\s*$");
        return !match.Success ? null : match.Groups[2].Success ? match.Groups[1].Value + ".." + match.Groups[2].Value : match.Groups[1].Value;
    }

    // A number without a unit may be seconds, minutes or milliseconds.
    private static string? Duration(string text)
    {
        var match = Regex.Match(text, @"^\s*(\d{1,9})\s*(s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hr|hrs|hour|hours|d|day|days)\.?\s*$", RegexOptions.IgnoreCase);
        var duration = match.Groups[1].Value + (match.Success ? char.ToLowerInvariant(match.Groups[2].Value[0]).ToString() : string.Empty);
        return match.Success && PolicyGrammar.TryDuration(duration, out _) ? duration : null;
    }

    // Only with the year first: 1/3/2027 is two days.
    private static string? Date(string text) =>
        DateTime.TryParseExact(text.Trim(), new[] { "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd" }, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;

    private static string? Capability(string text)
    {
        var name = text.Trim().ToUpperInvariant();
        return Regex.IsMatch(name, "^CAP_[A-Z_]+$") ? name.Substring(4) : null;
    }
}
