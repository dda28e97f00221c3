-- SPDX-License-Identifier: EUPL-1.2
-- The second factor. The worker knows the seed and says which step a code belongs to; here is decided
-- that a step counts once, for whom, and how often somebody may guess. All of it in real time: an app
-- knows no simulated clock.

create or replace function identity.factor_now(p_person bigint, out proposal bigint, out state text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select f.proposal, case when f.change = 'revoke' then 'none'
                            when a.proposal is not null then 'active'
                            when f.at < ledger.clock() - interval '14 days' then 'none'
                            else 'open' end
    from (select 1) one
    left join lateral (
        select p.proposal, p.change, c.at from identity.factor_proposal p
        join identity.factor_confirmation c on c.proposal = p.proposal
        where p.person = p_person order by c.entry desc limit 1) f on true
    left join identity.factor_activation a on a.proposal = f.proposal
    where f.proposal is not null
$body$;
comment on function identity.factor_now(bigint) is
    'The person''s factor: none, open (two administrators enrolled it, a first code is missing; lapses after '
    '14 days) or active. No row: never any.';
revoke all on function identity.factor_now(bigint) from public;

create or replace function identity.real_time() returns timestamptz
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return clock_timestamp();
end
$body$;
comment on function identity.real_time() is
    'The time that apps on telephones know, also where the ledger''s clock is simulated. Never for a record.';
revoke all on function identity.real_time() from public;

create or replace function identity.step_now() returns bigint
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$select floor(extract(epoch from identity.real_time()) / 30)::bigint$body$;
comment on function identity.step_now() is 'The 30-second step of RFC 6238 now.';
revoke all on function identity.step_now() from public;

create or replace function identity.use_factor(p_ctx ledger.act_context) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_factor record;
    v_secret identity.factor_secret;
    v_off    bigint := p_ctx.totp_step - identity.step_now();
begin
    select * into v_factor from identity.factor_now(p_ctx.person);
    if v_factor.state is distinct from (case p_ctx.act when 'activate_factor' then 'open' else 'active' end) then
        perform ledger.fail('LG411', 'this act needs a second factor',
                            jsonb_build_object('factor', coalesce(v_factor.state, 'none')));
    end if;
    -- The row is locked to the end of the act: a step that two acts bring at once is one act's.
    select * into v_secret from identity.factor_secret s where s.proposal = v_factor.proposal for update;
    if v_secret.proposal is null then
        perform ledger.fail('LG411', 'no seed was made yet', '{"factor":"open"}');
    end if;
    if v_secret.locked_until > identity.real_time() then
        perform ledger.fail('LG413', 'the second factor is locked',
                            jsonb_build_object('until', ledger.rfc3339(v_secret.locked_until)));
    end if;
    if p_ctx.totp_step <= v_secret.last_step then
        perform ledger.fail('LG412', 'the code was used before', '{"reason":"used"}');
    end if;
    -- Wider than any drift, as an act may have waited for a lock; narrow enough that no step of another
    -- hour is consumed, which would lock the person out until then.
    if abs(v_off) > 20 then
        perform ledger.fail('LG412', 'the code is of another time', '{"reason":"time"}');
    end if;
    update identity.factor_secret s
    set last_step = p_ctx.totp_step, wrong = 0, locked_until = null,
        drift = greatest(least(v_off, 10), -10)::int
    where s.proposal = v_factor.proposal;
end
$body$;
comment on function identity.use_factor(ledger.act_context) is
    'Consumes the step of the request in the act''s own transaction: LG411 no factor, LG412 used or of another '
    'time, LG413 locked. Remembers how far the device''s clock is off.';
revoke all on function identity.use_factor(ledger.act_context) from public;

create or replace function identity.own_person() returns bigint
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint;
begin
    select p.person into v_person
    from identity.person p join identity.organisation o on o.organisation = p.organisation
    where p.person = ledger.current_person()
      and session_user = case when o.kind in ('agency', 'state_auditor') then 'tilsagn_agency'
                              else 'tilsagn_grantee' end;
    if v_person is null then
        perform ledger.fail('LG405', 'the person is not of that audience');
    end if;
    return v_person;
end
$body$;
comment on function identity.own_person() is 'The current person, LG405 when the pool does not speak for them.';
revoke all on function identity.own_person() from public;

create or replace function identity.own_factor()
    returns table (proposal bigint, state text, sealed bytea, drift int, locked boolean)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    return query
    select f.proposal, f.state, s.sealed, s.drift, coalesce(s.locked_until > identity.real_time(), false)
    from identity.factor_now(identity.own_person()) f
    left join identity.factor_secret s on s.proposal = f.proposal
    where f.state <> 'none';
end
$body$;
comment on function identity.own_factor() is
    'The current person''s factor with its sealed seed, for the worker that has the key; no row without one.';
revoke all on function identity.own_factor() from public;

create or replace function identity.begin_factor(p_sealed bytea) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_factor record;
begin
    select * into v_factor from identity.factor_now(identity.own_person());
    if v_factor.state is distinct from 'open' then
        perform ledger.fail('LG502', 'no new second factor is waiting for this person', jsonb_build_object(
            'state', coalesce(v_factor.state, 'none'), 'needed', 'open'));
    end if;
    -- A seed that was shown and lost is replaced: it never counted.
    insert into identity.factor_secret as s (proposal, sealed) values (v_factor.proposal, p_sealed)
    on conflict on constraint factor_secret_pkey
    do update set sealed = p_sealed, last_step = 0, drift = 0, wrong = 0
    where s.locked_until is null or s.locked_until < identity.real_time();
    if not found then
        perform ledger.fail('LG413', 'the second factor is locked');
    end if;
    return v_factor.proposal;
end
$body$;
comment on function identity.begin_factor(bytea) is
    'Keeps a new sealed seed for the current person''s open enrolment; LG502 without one.';
revoke all on function identity.begin_factor(bytea) from public;

create or replace function identity.count_wrong_code() returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person   bigint := identity.own_person();
    v_proposal bigint;
    v_locked   boolean;
begin
    select f.proposal into v_proposal from identity.factor_now(v_person) f where f.state <> 'none';
    -- Five guesses, then a quarter of an hour, then half an hour …, at most sixteen hours.
    update identity.factor_secret s
    set wrong = s.wrong + 1,
        locked_until = case when (s.wrong + 1) % 5 = 0
            then identity.real_time() + interval '15 minutes' * 2 ^ least((s.wrong + 1) / 5 - 1, 6)
            else s.locked_until end
    where s.proposal = v_proposal
    returning coalesce(s.locked_until > identity.real_time(), false) into v_locked;
    return coalesce(v_locked, false);
end
$body$;
comment on function identity.count_wrong_code() is
    'Counts a wrong code of the current person; true when that locked the factor. Every fifth in a row locks, '
    'each time twice as long.';
revoke all on function identity.count_wrong_code() from public;
