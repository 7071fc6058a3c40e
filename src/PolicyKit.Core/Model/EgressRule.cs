using PolicyKit.Core.Algebra;

namespace PolicyKit.Core.Model;

/// <summary>What an egress rule says.</summary>
public enum EgressRuleKind
{
    /// <summary>Names may be reached, at addresses that are public or opened by a network rule.</summary>
    AllowHost,

    /// <summary>As <see cref="AllowHost"/>, for inspected HTTP requests with the stated methods and paths only.</summary>
    AllowHttp,

    /// <summary>Every name may be reached on the stated ports.</summary>
    AllowAnyHost,

    /// <summary>A network may be reached, by name or by address.</summary>
    AllowNetwork,

    /// <summary>A cloud metadata endpoint may be reached.</summary>
    AllowMetadata,

    /// <summary>Names may not be reached.</summary>
    DenyHost,

    /// <summary>A network may not be reached.</summary>
    DenyNetwork,
}

/// <summary>One entry of one egress attribute. Order of rules never matters; denials always win.</summary>
public sealed record EgressRule
{
    /// <summary>What the rule says.</summary>
    public required EgressRuleKind Kind { get; init; }

    /// <summary>The canonical entry: a host pattern (<c>api.x.com</c>, <c>*.x.com</c>), a CIDR (<c>203.0.113.0/24</c>), a metadata endpoint, or <c>*</c> for any host. Acceptances name it.</summary>
    public required string Entry { get; init; }

    /// <summary>Transport; null in a denial means every transport.</summary>
    public Transport? Transport { get; init; } = Algebra.Transport.Tcp;

    /// <summary>Ports in the text form of <see cref="PortSet"/> (<c>443</c>, <c>8000-8100</c>, <c>*</c>).</summary>
    public required string Ports { get; init; }

    /// <summary>HTTP methods in upper case; empty means any. Only for <see cref="EgressRuleKind.AllowHttp"/>.</summary>
    public EquatableArray<string> Methods { get; init; }

    /// <summary>Path patterns (<c>/a/b</c>, <c>/a/*</c>); empty means any. Only for <see cref="EgressRuleKind.AllowHttp"/>.</summary>
    public EquatableArray<string> Paths { get; init; }

    /// <summary>Provider ids for which the rule holds; empty means all.</summary>
    public EquatableArray<string> On { get; init; }

    /// <summary>The author's reason, or null.</summary>
    public string? Because { get; init; }

    /// <summary>Whether the rule cuts instead of opening.</summary>
    public bool IsDenial => Kind is EgressRuleKind.DenyHost or EgressRuleKind.DenyNetwork;

    /// <summary>Whether the rule holds for a provider.</summary>
    public bool HoldsFor(string providerId) => On.IsEmpty || On.Items.Contains(providerId);

    /// <summary>The parsed ports.</summary>
    /// <exception cref="FormatException">The text is not a port set; the reader lets no such rule through.</exception>
    public PortSet PortSet => PortSet.TryParse(Ports, out var set) ? set : throw new FormatException($"'{Ports}' is not a port set.");
}
