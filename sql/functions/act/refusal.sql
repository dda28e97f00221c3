-- SPDX-License-Identifier: EUPL-1.2
-- Refusing an application: one officer proposes with the ground, another decides. What an application lacks by its
-- criteria is judged by two assessors first, as it is before an award.
create or replace function act.propose_refusal(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_kind text;
begin
  v_ctx := ledger.begin_act('propose_refusal', p_request, p_attest,
    array_remove(array['grant:' || v_application], null), array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'ground:name', 'reason:text',
    'unheard_reason:text?'], 'params');
  if v_ctx.params ->> 'ground' not in ('criteria', 'pool', 'terms') then
    perform ledger.refuse_request('params.ground: expected criteria, pool or terms');
  end if;
  perform grants.assessable(v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_refusal', grants.streams_of(v_application));
  perform grants.assert_none_contested(v_call);
  select c.definition::jsonb #>> '{allocation,kind}' into v_kind from grants.call c where c.call = v_call;
  if v_kind = 'assessed' and v_ctx.params ->> 'ground' <> 'terms'
     and coalesce((select r.assessors from grants.ranking(v_call) r where r.application = v_application), 0) < 2 then
    perform grants.not_now('in_assessment', 'second_assessor');
  end if;
  if v_ctx.params ->> 'unheard_reason' is null
     and not exists (select from grants.hearing h where h.application = v_application) then
    perform grants.refuse('unheard_reason', 'missing');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application), v_call,
    p_signature => p_signature);
  insert into grants.refusal_proposal (entry, application, ground, reason, unheard_reason)
  values (v_reply.entry, v_application, v_ctx.params ->> 'ground', v_ctx.params ->> 'reason',
          v_ctx.params ->> 'unheard_reason');
  return next v_reply;
end
$$;
comment on function act.propose_refusal(text, text, bytea) is
  'Proposes to refuse an application on one of the grounds, with the reason that the applicant will read, after a '
  'hearing or with why none is needed.';

create or replace function act.decide_refusal(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.refusal_proposal; v_letter jsonb;
begin
  v_ctx := ledger.begin_act('decide_refusal', p_request, p_attest,
    array_remove(array['grant:' || v_application], null), array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id', 'decision:name',
    'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('refuse', 'decline') then
    perform ledger.refuse_request('params.decision: expected refuse or decline');
  end if;
  select p.* into v_found from grants.refusal_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from grants.open_refusal(v_application) then
    perform grants.not_now('decided', 'propose_refusal');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_refusal', grants.streams_of(v_application));
  perform grants.assert_heard(v_application, v_ctx.at);
  if v_ctx.params ->> 'decision' = 'refuse' then
    perform grants.assert_none_contested(v_call);
    if grants.declared(v_application, (
         select identity.human_now(e.person) from ledger.entry e where e.entry = v_found.entry)) = 'interest' then
      perform grants.not_now('interest', 'propose_refusal');
    end if;
    v_letter := grants.refusal_letter(v_call, v_found.ground, to_jsonb(v_found.reason), v_ctx.at);
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', v_ctx.params ->> 'decision', 'application', v_application, 'refusal', v_letter), v_call,
    p_signature => p_signature);
  insert into grants.refusal_decision (entry, application, proposal_entry, decision, reason, letter)
  values (v_reply.entry, v_application, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason', v_letter);
  return next v_reply;
end
$$;
comment on function act.decide_refusal(text, text, bytea) is
  'Refuses an application as proposed, with the letter that says why, by what law and how to complain, or declines '
  'the proposal: then the application stays in assessment.';
