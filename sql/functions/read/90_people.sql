-- SPDX-License-Identifier: EUPL-1.2
-- People, organisations and requests for access, for those who answer for them.

create or replace function read.assert_overseer() returns void
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    if not identity.i_oversee() then
        perform ledger.fail('LG401', 'only administrators, auditors and managers review access');
    end if;
end
$body$;
comment on function read.assert_overseer() is 'LG401 unless the current person reviews access here.';
revoke all on function read.assert_overseer() from public;

create or replace function read.card_roles(p_person bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(json_build_object('role', r.role, 'since', ledger.rfc3339(identity.register_at(r.entry)),
        'until', to_char(r.until, 'YYYY-MM-DD'),
        'deputy_for', case when r.deputy_for is not null then json_build_object('person', r.deputy_for,
            'name', (select p.name from portal.person p where p.person = r.deputy_for)) end) order by r.role), '[]')
    from portal.role_held r where r.person = p_person and r.held
$body$;
comment on function read.card_roles(bigint) is 'Roles a person holds today, since when, until when, for whom.';
revoke all on function read.card_roles(bigint) from public;

create or replace function read.card_flags(p_person bigint, p_now timestamptz) returns text[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select array_remove(array[
        case when coalesce(greatest(c.last_act, c.last_seen), identity.register_at(c.entry))
                  < p_now - interval '90 days' then 'unused' end,
        case when exists (select from portal.role_held r where r.person = c.person and r.held
                          and r.until <= identity.today() + 30) then 'deputy_ending' end,
        case when (select count(distinct r.role) from portal.role_held r join portal.card o on o.person = r.person
                   where r.held and o.human = c.human) > 1 then 'many_roles' end,
        case when c.blocked then 'blocked' end,
        case when not exists (select from portal.role_held r where r.person = c.person and r.held)
             then 'no_role' end], null)
    from portal.card c where c.person = p_person
$body$;
comment on function read.card_flags(bigint, timestamptz) is 'What a review should look at in a person.';
revoke all on function read.card_flags(bigint, timestamptz) from public;

create or replace function read.card_json(p_person bigint, p_now timestamptz) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('person', c.person, 'human', c.human, 'name', c.name,
        'organisation', read.organisation(c.organisation), 'unit', c.unit, 'profile', c.profile,
        'roles', read.card_roles(c.person), 'blocked', c.blocked,
        'last_act', ledger.rfc3339(c.last_act), 'last_seen', ledger.rfc3339(c.last_seen),
        'cards', (select count(*) from portal.card o where o.human = c.human),
        'flags', to_json(read.card_flags(c.person, p_now)))
    from portal.card c where c.person = p_person
$body$;
comment on function read.card_json(bigint, timestamptz) is 'A person as the access review shows them.';
revoke all on function read.card_json(bigint, timestamptz) from public;

create or replace function read.page_start(p_cursor text) returns int
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    if coalesce(p_cursor, '0') !~ '^(0|[1-9][0-9]{0,6})$' then
        perform ledger.fail('LG101', 'malformed cursor');
    end if;
    return coalesce(p_cursor, '0')::int;
end
$body$;
comment on function read.page_start(text) is 'Where a page of a short list begins; LG101.';
revoke all on function read.page_start(text) from public;

create or replace function read.people(p_filter text, p_cursor text, p_limit int) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter json := read.filter_text(p_filter, array['organisation', 'role', 'unit', 'name', 'flag']);
    v_start  int := read.page_start(p_cursor);
    v_limit  int := least(greatest(coalesce(p_limit, 50), 1), 200);
    v_now    timestamptz := ledger.clock();
    v_people json;
    v_count  bigint;
begin
    perform read.assert_overseer();
    with found as materialized (
        select c.person, c.organisation, c.name from portal.card c
        where (v_filter ->> 'organisation' is null or c.organisation = v_filter ->> 'organisation')
          and (v_filter ->> 'unit' is null or c.unit = v_filter ->> 'unit')
          and (v_filter ->> 'name' is null or strpos(lower(c.name), lower(v_filter ->> 'name')) > 0)
          and (v_filter ->> 'role' is null or exists (
               select from portal.role_held r where r.person = c.person and r.held and r.role = v_filter ->> 'role'))
          and (v_filter ->> 'flag' is null or v_filter ->> 'flag' = any (read.card_flags(c.person, v_now))))
    select (select count(*) from found),
           (select json_agg(read.card_json(p.person, v_now) order by p.n)
            from (select f.person, row_number() over (order by f.organisation, f.name, f.person) as n
                  from found f order by n offset v_start limit v_limit) p)
    into v_count, v_people;
    return read.seen_people('people', p_filter, json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
        'people', coalesce(v_people, '[]'),
        'next', case when v_start + v_limit < v_count then (v_start + v_limit)::text end,
        'total_count', v_count)::text);
end
$body$;
comment on function read.people(text, text, int) is
    'A page of persons by organisation and name; filter {organisation, role, unit, name, flag}. LG401, LG101.';
revoke all on function read.people(text, text, int) from public;

create or replace function read.person_actions(p_person bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(a.act order by a.n), '[]')
    from portal.card c, portal.person me, lateral (values
        (1, 'block', identity.i_hold('administrator') and not c.blocked),
        (2, 'propose', identity.i_hold('administrator') and me.human <> c.human),
        (3, 'change_role', identity.i_hold('management') and me.human <> c.human),
        (4, 'set_unit', identity.i_hold('management'))) a(n, act, may)
    where c.person = p_person and me.person = ledger.current_person() and a.may
$body$;
comment on function read.person_actions(bigint) is 'What the current person can decide about a person now.';
revoke all on function read.person_actions(bigint) from public;

create or replace function read.enrolled(p_person bigint) returns text
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$
    select read.seen_people('enrolled', 'person:' || c.person, (read.card_json(c.person, t.now)::jsonb || jsonb_build_object(
        'now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'serial_number', c.serial_number,
        'cards_list', (select jsonb_agg(jsonb_build_object('person', o.person,
            'organisation', read.organisation(o.organisation), 'profile', o.profile,
            'roles', read.card_roles(o.person)) order by o.person) from portal.card o where o.human = c.human),
        'certificates', (select coalesce(jsonb_agg(jsonb_build_object('certificate', s.certificate,
            'first_seen', ledger.rfc3339(s.first_at), 'last_seen', ledger.rfc3339(s.last_at),
            'blocked', s.blocked) order by s.last_at desc), '[]') from portal.certificate s where s.person = c.person),
        'history', (select coalesce(jsonb_agg(jsonb_build_object('entry', e.entry,
            'at', ledger.rfc3339(identity.register_at(e.entry)), 'what', e.what, 'role', e.role,
            'until', to_char(e.until, 'YYYY-MM-DD'), 'deputy_for', e.deputy_for, 'unit', e.unit)
            order by e.entry desc, e.what, e.role), '[]') from portal.person_event e where e.person = c.person),
        'actions', read.person_actions(c.person)))::text)
    from portal.card c, (select ledger.clock() as now) t
    where c.person = p_person
$body$;
comment on function read.enrolled(bigint) is 'One person with all cards, certificates and decisions; NULL when not visible.';
revoke all on function read.enrolled(bigint) from public;

create or replace function read.similar(p_name text, p_human bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(json_build_object('person', c.person, 'name', c.name,
               'organisation', read.organisation(c.organisation)) order by c.person), '[]')
    from portal.card c
    where identity.name_key(c.name) = identity.name_key(p_name) and c.human is distinct from p_human
$body$;
comment on function read.similar(text, bigint) is 'Other humans of a similar name, as far as they are visible.';
revoke all on function read.similar(text, bigint) from public;

create or replace function read.access_requests() returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := ledger.clock();
begin
    perform read.assert_overseer();
    return read.seen_people('access_requests', null, (
        select json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
            'requests', coalesce(json_agg(json_build_object('request', r.request, 'at', ledger.rfc3339(r.at),
                'lapses', ledger.rfc3339(r.at + interval '30 days'), 'profile', r.profile,
                'serial_number', r.serial_number, 'certificate', r.certificate, 'name', r.name, 'unit', r.unit,
                'organisation', read.organisation(r.organisation),
                'first', not exists (select from portal.card c where c.organisation = r.organisation),
                'similar', read.similar(r.name, null), 'proof', r.proof,
                'actions', case when identity.i_hold('management') then '["grant_access","refuse_access"]'::json
                                when identity.i_hold('administrator') then '["propose","refuse_access"]'
                                else '[]' end) order by r.at, r.request), '[]'))::text
        from portal.access_request r));
end
$body$;
comment on function read.access_requests() is 'Open requests for access, oldest first; LG401.';
revoke all on function read.access_requests() from public;

create or replace function read.organisations(p_filter text, p_cursor text, p_limit int) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter json := read.filter_text(p_filter, array['kind', 'region', 'name', 'without_manager']);
    v_start  int := read.page_start(p_cursor);
    v_limit  int := least(greatest(coalesce(p_limit, 50), 1), 200);
    v_now    timestamptz := ledger.clock();
    v_list   json;
    v_count  bigint;
begin
    perform read.assert_overseer();
    with found as materialized (
        select o.organisation, o.name, o.kind, o.region, n.people, n.managers
        from portal.organisation o,
             lateral (select count(distinct c.person) as people,
                             count(distinct c.person) filter (where r.role = 'management') as managers
                      from portal.card c left join portal.role_held r on r.person = c.person and r.held
                      where c.organisation = o.organisation) n
        where (v_filter ->> 'kind' is null or o.kind = v_filter ->> 'kind')
          and (v_filter ->> 'region' is null or o.region = v_filter ->> 'region')
          and (v_filter ->> 'name' is null or strpos(lower(o.name), lower(v_filter ->> 'name')) > 0
               or o.organisation = v_filter ->> 'name')
          and (v_filter ->> 'without_manager' is null
               or n.managers = 0 and o.kind in ('municipality', 'region')))
    select (select count(*) from found),
           (select json_agg(json_build_object('cvr', p.organisation, 'name', p.name, 'kind', p.kind,
                'region', p.region, 'people', p.people, 'managers', p.managers) order by p.name, p.organisation)
            from (select * from found f order by f.name, f.organisation offset v_start limit v_limit) p)
    into v_count, v_list;
    return json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
        'organisations', coalesce(v_list, '[]'),
        'next', case when v_start + v_limit < v_count then (v_start + v_limit)::text end,
        'total_count', v_count)::text;
end
$body$;
comment on function read.organisations(text, text, int) is
    'A page of the register by name; filter {kind, region, name, without_manager}. LG401, LG101.';
revoke all on function read.organisations(text, text, int) from public;

create or replace function read.units() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
        'mine', ledger.current_unit(),
        'units', (select coalesce(json_agg(json_build_object('unit', u.unit, 'people', u.people) order by u.unit), '[]')
                  from (select c.unit, count(*) as people from portal.card c where c.unit is not null group by c.unit) u))::text
    from (select ledger.clock() as now) t
$body$;
comment on function read.units() is 'The own unit, and for managers the units of the organisation with how many belong to each.';
revoke all on function read.units() from public;

create or replace function read.notice() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
                             'notice', identity.notice())::text
    from (select ledger.clock() as now) t
$body$;
comment on function read.notice() is 'What every page and answer must tell now, or null.';
revoke all on function read.notice() from public;
