-- SPDX-License-Identifier: EUPL-1.2
-- A pool shared by its key. C sends what it computed: the level and every award; the rule in SQL computes the
-- whole again from the record, and the smallest difference is refused.
create or replace function grants.allocatable(p_call text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call jsonb; v_state text := grants.call_state(p_call);
begin
  if v_state = 'unknown' then perform ledger.fail('LG301', 'no such call'); end if;
  if v_state <> 'opened' then perform grants.not_now(v_state, 'opened'); end if;
  select c.definition::jsonb into v_call from grants.call c where c.call = p_call;
  if v_call #>> '{allocation,kind}' <> 'key_with_floor' then
    perform grants.not_now('assessed', 'a key');
  end if;
  if grants.allocation_of(p_call) is not null then perform grants.not_now('allocated', 'opened'); end if;
  if not exists (select from grants.annex x where x.call = p_call
                  and x.annex = v_call #>> '{allocation,key_annex}') then
    perform grants.not_now('annex_missing', 'annexes.' || (v_call #>> '{allocation,key_annex}'));
  end if;
end
$$;
comment on function grants.allocatable(text) is
  'Raises unless the call shares its pool by a key that is in force, is opened and not yet allocated.';

create or replace function grants.check_allocation(p_report jsonb, p_params json)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if p_report ->> 'outcome' = 'refused' then
    perform grants.not_now('refused', p_report ->> 'refusal');
  end if;
  if (p_params -> 'level')::jsonb is distinct from p_report -> 'level'
     or (p_params ->> 'pool_ore')::bigint is distinct from (p_report ->> 'pool_ore')::bigint
     or (select jsonb_agg(jsonb_build_object('application', a -> 'application',
                  'amount_ore', a -> 'amount_ore') order by (a ->> 'application')::bigint)
           from json_array_elements(p_params -> 'awards') a)
        is distinct from
        (select jsonb_agg(jsonb_build_object('application', s -> 'application',
                  'amount_ore', s -> 'award_ore') order by (s ->> 'application')::bigint)
           from jsonb_array_elements(p_report -> 'shares') s) then
    perform ledger.fail('LG103', 'the allocation differs', jsonb_build_object(
      'computed', jsonb_build_object('level', p_report -> 'level', 'pool_ore', p_report -> 'pool_ore')));
  end if;
end
$$;
comment on function grants.check_allocation(jsonb, json) is
  'LG502 when the rule refuses to allocate, LG103 when the sent awards are not those that it computes.';

create or replace function act.propose_allocation(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_reading text; v_input jsonb; v_report jsonb;
begin
  v_ctx := ledger.begin_act('propose_allocation', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'pool_ore:sum', 'level:object',
    'awards:list', 'reason:text'], 'params');
  perform grants.check_object(v_ctx.params -> 'level', array['ore:sum', 'size:id'], 'params.level');
  -- a call to which nobody applied is shared among nobody
  if json_array_length(v_ctx.params -> 'awards') > 0 then
    perform grants.check_list(v_ctx.params -> 'awards', array['application:id', 'amount_ore:sum'],
                              'params.awards', 200);
  end if;
  perform grants.allocatable(v_call);
  perform rights.assert_separate(v_ctx.human, 'propose_allocation', grants.streams_of_call(v_call));
  perform grants.assert_none_contested(v_call);
  v_reading := grants.rulings_of(v_call) ->> 'FLOOR_AND_KEY';
  v_input := grants.allocation_input(v_call, v_reading);
  v_report := rule.allocation(v_input);
  perform grants.check_allocation(v_report, v_ctx.params);
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'reading', v_reading, 'outcome', v_report -> 'outcome',
    'total_ore', v_report -> 'total_ore', 'rule_version', rule.rule_version(),
    'input_sha256', encode(sha256(convert_to(v_input::text, 'UTF8')), 'hex'),
    'report_sha256', encode(sha256(convert_to(v_report::text, 'UTF8')), 'hex')), v_call,
    p_signature => p_signature);
  insert into grants.allocation_proposal (entry, call, reading, input, input_sha256, report,
                                          report_sha256, reason)
  values (v_reply.entry, v_call, v_reading, v_input::text, sha256(convert_to(v_input::text, 'UTF8')),
          v_report::text, sha256(convert_to(v_report::text, 'UTF8')), v_ctx.params ->> 'reason');
  insert into grants.allocation_share (entry, application, award_ore)
  select v_reply.entry, (s ->> 'application')::bigint, (s ->> 'award_ore')::bigint
    from jsonb_array_elements(v_report -> 'shares') s;
  return next v_reply;
end
$$;
comment on function act.propose_allocation(text, text, bytea) is
  'Proposes the awards that follow from the key; SQL computes all of it again from the record.';

create or replace function act.decide_allocation(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.allocation_proposal; v_input text;
begin
  v_ctx := ledger.begin_act('decide_allocation', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'proposal_entry:id', 'decision:name',
    'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('allocate', 'decline') then
    perform ledger.refuse_request('params.decision: expected allocate or decline');
  end if;
  perform grants.allocatable(v_call);
  select p.* into v_found from grants.allocation_proposal p
   where p.call = v_call and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposed allocation'); end if;
  if v_found.entry is distinct from grants.open_allocation(v_call) then
    perform ledger.fail('LG503', 'a newer proposal exists, or it is decided', jsonb_build_object(
      'proposal_entry', grants.open_allocation(v_call)));
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_allocation', grants.streams_of_call(v_call));
  if v_ctx.params ->> 'decision' = 'allocate' then perform grants.assert_none_contested(v_call); end if;
  v_input := grants.allocation_input(v_call, grants.rulings_of(v_call) ->> 'FLOOR_AND_KEY')::text;
  if v_ctx.params ->> 'decision' = 'allocate' and v_input <> v_found.input then
    perform ledger.fail('LG503', 'the pool, the ruling, the key or the applications have changed since');
  end if;
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'verdict', v_ctx.params ->> 'decision', 'proposal_entry', v_found.entry,
    'report_sha256', encode(v_found.report_sha256, 'hex'), 'rule_version', rule.rule_version()), v_call,
    p_signature => p_signature);
  insert into grants.allocation_decision (entry, call, proposal_entry, decision, reason)
  values (v_reply.entry, v_call, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.decide_allocation(text, text, bytea) is
  'Another officer decides an allocation; from then on awards of the call are of exactly these sums.';
