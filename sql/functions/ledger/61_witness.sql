-- SPDX-License-Identifier: EUPL-1.2
-- What the sequencer keeps of witnesses. It reads and writes by these functions alone.

create or replace function ledger.cosigned_at(p_line text) returns timestamptz
    language sql immutable strict set search_path = pg_catalog, pg_temp as
$body$
    select case when octet_length(s.bytes) = 76 then
        to_timestamp(('x' || encode(substring(s.bytes from 5 for 8), 'hex'))::bit(64)::bigint) end
    from (select decode(split_part(p_line, ' ', 3), 'base64') as bytes) s
$body$;
comment on function ledger.cosigned_at(text) is
    'When a signature line says that it was made; NULL for the log''s own, which says nothing of it.';
revoke all on function ledger.cosigned_at(text) from public;

create or replace function ledger.log_signatures(p_size bigint) returns table (line text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select s.line from ledger.checkpoint_signature s
    where s.size = p_size
    order by ledger.cosigned_at(s.line) is not null,
             case when ledger.cosigned_at(s.line) is null then s.at end desc, s.at, s.key_name, s.key_id
$body$;
comment on function ledger.log_signatures(bigint) is 'Signature lines of a checkpoint, the log''s own first, and of these that of its newest key.';
revoke all on function ledger.log_signatures(bigint) from public;

create or replace function ledger.log_cosigned() returns table (key_name text, key_id text, size bigint)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select s.key_name, s.key_id, max(s.size) from ledger.checkpoint_signature s group by s.key_name, s.key_id
$body$;
comment on function ledger.log_cosigned() is 'The greatest size that each key has signed.';
revoke all on function ledger.log_cosigned() from public;

create or replace function ledger.log_put_key(p_key_name text, p_key_id text, p_public_key bytea) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    insert into ledger.log_key (key_name, key_id, public_key, at)
    values (p_key_name, p_key_id, p_public_key, ledger.clock())
    on conflict (key_name, key_id) do nothing;
    if not exists (select from ledger.log_key k where k.key_name = p_key_name and k.key_id = p_key_id
                   and k.public_key = p_public_key) then
        raise exception 'another key has the id %', p_key_id using errcode = '23505';
    end if;
end
$body$;
comment on function ledger.log_put_key(text, text, bytea) is 'Keeps a public key of the log; again does nothing.';
revoke all on function ledger.log_put_key(text, text, bytea) from public;

create or replace function ledger.log_keys() returns table (public_key bytea)
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select k.public_key
    from ledger.log_key k join meta.setting o on o.name = 'origin' and o.value = k.key_name
    order by k.at desc, k.key_id
$body$;
comment on function ledger.log_keys() is 'Keys of this log, of now and former, the newest first.';
revoke all on function ledger.log_keys() from public;

create or replace function ledger.log_put_policy(p_text text) returns bigint
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_policy bigint;
begin
    select w.policy into v_policy
    from (select l.policy, l.text from ledger.witness_policy l order by l.policy desc limit 1) w
    where w.text = p_text;
    if v_policy is null then
        insert into ledger.witness_policy (text, at) values (p_text, ledger.clock()) returning policy into v_policy;
    end if;
    return v_policy;
end
$body$;
comment on function ledger.log_put_policy(text) is 'The number of the policy in force, which is a new one when its text is not the last''s.';
revoke all on function ledger.log_put_policy(text) from public;

create or replace function ledger.log_put_witness(p_policy bigint, p_key_name text, p_key_id text, p_state text,
                                                  p_size bigint, p_told bigint) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
    insert into ledger.witness_event (policy, key_name, key_id, state, size, told, at)
    select p_policy, p_key_name, p_key_id, p_state, p_size, p_told, ledger.clock()
    where not exists (
        select from (select e.policy, e.state from ledger.witness_event e
                     where e.key_name = p_key_name and e.key_id = p_key_id order by e.event desc limit 1) l
        where l.policy = p_policy and l.state = p_state)
$body$;
comment on function ledger.log_put_witness(bigint, text, text, text, bigint, bigint) is
    'Keeps what a witness answered, unless it is what it answered last.';
revoke all on function ledger.log_put_witness(bigint, text, text, text, bigint, bigint) from public;

create or replace function ledger.policy_met(p_text text, p_cosigned text[]) returns boolean
    language plpgsql immutable strict set search_path = pg_catalog, pg_temp as
$body$
declare
    v_line text;
    v_word text[];
    v_met text[] := array[]::text[];
begin
    foreach v_line in array string_to_array(p_text, E'\n') loop
        v_word := regexp_split_to_array(btrim(v_line, E' \t\r'), '[ \t]+');
        if v_word[1] = 'witness'
           and split_part(v_word[3], '+', 1) || '+' || split_part(v_word[3], '+', 2) = any(p_cosigned) then
            v_met := array_append(v_met, v_word[2]);
        elsif v_word[1] = 'group'
              and (select count(distinct m) from unnest(v_word[4:]) m where m = any(v_met))
                  >= (case v_word[3] when 'any' then 1 when 'all' then cardinality(v_word) - 3 else v_word[3]::bigint end) then
            v_met := array_append(v_met, v_word[2]);
        elsif v_word[1] = 'quorum' then
            return v_word[2] = any(v_met);
        end if;
    end loop;
    return false;
end
$body$;
comment on function ledger.policy_met(text, text[]) is
    'Whether these keys ("name+id") are a quorum of a policy that the sequencer has read (ledger/log/policy.h); for sql/checks.';
revoke all on function ledger.policy_met(text, text[]) from public;

create or replace function ledger.log_put_quorum(p_size bigint, p_policy bigint) returns void
    language sql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
    insert into ledger.checkpoint_quorum (size, policy, at) values (p_size, p_policy, ledger.clock())
    on conflict (size, policy) do nothing
$body$;
comment on function ledger.log_put_quorum(bigint, bigint) is 'Keeps that a quorum has cosigned a checkpoint; again does nothing.';
revoke all on function ledger.log_put_quorum(bigint, bigint) from public;
