namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of Docker Hub.</summary>
    public static class DockerHub
    {
        /// <summary>Pulling and pushing images.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>auth.docker.io</c>: tokens. Source: https://docs.docker.com/desktop/setup/allow-list/</description></item>
        /// <item><description><c>registry-1.docker.io</c>: registry. Source: https://docs.docker.com/desktop/setup/allow-list/</description></item>
        /// <item><description><c>production.cloudflare.docker.com</c>: layers. Source: https://docs.docker.com/desktop/setup/allow-list/</description></item>
        /// <item><description><c>production.cloudfront.docker.com</c>: layers. Source: https://docs.docker.com/desktop/setup/allow-list/</description></item>
        /// </list>
        /// Anonymous pulls may be sent to a further storage host that the same page lists; it is left out because its name belongs to a shared storage service.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("auth.docker.io", "registry-1.docker.io", "production.cloudflare.docker.com", "production.cloudfront.docker.com")]
        public sealed class Registry_2026_11
        {
            private Registry_2026_11()
            {
            }
        }
    }
}
