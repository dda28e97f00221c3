-- SPDX-License-Identifier: EUPL-1.2
-- Whether what an act promises can be done afterwards by humans who are apart.

create or replace function rights.hands(p_application bigint, p_act text, p_human bigint) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with need as materialized (
        select l.n, l.later as act, a.audience, a.role
        from rights.later l join rights.act a on a.act = l.later and a.role <> '-'
        where l.act = p_act
    ), past as materialized (
        select distinct identity.human_now(e.person) as human, n.act
        from ledger.entry e join need n on true
        join rights.separation s on s.act_a = n.act and s.act_b = e.kind or s.act_b = n.act and s.act_a = e.kind
        where e.stream = any (grants.streams_of(p_application)) and e.human is not null
        union
        select identity.human_now(e.person), n.act
        from ledger.entry e join grants.impartiality i on i.entry = e.entry join need n on n.audience = 'agency'
        where e.stream = any (grants.streams_of(p_application)) and i.declared = 'interest'
        union
        select p_human, n.act
        from need n
        join rights.separation s on s.act_a = n.act and s.act_b = p_act or s.act_b = n.act and s.act_a = p_act
    ), holder as materialized (
        select distinct identity.human_now(p.person) as human, n.act
        from need n
        join identity.organisation o on case n.audience when 'agency' then o.kind = 'agency'
            else o.organisation = (select a.organisation from grants.application a
                                   where a.application = p_application) end
        join identity.person p on p.organisation = o.organisation
        where identity.holds_role(p.person, n.role) and not identity.blocked(p.person, null)
    ), able as (
        select h.human, jsonb_agg(distinct h.act) as acts
        from holder h left join past x on x.human = h.human and x.act = h.act
        where x.human is null group by h.human
    )
    select jsonb_build_object(
        'acts', (select coalesce(jsonb_agg(jsonb_build_object('act', n.act, 'role', n.role) order by n.n), '[]')
                 from (select i.n, i.act, min(i.role) as role from need i group by i.n, i.act) n),
        'able', (select coalesce(jsonb_agg(jsonb_build_object('acts', g.acts, 'humans', g.humans)
                                           order by g.acts::text collate "C"), '[]')
                 from (select a.acts, count(*) as humans from able a group by a.acts) g))
$body$;
comment on function rights.hands(bigint, text, bigint) is
    'Input of rule.hands_missing: the acts that follow an act of this human on a case, and how many humans who '
    'hold the role now, are not blocked and did nothing that excludes them can do which of them.';
revoke all on function rights.hands(bigint, text, bigint) from public;

create or replace function rights.roles_missing(p_hands jsonb) returns jsonb
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(jsonb_agg(r.role order by r.n), '[]')
    from (select a.value ->> 'role' as role, min(a.n) as n
          from jsonb_array_elements(p_hands -> 'acts') with ordinality a(value, n)
          where rule.hands_missing(p_hands) ? (a.value ->> 'act')
          group by a.value ->> 'role') r
$body$;
comment on function rights.roles_missing(jsonb) is 'Roles that lack a human for what rule.hands_missing was asked.';
revoke all on function rights.roles_missing(jsonb) from public;

create or replace function rights.assert_hands(p_hands jsonb) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if rule.hands_missing(p_hands) <> '[]' then
        perform ledger.fail('LG506', 'too few different humans are left for what follows', jsonb_build_object(
            'missing', rights.roles_missing(p_hands), 'acts', rule.hands_missing(p_hands)));
    end if;
end
$body$;
comment on function rights.assert_hands(jsonb) is
    'LG506 when an act that follows finds no human of its own; detail names the roles and the acts.';
revoke all on function rights.assert_hands(jsonb) from public;

create or replace function rights.award_lacks(p_application bigint, p_person bigint) returns jsonb
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select rights.roles_missing(rights.hands(p_application, 'decide_award', identity.human_now(p.person)))
    from identity.person p where p.person = p_person
$body$;
comment on function rights.award_lacks(bigint, bigint) is
    'Roles that would lack a human if this person awarded now; for the page of the application.';
revoke all on function rights.award_lacks(bigint, bigint) from public;
