-- SPDX-License-Identifier: EUPL-1.2
-- The yearly statement: from the postings, confirmed or disputed by the grantee; a dispute blocks the grant's payments
-- until two officers who decided nothing have resolved it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z');
create temp table a as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(t.refusal(t.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r))), 'done', 'signed') from a;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '1'))) ->> 'entry' as id;

create function pg_temp.statement(p_year int) returns jsonb language sql as $$select t.reads('applicant-1', format('read.statement(%s, %s)', pg_temp.a(), p_year))$$;
create function pg_temp.params(p_year int, p_more text default '') returns text language sql as
    $$select format('{"application":%s,"year":%s,"sha256":"%s"%s}', pg_temp.a(), p_year, coalesce(pg_temp.statement(p_year) #>> '{statement,sha256}', repeat('0', 64)), p_more)$$;
create function pg_temp.in_year(p_year int) returns jsonb language sql as $$select coalesce(jsonb_object_agg(s.key, s.value), '{}') from jsonb_each(pg_temp.statement(p_year) #> '{statement,in_year}') s where s.key !~ '^interest'$$;
-- awarded 1,000,000 kr. in 2019; nothing approved yet
select is(pg_temp.in_year(2019), '{"paid_ore": 0, "awarded_ore": 100000000, "claimed_ore": 0, "approved_ore": 0}', '2019: awarded');
select is(pg_temp.in_year(2020), '{"paid_ore": 0, "awarded_ore": 0, "claimed_ore": 0, "approved_ore": 0}', '2020: nothing new');
select is((pg_temp.statement(2019) #> '{statement,in_year}') - array['awarded_ore', 'approved_ore', 'paid_ore', 'claimed_ore'],
    '{"interest_ore": 0, "interest_paid_ore": 0, "interest_set_off_ore": 0, "interest_written_off_ore": 0}', 'no interest');
select is(pg_temp.statement(2019) #> '{statement,interest_owed_ore}', '0', 'nor owed');
select is(pg_temp.statement(2020) #> '{statement,in_all,awarded_ore}', '100000000', 'and in all what was awarded');
select is(pg_temp.statement(y), null, 'no statement of ' || y) from unnest(array[2018, 2021]) y;
select is(t.reads('applicant-3', format('read.statement(%s, 2019)', pg_temp.a())), null, 'nor for another municipality');
select is(t.reads('officer-1', format('read.statement(%s, 2019)', pg_temp.a())) #>> '{statement,in_year,awarded_ore}', '100000000', 'the agency sees it');

select is(pg_temp.does('applicant-2', 'confirm_statement', pg_temp.params(2019)), 'done', 'confirmed with one click');
select is(pg_temp.does('management-1', 'confirm_statement', pg_temp.params(2019)), 'LG502 a changed statement', 'once');
select is(pg_temp.statement(2019) ->> 'actions', '["dispute_statement"]', 'it can still be disputed');
select is(pg_temp.does('applicant-3', 'confirm_statement', pg_temp.params(2020)), 'LG301', 'not another''s');
select is(pg_temp.does('officer-1', 'confirm_statement', pg_temp.params(2020)), '42501', 'nor by the agency');
select is(pg_temp.does('applicant-2', 'confirm_statement', pg_temp.params(2021)), 'LG301', 'nor of a year to come');
select is(pg_temp.does('applicant-2', 'confirm_statement', regexp_replace(pg_temp.params(2020), '[0-9a-f]{64}', repeat('0', 64))), 'LG503', 'nor another than was shown');

-- a dispute: one click, and nothing is paid
select is(pg_temp.does('applicant-2', 'dispute_statement', pg_temp.params(2020, ',"reason":""')), 'done', 'disputed with one click');
select is(pg_temp.does('management-1', 'dispute_statement', pg_temp.params(2019, ',"reason":"x"')), 'LG502 confirm_resolution', 'one dispute at a time');
select is(grants.payment_blocked(pg_temp.a()::bigint), 'dispute', 'payments are blocked');
create function pg_temp.closes() returns text language sql as $$select pg_temp.does('officer-2', 'close_grant', format('{"application":%s,"returned_ore":100000000}', pg_temp.a()))$$;
select is(pg_temp.closes(), 'LG502 dispute', 'nor is the grant closed over it');
select is(rights.why_not(p.person, 'close_grant', 'grant:' || pg_temp.a()) -> 'reason' #>> '{code}', 'dispute', 'and the page knows why') from t.people p where p.name = 'officer-2';
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id)), 'LG502 dispute', 'nothing is approved') from i;
select is(rights.why_not(p.person, 'approve_instalment', 'grant:' || pg_temp.a()) #>> '{reason,code}', 'dispute', 'and the page knows why') from t.people p where p.name = 'finance-1';
create temp table d as select max(dispute)::text as id from grants.dispute;
-- 30 days are for resolving it: from the 31st on it is overdue, on the month's page, among the findings and beside the grant
create function pg_temp.overdue() returns text language sql as $$select concat_ws(' ',
    (select string_agg(concat_ws(' ', x ->> 'what', x ->> 'due', x ->> 'days'), ',') from t.reads('auditor-1', 'read.findings(''{}'', null, 200)') r, jsonb_array_elements(r #> '{queries,4,rows}') x where x ->> 'what' = 'dispute'),
    (select string_agg(concat_ws(' ', 'warned', x ->> 'what'), ',') from t.reads('officer-1', format('read.instalment(%s)', (select id from i))) r, jsonb_array_elements(r -> 'warnings') x where x ->> 'what' = 'dispute'),
    (select 'month ' || count(*) from t.reads('finance-1', 'read.month('''')') r, jsonb_array_elements(r -> 'disputes') x where x ->> 'application' = pg_temp.a()))$$;
select testing.freeze('2020-12-10 08:00:00Z');
select is(pg_temp.overdue(), 'month 0', 'the 30th day');
select testing.freeze('2020-12-11 08:00:00Z');
select is(pg_temp.overdue(), 'dispute 2020-12-10 1 warned dispute month 1', 'the 31st');
select is(jsonb_array_length(t.reads('finance-1', 'read.month(''2020-11'')') -> 'disputes'), 0, 'in November it was not late yet');
select testing.freeze('2020-11-10 08:00:00Z');
select is(t.reads('officer-1', 'read.disputes()') #>> '{disputes,0,late}', 'false', 'not late yet');
select is((select count(*) from jsonb_array_elements((t.reads('officer-1', 'read.tasks()')) -> 'tasks') e where e ->> 'act' = 'propose_resolution')::int, 1, 'it waits for an officer');

-- resolved by two, neither the decider
create function pg_temp.propose(p_name text, p_outcome text default 'unfounded') returns text language sql as
    $$select pg_temp.does(p_name, 'propose_resolution', format('{"application":%s,"dispute":%s,"outcome":"%s","reason":"Beløbet er rigtigt"}', pg_temp.a(), (select id from d), p_outcome))$$;
create function pg_temp.confirm(p_name text) returns text language sql as
    $$select pg_temp.does(p_name, 'confirm_resolution', format('{"application":%s,"proposal_entry":%s}', pg_temp.a(), coalesce((select max(entry) from grants.dispute_proposal), 1)))$$;
select is(pg_temp.confirm('officer-1'), 'LG502 propose_resolution', 'nothing is proposed');
select is(pg_temp.does('officer-1', 'confirm_resolution', '{"application":999999,"proposal_entry":1}'), 'LG301', 'no such grant');
select is(pg_temp.propose('officer-4'), 'LG402 propose_resolution/decide_award', 'not by the decider');
select is(pg_temp.propose('finance-2'), 'LG401', 'nor by finance');
select is(pg_temp.propose('officer-1', 'fine') ~ '^LG101', true, 'with an outcome');
select is(pg_temp.does('officer-1', 'propose_resolution', format('{"application":%s,"dispute":1,"outcome":"unfounded","reason":"x"}', pg_temp.a())), 'LG301', 'of a dispute');
select is(pg_temp.propose('officer-1', 'corrected'), 'done', 'proposed');
select is(pg_temp.statement(2020) #>> '{dispute,outcome}', null, 'the grantee does not see a mere proposal');
select is(pg_temp.propose('officer-2'), 'done', 'another proposal takes its place');
select is(pg_temp.does('officer-3', 'confirm_resolution', format('{"application":%s,"proposal_entry":%s}', pg_temp.a(), (select min(entry) from grants.dispute_proposal))), 'LG503', 'the older one is not confirmed');
select is(pg_temp.does('officer-3', 'confirm_resolution', '{"application":999999999,"proposal_entry":1}'), 'LG301', 'of a grant that there is');
select is(pg_temp.confirm('officer-2'), 'LG402 confirm_resolution/propose_resolution', 'nor by its proposer');
select is(pg_temp.confirm('officer-4'), 'LG402 confirm_resolution/decide_award', 'nor by the decider');
-- 30 days to the microsecond: 2020-11-10 08:00 + 30 days
select testing.freeze('2020-12-10 08:00:00Z');
select is(t.reads('officer-1', 'read.disputes()') #>> '{disputes,0,late}', 'false', 'the thirtieth day is not late');
select testing.freeze('2020-12-10 08:00:01Z');
select is(t.reads('officer-1', 'read.disputes()') #>> '{disputes,0,late}', 'true', 'after it, it is an alarm');
select is(pg_temp.confirm('officer-3'), 'done', 'resolved');
select is(grants.payment_blocked(pg_temp.a()::bigint), null, 'payments are open again');
select is(pg_temp.closes(), 'LG502 final_accounts_missing', 'and the closing waits for something else');
select is(pg_temp.statement(2020) #>> '{dispute,outcome}', 'unfounded', 'the grantee sees how');
select is(pg_temp.confirm('officer-3'), 'LG502 propose_resolution', 'once');
select is(pg_temp.propose('officer-1'), 'LG502 dispute_statement', 'nothing is left to resolve');

-- approved: then released, unless disputed meanwhile
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id)), 'done', 'approved') from i;
select is(pg_temp.in_year(2020), '{"paid_ore": 0, "awarded_ore": 0, "claimed_ore": 0, "approved_ore": 50000000}', '2020: 500,000 kr. approved');
select is(pg_temp.does('management-1', 'dispute_statement', pg_temp.params(2020, ',"reason":"Vi har ikke bedt om det"')), 'done', 'disputed again');
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', id)), 'LG502 dispute', 'nothing is released') from i;
update d set id = (select max(dispute) from grants.dispute);
select is(pg_temp.propose('officer-1'), 'done', 'proposed');
select is(pg_temp.confirm('officer-3'), 'done', 'and resolved');
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', id)), 'done', 'released') from i;
select * from finish();
