-- SPDX-License-Identifier: EUPL-1.2
-- Reading a request: strict, and every refusal says which member is wrong.

create or replace function ledger.refuse_request(p_member text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform ledger.fail('LG101', 'the request is malformed: ' || p_member,
                        jsonb_build_object('member', p_member));
end
$body$;
comment on function ledger.refuse_request(text) is 'Raises LG101 naming the member.';
revoke all on function ledger.refuse_request(text) from public;

create or replace function ledger.request_params(p_request text) returns json
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json;
begin
    begin
        v_params := p_request::json -> 'params';
    exception when invalid_text_representation or untranslatable_character then
        v_params := null;
    end;
    if json_typeof(v_params) is distinct from 'object' then
        perform ledger.refuse_request('params');
    end if;
    return v_params;
end
$body$;
comment on function ledger.request_params(text) is
    'params of a request, for acts that must name their streams before ledger.begin_act() checks the rest.';
revoke all on function ledger.request_params(text) from public;

create or replace function ledger.exact_keys(p_params json, p_keys text[]) returns void
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    if json_typeof(p_params) is distinct from 'object'
       or (select array_agg(e.k order by e.n) from json_object_keys(p_params) with ordinality e(k, n))
          is distinct from p_keys then
        perform ledger.refuse_request('params: expected exactly ' || array_to_string(p_keys, ', '));
    end if;
end
$body$;
comment on function ledger.exact_keys(json, text[]) is 'LG101 unless the object has exactly these keys in this order.';
revoke all on function ledger.exact_keys(json, text[]) from public;

create or replace function ledger.param_text(p_params json, p_key text, p_pattern text default '.',
                                             p_max int default 4000) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_value text := p_params ->> p_key;
begin
    if json_typeof(p_params -> p_key) is distinct from 'string' or v_value !~ p_pattern
       or length(v_value) > p_max or v_value is not nfc normalized
       or v_value ~ '[\x01-\x08\x0b-\x1f\x7f]' then
        perform ledger.refuse_request('params.' || p_key);
    end if;
    return v_value;
end
$body$;
comment on function ledger.param_text(json, text, text, int) is
    'A string member: NFC, no control character but tab and line feed, matching the pattern; else LG101.';
revoke all on function ledger.param_text(json, text, text, int) from public;

create or replace function ledger.param_text_or_null(p_params json, p_key text, p_pattern text default '.',
                                                     p_max int default 4000) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    if json_typeof(p_params -> p_key) = 'null' then
        return null;
    end if;
    return ledger.param_text(p_params, p_key, p_pattern, p_max);
end
$body$;
comment on function ledger.param_text_or_null(json, text, text, int) is 'Like param_text; null is allowed.';
revoke all on function ledger.param_text_or_null(json, text, text, int) from public;

create or replace function ledger.param_int8(p_params json, p_key text, p_min bigint default 1,
                                             p_max bigint default 900000000000000000) returns bigint
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_value bigint;
begin
    if json_typeof(p_params -> p_key) is distinct from 'number'
       or (p_params ->> p_key) !~ '^(0|-?[1-9][0-9]{0,17})$' then
        perform ledger.refuse_request('params.' || p_key);
    end if;
    v_value := (p_params ->> p_key)::bigint;
    if v_value not between p_min and p_max then
        perform ledger.refuse_request('params.' || p_key);
    end if;
    return v_value;
end
$body$;
comment on function ledger.param_int8(json, text, bigint, bigint) is 'An integer member within bounds; else LG101.';
revoke all on function ledger.param_int8(json, text, bigint, bigint) from public;

create or replace function ledger.param_sha256(p_params json, p_key text) returns bytea
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return decode(ledger.param_text(p_params, p_key, '^[0-9a-f]{64}$'), 'hex');
end
$body$;
comment on function ledger.param_sha256(json, text) is 'A member of 64 lower-case hex digits, as bytes; else LG101.';
revoke all on function ledger.param_sha256(json, text) from public;

create or replace function ledger.parse_request(p_request text) returns ledger.act_context
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    k_keys constant text[] := array['v', 'act', 'audience', 'request_id', 'person', 'role',
        'certificate', 'actor', 'received_us', 'duration_us', 'idem', 'second_factor', 'params'];
    v_ctx  ledger.act_context;
    v_keys text[];
    v      text[];
    v_bad  text;
begin
    if p_request is null or octet_length(p_request) > 60000 or p_request ~ '[\x01-\x1f\x7f]'
       or p_request is not nfc normalized then
        perform ledger.refuse_request('text');
    end if;
    begin
        select array_agg(e.key), array_agg(e.value::text) into v_keys, v from json_each(p_request::json) e;
    exception when invalid_text_representation or untranslatable_character
                or invalid_parameter_value then
        perform ledger.refuse_request('text');
    end;
    if v_keys is distinct from k_keys then
        perform ledger.refuse_request('members');
    end if;
    -- One expression, few patterns: a session keeps 32 compiled ones, and an act uses more elsewhere.
    v_bad := case
        when v[1] <> '1' then 'v'
        when v[2] !~ '^"[a-z][a-z_]{0,39}"$' then 'act'
        when v[3] not in ('"grantee"', '"agency"', '"operator"', '"system"') then 'audience'
        when v[4] !~ '^"[0-9a-f]{32}"$' then 'request_id'
        when v[5] <> 'null' and v[5] !~ '^[1-9][0-9]{0,17}$' then 'person'
        when v[6] <> 'null' and v[6] !~ '^"[a-z][a-z_]{0,39}"$' then 'role'
        when v[7] <> 'null' and v[7] !~ '^"[0-9a-f]{64}"$' then 'certificate'
        when v[8] <> 'null'
             and v[8] !~ '^(\{"user":"[^"\\]{1,64}","host":"[^"\\]{1,255}"\}|\{"program":"[^"\\]{1,64}"\})$' then 'actor'
        when v[9] <> 'null' and (v[9] !~ '^[1-9][0-9]{0,17}$' or length(v[9]) > 16) then 'received_us'
        when v[10] not in ('null', '0') and (v[10] !~ '^[1-9][0-9]{0,17}$' or length(v[10]) > 11) then 'duration_us'
        when v[11] <> 'null' and v[11] !~ '^"[0-9a-f]{64}"$' then 'idem'
        when v[12] <> 'null' and v[12] !~ '^\{("totp_step":[1-9][0-9]{0,11}|"signature":true)\}$' then 'second_factor'
        when left(v[13], 1) <> '{' then 'params' end;
    if v_bad is not null then
        perform ledger.refuse_request(v_bad);
    end if;
    v_ctx.params := v[13]::json;
    if not ledger.json_is_strict(v_ctx.params) then
        perform ledger.refuse_request('params: repeated key or number that is not an integer');
    end if;
    v_ctx.act := trim(both '"' from v[2]);
    v_ctx.audience := trim(both '"' from v[3]);
    v_ctx.request := p_request;
    v_ctx.person := nullif(v[5], 'null')::bigint;
    v_ctx.role := nullif(trim(both '"' from v[6]), 'null');
    v_ctx.certificate := nullif(trim(both '"' from v[7]), 'null');
    v_ctx.received := ledger.from_micros(nullif(v[9], 'null')::bigint);
    v_ctx.began := v_ctx.received - nullif(v[10], 'null')::bigint * interval '1 microsecond';
    v_ctx.idem := decode(nullif(trim(both '"' from v[11]), 'null'), 'hex');
    v_ctx.request_hash := sha256(convert_to(v_ctx.act || E'\n' || coalesce(v_ctx.person::text, '') || E'\n'
                                            || v[13], 'UTF8')); -- ledger.request_hash() without parsing again
    v_ctx.signs := v[12] = '{"signature":true}';
    if v[12] <> 'null' and not v_ctx.signs then
        v_ctx.totp_step := (v[12]::json ->> 'totp_step')::bigint;
    end if;
    -- The shape of the actor follows the audience: nobody acts as operator with a certificate.
    if v_ctx.audience in ('grantee', 'agency') then
        if v_ctx.person is null or v_ctx.certificate is null or v[8] <> 'null' then
            perform ledger.refuse_request('person, certificate, actor');
        end if;
    elsif v_ctx.person is not null or v_ctx.role is not null or v_ctx.certificate is not null
          or v[12] <> 'null'
          or left(v[8], 8) <> (case v_ctx.audience when 'operator' then '{"user":' else '{"progra' end) then
        perform ledger.refuse_request('person, role, certificate, actor');
    end if;
    v_ctx.actor := case v_ctx.audience
        when 'operator' then replace(v[8], '{"user":', '{"operator":')
        when 'system' then replace(v[8], '{"program":', '{"system":') end;
    return v_ctx;
end
$body$;
comment on function ledger.parse_request(text) is
    'Strict reading of a request into a context; LG101 names the wrong member. received is still the proxy''s.';
revoke all on function ledger.parse_request(text) from public;

create or replace function ledger.stream_of_person(p_request text) returns text
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce((select 'organisation:' || p.organisation from identity.person p
                     where p.person::text = p_request::json ->> 'person'), 'system');
end
$body$;
comment on function ledger.stream_of_person(text) is
    'Stream of the organisation of a request''s person, before ledger.begin_act() has checked either.';
revoke all on function ledger.stream_of_person(text) from public;
