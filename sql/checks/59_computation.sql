-- computation: sums or instalments that the rule computes otherwise, awards too few could pay
-- SPDX-License-Identifier: EUPL-1.2
select 'accounts' as what, x.entry
  from grants.accounts x
 where x.documented_ore <> rule.documented(grants.budget_at(x.application, x.entry), grants.accounts_lines(x.entry))
union all
-- by the days that the act judged by; an award never moves the first
select 'days', x.entry
  from grants.accounts x
  join ledger.entry e on e.entry = x.entry
  join grants.call c on c.call = grants.call_of(x.application)
  join grants.accounts_line n on n.entry = x.entry and n.first_day is not null
  left join jsonb_array_elements(grants.budget_at(x.application, x.entry)) b on b.value -> 'line' = to_jsonb(n.line)
  cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb #> '{result,days}' as d) d
 where d.d is null
    or (d.d ->> 'later_start')::boolean is distinct from grants.later_start(c.call, (select a.organisation from grants.application a
         where a.application = x.application))
    or (d.d ->> 'awarded') is distinct from (select to_char(identity.day_of(w.at)::timestamp, 'YYYY-MM-DD')
         from grants.award_decision w where w.application = x.application and w.decision = 'award')
    or rule.cost_violations(jsonb_set(c.definition::jsonb, '{project,to}', to_jsonb(greatest(x.period_to, (c.definition::jsonb #>> '{project,to}')::date))),
         b.value ->> 'category', d.d || jsonb_build_object('kind', x.kind, 'period_to', x.period_to),
         jsonb_build_object('first', n.first_day, 'last', n.last_day, 'before_award_ore', n.before_award_ore, 'actual_ore', n.actual_ore), '') <> '[]'
union all
-- what is paid follows from the final accounts once they are there
select 'after final', x.entry
  from grants.accounts x
 where x.kind = 'part' and exists (select from grants.accounts f where f.application = x.application and f.kind = 'final'
                                      and f.entry < x.entry and f.period_to >= x.period_to)
union all
select 'instalment', i.instalment
  from grants.instalment i
  join grants.application a on a.application = i.application
  join grants.call c on c.call = a.call
  join grants.accounts x on x.entry = i.accounts_entry
 where i.computation is distinct from rule.instalment(c.definition::jsonb, i.input)
    or i.amount_ore::text <> i.computation ->> 'payable_ore'
    or i.input ->> 'documented_ore' <> rule.documented(
         grants.budget_at(i.application, i.instalment), grants.accounts_lines(x.entry))::text
    or i.computation -> 'missing' <> '[]'
union all
select 'award', d.entry
  from grants.award_decision d
  join ledger.entry e on e.entry = d.entry
  cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb #> '{result,hands}' as hands) l
 where d.decision = 'award'
   and (l.hands is null or l.hands = 'null' or rule.hands_missing(l.hands) <> '[]')
