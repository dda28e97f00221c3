-- SPDX-License-Identifier: EUPL-1.2
-- The auditors' standing queries are views of schema audit, for psql and for the portal's page alike, so that
-- neither can say something else. In the portal the auditor is the person of the transaction, not a login.

create or replace function identity.auditor_login() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := substring(session_user from '^auditor_([1-9][0-9]{0,17})$')::bigint;
    v_fault  text;
begin
    if session_user = 'tilsagn_agency' and identity.i_hold('auditor') then
        return true; -- met the portal's own door, and can be blocked at it
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
    'certificate that is neither, and for the portal''s pool while such a person asks through it; anybody else gets '
    '42501. Every table behind the views of schema audit asks it.';

do $policies$
declare
    v_table text;
begin
    foreach v_table in array array['rights.act', 'rights.separation', 'identity.human_change', 'grants.link',
            'grants.impartiality', 'grants.amendment_proposal', 'grants.amendment_decision', 'grants.line_proposal',
            'grants.line_decision', 'grants.claim_proposal', 'grants.claim_decision', 'grants.claim_change',
            'grants.claim_change_decision', 'grants.claim_instalment', 'grants.refusal_proposal',
            'grants.refusal_decision', 'grants.report', 'grants.closing'] loop
        execute format('create policy auditor on %s for select to ledger_auditor '
                       'using ((select identity.auditor_login()))', v_table);
    end loop;
end
$policies$;
