-- SPDX-License-Identifier: EUPL-1.2
-- Who reads the views of schema audit.

create or replace function identity.auditor_login() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := substring(session_user from '^auditor_([1-9][0-9]{0,17})$')::bigint;
    v_fault  text;
begin
    if session_user = 'tilsagn_agency' and (identity.i_hold('auditor') or identity.i_hold('officer') or identity.i_hold('finance')) then
        return true; -- met the portal's own door, and reads no view of schema audit itself: portal.finding and portal.warning say which rows
    end if;
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
    'certificate that is neither, and for the portal''s pool while an auditor asks through it, or an officer or finance, '
    'to whom it shows warnings about grants alone; anybody else gets 42501. Every table behind the views of schema audit asks it.';
