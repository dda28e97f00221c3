-- SPDX-License-Identifier: EUPL-1.2
-- Asking for access. The one who asks is nobody yet: what stands here is what the worker read from a good
-- certificate, so the limits are set per organisation as well as per certificate.

create or replace function identity.access_lapses() returns interval
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$select interval '30 days'$body$;
comment on function identity.access_lapses() is 'How long a request for access waits for an answer.';
revoke all on function identity.access_lapses() from public;

create or replace function identity.forget_requests() returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    with gone as (
        delete from identity.access_request r where r.at <= ledger.clock() - identity.access_lapses()
        returning r.name_commitment, r.proof_commitment)
    delete from identity.pii i using gone g
    where i.commitment in (g.name_commitment, g.proof_commitment)
      and not exists (select from identity.person p where p.name_commitment = i.commitment)
      and not exists (select from identity.human h where h.proof_commitment = i.commitment);
end
$body$;
comment on function identity.forget_requests() is 'Requests that lapsed go, and the names that belonged to nobody else.';
revoke all on function identity.forget_requests() from public;

create or replace function identity.check_asking(
    p_profile text, p_serial_number text, p_cvr text, p_certificate text, p_name text, p_unit text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_profile !~ '^[a-z0-9-]{1,32}$' or p_certificate !~ '^[0-9a-f]{64}$'
       or coalesce(length(p_serial_number), 0) not between 1 and 200 or coalesce(length(p_name), 0) not between 1 and 200
       or length(p_unit) not between 1 and 80 or p_profile || p_certificate is null
       or concat(p_serial_number, p_name, p_unit) ~ '[\x01-\x1f\x7f]'
       or concat(p_serial_number, p_name, p_unit) is not nfc normalized then
        perform ledger.fail('LG101', 'malformed request for access');
    end if;
    if coalesce(session_user <> 'tilsagn_' || identity.audience(p_cvr), true) then
        perform ledger.fail('LG301', 'no such organisation here');
    end if;
    if identity.find(p_profile, p_serial_number) is not null then
        perform ledger.fail('LG502', 'the person is enrolled',
                            jsonb_build_object('state', 'enrolled', 'needed', 'unknown'));
    end if;
end
$body$;
comment on function identity.check_asking(text, text, text, text, text, text) is
    'LG101 malformed, LG301 organisation not registered for this pool, LG502 enrolled already.';
revoke all on function identity.check_asking(text, text, text, text, text, text) from public;

create or replace function identity.request_access(
    p_profile text, p_serial_number text, p_cvr text, p_certificate text, p_name text, p_unit text) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now  timestamptz := ledger.clock();
    v_open identity.access_request;
begin
    perform identity.check_asking(p_profile, p_serial_number, p_cvr, p_certificate, p_name, p_unit);
    -- one at a time per organisation: the limits below count
    perform pg_advisory_xact_lock(102, hashtext(p_cvr));
    perform identity.forget_requests();
    select * into v_open from identity.access_request r
    where r.outcome is null and (r.certificate = p_certificate
        or r.profile = p_profile and r.serial_number = p_serial_number) order by r.request limit 1;
    if v_open.request is not null then
        return json_build_object('request', v_open.request, 'at', ledger.rfc3339(v_open.at), 'created', false)::text;
    end if;
    if (select count(*) filter (where r.outcome is null) >= 20
            or count(*) filter (where r.at > v_now - interval '1 hour') >= 10
            or count(*) filter (where r.serial_number = p_serial_number and r.profile = p_profile) >= 5
        from identity.access_request r where r.organisation = p_cvr) then
        perform ledger.fail('LG406', 'too many requests for access of this organisation',
                            jsonb_build_object('open', 20, 'hour', 10, 'person', 5));
    end if;
    insert into identity.access_request (profile, serial_number, organisation, certificate, name_commitment, unit, at)
    values (p_profile, p_serial_number, p_cvr, p_certificate, identity.commit_value('name', p_name), p_unit, v_now)
    returning * into v_open;
    return json_build_object('request', v_open.request, 'at', ledger.rfc3339(v_open.at), 'created', true)::text;
end
$body$;
comment on function identity.request_access(text, text, text, text, text, text) is
    'An unknown person of a registered organisation asks to be enrolled; one open request per certificate and '
    'person. LG101, LG301, LG502, LG406 after 20 open or 10 an hour of one organisation or 5 of one person.';
revoke all on function identity.request_access(text, text, text, text, text, text) from public;

create or replace function identity.open_request(p_request bigint, p_organisation text) returns identity.access_request
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_found identity.access_request;
begin
    -- locked: of two who decide at once the second finds it decided
    select * into v_found from identity.access_request r where r.request = p_request for update;
    if v_found.request is null or v_found.outcome is not null or v_found.organisation <> p_organisation
       or v_found.at <= ledger.clock() - identity.access_lapses() then
        perform ledger.fail('LG301', 'no such open request');
    end if;
    return v_found;
end
$body$;
comment on function identity.open_request(bigint, text) is
    'An open request, locked; of that organisation where one is given. LG301.';
revoke all on function identity.open_request(bigint, text) from public;

create or replace function identity.put_proof(p_request bigint, p_proof text) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_request    identity.access_request;
    v_commitment bytea;
begin
    if not identity.i_hold('management') then
        perform ledger.fail('LG401', 'a manager of the organisation names the proof');
    end if;
    -- said again, also when it has been granted since: the answer of the first time, so that an act that is sent
    -- once more is the same act
    select * into v_request from identity.access_request r
    where r.request = p_request and r.organisation = ledger.current_organisation() and r.outcome is distinct from 'refused'
      and exists (select from identity.pii i where i.commitment = r.proof_commitment and i.value = p_proof);
    if found then
        return json_build_object('request', p_request, 'name', encode(v_request.name_commitment, 'hex'),
                                 'proof', encode(v_request.proof_commitment, 'hex'))::text;
    end if;
    v_request := identity.open_request(p_request, ledger.current_organisation());
    if coalesce(length(p_proof), 0) not between 1 and 200 or p_proof ~ '[\x01-\x1f\x7f]'
       or p_proof is not nfc normalized then
        perform ledger.fail('LG101', 'malformed proof');
    end if;
    v_commitment := identity.commit_value('proof', p_proof);
    update identity.access_request r set proof_commitment = v_commitment where r.request = p_request;
    delete from identity.pii i where i.commitment = v_request.proof_commitment;
    return json_build_object('request', p_request, 'name', encode(v_request.name_commitment, 'hex'),
                             'proof', encode(v_commitment, 'hex'))::text;
end
$body$;
comment on function identity.put_proof(bigint, text) is
    'Keeps what a manager knows the colleague by outside the record; the act names its commitment. LG401, LG301, LG101.';
revoke all on function identity.put_proof(bigint, text) from public;

create or replace function identity.close_access(p_profile text, p_serial_number text, p_outcome text, p_entry bigint)
    returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    update identity.access_request r set outcome = p_outcome, entry = p_entry
    where r.profile = p_profile and r.serial_number = p_serial_number and r.outcome is null;
end
$body$;
comment on function identity.close_access(text, text, text, bigint) is 'Closes the open request of that person, if there is one.';
revoke all on function identity.close_access(text, text, text, bigint) from public;

create or replace function identity.set_unit(p_person bigint, p_unit text, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    insert into identity.unit_change (person, unit, entry)
    select p_person, p_unit, p_entry where identity.unit_now(p_person) is distinct from p_unit;
end
$body$;
comment on function identity.set_unit(bigint, text, bigint) is 'Makes the person belong to the unit; nothing when they do.';
revoke all on function identity.set_unit(bigint, text, bigint) from public;

create or replace function identity.unit_now(p_person bigint) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return (select u.unit from identity.unit_change u where u.person = p_person order by u.change desc limit 1);
end
$body$;
comment on function identity.unit_now(bigint) is 'Unit of a person now; null when they belong to none.';
revoke all on function identity.unit_now(bigint) from public;
