#!/usr/bin/env bash
# Judges the labelled entries of network breadth, each as a policy of its own, and prints misses and false alarms by finding; last the part that was held back while the engine was written.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet run --project tests/PolicyKit.Analyzers.Tests -- --filter-class '*BreadthCorpusTests' --show-live-output on |
  sed 's/^OUTPUT: \[[^]]*\] //'
