namespace PolicyKit;

/// <summary>
/// A reference to a secret in a secret store, and where it may be sent. Never a value. Several attributes that differ in their hosts only may have one name; another form needs a name of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class CredentialAttribute : PolicyAttribute
{
    /// <summary>References a secret.</summary>
    /// <param name="name">Name of the secret, and of the variable inside where it is delivered so: <c>A-Z</c>, then up to 63 of <c>A-Z</c>, <c>0-9</c>, <c>_</c>.</param>
    public CredentialAttribute(string name) => Name = name;

    /// <summary>Name of the secret.</summary>
    public string Name { get; }

    /// <summary>The one host (or <c>*.</c> pattern) to which it may be sent. A brokered credential needs this or <see cref="Hosts"/>.</summary>
    public string? Host { get; set; }

    /// <summary>The hosts to which it may be sent, when there are several.</summary>
    public string[]? Hosts { get; set; }

    /// <summary>Request header that carries it, for example <c>x-api-key</c>: at most 64 letters, digits or <c>-</c>. Not one that routes or frames a request. Default: <c>authorization</c>.</summary>
    public string Header { get; set; } = "authorization";

    /// <summary><c>Bearer</c>, <c>Basic</c> or another word before the value, at most 32 letters, digits or <c>-</c>. Default: none, the bare value.</summary>
    public string? Scheme { get; set; }

    /// <summary>User name for <c>Basic</c>, required there and only there: at most 128 letters, digits or <c>._-@+</c>.</summary>
    public string? User { get; set; }

    /// <summary>How it reaches its use. Default: <see cref="Delivery.Brokered"/>.</summary>
    public Delivery Delivery { get; set; }

    /// <summary>Absolute path of the file for <see cref="Delivery.File"/>; required there and only there.</summary>
    public string? Path { get; set; }

    /// <summary>Targets for which it holds. Default: all.</summary>
    public Targets On { get; set; } = Targets.All;
}
