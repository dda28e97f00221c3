-- SPDX-License-Identifier: EUPL-1.2
-- Auditors with psql: the certificate of the session counts, not its subject alone. PostgreSQL's map sees
-- only the subject, so the rest is asked with every question, where a withdrawn role is asked too.

create schema sslinfo;
create extension sslinfo with schema sslinfo;
comment on schema sslinfo is 'What TLS says of the session''s certificate; for identity.auditor_login() alone.';
grant usage on schema sslinfo to ledger_writer;

alter table identity.seen add column serial numeric check (serial >= 0);
comment on column identity.seen.serial is
    'The certificate''s own serial number; null as long as only older versions met it. PostgreSQL knows the '
    'certificates of its sessions by it.';

drop function if exists session.sighting(bytea); -- sql/functions has it with the serial number

set local role ledger_owner;

create function identity.auditor_certificate_fault(p_person bigint, p_serial numeric, p_issuer text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_issuers text := (select s.value from meta.setting s where s.name = 'auditor_issuers');
    v_blocked boolean;
begin
    -- The server tells the first 63 bytes of a name: two CAs of one root differ within them.
    if p_issuer is not null and v_issuers is not null and not exists (
        select from string_to_table(v_issuers, E'\n') i(name)
        where substr(convert_to(i.name, 'UTF8'), 1, 63) = substr(convert_to(p_issuer, 'UTF8'), 1, 63)) then
        return 'this certificate is of a CA that auditors'' are not of';
    end if;
    select bool_or(identity.blocked(null, s.certificate)) into v_blocked
    from identity.seen s where s.person = p_person and s.serial = p_serial;
    if v_blocked then
        return 'this certificate is blocked';
    end if;
    -- Only its hash says which certificate is blocked. One that the portal never met has no serial number
    -- here, so it could be that of any session whose certificate the portal never met either.
    if v_blocked is null and exists (
        select from (select distinct on (b.certificate) b.certificate, b.blocked from identity.block_change b
                     where b.certificate is not null order by b.certificate, b.change desc) b
        where b.blocked and not exists (select from identity.seen s
                                        where s.certificate = b.certificate and s.serial is not null)) then
        return 'log in to the portal with this certificate once, so that it is known here';
    end if;
    return null;
end
$body$;
comment on function identity.auditor_certificate_fault(bigint, numeric, text) is
    'Why this certificate (serial number, issuer; null: not known) of an auditor may not read: its CA is not one of '
    'meta.setting auditor_issuers, an administrator blocked it, or it may be one that was blocked unseen.';
revoke all on function identity.auditor_certificate_fault(bigint, numeric, text) from public;

reset role;

grant create on schema identity to ledger_writer;
alter function identity.auditor_certificate_fault(bigint, numeric, text) owner to ledger_writer;
revoke create on schema identity from ledger_writer;

create or replace function identity.auditor_login() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := substring(session_user from '^auditor_([1-9][0-9]{0,17})$')::bigint;
    v_fault  text;
begin
    -- No row would look like "there are none": who lost the role is told so, from the next query on.
    if v_person is null or not identity.holds_role(v_person, 'auditor') or identity.blocked(v_person, null) then
        raise exception 'this login is no enrolled auditor''s' using errcode = '42501';
    end if;
    v_fault := identity.auditor_certificate_fault(v_person, sslinfo.ssl_client_serial(), sslinfo.ssl_issuer_dn());
    if v_fault is not null then
        raise exception '%', v_fault using errcode = '42501';
    end if;
    return true;
end
$body$;
comment on function identity.auditor_login() is
    'True for the login auditor_<person> of a person who holds the role auditor now and is not blocked, with a '
    'certificate that is neither; anybody else gets 42501. Every table behind the views of schema audit asks it.';
