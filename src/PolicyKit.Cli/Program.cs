using PolicyKit.Cli;
using PolicyKit.Cli.Commands;

Console.OutputEncoding = System.Text.Encoding.UTF8;
return CommandLine.Run(args, CliEnvironment.System());
