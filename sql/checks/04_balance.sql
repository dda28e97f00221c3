-- balance: a posting that is not what the leaves before it lead to, breaks its account's limit, or is missing
-- SPDX-License-Identifier: EUPL-1.2
-- Where an account has all its postings, the leaves say which one is wrong, and no other is named. Where one is
-- missing, what is behind it cannot be told apart from it: the account is named with the version that it lacks.
with leaves as (
    select x.entry, x.value ->> 'account' as account, row_number() over w as version,
           (x.value ->> 'amount')::bigint as amount, sum((x.value ->> 'amount')::bigint) over w as balance,
           count(*) over (partition by x.value ->> 'account') as of
    from (select e.entry, p.value
          from ledger.entry e, json_array_elements(convert_from(e.leaf, 'UTF8')::json -> 'postings') p
          where convert_from(e.leaf, 'UTF8') like '%"postings":[{%') x
    window w as (partition by x.value ->> 'account' order by x.entry)
), rows as (
    select p.*, lag(p.account_version, 1, 0) over (partition by p.account order by p.account_version) as before,
           max(p.account_version) over (partition by p.account) as last,
           count(*) over (partition by p.account) as of
    from ledger.posting p
)
select p.entry, p.account, p.account_version
from rows p left join leaves l on l.entry = p.entry and l.account = p.account
where p.balance_after <> p.prev_balance + p.amount
   or case when p.account like 'appropriation:%:source' then p.balance_after > 0 else p.balance_after < 0 end
   or p.amount <> l.amount
   or p.of = l.of and p.last = l.of and (p.account_version <> l.version or p.balance_after <> l.balance)
union all
select null, p.account, p.before + 1
from rows p
where p.account_version <> p.before + 1
  and not exists (select from leaves l where l.account = p.account and l.of = p.of and p.last = l.of)
