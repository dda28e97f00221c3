-- SPDX-License-Identifier: EUPL-1.2
-- What tests/bench/log performs: an act that every role may perform, on any case. Everything but its business is
-- an act's own: ledger.begin_act() (request, attest, right, block, idempotency key, locks) and ledger.append()
-- (leaf, chain, postings, balances, queue). Requests are attested beforehand and each is performed once.
\set ON_ERROR_STOP 1
create schema bench;
create table bench.request (
    audience text not null,
    shard    int not null, -- one client's: cases of two shards are never the same
    n        int not null,
    request  text not null,
    attest   text not null,
    primary key (audience, shard, n)
);

-- Words of eight kinds; three of them move money.
insert into rights.act (act, audience, role, description)
select k, r.audience, r.role, 'tests/bench/log'
from unnest('{bench_note,bench_plan,bench_report,bench_letter,bench_hearing,bench_claim,bench_payment,bench_transfer}'::text[]) k,
     (values ('grantee', 'applicant'), ('grantee', 'management'), ('agency', 'officer'), ('agency', 'finance'),
             ('agency', 'administrator')) r(audience, role);

create function act.bench(p_request text, p_attest text, p_signature bytea) returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_grant    text := 'grant:' || (v_params ->> 'grant');
    v_amount   bigint := (v_params ->> 'amount_ore')::bigint;
    v_accounts text[] := case when v_amount > 0
        then array['appropriation:bench-' || (v_params ->> 'grant') || ':source', v_grant || ':committed'] else '{}' end;
    v_ctx      ledger.act_context;
begin
    v_ctx := ledger.begin_act(p_request::json ->> 'act', p_request, p_attest, array[v_grant], p_accounts => v_accounts);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    return next ledger.append(v_ctx, v_grant, '{"verdict":"done"}', v_params ->> 'call', v_accounts,
        case when v_amount > 0 then array[-v_amount, v_amount] else '{}' end);
end
$body$;
grant create on schema act to ledger_writer;
alter function act.bench(text, text, bytea) owner to ledger_writer;
revoke create on schema act from ledger_writer;
revoke all on function act.bench(text, text, bytea) from public;
grant execute on function act.bench(text, text, bytea) to tilsagn_grantee, tilsagn_agency;

do $$
begin
    for s in 0 .. 3 loop
        execute format('create sequence bench.next_grantee_%s minvalue 0', s);
        execute format('create sequence bench.next_agency_%s minvalue 0', s);
    end loop;
end
$$;

-- Performs the shard's next request; false when there is none.
create function bench.perform(p_audience text, p_shard int) returns boolean language plpgsql volatile as
$body$
declare
    v bench.request;
begin
    select r.* into v from bench.request r where r.audience = p_audience and r.shard = p_shard
        and r.n = (select nextval(format('bench.next_%s_%s', p_audience, p_shard)::regclass));
    if v.n is null then
        return false;
    end if;
    perform act.bench(v.request, v.attest, null);
    return true;
end
$body$;
create function bench.perform_one(p_audience text, p_shard int) returns void language plpgsql volatile as
$body$
begin
    if not bench.perform(p_audience, p_shard) then
        raise exception 'no attested request is left: give more ENTRIES';
    end if;
end
$body$;

-- Performs up to p_count, a hundred to a transaction.
create procedure bench.perform_many(p_audience text, p_shard int, p_count int) language plpgsql as
$body$
begin
    for n in 1 .. p_count loop
        exit when not bench.perform(p_audience, p_shard);
        if n % 100 = 0 then
            commit;
        end if;
    end loop;
end
$body$;
grant usage on schema bench to tilsagn_grantee, tilsagn_agency;
grant select on bench.request to tilsagn_grantee, tilsagn_agency;
grant usage on all sequences in schema bench to tilsagn_grantee, tilsagn_agency;
