-- SPDX-License-Identifier: EUPL-1.2
-- Rulings: one officer proposes a reading, another confirms it, both signed; every decision that it changes is
-- listed with its figures before and after, and what an anomaly blocks is refused until it is ruled on.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.shown(p_anomaly text, p_choice text) returns text language sql as
    $$select c ->> 'effects_sha256' from jsonb_array_elements(t.reads('officer-1', 'read.call_rulings(''fsm2-2019'')') -> 'anomalies') a,
             jsonb_array_elements(a -> 'choices') c where a ->> 'anomaly' = p_anomaly and c ->> 'choice' = p_choice$$;
create function pg_temp.propose(p_anomaly text, p_choice text, p_call text default 'fsm2-2019') returns text language sql as
    $$select format('{"call":"%s","anomaly":"%s","choice":"%s","reason":"Klart","effects_sha256":"%s"}', p_call, p_anomaly, p_choice,
             coalesce(pg_temp.shown(p_anomaly, p_choice), repeat('0', 64)))$$;
create function pg_temp.confirm(p_entry text, p_shown text) returns text language sql as
    $$select format('{"call":"fsm2-2019","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', p_entry, p_shown)$$;

-- An anomaly that blocks the award, planted in the definition: fails closed.
update t.call set definition = jsonb_set(definition, '{anomalies}', definition -> 'anomalies'
    || '[{"code":"PLANTED","reading":{"da":"Plantet","en":"Planted"},"choices":["one","other"],"blocks":["award"]}]') where call = 'fsm2-2019';
update t.call set document = definition::text where call = 'fsm2-2019';
call t.opened();
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
select t.assess(o, 'fsm2-2019', pg_temp.a(), 5) from unnest(array['officer-1', 'officer-2']) o;
select is(pg_temp.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 50000000)), 'LG502 PLANTED', 'nothing is proposed before the ruling');
select is(t.reads('officer-3', format('read.agency_application(%s)', pg_temp.a())) -> 'missing' @> '[{"act":"propose_award","code":"ruling_missing","field":"PLANTED","by":"officer"}]', true, 'the page says which point');
select is(rights.why_not(person, 'propose_award', 'grant:' || pg_temp.a()) #>> '{reason,code}', 'ruling_missing', 'and "why not"') from t.people where name = 'officer-3';

-- what is refused
select is(pg_temp.does('officer-1', 'propose_ruling', pg_temp.propose('PLANTED', 'one', 'nothing')), 'LG301', 'no such call');
select is(pg_temp.does('officer-1', 'propose_ruling', pg_temp.propose('NOTHING', 'one')), 'LG301', 'no such point');
select is(pg_temp.does('officer-1', 'propose_ruling', pg_temp.propose('SENT_NOT_RECEIVED', 'one')), 'LG102 anomaly:one_reading', 'nothing to choose');
select is(pg_temp.does('officer-1', 'propose_ruling', pg_temp.propose('PLANTED', 'third')), 'LG102 choice:unknown', 'no such reading');
select is(pg_temp.does('officer-1', 'propose_ruling', replace(pg_temp.propose('PLANTED', 'one'), 'Klart', '  ')) ~ '^LG101', true, 'a reason is needed');
select is(pg_temp.does('officer-1', 'propose_ruling', regexp_replace(pg_temp.propose('PLANTED', 'one'), '[0-9a-f]{64}', repeat('0', 64))), 'LG503', 'other effects than shown');
select is(pg_temp.does('finance-1', 'propose_ruling', pg_temp.propose('PLANTED', 'one')), 'LG401', 'finance does not rule');
select is(pg_temp.does('officer-1', 'propose_ruling', pg_temp.propose('PLANTED', 'one')), 'done', 'proposed, signed');
create temp table p as select max(entry)::text as old from grants.ruling_proposal;
create temp table p2 as select t.must(t.does('officer-1', 'propose_ruling', pg_temp.propose('PLANTED', 'other'))) ->> 'entry' as new;
select is(pg_temp.does('officer-1', 'confirm_ruling', pg_temp.confirm(new, pg_temp.shown('PLANTED', 'other'))), 'LG402 confirm_ruling/propose_ruling', 'by another officer') from p2;
select is(pg_temp.does('officer-2', 'confirm_ruling', pg_temp.confirm(old, pg_temp.shown('PLANTED', 'one'))), 'LG503', 'a newer proposal') from p;
select is(pg_temp.does('officer-2', 'confirm_ruling', pg_temp.confirm('1', pg_temp.shown('PLANTED', 'one'))), 'LG301', 'no proposal');
select is(t.reads('officer-1', 'read.call(''fsm2-2019'')') -> 'rulings', '[]', 'a proposal is not yet public');
-- unsigned: the request must say that it is signed, and the file must be there
select is(t.run('tilsagn_agency', t.call('propose_ruling', t.request('propose_ruling', 'agency', person, 'officer', pg_temp.propose('PLANTED', 'one'))), person) ->> 'error',
          'LG410', 'no ruling without the person''s own signature') from t.people where name = 'officer-1';
select is(pg_temp.does('officer-2', 'confirm_ruling', pg_temp.confirm(new, pg_temp.shown('PLANTED', 'other'))), 'done', 'confirmed') from p2;
select is(grants.rulings_of('fsm2-2019'), '{"PLANTED": "other"}', 'in force');
select is(pg_temp.does('officer-1', 'propose_ruling', pg_temp.propose('PLANTED', 'other')), 'LG502 another reading', 'it is read so already');
select is(pg_temp.does('officer-2', 'confirm_ruling', pg_temp.confirm(new, repeat('0', 64))), 'LG502 another reading', 'confirmed once') from p2;
select is((t.reads('applicant-1', 'read.call(''fsm2-2019'')') #> '{rulings,0}') - 'entry' - 'at',
    '{"anomaly":"PLANTED","choice":"other","proposal_reason":"Klart","reason":"Enig","in_force":true,"affected":0}', 'grantees see it on the call''s page');
select is((t.run('tilsagn_public', 'select read.published_call(''fsm2-2019'')') ->> 'value')::jsonb #>> '{rulings,0,choice}', 'other', 'and everyone');

-- 500,000.00 exactly: THRESHOLD_GAP decides who signs. An award of 1,000,000 is not touched.
create temp table w as select t.must(t.does('officer-3', 'propose_award', t.proposal(pg_temp.a(), 50000000))) ->> 'entry' as entry;
select is(pg_temp.does('officer-2', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', pg_temp.a(), entry)),
          'LG402 decide_award/confirm', 'who published does not decide') from w;
select is(pg_temp.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', pg_temp.a(), entry)), 'verdict award', 'awarded') from w;
select is(grants.ruling_effects('fsm2-2019', 'THRESHOLD_GAP', 'management') #- '{0,before,ceilings}' #- '{0,after,ceilings}',
    format('[{"application":%s,"before":{"sign_off":"auditor"},"after":{"sign_off":"management"}}]', pg_temp.a())::jsonb, 'at 500,000.00 management would sign');
select is(grants.ruling_effects('fsm2-2019', 'THRESHOLD_GAP', 'auditor'), '[]', 'the default changes nothing');
-- Nothing paid yet of 500,000. 15 %: cumulative 450,000; at most 40: 0 + 200,000. 20 %: 500,000 either way.
select is(grants.ruling_effects('fsm2-2019', 'INSTALMENT_40_PCT', 'cumulative') #> '{0,before,ceilings}',
    '[{"numerator":15,"denominator":100,"ceiling_ore":20000000},{"numerator":20,"denominator":100,"ceiling_ore":50000000}]', 'until a ruling the lower');
select is(grants.ruling_effects('fsm2-2019', 'INSTALMENT_40_PCT', 'cumulative') #> '{0,after,ceilings}',
    '[{"numerator":15,"denominator":100,"ceiling_ore":45000000},{"numerator":20,"denominator":100,"ceiling_ore":50000000}]', 'cumulative: up to 90 per cent');
create temp table p3 as select t.must(t.does('officer-1', 'propose_ruling', pg_temp.propose('THRESHOLD_GAP', 'management'))) ->> 'entry' as entry;
select is(t.result(t.must(t.does('officer-2', 'confirm_ruling', pg_temp.confirm(entry, pg_temp.shown('THRESHOLD_GAP', 'management'))))) ->> 'affected', '1', 'one decision is changed') from p3;
select is(t.reads('applicant-1', format('read.grant(%s)', pg_temp.a())) #> '{rulings,0,after,sign_off}', '"management"', 'its grantee sees before and after');
select is(t.reads('applicant-3', 'read.call(''fsm2-2019'')') #>> '{rulings,1,affected}', '1', 'others how many');
-- and back again: a later ruling takes its place
create temp table p4 as select t.must(t.does('officer-1', 'propose_ruling', pg_temp.propose('THRESHOLD_GAP', 'auditor'))) ->> 'entry' as entry;
select is(pg_temp.does('officer-4', 'confirm_ruling', pg_temp.confirm(entry, pg_temp.shown('THRESHOLD_GAP', 'auditor'))), 'LG402 confirm_ruling/decide_award', 'who decided an award does not rule') from p4;
select is(pg_temp.does('officer-1', 'confirm_ruling', pg_temp.confirm(entry, pg_temp.shown('THRESHOLD_GAP', 'auditor'))), 'LG402 confirm_ruling/propose_ruling', 'nor the proposer') from p4;
select is(pg_temp.does('officer-2', 'propose_ruling', pg_temp.propose('THRESHOLD_GAP', 'auditor')), 'LG402 propose_ruling/confirm_ruling', 'nobody does both in one call, not even for different points');
select is(pg_temp.does('officer-3', 'confirm_ruling', pg_temp.confirm(entry, pg_temp.shown('THRESHOLD_GAP', 'auditor'))), 'done', 'a third officer confirms') from p4;
select is((select count(*) from grants.ruling where replaces is not null), 1::bigint, 'the replaced one is named');
select is(grants.rulings_of('fsm2-2019') ->> 'THRESHOLD_GAP', 'auditor', 'the newest is in force');
-- After a claim: of 100,000 paid on part accounts 30,000 are claimed back, so 70,000 count. 15 %: at most 40 is 70,000 + floor(500,000 x 40 %),
-- cumulative still 450,000; what the payment on final accounts will be held to is the same figure.
\i :dir/lib/life.sql
select testing.freeze('2020-11-10 08:00:00Z');
select is(t.accounted('applicant-1', 'part', '2020-10-31', 10000000) || ' ' || t.pays('applicant-1', '1'), '1 100000', '100,000 are paid');
create function pg_temp.lowest() returns text language sql as $$select concat_ws(' ', e #>> '{0,before,ceilings,0,ceiling_ore}', e #>> '{0,after,ceilings,0,ceiling_ore}')
  from grants.ruling_effects('fsm2-2019', 'INSTALMENT_40_PCT', 'cumulative') e$$;
select is(pg_temp.lowest(), '30000000 45000000', '100,000 + 200,000, or 450,000');
select is(pg_temp.does('officer-2', 'decide_claim', format('{"application":%s,"proposal_entry":%s,"decision":"claim","reason":"Enig"}', pg_temp.a(),
    t.must(t.does('officer-1', 'propose_claim', format('{"application":%s,"cause":"terms","amount_ore":3000000,"due":"2030-01-01","reason":"Vilkår","unheard_reason":"Tallene er modtagerens egne","computation":null}', pg_temp.a()))) ->> 'entry')),
    'verdict claim', '30,000 are claimed back');
select is(pg_temp.lowest(), '27000000 45000000', '70,000 + 200,000, or 450,000');
select is(t.reads('applicant-3', 'read.call_rulings(''fsm2-2019'')') ->> 'error', '42501', 'the agency''s page is the agency''s');
select * from finish();
