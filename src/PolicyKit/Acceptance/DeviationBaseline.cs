namespace PolicyKit;

/// <summary>A closed, dated list of deviations that belong to a provider as such. Its members never change; a deviation learned later stands in a later list.</summary>
public abstract class DeviationBaseline
{
    private protected DeviationBaseline()
    {
    }
}
