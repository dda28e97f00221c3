-- SPDX-License-Identifier: EUPL-1.2
-- Erasing personal data.
grant select on identity.erased, identity.hold, identity.hold_lift, store.redacted to ledger_reader;
-- a view calls it in the name of whoever reads
grant execute on function identity.erased_name() to ledger_reader, tilsagn_grantee, tilsagn_agency;
grant select on portal.hold, portal.hold_lifter, portal.erasure, portal.redacted to tilsagn_agency;
grant execute on function read.erasure(), read.erasure_nights(), identity.erasure_nights(int), read.lift_missing(bigint, bigint[]), identity.erasure_seen(bigint), identity.my_cases() to tilsagn_agency;
grant execute on function act.hold_erasure(text, text, bytea), act.lift_hold(text, text, bytea) to tilsagn_agency;
grant usage on schema identity to tilsagn_operator;
grant execute on function identity.erasure_due(), identity.erase_again(), identity.redact_unused(), identity.erase_unsent(int), identity.today(), identity.day_of(timestamptz) to tilsagn_operator;
grant execute on function draft.erased_on(bigint), read.erased_on(bigint, timestamptz, timestamptz) to tilsagn_grantee;
