-- SPDX-License-Identifier: EUPL-1.2
-- Rights of driving in one's own car.
grant select on grants.mileage_rate, grants.accounts_mileage to ledger_reader, ledger_auditor;
grant select on portal.mileage_rate, portal.accounts_mileage to tilsagn_grantee, tilsagn_agency;
grant execute on function read.mileage_lines(json, json), read.accounts_mileage(bigint, integer) to tilsagn_grantee, tilsagn_agency;
