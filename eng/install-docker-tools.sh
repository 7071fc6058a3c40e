#!/usr/bin/env bash
# Installs what the Docker oracle runs: HAProxy, unbound, nftables and the Compose plugin. Idempotent.
# Bookworm has no Compose v2; it is taken from a newer Debian suite of the machine's own mirror, with apt lists of its own, and unpacked beside the system.
set -euo pipefail
tools=${POLICYKIT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/policykit/tools}
mkdir -p "$tools/bin"
export DEBIAN_FRONTEND=noninteractive

missing=()
command -v haproxy >/dev/null || missing+=(haproxy)
command -v unbound-checkconf >/dev/null || missing+=(unbound)
command -v nft >/dev/null || missing+=(nftables)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  # Only the checkers are wanted: no service is started by the installation.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

compose=$tools/bin/docker-compose
if ! "$compose" version >/dev/null 2>&1; then
  apt=$tools/apt
  mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -n 1)
  [ -n "$mirror" ] || { echo "error: no Debian mirror in this machine's apt sources; put docker-compose 2.x on the PATH" >&2; exit 1; }
  for suite in trixie sid; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
  done >"$apt/sources.list"
  options=(-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update -qq
  (cd "$apt/cache" && apt-get "${options[@]}" download -qq docker-compose)
  deb=$(ls -t "$apt"/cache/docker-compose_*.deb | head -n 1)
  dpkg -x "$deb" "$tools/compose"
  found=$(find "$tools/compose" -type f -name docker-compose -perm -u+x | head -n 1)
  ln -sf "$found" "$compose"
  "$compose" version >/dev/null
fi
# All of it is read: with an early end of the pipe the program would be ended by a signal.
haproxy -v | sed -n 1p
nft --version
"$compose" version
