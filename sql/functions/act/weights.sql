-- SPDX-License-Identifier: EUPL-1.2
-- The texts publish criteria without weights: one officer proposes them, another confirms, before
-- anyone has seen an application.
create or replace function grants.weights_wanted(p_call text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if grants.call_state(p_call) = 'unknown' then perform ledger.fail('LG301', 'no such call'); end if;
  if grants.call_state(p_call) = 'opened' then perform grants.not_now('opened', 'closed'); end if;
  if exists (select from grants.weights_confirmed w where w.call = p_call) then
    perform grants.not_now('weights_confirmed', 'no confirmed weights');
  end if;
end
$$;
comment on function grants.weights_wanted(text) is
  'Raises unless the weights of the call can still be set.';

create or replace function act.propose_weights(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_weights jsonb;
begin
  v_ctx := ledger.begin_act('propose_weights', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'weights:list'], 'params');
  perform grants.check_list(v_ctx.params -> 'weights',
                            array['criterion:name', 'weight_bp:count'], 'params.weights', 40);
  perform grants.weights_wanted(v_call);
  perform rights.assert_separate(v_ctx.human, 'propose_weights', grants.streams_of_call(v_call));
  v_weights := v_ctx.params -> 'weights';
  if (select array_agg(w ->> 'criterion' order by w ->> 'criterion')
        from jsonb_array_elements(v_weights) w)
     is distinct from
     (select array_agg(k ->> 'code' order by k ->> 'code')
        from grants.call c, jsonb_array_elements(c.definition::jsonb -> 'criteria') k
       where c.call = v_call) then
    perform grants.refuse('weights', 'criteria_differ');
  end if;
  if exists (select from jsonb_array_elements(v_weights) w
              where (w ->> 'weight_bp')::bigint not between 1 and 10000)
     or (select sum((w ->> 'weight_bp')::bigint) from jsonb_array_elements(v_weights) w) <> 10000
  then
    perform grants.refuse('weights', 'sum_differs');
  end if;
  v_reply := ledger.append(v_ctx, 'call:' || v_call,
    jsonb_build_object('call', v_call, 'weights', v_weights), v_call, p_signature => p_signature);
  insert into grants.weights_proposal (entry, call, criterion, weight_bp)
  select v_reply.entry, v_call, w ->> 'criterion', (w ->> 'weight_bp')::integer
    from jsonb_array_elements(v_weights) w;
  return next v_reply;
end
$$;
comment on function act.propose_weights(text, text, bytea) is
  'Proposes the weights of all published criteria; the newest proposal can be confirmed.';

create or replace function act.confirm_weights(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal bigint; v_newest bigint;
begin
  v_ctx := ledger.begin_act('confirm_weights', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'proposal_entry:id'], 'params');
  perform grants.weights_wanted(v_call);
  v_proposal := (v_ctx.params ->> 'proposal_entry')::bigint;
  select max(w.entry) into v_newest from grants.weights_proposal w where w.call = v_call;
  if v_newest is null then perform grants.not_now('no_weights', 'propose_weights'); end if;
  if not exists (select from grants.weights_proposal w
                  where w.call = v_call and w.entry = v_proposal) then
    perform ledger.fail('LG301', 'no such proposal of weights');
  end if;
  if v_proposal <> v_newest then
    perform ledger.fail('LG503', 'a newer proposal of weights exists',
                        jsonb_build_object('proposal_entry', v_newest));
  end if;
  perform rights.assert_separate(v_ctx.human, 'confirm_weights', grants.streams_of_call(v_call));
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'proposal_entry', v_proposal, 'weights', (
      select jsonb_agg(jsonb_build_object('criterion', w.criterion, 'weight_bp', w.weight_bp)
                       order by w.criterion collate "C")
        from grants.weights_proposal w where w.entry = v_proposal)), v_call,
    p_signature => p_signature);
  insert into grants.weights_confirmed (call, entry, proposal_entry, at)
  values (v_call, v_reply.entry, v_proposal, v_reply.at);
  return next v_reply;
end
$$;
comment on function act.confirm_weights(text, text, bytea) is
  'A second officer confirms the newest proposal; the weights are then public and final.';

create or replace function act.open_applications(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_state text;
begin
  v_ctx := ledger.begin_act('open_applications', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name'], 'params');
  v_state := grants.call_state(v_call);
  if v_state = 'unknown' then perform ledger.fail('LG301', 'no such call'); end if;
  if v_state <> 'closed' then perform grants.not_now(v_state, 'closed'); end if;
  if not exists (select from grants.weights_confirmed w where w.call = v_call)
     and (select jsonb_array_length(c.definition::jsonb -> 'criteria') > 0
            from grants.call c where c.call = v_call) then
    perform grants.not_now('closed', 'confirm_weights');
  end if;
  perform rights.assert_separate(v_ctx.human, 'open_applications', grants.streams_of_call(v_call));
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'count', (select k.count from grants.call_closed k where k.call = v_call)),
    v_call, p_signature => p_signature);
  insert into grants.call_opened (call, entry) values (v_call, v_reply.entry);
  return next v_reply;
end
$$;
comment on function act.open_applications(text, text, bytea) is
  'Unseals the applications of a closed call whose weights are confirmed.';
