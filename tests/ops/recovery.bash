# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# recovery.bash - a database restored to the day a call closed, beside the log that went on: everything since then,
# from weights to a paid instalment and a dispute, comes back from the log's files.

# Beside the demonstration's case: the dump is taken when the call has closed, as nothing that is submitted later
# could come back.
recovery_watch() {
    local tries=0
    until [ "$(database "select 1 from ledger.entry where kind = 'close_call' and call = 'fsm2-2019'")" = 1 ]; do
        tries=$((tries + 1))
        [ $tries -lt 3000 ] || return 1
        sleep 0.1
    done 2>/dev/null
    pg_dump -h "$(readlink -f "$STATE/run")/pg" -U postgres -Fc -f "$WORK/restored.part" tilsagn &&
        mv "$WORK/restored.part" "$WORK/restored.dump"
}

# ask DATABASE QUERY
ask() { psql -h "$(readlink -f "$STATE/run")/pg" -U postgres -d "$1" -XAtqc "$2"; }

# What an operator has elsewhere: people's signatures, and documents that nobody uploaded for a case.
copies_elsewhere() {
    local name
    mkdir -p "$WORK/copies"
    for name in $(database "select encode(sha256, 'hex') from ledger.signature"); do
        database "select encode(cms, 'base64') from ledger.signature where encode(sha256, 'hex') = '$name'" |
            base64 -d >"$WORK/copies/$name"
    done
    for name in $(database "select encode(sha256, 'hex') from store.file where organisation is null"); do
        database "select encode(string_agg(c.bytes, null order by c.n), 'base64') from store.file f
            join store.chunk c on c.upload = f.upload where encode(f.sha256, 'hex') = '$name'" | base64 -d >"$WORK/copies/$name"
    done
    [ "$(find "$WORK/copies" -type f | wc -l)" -ge 10 ]
}

restored_database() {
    [ -e "$WORK/restored.dump" ] || { echo "no dump was taken"; return 1; }
    ask postgres 'create database lost' &&
        pg_restore -h "$(readlink -f "$STATE/run")/pg" -U postgres --exit-on-error -d lost "$WORK/restored.dump" || return 1
    ask lost 'revoke all on database lost from public; grant connect on database lost to tilsagn_grantee, tilsagn_agency,
        tilsagn_public, tilsagn_sequencer, tilsagn_operator'
    sed '/^superuser/s/dbname=[a-z]*/dbname=lost/' "$STATE/config/operator.conf" >"$WORK/lost.conf"
}

lost() { "$STATE/program/bin/tilsagn" --config "$WORK/lost.conf" "$@"; }

# Every table that entries are projected into, and the log's own, row by row.
same_as_before() {
    local table query
    for table in $(database "select relation from meta.table_kind where relation ~ '^(grants|rights)\.' or relation in ('ledger.entry',
        'ledger.posting', 'ledger.log_leaf', 'ledger.log_hash', 'ledger.log_queue', 'ledger.proposal', 'ledger.confirmation',
        'ledger.signature', 'ledger.stream_organisation', 'identity.person', 'identity.human', 'identity.person_role')"); do
        query="select md5(coalesce(string_agg(x::text, ',' order by x::text), '')) from $table x"
        [ "$(database "$query")" = "$(ask lost "$query")" ] || { echo "$table is another one"; return 1; }
    done
}

lost_tail_comes_back() {
    local count='select count(*) from ledger.entry' before
    restored_database && copies_elsewhere || return 1
    before=$(ask lost "$count")
    [ $(($(database "$count") - before)) -ge 40 ] || { echo "too little was lost"; return 1; }
    lost doctor >"$WORK/lost.out"
    grep -q '^BROKEN  entries [0-9]* to [0-9]* were signed and published, and the database has them no longer' "$WORK/lost.out" ||
        { cat "$WORK/lost.out"; return 1; }
    # Without the files that it names an entry does not come back, and none does.
    ! lost log replay "$STATE/tlog" >"$WORK/lost.out" 2>&1 && grep -q 'it names a file that is neither' "$WORK/lost.out" &&
        [ "$(ask lost "$count")" = "$before" ] || { cat "$WORK/lost.out"; return 1; }
    lost log replay --dry-run --files "$WORK/copies" "$STATE/tlog" >"$WORK/lost.out" && [ "$(ask lost "$count")" = "$before" ] &&
        grep -q 'lost; made again, the same bytes' "$WORK/lost.out" || { cat "$WORK/lost.out"; return 1; }
    lost log replay --files "$WORK/copies" "$STATE/tlog" | tail -n 1 || return 1
    "$ROOT/sql/check" --db lost --host "$(readlink -f "$STATE/run")/pg" --user postgres --quiet && same_as_before
}

# Before the dump there is nothing to compare with.
empty_database_is_refused() {
    ask postgres 'drop database lost with (force)' && ask postgres 'create database lost' || return 1
    ! lost log replay "$STATE/tlog" >"$WORK/lost.out" 2>&1 && grep -q 'nothing was changed' "$WORK/lost.out" &&
        ask postgres 'drop database lost with (force)'
}

recovery_case() {
    ok "a restored database gets back what the log's files hold, row by row" lost_tail_comes_back
    ok "an empty database is refused" empty_database_is_refused
}
