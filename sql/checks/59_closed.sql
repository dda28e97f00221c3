-- closed: a closed grant that still has money committed or payable, was closed over what nobody had decided, or on which somebody acted who had not seen it reopened
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
union all
-- closed over what nobody had decided
select c.application, o.entry, o.what
  from grants.closing c
  join (select d.application, d.dispute as entry, 'dispute' as what, r.entry as decided
          from grants.dispute d left join grants.dispute_resolved r on r.dispute = d.dispute
        union all
        select p.application, p.entry, 'propose_amendment', d.entry
          from grants.amendment_proposal p left join grants.amendment_decision d on d.proposal_entry = p.entry
        union all
        select p.application, p.entry, 'propose_claim', d.entry
          from grants.claim_proposal p left join grants.claim_decision d on d.proposal_entry = p.entry
        union all
        select p.application, p.entry, 'propose_transfer', d.entry
          from grants.transfer_proposal p left join grants.transfer_decision d on d.proposal_entry = p.entry
        union all
        select p.application, p.entry, 'propose_termination', d.entry
          from grants.termination_proposal p left join grants.termination_decision d on d.proposal_entry = p.entry) o
    on o.application = c.application and o.entry < c.entry and (o.decided is null or o.decided > c.entry)
