-- SPDX-License-Identifier: EUPL-1.2
-- A lost tail of the log is put back: each act is performed again from its signed leaf, with the instants and
-- numbers that it had, and must make the same bytes. All of it is one transaction of the superuser, who replaces
-- the clocks for as long as it lasts; nobody else ever meets them. Projections, balances and limits come from
-- the acts themselves, so that nothing has a second way of being written.

create or replace function ledger.replay_begin() returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    k_head constant text := ' language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as ';
    v_append text;
    v_again  text;
begin
    if not (select r.rolsuper from pg_roles r where r.rolname = session_user) then
        raise exception 'a lost tail is put back by the superuser' using errcode = '42501';
    end if;
    perform pg_advisory_xact_lock(6962, 0);
    lock table ledger.entry, ledger.log_queue, ledger.log_leaf in share row exclusive mode;
    insert into ledger.replay_former (name, body)
    select f.oid::text, pg_get_functiondef(f.oid)
    from unnest(array['ledger.clock()', 'ledger.clock_offset_us()', 'identity.step_now()', 'meta.catalogue_hash()',
                      'ledger.append(ledger.act_context,text,jsonb,text,text[],bigint[],date,bytea)']::regprocedure[]) f(oid);
    insert into ledger.replay_former (name, body) values ('catalogue', meta.catalogue_hash());
    select f.body into v_append from ledger.replay_former f where f.name like 'ledger.append(%';
    v_again := replace(v_append, 'encode(pgcrypto.gen_random_bytes(16), ''hex'')',
                       'ledger.replay_nonce(p_stream, coalesce(v_version, 0) + 1)');
    if v_again = v_append then
        raise exception 'ledger.append() has no nonce where it is looked for';
    end if;
    perform set_config('tilsagn.replay_at', ledger.clock()::text, true);
    execute v_again;
    execute 'create or replace function ledger.replay_nonce(p_stream text, p_version int) returns text' || k_head
        || quote_literal('begin return ledger.replay_take(p_stream, p_version); end');
    execute 'revoke all on function ledger.replay_nonce(text, int) from public';
    execute 'grant execute on function ledger.replay_nonce(text, int) to ledger_writer';
    execute 'create or replace function ledger.clock() returns timestamptz' || k_head
        || quote_literal('begin return current_setting(''tilsagn.replay_at'')::timestamptz; end');
    execute 'create or replace function ledger.clock_offset_us() returns bigint' || k_head
        || quote_literal('begin return current_setting(''tilsagn.replay_offset'')::bigint; end');
    execute 'create or replace function identity.step_now() returns bigint' || k_head
        || quote_literal('begin return current_setting(''tilsagn.replay_step'')::bigint; end');
    execute 'create or replace function meta.catalogue_hash() returns text' || k_head
        || quote_literal('begin return (select f.body from ledger.replay_former f where f.name = ''catalogue''); end');
end
$body$;
comment on function ledger.replay_begin() is
    'Stops every act and the sequencer until the transaction ends, and puts the clocks of the lost acts in the place of ours.';
revoke all on function ledger.replay_begin() from public;

create or replace function ledger.replay_take(p_stream text, p_version int) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_leaf ledger.replay_leaf;
begin
    select * into v_leaf from ledger.replay_leaf r where r.stream = p_stream and r.version = p_version;
    if v_leaf.entry is null then
        raise exception 'the act writes version % of %, which the log does not have', p_version, p_stream;
    end if;
    perform setval('ledger.entry_entry_seq', v_leaf.entry, false),
            set_config('tilsagn.replay_taken', current_setting('tilsagn.replay_taken') || ',' || v_leaf.leaf_index, true);
    return convert_from(v_leaf.leaf, 'UTF8')::json ->> 'nonce';
end
$body$;
comment on function ledger.replay_take(text, int) is
    'The nonce of a lost leaf; its entry gets the number that it had.';
revoke all on function ledger.replay_take(text, int) from public;

create or replace function ledger.replay_add(p_index bigint, p_entry bigint, p_leaf bytea) returns boolean
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_leaf   json := convert_from(p_leaf, 'UTF8')::json;
    v_found  record;
begin
    select e.entry, e.leaf into v_found from ledger.entry e
    where e.stream = v_leaf ->> 'stream' and e.version = (v_leaf ->> 'version')::int;
    if v_found.leaf is distinct from p_leaf and v_found.entry is not null then
        raise exception 'something else was recorded in its place meanwhile, as entry %', v_found.entry;
    elsif v_found.entry <> p_entry then
        raise exception 'it is number % here, % beside the log', v_found.entry, p_entry;
    elsif v_found.entry is null and exists (select from ledger.entry e where e.entry = p_entry) then
        raise exception 'its number % was given to another entry meanwhile', p_entry;
    end if;
    insert into ledger.replay_leaf (leaf_index, entry, stream, version, leaf, there)
    values (p_index, p_entry, v_leaf ->> 'stream', (v_leaf ->> 'version')::int, p_leaf, v_found.entry is not null);
    return v_found.entry is not null;
end
$body$;
comment on function ledger.replay_add(bigint, bigint, bytea) is
    'Names a signed leaf that the log has lost; true when its entry is there all the same and only waits to be logged.';
revoke all on function ledger.replay_add(bigint, bigint, bytea) from public;

create or replace function ledger.replay_needs(p_index bigint) returns table (sha256 text, cms boolean)
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return query
        with one as (
            select convert_from(r.leaf, 'UTF8')::json as leaf from ledger.replay_leaf r
            where r.leaf_index = p_index and not r.there
        ), named as (
            select o.leaf ->> 'signature' as hash, true as cms from one o
            union all
            select p.value, false from one o, json_each_text((o.leaf ->> 'request')::json -> 'params') p
            where p.key ~ 'sha256$' and o.leaf ->> 'kind' <> 'submit'
        )
        select n.hash, n.cms from named n
        where n.hash ~ '^[0-9a-f]{64}$' and (n.cms or not exists (select from store.file f where f.sha256 = decode(n.hash, 'hex')));
end
$body$;
comment on function ledger.replay_needs(bigint) is
    'What a lost leaf names by its hash and does not hold: the person''s CMS file; a document or file, or what only looks so.';
revoke all on function ledger.replay_needs(bigint) from public;

create or replace function ledger.replay_give(p_index bigint, p_bytes bytea) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    return store.keep_document(p_bytes, case
        when (select convert_from(r.leaf, 'UTF8')::json ->> 'kind' from ledger.replay_leaf r where r.leaf_index = p_index)
             not in ('release_batch', 'import_statement') then 'application/json'
        when substr(p_bytes, 1, 1) = '<' then 'application/xml' else 'text/csv' end);
end
$body$;
comment on function ledger.replay_give(bigint, bytea) is 'Keeps a document or payment file that a lost leaf names; its SHA-256 as hex.';
revoke all on function ledger.replay_give(bigint, bytea) from public;

create or replace function ledger.replay_known_signature(p_sha256 text) returns bytea
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return (select s.cms from ledger.signature s where s.sha256 = decode(p_sha256, 'hex'));
end
$body$;
comment on function ledger.replay_known_signature(text) is 'A CMS file that the database has; null: it has not.';
revoke all on function ledger.replay_known_signature(text) from public;

create or replace function ledger.replay_make(p_index bigint, p_signature bytea) returns boolean
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_lost    ledger.replay_leaf;
    v_leaf    json;
    v_request json;
    v_made    record;
    v_taken   bigint[];
begin
    select * into v_lost from ledger.replay_leaf r where r.leaf_index = p_index;
    if v_lost.there then
        return false;
    end if;
    v_leaf := convert_from(v_lost.leaf, 'UTF8')::json;
    v_request := (v_leaf ->> 'request')::json;
    -- A number that the act draws and the leaf names is drawn again.
    perform case v_leaf ->> 'kind'
        when 'propose' then setval('ledger.proposal_proposal_seq', (v_leaf #>> '{result,proposal}')::bigint, false)
        when 'propose_factor' then setval('identity.factor_proposal_proposal_seq', (v_leaf #>> '{result,proposal}')::bigint, false)
        when 'release_batch' then setval('grants.batch_number', (v_leaf #>> '{result,batch}')::bigint, false) end;
    perform set_config('tilsagn.replay_taken', '', true),
            set_config('tilsagn.replay_at', v_leaf ->> 'at', true),
            set_config('tilsagn.replay_offset', coalesce(ledger.micros((v_leaf ->> 'received')::timestamptz)
                                                         - (v_request ->> 'received_us')::bigint, 0)::text, true),
            set_config('tilsagn.replay_step', coalesce(v_request #>> '{second_factor,totp_step}', '0'), true),
            set_config('tilsagn.person', coalesce(v_request ->> 'person', ''), true),
            set_config('session_authorization', case v_request ->> 'audience' when 'system' then 'tilsagn_sequencer'
                                                else 'tilsagn_' || (v_request ->> 'audience') end, true);
    execute format('select from act.%I($1, $2, $3)', v_leaf ->> 'kind')
        using v_leaf ->> 'request', v_leaf ->> 'attest', p_signature;
    execute 'reset session authorization';
    -- One act may write several entries; each must be what the log has, byte for byte.
    v_taken := string_to_array(ltrim(current_setting('tilsagn.replay_taken'), ','), ',')::bigint[];
    for v_made in select r.leaf_index, e.leaf as made, r.leaf
                  from ledger.replay_leaf r join ledger.entry e on e.stream = r.stream and e.version = r.version
                  where r.leaf_index = any (v_taken) loop
        if v_made.made <> v_made.leaf then
            raise exception 'entry % comes out otherwise: made again it says %', v_made.leaf_index,
                (select string_agg(a.key || ' ' || b.value::text, ', ')
                 from json_each(convert_from(v_made.leaf, 'UTF8')::json) a
                 join json_each(convert_from(v_made.made, 'UTF8')::json) b on b.key = a.key
                 where a.value::text <> b.value::text);
        end if;
    end loop;
    update ledger.replay_leaf r set there = true
    where r.leaf_index = any (v_taken)
      and exists (select from ledger.entry e where e.stream = r.stream and e.version = r.version and e.entry = r.entry);
    if not (select r.there from ledger.replay_leaf r where r.leaf_index = p_index) then
        raise exception 'made again it writes no such entry';
    end if;
    return true;
end
$body$;
comment on function ledger.replay_make(bigint, bytea) is
    'Performs the act of a lost leaf again, as its audience and at its time; false when its entry is there already. '
    'Raises unless every entry that the act writes is the one that was signed.';
revoke all on function ledger.replay_make(bigint, bytea) from public;

create or replace function ledger.replay_settle() returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform setval('ledger.entry_entry_seq', (select coalesce(max(e.entry), 0) + 1 from ledger.entry e), false),
            setval('ledger.proposal_proposal_seq', (select coalesce(max(p.proposal), 0) + 1 from ledger.proposal p), false),
            setval('identity.factor_proposal_proposal_seq',
                   (select coalesce(max(p.proposal), 0) + 1 from identity.factor_proposal p), false),
            setval('grants.batch_number', (select coalesce(max(b.batch), 0) + 1 from grants.batch b), false);
end
$body$;
comment on function ledger.replay_settle() is
    'The next numbers are those behind what there is, also after a replay that was given up: sequences know no rollback.';
revoke all on function ledger.replay_settle() from public;

create or replace function ledger.replay_end() returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_former    record;
    v_catalogue text;
    v_count     bigint;
begin
    if exists (select from ledger.replay_leaf r where not r.there) then
        raise exception 'entries are missing yet';
    end if;
    for v_former in select f.name, f.body from ledger.replay_former f where f.name <> 'catalogue' loop
        execute v_former.body;
    end loop;
    execute 'drop function ledger.replay_nonce(text, int)';
    insert into ledger.log_leaf (leaf_index, entry, leaf_hash)
    select r.leaf_index, r.entry, e.leaf_hash from ledger.replay_leaf r join ledger.entry e on e.entry = r.entry;
    get diagnostics v_count = row_count;
    delete from ledger.log_queue q where q.entry in (select r.entry from ledger.replay_leaf r);
    for v_level in 1 .. 7 loop
        insert into ledger.log_hash (level, hash_index, hash)
        select v_level, t.n, ledger.merkle_fold(ledger.log_tile(v_level - 1, t.n * 256, 256))
        from generate_series(
            (select coalesce(max(h.hash_index) + 1, 0) from ledger.log_hash h where h.level = v_level),
            (ledger.log_size() >> (8 * v_level)) - 1) t(n);
    end loop;
    select f.body into v_catalogue from ledger.replay_former f where f.name = 'catalogue';
    delete from ledger.replay_leaf;
    delete from ledger.replay_former;
    if v_catalogue is distinct from meta.catalogue_hash() then
        raise exception 'the schema would not be what it was';
    end if;
    perform ledger.replay_settle();
    return v_count;
end
$body$;
comment on function ledger.replay_end() is
    'Logs what was put back, in its places, and gives every function its former text; the schema is what it was. How many.';
revoke all on function ledger.replay_end() from public;
