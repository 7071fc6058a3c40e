#!/usr/bin/env bash
# What the Docker set costs, side by side in one run on the engine of eng/engine.sh: an allowed flow through the gateway (passed through, and decrypted) against the same flow direct and through Squid,
# and the start of the set against a bare container. Prints a table in Markdown. Needs root on Debian. usage: eng/bench-docker.sh [requests]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 GITHUB_TOKEN=x ANTHROPIC_API_KEY=x
requests=${1:-30}
size=128
name=policykit-bench
home=${POLICYKIT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/policykit/tools}/engine
bash eng/engine.sh stop $name
DOCKER_HOST=$(bash eng/engine.sh start $name)
export DOCKER_HOST
trap 'bash eng/engine.sh stop $name' EXIT
[ -e src/PolicyKit.Cli/bin/Release/net10.0/policykit.dll ] || dotnet build src/PolicyKit.Cli -c Release -v quiet --nologo >&2
[ -e policies/bin/Release/netstandard2.0/PolicyKit.Policies.dll ] || dotnet build policies -c Release -v quiet --nologo -p:PolicyKitMode=Off >&2
policykit() { dotnet src/PolicyKit.Cli/bin/Release/net10.0/policykit.dll "$1" --assembly policies/bin/Release/netstandard2.0/PolicyKit.Policies.dll "${@:2}"; }
for image in $(policykit run code-agent --dry-run | grep -oE 'policykit-[a-z]+:[0-9a-f]{16}'); do docker tag policykit-base:local "$image"; done

# Squid lives in an image of its own.
if [ ! -e "$home/squid.tar" ]; then
  root=$home/squid
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -n 1)
  rm -rf "$root"
  debootstrap --variant=minbase --include=ca-certificates,squid bookworm "$root" "$mirror" >"$home/squid.log" 2>&1 || { tail -n 20 "$home/squid.log" >&2; exit 1; }
  tar -C "$root" --exclude ./dev --exclude ./proc --exclude ./sys -cf "$home/squid.tar" .
  rm -rf "$root"
fi
docker image inspect policykit-squid:local >/dev/null 2>&1 || docker import "$home/squid.tar" policykit-squid:local >/dev/null

# The same program everywhere: connection, request and answer one after another; then one long answer.
program="
cacert=\${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
curl() { command curl -sS --http1.1 --cacert \$cacert \"\$@\"; }
i=0
until curl -o /dev/null https://\$H/; do i=\$((i + 1)); [ \$i -lt 30 ] || exit 1; sleep 1; done
for i in \$(seq $requests); do curl -o /dev/null -w '%{time_total}\n' https://\$H/; done | sort -n | sed -n $((requests / 2 + 1))p
for i in 1 2 3; do curl -o /dev/null -w '%{speed_download}\n' https://\$H/policykit-bytes/$size; done | sort -n | sed -n 2p"
row() { awk -v name="$1" 'NR==1 {ms=$1*1000} NR==2 {speed=$1/1048576} END {if (NR != 2) exit 1; printf "| %s | %.1f ms | %.0f MiB/s |\n", name, ms, speed}'; }

echo "$(nproc) cores, Docker Engine $(docker version -f '{{.Server.Version}}'), load average $(cut -d' ' -f1-3 /proc/loadavg) before the start. Median of $requests connections with one request each; median of three answers of $size MiB."
echo
echo "| an allowed flow over TLS | new connection and request | one long answer |"
echo "|---|---:|---:|"
docker run --rm --dns 100.127.0.1 policykit-base:local sh -c "H=raw.githubusercontent.com; $program" | row "direct, on the engine's default bridge"
policykit run code-agent -q -- sh -c "H=raw.githubusercontent.com; $program" 2>/dev/null | row "gateway, passed through"
policykit run code-agent -q -- sh -c "H=api.github.com; $program" 2>/dev/null | row "gateway, decrypted, credential put on"
docker network inspect policykit-bench >/dev/null 2>&1 || docker network create policykit-bench >/dev/null
docker run -d --name squid --network policykit-bench --dns 100.127.0.1 policykit-squid:local sh -c '
printf "%s\n" "http_port 3128" "acl names dstdomain .githubusercontent.com api.github.com" "acl tls port 443" "acl CONNECT method CONNECT" "http_access allow CONNECT names tls" "http_access deny all" "cache deny all" "access_log none" "cache_log /tmp/cache.log" "pid_filename none" >/etc/squid/squid.conf
exec squid -N -f /etc/squid/squid.conf' >/dev/null
docker run --rm --network policykit-bench -e https_proxy=http://squid:3128 policykit-base:local sh -c "H=raw.githubusercontent.com; $program" | row "Squid, CONNECT by name, passed through"
docker rm -f squid >/dev/null

median() { for _ in 1 2 3; do local from to; from=$(date +%s%N); "$@" >/dev/null 2>&1; to=$(date +%s%N); echo $(((to - from) / 1000000)); done | sort -n | sed -n 2p; }
echo
echo "| start to end of \`true\`, median of three | |"
echo "|---|---:|"
echo "| \`docker run\` of the same image | $(median docker run --rm policykit-base:local true) ms |"
echo "| \`policykit run\`, no network (data-analysis) | $(for i in $(policykit run data-analysis --dry-run 2>/dev/null | grep -oE 'policykit-[a-z]+:[0-9a-f]{16}'); do docker tag policykit-base:local "$i"; done; median policykit run data-analysis -q -- true) ms |"
echo "| \`policykit run\`, all parts (code-agent) | $(median policykit run code-agent -q -- true) ms |"
echo "| of it, reading and proving the assembly (\`--dry-run\`) | $(median policykit run code-agent --dry-run) ms |"
