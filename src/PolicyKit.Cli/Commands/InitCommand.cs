using System.Text.RegularExpressions;
using PolicyKit.Cli.Deploy;
using PolicyKit.Providers;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit init</c>: a new policies project. Nothing is ever overwritten.</summary>
internal sealed partial class InitCommand(CliEnvironment environment, string folder, string name, IReadOnlyList<string> targets)
{
    public int Run()
    {
        // C# has no keyword with a capital letter.
        if (!ProjectName().IsMatch(name) || name.Length > 100)
        {
            throw new CliException($"'{name}' cannot be the project's name and namespace; write words of ASCII letters and digits that begin with a capital, joined by dots, for example Acme.Policies.");
        }

        if (name.Split('.')[0] is "PolicyKit" or "System" or "Microsoft")
        {
            throw new CliException($"'{name}' hides a namespace that policies need; take another name, for example Acme.Policies.");
        }

        var unknown = targets.FirstOrDefault(t => ProviderCatalog.Find(t) is null);
        if (unknown is not null)
        {
            throw new CliException($"there is no target '{unknown}'; there are {string.Join(", ", ProviderCatalog.All.Select(p => p.Id))}.");
        }

        var providers = ProviderCatalog.All.Where(p => targets.Contains(p.Id, StringComparer.Ordinal)).ToList();
        var files = NewProject.Files(name, providers, ToolVersion.Text);
        try
        {
            Make(files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CliException($"the project cannot be made in '{folder}': {e.Message}");
        }

        Tell(files);
        return ExitCode.Ok;
    }

    private void Make(IReadOnlyList<DeployFile> files)
    {
        var root = Path.GetFullPath(folder);
        if (Directory.Exists(root) && Directory.EnumerateFiles(root, "*.*proj").FirstOrDefault() is { } project)
        {
            throw new CliException($"'{folder}' has a project already, {Path.GetFileName(project)}; give another folder. Nothing was made.");
        }

        var taken = files.Where(f => Path.Exists(DeployFiles.Full(root, f.Path))).Select(f => f.Path).ToList();
        if (taken.Count > 0)
        {
            throw new CliException($"'{folder}' has {string.Join(", ", taken)} already; give another folder. Nothing was made.");
        }

        foreach (var file in files)
        {
            var path = DeployFiles.Full(root, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            stream.Write(file.Bytes);
        }
    }

    private void Tell(IReadOnlyList<DeployFile> files)
    {
        var output = environment.Output;
        output.WriteLine($"Made in {PlainText.Of(folder)}:");
        foreach (var file in files)
        {
            output.WriteLine($"  {file.Path}");
        }

        output.WriteLine(string.Empty);
        output.WriteLine("Next, in that folder:");
        output.WriteLine("  dotnet build                          judges the policies; what a target cannot hold to is an error at its attribute");
        output.WriteLine("  dotnet build -p:PolicyKitMode=Write   also writes the configurations into deploy; commit them");
        output.WriteLine("Once deploy is there, every dotnet build compares it with the policies.");
        output.WriteLine("README.md there has more.");
    }

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9]*(\.[A-Z][A-Za-z0-9]*)*\z")]
    private static partial Regex ProjectName();
}
