-- SPDX-License-Identifier: EUPL-1.2
-- Views of calls, applications and grants, owned by ledger_reader. They choose columns and join; which
-- rows a pool sees is decided by the policies of the tables.

create or replace view published.call with (security_barrier) as
  select c.call, c.entry, c.proposal, c.appropriation, c.definition::json as definition,
         encode(c.sha256, 'hex') as sha256, c.pool_ore::bigint as pool_ore,
         grants.deadline_at(c.call) as last_on_time,
         c.published_at, o.entry as opened_entry, k.entry as closed_entry,
         k.count as closed_count, k.list as closed_list,
         encode(k.list_sha256, 'hex') as closed_list_sha256,
         grants.deadline_said(c.call) as deadline
    from grants.call c
    left join grants.call_closed k on k.call = c.call
    left join grants.call_opened o on o.call = c.call;
comment on view published.call is 'Published calls and how far they have come; the definition as published, the deadline in force.';

create or replace view published.notice with (security_barrier) as
  select n.call, n.number, p.kind, p.change::json as change, p.reason, n.entry, n.at, n.last_on_time,
         case when n.last_on_time is not null then grants.deadline_at(n.call, n.entry) end as from_last_on_time,
         encode(p.sha256, 'hex') as change_sha256, encode(n.previous_sha256, 'hex') as previous_sha256,
         encode(n.sha256, 'hex') as sha256, n.reason as second_reason
    from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry
   where n.decision = 'publish';
comment on view published.notice is 'Notices about published calls, in the order of their publication.';

create or replace view portal.notice_proposal as
  select p.entry, p.call, p.kind, p.change::json as change, p.reason, p.at, encode(p.sha256, 'hex') as change_sha256,
         p.last_on_time
    from grants.notice_proposal p;
comment on view portal.notice_proposal is 'Proposed notices about published calls.';

create or replace view published.weight as
  select c.call, w.criterion, w.weight_bp, c.entry, c.at
    from grants.weights_confirmed c join grants.weights_proposal w on w.entry = c.proposal_entry;
comment on view published.weight is 'Confirmed weights.';

-- An award as last amended, one row per grant. Views join it, so that no page has a sum of its own.
create or replace view portal.award_terms as
  select d.application, p.entry as proposal_entry, coalesce(m.entry, p.entry) as terms_entry,
         m.decision_entry as amended_entry, m.at as amended_at,
         coalesce(m.amount_ore, p.amount_ore)::bigint as amount_ore,
         case when m.entry is null then p.part_accounts_due else m.part_accounts_due end
           as part_accounts_due,
         coalesce(m.final_accounts_due, p.final_accounts_due) as final_accounts_due,
         m.period_to, m.budget, p.amount_ore::bigint as decided_ore
    from grants.award_decision d
    join grants.award_proposal p on p.entry = d.proposal_entry
    left join lateral (
      select q.entry, q.amount_ore, q.part_accounts_due, q.final_accounts_due, q.period_to, q.budget,
             x.entry as decision_entry, x.at
        from grants.amendment_decision x
        join grants.amendment_proposal q on q.entry = x.proposal_entry
       where x.application = d.application and x.decision = 'amend'
       order by x.entry desc limit 1) m on true
   where d.decision = 'award';
comment on view portal.award_terms is 'What was awarded, as last amended.';

create or replace view published.award as
  select d.application, a.call, a.organisation, coalesce(n.name, o.name) as name,
         coalesce(n.kind, o.kind) as kind, s.title,
         w.amount_ore, d.entry, d.at
    from grants.award_decision d
    join grants.award_proposal p on p.entry = d.proposal_entry
    join portal.award_terms w on w.application = d.application
    join grants.application a on a.application = d.application
    join grants.submission s on s.entry = p.submission_entry
    join identity.organisation o on o.organisation = a.organisation
    left join lateral (select c.name, c.kind from identity.organisation_change c
                        where c.organisation = o.organisation order by c.change desc limit 1) n on true
   where d.decision = 'award';
comment on view published.award is 'Awards as everyone may see them.';

create or replace view portal.draft as
  select a.application, a.call, a.organisation, a.version, v.content, v.sha256, v.saved_at, v.person,
         a.unit, a.shared
    from draft.application a
    join draft.version v on v.application = a.application and v.version = a.version;
comment on view portal.draft is 'Drafts at their newest version.';

create or replace view portal.draft_file as
  select a.application, t.slot, t.filename, t.media_type, t.bytes, t.sha256, t.attached_at
    from draft.application a
    join draft.attachment t on t.application = a.application and t.version = a.version;
comment on view portal.draft_file is 'Files of drafts at their newest version.';

create or replace view portal.annex as
  select x.call, x.annex, x.entry, (select count(*) from grants.annex_value v
            where v.call = x.call and v.annex = x.annex) as visible_rows,
         json_array_length(x.document::json -> 'rows') as rows
    from grants.annex x;
comment on view portal.annex is 'Annex tables in force.';

create or replace view portal.annex_value as
  select v.call, v.annex, v.cvr, v.value from grants.annex_value v;
comment on view portal.annex_value is 'Annex values: all for the agency, one''s own otherwise.';

create or replace view portal.entry with (security_barrier) as
  select e.entry, e.stream, e.version, e.kind, e.at, e.received, e.began, e.human, e.person,
         e.organisation, e.role, e.call, e.amount_ore, e.leaf_hash,
         -- of people whom the reader may not know there is no row
         coalesce(i.value, case when p.person is not null then identity.erased_name() end) as name,
         convert_from(e.leaf, 'UTF8')::json -> 'result' as result,
         -- The whole record only to the pool that asked for it: the portal host gives no other pool a receipt.
         case when (convert_from(e.leaf, 'UTF8')::json ->> 'request')::json ->> 'audience'
                   = substr(session_user, length('tilsagn_') + 1)
              then convert_from(e.leaf, 'UTF8') end as leaf,
         convert_from(e.leaf, 'UTF8')::json ->> 'signature' as signature
    from ledger.entry e
    left join identity.person p on p.person = e.person
    left join identity.pii i on i.commitment = p.name_commitment
   where e.stream like any (array['grant:%', 'call:%', 'batch:%', 'appropriation:%'])
     -- Auditors see who sent what hash at any time, officers only once the call is opened; the policy
     -- serves both, so the seal stands here.
     and (session_user <> 'tilsagn_agency' or grants.visible_stream(e.stream));
comment on view portal.entry is 'Entries of cases, with their actors.';

create or replace view portal.queued as
  select e.entry, not exists (select from ledger.log_leaf l where l.entry = e.entry) as waiting
    from ledger.entry e;
comment on view portal.queued is 'Whether an entry still waits for the log.';

create or replace view portal.balance as
  select distinct on (p.account) p.account, p.balance_after
    from ledger.posting p order by p.account, p.account_version desc;
comment on view portal.balance is 'Balances of accounts now.';

create or replace view portal.appropriation as
  select a.appropriation, a.entry, a.account, a.year, a.amount_ore::bigint as amount_ore
    from grants.appropriation a;
comment on view portal.appropriation is 'Appropriations in force.';

create or replace view portal.application as
  select a.application, a.call, a.organisation, a.entry from grants.application a;
comment on view portal.application is 'Applications that were sent.';

create or replace view portal.submission as
  select s.entry, s.application, a.call, a.organisation, s.version, s.sha256, s.content, s.files,
         s.title, s.applied_ore, s.units, s.received, s.began, s.verdict
    from grants.submission s join grants.application a on a.application = s.application;
comment on view portal.submission is 'Submissions with what was sent.';

create or replace view portal.last_on_time as
  select n.*, (select w.entry from grants.withdrawal w
                where w.application = n.application and (w.received, w.entry) > (n.received, n.entry)
                order by w.received desc, w.entry desc limit 1) as withdrawn_entry
    from (select distinct on (s.application) s.entry, s.application, a.call, a.organisation, s.version,
                 s.sha256, s.content, s.files, s.title, s.applied_ore, s.units, s.received, s.began
            from grants.submission s join grants.application a on a.application = s.application
           where s.verdict = 'on_time' or s.verdict = 'contested' and exists (
             select from grants.admission d where d.submission = s.entry and d.choice = 'admit')
           order by s.application, s.received desc, s.version desc, s.entry desc) n;
comment on view portal.last_on_time is
  'The last submission of each application on time, or admitted by ruling, and the withdrawal that stands after it.';

create or replace view portal.counting as
  select n.entry, n.application, n.call, n.organisation, n.version,
         n.sha256, n.content, n.files, n.title, n.applied_ore, n.units, n.received, n.began
    from portal.last_on_time n where n.withdrawn_entry is null;
comment on view portal.counting is 'The counting submission of each application.';

create or replace view portal.admission_proposal as
  select p.entry, p.application, p.submission, p.choice, p.reason from grants.admission_proposal p;
comment on view portal.admission_proposal is 'Proposed rulings on contested submissions.';

create or replace view portal.admission as
  select d.entry, d.application, d.submission, d.proposal_entry, d.choice, p.reason as proposal_reason, d.reason, d.letter
    from grants.admission d join grants.admission_proposal p on p.entry = d.proposal_entry;
comment on view portal.admission is 'Rulings on contested submissions, with the reasons of both officers.';

create or replace view portal.withdrawal as
  select w.entry, w.application, n.call, n.organisation, w.submission_entry, w.received, w.reason, n.title,
         w.proposal_entry, coalesce(w.entry = n.withdrawn_entry, false) as stands
    from grants.withdrawal w join portal.last_on_time n on n.application = w.application;
comment on view portal.withdrawal is 'Withdrawals of applications; one stands until a version is sent in time after it.';

create or replace view portal.contested as
  select s.entry, s.application from grants.submission s
   where s.verdict = 'contested'
     and not exists (select from grants.admission d where d.submission = s.entry)
     and not exists (select from grants.withdrawal w
                      where w.application = s.application and (w.received, w.entry) > (s.received, s.entry));
comment on view portal.contested is 'Contested submissions that wait for a ruling.';

create or replace view portal.withdrawal_proposal as
  select p.entry, p.application, p.submission_entry, p.reason from grants.withdrawal_proposal p;
comment on view portal.withdrawal_proposal is 'Withdrawals proposed after the deadline.';

create or replace view portal.submission_party as
  select p.entry, p.cvr, p.lead from grants.submission_party p;
comment on view portal.submission_party is 'Organisations of submissions.';

create or replace view portal.weights_proposal as
  select w.entry, w.call, w.criterion, w.weight_bp from grants.weights_proposal w;
comment on view portal.weights_proposal is 'Proposed weights.';

create or replace view portal.weights_confirmed as
  select w.call, w.entry, w.proposal_entry from grants.weights_confirmed w;
comment on view portal.weights_confirmed is 'Which proposal of weights was confirmed.';

create or replace view portal.impartiality as
  select i.entry, i.application, p.human, i.declared, i.ground
    from grants.impartiality i join ledger.entry e on e.entry = i.entry
    join portal.person p on p.person = e.person;
comment on view portal.impartiality is 'What officers declared about cases.';

create or replace view portal.score as
  select s.entry, s.application, p.human, s.criterion, s.points, s.reason,
         s.entry = max(s.entry) over (partition by s.application, p.human)
           and not exists (select from portal.impartiality i where i.application = s.application
                              and i.human = p.human and i.declared = 'interest')
           and not exists (select from grants.admission d where d.application = s.application
                              and d.choice = 'admit' and d.entry > s.entry) as standing
    from grants.score s join ledger.entry e on e.entry = s.entry
    join portal.person p on p.person = e.person;
comment on view portal.score is
  'Scores; standing is an assessor''s newest, unless an interest was declared.';

create or replace view portal.assessment as
  with weight as (
    select c.call, jsonb_agg(jsonb_build_object('criterion', w.criterion,
                                                'weight_bp', w.weight_bp)) as list
      from grants.weights_confirmed c
      join grants.weights_proposal w on w.entry = c.proposal_entry group by c.call),
  scored as (
    select s.application, count(distinct s.human)::integer as assessors,
           jsonb_agg(jsonb_build_object('criterion', s.criterion, 'points', s.points)) as list
      from portal.score s
     where s.standing and s.application in (select k.application from portal.counting k)
     group by s.application),
  total as (
    select a.call, s.application, s.assessors, rule.rank_score(w.list, s.list) as points
      from scored s join grants.application a on a.application = s.application
      join weight w on w.call = a.call)
  select t.call, t.application, t.assessors, t.points,
         rule.rank_mean(t.points, t.assessors) as mean
    from total t;
comment on view portal.assessment is 'Weighted scores of assessed applications that count.';

create or replace view portal.ranking as
  select a.call, a.application, a.assessors, a.points, a.mean,
         case when a.assessors >= 2 then rank() over (partition by a.call, a.assessors >= 2
           order by a.mean desc) end as rank
    from portal.assessment a;
comment on view portal.ranking is 'The same by rank; ranked from two assessors on.';

create or replace view portal.award_proposal as
  select p.entry, p.application, p.submission_entry, p.amount_ore::bigint as amount_ore,
         p.part_accounts_due, p.final_accounts_due, p.reason, p.deviation_reason,
         d.entry as decision_entry, d.decision, d.reason as decision_reason, d.at as decided_at, p.conditions, p.continues
    from grants.award_proposal p
    left join grants.award_decision d on d.proposal_entry = p.entry;
comment on view portal.award_proposal is 'Award proposals with their decisions.';

create or replace view portal.hearing as
  select h.entry, h.application, h.facts, h.answer_by, x.entry as answer_entry, x.answer
    from grants.hearing h left join grants.hearing_answer x on x.hearing = h.entry;
comment on view portal.hearing is 'Hearings with their answers.';

create or replace view portal.refusal_proposal as
  select p.entry, p.application, p.ground, p.reason, p.unheard_reason, d.entry as decision_entry, d.decision,
         d.reason as decision_reason
    from grants.refusal_proposal p left join grants.refusal_decision d on d.proposal_entry = p.entry;
comment on view portal.refusal_proposal is 'Proposed refusals with their decisions.';

create or replace view portal.refusal as
  select l.entry, l.application, l.letter, null::text as remark, null::text as unheard_reason from grants.refusal_late l
  union all
  select d.entry, d.application, d.letter, d.reason, null from grants.admission d where d.letter is not null
  union all
  select d.entry, d.application, d.letter, d.reason, p.unheard_reason
    from grants.refusal_decision d join grants.refusal_proposal p on p.entry = d.proposal_entry
   where d.decision = 'refuse';
comment on view portal.refusal is 'Decisions that refuse an application, with the letter.';

create or replace view portal.award_line as
  select l.entry, l.year, l.amount_ore::bigint as amount_ore from grants.award_line l
  union all
  select m.entry, m.year, m.amount_ore::bigint from grants.amendment_line m;
comment on view portal.award_line is 'Finance-year lines of proposed awards and amendments.';

create or replace view portal.line_proposal as
  select p.entry, p.application, p.year, p.amount_ore::bigint as amount_ore, p.reason, d.entry as decision_entry,
         d.decision, d.reason as decision_reason
    from grants.line_proposal p left join grants.line_decision d on d.proposal_entry = p.entry;
comment on view portal.line_proposal is 'Proposed finance-year lines with their decisions.';

create or replace view portal.award with (security_barrier) as
  select p.application, a.call, grants.holder_at(a.application, null) as organisation, p.entry as proposal_entry, p.submission_entry,
         w.amount_ore, w.part_accounts_due, w.final_accounts_due,
         d.entry, d.reason, d.at, s.title, s.applied_ore, s.content, encode(s.sha256, 'hex') as sha256,
         w.terms_entry, w.amended_entry, w.amended_at, w.decided_ore,
         case when w.budget is null then s.content::json
              else jsonb_set(s.content::jsonb, '{budget}', w.budget)::json end as content_now,
         case when w.period_to is null then c.definition::json
              else jsonb_set(c.definition::jsonb, '{project,to}',
                to_jsonb(to_char(w.period_to::timestamp, 'YYYY-MM-DD')))::json end as definition_now,
         d.letter, a.organisation as applicant, p.conditions, p.continues
    from grants.award_decision d
    join grants.award_proposal p on p.entry = d.proposal_entry
    join portal.award_terms w on w.application = d.application
    join grants.application a on a.application = d.application
    join grants.call c on c.call = a.call
    join grants.submission s on s.entry = p.submission_entry
   where d.decision = 'award';
comment on view portal.award is
  'Grants as last amended; content_now and definition_now are what the rules read for this grant.';

create or replace view portal.link with (security_barrier) as
  select k.application, k.predecessor, k.entry from grants.link k;
comment on view portal.link is 'Grants that continue another.';

create or replace view portal.accounts as
  select a.entry, a.application, a.version, a.kind, a.period_to, encode(a.sha256, 'hex') as sha256,
         a.documented_ore::bigint as documented_ore, a.late, a.note,
         a.version = max(a.version) over (partition by a.application) as newest,
         a.version = max(a.version) over (partition by a.application, a.kind) as counts, a.vat
    from grants.accounts a;
comment on view portal.accounts is 'Accounts that grantees sent.';

create or replace view portal.accounts_line as
  select l.entry, l.line, l.actual_ore::bigint as actual_ore,
         l.own_funding_ore::bigint as own_funding_ore, l.first_day, l.last_day,
         l.before_award_ore::bigint as before_award_ore
    from grants.accounts_line l;
comment on view portal.accounts_line is 'Their lines.';

create or replace view portal.accounts_mileage as
  select m.entry, m.line, m.year, m.km, m.paid_ore::bigint as paid_ore, m.rate_ore,
         rule.mileage_cut(m.km, m.paid_ore, m.rate_ore) as cut_ore
    from grants.accounts_mileage m;
comment on view portal.accounts_mileage is 'How far was driven for a line of accounts.';

create or replace view portal.mileage_rate as
  select k.year, k.ore_per_km, null::bigint as entry from rule.mileage_known() k
  union all
  select r.year, r.ore_per_km, r.entry from grants.mileage_rate r;
comment on view portal.mileage_rate is 'The state''s low rate per kilometre, year by year.';

create or replace view portal.sign_off as
  select s.entry, s.accounts_entry, s.level, e.opinion, encode(e.report_sha256, 'hex') as report_sha256, e.note,
         d.decision, d.reason as decision_reason, d.entry as decision_entry,
         s.level = 'management' or e.opinion in ('clean', 'emphasis') or coalesce(d.decision = 'accept', false)
           as satisfies, v.entry is not null as voided
    from grants.sign_off s
    left join grants.sign_off_voided v on v.sign_off_entry = s.entry
    left join grants.endorsement e on e.entry = s.entry
    left join grants.opinion_decision d on d.endorsement_entry = e.entry;
comment on view portal.sign_off is 'Sign-offs of accounts: attestations of management, signed opinions of auditors.';

create or replace view portal.auditor_appointment as
  select p.entry, p.application, p.firm, w.entry as withdrawn_entry, w.reason as withdrawn_reason
    from grants.auditor_appointment p
    left join grants.auditor_withdrawal w on w.appointment_entry = p.entry;
comment on view portal.auditor_appointment is 'Audit firms of grants.';

create or replace view portal.statement_confirmation as
  select c.entry, c.application, c.year, encode(c.sha256, 'hex') as sha256 from grants.statement_confirmation c;
comment on view portal.statement_confirmation is 'Yearly statements that a grantee confirmed.';

create or replace view portal.dispute with (security_barrier) as
  select d.dispute, d.application, d.year, encode(d.sha256, 'hex') as sha256, d.reason, d.at,
         r.entry as resolved_entry, p.entry as proposal_entry, p.outcome, p.reason as proposal_reason
    from grants.dispute d
    left join grants.dispute_resolved r on r.dispute = d.dispute
    left join lateral (
      select q.entry, q.outcome, q.reason from grants.dispute_proposal q
       where q.dispute = d.dispute
         and (q.entry = r.proposal_entry or r.entry is null and session_user = 'tilsagn_agency')
       order by q.entry desc limit 1) p on true;
comment on view portal.dispute is 'Disputes; what one officer only proposed is for the agency.';

create or replace view portal.instalment with (security_barrier) as
  select i.instalment, i.application, a.call, grants.holder_at(i.application, r.entry) as organisation, i.accounts_entry, i.sign_off_entry,
         i.number, i.amount_ore::bigint as amount_ore, i.input, i.computation,
         p.entry as approved_entry, r.entry as released_entry, r.batch,
         case when z.next_ore = 0 then 'claimed' when r.entry is not null then coalesce(k.outcome, 'released') when p.entry is not null then 'approved'
              when exists (select from grants.accounts n where n.application = i.application
                            and n.entry > i.accounts_entry)
                or exists (select from grants.instalment n where n.accounts_entry = i.accounts_entry
                              and n.instalment > i.instalment)
                or exists (select from grants.transfer_decision t where t.application = i.application
                              and t.decision = 'transfer' and t.entry > i.instalment) then 'superseded'
              else 'prepared' end as state, coalesce(r.try, 0) as tries,
         k.entry as booked_entry, coalesce(k.creditor_seen, false) as creditor_seen,
         y.entry as receipt_entry, z.next_ore
    from grants.instalment i
    join grants.application a on a.application = i.application
    left join grants.instalment_approved p on p.instalment = i.instalment
    left join lateral (select x.entry, x.batch, x.try from grants.instalment_released x
                        where x.instalment = i.instalment order by x.try desc limit 1) r on true
    left join lateral (select b.entry, b.outcome, b.creditor_seen from grants.instalment_booked b
                        where b.instalment = i.instalment and b.try = r.try order by b.entry desc limit 1) k on true
    left join grants.receipt_confirmed y on y.instalment = i.instalment
    cross join lateral (select i.amount_ore::bigint - coalesce((select sum(b.claimed_ore) from grants.instalment_booked b
                                                                 where b.instalment = i.instalment), 0)::bigint as next_ore) z;
comment on view portal.instalment is 'Instalments and how far they have come; a release is the newest.';

create or replace view portal.instalment_released as
  select r.instalment, r.application, r.batch, r.entry, r.try,
         grants.payment_reference(r.instalment, r.try) as reference,
         i.amount_ore::bigint - coalesce((select sum(b.claimed_ore) from grants.instalment_booked b
           where b.instalment = r.instalment and b.try < r.try), 0)::bigint as amount_ore
    from grants.instalment_released r join grants.instalment i on i.instalment = r.instalment;
comment on view portal.instalment_released is 'Releases of instalments, each under its own reference.';

create or replace view portal.payment_profile as
  select p.entry, p.document::json as document, encode(p.sha256, 'hex') as sha256
    from grants.payment_profile p;
comment on view portal.payment_profile is 'What stands in payment files; the newest is in force.';

create or replace view portal.batch_file as
  select f.batch, f.entry, f.profile, encode(f.sha256, 'hex') as sha256, f.media_type, f.message, f.made,
         f.execution_day
    from grants.batch_file f;
comment on view portal.batch_file is 'The files of released batches.';

create or replace view portal.batch as
  select b.batch, b.entry, b.count, b.total_ore::bigint as total_ore from grants.batch b;
comment on view portal.batch is 'Released batches.';

create or replace view portal.amendment_request as
  select r.entry, r.application, r.amount_ore::bigint as amount_ore, r.reason,
         (select max(d.entry) from grants.amendment_decision d
            join grants.amendment_proposal p on p.entry = d.proposal_entry
           where p.request_entry = r.entry and d.decision = 'amend') as granted_entry
    from grants.amendment_request r;
comment on view portal.amendment_request is 'Amendments that management asked for.';

create or replace view portal.amendment as
  select p.entry, p.application, p.request_entry, p.amount_ore::bigint as amount_ore, p.period_to,
         p.part_accounts_due, p.final_accounts_due, p.budget, p.reason,
         d.entry as decision_entry, d.decision, d.reason as decision_reason, d.at as decided_at,
         p.hearing, coalesce(p.unheard_reason, d.unheard_reason) as unheard_reason
    from grants.amendment_proposal p
    left join grants.amendment_decision d on d.proposal_entry = p.entry;
comment on view portal.amendment is 'Proposed amendments with their decisions.';

create or replace view portal.result as
  select r.entry, r.application, r.code, r.numerator, r.denominator, r.period, r.first_week,
         encode(r.source_sha256, 'hex') as source_sha256, c.entry as confirmed_entry,
         r.entry = max(r.entry) over (partition by r.application, r.code) as newest
    from grants.result r
    left join grants.result_confirmed c on c.result_entry = r.entry;
comment on view portal.result is 'Results of grants; the newest of a code counts once it is confirmed.';

create or replace view portal.claim as
  select c.claim, c.application, c.cause, c.amount_ore::bigint as amount_ore, c.due, c.reason, c.at
    from grants.claim c;
comment on view portal.claim is 'Decided repayments.';

create or replace view portal.report as
  select r.entry, r.application, r.report, r.period_to, r.text, r.topics, r.late,
         r.entry = max(r.entry) over (partition by r.application, r.report, r.period_to) as newest
    from grants.report r;
comment on view portal.report is 'Reports of grants; the newest of a kind and day counts.';

create or replace view portal.closing as
  select c.application, c.entry, c.returned_ore::bigint as returned_ore, c.accounts_entry is null as terminated
    from grants.closing c
   where not exists (select from grants.reopening_decision d where d.application = c.application and d.closing_n = c.n);
comment on view portal.closing is 'Closed grants, but for what was reopened, and whether one ended before its time.';

create or replace view portal.obligation_reminder as
  select r.entry, r.application, r.what, r.due, r.days, e.at
    from grants.obligation_reminder r join ledger.entry e on e.entry = r.entry;
comment on view portal.obligation_reminder is 'Reminders of accounts and reports, and when each was recorded.';

create or replace view portal.transfer as
  select p.entry, p.application, p.predecessor, p.successor, p.reason, x.entry as accepted_entry, d.entry as decision_entry,
         d.decision, d.reason as decision_reason, d.letter
    from grants.transfer_proposal p
    left join grants.transfer_acceptance x on x.proposal_entry = p.entry
    left join grants.transfer_decision d on d.proposal_entry = p.entry;
comment on view portal.transfer is 'Transfers of grants with acceptance and decision.';

create or replace view portal.organisation_successor as
  select s.organisation, s.successor, s.reason, s.entry from identity.organisation_successor s;
comment on view portal.organisation_successor is 'Organisations that went over into another.';

create or replace view portal.reopening as
  select p.entry, p.application, p.ground, p.reason, d.entry as decision_entry, d.decision, d.reason as decision_reason, d.letter
    from grants.reopening_proposal p left join grants.reopening_decision d on d.proposal_entry = p.entry;
comment on view portal.reopening is 'Reopenings with their decisions; the agency''s, who sees what is only proposed.';

create or replace view portal.reopening_letter as
  select d.application, d.entry, d.letter from grants.reopening_decision d where d.decision = 'reopen';
comment on view portal.reopening_letter is 'What the grantee of a reopened grant is told.';

create or replace view portal.termination as
  select p.entry, p.application, p.ground, p.reason, d.entry as decision_entry, d.decision, d.reason as decision_reason, d.letter
    from grants.termination_proposal p left join grants.termination_decision d on d.proposal_entry = p.entry;
comment on view portal.termination is 'Terminations with their decisions; the agency''s, who sees what is only proposed.';

create or replace view portal.termination_letter as
  select d.application, d.entry, d.letter from grants.termination_decision d where d.decision = 'terminate';
comment on view portal.termination_letter is 'What the grantee of a terminated grant is told.';

create or replace view portal.statement as
  select s.statement, encode(s.sha256, 'hex') as sha256, s.whole, s.id, s.account, s.first_day, s.last_day, s.count
    from grants.statement s;
comment on view portal.statement is 'Imported statements of the bank.';

create or replace view portal.bank_line as
  select l.statement, l.n, l.debit, l.returned, l.amount_ore::bigint as amount_ore, l.bank_id, l.reference,
         l.creditor_id, l.day, l.meaning, l.application, l.instalment, l.try,
         coalesce(b.entry, r.entry) as booked_entry, r.interest_ore::bigint as interest_ore,
         (l.amount_ore - r.amount_ore - r.interest_ore)::bigint as rest_ore
    from grants.bank_line l
    left join grants.instalment_booked b on b.statement = l.statement and b.n = l.n
    left join grants.repayment_booked r on r.statement = l.statement and r.n = l.n;
comment on view portal.bank_line is 'Movements on the agency''s account, and whether they are booked.';

create or replace view portal.alarm as
  select a.alarm, a.entry, a.kind, a.statement, a.n, a.application, a.instalment,
         a.amount_ore::bigint as amount_ore, p.entry as proposal_entry, p.reason, c.entry as closed_entry
    from grants.alarm a
    left join lateral (select x.entry, x.reason from grants.alarm_proposal x
                        where x.alarm = a.alarm order by x.entry desc limit 1) p on true
    left join grants.alarm_closed c on c.alarm = a.alarm;
comment on view portal.alarm is 'Alarms with their newest explanation.';

create or replace view portal.claim_proposal as
  select p.entry, p.application, p.cause, p.accounts_entry, p.amount_ore::bigint as amount_ore, p.due, p.reason,
         p.computation, d.entry as decision_entry, d.decision, p.hearing, p.unheard_reason
    from grants.claim_proposal p left join grants.claim_decision d on d.proposal_entry = p.entry;
comment on view portal.claim_proposal is 'Proposed claims with their decisions.';

create or replace view portal.interest as
  select p.entry, p.from_day, p.to_day, p.reference_bp, p.supplement_bp, p.source, d.entry as decision_entry,
         d.decision, d.reason
    from grants.interest_proposal p left join grants.interest_decision d on d.proposal_entry = p.entry;
comment on view portal.interest is 'Rates of interest on late repayments, with their decisions.';

create or replace view portal.period as
  select p.entry, p.month, p.change, p.reason, d.entry as decision_entry, d.decision, d.reason as decision_reason
    from grants.period_proposal p left join grants.period_decision d on d.proposal_entry = p.entry;
comment on view portal.period is 'Accounting months proposed to be closed or opened, with their decisions.';

create or replace view portal.year as
  select p.entry, p.year, p.change, p.reason, d.entry as decision_entry, d.decision, d.reason as decision_reason
    from grants.year_proposal p left join grants.year_decision d on d.proposal_entry = p.entry;
comment on view portal.year is 'Accounting years proposed to be closed or opened, with their decisions.';

create or replace view portal.year_line as
  select l.entry, l.n, l.appropriation, l.what, l.call, l.rest_ore::bigint as rest_ore, l.carried_ore::bigint as carried_ore,
         l.lapsed_ore::bigint as lapsed_ore, l.ground
    from grants.year_line l;
comment on view portal.year_line is 'What is left at the end of a year, and what becomes of it.';
