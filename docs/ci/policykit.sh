#!/usr/bin/env bash
# What continuous integration does for a policies project: copy it and set the three variables.
#
#   policykit.sh pull-request BASE   build, check the deploy tree, and tell what the change newly allows: Markdown on standard output; fails where anything widened, unless ALLOW_WIDENING gives the reason
#   policykit.sh release             verify the deploy tree against what was compiled, and print an in-toto statement to sign
#   policykit.sh nightly             fail when an acceptance has ended; list those that end within 30 days
set -euo pipefail
PROJECT=${PROJECT:-policies}                                                    # the policies project
ASSEMBLY=${ASSEMBLY:-$PROJECT/bin/Release/netstandard2.0/Policies.dll}          # what it compiles to
DEPLOY=${DEPLOY:-$PROJECT/deploy}                                               # its deploy tree
policykit=${POLICYKIT:-policykit}

build() { dotnet build "$PROJECT" -c Release -v quiet --nologo >&2; }           # fails on refusals, ceilings, expiry and drift

case "${1:-}" in
  pull-request)
    base=${2:?the revision to compare with, for example origin/main}
    build
    # A base without policies has nothing to compare with: everything is new then, and that is not for a script to allow.
    git cat-file -e "$base:$DEPLOY/policykit.json"
    $policykit diff "$base:$DEPLOY" "$ASSEMBLY" --format markdown ${ALLOW_WIDENING:+--allow-widening "$ALLOW_WIDENING"}
    ;;
  release)
    build
    $policykit attest "$DEPLOY" --assembly "$ASSEMBLY"
    ;;
  nightly)
    $policykit acceptances --assembly "$DEPLOY"
    $policykit verify "$DEPLOY"
    ;;
  *)
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
