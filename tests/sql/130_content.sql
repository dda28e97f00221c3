-- SPDX-License-Identifier: EUPL-1.2
-- The rules of the five calls as a submission meets them: each call takes a whole application, and refuses with
-- every violation listed and nothing recorded. The rules themselves are tested beside rule.*.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select testing.freeze('2016-09-01 08:00:00Z');
select is(t.publish(c) ->> 'verdict', 'effective', c || ' published') from unnest(array['rehab-2016', 'opkval-2017', 'ambassadoer-2018', 'fsm2-2019', 'ressource-2019']) c;

-- Draft and submit in one go, at an instant when every call is open.
create function pg_temp.apply(p_name text, p_call text, p_content text, p_slots text[] default '{form,budget}') returns text language sql as
$$select t.refusal(t.submit(p_name, t.draft(p_name, p_call, p_content, p_slots), '2016-09-01 08:00:00Z'))$$;

select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019')), 'verdict on_time', 'fsm2-2019');
select is(pg_temp.apply('applicant-1', 'ressource-2019', t.content('ressource-2019')), 'verdict on_time', 'ressource-2019');
select is(pg_temp.apply('applicant-1', 'ambassadoer-2018', t.content('ambassadoer-2018', 15000000)), 'verdict on_time', 'ambassadoer-2018, one ambassador');
select is(pg_temp.apply('applicant-1', 'opkval-2017', t.content('opkval-2017', 5000000)), 'verdict on_time', 'opkval-2017 alone');
select is(pg_temp.apply('clinical-1', 'rehab-2016', t.content('rehab-2016', 5000000, '{"parties":["20000001"]}')), 'verdict on_time', 'rehab-2016: a region leads');
select is(pg_temp.apply('clinical-1', 'rehab-2016', t.content('rehab-2016', 5000000, '{"parties":["20000001","20000002"]}'), '{form,budget,declaration}'),
          'verdict on_time', 'rehab-2016: several municipalities with their declaration');

-- kinds and parties
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 1000, '{"parties":["20000002"]}')), 'LG102 parties.0:not_allowed', 'fsm2-2019 is not joint');
select is(pg_temp.apply('applicant-3', 'rehab-2016', t.content('rehab-2016', 1000)), 'LG102 parties:region_missing', 'rehab-2016 needs a region');
select is(pg_temp.apply('clinical-1', 'rehab-2016', t.content('rehab-2016', 1000)), 'LG102 parties:municipality_missing', 'rehab-2016 needs a municipality');
select is(pg_temp.apply('clinical-1', 'rehab-2016', t.content('rehab-2016', 1000, '{"parties":["20000001","20000002"]}')), 'LG102 attachments.declaration:missing', 'several municipalities need a declaration');
select is(pg_temp.apply('clinical-1', 'rehab-2016', t.content('rehab-2016', 1000, '{"parties":["20000001"]}'), '{form,budget,declaration}'),
          'LG102 attachments.declaration:not_needed', 'one municipality has none to declare with');
select is(pg_temp.apply('applicant-3', 'opkval-2017', t.content('opkval-2017', 1000, '{"parties":["20000001"]}')), 'LG102 parties.0:already_applied', 'opkval-2017: a municipality is in one application');
select is(pg_temp.apply('applicant-1', 'opkval-2017', t.content('opkval-2017', 1000)), 'LG102 organisation:already_applied', 'the lead too');
select is(pg_temp.apply('applicant-3', 'opkval-2017', t.content('opkval-2017', 1000, '{"parties":["20000002","99999999"]}')), 'LG102 parties.0:is_lead parties.1:unknown_organisation', 'all violations at once');

-- sums, budget, answers, slots
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 1000, '{"applied_ore":0}')), 'LG102 applied_ore:not_positive', 'nothing applied for');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 1000, '{"applied_ore":1001}')), 'LG102 applied_ore:above_budget', 'more than the budget');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 1000, '{"title":"","answers":[]}'), '{}'),
    'LG102 title:missing answers.case_loads:missing answers.earlier_results:missing answers.anchoring:missing answers.result_plan:missing answers.overall:missing attachments.form:missing attachments.budget:missing',
    'every violation by field and code, in order');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 1000, '{"title":"Sag 010190-1234","description":"Ring til 12345678","answers":[{"code":"overall","text":"(311299–4321)"}]}')),
    'LG102 title:personal_number answers.0.text:personal_number answers.case_loads:missing answers.earlier_results:missing answers.anchoring:missing answers.result_plan:missing',
    'a CPR number in any text');
select is(t.reads('applicant-1', 'read.application(' || (select max(application) from draft.application) || ')') -> 'violations' -> 0,
    '{"field": "title", "code": "personal_number", "place": 5}', 'and the page says where');
select is(pg_temp.apply('applicant-1', 'ambassadoer-2018', t.content('ambassadoer-2018', 15000001)), 'LG102 applied_ore:above_cap', '150,000 kr. per ambassador');
select is(pg_temp.apply('applicant-1', 'ambassadoer-2018', t.content('ambassadoer-2018', 1000, '{"unit_hours":[1,1,1,1,1,1,1,1,1,1,1]}')), 'LG102 unit_hours:too_many', 'ten ambassadors');
select is((select count(*)::int from ledger.entry where kind = 'submit'), 6, 'what was refused left nothing behind');

-- caps, once the annex is loaded: for all applications of an organisation together
select is(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":150000000}]') ->> 'verdict', 'effective', 'caps in force');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 150000001)), 'LG102 applied_ore:above_cap', 'above the cap');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 30000001)), 'LG102 applied_ore:above_cap', 'two applications do not double it');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 30000000)), 'verdict on_time', 'up to it they may');
select is(pg_temp.apply('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 1000)), 'LG102 applied_ore:above_cap', 'who is not in the table has no cap to apply under');
select is(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000001","value":null}]') ->> 'verdict', 'effective', 'frontrunners in force');
select is(pg_temp.apply('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 1000, '{"budget":[{"line":1,"category":"job_broker","text":"x","note":"x","own_funding_ore":0,"amounts":[{"year":2019,"amount_ore":1000}]}]}')),
          'LG102 budget.0.amounts.0.amount_ore:before_first_day applied_ore:above_cap', 'a frontrunner''s costs begin in 2020');
select is(t.reads('applicant-1', 'read.application(' || (select max(application) from draft.application) || ')') #>> '{limits,later_start}', '2020-01-01', 'and the page says so');

-- late and contested attempts are recorded whatever they contain, CPR numbers apart
select testing.freeze('2019-12-01 08:00:00Z');
select is(t.refusal(t.submit('applicant-1', jsonb_build_object('application', a.application, 'version', v.version, 'sha256', encode(v.sha256, 'hex')), '2019-12-01 08:00:00Z')),
          'verdict late', 'late, with an empty title') from draft.application a join draft.version v on v.application = a.application and v.version = a.version
where v.content like '%"title" : ""%' and a.call = 'fsm2-2019';
select is(t.refusal(t.submit('applicant-1', jsonb_build_object('application', a.application, 'version', v.version, 'sha256', encode(v.sha256, 'hex')), '2019-12-01 08:00:00Z')),
          'LG102 title:personal_number answers.0.text:personal_number', 'not even late, with a CPR number') from draft.application a join draft.version v on v.application = a.application and v.version = a.version
where v.content like '%"title" : "Sag 010190-1234"%' and a.call = 'fsm2-2019';
-- accounts of a kind that nobody knows; the act refuses them before, the rule does not let them through either
select is(rule.accounts_violations('{"project":{"from":"2020-01-01","to":"2021-12-31"},"payment":{"kind":"instalments"}}', '[{"line":1}]',
    jsonb_build_object('kind', k, 'period_to', '2020-12-31', 'lines', '[{"line":1,"actual_ore":1,"own_funding_ore":0,"first":"2020-01-01","last":"2020-12-31","before_award_ore":0}]'::jsonb)), w::jsonb, 'accounts of kind ' || coalesce(k, 'none'))
from (values ('part', '[]'), ('yearly', '[{"code":"unknown","field":"kind"}]'), (null, '[{"code":"unknown","field":"kind"}]'), ('', '[{"code":"unknown","field":"kind"}]')) v(k, w);
-- part accounts come before the final ones that cover the same days; the project may have got longer since
select is(rule.accounts_violations('{"project":{"from":"2020-01-01","to":"2021-12-31"},"payment":{"kind":"instalments"}}', '[{"line":1}]',
    jsonb_build_object('kind', k, 'period_to', p, 'final_to', f, 'lines', '[{"line":1,"actual_ore":1,"own_funding_ore":0,"first":"2020-01-01","last":"2020-12-31","before_award_ore":0}]'::jsonb)), w::jsonb, k || ' accounts until ' || p || ' after final ones until ' || coalesce(f, 'none'))
from (values ('part', '2020-12-31', '2020-12-31', '[{"code":"after_final","field":"kind"}]'), ('part', '2020-12-31', '2021-12-31', '[{"code":"after_final","field":"kind"}]'),
    ('part', '2020-12-31', '2020-12-30', '[]'), ('part', '2020-12-31', null, '[]'), ('final', '2021-12-31', '2021-12-31', '[]')) v(k, p, f, w);
select * from finish();
