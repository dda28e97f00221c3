-- period: months closed or opened otherwise than two decided, money posted into a closed month or a day to come, repayments told wrongly
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.stream, (e.at at time zone 'Europe/Copenhagen')::date as today,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_period', 'decide_period'))
select 'proposal' as what, p.entry
  from grants.period_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.stream, l.p ->> 'month', l.p ->> 'change', l.p ->> 'reason')
       is distinct from ('propose_period', 'batch:period-' || to_char(p.month::timestamp, 'YYYY-MM'),
        to_char(p.month::timestamp, 'YYYY-MM'), p.change, p.reason)
    or p.month <> date_trunc('month', p.month::timestamp)::date
union all
select 'decision', d.entry
  from grants.period_decision d left join leaf l on l.entry = d.entry
  left join grants.period_proposal p on p.entry = d.proposal_entry
 where (l.kind, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.r ->> 'month', l.r ->> 'change')
       is distinct from ('decide_period', d.proposal_entry::text, d.decision, d.reason,
        to_char(p.month::timestamp, 'YYYY-MM'), p.change)
    or d.decision = 'accept' and case p.change
         when 'close' then p.month >= date_trunc('month', l.today::timestamp)::date
           or p.month <= coalesce(grants.closed_through(d.entry), p.month - 1)
         else p.month > coalesce(grants.closed_through(d.entry), p.month - 1) end
union all
-- repayments and interest otherwise than they stood when the month was closed; none in the closings of before they were recorded
select 'repayments', d.entry
  from grants.period_decision d join leaf l on l.entry = d.entry join grants.period_proposal p on p.entry = d.proposal_entry
 where case when d.decision = 'accept' and p.change = 'close'
         and (l.r ? 'repayments' or exists (select from leaf o where o.entry < l.entry and o.r ? 'repayments'))
       then l.r -> 'repayments' is distinct from grants.repayments_told(p.month, grants.last_day(p.month), d.entry)
       else l.r ? 'repayments' end
union all
select 'posted into a closed month', e.entry
  from ledger.entry e
 where e.amount_ore > 0 and e.effective < (grants.closed_through(e.entry) + interval '1 month')::date
union all
select 'accounting date to come', e.entry
  from ledger.entry e where e.effective > (e.at at time zone 'Europe/Copenhagen')::date
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_period' then not exists (select from grants.period_proposal x where x.entry = l.entry)
   else not exists (select from grants.period_decision x where x.entry = l.entry) end
