#!/usr/bin/env bash
# Installs what the tests need, builds, checks the policies for drift and runs every test.
# In CI (CI=true) a missing tool is a failure; elsewhere its tests are skipped with the reason.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
failed=0
step() { printf '\n== %s\n' "$1"; }

step "tools of the vendors"
for script in eng/install-docker-tools.sh eng/install-node-tools.sh; do
  if ! bash "$script"; then
    echo "error: $script failed; the tests that need it $([ "${CI:-}" = true ] && echo fail || echo 'are skipped')" >&2
    [ "${CI:-}" = true ] && failed=1
  fi
done

step "engine"
# One that runs already is left running.
bash eng/engine.sh running || trap 'bash eng/engine.sh stop' EXIT
if ! bash eng/engine.sh start; then
  echo "error: no Docker engine; the tests that need it $([ "${CI:-}" = true ] && echo fail || echo 'are skipped')" >&2
  [ "${CI:-}" = true ] && failed=1
fi

step "build"
if ! dotnet build PolicyKit.sln -c Release -v quiet --nologo; then
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

step "tests"
log=$(mktemp)
figures=$(mktemp -d)
POLICYKIT_FIGURES=$figures dotnet test --solution PolicyKit.sln -c Release --no-build --no-progress 2>&1 | tee "$log"
[ "${PIPESTATUS[0]}" -eq 0 ] || failed=1

sum() { grep -E "^ *$1: [0-9]+" "$log" | awk '{n += $2} END {print n + 0}'; }
passed=$(sum succeeded); bad=$(sum failed); skipped=$(sum skipped)
rm -f "$log"

step "proof"
if ! bash eng/prove.sh "$figures" && [ "${CI:-}" = true ]; then failed=1; fi
rm -rf "$figures"

if [ "$passed" -eq 0 ]; then echo "error: no test ran" >&2; failed=1; fi
if [ "${CI:-}" = true ] && [ "$skipped" -ne 0 ]; then echo "error: $skipped tests were skipped in CI" >&2; failed=1; fi
if [ "$failed" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
cd "$root" && echo "$passed passed, $bad failed, $skipped skipped"
exit $failed
