-- SPDX-License-Identifier: EUPL-1.2
-- What may stand in a text: not nothing, not too much, and no CPR number, for the record cannot forget.
create or replace function rule.is_birth_day(p_digits text) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_day constant integer := substr(p_digits, 1, 2)::integer;
    v_month constant integer := substr(p_digits, 3, 2)::integer;
    v_year constant integer := substr(p_digits, 5, 2)::integer;
begin
    -- The seventh digit names the century. That matters for one year only: 00 is 1900 with 0 to 3, which had
    -- no 29 February, and 2000 with the others.
    return v_month between 1 and 12
        and case when v_day > 60 then v_day - 60 else v_day end between 1 and case
            when v_month in (4, 6, 9, 11) then 30
            when v_month <> 2 then 31
            when v_year % 4 = 0 and (v_year <> 0 or substr(p_digits, 7, 1) > '3') then 29
            else 28 end;
end
$body$;
alter function rule.is_birth_day(text) owner to ledger_owner;
comment on function rule.is_birth_day(text) is
    'Whether ten digits begin with a date, in the century that the seventh names. A day may be 60 higher. '
    'Source: the civil registration system (CPR), "Personnummeret i CPR".';
revoke all on function rule.is_birth_day(text) from public;

create or replace function rule.personal_number_at(p_text text) returns integer
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    k_shape constant text := '(?<![0-9A-Za-z])[0-9]{6}[- \u00A0\u202F\u2010-\u2013\u2212]?[0-9]{4}(?![0-9A-Za-z])';
    v_at integer := 0;
begin
    if p_text !~ '[0-9]{6}.?[0-9]{4}' then
        return null;
    end if;
    for v_n in 1 .. char_length(p_text) loop
        v_at := regexp_instr(p_text, k_shape, 1, v_n);
        exit when v_at = 0;
        if rule.is_birth_day(left(regexp_replace(substr(p_text, v_at, 11), '[^0-9]', '', 'g'), 10)) then
            return v_at;
        end if;
    end loop;
    return null;
end
$body$;
alter function rule.personal_number_at(text) owner to ledger_owner;
comment on function rule.personal_number_at(text) is
    'The place (from 1) of the first thing that looks like a CPR number: six digits, at most one space or dash, '
    'four digits, with no letter or digit beside them, whose first six are a date; or null.';
revoke all on function rule.personal_number_at(text) from public;

create or replace function rule.text_violations(p_field text, p_text text, p_most integer)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_place constant integer := rule.personal_number_at(p_text);
begin
    return case
        when btrim(p_text, E' \t\r\n') = '' then jsonb_build_array(rule.violation(p_field, 'missing'))
        when char_length(p_text) > p_most then jsonb_build_array(rule.violation(p_field, 'too_long'))
        when v_place is not null then jsonb_build_array(
            rule.violation(p_field, 'personal_number') || jsonb_build_object('place', v_place))
        else '[]'::jsonb end;
end
$body$;
alter function rule.text_violations(text, text, integer) owner to ledger_owner;
comment on function rule.text_violations(text, text, integer) is
    'A list of at most one violation for a text that must be there.';
revoke all on function rule.text_violations(text, text, integer) from public;

create or replace function rule.personal_numbers(p_document json, p_field text) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_place integer;
    v record;
begin
    if json_typeof(p_document) = 'string' then
        v_place := rule.personal_number_at(p_document #>> '{}');
        return case when v_place is null then v_found else jsonb_build_array(
            rule.violation(p_field, 'personal_number') || jsonb_build_object('place', v_place)) end;
    end if;
    for v in
        select m.key, m.value from json_each(
            case json_typeof(p_document) when 'object' then p_document else '{}' end) m
        union all
        select (a.n - 1)::text, a.value from json_array_elements(
            case json_typeof(p_document) when 'array' then p_document else '[]' end) with ordinality a (value, n)
    loop
        v_found := v_found || rule.personal_numbers(v.value, concat_ws('.', nullif(p_field, ''), v.key));
    end loop;
    return v_found;
end
$body$;
alter function rule.personal_numbers(json, text) owner to ledger_owner;
comment on function rule.personal_numbers(json, text) is
    'A violation for each text of a document, members and list items by their names and numbers, that holds what '
    'looks like a CPR number.';
revoke all on function rule.personal_numbers(json, text) from public;
