-- SPDX-License-Identifier: EUPL-1.2
-- A hearing: opened by an officer with the facts and a day, answered by the party.
create or replace function act.open_hearing(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_by date; v_today date;
begin
  v_ctx := ledger.begin_act('open_hearing', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'facts:text', 'answer_by:day'], 'params');
  if v_call is null then perform ledger.fail('LG301', 'no such application'); end if;
  if grants.call_state(v_call) <> 'opened' then perform grants.not_now(grants.call_state(v_call), 'opened'); end if;
  perform rights.assert_separate(v_ctx.human, 'open_hearing', grants.streams_of(v_application));
  if grants.refused(v_application) then perform grants.not_now('refused', 'in_assessment'); end if;
  if grants.withdrawn(v_application) then perform grants.not_now('withdrawn', 'in_assessment'); end if;
  perform grants.assert_heard(v_application, v_ctx.at);
  v_by := grants.due_day(v_ctx.params, 'answer_by');
  v_today := identity.day_of(v_ctx.at);
  if v_by < v_today + 7 then perform grants.refuse('answer_by', 'too_soon'); end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application), v_call,
    p_signature => p_signature);
  insert into grants.hearing (entry, application, facts, answer_by)
  values (v_reply.entry, v_application, v_ctx.params ->> 'facts', v_by);
  return next v_reply;
end
$$;
comment on function act.open_hearing(text, text, bytea) is
  'Hears the party about facts; at least a week for the answer, one hearing at a time.';

create or replace function act.answer_hearing(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_hearing bigint;
begin
  v_ctx := ledger.begin_act('answer_hearing', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'hearing:id', 'answer:text'], 'params');
  select h.entry into v_hearing from grants.hearing h
   where h.application = v_application and h.entry = (v_ctx.params ->> 'hearing')::bigint
     and grants.holder_at(h.application, null) = v_ctx.organisation;
  if v_hearing is null then perform ledger.fail('LG301', 'no such hearing'); end if;
  perform rights.assert_separate(v_ctx.human, 'answer_hearing', grants.streams_of(v_application));
  if exists (select from grants.hearing_answer x where x.hearing = v_hearing) then
    perform grants.not_now('answered', 'open_hearing');
  end if;
  if grants.refused(v_application) then perform grants.not_now('refused', 'open_hearing'); end if;
  if grants.withdrawn(v_application) then perform grants.not_now('withdrawn', 'open_hearing'); end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'hearing', v_hearing), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.hearing_answer (entry, application, hearing, answer)
  values (v_reply.entry, v_application, v_hearing, v_ctx.params ->> 'answer');
  return next v_reply;
end
$$;
comment on function act.answer_hearing(text, text, bytea) is
  'The party''s one answer, which ends the hearing; after its day too, as long as the application is not refused.';
