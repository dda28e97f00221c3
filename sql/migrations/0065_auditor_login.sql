-- SPDX-License-Identifier: EUPL-1.2
-- Auditors with a login of their own: pseudonyms, the owner of their views, and what those may read.
-- The logins themselves are made by sql/auditors from what is enrolled.

-- Views of auditors in the portal are not those of their own logins: the latter show no name, no leaf.
drop view if exists audit.entry;
drop view if exists audit.posting;

set local role ledger_owner;

create function identity.auditor_login() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := substring(session_user from '^auditor_([1-9][0-9]{0,17})$')::bigint;
begin
    -- No row would look like "there are none": who lost the role is told so, from the next query on.
    if v_person is null or not identity.holds_role(v_person, 'auditor') or identity.blocked(v_person, null) then
        raise exception 'this login is no enrolled auditor''s' using errcode = '42501';
    end if;
    return true;
end
$body$;
comment on function identity.auditor_login() is
    'True for the login auditor_<person> of a person who holds the role auditor now and is not blocked; '
    'anybody else gets 42501. Every table behind the views of schema audit asks it.';
revoke all on function identity.auditor_login() from public;

reset role;

-- Random, not computed from number or name: there is no key whose loss would give the names away, and
-- nothing to try guesses against. It stays for good; erasing a name does not touch it.
alter table identity.human add column pseudonym text not null unique
    default 'h' || encode(pgcrypto.gen_random_bytes(8), 'hex') check (pseudonym ~ '^h[0-9a-f]{16}$');
alter table identity.person add column pseudonym text not null unique
    default 'p' || encode(pgcrypto.gen_random_bytes(8), 'hex') check (pseudonym ~ '^p[0-9a-f]{16}$');
comment on column identity.human.pseudonym is 'What auditors with psql see of the human: random, stable.';
comment on column identity.person.pseudonym is 'What auditors with psql see of the person: random, stable.';

grant create on schema identity to ledger_writer;
alter function identity.auditor_login() owner to ledger_writer;
revoke create on schema identity from ledger_writer;

-- Policies of their own role: those of ledger_reader call functions that no auditor should have.
do $policies$
declare
    v_table text;
begin
    foreach v_table in array array['ledger.entry', 'ledger.posting', 'ledger.log_leaf', 'ledger.proposal',
            'ledger.confirmation', 'identity.organisation', 'identity.human', 'identity.person',
            'identity.role_change', 'identity.block_change', 'grants.appropriation', 'grants.call',
            'grants.call_closed', 'grants.call_opened', 'grants.weights_proposal', 'grants.weights_confirmed',
            'grants.application', 'grants.submission', 'grants.submission_party', 'grants.score',
            'grants.award_proposal', 'grants.award_line', 'grants.award_decision', 'grants.accounts',
            'grants.accounts_line', 'grants.sign_off', 'grants.instalment', 'grants.instalment_approved',
            'grants.batch', 'grants.instalment_released'] loop
        execute format('create policy auditor on %s for select to ledger_auditor '
                       'using ((select identity.auditor_login()))', v_table);
    end loop;
end
$policies$;
