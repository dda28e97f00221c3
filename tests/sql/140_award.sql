-- SPDX-License-Identifier: EUPL-1.2
-- From the closing to the award: weights by two, applications sealed until opened, two assessors, a proposal by
-- one officer, a decision by another, the pool.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select testing.freeze('2019-09-01 08:00:00Z');
select is(t.publish('fsm2-2019') ->> 'verdict', 'effective', 'published');
-- with costs in 2019, which is allowed while nobody is known to begin later
insert into t.sent select 'applicant-1', t.draft('applicant-1', 'fsm2-2019', jsonb_set(t.content('fsm2-2019')::jsonb, '{budget,0,amounts}',
    '[{"year":2019,"amount_ore":20000000},{"year":2021,"amount_ore":100000000}]')::text);
insert into t.sent select 'applicant-3', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 100000000));
insert into t.sent select 'late', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 1000));
select is(t.refusal(t.submit(s.name, s.draft, '2019-09-01 08:00:00Z')), 'verdict on_time', 'sent') from t.sent s where s.name <> 'late';
create function pg_temp.a(p_name text default 'applicant-1') returns text language sql as $$select t.sent(p_name)$$;
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.read(p_read text) returns jsonb language sql as $$select t.reads('officer-1', p_read)$$;

-- sealed
select is(pg_temp.read('read.agency_applications(''fsm2-2019'')') - 'now' - 'now_us' - 'title', '{"call": "fsm2-2019", "state": "open", "sealed": true, "count": 2, "late": 0, "contested": 0, "withdrawn": 0, "withdrawals": [], "applications": []}', 'officers see a number');
select is(pg_temp.read('read.agency_application(' || pg_temp.a() || ')'), null, 'and no application');
select is(pg_temp.read('read.receipt((select min(entry) from portal.submission))'), null, 'no receipt of one');
select is(pg_temp.read('(select coalesce(json_agg(e.entry), ''[]'') from portal.entry e where e.kind = ''submit'')::text'), '[]', 'no entry of one');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 5)), 'LG502 opened', 'no score');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'), 'LG502 closed', 'not opened before it is closed');

-- weights
select is(pg_temp.does('officer-2', 'confirm_weights', '{"call":"fsm2-2019","proposal_entry":1}'), 'LG502 propose_weights', 'nothing to confirm');
select is(pg_temp.does('officer-1', 'propose_weights', '{"call":"fsm2-2019","weights":[]}') ~ '^LG101', true, 'no weights');
select is(pg_temp.does('officer-1', 'propose_weights', '{"call":"fsm2-2019","weights":[{"criterion":"overall","weight_bp":10000}]}'), 'LG102 weights:criteria_differ', 'all criteria');
select is(pg_temp.does('officer-1', 'propose_weights', replace(t.weights('fsm2-2019'), '6000', '5999')), 'LG102 weights:sum_differs', '10,000 in all');
select is(pg_temp.does('officer-1', 'propose_weights', replace(replace(t.weights('fsm2-2019'), '6000', '7000'), '"result_plan", "weight_bp": 1000', '"result_plan", "weight_bp": 0')), 'LG102 weights:sum_differs', 'none is nothing');
select is(pg_temp.does('officer-1', 'propose_weights', t.weights('nothing')) ~ '^LG101', true, 'no such call: no weights');
select is(pg_temp.does('officer-1', 'propose_weights', replace(t.weights('fsm2-2019'), 'fsm2-2019', 'nothing')), 'LG301', 'no such call');
create temp table w as select t.must(t.does('officer-1', 'propose_weights', t.weights('fsm2-2019'))) ->> 'entry' as old;
create temp table w2 as select t.must(t.does('officer-1', 'propose_weights', replace(replace(t.weights('fsm2-2019'), '6000', '5000'), '"overall", "weight_bp": 1000', '"overall", "weight_bp": 2000'))) ->> 'entry' as new;
select is(pg_temp.does('officer-2', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}', (select old from w))), 'LG503', 'an older proposal');
select is(pg_temp.does('officer-2', 'confirm_weights', '{"call":"fsm2-2019","proposal_entry":1}'), 'LG301', 'no proposal');
select is(pg_temp.does('officer-1', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}', (select new from w2))), 'LG402 confirm_weights/propose_weights', 'by another');
select is((pg_temp.read('read.agency_call(''fsm2-2019'')') -> 'missing') @> '[{"act":"confirm_weights","code":"separation","field":"propose_weights","other_human":true}]', true, 'the page says why not');
select testing.freeze('2019-10-24 10:01:00Z');
select is(t.refusal(t.submit('applicant-3', draft, '2019-10-24 10:00:01Z')), 'verdict late', 'a late one') from t.sent where name = 'late';
select testing.freeze('2019-10-24 10:02:00Z');
select is(t.refusal(t.close('fsm2-2019')), 'done', 'closed');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'), 'LG502 confirm_weights', 'not opened before the weights are confirmed');
select is(pg_temp.does('officer-2', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}', (select new from w2))), 'done', 'confirmed');
select is(pg_temp.does('officer-3', 'propose_weights', t.weights('fsm2-2019')), 'LG502 no confirmed weights', 'they are final');
select is(t.run('tilsagn_public', 'select read.published_call(''fsm2-2019'')') ->> 'value' ~ '"weight_bp" : 2000', true, 'and public');
select is(pg_temp.does('finance-1', 'open_applications', '{"call":"fsm2-2019"}'), 'LG401', 'finance does not open');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"nothing"}'), 'LG301', 'no such call');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'), 'done', 'opened');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'), 'LG502 closed', 'once');
select is(pg_temp.read('read.agency_application(' || pg_temp.a() || ')') #>> '{submission,content,title}', 'Sammen om job', 'content');

-- scores
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', '999', 5)), 'LG301', 'no such application');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a('late'), 5)), 'LG502 on_time', 'a late one is not assessed');
-- impartiality
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 1)), 'LG502 declare_impartiality', 'nobody assesses before they say that they are impartial');
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial('999')), 'LG301', 'in a case that there is');
select is(pg_temp.does('finance-1', 'declare_impartiality', t.impartial(pg_temp.a())), 'LG401', 'as an officer');
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial(pg_temp.a(), 'perhaps')) ~ '^LG101', true, 'yes or no');
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial(pg_temp.a(), 'impartial', '"other"')) ~ '^LG101', true, 'no ground without an interest');
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial(pg_temp.a(), 'interest')), 'LG102 ground:missing', 'no interest without a ground');
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial(pg_temp.a(), 'interest', '"bored"')) ~ '^LG101', true, 'one of the five of the act');
select is(pg_temp.does(o, 'declare_impartiality', t.impartial(pg_temp.a(a))), 'verdict impartial', o || ' is impartial') from unnest(array['officer-1', 'officer-2']) o, unnest(array['applicant-1', 'applicant-3']) a;
select is(pg_temp.does('officer-1', 'declare_impartiality', t.impartial(pg_temp.a())), 'LG502 interest', 'said once');
select is(t.reads('applicant-1', '(select count(*) from portal.entry e where e.kind = ''declare_impartiality'')::text')::text, '0', 'the applicant does not see it');
select is(pg_temp.read('read.agency_application(' || pg_temp.a() || ')') #>> '{impartiality,declared}', 'impartial', 'the officer does');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 6)), 'LG102 scores:out_of_range', 'five at most');
select is(pg_temp.does('officer-1', 'score', replace(t.scores('fsm2-2019', pg_temp.a(), 5), 'overall', 'other')), 'LG102 scores:criteria_differ', 'the published criteria');
select is(pg_temp.does('officer-1', 'score', replace(t.scores('fsm2-2019', pg_temp.a(), 5), 'Fordi', '  ')) ~ '^LG101', true, 'with reasons');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 1)), 'done', 'scored');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 1000)), 'LG502 second_assessor', 'one assessor is not enough');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 2)), 'done', 'again');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 1000)), 'LG502 second_assessor', 'one assessor twice is one');
select is(pg_temp.does('officer-2', 'score', t.scores('fsm2-2019', pg_temp.a(), 3)), 'done', 'a second');
select is((select (assessors, score, mean, rank)::text from grants.ranking('fsm2-2019')), '(2,50000,25000000000,1)', 'only the newest score of each human counts');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a('applicant-3'), 5)), 'done', 'the other');
select is(pg_temp.does('officer-2', 'score', t.scores('fsm2-2019', pg_temp.a('applicant-3'), 5)), 'done', 'by two');
select is(t.refusal(t.submit('officer-2-second', draft, '2019-10-24 10:02:00Z')), 'LG402 submit/confirm', 'an officer''s card in the municipality does not send its application')
from t.sent where name = 'applicant-3';
select is((select string_agg(row_to_json(r) ->> 'application', ',' order by rank) from grants.ranking('fsm2-2019') r), pg_temp.a('applicant-3') || ',' || pg_temp.a(), 'the ranking');
select is(pg_temp.read('read.ranking(''fsm2-2019'')') #>> '{rows,0,organisation,name}', 'Kommune B', 'as the page shows it');

-- proposals
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 1000)), 'LG502 annexes.caps', 'no award while an annex is missing');
select is(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":110000000},{"cvr":"20000002","value":150000000}]') ->> 'verdict', 'effective', 'caps');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 1000)), 'LG502 annexes.frontrunner', 'nor the other');
select is(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000002","value":null},{"cvr":"99999999","value":null}]') ->> 'verdict', 'effective', 'frontrunners');
-- Confirmed only now, long after the application was sent: had the table named this municipality, its costs of 2019
-- would stop the award, for a Frontrunner's begin in 2020. The other one is named and has none in 2019.
create function pg_temp.checked(p_name text) returns text language plpgsql as $$
declare v_detail text;
begin
  perform grants.check_award('fsm2-2019', (select c.entry from grants.counting('fsm2-2019') c where c.application = t.sent(p_name)::bigint), t.proposal(t.sent(p_name), 1000)::json);
  return 'done';
exception when sqlstate 'LG102' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return (v_detail::jsonb #>> '{violations,0,field}') || ' ' || (v_detail::jsonb #>> '{violations,0,code}') || ' ' || jsonb_array_length(v_detail::jsonb -> 'violations');
end $$;
select is(pg_temp.checked(n), 'done', n || ' could be awarded') from unnest(array['applicant-1', 'applicant-3']) n;
begin;
insert into grants.annex_value values ('fsm2-2019', 'frontrunner', '20000001', null);
select pg_temp.checked('applicant-1') as refused \gset
rollback;
select is(:'refused'::text, 'budget.0.amounts.0.amount_ore before_first_day 1', 'an award does not move the first day of costs');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 120000001)) ~ '^LG201 amount_ore:above_applied', true, 'not more than applied for');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 110000001)), 'LG201 amount_ore:above_cap', 'nor than the cap');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 0)) ~ '^LG102 amount_ore:not_positive', true, 'nor nothing');
select is(pg_temp.does('officer-3', 'propose_award', replace(t.proposal(pg_temp.a(), 1000), '"year":2020', '"year":2018')), 'LG102 lines.0.year:outside_period', 'in the period');
select is(pg_temp.does('officer-3', 'propose_award', replace(t.proposal(pg_temp.a(), 1000), '"2020-11-30"', 'null')), 'LG102 part_accounts_due:missing', 'with a day for part accounts');
select is(pg_temp.does('officer-3', 'propose_award', replace(t.proposal(pg_temp.a(), 1000), '"2020-11-30"', '"2020-02-30"')) ~ '^LG101', true, 'that exists');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 100000000)), 'LG102 deviation_reason:missing', 'out of rank order only with a reason');
select is(pg_temp.read('read.agency_application(' || pg_temp.a() || ')') #>> '{needs,deviation_reason}', 'true', 'which the page asks for');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 100000000, 'Geografi')), 'done', 'proposed');
select is(pg_temp.does('officer-4', 'propose_award', t.proposal(pg_temp.a(), 1000, 'Geografi')), 'LG502 in_assessment', 'one proposal at a time');
select is(pg_temp.does('officer-1', 'score', t.scores('fsm2-2019', pg_temp.a(), 5)), 'LG502 in_assessment', 'no score any more');
select is(t.reads('applicant-1', 'read.application(' || pg_temp.a() || ')') ->> 'state', 'in_assessment', 'the applicant does not see the proposal');
select is(t.reads('applicant-1', '(select count(*) from portal.entry e where e.kind in (''score'', ''propose_award''))::text')::text, '0', 'in no view');

-- decisions
create function pg_temp.decide(p_name text, p_decision text, p_app text default 'applicant-1') returns text language sql as
$$select t.refusal(t.does(p_name, 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', t.sent(p_app),
    (select max(entry) from grants.award_proposal where application = t.sent(p_app)::bigint), p_decision)))$$;
select is(pg_temp.decide('officer-3', 'award'), 'LG402 decide_award/propose_award', 'not the proposer');
select is(pg_temp.decide('officer-1', 'award'), 'LG402 decide_award/confirm', 'not a publisher');
select is(pg_temp.decide('finance-1', 'award'), 'LG401', 'not finance');
select is(pg_temp.decide('officer-4', 'maybe') ~ '^LG101', true, 'award or decline');
select is(pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":1,"decision":"award","reason":"x"}', pg_temp.a())), 'LG301', 'no such proposal');
select is(pg_temp.does('officer-4', 'decide_award', '{"application":999,"proposal_entry":1,"decision":"award","reason":"x"}'), 'LG301', 'no such application');
select is(pg_temp.decide('officer-4', 'decline'), 'verdict decline', 'declined');
select is(pg_temp.decide('officer-4', 'award'), 'LG502 proposed', 'that proposal is decided');
-- conditions of this award alone
create function pg_temp.on_terms(p_conditions text) returns text language sql as
$$select pg_temp.does('officer-3', 'propose_award', replace(t.proposal(pg_temp.a(), 90000000, 'Geografi'), '"deviation_reason"', format('"conditions":%s,"deviation_reason"', p_conditions)))$$;
select is(pg_temp.on_terms(c) ~ '^LG101 params.conditions: expected 1 to 20', true, c || ' can be no conditions')
from unnest(array['[]', '[1]', '[null]', '[["a"]]', '[""]', '[" \t "]', '["a\nb"]', '["a\rb"]', '["' || repeat('x', 501) || '"]', (select json_agg('x'::text)::text from generate_series(1, 21))]) c;
select is(pg_temp.on_terms(c) ~ '^LG101', true, c || ' neither') from unnest(array['{}', '"a"', '7']) c;
select is(pg_temp.on_terms('["Skriv om 010170-1234"]'), 'LG102 conditions.0:personal_number', 'nor anybody''s CPR number');
select is(pg_temp.on_terms('["Projektet følges af en følgegruppe.","' || repeat('å', 500) || '"]'), 'done', 'another proposal, with conditions');
select is(pg_temp.read('read.agency_application(' || pg_temp.a() || ')') #>> '{proposal,conditions,0}', 'Projektet følges af en følgegruppe.', 'which whoever decides reads');
-- by hand and taken back: the clock of this test stands years before the register was made
insert into identity.block_change (person, blocked, entry) select person, true, 1 from t.people where name in ('finance-1', 'finance-1-second', 'finance-2');
select is(pg_temp.decide('officer-4', 'award'), 'LG506 ["finance"]', 'not while too few humans of finance could pay it');
select is(t.reads('officer-4', format('read.agency_application(%s)', pg_temp.a())) -> 'missing' @> '[{"act": "decide_award", "code": "hands_missing", "by": "finance"}]', true, 'and the page says so');
call t.by_hand('identity.block_change', 'delete from identity.block_change');
select is(pg_temp.decide('officer-4', 'award'), 'verdict award', 'awarded');
select is(pg_temp.decide('officer-4', 'award'), 'LG502 proposed', 'once');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 1000, 'x')), 'LG502 in_assessment', 'no second award');
select is(ledger.balance('call:fsm2-2019:available') || ' ' || ledger.balance('grant:' || pg_temp.a() || ':committed'), '14710000000 90000000', 'the money is committed');
select is((select final_accounts_due::text from grants.award_proposal order by entry desc limit 1), '2022-02-28', 'final accounts three months after the period');
select is(t.reads('applicant-1', 'read.grant(' || pg_temp.a() || ')') #>> '{award,amount_ore}', '90000000', 'the grantee sees the award');
select is((t.run('tilsagn_public', 'select read.published_awards()') ->> 'value')::jsonb ->> 'total_ore', '90000000', 'everyone does');
select is(t.reads('officer-4', 'read.tasks()') -> 'tasks' @> '[{"act":"propose_award","what":"application"}]', true, 'the other waits for a proposal');

-- the letter: decided on Thursday 24 October 2019, so four weeks end on Thursday 21 November
create function pg_temp.letter(p_name text) returns jsonb language sql as $$select t.reads(p_name, 'read.award_letter(' || pg_temp.a() || ')')$$;
select is(l -> 'amount_ore', '90000000', 'the letter has the sum') from pg_temp.letter('applicant-1') l;
select is(l -> 'lines', '[{"year": 2020, "amount_ore": 90000000}]', 'the finance years') from pg_temp.letter('applicant-1') l;
select is(l ->> 'reason', 'Enig', 'why') from pg_temp.letter('applicant-1') l;
select is(l -> 'conditions', jsonb_build_array('Projektet følges af en følgegruppe.'::text, repeat('å', 500)), 'on which conditions of its own') from pg_temp.letter('applicant-1') l;
select is(t.reads(p, format('read.%s(%s)', r, pg_temp.a())) #> '{award,conditions}', pg_temp.letter(p) -> 'conditions', p || ' reads them in ' || r)
from (values ('applicant-1', 'grant'), ('applicant-1', 'changes'), ('officer-4', 'agency_grant'), ('officer-4', 'changes')) v(p, r);
select is(t.reads('applicant-3', format('(select count(conditions) from portal.award_proposal where application = %s)::text', pg_temp.a()))::text, '0', 'others do not');
select is(l #>> '{complaint,by}', '2019-11-21', 'until when to complain') from pg_temp.letter('applicant-1') l;
select is((l -> 'law') - array['title', 'sha256'], '{"account": "17.46.64.20", "year": 2019, "call": "fsm2-2019"}', 'the law') from pg_temp.letter('applicant-1') l;
select is(l -> 'obligations', '[{"what": "part_accounts", "due": "2020-11-30"}, {"what": "final_accounts", "due": "2022-02-28"}]', 'what is due when') from pg_temp.letter('applicant-1') l;
select is(l -> 'sign_off', '{"part": "management", "final": "auditor"}', 'who signs accounts off: DKK 900,000 is above 500,000') from pg_temp.letter('applicant-1') l;
select is(l ->> 'leaf_hash', (select encode(e.leaf_hash, 'hex') from ledger.entry e where e.entry = (l ->> 'entry')::bigint and e.kind = 'decide_award'), 'the hash of the decision''s entry') from pg_temp.letter('applicant-1') l;
select is(l #>> '{by,name}', (select i.value from t.people p join identity.person x on x.person = p.person join identity.pii i on i.commitment = x.name_commitment where p.name = 'officer-4'), 'the grantee reads who decided') from pg_temp.letter('applicant-1') l;
select is(l #>> '{by,name}', null, 'and elsewhere does not') from (select t.reads('applicant-1', 'read.grant(' || pg_temp.a() || ')') #> '{award,decided_by}' as by) g, lateral (select jsonb_build_object('by', g.by) as l) x;
select is(pg_temp.letter('officer-1') - array['now', 'now_us', 'call'], pg_temp.letter('applicant-1') - array['now', 'now_us', 'call'], 'the agency reads the same letter');
select is(pg_temp.letter('applicant-3'), null, 'nobody else has one');
select is(t.reads('applicant-3', 'read.award_letter(' || pg_temp.a('applicant-3') || ')'), null, 'and without an award there is none');
select is((select d.letter from grants.award_decision d where d.decision = 'decline' limit 1), null, 'what is declined has none');
select is(pg_temp.letter('applicant-1') -> 'complaint', (select (convert_from(e.leaf, 'UTF8')::jsonb #> '{result,letter,complaint}') from ledger.entry e where e.kind = 'decide_award' order by e.entry desc limit 1), 'it stands in the entry');

-- an interest found out later: out of the ranking, of the proposal, of everything
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a('applicant-3'), 1000)), 'done', 'the other is proposed');
create function pg_temp.after(p_name text) returns text language sql as $$
    select t.refusal(t.does(p_name, 'declare_impartiality', t.impartial(pg_temp.a('applicant-3'))))
        || ', ' || t.refusal(t.does(p_name, 'decide_award', '{"application":' || pg_temp.a('applicant-3') || ',"proposal_entry":' || (select max(entry) from grants.award_proposal) || ',"decision":"award","reason":"x"}'))
        || ', ' || pg_temp.decide('officer-4', 'award', 'applicant-3')
        || ', ' || (select count(distinct s.human) from grants.standing_scores('fsm2-2019') s where s.application = pg_temp.a('applicant-3')::bigint)
        || ', ' || (t.reads(p_name, format('read.why_not(%L, %L)', 'score', 'grant:' || pg_temp.a('applicant-3'))) #>> '{reason,rule}')
        || ', ' || (t.reads('officer-4', 'read.agency_application(' || pg_temp.a('applicant-3') || ')') #>> '{assessors}')
        || ', ' || (t.reads('officer-4', 'read.agency_application(' || pg_temp.a('applicant-3') || ')') -> 'impartialities' @> '[{"declared":"interest","ground":"relative"}]')::text $$;
select is(pg_temp.does('officer-2', 'declare_impartiality', t.impartial(pg_temp.a('applicant-3'), 'interest', '"relative"')), 'verdict interest', 'an assessor has an interest');
select is(pg_temp.after('officer-2'), 'LG502 interest, LG402 decide_award/confirm, LG502 second_assessor, 1, whoever has an interest in a case takes no part in it, 1, true', 'their score is out');
select is(pg_temp.does('officer-3', 'declare_impartiality', t.impartial(pg_temp.a('applicant-3'), 'interest', '"own_interest"')), 'verdict interest', 'so has the proposer');
select is(pg_temp.after('officer-3'), 'LG502 interest, LG402 decide_award/propose_award, LG502 propose_award, 1, whoever has an interest in a case takes no part in it, 1, true', 'the proposal can only be declined');
select is(pg_temp.decide('officer-4', 'decline', 'applicant-3'), 'verdict decline', 'which it is');
select is(pg_temp.does('officer-2', 'propose_award', t.proposal(pg_temp.a('applicant-3'), 1000)), 'LG402 propose_award/declare_impartiality', 'and none of them proposes again');

-- refused by officers: a proposal with the ground, another's decision, a letter with law and guidance
create function pg_temp.refusal(p_ground text, p_reason text default '"Lovpligtig opgave"') returns text language sql as
$$select format('{"application":%s,"ground":"%s","reason":"Uden et projekt","unheard_reason":%s}', pg_temp.a('applicant-3'), p_ground, p_reason)$$;
create function pg_temp.refuse(p_name text, p_decision text) returns text language sql as
$$select pg_temp.does(p_name, 'decide_refusal', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', pg_temp.a('applicant-3'),
    coalesce((select max(entry) from grants.refusal_proposal), 1), p_decision))$$;
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('mood')) ~ '^LG101', true, 'one of three grounds');
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('criteria')), 'LG502 second_assessor', 'by the criteria only after two assessments');
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('terms', 'null')), 'LG102 unheard_reason:missing', 'and with why nobody was heard');
select is(pg_temp.does('officer-2', 'propose_refusal', pg_temp.refusal('terms')), 'LG402 propose_refusal/declare_impartiality', 'not by who has an interest');
select is(pg_temp.does('officer-1', 'propose_refusal', replace(pg_temp.refusal('terms'), pg_temp.a('applicant-3'), pg_temp.a())), 'LG502 in_assessment', 'not what is awarded');
select is(pg_temp.refuse('officer-4', 'refuse'), 'LG301', 'nothing is proposed');
select is(t.reads('officer-4', format('read.why_not(%L, %L)', 'decide_refusal', 'grant:' || pg_temp.a('applicant-3'))) #>> '{reason,code}', 'refusal_missing', 'the page says so');
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('terms')), 'done', 'proposed');
select is(pg_temp.does('officer-1', 'propose_award', t.proposal(pg_temp.a('applicant-3'), 1000)), 'LG502 in_assessment', 'no award beside it');
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') ->> 'state', 'in_assessment', 'the applicant does not see the proposal');
select is(pg_temp.read('read.agency_application(' || pg_temp.a('applicant-3') || ')') ->> 'state', 'refusal_proposed', 'the agency does');
select is(pg_temp.refuse('officer-1', 'refuse'), 'LG402 decide_refusal/confirm', 'the proposer does not decide');
select is(pg_temp.refuse('officer-4', 'maybe') ~ '^LG101', true, 'refuse or decline');
select is(pg_temp.refuse('officer-4', 'decline'), 'verdict decline', 'declined');
select is(pg_temp.refuse('officer-4', 'refuse'), 'LG502 propose_refusal', 'once');
select is(pg_temp.read('read.agency_application(' || pg_temp.a('applicant-3') || ')') ->> 'state', 'in_assessment', 'still in assessment');
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') -> 'refusals', '[]', 'and nothing to read');
-- heard first: facts, a week at least, an answer; nothing is decided meanwhile
create function pg_temp.hear(p_by text, p_app text default 'applicant-3') returns text language sql as
$$select pg_temp.does('officer-1', 'open_hearing', format('{"application":%s,"facts":"Registret siger 3 sager","answer_by":"%s"}', coalesce(pg_temp.a(p_app), '999'), p_by))$$;
create function pg_temp.answer(p_name text) returns text language sql as
$$select pg_temp.does(p_name, 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Der er 5"}', pg_temp.a('applicant-3'), coalesce((select max(entry) from grants.hearing), 1)))$$;
select is(pg_temp.hear('2019-10-30'), 'LG102 answer_by:too_soon', 'a week at least, from Thursday 24 October');
select is(pg_temp.hear('2019-10-31', 'nobody'), 'LG301', 'in a case that there is');
select is(pg_temp.answer('applicant-3'), 'LG301', 'nothing to answer');
select is(pg_temp.hear('2019-10-31'), 'done', 'the party is heard');
select is(pg_temp.hear('2019-10-31'), 'LG502 answer_hearing', 'one at a time');
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('terms', 'null')), 'done', 'proposed, and no reason for hearing nobody is asked for');
select is(pg_temp.refuse('officer-4', 'refuse'), 'LG502 answer_hearing', 'but not decided');
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') #>> '{hearings,0,facts}', 'Registret siger 3 sager', 'the party reads the facts');
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') #> '{hearings,0,actions}', '["answer_hearing"]', 'and can answer');
create function pg_temp.to_answer(p_name text) returns text language sql as
$$select coalesce(string_agg(concat_ws(' ', w, x ->> 'what', x ->> 'id' = pg_temp.a('applicant-3'), x ->> 'due', x ->> 'waiting_for'), ', '), 'nothing')
    from t.reads(p_name, 'read.tasks()') d, unnest(array['tasks', 'waiting']) w, jsonb_array_elements(d -> w) x where x ->> 'act' = 'answer_hearing'$$;
select is(pg_temp.to_answer(n), 'tasks hearing t 2019-10-31', n || ' has a task') from unnest(array['applicant-3', 'management-2']) n;
select is(t.reads('applicant-3', 'read.applications()') -> 'applications' @> '[{"answer_by":"2019-10-31"}]', true, 'and a line in the list of cases');
select is(pg_temp.to_answer(n), 'nothing', n || ' has none') from unnest(array['applicant-1', 'officer-1']) n;
select testing.freeze('2019-10-31 22:59:59Z');
select is(pg_temp.refuse('officer-4', 'refuse'), 'LG502 answer_hearing', 'not on the last second of the last day, in winter time');
select is(pg_temp.answer('applicant-1'), 'LG301', 'another municipality does not answer');
select is(pg_temp.answer('officer-1'), '42501', 'nor an officer');
select is(pg_temp.answer('applicant-3'), 'done', 'answered');
select is(pg_temp.to_answer('applicant-3'), 'nothing', 'and nothing is left to answer');
select is(pg_temp.answer('applicant-3'), 'LG502 open_hearing', 'once');
select is(pg_temp.refuse('officer-4', 'decline'), 'verdict decline', 'the answer convinces');
select is(pg_temp.hear('2019-11-07'), 'done', 'heard about more');
select testing.freeze('2019-11-07 23:00:00Z');
select is(pg_temp.read('read.agency_application(' || pg_temp.a('applicant-3') || ')') #>> '{hearings,0,open}', 'false', 'its day is over');
select is(pg_temp.to_answer('applicant-3'), 'nothing', 'as a task too');
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('terms')), 'done', 'again');
select is(pg_temp.refuse('officer-4', 'refuse'), 'verdict refuse', 'refused');
select is(pg_temp.does('officer-1', 'propose_refusal', pg_temp.refusal('terms')), 'LG502 in_assessment', 'that is final');
select is(pg_temp.read('read.agency_application(' || pg_temp.a('applicant-3') || ')') ->> 'state', 'refused', 'refused, for the agency');
-- decided on Friday 2019-11-08, 00:00 Danish time: four weeks later is Friday 2019-12-06
select is((t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') #> '{refusals,0}') - 'entry' - 'at' - 'by' - 'leaf_hash' - 'log' #- '{law,sha256}' #- '{law,title}',
    '{"ground":"terms","reason":"Uden et projekt","remark":"Enig","unheard_reason":"Lovpligtig opgave","law":{"account":"17.46.64.20","year":2019,"call":"fsm2-2019"},
      "complaint":{"body":"ministry","contact":"puljer@styrelsen.example","weeks":4,"source":"general_rule","by":"2019-12-06"}}', 'the letter');
select is(t.reads('applicant-1', 'read.application(' || pg_temp.a('applicant-3') || ')'), null, 'nobody else reads it');
-- who decided is named to the applicant, and to no other municipality, however it asks; the agency reads the same letter
create function pg_temp.signed(p_who text) returns text language sql as $$
    select t.run(p.login, format('select grants.letter_signed_by(%s)', (select max(d.entry) from grants.refusal_decision d where d.decision = 'refuse')), p.person) ->> 'value'
    from t.people p where p.name = p_who$$;
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') #>> '{refusals,0,by,name}', 'Navn officer-4', 'the letter names who decided');
select is(pg_temp.read('read.agency_application(' || pg_temp.a('applicant-3') || ')') #>> '{refusals,0,by,name}', 'Navn officer-4', 'to the agency too');
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('applicant-3') || ')') #>> '{refusals,0,leaf_hash}', (select encode(e.leaf_hash, 'hex') from ledger.entry e where e.kind = 'decide_refusal' order by e.entry desc limit 1), 'and the hash of its entry');
select is(pg_temp.signed('applicant-3'), 'Navn officer-4', 'asked alone, to the applicant''s own municipality');
select is(pg_temp.signed('applicant-1'), null, 'not to another');
select is(t.run(p.login, format('select grants.letter_signed_by(%s)', e.entry), p.person) ->> 'value', null, 'nor is anybody else of the agency: ' || e.kind)
from t.people p, lateral (select distinct on (e.kind) e.entry, e.kind from ledger.entry e where e.role = 'officer' and e.kind <> 'decide_refusal' order by e.kind, e.entry) e
where p.name = 'applicant-3';
select is(grants.complaint('x', i::timestamptz) ->> 'by', b, 'decided ' || i) from (values
    ('2019-10-25 21:59:59Z', '2019-11-22'), -- Friday to the last second of the Danish day
    ('2019-10-25 22:00:00Z', '2019-11-25'), -- Saturday there: Saturday 23 November becomes Monday
    ('2019-10-27 22:59:59Z', '2019-11-25'), -- Sunday; the clock went back that night
    ('2019-10-27 23:00:00Z', '2019-11-25'), -- Monday
    ('2020-02-01 12:00:00Z', '2020-03-02')) v(i, b); -- Saturday; over a leap day: 29 February is a Saturday, so Monday
-- late: the attempt is the decision, with the instants in both languages
select is((t.reads('applicant-3', 'read.application(' || pg_temp.a('late') || ')') #> '{refusals,0}') - 'entry' - 'at' - 'law' - 'reason' - 'leaf_hash' - 'log',
    '{"ground":"late","remark":null,"unheard_reason":null,"by":null,
      "complaint":{"body":"ministry","contact":"puljer@styrelsen.example","weeks":4,"source":"general_rule","by":"2019-11-21"}}', 'a late application has its decision');
select is(t.reads('applicant-3', 'read.application(' || pg_temp.a('late') || ')') #>> '{refusals,0,reason,en}', 'The application had been received in full on 24-10-2019 12:00:01.000000 (Danish time). '
    'By the call it had to be received on 24-10-2019 12:00:00.000000 at the latest. An application received later is not considered, however little it is late.', 'with its reason');
select is((select count(*) from grants.submission s where s.verdict = 'late' and not exists (select from grants.refusal_late r where r.entry = s.entry)), 0::bigint, 'no late one without');
select is((select count(*) from grants.refusal_late r join grants.counting('fsm2-2019') c on c.application = r.application), 0::bigint, 'none of an application that counts');
select * from finish();
