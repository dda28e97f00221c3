-- SPDX-License-Identifier: EUPL-1.2
-- Notices: what two officers add to a published call. A later deadline holds from its entry on for everything that asks for
-- the deadline; it is strictly later and moved before the old one passes, and the published text stays as it was.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.later(p_local text, p_whole boolean default false, p_call text default 'fsm2-2019') returns text language sql as
    $$select format('{"call":"%s","kind":"deadline","change":{"local":"%s","end_of_day":%s},"reason":"Portalen var nede"}', p_call, p_local, p_whole::text)$$;
create function pg_temp.page(p_name text default 'officer-1') returns jsonb language sql as $$select t.reads(p_name, 'read.call_notices(''fsm2-2019'')')$$;
create function pg_temp.answer(p_decision text default 'publish', p_proposal bigint default null) returns text language sql as $$
    select format('{"call":"fsm2-2019","proposal_entry":%s,"decision":"%s","reason":"Enig","change_sha256":"%s"}', p.entry, p_decision, encode(p.sha256, 'hex'))
      from grants.notice_proposal p where p.entry = coalesce(p_proposal, (select max(entry) from grants.notice_proposal)) $$;
create function pg_temp.send(p_name text, p_draft text, p_received text) returns text language sql as
    $$select t.refusal(t.submit(p_name, (select draft from t.sent where name = p_draft), p_received))$$;
create function pg_temp.seen() returns jsonb language sql as $$select (t.run('tilsagn_public', 'select read.published_call(''fsm2-2019'')') ->> 'value')::jsonb$$;

select testing.freeze('2019-09-01 08:00:00Z');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-10-31T12:00')), 'LG301', 'no such call yet');
select t.publish('fsm2-2019') \g /dev/null
select t.must(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":250000000},{"cvr":"20000002","value":150000000}]')) \g /dev/null
select t.must(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000002","value":null}]')) \g /dev/null
insert into t.sent select 'a', t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019'));
insert into t.sent select 'b', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 100000000));
insert into t.sent select 'unsent', t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019', 10000000));
insert into t.sent select 'never', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 10000000));
select is(pg_temp.seen() -> 'notices', '[]', 'nothing is added yet');
select is(pg_temp.page() -> 'actions', '["propose_notice"]', 'an officer can propose one');
select is(pg_temp.page('finance-1') #>> '{missing,0,code}', 'role', 'finance cannot');

-- what is refused
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later(l, w)), wanted, what) from (values
    ('2019-10-24T12:00', false, 'LG102 change.local:not_later', 'the same instant is not later'),
    ('2019-10-23T12:00', false, 'LG102 change.local:not_later', 'nor is an earlier one'),
    ('2019-10-23', true, 'LG102 change.local:not_later', 'nor a whole day before'),
    ('2019-10-27T02:30', false, 'LG102 change.local:no_such_time', 'the clock shows it twice'),
    ('2020-03-29T02:30', false, 'LG102 change.local:no_such_time', 'the clock skips it'),
    ('2019-02-30T12:00', false, 'LG102 change.local:no_such_time', 'no such day'),
    ('2019-10-31', false, 'LG102 change.local:malformed', 'a day without a time of day'),
    ('2019-10-31T12:00', true, 'LG102 change.local:malformed', 'a whole day with one'),
    ('2019-10-31T12:00:00', false, 'LG102 change.local:malformed', 'seconds'),
    ('2021-12-01T12:00', false, 'LG102 change.local:after_project', 'behind the project')) x(l, w, wanted, what);
select is(pg_temp.does('finance-1', 'propose_notice', pg_temp.later('2019-10-31T12:00')), 'LG401', 'by officers only');
select is(pg_temp.does('officer-1', 'propose_notice', replace(pg_temp.later('2019-10-31T12:00'), '"deadline"', '"pool"')) ~ '^LG101', true, 'nothing else is a notice');
select is(pg_temp.does('officer-1', 'propose_notice', replace(pg_temp.later('2019-10-31T12:00'), '"end_of_day":false', '"end_of_day":false,"zone":"UTC"')) ~ '^LG101', true, 'the zone is the call''s');
select is(pg_temp.does('officer-1', 'propose_notice', replace(pg_temp.later('2019-10-31T12:00'), 'Portalen var nede', ' ')) ~ '^LG101', true, 'a reason is needed');

-- proposed twice, declined, proposed again; until another officer publishes it nothing has moved
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-10-30T12:00')), 'done', 'proposed');
create temp table p as select max(entry) as old from grants.notice_proposal;
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-10-31T12:00')), 'done', 'and otherwise');
select is(pg_temp.does('officer-1', 'decide_notice', pg_temp.answer()), 'LG402 decide_notice/propose_notice', 'by another officer');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer('publish', old)), 'LG503', 'a newer proposal took its place') from p;
select is(pg_temp.does('officer-2', 'decide_notice', regexp_replace(pg_temp.answer(), '[0-9a-f]{64}', repeat('0', 64))), 'LG503', 'another text than was shown');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer('perhaps')) ~ '^LG101', true, 'publish or decline');
select is(pg_temp.does('officer-2', 'decide_notice', replace(pg_temp.answer(), '"proposal_entry":', '"proposal_entry":9')), 'LG301', 'no such proposal');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer('decline')), 'verdict decline', 'declined');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer()), 'LG502 propose_notice', 'and not decided on again');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer('publish', old)), 'LG503', 'what it had replaced does not come back') from p;
select is(pg_temp.page() -> 'proposals', '[]', 'nothing waits');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-10-31T12:00')), 'done', 'proposed anew');
select is(pg_temp.page('officer-2') #> '{proposals,0,actions}', '["decide_notice"]', 'another officer can decide on it');
select is(pg_temp.page('officer-1') #>> '{proposals,0,missing,0,code}', 'separation', 'who proposed it cannot');
select is((select string_agg(x ->> 'id', ' ') from jsonb_array_elements(t.reads('officer-2', 'read.tasks()') -> 'tasks') x where x ->> 'act' = 'decide_notice'), 'fsm2-2019', 'and has it among the tasks');
select is(t.reads('applicant-1', 'read.call(''fsm2-2019'')') -> 'notices', '[]', 'an applicant is told nothing yet');
select is((t.run('tilsagn_grantee', 'select count(*) from ledger.entry where kind = ''propose_notice''', (select person from t.people where name = 'applicant-1'))) ->> 'value', null, 'and reads no entry of it');
select is(pg_temp.seen() #>> '{deadline,last_on_time}', '2019-10-24T10:00:00.000000Z', 'the deadline is the published one');

-- to the last microsecond of the old one, with an application sent before and one after
select testing.freeze('2019-10-24 09:59:00Z');
select is(pg_temp.send('applicant-1', 'a', '2019-10-24 09:59:00Z'), 'verdict on_time', 'sent before the notice');
select testing.freeze('2019-10-24 10:00:00Z');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer()), 'verdict publish', 'published at the last on-time instant');
select is(n - 'entry' - 'at' - 'replaced_by' - 'change_sha256' - 'sha256' - 'previous_sha256',
    '{"number":1,"kind":"deadline","change":{"local":"2019-10-31T12:00","end_of_day":false},"reason":"Portalen var nede","last_on_time":"2019-10-31T11:00:00.000000Z",'
    '"from_last_on_time":"2019-10-24T10:00:00.000000Z"}', 'everyone reads from when to when and why') from (select pg_temp.seen() #> '{notices,0}') x(n);
select is((pg_temp.seen() -> 'deadline') - 'closes' - 'closes_us' - 'last_on_time_us',
    '{"local":"2019-10-31T12:00","zone":"Europe/Copenhagen","end_of_day":false,"last_on_time":"2019-10-31T11:00:00.000000Z","passed":false}', 'and the deadline in force, in winter time');
select is(pg_temp.seen() #>> '{definition,deadline,local}', '2019-10-24T12:00', 'the published text stays');
select is(pg_temp.seen() ->> 'sha256', encode(sha256, 'hex'), 'and its hash') from grants.call where call = 'fsm2-2019';
select is(pg_temp.seen() #>> '{notices,0,previous_sha256}', pg_temp.seen() ->> 'sha256', 'the first notice is chained to it');
select is(n ->> 'sha256', encode(sha256(decode(n ->> 'previous_sha256', 'hex') || sha256(convert_to(E'deadline\n{"local":"2019-10-31T12:00","end_of_day":false}', 'UTF8'))), 'hex'),
    'with a hash that anyone can make') from (select pg_temp.seen() #> '{notices,0}') x(n);
select is(t.reads(name, read) #>> '{deadline,last_on_time}', '2019-10-31T11:00:00.000000Z', format('%s: %s', name, read)) from (values
    ('applicant-1', 'read.call(''fsm2-2019'')'), ('officer-1', 'read.agency_call(''fsm2-2019'')'), ('officer-1', 'read.call_rulings(''fsm2-2019'')'),
    ('officer-1', 'read.contested(''fsm2-2019'')'), ('officer-1', 'read.call_notices(''fsm2-2019'')')) x(name, read);
select testing.freeze('2019-10-24 10:00:00.000001Z');
select is(pg_temp.send('applicant-3', 'b', '2019-10-24 10:00:00.000001Z'), 'verdict on_time', 'what came a microsecond after the old one is on time');
select is(array_agg(convert_from(e.leaf, 'UTF8')::json #>> '{result,last_on_time_us}' order by e.entry), array[ledger.micros('2019-10-24 10:00:00Z')::text, ledger.micros('2019-10-31 11:00:00Z')::text],
    'each receipt names the deadline that it was judged by') from ledger.entry e where e.kind = 'submit';
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-10-31T11:59')), 'LG102 change.local:not_later', 'later than the one in force');
select is(t.refusal(t.close('fsm2-2019')), 'LG502 deadline and 120 seconds', 'it is not closed at the old one');
select testing.freeze('2019-10-24 10:02:00Z');
select is(t.refusal(t.close('fsm2-2019')), 'LG502 deadline and 120 seconds', 'nor two minutes after it');
select is((t.run('tilsagn_sequencer', 'select read.calls_due()') ->> 'value')::jsonb, '{"calls":[]}', 'nor is that due');

-- a second one, proposed in time, whose time passes before it is published
select testing.freeze('2019-10-31 10:59:59Z');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-11-08', true)), 'done', 'a whole day, proposed in time');
select testing.freeze('2019-10-31 11:00:00.000001Z');
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer()), 'LG502 before the deadline', 'a passed deadline never moves');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-11-08', true)), 'LG502 before the deadline', 'nor is that proposed');
select is(pg_temp.page() -> 'proposals', '[]', 'what was proposed has lapsed');
select is(pg_temp.page('officer-1') #>> '{deadline,passed}', 'true', 'and the page says why');
select is(rights.why_not(person, act, 'call:fsm2-2019') #>> '{reason,code}', wanted, act || ': why not') from t.people,
    (values ('propose_notice', null), ('decide_notice', 'notice_missing')) x(act, wanted) where name = 'officer-3';
select is(pg_temp.does('officer-2', 'decide_notice', pg_temp.answer('decline')), 'verdict decline', 'it can still be declined');
select is(pg_temp.send('applicant-3', 'never', '2019-10-31 11:00:00.000001Z'), 'verdict late', 'and what comes then is late');
select is(letter #>> '{reason,da}' like '%senest den 31-10-2019 12:00:00%', true, 'by the deadline in force') from grants.refusal_late;
select is(pg_temp.does('officer-4', 'decide_award', '{"application":1,"proposal_entry":1,"decision":"award","reason":"Enig"}') like 'LG%', true, 'nothing to award yet');
select testing.freeze('2019-10-31 11:02:00Z');
select is((t.run('tilsagn_sequencer', 'select read.calls_due()') ->> 'value')::jsonb, '{"calls":["fsm2-2019"]}', 'the closing follows the later one');
select is((t.must(t.close('fsm2-2019')) ->> 'kind'), 'close_call', 'closed');
select is(count, 2, 'with both') from grants.call_closed;

insert into identity.erasure_run (at, drafts, versions, vouchers, files, failed, rest) values ('2019-09-01', 0, 0, 0, 0, 0, false);
select is(draft.goes_on((draft ->> 'application')::bigint, ledger.clock()), identity.earliest('draft', '2019-10-31'), 'what was never sent is kept from the later one')
  from t.sent where name = 'unsent';
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.later('2019-11-08', true)), 'LG502 before the deadline', 'closed: nothing moves');
-- Answers: proposed by one, published by another, numbered with the rest, replaced and never removed.
select testing.freeze('2019-09-01 08:00:00Z');
select t.publish('ressource-2019') \g /dev/null
create function pg_temp.reply(p_question text, p_answer text, p_replaces text default 'null', p_by text default 'municipality') returns text language sql as
    $$select format('{"call":"ressource-2019","kind":"answer","change":{"question":"%s","answer":"%s","asked_by":"%s","replaces":%s},"reason":"Spurgt pr. mail"}', p_question, p_answer, p_by, p_replaces)$$;
create function pg_temp.published() returns text language sql as $$select pg_temp.does('officer-2', 'decide_notice', replace(pg_temp.answer(), 'fsm2-2019', 'ressource-2019'))$$;
create function pg_temp.notices() returns jsonb language sql as $$select (t.run('tilsagn_public', 'select read.published_call(''ressource-2019'')') ->> 'value')::jsonb -> 'notices'$$;
insert into t.sent select 'r', t.draft('applicant-1', 'ressource-2019', t.content('ressource-2019'));
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Hvem?', 'I', 'null', 'Aarhus Kommune')) ~ '^LG101', true, 'nobody is named');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply(' ', 'I')) ~ '^LG101', true, 'a question is needed');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Er 010190-1234 med?', 'Nej')) ~ '^LG', true, 'and no personal number');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Må vi?', 'Nej', '1')), 'LG102 change.replaces:no_answer', 'nothing to replace yet');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Må vi?', 'Ja')), 'done', 'an answer proposed');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Skal vi?', 'Ja', 'null', 'region')), 'done', 'another beside it');
select is(jsonb_array_length(t.reads('officer-2', 'read.call_notices(''ressource-2019'')') -> 'proposals'), 2, 'both wait');
select is(pg_temp.notices(), '[]', 'nobody else reads either');
select is(pg_temp.published(), 'verdict publish', 'the second is published');
select is(pg_temp.does('officer-2', 'decide_notice', replace(pg_temp.answer('publish', entry), 'fsm2-2019', 'ressource-2019')), 'verdict publish', 'and the first')
  from grants.notice_proposal where change like '%Må vi?%';
select is(pg_temp.notices() @> '[{"number":2,"change":{"question":"Må vi?","answer":"Ja","asked_by":"municipality","replaces":null},"replaced_by":null}]', true, 'everyone reads question, answer and kind of organisation');
select is((select jsonb_agg(x -> 'number') from jsonb_array_elements(t.reads('applicant-1', 'read.tasks()') -> 'notices') x where x ->> 'call' = 'ressource-2019'), '[2, 1]', 'whoever has a draft is told');
select is(t.reads('applicant-3', 'read.tasks()') -> 'notices' @> '[{"call":"ressource-2019"}]', false, 'nobody else is');
select is(t.reads('officer-1', 'read.tasks()') -> 'notices', '[]', 'nor the agency');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Må vi?', 'Kun i 2020', '2')), 'done', 'a newer answer');
select is(pg_temp.published(), 'verdict publish', 'published');
select is((select n -> 'replaced_by' from jsonb_array_elements(pg_temp.notices()) n where n ->> 'number' = '2'), '3', 'the old one stays and says what replaced it');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('Må vi?', 'Nej', '2')), 'LG102 change.replaces:no_answer', 'replaced once only');
select is(array_agg(number order by number) = array[1, 2, 3] and bool_and(sha256 = sha256(n.previous_sha256 || (select p.sha256 from grants.notice_proposal p where p.entry = n.proposal_entry))), true, 'one chain')
  from grants.notice n where call = 'ressource-2019';
select testing.freeze('2019-11-29 11:00:00.000001Z');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.reply('For sent?', 'Ja')), 'LG502 before the deadline', 'not after the deadline');
-- Corrections: of texts only, each from how it reads now; what decides money or rights is refused, also before anybody has applied.
create function pg_temp.correct(p_field text, p_before text, p_after text) returns text language sql as
    $$select format('{"call":"ressource-2019","kind":"correction","change":{"field":"%s","before":%s,"after":%s},"reason":"Tastefejl"}', p_field, to_json(p_before), to_json(p_after))$$;
create function pg_temp.text(p_field text) returns text language sql as $$select grants.text_at('ressource-2019', p_field)$$;
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct(f, 'x', 'y')), 'LG102 change.field:never_corrected', f || ' is never corrected')
  from unnest(array['pool_ore', 'deadline', 'criteria', 'allocation', 'payment', 'sign_off', 'limits', 'applicants', 'project', 'categories', 'duties', 'slots', 'title', 'nothing']) f;
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('contact', 'x@y.dk', 'ny@example.dk')), 'LG102 change.before:differs', 'from how it reads now');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('contact', pg_temp.text('contact'), pg_temp.text('contact'))), 'LG102 change.after:same_text', 'to something else');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('contact', pg_temp.text('contact'), 'Fru Jensen')), 'LG102 change.after:malformed', 'a mailbox');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('expected_answer', pg_temp.text('expected_answer'), l)), wanted, 'expected answer: ' || l) from (values
    ('snart', 'LG102 change.after:malformed'), ('2020-02-30/2020-03-01', 'LG102 change.after:malformed'), ('2020-02-01/2020-01-01', 'LG102 change.after:before_deadline'),
    ('2019-11-01/2019-11-28', 'LG102 change.after:before_deadline')) x(l, wanted);
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('expected_answer', pg_temp.text('expected_answer'), '2020-01-01/2020-01-31')), 'done', 'after the deadline too: the answer is late');
select is(pg_temp.published(), 'verdict publish', 'published');
select is((t.run('tilsagn_public', 'select read.published_call(''ressource-2019'')') ->> 'value')::jsonb #> '{in_force,expected_answer}', '{"from":"2020-01-01","to":"2020-01-31","corrected":true}', 'everyone reads it as corrected');
select is((t.run('tilsagn_public', 'select read.published_call(''ressource-2019'')') ->> 'value')::jsonb #> '{definition,expected_answer}', definition::jsonb -> 'expected_answer', 'and as published') from grants.call where call = 'ressource-2019';
select is(pg_temp.notices() #> '{0,change}', format('{"field":"expected_answer","before":"%s","after":"2020-01-01/2020-01-31"}', grants.text_published('ressource-2019', 'expected_answer'))::jsonb, 'field by field');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('contact', pg_temp.text('contact'), 'pulje@example.dk')), 'done', 'the mailbox');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('title.da', pg_temp.text('title.da'), 'Ny titel')), 'done', 'and the title beside it');
select is(jsonb_array_length(t.reads('officer-2', 'read.call_notices(''ressource-2019'')') -> 'proposals'), 2, 'each field is a topic of its own');
select is(pg_temp.does('officer-2', 'decide_notice', replace(pg_temp.answer('publish', entry), 'fsm2-2019', 'ressource-2019')), 'verdict publish', 'published')
  from grants.notice_proposal where change like '%pulje@example.dk%';
select is(grants.refusal_letter('ressource-2019', 'terms', '"Nej"', ledger.clock())::text like '%pulje@example.dk%', true, 'letters name the mailbox that is read');
select is(pg_temp.does('officer-1', 'propose_notice', pg_temp.correct('contact', 'pulje@example.dk', 'anden@example.dk')), 'done', 'corrected again, from the corrected text');
select is(n.sha256 = sha256(n.previous_sha256 || p.sha256) and n.previous_sha256 = (select m.sha256 from grants.notice m where m.call = n.call and m.number = n.number - 1), true, 'in the same chain')
  from grants.notice n join grants.notice_proposal p on p.entry = n.proposal_entry where n.call = 'ressource-2019' order by n.number desc limit 1;
select * from finish();
