-- SPDX-License-Identifier: EUPL-1.2
-- Answers to criteria and questions, and the files that must be there.
create or replace function rule.application_answers(p_call jsonb, p_answers jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
declare
    v_found jsonb := '[]'::jsonb;
    v_asked constant text[] := array(
        select i.value ->> 'code' from jsonb_array_elements(p_call -> 'criteria') with ordinality i
         order by i.ordinality)
        || array(
        select i.value ->> 'code' from jsonb_array_elements(p_call -> 'questions') with ordinality i
         order by i.ordinality);
    v_seen text[] := '{}'::text[];
    v_code text;
    v record;
begin
    for v in
        select 'answers.' || (a.ordinality - 1) || '.' as at, a.value ->> 'code' as code,
               a.value ->> 'text' as answer
          from jsonb_array_elements(p_answers) with ordinality a order by a.ordinality
    loop
        if not v.code = any (v_asked) then
            v_found := v_found || rule.violation(v.at || 'code', 'unknown');
        elsif v.code = any (v_seen) then
            v_found := v_found || rule.violation(v.at || 'code', 'duplicate');
        end if;
        v_found := v_found || rule.text_violations(v.at || 'text', v.answer, 10000);
        v_seen := v_seen || v.code;
    end loop;
    foreach v_code in array v_asked loop
        if not v_code = any (v_seen) then
            v_found := v_found || rule.violation('answers.' || v_code, 'missing');
        end if;
    end loop;
    return v_found;
end
$body$;
alter function rule.application_answers(jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_answers(jsonb, jsonb) is
    'Violations in the answers to criteria and questions.';
revoke all on function rule.application_answers(jsonb, jsonb) from public;

create or replace function rule.application_attachments(
    p_call jsonb, p_content jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return (select coalesce(jsonb_agg(rule.violation('attachments.' || f.slot, f.code) order by f.n), '[]')
      from (
        select s.ordinality as n, s.value ->> 'slot' as slot,
               case when needed.it and not present.it then 'missing'
                    when present.it and not needed.it then 'not_needed' end as code
          from jsonb_array_elements(p_call -> 'slots') with ordinality s
         cross join lateral (select s.value ->> 'required' = 'always'
                or cardinality(array_positions(rule.application_kinds(p_content, p_context),
                                               'municipality')) >= 2) needed (it)
         cross join lateral (select p_context -> 'attachments' ? (s.value ->> 'slot')) present (it)
        union all
        select 1000 + a.ordinality, a.value, 'unknown'
          from jsonb_array_elements_text(p_context -> 'attachments') with ordinality a
         where not exists (select from jsonb_array_elements(p_call -> 'slots') s
                            where s.value ->> 'slot' = a.value)) f
     where f.code is not null);
end
$body$;
alter function rule.application_attachments(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_attachments(jsonb, jsonb, jsonb) is
    'Slots that lack their file, and files without a slot.';
revoke all on function rule.application_attachments(jsonb, jsonb, jsonb) from public;
