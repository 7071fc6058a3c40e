#!/usr/bin/env bash
# Judges the labelled entries of network breadth, each as a policy of its own, and prints misses and false alarms by finding; also over a part that was held back while the engine was written, one drawn up afterwards, and hosts of real policies.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet run --project tests/PolicyKit.Analyzers.Tests -- --filter-class '*BreadthCorpusTests' --show-live-output on |
  sed 's/^OUTPUT: \[[^]]*\] //'
