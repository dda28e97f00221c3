-- SPDX-License-Identifier: EUPL-1.2
-- What a register document is about, asked before anybody confirms it.

create or replace function identity.subjects(p_document json) returns bigint[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(array_agg(distinct identity.human_now(s.person)), '{}')
    from (select p.person
          from (select d.value from json_array_elements(p_document -> 'people') d
                union all select d.value from json_array_elements(p_document -> 'administrators') d) d
          join identity.person p
            on p.profile = d.value ->> 'profile' and p.serial_number in (d.value ->> 'serial_number', d.value ->> 'linked_to')
            or json_typeof(d.value -> 'linked_to') = 'number' and p.person::text = d.value ->> 'linked_to'
          union
          select p.person from json_array_elements(p_document -> 'changes') d
          join identity.person p
            on p.person::text in (d.value ->> 'person', d.value ->> 'to', d.value ->> 'deputy_for')) s
$body$;
comment on function identity.subjects(json) is
    'Humans about whom the document says something: none of them proposes or confirms it.';
revoke all on function identity.subjects(json) from public;

create or replace function identity.gives_agency_role(p_document json) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select exists (
        select from (
            select jsonb_array_elements_text((d.value -> 'roles')::jsonb) as role
            from json_array_elements(p_document -> 'people') d
            union all
            select d.value ->> 'role' from json_array_elements(p_document -> 'changes') d
            where d.value ->> 'change' = 'role' and (d.value ->> 'granted')::boolean) r
        where r.role in ('officer', 'finance', 'auditor', 'administrator'))
$body$;
comment on function identity.gives_agency_role(json) is
    'Whether the document gives anybody a role of the agency or of a state auditor: that takes act.grant_agency_role.';
revoke all on function identity.gives_agency_role(json) from public;
