namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of Anthropic.</summary>
    public static class Anthropic
    {
        /// <summary>The Claude API.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>api.anthropic.com</c>: the API. Source: https://docs.anthropic.com/en/api/overview</description></item>
        /// </list>
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("api.anthropic.com")]
        public sealed class Api_2026_11
        {
            private Api_2026_11()
            {
            }
        }
    }
}
