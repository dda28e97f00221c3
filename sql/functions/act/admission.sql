-- SPDX-License-Identifier: EUPL-1.2
-- Ruling on a contested submission: one officer proposes that it counts or does not, another confirms, both signed. The
-- request carries the hash of the facts that the officer was shown; other facts now are another decision. The call's lock
-- is taken whole: nothing of the call is proposed or decided while somebody joins it.
create or replace function grants.check_admission(p_submission bigint, p_choice text, p_shown text)
returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_facts jsonb := grants.contested_facts(p_submission);
  v_state text := grants.call_state(v_facts ->> 'call');
  v_obstacle text;
begin
  if v_facts is null then perform ledger.fail('LG301', 'no such contested submission'); end if;
  -- it is held to the rules of content, at which nobody may look before
  if v_state <> 'opened' then perform grants.not_now(v_state, 'opened'); end if;
  if exists (select from grants.admission d where d.submission = p_submission) then
    perform grants.not_now('ruled', 'contested');
  end if;
  if not exists (select from grants.contested(v_facts ->> 'call') c where c.entry = p_submission) then
    perform grants.not_now('withdrawn', 'contested');
  end if;
  if p_choice = 'admit' then
    if not (v_facts ->> 'in_time')::boolean then perform grants.not_now('late', 'on_time'); end if;
    v_obstacle := grants.admission_obstacle((v_facts ->> 'application')::bigint);
    if v_obstacle is not null then perform grants.not_now(v_obstacle, 'undecided'); end if;
  end if;
  if grants.effects_hash(v_facts) <> p_shown then
    perform ledger.fail('LG503', 'the facts are others than were shown',
      jsonb_build_object('facts_sha256', grants.effects_hash(v_facts)));
  end if;
  return v_facts;
end
$$;
comment on function grants.check_admission(bigint, text, text) is
  'The facts of a contested submission on which this ruling can be made now; raises otherwise, LG503 when others were shown.';

create or replace function grants.admission_result(p_facts jsonb, p_choice text)
returns jsonb language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('verdict', p_choice, 'call', p_facts -> 'call', 'application', p_facts -> 'application',
    'submission_entry', p_facts -> 'entry', 'facts_sha256', grants.effects_hash(p_facts), 'facts', p_facts)
$$;
comment on function grants.admission_result(jsonb, text) is 'How a leaf names a ruling on a contested submission.';

create or replace function act.propose_admission(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_submission bigint := grants.early_id(p_request, 'submission_entry');
  v_application bigint;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_choice text; v_facts jsonb;
begin
  select s.application into v_application from grants.submission s
   where s.entry = v_submission and grants.call_of(s.application) = v_call;
  v_ctx := ledger.begin_act('propose_admission', p_request, p_attest,
    array_remove(array['call:' || v_call, 'grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'submission_entry:id', 'choice:name', 'reason:text',
    'facts_sha256:hash'], 'params');
  v_choice := v_ctx.params ->> 'choice';
  if v_choice not in ('admit', 'refuse') then
    perform ledger.refuse_request('params.choice: expected admit or refuse');
  end if;
  if v_application is null then perform ledger.fail('LG301', 'no such contested submission'); end if;
  v_facts := grants.check_admission(v_submission, v_choice, v_ctx.params ->> 'facts_sha256');
  perform rights.assert_separate(v_ctx.human, 'propose_admission', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, grants.admission_result(v_facts, v_choice), v_call,
    p_signature => p_signature);
  insert into grants.admission_proposal (entry, application, submission, choice, reason)
  values (v_reply.entry, v_application, v_submission, v_choice, v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_admission(text, text, bytea) is
  'Proposes that a contested submission counts, or that it does not, over the facts shown; the newest proposal can be confirmed.';

create or replace function act.confirm_admission(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.admission_proposal; v_facts jsonb; v_wrong jsonb;
  v_letter jsonb;
begin
  select p.* into v_found from grants.admission_proposal p
   where p.entry = grants.early_id(p_request, 'proposal_entry') and grants.call_of(p.application) = v_call;
  v_ctx := ledger.begin_act('confirm_admission', p_request, p_attest,
    array_remove(array['call:' || v_call, 'grant:' || v_found.application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'proposal_entry:id', 'reason:text',
    'facts_sha256:hash'], 'params');
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposed ruling'); end if;
  if grants.open_admission(v_found.submission) > v_found.entry then
    perform ledger.fail('LG503', 'a newer proposal exists',
      jsonb_build_object('proposal_entry', grants.open_admission(v_found.submission)));
  end if;
  v_facts := grants.check_admission(v_found.submission, v_found.choice, v_ctx.params ->> 'facts_sha256');
  perform rights.assert_separate(v_ctx.human, 'confirm_admission', grants.streams_of(v_found.application));
  if v_found.choice = 'admit' then
    -- exactly what is asked of one on time; what does not keep the rules can only be refused
    v_wrong := grants.sent_violations(v_found.submission);
    if v_wrong is distinct from '[]' then
      perform ledger.fail('LG102', 'the submission does not keep the rules of the call',
        jsonb_build_object('violations', v_wrong));
    end if;
  elsif not exists (select from grants.counting(v_call) c where c.application = v_found.application)
        and not exists (select from grants.contested(v_call) c where c.application = v_found.application
                           and c.entry <> v_found.submission) then
    -- nothing of the application counts or may come to count: it is refused by this
    v_letter := grants.refusal_letter(v_call, 'contested', to_jsonb(v_found.reason), v_ctx.at);
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_found.application,
    grants.admission_result(v_facts, v_found.choice) || jsonb_build_object('proposal_entry', v_found.entry, 'refusal', v_letter),
    v_call, p_signature => p_signature);
  insert into grants.admission (entry, application, submission, proposal_entry, choice, reason, letter)
  values (v_reply.entry, v_found.application, v_found.submission, v_found.entry, v_found.choice,
          v_ctx.params ->> 'reason', v_letter);
  return next v_reply;
end
$$;
comment on function act.confirm_admission(text, text, bytea) is
  'Another officer confirms the newest proposal: the submission counts from this entry on, held to the rules of content, or it '
  'does not and the application is refused with reasons and guidance, unless another submission of it counts or still waits.';
