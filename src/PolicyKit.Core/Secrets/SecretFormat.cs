namespace PolicyKit.Core.Secrets;

/// <summary>
/// One vendor's format. The shape is written as literals and runs: <c>ghp_{b62:36}</c>, <c>xoxb-{d:10-13}-{d:10-13}-{b62:24}</c>. Matching never goes back: a run of fixed length takes that many
/// characters, any other takes the whole run of its class.
/// </summary>
internal sealed class SecretFormat
{
    private readonly Part[] _parts;
    private readonly Func<string, bool>? _checksum;

    /// <param name="kind">Vendor and kind.</param>
    /// <param name="shape">Literals and runs.</param>
    /// <param name="checksum">Verifies the whole value, or null where the format has none.</param>
    /// <param name="near">Words of which one must stand near (space-separated), or null for a shape that speaks for itself.</param>
    public SecretFormat(string kind, string shape, Func<string, bool>? checksum = null, string? near = null)
    {
        Kind = kind;
        Near = near?.Split(' ') ?? Array.Empty<string>();
        _checksum = checksum;
        _parts = Parse(shape).ToArray();
        var trigger = Array.FindIndex(_parts, p => p.Literal is not null);
        Trigger = _parts[trigger].Literal!;
        Lead = _parts.Take(trigger).Sum(p => p.Least);
    }

    public string Kind { get; }

    public IReadOnlyList<string> Near { get; }

    /// <summary>The literal that the prefilter looks for.</summary>
    public string Trigger { get; }

    /// <summary>Characters before the trigger.</summary>
    public int Lead { get; }

    /// <summary>Matches where the trigger was seen. The end, or -1.</summary>
    public int Match(ScanText scan, int start)
    {
        if (start < 0 || !StartsToken(scan.Text, start, _checksum is not null))
        {
            return -1;
        }

        var at = start;
        for (var i = 0; i < _parts.Length && at >= 0; i++)
        {
            at = Take(scan, _parts[i], at, last: i == _parts.Length - 1);
        }

        return at >= 0 && EndsToken(scan.Text, at) ? at : -1;
    }

    /// <summary>Whether the value may be real.</summary>
    public SecretDoubt Doubt(string value)
    {
        if (_checksum is not null)
        {
            return !_checksum(value) ? SecretDoubt.Checksum : Plausibility.IsPublished(value) || Plausibility.HasStandInWord(value) ? SecretDoubt.Example : SecretDoubt.None;
        }

        var payload = Lead > 0 ? value : value.Substring(Trigger.Length);
        return Plausibility.IsPublished(value) || !Plausibility.IsRandom(payload) ? SecretDoubt.Example : SecretDoubt.None;
    }

    /// <summary>A token starts where no word goes on; after an escape such as <c>\n</c> or <c>%3D</c> it does start.</summary>
    public static bool StartsToken(string text, int start, bool verified = false)
    {
        if (start == 0)
        {
            return true;
        }

        var before = text[start - 1];
        return !(char.IsLetterOrDigit(before) || (before == '_' && !verified))
            || (start >= 2 && text[start - 2] == '\\' && before is 'n' or 'r' or 't')
            || (start >= 3 && text[start - 3] == '%' && CharClass.AnyHex.Contains(before) && CharClass.AnyHex.Contains(text[start - 2]));
    }

    private static bool EndsToken(string text, int end) => end == text.Length || !(char.IsLetterOrDigit(text[end]) || text[end] == '_');

    private static int Take(ScanText scan, Part part, int at, bool last)
    {
        if (part.Literal is { } literal)
        {
            return scan.Has(literal, at) ? at + literal.Length : -1;
        }

        var length = scan.RunEnd(part.Characters!, at) - at;
        if (length < part.Least)
        {
            return -1;
        }

        if (part.Least == part.Most && !last)
        {
            return at + part.Least;
        }

        return length <= part.Most ? at + length : -1;
    }

    private static IEnumerable<Part> Parse(string shape)
    {
        for (var at = 0; at < shape.Length;)
        {
            var open = shape[at] == '{';
            var end = open ? shape.IndexOf('}', at) + 1 : shape.IndexOf('{', at) is var next and >= 0 ? next : shape.Length;
            yield return open ? Run(shape.Substring(at + 1, end - at - 2)) : new Part(shape.Substring(at, end - at), null, end - at, end - at);
            at = end;
        }
    }

    private static Part Run(string text)
    {
        var colon = text.IndexOf(':');
        var lengths = text.Substring(colon + 1).Split('-').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return new Part(null, CharClass.Named(text.Substring(0, colon)), lengths[0], lengths[lengths.Length - 1]);
    }

    private sealed record Part(string? Literal, CharClass? Characters, int Least, int Most);
}
