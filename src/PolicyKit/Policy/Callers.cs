namespace PolicyKit;

/// <summary>Who may call an exposed port. Later includes earlier.</summary>
public enum Callers
{
    /// <summary>Only who holds the sandbox: its API key or access token, or the host that it runs on.</summary>
    Owner = 0,

    /// <summary>Members of the owner's organisation.</summary>
    Organization = 1,

    /// <summary>Anybody.</summary>
    Public = 2,
}
