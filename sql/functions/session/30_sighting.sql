-- SPDX-License-Identifier: EUPL-1.2
-- Whether a certificate of a known person was met before: a renewal lets the person in at once, and
-- is the moment at which a certificate that somebody else ordered would show.

create or replace function session.serial_number(p_hex text) returns numeric
    language plpgsql immutable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_serial numeric := 0;
begin
    if p_hex is null or p_hex !~ '^[0-9A-F]{1,64}$' then
        return null; -- a negative one, say: it will not be met again over psql
    end if;
    for i in 1 .. length(p_hex) loop
        v_serial := v_serial * 16 + strpos('0123456789ABCDEF', substr(p_hex, i, 1)) - 1;
    end loop;
    return v_serial;
end
$body$;
comment on function session.serial_number(text) is
    'A certificate''s serial number as PostgreSQL tells those of its sessions, from hexadecimal; null: none.';
revoke all on function session.serial_number(text) from public;

create or replace function session.sighting(p_certificate_sha256 bytea, p_serial text) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person      bigint := session.person();
    v_certificate text := encode(p_certificate_sha256, 'hex');
    v_serial      numeric := session.serial_number(p_serial);
    v_answer      text;
begin
    select case when bool_or(s.certificate = v_certificate) then 'known'
                when count(*) = 0 then 'first'
                else 'renewed' end
    into v_answer
    from identity.seen s where s.person = v_person;
    -- calls of the API come by the thousand: for what the access review asks, the day is enough
    if not exists (select from identity.seen s
                   where s.person = v_person and s.certificate = v_certificate
                     and (s.serial is not null or v_serial is null)
                     and s.last_at > ledger.clock() - interval '1 day') then
        perform identity.note_login(v_person, v_certificate);
        update identity.seen s set serial = v_serial
        where s.person = v_person and s.certificate = v_certificate and s.serial is null and v_serial is not null;
    end if;
    return v_answer;
end
$body$;
comment on function session.sighting(bytea, text) is
    'Notes that the person came with this certificate: "known", "first" of the person, or "renewed".';
revoke all on function session.sighting(bytea, text) from public;
