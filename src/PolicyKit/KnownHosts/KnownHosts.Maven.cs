namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of Maven Central.</summary>
    public static class Maven
    {
        /// <summary>Downloading artifacts.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>repo.maven.apache.org</c>: artifacts, the default of Maven. Source: https://maven.apache.org/guides/introduction/introduction-to-repositories.html</description></item>
        /// <item><description><c>repo1.maven.org</c>: artifacts, the default of other tools. Source: https://central.sonatype.org/consume/</description></item>
        /// </list>
        /// Publishing goes to another host.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("repo.maven.apache.org", "repo1.maven.org")]
        public sealed class Central_2026_11
        {
            private Central_2026_11()
            {
            }
        }
    }
}
