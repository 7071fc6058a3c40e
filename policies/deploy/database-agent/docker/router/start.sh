#!/bin/sh
# Fixed part of PolicyKit's Docker set. Filter first, address second: until both are in place nothing is forwarded.
set -eu
nft -f /etc/policykit/router/policy.nft
device="$(ip -o -4 addr show to "$POLICYKIT_ROUTER/32" | awk '{print $2}')"
ip addr add "$POLICYKIT_DEFAULT_GATEWAY/32" dev "$device"
exec sleep infinity
