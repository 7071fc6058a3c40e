#!/usr/bin/env bash
# The main job: compiles the sample policies and writes their artifacts below policies/deploy.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build src/PolicyKit.Cli/PolicyKit.Cli.csproj -c Release -v quiet --nologo
dotnet build policies/PolicyKit.Policies.csproj -c Release -v quiet --nologo -p:PolicyKitMode=Off
exec dotnet src/PolicyKit.Cli/bin/Release/net10.0/policykit.dll write \
  --assembly policies/bin/Release/netstandard2.0/PolicyKit.Policies.dll --deploy policies/deploy "$@"
