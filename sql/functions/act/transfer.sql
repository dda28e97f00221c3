-- SPDX-License-Identifier: EUPL-1.2
-- Transfer of a grant: an officer proposes, the successor's management accepts, another officer decides.
create or replace function act.propose_transfer(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_from text;
begin
  v_ctx := ledger.begin_act('propose_transfer', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'successor:any', 'reason:text'], 'params');
  if grants.call_of(v_application) is null then perform ledger.fail('LG301', 'no such application'); end if;
  if grants.award_of(v_application) is null then perform grants.not_now('not_awarded', 'awarded'); end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_transfer', grants.streams_of(v_application));
  if (grants.open_transfer(v_application)).entry is not null then
    perform grants.not_now('transfer_proposed', 'decide_transfer');
  end if;
  perform grants.assert_successor(v_application, v_ctx.params ->> 'successor');
  v_from := grants.holder_at(v_application, null);
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
    'predecessor', v_from, 'successor', v_ctx.params ->> 'successor'), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.transfer_proposal (entry, application, predecessor, successor, reason)
  values (v_reply.entry, v_application, v_from, v_ctx.params ->> 'successor', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_transfer(text, text, bytea) is
  'Proposes that a grant goes over to whom the register has as its grantee''s successor.';

create or replace function act.accept_transfer(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.transfer_proposal;
begin
  v_ctx := ledger.begin_act('accept_transfer', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id'], 'params');
  select p.* into v_found from grants.transfer_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint
     and p.successor = v_ctx.organisation;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from (grants.open_transfer(v_application)).entry then
    perform grants.not_now('decided', 'propose_transfer');
  end if;
  if exists (select from grants.transfer_acceptance x where x.proposal_entry = v_found.entry) then
    perform grants.not_now('accepted', 'decide_transfer');
  end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'accept_transfer', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
    'predecessor', v_found.predecessor, 'award_ore', grants.award_amount(v_application)),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.transfer_acceptance (entry, application, proposal_entry)
  values (v_reply.entry, v_application, v_found.entry);
  return next v_reply;
end
$$;
comment on function act.accept_transfer(text, text, bytea) is
  'The successor''s management takes over what the grantee owes: accounts, reports, repayment; over its own signature.';

create or replace function act.decide_transfer(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_grant text := 'grant:' || v_application;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.transfer_proposal;
  v_goes boolean; v_accepted bigint; v_letter jsonb;
begin
  v_ctx := ledger.begin_act('decide_transfer', p_request, p_attest, array_remove(array[v_grant], null), '{}',
    array_remove(array[v_grant || ':committed', v_grant || ':paid'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id', 'decision:name',
    'reason:text'], 'params');
  v_goes := v_ctx.params ->> 'decision' = 'transfer';
  if v_ctx.params ->> 'decision' not in ('transfer', 'decline') then
    perform ledger.refuse_request('params.decision: expected transfer or decline');
  end if;
  select p.* into v_found from grants.transfer_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from (grants.open_transfer(v_application)).entry then
    perform grants.not_now('decided', 'propose_transfer');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_transfer', grants.streams_of(v_application));
  if v_goes then
    perform grants.assert_open(v_application);
    perform grants.assert_successor(v_application, v_found.successor);
    -- what is released names the predecessor, and nobody knows whether the bank still pays it
    if exists (select from grants.instalment i where i.application = v_application
                  and grants.instalment_state(i.instalment) = 'released') then
      perform grants.not_now('released', 'book_payments');
    end if;
    v_accepted := (select x.entry from grants.transfer_acceptance x where x.proposal_entry = v_found.entry);
    if v_accepted is null then perform grants.not_now('not_accepted', 'accept_transfer'); end if;
    perform grants.assert_heard(v_application, v_ctx.at);
    v_letter := grants.transfer_letter(v_found, v_ctx.params ->> 'reason', v_ctx.at);
  end if;
  v_reply := ledger.append(v_ctx, v_grant, jsonb_build_object('verdict', v_ctx.params ->> 'decision',
    'application', v_application, 'acceptance', v_accepted, 'transfer', v_letter),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.transfer_decision (entry, application, proposal_entry, acceptance_entry, decision, reason, letter)
  values (v_reply.entry, v_application, v_found.entry, v_accepted, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason', v_letter);
  if v_goes then
    -- what was gathered and never sent names the predecessor's files, which the successor cannot send
    delete from draft.voucher_note n using grants.voucher_request r where r.entry = n.request and r.application = v_application;
  end if;
  return next v_reply;
end
$$;
comment on function act.decide_transfer(text, text, bytea) is
  'A grant goes over: its successor reads and acts on it, and is who is paid; sign-offs stay. What was only prepared is '
  'prepared again. Or declines.';
