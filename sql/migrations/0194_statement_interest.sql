-- SPDX-License-Identifier: EUPL-1.2
-- The yearly statement has a second version, with interest.
drop function if exists grants.check_statement(ledger.act_context, bigint); -- it answers with the statement now
