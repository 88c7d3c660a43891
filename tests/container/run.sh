#!/usr/bin/env bash
# Tests the Containerfile without a container: runs the publish command of its RUN line, starts the published service as
# its USER in a read-only folder, and runs the command of its HEALTHCHECK. Prints one "ok" or "not ok" line for each
# check; exits 1 if any is not ok.
# Needs root, to switch to that user. Usage: bash tests/container/run.sh RUN, where RUN is the folder of a run
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
run=${1:?name the folder of a run}
work=$(mktemp -d)
chmod 755 "$work"
failures=0
service=

cleanup() {
    [ -z "$service" ] || kill "$service" 2>/dev/null
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap cleanup EXIT

# check NAME COMMAND...: runs the command, and shows its output if it fails.
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

# instruction NAME: prints the arguments of the first instruction of this name in the Containerfile.
instruction() { grep -m 1 "^$1" "$root/Containerfile" | cut -d' ' -f2-; }
# json_strings JSON: prints the strings of a JSON array, each followed by NUL.
json_strings() { python3 -c 'import json, sys; print("\0".join(json.loads(sys.argv[1])), end="\0")' "$1"; }

user=$(instruction USER)
become=(setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups -- env DOTNET_EnableDiagnostics=0 HOME=/)
as_user() { "${become[@]}" "$@"; }
publish() { (cd "$root" && eval "$(instruction RUN | sed "s|/app|$work/app|")"); }
healthy() {
    for _ in $(seq 100); do
        as_user "${health[@]}" 2>/dev/null && return
        kill -0 "$service" || { cat "$work/service"; return 1; }
        sleep 0.2
    done
    return 1
}
cannot_write() { ! as_user touch "$work/app/x" 2>/dev/null && ! as_user touch "$work/model/x" 2>/dev/null; }

check "publish" publish
cp -rL "$run" "$work/model"
chmod -R a+rX,a-w "$work/app" "$work/model"
check "the user cannot write to the program and the model" cannot_write

mapfile -d '' entry < <(json_strings "$(instruction ENTRYPOINT)")
mapfile -d '' arguments < <(json_strings "$(instruction CMD)")
mapfile -d '' health < <(json_strings "$(sed -n 's/^HEALTHCHECK.* CMD //p' "$root/Containerfile")")
# Does not call as_user: a function in the background runs in a subshell, and $! would be the id of the subshell.
"${become[@]}" "$work/app/${entry[0]##*/}" "${entry[@]:1}" "$work/model" "${arguments[@]:1}" >"$work/service" 2>&1 &
service=$!
check "the health check succeeds" healthy
check "the page is served" curl -sSf http://127.0.0.1:5080/
check "metrics are served" curl -sSf http://127.0.0.1:5080/metrics
kill "$service"
wait "$service"
check "SIGTERM ends the service with exit code 0" test $? -eq 0
service=
check "the health check fails after the service has ended" test "$(as_user "${health[@]}" 2>/dev/null; echo $?)" -ne 0
echo "$failures not ok"
[ "$failures" -eq 0 ]
