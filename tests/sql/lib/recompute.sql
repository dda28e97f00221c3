-- SPDX-License-Identifier: EUPL-1.2
-- What each build with one rule changed must list: which entries the change decides otherwise, from what they store and from the
-- rules of the database, which nobody changed.
with leaf as materialized (
  select e.entry, e.kind, (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('submit_accounts', 'prepare_instalment', 'propose_line', 'give_line', 'propose_ruling', 'confirm_ruling')),
-- a definition that a test altered, with figures that the program refuses in a call
refused as materialized (
  select e.entry from ledger.entry e join t.call c on c.call = e.call and c.document = c.definition::text
   cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb -> 'result' as r) l
   where e.kind in ('propose_award', 'prepare_instalment', 'record_result')
      or e.kind in ('propose_ruling', 'confirm_ruling') and l.r -> 'input' ? 'awards'
      or e.kind = 'confirm' and l.r ? 'pool_ore'
      or e.kind in ('propose_claim', 'decide_claim') and l.r -> 'input' <> 'null'),
shares as (
  select l.entry, i as side, (s ->> 'application')::bigint as application, (s ->> 'award_ore')::bigint as ore
    from leaf l cross join unnest(array['before', 'after']) i
    cross join jsonb_array_elements(rule.allocation(jsonb_set(l.r #> array['input', i], '{reading}',
      case l.r #>> array['input', i, 'reading'] when 'floor_first' then '"share_at_least_floor"'
        else l.r #> array['input', i, 'reading'] end)) -> 'shares') s
   where l.r -> 'input' ? 'before'),
other as (
  select l.entry, (o ->> 'application')::bigint as application, b.ore as before, a.ore as after
    from leaf l cross join jsonb_array_elements(l.r #> '{input,after,applicants}') o
    left join shares b on b.entry = l.entry and b.side = 'before' and b.application = (o ->> 'application')::bigint
    left join shares a on a.entry = l.entry and a.side = 'after' and a.application = (o ->> 'application')::bigint
   where l.r -> 'input' ? 'before')
select 'without' as rule, r.entry from refused r
union all
select 'documented', l.entry
  from leaf l
 where l.kind = 'submit_accounts' and (l.r ->> 'documented_ore')::bigint <> (
   select sum(least((s ->> 'actual_ore')::bigint, (a ->> 'approved_ore')::bigint))
     from jsonb_array_elements(l.p -> 'lines') s join jsonb_array_elements(l.r -> 'approved') a on a -> 'line' = s -> 'line')
union all
select 'instalment', l.entry
  from leaf l
 where l.kind = 'prepare_instalment' and (l.r #>> '{computation,paid_ore}')::bigint > 0
   and l.entry not in (select r.entry from refused r)
union all
select 'lines', l.entry
  from leaf l
 where l.kind in ('propose_line', 'give_line') and l.r ->> 'verdict' is distinct from 'decline' and (l.r ->> 'year')::integer <> (
   select min((x ->> 'year')::integer) from jsonb_array_elements(l.r #> '{input,lines}') x
    where not exists (select from jsonb_array_elements(l.r #> '{input,given}') g
                       where g -> 'year' = x -> 'year' and (g ->> 'amount_ore')::bigint > (x ->> 'amount_ore')::bigint))
union all
-- what the other reading would have shared out
select 'allocation', a.entry
  from grants.allocation_proposal a, rule.allocation(a.input::jsonb) r,
       rule.allocation(a.input::jsonb || '{"reading":"share_at_least_floor"}') o
 where a.input::jsonb ->> 'reading' = 'floor_first' and (r -> 'shares', r -> 'level') is distinct from (o -> 'shares', o -> 'level')
union all
select 'allocation', l.entry
  from leaf l
 where l.r -> 'input' ? 'before' and l.r -> 'effects' <> (
   select coalesce(jsonb_agg(jsonb_build_object('application', o.application, 'before', jsonb_build_object('award_ore', o.before),
            'after', jsonb_build_object('award_ore', o.after)) order by o.application), '[]')
     from other o where o.entry = l.entry and o.before is distinct from o.after)
 order by 1, 2
