-- SPDX-License-Identifier: EUPL-1.2
-- Repayment claims: one officer proposes, another decides, finance decides on instalments and write-offs.
-- A decided claim moves the money from paid to reclaimed, where it waits for the bank.
create or replace function act.propose_claim(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_accounts bigint; v_amount bigint; v_cause text;
  v_hearing bigint;
begin
  v_ctx := ledger.begin_act('propose_claim', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'cause:name', 'amount_ore:sum',
    'due:day', 'reason:text', 'unheard_reason:text?', 'computation:object?'], 'params');
  v_cause := v_ctx.params ->> 'cause';
  if v_cause not in ('accounts', 'terms', 'termination') then
    perform ledger.refuse_request('params.cause: expected accounts, terms or termination');
  end if;
  if grants.award_of(v_application) is null then perform ledger.fail('LG301', 'no such grant'); end if;
  if grants.open_claim_proposal(v_application) is not null then
    perform grants.not_now('claim_proposed', 'decide_claim');
  end if;
  perform rights.assert_separate(v_ctx.human, 'propose_claim', grants.streams_of(v_application));
  if (v_ctx.params ->> 'due')::date <= identity.day_of(v_ctx.at) then
    perform grants.refuse('due', 'not_ahead');
  end if;
  v_amount := (v_ctx.params ->> 'amount_ore')::bigint;
  v_accounts := grants.check_claim(v_application, v_cause, v_amount,
                                   (v_ctx.params -> 'computation')::jsonb);
  v_hearing := grants.heard(v_application, v_ctx.params ->> 'unheard_reason');
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'accounts_entry', v_accounts, 'input', grants.instalment_input(v_accounts),
    'hearing', v_hearing, 'rule_version', rule.rule_version()),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.claim_proposal (entry, application, cause, accounts_entry, amount_ore, due, reason,
                                     hearing, unheard_reason, computation)
  values (v_reply.entry, v_application, v_cause, v_accounts, v_amount, (v_ctx.params ->> 'due')::date,
          v_ctx.params ->> 'reason', v_hearing, v_ctx.params ->> 'unheard_reason', case when v_accounts is not null
            then (v_ctx.params -> 'computation')::jsonb end);
  return next v_reply;
end
$$;
comment on function act.propose_claim(text, text, bytea) is
  'Proposes a repayment: on final accounts exactly what the rule computes, otherwise at most what was paid; after a '
  'hearing or with why none is needed.';

create or replace function act.decide_claim(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_grant text := 'grant:' || v_application;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.claim_proposal; v_claim boolean;
begin
  v_ctx := ledger.begin_act('decide_claim', p_request, p_attest, array_remove(array[v_grant], null), '{}',
    array_remove(array[v_grant || ':paid', v_grant || ':reclaimed'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id',
    'decision:name', 'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('claim', 'decline') then
    perform ledger.refuse_request('params.decision: expected claim or decline');
  end if;
  select p.* into v_proposal from grants.claim_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_proposal.entry is distinct from grants.open_claim_proposal(v_application) then
    perform grants.not_now('decided', 'claim_proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_claim', grants.streams_of(v_application));
  perform grants.assert_heard(v_application, v_ctx.at);
  v_claim := v_ctx.params ->> 'decision' = 'claim';
  if v_claim and v_proposal.accounts_entry is distinct from grants.check_claim(v_application,
       v_proposal.cause, v_proposal.amount_ore, v_proposal.computation) then
    perform ledger.fail('LG503', 'newer accounts have been sent since');
  end if;
  v_reply := ledger.append(v_ctx, v_grant, jsonb_build_object('verdict', v_ctx.params ->> 'decision',
      'application', v_application, 'amount_ore', case when v_claim then v_proposal.amount_ore else 0 end,
      'input', case when v_claim then grants.instalment_input(v_proposal.accounts_entry) end, 'rule_version', rule.rule_version(),
      'complaint', case when v_claim then grants.complaint_on(v_application, v_ctx.at) end),
    grants.call_of(v_application),
    case when v_claim then array[v_grant || ':paid', v_grant || ':reclaimed'] else '{}'::text[] end,
    case when v_claim then array[-v_proposal.amount_ore::bigint, v_proposal.amount_ore::bigint]
         else '{}'::bigint[] end, p_signature => p_signature);
  insert into grants.claim_decision (entry, application, proposal_entry, decision, reason)
  values (v_reply.entry, v_application, v_proposal.entry, v_ctx.params ->> 'decision',
          v_ctx.params ->> 'reason');
  if v_claim then
    insert into grants.claim (claim, application, cause, amount_ore, due, reason, at)
    values (v_reply.entry, v_application, v_proposal.cause, v_proposal.amount_ore, v_proposal.due,
            v_proposal.reason, v_reply.at);
  end if;
  return next v_reply;
end
$$;
comment on function act.decide_claim(text, text, bytea) is
  'Decides a repayment claim: its sum moves from paid to reclaimed and no longer counts as paid.';

create or replace function act.propose_settlement(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_claim bigint; v_change text; v_amount bigint;
begin
  v_ctx := ledger.begin_act('propose_settlement', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'claim:id', 'change:name',
    'instalments:list', 'amount_ore:sum', 'reason:text'], 'params');
  v_change := v_ctx.params ->> 'change';
  if v_change not in ('plan', 'set_off', 'write_off', 'write_off_interest') then
    perform ledger.refuse_request('params.change: expected plan, set_off, write_off or write_off_interest');
  end if;
  select c.claim into v_claim from grants.claim c
   where c.application = v_application and c.claim = (v_ctx.params ->> 'claim')::bigint;
  if v_claim is null then perform ledger.fail('LG301', 'no such claim'); end if;
  if exists (select from grants.claim c
              where c.application = v_application and grants.open_claim_change(c.claim) is not null) then
    perform grants.not_now('claim_change_proposed', 'decide_settlement');
  end if;
  perform rights.assert_separate(v_ctx.human, 'propose_settlement', grants.streams_of(v_application));
  v_amount := (v_ctx.params ->> 'amount_ore')::bigint;
  perform grants.check_claim_change(v_ctx, v_claim, v_change, v_amount);
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'open_ore', grants.claim_open(v_claim)),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.claim_change (entry, application, claim, change, amount_ore, reason)
  values (v_reply.entry, v_application, v_claim, v_change, v_amount, v_ctx.params ->> 'reason');
  insert into grants.claim_instalment (entry, application, n, due, amount_ore)
  select v_reply.entry, v_application, i.n::integer, (i.i ->> 'due')::date, (i.i ->> 'amount_ore')::bigint
    from json_array_elements(v_ctx.params -> 'instalments') with ordinality i(i, n);
  return next v_reply;
end
$$;
comment on function act.propose_settlement(text, text, bytea) is
  'Proposes that what is open of a claim is paid in instalments, or part of it set off or written off.';

create or replace function act.decide_settlement(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_grant text := 'grant:' || v_application;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.claim_change; v_off boolean;
  v_today date;
begin
  v_ctx := ledger.begin_act('decide_settlement', p_request, p_attest, array_remove(array[v_grant], null), '{}',
    array_remove(array[v_grant || ':paid', v_grant || ':reclaimed'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id',
    'decision:name', 'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('accept', 'decline') then
    perform ledger.refuse_request('params.decision: expected accept or decline');
  end if;
  select p.* into v_proposal from grants.claim_change p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_proposal.entry is distinct from grants.open_claim_change(v_proposal.claim) then
    perform grants.not_now('decided', 'claim_change_proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_settlement', grants.streams_of(v_application));
  v_today := identity.day_of(v_ctx.at);
  v_off := v_ctx.params ->> 'decision' = 'accept' and v_proposal.change in ('set_off', 'write_off');
  if v_off then
    perform grants.check_settled_so(v_application, v_proposal.claim, v_proposal.change, v_proposal.amount_ore);
  end if;
  perform grants.assert_open(v_today, false); -- interest given up has an accounting date, though it moves nothing
  -- what is given up is spent after all, and what is set off was paid in advance: both stand as paid again
  v_reply := ledger.append(v_ctx, v_grant, jsonb_build_object('verdict', v_ctx.params ->> 'decision',
      'application', v_application, 'claim', v_proposal.claim, 'change', v_proposal.change,
      'amount_ore', v_proposal.amount_ore), grants.call_of(v_application),
    case when v_off then array[v_grant || ':reclaimed', v_grant || ':paid'] else '{}'::text[] end,
    case when v_off then array[-v_proposal.amount_ore::bigint, v_proposal.amount_ore::bigint]
         else '{}'::bigint[] end, p_signature => p_signature);
  insert into grants.claim_change_decision (entry, application, proposal_entry, decision, reason)
  values (v_reply.entry, v_application, v_proposal.entry, v_ctx.params ->> 'decision',
          v_ctx.params ->> 'reason');
  if v_off then
    perform grants.settle_claim(v_proposal.claim, v_reply.entry,
      case v_proposal.change when 'set_off' then 'set_off' else 'written_off' end, v_proposal.amount_ore, v_today);
  elsif v_ctx.params ->> 'decision' = 'accept' and v_proposal.change = 'write_off_interest' then
    -- interest is booked when it comes in, so that giving it up moves nothing
    if v_proposal.amount_ore > coalesce(grants.claim_interest(v_proposal.claim, v_today), 0) then
      perform ledger.fail('LG201', 'more than the interest that is still owed', jsonb_build_object('violations',
        jsonb_build_array(rule.violation('amount_ore', 'above_open'))));
    end if;
    insert into grants.interest_settled (claim, entry, application, kind, amount_ore, day)
    values (v_proposal.claim, v_reply.entry, v_application, 'written_off', v_proposal.amount_ore, v_today);
  end if;
  return next v_reply;
end
$$;
comment on function act.decide_settlement(text, text, bytea) is
  'Finance decides: instalments take the claim''s due day''s place, what is set off or written off stands as paid again; '
  'interest alone may be given up too.';

create or replace function act.remind_claim(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id bigint := grants.early_id(p_request, 'claim');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_claim grants.claim; v_n integer; v_day date;
begin
  select c.* into v_claim from grants.claim c where c.claim = v_id;
  v_ctx := ledger.begin_act('remind_claim', p_request, p_attest,
                            array_remove(array['grant:' || v_claim.application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['claim:id', 'n:count'], 'params');
  if v_claim.claim is null then perform ledger.fail('LG301', 'no such claim'); end if;
  v_day := identity.day_of(v_ctx.at);
  select coalesce(max(r.n), 0) + 1 into v_n from grants.claim_reminder r where r.claim = v_claim.claim;
  if v_n <> (v_ctx.params ->> 'n')::integer then perform grants.not_now('reminded', 'another reminder'); end if;
  if not grants.remindable(v_claim.claim, v_day) or not grants.reminder_due(v_claim.claim, v_day) then
    perform grants.not_now('open', 'overdue');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_claim.application, jsonb_build_object(
    'application', v_claim.application, 'claim', v_claim.claim, 'n', v_n,
    'overdue_ore', grants.claim_overdue(v_claim.claim, v_day),
    'interest_ore', grants.claim_interest(v_claim.claim, v_day)),
    grants.call_of(v_claim.application), p_signature => p_signature);
  insert into grants.claim_reminder (entry, application, claim, n)
  values (v_reply.entry, v_claim.application, v_claim.claim, v_n);
  return next v_reply;
end
$$;
comment on function act.remind_claim(text, text, bytea) is
  'Reminds of an overdue claim: the day after it was due, then every 30 days, three times at most.';
