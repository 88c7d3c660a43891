#!/usr/bin/env bash
# Fuzzes the readers with AFL++, guided by branch coverage. Prints one "ok", "not ok" or "skipped" line for each reader.
# Exits 1 if a reader is not ok, or if the build fails.
# Usage: bash tests/Unseen.Fuzz/run.sh SECONDS [READER...]
# For example: run.sh 60
#              UNSEEN_FUZZ_FINDINGS=/tmp/findings run.sh 1800 mat npz
# Without READER, fuzzes all readers. Fuzzes two readers at a time, each starting from its corpus. Inputs that fail are
# written to the folder UNSEEN_FUZZ_FINDINGS, by default a temporary folder.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
seconds=${1:?"SECONDS is required"}
shift
readers=("$@")
[ ${#readers[@]} -eq 0 ] && mapfile -t readers < <(ls "$here/corpus")

if ! command -v afl-fuzz >/dev/null; then
    for reader in "${readers[@]}"; do
        echo "skipped - fuzz $reader: afl-fuzz (Debian's package afl++) is not installed"
    done
    exit 0
fi

work=$(mktemp -d)
findings=${UNSEEN_FUZZ_FINDINGS:-$(mktemp -d)}
mkdir -p "$findings"
# The folder for input files, in memory if possible. Programs that the fuzzer kills leave their files in it.
scratch=$(mktemp -d -p "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)")
trap 'rm -rf "$work" "$scratch"' EXIT

output=$here/bin/Release/net10.0
dotnet build -c Release "$here" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cp -r "$output" "$work/program"
dotnet "$output/Unseen.Fuzz.dll" instrument "$work/program" || exit 1

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1
export AFL_FORKSRV_INIT_TMOUT=120000 AFL_IMPORT_FIRST=1 DOTNET_gcServer=0

# figure FILE NAME: prints the value NAME from FILE, which contains AFL's statistics.
figure() { sed -nE "s/^$2 *: *([^ ]*).*/\1/p" "$1"; }

fuzz() {
    local reader=$1 stats="$findings/$1/default/fuzzer_stats" failed status ran reason=
    # The HDF5 and Parquet readers may allocate far more bytes than the input has, up to 2 GiB for an array. A heap of
    # 3 GiB has room for one such array, but not for two.
    case $reader in mat73|parquet) export DOTNET_GCHeapHardLimit=0xC0000000 ;; esac
    TMPDIR=$scratch afl-fuzz -i "$here/corpus/$reader" -o "$findings/$reader" -V "$seconds" -t 10000 -m none \
        dotnet "$work/program/Unseen.Fuzz.dll" "$reader" >"$work/$reader.log" 2>&1
    status=$?
    if [ ! -f "$stats" ]; then
        echo "not ok - fuzz $reader: afl-fuzz did not start"
        tail -n 20 "$work/$reader.log" | sed 's/^/#   /'
        return 1
    fi

    failed=$(( $(figure "$stats" saved_crashes) + $(figure "$stats" saved_hangs) ))
    ran=$(figure "$stats" run_time)
    # If the fuzzer ended early or with an error, a count of 0 failures does not mean that the reader passed.
    [ "$status" -eq 0 ] || reason=", afl-fuzz ended with $status"
    [ "$ran" -ge $(( seconds - 1 )) ] || reason="$reason, $ran s of $seconds" # AFL rounds down
    [ "$failed" -eq 0 ] || reason="$reason, see $findings/$reader/default: to read a file again, run dotnet $output/Unseen.Fuzz.dll check $reader FILE"
    echo "$([ -z "$reason" ] && echo ok || echo "not ok") - fuzz $reader: $(figure "$stats" execs_done) inputs in $ran s," \
        "$(figure "$stats" edges_found) branches, corpus of $(figure "$stats" corpus_count), $failed failures$reason"
    [ -z "$reason" ] && return 0
    [ "$status" -eq 0 ] || tail -n 20 "$work/$reader.log" | sed 's/^/#   /'
    return 1
}

status=0
while [ ${#readers[@]} -gt 0 ]; do
    jobs=()
    for reader in "${readers[@]:0:2}"; do
        fuzz "$reader" &
        jobs+=($!)
    done
    readers=("${readers[@]:2}")
    for job in "${jobs[@]}"; do
        wait "$job" || status=1
    done
done
exit "$status"
