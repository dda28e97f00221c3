-- SPDX-License-Identifier: EUPL-1.2
-- A grant goes over to the successor of its grantee: registered by two administrators, proposed by one officer, accepted by
-- the successor's management over its own signature, decided by another officer; then it is the successor's, and paid to it.
-- Figures by hand: award 1,000,000, 620,000 documented in part accounts, so half of the award is payable, before and after.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
\set check_transfer `cat "$SQL_DIR"/checks/67_transfer.sql`
\set check_opinions `cat "$SQL_DIR"/checks/51_opinions.sql`
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"x","applied":120000000,"award":100000000}]');
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.change(p_changes text) returns text language sql as $$
  select t.refusal(t.propose('register', 'change', '{"v":1,"organisations":[],"people":[],"changes":[' || p_changes || ']}', '{administrator-1,administrator-2}'))$$;
create function pg_temp.follows(p_cvr text, p_successor text) returns text language sql as $$
  select pg_temp.change(format('{"change":"successor","cvr":"%s","successor":"%s","reason":"Lov om sammenlægning"}', p_cvr, p_successor))$$;
create function pg_temp.propose(p_name text, p_successor text default '20000002') returns text language sql as $$
  select pg_temp.does(p_name, 'propose_transfer', format('{"application":%s,"successor":"%s","reason":"Kommunerne er lagt sammen"}', t.sent('x'), p_successor))$$;
create function pg_temp.accept(p_name text) returns text language sql as $$
  select pg_temp.does(p_name, 'accept_transfer', format('{"application":%s,"proposal_entry":%s}', t.sent('x'), coalesce((select max(entry) from grants.transfer_proposal), 1)))$$;
create function pg_temp.decide(p_name text, p_decision text default 'transfer') returns text language sql as $$
  select pg_temp.does(p_name, 'decide_transfer', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}',
    t.sent('x'), coalesce((select max(entry) from grants.transfer_proposal), 1), p_decision))$$;
create function pg_temp.changes(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.changes(%s)', t.sent('x')))$$;
create function pg_temp.grant(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.grant(%s)', t.sent('x')))$$;
create function pg_temp.acts(p_name text) returns jsonb language sql as $$
  select coalesce(jsonb_agg(x order by x), '[]') from jsonb_array_elements(pg_temp.changes(p_name) -> 'actions') x where x #>> '{}' ~ 'transfer'$$;
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

select testing.freeze('2020-11-10 08:00:00Z');
select t.accounted('x', 'part', '2020-10-31', 62000000) \g /dev/null
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('x'), '1'))) ->> 'entry' as id;

-- the register
select is(pg_temp.propose('officer-3'), 'LG502 successor', 'nobody is registered in its place');
select is(pg_temp.acts('officer-3'), '[]', 'nor is it offered');
-- (registered later than the world of these tests was)
select testing.freeze('2030-01-01 08:00:00Z');
select is(pg_temp.follows('20000001', '20000001'), 'LG102 changes.0.successor:circle', 'not in its own place');
select is(pg_temp.follows('20000001', '30000001'), 'LG102 changes.0.successor:other_kind', 'a region is no municipality');
select is(pg_temp.follows('20000001', '99999999'), 'LG102 changes.0.successor:unknown', 'registered itself');
select is(pg_temp.follows('99999999', '20000001'), 'LG102 changes.0.cvr:unknown', 'both of them');
select is(pg_temp.change('{"change":"successor","cvr":"20000001","successor":"20000002","reason":""}') ~ '^LG102', true, 'for a reason');
select is(pg_temp.follows('20000001', '20000002'), 'verdict effective', 'B in the place of A, by two administrators');
select is(pg_temp.follows('20000001', '20000002'), 'LG102 changes.0.cvr:has_successor', 'once');
select is(pg_temp.follows('20000002', '20000001'), 'LG102 changes.0.successor:circle', 'and not round');

-- proposed
select testing.freeze('2020-11-10 08:00:00Z');
select is(pg_temp.grant('applicant-3'), null, 'the successor sees nothing yet');
select is(pg_temp.acts('officer-3'), '["propose_transfer"]', 'an officer can propose it');
select is(pg_temp.changes('officer-3') #>> '{transfer,successor,cvr}', '20000002', 'to whom the register has');
select is(pg_temp.propose('finance-1'), 'LG401', 'finance does not');
select is(pg_temp.propose('officer-3', '30000001'), 'LG502 successor', 'to nobody else');
select is(pg_temp.does('officer-3', 'propose_transfer', format('{"application":%s,"successor":"20000002","reason":""}', t.sent('x'))) ~ '^LG101', true, 'with a reason');
select is(pg_temp.does('officer-3', 'propose_transfer', '{"application":999999,"successor":"20000002","reason":"x"}'), 'LG301', 'of a grant');
select is(pg_temp.propose('officer-3'), 'done', 'proposed');
select is(pg_temp.propose('officer-2'), 'LG502 decide_transfer', 'once at a time');
-- accepted
select is(pg_temp.grant('applicant-3') ->> 'title', 'Sammen om job', 'the successor reads what it is asked to take over');
select is(jsonb_array_length(pg_temp.grant('applicant-3') -> 'timeline') > 5, true, 'with its course');
select is((select count(*)::int from jsonb_array_elements(t.reads('applicant-3', 'read.grants()') -> 'grants')), 1, 'in its list');
select is(pg_temp.grant('applicant-3') -> 'actions', '[]', 'but does nothing on it');
select is(t.refusal(t.does('applicant-3', 'submit_accounts', t.accounts(t.sent('x'), 1))), 'LG301', 'it is not its own yet');
select is(array[pg_temp.acts('management-2'), pg_temp.acts('management-1'), pg_temp.acts('applicant-3')], array['["accept_transfer"]', '[]', '[]']::jsonb[], 'the management is asked');
select is(pg_temp.changes('management-2') #>> '{transfer,proposals,0,predecessor,cvr}', '20000001', 'from whom');
select is(pg_temp.decide('officer-4'), 'LG502 accept_transfer', 'not decided before it accepts');
select is(pg_temp.acts('officer-4'), '["decide_transfer"]', 'but declined');
select is(pg_temp.accept('management-1'), 'LG301', 'not accepted by the predecessor');
select is(pg_temp.accept('applicant-3'), 'LG401', 'nor by an applicant');
select is((select needs_signature from rights.act where act = 'accept_transfer'), true, 'nor without a signature of its own');
select is(pg_temp.accept('management-2'), 'done', 'accepted');
select is(pg_temp.accept('management-2'), 'LG502 decide_transfer', 'once');
select is(grants.closing_needs(t.sent('x')::bigint) ->> 'code', 'transfer_undecided', 'nor is the grant closed meanwhile');
select is(array(select n || ' ' || w from unnest(array['officer-3', 'officer-4']) n, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(t.reads(n, 'read.tasks()') -> w) x
  where x ->> 'act' = 'decide_transfer' order by 1), array['officer-3 waiting', 'officer-4 tasks'], 'then it waits for another officer');
-- decided
select is(pg_temp.decide('officer-3'), 'LG402 decide_transfer/propose_transfer', 'not by the proposer');
select is(pg_temp.decide('officer-4', 'move') ~ '^LG101', true, 'transfer or decline');
select is(pg_temp.decide('officer-4', 'decline'), 'verdict decline', 'declined');
select is(grants.closing_needs(t.sent('x')::bigint) ->> 'code' = 'transfer_undecided', false, 'what was declined stands before no closing');
select is(pg_temp.grant('applicant-3'), null, 'the successor sees it no longer');
select is(pg_temp.decide('officer-4'), 'LG502 propose_transfer', 'decided once');
select is(pg_temp.propose('officer-3'), 'done', 'proposed again');
select is(pg_temp.decide('officer-4'), 'LG502 accept_transfer', 'what was accepted before does not count');
select is(pg_temp.accept('management-2'), 'done', 'accepted again');
select is(pg_temp.decide('officer-4'), 'verdict transfer', 'it goes over');

-- it is the successor's
select is(grants.holder_at(t.sent('x')::bigint, null), '20000002', 'B has it');
select is(pg_temp.grant('applicant-3') #>> '{organisation,cvr}', '20000002', 'says the grant');
select is(pg_temp.grant('applicant-3') #>> '{former,0,organisation,cvr}', '20000001', 'and whose it was');
select is((pg_temp.changes('applicant-3') #> '{transfer,letters,0}') - array['at', 'entry', 'complaint', 'predecessor', 'successor'],
  '{"reason": "Kommunerne er lagt sammen", "remark": "Enig", "award_ore": 100000000, "committed_ore": 100000000, "paid_ore": 0}', 'both are told: the money goes over whole');
select is(array[x #>> '{predecessor,cvr}', x #>> '{successor,cvr}', x #>> '{complaint,by}'], array['20000001', '20000002', '2020-12-08'], 'from whom to whom, and how to complain')
  from (select pg_temp.changes('applicant-1') #> '{transfer,letters,0}' as x) x;
select is(array[ledger.balance('grant:' || t.sent('x') || ':committed'), ledger.balance('call:fsm2-2019:available')], array[100000000, 14700000000], 'no money moved');
select is(pg_temp.grant('applicant-1') -> 'actions', '[]', 'the predecessor reads on, and does nothing');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('x'), 1))), 'LG301', 'no accounts of it');
select is(t.refusal(t.does('management-1', 'request_amendment', format('{"application":%s,"amount_ore":110000000,"reason":"x"}', t.sent('x')))), 'LG301', 'no amendment');
select is(t.reads('applicant-3', format('read.award_letter(%s)', t.sent('x'))) #>> '{organisation,cvr}', '20000001', 'the letter of award is to whom it was sent');
select is(t.reads('management-2', format('read.statement(%s, 2020)', t.sent('x'))) #>> '{organisation,cvr}', '20000002', 'the yearly statement is the successor''s');
-- paid to the successor: what was prepared is prepared again, and the sign-off stays
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id)), 'LG502 prepare_instalment', 'what was prepared before is not approved') from i;
update i set id = t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('x'), '1'))) ->> 'entry';
select is((select s.level from grants.instalment n join grants.sign_off s on s.entry = n.sign_off_entry where n.instalment = id::bigint), 'management', 'on accounts that the predecessor''s management signed') from i;
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id)), 'done', 'approved') from i;
select is(t.reads('finance-2', format('read.payment_draft(''[%s]'')', id)) #>> '{lines,0,cvr}', '20000002', 'to the NemKonto of B') from i;
select is(pg_temp.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', id)), 'done', 'released') from i;
select is(t.reads('officer-1', format('read.instalment(%s)', id)) #>> '{organisation,cvr}', '20000002', 'to B') from i;
-- while it is released, nothing goes over
select testing.freeze('2030-01-02 08:00:00Z');
create temp table c as select min(organisation) as cvr from identity.organisation where kind = 'municipality' and entry is null;
select is(pg_temp.follows('20000002', cvr), 'verdict effective', 'C in the place of B') from c;
select is(identity.successor_now('20000001'), cvr, 'and so of A') from c;
select testing.freeze('2020-11-12 08:00:00Z');
select is(pg_temp.propose('officer-3', cvr), 'done', 'proposed') from c;
select is(pg_temp.decide('officer-4'), 'LG502 book_payments', 'what is released is booked first');
create temp table b as select t.must(t.does('finance-3', 'import_statement', format('{"sha256":"%s","kind":"camt.054","id":"S","account":"DK5000400440116243","from":"2020-11-11","to":"2020-11-11","lines":['
  '{"debit":true,"returned":false,"amount_ore":50000000,"bank_id":"B1","reference":"T%s-1","creditor_id":"20000002","day":"2020-11-11"}]}',
  t.run('postgres', 'select store.keep_document(convert_to(''<r>1</r>'', ''UTF8''), ''application/xml'')') ->> 'value', id))) as r from i;
select is((select count(*) from grants.alarm), 0::bigint, 'B is who the bank paid');
select is(pg_temp.does('finance-3', 'book_payments', format('{"statement":%s,"lines":[1],"total_ore":50000000}', r ->> 'entry')), 'done', 'booked') from b;
select is(pg_temp.decide('officer-4'), 'LG502 accept_transfer', 'C has nobody who accepts');
select is(pg_temp.decide('officer-4', 'decline'), 'verdict decline', 'declined');
select is(array[d ->> 'state', d #>> '{organisation,cvr}'], array['paid', '20000002'], 'paid to B') from i, t.reads('officer-1', format('read.instalment(%s)', id)) d;
-- it goes on: part accounts of B, signed by its management
select is(t.refusal(t.does('management-2', 'sign_off', t.sign_off(t.sent('x'), t.must(t.does('applicant-3', 'submit_accounts', t.accounts(t.sent('x'), 63000000)))))), 'done', 'the successor accounts');

-- what is owed, asked and looked at from then on is the successor's
select t.must(t.does('officer-1', 'propose_claim', format('{"application":%s,"cause":"terms","amount_ore":1000,"due":"2020-12-20","reason":"Vilkår","unheard_reason":"Tallene er modtagerens egne","computation":null}', t.sent('x')))) \g /dev/null
select is(pg_temp.does('officer-2', 'decide_claim', format('{"application":%s,"proposal_entry":%s,"decision":"claim","reason":"Enig"}', t.sent('x'), max(entry))), 'verdict claim', 'something is claimed back') from grants.claim_proposal;
select is(t.reads('officer-1', 'read.agency_claims()') #>> '{claims,0,organisation,cvr}', '20000002', 'of B, says the agency''s list');
select is(pg_temp.does('officer-1', 'open_hearing', format('{"application":%s,"facts":"Sagen","answer_by":"2020-11-30"}', t.sent('x'))), 'done', 'a hearing');
create function pg_temp.todo(p_name text) returns text[] language sql as $$
  select array(select (x ->> 'act') || ' ' || (x #>> '{organisation,cvr}') from (select t.reads(p_name, 'read.tasks()') as d) d,
    lateral (select jsonb_array_elements(d -> 'tasks') union all select jsonb_array_elements(d -> 'waiting')) y(x) order by 1)$$;
select is(pg_temp.todo('applicant-3'), array['answer_hearing 20000002', 'repay 20000002', 'submit_accounts 20000002'], 'B''s people have the tasks');
select is(pg_temp.todo('applicant-1') || pg_temp.todo('management-1'), '{}', 'A''s none');
select is((select x ->> 'what' from jsonb_array_elements(t.reads('applicant-3', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'answer_hearing'), 'amendment', 'with a page that B has');
select is(array[pg_temp.changes(n) #> '{hearings,0,actions}', pg_temp.changes(n) #> '{hearings,0,facts}'], w, n || ': who can answer there')
  from (values ('applicant-3', array['["answer_hearing"]', '"Sagen"']::jsonb[]), ('applicant-1', array['[]', '"Sagen"']::jsonb[]), ('officer-1', array['[]', '"Sagen"']::jsonb[])) v(n, w);
select is(pg_temp.does('applicant-1', 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Nej"}', t.sent('x'), max(entry))), 'LG301', 'A does not answer') from grants.hearing;
select is(pg_temp.does('applicant-3', 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Nej"}', t.sent('x'), max(entry))), 'done', 'B does') from grants.hearing;
select is(pg_temp.does('management-2', 'appoint_auditor', format('{"application":%s,"firm":"40000001"}', t.sent('x'))), 'done', 'B appoints its auditor');
select is(t.reads('external-auditor-1', 'read.audits()') #>> '{grants,0,organisation,cvr}', '20000002', 'who reads whose grant it is');
select is(t.reads('auditor-1', format('read.case_record(%s)', t.sent('x'))) #>> '{organisation,cvr}', '20000002', 'as the state''s auditors do');
select is(pg_temp.finds(:'check_opinions', 'select 1'), '-', 'an appointment by who has the grant');
select matches(pg_temp.finds(:'check_opinions', 'update grants.transfer_decision set decision = ''decline'''), 'appointment', 'and by nobody else');
-- the views of auditors' logins, which these tests have none of
begin;
alter view audit.holder owner to postgres;
alter view audit.award_now owner to postgres;
alter view audit.near_threshold owner to postgres;
alter view audit.overdue owner to postgres;
alter view audit.last_week owner to postgres;
alter table grants.award_proposal disable trigger all;
alter table grants.instalment_released disable trigger all;
alter table ledger.entry disable trigger all;
alter table ledger.entry drop constraint entry_header;
select string_agg(organisation || case when until_entry is null then ' now' else ' until it was decided' end, ', ' order by from_entry) as held
  from audit.holder where application = t.sent('x')::bigint \gset
update grants.award_proposal set amount_ore = 50000000;
update ledger.entry set at = '2020-12-27 12:00:00Z' where kind = 'release_batch';
select concat_ws(', ', (select organisation from audit.award_now), (select organisation from audit.near_threshold), (select organisation from audit.last_week)) as views \gset
update grants.award_proposal set final_accounts_due = '2020-11-01';
select organisation as overdue from audit.overdue where what = 'final_accounts' \gset
update grants.instalment_released set entry = (select min(entry) from grants.award_decision);
update ledger.entry set at = '2020-12-27 12:00:00Z' where entry = (select min(entry) from grants.award_decision);
select organisation as before from audit.last_week \gset
rollback;
select is(:'held'::text, '20000001 until it was decided, 20000002 now', 'who had it, and who has it');
select is(:'views'::text, '20000002, 20000001, 20000002', 'B has the award, which was A''s when it was near the threshold, and was paid');
select is(array[:'overdue', :'before']::text[], array['20000002', '20000001'], 'B owes the accounts; what was released before was A''s');

-- planted
select is(pg_temp.finds(:'check_transfer', 'select 1'), '-', 'nothing is found before');
-- planted: transfer
select matches(pg_temp.finds(:'check_transfer', p), w, w || ': ' || p) from (values
  ('proposal', 'update grants.transfer_proposal set reason = ''x'''),
  ('proposal', 'update grants.transfer_proposal set successor = ''30000001'''),
  ('unprojected', 'delete from grants.transfer_proposal where entry = (select max(entry) from grants.transfer_proposal)'),
  ('acceptance', 'alter table ledger.entry drop constraint entry_header; update ledger.entry set organisation = ''20000001'' where kind = ''accept_transfer'''),
  ('acceptance', 'update grants.transfer_acceptance set application = 1000'),
  ('unprojected', 'delete from grants.transfer_acceptance'),
  ('decision', 'update grants.transfer_decision set reason = ''x'''),
  ('decision', 'update grants.transfer_decision set letter = letter || ''{"paid_ore":5}'' where letter is not null'),
  ('decision', 'update grants.transfer_decision set decision = ''transfer'', acceptance_entry = 1, letter = ''{}'' where decision = ''decline'''),
  ('unprojected', 'delete from grants.transfer_decision where decision = ''decline'''),
  ('one human', 'alter table ledger.entry drop constraint entry_header; update ledger.entry set person = (select max(person) from ledger.entry where kind = ''propose_transfer'') where kind = ''decide_transfer'''),
  ('not accepted', 'update grants.transfer_acceptance set entry = entry + 100000'),
  ('not registered', 'delete from identity.organisation_successor'),
  ('not registered', 'update identity.organisation_successor set entry = 900000'),
  ('released meanwhile', 'update grants.instalment_released set entry = 2')) v(w, p);
select throws_ok('insert into grants.transfer_decision select 1, application, entry, null, ''transfer'', ''x'', null from grants.transfer_proposal limit 1', '23514', null, 'not without acceptance');
select * from finish();
