-- recovery: administrators replaced otherwise than the entries say, without two different roles, the published wait, or against a stop
-- SPDX-License-Identifier: EUPL-1.2
select r.proposal, r.step, r.entry
from identity.recovery r
left join ledger.entry e on e.entry = r.entry
left join lateral (select convert_from(e.leaf, 'UTF8')::jsonb -> 'result' as r) l on true
where (e.kind, e.at, l.r ->> 'proposal', (l.r ->> 'effective_at')::timestamptz) is distinct from
      (case r.step when 'scheduled' then 'confirm_recovery' when 'stopped' then 'stop_recovery' when 'done' then 'recover_administrators' end,
       r.at, r.proposal::text, r.effective_at)
   or r.step = 'scheduled' and r.effective_at < r.at + identity.recovery_wait()
union all
select d.proposal, 'done', d.entry
from identity.recovery d
left join identity.recovery s on s.proposal = d.proposal and s.step = 'scheduled'
where d.step = 'done' and (s.effective_at is null or d.at < s.effective_at
      or exists (select from identity.recovery x where x.proposal = d.proposal and x.step = 'stopped' and x.entry < d.entry)
      or (select count(distinct e.role) <> 2 or count(distinct e.human) <> 2
          from ledger.confirmation c join ledger.entry e on e.entry = c.entry where c.proposal = d.proposal))
