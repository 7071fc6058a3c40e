namespace PolicyKit.Core.Algebra;

/// <summary>Classes of destinations by how they are dialled: by one of some host names, or by address without any name.</summary>
/// <param name="Names">The host names.</param>
/// <param name="NoName">Whether dialling by address is included.</param>
public sealed record NameClasses(NameSet Names, bool NoName)
{
    /// <summary>Every name and no name.</summary>
    public static NameClasses Everything { get; } = new(NameSet.All, NoName: true);

    /// <summary>Only dialling by address.</summary>
    public static NameClasses AddressOnly { get; } = new(NameSet.Empty, NoName: true);

    /// <summary>Only host names, not dialling by address.</summary>
    /// <param name="names">The names.</param>
    /// <returns>The classes.</returns>
    public static NameClasses NamesOnly(NameSet names) => new(names, NoName: false);
}
