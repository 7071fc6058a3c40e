namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of NuGet.</summary>
    public static class NuGet
    {
        /// <summary>Restoring packages.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>api.nuget.org</c>: index and package files. Source: https://learn.microsoft.com/nuget/api/overview</description></item>
        /// </list>
        /// Publishing goes to another host.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("api.nuget.org")]
        public sealed class Packages_2026_11
        {
            private Packages_2026_11()
            {
            }
        }
    }
}
