-- SPDX-License-Identifier: EUPL-1.2
-- The log: the sequencer reads and writes it by functions only; everybody may see what was signed.
grant execute on function ledger.log_take(int), ledger.log_size(), ledger.log_put(bigint, text, bytea),
    ledger.log_put_hash(int, bigint, bytea), ledger.log_tile(int, bigint, int), ledger.log_leaves(bigint, int),
    ledger.log_keep_out(bigint, bigint, text), ledger.log_attest_names(),
    ledger.log_put_checkpoint(bigint, bytea, text, text, text), ledger.log_last_checkpoint() to tilsagn_sequencer;
-- Watched each minute, and compared with what was published before anything is signed.
grant execute on function ledger.log_signatures(bigint), ledger.log_cosigned(), ledger.log_keys(), ledger.log_put_key(text, text, bytea),
    ledger.log_put_policy(text), ledger.log_put_witness(bigint, text, text, text, bigint, bigint),
    ledger.log_put_quorum(bigint, bigint) to tilsagn_sequencer;
grant select on ledger.log_key, ledger.log_hash, ledger.log_quarantine, ledger.checkpoint, ledger.checkpoint_signature,
    ledger.checkpoint_quorum, ledger.witness_policy, ledger.witness_event to ledger_reader;
grant execute on function ledger.cosigned_at(text) to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant select on published.log_key, published.attest_key, published.log_leaf, published.log_hash, published.kept_out,
    published.checkpoint, published.checkpoint_signature, published.witnessed, published.witness_policy, published.witness_event
    to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function read.checkpoint_note(bigint), read.cosignatures(bigint), read.log_place(bigint),
    read.log_tile(int, bigint, int), read.log_keys() to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function read.published_log(), read.receipt_place(bigint) to tilsagn_public;
-- The schema: the sequencer's own query needs nothing but what migrations list; the deployment stands in the log.
grant usage on schema meta to tilsagn_sequencer;
grant execute on function meta.listed(), ledger.log_deployment(bigint), ledger.log_documents(bigint, bigint), ledger.log_numbers(bigint, int) to tilsagn_sequencer;
-- A lost tail is put back by the superuser alone.
revoke insert, update, delete on ledger.replay_leaf, ledger.replay_former from ledger_writer;
-- Whether standbys hold what is to be signed: one function of a role that sees their positions and owns nothing else.
alter function ledger.standbys_with(text) owner to ledger_watcher;
revoke all on function ledger.standbys_with(text) from ledger_watcher, ledger_writer;
grant execute on function ledger.log_position(), ledger.standbys_with(text), ledger.log_put_replication(int, boolean, bigint)
    to tilsagn_sequencer;
grant select on ledger.replication_event to ledger_reader;
grant select on published.replication to tilsagn_grantee, tilsagn_agency, tilsagn_public;
-- A log that was begun anew: everybody may see what ended and what was left; the superuser alone moves it.
grant execute on function act.begin_log(text, text, bytea) to tilsagn_operator;
revoke insert, update, delete on ledger.former_log, ledger.former_leaf, ledger.former_checkpoint, ledger.former_signature,
    ledger.former_quorum from ledger_writer;
grant select on ledger.former_log, ledger.former_leaf, ledger.former_checkpoint to ledger_reader;
grant select on published.former_log, published.former_leaf, published.former_checkpoint
    to tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function ledger.attest_name(text, bytea), ledger.former_at(bigint), ledger.receipt_waits(bigint)
    to ledger_reader, tilsagn_grantee, tilsagn_agency, tilsagn_public;
grant execute on function ledger.former_root(text, bigint), read.former_head(text, bigint, bigint) to ledger_reader, tilsagn_public;
