namespace PolicyKit.Analyzers.Tests;

internal static partial class RuleNotes
{
    private static Dictionary<string, RuleNote> Network => new()
    {
        ["PK3001"] = new(
            "A rule for all addresses is no policy: whatever the sandbox can read goes anywhere. Two halves make a whole, and all but a hole is nearly the whole, so all networks that hold for one provider are judged together. Kind `any-destination`. Source: Trivy rates unrestricted egress critical, but compares texts; the public space is that of the IANA registries.",
            """[AllowNetworks("0.0.0.0/1", "128.0.0.0/1", Ports = "443")]""",
            """[AllowNetworks("93.184.216.0/24", Ports = "443")]"""),
        ["PK3002"] = new(
            "Clouds and platforms hand the machine's own credentials to whoever asks at a fixed address or name. Denying private networks closes neither 168.63.129.16, which is a public address, nor the names; denying link-local closes none of the IPv6 addresses. Found in every spelling (decimal, hexadecimal, octal, short, full-width, inside IPv6) and inside wider networks and wildcards. Kind `cloud-metadata`.",
            """[AllowNetworks("168.63.129.0/24", Ports = "443")]""",
            """[AllowHosts("api.example.com")]"""),
        ["PK3003"] = new(
            "Below a registry's suffix anybody registers a name for a few coins, within minutes. The Public Suffix List says which suffixes those are, with its wildcard and exception rules. Kind `registry-wildcard`. Source: https://publicsuffix.org/.",
            """[AllowHosts("*.co.uk")]""",
            """[AllowHosts("*.example.co.uk")]"""),
        ["PK3004"] = new(
            "Whoever signs up at the service gets a name below the suffix, so the wildcard lets data out to an attacker's page, bucket or function. The private part of the Public Suffix List names many such suffixes, but not all; a list of our own has the rest. A name below your own (`*.shop.github.io`) is not meant. Kind `shared-hosting-wildcard`. The fix asks for the name of your own host.",
            """[AllowHosts("*.vercel.app")]""",
            """[AllowHosts("shop.vercel.app")]"""),
        ["PK3005"] = new(
            "Under one suffix a vendor offers everything: the API that is needed, and storage, functions and machines of any customer. Kind `vendor-wide-wildcard`. The fix asks for the name of the host.",
            """[AllowHosts("*.amazonaws.com")]""",
            """[AllowHosts("sts.eu-central-1.amazonaws.com")]"""),
        ["PK3006"] = new(
            "Public networks wider than /24 (IPv6: /48) belong to clouds and providers; most of the addresses in them are other people's machines, and one can be rented by the hour. Neighbouring networks are put together before they are judged. Kind `wide-cidr`. Source: Prowler draws its line at /23.",
            """[AllowNetworks("93.184.0.0/16", Ports = "443")]""",
            """[AllowNetworks("93.184.216.0/24", Ports = "443")]"""),
        ["PK3007"] = new(
            "Paste sites, file drops, request catchers, tunnels and anonymisers are made for carrying data past whoever watches: no account, one request. The message says why for each. Kind `exfil:` and the category. Source: ATT&CK T1567, T1572, T1090, and public lists of abused sites, kept below `data/`.",
            """[AllowHosts("webhook.site")]""",
            """[AllowHosts("api.example.com")]"""),
        ["PK3008"] = new(
            "At code hosts, chats, object stores, personal clouds, content networks, dynamic DNS and resolvers, strangers read and write beside you: the path or account decides, which a rule for the host does not see. An inspected rule with a path is narrow and is not reported; a rule that says why it is needed is suppressed; where a brokered credential is put on what is sent to the host, so that it goes as your own account, it is PK3009. Kind `exfil:` and the category. Source: ATT&CK T1567, T1048, T1568.",
            """[AllowHosts("api.github.com")]""",
            """[AllowHttp("api.github.com", Methods = "GET", Paths = ["/repos/acme/shop/*"]), Credential("GITHUB_TOKEN", Host = "api.github.com", Scheme = "Bearer")]"""),
        ["PK3009"] = new(
            "Package registries take uploads on the host that serves downloads; shorteners redirect to a place that the rule does not name; one tenant's name on a content network may be left through another. Little by itself, worth knowing when a credential is near. Kind `exfil:` and the category.",
            """[AllowHosts("pypi.org")]""",
            """[AllowHosts("files.pythonhosted.org")]"""),
        ["PK3010"] = new(
            "Such a name holds an address, and resolves to it: `169.254.169.254` and `10.0.0.1` among them. A rule for the name is a rule for any address in disguise. Kind `resolver-alias`.",
            """[AllowHosts("10.0.0.1.nip.io")]""",
            """[AllowHosts("api.example.com")]"""),
        ["PK3011"] = new(
            "Letters of other scripts, and digits, look like Latin letters. The reviewer approves the name that is read, the machine connects to the name that is written. Reported: letters of scripts that are not written together in one label, and names that look like one that policies are likely to trust. Kind `homograph`. Source: Unicode Technical Standard 39.",
            """[AllowHosts("xn--gthub-n4a.com")]""",
            """[AllowHosts("gist.example.com")]"""),
        ["PK3012"] = new(
            "Translators and tunnels carry IPv4 inside IPv6 (NAT64, 6to4, Teredo, ISATAP and others). What reads as one network opens another, and gateways disagree about it. Kind `embedded-ipv4`. The fix writes the IPv4 network. Source: RFC 4291, RFC 6052, RFC 3056, RFC 4380, RFC 5214, RFC 7915, RFC 8215.",
            """[AllowNetworks("2002:5db8:d822::/48", Ports = "443")]""",
            """[AllowNetworks("93.184.216.34/32", Ports = "443")]"""),
        ["PK3013"] = new(
            "Loopback, link-local and the names of the machine itself lead to services that trust whoever is local; a whole private network leads to everything that was never meant to face hostile code. Kinds `loopback`, `link-local`, `private`, `shared`, `local-name`. A rule that says why it is needed is suppressed; a small private network is PK3014.",
            """[AllowNetworks("10.0.0.0/8", Ports = "443")]""",
            """[AllowNetworks("10.20.30.0/24", Ports = "443")]"""),
        ["PK3014"] = new(
            "A private network of /24 (IPv6: /64) or smaller is usually meant. Say by Because what is there, so that the next reader knows. Kinds `private`, `shared`.",
            """[AllowNetworks("10.20.30.0/24", Ports = "5432")]""",
            """[AllowHosts("db.example.com", Ports = "5432")]"""),
        ["PK3015"] = new(
            "Documentation, benchmarking, multicast and reserved addresses reach no host on the internet, so the rule is a mistake or left over from an example. Kind `not-globally-reachable`. Source: IANA special-purpose address registries.",
            """[AllowNetworks("203.0.113.0/24", Ports = "443")]""",
            """[AllowNetworks("93.184.216.0/24", Ports = "443")]"""),
        ["PK3016"] = new(
            "With all ports come SSH, mail, DNS and control planes: ways around whatever watches the web ports. Kinds `any-port` and `wide-port-range` (more than 100). The fix writes 443 where that is among them.",
            """[AllowHosts("api.example.com", Ports = "*")]""",
            """[AllowHosts("api.example.com", Ports = "8000-8010")]"""),
        ["PK3017"] = new(
            "Mail takes data to anybody, remote shells tunnel anything both ways, DNS carries data in its queries, control planes hand over nodes, old protocols speak in plain text. Kinds `mail-port`, `remote-shell-port`, `dns-port`, `control-plane-port`, `plaintext-port`. The fix leaves the port out. Source: ATT&CK T1048, T1071.004, T1572, T1021.",
            """[AllowHosts("git.example.com", Ports = "22,443")]""",
            """[AllowHosts("git.example.com", Ports = "443")]"""),
        ["PK3018"] = new(
            "What goes over port 80 can be read and changed on its way, downloads and scripts included. Some providers open it with every host rule, so that it is information only. Kind `plaintext-port`.",
            """[AllowHosts("api.example.com", Ports = "80,443")]""",
            """[AllowHosts("api.example.com", Ports = "443")]"""),
        ["PK3019"] = new(
            "A content network serves all its customers from the same addresses. Beside a rule for its addresses, rules for names on the same ports narrow nothing: a connection by address says any name. Reported for networks of known operators, and for public networks wider than /16. Kind `address-covers-name`. Source: the operators' published networks; ATT&CK T1090.004.",
            """[AllowHosts("api.example.com"), AllowNetworks("104.16.0.0/16", Ports = "443")]""",
            """[AllowHosts("api.example.com"), AllowNetworks("104.16.0.0/16", Ports = "5432")]"""),
        ["PK3020"] = new(
            "The widest rule there is, and said on purpose, with a reason: a browser agent needs it. It stands here so that a report over all policies shows it. PK1019 keeps credentials and private networks away from it. Kind `any-destination`.",
            """[AllowAnyHost(Ports = "443", Because = "the user names the site to visit")]""",
            """[AllowHosts("api.example.com")]"""),
        ["PK3021"] = new(
            "Said on purpose, with a reason. It stands here so that a report over all policies shows where machine credentials can be had. Kind `cloud-metadata`.",
            """[AllowMetadata("169.254.169.254", 80, Because = "instance identity")]""",
            """[AllowHosts("api.example.com")]"""),
        ["PK3022"] = new(
            "A brokered credential leaves with every request that matches its hosts. At a wildcard, whoever gets a name below it gets the secret; at a host that takes data from strangers it is given away. Kind `credential-audience`.",
            """[AllowHosts("*.example.com"), Credential("API_KEY", Host = "*.example.com", Header = "x-api-key")]""",
            """[AllowHosts("*.example.com"), Credential("API_KEY", Host = "api.example.com", Header = "x-api-key")]"""),
        ["PK3023"] = new(
            "A list of what is forbidden is never complete, and a forbidden host is reached by another name or by its address. Providers that have such lists read them in different orders. Kind `deny-carries-weight`. As an addition to a decision that is loud anyway, say Because on the denial.",
            """[AllowAnyHost(Ports = "443", Because = "the user names the site to visit"), DenyHosts("pastebin.com")]""",
            """[AllowHosts("*.example.com"), DenyHosts("internal.example.com")]"""),
        ["PK3024"] = new(
            "Nobody reads the sixtieth entry. Broad ones hide among many. Kind `sprawl`. Source: Prowler counts more than 50 rules as sprawl.",
            $"[AllowHosts({string.Join(", ", Enumerable.Range(1, 51).Select(i => $"\"h{i}.example.com\""))})]",
            """[AllowHosts("*.example.com")]"""),
    };
}
