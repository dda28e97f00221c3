-- SPDX-License-Identifier: EUPL-1.2
-- Shape of a draft's content: what may be stored at all. What the call asks for is judged later, by
-- grants.violations, so that a half-written application can always be saved.
create or replace function draft.is_integer(p_value json)
returns boolean language sql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
  select case json_typeof(p_value)
    when 'number' then p_value #>> '{}' ~ '^-?(0|[1-9][0-9]{0,15})$'
    else false end
$$;
comment on function draft.is_integer(json) is
  'A JSON integer of at most 16 digits, written without fraction or exponent.';

create or replace function draft.is_object(p_value json, p_keys text[])
returns boolean language sql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
  -- an array of keys, not a set: the same key twice makes the lengths differ
  select case when json_typeof(p_value) = 'object' then
    (select array_agg(k order by k) from json_object_keys(p_value) k)
      is not distinct from (select array_agg(k order by k) from unnest(p_keys) k)
    else false end
$$;
comment on function draft.is_object(json, text[]) is
  'A JSON object with exactly these keys, each once.';

create or replace function draft.is_text(p_value json, p_most integer)
returns boolean language sql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
  select json_typeof(p_value) = 'string' and char_length(p_value #>> '{}') <= p_most
    and (p_value #>> '{}') !~ '[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]'
    and (p_value #>> '{}') is nfc normalized
$$;
comment on function draft.is_text(json, integer) is
  'A JSON string, NFC, without control characters other than tab and line ends.';

create or replace function draft.is_list(p_value json, p_most integer)
returns boolean language sql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
  select case when json_typeof(p_value) = 'array' then json_array_length(p_value) <= p_most
    else false end
$$;
comment on function draft.is_list(json, integer) is 'A JSON array of at most so many elements.';

create or replace function draft.budget_malformed(p_budget json)
returns text language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_line json; v_amount json; v_n integer := -1; v_m integer;
begin
  if not draft.is_list(p_budget, 200) then return 'budget'; end if;
  for v_line in select e from json_array_elements(p_budget) e loop
    v_n := v_n + 1;
    if not draft.is_object(v_line,
         array['line', 'category', 'text', 'note', 'own_funding_ore', 'amounts']) then
      return format('budget.%s', v_n);
    end if;
    if not draft.is_integer(v_line -> 'line') then return format('budget.%s.line', v_n); end if;
    if not draft.is_text(v_line -> 'category', 40) then
      return format('budget.%s.category', v_n);
    end if;
    if not draft.is_text(v_line -> 'text', 1000) then return format('budget.%s.text', v_n); end if;
    if not draft.is_text(v_line -> 'note', 4000) then return format('budget.%s.note', v_n); end if;
    if not draft.is_integer(v_line -> 'own_funding_ore') then
      return format('budget.%s.own_funding_ore', v_n);
    end if;
    if not draft.is_list(v_line -> 'amounts', 20) then
      return format('budget.%s.amounts', v_n);
    end if;
    v_m := -1;
    for v_amount in select e from json_array_elements(v_line -> 'amounts') e loop
      v_m := v_m + 1;
      if not draft.is_object(v_amount, array['year', 'amount_ore'])
         or not draft.is_integer(v_amount -> 'year')
         or not draft.is_integer(v_amount -> 'amount_ore') then
        return format('budget.%s.amounts.%s', v_n, v_m);
      end if;
    end loop;
  end loop;
  return null;
end
$$;
comment on function draft.budget_malformed(json) is
  'The first place in a budget that has the wrong shape, or null.';

create or replace function draft.malformed(p_content text)
returns text language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v json; v_item json; v_n integer := -1;
begin
  begin
    v := p_content::json;
  exception when others then return 'content';
  end;
  if not draft.is_object(v, array['v', 'title', 'description', 'parties', 'unit_hours', 'applied_ore',
                                  'budget', 'answers']) then return 'content'; end if;
  if json_typeof(v -> 'v') <> 'number' or v ->> 'v' <> '1' then return 'v'; end if;
  if not draft.is_text(v -> 'title', 1000) then return 'title'; end if;
  if not draft.is_text(v -> 'description', 20000) then return 'description'; end if;
  if not draft.is_list(v -> 'unit_hours', 100) then return 'unit_hours'; end if;
  for v_item in select e from json_array_elements(v -> 'unit_hours') e loop
    if not draft.is_integer(v_item) then return 'unit_hours'; end if;
  end loop;
  if not draft.is_integer(v -> 'applied_ore') then return 'applied_ore'; end if;
  if not draft.is_list(v -> 'parties', 120) then return 'parties'; end if;
  for v_item in select e from json_array_elements(v -> 'parties') e loop
    v_n := v_n + 1;
    if not draft.is_text(v_item, 40) then return format('parties.%s', v_n); end if;
  end loop;
  if not draft.is_list(v -> 'answers', 40) then return 'answers'; end if;
  v_n := -1;
  for v_item in select e from json_array_elements(v -> 'answers') e loop
    v_n := v_n + 1;
    if not draft.is_object(v_item, array['code', 'text'])
       or not draft.is_text(v_item -> 'code', 40)
       or not draft.is_text(v_item -> 'text', 40000) then
      return format('answers.%s', v_n);
    end if;
  end loop;
  return draft.budget_malformed(v -> 'budget');
end
$$;
comment on function draft.malformed(text) is
  'The first place in a draft content that has the wrong shape, or null.';
