-- separation: two acts on one case by one human that exclude each other
-- SPDX-License-Identifier: EUPL-1.2
select a.human, a.entry, a.kind, b.entry as other_entry, b.kind as other_kind, s.why
from rights.separation s
join ledger.entry a on a.kind = s.act_a
join ledger.entry b on b.kind = s.act_b and b.human = a.human
     and (b.stream = a.stream or a.stream = 'call:' || b.call or b.stream = 'call:' || a.call)
