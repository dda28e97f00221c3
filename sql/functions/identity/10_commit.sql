-- SPDX-License-Identifier: EUPL-1.2

create or replace function identity.commitment(p_salt bytea, p_field text, p_value text) returns bytea
    language sql stable strict set search_path = pg_catalog, pg_temp as
$body$
    select pgcrypto.hmac(convert_to('tilsagn/pii/v1', 'UTF8')
        || int4send(octet_length(p_field)) || convert_to(p_field, 'UTF8')
        || int4send(octet_length(p_value)) || convert_to(p_value, 'UTF8'), p_salt, 'sha256')
$body$;
comment on function identity.commitment(bytea, text, text) is
    'HMAC-SHA256(salt, "tilsagn/pii/v1" || u32be length || field || u32be length || value).';
revoke all on function identity.commitment(bytea, text, text) from public;

create or replace function identity.erased_name() returns text
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$select '[slettet / erased]'$body$;
comment on function identity.erased_name() is 'What every page, list and export shows where a name was erased, in both languages.';
revoke all on function identity.erased_name() from public;

create or replace function identity.commit_value(p_field text, p_value text) returns bytea
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_salt       bytea := pgcrypto.gen_random_bytes(32);
    v_commitment bytea := identity.commitment(v_salt, p_field, p_value);
begin
    insert into identity.pii (commitment, field, salt, value)
    values (v_commitment, p_field, v_salt, p_value);
    return v_commitment;
end
$body$;
comment on function identity.commit_value(text, text) is
    'Keeps a personal datum with a salt of its own outside the record; returns what the record may hold.';
revoke all on function identity.commit_value(text, text) from public;
