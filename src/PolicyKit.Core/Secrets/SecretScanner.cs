using System.Collections.Immutable;

namespace PolicyKit.Core.Secrets;

/// <summary>
/// Finds secrets in text: vendors' formats, structures, values under a telling name, and what is wrapped once in base64 or hex. One pass of an automaton over the text finds
/// candidates; each is judged by hand-written code that never goes back, so that time is linear in the length. Emission, analyzers and command share it.
/// </summary>
public static class SecretScanner
{
    /// <summary>Stands for a part of a text that is not known when the program is compiled.</summary>
    public const char Hole = '\uFFFC';

    private const int Shortest = 8;
    private const int ShortestEncoded = 24;
    private const int EncodedHead = 16;
    private const int NearReach = 160;

    private static readonly Lazy<Tables> Shared = new(() => new Tables());

    /// <summary>Secrets in a text, in their order, without doubtful ones and without overlaps.</summary>
    /// <param name="text">The text.</param>
    /// <param name="context">Gives words around it, such as the names of its variable and type; asked only where a shape needs them.</param>
    public static ImmutableArray<SecretMatch> Scan(string text, Func<string>? context = null) =>
        text.Length < Shortest ? ImmutableArray<SecretMatch>.Empty : Find(new ScanText(text), context ?? None).Where(m => m.Doubt == SecretDoubt.None).ToImmutableArray();

    /// <summary>Whether a value could be a secret under a telling name: long enough, one word, more than letters. Cheap; asked before names are looked up.</summary>
    public static bool MayBeNamed(string value) => NamedSecrets.MayBe(value);

    /// <summary>The secret that a whole value is by its name, or null. A value in a vendor's shape whose checksum is wrong, or that is an example, is none by its name either.</summary>
    public static SecretMatch? Named(string value, string name)
    {
        // What is wrapped is judged by what is in it.
        var plain = value.Length < Shortest * 3 / 2 || !CharClass.Base64Equals.ContainsAll(value) ? null : CharClass.AnyHex.ContainsAll(value) ? Encodings.Hex(value) : Encodings.Base64(value);
        if (NamedSecrets.Kind(name, plain ?? value) is not { } kind)
        {
            return null;
        }

        var found = new List<SecretMatch>();
        Triggers(new ScanText(plain ?? value), () => name, found);
        return found.Any(m => m.Doubt != SecretDoubt.None) ? null : new SecretMatch(kind, SecretClass.Named, 0, value.Length, Encoding: plain is null ? string.Empty : "base64");
    }

    /// <summary>Kinds for the last gate before an artifact: formats and structures only, and a vendor's shape counts there even where it is an example or its checksum is wrong. Each once.</summary>
    public static ImmutableArray<string> Kinds(string text)
    {
        var found = new List<SecretMatch>();
        Triggers(new ScanText(text), None, found);
        return found.Where(m => m.Doubt == SecretDoubt.None || m.Class == SecretClass.Vendor).Select(m => m.Kind).Distinct().ToImmutableArray();
    }

    /// <summary>Characters that a scan reads, for the proof that it is linear.</summary>
    internal static long Steps(string text)
    {
        var scan = new ScanText(text);
        Find(scan, None);
        return scan.Steps;
    }

    private static List<SecretMatch> Find(ScanText scan, Func<string> context)
    {
        var found = new List<SecretMatch>();
        Triggers(scan, context, found);
        Encoded(scan, context, found);
        if (scan.Text.IndexOf('=') >= 0 || scan.Text.IndexOf(':') >= 0 || scan.Text.IndexOf('>') >= 0 || scan.Text.IndexOf(' ') >= 0)
        {
            KeyValues.Find(scan, found);
        }

        return WithoutOverlaps(found);
    }

    private static void Triggers(ScanText scan, Func<string> context, List<SecretMatch> found)
    {
        var tables = Shared.Value;
        scan.Count(scan.Text.Length);
        Bots(scan, found);
        var account = false;
        foreach (var (trigger, at) in tables.Automaton.Find(scan.Text))
        {
            foreach (var format in tables.Formats[trigger])
            {
                var start = at - format.Lead;
                var end = format.Match(scan, start);
                if (end >= 0 && (format.Near.Count == 0 || IsNear(format, scan.Around(start, NearReach) + " " + context())))
                {
                    scan.Count(end - start);
                    found.Add(new SecretMatch(format.Kind, SecretClass.Vendor, start, end - start, format.Doubt(scan.Text.Substring(start, end - start))));
                }
            }

            if (tables.Judges[trigger] is { } judge && judge(scan, at) is { } match)
            {
                found.Add(match);
            }

            account |= tables.IsServiceAccount[trigger];
        }

        for (var i = 0; account && i < found.Count; i++)
        {
            found[i] = found[i].Kind == "private-key" ? found[i] with { Kind = "gcp-service-account" } : found[i];
        }
    }

    // The one format without a literal part: three runs with dots between them.
    private static void Bots(ScanText scan, List<SecretMatch> found)
    {
        for (var dot = scan.Text.IndexOf('.'); dot >= 0; dot = scan.Text.IndexOf('.', dot + 1))
        {
            if (StructuredSecrets.DiscordBot(scan, dot) is { } bot)
            {
                found.Add(bot);
            }
        }
    }

    private static string None() => string.Empty;

    // DeepSeekKey, deep-seek-key and DEEP_SEEK_KEY are one name.
    private static bool IsNear(SecretFormat format, string around)
    {
        var joined = around.Replace("_", string.Empty).Replace("-", string.Empty);
        return format.Near.Any(w => around.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0 || (w.Length > 3 && joined.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0));
    }

    // One level only: what is wrapped twice was hidden on purpose, and unwrapping without end is what hostile input hopes for.
    private static void Encoded(ScanText scan, Func<string> context, List<SecretMatch> found)
    {
        for (var at = 0; at + ShortestEncoded <= scan.Text.Length;)
        {
            var end = scan.RunEnd(CharClass.AnyBase64, at);
            if (end - at >= ShortestEncoded)
            {
                var value = scan.Text.Substring(at, end - at);
                var hex = CharClass.AnyHex.ContainsAll(value);
                scan.Count(2 * value.Length);
                if ((hex ? Encodings.Hex(value) : IsTextBase64(value) ? Encodings.Base64(value) : null) is { Length: >= Shortest } decoded)
                {
                    var inner = new List<SecretMatch>();
                    var innerScan = new ScanText(decoded);
                    Triggers(innerScan, context, inner);
                    KeyValues.Find(innerScan, inner);
                    scan.Count(innerScan.Steps);
                    found.AddRange(WithoutOverlaps(inner).Where(m => m.Doubt == SecretDoubt.None).Take(1).Select(m => m with { Start = at, Length = end - at, Encoding = hex ? "hex" : "base64" }));
                }
            }

            at = end + 1;
        }
    }

    private static bool IsTextBase64(string value) => Encodings.Base64(value.Substring(0, EncodedHead)) is not null;

    private static List<SecretMatch> WithoutOverlaps(List<SecretMatch> found)
    {
        if (found.Count < 2)
        {
            return found;
        }

        // A vendor's format says most; what overlaps it says the same with fewer words. That its checksum is wrong speaks against the others as well.
        var kept = new List<SecretMatch>();
        foreach (var group in found.GroupBy(m => m.Class).OrderBy(g => g.Key))
        {
            var next = new List<SecretMatch>(kept);
            var last = 0;
            foreach (var match in group.OrderBy(m => m.Start).ThenByDescending(m => m.Doubt == SecretDoubt.None).ThenByDescending(m => m.Length))
            {
                if (match.Start >= last && !Overlaps(kept, match))
                {
                    next.Add(match);
                    last = match.Start + match.Length;
                }
            }

            next.Sort((a, b) => a.Start.CompareTo(b.Start));
            kept = next;
        }

        return kept;
    }

    private static bool Overlaps(List<SecretMatch> kept, SecretMatch match)
    {
        // Kept ones do not overlap each other: the last that starts before the end of the match decides.
        var low = 0;
        var high = kept.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (kept[middle].Start < match.Start + match.Length)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low > 0 && kept[low - 1].Start + kept[low - 1].Length > match.Start;
    }

    private sealed class Tables
    {
        private const string ServiceAccount = "service_account\"";

        public Tables()
        {
            var judges = StructuredSecrets.All.ToDictionary(j => j.Trigger, j => j.Judge, StringComparer.Ordinal);
            var formats = SecretFormatTable.All.ToLookup(f => f.Trigger, StringComparer.Ordinal);
            var triggers = judges.Keys.Concat(formats.Select(f => f.Key)).Append(ServiceAccount).Distinct(StringComparer.Ordinal).ToArray();
            Automaton = new TriggerAutomaton(triggers);
            Formats = triggers.Select(t => formats[t].ToArray()).ToArray();
            Judges = triggers.Select(t => judges.TryGetValue(t, out var judge) ? judge : null).ToArray();
            IsServiceAccount = triggers.Select(t => t == ServiceAccount).ToArray();
        }

        public TriggerAutomaton Automaton { get; }

        public SecretFormat[][] Formats { get; }

        public Func<ScanText, int, SecretMatch?>?[] Judges { get; }

        public bool[] IsServiceAccount { get; }
    }
}
