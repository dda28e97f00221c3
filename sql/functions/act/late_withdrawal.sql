-- SPDX-License-Identifier: EUPL-1.2
-- Withdrawing an application after the deadline: one applicant proposes, another confirms, and it is final. Either may
-- take the proposal back. It lapses when officers propose what becomes of the application, or the pool is shared out.
create or replace function grants.assert_withdrawable(p_ctx ledger.act_context, p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_bound text;
begin
  if p_ctx.received is null then perform ledger.refuse_request('received_us'); end if;
  perform grants.assert_own(p_ctx, p_application);
  v_bound := grants.withdrawal_bound(p_application);
  if v_bound is not null then
    perform grants.not_now(v_bound, case v_bound when 'not_closed' then 'closed' when 'awarded' then 'termination' else 'undecided' end);
  end if;
end
$$;
comment on function grants.assert_withdrawable(ledger.act_context, bigint) is
  'LG301 unless the person may send the application, LG502 when the bound of a withdrawal by two is passed.';

create or replace function act.propose_withdrawal(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_sent grants.submission;
  v_application bigint := grants.early_id(p_request, 'application');
begin
  v_ctx := ledger.begin_act('propose_withdrawal', p_request, p_attest, array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || grants.call_of(v_application)], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'submission_entry:id', 'reason:text?'], 'params');
  perform grants.assert_withdrawable(v_ctx, v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_withdrawal', grants.streams_of(v_application));
  v_sent := grants.assert_counting(v_application, (v_ctx.params ->> 'submission_entry')::bigint);
  if grants.open_withdrawal(v_application) is not null then
    perform grants.not_now('withdrawal_proposed', 'confirm_withdrawal');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', 'proposed', 'application', v_application, 'submission_entry', v_sent.entry,
    'version', v_sent.version, 'sha256', encode(v_sent.sha256, 'hex')), grants.call_of(v_application),
    p_signature => p_signature);
  insert into grants.withdrawal_proposal (entry, application, submission_entry, reason)
  values (v_reply.entry, v_application, v_sent.entry, v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_withdrawal(text, text, bytea) is
  'Proposes to withdraw what counts; another applicant of the same organisation confirms it.';

create or replace function act.confirm_withdrawal(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_sent grants.submission;
  v_application bigint := grants.early_id(p_request, 'application');
  v_found grants.withdrawal_proposal;
begin
  v_ctx := ledger.begin_act('confirm_withdrawal', p_request, p_attest, array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || grants.call_of(v_application)], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id'], 'params');
  perform grants.assert_withdrawable(v_ctx, v_application);
  perform rights.assert_separate(v_ctx.human, 'confirm_withdrawal', grants.streams_of(v_application));
  v_found := grants.assert_open_withdrawal(v_application, (v_ctx.params ->> 'proposal_entry')::bigint);
  select s.* into v_sent from grants.submission s
    join grants.counting(grants.call_of(v_application)) c on c.entry = s.entry
   where s.application = v_application and s.entry = v_found.submission_entry;
  if v_sent.entry is null then perform grants.not_now('changed', 'propose_withdrawal'); end if;
  -- a proxy's clock before the deadline, though the call is closed: it would not stand
  if v_sent.received > v_ctx.received then perform ledger.refuse_request('received_us'); end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', 'withdrawn', 'application', v_application, 'submission_entry', v_sent.entry,
    'version', v_sent.version, 'sha256', encode(v_sent.sha256, 'hex'), 'proposal_entry', v_found.entry),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.withdrawal (entry, application, submission_entry, received, reason, proposal_entry)
  values (v_reply.entry, v_application, v_sent.entry, v_ctx.received, v_found.reason, v_found.entry);
  return next v_reply;
end
$$;
comment on function act.confirm_withdrawal(text, text, bytea) is
  'Withdraws an application as a colleague proposed; final.';

create or replace function act.retract_withdrawal(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.withdrawal_proposal;
  v_application bigint := grants.early_id(p_request, 'application');
begin
  v_ctx := ledger.begin_act('retract_withdrawal', p_request, p_attest, array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || grants.call_of(v_application)], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id'], 'params');
  perform grants.assert_withdrawable(v_ctx, v_application);
  perform rights.assert_separate(v_ctx.human, 'retract_withdrawal', grants.streams_of(v_application));
  v_found := grants.assert_open_withdrawal(v_application, (v_ctx.params ->> 'proposal_entry')::bigint);
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', 'retracted', 'application', v_application, 'proposal_entry', v_found.entry),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.withdrawal_retracted (entry, application, proposal_entry)
  values (v_reply.entry, v_application, v_found.entry);
  return next v_reply;
end
$$;
comment on function act.retract_withdrawal(text, text, bytea) is
  'Takes a proposed withdrawal back: whoever could confirm it, or proposed it.';
