-- SPDX-License-Identifier: EUPL-1.2
-- The log for its page, for receipts and for whoever checks one.

create or replace function read.checkpoint_note(p_size bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select o.origin || E'\n' || c.size || E'\n' || encode(c.root, 'base64') || E'\n\n'
           || (select string_agg(s.line || E'\n', '' order by s.cosigned_at is not null,
                                 case when s.cosigned_at is null then s.at end desc, s.at, s.key_name, s.key_id)
               from published.checkpoint_signature s where s.size = c.size)
    from published.checkpoint c, published.log o where c.size = p_size
$body$;
comment on function read.checkpoint_note(bigint) is 'A checkpoint as the signed note that is published, cosignatures included, the log''s newest key first.';
revoke all on function read.checkpoint_note(bigint) from public;

create or replace function read.cosignatures(p_size bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(json_agg(json_build_object('name', s.key_name, 'at', ledger.rfc3339(s.cosigned_at),
        'at_us', ledger.micros(s.cosigned_at)) order by s.cosigned_at, s.key_name), '[]'::json)
    from published.checkpoint_signature s where s.size = p_size and s.cosigned_at is not null
$body$;
comment on function read.cosignatures(bigint) is 'Who cosigned a checkpoint and when, by their own clocks.';
revoke all on function read.cosignatures(bigint) from public;

create or replace function read.log_place(p_entry bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('index', l.leaf_index, 'leaf_hash', encode(l.leaf_hash, 'hex'), 'size', c.size,
        'root', encode(c.root, 'hex'), 'checkpoint', read.checkpoint_note(c.size), 'witnessed', c.witnessed,
        'cosignatures', read.cosignatures(c.size))
    from published.log_leaf l
    join published.checkpoint c on c.size = coalesce(
        (select min(w.size) from published.witnessed w where w.size > l.leaf_index),
        (select min(k.size) from published.checkpoint k where k.size > l.leaf_index))
    where l.entry = p_entry
$body$;
comment on function read.log_place(bigint) is
    'Where an entry stands in the log, under the first checkpoint that a quorum cosigned, or the first at all; '
    'NULL until one covers it.';
revoke all on function read.log_place(bigint) from public;

create or replace function read.log_tile(p_level int, p_first bigint, p_count int) returns bytea
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case p_level
        when 0 then (select string_agg(l.leaf_hash, ''::bytea order by l.leaf_index) from published.log_leaf l
                     where l.leaf_index >= p_first and l.leaf_index < p_first + least(p_count, 256))
        else (select string_agg(h.hash, ''::bytea order by h.hash_index) from published.log_hash h
              where h.level = p_level and h.hash_index >= p_first and h.hash_index < p_first + least(p_count, 256)) end
$body$;
comment on function read.log_tile(int, bigint, int) is 'Hashes of a level, one behind the other, at most a tile of them.';
revoke all on function read.log_tile(int, bigint, int) from public;

create or replace function read.log_keys() returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object(
        -- A backup may not know the key that its log had last. Whoever signs today signed then, if the key is the same.
        'log', coalesce((select json_agg(json_build_object('name', k.name, 'key', encode(k.public_key, 'hex'))
                                         order by k.at, k.key_id, k.name)
            from (select g.key_name as name, g.public_key, g.at, g.key_id from published.log_key g
                  union all
                  select f.origin as name, g.public_key, g.at, g.key_id
                  from published.former_log f, published.log o, published.log_key g
                  where g.key_name = o.origin
                    and not exists (select from published.log_key h where h.key_name = f.origin and h.public_key = g.public_key)) k),
            '[]'::json),
        'attest', (select coalesce(json_agg(json_build_object('name', a.name, 'key', encode(a.public_key, 'hex'),
                                            'host', a.host) order by a.added_at, a.key_id), '[]'::json)
                   from published.attest_key a))
$body$;
comment on function read.log_keys() is 'Public keys of the log and of the portal hosts, under its names of now and before.';
revoke all on function read.log_keys() from public;

create or replace function read.published_log() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'origin', o.origin,
        'keys', read.log_keys(),
        'head', (select json_build_object('size', c.size, 'root', encode(c.root, 'hex'), 'at', ledger.rfc3339(c.at),
                     'witnessed', c.witnessed, 'cosignatures', read.cosignatures(c.size))
                 from published.checkpoint c order by c.size desc limit 1),
        'witnessed', (select json_build_object('size', c.size, 'at', ledger.rfc3339(c.at))
                      from published.checkpoint c where c.size = (select max(w.size) from published.witnessed w)),
        'missing_since', (select ledger.rfc3339(c.at) from published.checkpoint c
                          where c.size > coalesce((select max(w.size) from published.witnessed w), 0)
                          order by c.size limit 1),
        'former', (select coalesce(json_agg(json_build_object('origin', f.origin, 'next', f.next_origin,
                       'signed_size', f.signed_size, 'signed_root', encode(f.signed_root, 'hex'), 'left_size', f.left_size,
                       'lost', f.signed_size - f.left_size, 'at', ledger.rfc3339(f.at)) order by f.at), '[]'::json)
                   from published.former_log f),
        'replication', (select json_build_object('required', r.required, 'state', r.state, 'at', ledger.rfc3339(r.at))
                        from published.replication r),
        'policy', (select json_build_object('policy', p.policy, 'text', p.text, 'at', ledger.rfc3339(p.at))
                   from published.witness_policy p order by p.policy desc limit 1),
        'witnesses', (select coalesce(json_agg(json_build_object('name', e.key_name, 'key_id', e.key_id,
                          'state', e.state, 'size', e.size, 'told', e.told, 'at', ledger.rfc3339(e.at),
                          'cosigned', s.size, 'cosigned_at', ledger.rfc3339(s.cosigned_at))), '[]'::json)
                      from (select distinct on (v.key_name, v.key_id) v.* from published.witness_event v
                            order by v.key_name, v.key_id, v.event desc) e
                      left join lateral (select g.size, g.cosigned_at from published.checkpoint_signature g
                                         where g.key_name = e.key_name and g.key_id = e.key_id
                                         order by g.size desc limit 1) s on true),
        'checkpoints', (select coalesce(json_agg(json_build_object('size', c.size, 'root', encode(c.root, 'hex'),
                            'at', ledger.rfc3339(c.at), 'witnessed', c.witnessed,
                            'cosignatures', read.cosignatures(c.size)) order by c.size desc), '[]'::json)
                        from (select k.* from published.checkpoint k order by k.size desc limit 10) c))::text
    from ledger.clock() t(now), published.log o
$body$;
comment on function read.published_log() is 'The log''s page: its head, its witnesses and their last answers.';
revoke all on function read.published_log() from public;

create or replace function read.receipt_place(p_entry bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
        'keys', read.log_keys(), 'place', read.log_place(p_entry),
        'taken', (select encode(l.leaf_hash, 'hex') from published.log_leaf l where l.entry = p_entry),
        'waits', ledger.receipt_waits(p_entry),
        'kept_out', exists (select from published.kept_out k where k.entry = p_entry),
        'size', (select max(c.size) from published.checkpoint c),
        'policy', (select p.text from published.witness_policy p order by p.policy desc limit 1))::text
    from ledger.clock() t(now)
$body$;
comment on function read.receipt_place(bigint) is
    'What the check of a receipt compares it with: the keys, the policy, and where the entry stands (0: no entry is asked for).';
revoke all on function read.receipt_place(bigint) from public;

create or replace function read.former_head(p_origin text, p_size bigint, p_index bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('origin', f.origin, 'next', f.next_origin, 'signed_size', f.signed_size, 'left_size', f.left_size,
        'at', ledger.rfc3339(f.at),
        'root', encode(coalesce((select c.root from published.former_checkpoint c where c.origin = p_origin and c.size = p_size),
                                case when p_size = f.signed_size then f.signed_root
                                     when p_size <= f.left_size then ledger.former_root(p_origin, p_size) end), 'hex'),
        'leaf', (select encode(l.leaf_hash, 'hex') from published.former_leaf l where l.origin = p_origin and l.leaf_index = p_index))::text
    from published.former_log f where f.origin = p_origin
$body$;
comment on function read.former_head(text, bigint, bigint) is
    'What is known of a log that ended: how much was signed and left, the root at that size (0: none is asked for; null: nobody '
    'knows it any more), the leaf at that place if it was left; NULL when no log of that name ended.';
revoke all on function read.former_head(text, bigint, bigint) from public;
