-- SPDX-License-Identifier: EUPL-1.2
-- One human, many cards, over the separation table: OCES2 to OCES3, another organisation and back, an
-- administrator's second person, a link found late and a wrong one taken back.
set search_path = tap, public;
select no_plan();

create function t.enrol(p_profile text, p_serial text, p_cvr text, p_roles text, p_linked text default 'null') returns text language sql as
$body$
    select t.propose('register', 'cards', format('{"v":1,"organisations":[],"people":[{"profile":"%s","serial_number":"%s","organisation":"%s","name":"N",'
        '"proof":"bevis %s","roles":[%s],"linked_to":%s}]}', p_profile, p_serial, p_cvr, p_serial, p_roles, p_linked),
        array['administrator-1', 'administrator-2']) ->> 'verdict'
$body$;
create function t.changed(p_change text) returns jsonb language sql as
$body$select t.propose('register', 'cards', '{"v":1,"organisations":[],"people":[],"changes":[' || p_change || ']}', array['administrator-1', 'administrator-2'])$body$;
create function t.card(p_serial text) returns bigint language sql as $body$select person from identity.person where serial_number = p_serial$body$;
-- an act of the table on a case, asked as the product asks; acts that need a code are not tried here
create function t.act_on(p_serial text, p_role text, p_act text, p_case text) returns text language sql as
$body$
    select coalesce((r ->> 'error') || coalesce(' ' || (nullif(r ->> 'detail', '')::jsonb ->> 'rule'), ''), 'done')
    from t.try(p_act, case when p_role in ('applicant', 'management') then 'grantee' else 'agency' end, t.card(p_serial), p_role,
               format('{"streams":["grant:%s"],"separate":1}', p_case)) r
$body$;

-- OCES2 → OCES3: another profile, another serial number, the same human
select is(t.enrol('oces2-employee', 'CVR:10000001-RID:7', '10000001', '"officer"'), 'effective', 'an officer with an OCES2 card');
select is(t.act_on('CVR:10000001-RID:7', 'officer', 'propose_award', '701'), 'done', 'proposes an award');
select is(t.enrol('oces3-employee', 'oces3-of-7', '10000001', '"officer","finance"', t.card('CVR:10000001-RID:7')::text), 'effective', 'and gets an OCES3 card');
select is(t.act_on('oces3-of-7', 'officer', 'decide_award', '701'), 'LG402 decide_award/propose_award', 'with which they decide nothing that they proposed');
select is(t.act_on('oces3-of-7', 'finance', 'release_batch', '701'), 'LG402 release_batch/propose_award', 'nor pay it');
select is(t.act_on('oces3-of-7', 'officer', 'decide_award', '702'), 'done', 'another case they do');
select is(t.act_on('CVR:10000001-RID:7', 'officer', 'propose_award', '702'), 'LG402 propose_award/decide_award', 'and not with the old card either');

-- a move to another organisation and back
select is(t.enrol('oces3-employee', 'mover-a', '20000001', '"applicant"'), 'effective', 'an applicant of A');
select is(t.act_on('mover-a', 'applicant', 'submit', '711'), 'done', 'applies');
select is(t.changed(format('{"change":"role","person":%s,"role":"applicant","granted":false,"until":null,"deputy_for":null,"reason":"fratrådt"}', t.card('mover-a'))) ->> 'verdict', 'effective', 'leaves');
select is(t.enrol('oces3-employee', 'mover-b', '10000001', '"officer","finance"', t.card('mover-a')::text), 'effective', 'and is an officer now');
select is(t.act_on('mover-a', 'applicant', 'submit', '712'), 'LG401', 'the old card does nothing');
select is(t.act_on('mover-b', 'officer', a, '711'), 'LG402 ' || a || '/submit', 'what they applied for they do not ' || a) from unnest(array['score', 'decide_award', 'prepare_instalment']) a;
select is(t.act_on('mover-b', 'officer', 'score', '713'), 'done', 'other cases they assess');
select is(t.changed(format('{"change":"role","person":%s,"role":"officer","granted":false,"until":null,"deputy_for":null,"reason":"x"},'
    '{"change":"role","person":%s,"role":"finance","granted":false,"until":null,"deputy_for":null,"reason":"x"},'
    '{"change":"role","person":%s,"role":"applicant","granted":true,"until":null,"deputy_for":null,"reason":"tilbage"}', t.card('mover-b'), t.card('mover-b'), t.card('mover-a'))) ->> 'verdict',
    'effective', 'back again, with the first card');
select is(t.act_on('mover-a', 'applicant', 'submit_accounts', '711'), 'done', 'their own case goes on');
select is(t.act_on('mover-a', 'applicant', 'submit', '713'), 'LG402 submit/score', 'the one they assessed does not');

-- an administrator's second person
select is(t.enrol('oces3-employee', 'second-of-1', '10000001', '"administrator"', '1') , null, 'an administrator does not confirm a second card of their own');
select is(t.enrol('oces3-employee', 'admin-3', '10000001', '"administrator"'), 'effective', 'a third administrator');
select is(t.enrol('oces3-employee', 'admin-3-second', '10000001', '"administrator"', t.card('admin-3')::text), 'effective', 'with two cards');
insert into t.people select s, t.card(s), identity.human_now(t.card(s)), '10000001', 'tilsagn_agency', 'administrator' from unnest(array['admin-3', 'admin-3-second']) s;
select is(t.propose('register', 'x', '{"v":1,"organisations":[],"people":[]}', array['admin-3', 'admin-3-second']) ->> 'error', 'LG402', 'is still one of the two');
select is(t.changed(format('{"change":"role","person":%s,"role":"finance","granted":true,"until":null,"deputy_for":null,"reason":"x"}', t.card('admin-3-second'))) ->> 'error', 'LG102', 'and has no money role under either');

-- found late: two humans acted on one case before anybody knew that they are one
select is(t.enrol('oces3-employee', 'late-1', '10000001', '"officer"') || t.enrol('oces3-employee', 'late-2', '10000001', '"officer"'), 'effectiveeffective', 'two officers');
select is(t.act_on('late-1', 'officer', 'propose_award', '721') || t.act_on('late-2', 'officer', 'decide_award', '721'), 'donedone', 'one proposes, the other decides');
create temp table linked as select t.changed(format('{"change":"link","person":%s,"to":%s,"reason":"samme lønnummer"}', t.card('late-2'), t.card('late-1'))) as r;
select is(r ->> 'verdict', 'effective', 'they turn out to be one') from linked;
select is(jsonb_array_length((r ->> 'result')::jsonb -> 'violations'), 1, 'and the entry that links them says what they did') from linked;
select is((r ->> 'result')::jsonb #>> '{violations,0,stream}', 'grant:721', 'where') from linked;
select is(t.reads('auditor-1', 'read.access_review()') #> '{violations,0,kinds}', '["propose_award", "decide_award"]', 'the review shows it');
select is(t.act_on('late-2', 'officer', 'propose_award', '722') || ' ' || t.act_on('late-1', 'officer', 'decide_award', '722'), 'done LG402 decide_award/propose_award', 'from now on they are kept apart');
select is(t.changed(format('{"change":"split","person":%s,"proof":"bevis 2b","reason":"forveksling"}', t.card('late-2'))) ->> 'verdict', 'effective', 'a wrong link is taken back');
select is(t.act_on('late-1', 'officer', 'decide_award', '722'), 'done', 'and what the other did is the other''s again');
select is(t.reads('auditor-1', 'read.access_review()') -> 'violations', '[]', 'nothing is left to explain');
select * from finish();
