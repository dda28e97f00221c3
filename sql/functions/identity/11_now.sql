-- SPDX-License-Identifier: EUPL-1.2
-- What holds now about persons and organisations, where the tables keep what held when.

create or replace function identity.today() returns date
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return identity.day_of(ledger.clock());
end
$body$;
comment on function identity.today() is 'The Danish calendar day, in which roles end.';
revoke all on function identity.today() from public;

create or replace function identity.day_of(p_at timestamptz) returns date
    language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$select (p_at at time zone 'Europe/Copenhagen')::date$body$;
comment on function identity.day_of(timestamptz) is 'The Danish calendar day of an instant.';
revoke all on function identity.day_of(timestamptz) from public;

create or replace function identity.human_now(p_person bigint) returns bigint
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce(
        (select c.human from identity.human_change c where c.person = p_person order by c.change desc limit 1),
        (select p.human from identity.person p where p.person = p_person));
end
$body$;
comment on function identity.human_now(bigint) is 'Whose the card is as known now; null for an unknown one.';
revoke all on function identity.human_now(bigint) from public;

create or replace function identity.cards(p_human bigint) returns bigint[]
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce((
        select array_agg(c.person order by c.person)
        from (select p.person from identity.person p where p.human = p_human
              union select h.person from identity.human_change h where h.human = p_human) c
        where identity.human_now(c.person) = p_human), '{}');
end
$body$;
comment on function identity.cards(bigint) is
    'Every person that is this human as known now. Who asks what a human did compares the person of an entry '
    'with these: the human of an entry is who it was thought to be.';
revoke all on function identity.cards(bigint) from public;

create or replace function identity.kind_now(p_organisation text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce(
        (select c.kind from identity.organisation_change c where c.organisation = p_organisation
         order by c.change desc limit 1),
        (select o.kind from identity.organisation o where o.organisation = p_organisation));
end
$body$;
comment on function identity.kind_now(text) is 'Kind of an organisation now; null when it is not registered.';
revoke all on function identity.kind_now(text) from public;

create or replace function identity.organisation_json(p_organisation text) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('cvr', o.organisation, 'name', coalesce(c.name, o.name), 'kind', coalesce(c.kind, o.kind))
    from identity.organisation o
    left join lateral (select h.name, h.kind from identity.organisation_change h
                       where h.organisation = o.organisation order by h.change desc limit 1) c on true
    where o.organisation = p_organisation
$body$;
comment on function identity.organisation_json(text) is 'An organisation as documents show it; null when it is not registered.';
revoke all on function identity.organisation_json(text) from public;

create or replace function identity.audience(p_organisation text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return case when identity.kind_now(p_organisation) in ('agency', 'state_auditor') then 'agency'
                when identity.kind_now(p_organisation) is not null then 'grantee' end;
end
$body$;
comment on function identity.audience(text) is 'Which pool serves an organisation''s people.';
revoke all on function identity.audience(text) from public;
