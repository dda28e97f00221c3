-- claim: a row that its leaf does not say, money that a claim did not move, more settled than claimed
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.at, replace(e.stream, 'grant:', '') as grant_id,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_claim', 'decide_claim', 'propose_settlement', 'decide_settlement',
                    'remind_claim', 'decide_amendment', 'propose_interest', 'decide_interest')
      or e.entry in (select s.entry from grants.claim_settled s))
select 'proposal' as what, c.entry
  from grants.claim_proposal c left join leaf l on l.entry = c.entry
 where (l.kind, l.grant_id, l.p ->> 'cause', l.p ->> 'amount_ore', l.p ->> 'due', l.p ->> 'reason',
        l.r ->> 'accounts_entry')
       is distinct from ('propose_claim', c.application::text, c.cause, c.amount_ore::text,
        to_char(c.due, 'YYYY-MM-DD'), c.reason, c.accounts_entry::text)
    or c.computation is distinct from nullif(l.p -> 'computation', 'null')
    or c.computation ->> 'claim_ore' <> c.amount_ore::text
union all
select 'decision', d.entry
  from grants.claim_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason')
       is distinct from ('decide_claim', d.application::text, d.proposal_entry::text, d.decision, d.reason)
    or (d.decision = 'claim') <> exists (select from grants.claim c where c.claim = d.entry)
union all
select 'claim', c.claim
  from grants.claim c left join leaf l on l.entry = c.claim
  left join grants.claim_decision d on d.entry = c.claim
  left join grants.claim_proposal p on p.entry = d.proposal_entry
 where coalesce(l.grant_id <> c.application::text or l.at <> c.at, true)
    or case l.kind when 'decide_claim' then (c.cause, c.amount_ore, c.due, c.reason)
         is distinct from (p.cause, p.amount_ore, p.due, p.reason)
       when 'decide_amendment' then c.cause <> 'amendment'
         or (l.r #>> '{computation,claim_ore}', l.r ->> 'claim_due', l.p ->> 'reason')
         is distinct from (c.amount_ore::text, to_char(c.due, 'YYYY-MM-DD'), c.reason)
       else true end
    or (select sum(x.amount) from ledger.posting x where x.entry = c.claim
         and x.account = 'grant:' || c.application || ':reclaimed') is distinct from c.amount_ore::numeric
union all
select 'change', c.entry
  from grants.claim_change c left join leaf l on l.entry = c.entry
 where (l.kind, l.grant_id, l.p ->> 'claim', l.p ->> 'change', l.p ->> 'amount_ore', l.p ->> 'reason')
       is distinct from ('propose_settlement', c.application::text, c.claim::text, c.change,
        c.amount_ore::text, c.reason)
    or (select coalesce(jsonb_agg(jsonb_build_object('due', to_char(i.due, 'YYYY-MM-DD'), 'amount_ore', i.amount_ore)
          order by i.n), '[]') from grants.claim_instalment i where i.entry = c.entry)
       is distinct from l.p -> 'instalments'
    or exists (select from grants.claim_instalment i where i.entry = c.entry and i.application <> c.application)
union all
select 'change decided', d.entry
  from grants.claim_change_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason')
       is distinct from ('decide_settlement', d.application::text, d.proposal_entry::text, d.decision, d.reason)
union all
select 'settled', s.entry
  from (select x.entry, x.application, min(x.kind) as kind, max(x.kind) as other, sum(x.amount_ore) as ore,
               bool_and(exists (select from grants.claim c where c.claim = x.claim and c.application = x.application)) as own,
               min(x.day) as day, max(x.day) as last_day from grants.claim_settled x group by x.entry, x.application) s
  left join leaf l on l.entry = s.entry
 where (select -sum(x.amount) from ledger.posting x where x.entry = s.entry
          and x.account = 'grant:' || s.application || ':reclaimed') is distinct from s.ore::numeric
    or s.kind <> s.other or not s.own
    or s.kind is distinct from case when l.kind = 'book_payments' then 'returned' when l.kind <> 'decide_settlement' then 'repaid'
         when l.r ->> 'change' = 'set_off' then 'set_off' when l.r ->> 'change' = 'write_off' then 'written_off' end
    or s.day > (l.at at time zone 'Europe/Copenhagen')::date or s.day <> s.last_day
    -- what came in counts from the bank's day, what was decided from the day of the decision
    or s.day is distinct from case l.kind
         when 'decide_settlement' then (l.at at time zone 'Europe/Copenhagen')::date
         when 'book_repayment' then (select b.day from grants.repayment_booked r
                                       join grants.bank_line b on (b.statement, b.n) = (r.statement, r.n) where r.entry = s.entry)
         else s.day end
union all
select 'rate', p.entry
  from grants.interest_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.p ->> 'from', l.p ->> 'to', (l.p ->> 'reference_percent')::numeric * 100, l.p ->> 'supplement_bp',
        l.p ->> 'source', l.r ->> 'rate_bp')
       is distinct from ('propose_interest', to_char(p.from_day, 'YYYY-MM-DD'), to_char(p.to_day, 'YYYY-MM-DD'),
        p.reference_bp::numeric, p.supplement_bp::text, p.source, (p.reference_bp + p.supplement_bp)::text)
union all
select 'rate decided', d.entry
  from grants.interest_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason')
       is distinct from ('decide_interest', d.proposal_entry::text, d.decision, d.reason)
    or d.decision = 'accept' and 1 < (select count(*) from grants.interest_proposal p, grants.interest_proposal o
         join grants.interest_decision od on od.proposal_entry = o.entry and od.decision = 'accept'
        where p.entry = d.proposal_entry and o.from_day <= p.to_day and o.to_day >= p.from_day)
union all
-- what came in as interest: shared between the claims, booked beside the pools, and no more than there was
select 'interest', coalesce(r.entry, s.entry)
  from (select b.* from grants.repayment_booked b where b.interest_ore > 0) r
  full join (select x.entry, min(x.application) as application, max(x.application) as other, sum(x.amount_ore) as ore,
                    max(x.day) as day, min(x.day) as first from grants.interest_settled x where x.kind = 'paid' group by x.entry) s
    on s.entry = r.entry
  left join grants.bank_line b on b.statement = r.statement and b.n = r.n
 where (s.ore, s.application, s.other, s.day, s.first)
       is distinct from (r.interest_ore::numeric, r.application, r.application, b.day, b.day)
union all
select 'interest booked', r.entry
  from grants.repayment_booked r join ledger.entry e on e.entry = r.entry
  left join leaf l on l.entry = r.entry
 where (select coalesce(sum(x.amount), 0) from ledger.posting x where x.entry = r.entry
          and x.account = (grants.interest_accounts(e.call))[2]) <> r.interest_ore
    or coalesce((convert_from(e.leaf, 'UTF8')::jsonb #>> '{result,interest_ore}')::bigint, 0) <> r.interest_ore
union all
select 'interest given up', s.entry
  from grants.interest_settled s left join leaf l on l.entry = s.entry
 where s.kind = 'written_off' and (l.kind, l.grant_id, l.r ->> 'verdict', l.r ->> 'change', l.r ->> 'claim', l.r ->> 'amount_ore')
       is distinct from ('decide_settlement', s.application::text, 'accept', 'write_off_interest', s.claim::text, s.amount_ore::text)
union all
select 'interest not given up', l.entry
  from leaf l where l.kind = 'decide_settlement' and l.r ->> 'verdict' = 'accept' and l.r ->> 'change' = 'write_off_interest'
   and not exists (select from grants.interest_settled s where s.entry = l.entry)
union all
select 'more interest settled than there was', s.claim
  from grants.interest_settled s group by s.claim
having sum(s.amount_ore) > coalesce(grants.interest_accrued(s.claim, max(s.day)), 0)
union all
select 'too much settled', c.claim
  from grants.claim c where grants.claim_open(c.claim) < 0
union all
select 'reclaimed', c.application
  from grants.claim c group by c.application
having sum(grants.claim_open(c.claim))
       is distinct from ledger.balance('grant:' || c.application || ':reclaimed')
union all
select 'reminder', r.entry
  from grants.claim_reminder r left join leaf l on l.entry = r.entry
 where (l.kind, l.grant_id, l.r ->> 'claim', l.r ->> 'n')
       is distinct from ('remind_claim', r.application::text, r.claim::text, r.n::text)
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_claim' then not exists (select from grants.claim_proposal x where x.entry = l.entry)
   when 'decide_claim' then not exists (select from grants.claim_decision x where x.entry = l.entry)
   when 'propose_settlement' then not exists (select from grants.claim_change x where x.entry = l.entry)
   when 'decide_settlement' then not exists (
     select from grants.claim_change_decision x where x.entry = l.entry)
   when 'remind_claim' then not exists (select from grants.claim_reminder x where x.entry = l.entry)
   when 'propose_interest' then not exists (select from grants.interest_proposal x where x.entry = l.entry)
   when 'decide_interest' then not exists (select from grants.interest_decision x where x.entry = l.entry)
   when 'decide_amendment' then (l.r #>> '{computation,claim_ore}')::bigint > 0
     and not exists (select from grants.claim c where c.claim = l.entry)
   else false end
