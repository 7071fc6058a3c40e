namespace PolicyKit.Docker;

/// <summary>A run that cannot be started or went wrong for a reason that a person can mend; the message names it.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">Cause, or null.</param>
public sealed class DockerRunException(string message, Exception? inner = null) : Exception(message, inner);
