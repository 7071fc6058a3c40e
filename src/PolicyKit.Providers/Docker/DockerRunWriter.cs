using System.Text;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Docker;

/// <summary>Arguments of <c>docker run</c>, one on a line, for a sandbox without any network: <c>xargs -d '\n' docker run &lt; run.args</c>.</summary>
internal static class DockerRunWriter
{
    public static string Run(DockerConfiguration configuration, string hash)
    {
        var workload = configuration.Workload;
        var arguments = new List<string>
        {
            "--rm",
            "--name=" + configuration.Project,
            "--label=policykit.policy=" + configuration.PolicyId,
            "--label=policykit.hash=" + hash,
            "--network=none",
            "--user=" + DockerfileWriter.Owner(workload),
            "--workdir=" + workload.WorkDirectory,
            "--cap-drop=ALL",
        };
        arguments.AddRange(workload.Labels.Items.Select(l => $"--label={l.Name}={l.Value}"));
        arguments.AddRange(workload.Capabilities.Items.Select(c => "--cap-add=" + c));
        arguments.AddRange(new[] { "--security-opt=no-new-privileges:true", "--ipc=private", "--pids-limit=512", "--ulimit=core=0", "--ulimit=nofile=4096", "--shm-size=64m" });
        arguments.AddRange(new[] { "--log-driver=json-file", "--log-opt=max-size=10m", "--log-opt=max-file=3", "--restart=no" });
        arguments.Add(workload.LifetimeSeconds.IsUnbounded ? "--init" : $"--pid=container:{configuration.Project}.lifetime");
        if (workload.GVisor)
        {
            arguments.Add("--runtime=runsc");
        }

        if (!workload.MilliCpu.IsUnbounded)
        {
            arguments.Add("--cpus=" + ComposeWriter.Cpus(workload.MilliCpu));
        }

        if (!workload.MemoryMiB.IsUnbounded)
        {
            arguments.Add($"--memory={workload.MemoryMiB}m");
            arguments.Add($"--memory-swap={workload.MemoryMiB}m");
        }

        if (workload.Disk == DockerDisk.Quota)
        {
            arguments.Add($"--storage-opt=size={workload.DiskMiB}m");
        }

        if (workload.ReadOnlyRoot)
        {
            arguments.Add("--read-only");
        }

        arguments.AddRange(ComposeWriter.Tmpfs(workload).Select(t => "--tmpfs=" + t));
        arguments.AddRange(workload.Mounts.Items.Select(m => $"--mount=type=volume,source={m.Source},target={m.Path}{(m.ReadOnly ? ",readonly" : string.Empty)}"));
        if (workload.PersistentWorkspace)
        {
            arguments.Add($"--mount=type=volume,source={configuration.Project}.workspace,target={workload.WorkDirectory}");
        }

        arguments.AddRange(workload.Environment.Items.Select(e => $"--env={e.Name}={e.Value}"));
        arguments.AddRange(workload.Readable.Items.Select(r => "--env=" + r.Name));
        arguments.Add(configuration.Project + "-sandbox:local");
        arguments.AddRange(workload.Command);
        return Lines(arguments);
    }

    /// <summary>Arguments of <c>docker build</c>.</summary>
    public static string Build(DockerConfiguration configuration) =>
        Lines(new[] { "--network=" + (configuration.BuildNetwork ? "default" : "none"), $"--tag={configuration.Project}-sandbox:local", "sandbox" });

    /// <summary>The container that owns the PID namespace: when it exits the kernel ends every process of the sandbox.</summary>
    public static string Lifetime(DockerConfiguration configuration) => Lines(new[]
    {
        "--rm",
        "--detach",
        $"--name={configuration.Project}.lifetime",
        "--label=policykit.policy=" + configuration.PolicyId,
        "--network=none",
        "--user=65534:65534",
        "--cap-drop=ALL",
        "--security-opt=no-new-privileges:true",
        "--read-only",
        "--memory=16m",
        "--pids-limit=600",
        configuration.Project + "-sandbox:local",
        "sleep",
        configuration.Workload.LifetimeSeconds.ToString(),
    });

    private static string Lines(IEnumerable<string> arguments) => arguments.Aggregate(new StringBuilder(), (text, a) => text.Append(a).Append('\n')).ToString();
}
