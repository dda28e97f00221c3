-- SPDX-License-Identifier: EUPL-1.2
create or replace function grants.assessable(p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.call_of(p_application); v_state text;
begin
  v_state := grants.call_state(v_call);
  -- before the opening even the existence of an application is sealed
  if v_call is null or v_state <> 'opened' then
    if v_call is not null then perform grants.not_now(v_state, 'opened'); end if;
    perform ledger.fail('LG301', 'no such application');
  end if;
  if grants.withdrawn(p_application) then perform grants.not_now('withdrawn', 'on_time'); end if;
  if not exists (select from grants.counting(v_call) c where c.application = p_application) then
    perform grants.not_now('not_counted', 'on_time');
  end if;
  if grants.award_of(p_application) is not null then
    perform grants.not_now('awarded', 'in_assessment');
  end if;
  if grants.open_proposal(p_application) is not null or grants.open_refusal(p_application) is not null then
    perform grants.not_now('proposed', 'in_assessment');
  end if;
  if grants.refused(p_application) then perform grants.not_now('refused', 'in_assessment'); end if;
end
$$;
comment on function grants.assessable(bigint) is
  'Raises unless the application is on time, opened, and neither proposed nor decided.';

-- An officer who has declared an interest cannot take it back: the case is another's from then on.
create or replace function act.declare_impartiality(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_before text;
begin
  v_ctx := ledger.begin_act('declare_impartiality', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'declared:name', 'ground:name?'], 'params');
  if v_ctx.params ->> 'declared' not in ('impartial', 'interest') then
    perform ledger.refuse_request('params.declared: expected impartial or interest');
  end if;
  if v_call is null then perform ledger.fail('LG301', 'no such application'); end if;
  if grants.call_state(v_call) <> 'opened' then perform grants.not_now(grants.call_state(v_call), 'opened'); end if;
  if v_ctx.params ->> 'declared' = 'interest' then
    if v_ctx.params ->> 'ground' is null then perform grants.refuse('ground', 'missing'); end if;
    if v_ctx.params ->> 'ground' not in ('own_interest', 'relative', 'connected', 'other_instance', 'other') then
      perform ledger.refuse_request('params.ground: expected a ground of § 3');
    end if;
  elsif v_ctx.params ->> 'ground' is not null then
    perform ledger.refuse_request('params.ground: expected null');
  end if;
  v_before := grants.declared(v_application, v_ctx.human);
  if v_before in ('interest', v_ctx.params ->> 'declared') then perform grants.not_now('declared', 'interest'); end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'verdict', v_ctx.params ->> 'declared', 'application', v_application), v_call, p_signature => p_signature);
  insert into grants.impartiality (entry, application, human, declared, ground)
  values (v_reply.entry, v_application, v_ctx.human, v_ctx.params ->> 'declared', v_ctx.params ->> 'ground');
  return next v_reply;
end
$$;
comment on function act.declare_impartiality(text, text, bytea) is
  'An officer''s declaration about one case; an interest keeps that human from every later act on it and takes '
  'the scores given before out of the ranking.';

create or replace function act.score(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text; v_ctx ledger.act_context; v_reply ledger.act_reply; v_replaces bigint;
begin
  v_call := grants.call_of(v_application);
  v_ctx := ledger.begin_act('score', p_request, p_attest,
    array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'scores:list'], 'params');
  perform grants.check_list(v_ctx.params -> 'scores',
    array['criterion:name', 'points:count', 'reason:text'], 'params.scores', 40);
  perform grants.assessable(v_application);
  perform rights.assert_separate(v_ctx.human, 'score', grants.streams_of(v_application));
  -- which version is assessed is decided first
  if grants.contested_waits(v_application) then perform grants.not_now('contested', 'confirm_admission'); end if;
  if grants.declared(v_application, v_ctx.human) is null then
    perform grants.not_now('undeclared', 'declare_impartiality');
  end if;
  if (select array_agg(s ->> 'criterion' order by s ->> 'criterion')
        from json_array_elements(v_ctx.params -> 'scores') s)
     is distinct from
     (select array_agg(k ->> 'code' order by k ->> 'code')
        from grants.call c, jsonb_array_elements(c.definition::jsonb -> 'criteria') k
       where c.call = v_call) then
    perform grants.refuse('scores', 'criteria_differ');
  end if;
  if exists (select from json_array_elements(v_ctx.params -> 'scores') s
              where (s ->> 'points')::bigint > 5) then
    perform grants.refuse('scores', 'out_of_range');
  end if;
  select max(s.entry) into v_replaces
    from grants.score s join ledger.entry e on e.entry = s.entry
   where s.application = v_application and e.person = any (identity.cards(v_ctx.human));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application,
    jsonb_build_object('application', v_application, 'replaces', v_replaces), v_call,
    p_signature => p_signature);
  insert into grants.score (entry, application, human, criterion, points, reason)
  select v_reply.entry, v_application, v_ctx.human, s ->> 'criterion', (s ->> 'points')::integer,
         s ->> 'reason'
    from json_array_elements(v_ctx.params -> 'scores') s;
  return next v_reply;
end
$$;
comment on function act.score(text, text, bytea) is
  'One assessor''s points with reasons for every criterion; a later score by the same human replaces it.';
