-- SPDX-License-Identifier: EUPL-1.2
-- Units of a municipality: a draft belongs to the unit of whoever began it and is nobody else's until that
-- unit shares it. What was sent is the organisation's: its people see it, the unit goes on writing it.

set local role ledger_owner;

create table identity.unit_change (
    change bigint generated always as identity primary key,
    person bigint not null references identity.person,
    unit   text check (length(unit) between 1 and 80),
    entry  bigint not null references ledger.entry
);
create index unit_change_person on identity.unit_change (person, change desc);
comment on table identity.unit_change is 'Which unit of the organisation a person belongs to; the last change counts.';
comment on column identity.unit_change.change is 'Order.';
comment on column identity.unit_change.person is 'Who.';
comment on column identity.unit_change.unit is 'Name of the unit; null: none, the organisation as a whole.';
comment on column identity.unit_change.entry is 'By which entry.';

alter table draft.application
    add column unit text check (length(unit) between 1 and 80),
    add column shared boolean not null default false;
comment on column draft.application.unit is 'Unit it belongs to; null: the organisation as a whole.';
comment on column draft.application.shared is 'Whether the unit shares it with the whole organisation.';

create function ledger.current_unit() returns text
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select u.unit from identity.unit_change u
    where u.person = ledger.current_person() order by u.change desc limit 1
$body$;
comment on function ledger.current_unit() is 'Unit of the current person; null when they belong to none.';
revoke all on function ledger.current_unit() from public;

create function ledger.own_draft(p_organisation text, p_unit text, p_shared boolean) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select p_organisation = ledger.current_organisation()
       and (p_shared or p_unit is null or p_unit is not distinct from ledger.current_unit())
$body$;
comment on function ledger.own_draft(text, text, boolean) is
    'Whether a draft of that organisation and unit is the current person''s to write.';
revoke all on function ledger.own_draft(text, text, boolean) from public;

reset role;
grant create on schema ledger to ledger_writer;
alter function ledger.current_unit() owner to ledger_writer;
alter function ledger.own_draft(text, text, boolean) owner to ledger_writer;
revoke create on schema ledger from ledger_writer;

select meta.make_append_only('identity.unit_change');
create policy reader on identity.unit_change for select to ledger_reader using (
    session_user = 'tilsagn_agency'
    or session_user = 'tilsagn_grantee' and exists (
        select from identity.person p where p.person = unit_change.person));

drop policy reader on draft.application;
create policy reader on draft.application for select to ledger_reader using (
    session_user = 'tilsagn_grantee' and organisation = (select ledger.current_organisation())
    and (shared or unit is null or unit = (select ledger.current_unit()) or exists (
        select from grants.application g where g.application = application.application)));
