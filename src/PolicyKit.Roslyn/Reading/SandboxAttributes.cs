using System.Globalization;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

/// <summary>Reads everything about the sandbox itself: image, identity, resources, life, ports, mounts, build.</summary>
internal static class SandboxAttributes
{
    private const int LongestLine = PolicyForm.LongestText;

    private static readonly HashSet<string> Capabilities = new(
        ("AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE "
        + "MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE "
        + "SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM").Split(' '),
        StringComparer.Ordinal);

    public static void Sandbox(ReadingState state, AttributeView at)
    {
        var id = at.Text(0);
        state.Mark(PolicyPlace.Policy, at, ArgumentKey.Whole);
        state.Mark(PolicyPlace.Part("image"), at, ArgumentKey.Of("Image"));
        if (!PolicyGrammar.IsPolicyId(id))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.PolicyIdForm, Shown.Of(id));
        }

        var image = at.Text("Image") ?? string.Empty;
        if (!PolicyGrammar.IsImage(image))
        {
            state.Report(at, ArgumentKey.Of("Image"), RuleCatalog.ImageForm, Shown.Of(image));
        }

        var description = at.Text("Description");
        if (description is not null)
        {
            Line(state, at, ArgumentKey.Of("Description"), description, 500);
        }

        state.Draft.Id = id;
        state.Draft.Image = image;
        state.Draft.Description = description;
    }

    public static void Resources(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("resources"), at, ArgumentKey.Whole);
        foreach (var (part, property) in new[] { ("cpu", "Cpu"), ("memory", "MemoryMiB"), ("disk", "DiskGiB"), ("gpu", "Gpu") })
        {
            state.Mark(PolicyPlace.Part("resources." + part), at, ArgumentKey.Of(property));
        }

        var cpu = Range(state, at, "Cpu", 3, 1024, "a number of virtual CPUs from 0.001 to 1024");
        var memory = Range(state, at, "MemoryMiB", 0, 16777216, "a whole number of MiB");
        var disk = Range(state, at, "DiskGiB", 3, 65536, "a number of GiB from 0.001 to 65536");
        var gpu = at.Text("Gpu");
        if (gpu is not null && (gpu.Length == 0 || !Line(state, at, ArgumentKey.Of("Gpu"), gpu, 64)))
        {
            state.Report(at, ArgumentKey.Of("Gpu"), RuleCatalog.ValueForm, Shown.Of(gpu), "write the provider's name of the kind, or leave Gpu out");
        }

        // MiB are rounded towards what was asked for: a bound down, a need up.
        state.Draft.Resources = new ResourceRanges(
            cpu,
            new LimitRange(memory.Minimum / 1000, memory.Maximum.IsUnbounded ? Limit.Unbounded : new Limit(memory.Maximum.Value / 1000)),
            new LimitRange(((disk.Minimum * 1024) + 999) / 1000, disk.Maximum.IsUnbounded ? Limit.Unbounded : new Limit(disk.Maximum.Value * 1024 / 1000)),
            gpu);
    }

    public static void Lifetime(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("lifetime"), at, ArgumentKey.At(0));
        state.Mark(PolicyPlace.Part("lifetime.duration"), at, ArgumentKey.At(0));
        state.Mark(PolicyPlace.Part("lifetime.idle"), at, ArgumentKey.Of("Idle"));
        var life = Duration(state, at, ArgumentKey.At(0), at.Text(0));
        var idle = at.Text("Idle") is { } text ? Duration(state, at, ArgumentKey.Of("Idle"), text) : Limit.Unbounded;
        if (at.Says("Idle") && !idle.IsUnbounded && idle.CompareTo(life) > 0)
        {
            state.Report(at, ArgumentKey.Of("Idle"), RuleCatalog.Contradiction, "Idle", "the lifetime, which is shorter");
        }

        state.Draft.Lifetime = new LifetimeLimits(life, idle);
    }

    public static void RunAs(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("runas"), at, ArgumentKey.At(0));
        foreach (var property in new[] { "WorkDirectory", "ReadOnlyRoot", "Sudo", "Capabilities" })
        {
            state.Mark(PolicyPlace.Part("runas." + property.ToLowerInvariant()), at, ArgumentKey.Of(property));
        }

        var uid = Id(state, at, 0, "uid");
        var gid = at.ConstructorArgumentCount > 1 ? Id(state, at, 1, "gid") : uid;
        var directory = at.Text("WorkDirectory") ?? RunIdentity.Default.WorkDirectory;
        var readOnly = at.Flag("ReadOnlyRoot");
        if (!PolicyGrammar.IsAbsolutePath(directory))
        {
            state.Report(at, ArgumentKey.Of("WorkDirectory"), RuleCatalog.PathForm, Shown.Of(directory), PathRule);
        }
        else if (readOnly && PolicyGrammar.IsSystemPath(directory))
        {
            state.Report(at, ArgumentKey.Of("WorkDirectory"), RuleCatalog.PathForm, Shown.Of(directory), "it stays writable, which would undo ReadOnlyRoot; choose a directory outside the system's");
        }

        var capabilities = at.Texts("Capabilities");
        foreach (var capability in capabilities.Where(c => !Capabilities.Contains(c.Text)))
        {
            state.Report(at, capability.Key, RuleCatalog.IdentityForm, $"'{Shown.Of(capability.Text)}' is no Linux capability; write it in capitals without CAP_, such as NET_BIND_SERVICE");
        }

        state.Draft.Identity = new RunIdentity(uid, gid, directory, readOnly, at.Flag("Sudo"), PolicyDraft.Sorted(capabilities.Select(c => c.Text)));
    }

    public static void Isolate(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("isolate"), at, ArgumentKey.At(0));
        state.Draft.Isolation = at.Member<IsolationLevel>(0);
    }

    public static void Persist(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("persist"), at, ArgumentKey.At(0));
        state.Draft.Persistence = at.Member<PersistenceKind>(0);
    }

    public static void SingleUse(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("singleuse"), at, ArgumentKey.Whole);
        state.Draft.SingleUse = true;
    }

    public static void Scale(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("scale"), at, ArgumentKey.Whole);
        var (maximum, warm) = (at.Number("Max", 0), at.Number("Warm", 0));
        if (maximum is < 1 or > 1_000_000)
        {
            state.Report(at, ArgumentKey.Of("Max"), RuleCatalog.ValueForm, "Max = " + maximum.ToString(CultureInfo.InvariantCulture), "it is 1 to 1000000");
        }

        if (warm < 0 || warm > maximum)
        {
            state.Report(at, ArgumentKey.Of("Warm"), RuleCatalog.ValueForm, "Warm = " + warm.ToString(CultureInfo.InvariantCulture), "it is 0 to Max");
        }

        state.Draft.Scale = new ScaleLimits(maximum, warm);
    }

    public static void Label(ReadingState state, AttributeView at)
    {
        var (name, value) = (at.Text(0), at.Text(1));
        if (!PolicyGrammar.IsLabelName(name) || name.StartsWith("policykit", StringComparison.OrdinalIgnoreCase))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.ValueForm, Shown.Of(name), "the name of a label has 1 to 63 letters, digits, '.', '_', '-' or '/', begins with a letter, and not with policykit, which is ours");
        }

        Line(state, at, ArgumentKey.At(1), value, 255);
        CheckPlaceholders(state, at, ArgumentKey.At(1), value);
        Once(state, at, "label:" + name, state.Draft.Labels.Any(l => l.Name == name), $"The label '{Shown.Of(name)}'");
        state.Draft.Labels.Add(new NamedValue(name, value));
    }

    public static void Environment(ReadingState state, AttributeView at)
    {
        var (name, value) = (at.Text(0), at.Text(1));
        if (!PolicyGrammar.IsEnvironmentName(name))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.ValueForm, Shown.Of(name), "the name of a variable has letters, digits and '_', and does not begin with a digit");
        }

        Line(state, at, ArgumentKey.At(1), value, LongestLine);
        Once(state, at, "environment:" + name, state.Draft.Environment.Any(e => e.Name == name), $"The variable '{Shown.Of(name)}'");
        state.Draft.Environment.Add(new NamedValue(name, value));
    }

    public static void Parameter(ReadingState state, AttributeView at)
    {
        var name = at.Text(0);
        var pattern = at.Text("Pattern") ?? string.Empty;
        if (!PolicyGrammar.IsParameterName(name))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.ParameterForm, Shown.Of(name), "its name is a lower-case letter followed by up to 31 lower-case letters, digits or '-'");
        }

        if (!PolicyGrammar.IsPattern(pattern))
        {
            state.Report(
                at,
                ArgumentKey.Of("Pattern"),
                RuleCatalog.ParameterForm,
                Shown.Of(name),
                "it needs a Pattern of literals and classes of letters, digits, '-' and '_' with counts, such as \"[a-z0-9]{8,32}\", for at most 255 characters");
        }

        Once(state, at, "parameter:" + name, state.Draft.Parameters.Any(p => p.Name == name), $"The parameter '{Shown.Of(name)}'");
        state.Draft.Parameters.Add(new RunParameter(name, pattern));
    }

    public static void Build(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("build"), at, ArgumentKey.At(0, 0));
        state.Draft.Build = Commands(state, at);
    }

    public static void Start(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("start"), at, ArgumentKey.At(0, 0));
        var arguments = at.Texts(0);
        if (arguments.Length == 1 && arguments[0].Text.IndexOf(' ') >= 0)
        {
            state.Report(at, arguments[0].Key, RuleCatalog.ValueForm, Shown.Of(arguments[0].Text), "no shell reads it; write program and arguments as strings of their own");
        }

        state.Draft.Start = Commands(state, at, mayBeEmpty: true);
    }

    public static void BuildHosts(ReadingState state, AttributeView at)
    {
        state.Mark(PolicyPlace.Part("buildhosts"), at, ArgumentKey.At(0, 0));
        var hosts = at.Texts(0);
        if (hosts.IsEmpty)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.NothingListed, at.Word);
        }

        foreach (var said in hosts)
        {
            if (EgressAttributes.Host(state, at, said) is { } host)
            {
                state.Draft.BuildHosts.Add(host);
                state.Mark(PolicyPlace.BuildHost(host), at, said.Key);
            }
        }
    }

    public static void Expose(ReadingState state, AttributeView at)
    {
        var port = at.Number(0);
        var shown = port.ToString(CultureInfo.InvariantCulture);
        if (port is < 1 or > 65535)
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.PortsForm, shown);
        }

        var ingress = new IngressPort(port, at.Member("Transport", Transport.Tcp), at.Member("Callers", Callers.Owner));
        Once(state, at, PolicyPlace.Ingress(port), state.Draft.Ingress.Any(i => i.Port == port && i.Transport == ingress.Transport), $"Port {shown}");
        state.Draft.Ingress.Add(ingress);
    }

    public static void Mount(ReadingState state, AttributeView at)
    {
        var path = at.Text(0);
        var source = at.Text("Source") ?? string.Empty;
        var subPath = at.Text("SubPath");
        if (!PolicyGrammar.IsAbsolutePath(path))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.PathForm, Shown.Of(path), PathRule);
        }
        else if (PolicyGrammar.IsSystemPath(path))
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.PathForm, Shown.Of(path), "it would cover a directory of the system; choose another");
        }

        if (!PolicyGrammar.IsVolumeName(PolicyGrammar.WithoutPlaceholders(source)))
        {
            state.Report(at, ArgumentKey.Of("Source"), RuleCatalog.ValueForm, Shown.Of(source), "Source is the name of a volume of letters, digits, '.', '_' and '-'; a directory of the host cannot be said");
        }

        if (subPath is not null && !PolicyGrammar.IsRelativePath(PolicyGrammar.WithoutPlaceholders(subPath)))
        {
            state.Report(at, ArgumentKey.Of("SubPath"), RuleCatalog.PathForm, Shown.Of(subPath), "SubPath is relative, of letters, digits and '._-@+', without '..'");
        }

        CheckPlaceholders(state, at, ArgumentKey.Of("Source"), source);
        CheckPlaceholders(state, at, ArgumentKey.Of("SubPath"), subPath ?? string.Empty);
        Once(state, at, PolicyPlace.Mount(path), state.Draft.Mounts.Any(m => m.Path == path), $"The mount at '{Shown.Of(path)}'");
        state.Draft.Mounts.Add(new MountPoint { Path = path, Source = source, SubPath = subPath, ReadOnly = at.Flag("ReadOnly", otherwise: true) });
    }

    /// <summary>Whether a text is one printable line of bounded length; reports it otherwise.</summary>
    public static bool Line(ReadingState state, AttributeView at, ArgumentKey key, string text, int longest)
    {
        if (PolicyGrammar.IsLine(text, longest))
        {
            return true;
        }

        var most = longest.ToString(CultureInfo.InvariantCulture);
        state.Report(at, key, RuleCatalog.ValueForm, Shown.Of(text), $"write one line of at most {most} characters, without control characters");
        return false;
    }

    /// <summary>Checks that need the whole policy.</summary>
    public static void Check(ReadingState state)
    {
        var draft = state.Draft;
        if (draft.SingleUse && draft.Persistence != PersistenceKind.None)
        {
            state.ReportPlace(PolicyPlace.Part("singleuse"), RuleCatalog.Contradiction, "[SingleUse]", "[Persist], which keeps something for a further run");
        }

        foreach (var use in state.Placeholders.Where(u => draft.Parameters.All(p => p.Name != u.Name)))
        {
            state.Report(use.At, use.Key, RuleCatalog.ParameterForm, use.Name, $"it is not declared; add [Parameter(\"{use.Name}\", Pattern = \"...\")]");
        }
    }

    private const string PathRule = "write an absolute path of letters, digits and '._-@+', without '..', empty segments or a slash at the end";

    private static void CheckPlaceholders(ReadingState state, AttributeView at, ArgumentKey key, string text)
    {
        if (!PolicyGrammar.TryPlaceholders(text, out var names))
        {
            state.Report(at, key, RuleCatalog.ParameterForm, Shown.Of(text), "a brace begins or ends the name of a parameter, such as {tenant}");
            return;
        }

        state.Placeholders.AddRange(names.Select(name => new PlaceholderUse(name, at, key)));
    }

    private static void Once(ReadingState state, AttributeView at, string place, bool before, string what)
    {
        if (before)
        {
            state.Report(at, ArgumentKey.At(0), RuleCatalog.SaidTwice, what);
        }

        state.Mark(place, at, ArgumentKey.At(0));
    }

    private static EquatableArray<string> Commands(ReadingState state, AttributeView at, bool mayBeEmpty = false)
    {
        var commands = at.Texts(0);
        if (commands.IsEmpty)
        {
            state.Report(at, ArgumentKey.Whole, RuleCatalog.NothingListed, at.Word);
        }

        for (var i = 0; i < commands.Length; i++)
        {
            var command = commands[i];
            Line(state, at, command.Key, command.Text, LongestLine);
            if (string.IsNullOrWhiteSpace(command.Text) && !(mayBeEmpty && i > 0))
            {
                state.Report(at, command.Key, RuleCatalog.ValueForm, string.Empty, "it is empty");
            }
        }

        return commands.Select(c => c.Text).ToEquatableArray();
    }

    private static int Id(ReadingState state, AttributeView at, int position, string what)
    {
        var id = at.Number(position);
        if (id is < 0 or > 65533)
        {
            state.Report(at, ArgumentKey.At(position), RuleCatalog.IdentityForm, $"{what} {id.ToString(CultureInfo.InvariantCulture)} is not between 0 and 65533");
        }

        return id;
    }

    private static Limit Duration(ReadingState state, AttributeView at, ArgumentKey key, string text)
    {
        if (!PolicyGrammar.TryDuration(text, out var limit))
        {
            state.Report(at, key, RuleCatalog.DurationForm, Shown.Of(text));
        }

        return limit;
    }

    private static LimitRange Range(ReadingState state, AttributeView at, string property, int decimals, long most, string form)
    {
        if (at.Text(property) is not { } text)
        {
            return LimitRange.Unbounded;
        }

        if (!PolicyGrammar.TryRange(text, decimals, most, out var range))
        {
            state.Report(at, ArgumentKey.Of(property), RuleCatalog.RangeForm, Shown.Of(text), form);
        }

        return range;
    }
}
