-- SPDX-License-Identifier: EUPL-1.2
-- Every right, whole and explicit. First everything is taken away, then this file and the other
-- rights_*.sql grant; rights_seal.sql stores the result, which sql/checks compares ever after.
-- All of it runs in the deployment's transaction, so no one ever meets the gap.

do $rights$
declare
    k_schemas constant text[] := array['meta', 'ledger', 'identity', 'rights', 'store', 'session',
        'draft', 'grants', 'rule', 'act', 'read', 'portal', 'published', 'audit', 'testing'];
    k_roles constant text := 'public, ledger_owner, ledger_writer, ledger_reader, ledger_auditor, '
        'ledger_watcher, tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_sequencer, tilsagn_operator';
    v record;
begin
    -- owners: functions of a schema belong to the writer, reads and views to the reader, those for auditors
    -- alone to a role that reads nothing else and is asked once who reads, not with each row; the rest stays
    for v in
        select p.oid::regprocedure as name, case n.nspname when 'read' then 'ledger_reader' else 'ledger_writer' end as owner
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = any (k_schemas) and pg_get_userbyid(p.proowner) = current_user
    loop
        execute format('alter function %s owner to %I', v.name, v.owner);
    end loop;
    for v in
        select c.oid::regclass as name, o.owner from pg_class c join pg_namespace n on n.oid = c.relnamespace,
               lateral (select case when n.nspname = 'audit' or c.oid = 'portal.record_newest'::regclass
                                    then 'ledger_auditor' else 'ledger_reader' end as owner) o
        where n.nspname = any (k_schemas) and c.relkind = 'v' and pg_get_userbyid(c.relowner) <> o.owner
    loop
        execute format('alter view %s owner to %I', v.name, v.owner);
    end loop;

    for v in select n.nspname as name from pg_namespace n where n.nspname = any (k_schemas) loop
        execute format('revoke all on schema %I from %s', v.name, k_roles);
        execute format('revoke all on all tables in schema %I from %s', v.name, k_roles);
        execute format('revoke all on all sequences in schema %I from %s', v.name, k_roles);
        execute format('revoke all on all functions in schema %I from %s', v.name, k_roles);
    end loop;
    for v in select a.oid::regprocedure as name from pg_proc a
             where a.pronamespace = 'pg_catalog'::regnamespace and a.proname ~ '^(pg_(try_)?advisory_|pg_logical_emit_message|lo_|lowrite|loread)' loop
        execute format('revoke all on function %s from %s', v.name, k_roles);
    end loop;
    for v in select t.oid::regtype as name from pg_type t join pg_class c on c.oid = t.typrelid
             join pg_namespace n on n.oid = t.typnamespace
             where n.nspname = any (k_schemas) and c.relkind = 'c' loop
        execute format('revoke all on type %s from %s', v.name, k_roles);
    end loop;

    -- owners keep what their own code needs: the writer its functions, the reader its views, and the
    -- owner of tables what a foreign key's check needs, which is SELECT and UPDATE of one column
    for v in select n.nspname as name from pg_namespace n where n.nspname = any (k_schemas) loop
        execute format('grant usage on schema %I to ledger_owner, ledger_writer, ledger_reader', v.name);
        execute format('grant execute on all functions in schema %I to ledger_writer', v.name);
    end loop;
    for v in select c.oid::regclass as name, pg_get_userbyid(c.relowner) as owner
             from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = any (k_schemas) and c.relkind = 'v' loop
        execute format('grant select on %s to %I', v.name, v.owner);
    end loop;
    for v in select k.relation, k.kind, k.key_column from meta.table_kind k loop
        if v.kind = 'mutable' then
            execute format('grant all on %s to ledger_owner', v.relation);
            execute format('grant select, insert, update, delete on %s to ledger_writer', v.relation);
        else
            execute format('grant select, references on %s to ledger_owner', v.relation);
            execute format('grant select, insert on %s to ledger_writer', v.relation);
            if v.key_column is not null then
                execute format('grant update (%I) on %s to ledger_owner', v.key_column, v.relation);
            end if;
        end if;
    end loop;
    for v in select t.oid::regtype as name from pg_type t join pg_class c on c.oid = t.typrelid
             join pg_namespace n on n.oid = t.typnamespace
             where n.nspname = any (k_schemas) and c.relkind = 'c' loop
        execute format('grant usage on type %s to ledger_owner, ledger_writer', v.name);
    end loop;

    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to tilsagn_grantee, tilsagn_agency, tilsagn_public, '
                   'tilsagn_sequencer, tilsagn_operator', current_database());
end
$rights$;

revoke all on schema public from public;
revoke all on schema pgcrypto from public;
revoke all on all functions in schema pgcrypto from public;
grant usage on schema pgcrypto to ledger_writer;
grant execute on function pgcrypto.gen_random_bytes(int), pgcrypto.hmac(bytea, bytea, text) to ledger_writer;
revoke all on schema sslinfo from public;
revoke all on all functions in schema sslinfo from public;
grant usage on schema sslinfo to ledger_writer;
grant execute on function sslinfo.ssl_client_serial(), sslinfo.ssl_issuer_dn() to ledger_writer;

-- What an installation writes about itself is the superuser's.
revoke insert, update, delete on meta.migration, meta.table_kind, meta.setting, meta.acl, rights.act,
    rights.separation, rights.later from ledger_writer;
revoke insert, update, delete on meta.setting, meta.acl from ledger_owner;

-- Advisory locks: a login that could take one would stop every act of a stream. Large objects: no login
-- writes anything but through an act.
grant execute on function pg_advisory_xact_lock(int, int), pg_advisory_xact_lock_shared(int, int),
    pg_try_advisory_xact_lock(int, int) to ledger_writer;

-- Tables under the reader's views; row-level security decides which rows.
grant select on meta.setting, ledger.entry, ledger.posting, ledger.log_queue, ledger.log_leaf,
    ledger.attest_key, ledger.stream_organisation, ledger.proposal, ledger.confirmation,
    identity.organisation, identity.human, identity.person, identity.pii, identity.role_change,
    identity.block_change, identity.organisation_change, identity.human_change, identity.unit_change,
    identity.access_request, identity.seen, identity.factor_proposal, identity.factor_confirmation, rights.act,
    rights.separation, store.file, store.chunk, store.scan to ledger_reader;

-- Pools: schemas, and what policies, views and reads call in the caller's name.
grant usage on schema ledger, identity, rights, read, portal, published to
    tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant usage on schema act, ledger, read to tilsagn_operator, tilsagn_sequencer;
grant usage on schema act, store to tilsagn_grantee, tilsagn_agency;
grant usage on schema store, meta, published to tilsagn_operator;
grant usage on schema published to tilsagn_sequencer;
grant usage on schema draft to tilsagn_grantee;
grant execute on function ledger.current_person(), ledger.current_organisation(),
    ledger.fail(text, text, jsonb), ledger.rfc3339(timestamptz), ledger.micros(timestamptz),
    ledger.clock(), ledger.clock_simulated()
    to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_operator, tilsagn_sequencer;
-- A pool asks about its own person; who else somebody is, the acts find out for themselves.
grant execute on function identity.i_hold(text), identity.my_roles(), identity.me(), identity.i_oversee(),
    identity.today(), identity.day_of(timestamptz), identity.name_key(text), identity.register_at(bigint),
    identity.identify(text, text, text, text), identity.request_access(text, text, text, text, text, text)
    to tilsagn_grantee, tilsagn_agency;
grant execute on function identity.may_confirm(bigint), identity.confirming_act(bigint), identity.violations(),
    identity.role_gaps(),
    identity.recovery_seen(bigint), identity.confirmed_as(bigint),
    store.put_register(bytea) to tilsagn_agency;
grant execute on function identity.put_proof(bigint, text), ledger.current_unit(),
    ledger.own_draft(text, text, boolean) to tilsagn_grantee;
grant execute on function ledger.current_unit(), ledger.entry_bounds(timestamptz, timestamptz) to tilsagn_agency;
grant execute on function identity.notice(), read.notice() to tilsagn_grantee, tilsagn_agency, tilsagn_public;

-- Views.
grant select on published.log to tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_operator,
    tilsagn_sequencer;
grant select on portal.organisation, portal.person, portal.file, portal.file_chunk, portal.role_held,
    portal.card, portal.person_event, portal.certificate, portal.access_request to tilsagn_grantee, tilsagn_agency;
grant select on portal.enrolment to tilsagn_agency;
grant select on portal.proposal, portal.confirmation, portal.factor_proposal, portal.record,
    portal.record_newest, portal.record_posting to tilsagn_agency;

-- Reads.
grant execute on function read.clock() to tilsagn_grantee, tilsagn_agency, tilsagn_public,
    tilsagn_operator, tilsagn_sequencer;
grant execute on function read.me(), read.identify(text, text, text, text), read.file(text),
    read.file_chunk(text, int) to tilsagn_grantee, tilsagn_agency;
grant execute on function read.assert_overseer(), read.card_roles(bigint), read.card_flags(bigint, timestamptz),
    read.card_json(bigint, timestamptz), read.filter_object(text), read.filter_text(text, text[]), read.page_start(text),
    read.people(text, text, int), read.person_actions(bigint), read.enrolled(bigint),
    read.similar(text, bigint), read.access_requests() to tilsagn_grantee, tilsagn_agency;
grant execute on function read.units() to tilsagn_grantee;
grant execute on function read.organisations(text, text, int), read.access_review() to tilsagn_agency;
grant execute on function read.proposals(), read.proposal(bigint), read.proposal_json(bigint), read.confirm_missing(bigint),
    read.assert_auditor(), read.filter_instant(text, text, text), read.entry_condition(text),
    read.entries_of(text, bigint, int), read.entries(text, text, int), read.entry(bigint), read.entries_export(text),
    read.entries_rows(bigint, int), read.export_end(bigint, bigint, text, boolean) to tilsagn_agency;

-- Acts and what changes without being a record.
grant execute on function act.record_refusal(text, text, bytea) to tilsagn_grantee, tilsagn_agency;
grant execute on function act.confirm(text, text, bytea), act.grant_agency_role(text, text, bytea),
    act.propose(text, text, bytea), act.block(text, text, bytea), act.refuse_access(text, text, bytea),
    act.confirm_recovery(text, text, bytea), act.stop_recovery(text, text, bytea) to tilsagn_agency;
grant execute on function act.grant_access(text, text, bytea), act.refuse_access(text, text, bytea),
    act.change_role(text, text, bytea), act.set_unit(text, text, bytea) to tilsagn_grantee;
grant execute on function act.recover_administrators(text, text, bytea) to tilsagn_operator;
grant execute on function act.bootstrap(text, text, bytea), act.propose(text, text, bytea),
    act.record_deployment(text, text, bytea), store.put_document(bytea), meta.catalogue_hash(),
    meta.catalogue(), meta.acl_now(), meta.planted(), meta.listed() to tilsagn_operator;
grant execute on function store.begin_file(bigint, text), store.put_chunk(bigint, int, bytea),
    store.finish(bigint), store.scanned(bytea, text) to tilsagn_grantee;
grant usage on schema store to tilsagn_sequencer;
grant execute on function store.unscanned(bigint), store.unscanned_chunk(bigint, int),
    store.scanned_later(bigint, text, text) to tilsagn_sequencer;
grant usage on sequence ledger.proposal_proposal_seq, identity.human_human_seq, identity.person_person_seq, identity.factor_proposal_proposal_seq to ledger_writer;

-- Second factor and signatures.
grant execute on function identity.factor_brief(bigint), identity.factor_admin() to tilsagn_agency;
grant execute on function identity.own_factor(), identity.own_factor_json(), identity.begin_factor(bytea),
    identity.count_wrong_code(), read.second_factor(), act.activate_factor(text, text, bytea)
    to tilsagn_grantee, tilsagn_agency;
grant execute on function store.keep_request(text), read.pending_request(bigint),
    store.pending_request(bigint),
    store.put_evidence(bytea, text, bytea, bytea) to tilsagn_grantee, tilsagn_agency;
grant execute on function store.unstamped(int),
    store.put_time_stamp(bytea, bigint, bytea, timestamptz, bytea, bytea) to tilsagn_operator;
grant execute on function read.factor_persons(text), read.second_factors(text),
    act.propose_factor(text, text, bytea), act.confirm_factor(text, text, bytea) to tilsagn_agency;

-- Logins of the pages: both pools, and only through these.
grant usage on schema session to tilsagn_grantee, tilsagn_agency;
grant execute on function session.use(bytea, bytea), session.open(bytea, bytea, bytea),
    session.sighting(bytea, text), session.close(bytea), session.close_all(bytea), session.mine(bytea),
    session.keep(text, text, text, text, text), session.keep_chunk(bigint, int, bytea), session.note_press(bigint, bigint, bigint),
    session.kept(bytea, bigint), session.kept_chunk(bytea, bigint, int),
    session.drop_kept(bytea, bigint) to tilsagn_grantee, tilsagn_agency;

do $testing$
begin
    if to_regclass('testing.clock') is not null then
        grant usage on schema testing to tilsagn_operator;
        grant execute on function testing.freeze(timestamptz), testing.run_from(timestamptz),
            testing.set_clock(timestamptz) to tilsagn_operator;
    end if;
end
$testing$;
