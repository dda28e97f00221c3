#!/bin/bash
# SPDX-License-Identifier: EUPL-1.2
# How much of the speed of inserting the same three rows (entry, two postings as one statement, queue) raw an
# act keeps, in one run on one cluster; then how long the auditors' reads take over many entries. Prints, asserts
# nothing.
#
#   tests/bench/ledger.sh [SECONDS] [CLIENTS] [ENTRIES]
set -euo pipefail
export LC_ALL=C.UTF-8

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sql=$here/../../sql
seconds=${1:-10} clients=${2:-8} entries=${3:-100000}
bin=${PG_BINDIR:-/usr/lib/postgresql/15/bin}

work=$(mktemp -d "${TMPDIR:-/tmp}/tilsagn-bench-XXXXXX")
as_server=()
if [ "$(id -u)" -eq 0 ]; then
    as_server=(runuser -u postgres --)
    chown postgres "$work"
    chmod 755 "$work"
fi
finish() {
    "${as_server[@]}" "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
"${as_server[@]}" "$bin/initdb" -D "$work/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# fsync off: the disk would hide what the statements cost
"${as_server[@]}" "$bin/pg_ctl" -D "$work/data" -l "$work/log" -w start >/dev/null -o \
    "-c listen_addresses='' -c unix_socket_directories='$work' -c fsync=off -c jit=off -c shared_buffers=256MB \
     -c max_wal_size=4GB -c max_connections=60"
export PGHOST=$work PGUSER=postgres PGPORT=5432
unset PGDATABASE PGOPTIONS
run() { psql -X -q -At -v ON_ERROR_STOP=1 -d bench "$@"; }

createdb bench
"$sql/apply" --db bench --testing
run -f "$here/../sql/lib/lib.sql" -f "$here/../sql/lib/act.sql"
run -c 'call t.world()' >/dev/null
run >/dev/null <<'SQL'
-- Money on a hundred grants' accounts and the call, so that every act posts between two of them.
select t.tries('finance-1', 'test_post', '{"streams":["appropriation:b"],"accounts":["appropriation:b:source","appropriation:b:unallocated"],"amounts":[-100000000000,100000000000]}');
select t.tries('finance-1', 'test_post', format('{"streams":["grant:%s"],"accounts":["appropriation:b:unallocated","grant:%s:committed"],"amounts":[-100000000,100000000]}', g, g)) from generate_series(1, 100) g;

-- The act as an act is: begins, asks whether the human is separate, appends.
create function act.test_bench(p_request text, p_attest text, p_signature bytea) returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json := ledger.request_params(p_request);
    v_grant  text := 'grant:' || (v_params ->> 'grant');
    v_ctx    ledger.act_context;
begin
    v_ctx := ledger.begin_act('test_post', p_request, p_attest, array[v_grant],
        p_accounts => array[v_grant || ':committed', v_grant || ':payable']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    return next ledger.append(v_ctx, v_grant, '{"verdict":"done"}', 'x', v_ctx.accounts, array[-1, 1]::bigint[]);
end
$body$;
alter function act.test_bench(text, text, bytea) owner to ledger_writer;
revoke all on function act.test_bench(text, text, bytea) from public;
grant execute on function act.test_bench(text, text, bytea) to tilsagn_agency;

-- The same three rows with nothing around them: constraints, foreign keys, indexes and triggers are the tables'
-- own. The first version of a stream and its accounts is written to warm up, the second, chained, is measured.
create table t.leaf as select leaf, request_hash, human, person, organisation, role, at from ledger.entry where kind = 'test_post' order by entry desc limit 1;
create sequence t.first;
create sequence t.second;
create function t.raw_insert(p_n bigint, p_version int) returns void language plpgsql volatile
    set search_path = pg_catalog, pg_temp as
$body$
declare
    v       t.leaf;
    v_entry bigint;
    v_name  text := 'r' || p_n;
    v_idem  bytea := sha256(uuid_send(gen_random_uuid()));
    v_prev  bytea;
begin
    select * into v from t.leaf;
    select e.leaf_hash into v_prev from ledger.entry e where e.stream = 'grant:' || v_name and e.version = p_version - 1;
    insert into ledger.entry (stream, version, prev_hash, kind, at, effective, human, person, organisation, role, call, amount_ore,
                              idem, request_hash, leaf)
    values ('grant:' || v_name, p_version, v_prev, 'test_post', v.at, (v.at at time zone 'UTC')::date, v.human, v.person,
            v.organisation, v.role, 'x', 1, v_idem, v.request_hash,
            convert_to(replace(replace(replace(convert_from(v.leaf, 'UTF8'), 'NAME', v_name), 'IDEM', encode(v_idem, 'hex')),
                '"version":1,"prev":null', '"version":' || p_version || ',"prev":'
                || coalesce('"' || encode(v_prev, 'hex') || '"', 'null')), 'UTF8'))
    returning entry into v_entry;
    insert into ledger.posting (entry, n, account, account_version, amount, prev_balance, balance_after)
    values (v_entry, 1, 'appropriation:' || v_name || ':source', p_version, -1, 1 - p_version, -p_version),
           (v_entry, 2, 'grant:' || v_name || ':payable', p_version, 1, p_version - 1, p_version);
    insert into ledger.log_queue (entry) values (v_entry);
end
$body$;
-- A leaf of the act's size with holes for what differs.
update t.leaf set leaf = convert_to(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    convert_from(leaf, 'UTF8'), '"stream":"[^"]*","version":\d+,"prev":(null|"\w*")', '"stream":"grant:NAME","version":1,"prev":null'),
    '"idem":(null|"\w*"),"nonce"', '"idem":"IDEM","nonce"'), '"call":null', '"call":"x"'),
    '"postings":.*', '"postings":[{"account":"appropriation:NAME:source","amount":-1},{"account":"grant:NAME:payable","amount":1}]}'),
    '"effective":"[^"]*"', '"effective":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD') || '"'),
    '"received":(null|"[^"]*"),"began":(null|"[^"]*")', '"received":null,"began":null'), 'UTF8');
SQL
person=$(run -c "select person from t.people where name = 'finance-1'")
certificate=$(run -c "select t.certificate($person)")
# pgbench takes every ":name" for a variable, in strings too: the request's colons are written \x3a
request='{"v":1,"act":"test_post","audience":"agency","request_id":"00000000000000000000000000000000","person":PERSON,"role":"finance","certificate":"CERTIFICATE","actor":null,"received_us":1571911199123000,"duration_us":12000,"idem":"KEY","second_factor":null,"params":{"grant":GRANT}}'
request=${request/PERSON/$person} request=${request/CERTIFICATE/$certificate}
request="E'${request//:/\\x3a}'"
request=${request/KEY/"' || encode(sha256(int8send(:k::bigint)), 'hex') || E'"}
request=${request/GRANT/"' || :g::text || E'"}
cat >"$work/act.sql" <<SQL
\set g random(1, 100)
\set k random(1, 1000000000000)
select entry from act.test_bench($request, E'c0ffee00\x3a$(printf 'A%.0s' {1..86})==', null);
SQL
echo "select t.raw_insert(nextval('t.first'), 1);" >"$work/first.sql"
echo "select t.raw_insert(nextval('t.second'), 2);" >"$work/raw.sql"
tps() { # prints what pgbench says when it fails
    "$bin/pgbench" -n -M prepared -c "$clients" -j 2 -T "$seconds" "$@" bench >"$work/out" 2>&1 || { cat "$work/out" >&2; return 1; }
    sed -n 's/^tps = \([0-9]*\).*/\1/p' "$work/out"
}
tps -U postgres -f "$work/first.sql" -T $((3 * seconds)) >/dev/null
raw1=$(tps -U postgres -f "$work/raw.sql")
act=$(tps -U tilsagn_agency -f "$work/act.sql")
raw2=$(tps -U postgres -f "$work/raw.sql")
raw=$(((raw1 + raw2) / 2))
echo "$clients clients, 100 streams: raw $raw/s ($raw1, $raw2), act $act/s, ratio $(awk "BEGIN { printf \"%.2f\", $act / $raw }")"

# The auditors' reads over many entries.
have=$(run -c 'select count(*) from ledger.entry')
[ "$have" -ge "$entries" ] || "$bin/pgbench" -n -M prepared -U tilsagn_agency -c 8 -j 2 -t $(((entries - have) / 8 + 1)) -f "$work/act.sql" bench >/dev/null 2>&1
run -c 'analyze' >/dev/null
run -f "$here/../sql/lib/reseal.sql"
auditor=$(run -c "select person from t.people where name = 'auditor-1'")
echo "entries: $(run -c 'select count(*) from ledger.entry')"
as_auditor() { run -U tilsagn_agency -c 'begin' -c "set local tilsagn.person = '$auditor'" \
    -c "set local tilsagn.reader = '- $(printf '0%.0s' {1..64}) $(printf '0%.0s' {1..32}) bench'" "$@"; }
middle=$(run -c "select ledger.rfc3339(at) from ledger.entry order by entry offset (select count(*) / 2 from ledger.entry) limit 1")
for filter in '{}' '{"kind":"confirm"}' "{\"person\":$person}" '{"organisation":"20000001"}' '{"stream":"grant:7"}' '{"call":"x"}' \
    "{\"from\":\"$middle\"}" "{\"to\":\"$middle\",\"kind\":\"test_post\"}" '{"amount_min_ore":2}' '{"amount_min_ore":1,"amount_max_ore":1,"call":"x"}'; do
    ms=$(as_auditor -c "select length(read.entries('$filter', null, 50))" -c '\timing on' -c "select length(read.entries('$filter', null, 50))" \
        | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p')
    echo "read.entries $filter: $ms ms"
done
ms=$(as_auditor -c '\timing on' -c "select count(*), sum(amount_ore) from read.entries_rows(read.entries_export('{}'), 2000000000)" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p')
echo "read.entries_export of all: $ms ms"
time "$sql/check" --db bench --quiet || true
