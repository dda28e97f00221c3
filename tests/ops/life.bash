# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# life.bash - start, start again, busy port, case, stop; as root and as an ordinary user.

first_start() { up --detach | tee "$WORK/first"; grep -q "^ready: https://localhost:$PORT/" "$WORK/first"; }

start_while_running() {
    up --detach >"$WORK/again" && grep -q '^already running' "$WORK/again" &&
        grep -q '^ready: ' "$WORK/again"
}

other_port_while_running() {
    ! "$ROOT/nginx/up" --state "$STATE" --port $((PORT + 10)) --detach >"$WORK/other" 2>&1 &&
        [ "$(wc -l <"$WORK/other")" = 1 ] && grep -q "already running on port $PORT" "$WORK/other"
}

busy_port() {
    ! "$ROOT/nginx/up" --state "$WORK/busy" --port "$PORT" >"$WORK/busy.out" 2>&1 &&
        [ "$(wc -l <"$WORK/busy.out")" = 1 ] && grep -q "port $PORT is in use.*--port" "$WORK/busy.out"
}

bad_options() {
    local option
    for option in --nonsense "--port x" "--port 70000" --state "--clock 2017" --clock=soon; do
        # shellcheck disable=SC2086
        ! "$ROOT/nginx/up" $option >"$WORK/bad" 2>&1 || return 1
        [ "$(wc -l <"$WORK/bad")" = 1 ] || return 1
    done
}

foreign_directory() {
    mkdir -p "$WORK/foreign" && : >"$WORK/foreign/mine"
    ! "$ROOT/nginx/up" --state "$WORK/foreign" --reset --stop >/dev/null 2>&1 || [ -e "$WORK/foreign/mine" ] || return 1
    ! "$ROOT/nginx/up" --state "$WORK/foreign" --port $((PORT + 20)) >"$WORK/out" 2>&1 || return 1
    [ -e "$WORK/foreign/mine" ] && grep -q 'not a state directory' "$WORK/out"
}

programs_have_own_users() {
    [ "$(id -u)" = 0 ] || return 0
    local run pid
    run=$(readlink -f "$STATE/run")
    for pair in agency:tilsagn-agency grantee:tilsagn-grantee submit:tilsagn-grantee public:tilsagn-public \
        attest:tilsagn-attest sequencer:tilsagn-seq signer:tilsagn-sign scanner:tilsagn-scan postgres:postgres; do
        read -r pid _ <"$run/pids/${pair%%:*}"
        [ "$(stat -c %U "/proc/$pid")" = "${pair#*:}" ] || { echo "$pair"; return 1; }
    done
}

database_is_private() {
    local run
    run=$(readlink -f "$STATE/run")
    [ "$(psql -h "$run/pg" -U postgres -d tilsagn -XAtqc "show data_checksums")" = on ] &&
        [ "$(psql -h "$run/pg" -U postgres -d tilsagn -XAtqc "show listen_addresses")" = localhost ] || return 1
    # Over TCP only auditors' logins, only with a certificate; no password opens anything anywhere.
    [ -z "$(psql -h "$run/pg" -U postgres -d tilsagn -XAtqc "select * from pg_hba_file_rules where error is not null
        or auth_method not in ('peer', 'cert', 'reject') or auth_method = 'peer' and type <> 'local'
        or auth_method = 'cert' and (type <> 'hostssl' or user_name[1] !~ '^auditor_[0-9]+$' or not (options @>
            array['clientcert=verify-full', 'map=auditors']))")" ] || return 1
    [ "$(id -u)" = 0 ] || return 0
    # An unrelated user, and a program's user asking for another role, are not let in.
    ! setpriv --reuid=nobody --regid=nogroup --clear-groups \
        psql -h "$run/pg" -U tilsagn_grantee -d tilsagn -XAtqc 'select 1' 2>/dev/null &&
        ! setpriv --reuid=tilsagn-grantee --regid=tilsagn-grantee --clear-groups \
            psql -h "$run/pg" -U tilsagn_agency -d tilsagn -XAtqc 'select 1' 2>/dev/null
}

stopped_clean() {
    up --stop || return 1
    local left
    left=$(processes)
    [ -z "$left" ] || { printf '%s\n' "$left"; return 1; }
}

second_start() {
    local begin=$EPOCHREALTIME
    up --detach >/dev/null || return 1
    awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }' >"$WORK/second-start"
    [ "$(as applicant-1 /api/v1/me)" = 200 ]
}

# As a checkout of another version leaves them, later than this one was built.
programs_of_another_version() {
    printf 'another build\n' >"$STATE/program/installed" && cp /bin/false "$STATE/program/bin/tilsagn-portal" || return 1
    up --detach >/dev/null && cmp "$ROOT/build/release/bin/tilsagn-portal" "$STATE/program/bin/tilsagn-portal"
}

interrupted_by_ctrl_c() {
    local pid tries=0
    "$ROOT/nginx/up" --state "$STATE" --port "$PORT" >"$WORK/foreground" 2>&1 &
    pid=$!
    until grep -q '^ready: ' "$WORK/foreground"; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] && kill -0 $pid 2>/dev/null || { cat "$WORK/foreground"; return 1; }
        sleep 0.1
    done
    kill -TERM $pid
    wait $pid || return 1
    [ -z "$(processes)" ]
}

# Even when the process ids are lost the next start finds the server that still has the data.
forgotten_server() {
    local run
    up --detach >/dev/null || return 1
    run=$(readlink -f "$STATE/run")
    kill -KILL "$(cat "$run/keeper")"
    rm "$run/pids/postgres"
    up --detach >/dev/null && [ "$(as applicant-1 /api/v1/me)" = 200 ] && stopped_clean
}

killed_keeper_leaves_nothing_after_stop() {
    up --detach >/dev/null || return 1
    kill -KILL "$(cat "$(readlink -f "$STATE/run")/keeper")"
    sleep 0.3
    stopped_clean
}

# A checkout in a long path with spaces, owned by an ordinary user, who may not become root.
ordinary_user() {
    local home="$WORK/an ordinary user's home, long enough that no socket name would fit in it/checkout"
    home=${home//\'/}
    [ "$(id -u)" = 0 ] || return 0
    mkdir -m 700 "$WORK/closed" # called from a directory that this user may not enter
    mkdir -p "$home"
    (cd "$ROOT" && tar -cf - --exclude=.git --exclude=./var --exclude='./build/[!r]*' .) | tar -xf - -C "$home"
    chown -R nobody "$WORK/an ordinary users home, long enough that no socket name would fit in it"
    (cd "$WORK/closed" && setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$home" \
        "$home/nginx/up" --port $((PORT + 40)) --detach >"$WORK/ordinary" 2>&1) || { cat "$WORK/ordinary"; return 1; }
    grep -q 'all programs run as nobody' "$WORK/ordinary" || { cat "$WORK/ordinary"; return 1; }
    curl --silent --fail --cacert "$home/var/pki/root.crt" --cert "$home/var/pki/people/applicant-1.crt" \
        --key "$home/var/pki/people/applicant-1.key" "https://localhost:$((PORT + 40))/api/v1/me" >/dev/null || return 1
    setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$home" "$home/nginx/up" --stop --reset
    [ ! -e "$home/var" ] || return 1
    [ -z "$(pgrep -u nobody -f "$home" || true)" ]
}

# The script on the README's page, with this instance's place put in.
readme_script() {
    awk '/^## From draft to receipt/ { here = 1 } here && /^```$/ { exit } here && inside { print }
         here && /^```sh$/ { inside = 1 }' "$ROOT/README.md" |
        sed -e "s#https://localhost:8443#https://localhost:$PORT#" -e "s#var/pki#$STATE/pki#" >"$WORK/readme.sh"
    [ "$(wc -l <"$WORK/readme.sh")" -gt 15 ] || return 1
    bash -euo pipefail "$WORK/readme.sh" | tee "$WORK/receipt"
    grep -q '^verdict on_time$' "$WORK/receipt" && grep -q '^— ' "$WORK/receipt"
}

doctor_is_content() {
    "$STATE/program/bin/tilsagn" --state "$STATE" doctor "$ROOT/sql/checks"
}

doctor_sees_a_changed_schema() {
    local run sql
    run=$(readlink -f "$STATE/run")
    sql="psql -h $run/pg -U postgres -d tilsagn -XAtq"
    $sql -c 'create function ledger.planted() returns int language sql as $$select 1$$' || return 1
    "$STATE/program/bin/tilsagn" --state "$STATE" doctor >"$WORK/doctor"
    grep -q 'BROKEN.*schema differs' "$WORK/doctor" || { cat "$WORK/doctor"; return 1; }
    $sql -c 'drop function ledger.planted()'
}

# The two loaders must leave the same schema, or the SQL tests test another one than runs.
migrate_equals_apply() {
    local run hashes
    run=$(readlink -f "$STATE/run")
    psql -h "$run/pg" -U postgres -d postgres -Xqc 'create database applied' || return 1
    "$ROOT/sql/apply" --db applied --host "$run/pg" --user postgres --testing || return 1
    hashes=$(for database in applied tilsagn; do
        psql -h "$run/pg" -U postgres -d $database -XAtqc 'select meta.catalogue_hash()'
    done | sort -u | wc -l)
    psql -h "$run/pg" -U postgres -d postgres -Xqc 'drop database applied'
    [ "$hashes" = 1 ]
}

clock_only_forward() {
    ! "$STATE/program/bin/tilsagn" --state "$STATE" demo clock 2019-09-01T00:00:00Z 2>"$WORK/clock" &&
        grep -q 'only moves forward' "$WORK/clock"
}

units_are_valid() {
    command -v systemd-analyze >/dev/null || return 0
    # The programs are not installed here; everything else the analysis says is ours.
    ! systemd-analyze verify "$ROOT"/nginx/systemd/*.service "$ROOT"/nginx/systemd/*.timer \
        "$ROOT"/nginx/systemd/*.path 2>&1 |
        grep -v 'is not executable: No such file'
}

# Nobody tells nginx: the worker sees the new table.
revocation_counts() {
    local until
    [ "$(as officer-4 /api/v1/me)" = 200 ] && "$ROOT/nginx/revoke" --state "$STATE" officer-4 || return 1
    until=$((SECONDS + 10))
    until [ "$(as officer-4 /api/v1/me)" = 403 ]; do
        [ $SECONDS -lt $until ] || return 1
        sleep 0.2
    done
    [ "$(as officer-3 /api/v1/me)" = 200 ] && ! "$ROOT/nginx/revoke" --state "$STATE" nobody-1
}

life_first() {
    ok "wrong options: one line" bad_options
    ok "somebody else's directory is left alone" foreign_directory
    ok "first start" first_start
    ok "a start while it runs says so" start_while_running
    ok "another port while it runs: one line" other_port_while_running
    ok "busy port: one line that names it" busy_port
    ok "every program has its user" programs_have_own_users
    ok "the cluster is private: peers, and auditors with a certificate" database_is_private
    ok "tilsagn migrate and sql/apply leave the same schema" migrate_equals_apply
    ok "systemd units are valid" units_are_valid
}

life_case() {
    ok "the README's script: draft to signed receipt" readme_script
    ok "walk: draft to signed receipt" "$ROOT/nginx/walk" --state "$STATE" applicant-1
    ok "demo: one case to the released instalment" "$ROOT/nginx/demo" --state "$STATE"
    ok "demo twice: nothing happens" "$ROOT/nginx/demo" --state "$STATE"
    ok "doctor is content" doctor_is_content
    ok "doctor sees a changed schema" doctor_sees_a_changed_schema
    ok "the simulated clock only moves forward" clock_only_forward
    ok "a revocation counts within ten seconds" revocation_counts
}

life_again() {
    ok "stop leaves no process" stopped_clean
    ok "stop twice" stopped_clean
    ok "second start" second_start
    printf '        second start to ready: %s s\n' "$(cat "$WORK/second-start" 2>/dev/null || echo '?')"
    ok "stop after the second start" stopped_clean
    ok "the programs of another version are replaced" programs_of_another_version
    ok "stop after that" stopped_clean
    ok "foreground until a signal" interrupted_by_ctrl_c
    ok "stop cleans up after a killed keeper" killed_keeper_leaves_nothing_after_stop
    ok "a server that was forgotten is found" forgotten_server
    ok "an ordinary user, a long path with spaces" ordinary_user
}
