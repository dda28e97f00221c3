-- SPDX-License-Identifier: EUPL-1.2
-- Logins of the pages. The worker has found out from the certificate who asks (tilsagn.person) and
-- names the session by the SHA-256 of its id: no function lists sessions to somebody who has none.

create or replace function session.clock() returns timestamptz
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return clock_timestamp();
end
$body$;
comment on function session.clock() is
    'Real time, also in a demonstration: moving the simulated clock must neither end nor prolong a login.';
revoke all on function session.clock() from public;

create or replace function session.setting(p_name text) returns integer
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select s.value::integer from meta.setting s where s.name = 'session_' || p_name
$body$;
comment on function session.setting(text) is 'A limit from meta.setting: seconds, or a number of rows.';
revoke all on function session.setting(text) from public;

create or replace function session.person() returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if ledger.current_person() is null then
        perform ledger.fail('LG401', 'no person is set');
    end if;
    return ledger.current_person();
end
$body$;
comment on function session.person() is 'The person of the certificate; LG401 without one.';
revoke all on function session.person() from public;

create or replace function session.sweep() returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := session.clock();
begin
    -- A row kept beyond its end for an hour lets the next request say why the login ended.
    delete from session.login l
    where l.used_at < v_now - make_interval(secs => session.setting('idle_s') + 3600)
       or l.opened_at < v_now - make_interval(secs => session.setting('absolute_s') + 3600);
    delete from session.kept k where k.kept_at < v_now - make_interval(secs => session.setting('kept_s'));
end
$body$;
comment on function session.sweep() is 'Forgets logins that ended and forms that nobody came back for.';
revoke all on function session.sweep() from public;

create or replace function session.left_s(p_login session.login) returns integer
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select floor(extract(epoch from least(
        p_login.used_at + make_interval(secs => session.setting('idle_s')),
        p_login.opened_at + make_interval(secs => session.setting('absolute_s'))) - session.clock()))::integer
$body$;
comment on function session.left_s(session.login) is 'Seconds until the login ends by itself; 0 or less: it has ended.';
revoke all on function session.left_s(session.login) from public;

create or replace function session.answer(p_state text, p_login session.login) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('state', p_state, 'login', p_login.login, 'person', p_login.person,
        'left_s', session.left_s(p_login), 'idle_s', session.setting('idle_s'),
        'now_us', ledger.micros(session.clock()),
        'ends_us', ledger.micros(p_login.opened_at + make_interval(secs => session.setting('absolute_s'))))::text
$body$;
comment on function session.answer(text, session.login) is 'What the worker is told of a login.';
revoke all on function session.answer(text, session.login) from public;

create or replace function session.use(p_id_sha256 bytea, p_certificate_sha256 bytea) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.person();
    v_now    timestamptz := session.clock();
    v_login  session.login;
    v_state  text := 'live';
begin
    select * into v_login from session.login l where l.id_sha256 = p_id_sha256;
    if not found then
        return session.answer('none', v_login);
    end if;
    if v_login.person <> v_person then
        v_state := 'foreign';
    elsif v_login.certificate_sha256 <> p_certificate_sha256 then
        v_state := 'certificate';
    elsif v_login.opened_at + make_interval(secs => session.setting('absolute_s')) <= v_now then
        v_state := 'over';
    elsif v_login.used_at + make_interval(secs => session.setting('idle_s')) <= v_now then
        v_state := 'idle';
    end if;
    if v_state <> 'live' then
        delete from session.login l where l.login = v_login.login;
        return session.answer(v_state, v_login);
    end if;
    -- Written once in half a minute, so that a page with many requests is not as many writes.
    if v_login.used_at < v_now - interval '30 seconds' then
        update session.login l set used_at = v_now where l.login = v_login.login returning * into v_login;
        perform session.sweep();
    end if;
    return session.answer(v_state, v_login);
end
$body$;
comment on function session.use(bytea, bytea) is
    'A request with this cookie and this certificate: "live", or why not ("none", "idle", "over", "certificate": '
    'another certificate of the same person, "foreign": another person''s cookie); all but "live" and "none" end it.';
revoke all on function session.use(bytea, bytea) from public;

create or replace function session.open(p_id_sha256 bytea, p_certificate_sha256 bytea, p_replaces bytea) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.person();
    v_now    timestamptz := session.clock();
    v_login  session.login;
begin
    perform session.sweep();
    delete from session.login l where l.id_sha256 = p_replaces;
    insert into session.login (id_sha256, person, certificate_sha256, opened_at, used_at)
    values (p_id_sha256, v_person, p_certificate_sha256, v_now, v_now) returning * into v_login;
    perform identity.note_login(v_person, encode(p_certificate_sha256, 'hex'));
    delete from session.login l using (
        select o.login from session.login o where o.person = v_person
        order by o.login desc offset session.setting('logins')) old
    where l.login = old.login;
    return session.answer('live', v_login);
end
$body$;
comment on function session.open(bytea, bytea, bytea) is
    'Logs the person in under a new id; the one that this browser had before ends, and the oldest above the limit.';
revoke all on function session.open(bytea, bytea, bytea) from public;

create or replace function session.close(p_id_sha256 bytea) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    delete from session.login l where l.id_sha256 = p_id_sha256 and l.person = session.person();
end
$body$;
comment on function session.close(bytea) is 'Logs out; nothing happens when it has ended already.';
revoke all on function session.close(bytea) from public;

create or replace function session.live(p_id_sha256 bytea) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_login session.login;
begin
    select * into v_login from session.login l where l.id_sha256 = p_id_sha256 and l.person = session.person();
    if v_login.login is null or session.left_s(v_login) <= 0 then
        perform ledger.fail('LG401', 'not logged in');
    end if;
    return v_login.person;
end
$body$;
comment on function session.live(bytea) is 'The person of a live session of the current person; LG401 otherwise.';
revoke all on function session.live(bytea) from public;

create or replace function session.close_all(p_id_sha256 bytea) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.live(p_id_sha256);
begin
    delete from session.login l where l.person = v_person;
end
$body$;
comment on function session.close_all(bytea) is 'Ends all logins of the person who is logged in here, this one too.';
revoke all on function session.close_all(bytea) from public;

create or replace function session.mine(p_id_sha256 bytea) returns text
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint := session.live(p_id_sha256);
begin
    return json_build_object(
        'logins', (select json_agg(json_build_object('opened_at', ledger.rfc3339(l.opened_at),
                'used_at', ledger.rfc3339(l.used_at), 'this', l.id_sha256 = p_id_sha256) order by l.login desc)
            from session.login l where l.person = v_person and session.left_s(l) > 0),
        'kept', (select coalesce(json_agg(json_build_object('kept', k.kept, 'page', k.page,
                'kept_at', ledger.rfc3339(k.kept_at), 'file_name', k.file_name) order by k.kept desc), '[]')
            from session.kept k where k.person = v_person))::text;
end
$body$;
comment on function session.mine(bytea) is 'The live logins and kept forms of the person who is logged in here.';
revoke all on function session.mine(bytea) from public;
