-- verdict: a submission that the deadline rule judges otherwise
-- SPDX-License-Identifier: EUPL-1.2
-- pressed: its first press, with a login that had ended; it counts only for what would be late, a quarter of an hour.
select s.entry, s.verdict
  from grants.submission s
  join grants.application a on a.application = s.application
  join ledger.entry e on e.entry = s.entry,
  lateral (select grants.deadline_at(a.call, s.entry) as last, (convert_from(e.leaf, 'UTF8')::json #>> '{result,pressed}')::timestamptz as pressed,
                  exists (select from grants.call_closed k where k.call = a.call and k.entry < s.entry) as closed) p
 where s.verdict is distinct from rule.deadline_verdict(coalesce(p.pressed, e.received), e.at, p.last, p.closed)
    or p.pressed is not null and (p.pressed > e.received or p.pressed < e.at - interval '15 minutes'
       or rule.deadline_verdict(e.received, e.at, p.last, p.closed) <> 'late')
