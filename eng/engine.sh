#!/usr/bin/env bash
# A Docker engine for the tests, in a network namespace of its own: `eng/engine.sh start|stop|restart|crash|running|host [name]`.
# Outside of it lies a pretended Internet in a second namespace, which answers on every address; nothing of either reaches the machine's own network, and no route of the machine changes.
# Installs docker.io and debootstrap from the machine's Debian mirror when missing. Idempotent; the root file system of the test image is made once and kept.
# ENGINE_SUITE=sid takes the engine of that Debian suite instead of the machine's; gVisor is registered as the runtime runsc.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=${POLICYKIT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/policykit/tools}
name=${2:-policykit}
home=$tools/engine
state=$home/$name
inside=${name}-engine
outside=${name}-world
socket=$state/run/docker.sock
docker=(env DOCKER_HOST="unix://$socket" docker)
# Where the programs of a newer engine lie; the engine finds containerd and its shim by the path, and runc of the machine: sid's needs a newer libc.
newer=$home/engine-${ENGINE_SUITE:-}
path=$PATH
if [ -n "${ENGINE_SUITE:-}" ]; then path=$newer/usr/sbin:$newer/usr/bin:$PATH; fi

say() { echo "engine.sh: $*" >&2; }
alive() { [ -e "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

need() {
  [ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] || { say "an engine in a namespace of its own needs root on Linux"; exit 1; }
  local missing=()
  command -v dockerd >/dev/null || missing+=(docker.io)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  command -v ip >/dev/null || missing+=(iproute2)
  command -v iptables >/dev/null || missing+=(iptables)
  command -v python3 >/dev/null || missing+=(python3-minimal)
  command -v openssl >/dev/null || missing+=(openssl)
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # The package would start an engine on the machine's own network.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# One root file system with what the set's own images have, and curl and Python for those who try things.
base() {
  [ -e "$home/base.tar" ] && return
  say "making the root file system"
  local root=$home/root mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -n 1)
  [ -n "$mirror" ] || { say "no Debian mirror in this machine's apt sources"; exit 1; }
  rm -rf "$root"
  mkdir -p "$home"
  debootstrap --variant=minbase --include=ca-certificates,curl,haproxy,iproute2,nftables,openssl,python3-minimal,unbound bookworm "$root" "$mirror" >"$home/debootstrap.log" 2>&1 ||
    { tail -n 20 "$home/debootstrap.log" >&2; exit 1; }
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$home/ca.key" -out "$home/ca.pem" -days 3650 -subj "/CN=PolicyKit pretended Internet" 2>/dev/null
  # Only images of the tests trust it.
  cat "$home/ca.pem" >>"$root/etc/ssl/certs/ca-certificates.crt"
  tar -C "$root" --exclude ./dev --exclude ./proc --exclude ./sys -cf "$home/base.tar.new" .
  rm -rf "$root"
  mv "$home/base.tar.new" "$home/base.tar"
}

namespaces() {
  ip netns pids "$outside" >/dev/null 2>&1 || ip netns add "$outside"
  ip netns pids "$inside" >/dev/null 2>&1 || ip netns add "$inside"
  ip -n "$outside" link set lo up
  ip -n "$inside" link set lo up
  if ! ip -n "$outside" link show w0 >/dev/null 2>&1; then
    ip link add w0 netns "$outside" type veth peer name e0 netns "$inside"
    ip -n "$inside" addr add 100.127.0.2/30 dev e0
    ip -n "$outside" link set w0 up
    ip -n "$inside" link set e0 up
    ip -n "$inside" route add default via 100.127.0.1
  fi
}

world() {
  alive "$state/world.pid" && return
  ip -n "$outside" addr flush dev w0
  ip -n "$outside" route flush table local proto boot 2>/dev/null || true
  mkdir -p "$state/world"
  rm -f "$state/world/ready"
  cp src/PolicyKit.Docker/Probing/world.py "$home/ca.pem" "$home/ca.key" "$state/world/"
  cat >"$state/world/settings.json" <<JSON
{"pool": "45.80.0.0", "zone": {}, "claim": "100.127.0.1/30", "device": "w0", "temporary": "$state/world", "foreign": "foreign.policykit-probe.example.net", "neighbours": ["100.127.0.2/32"], "parts": [],
 "gateway": "100.127.0.2", "sandbox": "10.255.255.10", "inside": 47611, "published": [], "tls": [443, 8443], "http": [80, 8080], "tcp": [22, 5432, 5433], "udp": [123]}
JSON
  setsid ip netns exec "$outside" python3 -u "$state/world/world.py" "$state/world" >"$state/world/arrived.jsonl" 2>"$state/world.log" </dev/null &
  echo $! >"$state/world.pid"
  for _ in $(seq 100); do
    [ -e "$state/world/ready" ] && return
    alive "$state/world.pid" || break
    sleep 0.1
  done
  cat "$state/world.log" >&2
  exit 1
}

# Of trixie: sid's is built with a Go whose goroutines it does not know, and ends at the first read of a file; bookworm's cannot list /.
# All three take any network namespace for the machine's own on Linux 6.11 and newer, by a file below /proc/sys/net (google/gvisor#10704): it is hidden from them.
gvisor() {
  local folder=$home/gvisor
  [ -x "$folder/runsc" ] && return
  say "unpacking gVisor"
  bash eng/newer-debian.sh trixie "$folder" runsc
  cat >"$folder/runsc.new" <<SH
#!/bin/sh
exec unshare -m --propagation slave sh -c 'mount -t tmpfs -o ro none /proc/sys/net && exec "$folder/usr/bin/runsc" "\$@"' runsc "\$@"
SH
  chmod +x "$folder/runsc.new"
  mv "$folder/runsc.new" "$folder/runsc"
}

suite() {
  [ -z "${ENGINE_SUITE:-}" ] || [ -x "$newer/usr/sbin/dockerd" ] && return
  say "unpacking the engine of $ENGINE_SUITE"
  rm -rf "$newer.new"
  bash eng/newer-debian.sh "$ENGINE_SUITE" "$newer.new" docker.io containerd tini-static
  mv "$newer.new" "$newer"
}

# nsenter and not 'ip netns exec': that would mount /sys anew, without the control groups.
engine() {
  if ! alive "$state/engine.pid"; then
    mkdir -p "$state/run" "$state/data"
    # For tests of a full disk: the engine's data in memory, of this size.
    if [ -n "${ENGINE_DATA_SIZE:-}" ] && ! mountpoint -q "$state/data"; then mount -t tmpfs -o "size=$ENGINE_DATA_SIZE" policykit "$state/data"; fi
    rm -f "$state/run/docker.pid"
    echo "nameserver 100.127.0.1" >"$state/resolv.conf"
    echo "{\"runtimes\": {\"runsc\": {\"path\": \"$home/gvisor/runsc\"}}}" >"$state/daemon.json"
    PATH=$path setsid nsenter --net="/run/netns/$inside" unshare -m --propagation slave bash -c '
      mount --bind "$1/resolv.conf" /etc/resolv.conf
      exec dockerd --config-file "$1/daemon.json" --data-root "$1/data" --exec-root "$1/run/exec" --pidfile "$1/run/docker.pid" -H "unix://$1/run/docker.sock"' engine "$state" >>"$state/engine.log" 2>&1 </dev/null &
    echo $! >"$state/engine.pid"
  fi
  for _ in $(seq 300); do
    "${docker[@]}" version >/dev/null 2>&1 && return
    alive "$state/engine.pid" || break
    sleep 0.1
  done
  tail -n 20 "$state/engine.log" >&2
  exit 1
}

image() {
  "${docker[@]}" image inspect policykit-base:local >/dev/null 2>&1 || "${docker[@]}" import "$home/base.tar" policykit-base:local >/dev/null
}

end() {
  alive "$1" || { rm -f "$1"; return 0; }
  local pid
  pid=$(cat "$1")
  kill "$pid"
  for _ in $(seq 150); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$1"
}

case ${1:-} in
  start)
    need
    base
    gvisor
    suite
    mkdir -p "$state"
    namespaces
    world
    engine
    image
    echo "unix://$socket"
    ;;
  stop)
    [ -d "$state" ] || exit 0
    if "${docker[@]}" version >/dev/null 2>&1; then
      "${docker[@]}" ps -aq | xargs -r "${docker[@]}" rm -f >/dev/null
    fi
    end "$state/engine.pid"
    # What an engine that was killed has left of its containers' keepers.
    pgrep -f -- "-address $state/run/exec/containerd/containerd.sock" | xargs -r kill -9 2>/dev/null || true
    end "$state/world.pid"
    if mountpoint -q "$state/data"; then umount "$state/data"; fi
    ip netns del "$inside" 2>/dev/null || true
    ip netns del "$outside" 2>/dev/null || true
    ;;
  restart)
    end "$state/engine.pid"
    engine
    ;;
  # As if it had crashed: nothing is ended in an orderly way, and what ran in containers goes on until the engine is back.
  crash)
    kill -9 "$(cat "$state/engine.pid")"
    while alive "$state/engine.pid"; do sleep 0.1; done
    rm -f "$state/engine.pid"
    engine
    ;;
  running) "${docker[@]}" version >/dev/null 2>&1 ;;
  host) echo "unix://$socket" ;;
  *) echo "usage: eng/engine.sh start|stop|restart|crash|running|host [name]" >&2; exit 2 ;;
esac
