-- SPDX-License-Identifier: EUPL-1.2
-- Reopening of a closed grant: one officer proposes, another decides.
create or replace function act.propose_reopening(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_closing grants.closing;
begin
  v_ctx := ledger.begin_act('propose_reopening', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'ground:text', 'reason:text'], 'params');
  if grants.call_of(v_application) is null then perform ledger.fail('LG301', 'no such application'); end if;
  perform grants.assert_reopenable(v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_reopening', grants.streams_of(v_application));
  if grants.open_reopening(v_application) is not null then
    perform grants.not_now('reopening_proposed', 'decide_reopening');
  end if;
  v_closing := grants.closing_of(v_application);
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
      'closing_entry', v_closing.entry, 'returned_ore', v_closing.returned_ore),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.reopening_proposal (entry, application, closing_entry, ground, reason)
  values (v_reply.entry, v_application, v_closing.entry, v_ctx.params ->> 'ground', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_reopening(text, text, bytea) is
  'Proposes to reopen a grant that was closed on its final accounts; another officer decides.';

create or replace function act.decide_reopening(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_pool text := 'call:' || v_call || ':available';
  v_grant text := 'grant:' || v_application;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.reopening_proposal;
  v_closing grants.closing; v_ore bigint := 0; v_letter jsonb; v_reopens boolean;
begin
  v_ctx := ledger.begin_act('decide_reopening', p_request, p_attest, array_remove(array[v_grant], null), '{}',
    array_remove(array[v_pool, v_grant || ':committed', v_grant || ':paid'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id', 'decision:name',
    'reason:text'], 'params');
  v_reopens := v_ctx.params ->> 'decision' = 'reopen';
  if v_ctx.params ->> 'decision' not in ('reopen', 'decline') then
    perform ledger.refuse_request('params.decision: expected reopen or decline');
  end if;
  select p.* into v_found from grants.reopening_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from grants.open_reopening(v_application) then
    perform grants.not_now('decided', 'propose_reopening');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_reopening', grants.streams_of(v_application));
  if v_reopens then
    perform grants.assert_reopenable(v_application);
    perform grants.assert_heard(v_application, v_ctx.at);
    v_closing := grants.closing_of(v_application);
    v_ore := v_closing.returned_ore;
    v_letter := grants.reopening_letter(v_found, v_ctx.params ->> 'reason', v_ore, v_ctx.at);
  end if;
  -- all that its closing gave back, or nothing (LG202): a grant that is not covered would promise more than there is
  v_reply := ledger.append(v_ctx, v_grant, jsonb_build_object('verdict', v_ctx.params ->> 'decision',
      'application', v_application, 'closing_entry', v_closing.entry, 'committed_ore', v_ore, 'reopening', v_letter), v_call,
    case when v_ore > 0 then array[v_pool, v_grant || ':committed'] else array[]::text[] end,
    case when v_ore > 0 then array[-v_ore, v_ore] else array[]::bigint[] end, p_signature => p_signature);
  insert into grants.reopening_decision (entry, application, proposal_entry, decision, reason, closing_n, letter)
  values (v_reply.entry, v_application, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason',
          v_closing.n, v_letter);
  return next v_reply;
end
$$;
comment on function act.decide_reopening(text, text, bytea) is
  'Reopens a closed grant: what its closing gave back is committed again, and accounts, results, claims and payments are '
  'taken as before it was closed, until it is closed again. LG202 when the pool has it no longer. Or declines.';
