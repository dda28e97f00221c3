-- SPDX-License-Identifier: EUPL-1.2
-- Look-ups of people stand in the read log too: whoever reviews access sees names, roles and logins of
-- everybody, and that is as personal as a case. A scope of its own, so that a case's log stays its own.
set local role ledger_owner;
alter table identity.read_log drop constraint read_log_scope_check,
    add constraint read_log_scope_check check (scope in ('case', 'list', 'export', 'record', 'log', 'person'));
create index read_log_subject on identity.read_log (subject, read) where scope = 'person';
comment on column identity.read_log.scope is
    'case: one or few, named; list: headings of many; export: a whole list; record: an entry of no case; '
    'log: this log; person: what somebody is and may do, one (subject person:N) or a list.';
reset role;
