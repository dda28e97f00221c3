-- SPDX-License-Identifier: EUPL-1.2
-- What every account stood at: now, at the end of a day in Denmark, or when the log had so many entries.

create or replace function read.balance_condition(p_filter text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter    json := read.filter_object(p_filter);
    v_at        text;
    v_account   text := '';
    v_zero      boolean := false;
    v           record;
begin
    for v in select e.key, e.value #>> '{}' as value, json_typeof(e.value) as type from json_each(v_filter) e loop
        continue when v.type = 'null';
        if v.key = 'to' and v_at is null then
            v_at := read.filter_instant('b.at', 'to', v.value)
                || format(' and (b.at_next >= %L::timestamptz or b.at_next is null)', v.value);
        elsif v.key = 'size' and v_at is null and v.value ~ '^(0|[1-9][0-9]{0,17})$' then
            v_at := format(' and b.leaf_index < %1$L::bigint and (b.leaf_index_next >= %1$L::bigint or b.leaf_index_next is null)',
                           v.value);
        elsif v.key = 'account' and v.type = 'string' and length(v.value) <= 100 then
            v_account := format(' and starts_with(b.account, %L)', v.value);
        elsif v.key = 'zero' and v.type = 'boolean' then
            v_zero := v.value::boolean;
        else
            perform ledger.fail('LG101', 'malformed filter: ' || v.key);
        end if;
    end loop;
    return 'true' || coalesce(v_at, ' and b.at_next is null') || v_account || case when v_zero then '' else ' and b.balance_ore <> 0' end;
end
$body$;
comment on function read.balance_condition(text) is
    'SQL condition of a filter {to or size, account, zero}: before the instant to, or when the log had size entries, '
    'otherwise now; account is how its name begins; zero: also accounts that stood at 0. LG101.';
revoke all on function read.balance_condition(text) from public;

create or replace function read.account_balances(p_filter text, p_cursor text, p_limit int) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
-- The condition is read.balance_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false
declare
    v_answer json;
    v_skip   bigint;
    v_limit  int := coalesce(p_limit, 50);
    v_now    timestamptz := ledger.clock();
begin
    perform read.assert_auditor();
    if v_limit not between 1 and 200 or p_cursor <> '' and p_cursor !~ '^[1-9][0-9]{0,17}$' then
        perform ledger.fail('LG101', 'malformed cursor or limit');
    end if;
    v_skip := coalesce(nullif(p_cursor, '')::bigint, 0);
    execute format($query$
        with b as materialized (select b.account, b.account_version, b.entry, b.balance_ore, b.at, b.leaf_index
                                from portal.balance_span b where %s)
        select json_build_object('now', %L::text, 'now_us', %L::bigint,
            'log_size', coalesce((select l.leaf_index + 1 from published.log_leaf l order by l.leaf_index desc limit 1), 0),
            'totals', coalesce((select json_agg(json_build_object('what', t.what, 'accounts', t.n, 'balance_ore', t.ore) order by t.what)
                                from (select substring(b.account from '[^:]*$') as what, count(*) as n, sum(b.balance_ore)::bigint as ore
                                      from b group by 1) t), '[]'),
            'total_count', (select count(*) from b), 'total_ore', (select coalesce(sum(b.balance_ore), 0)::bigint from b),
            'balances', coalesce((select json_agg(json_build_object('account', p.account, 'balance_ore', p.balance_ore,
                    'version', p.account_version, 'entry', p.entry, 'at', ledger.rfc3339(p.at), 'log_index', p.leaf_index)
                    order by p.account collate "C")
                from (select b.* from b order by b.account collate "C" offset %L::bigint limit %L::int) p), '[]'),
            'next', case when (select count(*) from b) > %L::bigint + %L::int then (%L::bigint + %L::int)::text end)
        $query$, read.balance_condition(p_filter), ledger.rfc3339(v_now), ledger.micros(v_now), v_skip, v_limit,
        v_skip, v_limit, v_skip, v_limit)
    into v_answer;
    perform identity.log_read('account_balances', 'list', null, null, p_filter);
    return v_answer::text;
end
$body$;
comment on function read.account_balances(text, text, int) is
    'A page of accounts with what they stood at, by name, the sum of each kind of account, and of all: without account and '
    'zero left out it is 0, because every entry balances. LG401 for others than auditors.';
revoke all on function read.account_balances(text, text, int) from public;

create or replace function read.balances_export(p_filter text) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform read.assert_auditor();
    perform read.balance_condition(p_filter); -- LG101 before anything goes out
    return identity.begin_export('balances_export', 'export', p_filter); -- its log_read() is the look-up
end
$body$;
comment on function read.balances_export(text) is
    'Begins and logs the export of the accounts'' balances; as read.entries_export().';
revoke all on function read.balances_export(text) from public;

-- Stable: it changes nothing but where its own transaction stands.
create or replace function read.balances_rows(p_export bigint, p_limit int)
    returns table (account text, balance_ore bigint, version bigint, entry bigint, at text, log_index bigint)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
-- The condition is read.balance_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false, extra_warnings = false
declare
    v_rows refcursor := ('balances_' || p_export)::refcursor;
begin
    perform read.assert_auditor();
    if not exists (select from pg_cursors c where c.name = 'balances_' || p_export) then
        open v_rows for execute
            'select b.account, b.balance_ore, b.account_version::bigint, b.entry, ledger.rfc3339(b.at), b.leaf_index '
            'from portal.balance_span b where ' || read.balance_condition(identity.hold_export(p_export, 'balances_export'))
            || ' order by b.account collate "C"';
    end if;
    for i in 1 .. p_limit loop
        fetch v_rows into account, balance_ore, version, entry, at, log_index;
        exit when not found;
        return next;
    end loop;
end
$body$;
comment on function read.balances_rows(bigint, int) is
    'The next accounts of an export, by name; as read.entries_rows().';
revoke all on function read.balances_rows(bigint, int) from public;
