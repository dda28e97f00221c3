# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# processes.bash - starts programs, knows them by process id *and* start time (an id alone may have
# been given to somebody else since), stops them in order.

# The order of stopping: first who lets requests in, last what everything needs.
readonly STOP_ORDER="nginx public submit grantee agency sequencer signer attest scanner postgres"

# started_at PID: sets STARTED to its start time in clock ticks since boot, empty when there is no such
# process. Asked for every program once a second, so without a process of its own.
started_at() {
    local stat
    STARTED=
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    set -- ${stat##*) }
    [ "$1" = Z ] || STARTED=${20}
}

# alive NAME: true while the process that we started under NAME runs; sets PID.
alive() {
    local began
    read -r PID began 2>/dev/null <"$RUN/pids/$1" || return 1
    started_at "$PID"
    [ -n "$began" ] && [ "$STARTED" = "$began" ]
}

remember() {
    started_at "$2"
    printf '%s %s\n' "$2" "$STARTED" >"$RUN/pids/$1"
}

# start NAME COMMAND…: as NAME's user, in a session of its own (so that Ctrl-C reaches only us and we
# stop them in order), its words in log/NAME.log.
start() {
    local name=$1 runner=$1
    shift
    [ "$name" != nginx ] || runner=master # it reads the server's key, its workers do not
    (
        cd /
        exec 9>&- # the lock is ours alone
        trap - INT TERM HUP
        run_as "$runner" setsid "$@"
    ) </dev/null >>"$STATE/log/$name.log" 2>&1 &
    remember "$name" $!
}

signal_of() {
    case $1 in
    postgres) echo INT ;; # fast: connections are ended, nothing is lost
    nginx) echo QUIT ;;
    *) echo TERM ;;
    esac
}

# stop NAME: asks, waits, and kills the whole group when it does not go.
stop() {
    local name=$1 tries=0
    if ! alive "$name"; then
        rm -f "$RUN/pids/$name"
        return 0
    fi
    kill -s "$(signal_of "$name")" "$PID" 2>/dev/null || true
    while alive "$name"; do
        tries=$((tries + 1))
        if [ $tries -eq 100 ] && [ "$name" = nginx ]; then
            kill -s TERM "$PID" 2>/dev/null || true # it waits for open connections
        elif [ $tries -gt 400 ]; then
            kill -s KILL -- "-$PID" 2>/dev/null || true
            break
        fi
        sleep 0.03
    done
    rm -f "$RUN/pids/$name"
}

stop_all() {
    local name
    [ -d "$RUN/pids" ] || return 0
    for name in $STOP_ORDER; do
        stop "$name"
    done
}

# still_running: names of our programs that run.
still_running() {
    local name
    for name in $STOP_ORDER; do
        alive "$name" && printf '%s\n' "$name"
    done
    return 0
}

# wait_for TEXT SECONDS COMMAND…: until COMMAND succeeds. Gives up early when NAME (in $WAITING_FOR)
# has ended.
wait_for() {
    local text=$1 tries=$(($2 * 25))
    shift 2
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        if [ $tries -le 0 ] || { [ -n "${WAITING_FOR-}" ] && ! alive "$WAITING_FOR"; }; then
            [ -z "${WAITING_FOR-}" ] ||
                tail -n 10 "$STATE/log/$WAITING_FOR.log" | sed 's/^/    /' >&2
            die "$text did not come up${WAITING_FOR:+; see $STATE/log/$WAITING_FOR.log}"
        fi
        sleep 0.04
    done
}

port_is_busy() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}
