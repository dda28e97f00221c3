-- SPDX-License-Identifier: EUPL-1.2
-- Amendments: the grantee asks over its own signature, one officer proposes, another decides. Nothing
-- raises an award that its grantee did not ask for.
create or replace function act.request_amendment(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply;
begin
  v_ctx := ledger.begin_act('request_amendment', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'amount_ore:sum', 'reason:text'],
                              'params');
  perform grants.own_grant(v_application, v_ctx.organisation);
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'request_amendment', grants.streams_of(v_application));
  if (v_ctx.params ->> 'amount_ore')::bigint = 0 then
    perform grants.refuse('amount_ore', 'not_positive');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'award_ore', grants.award_amount(v_application)),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.amendment_request (entry, application, amount_ore, reason)
  values (v_reply.entry, v_application, (v_ctx.params ->> 'amount_ore')::bigint,
          v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.request_amendment(text, text, bytea) is
  'Management asks for an amendment over its own signature and names the whole award it wants.';

create or replace function act.propose_amendment(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_bad text; v_request bigint; v_amount bigint;
  v_hearing bigint;
begin
  v_ctx := ledger.begin_act('propose_amendment', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'request_entry:id?',
    'amount_ore:sum', 'lines:list', 'period_to:day', 'part_accounts_due:day?',
    'final_accounts_due:day', 'budget:list', 'reason:text', 'unheard_reason:text?'], 'params');
  perform grants.check_list(v_ctx.params -> 'lines', array['year:count', 'amount_ore:sum'],
                            'params.lines', 20);
  v_bad := draft.budget_malformed(v_ctx.params -> 'budget');
  if v_bad is not null then perform ledger.refuse_request('params.' || v_bad); end if;
  if grants.award_of(v_application) is null then perform ledger.fail('LG301', 'no such grant'); end if;
  if grants.open_amendment(v_application) is not null then
    perform grants.not_now('amendment_proposed', 'decide_amendment');
  end if;
  v_request := (v_ctx.params ->> 'request_entry')::bigint;
  if v_request is not null and v_request is distinct from grants.open_request(v_application) then
    perform ledger.fail('LG503', 'this is not the grantee''s open request',
                        jsonb_build_object('entry', grants.open_request(v_application)));
  end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_amendment', grants.streams_of(v_application));
  v_amount := (v_ctx.params ->> 'amount_ore')::bigint;
  perform grants.check_amendment(v_application, v_ctx.params);
  if grants.amendment_adverse(grants.award_amount(v_application),
       (select r.amount_ore::bigint from grants.amendment_request r where r.entry = v_request), v_amount) then
    v_hearing := grants.heard(v_application, v_ctx.params ->> 'unheard_reason');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'request_entry', v_request, 'hearing', v_hearing,
    'award_ore', grants.award_amount(v_application), 'rule_version', rule.rule_version()),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.amendment_proposal (entry, application, request_entry, amount_ore, period_to,
    part_accounts_due, final_accounts_due, budget, reason, hearing, unheard_reason)
  values (v_reply.entry, v_application, v_request, v_amount, (v_ctx.params ->> 'period_to')::date,
    grants.due_day(v_ctx.params, 'part_accounts_due'),
    grants.due_day(v_ctx.params, 'final_accounts_due'), (v_ctx.params -> 'budget')::jsonb,
    v_ctx.params ->> 'reason', v_hearing, v_ctx.params ->> 'unheard_reason');
  insert into grants.amendment_line (entry, application, year, amount_ore)
  select v_reply.entry, v_application, (l ->> 'year')::integer, (l ->> 'amount_ore')::bigint
    from json_array_elements(v_ctx.params -> 'lines') l where (l ->> 'amount_ore')::bigint > 0;
  return next v_reply;
end
$$;
comment on function act.propose_amendment(text, text, bytea) is
  'Proposes the whole award as it is to be; the amount rises only on the grantee''s open request, and is lower than the '
  'award or the request only after a hearing or with why none is needed.';

create or replace function act.decide_amendment(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_accounts text[] := array['call:' || v_call || ':available', 'grant:' || v_application || ':committed',
    'grant:' || v_application || ':paid', 'grant:' || v_application || ':reclaimed'];
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.amendment_proposal;
  v_input jsonb; v_computed jsonb; v_before bigint; v_due date; v_asked bigint; v_hearing bigint; v_adverse boolean;
begin
  v_ctx := ledger.begin_act('decide_amendment', p_request, p_attest,
    array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || v_call], null), array_remove(v_accounts, null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id',
    'decision:name', 'reason:text', 'unheard_reason:text?', 'computation:object'], 'params');
  if v_ctx.params ->> 'decision' not in ('amend', 'decline') then
    perform ledger.refuse_request('params.decision: expected amend or decline');
  end if;
  select p.* into v_proposal from grants.amendment_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_proposal.entry is distinct from grants.open_amendment(v_application) then
    perform grants.not_now('decided', 'amendment_proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_amendment', grants.streams_of(v_application));
  if v_ctx.params ->> 'decision' = 'amend' then perform grants.assert_open(v_application); end if;
  perform grants.assert_heard(v_application, v_ctx.at);
  v_before := grants.award_amount(v_application);
  v_input := grants.amendment_input(v_application, v_proposal.amount_ore);
  v_computed := rule.amended(v_input);
  if v_computed is distinct from (v_ctx.params -> 'computation')::jsonb then
    perform ledger.fail('LG103', 'the computation differs', jsonb_build_object(
      'sent', (v_ctx.params -> 'computation')::jsonb, 'computed', v_computed));
  end if;
  if v_ctx.params ->> 'decision' = 'amend' then
    perform grants.assert_amendable(v_application, v_proposal, v_computed);
  else
    v_computed := rule.amended(v_input || jsonb_build_object('new_ore', v_before));
  end if;
  v_asked := (select r.amount_ore from grants.amendment_request r where r.entry = v_proposal.request_entry);
  v_adverse := case v_ctx.params ->> 'decision'
    when 'amend' then grants.amendment_adverse(v_before, v_asked, v_proposal.amount_ore)
    else v_proposal.request_entry is not distinct from grants.open_request(v_application) and v_asked is not null end;
  if v_adverse and num_nonnulls(v_proposal.hearing, v_proposal.unheard_reason) = 0 then
    v_hearing := grants.heard(v_application, v_ctx.params ->> 'unheard_reason');
  end if;
  v_due := identity.day_of(v_ctx.at) + 30;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
      'verdict', v_ctx.params ->> 'decision', 'application', v_application, 'input', v_input,
      'computation', v_computed, 'hearing', v_hearing, 'complaint',
      case when v_adverse then grants.complaint_on(v_application, v_ctx.at) end, 'claim_due', case when (v_computed ->> 'claim_ore')::bigint > 0
        then to_char(v_due::timestamp, 'YYYY-MM-DD') end), v_call,
    (select coalesce(array_agg(m.account order by m.n), '{}') from grants.amendment_postings(v_accounts, v_computed) m),
    (select coalesce(array_agg(m.amount order by m.n), '{}') from grants.amendment_postings(v_accounts, v_computed) m),
    p_signature => p_signature);
  insert into grants.amendment_decision (entry, application, proposal_entry, decision, reason, at, hearing, unheard_reason)
  values (v_reply.entry, v_application, v_proposal.entry, v_ctx.params ->> 'decision',
          v_ctx.params ->> 'reason', v_reply.at, v_hearing, v_ctx.params ->> 'unheard_reason');
  if (v_computed ->> 'claim_ore')::bigint > 0 then
    insert into grants.claim (claim, application, cause, amount_ore, due, reason, at)
    values (v_reply.entry, v_application, 'amendment', (v_computed ->> 'claim_ore')::bigint, v_due,
            v_ctx.params ->> 'reason', v_reply.at);
  end if;
  perform grants.void_sign_offs(v_application, v_before, v_reply.entry);
  return next v_reply;
end
$$;
comment on function act.decide_amendment(text, text, bytea) is
  'Decides an amendment: the difference moves between pool and grant, what was paid above the new award '
  'becomes a claim due in 30 days, and sign-offs that no longer suffice are void. Declining a request is a decision '
  'against the grantee: heard before, with guidance on complaints.';
