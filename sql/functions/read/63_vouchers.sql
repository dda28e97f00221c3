-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers on request, for both sides: what is asked for and why, what was sent, what it documents, what is missing.
create or replace function read.voucher_files(p_request bigint, p_line integer)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('sha256', f.sha256, 'filename', f.filename, 'bytes', s.size,
                                             'media_type', s.media_type) order by f.filename, f.sha256), '[]')
    from portal.voucher_file f
    left join lateral (select t.size, t.media_type from portal.file t
                        where t.sha256 = decode(f.sha256, 'hex') order by t.upload limit 1) s on true
   where f.request = p_request and f.line = p_line
$$;
comment on function read.voucher_files(bigint, integer) is
  'Files sent for a line; bytes is null where the current person may not download it.';

create or replace function read.voucher_gathered(p_request bigint, p_line integer)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('note', coalesce((select n.note from portal.draft_voucher n
                                              where n.request = p_request and n.line = p_line), ''),
    'files', (select coalesce(json_agg(json_build_object('sha256', f.sha256, 'filename', f.filename, 'bytes', s.size,
                                                         'media_type', s.media_type) order by f.filename, f.sha256), '[]')
                from portal.draft_voucher_file f
                left join lateral (select t.size, t.media_type from portal.file t
                                    where t.sha256 = decode(f.sha256, 'hex') order by t.upload limit 1) s on true
               where f.request = p_request and f.line = p_line))
$$;
comment on function read.voucher_gathered(bigint, integer) is 'What the grantee has gathered for a line and not sent yet.';

create or replace function read.voucher_lines(p_request bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('line', v.line, 'text', b -> 'text', 'category_title', b -> 'category_title',
           'ore', v.ore, 'why', v.why, 'note', v.note, 'files', read.voucher_files(v.request, v.line),
           'gathered', case when session_user = 'tilsagn_grantee' and r.answer_entry is null
                            then read.voucher_gathered(v.request, v.line) end) order by v.line), '[]')
    from portal.voucher_line v
    join portal.voucher_request r on r.entry = v.request
    cross join lateral read.accounts_case(v.application) a
    join published.call c on c.call = a.call
    left join lateral (select x.b from json_array_elements(read.budget(c.definition, a.content)) x(b)
                        where (x.b ->> 'line')::integer = v.line) l(b) on true
   where v.request = p_request
$$;
comment on function read.voucher_lines(bigint) is 'Lines whose vouchers are asked for, and what came of them.';

create or replace function read.voucher_judgements(p_request bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', j.entry, 'at', read.at(j.entry), 'by', read.by(j.entry),
           'reason', j.reason, 'lines', (
             select coalesce(json_agg(json_build_object('line', x.line, 'result', x.result, 'accepted_ore', x.accepted_ore,
                                                        'reason', x.reason) order by x.line), '[]')
               from portal.voucher_result x where x.entry = j.entry),
           'decision_entry', j.decision_entry, 'decision', j.decision, 'decision_reason', j.decision_reason,
           'decided_at', read.at(j.decision_entry), 'decided_by', read.by(j.decision_entry)) order by j.entry desc), '[]')
    from portal.voucher_judgement j where j.request = p_request
$$;
comment on function read.voucher_judgements(bigint) is 'What one officer found and another decided; a grantee sees what was accepted.';

-- The request that stands: on the newest accounts. Its state in one word.
create or replace function read.voucher_state(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when r.entry is null then 'none'
              when r.draw_entry is null then 'undrawn'
              when exists (select from portal.voucher_judgement j where j.request = r.entry and j.decision = 'accept') then 'decided'
              when exists (select from portal.voucher_judgement j where j.request = r.entry and j.decision is null) then 'judged'
              when r.answer_entry is not null then 'answered'
              when r.due < read.today(ledger.clock()) then 'late' else 'asked' end
    from portal.accounts a left join portal.voucher_request r on r.accounts_entry = a.entry
   where a.application = p_application and a.newest
$$;
comment on function read.voucher_state(bigint) is
  'none, undrawn, asked, late (unanswered after its day), answered, judged or decided, of the newest accounts; null without accounts.';

create or replace function read.voucher_actions(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(x.act order by x.n), '[]')
    from (select read.voucher_state(p_application) as state) s,
         lateral (values (1, 'request_vouchers', 'tilsagn_agency', array['none']),
                         (2, 'submit_vouchers', 'tilsagn_grantee', array['asked', 'late']),
                         (3, 'judge_vouchers', 'tilsagn_agency', array['late', 'answered']),
                         (4, 'decide_vouchers', 'tilsagn_agency', array['judged'])) x(n, act, pool, states)
   where session_user = x.pool and s.state = any (x.states)
     and not exists (select from portal.closing c where c.application = p_application)
     and (x.act <> 'request_vouchers' or exists (
       select from portal.accounts a join portal.accounts_line l on l.entry = a.entry
        where a.application = p_application and a.newest and l.actual_ore > 0))
     and read.personal(x.act, 'grant:' || p_application) is null
$$;
comment on function read.voucher_actions(bigint) is 'What the current person can do about vouchers of a grant now.';

create or replace function read.vouchers_missing(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(read.missing(case w.w ->> 'code'
             when 'vouchers' then 'submit_vouchers' when 'vouchers_short' then 'submit_accounts'
             when 'vouchers_unjudged' then 'judge_vouchers' when 'vouchers_undecided' then 'decide_vouchers'
             when 'vouchers_voided' then 'request_vouchers' else 'draw_vouchers' end,
           w.w ->> 'code', 'accounts.' || (select a.version from portal.accounts a where a.application = p_application and a.newest), w.w ->> 'by')), '[]')
    from (select grants.vouchers_wait_seen(p_application) as w) w
   where w.w is not null and not exists (select from portal.closing c where c.application = p_application)
$$;
comment on function read.vouchers_missing(bigint) is 'What payments of a grant wait for since vouchers were asked for, and whose it is.';

create or replace function read.vouchers(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('vouchers', a.application, json_build_object(
    'now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'application', a.application, 'title', a.title,
    'call', read.call_head(a.call, t.now), 'organisation', read.organisation(a.organisation),
    'rule', rule.voucher_rule(c.definition::jsonb), 'rule_of_call', c.definition::jsonb ? 'vouchers',
    'accounts', (select json_build_object('version', x.version, 'entry', x.entry, 'kind', x.kind, 'period_to', read.day(x.period_to))
                   from portal.accounts x where x.application = a.application and x.newest),
    'state', coalesce(read.voucher_state(a.application), 'none'),
    'requests', (select coalesce(json_agg(json_build_object('entry', r.entry, 'at', read.at(r.entry), 'by', read.by(r.entry),
        'reason', r.reason, 'version', x.version, 'kind', x.kind, 'voided', not x.newest, 'rule', r.rule,
        'population', jsonb_array_length(r.lines), 'draw_entry', r.draw_entry, 'drawn_at', read.at(r.draw_entry),
        'size', r.size, 'seed', r.seed, 'due', read.day(r.due), 'answer_entry', r.answer_entry,
        'answered_at', read.at(r.answer_entry), 'answered_by', read.by(r.answer_entry), 'late', r.late,
        'lines', read.voucher_lines(r.entry), 'judgements', read.voucher_judgements(r.entry)) order by r.entry desc), '[]')
      from portal.voucher_request r join portal.accounts x on x.entry = r.accounts_entry
     where r.application = a.application),
    'warnings', case when session_user = 'tilsagn_agency' then read.warnings(a.application, '{same_cost}') else '[]' end,
    'actions', read.voucher_actions(a.application), 'missing', read.vouchers_missing(a.application))::text)
    from (select ledger.clock() as now) t, portal.award a join published.call c on c.call = a.call
   where a.application = p_application
     and (session_user = 'tilsagn_agency' or grants.party_to(a.application))
$$;
comment on function read.vouchers(bigint) is
  'Vouchers on request of a grant, for its organisation and the agency; for who had it before, what it was asked and answered.';

create or replace function read.draws_due()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('requests', grants.draws_due())::text
$$;
comment on function read.draws_due() is 'Requests for vouchers whose lines can be drawn, for the sequencer.';

create or replace function read.voucher_tasks(p_now timestamptz)
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (r.due + 1)::timestamp at time zone 'Europe/Copenhagen', w.w, read.task(s.act, 'vouchers', a.application::text,
           to_json(a.title), a.call, a.organisation, case when s.act = 'submit_vouchers' then r.due end, null, null, w.w)
    from portal.award a
    join portal.accounts x on x.application = a.application and x.newest
    left join portal.voucher_request r on r.accounts_entry = x.entry
    cross join lateral (select read.voucher_state(a.application) as state, grants.vouchers_wait_seen(a.application) ->> 'code' as code) v
    cross join lateral (
      select case when v.code = 'vouchers_voided' then 'request_vouchers'
                  when v.state in ('asked', 'late') and session_user = 'tilsagn_grantee' then 'submit_vouchers'
                  when v.state in ('late', 'answered') then 'judge_vouchers'
                  when v.state = 'judged' then 'decide_vouchers' end as act) s
    cross join lateral (select case when read.personal(s.act, 'grant:' || a.application) is not null
      then case s.act when 'submit_vouchers' then 'applicant' else 'officer' end end as w) w
   where s.act is not null and (s.act = 'submit_vouchers') = (session_user = 'tilsagn_grantee')
     and (session_user = 'tilsagn_agency' or a.organisation = ledger.current_organisation())
     and not exists (select from portal.closing c where c.application = a.application)
$$;
comment on function read.voucher_tasks(timestamptz) is 'Vouchers to send, for their grantee; to judge, decide or ask for again, for officers.';
