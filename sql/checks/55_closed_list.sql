-- closed list: the list of a closed call is not what counted at its closing, or a submission came after it
-- SPDX-License-Identifier: EUPL-1.2
-- What is withdrawn after the closing stays on the list: it says what counted then.
with newest as (
  select distinct on (s.application) a.call, s.application, s.sha256, s.entry, s.received
    from grants.submission s join grants.application a on a.application = s.application
   where s.verdict = 'on_time'
   order by s.application, s.received desc, s.version desc, s.entry desc),
counting as (
  select n.call, n.application, n.sha256, n.entry
    from newest n left join grants.call_closed k on k.call = n.call
   where not exists (select from grants.withdrawal w
                      where w.application = n.application and (w.received, w.entry) > (n.received, n.entry)
                        and w.entry < k.entry))
select k.call, k.count
  from grants.call_closed k
 where (select '[' || coalesce(string_agg(format('{"application":%s,"sha256":"%s","entry":%s}',
          c.application, encode(c.sha256, 'hex'), c.entry), ',' order by c.application), '') || ']'
          from counting c where c.call = k.call) is distinct from k.list
    or json_array_length(k.list::json) <> k.count
union all
select a.call, null
  from grants.submission s join grants.application a on a.application = s.application
  join grants.call_closed k on k.call = a.call
 where s.verdict = 'on_time' and s.entry > k.entry
