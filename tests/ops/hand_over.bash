# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# hand_over.bash - the whole case handed over while the portal goes on, read into an empty database.

handed() { "$STATE/program/bin/tilsagn" --state "$STATE" hand-over "$@" 2>"$WORK/handed.progress"; }
heir() { "$STATE/program/bin/tilsagn" --config "$WORK/heir.conf" "$@"; }

# Somebody looks at pages all the time; each is answered.
handed_over_beside_work() {
    local pid code=0
    { while sleep 0.1; do [ "$(as applicant-1 /api/v1/me)" = 200 ] || touch "$WORK/unanswered"; done; } &
    pid=$!
    handed "$WORK/handed" | tee "$WORK/handed.said" || code=1
    kill $pid
    wait $pid 2>/dev/null
    [ $code -eq 0 ] && [ ! -e "$WORK/unanswered" ] && [ "$(stat -c %a "$WORK/handed")" = 700 ] &&
        grep -q '^tilsagn: table ledger.entry$' "$WORK/handed.progress" || return 1
    handed --check "$WORK/handed" | grep '^SHA-256' && ! handed "$WORK/handed" >/dev/null
}

# What the README in it says, by the tools that it says.
handed_is_proved_without_us() {
    (cd "$WORK/handed" && [ -z "$(tail -n +2 manifest.csv | awk -F, '{print $3 "  " $1}' | sha256sum --check --quiet 2>&1)" ]) &&
        "$STATE/program/bin/tilsagn-verify" --log-key "$(cat "$STATE/tlog/log.vkey")" --attest-keys "$STATE/tlog/attest.vkeys" \
            "$WORK/handed/log" | tail -n 1 | grep -qx verified || return 1
    # Every file of an application lies under its hash, and the index says whose it is.
    python3 - "$WORK/handed" <<'END'
import csv, hashlib, sys
root = sys.argv[1]
index = list(csv.DictReader(open(root + "/files/index.csv", newline="", encoding="utf-8")))
assert sum("application " in row["belongs_to"] for row in index) >= 2, index
for row in index:
    assert hashlib.sha256(open(root + "/" + row["path"], "rb").read()).hexdigest() == row["sha256"], row
entries = list(csv.DictReader(open(root + "/tables/ledger.entry.csv", newline="", encoding="utf-8")))
assert all(bytes.fromhex(row["leaf"][2:]).startswith(b'{"v":1,') for row in entries) and len(entries) > 60
columns = {row["table"] + "." + row["column"]: row["means"] for row in csv.DictReader(open(root + "/description/columns.csv", newline="", encoding="utf-8"))}
assert all(columns.values()) and "ledger.posting.amount" in columns
END
}

# No key, no seed, no login.
handed_has_no_secret() {
    ! grep -rlE 'PRIVATE KEY' "$WORK/handed" && [ ! -e "$WORK/handed/tables/identity.factor_secret.csv" ] &&
        [ ! -e "$WORK/handed/tables/session.login.csv" ] && grep -q '^identity.factor_secret,.*enrol' "$WORK/handed/description/tables.csv"
}

changed_byte_is_found() {
    local kind file
    for kind in tables/ledger.posting.csv files/index.csv log/checkpoint description/keys.csv configuration/trust.pem README.da.txt; do
        file=$WORK/handed/$kind
        cp "$file" "$WORK/kept" && with_a_byte_changed "$WORK/kept" 40 "$file"
        ! handed --check "$WORK/handed" && grep -q "$kind is another than what was handed over" "$WORK/handed.progress" ||
            { echo "$kind"; return 1; }
        cp "$WORK/kept" "$file"
    done
    handed --check "$WORK/handed" >/dev/null
}

balances='select account, sum(amount) from ledger.posting group by 1 order by 1'

read_into_an_empty_system() {
    ask postgres 'create database heir' || return 1
    sed -E '/^(superuser|database)/s/dbname=[a-z]*/dbname=heir/' "$STATE/config/operator.conf" >"$WORK/heir.conf"
    heir migrate --testing "$ROOT/sql" && heir hand-over --read "$WORK/handed" 2>/dev/null | tail -n 3 &&
        "$ROOT/sql/check" --db heir --host "$(readlink -f "$STATE/run")/pg" --user postgres --quiet || return 1
    [ "$(database "$balances")" = "$(ask heir "$balances")" ] && [ "$(ask heir "$balances" | wc -l)" -ge 3 ] || return 1
    # Twice is refused, and so is a database that is in use.
    ! heir hand-over --read "$WORK/handed" >/dev/null 2>"$WORK/heir.said" && grep -q 'the database is not empty' "$WORK/heir.said" &&
        ask postgres 'drop database heir with (force)'
}

hand_over_case() {
    ok "everything is handed over while the portal goes on" handed_over_beside_work
    ok "its sums, log, files and tables are read without our program" handed_is_proved_without_us
    ok "no key, seed or login is in it" handed_has_no_secret
    ok "a changed byte is found, whatever it is of" changed_byte_is_found
    ok "it is read into an empty system, whose checks are clean" read_into_an_empty_system
    rm -rf "$WORK/handed"
}
