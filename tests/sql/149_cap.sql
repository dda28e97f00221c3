-- SPDX-License-Identifier: EUPL-1.2
-- A cap per municipality is for all its grants of a call together, also when the table came after the deadline. Cap
-- 1,500,000 kr.; two applications of 1,000,000 kr. each were on time while no table could hold them to it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
select testing.freeze('2019-09-01 08:00:00Z');
select is(t.publish('fsm2-2019') ->> 'verdict', 'effective', 'published');
insert into t.sent select a, t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 100000000)) from unnest(array['one', 'two']) a;
select is(t.refusal(t.submit('applicant-1', s.draft, '2019-09-01 08:00:00Z')), 'verdict on_time', 'sent') from t.sent s;
select t.must(t.does('officer-1', 'propose_weights', t.weights('fsm2-2019'))) ->> 'entry' as weights \gset
select is(pg_temp.does('officer-2', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}', :'weights')), 'done', 'weights');
select testing.freeze('2019-10-24 10:02:00Z');
select is(t.refusal(t.close('fsm2-2019')), 'done', 'closed');
select is(pg_temp.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'), 'done', 'opened');
select t.assess(o, 'fsm2-2019', t.sent(a), 5) is not null as assessed from unnest(array['officer-1', 'officer-2']) o, unnest(array['one', 'two']) a;
select is(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":150000000}]') ->> 'verdict', 'effective', 'caps');
select is(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000002","value":null}]') ->> 'verdict', 'effective', 'frontrunners');

create function pg_temp.decide(p_application text) returns text language sql as $$
  select pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}',
    t.sent(p_application), (select max(entry) from grants.award_proposal where application = t.sent(p_application)::bigint)))
$$;
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(t.sent('one'), 150000001)), 'LG201 amount_ore:above_applied amount_ore:above_cap', 'no more than the cap in one');
-- proposed while neither is decided: each of them keeps the cap
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(t.sent(a), 100000000)), 'done', a || ' is proposed') from unnest(array['one', 'two']) a;
select is(pg_temp.decide('one'), 'verdict award', 'the first is awarded');
select is(grants.cap_left(t.sent('two')::bigint), 50000000::bigint, '1,500,000 less 1,000,000');
select is(grants.cap_left(t.sent('one')::bigint), 150000000::bigint, 'the other has none yet');
select is(pg_temp.decide('two'), 'LG201 amount_ore:above_cap', 'the second would double it');
select is(pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"decline","reason":"Loft"}', t.sent('two'),
    (select max(entry) from grants.award_proposal))), 'verdict decline', 'declined');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(t.sent('two'), 50000001)), 'LG201 amount_ore:above_cap', 'nor one øre above what is left');
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(t.sent('two'), 50000000)), 'done', 'what is left');
select is(pg_temp.decide('two'), 'verdict award', 'is awarded');
select is(grants.cap_left(t.sent('one')::bigint) || ' ' || grants.cap_left(t.sent('two')::bigint), '100000000 50000000', 'nothing is left for either');

-- An amendment: not one øre more of either, asked for or not; but another day or a lower sum as ever.
create function pg_temp.amendment(p_application text, p_amount bigint, p_due text default '2020-11-30') returns text language sql as $$
  select json_build_object('application', t.sent(p_application)::bigint,
    'request_entry', (select max(r.entry) from grants.amendment_request r where r.application = t.sent(p_application)::bigint), 'amount_ore', p_amount,
    'lines', jsonb_build_array(jsonb_build_object('year', 2020, 'amount_ore', p_amount)), 'period_to', '2021-11-30', 'part_accounts_due', p_due,
    'final_accounts_due', '2022-02-28', 'budget', grants.budget_of(t.sent(p_application)::bigint), 'reason', 'Ændret', 'unheard_reason', 'Kendt')::text
$$;
create function pg_temp.amend(p_application text) returns text language sql as $$
  select pg_temp.does('officer-4', 'decide_amendment', format('{"application":%s,"proposal_entry":%s,"decision":"amend","reason":"Enig","unheard_reason":null,"computation":%s}',
    p.application, p.entry, rule.amended(grants.amendment_input(p.application, p.amount_ore))))
    from grants.amendment_proposal p where p.application = t.sent(p_application)::bigint order by p.entry desc limit 1
$$;
select testing.freeze('2020-01-10 08:00:00Z');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment('two', 50000000, '2020-12-31')), 'done', 'another day');
select is(pg_temp.amend('two'), 'verdict amend', 'is decided');
select is(pg_temp.does('management-1', 'request_amendment', format('{"application":%s,"amount_ore":60000000,"reason":"Flere"}', t.sent('two'))), 'done', 'more is asked for');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment('two', 50000001)), 'LG201 amount_ore:above_cap', 'above the cap');
-- the first is lowered by 100,000 kr.: so much more the second can have, and the first no more of it once that is decided
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment('one', 90000000)), 'done', 'the first lower');
select is(pg_temp.amend('one'), 'verdict amend', 'lowered');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment('two', 60000000)), 'done', 'the second to 600,000 kr.');
select is(pg_temp.does('management-1', 'request_amendment', format('{"application":%s,"amount_ore":100000000,"reason":"Alligevel"}', t.sent('one'))), 'done', 'the first again');
select is(pg_temp.does('officer-3', 'propose_amendment', pg_temp.amendment('one', 100000000)), 'done', 'while the second is not decided');
select is(pg_temp.amend('two'), 'verdict amend', 'the second');
select is(pg_temp.amend('one'), 'LG201 amount_ore:above_cap', 'and not the first as well');
select is(grants.award_amount(t.sent('one')::bigint) + grants.award_amount(t.sent('two')::bigint), 150000000::bigint, 'the cap, to the øre');

select * from finish();
