-- SPDX-License-Identifier: EUPL-1.2
-- Answers one case of one rule as SQL sees it. A rule that refuses (LG102) answers null, as C's
-- STATUS_INVALID does.
create schema differential;

create table differential.call (call text primary key, definition jsonb not null);

create function differential.at(p_us jsonb) returns timestamptz language sql immutable as
$body$select 'epoch'::timestamptz + p_us::bigint * interval '1 microsecond'$body$;

create function differential.answer(p_rule text, p_input jsonb) returns jsonb language plpgsql as
$body$
declare
    v_call jsonb := (select c.definition from differential.call c where c.call = p_input ->> 'call');
    v_results jsonb := p_input -> 'results';
begin
    return coalesce(case p_rule
        when 'deadline_verdict' then to_jsonb(rule.deadline_verdict(
            differential.at(p_input -> 'received'), differential.at(p_input -> 'clock'),
            differential.at(p_input -> 'last'), (p_input ->> 'closed')::boolean))
        when 'add_months' then to_jsonb(rule.add_months((p_input ->> 'day')::date,
            (p_input ->> 'months')::integer))
        when 'due_final' then to_jsonb(rule.due_final(v_call, (p_input ->> 'letter')::date))
        when 'sign_off_requirement' then to_jsonb(rule.sign_off_requirement(v_call,
            p_input ->> 'accounts', (p_input ->> 'award_ore')::bigint, p_input -> 'rulings'))
        when 'sign_off_satisfies' then to_jsonb(rule.sign_off_satisfies(
            p_input ->> 'given', p_input ->> 'required'))
        when 'rank_score' then to_jsonb(rule.rank_score(p_input -> 'weights', p_input -> 'scores'))
        when 'rank_mean' then to_jsonb(rule.rank_mean((p_input ->> 'score')::bigint,
            (p_input ->> 'assessors')::integer))
        when 'earned_bp' then to_jsonb(case when (p_input ->> 'possible')::boolean
            then rule.earned_bp(v_call -> 'payment', p_input ->> 'accounts', v_results, true)
            else rule.earned_bp(v_call -> 'payment', p_input ->> 'accounts', v_results) end)
        when 'ceiling' then to_jsonb(case when (p_input ->> 'possible')::boolean
            then rule.ceiling(v_call -> 'payment', p_input ->> 'accounts',
                (p_input ->> 'award_ore')::bigint, (p_input ->> 'paid_part_ore')::bigint,
                (p_input ->> 'paid_final_ore')::bigint, v_results, p_input -> 'rulings', true)
            else rule.ceiling(v_call -> 'payment', p_input ->> 'accounts',
                (p_input ->> 'award_ore')::bigint, (p_input ->> 'paid_part_ore')::bigint,
                (p_input ->> 'paid_final_ore')::bigint, v_results, p_input -> 'rulings') end)
        when 'payable' then to_jsonb(rule.payable((p_input ->> 'ceiling_ore')::bigint,
            (p_input ->> 'documented_ore')::bigint, (p_input ->> 'paid_ore')::bigint))
        when 'claim' then to_jsonb(rule.claim((p_input ->> 'ceiling_ore')::bigint,
            (p_input ->> 'documented_ore')::bigint, (p_input ->> 'paid_ore')::bigint))
        when 'instalment' then rule.instalment(v_call, p_input)
        when 'documented' then to_jsonb(rule.documented(p_input #> '{content,budget}',
            p_input -> 'lines'))
        when 'mileage_cut' then to_jsonb(rule.mileage_cut((p_input ->> 'km')::bigint,
            (p_input ->> 'paid_ore')::bigint, (p_input ->> 'rate_ore')::bigint))
        when 'accounts_violations' then rule.accounts_violations(v_call,
            p_input #> '{content,budget}', p_input || jsonb_build_object('kind', p_input -> 'accounts'))
        when 'award_violations' then rule.award_violations(v_call, p_input, p_input -> 'context')
        when 'application_violations' then rule.application_violations(v_call,
            p_input -> 'content', p_input -> 'context')
        when 'personal_number' then to_jsonb(rule.personal_number_at(p_input ->> 'text'))
        when 'report_violations' then rule.report_violations(v_call, p_input)
        when 'result_violations' then rule.result_violations(v_call, p_input)
        when 'allocation' then rule.allocation(p_input)
        when 'hands_missing' then rule.hands_missing(p_input)
        when 'amendment_violations' then rule.amendment_violations(v_call, p_input -> 'now',
            p_input -> 'new', p_input -> 'context')
        when 'amended' then rule.amended(p_input)
        when 'lines' then rule.lines(p_input)
        when 'voucher_sample' then rule.voucher_sample(p_input -> 'rule', p_input -> 'lines', p_input ->> 'seed')
        when 'interest' then to_jsonb(rule.interest((p_input ->> 'ore')::bigint,
            (p_input ->> 'due')::date, (p_input ->> 'to')::date, p_input -> 'rates'))
        else to_jsonb('no such rule'::text) end, 'null'::jsonb);
exception when sqlstate 'LG102' then
    return 'null'::jsonb;
end
$body$;
