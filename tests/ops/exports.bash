# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# exports.bash - a list of very many rows taken out as a file: whole with a last line that says so, in a worker
# whose memory stays as it was, one at a time, and ended for the database too when its receiver hangs up.

readonly EXPORT_ROWS=120000

# export_of FILE PATH [curl's options]: what comes, into FILE.
export_of() {
    local file=$1 path=$2
    shift 2
    curl --silent --output "$file" --cacert "$STATE/pki/root.crt" --cert "$STATE/pki/people/auditor-1.crt" \
        --key "$STATE/pki/people/auditor-1.key" "$@" "https://localhost:$PORT/api/v1/agency/$path"
}

many_look_ups() {
    database "insert into identity.read_log (at, person, human, organisation, role, certificate, request, route, what, scope, subject)
        select ledger.clock(), p.person, p.human, p.organisation, 'auditor', sha256(n::text::bytea), lpad(n::text, 32, '0'),
               'GET /agency/entries', 'entries', 'list', '=2+2|' || n
        from identity.person p, generate_series(1, $EXPORT_ROWS) n where p.serial_number = '$(serial_of auditor-1)'"
}

# The most that any worker of the agency's pool ever held, in kB.
agency_peak() {
    local status peak=0 one
    for status in /proc/[0-9]*/status; do
        tr '\0' ' ' <"${status%status}cmdline" 2>/dev/null | grep -q "tilsagn-portal.*$STATE.*agency" || continue
        one=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "$status")
        peak=$((one > peak ? one : peak))
    done
    [ $peak -gt 0 ] && echo $peak
}

# is_whole FILE: its last line has the hash of all before it, and counts them (a spreadsheet has a heading).
is_whole() {
    local end rows lines
    end=$(tail -n 1 "$1" | tr -d '\r')
    lines=$(($(wc -l <"$1") - 1))
    case $end in
    '#end;'*) rows=$((lines - 1)) ;;
    *) rows=$lines end=$(jq -r '.end | "#end;\(.rows);sha256;\(.sha256)"' <<<"$end") ;;
    esac
    [ "$end" = "#end;$rows;sha256;$(head -n -1 "$1" | sha256sum | cut -d' ' -f1)" ]
}

exports_are_whole() {
    local before after ending
    export_of "$WORK/small.csv" 'reads.csv?organisation=10000001' && is_whole "$WORK/small.csv" || return 1
    before=$(agency_peak) || return 1
    for ending in csv jsonl; do
        export_of "$WORK/all.$ending" "reads.$ending"
        is_whole "$WORK/all.$ending" || { tail -n 1 "$WORK/all.$ending"; return 1; }
        [ "$(wc -l <"$WORK/all.$ending")" -gt $EXPORT_ROWS ] || return 1
    done
    after=$(agency_peak)
    [ "$after" -le $((before + 4096)) ] || { echo "a worker grew from $before to $after kB"; return 1; }
}

# Cut anywhere, it is seen: no last line, or another count, or another hash.
cut_files_are_noticed() {
    local lines
    lines=$(wc -l <"$WORK/all.csv")
    head -n $((lines / 2)) "$WORK/all.csv" >"$WORK/cut" && ! is_whole "$WORK/cut" 2>/dev/null || return 1
    sed '2d' "$WORK/all.csv" >"$WORK/cut" && ! is_whole "$WORK/cut" || return 1
    head -c -10 "$WORK/all.csv" >"$WORK/cut" && ! is_whole "$WORK/cut" 2>/dev/null || return 1
    # no formula, and a CVR keeps its zeros
    ! cut -d';' -f11 "$WORK/all.csv" | grep -q '^[=+@-]' && grep -q "'=2+2|7;" "$WORK/all.csv" && grep -q ";'10000009;" "$WORK/all.csv"
}

under_way() { database "select count(*) from pg_stat_activity where usename = 'tilsagn_agency' and query ~ 'reads_rows'
    and state in ('active', 'idle in transaction')"; }
nothing_under_way() { [ "$(under_way)" = 0 ]; }
something_under_way() { [ "$(under_way)" = 1 ]; }
ended_cut() { database "select count(*) from identity.read_log where what = 'export_end' and subject::json ->> 'whole' = 'false'"; }
one_more_cut() { [ "$(ended_cut)" -gt "$1" ]; }

# A slow receiver that hangs up after some seconds; meanwhile another one is told when to come back.
one_at_a_time() {
    local slow cuts code
    cuts=$(ended_cut)
    export_of "$WORK/slow" reads.jsonl --limit-rate 200k --max-time 6 &
    slow=$!
    within 5 something_under_way
    code=$(export_of "$WORK/second" reads.csv --dump-header "$WORK/second.head" --write-out '%{http_code}')
    wait $slow
    [ "$code" = 503 ] && grep -qi '^retry-after: 30' "$WORK/second.head" && grep -q '/export-running' "$WORK/second" &&
        within 10 nothing_under_way && within 10 one_more_cut "$cuts" && ! is_whole "$WORK/slow" 2>/dev/null &&
        export_of "$WORK/third" reads.csv && is_whole "$WORK/third"
}

# The server breaks off in the middle: what came is seen to be cut, and it is logged over a new connection.
broken_off() {
    local slow cuts
    cuts=$(ended_cut)
    export_of "$WORK/slow" reads.jsonl --limit-rate 2m --max-time 60 &
    slow=$!
    within 5 something_under_way
    database "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tilsagn_agency' and query ~ 'reads_rows'"
    wait $slow
    ! is_whole "$WORK/slow" 2>/dev/null && within 10 one_more_cut "$cuts"
}

exports_case() {
    many_look_ups >/dev/null
    ok "$EXPORT_ROWS look-ups go out whole, and no worker grows" exports_are_whole
    ok "a file that was cut is seen to be; no cell runs as a formula" cut_files_are_noticed
    ok "one export at a time: the next is told when, and who hangs up ends it" one_at_a_time
    ok "the database breaks off: the file says so, and so does the log" broken_off
}
