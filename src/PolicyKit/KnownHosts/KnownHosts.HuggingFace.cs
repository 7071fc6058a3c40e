namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of Hugging Face.</summary>
    public static class HuggingFace
    {
        /// <summary>The Hub: API and small files.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>huggingface.co</c>: API, model cards and small files. Source: https://huggingface.co/docs/hub/api</description></item>
        /// </list>
        /// Large files come from further hosts, some of which take uploads too. The vendor lists them at https://huggingface.co/docs/hub/models-downloading and, for programs, in
        /// https://huggingface.co/.well-known/meta.json, and warns against keeping a copy; allow those that your client is seen to need.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("huggingface.co", Because = "models and data sets: what may be written is up to the credential")]
        public sealed class Hub_2026_11
        {
            private Hub_2026_11()
            {
            }
        }
    }
}
