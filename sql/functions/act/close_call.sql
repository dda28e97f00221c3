-- SPDX-License-Identifier: EUPL-1.2
-- The call's lock is taken exclusively: every submission that could still be on time has committed
-- before, every later one finds the closing and can no longer be.
create or replace function act.close_call(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_last timestamptz; v_count integer; v_list text;
  v_hash bytea; v_reply ledger.act_reply;
begin
  v_ctx := ledger.begin_act('close_call', p_request, p_attest,
                            array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name'], 'params');
  v_last := grants.deadline_at(v_call);
  if v_last is null then perform ledger.fail('LG301', 'no such call'); end if;
  if grants.call_state(v_call) <> 'published' then
    perform grants.not_now(grants.call_state(v_call), 'published');
  end if;
  if v_ctx.at < v_last + interval '120 seconds' then
    perform grants.not_now('open', 'deadline and 120 seconds');
  end if;
  select count(*), '[' || coalesce(string_agg(format('{"application":%s,"sha256":"%s","entry":%s}',
           c.application, encode(c.sha256, 'hex'), c.entry), ',' order by c.application), '') || ']'
    into v_count, v_list
    from grants.counting(v_call) c;
  v_hash := sha256(convert_to(v_list, 'UTF8'));
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object(
    'call', v_call, 'count', v_count, 'list_sha256', encode(v_hash, 'hex'),
    -- a leaf holds 65,535 bytes: a longer list stands beside it and is bound by its hash
    'list', case when octet_length(v_list) <= 45000 then v_list::jsonb end), v_call,
    p_signature => p_signature);
  insert into grants.call_closed (call, entry, count, list, list_sha256)
  values (v_call, v_reply.entry, v_count, v_list, v_hash);
  return next v_reply;
end
$$;
comment on function act.close_call(text, text, bytea) is
  'Closes a call 120 seconds after its deadline: one entry with the hashes of all that counts.';
