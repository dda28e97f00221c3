#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# cluster.sh [--keep DIR] COMMAND [ARGUMENT…]: runs COMMAND beside a throw-away PostgreSQL that listens
# on a Unix socket only. PGHOST, PGPORT, PGUSER and PGDATABASE are set for it. The cluster is gone
# afterwards, also when COMMAND fails or this script is interrupted or killed. Exit code: that of
# COMMAND. --keep: its files stay in DIR when COMMAND succeeded. TILSAGN_CLUSTER_TEMPLATE=DIR: begins
# with a copy of what was kept there.
set -eu

keep=
if [ "$1" = --keep ]; then
    keep=$2
    shift 2
fi
template=${TILSAGN_CLUSTER_TEMPLATE:-}

bin=${TILSAGN_PG_BIN:-/usr/lib/postgresql/15/bin}
# Short, because a socket's path must stay under 108 bytes.
dir=$(mktemp -d /tmp/tilsagn.XXXXXX)

# The server refuses to run as root.
as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# shellcheck disable=SC2317 # called by the traps
stop() {
    trap - EXIT INT TERM HUP
    if [ -f "$dir/data/postmaster.pid" ]; then
        as_server "$bin/pg_ctl" -D "$dir/data" -m immediate -w -s stop || true
    fi
    rm -rf "$dir"
}
trap stop EXIT
trap 'stop; exit 130' INT TERM HUP

if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$dir"
fi
# `trust` is safe here: only the owner of the directory and root can reach the socket (mode 700).
if [ -n "$template" ]; then
    cp -a "$template" "$dir/data"
elif ! as_server "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 \
    --no-sync -N >"$dir/initdb.log" 2>&1; then
    cat "$dir/initdb.log" >&2
    exit 1
fi
as_server tee -a "$dir/data/postgresql.conf" >/dev/null <<CONFIGURATION
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
jit = off
synchronous_commit = off
full_page_writes = off
max_connections = 50
shared_buffers = 32MB
timezone = 'UTC'
CONFIGURATION
if ! as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s start; then
    cat "$dir/log" >&2
    exit 1
fi

# A test that runs out of time is killed together with this script, and then no trap runs. The
# subshell waits for the other end of the pipe to close, which happens however the script ends.
mkfifo "$dir/alive"
(
    trap '' INT TERM HUP
    read -r _ <"$dir/alive" || true
    stop
) </dev/null >/dev/null 2>&1 &
exec 9>"$dir/alive"

export PGHOST="$dir" PGPORT=5432 PGUSER=postgres PGDATABASE=postgres
status=0
"$@" 9>&- || status=$?
if [ -n "$keep" ] && [ "$status" -eq 0 ]; then
    as_server "$bin/pg_ctl" -D "$dir/data" -m fast -w -s stop
    rm -rf "$keep"
    mkdir -p "$(dirname "$keep")"
    mv "$dir/data" "$keep"
fi
exit "$status"
