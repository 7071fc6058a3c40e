namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of OpenAI.</summary>
    public static class OpenAI
    {
        /// <summary>The OpenAI API.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>api.openai.com</c>: the API. Source: https://platform.openai.com/docs/api-reference/introduction</description></item>
        /// </list>
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("api.openai.com")]
        public sealed class Api_2026_11
        {
            private Api_2026_11()
            {
            }
        }
    }
}
