-- SPDX-License-Identifier: EUPL-1.2
-- Sending an application. Lateness is recorded and returned, never raised: an exception would roll
-- its own record back. Only a submission that would count is held to the rules of content;
-- no other may hold a CPR number either.
create or replace function grants.submission_locks(p_application bigint, p_version bigint)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  -- the call's lock is shared between submissions; what one organisation may do only once in a call
  -- is kept apart by a lock of its own
  select coalesce(array_agg('party:' || a.call || ':' || t.cvr), '{}')
    from draft.application a
    join draft.version v on v.application = a.application and v.version = p_version
   cross join lateral (
      select a.organisation union
      select jsonb_array_elements_text(v.content::jsonb -> 'parties')) t(cvr)
   where a.application = p_application
$$;
comment on function grants.submission_locks(bigint, bigint) is
  'Names to lock so that two submissions of one organisation in a call follow each other.';

create or replace function grants.already_applied(
  p_call text, p_application bigint, p_organisation text, p_parties jsonb)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(distinct p.cvr), '[]'::jsonb)
    from grants.counting(p_call) c join grants.submission_party p on p.entry = c.entry
   where c.application <> p_application and (p.cvr = p_organisation or p_parties ? p.cvr)
$$;
comment on function grants.already_applied(text, bigint, text, jsonb) is
  'Which of these organisations already are in another counting application of the call.';

create or replace function grants.numbers_in_files(p_application bigint, p_version bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(v.value order by t.slot, v.n), '[]'::jsonb)
    from draft.attachment t
    join draft.application d on d.application = t.application,
         jsonb_array_elements(store.numbers_in(t.sha256, d.organisation, 'attachments.' || t.slot)) with ordinality v(value, n)
   where t.application = p_application and t.version = p_version
$$;
comment on function grants.numbers_in_files(bigint, bigint) is
  'What was found since in the files of an application''s version.';

create or replace function grants.content_violations(
  p_call text, p_application bigint, p_content jsonb, p_slots jsonb, p_organisation text, p_kind text)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call jsonb; v_found jsonb; v_cap text; v_cap_ore bigint; v_others numeric;
begin
  select c.definition::jsonb into v_call from grants.call c where c.call = p_call;
  v_cap := v_call #>> '{limits,cap,annex}';
  v_cap_ore := grants.annex_value(p_call, v_cap, p_organisation);
  v_found := rule.application_violations(v_call, p_content, jsonb_build_object(
    'organisation', p_organisation,
    'kind', p_kind,
    'party_kinds', (select coalesce(jsonb_object_agg(o.organisation, identity.kind_now(o.organisation)), '{}'::jsonb)
                      from identity.organisation o
                     where p_content -> 'parties' ? o.organisation),
    'attachments', p_slots,
    'cap_ore', v_cap_ore,
    'later_start', grants.later_start(p_call, p_organisation),
    'already_applied', grants.already_applied(
      p_call, p_application, p_organisation, p_content -> 'parties')));
  -- a cap per municipality holds for all its applications together, or two would double it
  select sum(c.applied_ore) into v_others from grants.counting(p_call) c
   where c.organisation = p_organisation and c.application <> p_application;
  if v_others + (p_content ->> 'applied_ore')::bigint > v_cap_ore
     and not v_found @> '[{"field":"applied_ore","code":"above_cap"}]' then
    v_found := v_found || '[{"field":"applied_ore","code":"above_cap"}]'::jsonb;
  end if;
  -- an annex in force that leaves the applicant out gives it no cap to apply under
  if v_cap_ore is null and exists (
       select from grants.annex a where a.call = p_call and a.annex = v_cap) then
    v_found := v_found || '[{"field":"applied_ore","code":"above_cap"}]'::jsonb;
  end if;
  return v_found;
end
$$;
comment on function grants.content_violations(text, bigint, jsonb, jsonb, text, text) is
  'Every rule of the call that a content with files in these slots breaks now, its files'' own words apart.';

create or replace function grants.submission_violations(
  p_call text, p_application bigint, p_version bigint, p_organisation text, p_kind text)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.content_violations(p_call, p_application, (
      select v.content::jsonb from draft.version v where v.application = p_application and v.version = p_version), (
      select coalesce(jsonb_agg(t.slot order by t.slot), '[]'::jsonb)
        from draft.attachment t where t.application = p_application and t.version = p_version), p_organisation, p_kind)
    || grants.numbers_in_files(p_application, p_version)
$$;
comment on function grants.submission_violations(text, bigint, bigint, text, text) is
  'Every rule of the call that a draft version breaks now.';

-- of what was sent: drafts forget versions that are twenty versions old
create or replace function grants.sent_violations(p_entry bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.content_violations(a.call, s.application, s.content::jsonb,
      (select coalesce(jsonb_agg(f.f -> 'slot' order by f.f ->> 'slot'), '[]'::jsonb) from jsonb_array_elements(s.files) f(f)),
      a.organisation, identity.kind_now(a.organisation))
    || (select coalesce(jsonb_agg(v.value order by f.f ->> 'slot', v.n), '[]'::jsonb)
          from jsonb_array_elements(s.files) f(f),
               jsonb_array_elements(store.numbers_in(decode(f.f ->> 'sha256', 'hex'), a.organisation,
                 'attachments.' || (f.f ->> 'slot'))) with ordinality v(value, n))
    from grants.submission s join grants.application a on a.application = s.application where s.entry = p_entry
$$;
comment on function grants.sent_violations(bigint) is 'Every rule of the call that a submission breaks now, as it was sent.';

create or replace function grants.record_submission(
  p_reply ledger.act_reply, p_ctx ledger.act_context, p_call text, p_application bigint,
  p_version integer, p_verdict text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if not exists (select from grants.application a where a.application = p_application) then
    insert into grants.application (application, call, organisation, entry)
    values (p_application, p_call, p_ctx.organisation, p_reply.entry);
    perform ledger.assign_stream('grant:' || p_application, p_ctx.organisation, p_reply.entry);
  end if;
  insert into grants.submission (entry, application, version, sha256, content, files, title,
                                 applied_ore, units, received, began, verdict)
  select p_reply.entry, p_application, p_version, v.sha256, v.content,
         (select coalesce(jsonb_agg(jsonb_build_object('slot', t.slot, 'filename', t.filename,
                   'media_type', t.media_type, 'bytes', t.bytes,
                   'sha256', encode(t.sha256, 'hex')) order by t.slot collate "C"), '[]'::jsonb)
            from draft.attachment t
           where t.application = v.application and t.version = v.version),
         v.content::json ->> 'title', (v.content::json ->> 'applied_ore')::bigint,
         json_array_length(v.content::json -> 'unit_hours'),
         p_ctx.received, p_ctx.began, p_verdict
    from draft.version v where v.application = p_application and v.version = p_version;
  insert into grants.submission_party (entry, application, cvr, lead)
  select p_reply.entry, p_application, p_ctx.organisation, true
  union all
  select distinct p_reply.entry, p_application, t.cvr, false
    from draft.version v,
         json_array_elements_text(v.content::json -> 'parties') t(cvr)
   where v.application = p_application and v.version = p_version
     and t.cvr <> p_ctx.organisation and t.cvr ~ '^[0-9]{8}$';
end
$$;
comment on function grants.record_submission(
  ledger.act_reply, ledger.act_context, text, bigint, integer, text) is
  'Projects a submission: the draft version becomes what was sent, never to change again.';

-- The first press of a submission whose login had ended. It counts like a press with one, because nothing but
-- the login was missing: the same person, application, version and hash; a version that was saved by then; the
-- newest such press, so that nobody collects several to choose from later; a quarter of an hour at most.
create or replace function grants.first_press(
  p_ctx ledger.act_context, p_application bigint, p_version bigint, p_sha256 bytea)
returns session.kept language sql volatile set search_path = pg_catalog, pg_temp as $$
  select k.* from session.kept k
   where k.person = p_ctx.person and k.pressed is not null
     and k.kept = (select max(n.kept) from session.kept n
                    where n.person = p_ctx.person and n.path = k.path and n.pressed is not null)
     and k.kept = (p_ctx.params ->> 'kept')::bigint
     and k.path = format('/applications/%s/submit', p_application)
     and format('&%s&', k.fields) like format('%%&version=%s&%%', p_version)
     and format('&%s&', k.fields) like format('%%&sha256=%s&%%', encode(p_sha256, 'hex'))
     and k.pressed between p_ctx.at - interval '15 minutes' and p_ctx.received
     and exists (select from draft.version v
                  where v.application = p_application and v.version = p_version
                    and v.saved_at <= k.pressed)
$$;
comment on function grants.first_press(ledger.act_context, bigint, bigint, bytea) is
  'The kept form by which a late submission had been pressed in time; null when there is none that counts.';

create or replace function act.submit(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_version bigint := grants.early_id(p_request, 'version');
  v_call text; v_sha256 bytea; v_last timestamptz;
  v_ctx ledger.act_context; v_verdict text; v_found jsonb; v_reply ledger.act_reply;
  v_press session.kept; v_pressed timestamptz; v_shown jsonb := '{}'::jsonb; v_closed boolean; v_letter jsonb;
begin
  select d.call into v_call from draft.application d where d.application = v_application;
  v_ctx := ledger.begin_act('submit', p_request, p_attest,
    array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || v_call], null),
    grants.submission_locks(v_application, v_version));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params,
    array['application:id', 'version:count', 'sha256:hash']
      || case when v_ctx.params -> 'kept' is not null then array['kept:id'] else '{}' end, 'params');
  if v_ctx.received is null then perform ledger.refuse_request('received_us'); end if;
  perform grants.assert_own(v_ctx, v_application); -- it may have been erased while this waited
  select v.sha256 into v_sha256
    from draft.version v where v.application = v_application and v.version = v_version;
  if encode(v_sha256, 'hex') is distinct from v_ctx.params ->> 'sha256' then
    perform ledger.fail('LG503', 'the draft has another version or content', (
      select jsonb_build_object('version', d.version) from draft.application d
       where d.application = v_application));
  end if;
  -- a colleague may replace them meanwhile: no night takes what is about to be sent
  perform from draft.attachment t join store.file f on f.sha256 = t.sha256 and f.organisation = v_ctx.organisation
    where t.application = v_application and t.version = v_version order by f.upload for key share of f;
  perform rights.assert_separate(v_ctx.human, 'submit', grants.streams_of(v_application));
  v_last := grants.deadline_at(v_call);
  v_closed := exists (select from grants.call_closed k where k.call = v_call);
  v_verdict := rule.deadline_verdict(v_ctx.received, v_ctx.at, v_last, v_closed);
  if v_verdict = 'late' and v_ctx.params -> 'kept' is not null then
    v_press := grants.first_press(v_ctx, v_application, v_version, v_sha256);
    v_pressed := v_press.pressed;
    if v_pressed <= v_last then
      -- by the rule as it is: within 120 seconds it counts, later only a ruling can count it
      v_verdict := rule.deadline_verdict(v_pressed, v_ctx.at, v_last, v_closed);
      v_shown := jsonb_build_object('pressed', ledger.rfc3339(v_pressed), 'press_began', ledger.rfc3339(
        v_press.press_began));
    end if;
  end if;
  v_found := case when v_verdict = 'on_time'
    then grants.submission_violations(v_call, v_application, v_version, v_ctx.organisation,
                                      v_ctx.organisation_kind)
    else (select rule.personal_numbers(v.content::json, '') || grants.numbers_in_files(v_application, v_version)
            from draft.version v where v.application = v_application and v.version = v_version) end;
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'the application does not keep the rules of the call',
                        jsonb_build_object('violations', v_found));
  end if;
  -- what came too late is refused at once, with reason and guidance, unless something sent in time counts
  if v_verdict = 'late' and not exists (select from grants.counting(v_call) c where c.application = v_application) then
    v_letter := grants.refusal_letter(v_call, 'late', grants.late_reason(v_call, v_ctx.received), v_ctx.at);
    v_shown := v_shown || jsonb_build_object('refusal', v_letter);
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', v_verdict, 'call', v_call, 'application', v_application, 'version', v_version,
    'sha256', encode(v_sha256, 'hex'),
    'last_on_time_us', ledger.micros(v_last),
    'behind_us', ledger.micros(v_ctx.at)
      - ledger.micros(case when v_shown ? 'pressed' then v_pressed else v_ctx.received end)) || v_shown, v_call,
    p_signature => p_signature);
  perform grants.record_submission(v_reply, v_ctx, v_call, v_application, v_version::integer, v_verdict);
  if v_letter is not null then
    insert into grants.refusal_late (entry, application, letter) values (v_reply.entry, v_application, v_letter);
  end if;
  return next v_reply;
end
$$;
comment on function act.submit(text, text, bytea) is
  'Sends a named draft version. Verdict on_time, late or contested; content rules raise LG102. The entry of a late '
  'one is the decision that refuses the application, unless an earlier version counts.';
