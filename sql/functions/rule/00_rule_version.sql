-- SPDX-License-Identifier: EUPL-1.2
-- The version of the rules in this folder; ledger/grants/rule.h has the same number. A changed rule is
-- a new version: stored decisions name the one they were made by.
create or replace function rule.rule_version() returns integer
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return 1;
end
$body$;
alter function rule.rule_version() owner to ledger_owner;
comment on function rule.rule_version() is 'The version of the rules, stored with every decision.';
revoke all on function rule.rule_version() from public;

create or replace function rule.violation(p_field text, p_code text) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return jsonb_build_object('field', p_field, 'code', p_code);
end
$body$;
alter function rule.violation(text, text) owner to ledger_owner;
comment on function rule.violation(text, text) is 'One broken rule: where and which.';
revoke all on function rule.violation(text, text) from public;

create or replace function rule.amount_fault(p_ore bigint) returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return case when p_ore < 0 then 'negative'
                when p_ore > 1000000000000000 then 'too_large' end;
end
$body$;
alter function rule.amount_fault(bigint) owner to ledger_owner;
comment on function rule.amount_fault(bigint) is 'What is wrong with an amount that may be 0, or null.';
revoke all on function rule.amount_fault(bigint) from public;

create or replace function rule.line_ore(p_line jsonb) returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select coalesce(sum((a.value ->> 'amount_ore')::bigint), 0)::bigint
      from jsonb_array_elements(p_line -> 'amounts') a
     where (a.value ->> 'amount_ore')::bigint between 0 and 1000000000000000);
end
$body$;
alter function rule.line_ore(jsonb) owner to ledger_owner;
comment on function rule.line_ore(jsonb) is 'A budget line over all its finance years.';
revoke all on function rule.line_ore(jsonb) from public;
