-- SPDX-License-Identifier: EUPL-1.2
-- After the deadline an application is withdrawn by two humans of its organisation, until officers propose what becomes of
-- it or the pool is shared out; it is final, scores stay in the record, and an allocation that counted on it is overtaken.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select is(t.enrol_factor(n) ->> 'error', null, n || ' has a second factor') from unnest(array['applicant-1', 'applicant-2']) n;
-- another card of applicant-1
select is(t.propose('register', 'card', '{"v":1,"organisations":[],"people":[{"profile":"oces3-employee","serial_number":"UI:again","organisation":"20000001","name":"Igen","proof":"x","roles":["applicant"],"linked_to":"UI:applicant-1"}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'a second card');
insert into t.people select 'again', p.person, identity.human_now(p.person), p.organisation, 'tilsagn_grantee', 'applicant' from identity.person p where p.serial_number = 'UI:again';
call t.opened();
create function pg_temp.a(p_who text default 'applicant-1') returns text language sql as $$select t.sent(p_who)$$;
create function pg_temp.does(p_name text, p_act text, p_more text, p_who text default 'applicant-1') returns text language sql as
$$select t.refusal(t.does(p_name, p_act, format('{"application":%s,%s}', pg_temp.a(p_who), p_more), null, ledger.micros(ledger.clock())))$$;
create function t.decided(p_name text, p_act text, p_proposed text, p_decision text) returns void language sql as
$$select t.must(t.does(p_name, p_act, (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', replace(e.stream, 'grant:', ''), e.entry, p_decision)
  from ledger.entry e where e.kind = p_proposed order by e.entry desc limit 1)))$$;
create function pg_temp.propose(p_name text, p_who text default 'applicant-1') returns text language sql as
$$select pg_temp.does(p_name, 'propose_withdrawal', format('"submission_entry":%s,"reason":"Vi kan ikke"', (select max(entry) from grants.submission where application = pg_temp.a(p_who)::bigint)), p_who)$$;
create function pg_temp.answers(p_name text, p_act text, p_entry text default null) returns text language sql as
$$select pg_temp.does(p_name, p_act || '_withdrawal', format('"proposal_entry":%s', coalesce(p_entry, (select max(entry)::text from grants.withdrawal_proposal))))$$;
create function pg_temp.page(p_name text, p_who text default 'applicant-1') returns jsonb language sql as $$select t.reads(p_name, format('read.application(%s)', pg_temp.a(p_who)))$$;
create function pg_temp.acts(p_name text) returns jsonb language sql as $$select pg_temp.page(p_name) -> 'actions'$$;

select testing.freeze('2019-10-25 08:00:00Z');
select t.assess('officer-1', 'fsm2-2019', pg_temp.a(w), 5), t.assess('officer-2', 'fsm2-2019', pg_temp.a(w), 4) from unnest(array['applicant-1', 'applicant-3']) w \g /dev/null
select is(pg_temp.acts('applicant-1'), '["propose_withdrawal"]', 'one can propose it');
select is(pg_temp.acts('management-1'), '[]', 'an applicant');
select is(pg_temp.does('applicant-1', 'withdraw_application', '"submission_entry":1,"reason":null'), 'LG502 deadline', 'one alone cannot withdraw any more');
select is(pg_temp.propose('applicant-3'), 'LG301', 'nobody of another organisation');
select is(pg_temp.propose('management-1'), 'LG401', 'nor management');
select is(pg_temp.does('applicant-1', 'propose_withdrawal', '"submission_entry":1,"reason":null'), 'LG503', 'of what counts');
select is(pg_temp.propose('applicant-1'), 'verdict proposed', 'proposed');
select is(pg_temp.propose('applicant-2'), 'LG502 confirm_withdrawal', 'once at a time');
select is((select count(*) from grants.counting('fsm2-2019')), 2::bigint, 'it goes on counting');
select is(pg_temp.acts('applicant-1'), '["retract_withdrawal"]', 'the proposer can take it back');
select is(pg_temp.acts('applicant-2'), '["confirm_withdrawal", "retract_withdrawal"]', 'a colleague can do either');
select is(pg_temp.page('management-1') #>> '{withdrawal_proposal,by,name}', 'Navn applicant-1', 'all of them see it');
select is(array(select n || ' ' || w from unnest(array['applicant-1', 'applicant-2', 'management-1']) n, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(t.reads(n, 'read.tasks()') -> w) x
  where x ->> 'act' = 'confirm_withdrawal' order by 1), array['applicant-1 waiting', 'applicant-2 tasks', 'management-1 waiting'], 'for whom it waits on the first page');
select is(pg_temp.answers('applicant-1', 'confirm'), 'LG402 confirm_withdrawal/propose_withdrawal', 'not confirmed by the proposer');
select is(pg_temp.answers('again', 'confirm'), 'LG402 confirm_withdrawal/propose_withdrawal', 'nor with another card');
select is(pg_temp.answers('applicant-2', 'confirm', '1'), 'LG301', 'what was proposed');
select is(pg_temp.answers('applicant-1', 'retract'), 'verdict retracted', 'taken back');
select is(pg_temp.answers('applicant-2', 'confirm'), 'LG502 propose_withdrawal', 'then there is nothing to confirm');

-- the bound: from the officers' proposal on, and what was proposed before it has lapsed
select is(pg_temp.propose('applicant-1'), 'verdict proposed', 'proposed again');
select t.must(t.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 100000000))) \g /dev/null
select is(pg_temp.answers('applicant-2', 'confirm'), 'LG502 undecided', 'an officer has proposed an award');
select is(pg_temp.propose('applicant-2'), 'LG502 undecided', 'nothing is proposed either');
select is((p -> 'withdrawal_proposal') || (p -> 'withdrawal_bound') || (p -> 'actions'), '[null, "proposed"]', 'says the page') from pg_temp.page('applicant-2') p;
select t.decided('officer-4', 'decide_award', 'propose_award', 'decline') \g /dev/null
select is(pg_temp.answers('applicant-2', 'confirm'), 'LG502 propose_withdrawal', 'declined: what was proposed before has lapsed all the same');
select is(pg_temp.propose('applicant-1'), 'verdict proposed', 'proposed a third time');
select is((select min(r.rank) || ' ' || count(r.rank) from grants.ranking('fsm2-2019') r), '1 2', 'two are ranked');
select is(t.refusal(t.does('applicant-2', 'confirm_withdrawal', format('{"application":%s,"proposal_entry":%s}', pg_temp.a(), (select max(entry) from grants.withdrawal_proposal)), null, t.us('2019-10-20 07:59:59Z'))),
  'LG101 received_us', 'not with an instant from before the submission: it would not stand');
select is(pg_temp.answers('applicant-2', 'confirm'), 'verdict withdrawn', 'confirmed by another human');
select is(array(select application::text from grants.counting('fsm2-2019')), array[pg_temp.a('applicant-3')], 'it does not count');
select is((select count(r.rank) from grants.ranking('fsm2-2019') r) || ' ' || (select count(*) from grants.score where application = pg_temp.a()::bigint), '1 10', 'nor is it ranked; its scores stay');
select is((select count from grants.call_closed where call = 'fsm2-2019'), 2, 'the list of the closing is what it was');
select is((p -> 'state') || (p #> '{withdrawal,by,name}') || (p #> '{withdrawal,proposed_by,name}') || (p #> '{withdrawal,undo_until}') || (p -> 'actions'),
  '["withdrawn", "Navn applicant-2", "Navn applicant-1", null]', 'final, by two') from pg_temp.page('applicant-1') p;
select is(pg_temp.propose('applicant-1'), 'LG502 submit', 'once');
select is(t.refusal(t.submit('applicant-1', (select draft from t.sent where name = 'applicant-1'), '2019-10-25 08:00:00Z')), 'verdict late', 'sending it again is too late');
select is((select count(*) from grants.counting('fsm2-2019')), 1::bigint, 'and undoes nothing');
select is(t.refusal(t.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 100000000))), 'LG502 on_time', 'not awarded');
select is(t.refusal(t.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 1))), 'LG502 on_time', 'not scored');
select is(t.refusal(t.does('officer-3', 'propose_award', t.proposal(pg_temp.a('applicant-3'), 90000000))), 'done', 'the other one is passed over by nobody');
select is(pg_temp.propose('applicant-3', 'applicant-3'), 'LG502 undecided', 'and cannot be withdrawn now');
select is(jsonb_array_length(p -> 'scores') || ' ' || (p ->> 'score' is null) || ' ' || (p ->> 'state') || ' ' || (p -> 'actions'), '2 true withdrawn []', 'officers see it withdrawn, with its scores')
  from t.reads('officer-2', format('read.agency_application(%s)', pg_temp.a())) p;
select t.decided('officer-4', 'decide_award', 'propose_award', 'award') \g /dev/null
select is(pg_temp.propose('applicant-3', 'applicant-3'), 'LG502 termination', 'after an award there is something else');

select * from finish();
