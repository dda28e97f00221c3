-- header: an entry whose columns are not those of its leaf
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, e.stream, e.version
from ledger.entry e
where ledger.header_matches(e.leaf, e.stream, e.version, e.prev_hash, e.kind, e.at, e.effective, e.received,
    e.began, e.human, e.person, e.organisation, e.role, e.call, e.amount_ore, e.idem, e.request_hash)
    is not true
