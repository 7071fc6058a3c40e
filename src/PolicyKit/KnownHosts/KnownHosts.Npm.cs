namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of npm.</summary>
    public static class Npm
    {
        /// <summary>Installing packages.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>registry.npmjs.org</c>: index and package files. Source: https://docs.npmjs.com/cli/using-npm/registry</description></item>
        /// </list>
        /// Publishing goes to the same host: give no credential that may publish.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("registry.npmjs.org")]
        public sealed class Packages_2026_11
        {
            private Packages_2026_11()
            {
            }
        }
    }
}
