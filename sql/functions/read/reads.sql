-- SPDX-License-Identifier: EUPL-1.2
-- Who looked at which case: for auditors, one of whom is the agency's data protection officer. Looking here
-- is a read like any other, and logged.

create or replace function read.reads_condition(p_filter text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter    json := read.filter_object(p_filter);
    v_condition text := 'true';
    v_wide      text;
    v           record;
begin
    for v in select e.key, e.value #>> '{}' as value, json_typeof(e.value) as type from json_each(v_filter) e loop
        continue when v.type = 'null';
        if v.key = 'application' and v.value ~ '^[1-9][0-9]{0,17}$' then
            -- Lists of the case's call and whole exports may have shown it; named only when asked for.
            v_wide := case when v_filter ->> 'wide' = 'true' then format(
                ' or l.application is null and l.applications is null and (l.scope = ''export'' or l.scope = ''list'' '
                'and (l.subject is null or l.subject not like ''call:%%'' or l.subject = ''call:'' || (select a.call '
                'from portal.application a where a.application = %L::bigint)))', v.value) else '' end;
            v_condition := v_condition || format(
                ' and (l.application = %L::bigint or l.applications @> array[%L::bigint]%s)', v.value, v.value, v_wide);
        elsif v.key = 'wide' and v.type = 'boolean' then
            continue; -- taken with the case
        elsif v.key = 'who' and v.type = 'string' and v.value ~ '^[1-9][0-9]{0,17}$' then
            v_condition := v_condition || format(' and l.person = %L::bigint', v.value);
        elsif v.key = 'who' and v.type = 'string' and v.value ~ '^[hp][0-9a-f]{16}$' then
            v_condition := v_condition || format(' and %L in (l.pseudonym, l.human_pseudonym)', v.value);
        elsif v.key = 'who' and v.type = 'string' and length(v.value) between 1 and 100 then
            v_condition := v_condition || format(
                ' and l.person in (select p.person from portal.person p where strpos(lower(p.name), lower(%L)) > 0)',
                v.value);
        elsif v.key = 'organisation' and v.type = 'string' and v.value ~ '^[0-9]{8}$' then
            v_condition := v_condition || format(' and l.organisation = %L', v.value);
        elsif v.key = 'about' and v.value ~ '^[1-9][0-9]{0,17}$' then
            v_condition := v_condition || format(' and l.scope = ''person'' and l.subject = %L', 'person:' || v.value);
        elsif v.key = 'scope' and v.value in ('case', 'list', 'export', 'record', 'log', 'person') then
            v_condition := v_condition || format(' and l.scope = %L', v.value);
        elsif v.key in ('from', 'to') then
            v_condition := v_condition || read.filter_instant('l.at', v.key, v.value);
        else
            perform ledger.fail('LG101', 'malformed filter: ' || v.key);
        end if;
    end loop;
    return v_condition;
end
$body$;
comment on function read.reads_condition(text) is
    'SQL condition of a filter {application, wide, who, about, organisation, scope, from, to}; who is a person''s number, '
    'a pseudonym or part of a name; about the number of the person looked up; from is included, to is not; LG101.';
revoke all on function read.reads_condition(text) from public;

create or replace function read.reads(p_filter text, p_cursor text, p_limit int) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
-- The condition is read.reads_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false
declare
    k_counted constant int := 2000; -- as many as are counted while somebody waits
    v_condition text;
    v_reads     json;
    v_last      bigint;
    v_rows      bigint;
    v_count     bigint;
    v_limit     int := coalesce(p_limit, 50);
    v_now       timestamptz := ledger.clock();
begin
    perform read.assert_auditor();
    if v_limit not between 1 and 200 or p_cursor <> '' and p_cursor !~ '^[1-9][0-9]{0,17}$' then
        perform ledger.fail('LG101', 'malformed cursor or limit');
    end if;
    v_condition := read.reads_condition(p_filter);
    execute format($query$
        select json_agg(json_build_object('read', r.read, 'at', ledger.rfc3339(r.at), 'at_us', ledger.micros(r.at),
                   'person', json_build_object('person', r.person, 'human', r.human, 'name', r.name,
                        'organisation', r.organisation, 'pseudonym', r.pseudonym),
                   'role', r.role, 'what', r.what, 'scope', r.scope,
                   'application', r.application, 'applications', to_json(r.applications), 'subject', r.subject,
                   'route', r.route, 'request', r.request, 'certificate', r.certificate) order by r.read desc),
               min(r.read), count(*)
        from (select * from portal.read_log l where %s and l.read < %L::bigint
              order by l.read desc limit %s) r$query$,
        v_condition, coalesce(nullif(p_cursor, ''), '9223372036854775807'), v_limit)
    into v_reads, v_last, v_rows;
    execute format('select count(*) from (select from portal.read_log l where %s limit %s) r', v_condition, k_counted + 1)
    into v_count;
    perform identity.log_read('reads', 'log', null, null, p_filter);
    return json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
        'reads', coalesce(v_reads, '[]'), 'next', case when v_rows = v_limit then v_last::text end,
        'total_count', case when v_count <= k_counted then v_count end)::text;
end
$body$;
comment on function read.reads(text, text, int) is
    'A page of the read log, newest first, itself logged, with the count of the whole filter, null when more than 2,000 '
    'fit; LG401 for others than auditors.';
revoke all on function read.reads(text, text, int) from public;

create or replace function read.reads_export(p_filter text) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform read.assert_auditor();
    perform read.reads_condition(p_filter); -- LG101 before anything goes out
    return identity.begin_export('reads_export', 'log', p_filter); -- its log_read() is the look-up
end
$body$;
comment on function read.reads_export(text) is
    'Begins and logs, as a read of the log, the export of a filter''s look-ups; as read.entries_export().';
revoke all on function read.reads_export(text) from public;

-- Stable: it changes nothing but where its own transaction stands.
create or replace function read.reads_rows(p_export bigint, p_limit int)
    returns table (read bigint, at text, person bigint, pseudonym text, name text, organisation text, role text,
                   what text, scope text, applications text, subject text, route text)
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
-- The condition is read.reads_condition()'s, where every value went through format('%L').
-- @plpgsql_check_options: security_warnings = false, extra_warnings = false
declare
    v_rows refcursor := ('reads_' || p_export)::refcursor;
begin
    perform read.assert_auditor();
    if not exists (select from pg_cursors c where c.name = 'reads_' || p_export) then
        open v_rows for execute
            'select l.read, ledger.rfc3339(l.at), l.person, l.pseudonym, l.name, l.organisation, l.role, l.what, '
            'l.scope, coalesce(l.application::text, array_to_string(l.applications, '' '')), l.subject, l.route '
            'from portal.read_log l where ' || read.reads_condition(identity.hold_export(p_export, 'reads_export'))
            || ' order by l.read';
    end if;
    for i in 1 .. p_limit loop
        fetch v_rows into read, at, person, pseudonym, name, organisation, role, what, scope, applications, subject, route;
        exit when not found;
        return next;
    end loop;
end
$body$;
comment on function read.reads_rows(bigint, int) is
    'The next look-ups of an export, oldest first, with names; as read.entries_rows().';
revoke all on function read.reads_rows(bigint, int) from public;
