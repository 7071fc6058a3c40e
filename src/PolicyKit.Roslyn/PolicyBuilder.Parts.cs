using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PolicyKit.Core;
using PolicyKit.Core.Algebra;
using PolicyKit.Core.Findings;
using PolicyKit.Core.Model;

namespace PolicyKit.Roslyn;

internal sealed partial class PolicyBuilder
{
    private static readonly string[] UnsafeHeaders =
        { "host", "content-length", "transfer-encoding", "connection", "te", "trailer", "upgrade", "keep-alive", "proxy-authorization", "proxy-connection", "expect" };

    private static readonly string[] SystemPaths = { "/", "/bin", "/sbin", "/lib", "/lib64", "/usr", "/etc", "/proc", "/sys", "/dev", "/run", "/var/run" };

    private string PolicyId(AttributeReading? sandbox)
    {
        var id = sandbox?.Text("id") ?? string.Empty;
        if (sandbox is not null && !IsWord(id, 63))
        {
            Report(RuleCatalog.PolicyIdForm, Place(sandbox, "id"), id);
        }

        return id.Length == 0 ? _typeName : id;
    }

    private string Image(AttributeReading? sandbox)
    {
        var image = sandbox?.Text("Image") ?? string.Empty;
        var good = image.Length is > 0 and <= 512 && IsAsciiLetterOrDigit(image[0]) && image.All(c => IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':' or '@') && !image.Contains("//") && !image.Contains("..");
        if (sandbox is not null && !good)
        {
            Report(RuleCatalog.ImageForm, Place(sandbox, sandbox.Has("Image") ? "Image" : null), image);
        }

        if (sandbox is not null)
        {
            Source("image", sandbox, sandbox.Has("Image") ? "Image" : null);
        }

        return image;
    }

    private ResourceRanges Resources()
    {
        if (One("Resources") is not { } attribute)
        {
            return ResourceRanges.Unbounded;
        }

        Source("resources.cpu", attribute, "Cpu");
        Source("resources.memory", attribute, "MemoryMiB");
        Source("resources.disk", attribute, "DiskGiB");
        Source("resources.gpu", attribute, "Gpu");
        return new ResourceRanges(
            Range(attribute, "Cpu", "a number of virtual CPUs", 1000, decimals: true),
            Range(attribute, "MemoryMiB", "a number of MiB", 1, decimals: false),
            Range(attribute, "DiskGiB", "a number of GiB", 1024, decimals: true),
            attribute.Text("Gpu"));
    }

    private LimitRange Range(AttributeReading attribute, string argument, string what, long unit, bool decimals)
    {
        if (attribute.Text(argument) is not { } text)
        {
            return LimitRange.Unbounded;
        }

        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var low = dots < 0 ? text : text.Substring(0, dots);
        var high = dots < 0 ? text : text.Substring(dots + 2);
        if (Amount(low, unit, decimals) is { } minimum && (high.Length == 0 ? Limit.Unbounded : Amount(high, unit, decimals) is { } m ? new Limit(m) : (Limit?)null) is { } maximum && minimum <= maximum.Value)
        {
            return new LimitRange(minimum, maximum);
        }

        Report(RuleCatalog.RangeForm, Place(attribute, argument), text, what);
        return LimitRange.Unbounded;
    }

    private static long? Amount(string text, long unit, bool decimals)
    {
        var style = decimals ? NumberStyles.AllowDecimalPoint : NumberStyles.None;
        if (text.Length > 12 || !decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        var scaled = value * unit;
        return scaled > 0 && scaled == decimal.Truncate(scaled) && scaled < 1_000_000_000_000m ? (long)scaled : null;
    }

    private LifetimeLimits Lifetime()
    {
        if (One("Lifetime") is not { } attribute)
        {
            return LifetimeLimits.Unbounded;
        }

        Source("lifetime.duration", attribute, "duration");
        Source("lifetime.idle", attribute, "Idle");
        return new LifetimeLimits(
            Duration(attribute, "duration"),
            attribute.Has("Idle") ? Duration(attribute, "Idle") : Limit.Unbounded);
    }

    private Limit Duration(AttributeReading attribute, string argument)
    {
        var text = attribute.Text(argument) ?? string.Empty;
        if (text == "unbounded")
        {
            return Limit.Unbounded;
        }

        var unit = text.Length < 2 ? 0 : text[text.Length - 1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        if (unit > 0 && text.Length <= 10 && long.TryParse(text.Substring(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount > 0)
        {
            return new Limit(amount * unit);
        }

        Report(RuleCatalog.DurationForm, Place(attribute, argument), text);
        return Limit.Unbounded;
    }

    private RunIdentity Identity()
    {
        if (One("RunAs") is not { } attribute)
        {
            return RunIdentity.Default;
        }

        Source("runas.uid", attribute, "uid");
        Source("runas.readonlyroot", attribute, "ReadOnlyRoot");
        Source("runas.sudo", attribute, "Sudo");
        Source("runas.capabilities", attribute, "Capabilities");
        Source("runas.workdirectory", attribute, "WorkDirectory");
        var uid = attribute.Number("uid") ?? 0;
        var gid = attribute.Number("gid") ?? uid;
        if (uid is < 0 or > 65533)
        {
            Report(RuleCatalog.IdentityForm, Place(attribute, "uid"), $"uid {uid.ToString(CultureInfo.InvariantCulture)} is not between 0 and 65533");
        }

        if (gid is < 0 or > 65533)
        {
            Report(RuleCatalog.IdentityForm, Place(attribute, "gid"), $"gid {gid.ToString(CultureInfo.InvariantCulture)} is not between 0 and 65533");
        }

        var directory = attribute.Text("WorkDirectory") ?? RunIdentity.Default.WorkDirectory;
        AbsolutePath(attribute, "WorkDirectory", directory);
        var capabilities = attribute.Texts("Capabilities");
        for (var i = 0; i < capabilities.Length; i++)
        {
            if (capabilities[i].Length == 0 || capabilities[i].StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) || !capabilities[i].All(c => c is (>= 'A' and <= 'Z') or '_'))
            {
                Report(RuleCatalog.IdentityForm, Place(attribute, "Capabilities", i), $"'{capabilities[i]}' is not a capability; write it in upper case without CAP_, such as \"NET_BIND_SERVICE\"");
            }
        }

        return new RunIdentity(
            uid,
            gid,
            directory,
            attribute.Flag("ReadOnlyRoot") ?? false,
            attribute.Flag("Sudo") ?? false,
            capabilities.Distinct(StringComparer.Ordinal).OrderBy(c => c, StringComparer.Ordinal).ToEquatableArray());
    }

    private bool AbsolutePath(AttributeReading attribute, string argument, string path)
    {
        var segments = path.Split('/');
        var why = path.Length is 0 or > 4096 || path[0] != '/' ? "write an absolute path"
            : path.Length > 1 && segments.Skip(1).Any(s => s is "" or "." or "..") ? "no empty, '.' or '..' segments"
            : !path.All(c => IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+' or '@') ? "letters, digits and . _ - + @ only"
            : null;
        if (why is null)
        {
            return true;
        }

        Report(RuleCatalog.PathForm, Place(attribute, argument), path, why);
        return false;
    }

    private EquatableArray<IngressPort> Ingress()
    {
        var ports = new List<IngressPort>();
        foreach (var attribute in All("Expose"))
        {
            var port = attribute.Number("port") ?? 0;
            if (port is < 1 or > 65535)
            {
                Report(RuleCatalog.PortsForm, Place(attribute, "port"), port.ToString(CultureInfo.InvariantCulture));
                continue;
            }

            Source(PolicyPlace.Ingress(port), attribute, "port");
            var exposed = new IngressPort(port, (Transport)(attribute.Enum("Transport") ?? 0), (Core.Model.Callers)(attribute.Enum("Callers") ?? 0));
            if (ports.Any(p => p.Port == port && p.Transport == exposed.Transport && p != exposed))
            {
                Report(RuleCatalog.SaidTwice, Place(attribute, "port"), "port " + port.ToString(CultureInfo.InvariantCulture));
            }

            ports.Add(exposed);
        }

        return ports.Distinct().OrderBy(p => p.Port).ThenBy(p => p.Transport).ToEquatableArray();
    }

    private EquatableArray<MountPoint> Mounts()
    {
        var mounts = new List<MountPoint>();
        foreach (var attribute in All("Mount"))
        {
            var path = attribute.Text("path") ?? string.Empty;
            if (!AbsolutePath(attribute, "path", path))
            {
                continue;
            }

            if (SystemPaths.Contains(path) || path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal) || path.StartsWith("/dev/", StringComparison.Ordinal))
            {
                Report(RuleCatalog.PathForm, Place(attribute, "path"), path, "a volume may not cover the system's own directories");
            }

            var source = attribute.Text("Source") ?? string.Empty;
            if (!IsWord(source, 128, also: "_.{}"))
            {
                Report(RuleCatalog.ValueForm, Place(attribute, attribute.Has("Source") ? "Source" : null), source, "Source is the name of a volume (lower-case letters, digits, - _ .), never a path of the host");
            }

            if (attribute.Text("SubPath") is { } sub && (sub.Length == 0 || sub[0] == '/' || sub.Split('/').Any(s => s is "" or "." or "..") || !sub.All(c => IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '{' or '}')))
            {
                Report(RuleCatalog.PathForm, Place(attribute, "SubPath"), sub, "a relative path without '.' or '..' segments");
            }

            Source(PolicyPlace.Mount(path), attribute, "path");
            var mount = new MountPoint { Path = path, Source = source, SubPath = attribute.Text("SubPath"), ReadOnly = attribute.Flag("ReadOnly") ?? true };
            if (mounts.Any(m => m.Path == path && m != mount))
            {
                Report(RuleCatalog.SaidTwice, Place(attribute, "path"), path);
            }

            mounts.Add(mount);
        }

        return mounts.Distinct().OrderBy(m => m.Path, StringComparer.Ordinal).ToEquatableArray();
    }

    private EquatableArray<string> Commands(string name, string argument)
    {
        if (One(name) is not { } attribute)
        {
            return default;
        }

        // Order matters here, and nothing is sorted.
        var commands = attribute.Texts(argument);
        if (commands.IsEmpty)
        {
            Report(RuleCatalog.NothingListed, Place(attribute), name);
        }

        for (var i = 0; i < commands.Length; i++)
        {
            Printable(attribute, argument, i, commands[i], "a command");
        }

        return commands;
    }

    private EquatableArray<NamedValue> Named(string attributeName)
    {
        var values = new List<NamedValue>();
        foreach (var attribute in All(attributeName))
        {
            var name = attribute.Text("name") ?? string.Empty;
            var value = attribute.Text("value") ?? string.Empty;
            var environment = attributeName == "Environment";
            var good = environment
                ? name.Length is > 0 and <= 128 && !char.IsDigit(name[0]) && name.All(c => IsAsciiLetterOrDigit(c) || c == '_')
                : IsWord(name, 63, also: "_./") && !name.StartsWith("policykit", StringComparison.Ordinal);
            if (!good)
            {
                Report(RuleCatalog.ValueForm, Place(attribute, "name"), name, environment ? "letters, digits and '_', not beginning with a digit" : "lower-case letters, digits and - _ . /, at most 63, not beginning with 'policykit'");
            }

            if (value.Length > 4096)
            {
                Report(RuleCatalog.ValueForm, Place(attribute, "value"), name, "the value is longer than 4,096 characters");
            }
            else if (value.Length > 0)
            {
                Printable(attribute, "value", -1, value, "a value");
            }

            if (values.Any(v => v.Name == name && v.Value != value))
            {
                Report(RuleCatalog.SaidTwice, Place(attribute, "name"), name);
            }

            values.Add(new NamedValue(name, value));
        }

        return values.Distinct().OrderBy(v => v.Name, StringComparer.Ordinal).ToEquatableArray();
    }

    private void Printable(AttributeReading attribute, string argument, int element, string value, string what)
    {
        var bad = value.Length == 0 || value.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f' or '\ufeff');
        if (bad)
        {
            Report(RuleCatalog.ValueForm, Place(attribute, argument, element), what, "it is empty or has control, line-separating, direction-changing or surrogate characters");
        }
    }

    private EquatableArray<RunParameter> Parameters()
    {
        var parameters = new List<RunParameter>();
        foreach (var attribute in All("Parameter"))
        {
            var name = attribute.Text("name") ?? string.Empty;
            var pattern = attribute.Text("Pattern") ?? string.Empty;
            if (!IsWord(name, 32))
            {
                Report(RuleCatalog.ParameterForm, Place(attribute, "name"), name, "lower-case letters, digits and hyphens, at most 32");
            }

            if (!IsBoundedPattern(pattern))
            {
                Report(RuleCatalog.ParameterForm, Place(attribute, attribute.Has("Pattern") ? "Pattern" : null), name, "Pattern must be character classes with bounded repetition that keep to letters, digits and . _ -, such as \"[a-z0-9]{8,32}\"");
            }

            Source("parameter:" + name, attribute, "name");
            parameters.Add(new RunParameter(name, pattern));
        }

        foreach (var twice in parameters.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Distinct().Count() > 1))
        {
            Report(RuleCatalog.SaidTwice, "parameter:" + twice.Key, twice.Key);
        }

        return parameters.Distinct().OrderBy(p => p.Name, StringComparer.Ordinal).ToEquatableArray();
    }

    // A pattern that every regular expression engine reads alike, in linear time, and whose matches cannot break out of any format: classes and literals of safe characters, each with a bounded repetition.
    private static bool IsBoundedPattern(string pattern) =>
        pattern.Length is > 0 and <= 200
        && Regex.IsMatch(pattern, @"\A(?:(?:\[(?:[A-Za-z0-9](?:-[A-Za-z0-9])?|[._])+-?\]|[A-Za-z0-9_-])(?:\{[0-9]{1,3}(?:,[0-9]{1,3})?\})?)+\z", RegexOptions.CultureInvariant)
        && Compiles(pattern);

    private static bool Compiles(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private ScaleLimits? Scale()
    {
        if (One("Scale") is not { } attribute)
        {
            return null;
        }

        var maximum = attribute.Number("Max") ?? 0;
        var warm = attribute.Number("Warm") ?? 0;
        if (maximum < 1 || warm < 0 || warm > maximum)
        {
            Report(RuleCatalog.RangeForm, Place(attribute), $"Max = {maximum.ToString(CultureInfo.InvariantCulture)}, Warm = {warm.ToString(CultureInfo.InvariantCulture)}", "at least one sandbox, with no more warm than at most");
        }

        return new ScaleLimits(maximum, warm);
    }

    private EquatableArray<CredentialReference> Credentials()
    {
        var credentials = new List<CredentialReference>();
        foreach (var attribute in All("Credential"))
        {
            var name = attribute.Text("name") ?? string.Empty;
            void Bad(string? argument, string why) => Report(RuleCatalog.CredentialForm, Place(attribute, argument), name.Length > 64 ? "(long)" : name, why);

            if (name.Length is 0 or > 64 || !char.IsLetter(name[0]) || !name.All(c => c is (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_'))
            {
                // A pasted secret is not echoed.
                Report(RuleCatalog.CredentialForm, Place(attribute, "name"), "(name)", "the name of a secret in a store: upper-case letters, digits and '_', at most 64; never its value");
                continue;
            }

            var delivery = (CredentialDelivery)(attribute.Enum("Delivery") switch { 1 => 2, 2 => 1, _ => 0 });
            var hosts = CredentialHosts(attribute);
            var header = (attribute.Text("Header") ?? "authorization").ToLowerInvariant();
            if (header.Length is 0 or > 64 || !header.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') || UnsafeHeaders.Contains(header))
            {
                Bad("Header", $"'{header}' cannot be the header of a credential");
            }

            var scheme = attribute.Text("Scheme");
            if (scheme is not null and not ("Bearer" or "Basic") && (scheme.Length is 0 or > 32 || !scheme.All(c => IsAsciiLetterOrDigit(c) || c == '-')))
            {
                Bad("Scheme", "Scheme is a word such as Bearer or Basic");
            }

            var user = attribute.Text("User");
            if ((scheme == "Basic") != (user is not null))
            {
                Bad(user is null ? "Scheme" : "User", "Basic needs User, and only Basic takes one");
            }
            else if (user is not null && (user.Length is 0 or > 128 || !user.All(c => IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+')))
            {
                Bad("User", "User has letters, digits and . _ - @ + only");
            }

            if (delivery == CredentialDelivery.Brokered && hosts.IsEmpty)
            {
                Bad(null, "a brokered credential needs Host or Hosts, the places it may be sent to");
            }

            var path = attribute.Text("Path");
            if ((delivery == CredentialDelivery.File) != (path is not null))
            {
                Bad(path is null ? "Delivery" : "Path", "Delivery.File needs Path, and only it takes one");
            }
            else if (path is not null)
            {
                AbsolutePath(attribute, "Path", path);
            }

            if (OnIds(attribute) is not { } on)
            {
                continue;
            }

            Source(PolicyPlace.Credential(name), attribute, "name");
            credentials.Add(new CredentialReference { Name = name, Hosts = hosts, Header = header, Scheme = scheme, User = user, Delivery = delivery, Path = path, On = on });
        }

        foreach (var twice in credentials.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Distinct().Count() > 1))
        {
            Report(RuleCatalog.SaidTwice, PolicyPlace.Credential(twice.Key), twice.Key);
        }

        return credentials.Distinct().OrderBy(c => c.Name, StringComparer.Ordinal).ToEquatableArray();
    }

    private EquatableArray<string> CredentialHosts(AttributeReading attribute)
    {
        var hosts = attribute.Texts("Hosts").Select((text, index) => Host(attribute, text, "Hosts", index)).ToList();
        if (attribute.Text("Host") is { } single)
        {
            hosts.Add(Host(attribute, single, "Host", -1));
        }

        return hosts.Where(h => h is not null).Select(h => h!).Distinct(StringComparer.Ordinal).OrderBy(h => h, StringComparer.Ordinal).ToEquatableArray();
    }

    // {name} may stand in labels, volume names and sub-paths; each must be declared.
    private void Placeholders(SandboxPolicy policy)
    {
        var names = policy.Parameters.Items.Select(p => p.Name).ToImmutableHashSet(StringComparer.Ordinal);
        var texts = policy.Labels.Items.Select(l => (l.Value, Place: PolicyPlace.Policy))
            .Concat(policy.Mounts.Items.SelectMany(m => new[] { (Value: m.Source, Place: PolicyPlace.Mount(m.Path)), (Value: m.SubPath ?? string.Empty, Place: PolicyPlace.Mount(m.Path)) }));
        foreach (var (text, place) in texts)
        {
            var rest = Regex.Replace(text, @"\{([a-z0-9-]*)\}", m => names.Contains(m.Groups[1].Value) ? string.Empty : m.Value, RegexOptions.CultureInvariant);
            if (rest.IndexOfAny(new[] { '{', '}' }) >= 0)
            {
                Report(RuleCatalog.ParameterForm, place, text, "braces name a [Parameter] of this policy");
            }
        }
    }

    private static bool IsWord(string text, int longest, string also = "") =>
        text.Length > 0 && text.Length <= longest && (text[0] is (>= 'a' and <= 'z') or (>= '0' and <= '9') || also.IndexOf(text[0]) >= 0)
        && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' || also.IndexOf(c) >= 0);

    private static bool IsAsciiLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
