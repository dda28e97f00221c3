-- year: years closed or opened otherwise than two decided, money left without a line, posted otherwise than the lines say
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.stream, e.person, (e.at at time zone 'Europe/Copenhagen')::date as today,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_year', 'decide_year')),
line as materialized (
  select d.entry, p.year, l.appropriation, l.what, l.call, l.rest_ore, l.carried_ore, l.lapsed_ore,
         grants.account_of(l.appropriation) as account
    from grants.year_decision d join grants.year_proposal p on p.entry = d.proposal_entry and p.change = 'close'
    join grants.year_line l on l.entry = p.entry
   where d.decision = 'accept'),
closed as materialized (
  select d.entry, p.year, d.proposal_entry from grants.year_decision d join grants.year_proposal p on p.entry = d.proposal_entry
   where d.decision = 'accept' and p.change = 'close'),
standing as materialized (
  select c.* from closed c
   where not exists (select from grants.year_decision o join grants.year_proposal q on q.entry = o.proposal_entry
                      where o.decision = 'accept' and q.change = 'open' and q.year = c.year and o.entry > c.entry))
select 'proposal' as what, p.entry
  from grants.year_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.stream, l.p ->> 'year', l.p ->> 'change', l.p ->> 'reason')
       is distinct from ('propose_year', 'batch:year-' || p.year, p.year::text, p.change, p.reason)
    or (select coalesce(jsonb_agg(jsonb_build_object('appropriation', x.appropriation, 'what', x.what, 'call', x.call,
          'rest_ore', x.rest_ore, 'carried_ore', x.carried_ore, 'lapsed_ore', x.lapsed_ore, 'ground', x.ground) order by x.n), '[]')
          from grants.year_line x where x.entry = p.entry) is distinct from l.p -> 'lines'
union all
select 'decision', d.entry
  from grants.year_decision d left join leaf l on l.entry = d.entry
  left join grants.year_proposal p on p.entry = d.proposal_entry
 where (l.kind, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.r ->> 'year', l.r ->> 'change')
       is distinct from ('decide_year', d.proposal_entry::text, d.decision, d.reason, p.year::text, p.change)
    or d.decision = 'accept' and case p.change
         when 'close' then p.year >= extract(year from l.today) or p.year <= grants.closed_year(d.entry)
           or coalesce(grants.closed_through(d.entry) < make_date(p.year, 12, 1), true)
         else p.year is distinct from grants.closed_year(d.entry) end
union all
select 'one human', d.entry
  from grants.year_decision d join leaf l on l.entry = d.entry join leaf o on o.entry = d.proposal_entry
  join grants.year_proposal p on p.entry = d.proposal_entry
  left join grants.year_decision c on c.entry = grants.year_closing(p.year, d.entry)
  left join leaf c1 on c1.entry = c.entry left join leaf c2 on c2.entry = c.proposal_entry
 where identity.human_now(l.person) = identity.human_now(o.person)
    or d.decision = 'accept' and p.change = 'open'
       and identity.human_now(l.person) in (identity.human_now(c1.person), identity.human_now(c2.person))
union all
-- what was left at the end of a year that is closed and has no line, or a line of something else
select 'rest', coalesce(r.entry, l.entry)
  from (select s.entry, x.* from standing s, lateral grants.year_rest(s.year) x) r
  full join (select l.* from line l join standing s on s.entry = l.entry) l
    on (l.entry, l.appropriation, l.what) = (r.entry, r.appropriation, r.what) and l.call is not distinct from r.call
 where l.rest_ore is distinct from r.rest_ore
union all
-- off the sources of an account goes what is left, onto the next year's what is carried over
select 'source', t.entry
  from (select l.entry, l.year, l.account, sum(l.rest_ore) as rest, sum(l.carried_ore) as carried from line l group by 1, 2, 3) t
 where (select coalesce(sum(o.amount) filter (where grants.year_of(split_part(o.account, ':', 2)) <= t.year), 0)
          from ledger.posting o where o.entry = t.entry and o.account like 'appropriation:' || t.account || '-____:source')
       <> t.rest
    or (select coalesce(-sum(o.amount), 0) from ledger.posting o
         where o.entry = t.entry and o.account = 'appropriation:' || t.account || '-' || t.year + 1 || ':source') <> t.carried
union all
select 'lapsed', l.entry
  from line l
 where l.what = 'pool' and coalesce((select -o.amount from ledger.posting o
         where o.entry = l.entry and o.account = 'call:' || l.call || ':available'), 0) <> l.lapsed_ore
    or l.what = 'unallocated' and (select coalesce(-sum(o.amount), 0) from ledger.posting o
         where o.entry = l.entry and o.account = 'appropriation:' || l.appropriation || ':unallocated')
       not between l.lapsed_ore and l.rest_ore
union all
select 'posted without a line', o.entry
  from closed c join ledger.posting o on o.entry = c.entry
 where not exists (select from line l where l.entry = c.entry and o.account = any (array[
         'call:' || l.call || ':available', 'appropriation:' || l.appropriation || ':unallocated',
         'appropriation:' || l.account || '-' || l.year + 1 || ':unallocated'])
       or l.entry = c.entry and o.account like 'appropriation:' || l.account || '-____:source')
union all
select 'not taken back', d.entry
  from grants.year_decision d join grants.year_proposal p on p.entry = d.proposal_entry and p.change = 'open'
 where d.decision = 'accept' and exists (
   (select o.account, -o.amount from ledger.posting o where o.entry = d.entry
    except all select o.account, o.amount from ledger.posting o where o.entry = grants.year_closing(p.year, d.entry))
   union all
   (select o.account, o.amount from ledger.posting o where o.entry = grants.year_closing(p.year, d.entry)
    except all select o.account, -o.amount from ledger.posting o where o.entry = d.entry))
union all
select 'posted into a closed year', e.entry
  from ledger.entry e
 where e.amount_ore > 0 and extract(year from e.effective) <= grants.closed_year(e.entry)
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_year' then not exists (select from grants.year_proposal x where x.entry = l.entry)
   else not exists (select from grants.year_decision x where x.entry = l.entry) end
