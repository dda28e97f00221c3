-- SPDX-License-Identifier: EUPL-1.2
-- What waits for a person's own signature, and what the signature was verified with.

create or replace function store.keep_request(p_request text) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person  bigint := identity.own_person();
    v_ctx     ledger.act_context := ledger.parse_request(p_request);
    v_now     timestamptz := identity.real_time();
    v_pending bigint;
begin
    if v_ctx.person is distinct from v_person or not v_ctx.signs or v_ctx.idem is null then
        perform ledger.refuse_request('person, second_factor, idem');
    end if;
    delete from ledger.pending_request r where r.person = v_person and r.expires < v_now;
    if (select count(*) from ledger.pending_request r where r.person = v_person) >= 50 then
        perform ledger.fail('LG406', 'too many requests wait for a signature');
    end if;
    insert into ledger.pending_request (person, act, request, made, expires)
    values (v_person, v_ctx.act, p_request, v_now, v_now + interval '1 hour')
    returning pending_request.pending into v_pending;
    return v_pending;
end
$body$;
comment on function store.keep_request(text) is
    'Keeps the exact text of a request that its person is to sign, for an hour. It carries an idempotency key, '
    'so that one signature is one act. LG101, LG405, LG406.';
revoke all on function store.keep_request(text) from public;

create or replace function store.pending_request(p_pending bigint) returns json
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'pending', r.pending, 'act', r.act, 'request', r.request,
        'sha256', encode(sha256(convert_to(r.request, 'UTF8')), 'hex'),
        'made', ledger.rfc3339(r.made), 'made_us', ledger.micros(r.made),
        'expires', ledger.rfc3339(r.expires), 'expired', r.expires < identity.real_time())
    from ledger.pending_request r, ledger.clock() c(now)
    where r.pending = p_pending and r.person = identity.own_person()
$body$;
comment on function store.pending_request(bigint) is 'A request that waits for the current person''s signature; NULL for others.';
revoke all on function store.pending_request(bigint) from public;

create or replace function read.pending_request(p_pending bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$select store.pending_request(p_pending)::text$body$;
comment on function read.pending_request(bigint) is 'A request that waits for the current person''s signature; NULL for others.';
revoke all on function read.pending_request(bigint) from public;

create or replace function store.put_evidence(p_signature bytea, p_kind text, p_sha256 bytea, p_bytes bytea)
    returns boolean
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    perform identity.own_person();
    if p_bytes is not null then
        insert into ledger.evidence (sha256, kind, bytes) values (p_sha256, p_kind, p_bytes)
        on conflict (sha256) do nothing;
    elsif not exists (select from ledger.evidence e where e.sha256 = p_sha256) then
        return false;
    end if;
    insert into ledger.signature_evidence (signature, evidence) values (p_signature, p_sha256)
    on conflict (signature, evidence) do nothing;
    return true;
end
$body$;
comment on function store.put_evidence(bytea, text, bytea, bytea) is
    'Keeps what a signature was verified with. Without bytes: false when it is not there yet, so that a large '
    'list is sent once only.';
revoke all on function store.put_evidence(bytea, text, bytea, bytea) from public;
