-- SPDX-License-Identifier: EUPL-1.2
-- Submissions that we answered with 5xx: noted from nginx's log by the sequencer, listed on the call's page.

create or replace function grants.note_failed(p_lines text, out noted bigint, out unreadable bigint)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    k_line   constant text := '^([0-9]{9,11}\.[0-9]{3}) ([0-9a-f]{32}) ([0-9]{1,15}) (5[0-9]{2}) '
        '([0-9]{1,9}\.[0-9]{3}) (-|[0-9]{1,12}) (-|[0-9A-F]{1,64}) (-|[0-9a-f]{40}) (?:([0-9]{1,9}\.[0-9]{3})|-)';
    k_second constant interval := interval '1 second';
begin
    with line as (
        select regexp_match(t.line, k_line) as m
        from string_to_table(p_lines, E'\n') t(line) where t.line <> ''
    ), read as (
        select l.m[2] as request, l.m[3]::bigint as application, l.m[4]::smallint as status,
               to_timestamp(l.m[1]::numeric) + ledger.clock_offset_us() * interval '1 microsecond' as answered,
               l.m[5]::numeric as whole_s, least(coalesce(l.m[9]::numeric, 0), l.m[5]::numeric) as answering_s,
               nullif(l.m[6], '-')::bigint as length, session.serial_number(l.m[7]) as serial,
               nullif(l.m[8], '-') as fingerprint
        from line l where l.m is not null
    ), target as materialized ( -- locked, so that no draft goes whose attempt is being noted
        select d.application, d.call from draft.application d
        where d.application in (select r.application from read r) order by d.application for key share
    ), added as (
        insert into grants.failed_submission (request, call, application, status, began, received, answered,
                                              length, person, serial, fingerprint, noted)
        select r.request, d.call, r.application, r.status, r.answered - r.whole_s::float8 * k_second,
               r.answered - r.answering_s::float8 * k_second, r.answered, r.length,
               (select min(s.person) from identity.seen s where s.serial = r.serial
                having count(distinct s.person) = 1),
               r.serial, r.fingerprint, ledger.clock()
        from read r
        join target d on d.application = r.application
        join grants.call c on c.call = d.call
        on conflict (request) do nothing
        returning 1
    )
    select (select count(*) from added), (select count(*) from line l where l.m is null)
    into noted, unreadable;
end
$body$;
comment on function grants.note_failed(text) is
    'Notes lines of nginx''s log of failed submissions, each once: how many were new, and how many are no such line. '
    'Attempts on an application that does not exist belong to no call and are left out.';
revoke all on function grants.note_failed(text) from public;

create or replace function grants.failed_count(p_call text) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select count(*) from grants.failed_submission f where f.call = p_call
$body$;
comment on function grants.failed_count(text) is 'How many attempts to submit to the call were answered with 5xx.';
revoke all on function grants.failed_count(text) from public;

create or replace function grants.failed_listed(p_call text)
    returns table (n bigint, application bigint, status smallint, received timestamptz, answered timestamptz,
                   length bigint, person bigint, fingerprint text, own boolean)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select row_number() over (order by f.received, f.request), f.application, f.status, f.received, f.answered,
           f.length, f.person, f.fingerprint, f.own
    from (select x.*, coalesce(p.organisation = d.organisation, false) as own
          from grants.failed_submission x
          left join identity.person p on p.person = x.person
          left join draft.application d on d.application = x.application
          where x.call = p_call
          order by own desc, x.received, x.request limit 500) f
$body$;
comment on function grants.failed_listed(text) is
    'The first 500 of them in the order of receipt; those by the applicant''s own people before any that strangers sent.';
revoke all on function grants.failed_listed(text) from public;
