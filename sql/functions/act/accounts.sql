-- SPDX-License-Identifier: EUPL-1.2
-- Accounts and their sign-off. What is signed is the SHA-256 of exactly these accounts: accounts sent
-- later are another version and need a signature of their own.
create or replace function grants.own_grant(p_application bigint, p_organisation text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if grants.holder_at(p_application, null) is distinct from p_organisation then
    perform ledger.fail('LG301', 'no such application');
  end if;
  if grants.award_of(p_application) is null then
    perform grants.not_now('not_awarded', 'awarded');
  end if;
end
$$;
comment on function grants.own_grant(bigint, text) is
  'Raises unless the organisation has this grant.';

create or replace function act.submit_accounts(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_call jsonb; v_budget jsonb; v_found jsonb;
  v_due date; v_today date; v_version integer; v_sha256 bytea; v_documented bigint; v_mileage jsonb; v_lines jsonb;
  v_days jsonb;
begin
  v_ctx := ledger.begin_act('submit_accounts', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'kind:name', 'period_to:day',
    'lines:list', 'vat:name', 'note:note'] || case when v_ctx.params -> 'mileage' is null then '{}'::text[]
    else array['mileage:list?'] end, 'params');
  perform grants.check_list(v_ctx.params -> 'lines',
    array['line:count', 'actual_ore:sum', 'own_funding_ore:sum', 'first:day', 'last:day', 'before_award_ore:sum'], 'params.lines', 200);
  if json_typeof(v_ctx.params -> 'mileage') = 'array' then
    perform grants.check_list(v_ctx.params -> 'mileage',
      array['line:count', 'year:count', 'km:count', 'paid_ore:sum'], 'params.mileage', 200);
  end if;
  if v_ctx.params ->> 'kind' not in ('part', 'final') then
    perform ledger.refuse_request('params.kind: expected part or final');
  end if;
  if v_ctx.params ->> 'vat' not in ('excluded', 'not_refunded') then
    perform ledger.refuse_request('params.vat: expected excluded or not_refunded');
  end if;
  perform grants.own_grant(v_application, v_ctx.organisation);
  perform grants.assert_open(v_application);
  perform rights.assert_separate(v_ctx.human, 'submit_accounts', grants.streams_of(v_application));
  v_call := grants.call_now(v_application);
  v_budget := grants.budget_of(v_application);
  v_today := identity.day_of(v_ctx.at);
  v_days := grants.cost_days(v_application);
  v_found := rule.accounts_violations(v_call, v_budget,
    jsonb_strip_nulls(v_ctx.params::jsonb) || jsonb_build_object('rates', grants.mileage_rates(),
      'final_to', (select max(a.period_to) from grants.accounts a
                    where a.application = v_application and a.kind = 'final')) || v_days);
  if (v_ctx.params ->> 'period_to')::date > v_today then
    v_found := v_found || '[{"field":"period_to","code":"in_future"}]'::jsonb;
  end if;
  v_found := v_found || coalesce((
    select jsonb_agg(rule.violation('lines.' || (l.n - 1) || '.last', 'in_future') order by l.n)
      from json_array_elements(v_ctx.params -> 'lines') with ordinality l(line, n)
     where (l.line ->> 'last')::date > v_today and (v_ctx.params ->> 'period_to')::date <= v_today), '[]');
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'the accounts do not keep the rules of the call',
                        jsonb_build_object('violations', v_found));
  end if;
  v_due := grants.award_due(v_application, v_ctx.params ->> 'kind');
  select coalesce(max(a.version), 0) + 1 into v_version
    from grants.accounts a where a.application = v_application;
  v_sha256 := sha256(convert_to(v_ctx.params::text, 'UTF8'));
  v_mileage := grants.rated_mileage(jsonb_strip_nulls(v_ctx.params::jsonb) -> 'mileage');
  v_lines := (select jsonb_agg(l || jsonb_build_object('cut_ore', (
      select coalesce(sum((m ->> 'cut_ore')::bigint), 0)
        from jsonb_array_elements(v_mileage) m where m -> 'line' = l -> 'line')))
    from jsonb_array_elements(v_ctx.params::jsonb -> 'lines') l);
  v_documented := rule.documented(v_budget, v_lines);
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'version', v_version, 'sha256', encode(v_sha256, 'hex'),
    'documented_ore', v_documented, 'late', coalesce(v_today > v_due, false),
    'rule_version', rule.rule_version(), 'days', v_days, 'approved', (
      select jsonb_agg(jsonb_build_object('line', b -> 'line', 'approved_ore', rule.line_ore(b)) order by (b ->> 'line')::integer)
        from jsonb_array_elements(v_budget) b
       where exists (select from jsonb_array_elements(v_lines) l where l -> 'line' = b -> 'line')))
    || case when v_mileage = '[]' then '{}' else jsonb_build_object('mileage', v_mileage) end, grants.call_of(v_application),
    p_signature => p_signature);
  insert into grants.accounts (entry, application, version, kind, period_to, sha256,
                               documented_ore, late, note, vat)
  values (v_reply.entry, v_application, v_version, v_ctx.params ->> 'kind',
          (v_ctx.params ->> 'period_to')::date, v_sha256, v_documented,
          coalesce(v_today > v_due, false), v_ctx.params ->> 'note', v_ctx.params ->> 'vat');
  insert into grants.accounts_line (entry, application, line, actual_ore, own_funding_ore, first_day, last_day, before_award_ore)
  select v_reply.entry, v_application, (l ->> 'line')::integer, (l ->> 'actual_ore')::bigint,
         (l ->> 'own_funding_ore')::bigint, (l ->> 'first')::date, (l ->> 'last')::date, (l ->> 'before_award_ore')::bigint
    from json_array_elements(v_ctx.params -> 'lines') l;
  insert into grants.accounts_mileage (entry, application, line, year, km, paid_ore, rate_ore)
  select v_reply.entry, v_application, (m ->> 'line')::integer, (m ->> 'year')::integer, (m ->> 'km')::integer,
         (m ->> 'paid_ore')::bigint, (m ->> 'rate_ore')::integer
    from jsonb_array_elements(v_mileage) m;
  return next v_reply;
end
$$;
comment on function act.submit_accounts(text, text, bytea) is
  'Accounts against the approved budget; the answer holds the hash that management signs.';

create or replace function act.sign_off(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_newest integer; v_accounts bigint;
begin
  v_ctx := ledger.begin_act('sign_off', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'version:count',
    'sha256:hash'], 'params');
  perform grants.own_grant(v_application, v_ctx.organisation);
  select max(a.version) into v_newest from grants.accounts a where a.application = v_application;
  if v_newest is null then perform grants.not_now('awarded', 'submit_accounts'); end if;
  select a.entry into v_accounts from grants.accounts a
   where a.application = v_application and a.version = v_newest
     and a.version = (v_ctx.params ->> 'version')::integer
     and encode(a.sha256, 'hex') = v_ctx.params ->> 'sha256';
  if v_accounts is null then
    perform ledger.fail('LG503', 'these are not the newest accounts',
                        jsonb_build_object('version', v_newest));
  end if;
  if exists (select from grants.sign_off s
              where s.accounts_entry = v_accounts and s.level = 'management') then
    perform grants.not_now('signed_off', 'not signed off');
  end if;
  perform rights.assert_separate(v_ctx.human, 'sign_off', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'version', v_newest, 'sha256', v_ctx.params ->> 'sha256',
    'accounts_entry', v_accounts, 'level', 'management'), grants.call_of(v_application),
    p_signature => p_signature);
  insert into grants.sign_off (entry, application, accounts_entry, level)
  values (v_reply.entry, v_application, v_accounts, 'management');
  return next v_reply;
end
$$;
comment on function act.sign_off(text, text, bytea) is
  'Management signs off the newest accounts, named by version and hash; never their preparer.';
