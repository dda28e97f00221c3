-- SPDX-License-Identifier: EUPL-1.2
-- What the sequencer does in the database. It reads and writes the log by these functions alone.

create or replace function ledger.log_take(p_limit int)
    returns table (queue_id bigint, entry bigint, leaf bytea, leaf_hash bytea)
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    perform pg_advisory_xact_lock(6962, 0); -- one sequencer at a time; unique keys are the backstop
    return query
        with taken as (
            delete from ledger.log_queue q
            where q.queue_id in (select o.queue_id from ledger.log_queue o order by o.queue_id limit p_limit)
            returning q.queue_id, q.entry
        )
        select t.queue_id, t.entry, e.leaf, e.leaf_hash
        from taken t join ledger.entry e on e.entry = t.entry
        order by t.queue_id; -- RETURNING alone was seen out of order after a vacuum
end
$body$;
comment on function ledger.log_take(int) is
    'Takes the next waiting entries off the queue, in its order, within the caller''s transaction. A set, not a '
    'high-water mark: what commits late comes with a later batch.';
revoke all on function ledger.log_take(int) from public;

create or replace function ledger.log_size() returns bigint
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$select coalesce(max(l.leaf_index) + 1, 0) from ledger.log_leaf l$body$;
comment on function ledger.log_size() is 'Number of entries in the log.';
revoke all on function ledger.log_size() from public;

create or replace function ledger.log_put(p_first bigint, p_entries text, p_hashes bytea) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_entries bigint[] := p_entries::bigint[];
begin
    if p_first <> ledger.log_size() or octet_length(p_hashes) <> 32 * cardinality(v_entries) then
        raise exception 'the batch does not continue the log' using errcode = '40001';
    end if;
    insert into ledger.log_leaf (leaf_index, entry, leaf_hash)
    select p_first + u.n - 1, u.entry, substring(p_hashes from (32 * (u.n - 1) + 1)::int for 32)
    from unnest(v_entries) with ordinality u(entry, n);
end
$body$;
comment on function ledger.log_put(bigint, text, bytea) is
    'Appends entries to the log: their numbers as an array''s text, their leaf hashes one behind the other.';
revoke all on function ledger.log_put(bigint, text, bytea) from public;

create or replace function ledger.log_put_hash(p_level int, p_index bigint, p_hash bytea) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
    insert into ledger.log_hash (level, hash_index, hash) values (p_level::smallint, p_index, p_hash)
$body$;
comment on function ledger.log_put_hash(int, bigint, bytea) is 'Keeps the root of a tile that has become whole.';
revoke all on function ledger.log_put_hash(int, bigint, bytea) from public;

create or replace function ledger.log_tile(p_level int, p_first bigint, p_count int) returns bytea
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select case p_level
        when 0 then (select string_agg(l.leaf_hash, ''::bytea order by l.leaf_index) from ledger.log_leaf l
                     where l.leaf_index >= p_first and l.leaf_index < p_first + p_count)
        else (select string_agg(h.hash, ''::bytea order by h.hash_index) from ledger.log_hash h
              where h.level = p_level and h.hash_index >= p_first and h.hash_index < p_first + p_count) end
$body$;
comment on function ledger.log_tile(int, bigint, int) is 'Hashes of a level, one behind the other; fewer when there are fewer.';
revoke all on function ledger.log_tile(int, bigint, int) from public;

create or replace function ledger.log_leaves(p_first bigint, p_count int)
    returns table (leaf_index bigint, leaf bytea, leaf_hash bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select l.leaf_index, e.leaf, l.leaf_hash
    from ledger.log_leaf l join ledger.entry e on e.entry = l.entry
    where l.leaf_index >= p_first and l.leaf_index < p_first + p_count
    order by l.leaf_index
$body$;
comment on function ledger.log_leaves(bigint, int) is 'Leaves of the log as they are stored, for hashing them again and for bundles.';
revoke all on function ledger.log_leaves(bigint, int) from public;

create or replace function ledger.log_keep_out(p_entry bigint, p_queue_id bigint, p_reason text) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
    insert into ledger.log_quarantine (entry, queue_id, reason, at)
    values (p_entry, p_queue_id, p_reason, ledger.clock())
$body$;
comment on function ledger.log_keep_out(bigint, bigint, text) is 'Keeps an entry out of the log for ever.';
revoke all on function ledger.log_keep_out(bigint, bigint, text) from public;

create or replace function ledger.log_put_checkpoint(p_size bigint, p_root bytea, p_key_name text, p_key_id text,
                                                     p_line text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    insert into ledger.checkpoint (size, root, at) values (p_size, p_root, ledger.clock())
    on conflict (size) do nothing;
    if not exists (select from ledger.checkpoint c where c.size = p_size and c.root = p_root) then
        raise exception 'another root was signed for size %', p_size using errcode = '23505';
    end if;
    insert into ledger.checkpoint_signature (size, key_id, key_name, line, at)
    values (p_size, p_key_id, p_key_name, p_line, ledger.clock())
    on conflict (size, key_name, key_id) do nothing;
end
$body$;
comment on function ledger.log_put_checkpoint(bigint, bytea, text, text, text) is
    'Keeps a signed checkpoint and one signature line; again does nothing, another root for the size is refused.';
revoke all on function ledger.log_put_checkpoint(bigint, bytea, text, text, text) from public;

create or replace function ledger.log_last_checkpoint() returns table (size bigint, root bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$select c.size, c.root from ledger.checkpoint c order by c.size desc limit 1$body$;
comment on function ledger.log_last_checkpoint() is 'The greatest signed size that this database knows.';
revoke all on function ledger.log_last_checkpoint() from public;

create or replace function ledger.merkle_fold(p_hashes bytea) returns bytea
    language plpgsql immutable strict set search_path = pg_catalog, pg_temp as
$body$
declare
    v_hashes bytea := p_hashes;
begin
    while octet_length(v_hashes) > 32 loop
        select string_agg(sha256('\x01'::bytea || substring(v_hashes from 64 * n + 1 for 64)), ''::bytea order by n)
        into v_hashes
        from generate_series(0, octet_length(v_hashes) / 64 - 1) n;
    end loop;
    return v_hashes;
end
$body$;
comment on function ledger.merkle_fold(bytea) is
    'Root of a complete subtree from its hashes, a power of two of them; for sql/checks.';
revoke all on function ledger.merkle_fold(bytea) from public;

create or replace function ledger.merkle_join(p_trees bytea[]) returns bytea
    language plpgsql immutable strict set search_path = pg_catalog, pg_temp as
$body$
declare
    v_root bytea := sha256('');
begin
    for v_n in reverse cardinality(p_trees) .. 1 loop
        v_root := case when v_n = cardinality(p_trees) then p_trees[v_n]
                       else sha256('\x01'::bytea || p_trees[v_n] || v_root) end;
    end loop;
    return v_root;
end
$body$;
comment on function ledger.merkle_join(bytea[]) is
    'Root of a tree from the roots of its complete subtrees, the greatest first; null when one is missing.';
revoke all on function ledger.merkle_join(bytea[]) from public;

create or replace function ledger.log_root(p_size bigint) returns bytea
    language plpgsql stable strict set search_path = pg_catalog, pg_temp as
$body$
declare
    v_trees bytea[] := '{}'::bytea[];
    v_first bigint := 0;
    v_level int;
begin
    -- The complete trees of which the tree of that size is made, the greatest first.
    for v_bit in reverse 62 .. 0 loop
        if (p_size >> v_bit) & 1 = 1 then
            v_level := least(v_bit / 8, 7);
            v_trees := v_trees || ledger.merkle_fold(ledger.log_tile(v_level, v_first >> (8 * v_level),
                                                                     (1::bigint << (v_bit - 8 * v_level))::int));
            v_first := v_first + (1::bigint << v_bit);
        end if;
    end loop;
    return ledger.merkle_join(v_trees);
end
$body$;
comment on function ledger.log_root(bigint) is
    'Root of the log''s first entries, from its whole tiles and what stands beside them; null when hashes are missing; for sql/checks.';
revoke all on function ledger.log_root(bigint) from public;

create or replace function ledger.log_documents(p_first bigint, p_end bigint) returns table (sha256 bytea, bytes bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select c.sha256, convert_to(c.definition, 'UTF8')
    from ledger.log_leaf l join grants.call c on c.entry = l.entry
    where l.leaf_index >= p_first and l.leaf_index < p_end
    union all
    select a.input_sha256, convert_to(a.input, 'UTF8')
    from ledger.log_leaf l join grants.allocation_proposal a on a.entry = l.entry
    where l.leaf_index >= p_first and l.leaf_index < p_end
$body$;
comment on function ledger.log_documents(bigint, bigint) is
    'What entries from p_first to before p_end name by SHA-256 and a verifier needs to make decisions again: '
    'definitions of calls, inputs of allocations.';
revoke all on function ledger.log_documents(bigint, bigint) from public;

create or replace function ledger.log_numbers(p_first bigint, p_count int) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select string_agg(l.entry || E'\n', '' order by l.leaf_index) from ledger.log_leaf l
    where l.leaf_index >= p_first and l.leaf_index < p_first + p_count
$body$;
comment on function ledger.log_numbers(bigint, int) is
    'Numbers of the log''s entries, a line each: no leaf holds its own, and a lost one gets it back from here.';
revoke all on function ledger.log_numbers(bigint, int) from public;
