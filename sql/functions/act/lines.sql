-- SPDX-License-Identifier: EUPL-1.2
-- Giving the later finance-year lines of an award: one officer proposes the next line, another decides.
create or replace function act.propose_line(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_input jsonb; v_next jsonb; v_sent jsonb;
begin
  v_ctx := ledger.begin_act('propose_line', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'year:count', 'amount_ore:sum', 'reason:text'],
                              'params');
  if grants.award_of(v_application) is null then perform ledger.fail('LG301', 'no such grant'); end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'propose_line', grants.streams_of(v_application));
  if grants.open_line(v_application) is not null then perform grants.not_now('line_proposed', 'give_line'); end if;
  v_input := grants.lines_input(v_application);
  v_next := rule.lines(v_input) -> 'next';
  if v_next = 'null' then perform grants.not_now('lines_given', 'a line that is not given'); end if;
  v_sent := jsonb_build_object('year', v_ctx.params -> 'year', 'amount_ore', v_ctx.params -> 'amount_ore');
  if v_sent <> v_next then
    perform ledger.fail('LG103', 'another line comes next', jsonb_build_object('sent', v_sent, 'computed', v_next));
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'year', v_next -> 'year', 'amount_ore', v_next -> 'amount_ore',
    'input', v_input, 'rule_version', rule.rule_version()), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.line_proposal (entry, application, year, amount_ore, reason)
  values (v_reply.entry, v_application, (v_next ->> 'year')::integer, (v_next ->> 'amount_ore')::bigint,
          v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_line(text, text, bytea) is
  'Proposes to give the earliest finance-year line that is not given, its whole amount; LG103 for any other.';

create or replace function act.give_line(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.line_proposal; v_input jsonb;
begin
  v_ctx := ledger.begin_act('give_line', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id', 'decision:name',
    'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('give', 'decline') then
    perform ledger.refuse_request('params.decision: expected give or decline');
  end if;
  select p.* into v_found from grants.line_proposal p
   where p.application = v_application and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from grants.open_line(v_application) then
    perform grants.not_now('decided', 'propose_line');
  end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'give_line', grants.streams_of(v_application));
  v_input := grants.lines_input(v_application);
  if v_ctx.params ->> 'decision' = 'give' and rule.lines(v_input) -> 'next' is distinct from jsonb_build_object(
       'year', v_found.year, 'amount_ore', v_found.amount_ore::bigint) then
    perform ledger.fail('LG503', 'the award was amended since', jsonb_build_object('next', rule.lines(v_input) -> 'next'));
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', v_ctx.params ->> 'decision', 'application', v_application, 'proposal_entry', v_found.entry,
    'year', v_found.year, 'amount_ore', v_found.amount_ore, 'input', v_input,
    'rule_version', rule.rule_version()), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.line_decision (entry, application, proposal_entry, decision, reason)
  values (v_reply.entry, v_application, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.give_line(text, text, bytea) is
  'Gives a proposed line, which lets the final payment be made once every line is given, or declines the proposal; '
  'the money was committed with the award and moves with neither.';
