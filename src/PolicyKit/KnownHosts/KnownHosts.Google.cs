namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of Google.</summary>
    public static class Google
    {
        /// <summary>The Gemini API.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>generativelanguage.googleapis.com</c>: the API. Source: https://ai.google.dev/api</description></item>
        /// </list>
        /// Not Vertex AI, whose hosts carry a region.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("generativelanguage.googleapis.com")]
        public sealed class Gemini_2026_11
        {
            private Gemini_2026_11()
            {
            }
        }
    }
}
