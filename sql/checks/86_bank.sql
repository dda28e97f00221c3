-- bank: a statement, movement, booking or alarm that says something else than its entry
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.stream, (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('import_statement', 'book_payments', 'book_repayment', 'explain_alarm', 'close_alarm',
                    'confirm_receipt'))
select 'statement' as what, s.statement as entry
  from grants.statement s left join leaf l on l.entry = s.statement
 where (l.kind, l.p ->> 'sha256', l.p ->> 'kind', l.p ->> 'id', l.p ->> 'account', l.p ->> 'from', l.p ->> 'to',
        jsonb_array_length(l.p -> 'lines'), (select count(*) from grants.bank_line b where b.statement = s.statement))
       is distinct from ('import_statement', encode(s.sha256, 'hex'), case when s.whole then 'camt.053' else 'camt.054' end,
        s.id, s.account, to_char(s.first_day, 'YYYY-MM-DD'), to_char(s.last_day, 'YYYY-MM-DD'), s.count, s.count::bigint)
    or not exists (select from store.file f where f.sha256 = s.sha256 and f.organisation is null)
union all
select 'movement', b.statement
  from grants.bank_line b left join leaf l on l.entry = b.statement
 where l.p -> 'lines' -> b.n is distinct from jsonb_build_object('debit', b.debit, 'returned', b.returned,
         'amount_ore', b.amount_ore, 'bank_id', b.bank_id, 'reference', b.reference, 'creditor_id', b.creditor_id,
         'day', to_char(b.day, 'YYYY-MM-DD'))
    or b.meaning in ('payment', 'return') and b.reference <> grants.payment_reference(b.instalment, b.try)
    or (b.meaning = 'payment' and not b.debit) or (b.meaning in ('return', 'repayment') and b.debit)
    or b.meaning not in ('payment', 'return', 'repayment', 'alarm', 'again')
    or (b.meaning = 'again') <> exists (
         select from grants.bank_line o where o.bank_id = b.bank_id and o.debit = b.debit
            and o.amount_ore = b.amount_ore and o.statement < b.statement)
    or b.meaning = 'repayment' and b.reference is distinct from 'R' || b.application
    or b.meaning <> 'repayment' and b.application
         is distinct from (select i.application from grants.instalment i where i.instalment = b.instalment)
    or (b.meaning = 'alarm') <> exists (select from grants.alarm a where a.statement = b.statement and a.n = b.n)
union all
select 'import without a statement', l.entry
  from leaf l where l.kind = 'import_statement' and not exists (select from grants.statement s where s.statement = l.entry)
union all
select 'alarm', a.entry
  from grants.alarm a left join grants.bank_line b on b.statement = a.statement and b.n = a.n
 where a.alarm > (select count(*) from grants.alarm) or (a.kind = 'missing') <> (a.n is null)
    or a.entry <> a.statement
    or a.n is not null and ((a.application, a.instalment, a.amount_ore) is distinct from (b.application, b.instalment, b.amount_ore)
       -- who was paid is another since, when the grant was transferred
       or a.kind is distinct from grants.line_fault(b) and (a.kind <> 'other_creditor' or b.creditor_id = ''))
    or a.n is null and not exists (
         select from grants.instalment_released r where r.instalment = a.instalment and r.application = a.application
            and grants.release_ore(r.instalment, r.try) = a.amount_ore)
union all
select 'explanation', p.entry
  from grants.alarm_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.p ->> 'alarm', l.p ->> 'reason') is distinct from ('explain_alarm', p.alarm::text, p.reason)
union all
select 'closing', c.entry
  from grants.alarm_closed c left join leaf l on l.entry = c.entry
  join ledger.entry e on e.entry = c.entry join ledger.entry f on f.entry = c.proposal_entry
 where (l.kind, l.p ->> 'alarm', l.p ->> 'proposal_entry')
       is distinct from ('close_alarm', c.alarm::text, c.proposal_entry::text)
    or e.human = f.human
union all
select 'booking', k.entry
  from grants.instalment_booked k left join leaf l on l.entry = k.entry
  left join grants.bank_line b on b.statement = k.statement and b.n = k.n
 where (l.kind, l.stream, l.r ->> 'instalment', l.r ->> 'try', l.r ->> 'outcome', l.r ->> 'statement', l.r ->> 'line',
        l.r ->> 'creditor_seen', coalesce(l.r ->> 'claimed_ore', '0'), b.instalment, b.try, b.debit)
       is distinct from ('book_payments', 'grant:' || k.application, k.instalment::text, k.try::text, k.outcome,
        k.statement::text, k.n::text, k.creditor_seen::text, k.claimed_ore::text, k.instalment, k.try, k.outcome = 'paid')
    or k.claimed_ore <> (select coalesce(-sum(x.amount), 0) from ledger.posting x
                          where x.entry = k.entry and x.account = 'grant:' || k.application || ':reclaimed')
union all
select 'repayment', r.entry
  from grants.repayment_booked r left join leaf l on l.entry = r.entry
  left join grants.bank_line b on b.statement = r.statement and b.n = r.n
 where r.amount_ore + r.interest_ore + coalesce((l.r ->> 'rest_ore')::bigint, 0) is distinct from b.amount_ore::bigint
    or (l.kind, l.r ->> 'application', l.r ->> 'amount_ore', l.r ->> 'statement', l.r ->> 'line')
       is distinct from ('book_repayment', r.application::text, r.amount_ore::text, r.statement::text, r.n::text)
union all
select 'receipt', c.entry
  from grants.receipt_confirmed c left join leaf l on l.entry = c.entry
 where (l.kind, l.stream, l.r ->> 'instalment') is distinct from ('confirm_receipt', 'grant:' || c.application, c.instalment::text)
