-- SPDX-License-Identifier: EUPL-1.2
-- Effects of confirmed proposals. apply_* checks what must hold at this moment and says what the entry
-- posts; applied_* writes the projection once the entry exists. The operator's program checks the whole
-- document before it is proposed; here stands what acts and rules rely on.
create or replace function grants.refuse_document(p_field text, p_code text, p_wrong boolean)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if coalesce(p_wrong, true) then perform grants.refuse(p_field, p_code); end if;
end
$$;
comment on function grants.refuse_document(text, text, boolean) is
  'LG102 for a field of a document when something is wrong or unknown.';

create or replace function grants.apply_appropriation(
  p_ctx ledger.act_context, p_proposal bigint, p_document json)
returns ledger.effect language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id text := p_document ->> 'id'; v_amount bigint; v_effect ledger.effect;
begin
  perform grants.check_object(p_document,
    array['v:count', 'id:any', 'account:any', 'year:count', 'amount_ore:sum'], 'document');
  perform grants.refuse_document('id', 'subject_differs', 'appropriation:' || v_id <> (
    select p.stream from ledger.proposal p where p.proposal = p_proposal));
  perform grants.refuse_document('id', 'malformed',
    v_id <> (p_document ->> 'account') || '-' || (p_document ->> 'year')
    or v_id !~ '^[0-9.]{4,20}-[0-9]{4}$');
  v_amount := (p_document ->> 'amount_ore')::bigint;
  perform grants.refuse_document('amount_ore', 'not_positive', v_amount <= 0);
  if exists (select from grants.appropriation a where a.appropriation = v_id) then
    perform grants.not_now('in_force', 'not in force');
  end if;
  v_effect.result := jsonb_build_object('appropriation', v_id, 'amount_ore', v_amount);
  v_effect.accounts := array['appropriation:' || v_id || ':source',
                             'appropriation:' || v_id || ':unallocated'];
  v_effect.amounts := array[-v_amount, v_amount];
  return v_effect;
end
$$;
comment on function grants.apply_appropriation(ledger.act_context, bigint, json) is
  'Money voted for an account and year comes into force.';

create or replace function grants.applied_appropriation(
  p_proposal bigint, p_document json, p_entry bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into grants.appropriation (appropriation, entry, account, year, amount_ore)
  values (p_document ->> 'id', p_entry, p_document ->> 'account', (p_document ->> 'year')::integer,
          (p_document ->> 'amount_ore')::bigint)
$$;
comment on function grants.applied_appropriation(bigint, json, bigint) is
  'Projection of an appropriation in force.';

-- The zone's name decides, never a fixed offset; a local time that the clock skips or shows twice is
-- no deadline.
create or replace function grants.last_on_time(p_deadline json)
returns timestamptz language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_zone text := p_deadline ->> 'zone'; v_local timestamp; v_at timestamptz;
begin
  v_local := (p_deadline ->> 'local')::timestamp;
  if (p_deadline ->> 'end_of_day')::boolean then
    v_local := v_local + interval '1 day';
  end if;
  v_at := v_local at time zone v_zone;
  if v_at at time zone v_zone <> v_local
     or (v_at + interval '1 hour') at time zone v_zone = v_local
     or (v_at - interval '1 hour') at time zone v_zone = v_local then
    return null;
  end if;
  return v_at - case when (p_deadline ->> 'end_of_day')::boolean
                     then interval '1 microsecond' else interval '0' end;
exception when data_exception then return null;
end
$$;
comment on function grants.last_on_time(json) is
  'The last on-time instant that follows from a call''s local deadline, or null when there is none.';

create or replace function grants.check_codes(p_document json, p_list text, p_key text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  perform grants.refuse_document(p_list, 'malformed',
    json_typeof(p_document -> p_list) is distinct from 'array');
  perform grants.refuse_document(p_list, 'duplicate', (
    select count(*) <> count(distinct e ->> p_key) or not coalesce(bool_and(
             e ->> p_key ~ '^[a-z][a-z0-9_]{0,39}$'), true)
      from json_array_elements(p_document -> p_list) e));
end
$$;
comment on function grants.check_codes(json, text, text) is
  'LG102 unless a list''s members carry different, well-formed codes.';

create or replace function grants.apply_call(
  p_ctx ledger.act_context, p_proposal bigint, p_document json)
returns ledger.effect language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := p_document ->> 'call'; v_money json := p_document -> 'appropriation';
  v_pool bigint; v_effect ledger.effect;
begin
  perform grants.refuse_document('call', 'subject_differs', 'call:' || v_call <> (
    select p.stream from ledger.proposal p where p.proposal = p_proposal));
  if grants.call_state(v_call) <> 'unknown' then
    perform grants.not_now('published', 'not published');
  end if;
  perform grants.refuse_document('pool_ore', 'malformed',
                                 not grants.param_fits(p_document -> 'pool_ore', 'sum'));
  v_pool := (p_document ->> 'pool_ore')::bigint;
  perform grants.refuse_document('pool_ore', 'not_positive', v_pool <= 0);
  perform grants.refuse_document('deadline', 'last_on_time',
    (p_document #>> '{deadline,last_on_time}')::timestamptz
      <> grants.last_on_time(p_document -> 'deadline')
    or grants.last_on_time(p_document -> 'deadline') is null);
  perform grants.refuse_document('project', 'period', not (
    grants.is_day(p_document #>> '{project,from}') and grants.is_day(p_document #>> '{project,to}')
    and p_document #>> '{project,from}' <= p_document #>> '{project,to}'));
  if p_document -> 'vouchers' is not null then
    perform grants.check_object(p_document -> 'vouchers',
      array['always_from_ore:sum', 'draws:count', 'days:count'], 'document.vouchers');
    perform grants.refuse_document('vouchers', 'out_of_range', not (
      (p_document #>> '{vouchers,always_from_ore}')::bigint > 0
      and (p_document #>> '{vouchers,draws}')::integer between 1 and 50
      and (p_document #>> '{vouchers,days}')::integer between 1 and 365));
  end if;
  perform grants.check_codes(p_document, 'criteria', 'code');
  perform grants.check_codes(p_document, 'categories', 'code');
  perform grants.check_codes(p_document, 'slots', 'slot');
  perform grants.check_codes(p_document, 'annexes', 'annex');
  perform grants.refuse_document('payment.kind', 'unknown', p_document #>> '{payment,kind}' not in
    ('final_only', 'result_steps', 'independent_parts', 'no_split'));
  perform grants.refuse_document('allocation.kind', 'unknown',
    p_document #>> '{allocation,kind}' not in ('assessed', 'key_with_floor'));
  -- the voted money must be in force, and be the money that the text names
  if not exists (select from grants.appropriation a where a.appropriation = v_money ->> 'id') then
    perform grants.not_now('proposed', 'appropriation');
  end if;
  perform grants.refuse_document('appropriation', 'differs', not exists (
    select from grants.appropriation a
     where a.appropriation = v_money ->> 'id' and a.account = v_money ->> 'account'
       and a.year::text = v_money ->> 'year' and a.amount_ore::text = v_money ->> 'amount_ore'));
  v_effect.result := jsonb_build_object('call', v_call, 'pool_ore', v_pool, 'last_on_time_us',
    ledger.micros(grants.last_on_time(p_document -> 'deadline')));
  v_effect.accounts := array['appropriation:' || (v_money ->> 'id') || ':unallocated',
                             'call:' || v_call || ':available'];
  v_effect.amounts := array[-v_pool, v_pool];
  v_effect.call := v_call;
  return v_effect;
end
$$;
comment on function grants.apply_call(ledger.act_context, bigint, json) is
  'A call is published: its pool moves from the appropriation to the call''s account.';

create or replace function grants.applied_call(p_proposal bigint, p_document json, p_entry bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into grants.call (call, entry, proposal, appropriation, definition, sha256, pool_ore,
                           last_on_time, published_at)
  select p_document ->> 'call', p_entry, p_proposal, p_document #>> '{appropriation,id}',
         p_document::text, p.sha256, (p_document ->> 'pool_ore')::bigint,
         grants.last_on_time(p_document -> 'deadline'), e.at
    from ledger.proposal p, ledger.entry e
   where p.proposal = p_proposal and e.entry = p_entry
$$;
comment on function grants.applied_call(bigint, json, bigint) is 'Projection of a published call.';

create or replace function grants.apply_annex(
  p_ctx ledger.act_context, p_proposal bigint, p_document json)
returns ledger.effect language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := p_document ->> 'call'; v_annex text := p_document ->> 'annex';
  v_value text := p_document ->> 'value'; v_effect ledger.effect;
begin
  perform grants.refuse_document('annex', 'subject_differs', v_call || '/' || v_annex <> (
    select p.subject from ledger.proposal p where p.proposal = p_proposal));
  if grants.call_state(v_call) = 'unknown' then perform grants.not_now('unknown', 'published'); end if;
  if exists (select from grants.annex a where a.call = v_call and a.annex = v_annex) then
    perform grants.not_now('in_force', 'not in force');
  end if;
  perform grants.refuse_document('annex', 'unknown', not exists (
    select from grants.call c, json_array_elements(c.definition::json -> 'annexes') a
     where c.call = v_call and a ->> 'annex' = v_annex and a ->> 'value' = v_value));
  perform grants.check_list(p_document -> 'rows', array['cvr:any', 'value:sum?'], 'document.rows', 500);
  perform grants.refuse_document('rows', 'malformed', (
    select bool_or(r ->> 'cvr' !~ '^[0-9]{8}$' or (r ->> 'value' is null) <> (v_value = 'none'))
      from json_array_elements(p_document -> 'rows') r));
  perform grants.refuse_document('rows', 'not_ascending', (
    select array_agg(r ->> 'cvr' order by n) <> array_agg(distinct r ->> 'cvr' order by r ->> 'cvr')
      from json_array_elements(p_document -> 'rows') with ordinality t(r, n)));
  v_effect.result := jsonb_build_object('call', v_call, 'annex', v_annex,
                                        'rows', json_array_length(p_document -> 'rows'));
  v_effect.call := v_call;
  return v_effect;
end
$$;
comment on function grants.apply_annex(ledger.act_context, bigint, json) is
  'An annex table of a published call comes into force, once.';

create or replace function grants.applied_annex(p_proposal bigint, p_document json, p_entry bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into grants.annex (call, annex, entry, document, sha256)
  select p_document ->> 'call', p_document ->> 'annex', p_entry, p_document::text, p.sha256
    from ledger.proposal p where p.proposal = p_proposal;
  insert into grants.annex_value (call, annex, cvr, value)
  select p_document ->> 'call', p_document ->> 'annex', r ->> 'cvr', (r ->> 'value')::bigint
    from json_array_elements(p_document -> 'rows') r
$$;
comment on function grants.applied_annex(bigint, json, bigint) is 'Projection of an annex in force.';
