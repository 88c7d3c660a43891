#!/usr/bin/env bash
# Packs the project, then uses the packages as any user would: in projects outside the repository that compile the
# README's snippets. Prints one "ok" or "not ok" line for each check; exits 1 if any is not ok.
# Usage: bash tests/packages/run.sh
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
version=$(sed -nE 's:.*<Version>(.*)</Version>.*:\1:p' "$root/Directory.Build.props")
failures=0

# Packages are restored into a folder that is deleted afterwards, so that no cached package is taken for the one just
# built. The user's package cache saves downloads. It is not used if it contains packages of this project.
packages=$work/packages
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
use_own_cache() {
    compgen -G "$cache/unseen*" >/dev/null || export NUGET_FALLBACK_PACKAGES=$cache
    export NUGET_PACKAGES=$packages
}

cleanup() {
    [ -z "${service:-}" ] || kill "$service" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT

# check NAME COMMAND...: runs the command, writes its output to $work/log, and shows it if the command fails.
check() {
    local name=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        tail -n 25 "$work/log" | sed 's/^/#   /'
        failures=$((failures + 1))
    fi
}

# snippet NAME: the first C# block of the README after <!-- snippet: NAME -->.
snippet() {
    awk -v marker="<!-- snippet: $1 -->" '
        index($0, marker) { marked = 1; next }
        marked && /^```csharp/ { inside = 1; next }
        inside && /^```/ { exit }
        inside { print }' "$root/README.md"
}

# project NAME PACKAGE [SNIPPET]: creates a program that references the package just built and consists of a snippet of
# the README.
project() {
    mkdir -p "$work/$1"
    cat >"$work/$1/$1.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="$2" Version="$version" />
  </ItemGroup>
</Project>
PROJECT
    snippet "${3:-$1}" >"$work/$1/Program.cs"
    test -s "$work/$1/Program.cs"
}

# Packs all packages at once, so that no project is built twice.
pack() {
    local projects
    projects=$(printf '<Project Path="%s" />' "$root"/src/Unseen{.Inference,.Data,,.Images,.ML,.Extensions.Hosting,.AspNetCore,.Cpu,.Cli}/*.csproj "$root"/templates/*.csproj)
    echo "<Solution>$projects</Solution>" >"$work/packages.slnx"
    dotnet pack "$work/packages.slnx" -c Release -p:PackageOutputPath="$work/feed"
}
# contains PACKAGE FILE...: checks that the restored package contains the files.
contains() { (cd "$packages/$1/$version" && ls -d "${@:2}"); }
# Checks that there are ten packages. Each must have an icon, a README and a licence. Each package with an assembly must
# have a symbol package.
are_complete() {
    local package file
    test "$(ls "$work"/feed/*.nupkg | wc -l)" -eq 10 || return 1
    for package in "$work"/feed/*.nupkg; do
        # One file at a time: if several are named, unzip fails only if none of them is there.
        for file in icon.png README.md LICENSE; do unzip -l "$package" "$file" || return 1; done
        ! unzip -l "$package" 'lib/*.dll' || test -s "${package%.nupkg}.snupkg" || return 1
    done
}
has_no() { test -d "$1" && ! find "$1" -iname "*torch*" -o -iname "*skia*" | grep .; }
build() { dotnet build "$work/$1" -c Release; }
run() { (cd "$work/cwd" && dotnet run -c Release --no-build --project "$work/$1" | tee "$work/out" && test -s "$work/out"); }

mkdir -p "$work/feed" "$work/cwd"
cat >"$work/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <clear />
    <add key="built" value="$work/feed" />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="built"><package pattern="Unseen" /><package pattern="Unseen.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
CONFIG

# The data for the training snippet: six classes of ten images, two of them unseen, with features near the descriptors.
mkdir "$work/cwd/my-data"
awk -v folder="$work/cwd/my-data" 'BEGIN {
    srand(1)
    features = folder "/features.csv"; classes = folder "/classes.csv"
    print "class,f1,f2,f3,f4" >features
    print "class,role,a1,a2,a3,a4" >classes
    for (c = 1; c <= 6; c++) {
        split(c " " 7 - c " " (c * 3) % 7 " " (c * 5) % 7, a, " ")
        print "class" c "," (c < 5 ? "seen" : "unseen") "," a[1] "," a[2] "," a[3] "," a[4] >classes
        for (i = 0; i < 10; i++)
            print "class" c "," a[1] + rand() "," a[2] + rand() "," a[3] + rand() "," a[4] + rand() >features
    }
}'

check "pack" pack
use_own_cache
check "icon, README, licence and symbols of the packages" are_complete

# Training. Without libtorch, the build must fail and name a command. After that command, the build must succeed.
fails_and_names_command() { ! build train && grep -q "error UNSEEN001" "$work/log"; }
run_named_command() { (cd "$work/train" && $command); }
only_own_platform() {
    ls "$work/$1/bin/Release/net10.0/runtimes"
    # SkiaSharp's files for macOS are in the folder osx, without a processor in its name.
    test "$(ls "$work/$1/bin/Release/net10.0/runtimes" | grep -vx osx)" = "$platform"
}
publish() { rm -rf "$work/published" && dotnet publish "$work/$1" -c Release -o "$work/published" "${@:2}"; }
published() { (cd "$work/cwd" && "$@" | tee "$work/out" && test -s "$work/out"); }
check "README has a snippet: train" project train Unseen
check "train: build without libtorch stops with UNSEEN001" fails_and_names_command
command=$(grep -o 'dotnet add package libtorch-cpu-[a-z0-9-]* --version [0-9.]*' "$work/log" | head -n 1)
check "train: ${command:-the command that UNSEEN001 names}" run_named_command
platform=${command#*libtorch-cpu-}
platform=${platform%% *}
check "train: build" build train
check "train: README, licence, documentation, build files in the package" \
    contains unseen README.md LICENSE lib/net10.0/Unseen.xml buildTransitive/Unseen.targets buildTransitive/WeakenSymbolVersion.cs
check "train: README, licence, documentation in the package of the data" \
    contains unseen.data README.md LICENSE lib/net10.0/Unseen.Data.xml
check "train: native files of one platform" only_own_platform train
check "train: run" run train
check "train: publish" publish train
check "train: run the published program" published dotnet "$work/published/train.dll"
check "train: publish -r $platform" publish train -r "$platform" --no-self-contained
check "train: run the program published for $platform" published "$work/published/train"

# Unseen.Cpu alone is enough to train.
check "cpu: the README's training snippet" project cpu Unseen.Cpu train
check "cpu: build with Unseen.Cpu alone" build cpu
check "cpu: native files of one platform" only_own_platform cpu
check "cpu: run" run cpu

# Prediction alone needs no native files.
check "README has a snippet: predict" project predict Unseen.Inference
check "predict: build" build predict
check "predict: README, licence, documentation in the package" \
    contains unseen.inference README.md LICENSE lib/net10.0/Unseen.Inference.xml
check "predict: no libtorch in the output" has_no "$work/predict/bin"
check "predict: run" run predict

# The template of a service: installed from the package into a separate hive. A project is created from it, built and
# run. The model recognises colours. The tests of docs/dotnet.md build and run the other templates.
cp -r "$root/tests/packages/colours" "$work/cwd/colours"
new() { dotnet new "$@" --debug:custom-hive "$work/hive"; }
escapes_path() {
    new unseen-webapi -o "$work/Windows" --model 'C:\models\run' && grep -F '"C:\\models\\run"' "$work/Windows/appsettings.json"
}
build_strictly() { dotnet build "$work/$1" -c Release -warnaserror; }
serves() {
    local address=http://127.0.0.1:$((20000 + RANDOM % 10000)) i
    (cd "$work/Service" && exec dotnet bin/Release/net10.0/Service.dll --urls "$address") &
    service=$!
    for ((i = 0; i < 150; i++)); do
        curl -sSf "$address/health" && break
        kill -0 "$service" && sleep 0.2 || return 1
    done
    curl -sSf -F "file=@$work/cwd/colours/blue.png" "$address/v1/predict?top=1" | tee "$work/out" && grep -q '"blue"' "$work/out"
}
check "templates: install" new install "$work/feed/Unseen.Templates.$version.nupkg"
check "unseen-webapi: new" new unseen-webapi -o "$work/Service" --model "$work/cwd/colours"
check "unseen-webapi: new with a path of Windows" escapes_path
check "unseen-webapi: build" build_strictly Service
check "unseen-webapi: run" serves

# The command line as a tool. Its package contains libtorch for the platform on which it was packed.
check "tool: install" dotnet tool install Unseen.Cli --version "$version" --tool-path "$work/tools" --configfile "$work/nuget.config"
train() { (cd "$work/cwd" && "$work/tools/unseen" train --data my-data --fast --out trained && test -s trained/report.html); }
check "tool: unseen train" train

echo "# $failures not ok"
test "$failures" -eq 0
