-- unprojected: an entry of a case whose row is gone
-- SPDX-License-Identifier: EUPL-1.2
select e.entry, e.stream, e.kind
  from ledger.entry e join grants.application a on e.stream = 'grant:' || a.application
 where case e.kind
   when 'submit' then not exists (select from grants.submission x where x.entry = e.entry)
   when 'score' then not exists (select from grants.score x where x.entry = e.entry)
   when 'declare_impartiality' then not exists (select from grants.impartiality x where x.entry = e.entry)
   when 'open_hearing' then not exists (select from grants.hearing x where x.entry = e.entry)
   when 'answer_hearing' then not exists (select from grants.hearing_answer x where x.entry = e.entry)
   when 'propose_refusal' then not exists (select from grants.refusal_proposal x where x.entry = e.entry)
   when 'decide_refusal' then not exists (select from grants.refusal_decision x where x.entry = e.entry)
   when 'propose_admission' then not exists (select from grants.admission_proposal x where x.entry = e.entry)
   when 'confirm_admission' then not exists (select from grants.admission x where x.entry = e.entry)
   when 'propose_award' then not exists (select from grants.award_proposal x where x.entry = e.entry)
   when 'decide_award' then not exists (select from grants.award_decision x where x.entry = e.entry)
   when 'submit_accounts' then not exists (select from grants.accounts x where x.entry = e.entry)
   when 'sign_off' then not exists (select from grants.sign_off x where x.entry = e.entry)
   when 'prepare_instalment'
     then not exists (select from grants.instalment x where x.instalment = e.entry)
   when 'approve_instalment'
     then not exists (select from grants.instalment_approved x where x.entry = e.entry)
   when 'release_batch'
     then not exists (select from grants.instalment_released x where x.entry = e.entry)
   when 'submit_report' then not exists (select from grants.report x where x.entry = e.entry)
   when 'close_grant' then not exists (select from grants.closing x where x.entry = e.entry)
   when 'book_payments' then not exists (select from grants.instalment_booked x where x.entry = e.entry)
   when 'book_repayment' then not exists (select from grants.repayment_booked x where x.entry = e.entry)
   when 'confirm_receipt' then not exists (select from grants.receipt_confirmed x where x.entry = e.entry)
   when 'explain_alarm' then not exists (select from grants.alarm_proposal x where x.entry = e.entry)
   when 'close_alarm' then not exists (select from grants.alarm_closed x where x.entry = e.entry)
   when 'record_result' then not exists (select from grants.result x where x.entry = e.entry)
   when 'confirm_result'
     then not exists (select from grants.result_confirmed x where x.entry = e.entry)
   else false end
union all
select e.entry, e.stream, e.kind
  from ledger.entry e join grants.call c on e.stream = 'call:' || c.call
 where case e.kind
   when 'close_call' then not exists (select from grants.call_closed x where x.entry = e.entry)
   when 'propose_weights'
     then not exists (select from grants.weights_proposal x where x.entry = e.entry)
   when 'confirm_weights'
     then not exists (select from grants.weights_confirmed x where x.entry = e.entry)
   when 'propose_ruling'
     then not exists (select from grants.ruling_proposal x where x.entry = e.entry)
   when 'confirm_ruling'
     then not exists (select from grants.ruling x where x.entry = e.entry)
   when 'propose_notice'
     then not exists (select from grants.notice_proposal x where x.entry = e.entry)
   when 'decide_notice'
     then not exists (select from grants.notice x where x.entry = e.entry)
   when 'open_applications'
     then not exists (select from grants.call_opened x where x.entry = e.entry)
   else false end
union all
select e.entry, e.stream, e.kind
  from ledger.entry e join grants.call c on c.call = e.call
 where e.kind = 'submit' and not exists (
   select from grants.application a where e.stream = 'grant:' || a.application)
