-- SPDX-License-Identifier: EUPL-1.2
-- Parameters of acts: read loosely before the locks (to know what to lock), strictly after them.
create or replace function grants.early_id(p_request text, p_key text)
returns bigint language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_text text;
begin
  v_text := p_request::jsonb #>> array['params', p_key];
  return case when v_text ~ '^[1-9][0-9]{0,17}$' then v_text::bigint end;
exception when others then return null;  -- begin_act says what is wrong with the request
end
$$;
comment on function grants.early_id(text, text) is
  'An integer parameter of a request that nobody has checked yet, or null.';

create or replace function grants.early_text(p_request text, p_key text)
returns text language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_text text;
begin
  v_text := p_request::jsonb #>> array['params', p_key];
  return case when v_text ~ '^[a-z0-9-]{1,40}$' then v_text end;
exception when others then return null;
end
$$;
comment on function grants.early_text(text, text) is
  'A name among the parameters of a request that nobody has checked yet, or null.';

create or replace function grants.is_day(p_text text)
returns boolean language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  return p_text ~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}$'
    and to_char(make_date(substr(p_text, 1, 4)::integer, substr(p_text, 6, 2)::integer,
                          substr(p_text, 9, 2)::integer), 'YYYY-MM-DD') = p_text;
exception when others then return false;
end
$$;
comment on function grants.is_day(text) is 'A day of this century, written YYYY-MM-DD.';

-- Types: id (1 to 18 digits), count (integer >= 0), sum (0 to 10^15), name, hash, day, text (1 to
-- 4000 characters), note (0 to 4000), any (a string), flag, list, object; a question mark allows null.
create or replace function grants.param_fits(p_value json, p_type text)
returns boolean language sql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
  select case
    when json_typeof(p_value) = 'null' then right(p_type, 1) = '?'
    when json_typeof(p_value) = 'number' then case rtrim(p_type, '?')
      when 'id' then p_value #>> '{}' ~ '^[1-9][0-9]{0,17}$'
      when 'count' then p_value #>> '{}' ~ '^(0|[1-9][0-9]{0,8})$'
      when 'sum' then p_value #>> '{}' ~ '^(0|[1-9][0-9]{0,15})$'
        and (p_value #>> '{}')::numeric <= 1000000000000000
      else false end
    when json_typeof(p_value) = 'string' then case rtrim(p_type, '?')
      when 'name' then p_value #>> '{}' ~ '^[a-z][a-z0-9_-]{0,39}$'
      when 'hash' then p_value #>> '{}' ~ '^[0-9a-f]{64}$'
      when 'day' then grants.is_day(p_value #>> '{}')
      when 'text' then draft.is_text(p_value, 4000)
        and btrim(p_value #>> '{}', E' \t\r\n') <> ''
      when 'note' then draft.is_text(p_value, 4000)
      when 'any' then draft.is_text(p_value, 200)
      else false end
    else json_typeof(p_value) = case rtrim(p_type, '?')
      when 'flag' then 'boolean' when 'list' then 'array' when 'object' then 'object' end end
$$;
comment on function grants.param_fits(json, text) is 'Whether a JSON value is of a named type.';

create or replace function grants.check_object(p_value json, p_spec text[], p_at text)
returns void language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_pair text; v_key text; v_type text;
begin
  if not coalesce(draft.is_object(p_value,
       (select array_agg(split_part(s, ':', 1)) from unnest(p_spec) s)), false) then
    perform ledger.refuse_request(format('%s: expected exactly %s', p_at,
      (select string_agg(split_part(s, ':', 1), ', ') from unnest(p_spec) s)));
  end if;
  foreach v_pair in array p_spec loop
    v_key := split_part(v_pair, ':', 1);
    v_type := split_part(v_pair, ':', 2);
    if not coalesce(grants.param_fits(p_value -> v_key, v_type), false) then
      perform ledger.refuse_request(format('%s.%s: expected %s', p_at, v_key, v_type));
    end if;
  end loop;
end
$$;
comment on function grants.check_object(json, text[], text) is
  'Raises LG101 unless an object has exactly the keys of the spec (key:type), each of its type.';

create or replace function grants.check_list(p_list json, p_spec text[], p_at text, p_most integer)
returns void language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_item json; v_n integer := -1;
begin
  if json_array_length(p_list) not between 1 and p_most then
    perform ledger.refuse_request(format('%s: expected 1 to %s elements', p_at, p_most));
  end if;
  for v_item in select e from json_array_elements(p_list) e loop
    v_n := v_n + 1;
    perform grants.check_object(v_item, p_spec, format('%s.%s', p_at, v_n));
  end loop;
end
$$;
comment on function grants.check_list(json, text[], text, integer) is
  'Raises LG101 unless a list has 1 to so many objects that fit the spec.';

create or replace function grants.refuse(p_field text, p_code text)
returns void language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  perform ledger.fail('LG102', format('%s: %s', p_field, p_code),
    jsonb_build_object('violations', jsonb_build_array(
      jsonb_build_object('field', p_field, 'code', p_code))));
end
$$;
comment on function grants.refuse(text, text) is 'Raises LG102 with one violation.';

create or replace function grants.not_now(p_state text, p_needed text)
returns void language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  perform ledger.fail('LG502', format('state is %s, needed: %s', p_state, p_needed),
    jsonb_build_object('state', p_state, 'needed', p_needed));
end
$$;
comment on function grants.not_now(text, text) is 'Raises LG502 with the state and what is needed.';
