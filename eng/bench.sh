#!/usr/bin/env bash
# Runs every benchmark (about a quarter of an hour on a quiet machine) and puts the results into docs/benchmarks.md. Read the difference before you keep it.
# usage: eng/bench.sh [BenchmarkDotNet filter ...]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet build tests/PolicyKit.Benchmarks -c Release -v quiet --nologo
dotnet run -c Release --no-build --project tests/PolicyKit.Benchmarks -- report "$out/parts.md" --artifacts "$out" --filter "${@:-*}"
bash eng/bench-build.sh | tee "$out/build.md"
{
  sed '/^## Results$/,$d' docs/benchmarks.md
  echo '## Results'
  echo
  echo "$(nproc) cores, $(uname -s); .NET SDK $(dotnet --version); load average of the last minutes: $(cut -d" " -f1-3 /proc/loadavg). Medians."
  echo
  cat "$out/parts.md"
  echo
  cat "$out/build.md"
} >"$out/benchmarks.md"
mv "$out/benchmarks.md" docs/benchmarks.md
