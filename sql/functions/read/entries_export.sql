-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.entries_export(p_filter text)
    returns table (entry bigint, stream text, version int, kind text, at text, effective text,
                   received text, person bigint, human bigint, organisation text, role text, call text,
                   amount_ore bigint, leaf_hash text)
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
-- The condition is read.entry_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false, extra_warnings = false
begin
    perform read.assert_auditor();
    perform identity.log_read('entries_export', 'export', null, null, p_filter);
    return query execute
        'select e.entry, e.stream, e.version, e.kind, ledger.rfc3339(e.at), '
        'to_char(e.effective::timestamp, ''YYYY-MM-DD''), ledger.rfc3339(e.received), e.person, e.human, '
        'e.organisation, e.role, e.call, e.amount_ore, encode(e.leaf_hash, ''hex'') '
        'from portal.record e where ' || read.entry_condition(p_filter) || ' order by e.entry';
end
$body$;
comment on function read.entries_export(text) is
    'Every entry of a filter, oldest first, as pseudonymous rows; the sum of amount_ore is the page''s total.';
revoke all on function read.entries_export(text) from public;
