-- SPDX-License-Identifier: EUPL-1.2
-- A log whose signed end is lost for good: what is left goes on under the next name. Two administrators confirm it, and
-- the superuser carries it out in one transaction; nobody else can, as only that transaction moves the log.

create or replace function ledger.next_origin(p_origin text) returns text
    language sql immutable strict set search_path = pg_catalog, pg_temp as
$body$
    select case when p_origin ~ '/[0-9]{1,6}$'
        then regexp_replace(p_origin, '[0-9]+$', '') || substring(p_origin from '([0-9]+)$')::int + 1
        else p_origin || '/2' end
$body$;
comment on function ledger.next_origin(text) is 'The name of the log after this one: its number and one more; without a number 2.';
revoke all on function ledger.next_origin(text) from public;

create or replace function ledger.note_key_id(p_name text, p_public_key bytea) returns text
    language sql immutable strict set search_path = pg_catalog, pg_temp as
$body$
    select encode(substring(sha256(convert_to(p_name || E'\n', 'UTF8') || '\x01'::bytea || p_public_key) from 1 for 4), 'hex')
$body$;
comment on function ledger.note_key_id(text, bytea) is 'Id of an Ed25519 key that signs notes under this name, hex.';
revoke all on function ledger.note_key_id(text, bytea) from public;

create or replace function ledger.attest_name(p_key_id text, p_public_key bytea) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select coalesce((select f.origin from ledger.former_log f where ledger.note_key_id(f.origin, p_public_key) = p_key_id),
                    (select s.value from meta.setting s where s.name = 'origin'))
$body$;
comment on function ledger.attest_name(text, bytea) is
    'The name under which a portal host''s key has this id: a former log''s, or else that of now.';
revoke all on function ledger.attest_name(text, bytea) from public;

create or replace function ledger.log_attest_names() returns table (public_key bytea, name text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select k.public_key, ledger.attest_name(k.key_id, k.public_key)
    from ledger.attest_key k order by k.added_at, k.key_id
$body$;
comment on function ledger.log_attest_names() is 'Keys with which portal hosts attest, each with the name that its id is of.';
revoke all on function ledger.log_attest_names() from public;

create or replace function ledger.former_root(p_origin text, p_size bigint) returns bytea
    language plpgsql stable strict security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_trees bytea[] := '{}'::bytea[];
    v_first bigint := 0;
begin
    if p_size > (select count(*) from ledger.former_leaf f where f.origin = p_origin) then
        return null;
    end if;
    for v_bit in reverse 62 .. 0 loop
        if (p_size >> v_bit) & 1 = 1 then
            v_trees := v_trees || ledger.merkle_fold((
                select string_agg(f.leaf_hash, ''::bytea order by f.leaf_index) from ledger.former_leaf f
                where f.origin = p_origin and f.leaf_index >= v_first and f.leaf_index < v_first + (1::bigint << v_bit)));
            v_first := v_first + (1::bigint << v_bit);
        end if;
    end loop;
    return ledger.merkle_join(v_trees);
end
$body$;
comment on function ledger.former_root(text, bigint) is
    'Root of the first entries of a former log, from its leaves alone; null when fewer were left.';
revoke all on function ledger.former_root(text, bigint) from public;

create or replace function ledger.receipt_waits(p_entry bigint) returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select encode(e.leaf_hash, 'hex') from ledger.log_queue q join ledger.entry e on e.entry = q.entry where q.entry = p_entry
$body$;
comment on function ledger.receipt_waits(bigint) is
    'Leaf hash, hex, of an entry that waits to be logged: for the holder of its receipt, to whom it is not lost.';
revoke all on function ledger.receipt_waits(bigint) from public;

create or replace function ledger.former_at(p_entry bigint) returns timestamptz
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$select e.at from ledger.entry e where e.entry = p_entry and e.kind = 'begin_log'$body$;
comment on function ledger.former_at(bigint) is 'When a log was begun anew; for everybody, who may not read the entry.';
revoke all on function ledger.former_at(bigint) from public;

create or replace function ledger.check_discontinuity(p_document json) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_origin text := (select s.value from meta.setting s where s.name = 'origin');
    v_size   bigint := ledger.log_size();
    v_wrong  text;
begin
    perform ledger.exact_keys(p_document, array['v', 'former', 'origin', 'signed_size', 'signed_root', 'head', 'left_size',
                                                'left_root', 'reason']);
    perform ledger.param_text(p_document, 'reason', '.', 2000), ledger.param_sha256(p_document, 'signed_root');
    v_wrong := case
        when p_document ->> 'v' <> '1' then 'v'
        when coalesce(p_document ->> 'head', '') not in ('signed', 'unsigned') then 'head'
        when p_document ->> 'former' is distinct from v_origin then 'former'
        when p_document ->> 'origin' is distinct from ledger.next_origin(v_origin) then 'origin'
        when ledger.param_int8(p_document, 'left_size', 0) <> v_size then 'left_size'
        when ledger.param_sha256(p_document, 'left_root') is distinct from ledger.log_root(v_size) then 'left_root'
        -- What is there must be what was signed: a record that was changed cannot begin anew as if it were only shorter.
        when exists (select from ledger.log_last_checkpoint() c where c.root is distinct from ledger.log_root(c.size)) then 'left_root'
        when ledger.param_int8(p_document, 'signed_size') <= v_size then 'signed_size' end;
    if v_wrong is not null then
        perform ledger.fail('LG502', 'this is not what the log has lost', jsonb_build_object(
            'state', v_wrong, 'needed', v_origin || ' ' || v_size));
    end if;
end
$body$;
comment on function ledger.check_discontinuity(json) is
    'LG101 form; LG502 unless the document names this log, the next name, exactly what is left here, and more that was signed.';
revoke all on function ledger.check_discontinuity(json) from public;

create or replace function ledger.begin_anew_empty(p_table regclass) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_trigger name;
begin
    -- Nothing refers to the rows any more (begin_anew() asks before it returns), and the constraints' own triggers would ask
    -- as the owner, who may not.
    execute format('alter table %s disable trigger all', p_table);
    execute format('delete from %s', p_table);
    execute format('alter table %s enable trigger all', p_table);
    for v_trigger in select t.tgname from pg_trigger t where t.tgrelid = p_table and not t.tgisinternal loop
        execute format('alter table %s enable always trigger %I', p_table, v_trigger);
    end loop;
end
$body$;
comment on function ledger.begin_anew_empty(regclass) is 'Empties a table of the log whose rows have gone to the former ones. Only the superuser can.';
revoke all on function ledger.begin_anew_empty(regclass) from public;

create or replace function ledger.begin_anew(p_request text, p_attest text) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_catalogue text := meta.catalogue_hash();
    v_former    text := (select s.value from meta.setting s where s.name = 'origin');
    v_waiting   bigint[];
    v_entry     bigint;
    v_result    json;
    v_broken    text;
begin
    if not (select r.rolsuper from pg_roles r where r.rolname = session_user) then
        raise exception 'the log is begun anew by the superuser' using errcode = '42501';
    end if;
    perform pg_advisory_xact_lock(6962, 0);
    lock table ledger.entry, ledger.log_queue, ledger.log_leaf, ledger.log_hash, ledger.checkpoint,
        ledger.checkpoint_signature, ledger.checkpoint_quorum in share row exclusive mode;
    v_waiting := array(select q.entry from ledger.log_queue q order by q.queue_id);
    insert into ledger.replay_former (name, body) values ('begin_log', v_catalogue);
    perform set_config('session_authorization', 'tilsagn_operator', true);
    execute 'select r.entry, r.result::json from act.begin_log($1, $2, null) r' into v_entry, v_result using p_request, p_attest;
    execute 'reset session authorization';
    delete from ledger.replay_former r where r.name = 'begin_log';

    insert into ledger.former_log (origin, next_origin, signed_size, signed_root, left_size, left_root, entry)
    values (v_former, v_result ->> 'origin', (v_result ->> 'signed_size')::bigint, decode(v_result ->> 'signed_root', 'hex'),
            (v_result ->> 'left_size')::bigint, decode(v_result ->> 'left_root', 'hex'), v_entry);
    insert into ledger.attest_key (key_id, public_key, host, added_at)
    select ledger.note_key_id(v_result ->> 'origin', a.public_key), a.public_key, a.host, ledger.clock()
    from ledger.attest_key a where ledger.attest_name(a.key_id, a.public_key) = v_former
    on conflict do nothing;
    insert into ledger.former_leaf (origin, leaf_index, entry, leaf_hash)
    select v_former, l.leaf_index, l.entry, l.leaf_hash from ledger.log_leaf l;
    insert into ledger.former_checkpoint (origin, size, root, at) select v_former, c.size, c.root, c.at from ledger.checkpoint c;
    insert into ledger.former_signature (origin, size, key_id, key_name, line, at)
    select v_former, s.size, s.key_id, s.key_name, s.line, s.at from ledger.checkpoint_signature s;
    insert into ledger.former_quorum (origin, size, policy, at)
    select v_former, q.size, q.policy, q.at from ledger.checkpoint_quorum q;
    perform ledger.begin_anew_empty('ledger.log_leaf'), ledger.begin_anew_empty('ledger.log_hash'),
            ledger.begin_anew_empty('ledger.checkpoint_signature'), ledger.begin_anew_empty('ledger.checkpoint_quorum');
    perform ledger.begin_anew_empty('ledger.checkpoint');
    update meta.setting set value = v_result ->> 'origin' where name = 'origin';

    delete from ledger.log_queue;
    insert into ledger.log_queue (entry) values (v_entry);
    insert into ledger.log_queue (entry)
    select f.entry from ledger.former_leaf f where f.origin = v_former order by f.leaf_index;
    insert into ledger.log_queue (entry) select w.entry from unnest(v_waiting) with ordinality w(entry, n) order by w.n;
    if v_catalogue is distinct from meta.catalogue_hash() then
        raise exception 'the schema would not be what it was';
    end if;
    v_broken := (select string_agg(format('%s, %s: %s', b.relation, b.name, b.fault), '; ') from meta.broken_constraints() b);
    if v_broken is not null then
        raise exception 'the database would not hold together: %', v_broken;
    end if;
    return v_result::text;
end
$body$;
comment on function ledger.begin_anew(text, text) is
    'Performs begin_log, moves what was signed to the former tables, gives the log its next name, and lets everything '
    'that is left wait to be logged again, in its former order behind the entry that says so. The entry''s result.';
revoke all on function ledger.begin_anew(text, text) from public;
