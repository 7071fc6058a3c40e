using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PolicyKit.Docker;

/// <summary>The directory of a run on this machine: emitted files, and pipes through which secrets go. In memory where the machine has <c>/dev/shm</c>.</summary>
internal static partial class SetDirectory
{
    private const int WriteOnlyNonBlocking = 0x801;
    private const int NoReaderYet = 6;
    private const string OwnerFile = "owner";

    // What a pipe takes at once on Linux (pipe(7)); more would wait for a reader that has not opened it.
    private const int PipeCapacity = 65536;

    /// <summary>Directory of all runs of this user.</summary>
    public static string Root => Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"policykit-{GetUid()}");

    public static string Of(string run) => Path.Combine(Root, run);

    /// <summary>Account that owns the directories of runs.</summary>
    public static uint User => GetUid();

    /// <summary>Whether files of the run lie in memory and not on a disk.</summary>
    public static bool IsInMemory => Root.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Makes the directory and writes the files of the set.</summary>
    /// <param name="plan">Set.</param>
    /// <param name="endpoint">Engine that it is for.</param>
    public static void Create(SetPlan plan, string endpoint)
    {
        Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var info = new DirectoryInfo(Root);
        if (info.LinkTarget is not null || (info.UnixFileMode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute)) != 0)
        {
            throw new DockerRunException($"{Root} is a link or open to other users; remove it.");
        }

        // Beside the files and not among those that a container sees: what the directory belongs to when the engine has forgotten the run.
        Directory.CreateDirectory(plan.Directory, Open | UnixFileMode.UserWrite);
        File.WriteAllLines(Path.Combine(plan.Directory, OwnerFile), [Environment.ProcessId.ToString(CultureInfo.InvariantCulture), endpoint, plan.Labels[RunLabels.Policy], plan.Labels[RunLabels.Target]]);
        foreach (var (path, text) in plan.Files)
        {
            var file = Path.Combine(plan.Directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!, Open | UnixFileMode.UserWrite);
            File.WriteAllText(file, text, new UTF8Encoding(false));
            File.SetUnixFileMode(file, (Open & ~(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) | UnixFileMode.UserWrite);
        }
    }

    // The directory above is closed to other users; inside, accounts of the containers must be able to read.
    private static UnixFileMode Open =>
        UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes the way of one secret into one container and returns its path on this machine.</summary>
    public static string MakeSecret(SetPlan plan, string service, SetSecret secret, string value)
    {
        if (!secret.IsFile && Encoding.UTF8.GetByteCount(value) > PipeCapacity)
        {
            throw new DockerRunException($"The credential {secret.Name} is longer than 64 KiB.");
        }

        var directory = Path.Combine(plan.Directory, "secrets", service);
        Directory.CreateDirectory(directory, Open | UnixFileMode.UserWrite);
        var path = Path.Combine(directory, secret.Name);
        if (secret.IsFile)
        {
            if (!IsInMemory)
            {
                throw new DockerRunException($"The credential {secret.Name} is handed over as a file, and this machine has no /dev/shm to hold it in memory.");
            }

            File.WriteAllText(path, value, new UTF8Encoding(false));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        else if (MakeFifo(path, 0x124) != 0)
        {
            throw new DockerRunException($"The pipe for {secret.Name} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
        else
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        return path;
    }

    /// <summary>Hands a secret to the one reader of a pipe, when it comes.</summary>
    public static async Task Feed(string pipe, string value, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var descriptor = OpenFile(pipe, WriteOnlyNonBlocking);
            if (descriptor >= 0)
            {
                var stream = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
                await using (stream.ConfigureAwait(false))
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(value), cancellation).ConfigureAwait(false);
                }

                return;
            }

            if (Marshal.GetLastPInvokeError() != NoReaderYet)
            {
                throw new DockerRunException($"The pipe {pipe} cannot be written: {Marshal.GetLastPInvokeErrorMessage()}.");
            }

            await Task.Delay(20, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Runs of an engine whose process has ended and whose directory is still there: id, policy and target.</summary>
    public static IEnumerable<(string Run, string Policy, string Target)> Orphans(string endpoint)
    {
        foreach (var directory in Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
        {
            string[] owner;
            try
            {
                owner = File.ReadAllLines(Path.Combine(directory, OwnerFile));
            }
            catch (IOException)
            {
                // It is being made or removed right now.
                continue;
            }

            if (owner is [var process, var at, var policy, var target] && at == endpoint && !Directory.Exists("/proc/" + process))
            {
                yield return (Path.GetFileName(directory), policy, target);
            }
        }
    }

    public static void Remove(string run)
    {
        var directory = Of(run);
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "getuid")]
    private static partial uint GetUid();
}
