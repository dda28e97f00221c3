-- SPDX-License-Identifier: EUPL-1.2
-- The auditors' list. A filter becomes a condition with only the members given, so that the planner
-- chooses the index for just these: one query with "or $1 is null" would always read everything.

create or replace function read.assert_auditor() returns void
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    if session_user <> 'tilsagn_agency' or not identity.i_hold('auditor') then
        perform ledger.fail('LG401', 'only auditors read the entries');
    end if;
end
$body$;
comment on function read.assert_auditor() is 'LG401 unless the agency pool reads for a person with the role auditor.';
revoke all on function read.assert_auditor() from public;

create or replace function read.entry_condition(p_filter text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter    json := read.filter_object(p_filter);
    v_condition text := 'true';
    v           record;
begin
    for v in select e.key, e.value #>> '{}' as value, json_typeof(e.value) as type from json_each(v_filter) e loop
        continue when v.type = 'null';
        if v.key in ('kind', 'organisation', 'call', 'stream') and v.type = 'string' and length(v.value) <= 100 then
            v_condition := v_condition || format(' and e.%I = %L', v.key, v.value);
        elsif v.key = 'person' and v.value ~ '^[1-9][0-9]{0,17}$' then
            v_condition := v_condition || format(' and e.person = %L::bigint', v.value);
        elsif v.key in ('amount_min_ore', 'amount_max_ore') and v.value ~ '^(0|[1-9][0-9]{0,17})$' then
            v_condition := v_condition || format(' and e.amount_ore %s %L::bigint',
                case v.key when 'amount_min_ore' then '>=' else '<=' end, v.value);
        elsif v.key in ('from', 'to') then
            v_condition := v_condition || read.filter_instant('e.at', v.key, v.value);
        else
            perform ledger.fail('LG101', 'malformed filter: ' || v.key);
        end if;
    end loop;
    return v_condition;
end
$body$;
comment on function read.entry_condition(text) is
    'SQL condition of a filter {kind, person, organisation, from, to, amount_min_ore, amount_max_ore, call, '
    'stream}; from is included, to is not; LG101.';
revoke all on function read.entry_condition(text) from public;

create or replace function read.entries_of(p_filter text, p_before bigint, p_limit int)
    returns table (entry bigint, amount_ore bigint)
    language plpgsql stable set search_path = pg_catalog, pg_temp
    set enable_bitmapscan = off as -- a bitmap reads whatever fits before its first row comes
$body$
-- The condition is read.entry_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false
declare
    v_filter    json := read.filter_object(p_filter);
    v_condition text := read.entry_condition(p_filter);
    v_bounds    record;
    v_below     bigint;
    v_above     bigint;
    v_window    bigint := 2048;
    v_left      int    := p_limit;
begin
    -- The newest entries first and eight times as many each time: what is common is found at once, what is rare by its own
    -- index in the last and largest. The planner does not know how little row security hides; asked for all at
    -- once, it reads and sorts the record.
    v_bounds := ledger.entry_bounds((v_filter ->> 'from')::timestamptz, (v_filter ->> 'to')::timestamptz);
    v_below := least(v_bounds.below, p_before);
    while v_left > 0 and v_below > v_bounds.above + 1 loop
        v_above := greatest(v_bounds.above, v_below - v_window - 1);
        for entry, amount_ore in execute format('select e.entry, e.amount_ore from portal.record_newest e
            where %s and e.entry > %L::bigint and e.entry < %L::bigint order by e.entry desc limit %L::int',
            v_condition, v_above, v_below, v_left) loop
            return next;
            v_left := v_left - 1;
        end loop;
        v_below := v_above + 1;
        v_window := v_window * 8;
    end loop;
end
$body$;
comment on function read.entries_of(text, bigint, int) is 'The newest entries of a filter before one, newest first; LG101.';
revoke all on function read.entries_of(text, bigint, int) from public;

create or replace function read.entries(p_filter text, p_cursor text, p_limit int) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    k_counted constant int    := 2000; -- as many as are counted while somebody waits
    k_last    constant bigint := 9223372036854775807;
    v_all     bigint[];
    v_amount  numeric;
    v_page    bigint[];
    v_entries json;
    v_last    bigint;
    v_rows    bigint;
    v_cases   bigint[];
    v_limit   int := coalesce(p_limit, 50);
    v_now     timestamptz := ledger.clock();
begin
    perform read.assert_auditor();
    if v_limit not between 1 and 200 or p_cursor <> '' and p_cursor !~ '^[1-9][0-9]{0,17}$' then
        perform ledger.fail('LG101', 'malformed cursor or limit');
    end if;
    select coalesce(array_agg(e.entry order by e.entry desc), '{}'), coalesce(sum(e.amount_ore), 0) into v_all, v_amount
    from read.entries_of(p_filter, k_last, k_counted + 1) e;
    if coalesce(p_cursor, '') = '' then
        v_page := v_all[1:v_limit];
    else
        v_page := array(select e.entry from read.entries_of(p_filter, p_cursor::bigint, v_limit) e);
    end if;
    select json_agg(json_build_object('entry', e.entry, 'stream', e.stream, 'version', e.version,
               'kind', e.kind, 'at', ledger.rfc3339(e.at), 'at_us', ledger.micros(e.at),
               'effective', to_char(e.effective::timestamp, 'YYYY-MM-DD'),
               'received', ledger.rfc3339(e.received),
               'person', case when e.person is not null then json_build_object('person', e.person,
                    'human', e.human, 'name', p.name, 'organisation', e.organisation) end,
               'role', e.role, 'call', e.call, 'amount_ore', e.amount_ore,
               'leaf_hash', encode(e.leaf_hash, 'hex')) order by e.entry desc),
           min(e.entry), count(*),
           array_agg(distinct substr(e.stream, 7)::bigint) filter (where e.stream ~ '^grant:[0-9]{1,18}$')
    into v_entries, v_last, v_rows, v_cases
    from portal.record e left join portal.person p on p.person = e.person
    where e.entry = any (v_page);
    perform identity.log_read('entries', 'list', null, v_cases, p_filter);
    return json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
        'entries', coalesce(v_entries, '[]'),
        'next', case when v_rows = v_limit then v_last::text end,
        'total_count', case when cardinality(v_all) <= k_counted then cardinality(v_all) end,
        'total_amount_ore', case when cardinality(v_all) <= k_counted then v_amount end)::text;
end
$body$;
comment on function read.entries(text, text, int) is
    'A page of entries, newest first, with count and amount of the whole filter, both null when more than 2,000 fit; '
    'LG401 for others than auditors.';
revoke all on function read.entries(text, text, int) from public;
