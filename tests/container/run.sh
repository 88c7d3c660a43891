#!/usr/bin/env bash
# Runs what the Containerfile describes, without a container: the publish of its RUN line, as its user, in a folder that
# nobody may write, asked by its health check. Prints one "ok" or "not ok" line a check; exits 1 if any is not ok.
# Needs root, to become that user. Usage: bash tests/container/run.sh RUN, the folder of a run
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

# check NAME COMMAND...: runs the command, shows its output where it fails.
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

line() { grep -m 1 "^$1" "$root/Containerfile" | cut -d' ' -f2-; }
# One array of JSON strings as words.
words() { python3 -c 'import json, sys; print("\0".join(json.loads(sys.argv[1])), end="\0")' "$1"; }

user=$(line USER)
become=(setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups -- env DOTNET_EnableDiagnostics=0 HOME=/)
as_user() { "${become[@]}" "$@"; }
publish() { (cd "$root" && eval "$(line RUN | sed "s|/app|$work/app|")"); }
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
check "the user cannot write what is served" cannot_write

mapfile -d '' entry < <(words "$(line ENTRYPOINT)")
mapfile -d '' arguments < <(words "$(line CMD)")
mapfile -d '' health < <(words "$(sed -n 's/^HEALTHCHECK.* CMD //p' "$root/Containerfile")")
# Not by the function, so that $! is the service itself.
"${become[@]}" "$work/app/${entry[0]##*/}" "${entry[@]:1}" "$work/model" "${arguments[@]:1}" >"$work/service" 2>&1 &
service=$!
check "the health check succeeds" healthy
check "the page is there" curl -sSf http://127.0.0.1:5080/
check "metrics are there" curl -sSf http://127.0.0.1:5080/metrics
kill "$service"
wait "$service"
check "SIGTERM ends it with 0" test $? -eq 0
service=
check "the health check fails once it is gone" test "$(as_user "${health[@]}" 2>/dev/null; echo $?)" -ne 0
echo "$failures not ok"
[ "$failures" -eq 0 ]
