-- closed: a closed grant that still has money committed or payable, or on which somebody acted who had not seen it reopened
-- SPDX-License-Identifier: EUPL-1.2
select c.application, e.entry, e.kind
  from grants.closing c
  join ledger.entry e on e.stream = 'grant:' || c.application and e.entry > c.entry
 where e.kind in ('submit_accounts', 'submit_report', 'record_result', 'confirm_result',
                  'prepare_instalment', 'approve_instalment')
   and not exists (select from grants.reopening_decision d
                    where d.application = c.application and d.closing_n = c.n and d.entry < e.entry)
union all
-- only a payment from before the closing that came back is released again
select c.application, r.entry, 'release_batch'
  from grants.closing c
  join grants.instalment_released r on r.application = c.application and r.entry > c.entry
 where not exists (select from grants.reopening_decision d
                    where d.application = c.application and d.closing_n = c.n and d.entry < r.entry)
   and not exists (select from grants.instalment_booked b where b.instalment = r.instalment and b.try = r.try - 1
                      and b.outcome = 'failed' and b.entry < r.entry)
union all
select c.application, c.entry, p.account
  from grants.closing c
  join lateral (
    select distinct on (x.account) x.account, x.balance_after from ledger.posting x
     where x.account in ('grant:' || c.application || ':committed', 'grant:' || c.application || ':payable')
     order by x.account, x.account_version desc) p on p.balance_after <> 0
   -- and that is all that is payable
   and (p.account like '%:committed' or p.balance_after <> (
     select coalesce(sum(grants.release_ore(i.instalment, grants.next_try(i.instalment))), 0) from grants.instalment i
      where i.application = c.application and grants.instalment_state(i.instalment) in ('released', 'failed')
        and exists (select from grants.instalment_booked b where b.instalment = i.instalment and b.outcome = 'failed')))
 where not exists (select from grants.reopening_decision d where d.application = c.application and d.closing_n = c.n)
