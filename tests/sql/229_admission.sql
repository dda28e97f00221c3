-- SPDX-License-Identifier: EUPL-1.2
-- A contested submission counts only by the ruling of two officers over the facts of its receipt: held to the rules of
-- content as if on time, refused with a letter, and nothing of the call is decided while one waits.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.send(p_name text, p_draft text, p_received text) returns text language sql as
    $$select t.refusal(t.submit(p_name, (select draft from t.sent where name = p_draft), p_received))$$;
-- what a page shows of the contested submission that it names by draft and place
create function pg_temp.row(p_draft text, p_n int default 1, p_name text default 'officer-1', p_call text default 'fsm2-2019') returns jsonb language sql as $$
    select r from (select r, row_number() over (order by (r ->> 'entry')::bigint) as n
                     from jsonb_array_elements(t.reads(p_name, format('read.contested(%L)', p_call)) -> 'submissions') r where r ->> 'application' = t.sent(p_draft)) x where n = p_n $$;
create function pg_temp.propose(p_name text, p_draft text, p_choice text, p_n int default 1, p_call text default 'fsm2-2019') returns text language sql as $$
    select pg_temp.does(p_name, 'propose_admission', format('{"call":"%s","submission_entry":%s,"choice":"%s","reason":"Køen holdt den","facts_sha256":"%s"}',
        p_call, r ->> 'entry', p_choice, r ->> 'facts_sha256')) from pg_temp.row(p_draft, p_n, 'officer-1', p_call) r $$;
create function pg_temp.confirm(p_name text, p_draft text, p_n int default 1, p_call text default 'fsm2-2019') returns text language sql as $$
    select pg_temp.does(p_name, 'confirm_admission', format('{"call":"%s","proposal_entry":%s,"reason":"Enig","facts_sha256":"%s"}',
        p_call, coalesce(r #>> '{proposal,entry}', '1'), r ->> 'facts_sha256')) from pg_temp.row(p_draft, p_n, 'officer-1', p_call) r $$;
create function pg_temp.own(p_name text, p_draft text) returns jsonb language sql as $$select t.reads(p_name, format('read.application(%s)', t.sent(p_draft)))$$;
create function pg_temp.tasks(p_name text) returns text language sql as $$
    select string_agg(concat_ws(' ', w, x ->> 'act', x ->> 'id', x #>> '{organisation,cvr}'), ', ' order by w, x ->> 'act', x #>> '{organisation,cvr}')
      from t.reads(p_name, 'read.tasks()') d, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(d -> w) x where x ->> 'what' = 'contested' $$;

-- A sends in time, and again while our queue is long; B only then, twice; B's third was received a microsecond late
select testing.freeze('2019-09-01 08:00:00Z');
select is(t.publish('fsm2-2019') ->> 'verdict', 'effective', 'published');
select t.must(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":250000000},{"cvr":"20000002","value":150000000}]')) \g /dev/null
select t.must(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000002","value":null}]')) \g /dev/null
insert into t.sent select 'a', t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019'));
insert into t.sent select 'b', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 100000000));
insert into t.sent select 'twice', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 60000000));
insert into t.sent select 'late', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 10000000));
select testing.freeze('2019-10-24 09:59:30Z');
select is(pg_temp.send('applicant-1', 'a', '2019-10-24 09:59:00Z'), 'verdict on_time', 'A in time');
update t.sent set draft = t.reads('applicant-1', format('draft.save(%s, %s, %L)', draft ->> 'application', draft ->> 'version', t.content('fsm2-2019', 110000000))) where name = 'a';
-- another of A's is withdrawn: what was received before goes with it, what was received after waits
insert into t.sent select 'gone', t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 10000000));
select is(pg_temp.send('applicant-1', 'gone', '2019-10-24 09:59:30Z'), 'verdict on_time', 'another in time');
select testing.freeze('2019-10-24 09:59:58Z');
select is(t.refusal(t.does('applicant-1', 'withdraw_application', format('{"application":%s,"submission_entry":%s,"reason":null}', t.sent('gone'), max(entry)), null, t.us('2019-10-24 09:59:58Z'))),
    'verdict withdrawn', 'and withdrawn') from grants.submission;
select testing.freeze('2019-10-24 10:02:00Z');
select is(pg_temp.send('applicant-1', 'gone', '2019-10-24 09:59:' || s || 'Z'), 'verdict contested', 'sent again at ' || s) from unnest(array['57', '59']) s;
select is(pg_temp.own('applicant-1', 'gone') ->> 'state', 'contested', 'the newest waits');
select is(pg_temp.send(w, d, r), 'verdict contested', d || ' contested') from (values ('applicant-1', 'a', '2019-10-24 09:59:58Z'),
    ('applicant-3', 'b', '2019-10-24 09:59:50Z'), ('applicant-3', 'twice', '2019-10-24 09:59:50Z')) v(w, d, r);
select testing.freeze('2019-10-24 10:02:01Z');
select is(pg_temp.send('applicant-3', 'late', '2019-10-24 10:00:00.000001Z'), 'verdict contested', 'a microsecond late, and behind');
select is(pg_temp.own('applicant-3', 'b') ->> 'state', 'contested', 'its applicant sees that');
select is(t.reads('officer-1', 'read.contested(''fsm2-2019'')') #>> '{waiting}', '5', 'before the closing officers see a number');
select is(t.reads('officer-1', 'read.contested(''fsm2-2019'')') -> 'submissions', '[]', 'no row');
select is(t.refusal(t.close('fsm2-2019')), 'done', 'closed');
select testing.freeze('2019-10-24 10:02:20Z');
select is(pg_temp.send('applicant-1', 'a', '2019-10-24 09:59:59Z'), 'verdict contested', 'and one after the closing');
insert into grants.failed_submission (request, call, application, status, began, received, answered, length, noted)
select repeat(n, 32), 'fsm2-2019', t.sent(d)::bigint, 503, r::timestamptz - interval '1 s', r::timestamptz, r::timestamptz + interval '2 s', 512, r::timestamptz
  from (values ('1', 'a', '2019-10-24 09:44:49.999Z'), ('2', 'a', '2019-10-24 09:58:00Z'), ('3', 'b', '2019-10-24 09:59:00Z')) v(n, d, r);

-- closed, not opened: when they came, nothing else
select is((pg_temp.row('b') -> 'facts') - 'sha256' - 'entry' - 'failed', jsonb_build_object('call', 'fsm2-2019', 'application', t.sent('b')::bigint, 'version', 4,
    'received', '2019-10-24T09:59:50.000000Z', 'began', null, 'at', '2019-10-24T10:02:00.000000Z', 'last_on_time', '2019-10-24T10:00:00.000000Z', 'behind_us', 130000000,
    'pressed', null, 'press_began', null, 'after_closing', false, 'in_time', true, 'others', '[]'::jsonb), 'the facts');
select is((select string_agg((f ->> 'received') || ' ' || (f ->> 'own'), ', ') from jsonb_array_elements(pg_temp.row('b') #> '{facts,failed}') f),
    '2019-10-24T09:58:00.000000Z false, 2019-10-24T09:59:00.000000Z true', 'and what failed within a quarter of an hour');
select is(pg_temp.row('a', 2) #> '{facts,after_closing}', 'true', 'one came after the closing');
select is((select jsonb_agg(jsonb_build_array(o -> 'verdict', o -> 'counts')) from jsonb_array_elements(pg_temp.row('a') #> '{facts,others}') o), '[["on_time", true], ["contested", false]]', 'what else was sent');
select is(pg_temp.row('b') -> 'organisation', 'null', 'not whose it is');
select is(pg_temp.row('b') -> 'missing', '[{"act":"propose_admission","code":"not_opened","field":null,"by":"officer","other_human":false}]', 'nor is it ruled on before the opening');
select is(pg_temp.propose('officer-1', 'b', 'admit'), 'LG502 opened', 'says the act');
select is(t.reads('applicant-3', 'read.contested(''fsm2-2019'')') ->> 'error', '42501', 'the page is the agency''s');
select is(pg_temp.tasks('officer-1'), null, 'nothing to do yet');
create temp table w as select t.must(t.does('officer-1', 'propose_weights', t.weights('fsm2-2019'))) ->> 'entry' as entry;
select is(pg_temp.does('officer-2', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}', entry)), 'done', 'weighed') from w;
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'), 'done', 'opened');
select is(pg_temp.row('b') #>> '{organisation,cvr}', '20000002', 'now it is said whose it is');
select is(array(select pg_temp.row(d) ->> 'obstacle' from unnest(array['a', 'b', 'twice', 'late']) d), array[null, null, null, 'late'], 'and which can count');
select is(pg_temp.tasks('officer-1'), 'tasks propose_admission fsm2-2019 20000001, tasks propose_admission fsm2-2019 20000001, tasks propose_admission fsm2-2019 20000001, tasks propose_admission fsm2-2019 20000002, '
    'tasks propose_admission fsm2-2019 20000002, tasks propose_admission fsm2-2019 20000002', 'six tasks');
select is(jsonb_build_array(pg_temp.row('gone') -> 'waits', pg_temp.row('gone') -> 'actions', pg_temp.row('gone', 2) -> 'waits'), '[false, [], true]', 'what was withdrawn does not wait');
select is(pg_temp.propose('officer-1', 'gone', 'admit'), 'LG502 contested', 'nor is it ruled on');
select is(pg_temp.propose('officer-1', 'gone', 'admit', 2) || ', ' || pg_temp.confirm('officer-2', 'gone', 2) || ', ' || (pg_temp.own('applicant-1', 'gone') ->> 'state'), 'verdict admit, verdict admit, in_assessment', 'what came after the withdrawal is');
select is((select count(*) from jsonb_array_elements(t.reads('officer-1', format('read.agency_application(%s)', t.sent('gone'))) -> 'missing') m
           where m ->> 'act' = 'score' and m ->> 'code' = 'contested_waiting'), 0::bigint, 'and its page asks for no ruling on what was withdrawn before it is scored');
select is(pg_temp.tasks('finance-1') ~ '^waiting', true, 'that wait for officers');
select is(identity.case_held(t.sent('b')::bigint), 'open_case', 'a case is not at its end while its submission waits');

-- nothing is assessed or decided before
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial(t.sent('a'))), 'verdict impartial', 'declared');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', t.sent('a'), 5)), 'LG502 confirm_admission', 'which version is scored is ruled first');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(t.sent('a'), 100000000)), 'LG502 confirm_admission', 'no award');
select is((t.does('officer-3', 'propose_award', t.proposal(t.sent('a'), 100000000)) ->> 'detail')::jsonb - 'state' - 'needed', '{"count":5,"call":"fsm2-2019","where":"/agency/calls/fsm2-2019/contested"}', 'says how many wait, and where');
create function pg_temp.refusal(p_draft text) returns text language sql as $$select format('{"application":%s,"ground":"terms","reason":"x","unheard_reason":"x"}', t.sent(p_draft))$$;
select is(pg_temp.does('officer-3', 'propose_refusal', pg_temp.refusal('a')), 'LG502 confirm_admission', 'no refusal');
select is(array(select m ->> 'act' from jsonb_array_elements(t.reads('officer-3', format('read.agency_application(%s)', t.sent('a'))) -> 'missing') m where m ->> 'code' = 'contested_waiting'),
    array['score', 'propose_award', 'propose_refusal'], 'the page of the application says so');
select is(array(select rights.why_not(person, a, 'grant:' || t.sent('a')) #>> '{reason,code}' from unnest(array['score', 'propose_award', 'propose_refusal', 'propose_admission', 'confirm_admission']) a),
    array['contested_waiting', 'contested_waiting', 'contested_waiting', null, 'admission_missing'], 'and "why not"') from t.people where name = 'officer-3';
select is(t.reads('officer-1', 'read.agency_call(''fsm2-2019'')') #>> '{contested_waiting}', '5', 'and the page of the call');

-- the ruling
select is(pg_temp.propose('finance-1', 'b', 'admit'), 'LG401', 'finance does not rule');
select is(pg_temp.propose('applicant-3', 'b', 'admit') ~ '^42501', true, 'nor the applicant');
select is(pg_temp.propose('officer-1', 'b', 'maybe') ~ '^LG101', true, 'admit or refuse');
select is(pg_temp.does('officer-1', 'propose_admission', format('{"call":"fsm2-2019","submission_entry":%s,"choice":"admit","reason":"x","facts_sha256":"%s"}', e, repeat('0', 64))), x, n)
  from (values ((select max(entry) from grants.submission where verdict = 'on_time'), 'LG301', 'nothing is contested there'), ((pg_temp.row('b') ->> 'entry')::bigint, 'LG503', 'other facts than shown')) v(e, x, n);
select is(pg_temp.propose('officer-1', 'late', 'admit'), 'LG502 on_time', 'what was received late never counts');
select is(t.run('tilsagn_agency', t.call('propose_admission', t.request('propose_admission', 'agency', person, 'officer', format('{"call":"fsm2-2019","submission_entry":%s,"choice":"admit","reason":"x","facts_sha256":"%s"}',
    pg_temp.row('b') ->> 'entry', pg_temp.row('b') ->> 'facts_sha256'))), person) ->> 'error', 'LG410', 'not without the officer''s own signature') from t.people where name = 'officer-1';
select is(pg_temp.propose('officer-1', 'b', 'refuse'), 'verdict refuse', 'proposed');
create temp table old as select pg_temp.row('b') as r;
select is(pg_temp.propose('officer-1', 'b', 'admit'), 'verdict admit', 'and otherwise');
select is(pg_temp.tasks('officer-2') ~ 'confirm_admission' and pg_temp.tasks('officer-1') ~ 'waiting confirm_admission', true, 'which waits for another');
select is(pg_temp.own('applicant-3', 'b') #> '{submissions,0,ruling}', 'null', 'the applicant does not see what is only proposed');
select is(t.run('tilsagn_grantee', 'select count(*) from portal.entry where kind = ''propose_admission''', person) ->> 'value', '0', 'nor its entry') from t.people where name = 'applicant-3';
select is(pg_temp.confirm('officer-1', 'b'), 'LG402 confirm_admission/propose_admission', 'not by the proposer');
select is(pg_temp.does('officer-2', 'confirm_admission', format('{"call":"fsm2-2019","proposal_entry":%s,"reason":"x","facts_sha256":"%s"}', r #>> '{proposal,entry}', r ->> 'facts_sha256')), 'LG503', 'nor the older proposal') from old;
select is(pg_temp.confirm('officer-2', 'twice'), 'LG301', 'nor what nobody proposed');
select is(pg_temp.confirm('officer-2', 'b'), 'verdict admit', 'confirmed');
select is((select entry from grants.counting('fsm2-2019') where application = t.sent('b')::bigint), (pg_temp.row('b') ->> 'entry')::bigint, 'it counts');
select is(pg_temp.own('applicant-3', 'b') ->> 'state', 'in_assessment', 'in assessment');
select is((pg_temp.own('applicant-3', 'b') #> '{submissions,0,ruling}') - 'entry' - 'at', '{"choice":"admit","proposal_reason":"Køen holdt den","reason":"Enig"}', 'a colleague of its CVR reads why') ;
select is(t.reads('management-2', format('read.receipt(%s)', pg_temp.row('b') ->> 'entry')) #>> '{ruling,choice}', 'admit', 'the receipt says it too');
select is(t.reads('officer-1', format('read.agency_application(%s)', t.sent('b'))) #>> '{submission,verdict}', 'contested', 'officers see that it was contested');
select is(pg_temp.propose('officer-1', 'b', 'refuse'), 'LG502 contested', 'ruled once');
-- held to the rules of content: the cap of its organisation is used in part by now
select is(pg_temp.propose('officer-1', 'twice', 'admit'), 'verdict admit', 'proposed');
select is(pg_temp.confirm('officer-2', 'twice'), 'LG102 applied_ore:above_cap', 'more than the cap in all');
select is(pg_temp.propose('officer-1', 'twice', 'refuse'), 'verdict refuse', 'so it can only be refused');
select is(pg_temp.confirm('officer-2', 'twice'), 'verdict refuse', 'refused');
select is((pg_temp.own('applicant-3', 'twice') #> '{refusals,0}') - 'entry' - 'at' - 'by' - 'leaf_hash' - 'log' - 'law',
    '{"ground":"contested","reason":"Køen holdt den","remark":"Enig","unheard_reason":null,"complaint":{"body":"ministry","contact":"puljer@styrelsen.example","weeks":4,"source":"general_rule","by":"2019-11-21"}}', 'with a letter');
select is(pg_temp.own('applicant-3', 'twice') #>> '{refusals,0,by,name}', 'Navn officer-2', 'signed by who decided');
select is(pg_temp.own('applicant-3', 'twice') ->> 'state', 'refused', 'that is its state');
select is(identity.case_held(t.sent('twice')::bigint), null, 'the end of the case');
select is(pg_temp.propose('officer-1', 'late', 'refuse') || ', ' || pg_temp.confirm('officer-2', 'late'), 'verdict refuse, verdict refuse', 'the late one is refused');
-- A's: the last counts by ruling, the other does not; no letter, because something counts
select is(pg_temp.propose('officer-1', 'a', 'refuse') || ', ' || pg_temp.confirm('officer-2', 'a'), 'verdict refuse, verdict refuse', 'A''s first is refused');
select is(pg_temp.own('applicant-1', 'a') -> 'refusals', '[]', 'A is not');
select is(pg_temp.propose('officer-1', 'a', 'admit', 2) || ', ' || pg_temp.confirm('officer-2', 'a', 2), 'verdict admit, verdict admit', 'its second counts');
select is((select c.version from grants.counting('fsm2-2019') c where c.application = t.sent('a')::bigint), (select (draft ->> 'version')::int from t.sent where name = 'a'), 'in the place of what came in time');
select is((select string_agg(list::jsonb -> 0 ->> 'entry', ' ') from grants.call_closed), (select min(entry)::text from grants.submission), 'the closed list stays what it was');
select is(t.reads('officer-1', 'read.contested(''fsm2-2019'')') #>> '{waiting}', '0', 'none waits');
select is(pg_temp.tasks('officer-1'), null, 'nothing is left to do');

-- assessed, awarded; what is recorded afterwards can only be refused, and until then nothing else is decided
select t.assess(o, 'fsm2-2019', t.sent(d), 4) from unnest(array['officer-1', 'officer-2']) o, unnest(array['b']) d \g /dev/null
select is(pg_temp.does(o, 'score', t.scores('fsm2-2019', t.sent('a'), 5)), 'done', 'scored') from unnest(array['officer-1']) o;
select t.assess('officer-2', 'fsm2-2019', t.sent('a'), 5) \g /dev/null
create temp table p as select t.must(t.does('officer-3', 'propose_award', t.proposal(t.sent('a'), 100000000))) ->> 'entry' as entry;
create function pg_temp.decide(p_decision text) returns text language sql as $$
    select pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', t.sent('a'), entry, p_decision)) from p $$;
select testing.freeze('2019-10-25 10:00:00Z');
select is(pg_temp.send('applicant-1', 'a', '2019-10-24 09:00:00Z'), 'verdict contested', 'what slept for a day');
select is(pg_temp.decide('award'), 'LG502 confirm_admission', 'stops the decision');
select is(pg_temp.propose('officer-1', 'a', 'admit', 3), 'LG502 undecided', 'and cannot count while something is proposed for its application');
select is(pg_temp.decide('decline'), 'verdict decline', 'which can be declined');
select is(pg_temp.propose('officer-1', 'a', 'refuse', 3) || ', ' || pg_temp.confirm('officer-2', 'a', 3), 'verdict refuse, verdict refuse', 'refused');
update p set entry = t.must(t.does('officer-3', 'propose_award', t.proposal(t.sent('a'), 100000000))) ->> 'entry';
select is(pg_temp.decide('award'), 'verdict award', 'awarded');
select is(pg_temp.send('applicant-3', 'late', '2019-10-24 09:00:00Z'), 'verdict contested', 'and another');
select is(pg_temp.row('late', 2) ->> 'obstacle', 'decided', 'comes after the first decision');
select is(pg_temp.propose('officer-1', 'late', 'admit', 2), 'LG502 undecided', 'it cannot count');
select is(pg_temp.does('officer-3', 'propose_refusal', pg_temp.refusal('b')), 'LG502 confirm_admission', 'it stops the next decision');
select is(pg_temp.propose('officer-1', 'late', 'refuse', 2) || ', ' || pg_temp.confirm('officer-2', 'late', 2), 'verdict refuse, verdict refuse', 'refused');
select is(pg_temp.does('officer-3', 'propose_refusal', pg_temp.refusal('b')), 'done', 'and all goes on');

-- a pool shared by its key
select testing.freeze('2017-10-31 11:02:00Z');
select t.publish('opkval-2017') \g /dev/null
select t.must(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10}]')) \g /dev/null
insert into t.sent select 'k' || n, t.draft('applicant-' || n, 'opkval-2017', t.content('opkval-2017', 5000000)) from unnest(array[1, 3]) n;
select is(pg_temp.send('applicant-1', 'k1', '2017-10-31 11:00:00Z') || ', ' || pg_temp.send('applicant-3', 'k3', '2017-10-31 10:59:59Z'), 'verdict on_time, verdict contested', 'one in time, one contested');
insert into t.sent select 'k1 twice', t.draft('applicant-1', 'opkval-2017', t.content('opkval-2017', 1000000));
select is(pg_temp.send('applicant-1', 'k1 twice', '2017-10-31 10:59:59Z'), 'verdict contested', 'and a second application');
select is(t.refusal(t.close('opkval-2017')) || ', ' || pg_temp.does('officer-1', 'open_applications', '{"call":"opkval-2017"}'), 'done, done', 'closed and opened');
create function pg_temp.share() returns text language sql as $$select (jsonb_build_object('call', 'opkval-2017', 'pool_ore', r -> 'pool_ore', 'level', r -> 'level', 'awards', (
      select jsonb_agg(jsonb_build_object('application', s -> 'application', 'amount_ore', s -> 'award_ore')) from jsonb_array_elements(r -> 'shares') s), 'reason', 'Efter nøglen'))::text
    from (select x #> '{shown,report}' from jsonb_array_elements(t.reads('officer-3', 'read.allocation(''opkval-2017'')') -> 'readings') x limit 1) y(r)$$;
create function pg_temp.shared(p_decision text) returns text language sql as $$select pg_temp.does('officer-4', 'decide_allocation', format('{"call":"opkval-2017","proposal_entry":%s,"decision":"%s","reason":"Enig"}', max(entry), p_decision)) from grants.allocation_proposal$$;
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.share()), 'LG502 confirm_admission', 'nothing is shared out before');
select is(t.reads('officer-3', 'read.allocation(''opkval-2017'')') -> 'missing' @> '[{"act":"propose_allocation","code":"contested_waiting"}]', true, 'says the page');
select is(pg_temp.propose('officer-1', 'k1 twice', 'admit', 1, 'opkval-2017') || ', ' || pg_temp.confirm('officer-2', 'k1 twice', 1, 'opkval-2017'), 'verdict admit, LG102 organisation:already_applied', 'one application of an organisation');
select is(pg_temp.propose('officer-1', 'k1 twice', 'refuse', 1, 'opkval-2017') || ', ' || pg_temp.confirm('officer-2', 'k1 twice', 1, 'opkval-2017'), 'verdict refuse, verdict refuse', 'the other is refused');
select is(pg_temp.propose('officer-1', 'k3', 'admit', 1, 'opkval-2017') || ', ' || pg_temp.confirm('officer-2', 'k3', 1, 'opkval-2017'), 'verdict admit, verdict admit', 'admitted');
select is(jsonb_array_length(pg_temp.share()::jsonb -> 'awards'), 2, 'two share the pool');
select is(pg_temp.does('officer-3', 'propose_allocation', pg_temp.share()), 'done', 'proposed');
select testing.freeze('2017-11-01 11:02:00Z');
select is(pg_temp.send('applicant-3', 'k3', '2017-10-31 10:00:00Z'), 'verdict contested', 'one more');
select is(pg_temp.propose('officer-1', 'k3', 'admit', 2, 'opkval-2017'), 'LG502 undecided', 'too late to count');
select is(pg_temp.shared('allocate'), 'LG502 confirm_admission', 'and nothing is decided before it is refused');
select is(pg_temp.propose('officer-1', 'k3', 'refuse', 2, 'opkval-2017') || ', ' || pg_temp.confirm('officer-2', 'k3', 2, 'opkval-2017'), 'verdict refuse, verdict refuse', 'refused');
select is(pg_temp.shared('allocate'), 'verdict allocate', 'shared out');

-- the checks find what they are for: each planted with triggers off, and rolled back
create temp table check_text (name text, query text);
\set admission `grep -v '^--' "$SQL_DIR"/checks/69_admission.sql`
\set hands `grep -v '^--' "$SQL_DIR"/checks/52_hands.sql`
\set unprojected `grep -v '^--' "$SQL_DIR"/checks/54_unprojected.sql`
insert into check_text values ('admission', :'admission'), ('hands', :'hands'), ('unprojected', :'unprojected');
create function pg_temp.found(p_check text, p_plant text) returns text language plpgsql as $body$
declare
    v text;
begin
    for v in select relation from meta.table_kind where relation ~ '^(grants\.(admission|submission|award|refusal|call)|ledger\.entry$)' loop
        execute 'alter table ' || v || ' disable trigger all';
    end loop;
    alter table ledger.entry drop constraint entry_header;
    execute p_plant;
    select query into v from check_text where name = p_check;
    execute format('select coalesce(string_agg(distinct %s, '' ''), ''nothing'') from (%s) q', case p_check when 'unprojected' then 'kind' else 'what' end, v) into v;
    raise exception using errcode = 'TT001', message = v;
exception when sqlstate 'TT001' then
    return sqlerrm;
end $body$;
select is(pg_temp.found(k, 'select 1'), 'nothing', k || ': nothing is found before anything is planted') from unnest(array['admission', 'hands', 'unprojected']) k;
-- planted: admission
select matches(pg_temp.found(k, p), '(^| )' || f || '( |$)', format('%s finds "%s"', k, n)) from (values
    ('admission', 'proposal', 'another reason to propose', 'update grants.admission_proposal set reason = ''x'''),
    ('admission', 'ruling', 'another reason to agree', 'update grants.admission set reason = ''x'''),
    ('admission', 'counts', 'it counts although ruled out', 'update grants.admission set choice = ''admit'', letter = null where choice = ''refuse'''),
    ('admission', 'ignored', 'admitted and not counted', 'update grants.submission set verdict = ''late'' where entry in (select submission from grants.admission where choice = ''admit'')'),
    ('admission', 'not contested', 'what was late, admitted', 'update grants.submission set verdict = ''late'' where entry in (select submission from grants.admission where choice = ''admit'')'),
    ('admission', 'counts', 'admitted by nobody', 'update grants.submission set verdict = ''contested'' where entry = (select max(entry) from grants.submission where verdict = ''on_time''); insert into grants.admission select 1, application, entry, 1, ''admit'', ''x'', null from grants.submission where entry = (select max(entry) from grants.submission where verdict = ''contested'' and entry not in (select submission from grants.admission))'),
    ('admission', 'letter', 'refused without a letter', 'update grants.admission set letter = null where letter is not null'),
    ('admission', 'letter', 'a letter without guidance', 'update grants.admission set letter = letter - ''complaint'' where letter is not null'),
    ('admission', 'letter', 'a letter beside what counts', 'update grants.admission a set letter = (select letter from grants.admission where letter is not null limit 1) where choice = ''refuse'' and letter is null'),
    ('admission', 'other facts', 'other facts', 'update ledger.entry set leaf = convert_to(replace(convert_from(leaf, ''UTF8''), ''"behind_us": 130000000'', ''"behind_us": 13000000''), ''UTF8'') where kind = ''confirm_admission'''),
    ('admission', 'one human', 'one human with two cards', 'update ledger.entry set person = (select person from ledger.entry where kind = ''propose_admission'' limit 1) where kind = ''confirm_admission'''),
    ('admission', 'unsigned', 'nobody signed', 'update ledger.entry set leaf = convert_to(regexp_replace(convert_from(leaf, ''UTF8''), ''"signature":"[0-9a-f]+"'', ''"signature":null''), ''UTF8'') where kind = ''confirm_admission'''),
    ('admission', 'received late', 'received after the deadline', 'update grants.submission set received = ''2019-10-24 10:00:00.000001Z'' where entry in (select submission from grants.admission where choice = ''admit'')'),
    ('admission', 'before the opening', 'ruled before the opening', 'update grants.call_opened set entry = entry + 1000000'),
    ('admission', 'admitted after', 'admitted after a decision', 'update grants.award_decision set entry = 1 where decision = ''award'''),
    ('admission', 'decided without', 'decided while one waited', 'update grants.admission set entry = entry + 1000000 where choice = ''refuse'''),
    ('hands', 'admission', 'two entries of one human', 'update ledger.entry set human = (select human from ledger.entry where kind = ''propose_admission'' limit 1) where kind = ''confirm_admission'''),
    ('unprojected', 'confirm_admission', 'a ruling whose row is gone', 'delete from grants.admission'),
    ('unprojected', 'propose_admission', 'a proposal whose row is gone', 'delete from grants.admission_proposal')) v(k, f, n, p);
select * from finish();
