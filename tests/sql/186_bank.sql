-- SPDX-License-Identifier: EUPL-1.2
-- The bank's answers: each deviation raises its alarm, bookings move the money, alarms are closed by two.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
call t.awarded();
select testing.freeze('2020-11-16 08:00:00Z');
create temp table a1 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a1;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '1'))) ->> 'entry' as i;
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', i)), 'done', 'approved') from i;
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', i)), 'done', 'released') from i;
select testing.freeze('2020-11-21 08:00:00Z');

-- a statement as C reads it: 1,000,000 kr. on the account, movements as given
create sequence pg_temp.n;
create function pg_temp.line(p_bank text, p_ore bigint, p_reference text default '', p_creditor text default '', p_debit boolean default true, p_returned boolean default false)
    returns text language sql as $$select format('{"debit":%s,"returned":%s,"amount_ore":%s,"bank_id":"%s","reference":"%s","creditor_id":"%s","day":"2020-11-17"}',
    to_json(p_debit), to_json(p_returned), p_ore, p_bank, replace(p_reference, 'REF', 'T' || (select i from i)), p_creditor)$$;
create function pg_temp.import(p_lines text, p_kind text default 'camt.053', p_to text default '2020-11-18', p_name text default 'finance-3', p_account text default 'DK5000400440116243')
    returns jsonb language sql as $$select t.does(p_name, 'import_statement', format('{"sha256":"%s","kind":"%s","id":"S","account":"%s","from":"2020-11-17","to":"%s","lines":[%s]}',
    t.run('postgres', format('select store.keep_document(convert_to(''<a>%s</a>'', ''UTF8''), ''application/xml'')', nextval('pg_temp.n'))) ->> 'value', p_kind, p_account, p_to, p_lines))$$;
create function pg_temp.alarms() returns text language sql as $$select coalesce(string_agg(a.alarm || ' ' || a.kind, ', ' order by a.alarm), 'none') from grants.alarm a
    where not exists (select from grants.alarm_closed c where c.alarm = a.alarm)$$;
select is(t.refusal(pg_temp.import('', p_account => 'DK1')), 'LG102 file:other_account', 'another account');
select is(t.refusal(pg_temp.import('', p_to => '2020-11-22')), 'LG102 file:file_days', 'a statement of the future');
select is(t.refusal(pg_temp.import('', p_kind => 'camt.052')), 'LG101 params.kind', 'another kind');
select is(t.refusal(pg_temp.import('', p_name => 'officer-4')), 'LG401', 'finance imports');
select is(pg_temp.does('finance-3', 'import_statement', format('{"sha256":"%s","kind":"camt.053","id":"S","account":"DK5000400440116243","from":"2020-11-17","to":"2020-11-18","lines":[]}', repeat('0', 64))), 'LG301', 'of a kept file');
select is(t.refusal(pg_temp.import('')), 'done', 'a quiet day: nothing is missing before three days have passed');
select is(pg_temp.does('finance-3', 'import_statement', format('{"sha256":"%s","kind":"camt.053","id":"S","account":"DK5000400440116243","from":"2020-11-17","to":"2020-11-18","lines":[]}',
    encode(sha256, 'hex'))), 'LG502 another file', 'one file once') from grants.statement;
select is(pg_temp.alarms(), 'none', 'no alarm');

-- the notification names no payee, the whole statement tells the same movement again
create function pg_temp.book(p_name text, p_line int, p_ore bigint default 50000000) returns text language sql as $$select pg_temp.does(p_name, 'book_payments',
    format('{"statement":%s,"lines":[%s],"total_ore":%s}', (select max(statement) from grants.statement), p_line, p_ore))$$;
create function pg_temp.balances() returns text language sql as $$select string_agg(ledger.balance('grant:' || pg_temp.a() || ':' || x)::text, ' ' order by n) from unnest(array['committed', 'payable', 'paid']) with ordinality u(x, n)$$;
select is(t.refusal(pg_temp.import(pg_temp.line('A1', 50000000, 'REF-1'), 'camt.054')), 'done', 'paid, says the bank');
select is(t.reads('finance-3', 'read.bank(null)') -> 'bookable', '{"lines": [1], "total_ore": 50000000}'::jsonb, 'offered to who may');
select is(t.reads('finance-1', 'read.bank(null)') -> 'bookable', '{"lines": [], "total_ore": 0}'::jsonb, 'and to nobody else');
select is(pg_temp.balances(), '50000000 50000000 0', 'nothing is booked by the import');
create function pg_temp.tasks(p_name text) returns text language sql as $$select coalesce(string_agg(concat_ws(' ', w, x ->> 'act', x ->> 'amount_ore'), ', ' order by w, x ->> 'act'), 'none')
    from (select t.reads(p_name, 'read.tasks()') as doc) d, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(d.doc -> w) x
    where x ->> 'act' ~ 'alarm|book_|confirm_receipt'$$;
select is(pg_temp.tasks('finance-3'), 'tasks book_payments 50000000', 'a task of who may');
select is(pg_temp.tasks('finance-1'), 'waiting book_payments 50000000', 'which waits for others');
select is(pg_temp.tasks('applicant-1'), 'none', 'and is nothing for the grantee');
select is(pg_temp.book('finance-1', 1), 'LG402 book_payments/approve_instalment', 'not by the approver');
select is(pg_temp.book('finance-2', 1), 'LG402 book_payments/release_batch', 'nor by the releaser');
select is(pg_temp.book('finance-3', 1, 1), 'LG103', 'nor another sum');
select is(pg_temp.book('finance-3', 2), 'LG301', 'nor what is not there');
select is(pg_temp.does('applicant-1', 'confirm_receipt', format('{"instalment":%s,"amount_ore":50000000}', i)), 'LG502 paid', 'nothing to confirm yet') from i;
select is(pg_temp.book('finance-3', 1), 'done', 'booked');
select is(pg_temp.book('finance-3', 1), 'LG502 released', 'once');
-- approved, sent, paid and booked in November: 500,000.00 kr. each, and nothing in the way; before the month there was nothing
create function pg_temp.month(p_month text) returns text language sql as $$select concat_ws('; ', d ->> 'month', (select string_agg(concat_ws(' ', x ->> 'step', x ->> 'count', x ->> 'amount_ore'), ', ') from jsonb_array_elements(d -> 'steps') x),
    (select string_agg(concat_ws(' ', x ->> 'why', x ->> 'amount_ore', x ->> 'carried'), ', ') from jsonb_array_elements(d -> 'exceptions') x), (select string_agg(concat_ws(' ', x ->> 'alarm', x ->> 'kind'), ', ') from jsonb_array_elements(d -> 'alarms') x))
    from t.reads('finance-1', format('read.month(%L)', p_month)) d$$;
select is(pg_temp.month('2020-11'), '2020-11; approved 1 50000000, sent 1 50000000, paid 1 50000000, booked 1 50000000', 'the month adds up');
select is(pg_temp.month(''), pg_temp.month('2020-11'), 'the present month');
select is(pg_temp.month('2020-13'), '', 'there is no thirteenth');
select is(pg_temp.month('2020-10'), '2020-10; approved 0 0, sent 0 0, paid 0 0, booked 0 0', 'nothing in the month before');
select is(pg_temp.month('2020-12'), '2020-12; approved 0 0, sent 0 0, paid 0 0, booked 0 0', 'nor carried into the next');
select is(pg_temp.balances(), '50000000 0 50000000', 'payable becomes paid');
select is(grants.instalment_state(i::bigint), 'paid', 'paid') from i;
select is(t.refusal(pg_temp.import(pg_temp.line('A1', 50000000, 'REF-1'))), 'done', 'the whole statement');
select is((select string_agg(meaning, ' ' order by statement) from grants.bank_line), 'payment again', 'the same movement, told again');
select is(pg_temp.alarms(), 'none', 'is no alarm');
select is(pg_temp.does('applicant-3', 'confirm_receipt', format('{"instalment":%s,"amount_ore":50000000}', i)), 'LG301', 'another''s payment') from i;
select is(pg_temp.tasks('applicant-1') || '; ' || pg_temp.tasks('applicant-3'), 'tasks confirm_receipt 50000000; none', 'a task of the payee');
select is(pg_temp.does('applicant-2', 'confirm_receipt', format('{"instalment":%s,"amount_ore":5}', i)), 'LG103', 'another sum') from i;
select is(pg_temp.does('applicant-2', 'confirm_receipt', format('{"instalment":%s,"amount_ore":50000000}', i)), 'done', 'the payee has got it') from i;
select is(pg_temp.does('applicant-2', 'confirm_receipt', format('{"instalment":%s,"amount_ore":50000000}', i)), 'LG502 paid', 'once') from i;
-- and back it comes: the same instalment is released again, under another reference
select is(t.refusal(pg_temp.import(pg_temp.line('A2', 50000000, 'REF-1', p_debit => false, p_returned => true))), 'done', 'it came back');
select is(pg_temp.book('finance-3', 1), 'done', 'booked');
select is(pg_temp.balances(), '50000000 50000000 0', 'payable again');
select is(pg_temp.month('2020-11'), '2020-11; approved 1 50000000, sent 1 50000000, paid 0 0, booked 0 0; came_back 50000000 false', 'the month says what came back');
select is(pg_temp.month('2020-12'), '2020-12; approved 0 0, sent 0 0, paid 0 0, booked 0 0; came_back 50000000 true', 'and so does the next');
select is(grants.instalment_state(i::bigint), 'failed', 'failed') from i;
select is(pg_temp.does('finance-3', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', i)), 'LG402 release_batch/book_payments', 'not released by who booked it') from i;
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', i)), 'done', 'released again') from i;
select is((select string_agg(grants.payment_reference(instalment, try), ' ' order by try) from grants.instalment_released), format('T%s-1 T%s-2', i, i), 'each under its own reference') from i;
select is(grants.instalment_state(i::bigint), 'released', 'and waits for the bank') from i;
select testing.freeze('2020-11-28 08:00:00Z');

-- deviations, one statement each; execution day 22 + 3 days: on the 25th it is missing
select is(t.refusal(pg_temp.import('', p_to => '2020-11-24')), 'done', 'the 24th');
select is(pg_temp.alarms(), 'none', 'not missing on the 24th');
select is(t.refusal(pg_temp.import('', p_to => '2020-11-25', p_kind => 'camt.054')), 'done', 'a notification tells nothing of what is not there');
select is(t.refusal(pg_temp.import('', p_to => '2020-11-25')), 'done', 'the 25th');
select is(pg_temp.alarms(), '1 missing', 'missing on the 25th');
select is(pg_temp.month('2020-11'), '2020-11; approved 1 50000000, sent 1 50000000, paid 0 0, booked 0 0; no_answer 50000000 false; 1 missing', 'the month waits for the bank');
select is(t.refusal(pg_temp.import('', p_to => '2020-11-25')), 'done', 'again');
select is(pg_temp.alarms(), '1 missing', 'said once');
select is(t.refusal(pg_temp.import(pg_temp.line('B1', 100, 'X-77'))), 'done', 'a debit under a reference of nobody');
select is(t.refusal(pg_temp.import(pg_temp.line('B2', 100))), 'done', 'a debit without one');
select is(t.refusal(pg_temp.import(pg_temp.line('B3', 50000000, 'REF-9'))), 'done', 'a debit of a release that was not made');
select is(t.refusal(pg_temp.import(pg_temp.line('B4', 100, p_debit => false))), 'done', 'a credit from nowhere');
select is(t.refusal(pg_temp.import(pg_temp.line('B5', 100, 'REF-2', p_debit => false, p_returned => true))), 'done', 'a part of it back');
select is(t.refusal(pg_temp.import(pg_temp.line('B6', 100, 'R' || pg_temp.a(), p_debit => false))), 'done', 'a repayment that nobody claimed');
select is(pg_temp.alarms(), '1 missing, 2 unknown_reference, 3 debit_without_release, 4 debit_without_release, 5 credit_without_claim, 6 credit_without_claim, 7 credit_without_claim', 'numbered');
select is(t.refusal(pg_temp.import(pg_temp.line('B7', 49999999, 'REF-2', '20000001'))), 'done', 'an øre too little');
select is(t.refusal(pg_temp.import(pg_temp.line('B8', 50000000, 'REF-2', '20000001'))), 'done', 'and then the whole');
select is((select string_agg(kind, ' ' order by alarm) from grants.alarm where alarm > 7), 'other_amount double', 'other amount, then double');
select is(grants.payment_blocked(pg_temp.a()::bigint), 'alarm', 'payments of the grant are blocked');
select is(grants.closing_needs(pg_temp.a()::bigint), '{"code": "alarm", "by": "officer"}', 'nor is it closed');
select is(pg_temp.does('finance-3', 'book_payments', format('{"statement":%s,"lines":[1],"total_ore":50000000}', max(statement))), 'LG301', 'what raised an alarm is not booked') from grants.statement;

-- closed by two, who had no hand in the payment
create function pg_temp.explain(p_name text, p_alarm int) returns text language sql as $$select pg_temp.does(p_name, 'explain_alarm', format('{"alarm":%s,"reason":"Afklaret med banken"}', p_alarm))$$;
create function pg_temp.close(p_name text, p_alarm int) returns text language sql as $$select pg_temp.does(p_name, 'close_alarm', format('{"alarm":%s,"proposal_entry":%s}', p_alarm,
    coalesce((select max(entry) from grants.alarm_proposal where alarm = p_alarm), 1)))$$;
select is(pg_temp.close('officer-4', 2), 'LG502 explain_alarm', 'not before somebody says what it was');
select is(pg_temp.explain('finance-1', 8), 'LG402 explain_alarm/approve_instalment', 'not the approver');
select is(pg_temp.explain('finance-2', 8), 'LG402 explain_alarm/release_batch', 'nor the releaser');
select is(pg_temp.explain('officer-1', 8), 'LG402 explain_alarm/prepare_instalment', 'nor the preparer');
select is(pg_temp.explain('auditor-1', 8), 'LG401', 'nor an auditor');
select is(pg_temp.explain('finance-3', 99), 'LG301', 'no such alarm');
select is(regexp_count(pg_temp.tasks('finance-3'), 'tasks explain_alarm'), 9, 'each a task');
select matches(pg_temp.tasks('finance-1'), 'waiting explain_alarm 50000000', 'those about one''s own payments are another''s');
select is(pg_temp.explain('finance-3', n), 'done', 'explained') from generate_series(1, 9) n;
select is(array[pg_temp.tasks('finance-3') ~ 'tasks', pg_temp.tasks('officer-4') ~ 'waiting'], array[false, false], 'then it is another''s to close');
select is(pg_temp.close('finance-3', 8), 'LG402 close_alarm/explain_alarm', 'the same human does not close');
select is(pg_temp.close('finance-1', 8), 'LG402 close_alarm/approve_instalment', 'nor the approver');
select is(pg_temp.close('officer-1', 8), 'LG402 close_alarm/prepare_instalment', 'nor the preparer');
select is(pg_temp.does('officer-4', 'close_alarm', '{"alarm":8,"proposal_entry":1}') ~ '^LG503', true, 'of the newest explanation');
select is(t.reads('officer-4', 'read.alarms()') #>> '{alarms,0,actions,0}', 'close_alarm', 'the page offers it');
select is(t.reads('finance-3', 'read.alarms()') #> '{alarms,0,actions}', '["explain_alarm"]'::jsonb, 'not to who explained it');
select is(pg_temp.close('officer-4', n), 'done', 'closed') from generate_series(1, 9) n;
select is(pg_temp.close('officer-4', 8), 'LG502 open', 'once');
select is(pg_temp.alarms(), 'none', 'all closed');
select is(grants.payment_blocked(pg_temp.a()::bigint), null, 'and nothing is blocked');
select is(grants.closing_needs(pg_temp.a()::bigint) ->> 'code', 'final_accounts_missing', 'and the closing waits for something else');

select is(jsonb_array_length(t.reads('officer-4', 'read.alarms()') -> 'alarms'), 9, 'nine in all');
-- the bank had corrected itself: the whole amount, an alarm only because an øre too little came before, was the payment
select is(t.reads('finance-3', format('read.bank(%s)', a.statement)) #> '{lines,0}' -> 'cleared', 'true', 'the page offers what is cleared by itself') from grants.alarm a where alarm = 9;
select is(t.reads('finance-3', format('read.bank(%s)', a.statement)) #> '{bookable,lines}', '[]', 'never together with others') from grants.alarm a where alarm = 9;
create function pg_temp.cleared(p_name text, p_alarm int, p_total bigint) returns text language sql as $$select pg_temp.does(p_name, 'book_payments', format('{"statement":%s,"lines":[%s],"total_ore":%s}', a.statement, a.n + 1, p_total)) from grants.alarm a where a.alarm = p_alarm$$;
select is(pg_temp.cleared('finance-3', 8, 49999999), 'LG301', 'another amount is never the payment');
select is(pg_temp.cleared('finance-1', 9, 50000000), 'LG402 book_payments/approve_instalment', 'nor booked by the approver');
create function pg_temp.tried(p_sql text) returns text language plpgsql as $$declare v text; begin
    begin execute p_sql into v; raise exception using errcode = 'ZZ999', message = v; exception when sqlstate 'ZZ999' then return sqlerrm; end; end$$;
select is(pg_temp.tried($$select concat_ws(', ', pg_temp.cleared('finance-3', 9, 50000000), pg_temp.balances(), pg_temp.month('2020-11'), pg_temp.cleared('finance-3', 9, 50000000))$$),
    'done, 50000000 0 50000000, 2020-11; approved 1 50000000, sent 1 50000000, paid 1 50000000, booked 1 50000000, LG502 released',
    'by somebody else: payable becomes paid, once, and the month adds up');
-- the bank refuses the second release too; the third reaches somebody else
create function pg_temp.told() returns text language sql as $$select concat_ws(' ', s #>> '{in_all,approved_ore}', s #>> '{in_all,paid_ore}')
  from grants.statement_made(t.sent('applicant-1')::bigint, extract(year from identity.today())::int, 2, null, identity.today()) s$$;
select is(pg_temp.told(), '50000000 50000000', 'approved once and paid once, though it went out twice');
select is(t.refusal(pg_temp.import(pg_temp.line('C1', 50000000, 'REF-2', p_debit => false, p_returned => true), p_to => '2020-11-27')), 'done', 'it came back again');
select is(pg_temp.book('finance-3', 1), 'done', 'booked: nothing was paid, so nothing moves');
select is(pg_temp.balances(), '50000000 50000000 0', 'still payable');
select is(pg_temp.told(), '50000000 0', 'and the bank has paid nothing that stayed there');
-- from now on the agency has a journal instead of a payment file: never both for one batch
select is(t.refusal(t.propose('payment', 'nemkonto', (document::jsonb || '{"output":"journal","journal_account":"46.20"}')::text, array['finance-1', 'finance-2'])), 'verdict effective', 'a journal')
    from grants.payment_profile order by entry desc limit 1;
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', i)), 'LG301', 'a payment file is none') from i;
create function pg_temp.journal(p_account text, p_amount text) returns text language sql as $$select pg_temp.does('finance-2', 'release_batch', format(
    '{"instalments":[%s],"total_ore":50000000,"count":1,"made":"2020-11-28T08:00:00Z","sha256":"%s"}', i, t.run('postgres', format('select store.keep_document(%L::bytea, ''text/csv'')', convert_to(
        E'"day";"reference";"account";"cvr";"name";"text";"amount"\r\n' || (select string_agg('"' || v || '"', ';' order by n) from unnest(array[d ->> 'execution_day', d #>> '{lines,0,reference}', p_account,
            d #>> '{lines,0,cvr}', d #>> '{lines,0,name}', d #>> '{lines,0,text}', p_amount]) with ordinality u(v, n)) || E'\r\n', 'UTF8'))) ->> 'value'))
    from i, t.reads('finance-2', format('read.payment_draft(''[%s]'')', i)) d$$;
select is(pg_temp.journal('46.20', '500000.01'), 'LG103', 'a journal of another amount');
select is(pg_temp.journal('46.20', '500000.00'), 'done', 'released a third time, as a journal');
select is((select media_type from grants.batch_file order by batch desc limit 1), 'text/csv', 'which is the batch''s one file');
select is(t.refusal(pg_temp.import(pg_temp.line('C2', 50000000, 'REF-3', '20000002'), p_to => '2020-11-27')), 'done', 'the bank names another payee');
select is(pg_temp.alarms(), '10 other_creditor', 'and that is an alarm');
select is(grants.payment_blocked(pg_temp.a()::bigint), 'alarm', 'which blocks');
select is(t.reads('finance-3', 'read.bank(null)') -> 'bookable', '{"lines": [], "total_ore": 0}'::jsonb, 'and is not offered for booking');
-- a claim that is repaid: reclaimed returns to the pool (the claim itself is another act''s)
select is(pg_temp.does('finance-3', 'book_repayment', format('{"statement":%s,"line":1,"application":%s,"amount_ore":100}', b.statement, pg_temp.a())), 'LG201', 'nothing was claimed')
    from grants.bank_line b where b.bank_id = 'B6';
select is(pg_temp.does('finance-3', 'book_repayment', format('{"statement":%s,"line":1,"application":%s,"amount_ore":99}', b.statement, pg_temp.a())), 'LG103', 'another amount') from grants.bank_line b where b.bank_id = 'B6';
select is(pg_temp.does('finance-3', 'book_repayment', format('{"statement":%s,"line":1,"application":%s,"amount_ore":100}', b.statement, pg_temp.a())), 'LG301', 'a debit is no repayment') from grants.bank_line b where b.bank_id = 'B2';
select is(pg_temp.does('finance-1', 'book_repayment', format('{"statement":%s,"line":1,"application":%s,"amount_ore":100}', b.statement, pg_temp.a())), 'LG402 book_repayment/approve_instalment', 'not the approver') from grants.bank_line b where b.bank_id = 'B6';
select * from finish();
