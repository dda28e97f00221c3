-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers on request: asked for by an officer, drawn by the log, sent by the grantee, judged by one officer, decided
-- by another.
create or replace function act.request_vouchers(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_accounts grants.accounts; v_rule jsonb; v_lines jsonb;
begin
  v_ctx := ledger.begin_act('request_vouchers', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'version:count', 'reason:text'], 'params');
  if grants.award_of(v_application) is null then perform ledger.fail('LG301', 'no such grant'); end if;
  perform grants.assert_open(v_application);
  select a.* into v_accounts from grants.accounts a where a.application = v_application order by a.version desc limit 1;
  if v_accounts.entry is null then perform grants.not_now('awarded', 'submit_accounts'); end if;
  if v_accounts.version <> (v_ctx.params ->> 'version')::integer then
    perform ledger.fail('LG503', 'these are not the newest accounts', jsonb_build_object('version', v_accounts.version));
  end if;
  -- once for these accounts: who could ask again would ask until the sample suits
  if exists (select from grants.voucher_request r where r.accounts_entry = v_accounts.entry) then
    perform grants.not_now('vouchers_asked', 'submit_accounts');
  end if;
  perform rights.assert_separate(v_ctx.human, 'request_vouchers', grants.streams_of(v_application));
  v_lines := grants.voucher_lines(v_accounts.entry);
  if v_lines = '[]' then perform grants.not_now('no_costs', 'submit_accounts'); end if;
  v_rule := rule.voucher_rule((select c.definition::jsonb from grants.call c where c.call = grants.call_of(v_application)));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
    'accounts_entry', v_accounts.entry, 'rule', v_rule, 'lines', v_lines, 'rule_version', rule.rule_version()),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.voucher_request (entry, application, accounts_entry, rule, lines, reason)
  values (v_reply.entry, v_application, v_accounts.entry, v_rule, v_lines, v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.request_vouchers(text, text, bytea) is
  'Asks for vouchers of the newest accounts, once: rule and lines are fixed, the sample is drawn from a head that is signed later.';

create or replace function act.draw_vouchers(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id bigint := grants.early_id(p_request, 'request');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.voucher_request; v_head ledger.checkpoint;
  v_leaf bytea; v_seed bytea; v_sample jsonb; v_due date;
begin
  select r.* into v_found from grants.voucher_request r where r.entry = v_id;
  v_ctx := ledger.begin_act('draw_vouchers', p_request, p_attest,
                            array_remove(array['grant:' || v_found.application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['request:id'], 'params');
  if v_found.entry is null then perform ledger.fail('LG301', 'no such request'); end if;
  perform grants.assert_open(v_found.application);
  if grants.voucher_voided(v_found.entry) then perform grants.not_now('voided', 'request_vouchers'); end if;
  if exists (select from grants.voucher_draw d where d.request = v_found.entry) then
    perform grants.not_now('drawn', 'submit_vouchers');
  end if;
  -- while the log is begun anew no head is one of either log
  lock table ledger.entry in row exclusive mode;
  v_head := grants.voucher_head(v_found.entry);
  if v_head.size is null then perform grants.not_now('not_signed', 'a signed head of the log'); end if;
  v_leaf := (select e.leaf_hash from ledger.entry e where e.entry = v_found.entry);
  v_seed := sha256(v_leaf || v_head.root);
  v_sample := rule.voucher_sample(v_found.rule, v_found.lines, encode(v_seed, 'hex'));
  v_due := identity.day_of(v_ctx.at) + (v_found.rule ->> 'days')::integer;
  v_reply := ledger.append(v_ctx, 'grant:' || v_found.application, jsonb_build_object(
    'application', v_found.application, 'request', v_found.entry, 'rule', v_found.rule, 'lines', v_found.lines,
    'leaf', encode(v_leaf, 'hex'), 'size', v_head.size, 'root', encode(v_head.root, 'hex'), 'seed', encode(v_seed, 'hex'),
    'sample', v_sample, 'due', to_char(v_due::timestamp, 'YYYY-MM-DD'), 'rule_version', rule.rule_version()),
    grants.call_of(v_found.application), p_signature => p_signature);
  insert into grants.voucher_draw (request, application, entry, size, seed, due)
  values (v_found.entry, v_found.application, v_reply.entry, v_head.size, v_seed, v_due);
  insert into grants.voucher_line (request, line, application, ore, why)
  select v_found.entry, (s ->> 'line')::integer, v_found.application, (s ->> 'ore')::bigint, s ->> 'why'
    from jsonb_array_elements(v_sample) s;
  return next v_reply;
end
$$;
comment on function act.draw_vouchers(text, text, bytea) is
  'Draws the lines of a request: SHA-256 over its leaf hash and the root of the first signed head that covers it is the seed.';

create or replace function grants.voucher_asked(p_application bigint, p_request bigint)
returns grants.voucher_draw language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_draw grants.voucher_draw;
begin
  if not exists (select from grants.voucher_request r where r.entry = p_request and r.application = p_application) then
    perform ledger.fail('LG301', 'no such request');
  end if;
  perform grants.assert_open(p_application);
  if grants.voucher_voided(p_request) then
    perform ledger.fail('LG503', 'newer accounts voided this request', jsonb_build_object('version', (
      select max(a.version) from grants.accounts a where a.application = p_application)));
  end if;
  select d.* into v_draw from grants.voucher_draw d where d.request = p_request;
  if v_draw.request is null then perform grants.not_now('undrawn', 'draw_vouchers'); end if;
  return v_draw;
end
$$;
comment on function grants.voucher_asked(bigint, bigint) is
  'The draw of a request that stands; LG301, LG503 when newer accounts voided it, LG502 before it is drawn.';

create or replace function act.submit_vouchers(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_draw grants.voucher_draw; v_line json; v_found jsonb; v_late boolean;
begin
  v_ctx := ledger.begin_act('submit_vouchers', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'request:id', 'lines:list'], 'params');
  perform grants.check_list(v_ctx.params -> 'lines', array['line:count', 'note:note', 'files:list'], 'params.lines', 200);
  for v_line in select l from json_array_elements(v_ctx.params -> 'lines') l loop
    if json_array_length(v_line -> 'files') > 0 then
      perform grants.check_list(v_line -> 'files', array['sha256:hash', 'filename:any'], 'params.lines.files', 50);
    end if;
  end loop;
  perform grants.own_grant(v_application, v_ctx.organisation);
  v_draw := grants.voucher_asked(v_application, (v_ctx.params ->> 'request')::bigint);
  if exists (select from grants.voucher_answer a where a.request = v_draw.request)
     or exists (select from grants.voucher_judgement j where j.request = v_draw.request) then
    perform grants.not_now('answered', 'judge_vouchers');
  end if;
  perform store.hold_file(x.sha256, v_ctx.organisation)
     from (select distinct decode(f ->> 'sha256', 'hex') as sha256
             from json_array_elements(v_ctx.params -> 'lines') l, json_array_elements(l -> 'files') f order by 1) x;
  v_found := grants.check_voucher_files(v_ctx, v_draw.request);
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'not every line asked for is answered', jsonb_build_object('violations', v_found));
  end if;
  perform rights.assert_separate(v_ctx.human, 'submit_vouchers', grants.streams_of(v_application));
  v_late := identity.day_of(v_ctx.at) > v_draw.due;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
    'request', v_draw.request, 'late', v_late), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.voucher_answer (request, application, entry, late)
  values (v_draw.request, v_application, v_reply.entry, v_late);
  insert into grants.voucher_note (request, line, application, note)
  select v_draw.request, (l ->> 'line')::integer, v_application, l ->> 'note' from json_array_elements(v_ctx.params -> 'lines') l;
  insert into grants.voucher_file (request, line, sha256, application, filename)
  select v_draw.request, (l ->> 'line')::integer, decode(f ->> 'sha256', 'hex'), v_application, f ->> 'filename'
    from json_array_elements(v_ctx.params -> 'lines') l, json_array_elements(l -> 'files') f;
  delete from draft.voucher_note n where n.request = v_draw.request;
  return next v_reply;
end
$$;
comment on function act.submit_vouchers(text, text, bytea) is
  'The grantee''s one answer to a request: of every line files, or a word why there are none. Late is taken and marked.';

create or replace function act.judge_vouchers(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_draw grants.voucher_draw; v_found jsonb;
begin
  v_ctx := ledger.begin_act('judge_vouchers', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'request:id', 'lines:list', 'reason:text'], 'params');
  perform grants.check_list(v_ctx.params -> 'lines',
    array['line:count', 'result:name', 'accepted_ore:sum', 'reason:note'], 'params.lines', 200);
  v_draw := grants.voucher_asked(v_application, (v_ctx.params ->> 'request')::bigint);
  if grants.voucher_judged(v_draw.request) is not null then perform grants.not_now('judged', 'submit_accounts'); end if;
  if grants.voucher_open_judgement(v_draw.request) is not null then perform grants.not_now('judged', 'decide_vouchers'); end if;
  -- without an answer only when its last day is over
  if not exists (select from grants.voucher_answer a where a.request = v_draw.request)
     and identity.day_of(v_ctx.at) <= v_draw.due then
    perform grants.not_now('drawn', 'submit_vouchers');
  end if;
  perform rights.assert_separate(v_ctx.human, 'judge_vouchers', grants.streams_of(v_application));
  v_found := grants.check_voucher_results(v_ctx.params, v_draw.request);
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'not every line is judged as it can be', jsonb_build_object('violations', v_found));
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
    'request', v_draw.request, 'accepted_ore', (select sum((l ->> 'accepted_ore')::bigint) from json_array_elements(v_ctx.params -> 'lines') l),
    'asked_ore', (select sum(v.ore) from grants.voucher_line v where v.request = v_draw.request)),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.voucher_judgement (entry, application, request, reason)
  values (v_reply.entry, v_application, v_draw.request, v_ctx.params ->> 'reason');
  insert into grants.voucher_result (entry, request, line, application, result, accepted_ore, reason)
  select v_reply.entry, v_draw.request, (l ->> 'line')::integer, v_application, l ->> 'result', (l ->> 'accepted_ore')::bigint,
         l ->> 'reason'
    from json_array_elements(v_ctx.params -> 'lines') l;
  return next v_reply;
end
$$;
comment on function act.judge_vouchers(text, text, bytea) is
  'An officer says of every line asked for whether its vouchers document all, part or none of it; another decides.';

create or replace function act.decide_vouchers(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.voucher_judgement;
begin
  v_ctx := ledger.begin_act('decide_vouchers', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id', 'decision:name', 'reason:text'],
                              'params');
  if v_ctx.params ->> 'decision' not in ('accept', 'decline') then
    perform ledger.refuse_request('params.decision: expected accept or decline');
  end if;
  select j.* into v_found from grants.voucher_judgement j
   where j.application = v_application and j.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such judgement'); end if;
  perform grants.voucher_asked(v_application, v_found.request);
  if grants.voucher_open_judgement(v_found.request) is distinct from v_found.entry then
    perform grants.not_now('decided', 'judge_vouchers');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_vouchers', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('verdict', v_ctx.params ->> 'decision',
    'application', v_application, 'request', v_found.request, 'judgement_entry', v_found.entry),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.voucher_decision (entry, application, judgement_entry, decision, reason)
  values (v_reply.entry, v_application, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.decide_vouchers(text, text, bytea) is
  'Another officer accepts a judgement, and accounts with more than it documents are not paid on, or sends it back.';
