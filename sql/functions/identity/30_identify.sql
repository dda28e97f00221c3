-- SPDX-License-Identifier: EUPL-1.2
-- From a certificate to a person. They run as the writer because no person is set yet.

create or replace function identity.describe(p_person bigint, p_certificate text) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    -- who belongs to the other pool gets no name and no role here, only where to go
    select json_build_object('person', p.person, 'human', identity.human_now(p.person),
        'name', case when w.here then coalesce(i.value, identity.erased_name()) end,
        'organisation', identity.organisation_json(p.organisation),
        'roles', to_json(case when w.here then identity.roles(p.person) else '{}' end),
        'blocked', identity.blocked(p.person, p_certificate),
        'audience', identity.audience(p.organisation), 'access', null)
    from identity.person p
    left join identity.pii i on i.commitment = p.name_commitment
    cross join lateral (select session_user = 'tilsagn_agency' or identity.here(p.person) as here) w
    where p.person = p_person
$body$;
comment on function identity.describe(bigint, text) is 'Who a person is, with roles held now and blocks.';
revoke all on function identity.describe(bigint, text) from public;

create or replace function identity.find(p_profile text, p_serial_number text) returns bigint
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select p.person from identity.person p
    where p.profile = p_profile and p.serial_number = p_serial_number
$body$;
comment on function identity.find(text, text) is 'Person of a certificate''s whole serialNumber under a trust profile.';
revoke all on function identity.find(text, text) from public;

create or replace function identity.identify(p_profile text, p_serial_number text, p_certificate text, p_cvr text)
    returns json
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := identity.find(p_profile, p_serial_number);
begin
    if v_person is not null then
        return identity.describe(v_person, p_certificate);
    end if;
    return json_build_object('person', null,
        'organisation', case when session_user = 'tilsagn_' || identity.audience(p_cvr)
                             then identity.organisation_json(p_cvr) end,
        'audience', identity.audience(p_cvr),
        'access', (select json_build_object('request', r.request, 'at', ledger.rfc3339(r.at))
                   from identity.access_request r
                   where r.outcome is null and r.at > ledger.clock() - identity.access_lapses()
                     and r.profile = p_profile and r.serial_number = p_serial_number),
        'refused', (select json_build_object('at', ledger.rfc3339(e.at),
                        'reason', (l.leaf ->> 'request')::json #>> '{params,reason}')
                    from identity.access_request r join ledger.entry e on e.entry = r.entry
                    cross join lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
                    where r.outcome = 'refused' and r.profile = p_profile and r.serial_number = p_serial_number
                    order by r.request desc limit 1));
end
$body$;
comment on function identity.identify(text, text, text, text) is
    'Who a certificate is, or whether an unknown person''s organisation is registered here, access was asked for, and '
    'why it was refused last, for as long as requests are kept.';
revoke all on function identity.identify(text, text, text, text) from public;

create or replace function identity.me() returns json
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$select identity.describe(ledger.current_person(), null)$body$;
comment on function identity.me() is 'The current person.';
revoke all on function identity.me() from public;
