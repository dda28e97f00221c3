-- hands: an award not by two humans, a payment not by three, weights, a ruling, a notice, an admission or accounts not by two
-- SPDX-License-Identifier: EUPL-1.2
select 'award' as what, d.application as which
  from grants.award_decision d
  join ledger.entry a on a.entry = d.proposal_entry join ledger.entry b on b.entry = d.entry
 where a.human is null or b.human is null or a.human = b.human
union all
select 'weights', k.entry
  from grants.weights_confirmed k
  join ledger.entry a on a.entry = k.proposal_entry join ledger.entry b on b.entry = k.entry
 where a.human is null or b.human is null or a.human = b.human
union all
select 'ruling', r.entry
  from grants.ruling r
  join ledger.entry a on a.entry = r.proposal_entry join ledger.entry b on b.entry = r.entry
 where a.human is null or b.human is null or a.human = b.human
union all
select 'notice', n.entry
  from grants.notice n
  join ledger.entry a on a.entry = n.proposal_entry join ledger.entry b on b.entry = n.entry
 where a.human is null or b.human is null or a.human = b.human
union all
select 'admission', d.entry
  from grants.admission d
  join ledger.entry a on a.entry = d.proposal_entry join ledger.entry b on b.entry = d.entry
 where a.human is null or b.human is null or a.human = b.human
union all
select 'sign-off', s.application
  from grants.sign_off s
  join ledger.entry a on a.entry = s.accounts_entry join ledger.entry b on b.entry = s.entry
 where a.human is null or b.human is null or a.human = b.human
union all
select 'payment', r.instalment
  from grants.instalment_released r
  join grants.instalment_approved p on p.instalment = r.instalment
  join ledger.entry a on a.entry = r.instalment join ledger.entry b on b.entry = p.entry
  join ledger.entry c on c.entry = r.entry
 where a.human is null or b.human is null or c.human is null
    or a.human in (b.human, c.human) or b.human = c.human
union all
select 'result', c.result_entry
  from grants.result_confirmed c
  join ledger.entry a on a.entry = c.result_entry join ledger.entry b on b.entry = c.entry
 where a.human is null or b.human is null or a.human = b.human
