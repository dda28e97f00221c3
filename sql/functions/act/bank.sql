-- SPDX-License-Identifier: EUPL-1.2
-- The bank's answers: imported, booked by a human who had no hand in the payment, alarms closed by two.
create or replace function grants.check_statement(p_ctx ledger.act_context)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_profile jsonb := (grants.payment_profile_now()).document::jsonb;
begin
  perform grants.check_object(p_ctx.params, array['sha256:hash', 'kind:any', 'id:any', 'account:any', 'from:day',
    'to:day', 'lines:list'], 'params');
  if json_array_length(p_ctx.params -> 'lines') > 0 then
    perform grants.check_list(p_ctx.params -> 'lines', array['debit:flag', 'returned:flag', 'amount_ore:sum',
      'bank_id:any', 'reference:any', 'creditor_id:any', 'day:day'], 'params.lines', 300);
  end if;
  if p_ctx.params ->> 'kind' not in ('camt.053', 'camt.054') then
    perform ledger.refuse_request('params.kind');
  end if;
  if exists (select from grants.statement s where s.sha256 = decode(p_ctx.params ->> 'sha256', 'hex')) then
    perform grants.not_now('imported', 'another file');
  end if;
  if grants.kept_file(decode(p_ctx.params ->> 'sha256', 'hex'), array['application/xml']) is null then
    perform ledger.fail('LG301', 'no such file');
  end if;
  if v_profile is null then perform grants.not_now('no profile', 'payment_profile'); end if;
  if p_ctx.params ->> 'account' <> coalesce(v_profile #>> '{debtor_account,iban}', v_profile #>> '{debtor_account,id}') then
    perform grants.refuse('file', 'other_account');
  end if;
  if (p_ctx.params ->> 'to')::date > identity.day_of(p_ctx.at)
     or (p_ctx.params ->> 'from')::date > (p_ctx.params ->> 'to')::date then
    perform grants.refuse('file', 'file_days');
  end if;
end
$$;
comment on function grants.check_statement(ledger.act_context) is
  'LG101, LG102, LG301 or LG502 unless a kept file of the agency''s account is told that was not imported before.';

create or replace function act.import_statement(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_line grants.bank_line; v_item record;
begin
  v_ctx := ledger.begin_act('import_statement', p_request, p_attest, array['batch:bank']);
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_statement(v_ctx);
  v_reply := ledger.append(v_ctx, 'batch:bank', jsonb_build_object(
    'sha256', v_ctx.params ->> 'sha256', 'count', json_array_length(v_ctx.params -> 'lines')),
    p_signature => p_signature);
  insert into grants.statement (statement, sha256, whole, id, account, first_day, last_day, count)
  values (v_reply.entry, decode(v_ctx.params ->> 'sha256', 'hex'), v_ctx.params ->> 'kind' = 'camt.053',
          v_ctx.params ->> 'id', v_ctx.params ->> 'account', (v_ctx.params ->> 'from')::date,
          (v_ctx.params ->> 'to')::date, json_array_length(v_ctx.params -> 'lines'));
  for v_item in select l.line, l.n - 1 as n
                  from json_array_elements(v_ctx.params -> 'lines') with ordinality l(line, n) order by l.n loop
    v_line := row(v_reply.entry, v_item.n, (v_item.line ->> 'debit')::boolean, (v_item.line ->> 'returned')::boolean,
      (v_item.line ->> 'amount_ore')::bigint, v_item.line ->> 'bank_id', v_item.line ->> 'reference',
      v_item.line ->> 'creditor_id', (v_item.line ->> 'day')::date, null, null, null, null)::grants.bank_line;
    v_line := grants.line_meaning(v_line);
    insert into grants.bank_line select v_line.*;
    if v_line.meaning = 'alarm' then
      perform grants.raise_alarm(v_reply.entry, grants.line_fault(v_line), v_line, false);
    end if;
  end loop;
  if v_ctx.params ->> 'kind' = 'camt.053' then
    for v_item in select m.instalment, m.application, m.amount_ore
                    from grants.missing_payments((v_ctx.params ->> 'to')::date) m loop
      v_line := null;
      v_line.statement := v_reply.entry;
      v_line.application := v_item.application;
      v_line.instalment := v_item.instalment;
      v_line.amount_ore := v_item.amount_ore;
      perform grants.raise_alarm(v_reply.entry, 'missing', v_line, true);
    end loop;
  end if;
  return next v_reply;
end
$$;
comment on function act.import_statement(text, text, bytea) is
  'Records what the bank says happened. Nothing is booked; what does not fit raises a numbered alarm.';

-- An alarm may have been a false one: the bank knows the payee under another number, or corrected itself. Two who had
-- no hand in the payment have said what it was; whoever books it then answers for its being the payment.
create or replace function grants.line_cleared(p_statement bigint, p_n integer)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.bank_line b
    join grants.instalment i on i.instalment = b.instalment and grants.release_ore(i.instalment, b.try) = b.amount_ore
    join grants.alarm a on a.statement = b.statement and a.n = b.n and a.kind in ('other_creditor', 'double')
    join grants.alarm_closed c on c.alarm = a.alarm
   where b.statement = p_statement and b.n = p_n and b.debit and not b.returned and b.try is not null)
$$;
comment on function grants.line_cleared(bigint, integer) is
  'Whether a movement that raised an alarm can be booked as the payment all the same: the amount and reference of a '
  'release, its alarm closed.';

create or replace function grants.line_cleared_seen(p_statement bigint, p_n integer)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select session_user = 'tilsagn_agency' and grants.line_cleared(p_statement, p_n)
$$;
comment on function grants.line_cleared_seen(bigint, integer) is 'line_cleared() for the agency, whose bank it is.';

create or replace function grants.lines_to_book(p_request text)
returns setof grants.bank_line language sql stable set search_path = pg_catalog, pg_temp as $$
  select b from grants.bank_line b
   where b.statement = grants.early_id(p_request, 'statement')
     and b.n + 1 = any (grants.early_ids(p_request, 'lines'))
     and (b.meaning in ('payment', 'return') or grants.line_cleared(b.statement, b.n))
   order by b.n
$$;
comment on function grants.lines_to_book(text) is
  'Movements of payments that a request names, counted from 1 as people do, before anybody checked it.';

create or replace function grants.streams_of_lines(p_request text)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  select array_agg(distinct t.stream)
    from grants.lines_to_book(p_request) l, unnest(grants.streams_of(l.application)) t(stream)
$$;
comment on function grants.streams_of_lines(text) is 'Streams of the cases of the payments that a request books.';

create or replace function grants.creditor_seen(p_line grants.bank_line)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select p_line.creditor_id = coalesce(grants.payee(p_line.instalment), grants.holder_at(p_line.application, null))
$$;
comment on function grants.creditor_seen(grants.bank_line) is
  'Whether the bank names the payee of the award; else the grantee is asked to confirm the receipt.';

-- What came back and no longer stands as paid was claimed: it has come home, to the pool, and settles the claims.
create or replace function grants.booking_moves(
  p_line grants.bank_line, p_before text, out claimed_ore bigint, out accounts text[], out amounts bigint[])
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select c.ore, coalesce(array_agg(m.account order by m.n) filter (where m.ore <> 0), '{}'),
         coalesce(array_agg(m.ore order by m.n) filter (where m.ore <> 0), '{}')
    from (select case when p_line.debit or p_before <> 'paid' then 0::bigint
                      else greatest(0, p_line.amount_ore::bigint - ledger.balance('grant:' || p_line.application || ':paid')) end as ore,
                 case when p_line.debit then p_line.amount_ore::bigint
                      when p_before = 'paid' then -p_line.amount_ore::bigint else 0 end as paid) c,
         lateral (values (1, 'grant:' || p_line.application || ':payable', -c.paid - c.ore),
                         (2, 'grant:' || p_line.application || ':paid', c.paid + c.ore),
                         (3, 'grant:' || p_line.application || ':reclaimed', -c.ore),
                         (4, 'call:' || grants.call_of(p_line.application) || ':available', c.ore)) m(n, account, ore)
   group by c.ore
$$;
comment on function grants.booking_moves(grants.bank_line, text) is
  'What booking a movement moves, by what was booked of the release before: out of payable when paid, back into it when it came '
  'back, but for what claims took meanwhile.';

create or replace function act.book_payments(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_one ledger.act_reply; v_line grants.bank_line;
  v_grants text[]; v_back text[]; v_total numeric; v_before text; v_outcome text; v_moved record;
begin
  select coalesce(array_agg(distinct 'grant:' || l.application), '{}'), coalesce(sum(l.amount_ore), 0)
    into v_grants, v_total from grants.lines_to_book(p_request) l;
  v_back := array(select distinct a from grants.lines_to_book(p_request) l, unnest(array['grant:' || l.application || ':reclaimed',
    'call:' || grants.call_of(l.application) || ':available']) a where not l.debit);
  v_ctx := ledger.begin_act('book_payments', p_request, p_attest, array['batch:bank'] || v_grants, '{}',
    array(select g || a from unnest(v_grants) g, unnest(array[':payable', ':paid']) a) || v_back);
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['statement:id', 'lines:list', 'total_ore:sum'], 'params');
  if json_array_length(v_ctx.params -> 'lines') <> (select count(*) from grants.lines_to_book(p_request)) or v_total = 0 then
    perform ledger.fail('LG301', 'no such movements of payments');
  end if;
  if v_total <> (v_ctx.params ->> 'total_ore')::numeric then
    perform ledger.fail('LG103', 'the total differs', jsonb_build_object(
      'sent', (v_ctx.params ->> 'total_ore')::numeric, 'computed', v_total));
  end if;
  perform rights.assert_separate(v_ctx.human, 'book_payments', grants.streams_of_lines(p_request));
  v_reply := ledger.append(v_ctx, 'batch:bank', jsonb_build_object('statement', v_ctx.params -> 'statement',
    'count', json_array_length(v_ctx.params -> 'lines'), 'total_ore', v_total), p_signature => p_signature);
  for v_line in select l.* from grants.lines_to_book(p_request) l loop
    v_before := coalesce(grants.paid_so_far(v_line.instalment, v_line.try), 'released');
    v_outcome := case when v_line.debit then 'paid' else 'failed' end;
    if v_before = 'failed' or v_before = v_outcome then perform grants.not_now(v_before, 'released'); end if;
    select m.* into v_moved from grants.booking_moves(v_line, v_before) m;
    v_one := ledger.append(v_ctx, 'grant:' || v_line.application, jsonb_build_object(
      'instalment', v_line.instalment, 'try', v_line.try, 'outcome', v_outcome, 'statement', v_line.statement,
      'line', v_line.n, 'creditor_seen', grants.creditor_seen(v_line))
      || case when v_moved.claimed_ore > 0 then jsonb_build_object('claimed_ore', v_moved.claimed_ore) else '{}' end,
      grants.call_of(v_line.application), v_moved.accounts, v_moved.amounts, p_signature => p_signature);
    insert into grants.instalment_booked (entry, application, instalment, try, outcome, creditor_seen, statement, n, claimed_ore)
    values (v_one.entry, v_line.application, v_line.instalment, v_line.try, v_outcome, grants.creditor_seen(v_line),
            v_line.statement, v_line.n, v_moved.claimed_ore);
    perform grants.settle_repayment(v_line.application, v_one.entry, 'returned', v_moved.claimed_ore, v_line.day);
  end loop;
  return next v_reply;
end
$$;
comment on function act.book_payments(text, text, bytea) is
  'Books payments as the bank says they went: payable becomes paid; what came back becomes payable and may be '
  'released again, but for what was claimed meanwhile: that settles the claims. Neither preparer, approver nor releaser does it.';

create or replace function act.book_repayment(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(grants.early_id(p_request, 'application'));
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_line grants.bank_line; v_accounts text[]; v_share record;
begin
  v_accounts := array['grant:' || v_application || ':reclaimed', 'call:' || v_call || ':available'] || grants.interest_accounts(v_call);
  v_ctx := ledger.begin_act('book_repayment', p_request, p_attest,
    array_remove(array['grant:' || v_application], null), '{}', array_remove(v_accounts, null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['statement:id', 'line:id', 'application:id', 'amount_ore:sum'], 'params');
  select b.* into v_line from grants.bank_line b
   where b.statement = (v_ctx.params ->> 'statement')::bigint and b.n + 1 = (v_ctx.params ->> 'line')::bigint
     and not b.debit and not b.returned and b.meaning in ('repayment', 'alarm');
  if v_line.statement is null or v_call is null then perform ledger.fail('LG301', 'no such credit, or no such grant'); end if;
  if v_line.amount_ore <> (v_ctx.params ->> 'amount_ore')::bigint then
    perform ledger.fail('LG103', 'the amount differs', jsonb_build_object(
      'sent', (v_ctx.params ->> 'amount_ore')::bigint, 'computed', v_line.amount_ore));
  end if;
  if exists (select from grants.repayment_booked r where r.statement = v_line.statement and r.n = v_line.n) then
    perform grants.not_now('booked', 'a credit that is not booked');
  end if;
  perform rights.assert_separate(v_ctx.human, 'book_repayment', grants.streams_of(v_application));
  select s.* into v_share from grants.repayment_split(v_application, v_line.amount_ore::bigint, v_line.day) s;
  if v_share.interest_ore is null then perform grants.not_now('interest without a rate', 'decide_interest'); end if;
  -- what is neither claim nor interest is booked nowhere: the alarm that it raised tells of it, and two close that
  if v_share.rest_ore > 0 and (v_line.meaning <> 'alarm' or v_share.rest_ore = v_line.amount_ore) then
    perform ledger.fail('LG201', 'more than is still to be paid back', jsonb_build_object(
      'open_ore', grants.open_claims(v_application), 'interest_ore', v_share.interest_ore));
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('statement', v_line.statement,
    'line', v_line.n, 'application', v_application, 'amount_ore', v_share.claim_ore, 'interest_ore', v_share.interest_ore,
    'rest_ore', v_share.rest_ore), v_call,
    case when v_share.claim_ore > 0 then v_accounts[1:2] else '{}' end
      || case when v_share.interest_ore > 0 then v_accounts[3:4] else '{}' end,
    case when v_share.claim_ore > 0 then array[-v_share.claim_ore, v_share.claim_ore]::bigint[] else '{}' end
      || case when v_share.interest_ore > 0 then array[-v_share.interest_ore, v_share.interest_ore]::bigint[] else '{}' end,
    p_signature => p_signature);
  insert into grants.repayment_booked (entry, application, amount_ore, interest_ore, statement, n)
  values (v_reply.entry, v_application, v_share.claim_ore, v_share.interest_ore, v_line.statement, v_line.n);
  perform grants.settle_repayment(v_application, v_reply.entry, 'repaid', v_share.claim_ore, v_line.day);
  perform grants.settle_interest(v_application, v_reply.entry, v_share.interest_ore, v_line.day);
  return next v_reply;
end
$$;
comment on function act.book_repayment(text, text, bytea) is
  'Books a credit against the claims of a grant, the first due first: what was reclaimed returns to the call''s pool, then '
  'interest, which does not.';

create or replace function grants.alarm_of(p_params json)
returns grants.alarm language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_alarm grants.alarm;
begin
  select a.* into v_alarm from grants.alarm a where a.alarm = (p_params ->> 'alarm')::bigint;
  if v_alarm.alarm is null then perform ledger.fail('LG301', 'no such alarm'); end if;
  if exists (select from grants.alarm_closed c where c.alarm = v_alarm.alarm) then
    perform grants.not_now('closed', 'open');
  end if;
  return v_alarm;
end
$$;
comment on function grants.alarm_of(json) is 'The open alarm that params name; LG301, LG502.';

create or replace function grants.alarm_stream(p_request text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select 'grant:' || a.application from grants.alarm a
                    where a.alarm = grants.early_id(p_request, 'alarm')), 'batch:bank')
$$;
comment on function grants.alarm_stream(text) is 'Stream of the alarm that a request names: its grant''s where it has one.';

create or replace function act.explain_alarm(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_stream text := grants.alarm_stream(p_request);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_alarm grants.alarm;
begin
  v_ctx := ledger.begin_act('explain_alarm', p_request, p_attest, array[v_stream]);
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['alarm:id', 'reason:text'], 'params');
  v_alarm := grants.alarm_of(v_ctx.params);
  if v_alarm.application is not null then
    perform rights.assert_separate(v_ctx.human, 'explain_alarm', grants.streams_of(v_alarm.application));
  end if;
  v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('alarm', v_alarm.alarm),
    grants.call_of(v_alarm.application), p_signature => p_signature);
  insert into grants.alarm_proposal (entry, alarm, reason)
  values (v_reply.entry, v_alarm.alarm, v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.explain_alarm(text, text, bytea) is 'Says what an alarm was, so that another can close it.';

create or replace function act.close_alarm(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_stream text := grants.alarm_stream(p_request);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_alarm grants.alarm; v_newest bigint;
begin
  v_ctx := ledger.begin_act('close_alarm', p_request, p_attest, array[v_stream]);
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['alarm:id', 'proposal_entry:id'], 'params');
  v_alarm := grants.alarm_of(v_ctx.params);
  select max(p.entry) into v_newest from grants.alarm_proposal p where p.alarm = v_alarm.alarm;
  if v_newest is null then perform grants.not_now('open', 'explain_alarm'); end if;
  if v_newest <> (v_ctx.params ->> 'proposal_entry')::bigint then
    perform ledger.fail('LG503', 'this is not the newest explanation', jsonb_build_object('version', v_newest));
  end if;
  if exists (select from ledger.entry e where e.entry = v_newest and identity.human_now(e.person) = v_ctx.human) then
    perform ledger.fail('LG402', 'another human closes the alarm', jsonb_build_object(
      'rule', 'close_alarm/explain_alarm', 'entry', v_newest));
  end if;
  if v_alarm.application is not null then
    perform rights.assert_separate(v_ctx.human, 'close_alarm', grants.streams_of(v_alarm.application));
  end if;
  v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('alarm', v_alarm.alarm, 'proposal_entry', v_newest),
    grants.call_of(v_alarm.application), p_signature => p_signature);
  insert into grants.alarm_closed (alarm, entry, proposal_entry) values (v_alarm.alarm, v_reply.entry, v_newest);
  return next v_reply;
end
$$;
comment on function act.close_alarm(text, text, bytea) is
  'Closes an alarm that another human explained; neither had a hand in the payment.';

create or replace function act.confirm_receipt(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_instalment bigint := grants.early_id(p_request, 'instalment');
  v_found grants.instalment; v_ctx ledger.act_context; v_reply ledger.act_reply; v_stream text;
begin
  select i.* into v_found from grants.instalment i where i.instalment = v_instalment;
  v_stream := 'grant:' || v_found.application;
  v_ctx := ledger.begin_act('confirm_receipt', p_request, p_attest, array_remove(array[v_stream], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['instalment:id', 'amount_ore:sum'], 'params');
  if grants.holder_at(v_found.application, null) is distinct from v_ctx.organisation then
    perform ledger.fail('LG301', 'no such payment');
  end if;
  if grants.instalment_state(v_instalment) <> 'paid' or exists (
       select from grants.receipt_confirmed c where c.instalment = v_instalment) then
    perform grants.not_now(grants.instalment_state(v_instalment), 'paid');
  end if;
  if v_found.amount_ore <> (v_ctx.params ->> 'amount_ore')::bigint then
    perform ledger.fail('LG103', 'the amount differs', jsonb_build_object(
      'sent', (v_ctx.params ->> 'amount_ore')::bigint, 'computed', v_found.amount_ore));
  end if;
  perform rights.assert_separate(v_ctx.human, 'confirm_receipt', grants.streams_of(v_found.application));
  v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('instalment', v_instalment,
    'application', v_found.application, 'amount_ore', v_found.amount_ore),
    grants.call_of(v_found.application), p_signature => p_signature);
  insert into grants.receipt_confirmed (instalment, application, entry)
  values (v_instalment, v_found.application, v_reply.entry);
  return next v_reply;
end
$$;
comment on function act.confirm_receipt(text, text, bytea) is
  'The payee says that a payment has arrived; for payments where the bank did not name it.';
