-- computation: sums or instalments that the rule computes otherwise, awards too few could pay
-- SPDX-License-Identifier: EUPL-1.2
select 'accounts' as what, x.entry
  from grants.accounts x
 where x.documented_ore <> rule.documented(grants.budget_at(x.application, x.entry), grants.accounts_lines(x.entry))
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
