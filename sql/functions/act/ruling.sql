-- SPDX-License-Identifier: EUPL-1.2
-- A reading of an unclear point: proposed by one officer, confirmed by another, both signed. The request
-- carries the hash of the effects that the officer was shown; other effects now are another decision.
create or replace function grants.check_ruling(p_call text, p_anomaly text, p_choice text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_choices jsonb;
begin
  if grants.call_state(p_call) = 'unknown' then perform ledger.fail('LG301', 'no such call'); end if;
  select a.value -> 'choices' into v_choices
    from grants.call c, jsonb_array_elements(c.definition::jsonb -> 'anomalies') a
   where c.call = p_call and a.value ->> 'code' = p_anomaly;
  if v_choices is null then perform ledger.fail('LG301', 'no such anomaly'); end if;
  if v_choices = '[]' then perform grants.refuse('anomaly', 'one_reading'); end if;
  if not v_choices ? p_choice then perform grants.refuse('choice', 'unknown'); end if;
  if p_anomaly = 'FLOOR_AND_KEY' and grants.allocation_of(p_call) is not null then
    perform grants.not_now('allocated', 'no allocation');
  end if;
  if grants.rulings_of(p_call) ->> p_anomaly = p_choice then
    perform grants.not_now('ruled', 'another reading');
  end if;
end
$$;
comment on function grants.check_ruling(text, text, text) is
  'Raises unless the call has this anomaly, it has this reading, and another one or none is in force.';

create or replace function grants.shown_effects(p_call text, p_anomaly text, p_choice text, p_shown text)
returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_effects jsonb := grants.ruling_effects(p_call, p_anomaly, p_choice);
begin
  if grants.effects_hash(v_effects) <> p_shown then
    perform ledger.fail('LG503', 'the ruling changes other decisions than were shown',
      jsonb_build_object('effects_sha256', grants.effects_hash(v_effects)));
  end if;
  return v_effects;
end
$$;
comment on function grants.shown_effects(text, text, text, text) is
  'The effects of a ruling now; LG503 when they are not those that were shown.';

-- A leaf holds 65,535 bytes: a longer list stands beside it and is bound by its hash.
create or replace function grants.effects_result(p_effects jsonb, p_input jsonb)
returns jsonb language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('affected', jsonb_array_length(p_effects),
    'effects_sha256', grants.effects_hash(p_effects),
    'effects', case when octet_length(p_effects::text) <= 45000 then p_effects end,
    'input', case when octet_length(p_effects::text) + octet_length(p_input::text) <= 45000 then p_input end)
$$;
comment on function grants.effects_result(jsonb, jsonb) is
  'How a leaf names the effects of a ruling, and what they follow from as long as both fit.';

create or replace function act.propose_ruling(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_anomaly text; v_choice text; v_effects jsonb; v_input jsonb;
begin
  v_ctx := ledger.begin_act('propose_ruling', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'anomaly:any', 'choice:name',
    'reason:text', 'effects_sha256:hash'], 'params');
  v_anomaly := v_ctx.params ->> 'anomaly';
  v_choice := v_ctx.params ->> 'choice';
  perform grants.check_ruling(v_call, v_anomaly, v_choice);
  perform rights.assert_separate(v_ctx.human, 'propose_ruling', grants.streams_of_call(v_call));
  v_effects := grants.shown_effects(v_call, v_anomaly, v_choice, v_ctx.params ->> 'effects_sha256');
  v_input := grants.ruling_input(v_call, v_anomaly, v_choice);
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'anomaly', v_anomaly, 'choice', v_choice,
    'rule_version', rule.rule_version()) || grants.effects_result(v_effects, v_input), v_call,
    p_signature => p_signature);
  insert into grants.ruling_proposal (entry, call, anomaly, choice, reason, at)
  values (v_reply.entry, v_call, v_anomaly, v_choice, v_ctx.params ->> 'reason', v_reply.at);
  return next v_reply;
end
$$;
comment on function act.propose_ruling(text, text, bytea) is
  'Proposes one of the readings of an anomaly; the newest proposal can be confirmed.';

create or replace function act.confirm_ruling(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.ruling_proposal;
  v_effects jsonb; v_replaces bigint; v_input jsonb;
begin
  v_ctx := ledger.begin_act('confirm_ruling', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'proposal_entry:id', 'reason:text',
    'effects_sha256:hash'], 'params');
  select p.* into v_found from grants.ruling_proposal p
   where p.call = v_call and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposed ruling'); end if;
  if exists (select from grants.ruling r where r.proposal_entry = v_found.entry) then
    perform grants.not_now('ruled', 'another reading');
  end if;
  if v_found.entry is distinct from grants.open_ruling(v_call, v_found.anomaly) then
    perform ledger.fail('LG503', 'a newer proposal or a ruling exists', jsonb_build_object(
      'proposal_entry', grants.open_ruling(v_call, v_found.anomaly)));
  end if;
  perform grants.check_ruling(v_call, v_found.anomaly, v_found.choice);
  perform rights.assert_separate(v_ctx.human, 'confirm_ruling', grants.streams_of_call(v_call));
  v_effects := grants.shown_effects(v_call, v_found.anomaly, v_found.choice,
                                    v_ctx.params ->> 'effects_sha256');
  v_input := grants.ruling_input(v_call, v_found.anomaly, v_found.choice);
  select max(r.entry) into v_replaces
    from grants.ruling r where r.call = v_call and r.anomaly = v_found.anomaly;
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'anomaly', v_found.anomaly, 'choice', v_found.choice,
    'proposal_entry', v_found.entry, 'replaces', v_replaces,
    'rule_version', rule.rule_version()) || grants.effects_result(v_effects, v_input), v_call,
    p_signature => p_signature);
  insert into grants.ruling (entry, call, anomaly, choice, proposal_entry, replaces, affected, reason,
                             at)
  values (v_reply.entry, v_call, v_found.anomaly, v_found.choice, v_found.entry, v_replaces,
          jsonb_array_length(v_effects), v_ctx.params ->> 'reason', v_reply.at);
  insert into grants.ruling_effect (entry, application, before, after)
  select v_reply.entry, (x ->> 'application')::bigint, x -> 'before', x -> 'after'
    from jsonb_array_elements(v_effects) x;
  return next v_reply;
end
$$;
comment on function act.confirm_ruling(text, text, bytea) is
  'A second officer confirms the newest proposal: from now on the rules read the text this way.';
