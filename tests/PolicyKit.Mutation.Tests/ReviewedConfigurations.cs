using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Model;
using PolicyKit.Providers;
using PolicyKit.Providers.Cloudflare;
using PolicyKit.Providers.Daytona;
using PolicyKit.Providers.Docker;
using PolicyKit.Providers.E2B;
using PolicyKit.Providers.ExeDev;
using PolicyKit.Providers.GkeAgentSandbox;
using PolicyKit.Providers.Modal;
using PolicyKit.Providers.Replit;

namespace PolicyKit.Mutation.Tests;

/// <summary>Configurations that no policy leads to, and that a person's edit of the files can: each about one sentence of a semantics.</summary>
internal static class ReviewedConfigurations
{
    public static IEnumerable<(string Name, ProviderConfiguration Configuration)> For(string provider) => (provider switch
    {
        "docker" => Docker(),
        "e2b" => E2B(),
        "exe-dev" => ExeDev(),
        "modal" => Modal(),
        "cloudflare-sandboxes" => Cloudflare(),
        "gke-agent-sandbox" => Gke(),
        "replit" => Replit(),
        "daytona" => Daytona(),
        _ => throw new InvalidOperationException($"{provider} brings no configurations to review."),
    }).Select(c => ("configuration " + c.Name, c.Configuration));

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> Docker()
    {
        var workload = new DockerWorkload { Uid = 10001, Gid = 10001, WorkDirectory = "/work", LifetimeSeconds = new Limit(600) };
        DockerConfiguration With(DockerWorkload work, DockerNetwork? network = null) => new() { Project = "p", PolicyId = "p", Image = "i", Workload = work, Network = network };
        DockerConfiguration Names(params DockerNameRule[] rules) => With(workload, new DockerNetwork
        {
            Prefix = "10.89.0",
            Addresses = EquatableArray.Of(new DockerAddresses(EquatableArray.Of("1.1.1.0/24")), new DockerAddresses(EquatableArray.Of("9.9.9.9/32"))),
            Listeners = EquatableArray.Of(new DockerListener(DockerListenerKind.Tls, new PortRange(443, 444), rules.ToEquatableArray())),
        });
        DockerNameRule Rule(string pattern, DockerNameAction action, int addresses = 0) => new() { Pattern = pattern, Action = action, Addresses = addresses };
        var (pass, inspect, deny) = (DockerNameAction.Pass, DockerNameAction.Inspect, DockerNameAction.Deny);

        yield return ("empty", With(workload));
        yield return ("timer-of-the-same-user", With(workload with { Uid = DockerWorkload.LifetimeUser }));
        yield return ("timer-of-another-user-for-root", With(workload with { Uid = 0 }));
        yield return ("timer-of-another-user-for-root-with-setuid", With(workload with { Uid = 0, Capabilities = EquatableArray.Of("SETUID") }));
        yield return ("timer-of-another-user-with-setuid", With(workload with { Capabilities = EquatableArray.Of("SETUID") }));
        yield return ("limits", With(workload with { MilliCpu = new Limit(2000), MemoryMiB = new Limit(1024), Disk = DockerDisk.Quota, DiskMiB = new Limit(2048) }));
        yield return ("disk-without-a-limit", With(workload with { DiskMiB = new Limit(2048) }));
        yield return ("disk-with-a-persistent-workspace", With(workload with { Disk = DockerDisk.Quota, DiskMiB = new Limit(2048), PersistentWorkspace = true }));
        yield return ("disk-with-a-writable-volume", With(workload with { Disk = DockerDisk.Quota, DiskMiB = new Limit(2048), Mounts = EquatableArray.Of(new MountPoint { Path = "/a", Source = "a", ReadOnly = false }) }));
        yield return ("disk-with-a-volume", With(workload with { Disk = DockerDisk.Memory, DiskMiB = new Limit(2048), Mounts = EquatableArray.Of(new MountPoint { Path = "/a", Source = "a", SubPath = "b" }) }));
        yield return ("disk-without-a-limit-persistent", With(workload with { PersistentWorkspace = true, ReadOnlyRoot = true }));
        yield return ("kernel-of-its-own", With(workload with { GVisor = true }));
        yield return ("requests", Names(Rule("api.example.com", inspect) with
        {
            Requests = EquatableArray.Of(new DockerHttpRule(EquatableArray.Of("GET", "HEAD"), EquatableArray.Of("/a")), new DockerHttpRule(default, EquatableArray.Of("/b/*", "/c"))),
        }));
        yield return ("requests-of-any-method", Names(Rule("api.example.com", inspect) with { Requests = EquatableArray.Of(new DockerHttpRule(default, EquatableArray.Of("/b/*"))) }));
        yield return ("requests-to-nothing", Names(Rule("api.example.com", inspect) with { Requests = EquatableArray.Of(new DockerHttpRule(EquatableArray.Of("GET"), default)) }));
        yield return ("order", Names(
            Rule("exact.example.com", pass), Rule("*.example.com", pass, 1), Rule("a.example.com", deny), Rule("*.b.example.com", deny), Rule("c.b.example.com", pass), Rule("other.net", pass), Rule("other.net", deny)));
        yield return ("order-the-other-way", Names(
            Rule("c.b.example.com", pass), Rule("*.b.example.com", deny), Rule("a.example.com", deny), Rule("a.example.com", pass), Rule("*.example.com", deny), Rule("notexample.com", pass), Rule("d.example.com", pass, 1)));
        yield return ("order-of-everything", Names(Rule("*", pass), Rule("*.example.com", deny), Rule("a.example.com", pass, 1), Rule("xexample.com", inspect)));
        yield return ("order-everything-last", Names(Rule("a.example.com", pass), Rule("*.example.com", pass), Rule("*", deny), Rule("b.example.com", pass), Rule("example.com", pass)));
        yield return ("order-twice", Names(Rule("*.example.com", deny), Rule("*.example.com", pass), Rule("a.example.com", pass), Rule("*.example.com", pass, 1)));
        yield return ("headers", Names(
            Rule("*.example.com", inspect) with { Headers = EquatableArray.Of(new DockerHeader("authorization", "A_TOKEN", "Bearer", null), new DockerHeader("x-b", "B_TOKEN", null, null)) },
            Rule("a.example.com", deny),
            Rule("other.net", inspect, 1) with { Headers = EquatableArray.Of(new DockerHeader("authorization", "A_TOKEN", "Bearer", null)) }));
        yield return ("published", With(workload, new DockerNetwork { Prefix = "10.89.0", Published = EquatableArray.Of(new DockerPublished(80, "127.0.0.1"), new DockerPublished(81, "0.0.0.0"), new DockerPublished(82, "192.168.127.1")) }));
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> E2B()
    {
        var closed = new E2BNetwork(default, EquatableArray.Of("0.0.0.0/0"), default, false);
        E2BConfiguration With(E2BNetwork network, bool? internet = null, E2BUser? user = null, params E2BSecret[] secrets) => new()
        {
            Template = new E2BTemplate("t", "i", user ?? new E2BUser("agent", 10001, 10001, false), "/work", default, 2, 1024, 0),
            Sandbox = new E2BSandbox { TemplateId = "t", TimeoutSeconds = 600, AllowInternetAccess = internet, Network = network },
            Run = new E2BRun(secrets.ToEquatableArray(), default, default),
        };
        E2BHeaderRule Header(string host, params string[] values) => new(host, values.Select(v => new NamedValue("x", v)).ToEquatableArray());
        E2BNetwork Out(params string[] entries) => closed with { AllowOut = entries.ToEquatableArray() };
        var web = Out("*");

        yield return ("closed", With(closed));
        yield return ("nothing-denied", With(closed with { DenyOut = default }));
        yield return ("nothing-denied-no-internet", With(closed with { DenyOut = default }, internet: false));
        yield return ("nothing-denied-internet", With(closed with { DenyOut = default }, internet: true));
        yield return ("some-denied", With(closed with { DenyOut = EquatableArray.Of("0.0.0.0/1", "example.com") }));
        yield return ("private", With(Out("10.0.0.0/7", "1.1.1.1", "2606:4700::/32")));
        yield return ("beside-the-resolver", With(Out("8.8.8.9/32")));
        yield return ("resolver", With(Out("8.8.8.8")));
        yield return ("names", With(Out("Example.COM", "*.example.net", "other.net.")));
        yield return ("dot-before-a-name", With(Out(".example.com")));
        yield return ("no-name", With(Out("a b")));
        yield return ("no-network", With(Out("/8")));
        yield return ("root-by-name", With(closed, user: new E2BUser("root", 10001, 0, false)));
        yield return ("root-by-number", With(closed, user: new E2BUser("agent", 0, 0, true)));
        yield return ("no-limits", With(closed) with { Template = With(closed).Template with { CpuCount = 0, MemoryMiB = 0, MinFreeDiskMiB = 10 } });
        yield return ("pause", With(closed) with { Sandbox = With(closed).Sandbox with { AutoPause = true } });
        yield return ("pause-with-memory", With(closed) with { Sandbox = With(closed).Sandbox with { AutoPause = true, AutoPauseMemory = true } });
        yield return ("memory-without-pause", With(closed) with { Sandbox = With(closed).Sandbox with { AutoPauseMemory = true } });
        yield return ("headers-nested", With(web with
        {
            Rules = EquatableArray.Of(
                Header("*.example.com", "${e2b.secrets.wide}"), Header("*.api.example.com", "${e2b.secrets.narrow}"), Header("a.example.com", "${e2b.secrets.exact}"), Header("*", "${e2b.secrets.all}"), Header("other.net", "${e2b.secrets.other}")),
        }));
        yield return ("headers-nested-the-other-way", With(web with { Rules = EquatableArray.Of(Header("a.example.com", "${e2b.secrets.exact}"), Header("*.api.example.com", "${e2b.secrets.narrow}"), Header("*.example.com", "${e2b.secrets.wide}")) }));
        yield return ("headers-beside", With(web with { Rules = EquatableArray.Of(Header("*.example.com", "${e2b.secrets.a}"), Header("*.longer.example.net", "${e2b.secrets.b}"), Header("*.example.org", "${e2b.secrets.c}")) }));
        yield return ("headers-of-a-name-and-what-is-below", With(web with { Rules = EquatableArray.Of(Header("example.com", "${e2b.secrets.a}"), Header("*.example.com", "${e2b.secrets.b}"), Header("sub.example.com", "${e2b.secrets.c}")) }));
        yield return ("headers-of-other-letters", With(web with { Rules = EquatableArray.Of(Header("example.com", "${e2b.secrets.a}"), Header("Example.com", "${e2b.secrets.b}")) }));
        yield return ("headers-twice", With(web with { Rules = EquatableArray.Of(Header("example.com", "${e2b.secrets.a}"), Header("example.com", "${e2b.secrets.b}", "plain")) }));
        yield return ("header-without-an-end", With(web with { Rules = EquatableArray.Of(Header("example.com", "Bearer ${e2b.secrets.a")) }));
        yield return ("header-with-two", With(web with { Rules = EquatableArray.Of(Header("example.com", "${e2b.secrets.a}${e2b.secrets.b}${e2b.secrets.}}")) }));
        yield return ("header-within-a-header", With(web with { Rules = EquatableArray.Of(Header("example.com", "${e2b.secrets.${e2b.secrets.a}")) }));
        yield return ("secrets", With(
            web with { Rules = EquatableArray.Of(Header("example.com", "${e2b.secrets.store-a}")) }, null, null, new E2BSecret("A_TOKEN", "store-a", null), new E2BSecret("B_TOKEN", null, null)));
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> Modal()
    {
        var blocked = new ModalNetwork(ModalNetworkType.Blocked, default, default);
        ModalConfiguration With(ModalNetwork network, params ModalHeaderReplacement[] replacements) => new()
        {
            Image = new ModalImage("i", default, "/work", new ModalUser(10001, 10001)),
            Sandbox = new ModalSandbox { TimeoutSeconds = 600, WorkDirectory = "/work", Resources = new ModalResources(1000, 2000, 512, 1024, null), Network = network, HeaderReplacements = replacements.ToEquatableArray() },
            Run = new ModalRun("app", default, default),
        };
        ModalNetwork List(string[] networks, params string[] domains) => new(ModalNetworkType.Allowlist, networks.ToEquatableArray(), domains.ToEquatableArray());
        ModalHeaderReplacement Header(string domain, params string[] values) => new(domain, "secret", values.Select(v => new NamedValue("x", v)).ToEquatableArray());
        var web = new ModalNetwork(ModalNetworkType.Open, default, default);

        yield return ("blocked", With(blocked));
        yield return ("blocked-with-lists", With(blocked with { AllowedCidrs = EquatableArray.Of("1.1.1.0/24"), AllowedDomains = EquatableArray.Of("example.com") }));
        yield return ("open-with-lists", With(web with { AllowedCidrs = EquatableArray.Of("1.1.1.0/24"), AllowedDomains = EquatableArray.Of("example.com") }));
        yield return ("an-empty-list", With(List([])));
        yield return ("networks-of-both-versions", With(List(["2606:4700::/32", "1.1.1.0/24"])));
        yield return ("names", With(List(["9.9.9.9/32"], "example.com", "*.example.net")));
        yield return ("every-name", With(List([], "*")));
        yield return ("no-name", With(List([], "a b")));
        yield return ("no-name-blocked", With(blocked with { AllowedDomains = EquatableArray.Of("a b") }));
        yield return ("no-network", With(List(["example.com"])));
        yield return ("root", With(blocked) with { Image = With(blocked).Image with { User = null } });
        yield return ("no-limits", With(blocked) with { Sandbox = With(blocked).Sandbox with { Resources = new ModalResources(0, 0, 0, 0, "H100"), IdleTimeoutSeconds = 60, VirtualMachine = true } });
        yield return ("volumes", With(blocked) with { Sandbox = With(blocked).Sandbox with { Volumes = EquatableArray.Of(new ModalVolume("/a", "a", "b", true), new ModalVolume("/c", "c", null, false)) } });
        yield return ("headers", With(web, Header("*.example.com", "$A"), Header("other.net", "Bearer $B"), Header("*", "$C")));
        yield return ("headers-with-a-list", With(List([], "api.example.com"), Header("*.example.com", "$A"), Header("example.com", "$B")));
        yield return ("keys", With(web, Header("a.example.com", "$A$B"), Header("b.example.com", "$$C $D_1"), Header("c.example.com", "$$$E"), Header("d.example.com", "$"), Header("e.example.com", "x$F-$"), Header("f.example.com", "$ $$"), Header("g.example.com", "$-"), Header("h.example.com", "$G$$H"), Header("i.example.com", "$LongName")));
        yield return ("secrets", With(blocked) with { Run = new ModalRun("app", EquatableArray.Of("A_TOKEN"), default) });
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> Cloudflare()
    {
        CloudflareConfiguration With(params CloudflareRule[] rules) => new()
        {
            Worker = "w",
            SecretsStore = new string('0', 32),
            Image = new CloudflareImage("i", default, 10001, 10001, "/work"),
            Instance = new CloudflareInstance("lite", 62, 256, 2000),
            LifetimeSeconds = new Limit(600),
            IdleSeconds = new Limit(60),
            Rules = rules.ToEquatableArray(),
        };
        CloudflareRule Rule(string host, bool allow = true, string scheme = "https", params CloudflareRequests[] requests) => new(scheme, host, allow, requests.ToEquatableArray());

        yield return ("closed", With());
        yield return ("lifetime-before-idle", With() with { IdleSeconds = new Limit(3600) });
        yield return ("no-limits", With() with { LifetimeSeconds = Limit.Zero, IdleSeconds = Limit.Zero });
        yield return ("no-idle-limit", With() with { IdleSeconds = Limit.Zero });
        yield return ("requests", With(Rule("api.example.com", true, "https", new CloudflareRequests(EquatableArray.Of("GET", "HEAD"), EquatableArray.Of("/a")), new CloudflareRequests(default, EquatableArray.Of("/b/*", "/c")))));
        yield return ("requests-of-any-method", With(Rule("api.example.com", true, "http", new CloudflareRequests(default, EquatableArray.Of("/b/*")))));
        yield return ("requests-to-nothing", With(Rule("api.example.com", true, "https", new CloudflareRequests(EquatableArray.Of("GET"), default))));
        yield return ("another-scheme", With(Rule("api.example.com", true, "ftp")));
        yield return ("denied-by-another-scheme", With(Rule("*.example.com"), Rule("a.example.com", false, "http"), Rule("*.example.com", true, "http"), Rule("b.example.com", false)));
        yield return ("order", With(
            Rule("exact.example.com"), Rule("*.example.com"), Rule("a.example.com", false), Rule("*.b.example.com", false), Rule("c.b.example.com"), Rule("other.net"), Rule("other.net", false)));
        yield return ("order-the-other-way", With(
            Rule("c.b.example.com"), Rule("*.b.example.com", false), Rule("a.example.com", false), Rule("a.example.com"), Rule("*.example.com", false), Rule("notexample.com"), Rule("d.example.com")));
        yield return ("order-of-everything", With(Rule("*"), Rule("*.example.com", false), Rule("a.example.com"), Rule("xexample.com")));
        yield return ("order-everything-last", With(Rule("a.example.com"), Rule("*.example.com"), Rule("*", false), Rule("b.example.com"), Rule("example.com")));
        yield return ("order-twice", With(Rule("*.example.com", false), Rule("*.example.com"), Rule("a.example.com", false), Rule("*.example.com")));
        yield return ("ports", With() with { Ports = EquatableArray.Of(80, 8080), PublicPort = 8080 });
        yield return ("a-public-port-that-is-not-exposed", With() with { Ports = EquatableArray.Of(80), PublicPort = 8080 });
        yield return ("credentials", With(Rule("*.example.com"), Rule("a.example.com", false), Rule("plain.example.com", true, "http")) with
        {
            Credentials = EquatableArray.Of(
                new CloudflareCredential("A_TOKEN", "authorization", "Bearer", null, EquatableArray.Of("*.example.com", "other.net")),
                new CloudflareCredential("B_TOKEN", "x-b", null, null, EquatableArray.Of("*")),
                new CloudflareCredential("C_TOKEN", null, null, null, EquatableArray.Of("*"))),
        });
        yield return ("root", With() with { Image = new CloudflareImage("i", EquatableArray.Of("true"), 0, 0, "/work") });
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> Gke()
    {
        var plain = new GkeConfiguration { Namespace = "n", Name = "policy", Image = "i", WorkDirectory = "/w", Uid = 1000, Gid = 1000, LifetimeSeconds = new Limit(60) };
        var network = new GkeNetworkRule(Core.Algebra.Transport.Tcp, 443, 444, EquatableArray.Of("1.1.1.0/24", "2606:4700::/32"));
        yield return ("closed", plain);
        yield return ("networks", plain with { Networks = EquatableArray.Of(network, network with { Transport = Core.Algebra.Transport.Udp, FirstPort = 53, LastPort = 53 }) });
        yield return ("hosts", plain with { Hosts = EquatableArray.Of(new GkeHostRule(443, EquatableArray.Of("a.example.com", "*.example.org")), new GkeHostRule(80, EquatableArray.Of("a.example.com"))) });
        yield return ("volumes", plain with { Volumes = EquatableArray.Of(new GkeVolume("/a", "a", null, true), new GkeVolume("/b", "b", "in", false)), Secrets = EquatableArray.Of("A_TOKEN"), Ports = EquatableArray.Of(8080) });
        yield return ("root", plain with { Uid = 0, BaseImage = "b", ReadOnlyRoot = true, Capabilities = EquatableArray.Of("CHOWN"), LifetimeSeconds = Limit.Unbounded });
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> Replit()
    {
        yield return ("nothing-said", new ReplitConfiguration());
        yield return ("port", new ReplitConfiguration { Port = 8080, Autoscale = true });
        yield return ("secrets", new ReplitConfiguration { Secrets = EquatableArray.Of("A_TOKEN", "B_TOKEN") });
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> Daytona()
    {
        var blocked = new DaytonaNetwork(true, default, default);
        DaytonaConfiguration With(DaytonaNetwork network, params DaytonaSecret[] secrets) => new()
        {
            Image = new DaytonaImage("i", default, "/work", 10001, 10001, false),
            Sandbox = new DaytonaSandbox { Network = network, Cpu = 2, MemoryGiB = 4, DiskGiB = 5, AutoStopMinutes = 10, TtlMinutes = 60 },
            Run = new DaytonaRun(secrets.ToEquatableArray(), default, default),
        };
        DaytonaNetwork List(string[] networks, params string[] domains) => new(false, networks.ToEquatableArray(), domains.ToEquatableArray());
        DaytonaSecret Secret(string name, params string[] hosts) => new(name, "s_" + name, hosts.ToEquatableArray(), null);

        yield return ("blocked", With(blocked, Secret("A", "example.com")));
        yield return ("blocked-with-lists", With(new DaytonaNetwork(true, EquatableArray.Of("1.1.1.0/24"), EquatableArray.Of("example.com"))));
        yield return ("open", With(List([]), Secret("A", "example.com", "*.example.net"), Secret("B")));
        yield return ("networks-of-both-versions", With(List(["2606:4700::/32", "1.1.1.0/24", "10.0.0.0/8"]), Secret("A", "example.com")));
        yield return ("names", With(List([], "example.com", "*.example.net"), Secret("A", "example.com"), Secret("B", "other.net"), Secret("C")));
        yield return ("both-lists", With(List(["9.9.9.9/32"], "example.com")));
        yield return ("no-name", With(List([], "*")));
        yield return ("no-network", With(List(["example.com"])));
        yield return ("no-host-of-a-secret", With(List([], "example.com"), Secret("A", "a b")));
        yield return ("readable", With(blocked, new DaytonaSecret("A", null, default, null)));
        yield return ("readable-by-name", With(List([], "example.com"), new DaytonaSecret("A", null, default, null)));
        yield return ("root", With(blocked) with { Image = new DaytonaImage("i", default, "/work", 0, 0, false) });
        yield return ("sudo", With(blocked) with { Image = new DaytonaImage("i", default, "/work", 1, 1, true) });
        yield return ("no-limits", With(blocked) with { Sandbox = With(blocked).Sandbox with { AutoStopMinutes = 0, TtlMinutes = 0, Gpu = "H100", Ephemeral = false, Public = true } });
        yield return ("volumes", With(blocked) with { Sandbox = With(blocked).Sandbox with { Volumes = EquatableArray.Of(new DaytonaVolume("a", "/a", "b"), new DaytonaVolume("c", "/c", null)) } });
    }

    private static IEnumerable<(string Name, ProviderConfiguration Configuration)> ExeDev()
    {
        var machine = new ExeDevConfiguration { Name = "m", Image = "i" };
        yield return ("nothing-said", machine);
        yield return ("amounts", machine with { Cpu = 2, MemoryGiB = 4, DiskGiB = 20 });
        yield return ("private-port", machine with { Port = 8080 });
        yield return ("public-port", machine with { Port = 8080, Public = true });
        yield return ("public-without-a-port", machine with { Public = true });
        yield return ("credentials", machine with
        {
            Secrets = EquatableArray.Of("B_TOKEN"),
            Integrations = EquatableArray.Of(
                new ExeDevIntegration("m-a-h1", "api.example.com", "A_TOKEN", null), new ExeDevIntegration("m-a-h2", "api.other.net", "A_TOKEN", null), new ExeDevIntegration("m-c-h1", "api.example.com", "C_TOKEN", "x-api-key")),
        });
    }
}
