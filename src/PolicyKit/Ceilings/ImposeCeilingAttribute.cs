namespace PolicyKit;

/// <summary>Imposes a ceiling on every policy of this assembly, and of every assembly that references it: <c>[assembly: ImposeCeiling&lt;AcmeCeiling&gt;]</c> in a package holds for all who use the package.</summary>
/// <typeparam name="TCeiling">A class with <see cref="CeilingAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ImposeCeilingAttribute<TCeiling> : PolicyAttribute
    where TCeiling : class;
