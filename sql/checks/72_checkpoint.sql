-- checkpoint: a signed size that the log has not, another root at the last one, or none of the log's own signatures
-- SPDX-License-Identifier: EUPL-1.2
select c.size
from ledger.checkpoint c
where c.size > (select count(*) from ledger.log_leaf)
   or not exists (select from ledger.checkpoint_signature s, published.log o
                  where s.size = c.size and s.key_name = o.origin)
   or c.root is distinct from case when c.size = (select max(m.size) from ledger.checkpoint m) then ledger.log_root(c.size) else c.root end
