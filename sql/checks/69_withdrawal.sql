-- withdrawal: an application withdrawn otherwise than in time by who may, of what counted, or handled after it
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, replace(e.stream, 'grant:', '') as grant_id, e.organisation, e.call, e.at, e.received,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, (l.leaf ->> 'request')::jsonb -> 'second_factor' as factor,
         l.leaf ->> 'signature' as signature, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind = 'withdraw_application'),
standing as (
  select w.* from grants.withdrawal w
   where not exists (select from grants.submission s
                      where s.application = w.application and s.verdict = 'on_time'
                        and (s.received, s.entry) > (w.received, w.entry)))
select 'withdrawal' as what, w.entry
  from grants.withdrawal w left join leaf l on l.entry = w.entry
 where (l.grant_id, l.p ->> 'submission_entry', l.p ->> 'reason', l.received, l.r ->> 'verdict', l.r ->> 'submission_entry')
       is distinct from (w.application::text, w.submission_entry::text, w.reason, w.received, 'withdrawn', w.submission_entry::text)
union all
select 'not in time', w.entry
  from grants.withdrawal w join leaf l on l.entry = w.entry join grants.call c on c.call = l.call
 where rule.deadline_verdict(l.received, l.at, c.last_on_time, exists (
         select from grants.call_closed k where k.call = l.call and k.entry < w.entry)) <> 'on_time'
union all
select 'another organisation', w.entry
  from grants.withdrawal w join leaf l on l.entry = w.entry join grants.application a on a.application = w.application
 where (l.organisation, l.call) is distinct from (a.organisation, a.call)
union all
select 'by one factor', w.entry
  from grants.withdrawal w join leaf l on l.entry = w.entry
 where coalesce(l.factor, 'null') = 'null' and l.signature is null
union all
-- what counted before it: the greatest of its submissions until then, withdrawn by nothing before
select 'did not count', w.entry
  from grants.withdrawal w
 where w.submission_entry is distinct from (
         select s.entry from grants.submission s
          where s.application = w.application and s.verdict = 'on_time' and s.entry < w.entry
          order by s.received desc, s.version desc, s.entry desc limit 1)
    or exists (select from grants.submission s where s.entry = w.submission_entry and (
         s.received > w.received or exists (
           select from grants.withdrawal b where b.application = w.application and b.entry < w.entry
              and (b.received, b.entry) > (s.received, s.entry))))
union all
select 'on after it', e.entry
  from standing w join ledger.entry e on e.stream = 'grant:' || w.application and e.entry > w.entry
 where e.kind in ('score', 'open_hearing', 'propose_award', 'decide_award', 'propose_refusal', 'decide_refusal')
union all
select 'a share of it', h.entry
  from standing w join grants.allocation_share h on h.application = w.application and h.entry > w.entry
union all
select 'unprojected', l.entry
  from leaf l where not exists (select from grants.withdrawal w where w.entry = l.entry)
