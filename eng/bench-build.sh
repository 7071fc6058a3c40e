#!/usr/bin/env bash
# Build time of a generated solution with 100 policies, with PolicyKit and without it, in one run: the two take turns, medians, and their ratio.
# With: generator, analyzers and the build target that proves again and compares the deploy directory. Without: the same files, of which PolicyKit is only the library of attributes.
# usage: eng/bench-build.sh [policies [application projects [classes of each [runs]]]]
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
policies=${1:-100} projects=${2:-4} classes=${3:-250} runs=${4:-5}
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; return 1; }; }
for project in src/PolicyKit generators/PolicyKit.Generators analyzers/PolicyKit.Analyzers analyzers/PolicyKit.CodeFixes src/PolicyKit.Cli tests/PolicyKit.Benchmarks; do
  quietly dotnet build "$project" -c Release -v quiet --nologo
done

solution() { # name, yes when with PolicyKit
  local at=$work/$1
  mkdir -p "$at/Policies"
  echo '<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>' >"$at/Directory.Build.props"
  echo '<Solution>' >"$at/All.slnx"
  for p in $(seq "$projects"); do
    mkdir -p "$at/App$p"
    echo '<Project Sdk="Microsoft.NET.Sdk" />' >"$at/App$p/App$p.csproj"
    for c in $(seq "$classes"); do
      cat >"$at/App$p/Class$c.cs" <<EOF
namespace App$p;

public sealed record Order$c(int Number, string Customer, IReadOnlyList<Line$c> Lines);

public sealed record Line$c(string Item, int Count, decimal Price);

public sealed class Orders$c
{
    private readonly Dictionary<string, List<Order$c>> _byCustomer = new(StringComparer.Ordinal);

    public void Add(Order$c order)
    {
        if (!_byCustomer.TryGetValue(order.Customer, out var orders))
        {
            _byCustomer.Add(order.Customer, orders = []);
        }

        orders.Add(order);
    }

    public decimal Total(string customer) => _byCustomer.TryGetValue(customer, out var orders) ? orders.SelectMany(o => o.Lines).Sum(l => l.Count * l.Price) : 0;

    public IEnumerable<string> Best(int count) => _byCustomer.Keys.OrderByDescending(Total).ThenBy(c => c, StringComparer.Ordinal).Take(count).Select(c => \$"{c}: {Total(c):0.00}");
}
EOF
    done
    echo "  <Project Path=\"App$p/App$p.csproj\" />" >>"$at/All.slnx"
  done
  echo '  <Project Path="Policies/Policies.csproj" />' >>"$at/All.slnx"
  echo '</Solution>' >>"$at/All.slnx"
  cp "$work"/policies/*.cs "$at/Policies"
  {
    echo '<Project Sdk="Microsoft.NET.Sdk">'
    [ "$2" = yes ] && echo "<Import Project=\"$root/src/PolicyKit.MSBuild/build/PolicyKit.props\" />"
    echo "<PropertyGroup><PolicyKitFromSource>true</PolicyKitFromSource><PolicyKitTool>$root/src/PolicyKit.Cli/bin/Release/net10.0/policykit.dll</PolicyKitTool></PropertyGroup>"
    echo "<ItemGroup><Reference Include=\"$root/src/PolicyKit/bin/Release/netstandard2.0/PolicyKit.dll\" />"
    if [ "$2" = yes ]; then
      for dll in Core Roslyn Providers Generators; do echo "<Analyzer Include=\"$root/generators/PolicyKit.Generators/bin/Release/netstandard2.0/PolicyKit.$dll.dll\" />"; done
      echo "<Analyzer Include=\"$root/analyzers/PolicyKit.Analyzers/bin/Release/netstandard2.0/PolicyKit.Analyzers.dll\" />"
      echo "<Analyzer Include=\"$root/analyzers/PolicyKit.CodeFixes/bin/Release/netstandard2.0/PolicyKit.CodeFixes.dll\" />"
    fi
    echo '</ItemGroup>'
    [ "$2" = yes ] && echo "<Import Project=\"$root/src/PolicyKit.MSBuild/build/PolicyKit.targets\" />"
    echo '</Project>'
  } >"$at/Policies/Policies.csproj"
  dotnet restore "$at/All.slnx" -v quiet --nologo
}

mkdir "$work/policies"
dotnet run -c Release --no-build --project tests/PolicyKit.Benchmarks -- write-policies "$policies" "$work/policies"
solution with yes
solution without no
quietly dotnet build "$work/with/Policies/Policies.csproj" --no-restore -v quiet --nologo -p:PolicyKitMode=Write

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
build() { # variant, what is built, arguments: wall and CPU milliseconds
  local TIMEFORMAT='%R %U %S'
  { time dotnet build "$work/$1/$2" --no-restore -v quiet --nologo "${@:3}" >"$work/log" 2>&1 || { cat "$work/log" >&3; return 1; }; } 2>"$work/time" 3>&2
  awk '{print int(1000 * $1), int(1000 * ($2 + $3))}' "$work/time"
}
row() { # title, column of the measurements
  local ratio with without
  ratio=$(paste "$work/with.ms" "$work/without.ms" | awk -v c="$2" '{print $c / $(c + 2)}' | median)
  with=$(cut -d" " -f"$2" "$work/with.ms" | median)
  without=$(cut -d" " -f"$2" "$work/without.ms" | median)
  printf '| %-60s | %5.3f | %6d ms | %6d ms |\n' "$1" "$ratio" "$with" "$without"
}
compare() { # title, wall or both, what is built, arguments
  : >"$work/with.ms"; : >"$work/without.ms"
  build with "${@:3}" >/dev/null; build without "${@:3}" >/dev/null
  for _ in $(seq "$runs"); do
    build with "${@:3}" >>"$work/with.ms"; build without "${@:3}" >>"$work/without.ms"
  done
  row "$1" 1
  if [ "$2" = both ]; then row "$1, CPU time" 2; fi
}

echo "$policies policies; $projects application projects of $classes files; median of $runs pairs that took turns"
echo
echo '| Build                                                        | ratio |      with |   without |'
echo '|---|---|---|---|'
# Whatever the environment says: servers that stay warm, as on a developer's machine.
unset MSBUILDDISABLENODEREUSE
server=(-p:UseSharedCompilation=true -nodeReuse:true)
# One node and no server: all work is in processes that are waited for, so that their CPU time is known and the load of the machine matters less.
ci=(-m:1 -nodeReuse:false -p:UseSharedCompilation=false)
compare 'solution, rebuilt, compiler server warm' wall All.slnx -t:Rebuild "${server[@]}"
compare 'policies project alone, rebuilt, compiler server warm' wall Policies/Policies.csproj -t:Rebuild "${server[@]}"
compare 'solution, nothing changed, servers warm' wall All.slnx "${server[@]}"
compare 'solution, nothing changed, no servers' both All.slnx "${ci[@]}"
compare 'policies project alone, rebuilt, no servers' both Policies/Policies.csproj -t:Rebuild "${ci[@]}"
compare 'solution, rebuilt, no servers' both All.slnx -t:Rebuild "${ci[@]}"
