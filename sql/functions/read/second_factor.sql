-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.own_factor_json() returns json
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'proposal', f.proposal, 'state', coalesce(f.state, 'none'), 'seeded', s.proposal is not null,
        'locked_until', case when s.locked_until > identity.real_time() then ledger.rfc3339(s.locked_until) end)
    from ledger.clock() c(now)
    left join identity.factor_now(identity.own_person()) f on f.state <> 'none'
    left join identity.factor_secret s on s.proposal = f.proposal
$body$;
comment on function identity.own_factor_json() is 'What the current person may know of their own factor: not the seed.';
revoke all on function identity.own_factor_json() from public;

create or replace function read.second_factor() returns text
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$select identity.own_factor_json()::text$body$;
comment on function read.second_factor() is 'The current person''s second factor: none, open or active.';
revoke all on function read.second_factor() from public;

create or replace function identity.factor_brief(p_person bigint) returns json
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('state', coalesce(f.state, 'none'), 'roles', to_json(r.roles),
        'needed', exists (select from rights.act a where a.needs_second_factor
                          and a.act <> 'activate_factor' and a.role = any (r.roles)))
    from (select identity.roles(p_person) as roles) r left join identity.factor_now(p_person) f on true
$body$;
comment on function identity.factor_brief(bigint) is
    'State of a person''s factor, the roles held, and whether one of them has an act that needs a factor.';
revoke all on function identity.factor_brief(bigint) from public;

create or replace function identity.factor_admin() returns boolean
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$select coalesce(identity.holds_role(ledger.current_person(), 'administrator'), false)$body$;
comment on function identity.factor_admin() is 'Whether the current person decides about second factors.';
revoke all on function identity.factor_admin() from public;

create or replace function read.factor_persons(p_query text) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(json_build_object('person', x.person, 'name', x.name,
        'organisation', json_build_object('cvr', x.organisation, 'name', x.organisation_name),
        'roles', x.brief -> 'roles', 'state', x.brief -> 'state') order by x.done, x.name, x.person), '[]')
    from (select p.person, p.name, p.organisation, o.name as organisation_name, b as brief,
                 b ->> 'state' = 'active' as done
          from portal.person p join portal.organisation o on o.organisation = p.organisation
          cross join lateral identity.factor_brief(p.person) b
          where case when p_query = '' then (b ->> 'needed')::boolean
                     else strpos(lower(p.name), lower(p_query)) > 0 or p.organisation = p_query
                          or strpos(lower(o.name), lower(p_query)) > 0 end
          order by done, p.name, p.person limit 100) x
$body$;
comment on function read.factor_persons(text) is
    'Persons whose name, organisation or CVR fits; without a query those whose roles need a factor. At most 100.';
revoke all on function read.factor_persons(text) from public;

create or replace function read.second_factors(p_query text) returns text
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$
    select read.seen_people('second_factors', p_query, json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'query', p_query,
        'proposals', coalesce((
            select json_agg(json_build_object('proposal', p.proposal, 'change', p.change,
                'person', p.person, 'name', n.name, 'organisation', n.organisation,
                'proposed_by', p.proposed_by, 'at', ledger.rfc3339(p.at),
                'actions', case when p.human <> m.human and n.human <> m.human
                                then json_build_array('confirm_factor') else '[]' end) order by p.proposal)
            from portal.factor_proposal p
            join portal.person n on n.person = p.person
            where p.at > c.now - interval '14 days'), '[]'),
        'people', read.factor_persons(p_query))::text)
    from ledger.clock() c(now), portal.person m
    where m.person = ledger.current_person() and identity.factor_admin()
$body$;
comment on function read.second_factors(text) is
    'For administrators: proposals that wait for a second one, and people with the state of their factor.';
revoke all on function read.second_factors(text) from public;
