-- SPDX-License-Identifier: EUPL-1.2
-- Results: one officer records them from the agency's own statistics, a second confirms. Never the grantee,
-- who is paid by them. A correction is recorded and confirmed again; until it is, the result is missing.
create or replace function grants.results_of(p_application bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('code', n.code, 'numerator', n.numerator,
                                               'denominator', n.denominator) order by n.code), '[]')
    from (select distinct on (r.code) r.entry, r.code, r.numerator, r.denominator
            from grants.result r where r.application = p_application
           order by r.code, r.entry desc) n
    join grants.result_confirmed c on c.result_entry = n.entry
$$;
comment on function grants.results_of(bigint) is
  'The results that count, as rule.instalment takes them: of each the one recorded last, once it is confirmed.';

create or replace function act.record_result(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_call jsonb; v_wanted jsonb; v_found jsonb;
  v_week date; v_over date;
begin
  v_ctx := ledger.begin_act('record_result', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'code:name', 'numerator:sum',
    'denominator:sum', 'period:any', 'first_week:name?', 'source_sha256:hash'], 'params');
  if grants.call_of(v_application) is null then
    perform ledger.fail('LG301', 'no such application');
  end if;
  if grants.award_of(v_application) is null then perform grants.not_now('not_awarded', 'awarded'); end if;
  perform grants.assert_open(v_application);
  select c.definition::jsonb into v_call
    from grants.call c where c.call = grants.call_of(v_application);
  v_found := rule.result_violations(v_call, v_ctx.params::jsonb);
  select x.to_day into v_over from rule.result_period(v_ctx.params ->> 'period') x;
  if v_found = '[]' and v_over >= identity.day_of(v_ctx.at) then
    v_found := v_found || rule.violation('period', 'in_future');
  end if;
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'this cannot be a result of the call',
                        jsonb_build_object('violations', v_found));
  end if;
  perform rights.assert_separate(v_ctx.human, 'record_result', grants.streams_of(v_application));
  select w.value into v_wanted from jsonb_array_elements(rule.results_wanted(v_call)) w
   where w.value ->> 'code' = v_ctx.params ->> 'code';
  v_week := rule.first_week((v_wanted ->> 'first_week')::integer, v_ctx.params ->> 'first_week');
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'code', v_ctx.params ->> 'code', 'group', v_wanted #> '{group,en}',
    'first_week', v_week, 'rule_version', rule.rule_version()), grants.call_of(v_application),
    p_signature => p_signature);
  insert into grants.result (entry, application, code, numerator, denominator, period, first_week,
                             source_sha256)
  values (v_reply.entry, v_application, v_ctx.params ->> 'code',
          (v_ctx.params ->> 'numerator')::bigint, (v_ctx.params ->> 'denominator')::bigint,
          v_ctx.params ->> 'period', v_week, decode(v_ctx.params ->> 'source_sha256', 'hex'));
  return next v_reply;
end
$$;
comment on function act.record_result(text, text, bytea) is
  'An officer records the counts of a period that is over, and the hash of where they come from.';

create or replace function act.confirm_result(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_result grants.result; v_newest bigint;
begin
  v_ctx := ledger.begin_act('confirm_result', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'result:id',
    'source_sha256:hash'], 'params');
  select r.* into v_result from grants.result r
   where r.application = v_application and r.entry = (v_ctx.params ->> 'result')::bigint;
  if v_result.entry is null then perform ledger.fail('LG301', 'no such result'); end if;
  perform grants.assert_open(v_application);
  select max(r.entry) into v_newest from grants.result r
   where r.application = v_application and r.code = v_result.code;
  if v_newest <> v_result.entry then
    perform ledger.fail('LG503', 'it has been recorded again since',
                        jsonb_build_object('result_entry', v_newest));
  end if;
  if exists (select from grants.result_confirmed c where c.result_entry = v_result.entry) then
    perform grants.not_now('confirmed', 'record_result');
  end if;
  if encode(v_result.source_sha256, 'hex') <> v_ctx.params ->> 'source_sha256' then
    perform ledger.fail('LG102', 'that is not the source the result was recorded from',
      jsonb_build_object('violations', jsonb_build_array(rule.violation('source_sha256', 'differs'))));
  end if;
  perform rights.assert_separate(v_ctx.human, 'confirm_result', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'result_entry', v_result.entry, 'code', v_result.code,
    'numerator', v_result.numerator, 'denominator', v_result.denominator,
    'period', v_result.period), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.result_confirmed (entry, application, result_entry)
  values (v_reply.entry, v_application, v_result.entry);
  return next v_reply;
end
$$;
comment on function act.confirm_result(text, text, bytea) is
  'A second officer confirms the newest count of a result, having the source before them: its hash is named again.';
