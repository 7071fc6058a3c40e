#!/usr/bin/env bash
# Installs what the Docker oracle runs: HAProxy, unbound, nftables and the Compose plugin. Idempotent.
# Bookworm has no Compose v2; it is taken from a newer Debian suite, unpacked beside the system.
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
  bash "$(dirname "$0")/newer-debian.sh" sid "$tools/compose" docker-compose
  found=$(find "$tools/compose" -type f -name docker-compose -perm -u+x | head -n 1)
  ln -sf "$found" "$compose"
  "$compose" version >/dev/null
fi
# All of it is read: with an early end of the pipe the program would be ended by a signal.
haproxy -v | sed -n 1p
nft --version
"$compose" version
