-- SPDX-License-Identifier: EUPL-1.2
-- The record: entry, posting, queue, log. ledger.append() is the only writer.

set local role ledger_owner;

-- Everything an act knows about itself after ledger.begin_act().
create type ledger.act_context as (
    act               text,
    request           text,
    params            json,
    request_hash      bytea,
    idem              bytea,
    attest            text,
    person            bigint,
    human             bigint,
    organisation      text,
    organisation_kind text,
    role              text,
    certificate       text,
    actor             text,
    audience          text,
    at                timestamptz,
    received          timestamptz,
    began             timestamptz,
    replay            bigint,
    streams           text[],
    accounts          text[],
    needs_signature   boolean
);
comment on type ledger.act_context is
    'What ledger.begin_act() established. replay is the entry of the first answer when the request was '
    'answered before; actor is the leaf''s actor object; streams and accounts are those locked exclusively.';

-- What every act answers.
create type ledger.act_reply as (
    entry     bigint,
    stream    text,
    version   int,
    kind      text,
    leaf_hash bytea,
    at        timestamptz,
    received  timestamptz,
    verdict   text,
    result    text,
    replayed  boolean
);
comment on type ledger.act_reply is
    'Answer of an act; verdict is result.verdict where the act gives one; replayed: this is the first '
    'answer to a repeated request.';

-- Small helpers are PL/pgSQL: its plans are kept for the session, while an SQL function that sets its
-- search_path cannot be inlined and is planned at every call (measured: a third of an act's time).
create function ledger.rfc3339(p_at timestamptz) returns text
    language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$
begin
    return to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
end
$body$;
comment on function ledger.rfc3339(timestamptz) is 'RFC 3339 with six decimals and Z, whatever the session''s settings.';
revoke all on function ledger.rfc3339(timestamptz) from public;

create function ledger.micros(p_at timestamptz) returns bigint
    language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$
begin
    return (extract(epoch from p_at) * 1000000::numeric)::bigint;
end
$body$;
comment on function ledger.micros(timestamptz) is 'Microseconds since 1970, exact.';
revoke all on function ledger.micros(timestamptz) from public;

create function ledger.from_micros(p_us bigint) returns timestamptz
    language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$
begin
    return timestamptz 'epoch' + (p_us / 1000000::bigint) * interval '1 second'
                               + (p_us % 1000000::bigint) * interval '1 microsecond';
end
$body$;
comment on function ledger.from_micros(bigint) is 'Instant of a number of microseconds since 1970, exact.';
revoke all on function ledger.from_micros(bigint) from public;

create function ledger.request_hash(p_request text) returns bytea
    language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as
$body$
declare
    v_request json := p_request::json;
begin
    return sha256(convert_to((v_request ->> 'act') || E'\n' || coalesce(v_request ->> 'person', '')
                             || E'\n' || (v_request -> 'params')::text, 'UTF8'));
end
$body$;
comment on function ledger.request_hash(text) is
    'SHA-256 of act, person and the exact text of params: what makes two requests the same one.';
revoke all on function ledger.request_hash(text) from public;

create function ledger.header_matches(
    p_leaf bytea, p_stream text, p_version int, p_prev_hash bytea, p_kind text, p_at timestamptz,
    p_effective date, p_received timestamptz, p_began timestamptz, p_human bigint, p_person bigint,
    p_organisation text, p_role text, p_call text, p_amount_ore bigint, p_idem bytea,
    p_request_hash bytea) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
declare
    k_keys constant text[] := array['v', 'stream', 'version', 'prev', 'kind', 'at', 'effective',
        'received', 'began', 'actor', 'call', 'request', 'attest', 'signature', 'result', 'idem',
        'nonce', 'postings'];
    v_text   text := convert_from(p_leaf, 'UTF8');
    v_keys   text[];
    v        text[];
    v_actor  text;
    v_amount numeric := 0;
begin
    -- json, never jsonb: jsonb keeps the last of two equal keys without a word. The exact list in the
    -- exact order leaves no room for a second one.
    select array_agg(e.key), array_agg(e.value) into v_keys, v from json_each_text(v_text::json) e;
    if v_keys is distinct from k_keys or v_text ~ '[\x01-\x1f\x7f]' then
        return false;
    end if;
    if p_human is null then
        v_actor := '^(\{"operator":"[^"\\]{1,64}","host":"[^"\\]{1,255}"\}|\{"system":"[^"\\]{1,64}"\})$';
        if v[10] !~ v_actor or coalesce(p_person::text, p_organisation, p_role) is not null then
            return false;
        end if;
    else
        v_actor := '{"human":' || p_human || ',"person":' || p_person || ',"organisation":"'
                   || p_organisation || '","role":' || coalesce('"' || p_role || '"', 'null')
                   || ',"certificate":"';
        if left(v[10], length(v_actor)) is distinct from v_actor
           or substr(v[10], length(v_actor) + 1) !~ '^[0-9a-f]{64}"\}$' then
            return false;
        end if;
    end if;
    if v[18] <> '[]' then
        if v[18] !~ '^\[\{"account":"[^"\\]+","amount":-?[1-9][0-9]{0,17}\}(,\{"account":"[^"\\]+","amount":-?[1-9][0-9]{0,17}\})*\]$' then
            return false;
        end if;
        select coalesce(sum((p.value ->> 'amount')::numeric) filter (where (p.value ->> 'amount')::numeric > 0), 0)
        into v_amount
        from json_array_elements(v[18]::json) p(value);
    end if;
    -- Instants are compared as canonical text, so a leaf in another spelling of the same instant fails.
    return coalesce(
        v[1] = '1'
        and v[2] = p_stream
        and v[3] = p_version::text
        and v[4] is not distinct from encode(p_prev_hash, 'hex')
        and v[5] = p_kind
        and v[6] = to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        and v[7] = to_char(p_effective::timestamp, 'YYYY-MM-DD')
        and v[8] is not distinct from to_char(p_received at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        and v[9] is not distinct from to_char(p_began at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        and v[11] is not distinct from p_call
        and ledger.request_hash(v[12]) = p_request_hash
        and v[13] ~ '^[0-9a-f]{8}:[A-Za-z0-9+/]{86}==$'
        and (v[14] is null or v[14] ~ '^[0-9a-f]{64}$')
        and left(v[15], 1) = '{'
        and v[16] is not distinct from encode(p_idem, 'hex')
        and v[17] ~ '^[0-9a-f]{32}$'
        and v_amount = p_amount_ore, false);
end
$body$;
comment on function ledger.header_matches(bytea, text, int, bytea, text, timestamptz, date, timestamptz,
    timestamptz, bigint, bigint, text, text, text, bigint, bytea, bytea) is
    'Holds every header column of an entry to its leaf; parses the leaf once.';
revoke all on function ledger.header_matches(bytea, text, int, bytea, text, timestamptz, date, timestamptz,
    timestamptz, bigint, bigint, text, text, text, bigint, bytea, bytea) from public;

create table ledger.entry (
    entry        bigint generated always as identity primary key,
    stream       text not null
        check (stream ~ '^(system|(appropriation|call|batch|organisation|grant):[0-9A-Za-z._-]{1,64})$'),
    version      int not null check (version > 0),
    prev_version int generated always as (nullif(version - 1, 0)) stored,
    prev_hash    bytea check (octet_length(prev_hash) = 32),
    kind         text not null check (kind ~ '^[a-z][a-z_]{0,39}$'),
    at           timestamptz not null check (at >= timestamptz '2000-01-01 00:00:00Z'),
    effective    date not null,
    received     timestamptz,
    began        timestamptz,
    human        bigint,
    person       bigint,
    organisation text,
    role         text,
    call         text,
    amount_ore   bigint not null check (amount_ore >= 0),
    idem         bytea check (octet_length(idem) = 32),
    request_hash bytea not null check (octet_length(request_hash) = 32),
    leaf         bytea not null check (octet_length(leaf) between 1 and 65535),
    leaf_hash    bytea not null generated always as (sha256('\x00'::bytea || leaf)) stored,
    constraint entry_idem unique (idem),
    constraint entry_version unique (stream, version),
    constraint entry_chain_target unique (stream, version, leaf_hash),
    constraint entry_first check ((version = 1) = (prev_hash is null)),
    constraint entry_chain foreign key (stream, prev_version, prev_hash)
        references ledger.entry (stream, version, leaf_hash),
    constraint entry_received check (received <= at and began <= received),
    constraint entry_actor check ((human is null) = (person is null)
                                  and (human is null) = (organisation is null)),
    constraint entry_header check (ledger.header_matches(leaf, stream, version, prev_hash, kind, at,
        effective, received, began, human, person, organisation, role, call, amount_ore, idem,
        request_hash))
);
-- Auditors filter by any of these and page by entry downwards.
create index entry_kind on ledger.entry (kind, entry);
create index entry_person on ledger.entry (person, entry);
create index entry_human on ledger.entry (human, stream);
create index entry_organisation on ledger.entry (organisation, entry);
create index entry_call on ledger.entry (call, entry);
create index entry_at on ledger.entry (at);
create index entry_amount on ledger.entry (amount_ore, entry) where amount_ore > 0;

comment on table ledger.entry is 'The record. The leaf is what happened; every other column repeats it and is held to it.';
comment on column ledger.entry.entry is 'Number in the order of arrival; gaps are possible, it proves nothing.';
comment on column ledger.entry.stream is 'What the entry is about.';
comment on column ledger.entry.version is 'Place in the stream, from 1.';
comment on column ledger.entry.prev_version is 'Generated, for the chain''s foreign key.';
comment on column ledger.entry.prev_hash is 'leaf_hash of the stream''s previous entry.';
comment on column ledger.entry.kind is 'Name of the act.';
comment on column ledger.entry.at is 'Database clock after the locks.';
comment on column ledger.entry.effective is 'Accounting date.';
comment on column ledger.entry.received is 'When the whole request had been read: least(proxy, database clock).';
comment on column ledger.entry.began is 'When the request''s first byte came.';
comment on column ledger.entry.human is 'Natural person who acted.';
comment on column ledger.entry.person is 'Certificate identity under which they acted.';
comment on column ledger.entry.organisation is 'CVR of that person.';
comment on column ledger.entry.role is 'Role under which they acted.';
comment on column ledger.entry.call is 'Call the entry belongs to.';
comment on column ledger.entry.amount_ore is 'Sum of the positive postings.';
comment on column ledger.entry.idem is 'SHA-256 of organisation, route and Idempotency-Key.';
comment on column ledger.entry.request_hash is 'What tells a repeated request from another one with the same key.';
comment on column ledger.entry.leaf is 'The record itself: UTF-8 JSON, hashed as stored, never rebuilt.';
comment on column ledger.entry.leaf_hash is 'RFC 6962 leaf hash.';

create table ledger.posting (
    entry           bigint not null references ledger.entry,
    n               smallint not null check (n > 0),
    account         text not null check (account ~ '^(appropriation:[0-9A-Za-z._-]{1,64}:(source|unallocated)|call:[0-9A-Za-z._-]{1,64}:available|grant:[0-9A-Za-z._-]{1,64}:(committed|payable|paid|reclaimed))$'),
    account_version int not null check (account_version > 0),
    prev_version    int generated always as (nullif(account_version - 1, 0)) stored,
    amount          bigint not null check (amount <> 0),
    prev_balance    bigint not null,
    balance_after   bigint not null,
    primary key (entry, account),
    constraint posting_version unique (account, account_version),
    constraint posting_chain_target unique (account, account_version, balance_after),
    constraint posting_sum check (balance_after = prev_balance + amount),
    constraint posting_first check (account_version > 1 or prev_balance = 0),
    constraint posting_limit check (case when account like 'appropriation:%:source'
                                         then balance_after <= 0 else balance_after >= 0 end),
    constraint posting_chain foreign key (account, prev_version, prev_balance)
        references ledger.posting (account, account_version, balance_after)
);
comment on table ledger.posting is
    'Double entry with proved balances: each row carries the balance before and after, chained by foreign key. '
    'That chain is the ceiling, not a sum.';
comment on column ledger.posting.entry is 'Entry that posts.';
comment on column ledger.posting.n is 'Place in the leaf''s postings, from 1.';
comment on column ledger.posting.account is 'appropriation:<id>:source (<= 0) and accounts that are never below zero.';
comment on column ledger.posting.account_version is 'Place in the account''s chain, from 1.';
comment on column ledger.posting.prev_version is 'Generated, for the chain''s foreign key.';
comment on column ledger.posting.amount is 'Øre, signed.';
comment on column ledger.posting.prev_balance is 'Balance before.';
comment on column ledger.posting.balance_after is 'Balance after.';

create function ledger.balanced() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as
$body$
begin
    if exists (select from new_rows r group by r.entry having sum(r.amount) <> 0) then
        raise exception 'postings of an entry do not sum to zero' using errcode = '23514';
    end if;
    return null;
end
$body$;
comment on function ledger.balanced() is 'Postings of each entry inserted by one statement sum to zero.';
revoke all on function ledger.balanced() from public;
create trigger balanced after insert on ledger.posting referencing new table as new_rows
    for each statement execute function ledger.balanced();
alter table ledger.posting enable always trigger balanced;

create table ledger.log_queue (
    queue_id bigint generated always as identity primary key,
    entry    bigint not null
);
comment on table ledger.log_queue is
    'Committed entries that the sequencer has not yet put into the log; written after the stream lock, so '
    'queue order is stream order. No foreign key: a row lives for seconds and a check compares both tables.';
comment on column ledger.log_queue.queue_id is 'Order of the queue.';
comment on column ledger.log_queue.entry is 'Entry waiting.';

create table ledger.log_leaf (
    leaf_index bigint primary key check (leaf_index >= 0),
    entry      bigint not null unique references ledger.entry,
    leaf_hash  bytea not null check (octet_length(leaf_hash) = 32)
);
comment on table ledger.log_leaf is 'Entries in the order of the Merkle log.';
comment on column ledger.log_leaf.leaf_index is 'Index in the log, from 0, without gaps.';
comment on column ledger.log_leaf.entry is 'Entry.';
comment on column ledger.log_leaf.leaf_hash is 'Its leaf hash as logged.';

create table ledger.attest_key (
    key_id     text primary key check (key_id ~ '^[0-9a-f]{8}$'),
    public_key bytea not null unique check (octet_length(public_key) = 32),
    host       text not null check (host ~ '^[0-9A-Za-z.-]{1,255}$'),
    added_at   timestamptz not null
);
comment on table ledger.attest_key is
    'Ed25519 keys with which portal hosts attest requests. The database cannot check a signature; it refuses '
    'key ids that it does not know, and the sequencer and the verifier check the signature.';
comment on column ledger.attest_key.key_id is 'First four bytes of the key''s id, hex.';
comment on column ledger.attest_key.public_key is 'The public key.';
comment on column ledger.attest_key.host is 'Portal host that holds it.';
comment on column ledger.attest_key.added_at is 'When it was registered.';

create table ledger.signature (
    sha256 bytea primary key check (octet_length(sha256) = 32),
    cms    bytea not null check (octet_length(cms) between 1 and 1048576),
    constraint signature_hash check (sha256 = pg_catalog.sha256(cms))
);
comment on table ledger.signature is 'CMS files of persons; the leaf holds their SHA-256.';
comment on column ledger.signature.sha256 is 'SHA-256 of the file.';
comment on column ledger.signature.cms is 'The file.';

create table ledger.stream_organisation (
    stream       text primary key,
    organisation text not null,
    entry        bigint not null references ledger.entry
);
comment on table ledger.stream_organisation is
    'Which organisation a grant''s stream belongs to: its people see the stream''s entries whoever made them.';
comment on column ledger.stream_organisation.stream is 'Stream.';
comment on column ledger.stream_organisation.organisation is 'CVR of the applicant.';
comment on column ledger.stream_organisation.entry is 'Entry that created the stream.';

reset role;

select meta.make_append_only('ledger.entry', 'prev_version');
select meta.make_append_only('ledger.posting', 'prev_version');
select meta.make_append_only('ledger.log_leaf');
select meta.make_append_only('ledger.attest_key');
select meta.make_append_only('ledger.signature');
select meta.make_append_only('ledger.stream_organisation');
select meta.make_mutable('ledger.log_queue');
