-- SPDX-License-Identifier: EUPL-1.2
-- Who must sign accounts. The award is the one last amended, all its finance-year lines.
create or replace function rule.sign_off_requirement(
    p_call jsonb, p_accounts text, p_award_ore bigint, p_rulings jsonb)
    returns text
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_final constant jsonb := p_call #> '{sign_off,final}';
    v_over text := v_final ->> 'over';
    v_under text := v_final ->> 'under';
    v_threshold constant bigint := (v_final ->> 'threshold_ore')::bigint;
    v_reversed constant boolean := v_over = 'management' and v_under = 'auditor';
begin
    if p_accounts = 'part' then
        return p_call #>> '{sign_off,part,signer}';
    end if;
    if v_final ->> 'rule' = 'always' then
        return v_final ->> 'signer';
    end if;
    -- published the other way round: the stricter until two persons have chosen
    if v_reversed and p_rulings ->> 'THRESHOLD_REVERSED' is null then
        return 'auditor';
    end if;
    if v_reversed and p_rulings ->> 'THRESHOLD_REVERSED' = 'corrected' then
        v_over := v_final ->> 'under';
        v_under := v_final ->> 'over';
    end if;
    return case when p_award_ore > v_threshold then v_over
                when p_award_ore < v_threshold then v_under
                else coalesce(p_rulings ->> 'THRESHOLD_GAP', v_final ->> 'at') end;
end
$body$;
alter function rule.sign_off_requirement(jsonb, text, bigint, jsonb) owner to ledger_owner;
comment on function rule.sign_off_requirement(jsonb, text, bigint, jsonb) is
    'management or auditor; null when the call has no such accounts.';
revoke all on function rule.sign_off_requirement(jsonb, text, bigint, jsonb) from public;

create or replace function rule.sign_off_satisfies(p_given text, p_required text) returns boolean
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return coalesce(array_position(array['management', 'auditor'], p_given), 0)
        >= coalesce(array_position(array['management', 'auditor'], p_required), 0);
end
$body$;
alter function rule.sign_off_satisfies(text, text) owner to ledger_owner;
comment on function rule.sign_off_satisfies(text, text) is
    'An auditor satisfies a requirement of management, never the reverse.';
revoke all on function rule.sign_off_satisfies(text, text) from public;
