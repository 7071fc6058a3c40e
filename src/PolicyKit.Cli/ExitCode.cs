namespace PolicyKit.Cli;

/// <summary>Exit codes of the command; fixed.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Drift, a refusal or another finding.</summary>
    public const int Finding = 1;

    /// <summary>Wrong usage or unreadable input.</summary>
    public const int Usage = 2;
}
