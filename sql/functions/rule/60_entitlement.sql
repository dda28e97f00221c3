-- SPDX-License-Identifier: EUPL-1.2
-- The one payment rule: ceiling = floor(award × basis points / 10000), payable = what of the smaller
-- of ceiling and documented has not been paid. Calls differ in what has been earned, nothing else.
create or replace function rule.share(p_award_ore bigint, p_bp integer) returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    -- in two halves, so that the product stays inside bigint
    return p_award_ore / 10000 * p_bp + p_award_ore % 10000 * p_bp / 10000;
end
$body$;
alter function rule.share(bigint, integer) owner to ledger_owner;
comment on function rule.share(bigint, integer) is 'floor(award × basis points / 10000).';
revoke all on function rule.share(bigint, integer) from public;

create or replace function rule.reached(p_results jsonb, p_code text, p_step jsonb) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select (r.value ->> 'numerator')::bigint * (p_step ->> 'denominator')::bigint
                >= (r.value ->> 'denominator')::bigint * (p_step ->> 'numerator')::bigint
              from jsonb_array_elements(p_results) r
             where r.value ->> 'code' = p_code limit 1);
end
$body$;
alter function rule.reached(jsonb, text, jsonb) owner to ledger_owner;
comment on function rule.reached(jsonb, text, jsonb) is
    'Whether a recorded result reaches a share, in whole numbers; null when none is recorded.';
revoke all on function rule.reached(jsonb, text, jsonb) from public;

create or replace function rule.step(p_payment jsonb, p_results jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select s.value
      from jsonb_array_elements(p_payment -> 'steps') with ordinality s
     where rule.reached(p_results, p_payment #>> '{result,code}', s.value)
     order by s.ordinality desc limit 1);
end
$body$;
alter function rule.step(jsonb, jsonb) owner to ledger_owner;
comment on function rule.step(jsonb, jsonb) is 'The last step that the result reaches, or null.';
revoke all on function rule.step(jsonb, jsonb) from public;

create or replace function rule.earned_bp(
    p_payment jsonb, p_accounts text, p_results jsonb, p_count_unrecorded boolean)
    returns integer
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_kind constant text := p_payment ->> 'kind';
    v_part_bp constant integer := (p_payment ->> 'part_bp')::integer;
    v_step jsonb;
    v_sum integer;
begin
    if v_kind = 'final_only' then
        return case when p_accounts = 'final' then 10000 else 0 end;
    end if;
    -- null for no_split, which states no share at all
    if v_kind = 'no_split' or p_accounts = 'part' then
        return v_part_bp;
    end if;
    if v_kind = 'result_steps' then
        v_step := p_payment #> '{steps,0}';
        if rule.reached(p_results, p_payment #>> '{result,code}', v_step) is null then
            return null;
        end if;
        return coalesce((rule.step(p_payment, p_results) ->> 'total_bp')::integer, v_part_bp);
    end if;
    select coalesce(sum((s.value ->> 'bp')::integer), 0)::integer into v_sum
      from jsonb_array_elements(p_payment -> 'parts') s
     where coalesce(rule.reached(p_results, s.value #>> '{result,code}', s.value),
                    p_count_unrecorded);
    return v_part_bp + v_sum;
end
$body$;
alter function rule.earned_bp(jsonb, text, jsonb, boolean) owner to ledger_owner;
comment on function rule.earned_bp(jsonb, text, jsonb, boolean) is
    'Basis points earned, or with unrecorded parts counted what may still be; null: no split, or no result.';
revoke all on function rule.earned_bp(jsonb, text, jsonb, boolean) from public;

create or replace function rule.earned_bp(p_payment jsonb, p_accounts text, p_results jsonb)
    returns integer
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return rule.earned_bp(p_payment, p_accounts, p_results, false);
end
$body$;
alter function rule.earned_bp(jsonb, text, jsonb) owner to ledger_owner;
comment on function rule.earned_bp(jsonb, text, jsonb) is 'Basis points earned, parts summed.';
revoke all on function rule.earned_bp(jsonb, text, jsonb) from public;
