#!/usr/bin/env bash
# A real Slurm on this one host, for tests: one controller, two nodes (n1, n2) of two CPUs each, and its own munged.
#
#   cluster.sh start DIR          installs Slurm if it is missing (Debian or Ubuntu, as root), starts a cluster with
#                                 all its files under DIR, waits until both nodes are idle, and prints the lines
#                                 `export NAME=value` that a client (sbatch, squeue, scancel, ...) needs. If this
#                                 fails: one line on standard error, exit code 1, and nothing of the cluster is left.
#   cluster.sh stop DIR           ends the cluster, its jobs and their processes, and deletes the cluster's files.
#   cluster.sh kill-node DIR n1   kills (-9) only the slurmd of that node; the processes of its jobs continue.
#   cluster.sh crash-node DIR n1  kills (-9) the slurmd and all processes on that node, as if the machine lost power.
#   cluster.sh start-node DIR n1  starts that slurmd again and waits until the controller accepts the node.
#
# Environment variables, all optional. The command that uses each variable is in brackets:
#   CLUSTER_MIN_JOB_AGE     seconds for which squeue and scontrol list an ended job (start; default 300, as in Slurm)
#   CLUSTER_CRED_EXPIRE     seconds until a requeued job may start again (start; default 5; in Slurm 120)
#   CLUSTER_SLURMD_TIMEOUT  seconds until a node that does not respond is down (start; default 10; in Slurm 300)
#   CLUSTER_KEEP_FILES=1    keeps the files in DIR, including the logs (stop)
set -uo pipefail

PATH=$PATH:/usr/sbin:/sbin
NODES=(n1 n2)
START_LIMIT=60
MAX_DIR=64 # paths of Unix sockets have at most 107 characters: DIR/spool/n1/n1_4294967295.4294967295 must fit

fail() {
    # Prints one line, even if the reason has several lines.
    printf 'cluster.sh: %s\n' "$(printf '%s' "$*" | tr -s '\n\t ' ' ')" >&2
    exit 1
}

usage() {
    sed -n '2,20s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

# processes KIND [NODE]: prints the process ids of KIND (daemons, steps or jobs) on all nodes, or on one node. Steps are
# the processes slurmstepd.
# The environment variable CLUSTER_SH_DIR marks the daemons and the slurmstepd that they start. Slurm sets SLURM_CONF
# and SLURMD_NODENAME for every process of a job. A client has only SLURM_CONF, so it is not taken for a job.
processes() {
    local kind=$1 node=${2:-} environ pid name
    for environ in /proc/[0-9]*/environ; do
        pid=${environ#/proc/}
        pid=${pid%/environ}
        [[ $pid != $$ && $pid != "$BASHPID" ]] || continue
        local -A is=()
        local entry
        while IFS= read -r -d '' entry; do
            case $entry in
                "CLUSTER_SH_DIR=$DIR") is[daemon]=1 ;;
                "SLURM_CONF=$DIR/slurm.conf") is[conf]=1 ;;
                SLURMD_NODENAME=*) is[node]=${entry#*=} ;;
                CLUSTER_SH_NODE=*) is[daemon_node]=${entry#*=} ;;
            esac
        done 2>/dev/null < "$environ"
        case $kind in
            jobs)
                [[ ${is[conf]:-} && ${is[node]:-} && -z ${is[daemon]:-} ]] || continue
                [[ -z $node || ${is[node]} == "$node" ]] || continue
                ;;
            *)
                [[ ${is[daemon]:-} ]] || continue
                [[ -z $node || ${is[daemon_node]:-} == "$node" ]] || continue
                name=$(cat "/proc/$pid/comm" 2>/dev/null) || continue
                if [[ $kind == steps ]]; then [[ $name == slurmstepd ]] || continue; else [[ $name != slurmstepd ]] || continue; fi
                ;;
        esac
        echo "$pid"
    done
}

signal() {
    local signal=$1 pid
    shift
    for pid in "$@"; do kill "-$signal" "$pid" 2>/dev/null; done
    return 0
}

# wait_gone TENTHS PID...: waits until all processes have ended, for at most TENTHS tenths of a second.
wait_gone() {
    local tenths=$1 pid alive
    shift
    while ((tenths-- > 0)); do
        alive=0
        for pid in "$@"; do grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$pid/status" && alive=1; done
        ((alive)) || return 0
        sleep 0.1
    done
    return 1
}

# daemon LOG NODE COMMAND...: starts a daemon in a new session. The daemon inherits no file descriptors: otherwise, a
# program that reads the output of start would wait until the daemon ends. Sets DAEMON to the process id.
daemon() {
    local log=$1 node=$2
    shift 2
    (
        exec < /dev/null >> "$log" 2>&1
        for descriptor in /proc/self/fd/*; do
            descriptor=${descriptor##*/}
            if ((descriptor > 2)); then eval "exec $descriptor>&-"; fi
        done
        cd / || exit 1
        # The daemons must not inherit settings of another cluster, or of a job that runs this script.
        for name in $(compgen -e | grep -E '^(SLURM|SBATCH|SRUN|SALLOC|MUNGE)'); do unset "$name"; done
        export CLUSTER_SH_DIR=$DIR CLUSTER_SH_NODE=$node SLURM_CONF=$DIR/slurm.conf
        exec setsid "$@"
    ) &
    DAEMON=$!
    disown "$DAEMON"
}

start_slurmd() {
    daemon "$DIR/log/$1.out" "$1" slurmd -D -N "$1" -f "$DIR/slurm.conf"
    echo "$DAEMON" > "$DIR/run/$1.pid"
}

# slurmd_of NODE: prints the process id of the node's slurmd; fails if it is not running.
slurmd_of() {
    local pid
    pid=$(cat "$DIR/run/$1.pid" 2>/dev/null) || return 1
    [[ $(cat "/proc/$pid/comm" 2>/dev/null) == slurmd ]] || return 1
    tr '\0' '\n' 2>/dev/null < "/proc/$pid/environ" | grep -qxF "CLUSTER_SH_DIR=$DIR" || return 1
    echo "$pid"
}

client() {
    SLURM_CONF=$DIR/slurm.conf timeout 10 "$@"
}

# Prints the last errors of all logs on one line.
last_errors() {
    local log text
    for log in "$DIR"/log/*; do
        [[ -s $log ]] || continue
        text=$(grep -aiE 'error|fatal|fail|cannot|unable' "$log" | tail -n 3 | sed -E 's/^\[[^]]*\] //' | paste -sd ';')
        [[ -n $text ]] && printf '%s: %s. ' "${log##*/}" "${text:0:600}"
    done
}

install_slurm() {
    local missing=() tool policy=/usr/sbin/policy-rc.d made=
    for tool in slurmctld slurmd sbatch squeue sinfo scontrol scancel munged; do
        command -v "$tool" > /dev/null || missing+=("$tool")
    done
    ((${#missing[@]})) || return 0
    [[ $(uname -s) == Linux ]] || fail "Slurm is absent (${missing[*]}), and this is not Linux"
    command -v apt-get > /dev/null || fail "Slurm is absent (${missing[*]}), and so is apt-get"
    ((EUID == 0)) || fail "Slurm is absent (${missing[*]}), and only root can install it"
    # Without this policy, the packages start their own daemons (at least munged).
    if [[ ! -e $policy ]]; then
        printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod 755 "$policy" && made=1
    fi
    local log code=0
    log=$(mktemp)
    {
        export DEBIAN_FRONTEND=noninteractive
        local packages=(slurmctld slurmd slurm-client munge)
        apt-get install -y --no-install-recommends "${packages[@]}" ||
            { apt-get update && apt-get install -y --no-install-recommends "${packages[@]}"; }
    } > "$log" 2>&1 < /dev/null || code=$?
    [[ $made ]] && rm -f "$policy"
    local said
    said=$(grep -E '^(E|W):' "$log" | tail -n 3)
    rm -f "$log"
    ((code == 0)) || fail "Slurm is absent (${missing[*]}), and apt-get could not install it: $said"
    hash -r
}

# port_free PORT: succeeds if nothing listens on the port. A connection attempt needs no other program.
port_free() {
    ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

# Prints the first of three consecutive free ports, which are for n1, n2 and the controller. They are below the range
# from which the system assigns ports.
choose_ports() {
    local base=17001 try
    for ((try = 0; try < 200; try++)); do
        if port_free "$base" && port_free $((base + 1)) && port_free $((base + 2)); then
            echo "$base"
            return 0
        fi
        base=$((10000 + (RANDOM % 7000) * 3))
    done
    return 1
}

configure() {
    local base=$1 host=$2
    mkdir -p "$DIR"/{run,log,state,spool,munge} && mkdir -p "${NODES[@]/#/$DIR/spool/}" || fail "cannot write under $DIR"
    # munged refuses to start if others can write to the folders of its key, log or socket.
    chmod 755 "$DIR" "$DIR"/{run,log,spool,state} && chmod 711 "$DIR/munge"
    (umask 077 && mkdir -p "$DIR/munge/private" && head -c 128 /dev/urandom > "$DIR/munge/private/munge.key")
    cat > "$DIR/slurm.conf" << END
# Written by tests/slurm/cluster.sh.
ClusterName=test$base
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$((base + 2))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$DIR/munge/munge.socket,cred_expire=${CLUSTER_CRED_EXPIRE:-5}
StateSaveLocation=$DIR/state
SlurmdSpoolDir=$DIR/spool/%n
SlurmctldPidFile=$DIR/run/slurmctld.own.pid
SlurmdPidFile=$DIR/run/%n.own.pid
SlurmctldLogFile=$DIR/log/slurmctld.log
SlurmdLogFile=$DIR/log/%n.log
SlurmctldDebug=verbose
SlurmdDebug=verbose
PlugStackConfig=$DIR/plugstack.conf
MailProg=/bin/true
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
SlurmdParameters=config_overrides
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/filetxt
JobCompLoc=$DIR/jobcomp.log
JobRequeue=1
ReturnToService=2
SlurmctldTimeout=10
SlurmdTimeout=${CLUSTER_SLURMD_TIMEOUT:-10}
BatchStartTimeout=10
MessageTimeout=10
TCPTimeout=2
InactiveLimit=0
KillWait=2
MinJobAge=${CLUSTER_MIN_JOB_AGE:-300}
Waittime=0
NodeName=n[1-2] NodeHostname=$host NodeAddr=127.0.0.1 Port=[$base-$((base + 1))] CPUs=2 RealMemory=64000 State=UNKNOWN
PartitionName=test Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP
END
    : > "$DIR/plugstack.conf"
    : > "$DIR/cgroup.conf"
}

start() {
    [[ $(uname -s) == Linux ]] || fail "Slurm for tests needs Linux"
    mkdir -p "$DIR" 2> /dev/null || fail "cannot create $DIR"
    [[ -w $DIR ]] || fail "cannot write under $DIR"
    [[ ! -e $DIR/slurm.conf ]] || fail "$DIR already contains a cluster: stop it first"
    ((${#DIR} <= MAX_DIR)) || fail "the path $DIR is too long for the sockets in it: at most $MAX_DIR characters are allowed"
    [[ $DIR =~ ^[A-Za-z0-9_./+-]+$ ]] || fail "$DIR: the path may contain only letters, digits and _ . / + -, because of slurm.conf"
    install_slurm

    # Only one start runs at a time on this host, so that no two starts choose the same ports. The locked file is a
    # program of Slurm, which always exists.
    exec 9< "$(command -v slurmctld)" || fail "cannot open slurmctld"
    flock -w 180 9 || fail "another start has been running for three minutes"

    local host base
    host=$(uname -n)
    host=${host%%.*}
    base=$(choose_ports) || fail "no three free ports in a row found"
    trap 'code=$?; if ((code)); then CLUSTER_KEEP_FILES= stop; fi' EXIT
    trap 'exit 1' INT TERM HUP
    configure "$base" "$host"

    daemon "$DIR/log/munged.out" "" munged --foreground --key-file="$DIR/munge/private/munge.key" --socket="$DIR/munge/munge.socket" \
        --pid-file="$DIR/munge/munged.own.pid" --log-file="$DIR/log/munged.log" --seed-file="$DIR/munge/private/munge.seed" --num-threads=2
    local munged=$DAEMON
    echo "$munged" > "$DIR/run/munged.pid"
    local end=$((SECONDS + START_LIMIT))
    until munge -S "$DIR/munge/munge.socket" -n > /dev/null 2>&1; do
        [[ -d /proc/$munged ]] || fail "munged ended: $(last_errors)"
        ((SECONDS < end)) || fail "munged does not answer: $(last_errors)"
        sleep 0.1
    done

    daemon "$DIR/log/slurmctld.out" "" slurmctld -D -f "$DIR/slurm.conf"
    local controller=$DAEMON
    echo "$controller" > "$DIR/run/slurmctld.pid"
    local node
    for node in "${NODES[@]}"; do start_slurmd "$node"; done

    local states=
    until [[ $states == "idle idle" ]]; do
        [[ -d /proc/$controller ]] || fail "slurmctld ended: $(last_errors)"
        for node in "${NODES[@]}"; do slurmd_of "$node" > /dev/null || sleep 0.5; done
        for node in "${NODES[@]}"; do slurmd_of "$node" > /dev/null || fail "the slurmd of $node ended: $(last_errors)"; done
        ((SECONDS < end)) || fail "the nodes are not idle after $START_LIMIT s (${states:-no answer from slurmctld}): $(last_errors)"
        sleep 0.2
        states=$(client sinfo -h -N -o %T 2> /dev/null | paste -sd ' ')
    done
    trap - EXIT
    printf 'export SLURM_CONF=%s\n' "$DIR/slurm.conf"
    printf 'export MUNGE_SOCKET=%s\n' "$DIR/munge/munge.socket"
    printf 'export CLUSTER_JOBCOMP=%s\n' "$DIR/jobcomp.log"
}

stop() {
    local round kind pids
    # Ends the daemons first, so that they do not start anything new.
    for round in TERM KILL KILL; do
        for kind in daemons steps jobs; do
            mapfile -t pids < <(processes "$kind")
            ((${#pids[@]})) || continue
            # Steps and jobs cannot continue without their daemons, so they are killed at once.
            if [[ $kind == daemons ]]; then signal "$round" "${pids[@]}"; else signal KILL "${pids[@]}"; fi
            wait_gone 100 "${pids[@]}"
        done
    done
    mapfile -t pids < <(processes daemons; processes steps; processes jobs)
    ((${#pids[@]} == 0)) || fail "these processes do not end: ${pids[*]}"
    [[ -f $DIR/slurm.conf && -z ${CLUSTER_KEEP_FILES:-} ]] || return 0
    head -n 1 "$DIR/slurm.conf" | grep -q 'tests/slurm/cluster.sh' || fail "$DIR/slurm.conf was not written by this script: nothing deleted"
    rm -rf "$DIR"/{run,log,state,spool,munge} "$DIR"/{plugstack.conf,cgroup.conf,jobcomp.log,slurm.conf}
    rmdir "$DIR" 2> /dev/null || true
}

need_node() {
    [[ -f $DIR/slurm.conf ]] || fail "no cluster in $DIR"
    [[ " ${NODES[*]} " == *" $NODE "* ]] || fail "no node $NODE: there are ${NODES[*]}"
}

kill_node() {
    local pid
    need_node
    pid=$(slurmd_of "$NODE") || fail "no slurmd of $NODE is running"
    signal KILL "$pid"
    wait_gone 50 "$pid" || fail "the slurmd of $NODE ($pid) does not end"
}

# steps_of NODE: prints the process ids of slurmstepd on a node. A slurmstepd may overwrite its environment with its
# process title, so that the function processes does not find it. Therefore, the parents of the jobs' processes are
# searched for slurmstepd, too.
steps_of() {
    local pid parent
    processes steps "$1"
    for pid in $(processes jobs "$1"); do
        parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2> /dev/null)
        [[ $parent && $(cat "/proc/$parent/comm" 2> /dev/null) == slurmstepd ]] && echo "$parent"
    done
    return 0
}

crash_node() {
    local pids
    kill_node
    mapfile -t pids < <(steps_of "$NODE"; processes jobs "$NODE")
    ((${#pids[@]})) || return 0
    signal KILL "${pids[@]}"
    wait_gone 50 "${pids[@]}" || fail "processes on $NODE do not end: ${pids[*]}"
}

start_node() {
    local end=$((SECONDS + START_LIMIT)) state=
    need_node
    slurmd_of "$NODE" > /dev/null && fail "the slurmd of $NODE is running"
    start_slurmd "$NODE"
    # The state of a node that does not respond ends with "*".
    until [[ $state =~ ^(idle|mixed|allocated|completing)$ ]]; do
        sleep 0.3
        slurmd_of "$NODE" > /dev/null || fail "the slurmd of $NODE ended: $(last_errors)"
        ((SECONDS < end)) || fail "$NODE is not back after $START_LIMIT s (${state:-no answer from slurmctld}): $(last_errors)"
        state=$(client sinfo -h -N -n "$NODE" -o %T 2> /dev/null)
    done
}

[[ $# -ge 2 ]] || usage
DIR=$(realpath -m -- "$2") || fail "not a path: $2"
NODE=${3:-}
case "$1 $#" in
    "start 2") start ;;
    "stop 2") stop ;;
    "kill-node 3") kill_node ;;
    "crash-node 3") crash_node ;;
    "start-node 3") start_node ;;
    *) usage ;;
esac
