-- SPDX-License-Identifier: EUPL-1.2
-- Every act begins here: isolation, request, right, replay, locks, clock - in this order.

create or replace function ledger.check_attest(p_attest text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_attest is null or p_attest !~ '^[0-9a-f]{8}:[A-Za-z0-9+/]{86}==$'
       or not exists (select from ledger.attest_key k where k.key_id = left(p_attest, 8)) then
        perform ledger.refuse_request('attest');
    end if;
end
$body$;
comment on function ledger.check_attest(text) is
    'Shape and known key only: the sequencer and the verifier check the signature itself.';
revoke all on function ledger.check_attest(text) from public;

create or replace function ledger.check_actor(p_ctx ledger.act_context) returns ledger.act_context
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_needs_signature boolean;
    v_needs_factor    boolean;
begin
    if session_user <> (case p_ctx.audience when 'grantee' then 'tilsagn_grantee'
                                            when 'agency' then 'tilsagn_agency'
                                            when 'operator' then 'tilsagn_operator'
                                            when 'system' then 'tilsagn_sequencer' end) then
        perform ledger.fail('LG405', 'this pool does not speak for that audience',
                            jsonb_build_object('audience', p_ctx.audience));
    end if;
    if p_ctx.person is not null then
        select identity.human_now(p.person), p.organisation, identity.kind_now(p.organisation)
        into p_ctx.human, p_ctx.organisation, p_ctx.organisation_kind
        from identity.person p where p.person = p_ctx.person;
        if p_ctx.human is null then
            perform ledger.fail('LG401', 'no such person', jsonb_build_object('act', p_ctx.act));
        end if;
        -- A stolen pool speaks as its own audience at most: nothing may be written in an officer's name
        -- from the applicants' side, not even a refusal.
        if (p_ctx.organisation_kind in ('agency', 'state_auditor')) <> (p_ctx.audience = 'agency') then
            perform ledger.fail('LG405', 'the person is not of that audience',
                                jsonb_build_object('audience', p_ctx.audience));
        end if;
        if identity.blocked(p_ctx.person, p_ctx.certificate) then
            perform ledger.fail('LG404', 'the person or the certificate is blocked');
        end if;
        if p_ctx.role is not null and not identity.holds_role(p_ctx.person, p_ctx.role) then
            perform ledger.fail('LG401', 'the person does not hold that role',
                                jsonb_build_object('act', p_ctx.act, 'role', p_ctx.role));
        end if;
        p_ctx.actor := '{"human":' || p_ctx.human || ',"person":' || p_ctx.person
            || ',"organisation":"' || p_ctx.organisation || '","role":' || ledger.quoted(p_ctx.role)
            || ',"certificate":"' || p_ctx.certificate || '"}';
    end if;
    select a.needs_signature, a.needs_second_factor into v_needs_signature, v_needs_factor from rights.act a
    where a.act = p_ctx.act and a.audience = p_ctx.audience and a.role = coalesce(p_ctx.role, '-');
    if v_needs_signature is null then
        perform ledger.fail('LG401', 'this role may not perform this act',
                            jsonb_build_object('act', p_ctx.act, 'role', p_ctx.role));
    end if;
    p_ctx.needs_signature := v_needs_signature;
    p_ctx.needs_second_factor := v_needs_factor;
    return p_ctx;
end
$body$;
comment on function ledger.check_actor(ledger.act_context) is
    'Audience against the login role and the person''s organisation, block, role held now, right; fills human, '
    'organisation, actor.';
revoke all on function ledger.check_actor(ledger.act_context) from public;

create or replace function ledger.refuse_personal_numbers(p_params json) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_found jsonb;
begin
    if p_params::text !~ '[0-9]{6}.?[0-9]{4}' then -- nearly always: nothing is taken apart for it
        return;
    end if;
    v_found := rule.personal_numbers(p_params, '');
    if v_found <> '[]' then
        perform ledger.fail('LG102', 'a text holds what looks like a CPR number',
                            jsonb_build_object('violations', v_found));
    end if;
end
$body$;
comment on function ledger.refuse_personal_numbers(json) is
    'LG102 with the place of each when a text of a request holds what looks like a CPR number: the record cannot forget.';
revoke all on function ledger.refuse_personal_numbers(json) from public;

create or replace function ledger.not_there(p_act text, p_request text, p_attest text, p_message text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_ctx ledger.act_context := ledger.parse_request(p_request);
begin
    if v_ctx.act <> p_act then
        perform ledger.refuse_request('act');
    end if;
    perform ledger.check_attest(p_attest);
    perform ledger.check_actor(v_ctx);
    perform ledger.fail('LG301', p_message);
end
$body$;
comment on function ledger.not_there(text, text, text, text) is
    'LG301 for an act that looks up before ledger.begin_act() what it is about; whoever may not perform it is '
    'refused as always, and learns nothing about what there is.';
revoke all on function ledger.not_there(text, text, text, text) from public;

create or replace function ledger.find_replay(p_ctx ledger.act_context) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_entry bigint;
    v_hash  bytea;
begin
    select e.entry, e.request_hash into v_entry, v_hash from ledger.entry e where e.idem = p_ctx.idem;
    if v_entry is not null and v_hash <> p_ctx.request_hash then
        perform ledger.fail('LG501', 'this key was used for another request',
                            jsonb_build_object('entry', v_entry));
    end if;
    return v_entry;
end
$body$;
comment on function ledger.find_replay(ledger.act_context) is
    'Entry of the first answer to this request; LG501 when the key belongs to another request.';
revoke all on function ledger.find_replay(ledger.act_context) from public;

create or replace function ledger.lock_all(p_streams text[], p_shared text[], p_accounts text[]) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_lock record;
begin
    -- Ordered by the lock's own key, not by name: two names on one key must not be taken in two orders.
    for v_lock in
        select l.class, l.hash, bool_or(l.exclusive) as exclusive
        from (select ledger.stream_class(s) as class, hashtext(s) as hash, true as exclusive
              from unnest(p_streams) s
              union all
              select ledger.stream_class(s), hashtext(s), false from unnest(p_shared) s
              union all
              select 100, hashtext(a), true from unnest(p_accounts) a) l
        group by l.class, l.hash order by l.class, l.hash
    loop
        if v_lock.exclusive then
            perform pg_advisory_xact_lock(v_lock.class, v_lock.hash);
        else
            perform pg_advisory_xact_lock_shared(v_lock.class, v_lock.hash);
        end if;
    end loop;
end
$body$;
comment on function ledger.lock_all(text[], text[], text[]) is
    'Takes every lock of an act in the one order: kind of stream, then lock key, then accounts by lock key.';
revoke all on function ledger.lock_all(text[], text[], text[]) from public;

create or replace function ledger.begin_act(
    p_act text, p_request text, p_attest text, p_streams text[],
    p_shared_streams text[] default '{}', p_accounts text[] default '{}') returns ledger.act_context
    language plpgsql volatile set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan as -- arrays in parameters: it would plan at every call
$body$
declare
    v_ctx      ledger.act_context;
    v_last     timestamptz;
    v_duration interval;
begin
    -- Under a snapshot older than the lock, heads and balances would be read as they were before it.
    if current_setting('transaction_isolation') <> 'read committed' then
        perform ledger.fail('LG504', 'acts run in READ COMMITTED only',
            jsonb_build_object('isolation', current_setting('transaction_isolation')));
    end if;
    perform set_config('lock_timeout', case p_act when 'submit' then '150s' else '20s' end, true);

    v_ctx := ledger.parse_request(p_request);
    if v_ctx.act <> p_act then
        perform ledger.refuse_request('act');
    end if;
    perform ledger.check_attest(p_attest);
    v_ctx.attest := p_attest;
    v_ctx := ledger.check_actor(v_ctx);
    -- Whose human this act believes to know; separation of duties holds it to that once nobody can link it.
    perform set_config('tilsagn.acting', coalesce(v_ctx.person::text, ''), true);
    v_ctx.streams := p_streams;
    v_ctx.accounts := p_accounts;

    -- Before deadline and state: a repeated request gets its first answer whatever happened since.
    if v_ctx.idem is not null then
        v_ctx.replay := ledger.find_replay(v_ctx);
        if v_ctx.replay is not null then
            return v_ctx;
        end if;
    end if;
    perform ledger.refuse_personal_numbers(v_ctx.params);
    -- A signature of the person's own is more than a code; ledger.append() holds the act to it.
    if v_ctx.needs_second_factor and v_ctx.totp_step is null and not v_ctx.signs then
        perform ledger.fail('LG411', 'this act needs a second factor', jsonb_build_object(
            'factor', coalesce((select f.state from identity.factor_now(v_ctx.person) f), 'none')));
    end if;
    perform ledger.lock_all(p_streams, p_shared_streams, p_accounts);
    if v_ctx.idem is not null then
        v_ctx.replay := ledger.find_replay(v_ctx);
        if v_ctx.replay is not null then
            return v_ctx;
        end if;
    end if;

    if v_ctx.totp_step is not null then
        perform identity.use_factor(v_ctx);
    end if;
    v_ctx.at := ledger.clock();
    select max(h.at) into v_last
    from unnest(p_streams) s,
         lateral (select e.at from ledger.entry e where e.stream = s order by e.version desc limit 1) h;
    if v_ctx.at < v_last then
        perform ledger.fail('LG505', 'the clock is behind the stream''s last entry',
            jsonb_build_object('at', ledger.rfc3339(v_ctx.at), 'last', ledger.rfc3339(v_last)));
    end if;
    v_duration := v_ctx.received - v_ctx.began;
    if v_ctx.received is not null then -- least() would skip a null
        v_ctx.received := least(
            v_ctx.received + ledger.clock_offset_us() * interval '1 microsecond', v_ctx.at);
    end if;
    v_ctx.began := v_ctx.received - v_duration;
    return v_ctx;
end
$body$;
comment on function ledger.begin_act(text, text, text, text[], text[], text[]) is
    'Begins an act: LG504 isolation, LG101 request, LG405 audience, LG404 blocked, LG401 right, replay or '
    'LG501, LG102 a CPR number, second factor (LG411, LG412, LG413), locks, replay again, clock, LG505. When replay is set the act answers ledger.replay(ctx).';
revoke all on function ledger.begin_act(text, text, text, text[], text[], text[]) from public;
