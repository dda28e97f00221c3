-- SPDX-License-Identifier: EUPL-1.2
-- The most that may have been paid in all.
create or replace function rule.steps_ceiling(
    p_payment jsonb, p_award_ore bigint, p_paid_part_ore bigint, p_paid_final_ore bigint,
    p_results jsonb, p_rulings jsonb)
    returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_step constant jsonb := rule.step(p_payment, p_results);
    v_total bigint;
    v_limit bigint;
begin
    if v_step is null then
        -- nothing more is paid; what was paid stays, up to the award
        return least(p_award_ore, p_paid_part_ore + p_paid_final_ore);
    end if;
    v_total := rule.share(p_award_ore, (v_step ->> 'total_bp')::integer);
    if (v_step ->> 'total_bp')::integer = 10000
        or p_rulings ->> 'INSTALMENT_40_PCT' is not distinct from 'cumulative' then
        return v_total;
    end if;
    -- a limit of its own on one final payment, uncut after a full first instalment
    v_limit := v_total;
    if p_paid_part_ore <> rule.share(p_award_ore, (p_payment ->> 'part_bp')::integer) then
        v_limit := least(v_total,
            p_paid_part_ore + rule.share(p_award_ore, (v_step ->> 'adds_bp')::integer));
    end if;
    return case when p_paid_final_ore > 0
        then least(v_limit, p_paid_part_ore + p_paid_final_ore) else v_limit end;
end
$body$;
alter function rule.steps_ceiling(jsonb, bigint, bigint, bigint, jsonb, jsonb) owner to ledger_owner;
comment on function rule.steps_ceiling(jsonb, bigint, bigint, bigint, jsonb, jsonb) is
    'The ceiling of final accounts where results decide in steps.';
revoke all on function rule.steps_ceiling(jsonb, bigint, bigint, bigint, jsonb, jsonb) from public;

create or replace function rule.ceiling(
    p_payment jsonb, p_accounts text, p_award_ore bigint, p_paid_part_ore bigint,
    p_paid_final_ore bigint, p_results jsonb, p_rulings jsonb, p_count_unrecorded boolean)
    returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_bp constant integer :=
        rule.earned_bp(p_payment, p_accounts, p_results, p_count_unrecorded);
begin
    if p_payment ->> 'kind' = 'no_split' then
        return p_award_ore;
    end if;
    if v_bp is null then
        return null;
    end if;
    if p_payment ->> 'kind' = 'result_steps' and p_accounts = 'final' then
        return rule.steps_ceiling(p_payment, p_award_ore, p_paid_part_ore, p_paid_final_ore,
                                  p_results, p_rulings);
    end if;
    return rule.share(p_award_ore, v_bp);
end
$body$;
alter function rule.ceiling(jsonb, text, bigint, bigint, bigint, jsonb, jsonb, boolean)
    owner to ledger_owner;
comment on function rule.ceiling(jsonb, text, bigint, bigint, bigint, jsonb, jsonb, boolean) is
    'The ceiling, or with unrecorded parts counted the one that may still be reached; null: no result.';
revoke all on function rule.ceiling(jsonb, text, bigint, bigint, bigint, jsonb, jsonb, boolean)
    from public;

create or replace function rule.ceiling(
    p_payment jsonb, p_accounts text, p_award_ore bigint, p_paid_part_ore bigint,
    p_paid_final_ore bigint, p_results jsonb, p_rulings jsonb)
    returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return rule.ceiling(p_payment, p_accounts, p_award_ore, p_paid_part_ore, p_paid_final_ore,
                        p_results, p_rulings, false);
end
$body$;
alter function rule.ceiling(jsonb, text, bigint, bigint, bigint, jsonb, jsonb)
    owner to ledger_owner;
comment on function rule.ceiling(jsonb, text, bigint, bigint, bigint, jsonb, jsonb) is
    'The most that may have been paid in all; null while the result is missing.';
revoke all on function rule.ceiling(jsonb, text, bigint, bigint, bigint, jsonb, jsonb) from public;

create or replace function rule.payable(
    p_ceiling_ore bigint, p_documented_ore bigint, p_paid_ore bigint)
    returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return greatest(0, least(p_ceiling_ore, p_documented_ore) - p_paid_ore);
end
$body$;
alter function rule.payable(bigint, bigint, bigint) owner to ledger_owner;
comment on function rule.payable(bigint, bigint, bigint) is
    'max(0, min(ceiling, documented) - paid).';
revoke all on function rule.payable(bigint, bigint, bigint) from public;

create or replace function rule.claim(
    p_ceiling_ore bigint, p_documented_ore bigint, p_paid_ore bigint)
    returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return greatest(0, p_paid_ore - least(p_ceiling_ore, p_documented_ore));
end
$body$;
alter function rule.claim(bigint, bigint, bigint) owner to ledger_owner;
comment on function rule.claim(bigint, bigint, bigint) is
    'max(0, paid - min(ceiling, documented)); only final accounts are claimed on.';
revoke all on function rule.claim(bigint, bigint, bigint) from public;
