-- SPDX-License-Identifier: EUPL-1.2
-- One payment from all its conditions. While one is missing nothing is payable and nothing claimed.
create or replace function rule.instalment_missing(
    p_call jsonb, p_input jsonb, p_required text, p_ceiling_ore bigint)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select coalesce(jsonb_agg(jsonb_build_object('code', m.code, 'who', m.who) order by m.n), '[]')
      from (select p_input ->> 'accounts' = 'part' as part, p_call -> 'payment' as payment,
                   (select r.value from jsonb_array_elements(p_call -> 'reports') r
                     where r.value ->> 'report' = 'status'
                       and (r.value ->> 'condition_of_payment')::boolean) as status,
                   (select r.value from jsonb_array_elements(p_call -> 'reports') r
                     where r.value ->> 'report' = 'final'
                       and (r.value ->> 'condition_of_payment')::boolean) as final) c
     cross join lateral (values
        (1, c.part and c.payment ->> 'kind' = 'final_only', 'no_part_payment', 'officer'),
        (2, c.part and (p_input ->> 'part_number')::bigint
                > (c.payment ->> 'part_payments')::bigint, 'part_payments_used', 'officer'),
        (3, not rule.sign_off_satisfies(p_input ->> 'sign_off', p_required), 'sign_off',
            case p_required when 'auditor' then 'external_auditor' else p_required end),
        (4, c.part and c.status is not null and not (p_input ->> 'status_report')::boolean,
            'status_report', 'applicant'),
        (5, c.part and c.status @> '{"topics":[{"first_only":true}]}'
                and not (p_input ->> 'case_review')::boolean, 'case_review', 'applicant'),
        (6, not c.part and c.final is not null and not (p_input ->> 'final_report')::boolean,
            'final_report', 'applicant'),
        (7, not c.part and (c.payment ->> 'year_by_year')::boolean
                and not (p_input ->> 'lines_given')::boolean, 'lines_given', 'officer'),
        (8, p_ceiling_ore is null, 'result', 'officer')) m (n, is_missing, code, who)
     where m.is_missing);
end
$body$;
alter function rule.instalment_missing(jsonb, jsonb, text, bigint) owner to ledger_owner;
comment on function rule.instalment_missing(jsonb, jsonb, text, bigint) is
    'What a payment still waits for and who can supply it.';
revoke all on function rule.instalment_missing(jsonb, jsonb, text, bigint) from public;

create or replace function rule.instalment(p_call jsonb, p_input jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_payment constant jsonb := p_call -> 'payment';
    v_accounts constant text := p_input ->> 'accounts';
    v_award constant bigint := (p_input ->> 'award_ore')::bigint;
    v_documented constant bigint := (p_input ->> 'documented_ore')::bigint;
    v_part constant bigint := (p_input ->> 'paid_part_ore')::bigint;
    v_final constant bigint := (p_input ->> 'paid_final_ore')::bigint;
    v_results constant jsonb := p_input -> 'results';
    v_rulings constant jsonb := p_input -> 'rulings';
    v_required constant text :=
        rule.sign_off_requirement(p_call, v_accounts, v_award, v_rulings);
    v_ceiling constant bigint := rule.ceiling(v_payment, v_accounts, v_award, v_part, v_final,
                                              v_results, v_rulings);
    v_missing constant jsonb := rule.instalment_missing(p_call, p_input, v_required, v_ceiling);
    v_payable bigint := 0::bigint;
    v_claim bigint := 0::bigint;
begin
    if v_missing = '[]' then
        v_payable := rule.payable(v_ceiling, v_documented, v_part + v_final);
        if v_accounts = 'final' then
            -- nothing is claimed that an unrecorded result could still earn
            v_claim := rule.claim(rule.ceiling(v_payment, v_accounts, v_award, v_part, v_final,
                v_results, v_rulings, true), v_documented, v_part + v_final);
        end if;
    end if;
    return jsonb_build_object('rule_version', rule.rule_version(), 'accounts', v_accounts,
        'award_ore', v_award, 'documented_ore', v_documented, 'paid_ore', v_part + v_final,
        'required_sign_off', v_required,
        'earned_bp', rule.earned_bp(v_payment, v_accounts, v_results),
        'ceiling_ore', v_ceiling, 'payable_ore', v_payable, 'claim_ore', v_claim,
        'missing', v_missing);
end
$body$;
alter function rule.instalment(jsonb, jsonb) owner to ledger_owner;
comment on function rule.instalment(jsonb, jsonb) is
    'The whole decision on one payment with its reasons; ledger/grants/instalment.c decides the same.';
revoke all on function rule.instalment(jsonb, jsonb) from public;
