-- SPDX-License-Identifier: EUPL-1.2
-- recompute: lines
-- opkval-2017 (text 000) with the real acts to the end: the commitment is given one finance year at a time, one payment
-- on final accounts and final report once every line is given. In full, in part by documented cost, and a repayment
-- after corrected accounts. calls.md 2, 4, 5, 10, 11.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
-- The next line as the page offers it; p_change is laid over it.
create function pg_temp.line(p_name text, p_change jsonb default '{}') returns text language sql as $$
  select (jsonb_build_object('application', t.sent(p_name)::bigint, 'year', l -> 'computation' -> 'next' -> 'year',
      'amount_ore', l -> 'computation' -> 'next' -> 'amount_ore', 'reason', 'Finansloven er vedtaget') || p_change)::text
    from (select t.reads('officer-1', format('read.agency_grant(%s)', t.sent(p_name))) -> 'lines' as l) x
$$;
create function pg_temp.gives(p_name text, p_decision text default 'give', p_change jsonb default '{}') returns text language sql as $$
  select (jsonb_build_object('application', t.sent(p_name)::bigint, 'proposal_entry', l -> 'proposal' -> 'entry', 'decision', p_decision,
      'reason', 'Enig') || p_change)::text
    from (select t.reads('officer-1', format('read.agency_grant(%s)', t.sent(p_name))) -> 'lines' as l) x
$$;
create function pg_temp.given(p_name text) returns text language sql as $$
  select string_agg((l ->> 'year') || ' ' || (l ->> 'amount_ore') || ' ' || (l ->> 'given'), ', ')
    from jsonb_array_elements(t.reads('officer-1', format('read.agency_grant(%s)', t.sent(p_name))) #> '{award,lines}') l
$$;

-- a third municipality, because each may be in one application only
select is(t.propose('register', 'third', '{"v":1,"organisations":[{"cvr":"20000003","kind":"municipality","name":"Kommune C","region":"Region Ø"}],"people":['
    '{"profile":"oces3-employee","serial_number":"UI:applicant-4","organisation":"20000003","name":"Navn","proof":"bevis a4","roles":["applicant"],"linked_to":null},'
    '{"profile":"oces3-employee","serial_number":"UI:management-4","organisation":"20000003","name":"Navn","proof":"bevis m4","roles":["management"],"linked_to":null}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'a third municipality');
insert into t.people select substr(p.serial_number, 4), p.person, p.human, p.organisation, 'tilsagn_grantee', (identity.roles(p.person))[1]
  from identity.person p where p.organisation = '20000003';
select is(t.enrol_factor('management-4') ? 'error', false, 'with a second factor for its management');

-- An unclear point that payments depend on, planted in the definition: fails closed at the end.
update t.call set definition = jsonb_set(definition, '{anomalies}', definition -> 'anomalies'
    || '[{"code":"PLANTED","reading":{"da":"Plantet","en":"Planted"},"choices":["one","other"],"blocks":["payment"]}]') where call = 'opkval-2017';
update t.call set document = definition::text where call = 'opkval-2017';
select testing.freeze('2017-09-01 08:00:00Z');
select is(t.publish('opkval-2017') ->> 'verdict', 'effective', 'published');
select t.must(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":10},{"cvr":"20000003","value":20}]'));
insert into t.sent
select 'full', t.draft('applicant-1', 'opkval-2017', t.content('opkval-2017', 7500000)) as draft union all
select 'by cost', t.draft('applicant-3', 'opkval-2017', t.content('opkval-2017', 60000000)) union all
select 'repays', t.draft('applicant-4', 'opkval-2017', t.content('opkval-2017', 4000000));
select is(t.refusal(t.submit(p.name, s.draft, '2017-09-01 08:00:00Z')), 'verdict on_time', 'sent')
  from (values ('full', 'applicant-1'), ('by cost', 'applicant-3'), ('repays', 'applicant-4')) p(sent, name) join t.sent s on s.name = p.sent;
select testing.freeze('2017-10-31 11:02:00Z');
select is(t.refusal(t.close('opkval-2017')), 'done', 'closed');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"opkval-2017"}'), 'done', 'opened');
select testing.freeze('2017-11-15 09:00:00Z');
-- 75,000 + 600,000 + 40,000 = 715,000 of 5,300,000: everyone gets what was applied for
create temp table p as select t.must(t.does('officer-3', 'propose_allocation', (select jsonb_build_object('call', 'opkval-2017', 'pool_ore', r -> 'pool_ore',
    'level', r -> 'level', 'awards', (select jsonb_agg(jsonb_build_object('application', s -> 'application', 'amount_ore', s -> 'award_ore'))
      from jsonb_array_elements(r -> 'shares') s), 'reason', 'Alle får det ansøgte')::text
    from (select t.reads('officer-3', 'read.allocation(''opkval-2017'')') #> '{readings,0,shown,report}') x(r)))) ->> 'entry' as entry;
select is(pg_temp.does('officer-4', 'decide_allocation', format('{"call":"opkval-2017","proposal_entry":%s,"decision":"allocate","reason":"Enig"}', entry)), 'verdict allocate', 'allocated') from p;
create function pg_temp.award(p_name text, p_first bigint, p_second bigint) returns text language sql as $$
  select pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', t.sent(p_name),
    t.must(t.does('officer-3', 'propose_award', format('{"application":%s,"amount_ore":%s,"lines":[{"year":2017,"amount_ore":%s},{"year":2018,"amount_ore":%s}],'
      '"part_accounts_due":null,"final_accounts_due":"2019-03-31","reason":"Nøglen","deviation_reason":null}', t.sent(p_name), p_first + p_second, p_first, p_second))) ->> 'entry'))
$$;
select is(pg_temp.award('full', 2500000, 5000000), 'verdict award', '75,000: 25,000 in 2017, 50,000 in 2018');
select is(pg_temp.award('by cost', 10000000, 50000000), 'verdict award', '600,000: 100,000 and 500,000');
select is(pg_temp.award('repays', 0, 4000000), 'verdict award', '40,000 in 2018 alone: its one line is given with the award');
select is(pg_temp.given('full'), '2017 2500000 true, 2018 5000000 false', 'the later line waits');
select is(pg_temp.given('repays'), '2018 4000000 true', 'nothing waits');
select is(ledger.balance('grant:' || t.sent('full') || ':committed'), 7500000::bigint, 'the money is set aside whole');

-- giving a line
select testing.freeze('2018-01-10 09:00:00Z');
select is(pg_temp.does('officer-1', 'propose_line', '{}') ~ '^LG101', true, 'nothing without params');
select is(pg_temp.does('finance-1', 'propose_line', pg_temp.line('full')), 'LG401', 'finance does not');
select is(pg_temp.does('applicant-1', 'propose_line', pg_temp.line('full')), '42501', 'nor the grantee');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('full', '{"application":999}')), 'LG301', 'of a grant');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('full', '{"amount_ore":5000001}')), 'LG103', 'not an øre more');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('full', '{"year":2019}')), 'LG103', 'no other year');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('repays', '{"year":2018,"amount_ore":4000000}')), 'LG502 a line that is not given', 'nothing to give');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('full')), 'done', 'proposed');
select is(pg_temp.does('officer-2', 'propose_line', pg_temp.line('full')), 'LG502 give_line', 'one at a time');
select is(t.reads('officer-2', format('read.agency_grant(%s)', t.sent('full'))) -> 'missing' @> '[{"act":"give_line","code":"line_undecided","field":"lines.2018","by":"officer"}]', true, 'the page says whose step it is');
select is(t.reads('officer-2', format('read.agency_grant(%s)', t.sent('full'))) #> '{lines,actions}', '["give_line"]', 'another officer can take it');
select is(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('full'))) #> '{lines,actions}', '[]', 'the proposer cannot');
select is(jsonb_typeof(t.reads('applicant-1', format('read.grant(%s)', t.sent('full'))) #> '{lines,proposal}'), 'null', 'the grantee sees no proposal');
select is(pg_temp.does('officer-1', 'give_line', pg_temp.gives('full')), 'LG402 give_line/propose_line', 'by another');
select is(pg_temp.does('officer-2', 'give_line', pg_temp.gives('full', 'perhaps')) ~ '^LG101', true, 'give or decline');
select is(pg_temp.does('officer-2', 'give_line', pg_temp.gives('full', 'give', '{"proposal_entry":1}')), 'LG301', 'what was proposed');
create temp table g as select pg_temp.gives('full') as params;
select is(pg_temp.does('officer-2', 'give_line', pg_temp.gives('full', 'decline')), 'verdict decline', 'declined');
select is(pg_temp.does('officer-2', 'give_line', params), 'LG502 propose_line', 'once') from g;
select is(pg_temp.given('full'), '2017 2500000 true, 2018 5000000 false', 'then it waits on');
select is(t.reads('applicant-1', format('read.grant(%s)', t.sent('full'))) #>> '{lines,decided,0,decision,reason}', 'Enig', 'the grantee reads why');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('by cost')), 'done', 'the other grant''s line');
select is(pg_temp.does('officer-2', 'give_line', pg_temp.gives('by cost')), 'verdict give', 'given');
select is(pg_temp.given('by cost'), '2017 10000000 true, 2018 50000000 true', 'all given');
select is(ledger.balance('grant:' || t.sent('by cost') || ':committed'), 60000000::bigint, 'no money moves');

-- one payment, in arrears, on accounts and report; auditor from 500,000.00 on
select testing.freeze('2019-01-20 09:00:00Z');
select is(t.accounted('full', 'final', '2018-12-31', 8000000), '1', 'final accounts: 80,000 on a line of 75,000');
select is(t.says('full', '1'), 'final_report,lines_given 0 0', 'neither report nor line');
select is(t.reports('full', 'final', '2018-12-31'), 'done', 'the report');
select is(t.says('full', '1'), 'lines_given 0 0', 'the line of 2018 is missing still');
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(t.sent('full'), '1')), 'LG502 PLANTED', 'nor is an unclear point ruled on');
select is(t.reads('officer-1', format('read.instalment_computation(%s, 1)', t.sent('full'))) -> 'missing' @> '[{"act":"prepare_instalment","code":"ruling_missing","field":"PLANTED","by":"officer"}]', true, 'the page says which');
create temp table h as select grants.effects_hash(grants.ruling_effects('opkval-2017', 'PLANTED', 'one')) as hash;
select is(grants.payment_blocked(t.sent('full')::bigint), 'ruling', 'approval and release are blocked too');
create temp table u as select t.must(t.does('officer-1', 'propose_ruling', format('{"call":"opkval-2017","anomaly":"PLANTED","choice":"one","reason":"Klart","effects_sha256":"%s"}', hash))) ->> 'entry' as entry, hash from h;
select is(pg_temp.does('officer-2', 'confirm_ruling', format('{"call":"opkval-2017","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', entry, hash)), 'done', 'ruled') from u;
select is(grants.payment_blocked(t.sent('full')::bigint), null, 'nothing blocks any more');
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(t.sent('full'), '1')), 'LG502 lines_given', 'but the line');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('full')), 'done', 'proposed again');
select is(pg_temp.does('officer-2', 'give_line', pg_temp.gives('full')), 'verdict give', 'given');
-- ceiling 75,000 x 10000 bp, documented min(80,000, 75,000): the worked example of the specification
select is(t.says('full', '1'), '- 75000 0', '75,000');
select is(t.pays('full', '1'), '75000', 'paid');
select is(t.closes('full', 0), 'done, committed 0 payable 0 paid 75000', 'full: closed');
select is(pg_temp.does('officer-1', 'propose_line', pg_temp.line('full', '{"year":2018,"amount_ore":5000000}')), 'LG502 awarded', 'then no line is given');

select is(t.accounted('by cost', 'final', '2018-12-31', 49999999, 'management', 'applicant-3', 'management-2'), '1', '499,999.99 of 600,000');
select is(t.reports('by cost', 'final', '2018-12-31', '[]', 'applicant-3'), 'done', 'the report');
select is(t.says('by cost', '1'), 'sign_off 0 0', 'management does not suffice above 500,000, whatever was spent');
select is(t.accounted('by cost', 'final', '2018-12-31', 49999999, 'auditor', 'applicant-3', 'management-2'), '2', 'an auditor');
select is(t.says('by cost', '2'), '- 499999.99 0', 'documented 499,999.99');
select is(t.pays('by cost', '2'), '499999.99', 'paid to the øre');
select is(t.closes('by cost', 100000.01), 'done, committed 0 payable 0 paid 499999', 'by cost: closed, 100,000.01 go back');

select is(t.accounted('repays', 'final', '2018-12-31', 4000000, 'management', 'applicant-4', 'management-4'), '1', '40,000');
select is(t.reports('repays', 'final', '2018-12-31', '[]', 'applicant-4'), 'done', 'the report');
select is(t.pays('repays', '1'), '40000', 'paid');
select is(t.accounted('repays', 'final', '2018-12-31', 3250000, 'management', 'applicant-4', 'management-4'), '2', 'corrected to 32,500');
select is(t.says('repays', '2'), '- 0 7500', '40,000 - 32,500 is claimed back');
select is(t.closes('repays', 0), 'LG502 claim_open', 'not closed before that');
-- 40,000 committed and paid; 7,500 repaid to the pool; nothing was left of the commitment
select is(t.repays('repays', 7500), 'open 0 reclaimed 0 paid 32500', '40,000 - 7,500');
select is(t.says('repays', '2'), '- 0 0', 'nothing is claimed twice');
select is(t.closes('repays', 0.01), 'LG103', 'not an øre of a commitment that is used up');
select is(t.closes('repays', 0), 'done, committed 0 payable 0 paid 32500', 'repays: closed');
-- 5,300,000 - 75,000 - 600,000 - 40,000 + 100,000.01 + 7,500
select is(ledger.balance('call:opkval-2017:available'), 469250001::bigint, 'what came back is the pool''s again');

-- An amendment that raises a line leaves it to be given anew: 90,000.00 where 50,000.00 was given.
select is(rule.lines('{"year_by_year":true,"lines":[{"year":2017,"amount_ore":2500000},{"year":2018,"amount_ore":9000000}],"given":[{"year":2017,"amount_ore":2500000},{"year":2018,"amount_ore":5000000}]}'),
    '{"lines":[{"year":2017,"amount_ore":2500000,"given":true},{"year":2018,"amount_ore":9000000,"given":false}],"given_ore":2500000,"all_given":false,"next":{"year":2018,"amount_ore":9000000},"rule_version":1}', 'raised');
select * from finish();
