-- SPDX-License-Identifier: EUPL-1.2
-- The log: the sequencer reads and writes it by functions only; everybody may see what was signed.
grant execute on function ledger.log_take(int), ledger.log_size(), ledger.log_put(bigint, text, bytea),
    ledger.log_put_hash(int, bigint, bytea), ledger.log_tile(int, bigint, int), ledger.log_leaves(bigint, int),
    ledger.log_keep_out(bigint, bigint, text), ledger.log_attest_keys(),
    ledger.log_put_checkpoint(bigint, bytea, text, text, text), ledger.log_last_checkpoint() to tilsagn_sequencer;
-- Watched each minute, and compared with what was published before anything is signed.
grant execute on function ledger.catalogue_state() to tilsagn_sequencer;
