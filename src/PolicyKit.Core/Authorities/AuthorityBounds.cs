namespace PolicyKit.Core.Authorities;

/// <summary>Two bounds on what a configuration lets a sandbox do.</summary>
/// <param name="May">At most this; containment uses it.</param>
/// <param name="Must">At least this: what surely works.</param>
public sealed record AuthorityBounds(Authority May, Authority Must);
