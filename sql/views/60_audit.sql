-- SPDX-License-Identifier: EUPL-1.2
-- What auditors read with psql under a login of their own: figures, instants and hashes, people by
-- pseudonym. Owned by ledger_auditor, whose policies let every row through for an enrolled auditor and
-- refuse everybody else. Names, texts and documents are read in the portal, where each look-up is logged.
-- Amounts are whole øre; instants are UTC. `\d+ audit.entry` shows what a column means.

create or replace view audit.entry with (security_barrier) as
    select e.entry, e.stream, e.version, e.kind, e.at, e.effective, e.received, e.began, h.pseudonym as human,
           p.pseudonym as person, e.organisation, e.role, e.call, e.amount_ore,
           encode(e.leaf_hash, 'hex') as leaf_hash, encode(e.prev_hash, 'hex') as prev_hash, l.leaf_index
    from ledger.entry e
    left join identity.human h on h.human = e.human
    left join identity.person p on p.person = e.person
    left join ledger.log_leaf l on l.entry = e.entry;
comment on view audit.entry is
    'Every entry of the record without its leaf: what people wrote stands there, and is read in the '
    'portal, where each look-up is logged.';
comment on column audit.entry.entry is 'Number in the order of arrival; gaps are possible and prove nothing.';
comment on column audit.entry.stream is
    'What it is about: system, or appropriation:, call:, batch:, organisation:, grant:, log: with an id.';
comment on column audit.entry.version is 'Place in the stream, from 1 without gaps.';
comment on column audit.entry.kind is 'Name of the act.';
comment on column audit.entry.at is 'Database clock after the locks.';
comment on column audit.entry.effective is 'Accounting date.';
comment on column audit.entry.received is 'When the whole request had been read; null for systems.';
comment on column audit.entry.began is 'When its first byte came; null for systems.';
comment on column audit.entry.human is
    'Pseudonym of the natural person who acted; null for operator and systems. Duties are kept apart by '
    'it.';
comment on column audit.entry.person is 'Pseudonym of the certificate identity they acted under; null likewise.';
comment on column audit.entry.organisation is 'CVR number of that identitys organisation.';
comment on column audit.entry.role is 'Role they acted in.';
comment on column audit.entry.call is 'Call it belongs to.';
comment on column audit.entry.amount_ore is 'Sum of its positive postings, in øre.';
comment on column audit.entry.leaf_hash is 'RFC 6962 hash of the leaf, hex: what the log holds.';
comment on column audit.entry.prev_hash is 'leaf_hash of the entry before it in the stream, hex; null for the first.';
comment on column audit.entry.leaf_index is 'Place in the Merkle log, from 0; null while it waits for the sequencer.';

create or replace view audit.posting with (security_barrier) as
    select p.entry, p.n, p.account, p.account_version, p.amount as amount_ore, p.prev_balance as prev_balance_ore,
           p.balance_after as balance_after_ore
    from ledger.posting p;
comment on view audit.posting is 'Every posting: double entry, each row with the balance before and after.';
comment on column audit.posting.entry is 'Entry that posts; its postings sum to zero.';
comment on column audit.posting.n is 'Place in the entry, from 1.';
comment on column audit.posting.account is
    'appropriation:<id>:source or :unallocated, call:<id>:available, grant:<application>:committed, '
    ':payable, :paid, :reclaimed.';
comment on column audit.posting.account_version is 'Place in the accounts chain, from 1 without gaps.';
comment on column audit.posting.amount_ore is 'Øre, signed.';
comment on column audit.posting.prev_balance_ore is 'Balance before, in øre.';
comment on column audit.posting.balance_after_ore is 'Balance after, in øre; never below zero except in :source.';

create or replace view audit.organisation with (security_barrier) as
    select o.organisation, o.kind, o.name, o.region, o.entry from identity.organisation o;
comment on view audit.organisation is 'The register of organisations, which is the payee register.';
comment on column audit.organisation.organisation is 'CVR number.';
comment on column audit.organisation.kind is 'municipality, region, audit_firm, agency or state_auditor.';
comment on column audit.organisation.name is 'Name as registered.';
comment on column audit.organisation.region is 'Region a municipality lies in.';
comment on column audit.organisation.entry is 'Entry that made it effective; null for migration data.';

create or replace view audit.person with (security_barrier) as
    select p.pseudonym as person, h.pseudonym as human, p.organisation, p.profile, p.entry
    from identity.person p join identity.human h on h.human = p.human;
comment on view audit.person is 'Everybody enrolled, by pseudonym.';
comment on column audit.person.person is 'Pseudonym of the certificate identity; the same after a renewal.';
comment on column audit.person.human is 'Pseudonym of the natural person; several persons may be one human.';
comment on column audit.person.organisation is 'CVR number.';
comment on column audit.person.profile is 'Trust profile of the certificates.';
comment on column audit.person.entry is 'Entry that enrolled it.';

create or replace view audit.role_change with (security_barrier) as
    select c.change, p.pseudonym as person, h.pseudonym as human, p.organisation, c.role, c.granted, e.at, c.entry,
           c.until, d.pseudonym as deputy_for
    from identity.role_change c
    join identity.person p on p.person = c.person
    join identity.human h on h.human = p.human
    join ledger.entry e on e.entry = c.entry
    left join identity.person d on d.person = c.deputy_for;
comment on view audit.role_change is 'Roles given and taken; the last change of a person and role counts.';
comment on column audit.role_change.change is 'Order.';
comment on column audit.role_change.person is 'Pseudonym of the person.';
comment on column audit.role_change.human is 'Pseudonym of the human.';
comment on column audit.role_change.organisation is 'CVR number.';
comment on column audit.role_change.role is 'Role.';
comment on column audit.role_change.granted is 'True: given; false: taken.';
comment on column audit.role_change.at is 'When.';
comment on column audit.role_change.entry is 'Entry by which.';
comment on column audit.role_change.until is 'Last day on which it holds, Danish time; null: until it is taken.';
comment on column audit.role_change.deputy_for is 'Pseudonym of the person deputised for; null: nobody.';

create or replace view audit.block_change with (security_barrier) as
    select c.change, p.pseudonym as person, c.certificate, c.blocked, e.at, c.entry
    from identity.block_change c
    left join identity.person p on p.person = c.person
    join ledger.entry e on e.entry = c.entry;
comment on view audit.block_change is 'Persons and certificates blocked and released; the last change counts.';
comment on column audit.block_change.change is 'Order.';
comment on column audit.block_change.person is 'Pseudonym of the person blocked; null when it was a certificate.';
comment on column audit.block_change.certificate is
    'SHA-256 of the certificate blocked, hex; null when it was a person.';
comment on column audit.block_change.blocked is 'True: blocked; false: released.';
comment on column audit.block_change.at is 'When.';
comment on column audit.block_change.entry is 'Entry by which.';

create or replace view audit.proposal with (security_barrier) as
    select p.proposal, p.kind, p.subject, p.title, encode(p.sha256, 'hex') as sha256, e.at, p.entry
    from ledger.proposal p join ledger.entry e on e.entry = p.entry;
comment on view audit.proposal is 'What was put before two humans.';
comment on column audit.proposal.proposal is 'Number.';
comment on column audit.proposal.kind is 'Kind of document; decides who confirms it.';
comment on column audit.proposal.subject is 'What it is about.';
comment on column audit.proposal.title is 'As shown to the confirming humans.';
comment on column audit.proposal.sha256 is 'SHA-256 of the document, hex.';
comment on column audit.proposal.at is 'When it was proposed.';
comment on column audit.proposal.entry is 'Entry of the proposal.';

create or replace view audit.confirmation with (security_barrier) as
    select c.proposal, c.n, h.pseudonym as human, p.pseudonym as person, p.organisation, e.at, c.entry
    from ledger.confirmation c
    join ledger.entry e on e.entry = c.entry
    join identity.human h on h.human = c.human
    join identity.person p on p.person = c.person;
comment on view audit.confirmation is 'Who confirmed a proposal; with the second it took effect.';
comment on column audit.confirmation.proposal is 'Proposal.';
comment on column audit.confirmation.n is '1 or 2.';
comment on column audit.confirmation.human is 'Pseudonym of the human who confirmed.';
comment on column audit.confirmation.person is 'Pseudonym of the person.';
comment on column audit.confirmation.organisation is 'CVR number.';
comment on column audit.confirmation.at is 'When.';
comment on column audit.confirmation.entry is 'Entry of the confirmation.';

create or replace view audit.appropriation with (security_barrier) as
    select a.appropriation, a.account, a.year, a.amount_ore::bigint as amount_ore, a.entry from grants.appropriation a;
comment on view audit.appropriation is 'Money voted for an account and year.';
comment on column audit.appropriation.appropriation is 'Id.';
comment on column audit.appropriation.account is 'Account of the Finance Act.';
comment on column audit.appropriation.year is 'Finance year.';
comment on column audit.appropriation.amount_ore is 'Øre.';
comment on column audit.appropriation.entry is 'Entry that made it effective.';

create or replace view audit.call with (security_barrier) as
    select c.call, c.appropriation, c.pool_ore::bigint as pool_ore, c.last_on_time, c.published_at,
           encode(c.sha256, 'hex') as sha256, c.entry, k.entry as closed_entry, k.count as on_time_count,
           o.entry as opened_entry, coalesce(m.last_on_time, c.last_on_time) as deadline
    from grants.call c
    left join grants.call_closed k on k.call = c.call
    left join grants.call_opened o on o.call = c.call
    left join lateral (select n.last_on_time from grants.notice n where n.call = c.call and n.last_on_time is not null
                        order by n.number desc limit 1) m on true;
comment on view audit.call is 'Published calls and how far they have come.';
comment on column audit.call.call is 'Id.';
comment on column audit.call.appropriation is 'Appropriation it draws on.';
comment on column audit.call.pool_ore is 'Pool, in øre.';
comment on column audit.call.last_on_time is 'Last on-time instant as published, inclusive.';
comment on column audit.call.published_at is 'When it was published.';
comment on column audit.call.sha256 is 'SHA-256 of the published document, hex.';
comment on column audit.call.entry is 'Entry of the publication.';
comment on column audit.call.closed_entry is 'Entry of the closing; null before.';
comment on column audit.call.on_time_count is 'Applications that were on time; null before the closing.';
comment on column audit.call.opened_entry is 'Entry from which on officers read the applications; null before.';
comment on column audit.call.deadline is 'Last on-time instant in force, inclusive: later than the published one where a notice moved it.';

create or replace view audit.notice with (security_barrier) as
    select p.entry, p.call, p.kind, p.last_on_time, encode(p.sha256, 'hex') as change_sha256,
           n.entry as decision_entry, n.decision, n.number, encode(n.sha256, 'hex') as sha256
    from grants.notice_proposal p left join grants.notice n on n.proposal_entry = p.entry;
comment on view audit.notice is 'Notices about published calls as one officer proposed and another decided on them.';
comment on column audit.notice.entry is 'Entry of the proposal.';
comment on column audit.notice.call is 'Call.';
comment on column audit.notice.kind is 'deadline: the call can be applied to for longer; answer: a question and its answer; correction: of the published text.';
comment on column audit.notice.last_on_time is 'Last on-time instant that it names, inclusive; null when it leaves the deadline alone.';
comment on column audit.notice.change_sha256 is 'SHA-256 of kind, a line feed and change, hex.';
comment on column audit.notice.decision_entry is 'Entry of the decision; null while it waits or when a newer proposal took its place.';
comment on column audit.notice.decision is 'publish or decline; null as above.';
comment on column audit.notice.number is 'Number among the notices of the call; null unless published.';
comment on column audit.notice.sha256 is 'Hash of this notice and all before it, hex; null unless published.';

create or replace view audit.weight with (security_barrier) as
    select w.call, w.criterion, w.weight_bp, w.entry as proposal_entry, c.entry as confirmed_entry
    from grants.weights_proposal w left join grants.weights_confirmed c on c.proposal_entry = w.entry;
comment on view audit.weight is 'Proposed weights of a calls criteria.';
comment on column audit.weight.call is 'Call.';
comment on column audit.weight.criterion is 'Criterion.';
comment on column audit.weight.weight_bp is 'Weight in hundredths of a per cent.';
comment on column audit.weight.proposal_entry is 'Entry of the proposal.';
comment on column audit.weight.confirmed_entry is 'Entry of the confirmation; null while it is none.';

create or replace view audit.application with (security_barrier) as
    select a.application, a.call, a.organisation, a.entry from grants.application a;
comment on view audit.application is 'Applications that were sent at least once.';
comment on column audit.application.application is 'Number; the stream is grant:<number>.';
comment on column audit.application.call is 'Call.';
comment on column audit.application.organisation is 'CVR number of the applicant.';
comment on column audit.application.entry is 'Entry of the first submission.';

create or replace view audit.submission with (security_barrier) as
    select s.entry, s.application, s.version, encode(s.sha256, 'hex') as sha256, s.received, s.began, s.verdict,
           case when o.call is not null then s.title end as title,
           case when o.call is not null then s.applied_ore end as applied_ore
    from grants.submission s
    join grants.application a on a.application = s.application
    left join grants.call_opened o on o.call = a.call;
comment on view audit.submission is
    'Every submission. Title and amount stay sealed until the applications of the call are opened, for '
    'auditors too.';
comment on column audit.submission.entry is 'Entry of the submission.';
comment on column audit.submission.application is 'Application.';
comment on column audit.submission.version is 'Version of the draft that was sent.';
comment on column audit.submission.sha256 is 'SHA-256 of the content sent, hex.';
comment on column audit.submission.received is 'When the whole request had been read.';
comment on column audit.submission.began is 'When it began to arrive.';
comment on column audit.submission.verdict is 'on_time, late or contested.';
comment on column audit.submission.title is 'Title; null while sealed.';
comment on column audit.submission.applied_ore is 'Amount applied for, in øre; null while sealed.';

create or replace view audit.withdrawal with (security_barrier) as
    select w.entry, w.application, w.submission_entry, w.received, w.proposal_entry from grants.withdrawal w;
comment on view audit.withdrawal is
    'Withdrawals of applications; one stands until a version is sent in time that was received after it.';
comment on column audit.withdrawal.entry is 'Entry of the withdrawal.';
comment on column audit.withdrawal.application is 'Application.';
comment on column audit.withdrawal.submission_entry is 'Submission that counted and was withdrawn.';
comment on column audit.withdrawal.received is 'When the whole request had been read.';
comment on column audit.withdrawal.proposal_entry is 'Proposal that a second person confirmed; null before the deadline.';

create or replace view audit.withdrawal_proposal with (security_barrier) as
    select p.entry, p.application, p.submission_entry, r.entry as retracted_entry
    from grants.withdrawal_proposal p left join grants.withdrawal_retracted r on r.proposal_entry = p.entry;
comment on view audit.withdrawal_proposal is 'Withdrawals that one person proposed after the deadline.';
comment on column audit.withdrawal_proposal.entry is 'Entry of the proposal.';
comment on column audit.withdrawal_proposal.application is 'Application.';
comment on column audit.withdrawal_proposal.submission_entry is 'Submission that counts.';
comment on column audit.withdrawal_proposal.retracted_entry is 'Entry by which it was taken back, or null.';

create or replace view audit.submission_party with (security_barrier) as
    select p.entry, p.application, p.cvr as organisation, p.lead
    from grants.submission_party p;
comment on view audit.submission_party is 'Organisations of submissions.';
comment on column audit.submission_party.entry is 'Submission.';
comment on column audit.submission_party.application is 'Application.';
comment on column audit.submission_party.organisation is 'CVR number.';
comment on column audit.submission_party.lead is 'Whether it is the applicant.';

create or replace view audit.score with (security_barrier) as
    select s.entry, s.application, h.pseudonym as human, s.criterion, s.points
    from grants.score s join identity.human h on h.human = s.human;
comment on view audit.score is 'Points that assessors gave; reasons are read in the portal.';
comment on column audit.score.entry is 'Entry of the score.';
comment on column audit.score.application is 'Application.';
comment on column audit.score.human is 'Pseudonym of the assessor.';
comment on column audit.score.criterion is 'Criterion.';
comment on column audit.score.points is '0 to 5.';

create or replace view audit.award with (security_barrier) as
    select p.application, a.call, a.organisation, p.entry as proposal_entry, p.submission_entry,
           p.amount_ore::bigint as amount_ore, p.part_accounts_due, p.final_accounts_due, d.entry as decision_entry,
           d.decision, d.at as decided_at, p.conditions, p.continues
    from grants.award_proposal p
    join grants.application a on a.application = p.application
    left join grants.award_decision d on d.proposal_entry = p.entry;
comment on view audit.award is 'Proposed awards and their decisions; a grant is one whose decision is award.';
comment on column audit.award.application is 'Application, and the grants number.';
comment on column audit.award.call is 'Call.';
comment on column audit.award.organisation is 'CVR number of the applicant; who has the grant since is in audit.holder.';
comment on column audit.award.proposal_entry is 'Entry of the proposal.';
comment on column audit.award.submission_entry is 'Submission it is about.';
comment on column audit.award.amount_ore is 'Amount proposed, in øre.';
comment on column audit.award.part_accounts_due is 'When part accounts are due.';
comment on column audit.award.final_accounts_due is 'When final accounts are due.';
comment on column audit.award.decision_entry is 'Entry of the decision; null while there is none.';
comment on column audit.award.decision is 'award or decline.';
comment on column audit.award.decided_at is 'When it was decided.';
comment on column audit.award.conditions is 'Conditions of this award alone, a JSON list in the order in which they are numbered.';
comment on column audit.award.continues is 'The grant that it continues, or null.';

create or replace view audit.award_line with (security_barrier) as
    select l.entry as proposal_entry, l.application, l.year, l.amount_ore::bigint as amount_ore from grants.award_line l;
comment on view audit.award_line is 'Finance-year lines of proposed awards.';
comment on column audit.award_line.proposal_entry is 'Proposal.';
comment on column audit.award_line.application is 'Application.';
comment on column audit.award_line.year is 'Finance year.';
comment on column audit.award_line.amount_ore is 'Its share, in øre.';

create or replace view audit.accounts with (security_barrier) as
    select a.entry, a.application, a.version, a.kind, a.period_to, encode(a.sha256, 'hex') as sha256,
           a.documented_ore::bigint as documented_ore, a.late, a.vat
    from grants.accounts a;
comment on view audit.accounts is 'Accounts that grantees sent.';
comment on column audit.accounts.entry is 'Entry of the accounts.';
comment on column audit.accounts.application is 'Grant.';
comment on column audit.accounts.version is 'Version, from 1 per grant.';
comment on column audit.accounts.kind is 'part or final.';
comment on column audit.accounts.period_to is 'Last day of the period.';
comment on column audit.accounts.sha256 is 'SHA-256 of exactly what is signed off, hex.';
comment on column audit.accounts.documented_ore is 'Documented sum by the rule, in øre.';
comment on column audit.accounts.late is 'Whether they came after their due day.';
comment on column audit.accounts.vat is 'Declared of value added tax: excluded, or not_refunded. Null in accounts from before this was asked.';

create or replace view audit.accounts_line with (security_barrier) as
    select l.entry, l.application, l.line, l.actual_ore::bigint as actual_ore,
           l.own_funding_ore::bigint as own_funding_ore, l.first_day, l.last_day,
           l.before_award_ore::bigint as before_award_ore
    from grants.accounts_line l;
comment on view audit.accounts_line is 'Lines of accounts.';
comment on column audit.accounts_line.entry is 'Accounts.';
comment on column audit.accounts_line.application is 'Grant.';
comment on column audit.accounts_line.line is 'Budget line.';
comment on column audit.accounts_line.actual_ore is 'Actual cost, in øre.';
comment on column audit.accounts_line.own_funding_ore is 'Own funding, in øre.';
comment on column audit.accounts_line.first_day is 'First day of which a cost of the line is; null in accounts from before this was asked.';
comment on column audit.accounts_line.last_day is 'Last day of which one is.';
comment on column audit.accounts_line.before_award_ore is 'What of the actual cost is of days before the award, at the grantees own risk, in øre.';

create or replace view audit.accounts_mileage with (security_barrier) as
    select m.entry, m.application, m.line, m.year, m.km, m.paid_ore::bigint as paid_ore, m.rate_ore,
           greatest(m.paid_ore::bigint - m.km::bigint * m.rate_ore, 0) as cut_ore
    from grants.accounts_mileage m;
comment on view audit.accounts_mileage is 'How far was driven for a line of accounts, and what was paid for it.';
comment on column audit.accounts_mileage.entry is 'Accounts.';
comment on column audit.accounts_mileage.application is 'Grant.';
comment on column audit.accounts_mileage.line is 'Budget line.';
comment on column audit.accounts_mileage.year is 'Year in which was driven.';
comment on column audit.accounts_mileage.km is 'Whole kilometres.';
comment on column audit.accounts_mileage.paid_ore is 'What of the line''s cost was paid for them, in øre.';
comment on column audit.accounts_mileage.rate_ore is 'Rate of that year per kilometre, in øre.';
comment on column audit.accounts_mileage.cut_ore is 'What was paid above the rate and is not documented, in øre.';

create or replace view audit.mileage_rate with (security_barrier) as
    select r.year, r.ore_per_km, r.entry
    from grants.mileage_rate r;
comment on view audit.mileage_rate is 'The state''s low rate per kilometre, of years other than 2017 to 2019, whose rates come with the product.';
comment on column audit.mileage_rate.year is 'Year in which was driven.';
comment on column audit.mileage_rate.ore_per_km is 'Rate per whole kilometre, in øre.';
comment on column audit.mileage_rate.entry is 'Entry that put it into force.';

create or replace view audit.sign_off with (security_barrier) as
    select s.entry, s.application, s.accounts_entry, s.level from grants.sign_off s;
comment on view audit.sign_off is 'Sign-offs of accounts.';
comment on column audit.sign_off.entry is 'Entry of the sign-off.';
comment on column audit.sign_off.application is 'Grant.';
comment on column audit.sign_off.accounts_entry is 'Accounts signed.';
comment on column audit.sign_off.level is 'management or auditor.';

create or replace view audit.auditor_appointment with (security_barrier) as
    select p.entry, p.application, p.firm, w.entry as withdrawn_entry
    from grants.auditor_appointment p left join grants.auditor_withdrawal w on w.appointment_entry = p.entry;
comment on view audit.auditor_appointment is 'Audit firms that grantees appointed for a grant.';
comment on column audit.auditor_appointment.entry is 'Entry of the appointment.';
comment on column audit.auditor_appointment.application is 'Grant.';
comment on column audit.auditor_appointment.firm is 'CVR of the audit firm.';
comment on column audit.auditor_appointment.withdrawn_entry is 'Entry of the withdrawal; null while it stands.';

create or replace view audit.endorsement with (security_barrier) as
    select e.entry, e.application, e.accounts_entry, e.appointment_entry, e.opinion,
           encode(e.report_sha256, 'hex') as report_sha256, d.entry as decision_entry, d.decision
    from grants.endorsement e left join grants.opinion_decision d on d.endorsement_entry = e.entry;
comment on view audit.endorsement is 'Signed opinions of external auditors, and what an officer made of those that block.';
comment on column audit.endorsement.entry is 'Entry of the signed opinion.';
comment on column audit.endorsement.application is 'Grant.';
comment on column audit.endorsement.accounts_entry is 'Accounts it is about.';
comment on column audit.endorsement.appointment_entry is 'Appointment it rests on.';
comment on column audit.endorsement.opinion is 'clean, emphasis, qualified, adverse or disclaimer.';
comment on column audit.endorsement.report_sha256 is 'SHA-256 of the report, hex.';
comment on column audit.endorsement.decision_entry is 'Entry of the officers decision; null without one.';
comment on column audit.endorsement.decision is 'accept or reject; null without one.';

create or replace view audit.statement_confirmation with (security_barrier) as
    select c.entry, c.application, c.year, encode(c.sha256, 'hex') as sha256 from grants.statement_confirmation c;
comment on view audit.statement_confirmation is 'Yearly statements that grantees confirmed.';
comment on column audit.statement_confirmation.entry is 'Entry of the confirmation.';
comment on column audit.statement_confirmation.application is 'Grant.';
comment on column audit.statement_confirmation.year is 'Year.';
comment on column audit.statement_confirmation.sha256 is 'SHA-256 of the statement, hex.';

create or replace view audit.dispute with (security_barrier) as
    select d.dispute, d.application, d.year, encode(d.sha256, 'hex') as sha256, d.at, r.entry as resolved_entry,
           p.entry as proposal_entry, p.outcome
    from grants.dispute d left join grants.dispute_resolved r on r.dispute = d.dispute
    left join grants.dispute_proposal p on p.entry = r.proposal_entry;
comment on view audit.dispute is 'Statements that grantees disputed, and how that was resolved.';
comment on column audit.dispute.dispute is 'Entry of the dispute.';
comment on column audit.dispute.application is 'Grant.';
comment on column audit.dispute.year is 'Year of the statement.';
comment on column audit.dispute.sha256 is 'SHA-256 of the statement, hex.';
comment on column audit.dispute.at is 'When.';
comment on column audit.dispute.resolved_entry is 'Entry of the resolution; null while open.';
comment on column audit.dispute.proposal_entry is 'Entry of the proposal that was confirmed.';
comment on column audit.dispute.outcome is 'corrected or unfounded.';

create or replace view audit.instalment with (security_barrier) as
    select i.instalment, i.application, i.accounts_entry, i.sign_off_entry, i.number, i.amount_ore::bigint as amount_ore,
           p.entry as approved_entry, r.entry as released_entry, r.batch
    from grants.instalment i
    left join grants.instalment_approved p on p.instalment = i.instalment
    left join lateral (select x.entry, x.batch from grants.instalment_released x
                       where x.instalment = i.instalment order by x.try desc limit 1) r on true;
comment on view audit.instalment is 'Instalments and the three hands they went through.';
comment on column audit.instalment.instalment is 'Entry that prepared it; its id.';
comment on column audit.instalment.application is 'Grant.';
comment on column audit.instalment.accounts_entry is 'Accounts it pays on.';
comment on column audit.instalment.sign_off_entry is 'Sign-off it rests on.';
comment on column audit.instalment.number is 'Number within the grant.';
comment on column audit.instalment.amount_ore is 'Amount, in øre.';
comment on column audit.instalment.approved_entry is 'Entry of the approval; null before.';
comment on column audit.instalment.released_entry is 'Entry of the release on the grants stream; null before.';
comment on column audit.instalment.batch is 'Batch it went out in, the newest; null before.';

create or replace view audit.batch with (security_barrier) as
    select b.batch, b.entry, b.count, b.total_ore::bigint as total_ore from grants.batch b;
comment on view audit.batch is 'Released batches.';
comment on column audit.batch.batch is 'Number.';
comment on column audit.batch.entry is 'Entry of the release.';
comment on column audit.batch.count is 'Instalments in it.';
comment on column audit.batch.total_ore is 'Their sum, in øre.';

create or replace view audit.batch_file with (security_barrier) as
    select f.batch, f.entry, f.profile, encode(f.sha256, 'hex') as sha256, f.media_type, f.message, f.made,
           f.execution_day
    from grants.batch_file f;
comment on view audit.batch_file is 'The one file of each released batch.';
comment on column audit.batch_file.batch is 'Batch.';
comment on column audit.batch_file.entry is 'Entry of the release.';
comment on column audit.batch_file.profile is 'Entry that put its configuration in force.';
comment on column audit.batch_file.sha256 is 'SHA-256 of its bytes, hex: what the releaser signed.';
comment on column audit.batch_file.media_type is 'application/xml to the bank or text/csv to the ERP.';
comment on column audit.batch_file.message is 'Message id.';
comment on column audit.batch_file.made is 'Instant that stands in it.';
comment on column audit.batch_file.execution_day is 'Day on which the bank is to pay.';

create or replace view audit.statement with (security_barrier) as
    select s.statement, encode(s.sha256, 'hex') as sha256, s.whole, s.id, s.account, s.first_day, s.last_day, s.count
    from grants.statement s;
comment on view audit.statement is 'Imported statements and notifications of the bank.';
comment on column audit.statement.statement is 'Entry of the import; its id.';
comment on column audit.statement.sha256 is 'SHA-256 of the file, hex.';
comment on column audit.statement.whole is 'True: camt.053, everything that happened; false: camt.054.';
comment on column audit.statement.id is 'The banks number of it.';
comment on column audit.statement.account is 'The agencys account.';
comment on column audit.statement.first_day is 'First day it tells about.';
comment on column audit.statement.last_day is 'Last one.';
comment on column audit.statement.count is 'Movements.';

create or replace view audit.bank_line with (security_barrier) as
    select l.statement, l.n, l.debit, l.returned, l.amount_ore::bigint as amount_ore, l.bank_id, l.reference,
           l.creditor_id, l.day, l.meaning, l.application, l.instalment, l.try,
           b.entry as booked_entry, b.outcome, b.creditor_seen, r.entry as repayment_entry,
           r.interest_ore::bigint as interest_ore
    from grants.bank_line l
    left join grants.instalment_booked b on b.statement = l.statement and b.n = l.n
    left join grants.repayment_booked r on r.statement = l.statement and r.n = l.n;
comment on view audit.bank_line is 'Movements on the agencys account, what each was taken for, and its booking.';
comment on column audit.bank_line.statement is 'Statement.';
comment on column audit.bank_line.n is 'Place in it, from 0.';
comment on column audit.bank_line.debit is 'Out of the account.';
comment on column audit.bank_line.returned is 'A payment that came back or was refused.';
comment on column audit.bank_line.amount_ore is 'Amount, in øre.';
comment on column audit.bank_line.bank_id is 'The banks number of the movement.';
comment on column audit.bank_line.reference is 'EndToEndId; empty when there is none.';
comment on column audit.bank_line.creditor_id is 'The payees number as the bank knows it; often empty.';
comment on column audit.bank_line.day is 'Day booked by the bank.';
comment on column audit.bank_line.meaning is
    'payment and return: of a release; repayment: of a claim; again: told before; alarm: none of these.';
comment on column audit.bank_line.application is 'Grant it belongs to.';
comment on column audit.bank_line.instalment is 'Instalment it belongs to.';
comment on column audit.bank_line.try is 'Which release of it.';
comment on column audit.bank_line.interest_ore is 'What of a repayment was interest, in øre.';
comment on column audit.bank_line.booked_entry is 'Entry that booked the payment or return; null without one.';
comment on column audit.bank_line.outcome is 'paid or failed; null likewise.';
comment on column audit.bank_line.creditor_seen is 'Whether the bank named the payee; null likewise.';
comment on column audit.bank_line.repayment_entry is 'Entry that booked it against a claim; null without one.';

create or replace view audit.alarm with (security_barrier) as
    select a.alarm, a.entry, a.kind, a.statement, a.n, a.application, a.instalment, a.amount_ore::bigint as amount_ore,
           c.proposal_entry, c.entry as closed_entry
    from grants.alarm a left join grants.alarm_closed c on c.alarm = a.alarm;
comment on view audit.alarm is 'What did not fit between bank and record, numbered without gaps.';
comment on column audit.alarm.alarm is 'Number.';
comment on column audit.alarm.entry is 'Entry that raised it.';
comment on column audit.alarm.kind is 'missing, double, other_amount, other_creditor, unknown_reference, '
    'debit_without_release or credit_without_claim.';
comment on column audit.alarm.statement is 'Statement it was seen in.';
comment on column audit.alarm.n is 'Movement; null for a payment that is missing.';
comment on column audit.alarm.application is 'Grant whose payments it blocks while open; null for none.';
comment on column audit.alarm.instalment is 'Instalment it is about.';
comment on column audit.alarm.amount_ore is 'Amount, in øre.';
comment on column audit.alarm.proposal_entry is 'Entry of the explanation on which it was closed; null while open.';
comment on column audit.alarm.closed_entry is 'Entry that closed it; null while open.';

create or replace view audit.alarm_explanation with (security_barrier) as
    select p.entry, p.alarm from grants.alarm_proposal p;
comment on view audit.alarm_explanation is 'Explanations of alarms; the newest is the one that can be confirmed.';
comment on column audit.alarm_explanation.entry is 'Entry of the explanation, which holds its words.';
comment on column audit.alarm_explanation.alarm is 'Alarm.';

create or replace view audit.receipt_confirmed with (security_barrier) as
    select c.instalment, c.application, c.entry from grants.receipt_confirmed c;
comment on view audit.receipt_confirmed is 'Payments that the payee says it has got, where the bank did not name it.';
comment on column audit.receipt_confirmed.instalment is 'Instalment.';
comment on column audit.receipt_confirmed.application is 'Grant.';
comment on column audit.receipt_confirmed.entry is 'Entry of the confirmation.';

create or replace view audit.claim with (security_barrier) as
    select c.claim, c.application, c.cause, c.amount_ore::bigint as amount_ore, c.due, c.at,
           (select coalesce(sum(s.amount_ore), 0)::bigint from grants.claim_settled s
             where s.claim = c.claim and s.kind in ('repaid', 'returned')) as repaid_ore,
           (select coalesce(sum(s.amount_ore), 0)::bigint from grants.claim_settled s
             where s.claim = c.claim and s.kind = 'set_off') as set_off_ore,
           (select coalesce(sum(s.amount_ore), 0)::bigint from grants.claim_settled s
             where s.claim = c.claim and s.kind = 'written_off') as written_off_ore,
           (select count(*) from grants.claim_reminder r where r.claim = c.claim) as reminders,
           (select coalesce(sum(s.amount_ore), 0)::bigint from grants.interest_settled s
             where s.claim = c.claim and s.kind = 'paid') as interest_paid_ore,
           (select coalesce(sum(s.amount_ore), 0)::bigint from grants.interest_settled s
             where s.claim = c.claim and s.kind = 'written_off') as interest_written_off_ore
    from grants.claim c;
comment on view audit.claim is 'Decided repayment claims and what became of them.';
comment on column audit.claim.claim is 'Entry of the decision.';
comment on column audit.claim.application is 'Grant.';
comment on column audit.claim.cause is 'accounts, amendment, terms or termination.';
comment on column audit.claim.amount_ore is 'What was claimed, in øre.';
comment on column audit.claim.due is 'Day on which it was due when it was decided; a plan puts other days in its place.';
comment on column audit.claim.at is 'Instant of the decision.';
comment on column audit.claim.repaid_ore is 'Came back through the bank, in øre.';
comment on column audit.claim.set_off_ore is 'Set off against a later payment, in øre.';
comment on column audit.claim.written_off_ore is 'Given up by an officer''s proposal and finance''s decision, in øre.';
comment on column audit.claim.reminders is 'Reminders sent.';
comment on column audit.claim.interest_paid_ore is 'Interest that came in through the bank, in øre.';
comment on column audit.claim.interest_written_off_ore is 'Interest given up by an officer''s proposal and finance''s decision, in øre.';

create or replace view audit.interest_rate with (security_barrier) as
    select p.entry, p.from_day, p.to_day, p.reference_bp, p.supplement_bp, p.source, d.entry as decision_entry, d.decision
    from grants.interest_proposal p left join grants.interest_decision d on d.proposal_entry = p.entry;
comment on view audit.interest_rate is 'Rates of interest on late repayments, as one proposed and another decided them.';
comment on column audit.interest_rate.entry is 'Entry of the proposal.';
comment on column audit.interest_rate.from_day is 'First day.';
comment on column audit.interest_rate.to_day is 'Last day.';
comment on column audit.interest_rate.reference_bp is 'Reference rate a year, in hundredths of a per cent.';
comment on column audit.interest_rate.supplement_bp is 'What the law adds, in hundredths of a per cent.';
comment on column audit.interest_rate.source is 'Where both come from.';
comment on column audit.interest_rate.decision_entry is 'Entry of the decision; null while it waits.';
comment on column audit.interest_rate.decision is 'accept or decline; null while it waits.';

create or replace view audit.period with (security_barrier) as
    select p.entry, p.month, p.change, d.entry as decision_entry, d.decision
    from grants.period_proposal p left join grants.period_decision d on d.proposal_entry = p.entry;
comment on view audit.period is 'Accounting months as one proposed and another decided to close or open them.';
comment on column audit.period.entry is 'Entry of the proposal.';
comment on column audit.period.month is 'First day of the month.';
comment on column audit.period.change is 'close: it and every earlier month; open: it and every later one.';
comment on column audit.period.decision_entry is 'Entry of the decision; null while it waits.';
comment on column audit.period.decision is 'accept or decline; null while it waits.';

create or replace view audit.year with (security_barrier) as
    select p.entry, p.year, p.change, d.entry as decision_entry, d.decision
    from grants.year_proposal p left join grants.year_decision d on d.proposal_entry = p.entry;
comment on view audit.year is 'Accounting years as one proposed and another decided to close or open them.';
comment on column audit.year.entry is 'Entry of the proposal.';
comment on column audit.year.year is 'Finance year.';
comment on column audit.year.change is 'close: it and every earlier year; open: it, the last that was closed.';
comment on column audit.year.decision_entry is 'Entry of the decision, which posts what the lines say; null while it waits.';
comment on column audit.year.decision is 'accept or decline; null while it waits.';

create or replace view audit.year_line with (security_barrier) as
    select l.entry, l.n, l.appropriation, l.what, l.call, l.rest_ore::bigint as rest_ore, l.carried_ore::bigint as carried_ore,
           l.lapsed_ore::bigint as lapsed_ore, l.ground
    from grants.year_line l;
comment on view audit.year_line is 'What is left at the end of a year, and what becomes of it.';
comment on column audit.year_line.entry is 'Entry of the proposal to close the year.';
comment on column audit.year_line.n is 'Place, from 1.';
comment on column audit.year_line.appropriation is 'Account and year whose money it is.';
comment on column audit.year_line.what is 'unallocated, pool or committed.';
comment on column audit.year_line.call is 'Call; null for what is unallocated.';
comment on column audit.year_line.rest_ore is 'What was left on the last day of the year, in øre.';
comment on column audit.year_line.carried_ore is 'Of that, carried over to the next year.';
comment on column audit.year_line.lapsed_ore is 'Of that, given back.';
comment on column audit.year_line.ground is 'Legal ground, or reason.';

create or replace view audit.termination with (security_barrier) as
    select p.entry, p.application, p.ground, d.entry as decision_entry, d.decision, d.hearing
    from grants.termination_proposal p left join grants.termination_decision d on d.proposal_entry = p.entry;
comment on view audit.termination is 'Grants as one officer proposed and another decided to end them before their time.';
comment on column audit.termination.entry is 'Entry of the proposal.';
comment on column audit.termination.application is 'Grant.';
comment on column audit.termination.ground is 'Law or term that it rests on.';
comment on column audit.termination.decision_entry is 'Entry of the decision; null while it waits.';
comment on column audit.termination.decision is 'terminate or decline; null while it waits.';
comment on column audit.termination.hearing is 'Entry of the hearing that came before it.';

create or replace view audit.admission with (security_barrier) as
    select p.entry, p.application, p.submission as submission_entry, p.choice, d.entry as ruling_entry
    from grants.admission_proposal p left join grants.admission d on d.proposal_entry = p.entry;
comment on view audit.admission is 'Rulings on contested submissions as one officer proposed and another confirmed them.';
comment on column audit.admission.entry is 'Entry of the proposal.';
comment on column audit.admission.application is 'Application.';
comment on column audit.admission.submission_entry is 'Entry of the contested submission.';
comment on column audit.admission.choice is 'admit: it counts; refuse: it does not.';
comment on column audit.admission.ruling_entry is 'Entry of the confirmation; null: a newer proposal took its place, or it waits.';

create or replace view audit.transfer with (security_barrier) as
    select p.entry, p.application, p.predecessor, p.successor, x.entry as acceptance_entry, d.entry as decision_entry, d.decision
    from grants.transfer_proposal p
    left join grants.transfer_acceptance x on x.proposal_entry = p.entry
    left join grants.transfer_decision d on d.proposal_entry = p.entry;
comment on view audit.transfer is 'Grants as one officer proposed, the successor accepted and another officer decided to transfer them.';
comment on column audit.transfer.entry is 'Entry of the proposal.';
comment on column audit.transfer.application is 'Grant.';
comment on column audit.transfer.predecessor is 'CVR number of its grantee until then.';
comment on column audit.transfer.successor is 'CVR number of its grantee from then on.';
comment on column audit.transfer.acceptance_entry is 'Entry of the acceptance; null while it is missing.';
comment on column audit.transfer.decision_entry is 'Entry of the decision; null while it waits.';
comment on column audit.transfer.decision is 'transfer or decline; null while it waits.';

create or replace view audit.holder with (security_barrier) as
    select h.application, h.organisation, h.from_entry,
           lead(h.from_entry) over (partition by h.application order by h.from_entry) as until_entry
    from (select a.application, a.organisation, a.entry as from_entry from grants.application a
          union all
          select p.application, p.successor, d.entry
          from grants.transfer_decision d join grants.transfer_proposal p on p.entry = d.proposal_entry
          where d.decision = 'transfer') h;
comment on view audit.holder is 'Who had an application and its grant: the applicant, and each successor to whom it was transferred.';
comment on column audit.holder.application is 'Application, and the grants number.';
comment on column audit.holder.organisation is 'CVR number.';
comment on column audit.holder.from_entry is 'Entry since which it has it: the first submission, or the decision on a transfer.';
comment on column audit.holder.until_entry is 'Entry by which another has it; null: it has it now.';

create or replace view audit.organisation_successor with (security_barrier) as
    select s.organisation, s.successor, s.entry from identity.organisation_successor s;
comment on view audit.organisation_successor is 'Organisations that went over into another.';
comment on column audit.organisation_successor.organisation is 'CVR number that is no more.';
comment on column audit.organisation_successor.successor is 'CVR number in its place.';
comment on column audit.organisation_successor.entry is 'Entry by which two administrators registered it.';

create or replace view audit.reopening with (security_barrier) as
    select p.entry, p.application, p.closing_entry, p.ground, d.entry as decision_entry, d.decision,
           (d.letter ->> 'committed_ore')::bigint as committed_ore
    from grants.reopening_proposal p left join grants.reopening_decision d on d.proposal_entry = p.entry;
comment on view audit.reopening is 'Closed grants as one officer proposed and another decided to reopen them.';
comment on column audit.reopening.entry is 'Entry of the proposal.';
comment on column audit.reopening.application is 'Grant.';
comment on column audit.reopening.closing_entry is 'Entry that had closed it.';
comment on column audit.reopening.ground is 'What it rests on.';
comment on column audit.reopening.decision_entry is 'Entry of the decision; null while it waits.';
comment on column audit.reopening.decision is 'reopen or decline; null while it waits.';
comment on column audit.reopening.committed_ore is 'What was committed again, in øre; null: nothing was decided, or declined.';

create or replace view audit.read_log with (security_barrier) as
    select l.read, l.at, h.pseudonym as human, p.pseudonym as person, l.organisation, l.role, l.route, l.what,
           l.scope, l.application, l.applications
    from identity.read_log l
    join identity.person p on p.person = l.person
    join identity.human h on h.human = l.human
    join identity.organisation o on o.organisation = l.organisation
    where coalesce(l.application, l.applications[1]) is null or o.kind in ('agency', 'state_auditor')
       or exists (select from grants.application a join grants.call_opened c on c.call = a.call
                  where a.application = coalesce(l.application, l.applications[1]));
comment on view audit.read_log is
    'Who looked at which case by page or API, and when. Reads of grantees appear once the call is opened.';
comment on column audit.read_log.read is 'Order.';
comment on column audit.read_log.at is 'When.';
comment on column audit.read_log.human is 'Pseudonym of the natural person who looked.';
comment on column audit.read_log.person is 'Pseudonym of the certificate identity.';
comment on column audit.read_log.organisation is 'CVR number of that identitys organisation.';
comment on column audit.read_log.role is 'Role in which they looked; null without one.';
comment on column audit.read_log.route is 'Method and pattern of page or resource.';
comment on column audit.read_log.what is 'Which read.';
comment on column audit.read_log.scope is
    'case: named cases; list: headings of many; export: a whole list; record: an entry of no case; log: this log.';
comment on column audit.read_log.application is 'The case.';
comment on column audit.read_log.applications is 'The cases, where one read showed several by name.';
