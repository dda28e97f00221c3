-- SPDX-License-Identifier: EUPL-1.2
-- Small functions that everything else stands on.

create or replace function ledger.fail(p_code text, p_message text, p_detail jsonb default null) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_detail is null then
        raise exception using errcode = p_code, message = p_message;
    end if;
    raise exception using errcode = p_code, message = p_message, detail = p_detail::text;
end
$body$;
comment on function ledger.fail(text, text, jsonb) is 'Raises one of the codes LGnnn; DETAIL is JSON.';
revoke all on function ledger.fail(text, text, jsonb) from public;

create or replace function ledger.clock() returns timestamptz
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return clock_timestamp();
end
$body$;
comment on function ledger.clock() is
    'The only clock. Never now(): a transaction held open would keep its start as "now".';
revoke all on function ledger.clock() from public;

create or replace function ledger.clock_offset_us() returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return 0::bigint;
end
$body$;
comment on function ledger.clock_offset_us() is 'What is added to the proxy''s instant; 0 outside demonstration and tests.';
revoke all on function ledger.clock_offset_us() from public;

create or replace function ledger.clock_simulated() returns boolean
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return false;
end
$body$;
comment on function ledger.clock_simulated() is 'True only where sql/testing/clock.sql was loaded.';
revoke all on function ledger.clock_simulated() from public;

create or replace function ledger.quoted(p_text text) returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce(to_json(p_text)::text, 'null');
end
$body$;
comment on function ledger.quoted(text) is 'JSON string, or null.';
revoke all on function ledger.quoted(text) from public;

create or replace function ledger.stream_class(p_stream text) returns int
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
declare
    v_class int := array_position(
        array['appropriation', 'call', 'batch', 'organisation', 'grant', 'system', 'log'],
        split_part(p_stream, ':', 1));
begin
    if v_class is null then
        raise exception 'unknown stream %', p_stream using errcode = '22023';
    end if;
    return v_class;
end
$body$;
comment on function ledger.stream_class(text) is 'Place of the stream''s kind in the lock order; also its lock class.';
revoke all on function ledger.stream_class(text) from public;

create or replace function ledger.json_is_strict(p_json json) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
declare
    v_kind text := json_typeof(p_json);
    v_part json;
begin
    if v_kind = 'number' then
        return p_json::text ~ '^\s*(0|-?[1-9][0-9]{0,17})\s*$';
    elsif v_kind = 'object' then
        if (select count(*) <> count(distinct k) from json_object_keys(p_json) k) then
            return false;
        end if;
        for v_part in select e.value from json_each(p_json) e
                      where json_typeof(e.value) in ('number', 'object', 'array') loop
            if not ledger.json_is_strict(v_part) then
                return false;
            end if;
        end loop;
    elsif v_kind = 'array' then
        for v_part in select e.value from json_array_elements(p_json) e
                      where json_typeof(e.value) in ('number', 'object', 'array') loop
            if not ledger.json_is_strict(v_part) then
                return false;
            end if;
        end loop;
    end if;
    return true;
end
$body$;
comment on function ledger.json_is_strict(json) is
    'No object repeats a key, every number is an integer: what is read is what was signed.';
revoke all on function ledger.json_is_strict(json) from public;
