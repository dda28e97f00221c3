-- sign off: an instalment without a sufficient sign-off, given before, of exactly its accounts
-- SPDX-License-Identifier: EUPL-1.2
select i.instalment, i.accounts_entry, i.sign_off_entry
  from grants.instalment i
  join grants.accounts a on a.entry = i.accounts_entry
  join ledger.entry ae on ae.entry = a.entry
  join grants.call c on c.call = (
    select g.call from grants.application g where g.application = i.application)
  left join grants.sign_off s on s.entry = i.sign_off_entry
  left join ledger.entry se on se.entry = s.entry
 where s.entry is null or s.accounts_entry <> i.accounts_entry or s.entry >= i.instalment
    or se.kind <> case s.level when 'auditor' then 'endorse_accounts' else 'sign_off' end or se.human = ae.human
    -- an opinion that blocked and that no officer had accepted before
    or exists (select from grants.endorsement o where o.accounts_entry = i.accounts_entry and o.entry < i.instalment
                  and o.opinion not in ('clean', 'emphasis') and not exists (
                    select from grants.opinion_decision d where d.endorsement_entry = o.entry and d.decision = 'accept'
                       and d.entry < i.instalment))
    or (convert_from(se.leaf, 'UTF8')::json ->> 'request')::json #>> '{params,sha256}'
         <> encode(sha256(convert_to(((convert_from(ae.leaf, 'UTF8')::json ->> 'request')::json
                                      -> 'params')::text, 'UTF8')), 'hex')
    or not rule.sign_off_satisfies(s.level, rule.sign_off_requirement(c.definition::jsonb, a.kind,
             (i.input ->> 'award_ore')::bigint, i.input -> 'rulings'))
