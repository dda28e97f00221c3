-- SPDX-License-Identifier: EUPL-1.2
-- May this draft be submitted to this call? Every broken rule at once, in the order in which
-- ledger/grants/application.c finds them.
create or replace function rule.application_violations(
    p_call jsonb, p_content jsonb, p_context jsonb)
    returns jsonb
    language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
#variable_conflict error
begin
    return rule.application_parties(p_call, p_content, p_context)
        || rule.text_violations('title', p_content ->> 'title', 200)
        || rule.text_violations('description', p_content ->> 'description', 10000)
        || rule.application_units(p_call, p_content -> 'unit_hours')
        || rule.application_applied(p_call, p_content, p_context)
        || rule.application_budget(p_call, p_content, p_context)
        || rule.application_answers(p_call, p_content -> 'answers')
        || rule.application_attachments(p_call, p_content, p_context);
end
$body$;
alter function rule.application_violations(jsonb, jsonb, jsonb) owner to ledger_owner;
comment on function rule.application_violations(jsonb, jsonb, jsonb) is
    'Every rule that a draft breaks against its call; an empty list: may be submitted.';
revoke all on function rule.application_violations(jsonb, jsonb, jsonb) from public;
