-- checkpoint: a signed size that the log has not, or without a signature of the log's own key
-- SPDX-License-Identifier: EUPL-1.2
select c.size
from ledger.checkpoint c
where c.size > (select count(*) from ledger.log_leaf)
   or not exists (select from ledger.checkpoint_signature s, published.log o
                  where s.size = c.size and s.key_name = o.origin)
