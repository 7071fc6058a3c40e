#!/usr/bin/env bash
# Installs the npm packages that the oracles run, outside the repository. Versions are exact; a lock file would name a registry's hosts. Idempotent.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=${POLICYKIT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/policykit/tools}/node
manifest=tests/PolicyKit.Oracle.Tests/node/package.json
command -v npm >/dev/null || { echo "npm is missing" >&2; exit 1; }
mkdir -p "$tools"
if [ -d "$tools/node_modules" ] && cmp -s "$manifest" "$tools/package.json"; then exit 0; fi
cp "$manifest" "$tools/package.json"
npm install --prefix "$tools" --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
