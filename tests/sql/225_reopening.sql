-- SPDX-License-Identifier: EUPL-1.2
-- A closed grant is reopened by two, twice: a result is corrected and the rest paid, an audit finds cost that was none and
-- it is paid back. Figures by hand from calls.md 5 and 6: award 1,000,000; part accounts 500,000; 15 % is 900,000 in all,
-- so closing gives back 100,000; reopened, it is committed again; 20 % is all of it, so 100,000 are paid and closing gives
-- back nothing; documented 950,000 of 1,000,000 paid, so 50,000 come back.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
\set check_reopening `cat "$SQL_DIR"/checks/66_reopening.sql`
\set check_closed `cat "$SQL_DIR"/checks/59_closed.sql`
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"x","applied":120000000,"award":100000000}]');
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.propose(p_name text, p_ground text default 'Rettet opgørelse af 2. februar 2022') returns text language sql as $$
  select pg_temp.does(p_name, 'propose_reopening', format('{"application":%s,"ground":"%s","reason":"Tallet var forkert"}', t.sent('x'), p_ground))$$;
create function pg_temp.decide(p_name text, p_decision text default 'reopen') returns text language sql as $$
  select pg_temp.does(p_name, 'decide_reopening', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}',
    t.sent('x'), coalesce((select max(entry) from grants.reopening_proposal), 1), p_decision))$$;
create function pg_temp.changes(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.changes(%s)', t.sent('x')))$$;
create function pg_temp.acts(p_name text) returns jsonb language sql as $$
  select coalesce(jsonb_agg(x order by x), '[]') from jsonb_array_elements(pg_temp.changes(p_name) -> 'actions') x where x #>> '{}' ~ 'reopening'$$;
create function pg_temp.grant(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.grant(%s)', t.sent('x')))$$;
create function pg_temp.kroner() returns bigint[] language sql as $$
  select array[ledger.balance(g || 'committed'), ledger.balance(g || 'payable'), ledger.balance(g || 'paid'), ledger.balance(g || 'reclaimed'),
               ledger.balance('call:fsm2-2019:available')] from (select 'grant:' || t.sent('x') || ':' as g) g$$;
create function pg_temp.k(variadic p bigint[]) returns bigint[] language sql as $$select array_agg(v * 100 order by n) from unnest(p) with ordinality u(v, n)$$;
create function pg_temp.moved(p_from text, p_to text, p_kroner bigint) returns text language sql as $$
  select t.refusal(t.tries('finance-1', 'test_post', format('{"streams":["call:fsm2-2019"],"accounts":["%s","%s"],"amounts":[-%s,%3$s]}', p_from, p_to, p_kroner * 100)))$$;
-- What a check finds once something was planted past triggers and foreign keys; nothing of it stays.
create function pg_temp.finds(p_check text, p_plant text) returns text language plpgsql as $$
declare
  v text;
begin
  begin
    foreach v in array array(select relation from meta.table_kind) loop execute 'alter table ' || v || ' disable trigger all'; end loop;
    execute p_plant;
    execute 'select string_agg(q::text, '' '' order by q::text) from (' || p_check || ') q' into v;
    raise exception using errcode = 'TA001', message = coalesce(v, '-');
  exception when sqlstate 'TA001' then get stacked diagnostics v = message_text;
  end;
  return regexp_replace(v, '[(),"0-9]+', ' ', 'g');
end
$$;

-- paid by result: 500,000 on part accounts, 400,000 on final ones at 15 %
select testing.freeze('2020-11-10 08:00:00Z');
select t.accounted('x', 'part', '2020-10-31', 62000000) \g /dev/null
select is(t.pays('x', '1'), '500000', 'half');
select testing.freeze('2022-01-10 08:00:00Z');
select is(t.counted('x', 'work_or_education', 15, 100, '2021-11'), 'done', '15 %');
select t.accounted('x', 'final', '2021-11-30', 105000000, 'auditor') \g /dev/null
select is(t.pays('x', '2'), '400000', '90 % in all');
select is(pg_temp.propose('officer-3'), 'LG502 close_grant', 'what is open is not reopened');
select is(pg_temp.acts('officer-3'), '[]', 'nor offered');
select is(t.closes('x', 100000), 'done, committed 0 payable 0 paid 900000', 'closed');
select is(pg_temp.kroner(), pg_temp.k(0, 0, 900000, 0, 147100000), 'of 148,000,000 the pool gave 900,000');

-- proposed
select testing.freeze('2022-02-10 08:00:00Z');
select is(pg_temp.acts('officer-3'), '["propose_reopening"]', 'an officer can propose it');
select is(pg_temp.acts('finance-1') || pg_temp.acts('applicant-1'), '[]', 'nobody else');
select is(pg_temp.changes('officer-3') #>> '{reopening,returned_ore}', '10000000', 'and sees what comes back with it');
select is(pg_temp.propose('finance-1'), 'LG401', 'finance does not');
select is(pg_temp.propose('applicant-1') ~ '^42501', true, 'nor the grantee');
select is(pg_temp.propose('officer-3', '') ~ '^LG101', true, 'with a ground');
select is(pg_temp.does('officer-3', 'propose_reopening', '{"application":999999,"ground":"x","reason":"x"}'), 'LG301', 'of a grant');
select is(pg_temp.decide('officer-4'), 'LG301', 'nothing is proposed');
select is(pg_temp.propose('officer-3'), 'done', 'proposed');
select is(pg_temp.propose('officer-2'), 'LG502 decide_reopening', 'once at a time');
select is(pg_temp.changes('applicant-1') -> 'reopening', '{"letters": [], "proposals": [], "returned_ore": 10000000}', 'its grantee does not see what is only proposed');
select is((select jsonb_agg(e -> 'kind') from jsonb_array_elements(pg_temp.grant('applicant-1') -> 'timeline') e where e ->> 'kind' ~ 'reopening'), null, 'nor in the course of the case');
select is(pg_temp.changes('officer-4') #>> '{reopening,proposals,0,ground}', 'Rettet opgørelse af 2. februar 2022', 'the agency does');
select is(array[pg_temp.acts('officer-3'), pg_temp.acts('officer-4')], array['[]', '["decide_reopening"]']::jsonb[], 'another decides');
select is(array(select n || ' ' || w from unnest(array['officer-3', 'officer-4']) n, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(t.reads(n, 'read.tasks()') -> w) x
  where x ->> 'act' = 'decide_reopening' order by 1), array['officer-3 waiting', 'officer-4 tasks'], 'for whom it waits on the first page');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('x'), 106000000, 'final', '2021-11-30'))), 'LG502 awarded', 'proposed is not reopened');
-- decided
select is(pg_temp.decide('officer-3'), 'LG402 decide_reopening/propose_reopening', 'not by the proposer');
select is(pg_temp.decide('officer-4', 'open') ~ '^LG101', true, 'reopen or decline');
select is(pg_temp.decide('officer-4', 'decline'), 'verdict decline', 'declined');
select is(pg_temp.decide('officer-4'), 'LG502 propose_reopening', 'decided once');
select is(pg_temp.kroner(), pg_temp.k(0, 0, 900000, 0, 147100000), 'nothing moved');
select is(pg_temp.propose('officer-3'), 'done', 'proposed again');
select is(pg_temp.moved('call:fsm2-2019:available', 'appropriation:17.46.64.20-2019:unallocated', 147000001), 'verdict done', 'the pool has 99,999 left');
select is(pg_temp.decide('officer-4'), 'LG202 call:fsm2-2019:available', 'less than the closing gave back');
select is(pg_temp.moved('appropriation:17.46.64.20-2019:unallocated', 'call:fsm2-2019:available', 147000001), 'verdict done', 'it has it again');
-- the month and year in which it was closed are closed themselves: what they held stays
select is(pg_temp.does('finance-1', 'propose_period', '{"month":"2022-01","change":"close","reason":"Afstemt"}'), 'done', 'January');
select is(pg_temp.does('finance-2', 'decide_period', format('{"proposal_entry":%s,"decision":"accept","reason":"Ja"}', (select max(entry) from grants.period_proposal))), 'verdict accept', 'is closed');
create temp table january as select o.account, sum(o.amount) as ore from ledger.posting o join ledger.entry e on e.entry = o.entry where e.effective < '2022-02-01' group by o.account;
select is(pg_temp.decide('officer-4'), 'verdict reopen', 'reopened');
select is(pg_temp.kroner(), pg_temp.k(100000, 0, 900000, 0, 147000000), '100,000 are committed again');
select is((select max(e.effective) from ledger.entry e where e.kind = 'decide_reopening'), '2022-02-10', 'in February');
select is(pg_temp.decide('officer-2'), 'LG502 propose_reopening', 'once');
select is(pg_temp.acts('officer-3'), '[]', 'not twice');
-- its grantee is told
select is((pg_temp.changes('applicant-1') #> '{reopening,letters,0}') - array['at', 'entry'], '{"ground": "Rettet opgørelse af 2. februar 2022", "reason": "Tallet var forkert", "remark": "Enig", "committed_ore": 10000000, "paid_ore": 90000000}'
  || jsonb_build_object('complaint', pg_temp.changes('applicant-1') #> '{reopening,letters,0,complaint}'), 'ground, reasons and money');
select is(pg_temp.changes('applicant-1') #>> '{reopening,letters,0,complaint,by}', '2022-03-10', 'and how to complain: four weeks');
select is(pg_temp.grant('applicant-1') -> 'reopened', 'true', 'the grant says so');
select is(t.reads('applicant-1', format('read.reporting(%s)', t.sent('x'))) -> 'closing', 'null', 'it is not closed');
select is(pg_temp.grant('applicant-1') -> 'actions' ? 'submit_accounts', true, 'accounts can be corrected');
select is(pg_temp.changes('management-1') -> 'actions' ? 'request_amendment', true, 'an amendment asked for');
-- 20 %: the rest is due, not approved by who reopened it
select is(t.counted('x', 'work_or_education', 20, 100, '2021-11'), 'done', 'the corrected result');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('x'), 1, 'part', '2021-11-30'))), 'LG102 kind:after_final', 'part accounts do not come after final ones, reopened or not');
select is(t.accounted('x', 'final', '2021-11-30', 105000000, 'auditor'), '3', 'accounts once more');
select is(t.says('x', '3'), '- 100000 0', '1,000,000 - 900,000');
select is(t.closes('x', 100000), 'LG502 still_payable', 'not closed while it is payable');
select is(t.pays('x', '3'), '100000', 'paid');
select is(t.closes('x', 0), 'done, committed 0 payable 0 paid 1000000', 'closed again');
select is(pg_temp.grant('applicant-1') -> 'reopened', 'false', 'at rest');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('x'), 1, 'final', '2021-11-30'))), 'LG502 awarded', 'nothing more is sent');
select is(t.closes('x', 0), 'LG502 awarded', 'nor closed twice');

-- an audit finds 100,000 that were no cost of the project: 950,000 are documented
select is(pg_temp.propose('officer-4', 'Revisionens brev af 9. februar 2022'), 'LG402 propose_reopening/decide_reopening', 'who decided one proposes none');
select is(pg_temp.propose('officer-3', 'Revisionens brev af 9. februar 2022'), 'done', 'proposed');
select is(pg_temp.decide('officer-2'), 'verdict reopen', 'decided by another');
select is(pg_temp.kroner(), pg_temp.k(0, 0, 1000000, 0, 147000000), 'nothing had come back');
select is(t.accounted('x', 'final', '2021-11-30', 95000000, 'auditor'), '4', 'corrected');
select is(t.says('x', '4'), '- 0 50000', '1,000,000 paid - 950,000');
select is(t.repays('x', 50000), 'open 0 reclaimed 0 paid 950000', 'paid back');
select is(t.closes('x', 0), 'done, committed 0 payable 0 paid 950000', 'closed the third time');
select is(pg_temp.kroner(), pg_temp.k(0, 0, 950000, 0, 147050000), '148,000,000 - 950,000');
select is(array(select n from grants.closing order by n), array[1, 2, 3], 'three closings');
select results_eq('select account, sum(o.amount) as ore from ledger.posting o join ledger.entry e on e.entry = o.entry where e.effective < ''2022-02-01'' group by account order by account',
  'select account, ore from january order by account', 'January is as it was');
-- auditors see each, and what was done after it
select is((select string_agg(x.k || ' ' || x.n, ' ' order by x.k) from (select f ->> 'other_kind' as k, count(*) as n
    from jsonb_array_elements(t.reads('auditor-1', 'read.findings(''{}'', null, 200)') -> 'queries') q, jsonb_array_elements(q -> 'rows') f
   where q ->> 'query' = 'reopened' group by 1) x),
  'approve_instalment 1 book_payments 1 book_repayment 1 close_grant 2 confirm_result 1 decide_claim 1 decide_reopening 3 endorse_accounts 2 prepare_instalment 1 propose_claim 1 '
  'propose_reopening 3 record_result 1 release_batch 1 submit_accounts 2', 'auditors see what became of it after each closing, once');
create temp table seen as select null::text as kind, null::bigint as reopening where false;
select format('insert into seen select other_kind, reopening_entry from (%s) v', rtrim(pg_get_viewdef('audit.reopened'), ';')) \gexec
select is((select string_agg(kind || ' ' || n, ' ' order by kind) from (select kind, count(*) as n from seen where reopening is null group by kind) x),
  'decide_reopening 1 propose_reopening 3', 'what no reopening explains: the proposals, and the one that was declined');

-- planted: reopening
select is(pg_temp.finds(:'check_reopening', 'select 1'), '-', 'nothing is found before');
select is(pg_temp.finds(:'check_closed', 'select 1'), '-', 'nor here');
select matches(pg_temp.finds(:'check_reopening', p), w, w || ': ' || p) from (values
  ('proposal', 'update grants.reopening_proposal set ground = ''x'''),
  ('proposal', 'update grants.reopening_proposal set reason = ''x'''),
  ('unprojected', 'delete from grants.reopening_proposal where entry = (select min(entry) from grants.reopening_proposal)'),
  ('decision', 'update grants.reopening_decision set reason = ''x'''),
  ('decision', 'update grants.reopening_decision set letter = letter || ''{"remark":"x"}'' where letter is not null'),
  ('decision', 'update grants.reopening_decision set decision = ''decline'', closing_n = null, letter = null'),
  ('unprojected', 'delete from grants.reopening_decision where decision = ''decline'''),
  ('one human', 'alter table ledger.entry drop constraint entry_header; update ledger.entry set person = (select max(person) from ledger.entry where kind = ''propose_reopening'') where kind = ''decide_reopening'''),
  ('closing', 'update grants.closing set returned_ore = returned_ore + 1'),
  ('closing', 'update grants.closing set accounts_entry = null where n = 1'),
  ('closing', 'update ledger.posting set account = ''grant:1:paid'', account_version = 99 where account like ''%:committed'' and entry in (select entry from grants.reopening_decision)'),
  ('closed again', 'alter table grants.reopening_decision drop constraint reopening_told; update grants.reopening_decision set closing_n = null where closing_n = 2'),
  ('closed again', 'update grants.closing set entry = entry - 100000 where n = 3')) v(w, p);
select matches(pg_temp.finds(:'check_closed', p), w, w || ': ' || p) from (values
  ('submit_accounts', 'update grants.reopening_decision set entry = 900001 where closing_n = 1'),
  ('approve_instalment', 'delete from grants.reopening_decision where closing_n = 1'),
  ('dispute', 'insert into grants.dispute select application, application, 2021, sha256, ''x'', now() from grants.accounts limit 1'),
  ('propose_amendment', 'insert into grants.amendment_proposal (entry, application, amount_ore, period_to, final_accounts_due, budget, reason) select 1, application, 1, period_to, period_to, ''[]'', ''x'' from grants.accounts limit 1'),
  ('propose_claim', 'update grants.claim_decision set entry = entry + 900000'),
  ('propose_transfer', 'insert into grants.transfer_proposal select 1, application, ''20000001'', ''20000002'', ''x'' from grants.accounts limit 1'),
  ('propose_termination', 'insert into grants.termination_proposal select 1, application, ''x'', ''x'' from grants.accounts limit 1')) v(w, p);
select throws_ok(format('insert into grants.closing select application, 1, accounts_entry, 0, n from grants.closing where n = 3'), '23505', null, 'closed once each time');
select throws_ok(format('insert into grants.closing select application, 1, accounts_entry, 0, 4 from grants.closing where n = 3'), '23503', null, 'and again only after it was reopened');
select * from finish();
