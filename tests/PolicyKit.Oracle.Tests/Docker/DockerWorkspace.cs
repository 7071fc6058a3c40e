using System.Diagnostics;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Docker;
using PolicyKit.TestKit;

namespace PolicyKit.Oracle.Tests.Docker;

/// <summary>A directory with the emitted files of one policy, in which the checkers of the parts run.</summary>
internal sealed class DockerWorkspace : IDisposable
{
    private static readonly string Tools = Path.Combine(
        Environment.GetEnvironmentVariable("POLICYKIT_TOOLS") ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "policykit", "tools"),
        "bin");

    private static readonly Lazy<string> Pem = new(SelfSigned);

    public DockerWorkspace(string policy)
        : this(DockerPolicies.Named(policy))
    {
    }

    public DockerWorkspace(SandboxPolicy policy)
    {
        var provider = new DockerProvider();
        var accepted = RandomPolicies.AcceptAll(provider, policy);
        var compiled = PolicyCompiler.Compile(provider, accepted, accepted.Targets[0], PolicyCompiler.DefaultBudget);
        Assert.True(compiled.Status == CompileStatus.Emitted, string.Join("; ", compiled.Findings));
        Configuration = (DockerConfiguration)compiled.Configuration!;
        Directory = System.IO.Directory.CreateTempSubdirectory("policykit-docker-").FullName;
        foreach (var (path, text) in compiled.Artifacts.Select(a => (a.Path, a.Text)).Concat(compiled.Glue.Select(g => (g.Path, g.Text))))
        {
            Write(path, text);
        }

        foreach (var credential in accepted.Credentials)
        {
            Write("secrets/" + credential.Name, "secret-of-" + credential.Name);
        }
    }

    public string Directory { get; }

    public DockerConfiguration Configuration { get; }

    public bool Has(string file) => File.Exists(Path.Combine(Directory, file));

    public string Read(string file) => File.ReadAllText(Path.Combine(Directory, file));

    public void Write(string file, string text)
    {
        var path = Path.Combine(Directory, file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Replace(string file, string old, string now)
    {
        var text = Read(file);
        Assert.Contains(old, text, StringComparison.Ordinal);
        Write(file, text.Replace(old, now, StringComparison.Ordinal));
    }

    public Finished Compose(params string[] arguments) => Run(
        File.Exists(Path.Combine(Tools, "docker-compose")) ? Path.Combine(Tools, "docker-compose") : Find("docker-compose"),
        ["-f", "compose.yaml", .. arguments],
        ("POLICYKIT_SECRETS_DIR", Path.Combine(Directory, "secrets")), ("NPM_TOKEN", "npm"), ("DATABASE_URL", "db"));

    /// <summary>
    /// Lets HAProxy check its file. It opens what the file names, so a copy names this directory instead of the container's, with a self-signed certificate for every decrypted host,
    /// and the system's bundle where the machine has it at another place.
    /// </summary>
    public Finished Haproxy()
    {
        var haproxy = Find("haproxy");
        foreach (var host in Has("pki/hosts") ? Read("pki/hosts").Split('\n', StringSplitOptions.RemoveEmptyEntries) : [])
        {
            Write($"run/pki/{host}.pem", Pem.Value);
        }

        Write("run/ca.pem", Pem.Value);
        Write("check.cfg", LocalProxy());
        return Run(haproxy, ["-c", "-f", "check.cfg"]);
    }

    public string LocalProxy() => Read("gateway/haproxy.cfg")
        .Replace("/etc/policykit/gateway/", Directory + "/gateway/", StringComparison.Ordinal)
        .Replace("/run/pki/", Directory + "/run/pki/", StringComparison.Ordinal)
        .Replace("/run/policykit/", Directory + "/run/", StringComparison.Ordinal)
        .Replace("/etc/ssl/certs/ca-certificates.crt", Directory + "/run/ca.pem", StringComparison.Ordinal);

    /// <summary>As <see cref="Haproxy"/>: the working directory of the copy is this one.</summary>
    public Finished Unbound()
    {
        var unbound = Find("unbound-checkconf");
        Write("check.conf", Read("dns/unbound.conf").Replace("/etc/policykit/dns", Directory + "/dns", StringComparison.Ordinal));
        return Run(unbound, ["check.conf"]);
    }

    /// <summary>Checked by the kernel in a network namespace of its own, which needs a user namespace or root.</summary>
    public Finished Nft()
    {
        var nft = Find("nft");
        RequireNamespace();
        return Run("unshare", ["-rn", nft, "-c", "-f", "router/policy.nft"]);
    }

    public void RequireNamespace()
    {
        if (Run(Find("unshare"), ["-rn", "true"]).Code != 0)
        {
            Missing("a network namespace");
        }
    }

    public Finished Shell(string file) => Run("sh", ["-n", file]);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    public static string Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Append("/usr/sbin").Append("/sbin").Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists) ?? Missing(program);

    public Finished Run(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} does not end.");
        }

        return new Finished(process.ExitCode, output.Result, errors.Result);
    }

    private static string Missing(string what)
    {
        // eng/install-docker-tools.sh brings them; in CI their absence would hide everything that this folder tests.
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{what} is missing.");
        Assert.Skip($"{what} is missing; eng/install-docker-tools.sh installs the checkers.");
        return string.Empty;
    }

    private static string SelfSigned()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("policykit-pem-").FullName;
        try
        {
            var arguments = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out crt.pem -days 2 -subj /CN=test".Split(' ');
            using var process = Process.Start(new ProcessStartInfo(Find("openssl"), arguments) { WorkingDirectory = directory, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return File.ReadAllText(Path.Combine(directory, "crt.pem")) + File.ReadAllText(Path.Combine(directory, "key.pem"));
        }
        finally
        {
            System.IO.Directory.Delete(directory, recursive: true);
        }
    }
}

/// <summary>A program that has ended.</summary>
internal sealed record Finished(int Code, string Output, string Errors)
{
    public void Succeeded() => Assert.True(Code == 0, Output + Errors);

    public void Refused() => Assert.True(Code != 0, "The checker accepts it: " + Output + Errors);
}
