-- SPDX-License-Identifier: EUPL-1.2
-- What tilsagn-scanner said of uploaded files: a file without a row was not looked at yet. It parses strangers'
-- files, so it has no way here itself; the worker that took the file notes it, or the sequencer later.

set local role ledger_owner;

create table store.scan (
    upload  bigint primary key references store.file (upload),
    outcome text not null check (outcome in ('nothing', 'found', 'partly', 'pictures', 'locked', 'damaged',
                                             'too_much', 'unknown')),
    places  jsonb not null default '[]' check (jsonb_typeof(places) = 'array'),
    at      timestamptz not null,
    check ((outcome = 'found') = (places <> '[]'))
);
comment on table store.scan is 'Files that were looked at for CPR numbers.';
comment on column store.scan.upload is 'File.';
comment on column store.scan.outcome is 'nothing: no number in its text; partly: pages without text were not '
    'read; pictures, locked, damaged, too_much, unknown: why it could not be read; found: only of files that were kept unscanned.';
comment on column store.scan.places is 'Of found: page, line and the day of birth of the first three.';
comment on column store.scan.at is 'When the answer was noted.';

reset role;
select meta.make_append_only('store.scan');
create policy reader on store.scan for select to ledger_reader using (
    exists (select from store.file f where f.upload = scan.upload));
