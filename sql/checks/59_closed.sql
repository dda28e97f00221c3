-- closed: a closed grant that still has money committed or payable, or on which somebody acted who had not seen it reopened
-- SPDX-License-Identifier: EUPL-1.2
select c.application, e.entry, e.kind
  from grants.closing c
  join ledger.entry e on e.stream = 'grant:' || c.application and e.entry > c.entry
 where e.kind in ('submit_accounts', 'submit_report', 'record_result', 'confirm_result',
                  'prepare_instalment', 'approve_instalment', 'release_batch')
   and not exists (select from grants.reopening_decision d
                    where d.application = c.application and d.closing_n = c.n and d.entry < e.entry)
union all
select c.application, c.entry, p.account
  from grants.closing c
  join lateral (
    select distinct on (x.account) x.account, x.balance_after from ledger.posting x
     where x.account in ('grant:' || c.application || ':committed', 'grant:' || c.application || ':payable')
     order by x.account, x.account_version desc) p on p.balance_after <> 0
 where not exists (select from grants.reopening_decision d where d.application = c.application and d.closing_n = c.n)
