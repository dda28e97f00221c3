-- notices: a notice that says something else than its entry, out of its chain, an answer to nothing, a correction of what is no text, or a deadline moved late, earlier or by none
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.at, e.call, (l.leaf ->> 'request')::json -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_notice', 'decide_notice')),
chain as (
  select n.entry, n.number, n.previous_sha256, n.sha256, n.call, p.kind, p.sha256 as change_sha256,
         row_number() over w as place,
         coalesce(lag(n.sha256) over w, c.sha256) as before
    from grants.notice n join grants.call c on c.call = n.call
    join grants.notice_proposal p on p.entry = n.proposal_entry
   where n.decision = 'publish'
  window w as (partition by n.call order by n.entry)),
moved as (
  select n.entry, n.call, n.last_on_time, e.at, grants.deadline_at(n.call, n.entry) as before
    from grants.notice n join ledger.entry e on e.entry = n.entry where n.last_on_time is not null)
select 'proposal' as what, p.entry
  from grants.notice_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.call, l.p ->> 'kind', (l.p -> 'change')::text, l.p ->> 'reason', l.r ->> 'change_sha256',
        l.r ->> 'last_on_time_us', l.at)
       is distinct from ('propose_notice', p.call, p.kind, p.change, p.reason, encode(p.sha256, 'hex'),
        ledger.micros(p.last_on_time)::text, p.at)
union all
select 'decision', n.entry
  from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
  left join leaf l on l.entry = n.entry
 where (l.kind, l.call, l.r ->> 'verdict', l.p ->> 'decision', l.p ->> 'proposal_entry', l.r ->> 'proposal_entry',
        l.p ->> 'change_sha256', l.r ->> 'change_sha256', l.r ->> 'kind', l.p ->> 'reason', l.r ->> 'number',
        l.r ->> 'previous_sha256', l.r ->> 'sha256', l.r ->> 'last_on_time_us', l.at, p.call)
       is distinct from ('decide_notice', n.call, n.decision, n.decision, n.proposal_entry::text, n.proposal_entry::text,
        encode(p.sha256, 'hex'), encode(p.sha256, 'hex'), p.kind, n.reason, n.number::text,
        encode(n.previous_sha256, 'hex'), encode(n.sha256, 'hex'), ledger.micros(n.last_on_time)::text, n.at, n.call)
    or n.decision = 'publish' and n.last_on_time is distinct from p.last_on_time
union all
select 'chain', c.entry
  from chain c
 where c.number <> c.place or c.previous_sha256 <> c.before or c.sha256 <> sha256(c.previous_sha256 || c.change_sha256)
union all
-- one that a newer proposal had replaced
select 'replaced', n.entry
  from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
 where n.decision = 'publish' and exists (
   select from grants.notice_proposal o
    where o.call = p.call and o.entry > p.entry and o.entry < n.entry
      and grants.notice_topic(o.kind, o.change::json) = grants.notice_topic(p.kind, p.change::json))
union all
select 'moved after it had passed', m.entry from moved m where m.at > m.before
union all
select 'not later', m.entry from moved m where m.last_on_time <= m.before
union all
-- the instant is that of the local time which everyone reads
select 'another instant', p.entry
  from grants.notice_proposal p join grants.call c on c.call = p.call
 where p.kind = 'deadline' and p.last_on_time is distinct from grants.last_on_time(json_build_object(
         'zone', c.definition::json #> '{deadline,zone}', 'local', p.change::json -> 'local',
         'end_of_day', p.change::json -> 'end_of_day'))
union all
select 'replaces no answer', n.entry
  from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
 where n.decision = 'publish' and p.kind = 'answer' and p.change::json ->> 'replaces' is not null
   and 1 <> (select count(*) from grants.notice m join grants.notice_proposal q on q.entry = m.proposal_entry
              where m.call = n.call and m.number < n.number and q.kind = 'answer'
                and p.change::json ->> 'replaces' in (m.number::text, q.change::json ->> 'replaces'))
union all
select 'answered after the deadline', n.entry
  from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry join ledger.entry e on e.entry = n.entry
 where n.decision = 'publish' and p.kind = 'answer' and e.at > grants.deadline_at(n.call, n.entry)
union all
select 'corrects something else', n.entry
  from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
 where n.decision = 'publish' and p.kind = 'correction'
   and (p.change::json ->> 'before' is distinct from grants.text_at(n.call, p.change::json ->> 'field', n.entry)
        or p.change::json ->> 'after' = p.change::json ->> 'before')
union all
-- nothing else moves a deadline, and every entry that names one names the one in force at its place
select 'judged by another deadline', e.entry
  from ledger.entry e, lateral (select convert_from(e.leaf, 'UTF8')::json #>> '{result,last_on_time_us}' as us) l
 where e.kind in ('submit', 'withdraw_application') and l.us is not null
   and l.us is distinct from ledger.micros(grants.deadline_at(e.call, e.entry))::text
