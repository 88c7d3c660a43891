#!/usr/bin/env bash
# Trains WGAN-GP and ZLAP with the paper protocol on a dataset folder of the xlsa17 layout: in turn by Unseen in bfloat16 (if the
# processor has it), by Unseen in float32, and by the plain PyTorch reference, with equal settings and threads. Prints a table of medians.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: benchmarks/compare.sh DATASET_FOLDER [options]

  --features NAME   features file, without extension [default: res101]
  --reference FILE  zlap_reference.py [default: shared/reference/zlap_reference.py beside the project's folder]
  --rounds N        number of rounds; each round runs every program once [default: 3]
  --epochs E        generator epochs of a run [default: 1]
  --sigma S         ZLA's sigma [default: 300]
  --threads N       threads of each program [default: all cores]
  --isa avx2        use no instructions beyond AVX2, as on an older processor [default: all that the processor has]

Needs the .NET SDK and Debian's packages python3-torch, python3-scipy, libopenblas0-pthread and time. Run nothing else at the same time.
TEXT
}

fail() { echo "compare.sh: $1" >&2; exit 1; }

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
reference=$project/../shared/reference/zlap_reference.py
features=res101 rounds=3 epochs=1 sigma=300 threads=$(nproc) isa=all folder=
while [ $# -gt 0 ]; do
    case $1 in
        --features | --reference | --rounds | --epochs | --sigma | --threads | --isa)
            [ $# -gt 1 ] || fail "$1 must be followed by a value."
            printf -v "${1#--}" '%s' "$2"
            shift 2 ;;
        -h | --help) usage; exit ;;
        -*) fail "unknown option $1. Try --help." ;;
        *) [ -z "$folder" ] || fail "one dataset folder must be given, but $1 is a second one."; folder=$1; shift ;;
    esac
done

[ -n "$folder" ] || { usage >&2; exit 2; }
[ -f "$folder/$features.mat" ] || fail "$folder/$features.mat not found. Name the features file with --features."
[ -f "$reference" ] || fail "reference $reference not found. Name it with --reference."
[ "$isa" = all ] || [ "$isa" = avx2 ] || fail "--isa must be avx2 or all, but was $isa."
[ -x /usr/bin/time ] || fail "/usr/bin/time not found (Debian: apt-get install time)."
python=/usr/bin/python3
"$python" -c 'import torch, scipy' 2>/dev/null || fail "$python has no torch or no scipy (Debian: apt-get install python3-torch python3-scipy libopenblas0-pthread)."

# On a processor that is newer than OpenBLAS, OpenBLAS would use SSE3 kernels, so the kernels are chosen here.
export OPENBLAS_CORETYPE=Haswell
if [ "$isa" = avx2 ]; then
    export DOTNET_EnableAVX512=0 ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2
elif grep -qE '^flags.* avx512f' /proc/cpuinfo; then
    OPENBLAS_CORETYPE=SkylakeX
fi
precisions=fp32
if [ "$isa" = all ] && grep -qE '^flags.* (avx512_bf16|amx_bf16)' /proc/cpuinfo; then precisions="bf16 fp32"; fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release "$project/src/Unseen.Cli" -v q -nologo -clp:NoSummary >&2
unseen=$project/src/Unseen.Cli/bin/Release/net10.0/Unseen.Cli.dll

run_unseen() { # PRECISION ROUND
    local out=$work/$1-$2
    /usr/bin/time -f %M -o "$out.memory" dotnet "$unseen" train --data "$folder" --features "$features" --no-cache \
        --generator wgan --classifier prototype --epochs "$epochs" --protocol paper --sigma "$sigma" --precision "$1" --threads "$threads" --seed "$2" \
        --out "$out" --quiet >/dev/null
}

run_reference() { # ROUND
    local out=$work/reference-$1
    export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=$threads # the reference's fastest setting: with more OpenMP threads, the two thread pools compete
    /usr/bin/time -f %M -o "$out.memory" "$python" "$reference" "$folder" --features "$features" \
        --epochs "$epochs" --classify-every "$epochs" --sigma "$sigma" --seed "$1" >"$out.jsonl"
    "$python" - "$reference" "$folder" "$features" >"$out.load" <<'PYTHON'
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("reference", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
start = time.time()
module.Data(sys.argv[2], sys.argv[3], "att_splits")
print(time.time() - start)
PYTHON
    unset OMP_NUM_THREADS OPENBLAS_NUM_THREADS
}

for ((round = 0; round < rounds; round++)); do
    for precision in $precisions; do
        echo "round $((round + 1))/$rounds: unseen $precision" >&2
        run_unseen "$precision" "$round"
    done
    echo "round $((round + 1))/$rounds: reference" >&2
    run_reference "$round"
done

echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $threads threads, instructions: $isa"
echo
"$python" - "$work" "$rounds" "$epochs" "$precisions" <<'PYTHON'
import csv, json, statistics, sys

work, rounds, epochs, precisions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split()


def unseen(precision, round):
    out = f"{work}/{precision}-{round}"
    metrics = json.load(open(f"{out}/metrics.json"))
    history = list(csv.DictReader(open(f"{out}/history.csv")))
    seconds = lambda phase: [float(row["seconds"]) for row in history if row["phase"] == phase]
    return [statistics.mean(seconds("generator")), sum(seconds("classifier")), metrics["loadSeconds"], int(open(f"{out}.memory").read()) / 1024, metrics["H"]]


def reference(round):
    out = f"{work}/reference-{round}"
    rows = [json.loads(line) for line in open(f"{out}.jsonl")]
    return [statistics.mean(row["generator_s"] for row in rows), rows[-1]["classifier_s"], float(open(f"{out}.load").read()),
            int(open(f"{out}.memory").read()) / 1024, rows[-1]["paper"]["H"]]


def medians(runs):
    return [statistics.median(column) for column in zip(*runs)]


def row(*cells):
    print("| " + " | ".join(cells) + " |")


ours = [medians([unseen(precision, r) for r in range(rounds)]) for precision in precisions]
plain = medians([reference(r) for r in range(rounds)])
names = ["seconds per generator epoch", "seconds per classifier (60 epochs)", "seconds to load the data", "peak resident memory, MiB",
         f"H after {epochs} generator epoch{'s' if epochs > 1 else ''}, paper"]
row(f"median of {rounds}", *(f"Unseen {p}" for p in precisions), "reference", *(f"ratio {p}" for p in precisions))
print("|" + "---|" * (2 + 2 * len(precisions)))
for index, name in enumerate(names):
    digits = 0 if "memory" in name else 1 if name.startswith("H") else 2
    ratios = ["" if name.startswith("H") else f"{plain[index] / values[index]:.2f} x" for values in ours]
    row(name, *(f"{values[index]:.{digits}f}" for values in ours), f"{plain[index]:.{digits}f}", *ratios)
PYTHON
