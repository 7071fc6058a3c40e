#!/usr/bin/env bash
# Draws the labelled corpus of secrets from a seed and prints precision, recall and F1 by form, carrier and kind. Usage: eng/secrets.sh [seed]
set -euo pipefail
cd "$(dirname "$0")/.."
POLICYKIT_SEED="${1:-20261122}" dotnet run --project tests/PolicyKit.Analyzers.Tests -- --filter-class '*SecretCorpusTests' --show-live-output on |
  sed 's/^OUTPUT: \[[^]]*\] //'
