using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.Replit;

/// <summary>Policy to the project files. Almost everything is fixed by the platform, so this is mostly about saying so.</summary>
internal sealed class ReplitLowering : OpenLowering
{
    private const int LongestModule = 64;

    private ReplitLowering(TargetPolicy target)
        : base(target)
    {
    }

    public static Lowered Lower(TargetPolicy target) => new ReplitLowering(target).Lower();

    private Lowered Lower()
    {
        HoldToOpenEgress("Replit", ReplitDeviations.SpecialAddressUnreachable);
        Deviate(ReplitDeviations.SpecialAddressesNotClosed);
        Deviate(ReplitDeviations.NothingFiltered);
        Deviate(ReplitDeviations.DnsOpen);
        Deviate(ReplitDeviations.PolicyEditableInside);
        Deviate(ReplitDeviations.BuildNetworkOpen);
        Machine();
        Inside();
        return Done(new ReplitConfiguration
        {
            Module = Module(),
            Autoscale = Option("Deployment") == "Autoscale",
            BuildCommands = Policy.BuildCommands,
            Run = Policy.Start,
            Environment = Environment(),
            Port = Port(),
            Secrets = Secrets(),
        });
    }

    private string? Module()
    {
        Deviate(ReplitDeviations.ImageNotUsed);
        var module = Option("Module");
        if (module is not null && !IsModule(module))
        {
            Refuse(TargetPlace, module, "A module is named by at most 64 of a-z, 0-9, '-' and '.', and begins with a letter.");
        }

        return module;
    }

    private static bool IsModule(string name) =>
        name.Length is > 0 and <= LongestModule && name[0] is >= 'a' and <= 'z' && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.');

    private void Machine()
    {
        var (resources, lifetime) = (Policy.Resources, Policy.Lifetime);
        DeviateIf(!(resources.MilliCpu.Maximum.IsUnbounded && resources.MemoryMiB.Maximum.IsUnbounded && resources.DiskMiB.Maximum.IsUnbounded), ReplitDeviations.ResourcesNotLimited);
        DeviateIf(!(lifetime.Seconds.IsUnbounded && lifetime.IdleSeconds.IsUnbounded), ReplitDeviations.LifetimeNotLimited);
        DeviateIf(Policy.Persistence == PersistenceKind.None, ReplitDeviations.DiskPersists);
        DeviateIf(Policy.Persistence == PersistenceKind.Memory, ReplitDeviations.MemoryNotKept, "persistence", PolicyPlace.Part("persist"));
        DeviateIf(Policy.Scale is not null, ReplitDeviations.ScaleNotLimited, "scale", PolicyPlace.Part("scale"));
        if (resources.Gpu is { } gpu)
        {
            Refuse(PolicyPlace.Part("resources.gpu"), gpu, "Replit has no GPUs.");
        }

        if (Policy.Isolation != IsolationLevel.Container)
        {
            Refuse(PolicyPlace.Part("isolate"), Policy.Isolation.ToString(), "How Replit keeps workspaces apart is not established beyond containers.");
        }

        if (Policy.SingleUse)
        {
            Refuse(PolicyPlace.Policy, Policy.Id, "A workspace of Replit outlives its task; nothing destroys it.");
        }
    }

    private void Inside()
    {
        Deviate(ReplitDeviations.AccountNotSet);
        DeviateIf(Policy.Identity.ReadOnlyRoot, ReplitDeviations.RootWritable, "root", PolicyPlace.Part("runas"));
        DeviateIf(!Policy.Identity.Capabilities.IsEmpty, ReplitDeviations.CapabilitiesNotGranted, "capabilities", PolicyPlace.Part("runas"));
        DeviateIf(!Policy.Labels.IsEmpty, ReplitDeviations.LabelsDropped);
        foreach (var mount in Policy.Mounts)
        {
            Deviate(ReplitDeviations.MountUnavailable, mount.Path, PolicyPlace.Mount(mount.Path));
        }

        foreach (var parameter in Policy.Parameters)
        {
            Refuse(PolicyPlace.Policy, parameter.Name, "Nothing creates a workspace from these files per run, so no parameter can be given.");
        }
    }

    private EquatableArray<NamedValue> Environment()
    {
        DeviateIf(!Policy.Environment.IsEmpty, ReplitDeviations.DollarNotEstablished);
        return Policy.Environment;
    }

    // External port 80 is the web address; which external ports others would get is not said per plan.
    private int? Port()
    {
        Deviate(ReplitDeviations.PortsDetected);
        var tcp = Policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp).OrderBy(p => p.Port).ToList();
        foreach (var port in Policy.Ingress)
        {
            var (subject, place) = (Text(port.Port), PolicyPlace.Ingress(port.Port));
            DeviateIf(port.Transport != Transport.Tcp, ReplitDeviations.UdpPortUnreachable, subject, place);
            DeviateIf(port.Transport == Transport.Tcp && port.Callers != Callers.Public, ReplitDeviations.PortIsPublic, subject, place);
        }

        foreach (var more in tcp.Select(p => p.Port).Distinct().Skip(1))
        {
            Refuse(PolicyPlace.Ingress(more), Text(more), "The web address leads to one port.");
        }

        return tcp.Count == 0 ? null : tcp[0].Port;
    }

    private EquatableArray<string> Secrets()
    {
        Deviate(ReplitDeviations.SecretsSetByHand);
        foreach (var credential in Target.Credentials)
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery != CredentialDelivery.Environment)
            {
                Refuse(place, credential.Name, "Replit hands secrets to programs as environment variables only; nothing outside the sandbox sets headers. Use Delivery.Environment, or leave the target out.");
            }

            if (Policy.Environment.Items.Any(e => e.Name == credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }
        }

        return Target.Credentials.Select(c => c.Name).OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();
    }
}
