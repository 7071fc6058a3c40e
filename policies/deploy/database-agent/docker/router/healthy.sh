#!/bin/sh
# Fixed part of PolicyKit's Docker set. Healthy: the filter is loaded and the default gateway's address is taken.
set -eu
nft list chain ip policykit forward >/dev/null
ip -o -4 addr show to "$POLICYKIT_DEFAULT_GATEWAY/32" | grep -q inet
