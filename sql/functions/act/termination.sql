-- SPDX-License-Identifier: EUPL-1.2
-- Termination: one officer proposes, the grantee is heard, another officer decides.
create or replace function act.propose_termination(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply;
begin
  v_ctx := ledger.begin_act('propose_termination', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'ground:text', 'reason:text'], 'params');
  if grants.call_of(v_application) is null then perform ledger.fail('LG301', 'no such application'); end if;
  if grants.award_of(v_application) is null then perform grants.not_now('not_awarded', 'awarded'); end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_termination', grants.streams_of(v_application));
  if grants.open_termination(v_application) is not null then
    perform grants.not_now('termination_proposed', 'decide_termination');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.termination_proposal (entry, application, ground, reason)
  values (v_reply.entry, v_application, v_ctx.params ->> 'ground', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_termination(text, text, bytea) is
  'Proposes to end a grant before its time, on a ground; the grantee is heard before another decides.';

create or replace function act.decide_termination(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_pool text := 'call:' || v_call || ':available';
  v_grant text := 'grant:' || v_application;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.termination_proposal;
  v_ends boolean; v_left bigint := 0; v_hearing bigint; v_letter jsonb;
begin
  v_ctx := ledger.begin_act('decide_termination', p_request, p_attest, array_remove(array[v_grant], null), '{}',
    array_remove(array[v_pool, v_grant || ':committed', v_grant || ':payable', v_grant || ':paid'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id', 'decision:name',
    'reason:text'], 'params');
  v_ends := v_ctx.params ->> 'decision' = 'terminate';
  if v_ctx.params ->> 'decision' not in ('terminate', 'decline') then
    perform ledger.refuse_request('params.decision: expected terminate or decline');
  end if;
  select p.* into v_found from grants.termination_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from grants.open_termination(v_application) then
    perform grants.not_now('decided', 'propose_termination');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_termination', grants.streams_of(v_application));
  if v_ends then
    perform grants.assert_open(v_application);
    v_hearing := (select max(h.entry) from grants.hearing h where h.application = v_application and h.entry > v_found.entry);
    if v_hearing is null then perform grants.not_now('not_heard', 'open_hearing'); end if;
    perform grants.assert_heard(v_application, v_ctx.at);
    -- what is approved is on its way to the bank, and nobody knows whether it can be stopped there
    if ledger.balance(v_grant || ':payable') > 0 then perform grants.not_now('approved', 'book_payments'); end if;
    if grants.termination_obstacle(v_application) is not null then
      perform grants.not_now('undecided', grants.termination_obstacle(v_application));
    end if;
    v_left := ledger.balance(v_grant || ':committed');
    v_letter := grants.termination_letter(v_found, v_ctx.params ->> 'reason', v_left, v_ctx.at);
  end if;
  v_reply := ledger.append(v_ctx, v_grant, jsonb_build_object('verdict', v_ctx.params ->> 'decision',
      'application', v_application, 'hearing', v_hearing, 'returned_ore', v_left, 'termination', v_letter), v_call,
    case when v_left > 0 then array[v_pool, v_grant || ':committed'] else array[]::text[] end,
    case when v_left > 0 then array[v_left, -v_left] else array[]::bigint[] end, p_signature => p_signature);
  insert into grants.termination_decision (entry, application, proposal_entry, decision, reason, hearing, letter)
  values (v_reply.entry, v_application, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason', v_hearing, v_letter);
  if v_ends then
    insert into grants.closing (application, entry, accounts_entry, returned_ore, n)
    values (v_application, v_reply.entry, null, v_left, grants.next_closing(v_application));
  end if;
  return next v_reply;
end
$$;
comment on function act.decide_termination(text, text, bytea) is
  'Ends a grant once its grantee was heard: what it has not used goes back to the call, nothing more is prepared, approved '
  'or released. What was paid too much is claimed by a repayment claim. Or declines.';
