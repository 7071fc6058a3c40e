#!/bin/sh
# Fixed part of PolicyKit's Docker set. Secrets reach the proxy's process only, from files or pipes, by its environment.
set -eu
for file in /run/secrets/*; do
  [ -f "$file" ] || [ -p "$file" ] || continue
  export "$(basename "$file")=$(cat "$file")"
done
exec haproxy -W -db -f /etc/policykit/gateway/haproxy.cfg
