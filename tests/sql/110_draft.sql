-- SPDX-License-Identifier: EUPL-1.2
-- Drafts: mutable, versioned, of one organisation.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select testing.freeze('2019-09-01 08:00:00Z');
select is(t.publish('fsm2-2019') ->> 'verdict', 'effective', 'published');

create temp table d as select t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019')) as draft;
create function pg_temp.try(p_name text, p_call text) returns text language sql as
$$select t.refusal(t.reads(p_name, replace(p_call, '$A', (select draft ->> 'application' from d))))$$;

select is((select draft ->> 'version' from d), '4', 'create, save and two attachments make four versions');
select is((select draft ->> 'sha256' from d), (
    select encode(sha256(convert_to(t.content('fsm2-2019') || E'\n' || 'budget:' || encode(sha256('%PDF-1.7 budget'), 'hex')
        || E'\nform:' || encode(sha256('%PDF-1.7 form'), 'hex') || E'\n', 'UTF8')), 'hex')),
    'the hash covers content and files in the order of their slots');
select is(pg_temp.try('applicant-2', 'draft.save($A, 3, ''{}'')'), 'LG503 4', 'a stale version names the new one');
select is(pg_temp.try('applicant-2', 'draft.save($A, 4, ''{}'')'), 'LG102 content:malformed', 'a colleague may save, but not anything');
select is(pg_temp.try('applicant-3', 'draft.save($A, 4, ''{}'')'), 'LG301', 'another organisation''s draft is not there');
select is(pg_temp.try('management-1', 'draft.save($A, 4, ''{}'')'), 'LG401', 'management does not write drafts');
select is(pg_temp.try('officer-1', 'draft.save($A, 4, ''{}'')'), '42501', 'the agency''s pool cannot even try');
select is(pg_temp.try('applicant-1', 'draft.create(''nothing'')'), 'LG301', 'no such call');
select is(pg_temp.try('clinical-1', 'draft.create(''fsm2-2019'')'), 'LG102 organisation:kind_not_allowed', 'a region does not apply to fsm2-2019');
select is(pg_temp.try('applicant-1', 'draft.attach($A, 4, ''extra'', ''x.pdf'', ''application/pdf'', ''\x00'')'),
          'LG102 attachments.extra:unknown', 'slots are closed');
select is(pg_temp.try('applicant-1', 'draft.attach($A, 4, ''form'', ''../x.pdf'', ''application/pdf'', ''\x00'')'),
          'LG102 attachments.form:malformed', 'a file name is no path');
select is(pg_temp.try('applicant-1', 'draft.attach($A, 4, ''form'', ''CV 010190-1234.pdf'', ''application/pdf'', ''\x00'')'),
          'LG102 attachments.form:named_by_number', 'a file is not named by a CPR number');
select is(pg_temp.try('applicant-1', 'draft.attach($A, 4, ''form'', ''x.pdf'', ''application/pdf'', ''\x00'')'), 'LG301', 'no such file');
select is(t.refusal(t.reads('applicant-1', format('draft.attach(%s, 4, ''form'', ''x.pdf'', ''application/pdf'', %L::bytea)',
    (select draft ->> 'application' from d), decode(t.upload('applicant-3', 'their file'), 'hex')))), 'LG301',
    'another organisation''s file cannot be attached by its hash');
select is(t.refusal(t.reads('applicant-1', format('draft.attach(%s, 4, ''form'', ''x.pdf'', ''text/html'', %L::bytea)',
    (select draft ->> 'application' from d), sha256('%PDF-1.7 form')))), 'LG102 attachments.form:malformed', 'the stored media type rules');
select is(pg_temp.try('applicant-1', 'draft.detach($A, 4, ''declaration'')'), 'LG301', 'nothing to detach');
select is(t.reads('applicant-1', format('draft.detach(%s, 4, ''budget'')', (select draft ->> 'application' from d))) ->> 'version',
          '5', 'detaching is a version too');
select is(t.reads('applicant-1', format('read.application(%s)', (select draft ->> 'application' from d))) -> 'violations',
          '[{"code": "missing", "field": "attachments.budget"}]', 'the page shows what is missing');
select is(t.reads('applicant-1', format('read.application(%s)', (select draft ->> 'application' from d))) -> 'actions',
          '["draft.save", "draft.attach", "draft.detach"]', 'and does not offer to send it');
select is(t.reads('management-1', format('read.application(%s)', (select draft ->> 'application' from d))) -> 'actions', '[]',
          'management reads it');
select is(t.reads('applicant-3', format('read.application(%s)', (select draft ->> 'application' from d))), null, 'another organisation does not');

select is(draft.malformed(c), w, coalesce('malformed: ' || w, 'well-formed')) from (values
    (t.content('fsm2-2019'), null), ('', 'content'), ('[]', 'content'), ('{"v":1}', 'content'),
    (replace(t.content('fsm2-2019'), '"v" : 1', '"v":2'), 'v'),
    (replace(t.content('fsm2-2019'), '"v" : 1', '"v":1,"v":1'), 'content'),
    (replace(t.content('fsm2-2019'), '"applied_ore" : 120000000', '"applied_ore":1.5'), 'applied_ore'),
    (replace(t.content('fsm2-2019'), '"applied_ore" : 120000000', '"applied_ore":1e3'), 'applied_ore'),
    (replace(t.content('fsm2-2019'), '"amount_ore": 120000000', '"amount_ore": "1"'), 'budget.0.amounts.0'),
    (replace(t.content('fsm2-2019'), '"line": 1', '"line": null'), 'budget.0.line'),
    (t.content('fsm2-2019', 1, '{"unit_hours":["x"]}'), 'unit_hours'),
    (t.content('fsm2-2019', 1, '{"parties":[1]}'), 'parties.0'),
    (t.content('fsm2-2019', 1, '{"answers":[{"code":"x"}]}'), 'answers.0'),
    (t.content('fsm2-2019', 1, '{"title":"A\u0001"}'), 'title'),
    (t.content('fsm2-2019', 1, '{"title":"A\u030a"}'), 'title')) v(c, w);

-- Twenty versions stay: a colleague's save does not break a submission under way.
do $$
declare v jsonb := (select draft from d);
begin
    for i in 5 .. 30 loop
        perform t.must(t.reads('applicant-1', format('draft.save(%s, %s, %L)', v ->> 'application', i, t.content('fsm2-2019'))));
    end loop;
end $$;
select is((select count(*)::int from draft.version), 20, 'older versions are forgotten');
select is((select min(version) from draft.version), 12, 'the newest twenty stay');
select is((select count(*)::int from draft.attachment x where not exists (
    select from draft.version v where v.application = x.application and v.version = x.version)), 0, 'their attachments go with them');

-- Files are looked at for CPR numbers when they come, or later when the scanner was away.
create temp table e as select t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019'), '{}') as draft;
update e set draft = t.attach('applicant-1', draft, 'form', '%PDF-1.7 one');
update e set draft = t.attach('applicant-1', draft, 'budget', '%PDF-1.7 other');
create function pg_temp.page(p_name text default 'applicant-1') returns jsonb language sql as
$$select t.reads(p_name, format('read.application(%s)', (select draft ->> 'application' from e)))$$;
create function pg_temp.scan(p_bytes text, p_name text, p_outcome text) returns text language sql as
$$select t.refusal(t.run('tilsagn_grantee', format('select store.scanned(%L::bytea, %L)', sha256(p_bytes::bytea), p_outcome), (select person from t.people where name = p_name)))$$;
create function pg_temp.later(p_call text) returns jsonb language sql as
$$select t.run('tilsagn_sequencer', 'select ' || replace(p_call, '$B', (select upload::text from store.file where sha256 = sha256('%PDF-1.7 other'))))$$;
select is(jsonb_path_query_array(pg_temp.page(), '$.slots[*].file.scan'), '[null, null]', 'nobody has looked yet');
select is(pg_temp.scan('%PDF-1.7 one', 'applicant-3', 'nothing'), 'LG301', 'another organisation''s file cannot be called clean');
select is(pg_temp.scan('%PDF-1.7 one', 'applicant-1', 'found'), '23514', 'a worker keeps no file in which a number was found');
select is(pg_temp.scan('%PDF-1.7 one', 'applicant-1', 'partly'), 'done', 'what was said is noted');
select is(pg_temp.scan('%PDF-1.7 one', 'applicant-1', 'nothing'), 'done', 'and again');
select is(jsonb_path_query_array(pg_temp.page(), '$.slots[*].file.scan'), '[{"outcome": "partly", "places": []}, null]', 'the first answer stays');
select is(pg_temp.later('upload from store.unscanned($B - 1)') ->> 'value', (select upload::text from store.file where sha256 = sha256('%PDF-1.7 other')), 'the other one is still to be looked at');
select is(pg_temp.later('store.unscanned_chunk($B, 0)') ->> 'value', '\x' || encode('%PDF-1.7 other', 'hex'), 'so its bytes are read for that');
select is(pg_temp.later('store.scanned_later($B, ''found'', ''[{"page":2,"line":7,"date":"010190"}]'')'), '{"value": ""}', 'and a number is found');
select is(pg_temp.later('store.unscanned_chunk($B, 0)') ->> 'value', null, 'then they are not read any more');
select is(pg_temp.later('store.scanned_later($B, ''nothing'', ''[]'')'), '{"value": ""}', 'nothing overwrites it');
select is(pg_temp.page() -> 'violations', '[{"code": "number_in_file", "date": "010190", "line": 7, "page": 2, "field": "attachments.budget"}]', 'the page says where');
select is(pg_temp.page() -> 'actions', '["draft.save", "draft.attach", "draft.detach"]', 'and does not offer to send it');
select is(t.refusal(t.submit('applicant-1', e.draft, '2019-09-01 08:00:00Z')), 'LG102 attachments.budget:number_in_file', 'it is not sent') from e;
update e set draft = t.attach('applicant-1', draft, 'budget', '%PDF-1.7 third');
select is(t.refusal(t.submit('applicant-1', e.draft, '2019-09-01 08:00:00Z')), 'verdict on_time', 'a file that nobody could look at in time is') from e;
select * from finish();
