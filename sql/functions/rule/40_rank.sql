-- SPDX-License-Identifier: EUPL-1.2
-- Assessors' points weighed into one whole number.
create or replace function rule.rank_score(p_weights jsonb, p_scores jsonb) returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_score bigint;
    v_matched bigint;
begin
    select coalesce(sum((w.value ->> 'weight_bp')::bigint * (s.value ->> 'points')::bigint), 0)::bigint,
           count(w.value) filter (where (s.value ->> 'points')::bigint between 0 and 5)
      into v_score, v_matched
      from jsonb_array_elements(p_scores) s
      left join jsonb_array_elements(p_weights) w
        on w.value ->> 'criterion' = s.value ->> 'criterion';
    if v_matched <> jsonb_array_length(p_scores) then
        raise exception using errcode = 'LG102', message = 'a score without weight or outside 0..5',
            detail = jsonb_build_object('violations',
                jsonb_build_array(rule.violation('scores', 'unknown')))::text;
    end if;
    return v_score;
end
$body$;
alter function rule.rank_score(jsonb, jsonb) owner to ledger_owner;
comment on function rule.rank_score(jsonb, jsonb) is 'Sum of weight × points over all assessors.';
revoke all on function rule.rank_score(jsonb, jsonb) from public;

create or replace function rule.rank_mean(p_score bigint, p_assessors integer) returns bigint
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return p_score * 1000000::bigint / p_assessors;
end
$body$;
alter function rule.rank_mean(bigint, integer) owner to ledger_owner;
comment on function rule.rank_mean(bigint, integer) is
    'Score per assessor in millionths: three assessors do not outrank two.';
revoke all on function rule.rank_mean(bigint, integer) from public;
