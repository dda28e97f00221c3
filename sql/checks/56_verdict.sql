-- verdict: a submission that the deadline rule judges otherwise
-- SPDX-License-Identifier: EUPL-1.2
select s.entry, s.verdict
  from grants.submission s
  join grants.application a on a.application = s.application
  join grants.call c on c.call = a.call
  join ledger.entry e on e.entry = s.entry
 where s.verdict is distinct from rule.deadline_verdict(e.received, e.at, c.last_on_time, exists (
   select from grants.call_closed k where k.call = a.call and k.entry < s.entry))
