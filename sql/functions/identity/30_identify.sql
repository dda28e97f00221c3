-- SPDX-License-Identifier: EUPL-1.2
-- From a certificate to a person. They run as the writer because no person is set yet.

create or replace function identity.describe(p_person bigint, p_certificate text) returns json
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('person', p.person, 'human', p.human, 'name', i.value,
        'organisation', json_build_object('cvr', o.organisation, 'name', o.name, 'kind', o.kind),
        'roles', to_json(identity.roles(p.person)),
        'blocked', identity.blocked(p.person, p_certificate))
    from identity.person p
    join identity.organisation o on o.organisation = p.organisation
    left join identity.pii i on i.commitment = p.name_commitment
    where p.person = p_person
$body$;
comment on function identity.describe(bigint, text) is 'Who a person is, with roles held now and blocks.';
revoke all on function identity.describe(bigint, text) from public;

create or replace function identity.find(p_profile text, p_serial_number text) returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select p.person from identity.person p
    where p.profile = p_profile and p.serial_number = p_serial_number
$body$;
comment on function identity.find(text, text) is 'Person of a certificate''s whole serialNumber under a trust profile.';
revoke all on function identity.find(text, text) from public;
