-- SPDX-License-Identifier: EUPL-1.2
-- Roles held and blocks in force. The acts ask about anybody; a pool may ask about its own person only, or
-- one that was taken over could list who holds what by counting upwards.

create or replace function identity.blocked(p_person bigint, p_certificate text) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce((select b.blocked from identity.block_change b where b.person = p_person
                     order by b.change desc limit 1), false)
        or coalesce((select b.blocked from identity.block_change b where b.certificate = p_certificate
                     order by b.change desc limit 1), false);
end
$body$;
comment on function identity.blocked(bigint, text) is 'Whether the person or the certificate is blocked now.';
revoke all on function identity.blocked(bigint, text) from public;

create or replace function identity.holds_role(p_person bigint, p_role text) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce((select r.granted and (r.until is null or r.until >= identity.today())
                     from identity.role_change r
                     where r.person = p_person and r.role = p_role
                     order by r.change desc limit 1), false);
end
$body$;
comment on function identity.holds_role(bigint, text) is 'Whether the person holds the role today.';
revoke all on function identity.holds_role(bigint, text) from public;

create or replace function identity.roles(p_person bigint) returns text[]
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return coalesce((
        select array_agg(r.role order by r.role)
        from (select distinct on (c.role) c.role, c.granted, c.until from identity.role_change c
              where c.person = p_person order by c.role, c.change desc) r
        where r.granted and (r.until is null or r.until >= identity.today())), '{}');
end
$body$;
comment on function identity.roles(bigint) is 'Roles the person holds today, sorted.';
revoke all on function identity.roles(bigint) from public;

create or replace function identity.here(p_person bigint) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return session_user = 'tilsagn_' || (
        select identity.audience(p.organisation) from identity.person p where p.person = p_person);
end
$body$;
comment on function identity.here(bigint) is 'Whether the login is the pool that serves this person; null for an unknown one.';
revoke all on function identity.here(bigint) from public;

create or replace function identity.i_hold(p_role text) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := ledger.current_person();
begin
    return coalesce(identity.here(v_person), false) and identity.holds_role(v_person, p_role)
       and not identity.blocked(v_person, null);
end
$body$;
comment on function identity.i_hold(text) is
    'Whether the current person, in the pool that serves them and not blocked, holds the role today.';
revoke all on function identity.i_hold(text) from public;

create or replace function identity.my_roles() returns text[]
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    return case when identity.here(ledger.current_person()) then identity.roles(ledger.current_person())
                else '{}' end;
end
$body$;
comment on function identity.my_roles() is 'Roles of the current person today; none in the pool that does not serve them.';
revoke all on function identity.my_roles() from public;

create or replace function identity.i_oversee() returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    return identity.i_hold('administrator') or identity.i_hold('auditor') or identity.i_hold('management');
end
$body$;
comment on function identity.i_oversee() is
    'Whether the current person reviews access: administrators and auditors everyone''s, a manager the own '
    'organisation''s (row-level security cuts the rest off).';
revoke all on function identity.i_oversee() from public;
