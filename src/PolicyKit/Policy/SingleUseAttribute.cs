namespace PolicyKit;

/// <summary>A sandbox serves one task and is then destroyed; it is never handed to a second one. Not together with <see cref="PersistAttribute"/> of anything but nothing.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SingleUseAttribute : PolicyAttribute;
