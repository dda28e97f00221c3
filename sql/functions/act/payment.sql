-- SPDX-License-Identifier: EUPL-1.2
-- Paying: an officer prepares, finance approves, another finance releases - three humans.
create or replace function act.prepare_instalment(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_call jsonb; v_accounts grants.accounts;
  v_input jsonb; v_computed jsonb; v_amount bigint; v_number integer;
begin
  v_ctx := ledger.begin_act('prepare_instalment', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'accounts_version:count',
    'amount_ore:sum', 'computation:object'], 'params');
  if grants.award_of(v_application) is null then
    perform ledger.fail('LG301', 'no such grant');
  end if;
  perform grants.assert_open(v_application);
  perform grants.assert_ruled(grants.call_of(v_application), 'payment');
  perform grants.assert_vouched(v_application);
  select a.* into v_accounts from grants.accounts a
   where a.application = v_application order by a.version desc limit 1;
  if v_accounts.entry is null then perform grants.not_now('awarded', 'submit_accounts'); end if;
  if v_accounts.version <> (v_ctx.params ->> 'accounts_version')::integer then
    perform ledger.fail('LG503', 'these are not the newest accounts',
                        jsonb_build_object('version', v_accounts.version));
  end if;
  -- one at a time: what was approved is subtracted, what nobody can approve any more is in nobody's way
  if grants.prepared_on(v_accounts.entry) then
    perform grants.not_now('prepared', 'approve_instalment');
  end if;
  perform rights.assert_separate(v_ctx.human, 'prepare_instalment',
                                 grants.streams_of(v_application));
  select c.definition::jsonb into v_call
    from grants.call c where c.call = grants.call_of(v_application);
  v_input := grants.instalment_input(v_accounts.entry);
  v_computed := rule.instalment(v_call, v_input);
  v_amount := (v_computed ->> 'payable_ore')::bigint;
  -- whoever asks again for what was paid hears what is in the way, not that a computation is old
  if v_computed -> 'missing' <> '[]' then
    perform grants.not_now('signed_off', v_computed #>> '{missing,0,code}');
  end if;
  if v_amount = 0 then perform grants.not_now('signed_off', 'a payable amount'); end if;
  if v_computed is distinct from (v_ctx.params -> 'computation')::jsonb then
    perform ledger.fail('LG103', 'the computation differs', jsonb_build_object(
      'sent', (v_ctx.params -> 'computation')::jsonb, 'computed', v_computed));
  end if;
  if v_amount <> (v_ctx.params ->> 'amount_ore')::bigint then
    perform ledger.fail('LG103', 'the amount differs', jsonb_build_object(
      'sent', (v_ctx.params ->> 'amount_ore')::bigint, 'computed', v_amount));
  end if;
  select coalesce(max(i.number), 0) + 1 into v_number
    from grants.instalment i where i.application = v_application;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'number', v_number, 'accounts_entry', v_accounts.entry,
    'input', v_input, 'computation', v_computed, 'rule_version', rule.rule_version()),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.instalment (instalment, application, accounts_entry, sign_off_entry, number,
                                 amount_ore, input, computation)
  values (v_reply.entry, v_application, v_accounts.entry, grants.sign_off_counting(v_accounts.entry),
          v_number, v_amount, v_input, v_computed);
  return next v_reply;
end
$$;
comment on function act.prepare_instalment(text, text, bytea) is
  'Prepares the payment that follows from the newest signed accounts; SQL computes it again.';

create or replace function grants.instalment_state(p_instalment bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when r.try is not null and grants.release_ore(p_instalment, r.try + 1) = 0 then 'claimed'
    when r.try is not null then coalesce(grants.paid_so_far(p_instalment, r.try), 'released')
    when exists (select from grants.instalment_approved p where p.instalment = p_instalment)
      then 'approved'
    when exists (select from grants.instalment i where i.instalment = p_instalment)
      then 'prepared' end
    from (select max(x.try) as try from grants.instalment_released x where x.instalment = p_instalment) r
$$;
comment on function grants.instalment_state(bigint) is
  'prepared, approved, released, paid, failed (and may be released again), claimed (it came back, and claims took it), or '
  'null.';

create or replace function grants.early_ids(p_request text, p_key text)
returns bigint[] language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  return (select array_agg(distinct t::bigint order by t::bigint)
            from jsonb_array_elements_text(p_request::jsonb #> array['params', p_key]) t
           where t ~ '^[1-9][0-9]{0,17}$');
exception when others then return null;
end
$$;
comment on function grants.early_ids(text, text) is
  'Integers of a list parameter of a request that nobody has checked yet.';

create or replace function grants.check_batch(p_ctx ledger.act_context, p_ids bigint[])
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id bigint; v_total numeric;
begin
  if (p_ctx.params ->> 'count')::integer <> json_array_length(p_ctx.params -> 'instalments')
     or (p_ctx.params ->> 'made') !~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$' then
    perform ledger.refuse_request('params.count, params.made');
  end if;
  if json_array_length(p_ctx.params -> 'instalments') not between 1 and 500
     or json_array_length(p_ctx.params -> 'instalments') <> coalesce(cardinality(p_ids), 0)
     or exists (select from json_array_elements(p_ctx.params -> 'instalments') e
                 where json_typeof(e) <> 'number') then
    perform ledger.refuse_request('params.instalments: expected 1 to 500 different numbers');
  end if;
  foreach v_id in array p_ids loop
    if grants.instalment_state(v_id) is null then
      perform ledger.fail('LG301', 'no such instalment', jsonb_build_object('instalment', v_id));
    end if;
    if grants.instalment_state(v_id) not in ('approved', 'failed') then
      perform ledger.fail('LG502', 'an instalment is not approved or already released',
        jsonb_build_object('state', grants.instalment_state(v_id), 'needed', 'approved',
                           'instalment', v_id));
    end if;
    perform grants.assert_unblocked((select i.application from grants.instalment i where i.instalment = v_id));
  end loop;
  select sum(grants.release_ore(i, grants.next_try(i))) into v_total from unnest(p_ids) i;
  if v_total <> (p_ctx.params ->> 'total_ore')::numeric then
    perform ledger.fail('LG103', 'the total differs', jsonb_build_object(
      'sent', (p_ctx.params ->> 'total_ore')::numeric, 'computed', v_total));
  end if;
end
$$;
comment on function grants.check_batch(ledger.act_context, bigint[]) is
  'Raises unless all are approved, not released, and add up.';

create or replace function act.release_batch(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_ids bigint[] := grants.early_ids(p_request, 'instalments');
  v_batch bigint := nextval('grants.batch_number'); v_total bigint; v_file jsonb;
  v_profile bigint; v_ctx ledger.act_context; v_reply ledger.act_reply; v_one ledger.act_reply; v_item record;
begin
  v_ctx := ledger.begin_act('release_batch', p_request, p_attest,
    (select array['batch:' || v_batch] || coalesce(array_agg(distinct 'grant:' || i.application), '{}')
       from grants.instalment i where i.instalment = any (v_ids)));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['instalments:list', 'total_ore:sum', 'count:count',
    'made:any', 'sha256:hash'], 'params');
  perform grants.check_batch(v_ctx, v_ids);
  perform rights.assert_separate(v_ctx.human, 'release_batch', (
    select array_agg(distinct t.stream)
      from grants.instalment i, unnest(grants.streams_of(i.application)) t(stream)
     where i.instalment = any (v_ids)));
  v_profile := (grants.payment_profile_now()).entry;
  v_file := grants.check_file(v_ctx, v_ids);
  -- entries only grow: the same before and after is the same for all that was read between
  if (grants.payment_profile_now()).entry is distinct from v_profile then
    raise exception 'another payment profile came into force meanwhile; repeat it' using errcode = '40001';
  end if;
  v_total := (v_ctx.params ->> 'total_ore')::bigint;
  v_reply := ledger.append(v_ctx, 'batch:' || v_batch, jsonb_build_object(
    'batch', v_batch, 'total_ore', v_total, 'count', cardinality(v_ids),
    'sha256', v_ctx.params ->> 'sha256', 'profile', v_profile,
    'message', v_file ->> 'message', 'made', v_ctx.params ->> 'made', 'execution_day', v_file ->> 'day'),
    null, '{}', '{}', null, p_signature);
  insert into grants.batch (batch, entry, count, total_ore)
  values (v_batch, v_reply.entry, cardinality(v_ids), v_total);
  insert into grants.batch_file (batch, entry, profile, sha256, media_type, message, made, execution_day)
  values (v_batch, v_reply.entry, v_profile,
          decode(v_ctx.params ->> 'sha256', 'hex'), v_file ->> 'media_type', v_file ->> 'message',
          (v_ctx.params ->> 'made')::timestamptz, (v_file ->> 'day')::date);
  for v_item in select i.instalment, i.application, grants.release_ore(i.instalment, n.try) as amount_ore, a.call, n.try
                  from grants.instalment i join grants.application a on a.application = i.application,
                       lateral (select grants.next_try(i.instalment) as try) n
                 where i.instalment = any (v_ids) order by i.instalment loop
    v_one := ledger.append(v_ctx, 'grant:' || v_item.application, jsonb_build_object(
      'batch', v_batch, 'instalment', v_item.instalment, 'application', v_item.application,
      'amount_ore', v_item.amount_ore, 'try', v_item.try,
      'reference', grants.payment_reference(v_item.instalment, v_item.try)), v_item.call, p_signature => p_signature);
    insert into grants.instalment_released (instalment, application, batch, entry, try)
    values (v_item.instalment, v_item.application, v_batch, v_one.entry, v_item.try);
  end loop;
  return next v_reply;
end
$$;
comment on function act.release_batch(text, text, bytea) is
  'Finance releases approved instalments as one batch, by the file that carries them out: the request '
  'names its SHA-256, number and sum, and no other file is taken. Again only after a payment that failed.';
