namespace PolicyKit.Core.Secrets;

/// <summary>Whether a value looks random, like language, or like a stand-in for a secret.</summary>
internal static class Plausibility
{
    private const int LongestPeriod = 16;
    private const int RepeatedCharacters = 6;
    private const int SequenceLength = 7;
    private const double WordyShare = 0.56;

    private static readonly string[] StandIns =
    {
        "example", "xxxx", "placeholder", "your", "changeme", "change_me", "change-me", "dummy", "sample", "redacted", "insert", "replace", "notareal", "notasecret", "not-a", "not_a", "fake", "todo", "fixme", "....", "****",
        "goeshere", "goes-here", "goes_here", "secrethere", "tokenhere", "keyhere", "undefined", "localdev",
    };

    // The 166 commonest letter pairs of English: 25 % of all pairs, nine tenths of the pairs of any sentence.
    private static readonly HashSet<int> CommonPairs = new(Pairs(
        "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey"));

    // FNV-1a of keys that vendors print in their documentation and emulators; the values themselves would set off every scanner on a push.
    private static readonly HashSet<ulong> Published = new()
    {
        0x3F9D1C996E620B67, // Azure Storage emulator
        0x9F1920C6CD484714, // Azure Cosmos emulator
        0xDDD19C486D095D84, // Stripe documentation
        0x67E733C2F9035757, // Stripe documentation
        0x9CBA2B6F12FD10A4, // Stripe documentation
        0x7DA4539F17DE7061, // AWS documentation
        0xA2EF9DEC05820312, // GitHub documentation
        0x49514F155640FCF4, // Slack documentation
        0x3367FE8C16B673D2, // Telegram documentation
        0x8959D21B97C6B870, // Telegram documentation
        0x95C3261DF3299471, // NIST SP 800-38A
        0x6F26BF24AC3A6E5E, // NIST SP 800-38A
        0xAD6A3D7D7E036725, // NIST GCM
        0xB889B5082305D321, // NIST SP 800-38A
        0x268C162F0C1DCB48, // WebSocket RFC 6455
        0xD9AD86AD3724159B, // OAuth RFC 6749
        0x1A7B78BE56F3054D, // OAuth RFC 6749
        0xECC1A4474851BC28, // OAuth RFC 6749
        0x846B2A1E2FAD7FCB, // OAuth RFC 6749
        0xBB65956C4B8B34BF, // RFC 6750
        0x961D15992B9FEB22, // RFC 7515
        0xC9B691499B62E847, // reCAPTCHA test
        0x022664E5D896E27E, // RFC 8410
    };

    /// <summary>Shannon entropy in bits per character.</summary>
    public static double Entropy(string value)
    {
        var counts = new Dictionary<char, int>();
        foreach (var c in value)
        {
            counts[c] = counts.TryGetValue(c, out var n) ? n + 1 : 1;
        }

        return value.Length == 0 ? 0 : -counts.Values.Sum(n => (double)n / value.Length * Math.Log((double)n / value.Length, 2));
    }

    /// <summary>Whether a value stands in for a secret: a published example, a word such as <c>your</c>, a sequence, a repetition.</summary>
    public static bool IsStandIn(string value) =>
        Published.Contains(Checksums.Fnv(value)) || HasStandInWord(value) || IsPeriodic(value) || HasLongRun(value);

    /// <summary>Whether a value is published documentation.</summary>
    public static bool IsPublished(string value) => Published.Contains(Checksums.Fnv(value));

    public static bool HasStandInWord(string value) => StandIns.Any(w => value.IndexOf(w, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether most letter pairs are those of words.</summary>
    public static bool IsWordy(string value)
    {
        var pairs = 0;
        var common = 0;
        var letters = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (!IsLetter(value[i]))
            {
                continue;
            }

            letters++;
            if (i > 0 && IsLetter(value[i - 1]))
            {
                // A capital after a small letter starts a word of an identifier; among random letters every fourth pair is one.
                pairs++;
                common += !(char.IsUpper(value[i]) && char.IsLower(value[i - 1])) && CommonPairs.Contains(Pair(value[i - 1], value[i])) ? 1 : 0;
            }
        }

        return letters * 2 > value.Length && pairs >= 4 && common >= pairs * WordyShare;
    }

    /// <summary>Whether a payload of a vendor's format could have been drawn at random.</summary>
    public static bool IsRandom(string payload) =>
        !IsStandIn(payload) && Entropy(payload) >= (CharClass.AnyHex.ContainsAll(payload) || payload.Length < 20 ? 2.4 : 2.9) && !(payload.Length >= 24 && payload.All(c => !char.IsDigit(c)) && IsWordy(payload));

    private static bool IsPeriodic(string value)
    {
        for (var period = 1; period <= Math.Min(LongestPeriod, value.Length / 2); period++)
        {
            var at = period;
            while (at < value.Length && value[at] == value[at - period])
            {
                at++;
            }

            if (at == value.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLongRun(string value)
    {
        var same = 1;
        var up = 1;
        var down = 1;
        var sequenced = 0;
        for (var i = 1; i < value.Length; i++)
        {
            var step = value[i] - value[i - 1];
            same = step == 0 ? same + 1 : 1;
            up = step == 1 || (value[i - 1] == '9' && value[i] is '0' or 'a' or 'A') ? up + 1 : 1;
            down = step == -1 ? down + 1 : 1;
            sequenced += up == 4 ? 4 : up > 4 ? 1 : 0;
            if (same >= RepeatedCharacters || sequenced * 2 >= value.Length || up >= SequenceLength || down >= SequenceLength)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static int Pair(char a, char b) => ((a | 32) << 8) | (b | 32);

    private static IEnumerable<int> Pairs(string list) => list.Split(' ').Select(p => Pair(p[0], p[1]));
}
