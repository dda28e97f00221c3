-- separation: two acts on one case by one human that exclude each other
-- SPDX-License-Identifier: EUPL-1.2
-- What two humans did before they were found to be one stands in the entry that linked them and in the access
-- review; it is not undone by being found here every night.
select h.human, f.*
from (select distinct identity.human_now(p.person) as human from identity.person p) h,
     lateral rights.recheck_human(h.human) f
where not exists (
    select from identity.human_change c
    join ledger.entry e on e.entry in (f.entry, f.other_entry) and e.person = c.person
    where c.entry > greatest(f.entry, f.other_entry))
