-- closed list: the list of a closed call is not the on-time submissions, or one came after it
-- SPDX-License-Identifier: EUPL-1.2
with counting as (
  select distinct on (s.application) a.call, s.application, s.sha256, s.entry
    from grants.submission s join grants.application a on a.application = s.application
   where s.verdict = 'on_time'
   order by s.application, s.received desc, s.version desc, s.entry desc)
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
