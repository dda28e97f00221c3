-- SPDX-License-Identifier: EUPL-1.2
-- Reports of the grantee, and the end of a grant.
create or replace function grants.grant_state(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when (grants.closing_of(p_application)).entry is not null then 'closed'
              when grants.award_of(p_application) is not null then 'awarded'
              else 'not_awarded' end
$$;
comment on function grants.grant_state(bigint) is 'not_awarded, awarded or closed; what was reopened is awarded.';

create or replace function grants.assert_open(p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if grants.grant_state(p_application) = 'closed' then perform grants.not_now('closed', 'awarded'); end if;
end
$$;
comment on function grants.assert_open(bigint) is 'LG502 when the grant is closed: nothing more is sent, counted or paid.';

-- A status report carries one payment: that on the part accounts of the same day, and not one before it.
create or replace function grants.reports_of(p_application bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with newest as (
    select distinct on (r.report, r.period_to) r.report, r.period_to, r.topics, r.entry
      from grants.report r where r.application = p_application
     order by r.report, r.period_to, r.entry desc)
  select jsonb_build_object(
    'final_report', exists (select from newest n where n.report = 'final'),
    'status_report', exists (
      select from newest n
       where n.report = 'status' and n.period_to = (
         select a.period_to from grants.accounts a
          where a.application = p_application and a.kind = 'part' order by a.version desc limit 1)
         and n.entry > coalesce((
           select max(q.entry) from grants.instalment_approved q
             join grants.instalment i on i.instalment = q.instalment
             join grants.accounts b on b.entry = i.accounts_entry
            where q.application = p_application and b.kind = 'part'), 0)),
    'case_review', exists (
      select from newest n, jsonb_array_elements(n.topics) t
        join jsonb_array_elements(rule.report_wanted((
          select c.definition::jsonb from grants.call c where c.call = grants.call_of(p_application)),
          'status') -> 'topics') w on w.value -> 'code' = t.value -> 'code'
       where n.report = 'status' and (w.value ->> 'first_only')::boolean))
$$;
comment on function grants.reports_of(bigint) is
  'Which reports a payment now finds: final_report, status_report, and whether the topic to be shown once was.';

create or replace function act.submit_report(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found jsonb; v_today date; v_late boolean;
begin
  v_ctx := ledger.begin_act('submit_report', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'report:name', 'period_to:day',
    'text:text', 'topics:list'], 'params');
  if json_array_length(v_ctx.params -> 'topics') > 0 then
    perform grants.check_list(v_ctx.params -> 'topics', array['code:name', 'text:text'], 'params.topics', 20);
  end if;
  perform grants.own_grant(v_application, v_ctx.organisation);
  perform grants.assert_open(v_application);
  v_found := rule.report_violations(grants.call_now(v_application), v_ctx.params::jsonb);
  v_today := identity.day_of(v_ctx.at);
  if v_found = '[]' and (v_ctx.params ->> 'period_to')::date > v_today then
    v_found := v_found || rule.violation('period_to', 'in_future');
  end if;
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'the report is not what the call asks for',
                        jsonb_build_object('violations', v_found));
  end if;
  perform rights.assert_separate(v_ctx.human, 'submit_report', grants.streams_of(v_application));
  v_late := coalesce(v_today > grants.award_due(v_application, case v_ctx.params ->> 'report'
                       when 'final' then 'final' else 'part' end), false);
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'report', v_ctx.params ->> 'report', 'late', v_late,
    'rule_version', rule.rule_version()), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.report (entry, application, report, period_to, text, topics, late)
  values (v_reply.entry, v_application, v_ctx.params ->> 'report', (v_ctx.params ->> 'period_to')::date,
          v_ctx.params ->> 'text', (v_ctx.params -> 'topics')::jsonb, v_late);
  return next v_reply;
end
$$;
comment on function act.submit_report(text, text, bytea) is
  'A report with what the call wants told; a later one of the same kind and day replaces it.';

-- What somebody has raised or proposed about a grant and nobody has decided: the closing would decide it without a reason.
create or replace function grants.undecided(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when grants.open_dispute(p_application) is not null then 'dispute'
              when grants.alarms_open(p_application) then 'alarm'
              when grants.open_amendment(p_application) is not null then 'amendment_undecided'
              when grants.open_claim_proposal(p_application) is not null then 'claim_undecided'
              when (grants.open_transfer(p_application)).entry is not null then 'transfer_undecided'
              when grants.open_termination(p_application) is not null then 'termination_undecided' end
$$;
comment on function grants.undecided(bigint) is
  'The first that stands undecided on a grant: dispute, alarm, amendment_undecided, claim_undecided, transfer_undecided or '
  'termination_undecided; null for none.';

-- A grant that ends before its time is closed like another: not over what somebody else still waits for.
create or replace function grants.termination_obstacle(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(grants.undecided(p_application), 'termination_undecided')
$$;
comment on function grants.termination_obstacle(bigint) is
  'What else than its termination stands undecided on a grant, as undecided() names it; null for nothing.';

create or replace function grants.termination_obstacle_seen(p_application bigint)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.termination_obstacle(p_application)
   where session_user = 'tilsagn_agency' and grants.visible(p_application)
$$;
comment on function grants.termination_obstacle_seen(bigint) is
  'termination_obstacle() for the agency''s page; null for everybody else.';

-- Why a grant cannot be closed yet: what is needed, and of whom. Null when it can.
create or replace function grants.closing_needs(p_application bigint)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_accounts grants.accounts; v_computed jsonb;
begin
  if grants.undecided(p_application) is not null then
    return jsonb_build_object('code', grants.undecided(p_application), 'by', 'officer');
  end if;
  select a.* into v_accounts from grants.accounts a
   where a.application = p_application order by a.version desc limit 1;
  if v_accounts.kind is distinct from 'final' then
    return jsonb_build_object('code', 'final_accounts_missing', 'by', 'applicant');
  end if;
  if rule.report_wanted(grants.call_now(p_application), 'final') is not null
     and not (grants.reports_of(p_application) ->> 'final_report')::boolean then
    return jsonb_build_object('code', 'final_report', 'by', 'applicant');
  end if;
  if grants.vouchers_wait(p_application) is not null then
    return grants.vouchers_wait(p_application) - 'accounts_entry';
  end if;
  v_computed := rule.instalment(grants.call_now(p_application), grants.instalment_input(v_accounts.entry));
  return case
    when v_computed -> 'missing' <> '[]' then jsonb_build_object('code', v_computed #>> '{missing,0,code}',
      'by', v_computed #>> '{missing,0,who}')
    when (v_computed ->> 'payable_ore')::bigint > 0
      then jsonb_build_object('code', 'still_payable', 'by', 'officer')
    when (v_computed ->> 'claim_ore')::bigint > 0
         or ledger.balance('grant:' || p_application || ':reclaimed') > 0
      then jsonb_build_object('code', 'claim_open', 'by', 'officer')
    when grants.open_interest(p_application, identity.today()) is distinct from 0::bigint
      then jsonb_build_object('code', 'interest_open', 'by', 'officer')
    when ledger.balance('grant:' || p_application || ':payable') > 0
      then jsonb_build_object('code', 'not_paid', 'by', 'finance') end;
end
$$;
comment on function grants.closing_needs(bigint) is
  'What stands before the closing of a grant: code and role; null when nothing does.';

create or replace function grants.closing_needs_seen(p_application bigint)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.closing_needs(p_application)
   where session_user = 'tilsagn_agency' and grants.visible(p_application)
$$;
comment on function grants.closing_needs_seen(bigint) is
  'closing_needs() for the agency''s page; null for everybody else.';

create or replace function act.close_grant(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_pool text := 'call:' || grants.call_of(v_application) || ':available';
  v_grant text := 'grant:' || v_application;
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_left bigint; v_needs jsonb;
begin
  v_ctx := ledger.begin_act('close_grant', p_request, p_attest, array_remove(array[v_grant], null), '{}',
    array_remove(array[v_pool, v_grant || ':committed', v_grant || ':payable', v_grant || ':reclaimed'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'returned_ore:sum'], 'params');
  if grants.call_of(v_application) is null then
    perform ledger.fail('LG301', 'no such application');
  end if;
  if grants.award_of(v_application) is null then perform grants.not_now('not_awarded', 'awarded'); end if;
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'close_grant', grants.streams_of(v_application));
  v_needs := grants.closing_needs(v_application);
  if v_needs is not null then perform grants.not_now('awarded', v_needs ->> 'code'); end if;
  v_left := ledger.balance(v_grant || ':committed');
  if v_left <> (v_ctx.params ->> 'returned_ore')::bigint then
    perform ledger.fail('LG103', 'another amount is left', jsonb_build_object(
      'sent', (v_ctx.params ->> 'returned_ore')::bigint, 'computed', v_left));
  end if;
  v_reply := ledger.append(v_ctx, v_grant, jsonb_build_object('application', v_application,
      'accounts_entry', (select max(a.entry) from grants.accounts a where a.application = v_application),
      'returned_ore', v_left, 'rule_version', rule.rule_version()), grants.call_of(v_application),
    case when v_left > 0 then array[v_pool, v_grant || ':committed'] else '{}'::text[] end,
    case when v_left > 0 then array[v_left, -v_left] else '{}'::bigint[] end, p_signature => p_signature);
  insert into grants.closing (application, entry, accounts_entry, returned_ore, n)
  values (v_application, v_reply.entry, (select max(a.entry) from grants.accounts a
                                          where a.application = v_application), v_left, grants.next_closing(v_application));
  return next v_reply;
end
$$;
comment on function act.close_grant(text, text, bytea) is
  'Closes a grant on its final accounts: nothing is payable, nothing owed, and the rest goes back to the call.';
