namespace PolicyKit;

public static partial class KnownHosts
{
    /// <summary>Hosts of GitLab.com.</summary>
    public static class GitLab
    {
        /// <summary>API, clone and push.</summary>
        /// <remarks>
        /// <list type="bullet">
        /// <item><description><c>gitlab.com</c>: API and Git over HTTPS. Source: https://docs.gitlab.com/user/gitlab_com/</description></item>
        /// </list>
        /// API and Git share the host; narrow by <see cref="AllowHttpAttribute"/>, for example <c>/api/v4/*</c>.
        /// </remarks>
        [PolicyFragment]
        [AllowHosts("gitlab.com", Because = "GitLab's API and Git: what may be written is up to the credential")]
        public sealed class Com_2026_11
        {
            private Com_2026_11()
            {
            }
        }
    }
}
