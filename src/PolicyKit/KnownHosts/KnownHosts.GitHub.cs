namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of GitHub.com.</summary>
    public static class GitHub
    {
        /// <summary>The REST and GraphQL API.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>api.github.com</c>: REST and GraphQL. Source: https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api</description></item>
        /// </list>
        /// Reads and writes alike: what may be written is decided by the credential.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("api.github.com", Because = "GitHub's API: what may be written is up to the credential")]
        public sealed class Api_2026_11
        {
            private Api_2026_11()
            {
            }
        }

        /// <summary>Clone and fetch over HTTPS, archives and large files.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>github.com</c>: Git over HTTPS. Source: https://docs.github.com/en/get-started/git-basics/about-remote-repositories</description></item>
        /// <item><description><c>codeload.github.com</c>: source archives. Source: https://docs.github.com/en/actions/reference/runners/self-hosted-runners</description></item>
        /// <item><description><c>objects.githubusercontent.com</c>: release assets and large files. Source: https://docs.github.com/en/actions/reference/runners/self-hosted-runners</description></item>
        /// <item><description><c>release-assets.githubusercontent.com</c>: release assets. Source: https://docs.github.com/en/actions/reference/runners/self-hosted-runners</description></item>
        /// <item><description><c>github-cloud.githubusercontent.com</c>: Git LFS. Source: https://docs.github.com/en/actions/reference/runners/self-hosted-runners</description></item>
        /// </list>
        /// Not read-only by itself: a push goes to the same host, and the two differ inside the path only. Give no credential that may write, or allow single repositories by <see cref="AllowHttpAttribute"/>.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("github.com", "codeload.github.com", "objects.githubusercontent.com", "release-assets.githubusercontent.com", "github-cloud.githubusercontent.com", Because = "clones and release downloads")]
        public sealed class Clone_2026_11
        {
            private Clone_2026_11()
            {
            }
        }

        /// <summary>Push over HTTPS, without large files.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>github.com</c>: Git over HTTPS. Source: https://docs.github.com/en/get-started/git-basics/about-remote-repositories</description></item>
        /// </list>
        /// Every repository that the credential may write; to hold to one, use <see cref="AllowHttpAttribute"/> with its path.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("github.com", Because = "pushes: every repository that the credential may write")]
        public sealed class Push_2026_11
        {
            private Push_2026_11()
            {
            }
        }
    }
}
