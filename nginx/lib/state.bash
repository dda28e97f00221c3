# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# state.bash - the state directory: where it is, what is in it, how it is thrown away.
#
#   pki/ keys and certificates      pg/ the cluster           attest/ the attest key    seal/ keys of seeds
#   run/ sockets and process ids    log/ one file a program   config/ what programs were told
#   nginx/ its configuration        done/ steps done, by hash of their input
#   program/ the installed programs, pages' assets and catalogues

readonly STATE_MARK=tilsagn-state

# Made once. As root it must be reachable for the system users: where it is not (a checkout under
# /root), the real directory lies in /var/lib and STATE is a link to it.
make_state() {
    local real
    if [ -d "$STATE" ] && [ ! -e "$STATE/$STATE_MARK" ] && [ -n "$(ls -A "$STATE")" ]; then
        die "$STATE exists and is not a state directory of ours; choose another with --state"
    fi
    if is_root && [ ! -e "$STATE" ] && ! everyone_may_enter "$(dirname "$STATE")"; then
        real=/var/lib/tilsagn-states/$(printf '%s' "$STATE" | sha256sum | cut -c1-12)
        say "other users cannot reach $STATE, so it links to $real"
        mkdir -p "$real"
        ln -s "$real" "$STATE"
        STATE=$real
    fi
    mkdir -p "$STATE"/{log,config,done,nginx/tmp,program} || die "cannot write in $STATE"
    chmod 755 "$STATE" "$STATE"/{log,config,nginx,program}
    : >"$STATE/$STATE_MARK"
    make_logs
    make_run
}

# Logs tell who asked what when: nobody else may read them. Whoever writes into one finds it there.
make_logs() {
    local name
    for name in up up-detached nginx-{app,public,other,alarm,failed,error} $STOP_ORDER; do
        : >>"$STATE/log/$name.log"
    done
    chmod 640 "$STATE"/log/*.log
}

# Sockets' names are at most 107 bytes: a long or spaced path gets a short directory and a link.
make_run() {
    if [ -L "$STATE/run" ] && [ ! -d "$STATE/run" ]; then
        rm "$STATE/run" # /tmp was emptied
    fi
    if [ ! -e "$STATE/run" ]; then
        if [ ${#STATE} -gt 70 ] || [[ $STATE == *[[:space:]]* ]]; then
            ln -s "$(mktemp -d /tmp/tilsagn-run-XXXXXXXX)" "$STATE/run"
        else
            mkdir "$STATE/run"
        fi
    fi
    locate_run
    chmod 755 "$RUN"
    mkdir -p "$RUN/pids"
}

locate_run() { RUN=$(readlink -f "$STATE/run" 2>/dev/null) || RUN=$STATE/run; }

# Directories that belong to the programs' own users.
make_owned() {
    local pool
    own postgres 755 "$RUN/pg"
    own attest 711 "$RUN/attest"
    own attest 700 "$STATE/attest"
    own scanner 711 "$RUN/scanner"
    own signer 711 "$RUN/signer"
    own signer 700 "$STATE/signer"
    own_log
    own root 711 "$STATE/seal"
    own nginx 700 "$STATE/nginx/tmp"
    for pool in grantee submit agency public; do
        # Set-group-id: the socket gets nginx's group, and nobody else may even look.
        own "$pool" 2750 "$RUN/$pool" "$(is_root && echo www-data || id -gn)"
    done
    ! is_root || chgrp "$(id -gn "$(user_of sequencer)")" "$STATE/log/nginx-failed.log" # it reads this one
}

# The log's files: hashes for everybody, entries for the group alone, which is nginx's (set-group-id: what is made
# in it gets that group). nginx hands an entry out only when the agency's worker says so.
own_log() {
    local group
    group=$(is_root && echo www-data || id -gn)
    if is_root && [ -d "$STATE/tlog" ] && [ "$(stat -c %G "$STATE/tlog")" != "$group" ]; then
        chgrp -R "$group" "$STATE/tlog"
        find "$STATE/tlog" -type d -exec chmod g+s {} +
    fi
    own sequencer 2755 "$STATE/tlog" "$group"
}

# remove_state: only what carries our mark is ever deleted.
remove_state() {
    local named=$1
    [ -e "$STATE/$STATE_MARK" ] || return 0
    locate_run
    case $RUN in
    /tmp/tilsagn-run-*) rm -rf "$RUN" ;;
    esac
    rm -rf "$STATE"
    [ ! -L "$named" ] || rm -f "$named"
}
