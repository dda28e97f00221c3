-- SPDX-License-Identifier: EUPL-1.2
-- Standing queries: what an auditor asks of the whole record again and again. The portal's page and the API read
-- these views too. "human" is the natural person as known now: two cards that were found to be one person's count
-- as one, also for what was done before.

create or replace view audit.deed with (security_barrier) as
    select e.entry, e.stream, case when e.stream ~ '^grant:[0-9]{1,18}$' then substr(e.stream, 7)::bigint end as application,
           e.call, e.kind, e.at, h.pseudonym as human, p.pseudonym as person, e.organisation, e.role
    from ledger.entry e
    join identity.person p on p.person = e.person
    left join (select distinct on (c.person) c.person, c.human from identity.human_change c
               order by c.person, c.change desc) n on n.person = p.person
    join identity.human h on h.human = coalesce(n.human, p.human);
comment on view audit.deed is 'Every entry that a person made, under the natural person as known now.';
comment on column audit.deed.entry is 'Entry.';
comment on column audit.deed.stream is 'What it is about, as in audit.entry.';
comment on column audit.deed.application is 'Number of the grant or application, when it is about one.';
comment on column audit.deed.call is 'Call it belongs to.';
comment on column audit.deed.kind is 'Name of the act.';
comment on column audit.deed.at is 'When it was recorded.';
comment on column audit.deed.human is 'Pseudonym of the natural person as known now; audit.entry has the one known then.';
comment on column audit.deed.person is 'Pseudonym of the certificate identity.';
comment on column audit.deed.organisation is 'CVR number of its organisation.';
comment on column audit.deed.role is 'Role they acted in.';

create or replace view audit.same_hands with (security_barrier) as
    with deed as materialized (
        select d.* from audit.deed d
        where d.kind in (select s.act_a from rights.separation s union select s.act_b from rights.separation s)
    ), pair as (
        select a.entry as one, b.entry as other from deed a
        join deed b on b.human = a.human and b.stream = a.stream and b.entry <> a.entry
        union all -- a call's entries are part of each of its cases
        select a.entry, b.entry from deed a
        join deed b on b.human = a.human and b.call = a.call and b.stream = 'call:' || a.call and a.stream <> b.stream
        union all -- a grant that continues another is one case with it
        select a.entry, b.entry from grants.link l join deed a on a.application = l.application
        join deed b on b.human = a.human and b.application = l.predecessor
    ), found as (
        select distinct on (least(p.one, p.other), greatest(p.one, p.other))
               least(p.one, p.other) as first, greatest(p.one, p.other) as second, s.why
        from pair p join deed a on a.entry = p.one join deed b on b.entry = p.other
        join rights.separation s on s.act_a = a.kind and s.act_b = b.kind or s.act_b = a.kind and s.act_a = b.kind
        order by least(p.one, p.other), greatest(p.one, p.other), s.why
    ), hindered as (
        select i.entry as first, b.entry as second, 'an interest had been declared' as why
        from grants.impartiality i join audit.deed a on a.entry = i.entry
        join audit.deed b on b.human = a.human and b.stream = a.stream and b.entry > a.entry
        where i.declared = 'interest' and b.kind not in ('declare_impartiality', 'record_refusal')
          and exists (select from rights.act x where x.act = b.kind and x.audience = 'agency')
    )
    select coalesce(a.application, b.application) as application, coalesce(a.call, b.call) as call, a.entry, a.kind, a.at,
           b.entry as other_entry, b.kind as other_kind, b.at as other_at, a.human, f.why,
           (select max(c.entry) from identity.human_change c join identity.person p on p.person = c.person
            where p.pseudonym in (a.person, b.person) and a.person <> b.person and c.entry > f.second) as linked_entry
    from (select * from found union all select * from hindered) f
    join audit.deed a on a.entry = f.first join audit.deed b on b.entry = f.second;
comment on view audit.same_hands is
    'Separation of duties: two entries on one case by one natural person that exclude each other. Must be empty but for '
    'rows with linked_entry: two people who were found to be one only afterwards.';
comment on column audit.same_hands.application is 'Grant or application; null when both are about the whole call.';
comment on column audit.same_hands.call is 'Its call.';
comment on column audit.same_hands.entry is 'The earlier entry.';
comment on column audit.same_hands.kind is 'Its act.';
comment on column audit.same_hands.at is 'When it was recorded.';
comment on column audit.same_hands.other_entry is 'The later entry.';
comment on column audit.same_hands.other_kind is 'Its act.';
comment on column audit.same_hands.other_at is 'When it was recorded.';
comment on column audit.same_hands.human is 'Pseudonym of the natural person who made both.';
comment on column audit.same_hands.why is 'Rule that keeps the two apart.';
comment on column audit.same_hands.linked_entry is 'Entry by which two cards became one natural persons, after both; null: they were known to be one.';

create or replace view audit.awarded_and_paid with (security_barrier) as
    select a.application, a.call, a.entry, a.kind, a.at, b.entry as other_entry, b.kind as other_kind, b.at as other_at, a.human
    from audit.deed a join audit.deed b on b.application = a.application and b.human = a.human
    where a.kind in ('propose_award', 'decide_award', 'decide_amendment', 'give_line') and b.kind in ('approve_instalment', 'release_batch');
comment on view audit.awarded_and_paid is
    'One natural person both awarded a grant and paid on it. Must be empty. Asked of the entries alone, so that a '
    'weakened table of separations hides nothing.';
comment on column audit.awarded_and_paid.application is 'Grant.';
comment on column audit.awarded_and_paid.call is 'Its call.';
comment on column audit.awarded_and_paid.entry is 'Entry by which they proposed, decided, amended or gave the award.';
comment on column audit.awarded_and_paid.kind is 'Its act.';
comment on column audit.awarded_and_paid.at is 'When it was recorded.';
comment on column audit.awarded_and_paid.other_entry is 'Entry by which they approved or released the payment.';
comment on column audit.awarded_and_paid.other_kind is 'Its act.';
comment on column audit.awarded_and_paid.other_at is 'When it was recorded.';
comment on column audit.awarded_and_paid.human is 'Pseudonym of the natural person.';

create or replace view audit.reopened with (security_barrier) as
    select c.application, a.call, c.entry, k.at, e.entry as other_entry, e.kind as other_kind, e.at as other_at, e.amount_ore,
           (select d.entry from grants.reopening_decision d
            where d.application = c.application and d.closing_n = c.n and d.entry <= e.entry) as reopening_entry
    from grants.closing c
    join grants.application a on a.application = c.application
    join ledger.entry k on k.entry = c.entry
    join ledger.entry e on e.stream = k.stream and e.version > k.version
    where e.kind not in ('record_refusal', 'confirm_statement')
      and not exists (select from grants.closing z where z.application = c.application and z.n > c.n and z.entry < e.entry);
comment on view audit.reopened is
    'What was recorded on a grant after it had been closed, but for refused attempts and confirmed statements: a closed '
    'grant is at rest, and each row here wants an explanation: reopening_entry is one.';
comment on column audit.reopened.application is 'Grant.';
comment on column audit.reopened.call is 'Its call.';
comment on column audit.reopened.entry is 'Entry that closed it.';
comment on column audit.reopened.at is 'When it was closed.';
comment on column audit.reopened.other_entry is 'The later entry.';
comment on column audit.reopened.other_kind is 'Its act.';
comment on column audit.reopened.other_at is 'When it was recorded.';
comment on column audit.reopened.amount_ore is 'What it posted, in øre.';
comment on column audit.reopened.reopening_entry is 'Entry by which two had reopened it; null: nobody had.';

create or replace view audit.award_now with (security_barrier) as
    select d.application, a.call, h.organisation, d.entry, m.entry as amended_entry,
           coalesce(m.amount_ore, p.amount_ore)::bigint as amount_ore,
           case when m.entry is null then p.part_accounts_due else m.part_accounts_due end as part_accounts_due,
           coalesce(m.final_accounts_due, p.final_accounts_due) as final_accounts_due
    from grants.award_decision d
    join grants.award_proposal p on p.entry = d.proposal_entry
    join grants.application a on a.application = d.application
    join audit.holder h on h.application = d.application and h.until_entry is null
    left join lateral (
        select x.entry, q.amount_ore, q.part_accounts_due, q.final_accounts_due
        from grants.amendment_decision x join grants.amendment_proposal q on q.entry = x.proposal_entry
        where x.application = d.application and x.decision = 'amend' order by x.entry desc limit 1) m on true
    where d.decision = 'award';
comment on view audit.award_now is 'Grants as last amended.';
comment on column audit.award_now.application is 'Grant.';
comment on column audit.award_now.call is 'Its call.';
comment on column audit.award_now.organisation is 'CVR number of who has the grant now.';
comment on column audit.award_now.entry is 'Entry that decided the award.';
comment on column audit.award_now.amended_entry is 'Entry that amended it last; null: never.';
comment on column audit.award_now.amount_ore is 'Amount, in øre.';
comment on column audit.award_now.part_accounts_due is 'When part accounts are due; null: never.';
comment on column audit.award_now.final_accounts_due is 'When final accounts are due.';

create or replace view audit.near_threshold with (security_barrier) as
    with award as (
        -- by applicant: who took over grants of two others did not split one
        select w.application, w.call, g.organisation, coalesce(w.amended_entry, w.entry) as entry, w.amount_ore,
               (c.definition::jsonb #>> '{sign_off,final,threshold_ore}')::bigint as limit_ore,
               sum(w.amount_ore) over grantee as together_ore, max(w.amount_ore) over grantee as greatest_ore
        from audit.award_now w join grants.call c on c.call = w.call join grants.application g on g.application = w.application
        window grantee as (partition by w.call, g.organisation)
    )
    select a.application, a.call, a.organisation, a.entry, a.amount_ore, a.limit_ore,
           case when s.split then a.together_ore end::bigint as together_ore
    from award a
    cross join lateral (select a.greatest_ore <= a.limit_ore and a.together_ore > a.limit_ore as split) s
    where s.split or a.amount_ore between a.limit_ore * 9 / 10 and a.limit_ore;
comment on view audit.near_threshold is
    'Awards at or up to a tenth below the sum from which another signs the accounts, and several awards of one call to '
    'one applicant that each keep to it and together pass it.';
comment on column audit.near_threshold.application is 'Grant.';
comment on column audit.near_threshold.call is 'Its call.';
comment on column audit.near_threshold.organisation is 'CVR number of the applicant.';
comment on column audit.near_threshold.entry is 'Entry that decided or last amended the award.';
comment on column audit.near_threshold.amount_ore is 'Award, in øre.';
comment on column audit.near_threshold.limit_ore is 'The calls threshold, in øre.';
comment on column audit.near_threshold.together_ore is 'Sum of the grantees awards of this call, in øre, when that is what is remarkable; else null.';

create or replace view audit.overdue with (security_barrier) as
    with today as materialized (select (ledger.clock() at time zone 'Europe/Copenhagen')::date as day),
    claimed as (
        -- a plan that was agreed puts its own days in the place of the claim's
        select c.claim, c.application, coalesce(i.due, c.due) as due,
               sum(coalesce(i.amount_ore, c.amount_ore)) over (partition by c.claim order by coalesce(i.due, c.due)) as by_then_ore
        from grants.claim c
        left join lateral (select d.proposal_entry from grants.claim_change_decision d
                           join grants.claim_change x on x.entry = d.proposal_entry
                           where x.claim = c.claim and x.change = 'plan' and d.decision = 'accept'
                           order by d.entry desc limit 1) p on true
        left join grants.claim_instalment i on i.entry = p.proposal_entry
    ), owed as (
        select w.application, 'part_accounts' as what, w.part_accounts_due as due, null::bigint as amount_ore, null::bigint as reminder_entry
        from audit.award_now w
        -- final accounts leave no part accounts to be sent
        where not exists (select from grants.accounts a where a.application = w.application)
        union all
        select w.application, 'final_accounts' as what, w.final_accounts_due, null::bigint as amount_ore, null::bigint as reminder_entry
        from audit.award_now w
        where not exists (select from grants.accounts a where a.application = w.application and a.kind = 'final')
        union all
        select w.application, (r ->> 'report') || '_report' as what,
               case r ->> 'report' when 'final' then w.final_accounts_due else w.part_accounts_due end as due, null::bigint as amount_ore, null::bigint as reminder_entry
        from audit.award_now w join grants.call c on c.call = w.call, json_array_elements(c.definition::json -> 'reports') r
        where not exists (select from grants.report x where x.application = w.application
                          and (x.report = 'final') = (r ->> 'report' = 'final'))
        union all
        select k.application, 'repayment' as what, min(k.due), max(k.by_then_ore - s.settled_ore)::bigint as amount_ore,
               (select max(r.entry) from grants.claim_reminder r where r.claim = k.claim) as reminder_entry
        from claimed k
        cross join lateral (select coalesce(sum(x.amount_ore), 0) as settled_ore from grants.claim_settled x
                            where x.claim = k.claim) s
        cross join today t
        where k.due < t.day and k.by_then_ore > s.settled_ore
        group by k.application, k.claim
        union all
        -- the agency's own: a dispute is to be resolved within 30 days
        select d.application, 'dispute' as what, (d.at at time zone 'Europe/Copenhagen')::date + 30 as due, null::bigint as amount_ore, null::bigint as reminder_entry
        from grants.dispute d
        where not exists (select from grants.dispute_resolved r where r.dispute = d.dispute)
    )
    select o.application, a.call, h.organisation, o.what, o.due, t.day - o.due as days, o.amount_ore,
           e.entry as reminder_entry, e.kind as reminder_kind, e.at as reminded_at
    from owed o join grants.application a on a.application = o.application cross join today t
    left join ledger.entry e on e.entry = coalesce(o.reminder_entry, (
        select max(r.entry) from grants.obligation_reminder r where r.application = o.application and r.what = o.what))
    join audit.holder h on h.application = o.application and h.until_entry is null
    where o.due < t.day
      and not exists (select from grants.closing c where c.application = o.application and o.what not in ('repayment', 'dispute') and not exists (
          select from grants.reopening_decision d where d.application = c.application and d.closing_n = c.n));
comment on view audit.overdue is 'What grantees should have sent or paid back and have not, and disputes that nobody resolved within 30 days.';
comment on column audit.overdue.application is 'Grant.';
comment on column audit.overdue.call is 'Its call.';
comment on column audit.overdue.organisation is 'CVR number of who has the grant now.';
comment on column audit.overdue.what is 'part_accounts, final_accounts, a report of the call (…_report), repayment, or dispute.';
comment on column audit.overdue.due is 'Day on which it was due, as last amended or agreed.';
comment on column audit.overdue.days is 'Days since, by the day in Denmark.';
comment on column audit.overdue.amount_ore is 'What should have been paid back by now, in øre; null for documents.';
comment on column audit.overdue.reminder_entry is 'Entry that last reminded of it; null: none has.';
comment on column audit.overdue.reminder_kind is 'Its act: remind_obligation, or remind_claim.';
comment on column audit.overdue.reminded_at is 'When that was.';

create or replace view audit.last_week with (security_barrier) as
    select i.application, a.call, h.organisation, r.entry, e.at, i.instalment, i.amount_ore::bigint - coalesce((select sum(b.claimed_ore) from grants.instalment_booked b
               where b.instalment = r.instalment and b.try < r.try), 0)::bigint as amount_ore
    from grants.instalment_released r
    join grants.instalment i on i.instalment = r.instalment
    join grants.application a on a.application = i.application
    join audit.holder h on h.application = i.application and r.entry > h.from_entry and r.entry <= coalesce(h.until_entry, r.entry)
    join ledger.entry e on e.entry = r.entry
    where to_char(e.at at time zone 'Europe/Copenhagen', 'MMDD') >= '1225';
comment on view audit.last_week is 'Payments released in the last week of a year, from 25 to 31 December, Danish time.';
comment on column audit.last_week.application is 'Grant.';
comment on column audit.last_week.call is 'Its call.';
comment on column audit.last_week.organisation is 'CVR number of who had the grant then.';
comment on column audit.last_week.entry is 'Entry of the release.';
comment on column audit.last_week.at is 'When it was released.';
comment on column audit.last_week.instalment is 'Instalment.';
comment on column audit.last_week.amount_ore is 'Amount, in øre.';

create or replace view audit.same_cost with (security_barrier) as
    with file as (
        select p.application, s.entry, f.value ->> 'sha256' as sha256
        from grants.award_proposal p join grants.award_decision d on d.proposal_entry = p.entry and d.decision = 'award'
        join grants.submission s on s.entry = p.submission_entry, jsonb_array_elements(s.files) f
        union all select r.application, r.entry, encode(r.source_sha256, 'hex') from grants.result r
        union all select n.application, n.entry, encode(n.report_sha256, 'hex') from grants.endorsement n
        union all select v.application, w.entry, encode(v.sha256, 'hex')
                  from grants.voucher_file v join grants.voucher_answer w on w.request = v.request
    ), cost as (
        -- lines of the newest accounts of each kind, named as the application named them
        select a.application, a.entry, g.organisation as applicant, h.organisation, l.actual_ore::bigint as actual_ore, lower(b.value ->> 'text') as text
        from grants.accounts a
        join grants.application g on g.application = a.application
        join audit.holder h on h.application = a.application and a.entry > h.from_entry and a.entry <= coalesce(h.until_entry, a.entry)
        join grants.accounts_line l on l.entry = a.entry and l.actual_ore > 0
        join grants.award_decision d on d.application = a.application and d.decision = 'award'
        join grants.award_proposal p on p.entry = d.proposal_entry
        join grants.submission s on s.entry = p.submission_entry
        cross join lateral json_array_elements(s.content::json -> 'budget') b
        where (b.value ->> 'line')::int = l.line
          and a.version = (select max(n.version) from grants.accounts n where n.application = a.application and n.kind = a.kind)
    ), same as (
        select 'file' as what, a.application, min(a.entry) as entry, b.application as other_application,
               min(b.entry) as other_entry, a.sha256, null::bigint as amount_ore
        from file a join file b on b.sha256 = a.sha256 and b.application > a.application
        group by a.application, b.application, a.sha256
        union all
        select 'cost' as what, a.application, a.entry, b.application, b.entry, null::text as sha256, a.actual_ore
        from cost a join cost b on b.actual_ore = a.actual_ore and b.text = a.text
             and (b.organisation = a.organisation or b.applicant = a.applicant)
             and b.application > a.application
    )
    select s.what, s.application, g.call, s.entry, s.other_application, s.other_entry, s.sha256, s.amount_ore
    from same s join grants.application g on g.application = s.application;
comment on view audit.same_cost is
    'The same file behind two grants, as an attachment, a source, an auditor''s report or a voucher, and lines of the accounts of two grants of one applicant or grantee that are named alike and '
    'cost the same to the øre. No fault by itself: a salary may be split; it must not be paid twice.';
comment on column audit.same_cost.what is 'file or cost.';
comment on column audit.same_cost.application is 'The one grant.';
comment on column audit.same_cost.call is 'Its call.';
comment on column audit.same_cost.entry is 'Its entry with the file, or its accounts.';
comment on column audit.same_cost.other_application is 'The other grant.';
comment on column audit.same_cost.other_entry is 'Its entry with the file, or its accounts.';
comment on column audit.same_cost.sha256 is 'The file, as hex; null for a cost.';
comment on column audit.same_cost.amount_ore is 'What the line cost, in øre; null for a file.';

create or replace view audit.lowered with (security_barrier) as
    select d.application, g.call, d.entry, e.at, a.entry as other_entry, f.at as other_at,
           coalesce(b.amount_ore, p.amount_ore)::bigint as before_ore, n.amount_ore::bigint as amount_ore
    from grants.amendment_decision d
    join ledger.entry e on e.entry = d.entry
    join grants.amendment_proposal n on n.entry = d.proposal_entry
    join grants.application g on g.application = d.application
    join grants.award_decision w on w.application = d.application and w.decision = 'award'
    join grants.award_proposal p on p.entry = w.proposal_entry
    left join lateral (
        select q.amount_ore from grants.amendment_decision x join grants.amendment_proposal q on q.entry = x.proposal_entry
        where x.application = d.application and x.decision = 'amend' and x.entry < d.entry
        order by x.entry desc limit 1) b on true
    join lateral (select max(y.entry) as entry from grants.accounts y
                  where y.application = d.application and y.kind = 'part' and y.entry < d.entry) a on a.entry is not null
    join ledger.entry f on f.entry = a.entry
    where d.decision = 'amend' and n.amount_ore < coalesce(b.amount_ore, p.amount_ore);
comment on view audit.lowered is
    'Awards lowered after part accounts had come: a share of the lower award may be less than what was paid on them.';
comment on column audit.lowered.application is 'Grant.';
comment on column audit.lowered.call is 'Its call.';
comment on column audit.lowered.entry is 'Entry that lowered it.';
comment on column audit.lowered.at is 'When it was recorded.';
comment on column audit.lowered.other_entry is 'The part accounts before it.';
comment on column audit.lowered.other_at is 'When they were recorded.';
comment on column audit.lowered.before_ore is 'Award before, in øre.';
comment on column audit.lowered.amount_ore is 'Award after, in øre.';

create or replace view audit.approval with (security_barrier) as
    select x.what, x.entry, x.by_entry, a.human, b.human as by_human, a.application, a.call
    from (
        select 'award' as what, 'propose_award' as act, 'decide_award' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.award_decision d
        union all select 'amendment' as what, 'propose_amendment' as act, 'decide_amendment' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.amendment_decision d
        union all select 'line' as what, 'propose_line' as act, 'give_line' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.line_decision d
        union all select 'refusal' as what, 'propose_refusal' as act, 'decide_refusal' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.refusal_decision d
        union all select 'claim' as what, 'propose_claim' as act, 'decide_claim' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.claim_decision d
        union all select 'settlement' as what, 'propose_settlement' as act, 'decide_settlement' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.claim_change_decision d
        union all select 'weights' as what, 'propose_weights' as act, 'confirm_weights' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.weights_confirmed d
        union all select 'interest' as what, 'propose_interest' as act, 'decide_interest' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.interest_decision d
        union all select 'ruling' as what, 'propose_ruling' as act, 'confirm_ruling' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.ruling d
        union all select 'allocation' as what, 'propose_allocation' as act, 'decide_allocation' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.allocation_decision d
        union all select 'period' as what, 'propose_period' as act, 'decide_period' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.period_decision d
        union all select 'year' as what, 'propose_year' as act, 'decide_year' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.year_decision d
        union all select 'result' as what, 'record_result' as act, 'confirm_result' as by_act, d.result_entry as entry, d.entry as by_entry from grants.result_confirmed d
        union all select 'termination' as what, 'propose_termination' as act, 'decide_termination' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.termination_decision d
        union all select 'reopening' as what, 'propose_reopening' as act, 'decide_reopening' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.reopening_decision d
        union all select 'transfer' as what, 'propose_transfer' as act, 'decide_transfer' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.transfer_decision d
        union all select 'vouchers' as what, 'judge_vouchers' as act, 'decide_vouchers' as by_act, d.judgement_entry as entry, d.entry as by_entry from grants.voucher_decision d
        union all select 'dispute' as what, 'propose_resolution' as act, 'confirm_resolution' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.dispute_resolved d
        union all select 'alarm' as what, 'explain_alarm' as act, 'close_alarm' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.alarm_closed d
        union all select 'notice' as what, 'propose_notice' as act, 'decide_notice' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.notice d
        union all select 'admission' as what, 'propose_admission' as act, 'confirm_admission' as by_act, d.proposal_entry as entry, d.entry as by_entry from grants.admission d
        union all select 'withdrawal' as what, 'propose_withdrawal' as act, 'confirm_withdrawal' as by_act, p.entry as entry, d.entry as by_entry from grants.withdrawal d
                  join lateral (select max(q.entry) as entry from grants.withdrawal_proposal q
                                where q.application = d.application and q.entry < d.entry) p on p.entry is not null
        union all select 'payment' as what, 'prepare_instalment' as act, 'approve_instalment' as by_act, p.instalment as entry, p.entry as by_entry from grants.instalment_approved p
        union all select 'release' as what, 'approve_instalment' as act, 'release_batch' as by_act, p.entry as entry, r.entry as by_entry from grants.instalment_released r
                  join grants.instalment_approved p on p.instalment = r.instalment
        union all select 'register' as what, null as act, null as by_act, p.entry as entry, c.entry as by_entry from ledger.confirmation c join ledger.proposal p on p.proposal = c.proposal
    ) x
    join audit.deed a on a.entry = x.entry
    join audit.deed b on b.entry = x.by_entry
    where x.act is null or a.kind = x.act and b.kind = x.by_act;
comment on view audit.approval is
    'Who decided what somebody else had proposed, whatever the decision was: one row for each pair of acts that two people share.';
comment on column audit.approval.what is
    'award, amendment, line, refusal, claim, settlement, weights, interest, ruling, allocation, period, year, result, termination, '
    'reopening, transfer, vouchers, dispute, alarm, notice, admission, withdrawal, payment, release or register.';
comment on column audit.approval.entry is 'Entry that proposed or prepared.';
comment on column audit.approval.by_entry is 'Entry that decided, approved, released or confirmed.';
comment on column audit.approval.human is 'Pseudonym of who proposed.';
comment on column audit.approval.by_human is 'Pseudonym of who decided.';
comment on column audit.approval.application is 'Grant or application, when it is about one.';
comment on column audit.approval.call is 'Its call.';

create or replace view audit.mutual_approvals with (security_barrier) as
    select a.human, a.by_human as other_human, a.count, b.count as other_count, a.entry, b.entry as other_entry
    from (select p.human, p.by_human, count(*) as count, max(p.by_entry) as entry from audit.approval p group by 1, 2) a
    join (select p.human, p.by_human, count(*) as count, max(p.by_entry) as entry from audit.approval p group by 1, 2) b
      on b.human = a.by_human and b.by_human = a.human
    where a.human < a.by_human;
comment on view audit.mutual_approvals is
    'Two people who decide what the other proposes, and the other way round. No fault by itself; in a small office it is '
    'the pattern that makes two pairs of eyes one.';
comment on column audit.mutual_approvals.human is 'Pseudonym of the one.';
comment on column audit.mutual_approvals.other_human is 'Pseudonym of the other.';
comment on column audit.mutual_approvals.count is 'How often the other decided what the one had proposed.';
comment on column audit.mutual_approvals.other_count is 'How often the one decided what the other had proposed.';
comment on column audit.mutual_approvals.entry is 'The last such decision of the other.';
comment on column audit.mutual_approvals.other_entry is 'The last such decision of the one.';

create or replace view audit.finding with (security_barrier) as
    select 'same_hands' as query, f.application, f.call, null::text as what, f.entry, f.kind, f.at, f.other_entry, f.other_kind,
           f.other_at, null::bigint as amount_ore, null::bigint as limit_ore, null::date as due, null::int as days,
           null::bigint as times, null::bigint as other_times, f.linked_entry, null::bigint as other_application
    from audit.same_hands f
    union all
    select 'awarded_and_paid', f.application, f.call, null, f.entry, f.kind, f.at, f.other_entry, f.other_kind, f.other_at,
           null, null, null, null, null, null, null, null
    from audit.awarded_and_paid f
    union all
    select 'reopened', f.application, f.call, null, f.entry, 'close_grant', f.at, f.other_entry, f.other_kind, f.other_at,
           f.amount_ore, null, null, null, null, null, null, null
    from audit.reopened f
    union all
    select 'near_threshold', f.application, f.call, case when f.together_ore is null then 'near' else 'split' end, f.entry,
           e.kind, e.at, null, null, null, coalesce(f.together_ore, f.amount_ore), f.limit_ore, null, null, null, null, null, null
    from audit.near_threshold f join ledger.entry e on e.entry = f.entry
    union all
    select 'overdue', f.application, f.call, f.what, null, null, null, f.reminder_entry, f.reminder_kind, f.reminded_at,
           f.amount_ore, null, f.due, f.days,
           null, null, null, null
    from audit.overdue f
    union all
    select 'last_week', f.application, f.call, null, f.entry, 'release_batch', f.at, null, null, null, f.amount_ore, null, null,
           null, null, null, null, null
    from audit.last_week f
    union all
    select 'same_cost', f.application, f.call, f.what, f.entry, a.kind, a.at, f.other_entry, b.kind, b.at, f.amount_ore, null,
           null, null, null, null, null, f.other_application
    from audit.same_cost f join ledger.entry a on a.entry = f.entry join ledger.entry b on b.entry = f.other_entry
    union all
    select 'lowered', f.application, f.call, null, f.other_entry, 'submit_accounts', f.other_at, f.entry, 'decide_amendment', f.at,
           f.amount_ore, f.before_ore, null, null, null, null, null, null
    from audit.lowered f
    union all
    select 'mutual_approvals', null, null, null, f.entry, a.kind, a.at, f.other_entry, b.kind, b.at, null, null, null, null,
           f.count, f.other_count, null, null
    from audit.mutual_approvals f join ledger.entry a on a.entry = f.entry join ledger.entry b on b.entry = f.other_entry;
comment on view audit.finding is
    'All standing queries in one list, as the portal''s page shows them. The view of each has more columns.';
comment on column audit.finding.query is
    'Which: same_hands, awarded_and_paid, reopened, near_threshold, overdue, last_week, same_cost, lowered or mutual_approvals.';
comment on column audit.finding.application is 'Grant or application; null when it is about none.';
comment on column audit.finding.call is 'Its call.';
comment on column audit.finding.what is 'near or split for near_threshold; what is owed for overdue; file or cost for same_cost; else null.';
comment on column audit.finding.entry is 'The entry, or the earlier of two; null for what is missing.';
comment on column audit.finding.kind is 'Its act.';
comment on column audit.finding.at is 'When it was recorded.';
comment on column audit.finding.other_entry is 'The other entry, or the last reminder of what is overdue; null when it takes but one.';
comment on column audit.finding.other_kind is 'Its act.';
comment on column audit.finding.other_at is 'When it was recorded.';
comment on column audit.finding.amount_ore is 'Award, payment, debt or cost, in øre; the sum of the awards for split; the award after for lowered.';
comment on column audit.finding.limit_ore is 'The threshold it is near, or the award before for lowered, in øre.';
comment on column audit.finding.due is 'Day on which it was due.';
comment on column audit.finding.days is 'Days since.';
comment on column audit.finding.times is 'How often who made entry decided on the other.';
comment on column audit.finding.other_times is 'How often who made other_entry decided on the one.';
comment on column audit.finding.linked_entry is 'Entry by which two people were found to be one, after both.';
comment on column audit.finding.other_application is 'The other grant, for same_cost.';
