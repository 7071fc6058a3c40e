namespace PolicyKit.Cli;

/// <summary>A mistake of the user or an input that cannot be read: one line on the error stream and exit code 2, no stack trace.</summary>
internal sealed class CliException(string message) : Exception(message);
