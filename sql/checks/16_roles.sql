-- roles: a role with members, memberships or powers that none of ours has
-- SPDX-License-Identifier: EUPL-1.2
select r.rolname as role, 'attributes' as fault
from pg_roles r
where r.rolname ~ '^(ledger|tilsagn)_'
  and (r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
       or r.rolcanlogin <> (r.rolname like 'tilsagn\_%')
       or r.rolname not in ('ledger_owner', 'ledger_writer', 'ledger_reader', 'ledger_auditor', 'tilsagn_grantee', 'tilsagn_agency',
                            'tilsagn_public', 'tilsagn_sequencer', 'tilsagn_operator'))
union all
select pg_get_userbyid(m.member), 'member of ' || pg_get_userbyid(m.roleid) from pg_auth_members m
where pg_get_userbyid(m.roleid) ~ '^(ledger|tilsagn)_' or pg_get_userbyid(m.member) ~ '^(ledger|tilsagn)_'
