-- SPDX-License-Identifier: EUPL-1.2
-- Why somebody may not do something now: the same questions as the acts ask, answered instead of raised.

create or replace function rights.reason(p_code text, p_by text, p_more jsonb default '{}') returns jsonb
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$
    select jsonb_build_object('code', p_code, 'by', p_by) || p_more
$body$;
comment on function rights.reason(text, text, jsonb) is 'One reason: a code of the documents, and the role that can supply it.';
revoke all on function rights.reason(text, text, jsonb) from public;

create or replace function rights.roles_for(p_act text, p_stream text) returns text[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select coalesce(array_agg(distinct a.role), '{}') from rights.act a
    where a.act = p_act and a.role <> '-'
      and (p_act <> 'confirm' or a.role = case split_part(p_stream, ':', 1)
           when 'call' then 'officer' when 'appropriation' then 'finance' else 'administrator' end)
$body$;
comment on function rights.roles_for(text, text) is 'Roles whose holders may perform an act on a stream.';
revoke all on function rights.roles_for(text, text) from public;

create or replace function rights.personal(p_person bigint, p_act text, p_stream text) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_roles  text[] := rights.roles_for(p_act, p_stream);
    v_found  record;
    v_human  bigint;
    v_cvr    text;
    v_agency boolean;
    v_owner  text;
begin
    select identity.human_now(p.person), p.organisation, o.kind in ('agency', 'state_auditor') into v_human, v_cvr, v_agency
    from identity.person p join identity.organisation o on o.organisation = p.organisation
    where p.person = p_person;
    if not exists (select from rights.act a where a.act = p_act and a.role = any (v_roles)
                   and (a.audience = 'agency') = v_agency and identity.holds_role(p_person, a.role)) then
        return rights.reason('role', v_roles[1], '{"other_human": true}');
    end if;
    if identity.blocked(p_person, null) then
        return rights.reason('blocked', 'administrator');
    end if;
    if not v_agency and p_stream ~ '^grant:[1-9][0-9]{0,17}$' then
        -- to an auditor a grant belongs to the firm that is appointed for it
        select case when p_act = 'endorse_accounts' then (select p.firm from grants.auditor_appointment p
                     where p.entry = grants.appointment_of(s.application))
                    when p_act = 'accept_transfer' then (grants.open_transfer(s.application)).successor
                    else coalesce(grants.holder_at(s.application, null), d.organisation) end into v_owner
        from (select substr(p_stream, 7)::bigint as application) s
        left join draft.application d on d.application = s.application;
        if v_owner is distinct from v_cvr then
            return rights.reason('not_found', null);
        end if;
    end if;
    select s.entry, s.kind, s.why into v_found from rights.separated(v_human, p_act, rights.case_of(p_stream)) s;
    if found then
        return rights.reason('separation', v_roles[1], jsonb_build_object('other_human', true,
            'field', v_found.kind, 'entry', v_found.entry, 'rule', v_found.why));
    end if;
    return null;
end
$body$;
comment on function rights.personal(bigint, text, text) is
    'Why this person cannot perform the act whatever the state of the case: role, block, organisation, '
    'separation with the entry and the rule; null when nothing personal stands in the way.';
revoke all on function rights.personal(bigint, text, text) from public;

create or replace function rights.call_obstacle(p_act text, p_call text) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_state     text := grants.call_state(p_call);
    v_confirmed boolean := exists (select from grants.weights_confirmed w where w.call = p_call);
    v_wanted    boolean := (select jsonb_array_length(c.definition::jsonb -> 'criteria') > 0
                            from grants.call c where c.call = p_call);
begin
    return case
        when v_state = 'unknown' then rights.reason('not_found', null)
        when v_state = 'opened' then rights.reason('already_opened', null)
        when p_act = 'open_applications' and v_state <> 'closed' then rights.reason('close_pending', 'system')
        when p_act = 'open_applications' and v_wanted and not v_confirmed
            then rights.reason('weights_unconfirmed', 'officer')
        when p_act <> 'open_applications' and v_confirmed then rights.reason('weights_confirmed', null)
        when p_act = 'confirm_weights' and not exists (
            select from grants.weights_proposal w where w.call = p_call) then rights.reason('weights_missing', 'officer')
        end;
end
$body$;
comment on function rights.call_obstacle(text, text) is 'What stands before weighing or opening a call.';
revoke all on function rights.call_obstacle(text, text) from public;

create or replace function rights.ruling_obstacle(p_act text, p_call text) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when grants.call_state(p_call) = 'unknown' then rights.reason('not_found', null)
        when not exists (select from grants.call c, jsonb_array_elements(c.definition::jsonb -> 'anomalies') a
                         where c.call = p_call and a -> 'choices' <> '[]') then rights.reason('one_reading', null)
        when p_act = 'confirm_ruling' and not exists (
            select from grants.ruling_proposal p where p.call = p_call and p.entry = grants.open_ruling(p_call, p.anomaly))
            then rights.reason('ruling_proposal_missing', 'officer') end
$body$;
comment on function rights.ruling_obstacle(text, text) is 'What stands before ruling on a call''s unclear points.';
revoke all on function rights.ruling_obstacle(text, text) from public;

create or replace function rights.notice_obstacle(p_act text, p_call text) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when grants.call_state(p_call) = 'unknown' then rights.reason('not_found', null)
        when p_act = 'decide_notice' and not exists (select from grants.open_notices(p_call))
            then rights.reason('notice_missing', 'officer') end
$body$;
comment on function rights.notice_obstacle(text, text) is 'What stands before a notice about a call.';
revoke all on function rights.notice_obstacle(text, text) from public;

create or replace function rights.admission_obstacle(p_act text, p_application bigint) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when grants.call_of(p_application) is null then rights.reason('not_found', null)
        when not grants.contested_waits(p_application) then rights.reason('not_contested', null)
        when grants.call_state(grants.call_of(p_application)) <> 'opened' then rights.reason('not_opened', 'officer')
        when p_act = 'confirm_admission' and not exists (
            select from grants.contested(grants.call_of(p_application)) c
            where c.application = p_application and grants.open_admission(c.entry) is not null)
            then rights.reason('admission_missing', 'officer') end
$body$;
comment on function rights.admission_obstacle(text, bigint) is 'What stands before ruling on a contested submission of an application.';
revoke all on function rights.admission_obstacle(text, bigint) from public;

create or replace function rights.allocation_obstacle(p_act text, p_call text) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when grants.call_state(p_call) = 'unknown' then rights.reason('not_found', null)
        when grants.call_state(p_call) <> 'opened' then rights.reason('not_opened', 'officer')
        when c.definition::jsonb #>> '{allocation,kind}' <> 'key_with_floor' then rights.reason('no_key', null)
        when grants.allocation_of(p_call) is not null then rights.reason('already_allocated', null)
        when grants.contested_count(p_call) > 0 then rights.reason('contested_waiting', 'officer')
        when not exists (select from grants.annex x where x.call = p_call
                         and x.annex = c.definition::jsonb #>> '{allocation,key_annex}')
            then rights.reason('annex_missing', 'operator')
        when p_act = 'decide_allocation' and grants.open_allocation(p_call) is null
            then rights.reason('allocation_proposal_missing', 'officer')
        when r.report ->> 'outcome' = 'refused' then rights.reason(r.report ->> 'refusal', 'officer') end
    from (select 1) one left join grants.call c on c.call = p_call
    left join lateral (select grants.allocation_shown(p_call, grants.rulings_of(p_call) ->> 'FLOOR_AND_KEY') -> 'report' as report) r on true
$body$;
comment on function rights.allocation_obstacle(text, text) is 'What stands before sharing a pool by its key.';
revoke all on function rights.allocation_obstacle(text, text) from public;

create or replace function rights.award_obstacle(p_act text, p_application bigint) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_call       text := grants.call_of(p_application);
    v_definition jsonb := (select c.definition::jsonb from grants.call c where c.call = v_call);
begin
    if v_call is null then
        return rights.reason('not_found', null);
    elsif grants.call_state(v_call) <> 'opened' then
        return rights.reason('not_opened', 'officer');
    elsif grants.award_of(p_application) is not null then
        return rights.reason('already_awarded', null);
    elsif grants.refused(p_application) then
        return rights.reason('already_refused', null);
    elsif p_act = 'decide_refusal' then
        return case when grants.open_refusal(p_application) is null then rights.reason('refusal_missing', 'officer')
                    when grants.contested_count(v_call) > 0 then rights.reason('contested_waiting', 'officer') end;
    elsif p_act = 'decide_award' then
        return case when grants.open_proposal(p_application) is null then rights.reason('proposal_missing', 'officer')
                    when grants.contested_count(v_call) > 0 then rights.reason('contested_waiting', 'officer') end;
    elsif grants.withdrawn(p_application) then
        return rights.reason('withdrawn', null);
    elsif not exists (select from grants.counting(v_call) c where c.application = p_application) then
        return rights.reason('not_counted', null);
    elsif grants.open_proposal(p_application) is not null or grants.open_refusal(p_application) is not null then
        return rights.reason('already_proposed', 'officer');
    elsif p_act = 'score' then
        return case when grants.contested_waits(p_application) then rights.reason('contested_waiting', 'officer') end;
    elsif grants.contested_count(v_call) > 0 then
        return rights.reason('contested_waiting', 'officer');
    elsif p_act = 'propose_refusal' then
        return null;
    elsif grants.unruled(v_call, 'award') is not null then
        return rights.reason('ruling_missing', 'officer');
    elsif v_definition #>> '{allocation,kind}' = 'key_with_floor' then
        return case when grants.allocated_to(p_application) is null then rights.reason('allocation_missing', 'officer') end;
    elsif coalesce((select r.assessors from grants.ranking(v_call) r where r.application = p_application), 0) < 2 then
        return rights.reason('second_assessor', 'officer');
    elsif exists (select from jsonb_array_elements(v_definition -> 'annexes') a where not exists (
                  select from grants.annex x where x.call = v_call and x.annex = a ->> 'annex')) then
        return rights.reason('annex_missing', 'operator');
    end if;
    return null;
end
$body$;
comment on function rights.award_obstacle(text, bigint) is 'What stands before scoring, proposing or deciding.';
revoke all on function rights.award_obstacle(text, bigint) from public;

create or replace function rights.result_obstacle(p_act text, p_application bigint) returns jsonb
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when rule.results_wanted(c.definition::jsonb) = '[]' then rights.reason('no_results', null)
        when p_act = 'confirm_result' and not exists (
            select from grants.result r left join grants.result_confirmed k on k.result_entry = r.entry
             where r.application = p_application and k.entry is null and not exists (
                 select from grants.result n where n.application = r.application and n.code = r.code
                                               and n.entry > r.entry))
            then rights.reason('result', 'officer') end
    from grants.call c where c.call = grants.call_of(p_application)
$body$;
comment on function rights.result_obstacle(text, bigint) is 'What stands before recording or confirming a result.';
revoke all on function rights.result_obstacle(text, bigint) from public;

create or replace function rights.firm_obstacle(p_act text, p_application bigint, p_accounts bigint) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return case
        when p_act = 'appoint_auditor' and grants.appointment_of(p_application) is not null
            then rights.reason('already_appointed', 'management')
        when p_act in ('withdraw_auditor', 'endorse_accounts') and grants.appointment_of(p_application) is null
            then rights.reason('appointment_missing', 'management')
        when p_act in ('endorse_accounts', 'decide_opinion') and p_accounts is null
            then rights.reason('accounts_missing', 'applicant')
        when p_act = 'endorse_accounts' and exists (select from grants.endorsement e where e.accounts_entry = p_accounts)
            then rights.reason('already_endorsed', null)
        when p_act = 'decide_opinion' and not exists (
                select from grants.endorsement e where e.accounts_entry = p_accounts
                   and not grants.opinion_satisfies(e.opinion, null)
                   and not exists (select from grants.opinion_decision d where d.endorsement_entry = e.entry))
            then rights.reason('opinion_missing', 'external_auditor')
        when p_act = 'dispute_statement' and grants.open_dispute(p_application) is not null
            then rights.reason('already_disputed', 'officer')
        when p_act in ('propose_resolution', 'confirm_resolution') and grants.open_dispute(p_application) is null
            then rights.reason('dispute_missing', 'applicant')
        when p_act = 'confirm_resolution' and not exists (
                select from grants.dispute_proposal p where p.dispute = grants.open_dispute(p_application))
            then rights.reason('proposed_missing', 'officer') end;
end
$body$;
comment on function rights.firm_obstacle(text, bigint, bigint) is
    'What stands before the audit firm''s appointment and opinion, a decision on it, and disputes.';
revoke all on function rights.firm_obstacle(text, bigint, bigint) from public;

create or replace function rights.grant_obstacle(p_act text, p_application bigint) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_accounts bigint := (select a.entry from grants.accounts a where a.application = p_application
                          order by a.version desc limit 1);
    v_computed jsonb;
begin
    if grants.award_of(p_application) is null then
        return rights.reason('decision_missing', 'officer');
    elsif p_act in ('appoint_auditor', 'withdraw_auditor', 'endorse_accounts', 'decide_opinion', 'confirm_statement',
                    'dispute_statement', 'propose_resolution', 'confirm_resolution') then
        return rights.firm_obstacle(p_act, p_application, v_accounts);
    elsif p_act in ('approve_instalment', 'release_batch') and grants.payment_blocked(p_application) is not null then
        return rights.reason(grants.payment_blocked(p_application), grants.blocked_by(p_application));
    elsif grants.grant_state(p_application) = 'closed'
          and not (p_act = 'release_batch' and ledger.balance('grant:' || p_application || ':payable') > 0) then
        return rights.reason('closed', null);
    elsif p_act = 'submit_accounts' then
        return null;
    elsif p_act = 'submit_report' then
        return (select case when c.definition::jsonb -> 'reports' = '[]' then rights.reason('no_reports', null) end
                from grants.call c where c.call = grants.call_of(p_application));
    elsif p_act = 'close_grant' then
        return (select rights.reason(n.needs ->> 'code', n.needs ->> 'by')
                from (select grants.closing_needs(p_application) as needs) n where n.needs is not null);
    elsif p_act in ('record_result', 'confirm_result') then
        return rights.result_obstacle(p_act, p_application);
    elsif p_act in ('sign_off', 'prepare_instalment') and v_accounts is null then
        return rights.reason('accounts_missing', 'applicant');
    elsif p_act = 'sign_off' then
        return case when exists (select from grants.sign_off s where s.accounts_entry = v_accounts
                                 and s.level = 'management') then rights.reason('already_signed', null) end;
    elsif p_act = 'approve_instalment' then
        return (select case when i.newest is null then rights.reason('prepared_missing', 'officer')
                            when o.o is not null then rights.reason(o.o ->> 'code', o.o ->> 'by') end
                from (select max(i.instalment) as newest from grants.instalment i where i.application = p_application
                         and i.accounts_entry = v_accounts and grants.instalment_state(i.instalment) = 'prepared') i,
                     lateral (select grants.approval_obstacle(i.newest) as o) o);
    elsif p_act = 'release_batch' then
        return case when not exists (select from grants.instalment i where i.application = p_application
                and grants.instalment_state(i.instalment) in ('approved', 'failed')) then rights.reason('approval_missing', 'finance') end;
    end if;
    if grants.prepared_on(v_accounts) then
        return rights.reason('already_prepared', 'finance');
    elsif grants.vouchers_wait(p_application) is not null then
        return rights.reason(grants.vouchers_wait(p_application) ->> 'code', grants.vouchers_wait(p_application) ->> 'by');
    end if;
    select rule.instalment(c.definition::jsonb, grants.instalment_input(v_accounts)) into v_computed
    from grants.call c where c.call = grants.call_of(p_application);
    return case
        when v_computed -> 'missing' <> '[]'
            then rights.reason(v_computed #>> '{missing,0,code}', v_computed #>> '{missing,0,who}')
        when (v_computed ->> 'payable_ore')::bigint = 0 then rights.reason('nothing_payable', 'applicant') end;
end
$body$;
comment on function rights.grant_obstacle(text, bigint) is 'What stands before accounts, their sign-off and a payment.';
revoke all on function rights.grant_obstacle(text, bigint) from public;

create or replace function rights.obstacle(p_act text, p_stream text) returns jsonb
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
declare
    v_id bigint := case when p_stream ~ '^grant:[1-9][0-9]{0,17}$' then substr(p_stream, 7)::bigint end;
begin
    if p_act in ('propose_weights', 'confirm_weights', 'open_applications') then
        return rights.call_obstacle(p_act, substr(p_stream, 6));
    elsif p_act in ('propose_allocation', 'decide_allocation') then
        return rights.allocation_obstacle(p_act, substr(p_stream, 6));
    elsif p_act in ('propose_ruling', 'confirm_ruling') then
        return rights.ruling_obstacle(p_act, substr(p_stream, 6));
    elsif p_act in ('propose_notice', 'decide_notice') then
        return rights.notice_obstacle(p_act, substr(p_stream, 6));
    elsif p_act in ('propose_admission', 'confirm_admission') then
        return rights.admission_obstacle(p_act, v_id);
    elsif p_act in ('score', 'propose_award', 'decide_award', 'propose_refusal', 'decide_refusal') then
        return rights.award_obstacle(p_act, v_id);
    elsif p_act in ('submit_accounts', 'sign_off', 'prepare_instalment', 'approve_instalment', 'release_batch',
                    'record_result', 'confirm_result', 'appoint_auditor', 'withdraw_auditor', 'endorse_accounts', 'decide_opinion',
                    'confirm_statement', 'dispute_statement', 'propose_resolution', 'confirm_resolution',
                    'submit_report', 'close_grant') then
        return rights.grant_obstacle(p_act, v_id);
    elsif p_act = 'submit' then
        return (select case when k.call is not null or ledger.clock() > grants.deadline_at(d.call)
                            then rights.reason('deadline_passed', 'system') end
                from draft.application d
                left join grants.call_closed k on k.call = d.call where d.application = v_id);
    elsif p_act in ('propose_withdrawal', 'confirm_withdrawal', 'retract_withdrawal') then
        return case when grants.call_of(v_id) is null or grants.call_state(grants.call_of(v_id)) not in ('closed', 'opened')
                    then rights.reason('not_closed', 'system')
                    when grants.withdrawn(v_id) then rights.reason('withdrawn', null)
                    when not exists (select from grants.counting(grants.call_of(v_id)) n where n.application = v_id)
                    then rights.reason('not_sent', null)
                    when grants.withdrawal_bound(v_id) is not null then rights.reason('withdrawal_bound', null)
                    when (p_act = 'propose_withdrawal') <> (grants.open_withdrawal(v_id) is null) then rights.reason(
                        case p_act when 'propose_withdrawal' then 'withdrawal_proposed' else 'withdrawal_missing' end, 'applicant') end;
    elsif p_act = 'withdraw_application' then
        return (select case when k.call is not null or ledger.clock() > grants.deadline_at(d.call)
                            then rights.reason('withdraw_deadline', null)
                            when grants.withdrawn(v_id) then rights.reason('withdrawn', null)
                            when not exists (select from grants.counting(d.call) n where n.application = v_id)
                            then rights.reason('not_sent', 'applicant') end
                from draft.application d
                left join grants.call_closed k on k.call = d.call where d.application = v_id);
    elsif p_act = 'confirm' then
        return (select case when count(*) = 0 then rights.reason('proposed_missing', 'operator') end
                from ledger.proposal p where p.stream = p_stream and not exists (
                    select from ledger.confirmation c where c.proposal = p.proposal and c.n = 2));
    end if;
    return null;
end
$body$;
comment on function rights.obstacle(text, text) is
    'What stands before an act on a stream for whoever would perform it, from the state of the case and the clock.';
revoke all on function rights.obstacle(text, text) from public;

create or replace function rights.may_ask(p_person bigint, p_stream text) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case when session_user not in ('tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public') then true
        else p_person is not distinct from ledger.current_person()
             and (p_stream !~ '^grant:' or grants.visible_stream(p_stream) or grants.audits_stream(p_stream) or session_user = 'tilsagn_grantee' and exists (
                  select from draft.application d where 'grant:' || d.application = p_stream
                                                    and d.organisation = ledger.current_organisation())) end
$body$;
comment on function rights.may_ask(bigint, text) is 'A pool asks about its own person, and about cases that person can see.';
revoke all on function rights.may_ask(bigint, text) from public;

create or replace function rights.why_not(p_person bigint, p_act text, p_stream text) returns json
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_reason jsonb;
    v_needs  record;
begin
    if not exists (select from rights.act a where a.act = p_act and a.role <> '-')
       or p_stream !~ '^(system|(appropriation|call|grant):[0-9A-Za-z._-]{1,64})$'
       or not rights.may_ask(p_person, p_stream) then
        return null;
    end if;
    v_reason := coalesce(rights.personal(p_person, p_act, p_stream), rights.obstacle(p_act, p_stream));
    if v_reason is null and p_act = 'decide_award' then
        select rights.reason('hands_missing', m.m ->> 0, jsonb_build_object('other_human', true, 'roles', m.m)) into v_reason
        from (select rights.award_lacks(substr(p_stream, 7)::bigint, p_person) as m) m where m.m <> '[]';
    end if;
    select bool_or(a.needs_second_factor) as factor, bool_or(a.needs_signature) as signature into v_needs
    from rights.act a where a.act = p_act and a.role = any (rights.roles_for(p_act, p_stream));
    return json_build_object('act', p_act, 'stream', p_stream, 'may', v_reason is null, 'reason', v_reason,
        'roles', to_json(rights.roles_for(p_act, p_stream)), 'needs_second_factor', v_needs.factor,
        'needs_signature', v_needs.signature);
end
$body$;
comment on function rights.why_not(bigint, text, text) is
    'Whether this person may perform the act on the stream now; if not the first reason, who could supply it, and '
    'what the act needs beside. Null for an unknown act, or a case that the asking pool''s person cannot see.';
revoke all on function rights.why_not(bigint, text, text) from public;

create or replace function rights.own_obstacle(p_act text, p_stream text) returns jsonb
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select rights.personal(ledger.current_person(), p_act, p_stream)
    where rights.may_ask(ledger.current_person(), p_stream)
$body$;
comment on function rights.own_obstacle(text, text) is
    'rights.personal() for the current person; null for a case that person cannot see.';
revoke all on function rights.own_obstacle(text, text) from public;
