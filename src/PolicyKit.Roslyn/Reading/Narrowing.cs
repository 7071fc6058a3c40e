using PolicyKit.Core;

namespace PolicyKit.Roslyn;

/// <summary>For which targets what is being read holds.</summary>
/// <param name="Include">Provider ids to which an include limits its fragment; null for no limit.</param>
internal sealed record Narrowing(EquatableArray<string>? Include)
{
    /// <summary>Limits further. False when nothing is left, in which case the rule holds nowhere: an empty list would mean everywhere.</summary>
    public bool TryApply(EquatableArray<string> on, out EquatableArray<string> narrowed)
    {
        if (Include is not { } include)
        {
            narrowed = on;
            return true;
        }

        narrowed = on.IsEmpty ? include : include.Items.Intersect(on.Items).ToEquatableArray();
        return !narrowed.IsEmpty;
    }
}
