-- separation: two acts on one case by one human that exclude each other
-- SPDX-License-Identifier: EUPL-1.2
select h.human, f.*
from (select distinct e.human from ledger.entry e where e.human is not null) h,
     lateral rights.recheck_human(h.human) f
