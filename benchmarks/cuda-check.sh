#!/usr/bin/env bash
# Trains each generator for one epoch, and a classifier on its pseudo-features, on the CPU and on a GPU. The generator 'centre' has no epochs, and is run
# with two classifiers. Prints a table of H and seconds.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: benchmarks/cuda-check.sh DATASET_FOLDER [options]

  --features NAME   features file, without extension [default: res101]
  --libtorch DIR    folder with libtorch_cuda.so of libtorch 2.10, such as the folder torch/lib of an installed PyTorch
                    [default: the folder of python3's torch]
  --device NAME     the GPU [default: cuda:0]
  --hidden H        width of the generators' hidden layers, except of cada-vae [default: 4096]
  --methods LIST    generators to run in addition to centre, separated by commas [default: all others]
  --tolerance X     largest difference of H between CPU and GPU, in percentage points [default: 5]

CPU and GPU both compute in float32. The same seed gives different random numbers on each, so H differs too. The exit code is 1 if a training fails, or
if H differs by more than the tolerance.
TEXT
}

fail() { echo "cuda-check.sh: $1" >&2; exit 1; }

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
features=res101 libtorch= device=cuda:0 hidden=4096 tolerance=5 folder=
methods=cvae,wgan,f-clswgan,f-vaegan-d2,ce-gzsl,tf-vaegan,free,sdgzsl,cada-vae
while [ $# -gt 0 ]; do
    case $1 in
        --features | --libtorch | --device | --hidden | --methods | --tolerance)
            [ $# -gt 1 ] || fail "$1 must be followed by a value."
            printf -v "${1#--}" '%s' "$2"
            shift 2 ;;
        -h | --help) usage; exit ;;
        -*) fail "unknown option $1. Try --help." ;;
        *) [ -z "$folder" ] || fail "one dataset folder must be given, but $1 is a second one."; folder=$1; shift ;;
    esac
done

[ -n "$folder" ] || { usage >&2; exit 2; }
[ -n "$libtorch" ] || libtorch=$(python3 -c 'import os, torch; print(os.path.join(torch.__path__[0], "lib"))' 2>/dev/null) \
    || fail "no libtorch was found: python3 has no torch. Name the folder with --libtorch."
libtorch=$(cd "$libtorch" && pwd)
[ "$device" = cpu ] || [ -f "$libtorch/libtorch_cuda.so" ] || fail "$libtorch has no libtorch_cuda.so: it is not a CUDA build of libtorch."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -c Release "$project/src/Unseen.Cli" -v q -nologo -clp:NoSummary >&2
cp -r "$project/src/Unseen.Cli/bin/Release/net10.0" "$work/unseen"

# The program's own libtorch supports only the CPU. Without it, the loader finds the CUDA build through LD_LIBRARY_PATH.
find "$work/unseen" \( -name 'libtorch*.so' -o -name 'libc10*.so' -o -name 'libgomp*' \) -delete
# PyTorch from pip keeps the CUDA libraries (cuBLAS, cuDNN and others) in separate packages beside torch.
cuda_libraries=$(find "$libtorch/../../nvidia" -maxdepth 2 -name lib -type d 2>/dev/null | tr '\n' ':' || true)

train() { # GENERATOR CLASSIFIER DEVICE OUT
    local size=()
    case $1 in
        centre) ;;
        cada-vae) size=(--epochs 1) ;;
        *) size=(--epochs 1 --hidden "$hidden") ;;
    esac
    LD_LIBRARY_PATH=$libtorch${cuda_libraries:+:${cuda_libraries%:}}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} dotnet "$work/unseen/Unseen.Cli.dll" train --data "$folder" \
        --features "$features" --generator "$1" --classifier "$2" --sigma law --precision fp32 --device "$3" --seed 0 \
        "${size[@]}" --out "$4" --quiet >/dev/null
}

failed=0
sed -n '/^model name/{s/^model name[^:]*: /processor: /p;q}' /proc/cpuinfo
nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | sed 's/^/GPU: /' || true
echo
echo "| generator | classifier | H, cpu | H, $device | seconds, cpu | seconds, $device |"
echo "|---|---|---|---|---|---|"
for run in centre:prototype centre:linear $(tr ',' '\n' <<<"$methods" | sed 's/$/:ensemble/'); do
    generator=${run%:*} classifier=${run#*:}
    for one in cpu "$device"; do
        out=$work/$generator-$classifier
        [ ! -e "$out" ] || out=$out-on-device
        train "$generator" "$classifier" "$one" "$out" || { echo "cuda-check.sh: $generator + $classifier failed on $one." >&2; failed=1; continue 2; }
    done
    python3 - "$work" "$generator" "$classifier" "$tolerance" <<'PYTHON' || failed=1
import json, sys

work, generator, classifier, tolerance = sys.argv[1:]
cpu, gpu = (json.load(open(f"{work}/{generator}-{classifier}{end}/metrics.json")) for end in ("", "-on-device"))
print(f"| {generator} | {classifier} | {cpu['H']:.1f} | {gpu['H']:.1f} | {cpu['seconds']:.1f} | {gpu['seconds']:.1f} |", flush=True)
sys.exit(abs(cpu["H"] - gpu["H"]) > float(tolerance))
PYTHON
done
exit "$failed"
