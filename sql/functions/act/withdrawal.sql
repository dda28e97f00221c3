-- SPDX-License-Identifier: EUPL-1.2
-- Withdrawing an application. Until the deadline one applicant does it, and sending a version again undoes it. A
-- withdrawal and a submission that race are ordered by when each had been received, as two submissions are.
create or replace function act.withdraw_application(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text; v_last timestamptz; v_verdict text;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_sent grants.submission;
begin
  select d.call into v_call from draft.application d where d.application = v_application;
  -- as a submission: the application alone, the call shared, so that the closing finds it done or not begun
  v_ctx := ledger.begin_act('withdraw_application', p_request, p_attest,
    array_remove(array['grant:' || v_application], null), array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'submission_entry:id', 'reason:text?'], 'params');
  if v_ctx.received is null then perform ledger.refuse_request('received_us'); end if;
  perform grants.assert_own(v_ctx, v_application);
  perform rights.assert_separate(v_ctx.human, 'withdraw_application', grants.streams_of(v_application));
  v_last := grants.deadline_at(v_call);
  -- what a queue held back for two minutes is no withdrawal by one: in doubt the application goes on counting
  v_verdict := rule.deadline_verdict(v_ctx.received, v_ctx.at, v_last,
    exists (select from grants.call_closed k where k.call = v_call));
  if v_verdict <> 'on_time' then perform grants.not_now(v_verdict, 'deadline'); end if;
  v_sent := grants.assert_counting(v_application, (v_ctx.params ->> 'submission_entry')::bigint);
  -- two clocks may differ: it would not stand, so it is not recorded
  if v_sent.received > v_ctx.received then
    perform ledger.fail('LG503', 'the submission was received after the withdrawal', jsonb_build_object(
      'submission_entry', v_sent.entry));
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', 'withdrawn', 'call', v_call, 'application', v_application, 'submission_entry', v_sent.entry,
    'version', v_sent.version, 'sha256', encode(v_sent.sha256, 'hex'), 'last_on_time_us', ledger.micros(v_last),
    'behind_us', ledger.micros(v_ctx.at) - ledger.micros(v_ctx.received)), v_call, p_signature => p_signature);
  insert into grants.withdrawal (entry, application, submission_entry, received, reason)
  values (v_reply.entry, v_application, v_sent.entry, v_ctx.received, v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.withdraw_application(text, text, bytea) is
  'Withdraws the submission that counts, until the deadline: its organisations may apply anew, and a version that is '
  'received later undoes it. LG502 after the deadline, LG503 when another version counts.';
