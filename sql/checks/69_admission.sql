-- admission: a contested submission that counts, or not, otherwise than two officers ruled over the facts, or that came after what decided without it
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.person, replace(e.stream, 'grant:', '') as grant_id, e.call, e.at,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r, l.leaf ->> 'signature' as signature
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_admission', 'confirm_admission')),
-- a withdrawal takes back what was received before it, from its own entry on
taken_back as (
  select s.entry, min(w.entry) as by_entry
    from grants.submission s join grants.withdrawal w
      on w.application = s.application and (w.received, w.entry) > (s.received, s.entry)
   group by s.entry),
ruled as (
  select d.entry, d.submission, d.choice, d.letter, s.application, s.verdict, a.call, grants.deadline_at(a.call, s.entry) as last_on_time, n.at,
         coalesce((convert_from(e.leaf, 'UTF8')::json #>> '{result,pressed}')::timestamptz, s.received) as received
    from grants.admission d
    join grants.submission s on s.entry = d.submission
    join grants.application a on a.application = s.application
    join ledger.entry e on e.entry = s.entry
    left join leaf n on n.entry = d.entry)
select 'proposal' as what, p.entry
  from grants.admission_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.grant_id, l.p ->> 'submission_entry', l.p ->> 'choice', l.r ->> 'verdict', l.p ->> 'reason')
       is distinct from ('propose_admission', p.application::text, p.submission::text, p.choice, p.choice, p.reason)
union all
select 'ruling', d.entry
  from grants.admission d join grants.admission_proposal p on p.entry = d.proposal_entry
  left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.r ->> 'submission_entry', l.p ->> 'proposal_entry', l.r ->> 'proposal_entry', l.r ->> 'verdict',
        l.p ->> 'reason', nullif(l.r -> 'refusal', 'null'))
       is distinct from ('confirm_admission', d.application::text, d.submission::text, d.proposal_entry::text,
        d.proposal_entry::text, d.choice, d.reason, d.letter)
    or (d.application, d.submission, d.choice) is distinct from (p.application, p.submission, p.choice)
union all
select 'other facts', l.entry
  from leaf l
 where encode(sha256(convert_to((l.r -> 'facts')::text, 'UTF8')), 'hex') is distinct from l.r ->> 'facts_sha256'
    or l.p ->> 'facts_sha256' is distinct from l.r ->> 'facts_sha256'
    or l.r #>> '{facts,entry}' is distinct from l.r ->> 'submission_entry'
union all
select 'one human', d.entry
  from grants.admission d join leaf l on l.entry = d.entry join leaf o on o.entry = d.proposal_entry
 where identity.human_now(l.person) = identity.human_now(o.person)
union all
select 'unsigned', l.entry from leaf l where l.signature is null
union all
select 'not contested', r.entry from ruled r where r.verdict <> 'contested'
union all
select 'received late', r.entry from ruled r where r.choice = 'admit' and r.received > r.last_on_time
union all
select 'before the opening', l.entry
  from leaf l left join grants.call_opened o on o.call = l.call where o.entry is null or o.entry > l.entry
union all
-- who counts is told by the record alone: sent in time, or contested and admitted
select 'counts', s.entry
  from grants.submission s join grants.application a on a.application = s.application
  left join leaf l on l.kind = 'confirm_admission' and l.r ->> 'submission_entry' = s.entry::text
 where s.verdict <> 'on_time' and l.r ->> 'verdict' is distinct from 'admit'
   and exists (select from grants.counting(a.call) k where k.entry = s.entry)
union all
select 'ignored', r.application
  from ruled r
 where r.choice = 'admit' and not exists (select from grants.counting(r.call) k where k.application = r.application)
   and not exists (select from grants.withdrawal w where w.application = r.application)
union all
-- a letter unless something of the application counted, or another contested one still waited
select 'letter', r.entry
  from ruled r
 where (r.letter is not null) is distinct from (r.choice = 'refuse'
   and not exists (select from grants.submission s left join grants.admission d on d.submission = s.entry and d.choice = 'admit'
                    where s.application = r.application and not exists (select from taken_back t where t.entry = s.entry and t.by_entry < r.entry)
                      and (s.verdict = 'on_time' and s.entry < r.entry or d.entry < r.entry))
   and not exists (select from grants.submission s left join grants.admission d on d.submission = s.entry
                    where s.application = r.application and s.verdict = 'contested' and s.entry < r.entry
                      and s.entry <> r.submission and coalesce(d.entry > r.entry, true)
                      and not exists (select from taken_back t where t.entry = s.entry and t.by_entry < r.entry)))
    or r.letter is not null and (r.letter ->> 'ground' <> 'contested' or r.letter #>> '{complaint,by}' is null)
union all
-- nothing joins what is shared out or decided, and nothing is decided while somebody waits
select 'admitted after', r.entry
  from ruled r
 where r.choice = 'admit' and (
   exists (select from grants.allocation_proposal p left join grants.allocation_decision d on d.proposal_entry = p.entry
            where p.call = r.call and p.entry < r.entry and coalesce(d.entry > r.entry or d.decision = 'allocate', true))
   or exists (select from grants.award_decision d join grants.application a on a.application = d.application
               where a.call = r.call and d.decision = 'award' and d.entry < r.entry)
   or exists (select from grants.refusal_decision d join grants.application a on a.application = d.application
               where a.call = r.call and d.decision = 'refuse' and d.entry < r.entry))
union all
select 'decided without', x.entry
  from (select d.entry, a.call from grants.award_decision d join grants.application a on a.application = d.application
         where d.decision = 'award'
        union all
        select d.entry, a.call from grants.refusal_decision d join grants.application a on a.application = d.application
         where d.decision = 'refuse'
        union all
        select d.entry, d.call from grants.allocation_decision d where d.decision = 'allocate') x
 where exists (select from grants.submission s join grants.application a on a.application = s.application
                left join grants.admission d on d.submission = s.entry
               where a.call = x.call and s.verdict = 'contested' and s.entry < x.entry and coalesce(d.entry > x.entry, true)
                 and not exists (select from taken_back t where t.entry = s.entry and t.by_entry < x.entry))
