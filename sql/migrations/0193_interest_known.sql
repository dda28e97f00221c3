-- SPDX-License-Identifier: EUPL-1.2
-- What interest came to can be asked as it was known before an entry: sql/functions has these with that entry.
drop function if exists grants.claim_stages(bigint);
drop function if exists grants.interest_pieces(bigint, date);
drop function if exists grants.interest_rates();
