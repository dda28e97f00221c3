-- SPDX-License-Identifier: EUPL-1.2
-- Whether a certificate of a known person was met before: a renewal lets the person in at once, and
-- is the moment at which a certificate that somebody else ordered would show.

create or replace function session.sighting(p_certificate_sha256 bytea) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person      bigint := session.person();
    v_certificate text := encode(p_certificate_sha256, 'hex');
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
                     and s.last_at > ledger.clock() - interval '1 day') then
        perform identity.note_login(v_person, v_certificate);
    end if;
    return v_answer;
end
$body$;
comment on function session.sighting(bytea) is
    'Notes that the person came with this certificate: "known", "first" of the person, or "renewed".';
revoke all on function session.sighting(bytea) from public;
