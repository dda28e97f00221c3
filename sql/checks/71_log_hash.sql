-- log_hash: a tile's root that its hashes do not lead to, is missing, or stands for a tile that is not whole
-- SPDX-License-Identifier: EUPL-1.2
with below as (
    select 1 as level, l.leaf_index / 256 as hash_index,
           string_agg(l.leaf_hash, ''::bytea order by l.leaf_index) as hashes
    from ledger.log_leaf l group by 2
    union all
    select h.level + 1, h.hash_index / 256, string_agg(h.hash, ''::bytea order by h.hash_index)
    from ledger.log_hash h group by 1, 2
), whole as (
    select b.level, b.hash_index, ledger.merkle_fold(b.hashes) as hash
    from below b where octet_length(b.hashes) = 8192
)
select coalesce(w.level, h.level) as level, coalesce(w.hash_index, h.hash_index) as hash_index
from whole w full join ledger.log_hash h on h.level = w.level and h.hash_index = w.hash_index
where w.hash is distinct from h.hash
