-- SPDX-License-Identifier: EUPL-1.2
-- Reports: which a call asks for, when, and on which topics.
create or replace function rule.report_wanted(p_call jsonb, p_report text) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select r.value from jsonb_array_elements(p_call -> 'reports') r
             where r.value ->> 'report' = p_report limit 1);
end
$body$;
alter function rule.report_wanted(jsonb, text) owner to ledger_owner;
comment on function rule.report_wanted(jsonb, text) is 'The report of a kind that a call asks for, or null.';
revoke all on function rule.report_wanted(jsonb, text) from public;

create or replace function rule.report_violations(p_call jsonb, p_report jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_wanted constant jsonb := rule.report_wanted(p_call, p_report ->> 'report');
    v_to constant date := (p_report ->> 'period_to')::date;
    v_end constant date := (p_call #>> '{project,to}')::date;
    v_seen text[] := '{}'::text[];
    v record;
begin
    if v_wanted is null then
        return jsonb_build_array(rule.violation('report', 'not_allowed'));
    end if;
    -- a final report is about the whole project
    if v_to > v_end or v_to < (case when p_report ->> 'report' = 'final' then v_end
                                    else (p_call #>> '{project,from}')::date end) then
        v_found := v_found || rule.violation('period_to', 'outside_period');
    end if;
    v_found := v_found || rule.text_violations('text', p_report ->> 'text', 4000);
    for v in
        select 'topics.' || (t.ordinality - 1) || '.' as at, t.value ->> 'code' as code,
               t.value ->> 'text' as said,
               exists (select from jsonb_array_elements(v_wanted -> 'topics') w
                        where w.value -> 'code' = t.value -> 'code') as known
          from jsonb_array_elements(p_report -> 'topics') with ordinality t order by t.ordinality
    loop
        if not v.known then
            v_found := v_found || rule.violation(v.at || 'code', 'unknown');
        elsif v.code = any (v_seen) then
            v_found := v_found || rule.violation(v.at || 'code', 'duplicate');
        end if;
        v_found := v_found || rule.text_violations(v.at || 'text', v.said, 4000);
        v_seen := v_seen || v.code;
    end loop;
    for v in
        select w.value ->> 'code' as code from jsonb_array_elements(v_wanted -> 'topics') with ordinality w
         where not (w.value ->> 'first_only')::boolean and w.value ->> 'code' <> all (v_seen)
         order by w.ordinality
    loop
        v_found := v_found || rule.violation('topics.' || v.code, 'missing');
    end loop;
    return v_found;
end
$body$;
alter function rule.report_violations(jsonb, jsonb) owner to ledger_owner;
comment on function rule.report_violations(jsonb, jsonb) is
    'Every rule that a report breaks, in a fixed order; ledger/grants/report.c finds the same.';
revoke all on function rule.report_violations(jsonb, jsonb) from public;
