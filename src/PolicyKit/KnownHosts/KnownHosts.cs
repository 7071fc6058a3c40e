namespace PolicyKit;

/// <summary>
/// Fragments with the hosts of well-known services, for <see cref="IncludeAttribute{TFragment}"/>, on TCP port 443. Each is dated and never changed: when a vendor's hosts change,
/// a newer one appears beside it, so that an upgrade of this library widens nothing. Each host has its source.
/// </summary>
public static partial class KnownHosts;
