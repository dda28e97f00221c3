-- withdrawal: an application withdrawn otherwise than in time by who may, of what counted, or handled after it
-- SPDX-License-Identifier: EUPL-1.2
-- Until the deadline by one, after it by two humans of the applicant and before the agency proposes or shares out.
with leaf as materialized (
  select e.entry, e.kind, replace(e.stream, 'grant:', '') as grant_id, e.organisation, e.call, e.at, e.received, e.person,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, (l.leaf ->> 'request')::jsonb -> 'second_factor' as factor,
         l.leaf ->> 'signature' as signature, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('withdraw_application', 'propose_withdrawal', 'confirm_withdrawal', 'retract_withdrawal')),
standing as (
  select w.* from grants.withdrawal w
   where not exists (select from grants.submission s
                      where s.application = w.application and (s.verdict = 'on_time' or exists (
                              select from grants.admission d where d.submission = s.entry and d.choice = 'admit'))
                        and (s.received, s.entry) > (w.received, w.entry))),
acted as (
  select w.entry, w.application, w.submission_entry, w.received from grants.withdrawal w
  union all
  select p.entry, p.application, p.submission_entry, e.received
    from grants.withdrawal_proposal p join ledger.entry e on e.entry = p.entry)
select 'withdrawal' as what, w.entry
  from grants.withdrawal w left join leaf l on l.entry = w.entry
  left join grants.withdrawal_proposal p on p.entry = w.proposal_entry
 where (l.kind, l.grant_id, l.p ->> 'submission_entry', l.p ->> 'proposal_entry',
        case when l.kind = 'confirm_withdrawal' then p.reason else l.p ->> 'reason' end,
        l.received, l.r ->> 'verdict', l.r ->> 'submission_entry')
       is distinct from (case when w.proposal_entry is null then 'withdraw_application' else 'confirm_withdrawal' end,
        w.application::text, case when w.proposal_entry is null then w.submission_entry::text end, w.proposal_entry::text,
        w.reason, w.received, 'withdrawn', w.submission_entry::text)
    or w.proposal_entry is not null
       and (p.application, p.submission_entry) is distinct from (w.application, w.submission_entry)
union all
select 'proposal', p.entry
  from grants.withdrawal_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.grant_id, l.p ->> 'submission_entry', l.p ->> 'reason')
       is distinct from ('propose_withdrawal', p.application::text, p.submission_entry::text, p.reason)
union all
select 'taken back', x.entry
  from grants.withdrawal_retracted x left join leaf l on l.entry = x.entry
  left join grants.withdrawal_proposal p on p.entry = x.proposal_entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', p.application)
       is distinct from ('retract_withdrawal', x.application::text, x.proposal_entry::text, x.application)
    or exists (select from grants.withdrawal w where w.proposal_entry = x.proposal_entry)
union all
select 'not in time', w.entry
  from grants.withdrawal w join leaf l on l.entry = w.entry
 where w.proposal_entry is null and rule.deadline_verdict(l.received, l.at, grants.deadline_at(l.call, w.entry), exists (
         select from grants.call_closed k where k.call = l.call and k.entry < w.entry)) <> 'on_time'
union all
select 'another organisation', l.entry
  from leaf l left join grants.application a on l.grant_id = a.application::text
 where (l.organisation, l.call) is distinct from (a.organisation, a.call)
union all
select 'by one factor', l.entry
  from leaf l where l.kind <> 'retract_withdrawal' and coalesce(l.factor, 'null') = 'null' and l.signature is null
union all
-- what counted before it: the greatest of its submissions until then, withdrawn by nothing before
select 'did not count', w.entry
  from acted w
 where w.submission_entry is distinct from (
         select s.entry from grants.submission s
          where s.application = w.application and s.entry < w.entry and (s.verdict = 'on_time' or exists (
                  select from grants.admission d where d.submission = s.entry and d.choice = 'admit' and d.entry < w.entry))
          order by s.received desc, s.version desc, s.entry desc limit 1)
    or exists (select from grants.submission s where s.entry = w.submission_entry and (
         s.received > w.received or exists (
           select from grants.withdrawal b where b.application = w.application and b.entry < w.entry
              and (b.received, b.entry) > (s.received, s.entry))))
union all
select 'one human', w.entry
  from grants.withdrawal w join leaf l on l.entry = w.entry join leaf o on o.entry = w.proposal_entry
 where identity.human_now(l.person) = identity.human_now(o.person)
union all
-- the bound: closed, nothing decided or open at the agency, no pool shared out
select 'out of bounds', l.entry
  from leaf l join grants.application a on l.grant_id = a.application::text
 where l.kind <> 'withdraw_application'
   and (not exists (select from grants.call_closed k where k.call = a.call and k.entry < l.entry)
     or exists (select from grants.allocation_decision d
                 where d.call = a.call and d.decision = 'allocate' and d.entry < l.entry)
     or exists (select from grants.award_proposal p left join grants.award_decision d on d.proposal_entry = p.entry and d.entry < l.entry
                 where p.application = a.application and p.entry < l.entry and coalesce(d.decision, 'award') = 'award')
     or exists (select from grants.refusal_proposal p left join grants.refusal_decision d on d.proposal_entry = p.entry and d.entry < l.entry
                 where p.application = a.application and p.entry < l.entry and coalesce(d.decision, 'refuse') = 'refuse')
     -- a proposal lapses with what came in between, also when that was declined
     or exists (select from (select x.entry from grants.award_proposal x where x.application = a.application
                             union all select x.entry from grants.refusal_proposal x where x.application = a.application) b
                 where b.entry between (l.p ->> 'proposal_entry')::bigint and l.entry))
union all
select 'on after it', e.entry
  from standing w join ledger.entry e on e.stream = 'grant:' || w.application and e.entry > w.entry
 where e.kind in ('score', 'open_hearing', 'answer_hearing', 'propose_award', 'decide_award', 'propose_refusal', 'decide_refusal')
union all
select 'a share of it', h.entry
  from standing w join grants.allocation_share h on h.application = w.application and h.entry > w.entry
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_withdrawal' then not exists (select from grants.withdrawal_proposal x where x.entry = l.entry)
   when 'retract_withdrawal' then not exists (select from grants.withdrawal_retracted x where x.entry = l.entry)
   else not exists (select from grants.withdrawal x where x.entry = l.entry) end
