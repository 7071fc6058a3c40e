using System.Globalization;
using System.Text;
using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Breadth;

/// <summary>
/// What is known about names, from one embedded file made of the lists below <c>data/</c>: loaded at the first question, searched in place. A line is a name, a tab and its facts, in ordinal order;
/// lines before them that begin with <c>#</c>, <c>@</c>, <c>~</c> or <c>!</c> are comments, operators' networks, public resolvers and categories.
/// </summary>
internal sealed class HostFile
{
    private const string Resource = "PolicyKit.Core.Breadth.hosts.txt";
    private static readonly Lazy<HostFile> s_instance = new(Load);
    private readonly byte[] _text;
    private readonly int[] _lines;

    private HostFile(byte[] text, int[] lines, Dictionary<char, HostCategory> categories, List<(string Operator, AddressSet Addresses)> operators, AddressSet resolvers)
    {
        _text = text;
        _lines = lines;
        Categories = categories;
        Operators = operators;
        Resolvers = resolvers;
    }

    public static HostFile Instance => s_instance.Value;

    /// <summary>Categories of hosts that carry data out, by their letter in the facts.</summary>
    public IReadOnlyDictionary<char, HostCategory> Categories { get; }

    /// <summary>Networks of operators whose customers share addresses.</summary>
    public IReadOnlyList<(string Operator, AddressSet Addresses)> Operators { get; }

    /// <summary>Public resolvers that answer for any name.</summary>
    public AddressSet Resolvers { get; }

    /// <summary>Facts about exactly one name, from a position in a longer one; "" where nothing is known.</summary>
    /// <param name="host">A canonical host name.</param>
    /// <param name="start">Where the name begins: 0, or just after a dot.</param>
    public string Facts(string host, int start = 0)
    {
        int low = 0, high = _lines.Length - 1;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            var order = Compare(_lines[middle], host, start, out var end);
            if (order == 0)
            {
                var from = end + 1;
                while (_text[end] != '\n')
                {
                    end++;
                }

                return Encoding.ASCII.GetString(_text, from, end - from);
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return string.Empty;
    }

    /// <summary>Order of a line's name to a name.</summary>
    private int Compare(int line, string host, int start, out int end)
    {
        for (var i = start; ; i++, line++)
        {
            end = line;
            var c = _text[line];
            if (c == '\t')
            {
                return i == host.Length ? 0 : -1;
            }

            if (i == host.Length)
            {
                return 1;
            }

            if (c != host[i])
            {
                return c < host[i] ? -1 : 1;
            }
        }
    }

    private static HostFile Load()
    {
        using var stream = typeof(HostFile).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        var text = new byte[stream.Length];
        for (var read = 0; read < text.Length;)
        {
            var some = stream.Read(text, read, text.Length - read);
            read += some > 0 ? some : throw new InvalidOperationException($"{Resource} ends early.");
        }

        var lines = new List<int>(16384);
        var categories = new Dictionary<char, HostCategory>();
        var operators = new List<(string, AddressSet)>();
        var resolvers = AddressSet.Empty;
        for (var at = 0; at < text.Length;)
        {
            var end = Array.IndexOf(text, (byte)'\n', at);
            if (text[at] is (byte)'#' or (byte)'@' or (byte)'~' or (byte)'!')
            {
                var parts = Encoding.ASCII.GetString(text, at + 1, end - at - 1).Split('\t');
                if (text[at] == '@')
                {
                    operators.Add((parts[0], AddressSet.Of(parts[1].Split(' '))));
                }
                else if (text[at] == '~')
                {
                    resolvers = AddressSet.Of(parts[0].Split(' '));
                }
                else if (text[at] == '!')
                {
                    categories.Add(parts[0][0], new HostCategory(parts[1], (HostLevel)Level(parts[2]), (HostLevel)Level(parts[3]), parts[4]));
                }
            }
            else
            {
                lines.Add(at);
            }

            at = end + 1;
        }

        return new HostFile(text, lines.ToArray(), categories, operators, resolvers);
    }

    private static int Level(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>How bad a host of a category is in an allow rule.</summary>
internal enum HostLevel
{
    /// <summary>Nothing to say.</summary>
    None,

    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>A way out that its reader should have decided on.</summary>
    Warning,

    /// <summary>Made for carrying data out.</summary>
    Error,
}

/// <summary>A category of hosts that can carry data out.</summary>
/// <param name="Name">Such as <c>paste</c>.</param>
/// <param name="Level">For the hosts of the list, and for wildcards over them.</param>
/// <param name="TenantLevel">For one host below a listed suffix.</param>
/// <param name="Why">The attack, as a clause.</param>
internal sealed record HostCategory(string Name, HostLevel Level, HostLevel TenantLevel, string Why);
