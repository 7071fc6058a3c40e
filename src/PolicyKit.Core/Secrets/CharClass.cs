namespace PolicyKit.Core.Secrets;

/// <summary>A set of ASCII characters. Each has an index, so that a scan can remember one run per class.</summary>
internal sealed class CharClass
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly List<CharClass> Known = new();

    public static readonly CharClass Digit = new("d", Digits);
    public static readonly CharClass Hex = new("hex", Digits + "abcdef");
    public static readonly CharClass UpperHex = new("HEX", Digits + "ABCDEF");
    public static readonly CharClass AnyHex = new("xdig", Digits + "abcdefABCDEF");
    public static readonly CharClass Letters = new("let", Lower + Upper);
    public static readonly CharClass UpperLetters = new("up", Upper);
    public static readonly CharClass LowerDigits = new("low", Digits + Lower);
    public static readonly CharClass UpperDigits = new("cap", Digits + Upper);
    public static readonly CharClass Base62 = new("b62", Digits + Lower + Upper);
    public static readonly CharClass Word = new("w", Digits + Lower + Upper + "_");
    public static readonly CharClass Url64 = new("url", Digits + Lower + Upper + "_-");
    public static readonly CharClass Url64Equals = new("urle", Digits + Lower + Upper + "_-=");
    public static readonly CharClass Base64 = new("b64", Digits + Lower + Upper + "+/");
    public static readonly CharClass Base64Equals = new("b64e", Digits + Lower + Upper + "+/=");
    public static readonly CharClass AnyBase64 = new("any64", Digits + Lower + Upper + "+/_-");
    public static readonly CharClass Base32 = new("B32", Upper + "234567");
    public static readonly CharClass LowerBase32 = new("b32", Lower + "234567");
    public static readonly CharClass Bech32 = new("bech", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L");
    public static readonly CharClass AzureSecret = new("az", Digits + Lower + Upper + "_.~-");
    public static readonly CharClass Token = new("tok", Digits + Lower + Upper + "_.~+/=-");

    private readonly bool[] _members = new bool[128];

    private CharClass(string name, string members)
    {
        Name = name;
        Index = Known.Count;
        foreach (var c in members)
        {
            _members[c] = true;
        }

        Known.Add(this);
    }

    public static int Count => Known.Count;

    public string Name { get; }

    public int Index { get; }

    public static CharClass Named(string name) => Known.First(c => c.Name == name);

    public bool Contains(char c) => c < 128 && _members[c];

    public bool ContainsAll(string text) => text.All(Contains);
}
