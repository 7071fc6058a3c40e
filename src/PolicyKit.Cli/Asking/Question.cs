using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;

namespace PolicyKit.Cli.Asking;

/// <summary>Policies that a question is about.</summary>
/// <param name="Policy">Policy id.</param>
/// <param name="Target">Target id, or null for each target.</param>
internal sealed record Subject(string Policy, string? Target)
{
    public override string ToString() => Target is null ? Policy : $"{Policy}@{Target}";
}

/// <summary>A question about what policies allow.</summary>
internal abstract record Question
{
    public const string Forms = """
        POLICY[@TARGET] can reach DESTINATION        is any of it reachable?
        POLICY[@TARGET] always reaches DESTINATION   does all of it surely work?
        POLICY[@TARGET] never reaches DESTINATION    is surely none of it reachable?
        A[@TARGET] within B[@TARGET]                 does B allow all that A allows? (also: equals, disjoint, overlaps)
        who can reach DESTINATION                    which policies?
        where can CREDENTIAL go                      to which destinations, from which policies?
        """;

    /// <summary>Parses a question.</summary>
    /// <exception cref="CliException">It is none.</exception>
    public static Question Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["who", "can", "reach", .. var rest] => new Who(Destination(rest), Text(rest)),
            ["where", "can", var credential, "go"] => new Where(credential),
            [var policy, "can", "reach", .. var rest] => new Reach(Subject(policy), ReachKind.Can, Destination(rest), Text(rest)),
            [var policy, "never", "reaches", .. var rest] => new Reach(Subject(policy), ReachKind.Never, Destination(rest), Text(rest)),
            [var policy, "always", "reaches", .. var rest] => new Reach(Subject(policy), ReachKind.Always, Destination(rest), Text(rest)),
            [var one, "within", var other] => new Relation(Subject(one), Subject(other), RelationKind.Within),
            [var one, "equals", var other] => new Relation(Subject(one), Subject(other), RelationKind.Equal),
            [var one, "disjoint", var other] => new Relation(Subject(one), Subject(other), RelationKind.Disjoint),
            [var one, "overlaps", var other] => new Relation(Subject(one), Subject(other), RelationKind.Overlaps),
            _ => throw new CliException($"'{text}' is no question; see 'policykit ask --help' for the six."),
        };
    }

    private static EgressSet Destination(string[] words) => DestinationText.TryParse(Text(words), out var destinations, out var why) ? destinations : throw new CliException(why);

    private static string Text(string[] words) => string.Join(' ', words);

    private static Subject Subject(string text) => text.Split('@') switch
    {
        [var policy] => new Subject(policy, null),
        [var policy, var target] => new Subject(policy, target),
        _ => throw new CliException($"'{text}' is no policy; write POLICY or POLICY@TARGET."),
    };
}

internal enum ReachKind
{
    Can,
    Always,
    Never,
}

internal enum RelationKind
{
    Within,
    Equal,
    Disjoint,
    Overlaps,
}

internal sealed record Reach(Subject Subject, ReachKind Kind, EgressSet Destinations, string Text) : Question;

internal sealed record Relation(Subject One, Subject Other, RelationKind Kind) : Question;

internal sealed record Who(EgressSet Destinations, string Text) : Question;

internal sealed record Where(string Credential) : Question;
