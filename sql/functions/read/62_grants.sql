-- SPDX-License-Identifier: EUPL-1.2
-- Grants: what was awarded, what is due, what was sent, signed, prepared and paid.
create or replace function read.obligations(p_application bigint, p_today date)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('what', o.what, 'due', read.day(o.due),
           'state', s.state, 'reminded', read.day(m.day), 'actions', case
             when session_user = 'tilsagn_agency' and s.state = 'late' and coalesce(m.day + grants.reminder_days() <= p_today, true)
                  and read.personal('remind_obligation', 'grant:' || p_application) is null
             then '["remind_obligation"]'::json else '[]'::json end) order by o.due, o.what), '[]')
    from (
      select 'part_accounts' as what, a.part_accounts_due as due, exists (
               select from portal.accounts x
                where x.application = a.application and x.kind = 'part') as met
        from portal.award a where a.application = p_application
         -- final accounts leave no part accounts to be sent
         and (exists (select from portal.accounts x where x.application = p_application and x.kind = 'part')
              or not exists (select from portal.accounts x where x.application = p_application))
      union all
      select 'final_accounts', a.final_accounts_due, exists (
               select from portal.accounts x
                where x.application = a.application and x.kind = 'final')
        from portal.award a where a.application = p_application
      union all
      select (r ->> 'report') || '_report', case r ->> 'report' when 'final'
               then a.final_accounts_due else a.part_accounts_due end, case r ->> 'report' when 'final' then exists (
                 select from portal.report p where p.application = a.application and p.report = 'final')
               else exists (select from portal.report p
                 where p.application = a.application and p.report = 'status') end
        from portal.award a join published.call c on c.call = a.call,
             json_array_elements(c.definition -> 'reports') r
       where a.application = p_application) o
   cross join lateral (select case when o.met then 'met' when p_today > o.due then 'late' else 'open' end as state) s
   cross join lateral (select read.today(max(r.at)) as day from portal.obligation_reminder r
                        where r.application = p_application and r.what = o.what) m
   where o.due is not null and (o.met or not exists (
           select from portal.closing c where c.application = p_application))
$$;
comment on function read.obligations(bigint, date) is 'What a grantee owes and by when, when it was last reminded of, and who may remind now.';

create or replace function read.next_due(p_application bigint, p_today date)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('what', o -> 'what', 'due', o -> 'due', 'late', o ->> 'state' = 'late', 'reminded', o -> 'reminded')
    from json_array_elements(read.obligations(p_application, p_today)) with ordinality t(o, n)
   where o ->> 'state' <> 'met' and o ->> 'what' like '%accounts' order by n limit 1
$$;
comment on function read.next_due(bigint, date) is 'The next accounts due, or null.';

create or replace function read.today(p_now timestamptz)
returns date language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select (p_now at time zone 'Europe/Copenhagen')::date
$$;
comment on function read.today(timestamptz) is 'The day in Denmark.';

create or replace function read.grant_actions(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(x.act order by x.n), '[]') from (
    select 1 as n, 'submit_accounts' as act
     where session_user = 'tilsagn_grantee' and read.personal('submit_accounts', 'grant:' || p_application) is null
       and not exists (select from portal.closing c where c.application = p_application)
    union all
    select 2, g.act from unnest(array['appoint_auditor', 'withdraw_auditor']) g(act)
     where session_user = 'tilsagn_grantee' and read.personal(g.act, 'grant:' || p_application) is null
       and (g.act = 'appoint_auditor') = (read.appointment(p_application) is null)
    union all
    select 3, a.act from unnest(array['propose_resolution', 'confirm_resolution']) a(act)
     where session_user = 'tilsagn_agency' and read.personal(a.act, 'grant:' || p_application) is null
       and exists (select from portal.dispute d where d.application = p_application and d.resolved_entry is null
                      and (a.act = 'propose_resolution' or d.proposal_entry is not null))) x
$$;
comment on function read.grant_actions(bigint) is 'What the current person can do on a grant as such.';

create or replace function read.gone_over(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('organisation', read.organisation(t.successor), 'at', read.at(t.decision_entry), 'entry', t.decision_entry)
    from portal.transfer t join portal.award a on a.application = t.application
   where t.application = p_application and t.decision = 'transfer' and t.predecessor = ledger.current_organisation()
     and a.organisation <> ledger.current_organisation()
   order by t.entry desc limit 1
$$;
comment on function read.gone_over(bigint) is 'To whom the own organisation''s grant went over, and when; null while it has it or never had it.';

create or replace function read.grants()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('grants', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'grants', (select coalesce(json_agg(json_build_object('application', a.application,
        'call', a.call, 'call_title', c.definition -> 'title', 'title', a.title,
        'award_ore', a.amount_ore, 'awarded_at', ledger.rfc3339(a.at),
        'committed_ore', g.b -> 'committed_ore', 'payable_ore', g.b -> 'payable_ore',
        'paid_ore', g.b -> 'paid_ore', 'reclaimed_ore', g.b -> 'reclaimed_ore',
        'next_due', case when g.g is null then read.next_due(a.application, read.today(t.now)) end,
        'transferred', g.g,
        'actions', read.grant_actions(a.application)) order by a.at desc, a.application), '[]')
      from portal.award a join published.call c on c.call = a.call,
           lateral (select read.balances(a.application) as b, read.gone_over(a.application) as g) g))::text)
    from (select ledger.clock() as now) t
$$;
comment on function read.grants() is 'The own organisation''s grants.';

create or replace function read.sign_off_given(p_accounts bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.level from portal.sign_off s join portal.accounts a on a.entry = s.accounts_entry
   where s.accounts_entry = p_accounts and a.newest and not s.voided
     and not exists (select from portal.sign_off b where b.accounts_entry = p_accounts and not b.satisfies)
   order by array_position(array['auditor', 'management'], s.level) limit 1
$$;
comment on function read.sign_off_given(bigint) is 'As grants.sign_off_given(): the best sign-off that counts, or null.';

create or replace function read.readable(p_sha256 text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from portal.file f where f.sha256 = decode(p_sha256, 'hex'))
$$;
comment on function read.readable(text) is 'Whether the current person may download a file.';

create or replace function read.sign_off_doc(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', s.entry, 'level', s.level, 'at', read.at(s.entry),
           'by', read.by(s.entry), 'signature', (select e.signature from portal.entry e where e.entry = s.entry),
           'opinion', s.opinion, 'satisfies', s.satisfies and not s.voided, 'voided', s.voided,
           'report_sha256', s.report_sha256, 'report_readable', read.readable(s.report_sha256), 'note', s.note,
           'decision', s.decision, 'decision_reason', s.decision_reason, 'decided_at', read.at(s.decision_entry),
           'decided_by', read.by(s.decision_entry)) order by s.entry), '[]')
    from portal.sign_off s where s.accounts_entry = p_accounts
$$;
comment on function read.sign_off_doc(bigint) is
  'Sign-offs of accounts; with a signature (hash of the CMS file) or, without one, as an attestation.';

create or replace function read.sign_off_brief(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', s.entry, 'level', s.level, 'at', read.at(s.entry),
                           'by', read.by(s.entry), 'opinion', s.opinion,
                           'satisfies', s.satisfies and not s.voided)
    from portal.sign_off s where s.accounts_entry = p_accounts
   order by s.satisfies, array_position(array['auditor', 'management'], s.level) limit 1
$$;
comment on function read.sign_off_brief(bigint) is 'The sign-off that decides: one that blocks, else the strongest; or null.';

create or replace function read.sign_off_missing(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when not a.newest then read.missing('sign_off', 'not_newest', null, 'management')
    when exists (select from portal.sign_off s where s.accounts_entry = a.entry and s.level = 'management')
      then read.missing('sign_off', 'already_signed', null, 'management')
    when session_user <> 'tilsagn_grantee'
      then read.missing('sign_off', 'role', null, 'management', true)
    else read.personal('sign_off', 'grant:' || a.application) end
    from portal.accounts a where a.entry = p_accounts
$$;
comment on function read.sign_off_missing(bigint) is
  'Why the current person cannot sign off accounts, or null.';

-- What stands before a payment on accounts: the rule's own list, then state, role and separation.
create or replace function read.instalment_input(p_accounts bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.instalment_input_seen(p_accounts)
$$;
comment on function read.instalment_input(bigint) is
  'What rule.instalment computes from, as act.prepare_instalment gathers it.';

create or replace function read.computed(p_accounts bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select rule.instalment(w.definition_now::jsonb, read.instalment_input(a.entry))
    from portal.accounts a join portal.award w on w.application = a.application
   where a.entry = p_accounts
$$;
comment on function read.computed(bigint) is 'The payment that follows from accounts now.';

create or replace function read.prepare_missing(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(m.missing order by m.n), '[]')
    from (
      select 1 as n, read.missing('prepare_instalment', 'not_newest', null, 'officer') as missing
        from portal.accounts a where a.entry = p_accounts and not a.newest
      union all
      select 2, read.missing('prepare_instalment', 'already_prepared', null, 'officer')
       where grants.prepared_on_seen(p_accounts)
      union all
      select 3, read.missing('prepare_instalment', 'ruling_missing', u.code, 'officer')
        from portal.accounts a join portal.award w on w.application = a.application,
             lateral (select read.unruled(w.call, 'payment') as code) u
       where a.entry = p_accounts and u.code is not null
      union all
      select 3, read.missing('prepare_instalment', v.v ->> 'code', null, v.v ->> 'by')
        from portal.accounts a, lateral (select grants.vouchers_wait_seen(a.application) as v) v
       where a.entry = p_accounts and v.v is not null
      union all
      select 3, read.missing('prepare_instalment', x ->> 'code', null, x ->> 'who')
        from jsonb_array_elements(read.computed(p_accounts) -> 'missing') x
      union all
      select 4, read.missing('prepare_instalment', 'nothing_payable', null, 'applicant')
        from (select read.computed(p_accounts) as c) c
       where c.c -> 'missing' = '[]' and (c.c ->> 'payable_ore')::bigint = 0
      union all
      select 5, p.p from portal.accounts a,
             lateral (select read.personal('prepare_instalment', 'grant:' || a.application) as p) p
       where a.entry = p_accounts and p.p is not null) m
$$;
comment on function read.prepare_missing(bigint) is
  'What stands before preparing an instalment on accounts.';

-- Whatever else is missing: what it would be that is paid. One payment on part accounts more than the call has is not awaited.
create or replace function read.payment_awaited(p_accounts bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select rule.payable((c.c ->> 'ceiling_ore')::bigint, (c.c ->> 'documented_ore')::bigint, (c.c ->> 'paid_ore')::bigint) > 0
     and not c.c -> 'missing' @@ '$[*].code == "part_payments_used"' and not grants.prepared_on_seen(p_accounts)
    from (select read.computed(p_accounts) as c) c
$$;
comment on function read.payment_awaited(bigint) is
  'Whether an instalment on accounts is still to be prepared, now or when what is missing is there.';

create or replace function read.accounts_actions(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(x.act order by x.n), '[]')
    from portal.accounts a, lateral (
      select 1 as n, 'sign_off' as act
       where session_user = 'tilsagn_grantee' and read.sign_off_missing(p_accounts) is null
      union all
      select 2, 'endorse_accounts'
       where session_user = 'tilsagn_grantee' and read.endorse_missing(p_accounts) is null
      union all
      select 3, 'decide_opinion'
       where session_user = 'tilsagn_agency' and read.opinion_missing(p_accounts) is null
      union all
      select 4, 'prepare_instalment'
       where session_user = 'tilsagn_agency' and read.prepare_missing(p_accounts)::jsonb = '[]') x
   where a.entry = p_accounts
$$;
comment on function read.accounts_actions(bigint) is 'What the current person can do with accounts now.';

create or replace function read.accounts_list(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('version', a.version, 'entry', a.entry, 'kind', a.kind,
           'period_to', read.day(a.period_to), 'sha256', a.sha256,
           'documented_ore', a.documented_ore,
           'own_funding_ore', (select coalesce(sum(l.own_funding_ore), 0)
                                 from portal.accounts_line l where l.entry = a.entry),
           'at', read.at(a.entry), 'by', read.by(a.entry), 'late', a.late,
           'signed_off', read.sign_off_brief(a.entry), 'counts', a.counts,
           'actions', read.accounts_actions(a.entry)) order by a.version desc), '[]')
    from portal.accounts a where a.application = p_application
$$;
comment on function read.accounts_list(bigint) is 'Accounts of a grant, newest first.';

create or replace function read.instalment_missing(p_instalment bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case i.state
    when 'prepared' then coalesce(read.personal('approve_instalment', 'grant:' || i.application), (
      select read.missing('approve_instalment', o ->> 'code', null, o ->> 'by', true)
        from grants.approval_obstacle_seen(i.instalment) o where o is not null))
    when 'approved' then read.personal('release_batch', 'grant:' || i.application)
    when 'failed' then read.personal('release_batch', 'grant:' || i.application) end
    from portal.instalment i where i.instalment = p_instalment
$$;
comment on function read.instalment_missing(bigint) is
  'Why the current person cannot take the next step of an instalment, or null.';

create or replace function read.instalment_actions(p_instalment bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when session_user = 'tilsagn_agency' and i.state in ('prepared', 'approved', 'failed')
                and read.instalment_missing(i.instalment) is null
    then json_build_array(case i.state when 'prepared' then 'approve_instalment'
                                       else 'release_batch' end)
    when session_user = 'tilsagn_grantee' and i.state = 'paid' and not i.creditor_seen and i.receipt_entry is null
         and (read.holds('applicant') or read.holds('management'))
      then json_build_array('confirm_receipt')
    else '[]'::json end
    from portal.instalment i where i.instalment = p_instalment
$$;
comment on function read.instalment_actions(bigint) is
  'The next step of an instalment, when the current person can take it.';

create or replace function read.instalment_list(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('instalment', i.instalment, 'number', i.number,
           'accounts_version', (select a.version from portal.accounts a
                                 where a.entry = i.accounts_entry),
           'amount_ore', i.amount_ore, 'state', i.state, 'prepared_at', read.at(i.instalment),
           'approved_at', read.at(i.approved_entry), 'released_at', read.at(i.released_entry),
           'batch', i.batch, 'actions', read.instalment_actions(i.instalment))
           order by i.number), '[]')
    from portal.instalment i where i.application = p_application
$$;
comment on function read.instalment_list(bigint) is 'Instalments of a grant.';

create or replace function read.award_doc(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', a.entry, 'amount_ore', a.amount_ore,
    'lines', (select json_agg(json_build_object('year', l.value -> 'year', 'amount_ore', l.value -> 'amount_ore',
                                                'given', l.value -> 'given') order by l.n)
                from jsonb_array_elements(rule.lines(grants.lines_input_seen(a.application)) -> 'lines')
                     with ordinality l(value, n)),
    'reason', a.reason, 'conditions', a.conditions, 'decided_at', ledger.rfc3339(a.at), 'decided_by', read.by(a.entry),
    'part_accounts_due', read.day(a.part_accounts_due),
    'final_accounts_due', read.day(a.final_accounts_due), 'sha256', a.sha256,
    'submission_entry', a.submission_entry)
    from portal.award a
   where a.application = p_application
$$;
comment on function read.award_doc(bigint) is 'An award with its finance-year lines.';

create or replace function read.line_steps(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(x.act), '[]')
    from (values ('propose_line', not exists (
                    select from portal.line_proposal p
                     where p.application = p_application and p.decision_entry is null)
                  and rule.lines(grants.lines_input_seen(p_application)) -> 'next' <> 'null'),
                 ('give_line', exists (
                    select from portal.line_proposal p
                     where p.application = p_application and p.decision_entry is null))) x(act, fits)
   where session_user = 'tilsagn_agency' and x.fits
     and not exists (select from portal.closing c where c.application = p_application)
     and read.personal(x.act, 'grant:' || p_application) is null
$$;
comment on function read.line_steps(bigint) is 'What the current person can do about the lines of an award now.';

create or replace function read.line_doc(p_proposal bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'year', p.year, 'amount_ore', p.amount_ore, 'reason', p.reason,
    'at', read.at(p.entry), 'by', read.by(p.entry),
    'decision', case when p.decision_entry is not null then json_build_object('entry', p.decision_entry,
      'decision', p.decision, 'reason', p.decision_reason, 'at', read.at(p.decision_entry),
      'by', read.by(p.decision_entry)) end)
    from portal.line_proposal p where p.entry = p_proposal
$$;
comment on function read.line_doc(bigint) is 'One proposed line with its decision.';

create or replace function read.lines_doc(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('input', i.input, 'computation', rule.lines(i.input),
    'proposal', (select read.line_doc(p.entry) from portal.line_proposal p
                  where p.application = p_application and p.decision_entry is null),
    'decided', (select coalesce(json_agg(read.line_doc(p.entry) order by p.decision_entry desc), '[]')
                  from portal.line_proposal p
                 where p.application = p_application and p.decision_entry is not null),
    'actions', read.line_steps(p_application))
    from (select grants.lines_input_seen(p_application) as input) i
$$;
comment on function read.lines_doc(bigint) is
  'Finance-year lines of an award: what is given, what comes next, what was proposed and decided.';

create or replace function read.grant_missing(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(m.missing order by m.n, m.k), '[]')
    from (
      select 1 as n, 0::bigint as k,
             read.missing('submit_accounts', 'accounts_missing', null, 'applicant') as missing
       where not exists (select from portal.accounts a where a.application = p_application)
      union all
      select 2, a.entry, read.missing('sign_off', 'sign_off_missing', 'accounts.' || a.version,
                             'management', read.sign_off_missing(a.entry) is not null)
        from portal.accounts a
       where a.application = p_application and a.newest
         and not exists (select from portal.sign_off s where s.accounts_entry = a.entry)
      union all
      select 2, a.entry, read.missing('decide_opinion', 'opinion_blocks', 'accounts.' || a.version, 'officer', true)
        from portal.accounts a
       where a.application = p_application and a.newest
         and exists (select from portal.sign_off s where s.accounts_entry = a.entry and not s.satisfies)
      union all
      select 1, 0, v.v from json_array_elements(read.vouchers_missing(p_application)) v(v)
      union all
      select 0, d.dispute, read.missing('confirm_resolution', 'dispute', 'dispute.' || d.year, 'officer', true)
        from portal.dispute d where d.application = p_application and d.resolved_entry is null
      union all
      select 1, p.entry, read.missing('give_line', 'line_undecided', 'lines.' || p.year, 'officer',
                                      read.personal('give_line', 'grant:' || p_application) is not null)
        from portal.line_proposal p
       where p.application = p_application and p.decision_entry is null
         and session_user = 'tilsagn_agency'
      union all
      select 3, a.entry, read.missing('prepare_instalment', 'prepared_missing',
               'accounts.' || a.version, 'officer', read.prepare_missing(a.entry)::jsonb <> '[]')
        from portal.accounts a
       where a.application = p_application and a.newest
         and exists (select from portal.sign_off s where s.accounts_entry = a.entry)
         and read.payment_awaited(a.entry)
      union all
      select 4, i.instalment, read.missing(
               case i.state when 'prepared' then 'approve_instalment' else 'release_batch' end,
               case i.state when 'prepared' then 'approval_missing' else 'release_missing' end,
               'instalments.' || i.number, 'finance',
               read.instalment_missing(i.instalment) is not null)
        from portal.instalment i
       where i.application = p_application and i.state in ('prepared', 'approved', 'failed')) m
   where m.n = 0 or not exists (select from portal.closing c where c.application = p_application)
$$;
comment on function read.grant_missing(bigint) is 'The next steps of a grant and whose they are.';

create or replace function read.mileage_lines(p_definition json, p_content json)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('line', b -> 'line', 'rates', (
           select coalesce(json_agg(json_build_object('year', r.year, 'rate_ore', r.ore_per_km) order by r.year), '[]')
             from portal.mileage_rate r
            where r.year between left(p_definition #>> '{project,from}', 4)::integer
                             and left(p_definition #>> '{project,to}', 4)::integer)) order by n), '[]')
    from json_array_elements(p_content -> 'budget') with ordinality t(b, n)
    join json_array_elements(p_definition -> 'categories') c
      on c ->> 'code' = b ->> 'category' and (c -> 'mileage')::text::boolean
$$;
comment on function read.mileage_lines(json, json) is
  'Budget lines that driving in one''s own car may be paid of, with the rates of the project''s years.';

create or replace function read.grant_files(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(f.f || jsonb_build_object('readable', read.readable(f.f ->> 'sha256'), 'title', (
           select d -> 'title' from json_array_elements(c.definition -> 'slots') d where d ->> 'slot' = f.f ->> 'slot')) order by f.n), '[]')
    from portal.award a join published.call c on c.call = a.call join portal.submission s on s.entry = a.submission_entry,
         jsonb_array_elements(s.files) with ordinality f(f, n)
   where a.application = p_application
$$;
comment on function read.grant_files(bigint) is 'Files of the application that was awarded, and which of them the current person may download.';

create or replace function read.lineage(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('application', k.other, 'later', k.later, 'title', a.title, 'entry', k.entry)
                           order by k.later, k.other), '[]')
    from (select l.predecessor as other, false as later, l.entry from portal.link l where l.application = p_application
          union all
          select l.application, true, l.entry from portal.link l where l.predecessor = p_application) k
    left join portal.award a on a.application = k.other
$$;
comment on function read.lineage(bigint) is
  'Grants that this one continues and that continue it, without the title of what the current person may not see.';

create or replace function read.grant_doc(p_application bigint, p_now timestamptz)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(p_now), 'now_us', ledger.micros(p_now),
    'application', a.application, 'organisation', read.organisation(a.organisation),
    'call', read.call_head(a.call, p_now), 'title', a.title,
    'terminated', exists (select from portal.termination_letter l where l.application = a.application),
    'former', (select coalesce(json_agg(json_build_object('organisation', read.organisation(t.predecessor), 'until', read.at(t.decision_entry),
                                                            'entry', t.decision_entry) order by t.decision_entry), '[]')
                 from portal.transfer t where t.application = a.application and t.decision = 'transfer'),
    'reopened', exists (select from portal.reopening_letter l where l.application = a.application)
      and not exists (select from portal.closing c where c.application = a.application),
    'lineage', read.lineage(a.application), 'parties', read.parties(read.text_list(a.content::json -> 'parties')),
    'applied_ore', a.applied_ore, 'files', read.grant_files(a.application), 'award', read.award_doc(a.application),
    'project', a.definition_now -> 'project', 'costs_from', coalesce(
      read.limits(a.call, a.organisation, null) ->> 'later_start', a.definition_now #>> '{project,from}'),
    'balances', read.balances(a.application),
    'budget', read.budget(c.definition, a.content_now), 'mileage', read.mileage_lines(a.definition_now, a.content_now),
    'duties', c.definition -> 'duties', 'obligations', read.obligations(a.application, read.today(p_now)),
    'rulings', read.rulings_on(a.application),
    'accounts', read.accounts_list(a.application), 'auditor', read.appointment(a.application),
    'statements', read.statement_list(a.application), 'dispute', read.dispute_doc(a.application),
    'instalments', read.instalment_list(a.application), 'lines', read.lines_doc(a.application),
    'timeline', read.timeline(array['grant:' || a.application]),
    'actions', read.grant_actions(a.application), 'missing', read.grant_missing(a.application))
    from portal.award a join published.call c on c.call = a.call
   where a.application = p_application
$$;
comment on function read.grant_doc(bigint, timestamptz) is 'A grant, for its organisation and the agency.';

create or replace function read.grant(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('grant', p_application, g.doc::text)
    from (select read.grant_doc(p_application, ledger.clock()) as doc) g
   where session_user = 'tilsagn_grantee' and g.doc is not null
$$;
comment on function read.grant(bigint) is 'A grant of the own organisation; null when it is another''s.';

create or replace function read.accounts_mileage(p_accounts bigint, p_line integer)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('year', m.year, 'km', m.km, 'paid_ore', m.paid_ore,
           'rate_ore', m.rate_ore, 'cut_ore', m.cut_ore) order by m.year), '[]')
    from portal.accounts_mileage m where m.entry = p_accounts and m.line = p_line
$$;
comment on function read.accounts_mileage(bigint, integer) is 'How far was driven for a line of accounts, year by year.';

create or replace function read.accounts_lines(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('line', b -> 'line', 'category', b -> 'category',
           'category_title', b -> 'category_title', 'text', b -> 'text',
           'approved_ore', b -> 'approved_ore', 'actual_ore', l.actual_ore,
           'documented_ore', least(l.actual_ore - d.cut_ore, (b ->> 'approved_ore')::bigint),
           'above_ore', greatest(l.actual_ore - d.cut_ore - (b ->> 'approved_ore')::bigint, 0),
           'own_funding_ore', l.own_funding_ore, 'mileage', read.accounts_mileage(x.entry, l.line),
           'cut_ore', d.cut_ore, 'first', read.day(l.first_day), 'last', read.day(l.last_day),
           'before_award_ore', l.before_award_ore) order by l.line), '[]')
    from portal.accounts x
    cross join lateral read.accounts_case(x.application) a
    join published.call c on c.call = a.call
    join portal.accounts_line l on l.entry = x.entry
    cross join lateral (select coalesce(sum(m.cut_ore), 0)::bigint as cut_ore
                          from portal.accounts_mileage m where m.entry = l.entry and m.line = l.line) d,
         json_array_elements(read.budget(c.definition, a.content)) b
   where x.entry = p_accounts and (b ->> 'line')::integer = l.line
$$;
comment on function read.accounts_lines(bigint) is 'Accounts against the approved budget, line by line.';

create or replace function read.accounts(p_application bigint, p_version integer)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('accounts', x.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', x.application, 'version', x.version, 'entry', x.entry, 'kind', x.kind,
    'period_to', read.day(x.period_to), 'sha256', x.sha256, 'note', x.note,
    'at', read.at(x.entry), 'by', read.by(x.entry), 'late', x.late, 'newest', x.newest,
    'title', a.title, 'call', read.call_head(a.call, t.now),
    'organisation', read.organisation(a.organisation), 'award_ore', a.award_ore,
    'vat', x.vat, 'lines', n.lines, 'documented_ore', x.documented_ore,
    'before_award_ore', (select coalesce(sum((l ->> 'before_award_ore')::bigint), 0)
                           from json_array_elements(n.lines) l),
    'above_ore', (select coalesce(sum((l ->> 'above_ore')::bigint), 0)
                    from json_array_elements(n.lines) l),
    'own_funding_ore', (select coalesce(sum((l ->> 'own_funding_ore')::bigint), 0)
                          from json_array_elements(n.lines) l),
    'requirement', json_build_object('level', q.level,
      'met', rule.sign_off_satisfies(read.sign_off_given(x.entry), q.level)),
    'sign_offs', read.sign_off_doc(x.entry), 'auditor', read.appointment(x.application),
    'statement', 'accounts', 'actions', read.accounts_actions(x.entry),
    'missing', case when session_user = 'tilsagn_agency' then read.prepare_missing(x.entry)
      when m.why is null then '[]'::json else json_build_array(m.why) end)::text)
    from (select ledger.clock() as now) t,
         portal.accounts x
    cross join lateral read.accounts_case(x.application) a
    join published.call c on c.call = a.call,
         lateral (select read.accounts_lines(x.entry) as lines) n,
         lateral (select rule.sign_off_requirement(c.definition::jsonb, x.kind, a.award_ore,
                                                   coalesce(read.instalment_input(x.entry) -> 'rulings', '{}')) as level) q,
         lateral (select case when read.holds('external_auditor') then read.endorse_missing(x.entry)
                              else read.sign_off_missing(x.entry) end as why) m
   where x.application = p_application and x.version = p_version
$$;
comment on function read.accounts(bigint, integer) is
  'One version of accounts, line by line, with what it still needs.';
