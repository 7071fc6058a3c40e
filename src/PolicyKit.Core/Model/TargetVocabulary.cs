namespace PolicyKit.Core.Model;

/// <summary>Words of the authoring library that mean one provider. The reader learns them from here and so knows no provider itself.</summary>
/// <param name="Provider">Provider id: <c>e2b</c>.</param>
/// <param name="AttributeType">Metadata name of the options attribute: <c>PolicyKit.E2BAttribute</c>.</param>
/// <param name="TargetsMember">Member of the <c>PolicyKit.Targets</c> enum: <c>E2B</c>.</param>
/// <param name="DeviationEnum">Metadata name of the deviation enum: <c>PolicyKit.E2BDeviation</c>.</param>
/// <param name="Deviations">Deviation names with their values.</param>
/// <param name="Baselines">Baseline marker types with the deviations each accepts.</param>
public sealed record TargetWord(
    string Provider,
    string AttributeType,
    string TargetsMember,
    string DeviationEnum,
    EquatableArray<DeviationName> Deviations,
    EquatableArray<BaselineName> Baselines);

/// <summary>A deviation as the reader sees it.</summary>
/// <param name="Name">Enum member.</param>
/// <param name="Value">Its value.</param>
/// <param name="Intrinsic">Whether it has no subject.</param>
/// <param name="Widens">Whether accepting it needs an end date.</param>
public sealed record DeviationName(string Name, int Value, bool Intrinsic, bool Widens);

/// <summary>A baseline as the reader sees it.</summary>
/// <param name="TypeName">Metadata name of the marker type.</param>
/// <param name="Deviations">Names that it accepts.</param>
public sealed record BaselineName(string TypeName, EquatableArray<string> Deviations);
