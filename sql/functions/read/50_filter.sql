-- SPDX-License-Identifier: EUPL-1.2
-- What lists that can be narrowed share: a filter is a JSON object, its members texts and numbers.

create or replace function read.filter_object(p_filter text) returns json
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter json;
begin
    begin
        v_filter := coalesce(nullif(p_filter, ''), '{}')::json;
    exception when invalid_text_representation then
        v_filter := '[]';
    end;
    if json_typeof(v_filter) <> 'object' then
        perform ledger.fail('LG101', 'malformed filter');
    end if;
    return v_filter;
end
$body$;
comment on function read.filter_object(text) is 'A filter as JSON; an empty one leaves nothing out. LG101.';
revoke all on function read.filter_object(text) from public;

create or replace function read.filter_text(p_filter text, p_keys text[]) returns json
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_filter json := read.filter_object(p_filter);
begin
    if exists (select from json_each(v_filter) e where e.key <> all (p_keys)
               or json_typeof(e.value) not in ('string', 'null') or length(e.value #>> '{}') > 100) then
        perform ledger.fail('LG101', 'malformed filter');
    end if;
    return v_filter;
end
$body$;
comment on function read.filter_text(text, text[]) is 'A filter of short texts under known names; LG101.';
revoke all on function read.filter_text(text, text[]) from public;

create or replace function read.filter_instant(p_column text, p_key text, p_value text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_at timestamptz;
begin
    if p_value is null
       or p_value !~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?Z$' then
        perform ledger.fail('LG101', 'malformed filter: ' || p_key);
    end if;
    begin
        v_at := p_value::timestamptz;
    exception when datetime_field_overflow then
        perform ledger.fail('LG101', 'malformed filter: ' || p_key);
    end;
    return format(' and %s %s %L::timestamptz', p_column, case p_key when 'from' then '>=' else '<' end, v_at);
end
$body$;
comment on function read.filter_instant(text, text, text) is
    'SQL condition on a column of the instants from (included) and to (not); the column is the caller''s own word. LG101.';
revoke all on function read.filter_instant(text, text, text) from public;
