-- SPDX-License-Identifier: EUPL-1.2
-- What the current person can do now, and what waits for others, from the same functions as the pages'
-- own actions.
create or replace function read.task(
  p_act text, p_what text, p_id text, p_title json, p_call text, p_cvr text, p_due date,
  p_due_at timestamptz, p_amount bigint, p_waiting text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('act', p_act, 'what', p_what, 'id', p_id, 'title', p_title,
    'call', p_call, 'organisation', read.organisation(p_cvr), 'due', read.day(p_due),
    'due_us', ledger.micros(p_due_at), 'amount_ore', p_amount, 'waiting_for', p_waiting)
$$;
comment on function read.task(text, text, text, json, text, text, date, timestamptz, bigint, text) is
  'One task as documents show it.';

-- waiting_for null: the current person's own.
create or replace function read.grantee_tasks(p_now timestamptz)
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.last_on_time, w.w, read.task('submit', 'application', d.application::text,
           d.content::json -> 'title', d.call, d.organisation, null, c.last_on_time,
           (d.content::json ->> 'applied_ore')::bigint, w.w)
    from portal.draft d join published.call c on c.call = d.call,
         lateral (select case when not read.holds('applicant') then 'applicant' end as w) w
   where p_now <= c.last_on_time and read.changed_since(d.application)
     and not exists (select from portal.withdrawal x where x.application = d.application and x.stands)
  union all
  select (a.part_accounts_due)::timestamptz, w.w, read.task('submit_accounts', 'grant',
           a.application::text, to_json(a.title), a.call, a.organisation,
           (read.next_due(a.application, read.today(p_now)) ->> 'due')::date, null, null, w.w)
    from portal.award a,
         lateral (select read.personal('submit_accounts', 'grant:' || a.application) as p) p,
         lateral (select case when p.p is not null then 'applicant' end as w) w
   where a.organisation = ledger.current_organisation() and read.next_due(a.application, read.today(p_now)) is not null
  union all
  select null, w.w, read.task('sign_off', 'accounts', a.application || '/' || x.version,
           to_json(a.title), a.call, a.organisation, null, null, x.documented_ore, w.w)
    from portal.award a join portal.accounts x on x.application = a.application and x.newest,
         lateral (select case when read.sign_off_missing(x.entry) is not null
                              then 'management' end as w) w
   where a.organisation = ledger.current_organisation()
     and not exists (select from portal.sign_off s where s.accounts_entry = x.entry)
  union all
  -- what an auditor is to sign: the newest accounts of the grants the firm is appointed for
  select null, null, read.task('endorse_accounts', 'accounts', p.application || '/' || x.version, to_json(c.title),
           c.call, c.organisation, null, null, x.documented_ore, null)
    from portal.auditor_appointment p cross join lateral read.accounts_case(p.application) c
    join portal.accounts x on x.application = p.application and x.newest
   where p.withdrawn_entry is null and p.firm = ledger.current_organisation()
     and read.endorse_missing(x.entry) is null
  union all
  -- the bank did not say whose account it reached
  select null, w.w, read.task('confirm_receipt', 'grant', i.application::text, to_json(a.title), i.call, i.organisation,
           null, null, i.amount_ore, w.w)
    from portal.instalment i join portal.award a on a.application = i.application,
         lateral (select case when not (read.holds('applicant') or read.holds('management'))
                              then 'applicant' end as w) w
   where a.organisation = ledger.current_organisation() and i.state = 'paid' and not i.creditor_seen and i.receipt_entry is null
  union all
  -- facts that count against the party: nothing is decided before it has answered or the day is over
  select ((h.answer_by + 1)::timestamp at time zone 'Europe/Copenhagen'), w.w,
         -- who took the grant over has no page of the application
         read.task('answer_hearing', case k.organisation when ledger.current_organisation() then 'hearing' else 'amendment' end,
           h.application::text, to_json(k.title), k.call, ledger.current_organisation(), h.answer_by, null, null, w.w)
    from portal.hearing h
    join portal.counting k on k.application = h.application and grants.holder_at(h.application, null) = ledger.current_organisation(),
         lateral (select case when not (read.holds('applicant') or read.holds('management'))
                              or read.personal('answer_hearing', 'grant:' || h.application) is not null
                              then 'applicant' end as w) w
   where h.answer_entry is null and h.answer_by >= read.today(p_now)
     and not exists (select from portal.refusal r where r.application = h.application)
  union all
  -- a colleague proposed to withdraw it
  select null, w.w, read.task('confirm_withdrawal', 'application', k.application::text, to_json(k.title), k.call,
           k.organisation, null, null, null, w.w)
    from portal.withdrawal_proposal p
    join portal.counting k on k.application = p.application and k.organisation = ledger.current_organisation(),
         lateral (select case when read.personal('confirm_withdrawal', 'grant:' || k.application) is not null
                              then 'applicant' end as w) w
   where p.entry = grants.open_withdrawal(p.application) and grants.withdrawal_bound_seen(p.application) is null
  union all
  select v.urgency, v.waiting, v.task from read.voucher_tasks(p_now) v
  union all
  -- nothing in the portal: it is paid through the bank
  select min((u ->> 'due')::date)::timestamptz, null, read.task('repay', 'claim', a.application::text, to_json(a.title),
           a.call, a.organisation, min((u ->> 'due')::date), null, sum((u ->> 'amount_ore')::bigint)::bigint, null)
    from portal.award a, json_array_elements(grants.claims_seen(a.application, read.today(p_now))) c,
         lateral (select d as u from json_array_elements(c -> 'dues') d
                  union all -- the claim is paid, its interest is not
                  select json_build_object('due', c -> 'due', 'amount_ore', c -> 'interest_ore')
                   where (c ->> 'open_ore')::bigint = 0 and (c ->> 'interest_ore')::bigint > 0) u
   where a.organisation = ledger.current_organisation()
   group by a.application, a.title, a.call, a.organisation
  union all
  -- a grant that this organisation is asked to take over, from whom
  select null, w.w, read.task('accept_transfer', 'amendment', a.application::text, to_json(a.title), a.call, p.predecessor,
           null, null, a.amount_ore, w.w)
    from portal.transfer p join portal.award a on a.application = p.application,
         lateral (select case when read.personal('accept_transfer', 'grant:' || a.application) is not null
                              then 'management' end as w) w
   where p.successor = ledger.current_organisation() and p.decision_entry is null and p.accepted_entry is null
     and not exists (select from portal.closing c where c.application = a.application)
$$;
comment on function read.grantee_tasks(timestamptz) is 'Tasks in municipalities and regions.';

create or replace function read.bank_tasks()
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select null::timestamptz, w.w, read.task('book_payments', 'statement', s.statement::text, to_json(s.id), null, null,
           s.last_day, null, l.total, w.w)
    from portal.statement s
    join lateral (select sum(b.amount_ore)::bigint as total,
                         bool_or(read.personal('book_payments', 'grant:' || b.application) is null) as mine
                    from portal.bank_line b
                   where b.statement = s.statement and b.meaning in ('payment', 'return') and b.booked_entry is null) l
      on l.total is not null,
         lateral (select case when not (l.mine and identity.i_hold('finance')) then 'finance' end as w) w
  union all
  select null, w.w, read.task(n.act, 'alarm', a.alarm::text, to_json(coalesce(g.title, s.id)), g.call, g.organisation,
           s.last_day, null, a.amount_ore, w.w)
    from portal.alarm a join portal.statement s on s.statement = a.statement
    left join portal.award g on g.application = a.application,
         lateral (select case when a.proposal_entry is null then 'explain_alarm' else 'close_alarm' end as act) n,
         lateral (select case when not (identity.i_hold('finance') or identity.i_hold('officer'))
                            or (read.by(a.proposal_entry) ->> 'human')::bigint = read.my_human()
                            or a.application is not null and read.personal(n.act, 'grant:' || a.application) is not null
                              then 'finance' end as w) w
   where a.closed_entry is null
$$;
comment on function read.bank_tasks() is 'Movements to book and alarms to find out about.';

create or replace function read.agency_tasks(p_now timestamptz)
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.last_on_time, case when s.missing is not null then s.missing ->> 'by' end,
         read.task(s.act, 'call', c.call, c.definition #> '{title,da}', c.call, null, null,
                   c.last_on_time, c.pool_ore,
                   case when s.missing is not null then s.missing ->> 'by' end)
    from published.call c, read.call_steps(c.call, p_now) s
   where s.missing is null or s.missing ->> 'code' in ('role', 'separation', 'close_pending')
  union all
  select null, case when s.missing is not null then 'officer' end,
         read.task(s.act, 'application', k.application::text, to_json(k.title), k.call,
                   k.organisation, split_part(grants.text_at(c.call, 'expected_answer'), '/', 2)::date, null,
                   k.applied_ore, case when s.missing is not null then 'officer' end)
    from portal.counting k join published.call c on c.call = k.call,
         lateral (select read.application_state(k.application, k.call, p_now) as state) t,
         lateral read.assessment_steps(k.application, t.state) s
   where (s.missing is null or s.missing ->> 'code' in ('role', 'separation', 'second_assessor'))
     -- parts of assessing, or the other of two ways: nothing that waits for anybody
     and s.act not in ('declare_impartiality', 'propose_refusal', 'open_hearing')
     and not (s.act = 'score' and exists (
       select from portal.score x
        where x.application = k.application and x.human = read.my_human()))
  union all
  select null, case when m.m <> '[]' then m.m #>> '{0,by}' end,
         read.task('prepare_instalment', 'accounts', a.application || '/' || x.version,
                   to_json(a.title), a.call, a.organisation, null, null, x.documented_ore,
                   case when m.m <> '[]' then m.m #>> '{0,by}' end)
    from portal.award a join portal.accounts x on x.application = a.application and x.newest,
         lateral (select read.prepare_missing(x.entry)::jsonb as m) m
   where read.payment_awaited(x.entry)
  union all
  select null, case when m.m is not null then 'finance' end,
         read.task(case i.state when 'prepared' then 'approve_instalment' else 'release_batch' end,
                   'instalment', i.instalment::text, to_json(a.title), i.call, i.organisation,
                   null, null, i.next_ore, case when m.m is not null then 'finance' end)
    from portal.instalment i join portal.award a on a.application = i.application,
         lateral (select read.instalment_missing(i.instalment) as m) m
   where i.state in ('prepared', 'approved', 'failed')
  union all
  select null, case when read.opinion_missing(x.entry) is not null then 'officer' end,
         read.task('decide_opinion', 'accounts', a.application || '/' || x.version, to_json(a.title), a.call,
                   a.organisation, null, null, x.documented_ore,
                   case when read.opinion_missing(x.entry) is not null then 'officer' end)
    from portal.award a join portal.accounts x on x.application = a.application and x.newest
   where exists (select from portal.sign_off s where s.accounts_entry = x.entry and s.level = 'auditor'
                    and not s.satisfies and s.decision is null)
  union all
  -- the line of a finance year that has begun
  select null, case when m.m is not null then 'officer' end,
         read.task(l.act, 'grant', a.application::text, to_json(a.title), a.call, a.organisation, null, null, l.ore,
                   case when m.m is not null then 'officer' end)
    from portal.award a cross join lateral (
           select 'give_line' as act, p.amount_ore as ore, p.year
             from portal.line_proposal p where p.application = a.application and p.decision_entry is null
           union all
           select 'propose_line', (n.line ->> 'amount_ore')::bigint, (n.line ->> 'year')::integer
             from (select rule.lines(grants.lines_input_seen(a.application)) -> 'next' as line) n
            where n.line <> 'null' and not exists (
              select from portal.line_proposal p
               where p.application = a.application and p.decision_entry is null)) l,
         lateral (select read.personal(l.act, 'grant:' || a.application) as m) m
   where l.year <= extract(year from read.today(p_now))
     and not exists (select from portal.closing c where c.application = a.application)
  union all
  -- due 30 days after the grantee said no: later it is an alarm
  select d.at + interval '30 days', case when m.m is not null then 'officer' end,
         read.task(m.act, 'dispute', a.application::text, to_json(a.title), a.call, a.organisation,
                   read.today(d.at + interval '30 days'), null, null, case when m.m is not null then 'officer' end)
    from portal.dispute d join portal.award a on a.application = d.application,
         lateral (select v.act, read.personal(v.act, 'grant:' || d.application) as m
                    from (select case when d.proposal_entry is null then 'propose_resolution'
                                      else 'confirm_resolution' end as act) v) m
   where d.resolved_entry is null
  union all
  -- after the award: an amendment asked for or proposed, an end or a reopening proposed (on the same page), a count that one officer has recorded
  select null, case when m.m is not null then 'officer' end,
         read.task(c.act, c.what, a.application::text, to_json(a.title), a.call, a.organisation, null, null, c.ore,
                   case when m.m is not null then 'officer' end)
    from portal.award a cross join lateral (
           select 'decide_amendment' as act, 'amendment' as what, p.amount_ore as ore
             from portal.amendment p where p.application = a.application and p.decision_entry is null
           union all
           select 'decide_termination', 'amendment', null
             from portal.termination p where p.application = a.application and p.decision_entry is null
           union all
           select 'decide_transfer', 'amendment', null
             from portal.transfer p where p.application = a.application and p.decision_entry is null and p.accepted_entry is not null
           union all
           select 'decide_reopening', 'amendment', null
             from portal.reopening p where p.application = a.application and p.decision_entry is null
           union all
           select 'propose_amendment', 'amendment', q.amount_ore from portal.amendment_request q
            where q.application = a.application and not exists (
              select from portal.amendment p where p.application = a.application
                 and (p.request_entry = q.entry or p.decision_entry is null))
              and not exists (select from portal.amendment_request x
                               where x.application = a.application and x.entry > q.entry)
           union all
           select 'confirm_result', 'reporting', null from portal.result r
            where r.application = a.application and r.newest and r.confirmed_entry is null) c,
         lateral (select read.personal(c.act, 'grant:' || a.application) as m) m
   where c.act = 'decide_reopening' or not exists (select from portal.closing z where z.application = a.application)
  union all
  select v.urgency, v.waiting, v.task from read.voucher_tasks(p_now) v
  union all
  select b.urgency, b.waiting, b.task from read.bank_tasks() b
  union all
  select p.urgency, p.waiting, p.task from read.period_tasks() p
  union all
  select y.urgency, y.waiting, y.task from read.year_tasks() y
  union all
  select null, c.waiting, c.task from read.claim_tasks() c
  union all
  select x.urgency, x.waiting, x.task from read.contested_tasks() x
  union all
  select x.urgency, x.waiting, x.task from read.notice_tasks() x
$$;
comment on function read.agency_tasks(timestamptz) is 'Tasks of officers and finance.';

create or replace function read.open_tasks(p_now timestamptz)
returns table (urgency timestamptz, waiting text, task json)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if session_user = 'tilsagn_grantee' then
    return query select g.urgency, g.waiting, g.task from read.grantee_tasks(p_now) g;
  else
    return query select a.urgency, a.waiting, a.task from read.agency_tasks(p_now) a;
  end if;
end
$$;
comment on function read.open_tasks(timestamptz) is 'Tasks of the pool that asks.';

-- Everyone of the organisation reads it from the moment of the withdrawal, whoever did it.
create or replace function read.own_withdrawals(p_now timestamptz)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('application', w.application, 'title', w.title, 'call', w.call,
           'call_title', c.definition -> 'title', 'withdrawal', read.withdrawal(w.application)) order by w.entry desc), '[]')
    from portal.withdrawal w join published.call c on c.call = w.call
   where session_user = 'tilsagn_grantee' and w.organisation = ledger.current_organisation() and w.stands
     and p_now <= greatest(c.last_on_time, w.received + interval '14 days')
$$;
comment on function read.own_withdrawals(timestamptz) is
  'Withdrawn applications of the own organisation: until the deadline, and a fortnight at least.';

create or replace function read.tasks()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with listed as materialized (
    select o.urgency, o.waiting, o.task from read.open_tasks(ledger.clock()) o)
  select read.seen_list('tasks', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'person', read.person(ledger.current_person()),
    'roles', to_json(identity.my_roles()), 'withdrawals', read.own_withdrawals(t.now),
    'notices', read.own_notices(t.now),
    'tasks', (select coalesce(json_agg(l.task order by l.urgency nulls last,
                l.task ->> 'act', l.task ->> 'id'), '[]') from listed l where l.waiting is null),
    'waiting', (select coalesce(json_agg(l.task order by l.urgency nulls last,
                l.task ->> 'act', l.task ->> 'id'), '[]') from listed l
                where l.waiting is not null))::text)
    from (select ledger.clock() as now) t
$$;
comment on function read.tasks() is 'What the current person can do now and what waits for others.';
