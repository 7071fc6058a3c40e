namespace PolicyKit.Core.Findings;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Should be mended.</summary>
    Warning,

    /// <summary>Stops the build.</summary>
    Error,
}

/// <summary>A rule id, a place in the policy and arguments: becomes a compiler diagnostic, a line on the terminal or a SARIF result.</summary>
public sealed record Finding
{
    /// <summary>Id in the <see cref="RuleCatalog"/>.</summary>
    public required string RuleId { get; init; }

    /// <summary>Where in the policy: a <see cref="PolicyPlace"/> text.</summary>
    public string Place { get; init; } = PolicyPlace.Policy;

    /// <summary>Arguments of the rule's message. Never a secret.</summary>
    public EquatableArray<string> Arguments { get; init; }

    /// <summary>What a code fix needs: keys and values.</summary>
    public EquatableArray<Model.NamedValue> Properties { get; init; }

    /// <summary>The message, from the catalog.</summary>
    public string Message => RuleCatalog.Get(RuleId).Message(Arguments);
}

/// <summary>Places in a policy as texts that do not change when other parts do. The reader keeps, beside the model, where in the source each stands.</summary>
public static class PolicyPlace
{
    /// <summary>The policy's own attribute.</summary>
    public const string Policy = "policy";

    /// <summary>A rule, by kind and canonical entry.</summary>
    public static string Rule(Model.EgressRule rule) => $"rule:{rule.Kind}:{rule.Entry}:{rule.Transport}:{rule.Ports}";

    /// <summary>The ports of a rule.</summary>
    public static string Ports(Model.EgressRule rule) => "ports:" + Rule(rule);

    /// <summary>A credential.</summary>
    public static string Credential(string name) => "credential:" + name;

    /// <summary>A host that the image build may reach.</summary>
    public static string BuildHost(string host) => "buildhost:" + host;

    /// <summary>An exposed port.</summary>
    public static string Ingress(int port) => "ingress:" + port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A mount, by path.</summary>
    public static string Mount(string path) => "mount:" + path;

    /// <summary>A target, by its id.</summary>
    public static string Target(string id) => "target:" + id;

    /// <summary>An acceptance, by provider, deviation and subject.</summary>
    public static string Acceptance(Model.Acceptance acceptance) => $"accept:{acceptance.Provider}:{acceptance.Deviation}:{acceptance.For}:{acceptance.Target}";

    /// <summary>An attribute that occurs once (<c>resources</c>, <c>lifetime</c>, <c>runas</c>, <c>isolate</c>, <c>build</c>, <c>buildhosts</c>, <c>start</c>, <c>persist</c>, <c>scale</c>, <c>image</c>), optionally a property of it: <c>resources.disk</c>.</summary>
    public static string Part(string name) => name;
}
