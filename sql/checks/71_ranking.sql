-- ranking: a proposed award that rests on other entries than the weights, scores and declarations there were, or has another rank than they give
-- SPDX-License-Identifier: EUPL-1.2
with told as materialized (
  select e.entry, e.call, (l.leaf -> 'result' ->> 'application')::bigint as application,
         (l.leaf -> 'result' ->> 'rank')::bigint as rank, (l.leaf -> 'result' ->> 'of')::bigint as of,
         (l.leaf #>> '{result,ranking,weights}')::bigint as weights, l.leaf #> '{result,ranking,applications}' as applications
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind = 'propose_award' and l.leaf -> 'result' ? 'ranking'),
ranked as materialized (
  select t.entry, t.call, t.weights, (a ->> 'application')::bigint as application, (a ->> 'points')::bigint as points,
         a -> 'declarations' as declarations, s.scores,
         floor((a ->> 'points')::numeric * 1000000 / nullif(cardinality(s.scores), 0)) as mean
    from told t cross join lateral jsonb_array_elements(t.applications) a
   cross join lateral (select array_agg(x::bigint) as scores from jsonb_array_elements_text(a -> 'scores') x) s)
select 'rank' as what, t.entry
  from told t left join ranked own on own.entry = t.entry and own.application = t.application
 cross join lateral (select count(*) as n, 1 + count(*) filter (where r.mean > own.mean) as rank
                       from ranked r where r.entry = t.entry) made
 where own.entry is null or (t.rank, t.of) is distinct from (made.rank, made.n)
union all
select 'weights', t.entry
  from told t
 where not exists (select from grants.weights_confirmed w where w.entry = t.weights and w.call = t.call and w.entry < t.entry)
union all
select 'points', r.entry
  from ranked r
 where r.points is distinct from (
   select sum(s.points * w.weight_bp) from grants.score s join grants.application a on a.application = s.application
     join grants.weights_confirmed c on c.entry = r.weights
     join grants.weights_proposal w on w.entry = c.proposal_entry and w.criterion = s.criterion
    where s.entry = any (r.scores) and s.application = r.application and a.call = r.call and s.entry < r.entry)
union all
-- each assessor's newest then, and of two at least
select 'scores', r.entry
  from ranked r
 where (select count(distinct s.human) from grants.score s where s.entry = any (r.scores)) <> cardinality(r.scores)
    or cardinality(r.scores) < 2
    or exists (select from grants.score n join grants.score s on s.human = n.human and s.application = n.application
                where s.entry = any (r.scores) and n.entry > s.entry and n.entry < r.entry)
union all
select 'declarations', r.entry
  from ranked r
 where exists (select from jsonb_array_elements_text(r.declarations) x
                where not exists (select from grants.impartiality i where i.entry = x::bigint and i.entry < r.entry
                                     and i.application = r.application and i.declared = 'impartial'))
    or exists (select from unnest(r.scores) s where not exists (
         select from jsonb_array_elements_text(r.declarations) x where x::bigint < s))
union all
select 'allocation', e.entry
  from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb -> 'result' as r) l
 where e.kind = 'propose_award' and l.r ? 'allocation' and not exists (
   select from grants.allocation_decision d join grants.allocation_proposal p on p.entry = d.proposal_entry
    where d.entry = (l.r ->> 'allocation')::bigint and d.decision = 'allocate' and p.call = e.call and d.entry < e.entry)
