-- SPDX-License-Identifier: EUPL-1.2
-- What an amendment does to the money of a grant.
create or replace function rule.amended(p_input jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_less constant bigint := greatest(0, (p_input ->> 'award_ore')::bigint
                                          - (p_input ->> 'new_ore')::bigint);
    v_claim bigint := 0::bigint;
begin
    if v_less > 0 then
        v_claim := greatest(0, (p_input ->> 'counted_ore')::bigint - (p_input ->> 'new_ore')::bigint);
    end if;
    return jsonb_build_object('rule_version', rule.rule_version(),
        'commit_ore', greatest(0, (p_input ->> 'new_ore')::bigint - (p_input ->> 'award_ore')::bigint),
        'release_ore', least(v_less, (p_input ->> 'committed_ore')::bigint),
        'claim_ore', v_claim, 'wait', v_claim > (p_input ->> 'paid_ore')::bigint);
end
$body$;
alter function rule.amended(jsonb) owner to ledger_owner;
comment on function rule.amended(jsonb) is
    'A higher award commits the difference. A lower one releases of it what is still committed, and claims '
    'what counts as paid above it; wait: part of that is approved and not paid yet.';
revoke all on function rule.amended(jsonb) from public;

create or replace function rule.amendment_violations(p_call jsonb, p_now jsonb, p_new jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_call constant jsonb := jsonb_set(p_call, '{project,to}', p_new -> 'period_to');
    v_amount constant bigint := (p_new ->> 'amount_ore')::bigint;
    v_asked constant bigint := (p_context ->> 'asked_ore')::bigint;
    v_found jsonb := '[]'::jsonb;
begin
    -- up only as far as the grantee asked for; without a request not at all
    if v_amount > greatest((p_now ->> 'amount_ore')::bigint, v_asked) then
        v_found := v_found || rule.violation('amount_ore', 'not_requested');
    end if;
    if (p_new ->> 'period_to')::date < (p_context ->> 'covered_to')::date
       or (p_new ->> 'period_to')::date < (p_call #>> '{project,from}')::date then
        return v_found || rule.violation('period_to', 'outside_period');
    end if;
    v_found := v_found
        || rule.award_violations(v_call, p_new, p_context || jsonb_build_object('applied_ore',
               greatest((p_context ->> 'applied_ore')::bigint, v_asked, v_amount)))
        || rule.application_budget(v_call, p_new || jsonb_build_object('applied_ore', v_amount), p_context);
    if (select coalesce(sum(rule.line_ore(b.value)), 0) from jsonb_array_elements(p_new -> 'budget') b)
       < v_amount then
        v_found := v_found || rule.violation('budget', 'above_budget');
    end if;
    return v_found || (
        select coalesce(jsonb_agg(rule.violation('budget', 'line_gone') order by b.ordinality), '[]')
          from jsonb_array_elements(p_now -> 'budget') with ordinality b
         where not exists (select from jsonb_array_elements(p_new -> 'budget') n
                            where n.value -> 'line' = b.value -> 'line'
                              and n.value -> 'category' = b.value -> 'category'));
end
$body$;
alter function rule.amendment_violations(jsonb, jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.amendment_violations(jsonb, jsonb, jsonb, jsonb) is
    'Every rule that an amendment breaks: those of awards and budgets with the new last day, the amount up to '
    'what was asked for, no day that accounts already cover given up, and no budget line that vanishes or changes its category.';
revoke all on function rule.amendment_violations(jsonb, jsonb, jsonb, jsonb) from public;
