namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of the Python Package Index.</summary>
    public static class PyPI
    {
        /// <summary>Installing packages.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>pypi.org</c>: index. Source: https://docs.pypi.org/api/index-api/</description></item>
        /// <item><description><c>files.pythonhosted.org</c>: package files. Source: https://docs.pypi.org/api/index-api/</description></item>
        /// </list>
        /// Uploading goes to another host.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("pypi.org", "files.pythonhosted.org")]
        public sealed class Packages_2026_11
        {
            private Packages_2026_11()
            {
            }
        }
    }
}
