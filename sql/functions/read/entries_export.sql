-- SPDX-License-Identifier: EUPL-1.2
-- Every entry of a filter as a file of any size: begun and logged by one call, then fetched from a cursor some rows at
-- a time, so that neither server nor worker holds more than those.

create or replace function read.entries_export(p_filter text) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform read.assert_auditor();
    perform read.entry_condition(p_filter); -- LG101 before anything goes out
    return identity.begin_export('entries_export', 'export', p_filter); -- its log_read() is the look-up
end
$body$;
comment on function read.entries_export(text) is
    'Begins and logs the export of a filter''s entries; its number is for read.entries_rows() once this is committed. '
    'LG101, LG601; LG401 for others than auditors.';
revoke all on function read.entries_export(text) from public;

-- Stable: it changes nothing but where its own transaction stands.
create or replace function read.entries_rows(p_export bigint, p_limit int)
    returns table (entry bigint, stream text, version int, kind text, at text, effective text,
                   received text, person bigint, human bigint, organisation text, role text, call text,
                   amount_ore bigint, leaf_hash text)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
-- The condition is read.entry_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false, extra_warnings = false
declare
    v_rows refcursor := ('entries_' || p_export)::refcursor;
begin
    perform read.assert_auditor();
    if not exists (select from pg_cursors c where c.name = 'entries_' || p_export) then
        open v_rows for execute
            'select e.entry, e.stream, e.version, e.kind, ledger.rfc3339(e.at), '
            'to_char(e.effective::timestamp, ''YYYY-MM-DD''), ledger.rfc3339(e.received), e.person, e.human, '
            'e.organisation, e.role, e.call, e.amount_ore, encode(e.leaf_hash, ''hex'') '
            'from portal.record e where ' || read.entry_condition(identity.hold_export(p_export, 'entries_export'))
            || ' order by e.entry';
    end if;
    for i in 1 .. p_limit loop
        fetch v_rows into entry, stream, version, kind, at, effective, received, person, human, organisation, role, call,
            amount_ore, leaf_hash;
        exit when not found;
        return next;
    end loop;
end
$body$;
comment on function read.entries_rows(bigint, int) is
    'The next rows of an export, oldest first, pseudonymous, of the snapshot of the first call; the sum of amount_ore is '
    'the page''s total. Fewer than asked for: it is the end. LG301, LG601; LG401 for others than auditors.';
revoke all on function read.entries_rows(bigint, int) from public;
