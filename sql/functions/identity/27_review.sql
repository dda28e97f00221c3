-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.name_key(p_name text) returns text
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case when cardinality(w.words) > 0 and p_name <> identity.erased_name() then
               (select string_agg(x, ' ' order by x) from unnest(array[w.words[1], w.words[cardinality(w.words)]]) x) end
    from (select regexp_split_to_array(btrim(regexp_replace(translate(replace(replace(replace(replace(lower(p_name),
              'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), '-', ' '), 'áàâäãéèêëíìîïóòôöõúùûüýçñ', 'aaaaaeeeeiiiiooooouuuuycn'),
              '[^a-z ]', '', 'g')), '\s+') as words) w
$body$;
comment on function identity.name_key(text) is
    'First and last word of a name without case, accents, hyphens, and in either order: what makes two names '
    'similar enough to be looked at. Trigrams were tried on paper and list every second Jensen.';
revoke all on function identity.name_key(text) from public;

create or replace function identity.register_at(p_entry bigint) returns timestamptz
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    -- entries of the agency are not a manager's to read; when they gave or took a colleague's role is
    if not identity.i_oversee() or session_user = 'tilsagn_grantee' and not exists (
        select from identity.person p left join identity.role_change r on r.person = p.person
        where p.organisation = ledger.current_organisation() and p_entry in (p.entry, r.entry)) then
        return null;
    end if;
    return (select e.at from ledger.entry e where e.entry = p_entry);
end
$body$;
comment on function identity.register_at(bigint) is 'When an entry enrolled somebody or changed their roles, for those who review access.';
revoke all on function identity.register_at(bigint) from public;

create or replace function identity.violations() returns json
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if session_user <> 'tilsagn_agency' or not identity.i_oversee() then
        return '[]'::json;
    end if;
    -- only a human who was put together from several can have any: the acts refuse all others
    return coalesce((
        select json_agg(json_build_object('human', h.human, 'rule', v.why,
            'entries', json_build_array(least(v.entry, v.other_entry), greatest(v.entry, v.other_entry)),
            'kinds', json_build_array(v.kind, v.other_kind)) order by h.human, v.entry)
        from (select distinct identity.human_now(c.person) as human from identity.human_change c) h,
             lateral rights.recheck_human(h.human) v), '[]'::json);
end
$body$;
comment on function identity.violations() is
    'Acts on open cases that exclude each other and were done by humans who turned out to be one.';
revoke all on function identity.violations() from public;

create or replace function identity.role_needs() returns table (role text, needed int, acts text[])
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    -- what only this role may do, and every set of such acts of which each excludes each on one case
    with recursive own as (
        select a.act, min(a.role) as role from rights.act a
        where a.audience = 'agency' group by a.act having count(*) = 1 and min(a.role) <> '-'
    ), pair as (
        select s.act_a as act, s.act_b as other from rights.separation s
        union select s.act_b, s.act_a from rights.separation s
    ), apart(role, acts) as (
        select o.role, array[o.act] from own o
        union all
        select x.role, x.acts || o.act
        from apart x join own o on o.role = x.role and o.act > x.acts[cardinality(x.acts)]
        where not exists (select from unnest(x.acts) a
                          where not exists (select from pair p where p.act = a and p.other = o.act))
    )
    select distinct on (r.role) r.role, greatest(r.confirmers, coalesce(cardinality(x.acts), 1)),
           case when cardinality(x.acts) > 1 then x.acts else '{}' end
    from (values ('officer', 1), ('finance', 1), ('auditor', 1),
                 -- who enrols somebody is not alone in it (confirmations of the register)
                 ('administrator', 2)) r(role, confirmers)
    left join apart x on x.role = r.role
    order by r.role, cardinality(x.acts) desc nulls last, x.acts
$body$;
comment on function identity.role_needs() is
    'How many humans each role of the agency needs for one case to reach its end: the largest set of acts that only '
    'this role may do and of which each excludes each; the acts of that set, empty where one human does.';
revoke all on function identity.role_needs() from public;

create or replace function identity.role_gaps() returns json
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if session_user <> 'tilsagn_agency' or not identity.i_oversee() then
        return '[]'::json;
    end if;
    return coalesce((
        select json_agg(json_build_object('role', g.role, 'humans', g.humans, 'needed', g.needed, 'acts', g.acts) order by g.role)
        from (select n.role, n.needed, n.acts,
                     (select count(distinct identity.human_now(p.person))
                      from identity.person p join identity.organisation o on o.organisation = p.organisation and o.kind = 'agency'
                      where identity.holds_role(p.person, n.role) and not identity.blocked(p.person, null)) as humans
              from identity.role_needs() n) g
        where g.humans < g.needed), '[]'::json);
end
$body$;
comment on function identity.role_gaps() is
    'Roles of the agency that fewer humans hold today than a case needs; blocked cards do not count.';
revoke all on function identity.role_gaps() from public;

create or replace function identity.note_login(p_person bigint, p_certificate text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := ledger.clock();
begin
    -- the simulated clock may have been set back since
    insert into identity.seen (person, certificate, first_at, last_at) values (p_person, p_certificate, v_now, v_now)
    on conflict (person, certificate) do update set last_at = greatest(seen.last_at, excluded.last_at);
end
$body$;
comment on function identity.note_login(bigint, text) is 'Remembers that somebody logged in with this certificate.';
revoke all on function identity.note_login(bigint, text) from public;
