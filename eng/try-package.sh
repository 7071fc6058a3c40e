#!/usr/bin/env bash
# What a newcomer sees, in a clean folder outside the repository: init, the first policy, a mistake, its mending, the artifacts, check, drift.
# eng/try-package.sh [folder with PolicyKit.*.nupkg]; without a folder it packs first. Its output stands in docs/getting-started.md.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off NO_COLOR=1
work=$(mktemp -d)
work=$(cd "$work" && pwd -P)
trap 'rm -rf "$work"' EXIT
if [ $# -gt 0 ]; then
  feed=$(cd "$1" && pwd -P)
else
  feed=$work/feed
  for project in src/PolicyKit.MSBuild src/PolicyKit.Cli; do dotnet pack "$project" -c Release -o "$feed" -v quiet >&2; done
fi
# Restored into a folder of its own: never a copy of an earlier package.
cat > "$work/NuGet.config" <<EOF
<configuration>
  <packageSources><add key="policykit-packed" value="$feed" /></packageSources>
  <config><add key="globalPackagesFolder" value="restored" /></config>
</configuration>
EOF
cd "$work"
dotnet tool install PolicyKit.Cli --tool-path tools >/dev/null
export PATH="$work/tools:$PATH"

# A line with $, then what the command says, without this machine's folders, help links and MSBuild's summary.
run() {
  local code=0
  printf '$ %s\n' "$*"
  bash -c "$*" > "$work/said" 2>&1 || code=$?
  # Progress is shown only when something takes long.
  sed -i -e '/^ *policykit: proving /d' -e "s#$work/policies/##g" -e "s#$work/##g" -e 's# \[[^]]*\.csproj\]$##' -e 's# (https://[^ ]*)$##' -e 's#PolicyKit.targets([0-9,]*)#PolicyKit.targets#' -e 's# *$##' "$work/said"
  if [[ $1 == dotnet ]]; then
    sed -e 's#^ *##;/^$/d' "$work/said" | grep -vE '^(Time Elapsed|Determining projects|All projects are|Restored |Build FAILED|[0-9]+ (Warning|Error)\(s\))' | awk '!seen[$0]++'
  else
    cat "$work/said"
  fi
  if [ "$code" -ne 0 ]; then printf '(exit code %s)\n' "$code"; fi
  echo
}
title() { printf '# %s\n' "$1"; }

title "A new project"
run policykit init
cd policies
run cat FirstAgent.cs
run dotnet build
title "A second host, written as one writes an address: the compiler says where it stands and what to write"
sed -i 's#"api.github.com")\]#"api.github.com", "https://pypi.org")]#' FirstAgent.cs
run dotnet build
title "Mended; the artifacts are written"
sed -i 's#https://pypi.org#pypi.org#' FirstAgent.cs
run dotnet build -p:PolicyKitMode=Write
run "find deploy -type f | LC_ALL=C sort"
run policykit check --assembly bin/Debug/net10.0/Policies.dll
title "Someone widens an artifact by hand: the next build fails"
printf '10.0.0.0/8\n' >> deploy/first-agent/docker/gateway/addresses-0.lst
run dotnet build
run policykit write --restore --assembly bin/Debug/net10.0/Policies.dll
title "A target that cannot hold to the policy: nothing is emitted until the policy is narrowed or someone signs for it"
sed -i 's#\[Docker\]#[Docker, E2B]#' FirstAgent.cs
run "dotnet build | grep -oE \"^.*FirstAgent.cs\\(9,.*E2B cannot hold to '[^']*'\" | sort -u"
