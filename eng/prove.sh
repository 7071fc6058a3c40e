#!/usr/bin/env bash
# Proves every provider and prints one row for each: what the vendor's own software took and refused, changes of emitted text and of our own source that were caught, random policies, hostile strings.
# Fails when a test fails or a figure is missing. Every figure comes from the run. `prove.sh DIRECTORY` only prints the figures that a run left there.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
failed=0

figures=${1:-}
if [ -z "$figures" ]; then
  figures=$(mktemp -d)
  trap 'rm -rf "$figures"' EXIT
  for script in eng/install-docker-tools.sh eng/install-node-tools.sh; do bash "$script" || failed=1; done
  for project in $(grep -rl --include=*.cs 'Figures\.[A-Z]' tests | cut -d/ -f2 | grep '\.Tests$' | sort -u); do
    POLICYKIT_FIGURES=$figures dotnet run -c Release --project "tests/$project" -- --progress off || failed=1
  done
fi

count() { cat "$figures"/*.jsonl 2>/dev/null | grep -F "\"provider\":\"$1\",\"kind\":\"$2\"" | sed 's/.*"count":\([0-9]*\).*/\1/' | awk '{n += $1; seen = 1} END {print seen ? n : "-"}'; }

row='%-22s %15s %15s %17s %16s %15s %10s %10s\n'
printf "\n$row" provider "oracle accepted" "oracle rejected" "emitted mutations" "source mutations" "random proved" non-empty hostile
for page in docs/providers/*.md; do
  provider=$(basename "$page" .md)
  cells=()
  for kind in oracle-accepted oracle-rejected emitted-mutations-caught source-mutations-caught random-proved random-non-empty hostile-survived; do
    value=$(count "$provider" "$kind")
    if [ "$value" = - ] || [ "$value" -eq 0 ]; then failed=1; fi
    cells+=("$value")
  done
  printf "$row" "$provider" "${cells[@]}"
  if [ "${cells[1]}" != - ] && [ "${cells[1]}" -lt 10 ]; then echo "error: $provider: fewer than ten rejected copies" >&2; failed=1; fi
done
[ "$failed" -eq 0 ] || echo "error: not complete" >&2
exit $failed
