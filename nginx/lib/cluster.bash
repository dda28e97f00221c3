# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# cluster.bash - the private PostgreSQL cluster: peer authentication on the Unix socket for our programs,
# certificates on a loopback port for auditors, checksums.

readonly PG_BIN=/usr/lib/postgresql/15/bin

psql() { "$PG_BIN/psql" "$@"; } # not Debian's wrapper, which looks for its own clusters first

make_cluster() {
    if [ ! -e "$STATE/pg/PG_VERSION" ]; then
        rm -rf "$STATE/pg" # what an interrupted initdb left
        own postgres 700 "$STATE/pg"
        step "new PostgreSQL cluster" init_cluster
    fi
    make_cluster_tls
    pg_settings >"$STATE/config/postgresql.conf"
    # The pools enter their one database; `postgres` is the maintenance database of its namesake. Auditors'
    # lines are put behind these by sql/auditors; until it has run nobody comes in over TCP.
    printf 'local tilsagn all peer map=tilsagn\nlocal all postgres peer map=tilsagn\n' \
        >"$STATE/config/pg_hba.base"
    pg_identities >"$STATE/config/pg_ident.base"
    cp "$STATE/config/pg_hba.base" "$STATE/config/pg_hba.conf"
    cp "$STATE/config/pg_ident.base" "$STATE/config/pg_ident.conf"
    rm -f "$STATE/config/auditors.crl" # the server reads the lists as it starts
    chmod 644 "$STATE"/config/{postgresql,pg_hba,pg_ident}.conf
}

# The server's own copies: it runs as a user that may not read the portal's key.
make_cluster_tls() {
    own postgres 700 "$STATE/pg-tls"
    install -m 600 "$STATE/pki/server.crt" "$STATE/pki/server.key" "$STATE/pg-tls/"
    ! is_root || chown postgres "$STATE"/pg-tls/server.{crt,key}
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
    # One port names TCP and socket alike; for everybody on this machine the socket keeps its usual name.
    [ "$(auditor_port)" = 5432 ] || ln -sfn ".s.PGSQL.$(auditor_port)" "$RUN/pg/.s.PGSQL.5432"
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

auditor_port() { printf '%s' $((PORT + 2)); }

# Logins of auditors as enrolled now; again every few seconds while we run.
sync_auditors() {
    "$ROOT/sql/auditors" --db tilsagn --host "$RUN/pg" --user postgres --config "$STATE/config" \
        --crl "$STATE/pki/crl.pem" --issuers "$STATE/pki/issuing.crt"
}

# auditor_login PERSON: the login of one of the demonstration's people; empty when there is none.
auditor_login() {
    local serial
    serial=$(jq -r --arg id "$1" '.people[] | select(.id == $id) | .serial_number' "$STATE/pki/people.json")
    sql "select r.rolname from identity.person p join pg_roles r on r.rolname = 'auditor_' || p.person
        where p.serial_number = '$serial'" postgres
}

# sql QUERY: for the operator's own questions.
sql() { psql -h "$RUN/pg" -U "${2:-tilsagn_operator}" -d tilsagn -XAtqc "$1"; }

# conninfo ROLE [APPLICATION]
conninfo() { printf "host='%s' port=5432 dbname=tilsagn user=%s application_name=%s" "$RUN/pg" "$1" "${2:-$1}"; }
