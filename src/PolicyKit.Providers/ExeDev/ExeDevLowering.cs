using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Providers.ExeDev;

/// <summary>Policy to the commands that make one machine.</summary>
internal sealed class ExeDevLowering : OpenLowering
{
    private const int LongestName = 63;
    private const int MiBPerGiB = 1024;

    private ExeDevLowering(TargetPolicy target)
        : base(target)
    {
    }

    public static Lowered Lower(TargetPolicy target) => new ExeDevLowering(target).Lower();

    private Lowered Lower()
    {
        HoldToOpenEgress("exe.dev", ExeDevDeviations.SpecialAddressUnreachable);
        Deviate(ExeDevDeviations.SpecialAddressesNotClosed);
        Deviate(ExeDevDeviations.NothingFiltered);
        Deviate(ExeDevDeviations.DnsOpen);
        Deviate(ExeDevDeviations.AccountIntegrations);
        Deviate(ExeDevDeviations.RunsAsRoot);
        Others();
        var (port, open) = Port();
        var resources = Policy.Resources;
        return Done(new ExeDevConfiguration
        {
            Name = Name(),
            Image = Plain(Policy.Image, PolicyPlace.Policy),
            Cpu = Whole(resources.MilliCpu, 1000, "cpu"),
            MemoryGiB = Whole(resources.MemoryMiB, MiBPerGiB, "memory"),
            DiskGiB = Whole(resources.DiskMiB, MiBPerGiB, "disk"),
            Environment = Policy.Environment.Select(v => v with { Value = Plain(v.Value, PolicyPlace.Policy) }).ToEquatableArray(),
            Secrets = Secrets(),
            Port = port,
            Public = open,
            Integrations = Integrations(),
        });
    }

    // Third-party notes: names that end in a dash and digits are rejected.
    private string Name()
    {
        var name = TargetName is { } target ? Policy.Id + "--" + target : Policy.Id;
        if (name.Length > LongestName || name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').EndsWith("-", StringComparison.Ordinal))
        {
            Refuse(TargetPlace, name, "A machine's name has at most 63 characters and does not end in a dash with digits.");
        }

        return name;
    }

    // The commands travel as one line, and how exe.dev reads quotes is not documented: so nothing is sent that would need any.
    private string Plain(string text, string place)
    {
        if (text.Length == 0 || !text.All(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or '.' or '/' or ':' or '@' or '=' or '+' or ',' or '%' or '-'))
        {
            Refuse(place, text, "A command of exe.dev takes letters, digits and _ . / : @ = + , % - here; how other characters are quoted is not documented.");
        }

        return text;
    }

    // The most that is declared, in whole units; what is needed where there is no bound.
    private int Whole(LimitRange range, int unit, string what)
    {
        var least = (range.Minimum + unit - 1) / unit;
        var amount = range.Maximum.IsUnbounded ? least : range.Maximum.Value / unit;
        if (amount > int.MaxValue || amount < least || (!range.Maximum.IsUnbounded && amount < 1))
        {
            Refuse(PolicyPlace.Part("resources"), what, $"No whole amount of {what} (CPUs, or GiB) lies in the declared range.");
            return 0;
        }

        return (int)amount;
    }

    private void Others()
    {
        DeviateIf(!(Policy.Lifetime.Seconds.IsUnbounded && Policy.Lifetime.IdleSeconds.IsUnbounded), ExeDevDeviations.LifetimeNotLimited);
        DeviateIf(Policy.Identity.ReadOnlyRoot, ExeDevDeviations.RootWritable, "root", PolicyPlace.Part("runas"));
        DeviateIf(Policy.Persistence != PersistenceKind.Memory, ExeDevDeviations.StateOutlivesRun);
        DeviateIf(Policy.Scale is not null, ExeDevDeviations.ScaleNotLimited, "scale", PolicyPlace.Part("scale"));
        DeviateIf(!Policy.BuildCommands.IsEmpty, ExeDevDeviations.BuildNotDone, "build", PolicyPlace.Policy);
        DeviateIf(!Policy.Start.IsEmpty, ExeDevDeviations.StartNotSet, "start", PolicyPlace.Policy);
        DeviateIf(!Policy.Labels.IsEmpty, ExeDevDeviations.LabelsDropped);
        foreach (var mount in Policy.Mounts)
        {
            Deviate(ExeDevDeviations.MountUnavailable, mount.Path, PolicyPlace.Mount(mount.Path));
        }

        foreach (var parameter in Policy.Parameters)
        {
            Refuse(PolicyPlace.Policy, parameter.Name, "The commands make one machine of a fixed name, so no parameter can be given.");
        }

        if (Policy.Resources.Gpu is { } gpu)
        {
            Refuse(PolicyPlace.Part("resources.gpu"), gpu, "exe.dev has no GPUs.");
        }

        if (Policy.SingleUse)
        {
            Refuse(PolicyPlace.Policy, Policy.Id, "A machine of exe.dev outlives its task; nothing destroys it.");
        }
    }

    private (int? Port, bool Public) Port()
    {
        Deviate(ExeDevDeviations.OwnerReachesAllPorts);
        foreach (var port in Policy.Ingress)
        {
            var (subject, place) = (Text(port.Port), PolicyPlace.Ingress(port.Port));
            DeviateIf(port.Transport != Transport.Tcp, ExeDevDeviations.UdpPortUnreachable, subject, place);
            DeviateIf(port is { Transport: Transport.Tcp, Callers: Callers.Organization }, ExeDevDeviations.CallersNarrowed, subject, place);
        }

        var web = Policy.Ingress.Items.Where(p => p.Transport == Transport.Tcp).GroupBy(p => p.Port).OrderBy(p => p.Key).ToList();
        foreach (var more in web.Skip(1))
        {
            Refuse(PolicyPlace.Ingress(more.Key), Text(more.Key), "The web address leads to one port.");
        }

        return web.Count == 0 ? (null, false) : (web[0].Key, web[0].Any(p => p.Callers == Callers.Public));
    }

    private EquatableArray<string> Secrets()
    {
        foreach (var credential in Target.Credentials)
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Delivery == CredentialDelivery.File)
            {
                Refuse(place, credential.Name, "exe.dev has no secret files; use Delivery.Environment.");
            }

            if (credential.Delivery == CredentialDelivery.Environment && Policy.Environment.Items.Any(e => e.Name == credential.Name))
            {
                Refuse(place, credential.Name, "A plain environment variable has the same name.");
            }
        }

        return Target.Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Environment).Select(c => c.Name).OrderBy(n => n, StringComparer.Ordinal).ToEquatableArray();
    }

    private EquatableArray<ExeDevIntegration> Integrations()
    {
        var integrations = new List<ExeDevIntegration>();
        var web = EgressSet.Of(Transport.Tcp, PortSet.Of(443), NameClasses.Everything, AddressSet.All);
        foreach (var credential in Target.Credentials.Items.Where(c => c.Delivery == CredentialDelivery.Brokered))
        {
            var place = PolicyPlace.Credential(credential.Name);
            if (credential.Scheme is not (null or "Bearer") || (credential.Scheme is not null && credential.Header != "authorization"))
            {
                Refuse(place, credential.Name, "An integration of exe.dev sends a bearer token or the bare value in a header.");
            }

            foreach (var host in credential.Hosts.Items.Where(h => DeclaredAuthority.Audience(credential with { Hosts = EquatableArray.Of(h) }, Target.Declared.Egress).Overlaps(web)))
            {
                if (host.StartsWith("*", StringComparison.Ordinal))
                {
                    Refuse(place, credential.Name, $"{host} is many hosts, and an integration forwards to one; say the hosts one by one.");
                    continue;
                }

                // Names of credentials hold no dash, so that two never make one name.
                var name = $"{Name()}-{credential.Name.ToLowerInvariant().Replace('_', '-')}-h{Text(integrations.Count(i => i.Secret == credential.Name) + 1)}";
                integrations.Add(new ExeDevIntegration(name, host, credential.Name, credential.Scheme is null ? credential.Header : null));
                Deviate(ExeDevDeviations.CredentialByIntegration, credential.Name, place);
            }
        }

        foreach (var toolong in integrations.Where(i => i.Name.Length > LongestName))
        {
            Refuse(PolicyPlace.Credential(toolong.Secret), toolong.Name, "An integration's name has at most 63 characters.");
        }

        return integrations.OrderBy(i => i.Name, StringComparer.Ordinal).ToEquatableArray();
    }
}
