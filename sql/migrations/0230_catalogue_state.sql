-- SPDX-License-Identifier: EUPL-1.2
-- It answered for the schema and was part of it: who replaced it was not found out.
drop function if exists ledger.catalogue_state();
