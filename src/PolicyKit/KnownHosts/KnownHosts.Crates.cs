namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of crates.io.</summary>
    public static class Crates
    {
        /// <summary>Installing crates with the sparse index.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>index.crates.io</c>: index. Source: https://doc.rust-lang.org/cargo/reference/registry-index.html</description></item>
        /// <item><description><c>static.crates.io</c>: crate files. Source: https://doc.rust-lang.org/cargo/reference/registry-index.html</description></item>
        /// </list>
        /// Publishing goes to another host.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("index.crates.io", "static.crates.io")]
        public sealed class Packages_2026_11
        {
            private Packages_2026_11()
            {
            }
        }
    }
}
