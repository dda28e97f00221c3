-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.name_key(p_name text) returns text
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case when cardinality(w.words) > 0 then
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
