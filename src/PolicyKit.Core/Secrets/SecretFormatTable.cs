using System.Globalization;

namespace PolicyKit.Core.Secrets;

/// <summary>The vendors' formats. Sources: the vendors' documentation and code and the rule sets of public scanners, as of November 2026.</summary>
internal static class SecretFormatTable
{
    private const ulong AzureDefaultSeed = 0x44656661756c7430;
    private const ulong AzureCosmosSeed = 0x4d61737452573030;
    private const ulong AzureFunctionsSeed = 0x46756e6374693030;
    private const string Annotated = "{b62:52}JQQJ9{b62:19}";

    public static readonly SecretFormat[] All =
    {
        // Sandbox providers
        new("e2b-api-key", "e2b_{hex:40}"),
        new("e2b-access-token", "sk_e2b_{hex:40}"),
        new("daytona-api-key", "dtn_{hex:64}"),
        new("modal-token-id", "ak-{b62:22}", near: "modal as-"),
        new("modal-token-secret", "as-{b62:22}", near: "modal ak-"),
        new("modal-proxy-token-id", "wk-{b62:22}", near: "modal ws-"),
        new("modal-proxy-token-secret", "ws-{b62:22}", near: "modal wk-"),
        new("flyio-access-token", "fo1_{url:43}"),
        new("flyio-macaroon", "fm1a_{b64e:100-1000}"),
        new("flyio-macaroon", "fm1r_{b64e:100-1000}"),
        new("flyio-macaroon", "fm2_{b64e:100-1000}"),
        new("exe-dev-token", "exe0.{url:4-2000}.{url:40-2000}"),
        new("cloudflare-user-token", "cfut_{b62:40}{hex:8}", CloudflareChecksum),
        new("cloudflare-account-token", "cfat_{b62:40}{hex:8}", CloudflareChecksum),
        new("cloudflare-global-key", "cfk_{b62:40}{hex:8}", CloudflareChecksum),
        new("cloudflare-origin-ca-key", "v1.0-{hex:24}-{hex:146}"),
        new("replit-token", "v2.public.{url:60-2000}", near: "replit replidentity"),
        new("docker-pat", "dckr_pat_{url:27}"),
        new("docker-organization-token", "dckr_oat_{url:32}"),
        new("google-api-key", "AIza{url:35}"),
        new("google-oauth-client-secret", "GOCSPX-{url:28}"),
        new("google-oauth-access-token", "ya29.{url:50-1000}"),

        // Model vendors
        new("anthropic-api-key", "sk-ant-api03-{url:95}", EndsInAA),
        new("anthropic-admin-key", "sk-ant-admin01-{url:95}", EndsInAA),
        new("anthropic-oauth-token", "sk-ant-oat01-{url:90-128}"),
        new("anthropic-oauth-token", "sk-ant-ort01-{url:90-128}"),
        new("openai-project-key", "sk-proj-{url:74}T3BlbkFJ{url:74}"),
        new("openai-project-key", "sk-proj-{url:58}T3BlbkFJ{url:58}"),
        new("openai-project-key", "sk-proj-{b62:20}T3BlbkFJ{b62:20}"),
        new("openai-service-account-key", "sk-svcacct-{url:74}T3BlbkFJ{url:74}"),
        new("openai-service-account-key", "sk-svcacct-{url:58}T3BlbkFJ{url:58}"),
        new("openai-admin-key", "sk-admin-{url:74}T3BlbkFJ{url:74}"),
        new("openai-admin-key", "sk-admin-{url:58}T3BlbkFJ{url:58}"),
        new("openai-api-key", "sk-{b62:20}T3BlbkFJ{b62:20}"),
        new("hugging-face-token", "hf_{b62:34}"),
        new("hugging-face-organization-token", "api_org_{b62:34}"),
        new("groq-api-key", "gsk_{b62:52}"),
        new("xai-api-key", "xai-{w:80}"),
        new("openrouter-api-key", "sk-or-v1-{hex:64}"),
        new("perplexity-api-key", "pplx-{b62:48}"),
        new("replicate-api-token", "r8_{url:37}"),
        new("deepseek-api-key", "sk-{low:32}", near: "deepseek"),
        new("elevenlabs-api-key", "sk_{hex:48}", near: "elevenlabs xiapikey"),
        new("langsmith-api-key", "lsv2_pt_{hex:32}_{hex:10}"),
        new("langsmith-api-key", "lsv2_sk_{hex:32}_{hex:10}"),
        new("nvidia-api-key", "nvapi-{url:64}"),

        // Source control, registries, CI
        new("github-classic-pat", "ghp_{b62:36}", GitHubChecksum),
        new("github-oauth-token", "gho_{b62:36}", GitHubChecksum),
        new("github-user-token", "ghu_{b62:36}", GitHubChecksum),
        new("github-server-token", "ghs_{b62:36}", GitHubChecksum),
        new("github-server-token", "ghs_{d:1-20}_eyJ{url:10-2000}.eyJ{url:10-4000}.{url:20-1000}"),
        new("github-refresh-token", "ghr_{b62:36}", GitHubChecksum),
        new("github-fine-grained-pat", "github_pat_{b62:22}_{b62:59}"),
        new("npm-token", "npm_{b62:36}", GitHubChecksum),
        new("gitlab-pat", "glpat-{url:20}"),
        new("gitlab-routable-token", "glpat-{url:27-300}.{low:9}", GitLabChecksum),
        new("gitlab-deploy-token", "gldt-{url:20}"),
        new("gitlab-runner-token", "glrt-{url:20}"),
        new("gitlab-routable-runner-token", "glrt-t{d:1}_{url:27-300}.{low:9}", GitLabChecksum),
        new("gitlab-job-token", "glcbt-{b62:1-5}_{url:20}"),
        new("gitlab-trigger-token", "glptt-{hex:40}"),
        new("gitlab-feed-token", "glft-{url:20}"),
        new("gitlab-agent-token", "glagent-{url:50}"),
        new("gitlab-incoming-mail-token", "glimt-{url:25}"),
        new("gitlab-oauth-secret", "gloas-{url:64}"),
        new("pypi-token", "pypi-AgEIcHlwaS5vcmc{url:50-1000}"),
        new("nuget-api-key", "oy2{b32:43}"),
        new("rubygems-api-key", "rubygems_{hex:48}"),
        new("crates-io-token", "cio{b62:32}"),
        new("artifactory-api-key", "AKCp{b62:69}"),
        new("artifactory-reference-token", "cmVmd{b62:59}"),
        new("atlassian-api-token", "ATATT3{url:177}={HEX:8}"),
        new("circleci-pat", "CCIPAT_{b62:22}_{hex:40}"),
        new("buildkite-token", "bkua_{hex:40}"),
        new("sourcegraph-token", "sgp_{hex:16}_{hex:40}"),
        new("sourcegraph-token", "sgp_local_{hex:40}"),
        new("pulumi-token", "pul-{hex:40}"),
        new("terraform-cloud-token", "{b62:14}.atlasv1.{url:60-70}"),
        new("doppler-token", "dp.pt.{b62:43}"),
        new("octopus-api-key", "API-{cap:26}"),

        // Clouds
        new("aws-access-key-id", "AKIA{B32:16}"),
        new("aws-access-key-id", "ASIA{B32:16}"),
        new("aws-access-key-id", "ABIA{B32:16}"),
        new("aws-access-key-id", "ACCA{B32:16}"),
        new("aws-access-key-id", "A3T{cap:1}{B32:16}"),
        new("aws-bedrock-key", "ABSK{b64e:109-269}"),
        new("aws-bedrock-key", "bedrock-api-key-YmVk{b64e:20-2000}"),
        new("azure-storage-key", "{b64:76}+ASt{b64:6}==", v => AzureChecksum(v, AzureDefaultSeed)),
        new("azure-cosmos-key", "{b64:76}ACDb{b64:6}==", v => AzureChecksum(v, AzureCosmosSeed)),
        new("azure-batch-key", "{b64:76}+ABa{b64:6}=="),
        new("azure-machine-learning-key", "{b64:76}+AMC{b64:6}=="),
        new("azure-functions-key", "{url:44}AzFu{url:6}==", v => AzureChecksum(v, AzureFunctionsSeed)),
        new("azure-event-hub-key", "{b64:33}+AEh{b64:6}="),
        new("azure-service-bus-key", "{b64:33}+ASb{b64:6}="),
        new("azure-iot-key", "{b64:33}AIoT{b64:6}="),
        new("azure-redis-key", "{b64:33}AzCa{b64:6}="),
        new("azure-search-key", "{b62:42}AzSe{b62:6}"),
        new("azure-container-registry-key", "{b64:42}+ACR{b64:6}"),
        new("azure-devops-pat", Annotated + "AZDO{b62:4}"),
        new("azure-openai-key", Annotated + "ACOG{b62:4}"),
        new("azure-annotated-key", Annotated + "{b62:4}{b62:4}"),
        new("azure-client-secret", "{az:3}8Q~{az:31-34}"),
        new("azure-client-secret", "{az:3}7Q~{az:31-34}"),
        new("digitalocean-pat", "dop_v1_{hex:64}"),
        new("digitalocean-oauth-token", "doo_v1_{hex:64}"),
        new("digitalocean-refresh-token", "dor_v1_{hex:64}"),
        new("heroku-api-key", "HRKU-AA{url:58}"),
        new("vercel-token", "vcp_{b62:20-60}"),
        new("vercel-token", "vci_{b62:20-60}"),
        new("vercel-token", "vca_{b62:20-60}"),
        new("vercel-token", "vcr_{b62:20-60}"),
        new("vercel-token", "vck_{b62:20-60}"),
        new("netlify-token", "nfp_{b62:36-64}"),
        new("supabase-token", "sbp_{hex:40}"),
        new("planetscale-password", "pscale_pw_{az:32-64}"),
        new("planetscale-token", "pscale_tkn_{az:32-64}"),
        new("planetscale-oauth-token", "pscale_oauth_{az:32-64}"),
        new("tailscale-key", "tskey-{b62:2-12}-{b62:8-40}-{b62:16-60}"),
        new("vault-service-token", "hvs.{url:90-120}"),
        new("vault-batch-token", "hvb.{url:138-300}"),
        new("vault-recovery-token", "hvr.{url:90-120}"),

        // SaaS
        new("slack-bot-token", "xoxb-{d:10-13}-{d:10-13}-{b62:24}"),
        new("slack-user-token", "xoxp-{d:10-13}-{d:10-13}-{d:10-13}-{hex:32}"),
        new("slack-app-token", "xapp-1-A{cap:8-14}-{d:10-14}-{hex:64}"),
        new("slack-webhook", "hooks.slack.com/services/T{cap:8-12}/B{cap:8-12}/{b62:23-25}"),
        new("discord-webhook", "discord.com/api/webhooks/{d:17-20}/{url:68}"),
        new("discord-webhook", "discordapp.com/api/webhooks/{d:17-20}/{url:68}"),
        new("stripe-secret-key", "sk_live_{b62:24-99}"),
        new("stripe-restricted-key", "rk_live_{b62:24-99}"),
        new("stripe-test-key", "sk_test_{b62:24-99}"),
        new("stripe-test-key", "rk_test_{b62:24-99}"),
        new("stripe-webhook-secret", "whsec_{b62:32}"),
        new("sendgrid-api-key", "SG.{url:22}.{url:43}"),
        new("mailgun-api-key", "key-{hex:32}", near: "mailgun"),
        new("mailchimp-api-key", "{hex:32}-us{d:1-2}"),
        new("twilio-api-key", "SK{hex:32}"),
        new("shopify-token", "shpat_{b62:32-64}"),
        new("shopify-token", "shpca_{b62:32-64}"),
        new("shopify-token", "shppa_{b62:32-64}"),
        new("shopify-token", "shpss_{b62:32-64}"),
        new("square-access-token", "sq0atp-{url:22-60}"),
        new("square-access-token", "EAAA{url:40-60}"),
        new("grafana-service-account-token", "glsa_{b62:32}_{xdig:8}", GrafanaChecksum),
        new("grafana-cloud-token", "glc_{b64e:32-400}", v => HoldsJson(v.Substring(4))),
        new("sentry-organization-token", "sntrys_{b64e:40-400}_{b64:43}", v => HoldsJson(v.Substring(7, v.LastIndexOf('_') - 7))),
        new("sentry-user-token", "sntryu_{hex:64}"),
        new("1password-service-account-token", "ops_{any64:250-2000}", v => HoldsJson(v.Substring(4))),
        new("1password-secret-key", "A3-{cap:6}-{cap:11}-{cap:5}-{cap:5}-{cap:5}"),
        new("1password-secret-key", "A3-{cap:6}-{cap:6}-{cap:5}-{cap:5}-{cap:5}-{cap:5}"),
        new("linear-api-key", "lin_api_{b62:40}"),
        new("notion-token", "ntn_{d:11}{b62:35}"),
        new("figma-token", "figd_{url:40-200}"),
        new("postman-api-key", "PMAK-{hex:24}-{hex:34}"),
        new("databricks-token", "dapi{hex:32}"),
        new("databricks-token", "dapi{hex:32}-{d:1}"),
        new("new-relic-api-key", "NRAK-{cap:27}"),
        new("dynatrace-token", "dt0c01.{cap:24}.{cap:64}"),
        new("telegram-bot-token", "{d:8}:AA{url:33}"),
        new("telegram-bot-token", "{d:9}:AA{url:33}"),
        new("telegram-bot-token", "{d:10}:AA{url:33}"),
        new("age-secret-key", "AGE-SECRET-KEY-1{bech:58}", Checksums.IsBech32),
    };

    private static bool GitHubChecksum(string value)
    {
        var body = value.Substring(4);
        return Checksums.Base62(Checksums.Crc32(body.Substring(0, 30)), 6) == body.Substring(30);
    }

    private static bool CloudflareChecksum(string value)
    {
        var body = value.Substring(value.IndexOf('_') + 1);
        return Hex(Checksums.Crc32(body.Substring(0, 40))) == body.Substring(40);
    }

    // Prefix and payload are summed, the sum's bytes are written from the lowest.
    private static bool GrafanaChecksum(string value)
    {
        var sum = Checksums.Crc32(value.Substring(0, value.Length - 9));
        var swapped = (sum >> 24) | ((sum >> 8) & 0xFF00) | ((sum << 8) & 0xFF0000) | (sum << 24);
        return string.Equals(Hex(swapped), value.Substring(value.Length - 8), StringComparison.OrdinalIgnoreCase);
    }

    // <prefix><payload>.<length of the payload, base 36><CRC-32 of everything before it, base 36>
    private static bool GitLabChecksum(string value)
    {
        var sum = value.Length - 7;
        var dot = value.LastIndexOf('.');
        var start = value.IndexOf('_') is var tag and > 0 && value.StartsWith("glrt-t", StringComparison.Ordinal) ? tag + 1 : value.IndexOf('-') + 1;
        return value.Substring(dot + 1, 2) == Checksums.Base36((uint)(dot - start), 2) && value.Substring(sum) == Checksums.Base36(Checksums.Crc32(value.Substring(0, sum)), 7);
    }

    private static bool AzureChecksum(string value, ulong seed)
    {
        var data = Convert.FromBase64String(value.Replace('-', '+').Replace('_', '/'));
        return BitConverter.ToInt32(data, data.Length - 4) == Checksums.Marvin32(data, data.Length - 4, seed);
    }

    private static bool EndsInAA(string value) => value.EndsWith("AA", StringComparison.Ordinal) && Plausibility.IsRandom(value.Substring(value.LastIndexOf("01-", StringComparison.Ordinal) is var i and > 0 ? i + 3 : 13));

    private static bool HoldsJson(string value) => Encodings.Base64(value) is { } text && text.StartsWith("{\"", StringComparison.Ordinal);

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
