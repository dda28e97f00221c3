-- SPDX-License-Identifier: EUPL-1.2
-- Approving: what was prepared is worked out again, and one decision covers one instalment or a list of them.
create or replace function grants.superseded(p_instalment bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.accounts a where a.application = i.application and a.entry > i.accounts_entry)
      or exists (select from grants.instalment n where n.accounts_entry = i.accounts_entry and n.instalment > i.instalment)
      or grants.transferred_since(i.application, i.instalment)
    from grants.instalment i where i.instalment = p_instalment
$$;
comment on function grants.superseded(bigint) is
  'Whether newer accounts, or a newer preparation on the same accounts, stand in the place of an instalment, or the grant went over to another since.';

create or replace function grants.approval_obstacle(p_instalment bigint)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_state text := grants.instalment_state(p_instalment);
  v_found grants.instalment; v_blocked text; v_now jsonb;
begin
  if v_state <> 'prepared' then
    return rights.reason('not_prepared', null, jsonb_build_object('state', v_state, 'needed', 'prepared'));
  end if;
  if grants.superseded(p_instalment) then
    return rights.reason('superseded', 'officer',
                         jsonb_build_object('state', 'superseded', 'needed', 'prepare_instalment'));
  end if;
  select i.* into v_found from grants.instalment i where i.instalment = p_instalment;
  v_blocked := case when grants.terminated(v_found.application) then 'terminated' else grants.payment_blocked(v_found.application) end;
  if v_blocked is not null then
    return rights.reason(v_blocked, grants.blocked_by(v_found.application),
                         jsonb_build_object('state', 'blocked', 'needed', v_blocked));
  end if;
  select rule.instalment(c.definition::jsonb, grants.instalment_input(v_found.accounts_entry)) into v_now
    from grants.call c where c.call = grants.call_of(v_found.application);
  if v_now -> 'missing' <> '[]' then
    return rights.reason(v_now #>> '{missing,0,code}', v_now #>> '{missing,0,who}',
      jsonb_build_object('state', 'prepared', 'needed', v_now #>> '{missing,0,code}'));
  end if;
  if (v_now ->> 'payable_ore')::bigint <> v_found.amount_ore then
    return rights.reason('amount_changed', 'officer',
      jsonb_build_object('sent', v_found.amount_ore, 'computed', v_now -> 'payable_ore'));
  end if;
  return null;
end
$$;
comment on function grants.approval_obstacle(bigint) is
  'Why an instalment cannot be approved by anybody now, as {"code","by"} with what the refusal says; null when it '
  'can: it is prepared, not superseded, its grant is not blocked, and the same amount follows today.';

-- Readers see no table of the record; that page and act judge alike is worth a definer function.
create or replace function grants.approval_obstacle_seen(p_instalment bigint)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.approval_obstacle(i.instalment) from grants.instalment i
   where i.instalment = p_instalment and session_user = 'tilsagn_agency'
$$;
comment on function grants.approval_obstacle_seen(bigint) is 'approval_obstacle() for the agency; null for others.';

-- What was approved counts as paid in the next computation, so that it stands in no other's way, however its payment ends.
create or replace function grants.stands(p_instalment bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.instalment_state(p_instalment) = 'prepared'
     and coalesce(grants.approval_obstacle(p_instalment) ->> 'code', '') not in ('amount_changed', 'superseded')
$$;
comment on function grants.stands(bigint) is
  'Whether an instalment waits for its approval and still can get it: another amount following, it stands in nobody''s way.';

create or replace function grants.prepared_on(p_accounts bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.instalment i where i.accounts_entry = p_accounts and grants.stands(i.instalment))
$$;
comment on function grants.prepared_on(bigint) is
  'Whether an instalment on accounts waits for its approval: one at a time, and the next pays what was not paid yet.';

create or replace function grants.prepared_on_seen(p_accounts bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.prepared_on(a.entry) from grants.accounts a
   where a.entry = p_accounts and session_user in ('tilsagn_grantee', 'tilsagn_agency')
     and grants.visible(a.application)
$$;
comment on function grants.prepared_on_seen(bigint) is
  'prepared_on() of accounts that the login may see; null for others.';

create or replace function grants.refuse_approval(p_item json, p_one boolean, p_human bigint)
returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_found grants.instalment; v_why jsonb; v_apart record;
begin
  select i.* into v_found from grants.instalment i where i.instalment = (p_item ->> 'instalment')::bigint;
  if v_found.instalment is null then
    perform ledger.fail('LG301', 'no such instalment', jsonb_build_object('instalment', p_item -> 'instalment'));
  end if;
  v_why := grants.approval_obstacle(v_found.instalment);
  if v_why is null and v_found.amount_ore <> (p_item ->> 'amount_ore')::bigint then
    v_why := rights.reason('amount_changed', 'officer', jsonb_build_object(
      'sent', (p_item ->> 'amount_ore')::bigint, 'computed', v_found.amount_ore));
  end if;
  if v_why is not null and p_one then
    perform ledger.fail(case when v_why ->> 'code' = 'amount_changed' then 'LG103' else 'LG502' end,
      'the instalment cannot be approved', v_why - 'code' - 'by' || jsonb_build_object('instalment', v_found.instalment));
  elsif v_why is null and not p_one then
    select s.kind, s.why into v_apart
      from rights.separated(p_human, 'approve_instalment', grants.streams_of(v_found.application)) s;
    if found then
      v_why := rights.reason('separation', 'finance', jsonb_build_object('rule', 'approve_instalment/' || v_apart.kind));
    end if;
  end if;
  return jsonb_build_object('instalment', v_found.instalment) || v_why;
end
$$;
comment on function grants.refuse_approval(json, boolean, bigint) is
  'Why this human cannot approve one instalment at this amount, or null. The only one of a request raises it '
  '(LG103, LG502; duties kept apart are for the act to ask), what does not exist always does (LG301).';

create or replace function grants.check_approvals(p_ctx ledger.act_context)
returns json language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_items json := p_ctx.params -> 'instalments'; v_refused jsonb; v_total numeric;
begin
  if json_typeof(v_items) is null then
    perform grants.check_object(p_ctx.params, array['instalment:id', 'amount_ore:sum'], 'params');
    v_items := json_build_array(p_ctx.params);
    perform grants.refuse_approval(p_ctx.params, true, p_ctx.human);
    return v_items;
  end if;
  perform grants.check_object(p_ctx.params, array['instalments:list', 'count:count', 'total_ore:sum'], 'params');
  perform grants.check_list(v_items, array['instalment:id', 'amount_ore:sum'], 'params.instalments', 100);
  if (select count(distinct e ->> 'instalment') from json_array_elements(v_items) e) <> json_array_length(v_items)
     or (p_ctx.params ->> 'count')::integer <> json_array_length(v_items) then
    perform ledger.refuse_request('params.instalments, params.count');
  end if;
  select sum((e ->> 'amount_ore')::numeric) into v_total from json_array_elements(v_items) e;
  if v_total <> (p_ctx.params ->> 'total_ore')::numeric then
    perform ledger.fail('LG103', 'the total differs', jsonb_build_object(
      'sent', (p_ctx.params ->> 'total_ore')::numeric, 'computed', v_total));
  end if;
  select jsonb_agg(r.why order by x.n) into v_refused
    from json_array_elements(v_items) with ordinality x(item, n),
         lateral (select grants.refuse_approval(x.item, false, p_ctx.human) as why) r
   where r.why is not null;
  if v_refused is not null then
    perform ledger.fail(case when v_refused @> '[{"code":"separation"}]' then 'LG402' else 'LG502' end,
      'not all of these can be approved; none was', jsonb_build_object(
        'state', 'prepared', 'needed', v_refused #>> '{0,code}', 'refused', v_refused)
      || jsonb_strip_nulls(jsonb_build_object('rule', jsonb_path_query_first(v_refused, '$[*].rule'))));
  end if;
  return v_items;
end
$$;
comment on function grants.check_approvals(ledger.act_context) is
  'The instalments that a request approves: one, or up to 100 with their count and total. All or none: LG502, '
  'or LG402 where a duty is kept apart, names each that cannot be approved and why. LG101, LG103, LG301.';

create or replace function grants.early_approvals(p_request text)
returns bigint[] language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  return (select array_agg(distinct t.id::bigint order by t.id::bigint)
            from (select e ->> 'instalment' as id
                    from jsonb_array_elements(coalesce(p_request::jsonb #> '{params,instalments}',
                           jsonb_build_array(p_request::jsonb -> 'params'))) e) t
           where t.id ~ '^[1-9][0-9]{0,17}$');
exception when others then return null;
end
$$;
comment on function grants.early_approvals(text) is
  'Instalments that a request approves, before anybody checked it.';

create or replace function act.approve_instalment(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_grants text[]; v_items json; v_found record;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_first ledger.act_reply;
begin
  select coalesce(array_agg(distinct 'grant:' || i.application), '{}') into v_grants
    from grants.instalment i where i.instalment = any (grants.early_approvals(p_request));
  v_ctx := ledger.begin_act('approve_instalment', p_request, p_attest, v_grants, '{}',
    array(select g || a from unnest(v_grants) g, unnest(array[':committed', ':payable']) a));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  v_items := grants.check_approvals(v_ctx);
  perform rights.assert_separate(v_ctx.human, 'approve_instalment', (
    select array_agg(distinct t.stream) from grants.instalment i, unnest(grants.streams_of(i.application)) t(stream)
     where i.instalment in (select (e ->> 'instalment')::bigint from json_array_elements(v_items) e)));
  for v_found in select i.instalment, i.application, i.amount_ore::bigint as amount_ore, 'grant:' || i.application as stream
                   from grants.instalment i
                  where i.instalment in (select (e ->> 'instalment')::bigint from json_array_elements(v_items) e)
                  order by i.instalment loop
    v_reply := ledger.append(v_ctx, v_found.stream, jsonb_build_object(
        'instalment', v_found.instalment, 'application', v_found.application,
        'amount_ore', v_found.amount_ore), grants.call_of(v_found.application),
      array[v_found.stream || ':committed', v_found.stream || ':payable'],
      array[-v_found.amount_ore, v_found.amount_ore], p_signature => p_signature);
    if v_first.entry is null then v_first := v_reply; end if;
    insert into grants.instalment_approved (instalment, application, entry)
    values (v_found.instalment, v_found.application, v_reply.entry);
  end loop;
  return next v_first;
end
$$;
comment on function act.approve_instalment(text, text, bytea) is
  'Finance approves instalments that still follow from their accounts today: each amount moves from committed to '
  'payable. A list is one decision, all of it or nothing; the answer is its first entry.';
