# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# common.bash - words to the user, paths, settings. Sourced by nginx/up, nginx/demo and nginx/walk.

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }

# One line that says what is wrong, and what to do.
die() {
    printf '%s: %s\n' "${PROGRAM:-nginx/up}" "$*" >&2
    exit 1
}

# step TEXT COMMAND…: runs it with its output in the state's log; on failure shows the log's end. It
# runs behind us in a process group of its own, so that a signal is obeyed at once and ends it.
STEP_PID=
step() {
    local text=$1 begin=$EPOCHREALTIME log=$STATE/log/up.log code=0
    shift
    printf '==> %s\n' "$text" >>"$log"
    set -m
    "$@" >>"$log" 2>&1 </dev/null &
    STEP_PID=$!
    set +m
    wait $STEP_PID || code=$?
    STEP_PID=
    if [ $code -ne 0 ]; then
        tac "$log" | sed '/^==> /q' | tac | tail -n 25 | sed 's/^/    /' >&2
        die "$text failed; the lines above are the end of $log"
    fi
    say "$(printf '%-46s %6s' "$text" "$(elapsed "$begin")")"
}

# Seconds since the $EPOCHREALTIME given, with one decimal.
elapsed() {
    local now=${EPOCHREALTIME/[.,]/} begin=${1/[.,]/}
    local tenths=$(((now - begin) / 100000))
    printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

# setting NAME: its value in nginx/settings.
setting() {
    local value
    value=$(sed -n "s/^$1 *= *//p" "$ROOT/nginx/settings")
    [ -n "$value" ] || die "nginx/settings has no value for $1"
    printf '%s' "$value"
}

is_root() { [ "$(id -u)" = 0 ]; }

# Done steps are remembered by the hash of what they were made from, so that a second start skips
# them and a changed input does not.
done_with() { [ "$(cat "$STATE/done/$1" 2>/dev/null)" = "$2" ]; }
mark_done() { printf '%s\n' "$2" >"$STATE/done/$1"; }

# The hash of all files under the given paths, names and contents.
tree_hash() {
    find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64
}

# Other users must be able to walk to the state directory; a checkout under /root hides it.
everyone_may_enter() {
    local path=$1
    while [ "$path" != / ]; do
        case $(stat -c %A "$path") in
        *x | *t) ;;
        *) return 1 ;;
        esac
        path=$(dirname "$path")
    done
}

# Sets STATE (absolute) from what the user gave, and RUN, where sockets live: a Unix socket's name is
# at most 107 bytes, so a long or odd path gets a short directory under /tmp and a link to it.
state_locate() {
    local given=$1 real
    case $given in
    /*) STATE=$given ;;
    *) STATE=$PWD/$given ;;
    esac
    case $STATE in
    *[\"\'\\\$\;\{\}]* | *$'\n'*) die "the state directory's name holds a quote, \$, ;, { or \\: $STATE" ;;
    esac
    [ ! -e "$STATE" ] || STATE=$(readlink -f "$STATE")
    if [ -e "$STATE" ]; then
        real=$STATE
    else
        real=$(readlink -f "$(dirname "$STATE")") || die "no such directory: $(dirname "$STATE")"
        STATE=${real%/}/$(basename "$STATE")
    fi
}
