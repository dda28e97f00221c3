-- quarantine: an entry that no portal host attested as it stands, kept out of the log
-- SPDX-License-Identifier: EUPL-1.2
select k.entry, k.reason, k.at, e.stream, e.version, e.kind
from ledger.log_quarantine k join ledger.entry e on e.entry = k.entry
