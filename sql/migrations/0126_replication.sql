-- SPDX-License-Identifier: EUPL-1.2
-- Whether what is signed is also on other servers: what the sequencer saw when it became another state.

set local role ledger_owner;

create table ledger.replication_event (
    event    bigint generated always as identity primary key,
    required int not null check (required between 0 and 8),
    state    text not null check (state in ('single', 'replicated', 'waiting')),
    size     bigint not null check (size >= 0),
    at       timestamptz not null,
    check ((state = 'single') = (required = 0))
);
comment on table ledger.replication_event is 'Whether standbys held the log before it was signed, when it became another answer than before.';
comment on column ledger.replication_event.event is 'Number.';
comment on column ledger.replication_event.required is 'Standbys that must hold an entry before a head over it is signed.';
comment on column ledger.replication_event.state is
    'single: none is required; replicated: they hold what was to be signed; waiting: they do not, and nothing is signed.';
comment on column ledger.replication_event.size is 'Size of the log that was to be signed.';
comment on column ledger.replication_event.at is 'Database clock when it was stored.';

reset role;

select meta.make_append_only('ledger.replication_event');
create policy reader on ledger.replication_event for select to ledger_reader using (true);
