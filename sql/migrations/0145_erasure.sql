-- SPDX-License-Identifier: EUPL-1.2
-- Erasing personal data: what was erased, which documents were made to say it no longer, and what is held back.
set local role ledger_owner;

create table identity.erased (
    commitment bytea primary key check (octet_length(commitment) = 32),
    field      text not null check (field in ('name', 'proof')),
    entry      bigint not null references ledger.entry
);
create index erased_entry on identity.erased (entry);
comment on table identity.erased is
    'Commitments whose salt and value were erased. Each leaf that holds one stays what it is, and nobody can tell any '
    'more what it was made of.';
comment on column identity.erased.commitment is 'What the leaf holds.';
comment on column identity.erased.field is 'Which datum it was.';
comment on column identity.erased.entry is 'Entry that erased it: the second confirmation.';

create table identity.hold (
    hold        bigint primary key references ledger.entry,
    person      bigint references identity.person,
    application bigint references grants.application,
    cause       text not null check (cause in ('complaint', 'audit', 'police', 'court', 'access', 'other')),
    reference   text not null check (reference ~ '^[0-9A-Za-z./-]{1,40}$'),
    constraint hold_subject check ((person is null) <> (application is null))
);
create index hold_person on identity.hold (person);
create index hold_application on identity.hold (application);
comment on table identity.hold is
    'Legal holds: nothing of the person, or of anybody who acted on the case, is erased before two humans lift it.';
comment on column identity.hold.hold is 'Entry that set it; its number.';
comment on column identity.hold.person is 'Whose data are held, whichever card; or';
comment on column identity.hold.application is 'the case whose people are held.';
comment on column identity.hold.cause is 'Why.';
comment on column identity.hold.reference is 'Number of the matter where it is dealt with; no text, because the record cannot forget.';

create table identity.hold_lift (
    hold  bigint not null references identity.hold,
    n     smallint not null check (n in (1, 2)),
    entry bigint not null unique references ledger.entry,
    primary key (hold, n)
);
comment on table identity.hold_lift is 'Who lifts a hold: two humans, the second of them ends it.';
comment on column identity.hold_lift.hold is 'Hold.';
comment on column identity.hold_lift.n is 'First or second.';
comment on column identity.hold_lift.entry is 'By which entry.';

create table store.redacted (
    redaction bigint generated always as identity primary key,
    upload    bigint not null references store.file (upload),
    sha256    bytea not null check (octet_length(sha256) = 32),
    entry     bigint not null references ledger.entry
);
create index redacted_upload on store.redacted (upload, redaction desc);
comment on table store.redacted is
    'Documents of the register from which names and proofs were erased. Their length stays; what they were is told by the '
    'SHA-256 that the record names, and nothing else of it.';
comment on column store.redacted.redaction is 'Order; the last of a document counts.';
comment on column store.redacted.upload is 'Which document.';
comment on column store.redacted.sha256 is 'SHA-256 of its bytes since.';
comment on column store.redacted.entry is 'Entry that erased.';

alter table ledger.proposal drop constraint proposal_kind_check;
alter table ledger.proposal add constraint proposal_kind_check
    check (kind in ('register', 'appropriation', 'call', 'annex', 'recovery', 'payment', 'erasure'));

-- A datum goes when the record says that it was erased, or when it never became anybody's.
create function identity.keep_pii() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'DELETE' then
        if exists (select from identity.erased e where e.commitment = old.commitment)
           or not exists (select from identity.person p where p.name_commitment = old.commitment)
              and not exists (select from identity.human h where h.proof_commitment = old.commitment) then
            return old;
        end if;
    end if;
    raise exception 'personal data of enrolled people: % on identity.pii', tg_op using errcode = '55000';
end
$body$;
comment on function identity.keep_pii() is
    'Personal data of the enrolled go only when identity.erased names them, and never change.';
revoke all on function identity.keep_pii() from public;
create trigger keep_rows before update or delete on identity.pii
    for each row execute function identity.keep_pii();
create trigger keep_truncate before truncate on identity.pii
    for each statement execute function identity.keep_pii();
alter table identity.pii enable always trigger keep_rows;
alter table identity.pii enable always trigger keep_truncate;

reset role;
create or replace function store.deny_finished() returns trigger
    language plpgsql security definer set search_path = pg_catalog, pg_temp as
$body$
begin
    if tg_op = 'TRUNCATE' then
        raise exception 'append-only: % on store.%', tg_op, tg_table_name using errcode = '55000';
    end if;
    -- the bytes of a document that is redacted, in the transaction that says so; check 17_store holds them to their length
    if tg_op = 'UPDATE' and tg_table_name = 'chunk' then
        if to_jsonb(new) - 'bytes' = to_jsonb(old) - 'bytes'
           and exists (select from store.redacted r where r.upload = old.upload and r.xmin = pg_current_xact_id()::xid) then
            return new;
        end if;
    end if;
    if tg_op <> 'DELETE' and exists (select from store.file f where f.upload = new.upload)
       or tg_op <> 'INSERT' and exists (select from store.file f where f.upload = old.upload) then
        raise exception 'the file is finished: % on store.%', tg_op, tg_table_name using errcode = '55000';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end
$body$;

grant create on schema identity to ledger_writer;
alter function identity.keep_pii() owner to ledger_writer;
revoke create on schema identity from ledger_writer;

select meta.make_append_only('identity.erased');
select meta.make_append_only('identity.hold', 'hold');
select meta.make_append_only('identity.hold_lift');
select meta.make_append_only('store.redacted');
create policy reader on identity.erased for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on identity.hold for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on identity.hold_lift for select to ledger_reader using (session_user = 'tilsagn_agency');
create policy reader on store.redacted for select to ledger_reader using (session_user = 'tilsagn_agency');

insert into rights.act (act, audience, role, description) values
    ('hold_erasure', 'agency', 'administrator', 'Holds the personal data of somebody, or of everybody in a case, back from erasing.'),
    ('hold_erasure', 'agency', 'officer', 'Holds the personal data of somebody, or of everybody in a case, back from erasing.'),
    ('lift_hold', 'agency', 'administrator', 'Lifts a hold, as one of two.'),
    ('lift_hold', 'agency', 'officer', 'Lifts a hold, as one of two.');
