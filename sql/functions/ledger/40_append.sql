-- SPDX-License-Identifier: EUPL-1.2
-- The only writer of entries, postings and the queue.

create or replace function ledger.reply(p_entry bigint, p_replayed boolean) returns ledger.act_reply
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select row(e.entry, e.stream, e.version, e.kind, e.leaf_hash, e.at, e.received,
               r.result ->> 'verdict', r.result::text, p_replayed, e.leaf)::ledger.act_reply
    from ledger.entry e,
         lateral (select convert_from(e.leaf, 'UTF8')::json -> 'result' as result) r
    where e.entry = p_entry
$body$;
comment on function ledger.reply(bigint, boolean) is 'The answer of an act, read from its entry''s leaf.';
revoke all on function ledger.reply(bigint, boolean) from public;

create or replace function ledger.replay(p_ctx ledger.act_context) returns ledger.act_reply
    language sql stable set search_path = pg_catalog, pg_temp as
$body$select ledger.reply(p_ctx.replay, true)$body$;
comment on function ledger.replay(ledger.act_context) is 'The first answer, again.';
revoke all on function ledger.replay(ledger.act_context) from public;

create or replace function ledger.post(p_entry bigint, p_accounts text[], p_amounts bigint[]) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_versions int[];
    v_balances bigint[];
    v_account  text;
    v_over     bigint;
begin
    select array_agg(coalesce(l.account_version, 0) + 1 order by u.n),
           array_agg(coalesce(l.balance_after, 0::bigint) order by u.n)
    into v_versions, v_balances
    from unnest(p_accounts) with ordinality u(account, n)
    left join lateral (select p.account_version, p.balance_after from ledger.posting p
                       where p.account = u.account order by p.account_version desc limit 1) l on true;
    -- The constraint posting_limit is the ceiling. Asking first costs no subtransaction and names the account.
    for i in 1 .. cardinality(p_accounts) loop
        v_account := p_accounts[i];
        v_over := v_balances[i] + p_amounts[i];
        if (case when v_account like 'appropriation:%:source' then v_over > 0 else v_over < 0 end) then
            perform ledger.fail('LG202', 'the balance does not cover the amount', jsonb_build_object(
                'account', v_account, 'balance', v_balances[i], 'amount', p_amounts[i]));
        end if;
    end loop;
    insert into ledger.posting (entry, n, account, account_version, amount, prev_balance, balance_after)
    select p_entry, u.n::smallint, u.account, u.version, u.amount, u.balance, u.balance + u.amount
    from unnest(p_accounts, p_amounts, v_versions, v_balances) with ordinality
         u(account, amount, version, balance, n);
end
$body$;
comment on function ledger.post(bigint, text[], bigint[]) is
    'Writes an entry''s postings onto the balance chains; LG202 names the account that does not cover.';
revoke all on function ledger.post(bigint, text[], bigint[]) from public;

create or replace function ledger.append(
    p_ctx ledger.act_context, p_stream text, p_result jsonb, p_call text default null,
    p_accounts text[] default '{}', p_amounts bigint[] default '{}', p_effective date default null,
    p_signature bytea default null) returns ledger.act_reply
    language plpgsql volatile set search_path = pg_catalog, pg_temp
    set plan_cache_mode = force_generic_plan as -- arrays in parameters: it would plan at every call
$body$
declare
    k_instant constant text := 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"';
    v_version   int := 0;
    v_prev      bytea;
    v_last      timestamptz;
    v_effective date := coalesce(p_effective, (p_ctx.at at time zone 'Europe/Copenhagen')::date);
    v_idem      bytea;
    v_postings  text := '';
    v_amount    bigint := 0;
    v_leaf      bytea;
    v_reply     ledger.act_reply;
begin
    if not p_stream = any (p_ctx.streams) or not p_accounts <@ p_ctx.accounts then
        raise exception 'act % writes % without its lock', p_ctx.act, p_stream using errcode = '55006';
    end if;
    -- Here and not at the beginning: nobody is asked to sign what would be refused for another reason.
    if (p_ctx.needs_signature or p_ctx.signs) and p_signature is null then
        perform ledger.fail('LG410', 'this act needs the person''s own signature',
                            jsonb_build_object('act', p_ctx.act));
    elsif p_signature is not null and not p_ctx.signs then
        perform ledger.refuse_request('second_factor'); -- the signed request says that it is signed
    end if;
    -- A statement of its own after the lock: it sees what was committed while we waited. Only an act's first
    -- entry carries the key; the others carry the same request.
    select h.version, h.leaf_hash, h.at,
           case when not exists (select from ledger.entry e where e.idem = p_ctx.idem
                                 and e.request_hash = p_ctx.request_hash) then p_ctx.idem end
    into v_version, v_prev, v_last, v_idem
    from (select 1) one
    left join (select e.version, e.leaf_hash, e.at from ledger.entry e where e.stream = p_stream
               order by e.version desc limit 1) h on true;
    if p_ctx.at < v_last then
        perform ledger.fail('LG505', 'the clock is behind the stream''s last entry');
    end if;
    if cardinality(p_accounts) > 0 then
        perform grants.assert_open(v_effective, p_effective is not null);
    end if;
    for i in 1 .. cardinality(p_accounts) loop
        v_postings := v_postings || case i when 1 then '' else ',' end
            || '{"account":"' || p_accounts[i] || '","amount":' || p_amounts[i] || '}';
        v_amount := v_amount + greatest(p_amounts[i], 0::bigint);
    end loop;
    if p_signature is not null then
        insert into ledger.signature (sha256, cms) values (sha256(p_signature), p_signature)
        on conflict (sha256) do nothing;
    end if;

    v_leaf := convert_to(
        '{"v":1,"stream":"' || p_stream || '","version":' || coalesce(v_version, 0) + 1
        || ',"prev":' || coalesce('"' || encode(v_prev, 'hex') || '"', 'null')
        || ',"kind":"' || p_ctx.act || '","at":"' || to_char(p_ctx.at at time zone 'UTC', k_instant)
        || '","effective":"' || to_char(v_effective::timestamp, 'YYYY-MM-DD')
        || '","received":' || coalesce('"' || to_char(p_ctx.received at time zone 'UTC', k_instant) || '"', 'null')
        || ',"began":' || coalesce('"' || to_char(p_ctx.began at time zone 'UTC', k_instant) || '"', 'null')
        || ',"actor":' || p_ctx.actor || ',"call":' || coalesce(to_json(p_call)::text, 'null')
        || ',"request":' || to_json(p_ctx.request)::text || ',"attest":"' || p_ctx.attest
        || '","signature":' || coalesce('"' || encode(sha256(p_signature), 'hex') || '"', 'null')
        || ',"result":' || p_result::text || ',"idem":' || coalesce('"' || encode(v_idem, 'hex') || '"', 'null')
        || ',"nonce":"' || encode(pgcrypto.gen_random_bytes(16), 'hex')
        || '","postings":[' || v_postings || ']}', 'UTF8');
    if octet_length(v_leaf) > 65535 then
        perform ledger.fail('LG101', 'the record would be longer than 65,535 bytes');
    end if;

    insert into ledger.entry (stream, version, prev_hash, kind, at, effective, received, began, human,
                              person, organisation, role, call, amount_ore, idem, request_hash, leaf)
    values (p_stream, coalesce(v_version, 0) + 1, v_prev, p_ctx.act, p_ctx.at, v_effective,
            p_ctx.received, p_ctx.began, p_ctx.human, p_ctx.person, p_ctx.organisation, p_ctx.role,
            p_call, v_amount, v_idem, p_ctx.request_hash, v_leaf)
    on conflict (idem) do nothing
    returning entry.entry, entry.stream, entry.version, entry.kind, entry.leaf_hash, entry.at,
              entry.received, p_result ->> 'verdict', p_result::text, false, entry.leaf
    into v_reply;
    if v_reply.entry is null then
        -- Another transaction used the key meanwhile on other streams. This act's own rows must go with it,
        -- so the transaction fails; run again, ledger.begin_act() finds the replay or the conflict.
        perform ledger.find_replay(p_ctx);
        raise exception 'the same request was recorded meanwhile; repeat it' using errcode = '40001';
    end if;
    if cardinality(p_accounts) > 0 then
        perform ledger.post(v_reply.entry, p_accounts, p_amounts);
    end if;
    insert into ledger.log_queue (entry) values (v_reply.entry);
    return v_reply;
end
$body$;
comment on function ledger.append(ledger.act_context, text, jsonb, text, text[], bigint[], date, bytea) is
    'Builds the leaf and writes entry, postings and queue row on a stream that ledger.begin_act() locked. '
    'p_signature is the CMS file. LG202 balance, LG410 missing signature, LG502 closed month, '
    'LG505 clock.';
revoke all on function ledger.append(ledger.act_context, text, jsonb, text, text[], bigint[], date, bytea)
    from public;

create or replace function ledger.assign_stream(p_stream text, p_organisation text, p_entry bigint) returns void
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$
    insert into ledger.stream_organisation (stream, organisation, entry)
    values (p_stream, p_organisation, p_entry)
$body$;
comment on function ledger.assign_stream(text, text, bigint) is
    'Makes a new stream belong to the applicant''s organisation, whose people then see all its entries.';
revoke all on function ledger.assign_stream(text, text, bigint) from public;

create or replace function ledger.balance(p_account text) returns bigint
    language sql volatile set search_path = pg_catalog, pg_temp as
$body$
    select coalesce((select p.balance_after from ledger.posting p where p.account = p_account
                     order by p.account_version desc limit 1), 0)
$body$;
comment on function ledger.balance(text) is 'Balance of an account now; for acts, after its lock.';
revoke all on function ledger.balance(text) from public;

create or replace function ledger.register_attest_key(p_key_id text, p_public_key bytea, p_host text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if exists (select from ledger.attest_key k where k.key_id = p_key_id
               and k.public_key = p_public_key and k.host = p_host) then
        return;
    end if;
    insert into ledger.attest_key (key_id, public_key, host, added_at)
    values (p_key_id, p_public_key, p_host, ledger.clock());
end
$body$;
comment on function ledger.register_attest_key(text, bytea, text) is
    'Makes a portal host''s key known. Superuser only (installation); act.record_deployment records all keys, '
    'so a key that appears otherwise is seen outside.';
revoke all on function ledger.register_attest_key(text, bytea, text) from public;
