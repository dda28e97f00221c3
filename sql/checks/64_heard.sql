-- heard: money claimed back, an award lowered or a request declined with neither a concluded hearing nor why none was needed, or without guidance on complaints
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.at, (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_claim', 'decide_claim', 'propose_amendment', 'decide_amendment')),
proposed as (
  select p.*, grants.amendment_adverse((l.r ->> 'award_ore')::bigint, r.amount_ore::bigint, p.amount_ore::bigint) as adverse
    from grants.amendment_proposal p left join leaf l on l.entry = p.entry
    left join grants.amendment_request r on r.entry = p.request_entry),
decided as (
  select d.*, p.adverse, d.decision = 'decline' and p.request_entry = (
           select max(r.entry) from grants.amendment_request r where r.application = d.application and r.entry < d.entry)
         as declined, num_nonnulls(p.hearing, p.unheard_reason) > 0 as said
    from grants.amendment_decision d join proposed p on p.entry = d.proposal_entry),
said as (
  select 'claim' as what, c.entry, c.application, c.hearing, c.unheard_reason, true as needed from grants.claim_proposal c
  union all
  select 'amendment', p.entry, p.application, p.hearing, p.unheard_reason, p.adverse from proposed p
  union all
  select 'declined', d.entry, d.application, d.hearing, d.unheard_reason, d.declined and not d.said from decided d)
select s.what, s.entry
  from said s left join leaf l on l.entry = s.entry
 where (l.r ->> 'hearing', l.p ->> 'unheard_reason') is distinct from (s.hearing::text, s.unheard_reason)
    or s.needed and num_nonnulls(s.hearing, s.unheard_reason) = 0
    or s.hearing is not null and not exists (
         select from grants.hearing h where h.entry = s.hearing and h.application = s.application and h.entry < s.entry)
union all
select 'not concluded', c.entry
  from (select d.entry, p.hearing from grants.claim_decision d join grants.claim_proposal p on p.entry = d.proposal_entry
        union all
        select d.entry, coalesce(d.hearing, p.hearing)
          from grants.amendment_decision d join grants.amendment_proposal p on p.entry = d.proposal_entry) c
  join leaf l on l.entry = c.entry
  join grants.hearing h on h.entry = c.hearing
  left join grants.hearing_answer a on a.hearing = h.entry
 where not coalesce(a.entry < c.entry, false) and h.answer_by >= (l.at at time zone 'Europe/Copenhagen')::date
union all
select 'guidance', g.entry
  from (select d.entry from grants.claim_decision d where d.decision = 'claim'
        union all
        select d.entry from decided d where d.declined or d.decision = 'amend' and d.adverse) g
  join leaf l on l.entry = g.entry
 where (l.r #>> '{complaint,body}', l.r #>> '{complaint,by}')
       is distinct from ('ministry', grants.complaint('', l.at) ->> 'by')
