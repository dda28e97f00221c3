# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# cluster.bash - the private PostgreSQL cluster: Unix socket only, peer authentication, checksums.

readonly PG_BIN=/usr/lib/postgresql/15/bin

psql() { "$PG_BIN/psql" "$@"; } # not Debian's wrapper, which looks for its own clusters first

make_cluster() {
    if [ ! -e "$STATE/pg/PG_VERSION" ]; then
        rm -rf "$STATE/pg" # what an interrupted initdb left
        own postgres 700 "$STATE/pg"
        step "new PostgreSQL cluster" init_cluster
    fi
    pg_settings >"$STATE/config/postgresql.conf"
    pg_identities >"$STATE/config/pg_ident.conf"
    # The pools enter their one database; `postgres` is the maintenance database of its namesake.
    printf 'local tilsagn all peer map=tilsagn\nlocal all postgres peer map=tilsagn\n' \
        >"$STATE/config/pg_hba.conf"
    chmod 644 "$STATE"/config/{postgresql,pg_hba,pg_ident}.conf
}

init_cluster() {
    (cd / && run_as postgres "$PG_BIN/initdb" -D "$STATE/pg" -U postgres -A peer -E UTF8 \
        --locale=C.UTF-8 --data-checksums)
}

pg_settings() { render "$ROOT/nginx/templates/postgresql.conf"; }

# pg_identities: which system user may log in as which role. The operator is whoever runs `tilsagn`:
# root, or the one ordinary user.
pg_identities() {
    local me
    me=$(id -un)
    printf 'tilsagn %s postgres\ntilsagn %s tilsagn_operator\n' "$me" "$me"
    if is_root; then
        printf 'tilsagn postgres postgres\n'
    fi
    printf 'tilsagn %s tilsagn_grantee\n' "$(user_of grantee)"
    printf 'tilsagn %s tilsagn_agency\n' "$(user_of agency)"
    printf 'tilsagn %s tilsagn_public\n' "$(user_of public)"
    printf 'tilsagn %s tilsagn_sequencer\n' "$(user_of sequencer)"
}

# A server that nobody remembers (its process id was lost) would keep the new one from its own data.
stop_forgotten() {
    local old
    old=$(head -n 1 "$STATE/pg/postmaster.pid" 2>/dev/null) || return 0
    if [ -n "$old" ] && tr '\0' ' ' <"/proc/$old/cmdline" 2>/dev/null | grep -qF -e "-D $STATE/pg "; then
        remember postgres "$old"
        stop postgres
    fi
}

start_postgres() {
    stop_forgotten
    start postgres "$PG_BIN/postgres" -D "$STATE/pg" -c "config_file=$STATE/config/postgresql.conf" \
        -c "data_directory=$STATE/pg" -c "hba_file=$STATE/config/pg_hba.conf" \
        -c "ident_file=$STATE/config/pg_ident.conf"
    WAITING_FOR=postgres wait_for "PostgreSQL" 60 \
        psql -h "$RUN/pg" -U postgres -d postgres -XAtqc "select 1"
}

make_database() {
    [ "$(psql -h "$RUN/pg" -U postgres -d postgres -XAtqc \
        "select 1 from pg_database where datname = 'tilsagn'")" = 1 ] ||
        psql -h "$RUN/pg" -U postgres -d postgres -Xqc "create database tilsagn"
}

# sql QUERY: for the operator's own questions.
sql() { psql -h "$RUN/pg" -U "${2:-tilsagn_operator}" -d tilsagn -XAtqc "$1"; }

# conninfo ROLE [APPLICATION]
conninfo() { printf "host='%s' port=5432 dbname=tilsagn user=%s application_name=%s" "$RUN/pg" "$1" "${2:-$1}"; }
