namespace PolicyKit;

/// <summary>What the emitted Worker is written with.</summary>
public enum CloudflareSdk
{
    /// <summary>The platform API alone, as the 1.0 line of the vendor's SDK does.</summary>
    None = 0,

    /// <summary>
    /// <c>@cloudflare/sandbox</c> 0.12.10: its commands, files and processes can be used by Workers with a binding. It gets fixes until 2026-12-31 (developers.cloudflare.com, sandbox/sdk/migrate, 2026-11-22);
    /// the policy must accept <see cref="CloudflareDeviation.SdkSupportEnds"/>.
    /// </summary>
    Version0 = 1,
}
