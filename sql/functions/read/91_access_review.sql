-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.access_review() returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := ledger.clock();
begin
    perform read.assert_overseer();
    if session_user <> 'tilsagn_agency' then
        perform ledger.fail('LG401', 'only administrators and auditors review everybody''s access');
    end if;
    return read.seen_people('access_review', null, (
        with people as materialized (
            select c.person, c.human, c.name, c.organisation, c.blocked, read.card_flags(c.person, v_now) as flags,
                   identity.name_key(c.name) as key from portal.card c)
        select json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
            'unused', (select coalesce(json_agg(read.card_json(p.person, v_now) order by p.person), '[]')
                       from people p where 'unused' = any (p.flags) and not 'no_role' = any (p.flags)),
            'deputies_ending', (select coalesce(json_agg(read.card_json(p.person, v_now) order by p.person), '[]')
                                from people p where 'deputy_ending' = any (p.flags)),
            'many_roles', (select coalesce(json_agg(json_build_object('human', h.human, 'persons', h.persons)
                                                    order by h.human), '[]')
                           from (select p.human, json_agg(read.card_json(p.person, v_now) order by p.person) as persons
                                 from people p where 'many_roles' = any (p.flags) group by p.human) h),
            'similar_names', (select coalesce(json_agg(json_build_object('name', s.name, 'persons', s.persons)
                                                       order by s.name), '[]')
                              from (select min(p.name) as name, json_agg(read.card_json(p.person, v_now) order by p.person) as persons
                                    from people p where p.key is not null group by p.key
                                    having count(distinct p.human) > 1) s),
            'same_day', (select coalesce(json_agg(json_build_object('day', to_char(d.day, 'YYYY-MM-DD'),
                             'confirmers', json_build_array(read.person(d.one), read.person(d.other)),
                             'persons', d.persons) order by d.day desc), '[]')
                         from (select e.day, e.one, e.other,
                                      json_agg(read.person(e.person) order by e.person) as persons
                               from portal.enrolment e join people p on p.person = e.person
                               group by e.day, e.one, e.other having count(distinct p.human) > 1) d),
            'without_manager', (select coalesce(json_agg(read.organisation(o.organisation) order by o.name), '[]')
                                from portal.organisation o
                                where exists (select from people p where p.organisation = o.organisation)
                                  and o.kind in ('municipality', 'region')
                                  and not exists (select from portal.role_held r join people p on p.person = r.person
                                                  where p.organisation = o.organisation and r.held
                                                    and r.role = 'management')),
            'role_gaps', identity.role_gaps(),
            'violations', identity.violations(),
            'counts', json_build_object('persons', (select count(*) from people),
                'humans', (select count(distinct p.human) from people p),
                'blocked', (select count(*) from people p where p.blocked),
                'requests', (select count(*) from portal.access_request)))::text));
end
$body$;
comment on function read.access_review() is
    'What administrators and auditors look at: unused, ending, many roles, similar names, enrolments of one day by '
    'one pair, organisations without a manager, roles that too few hold, duties found to meet in one human. LG401.';
revoke all on function read.access_review() from public;
