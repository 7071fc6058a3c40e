#!/usr/bin/env bash
# Unpacks packages of a newer Debian suite beside the system: `eng/newer-debian.sh SUITE FOLDER PACKAGE...` with SUITE trixie or sid.
# They come from the machine's own mirror, with apt lists of their own; nothing is installed.
set -euo pipefail
tools=${POLICYKIT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/policykit/tools}
suite=$1
folder=$2
shift 2
apt=$tools/apt
mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -E '/debian/?$' | sort -u | head -n 1)
[ -n "$mirror" ] || { echo "error: no Debian mirror in this machine's apt sources" >&2; exit 1; }
for each in trixie sid; do
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $each main"
done >"$apt/sources.list"
options=(-o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Get::List-Cleanup=0 -o APT::Sandbox::User=root)
apt-get "${options[@]}" update -qq
debs=$(mktemp -d)
trap 'rm -rf "$debs"' EXIT
(cd "$debs" && apt-get "${options[@]}" download -qq "${@/%//$suite}")
for deb in "$debs"/*.deb; do dpkg -x "$deb" "$folder"; done
