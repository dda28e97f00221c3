-- balance: a posting whose balance does not follow from the one before it, or breaks its limit
-- SPDX-License-Identifier: EUPL-1.2
select p.entry, p.account, p.account_version
from (select x.*, row_number() over w as place, sum(x.amount) over w as computed,
             lag(x.balance_after, 1, 0::bigint) over w as before
      from ledger.posting x window w as (partition by x.account order by x.account_version)) p
where p.account_version <> p.place
   or p.balance_after <> p.computed
   or p.prev_balance <> p.before
   or case when p.account like 'appropriation:%:source' then p.balance_after > 0 else p.balance_after < 0 end
