namespace PolicyKit.Cli;

/// <summary>Exit codes of the command; fixed.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Drift, a refusal or another finding.</summary>
    public const int Finding = 1;

    /// <summary>Wrong usage or unreadable input.</summary>
    public const int Usage = 2;

    /// <summary>Of <c>diff</c> alone: something is allowed that was not. What cannot be compared is <see cref="Finding"/> there, so that a script can tell the two apart.</summary>
    public const int Widened = 2;

    /// <summary>A sandbox could not be started or kept; the workload's own exit codes are passed on as they are. The number is <c>docker run</c>'s.</summary>
    public const int Engine = 125;

    /// <summary>The run was interrupted before the sandbox ended.</summary>
    public const int Interrupted = 130;
}
