-- SPDX-License-Identifier: EUPL-1.2
-- Days on which accounts are due.
create or replace function rule.add_months(p_day date, p_months integer) returns date
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (p_day + make_interval(months => p_months))::date;
end
$body$;
alter function rule.add_months(date, integer) owner to ledger_owner;
comment on function rule.add_months(date, integer) is
    'Whole months later, clamped to the end of the month: 2021-11-30 and 3 give 2022-02-28.';
revoke all on function rule.add_months(date, integer) from public;

create or replace function rule.due_final(p_call jsonb, p_letter date) returns date
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return coalesce(p_letter, rule.add_months((p_call #>> '{project,to}')::date,
        (p_call #>> '{due,final_accounts,months_after_end}')::integer));
end
$body$;
alter function rule.due_final(jsonb, date) owner to ledger_owner;
comment on function rule.due_final(jsonb, date) is
    'The day final accounts are due: the award letter''s, else the stated months after the project; null when only a letter could say.';
revoke all on function rule.due_final(jsonb, date) from public;

create or replace function rule.due_part_required(p_call jsonb) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return p_call #>> '{due,part_accounts}' is not null;
end
$body$;
alter function rule.due_part_required(jsonb) owner to ledger_owner;
comment on function rule.due_part_required(jsonb) is
    'Whether nothing may be awarded without a day for the part accounts.';
revoke all on function rule.due_part_required(jsonb) from public;
