-- SPDX-License-Identifier: EUPL-1.2
-- Applications as their own organisation sees them. A proposal of the agency is never shown: until
-- the decision an application is in assessment.
create or replace function read.admission(p_submission bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', d.entry, 'at', read.at(d.entry), 'choice', d.choice,
           'proposal_reason', d.proposal_reason, 'reason', d.reason)
    from portal.admission d where d.submission = p_submission
$$;
comment on function read.admission(bigint) is 'What two officers ruled on a contested submission, or null.';

create or replace function read.application_state(p_application bigint, p_call text, p_now timestamptz)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when exists (select from portal.award a where a.application = p_application) then 'awarded'
    when exists (select from portal.refusal r where r.application = p_application and r.remark is not null
                    and not (k.counts and r.letter ->> 'ground' = 'contested')) then 'refused'
    when k.counts and k.call_state = 'opened' then case
      when session_user = 'tilsagn_agency' and exists (
        select from portal.refusal_proposal p
         where p.application = p_application and p.decision is null) then 'refusal_proposed'
      when session_user = 'tilsagn_agency' and exists (
        select from portal.award_proposal p
         where p.application = p_application and p.decision is null) then 'proposed'
      else 'in_assessment' end
    when k.counts and k.call_state = 'closed' then 'closed'
    when not k.counts and exists (select from portal.contested s where s.application = p_application) then 'contested'
    when exists (select from portal.withdrawal w where w.application = p_application and w.stands) then 'withdrawn'
    when k.call_state in ('closed', 'opened') then 'not_counted'
    when k.counts then 'submitted'
    else coalesce((select s.verdict from portal.submission s where s.application = p_application
                    order by s.entry desc limit 1), 'draft') end
    from (select exists (select from portal.counting c where c.application = p_application) as counts,
                 read.state(p_call, p_now) as call_state) k
$$;
comment on function read.application_state(bigint, text, timestamptz) is
  'draft, submitted, withdrawn, late, contested, closed, not_counted, in_assessment, proposed, refusal_proposed, '
  'refused or awarded.';

create or replace function read.withdrawal(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', w.entry, 'at', read.at(w.entry), 'by', read.by(w.entry),
           'received', ledger.rfc3339(w.received), 'submission_entry', w.submission_entry, 'reason', w.reason,
           'proposed_by', read.by(w.proposal_entry),
           'undo_until', case when c.closed_entry is null and ledger.clock() <= c.last_on_time
                              then ledger.rfc3339(c.last_on_time) end)
    from portal.withdrawal w join published.call c on c.call = w.call
   where w.application = p_application and w.stands
$$;
comment on function read.withdrawal(bigint) is
  'The withdrawal of an application that stands, and until when sending it again undoes it; null when there is none.';

create or replace function read.withdrawal_proposal(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'at', read.at(p.entry), 'by', read.by(p.entry),
           'submission_entry', p.submission_entry, 'reason', p.reason)
    from portal.withdrawal_proposal p where p.entry = grants.open_withdrawal(p_application)
$$;
comment on function read.withdrawal_proposal(bigint) is 'The proposed withdrawal that waits for a second person, or null.';

create or replace function read.late_withdrawal_actions(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(a.act order by a.n), '[]')
    from (select grants.open_withdrawal(p_application) as open) o, (values
        (1, 'propose_withdrawal', false), (2, 'confirm_withdrawal', true), (3, 'retract_withdrawal', true)) a(n, act, waits)
   where exists (select from portal.counting k where k.application = p_application)
     and grants.withdrawal_bound_seen(p_application) is null and a.waits = (o.open is not null)
     and read.personal(a.act, 'grant:' || p_application) is null
$$;
comment on function read.late_withdrawal_actions(bigint) is
  'What the current person can do about withdrawing an application whose call is closed.';

create or replace function read.answer_by(p_application bigint)
returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(h.answer_by) from portal.hearing h
   where h.application = p_application and h.answer_entry is null and h.answer_by >= read.today(ledger.clock())
$$;
comment on function read.answer_by(bigint) is 'Last day for the answer to the open hearing of a case; null when none is open.';

create or replace function read.hearings(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', h.entry, 'at', read.at(h.entry), 'by', read.by(h.entry),
           'facts', h.facts, 'answer_by', read.day(h.answer_by), 'answer', case when h.answer_entry is not null then
             json_build_object('entry', h.answer_entry, 'at', read.at(h.answer_entry), 'by', read.by(h.answer_entry),
                               'text', h.answer) end,
           'open', h.answer_entry is null and h.answer_by >= read.today(ledger.clock()),
           'actions', case when h.answer_entry is null and session_user = 'tilsagn_grantee'
               and (read.holds('applicant') or read.holds('management'))
               and read.personal('answer_hearing', 'grant:' || h.application) is null
               and not exists (select from portal.refusal r where r.application = h.application)
             then '["answer_hearing"]'::json else '[]' end) order by h.entry desc), '[]')
    from portal.hearing h where h.application = p_application
$$;
comment on function read.hearings(bigint) is 'Hearings of a case, newest first, with what the current person can do.';

create or replace function read.refusals(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', r.entry, 'at', read.at(r.entry), 'ground', r.letter -> 'ground',
           'reason', r.letter -> 'reason', 'remark', r.remark, 'unheard_reason', r.unheard_reason,
           'law', r.letter -> 'law', 'complaint', r.letter -> 'complaint',
           'leaf_hash', (select encode(e.leaf_hash, 'hex') from portal.entry e where e.entry = r.entry),
           'log', read.log_place(r.entry),
           'by', case when r.remark is not null then (
               read.by(r.entry)::jsonb || jsonb_build_object('name', grants.letter_signed_by(r.entry)))::json end)
           order by r.entry desc), '[]')
    from portal.refusal r where r.application = p_application
$$;
comment on function read.refusals(bigint) is
  'Decisions that refuse an application, newest first; nobody made the automatic one.';

-- The violations of a draft as far as this organisation may know them; whether another application of
-- the call names the same municipality is found on sending only.
create or replace function read.draft_violations(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select (rule.application_violations(c.definition::jsonb, d.content::jsonb, jsonb_build_object(
           'organisation', d.organisation,
           'kind', (select o.kind from portal.organisation o where o.organisation = d.organisation),
           'party_kinds', (select coalesce(jsonb_object_agg(o.organisation, o.kind), '{}')
                             from portal.organisation o
                            where d.content::jsonb -> 'parties' ? o.organisation),
           'attachments', (select coalesce(jsonb_agg(f.slot order by f.slot), '[]')
                             from portal.draft_file f where f.application = d.application),
           'cap_ore', (select v.value from portal.annex_value v
                        where v.call = c.call and v.cvr = d.organisation
                          and v.annex = c.definition #>> '{limits,cap,annex}'),
           'later_start', exists (
             select from portal.annex_value v
              where v.call = c.call and v.cvr = d.organisation
                and v.annex = c.definition #>> '{applicants,later_start,annex}'),
           'already_applied', '[]'::jsonb))
         || coalesce((select jsonb_agg(p.place || jsonb_build_object('code', 'number_in_file',
                               'field', 'attachments.' || f.slot) order by f.slot, p.n)
                        from portal.draft_file f
                        join portal.file_scan s on s.sha256 = f.sha256 and s.organisation = d.organisation,
                             jsonb_array_elements(s.places) with ordinality p(place, n)
                       where f.application = d.application), '[]'))::json
    from portal.draft d join published.call c on c.call = d.call
   where d.application = p_application
$$;
comment on function read.draft_violations(bigint) is 'What submitting this draft now would be refused for.';

-- p_found: read.draft_violations(), which the document of one application needs three times.
create or replace function read.draft_actions_by(p_application bigint, p_now timestamptz, p_found json)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when read.holds('applicant') and c.closed_entry is null
                and ledger.own_draft(d.organisation, d.unit, d.shared) then (
    select json_agg(a.act order by a.n) from (values
        (1, 'draft.save', true), (2, 'draft.attach', true),
        (3, 'draft.detach', exists (select from portal.draft_file f
                                     where f.application = d.application)),
        (4, 'submit', read.personal('submit', 'grant:' || d.application) is null
              and (p_now > c.last_on_time
                   or p_found::jsonb = '[]')),
        (5, 'withdraw_application', p_now <= c.last_on_time
              and exists (select from portal.counting n where n.application = d.application)
              and read.personal('withdraw_application', 'grant:' || d.application) is null),
        (6, 'draft.share', d.unit = ledger.current_unit() and not d.shared),
        (7, 'draft.unshare', d.unit = ledger.current_unit() and d.shared)) a(n, act, may)
     where a.may)
    when read.holds('applicant') and ledger.own_draft(d.organisation, d.unit, d.shared)
    then read.late_withdrawal_actions(d.application) else '[]'::json end
    from portal.draft d join published.call c on c.call = d.call
   where d.application = p_application
$$;
comment on function read.draft_actions_by(bigint, timestamptz, json) is
  'What the current person can do with a draft now that breaks these rules.';

create or replace function read.draft_actions(p_application bigint, p_now timestamptz)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select read.draft_actions_by(p_application, p_now, read.draft_violations(p_application))
$$;
comment on function read.draft_actions(bigint, timestamptz) is
  'What the current person can do with a draft now.';

create or replace function read.draft_missing_by(p_application bigint, p_now timestamptz, p_found json)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(m.missing order by m.n), '[]')
    from (
      select 1 as n, p.p as missing
        from (select read.personal('submit', 'grant:' || p_application) as p) p
       where p.p is not null
      union all
      select 2, read.missing('submit', 'deadline_passed', null, 'system')
        from portal.draft d join published.call c on c.call = d.call
       where d.application = p_application and p_now > c.last_on_time
      union all
      select 3, read.missing('submit', case when v ->> 'field' like 'attachments.%'
               then 'slot_missing' else 'content_incomplete' end, v ->> 'field', 'applicant')
        from portal.draft d join published.call c on c.call = d.call,
             json_array_elements(p_found) v
       where d.application = p_application and p_now <= c.last_on_time) m
$$;
comment on function read.draft_missing_by(bigint, timestamptz, json) is
  'What stands before the submission of a draft that breaks these rules.';

create or replace function read.counting_brief(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', c.entry, 'version', c.version,
                           'received', ledger.rfc3339(c.received))
    from portal.counting c where c.application = p_application
$$;
comment on function read.counting_brief(bigint) is 'The counting submission, or null.';

create or replace function read.changed_since(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select d.sha256 is distinct from c.sha256
    from portal.draft d left join portal.counting c on c.application = d.application
   where d.application = p_application
$$;
comment on function read.changed_since(bigint) is
  'Whether the draft differs from what counts; true when nothing counts yet.';

create or replace function read.erased_on(p_application bigint, p_last_on_time timestamptz, p_now timestamptz)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when p_now > p_last_on_time then read.day(draft.erased_on(p_application)) end
$$;
comment on function read.erased_on(bigint, timestamptz, timestamptz) is
  'Day on which what was never sent of an application is erased, from 30 days before.';

create or replace function read.applications()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('applications', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'applications', (select coalesce(json_agg(json_build_object(
        'application', d.application, 'call', d.call, 'call_title', c.definition -> 'title',
        'call_state', read.state(d.call, t.now), 'deadline', read.deadline(d.call, t.now),
        'title', d.content::json -> 'title',
        'state', read.application_state(d.application, d.call, t.now),
        'draft_version', d.version, 'saved_at', ledger.rfc3339(d.saved_at),
        'unit', d.unit, 'shared', d.shared,
        'own_unit', ledger.own_draft(d.organisation, d.unit, d.shared),
        'applied_ore', d.content::json -> 'applied_ore',
        'counting', read.counting_brief(d.application),
        'last_verdict', (select s.verdict from portal.submission s
                          where s.application = d.application order by s.entry desc limit 1),
        'changed_since', read.changed_since(d.application),
        'answer_by', read.day(read.answer_by(d.application)),
        'erased_on', read.erased_on(d.application, c.last_on_time, t.now),
        'actions', read.draft_actions(d.application, t.now))
        order by t.now > c.last_on_time, c.last_on_time, d.application), '[]')
      from portal.draft d join published.call c on c.call = d.call))::text)
    from (select ledger.clock() as now) t
$$;
comment on function read.applications() is 'The own organisation''s applications.';

create or replace function read.scan(p_organisation text, p_sha256 bytea)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('outcome', s.outcome, 'places', s.places) from portal.file_scan s
   where s.organisation = p_organisation and s.sha256 = p_sha256
$$;
comment on function read.scan(text, bytea) is
  'What was said of a file that was looked at for CPR numbers; null: it was not yet.';

create or replace function read.draft_slots(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  with wanted as (
    select s ->> 'slot' as slot, s -> 'title' as title, n,
           case s ->> 'required' when 'always' then true else (
             select count(distinct o.organisation) > 1 from portal.organisation o
              where o.kind = 'municipality' and (o.organisation = d.organisation
                or d.content::jsonb -> 'parties' ? o.organisation)) end as required
      from portal.draft d join published.call c on c.call = d.call,
           json_array_elements(c.definition -> 'slots') with ordinality t(s, n)
     where d.application = p_application)
  select coalesce(json_agg(json_build_object('slot', w.slot, 'title', w.title,
           'required', w.required,
           'file', case when f.slot is not null then json_build_object('filename', f.filename,
              'media_type', f.media_type, 'bytes', f.bytes, 'sha256', encode(f.sha256, 'hex'),
              'attached_at', ledger.rfc3339(f.attached_at),
              'scan', read.scan(d.organisation, f.sha256)) end) order by w.n), '[]')
    from wanted w join portal.draft d on d.application = p_application
    left join portal.draft_file f on f.application = p_application and f.slot = w.slot
   where w.required or f.slot is not null
$$;
comment on function read.draft_slots(bigint) is
  'Slots of a draft: those wanted now and those that hold a file.';

create or replace function read.submissions(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', s.entry, 'version', s.version,
           'sha256', encode(s.sha256, 'hex'), 'verdict', s.verdict,
           'received', ledger.rfc3339(s.received), 'received_us', ledger.micros(s.received),
           'began', ledger.rfc3339(s.began), 'at', read.at(s.entry), 'by', read.by(s.entry),
           'applied_ore', s.applied_ore, 'counting', coalesce(s.entry = c.entry, false),
           'ruling', read.admission(s.entry))
           order by s.entry desc), '[]')
    from portal.submission s left join portal.counting c on c.application = s.application
   where s.application = p_application
$$;
comment on function read.submissions(bigint) is 'Every submission of an application, newest first.';

create or replace function read.application(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('application', d.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', d.application, 'unit', d.unit, 'shared', d.shared,
    'own_unit', ledger.own_draft(d.organisation, d.unit, d.shared),
    'state', read.application_state(d.application, d.call, t.now),
    'call', read.call_head(d.call, t.now), 'organisation', read.organisation(d.organisation),
    'draft', json_build_object('version', d.version, 'sha256', encode(d.sha256, 'hex'),
      'content', d.content::json, 'saved_at', ledger.rfc3339(d.saved_at),
      'saved_by', read.person(d.person)),
    'definition', c.definition, 'slots', read.draft_slots(d.application),
    'parties', read.parties(read.text_list(d.content::json -> 'parties')),
    'limits', read.limits(d.call, d.organisation,
                          json_array_length(d.content::json -> 'unit_hours')),
    'violations', v.found,
    'submissions', read.submissions(d.application),
    'withdrawal', read.withdrawal(d.application), 'withdrawal_proposal', read.withdrawal_proposal(d.application),
    'withdrawal_bound', grants.withdrawal_bound_seen(d.application),
    'refusals', read.refusals(d.application), 'hearings', read.hearings(d.application),
    'changed_since', read.changed_since(d.application),
    'erased_on', read.erased_on(d.application, c.last_on_time, t.now),
    'grant', (select a.application from portal.award a where a.application = d.application),
    'actions', read.draft_actions_by(d.application, t.now, v.found),
    'missing', read.draft_missing_by(d.application, t.now, v.found))::text)
    from (select ledger.clock() as now) t, portal.draft d join published.call c on c.call = d.call,
         -- once: without the fence it would be put into each place that uses it
         lateral (select read.draft_violations(d.application) as found offset 0) v
   where d.application = p_application
$$;
comment on function read.application(bigint) is
  'One application of the own organisation, as draft and as sent; null when it is another''s.';

create or replace function read.receipt(p_entry bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_entry('receipt', e.stream,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'entry', e.entry, 'stream', e.stream, 'version', e.version, 'kind', e.kind,
    'leaf_hash', encode(e.leaf_hash, 'hex'), 'leaf', e.leaf, 'at', ledger.rfc3339(e.at),
    'at_us', ledger.micros(e.at), 'received', ledger.rfc3339(e.received),
    'received_us', ledger.micros(e.received), 'began', ledger.rfc3339(e.began),
    'began_us', ledger.micros(e.began), 'verdict', e.result -> 'verdict',
    'person', read.by(e.entry), 'organisation', read.organisation(e.organisation),
    'application', (e.result ->> 'application')::bigint,
    'call', case when e.call is not null then read.call_head(e.call, t.now) end,
    'subject', case when e.result ->> 'version' is not null then json_build_object(
      'version', (e.result ->> 'version')::integer, 'sha256', e.result -> 'sha256') end,
    'late_by_us', case when e.result ->> 'verdict' = 'late'
      then ledger.micros(e.received) - (e.result ->> 'last_on_time_us')::bigint end,
    'behind_us', case when e.result ->> 'verdict' = 'contested'
      then (e.result ->> 'behind_us')::bigint end,
    'counting', exists (select from portal.counting c where c.entry = e.entry), 'ruling', read.admission(e.entry),
    'withdrawal', case when e.kind in ('submit', 'withdraw_application', 'confirm_withdrawal')
      then read.withdrawal((e.result ->> 'application')::bigint) end,
    'log', read.log_place(e.entry), 'result', e.result, 'queued', (select q.waiting from portal.queued q where q.entry = e.entry))::text)
    from (select ledger.clock() as now) t, portal.entry e
   where e.entry = p_entry
     and (session_user = 'tilsagn_agency' or e.leaf is not null)
$$;
comment on function read.receipt(bigint) is
  'What a receipt states about an entry; leaf is null where another pool''s people have the signed one.';
