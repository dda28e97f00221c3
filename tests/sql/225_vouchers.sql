-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers on request: asked for once, drawn from a head signed later, answered line by line, judged by one officer and
-- decided by another; payments wait, and neither side gets rid of a sample.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql

-- five lines of which 300,000 kr. are no large ones: an interval of 100,000
create temp table p as select jsonb_agg(jsonb_build_object('line', line, 'ore', ore, 'before', false)) as lines
  from (values (1, 55000000), (2, 15000000), (3, 9000000), (4, 4000000), (5, 2000000)) v(line, ore);
create function pg_temp.sample(p_first bigint, p_lines jsonb default null, p_rule jsonb default rule.voucher_rule('{}')) returns text language sql as $$
  select string_agg((s ->> 'line') || left(s ->> 'why', 1), ' ' order by n)
    from jsonb_array_elements(rule.voucher_sample(p_rule, coalesce(p_lines, (select lines from p)), lpad(to_hex(p_first), 16, '0') || repeat('7', 48)))
         with ordinality x(s, n)$$;
select is(pg_temp.sample(f), w, format('first point %s', f))
  from (values (0::bigint, '1l 2d 3d'), (3999999, '1l 2d 3d'), (4000000, '1l 2d 4d'), (4999999, '1l 2d 4d'), (5000000, '1l 2d 3d 4d'), (7999999, '1l 2d 3d 4d'),
               (8000000, '1l 2d 3d 5d'), (9999999, '1l 2d 3d 5d'), (10000000, '1l 2d 3d'), (-9223372036854775808, '1l 2d 3d')) v(f, w);
select is(pg_temp.sample(0, jsonb_set(lines, '{4,before}', 'true')), '1l 2d 3d 5b', 'what was asked for before is taken') from p;
select is(pg_temp.sample(5, jsonb_path_query_array(lines, '$[0]')), '1l', 'large lines alone') from p;
select is(pg_temp.sample(0, null, '{"always_from_ore":1,"draws":1,"days":1}'), '1l 2l 3l 4l 5l', 'everything');
select is(pg_temp.sample(84999999, null, '{"always_from_ore":99000000,"draws":1,"days":1}'), '5d', 'one point on the last øre');
select is(rule.voucher_sample('{"always_from_ore":9,"draws":1}', '[]', repeat('0', 64)), '[]', 'of nothing nothing');
select throws_ok($$select rule.voucher_sample('{"always_from_ore":9,"draws":0}', '[]', repeat('0', 64))$$, 'LG102');
select throws_ok($$select rule.voucher_sample('{"always_from_ore":9,"draws":1}', '[]', 'x')$$, 'LG102');
select is(rule.voucher_rule('{"vouchers":{"draws":7}}'), '{"draws":7}', 'a call may have its own rule');
-- over every first point each line is drawn in proportion to its amount
select is((select array_agg(c order by line) from (select line, count(*) as c from generate_series(0, 9) f,
    lateral jsonb_to_recordset(rule.voucher_sample('{"always_from_ore":100,"draws":3,"days":1}',
      '[{"line":1,"ore":16,"before":false},{"line":2,"ore":9,"before":false},{"line":3,"ore":5,"before":false}]',
      lpad(to_hex(f), 16, '0') || repeat('0', 48))) s(line int) group by line) x), array[10, 9, 5]::bigint[], 'in proportion');

create or replace function t.content(p_call text, p_applied bigint default 120000000, p_change jsonb default '{}') returns text language sql as $$
  select json_build_object('v', 1, 'title', 'Sammen om job', 'description', 'Flere i job', 'parties', '[]'::jsonb, 'unit_hours', '[]'::jsonb, 'applied_ore', p_applied,
    'budget', (select jsonb_agg(jsonb_build_object('line', l, 'category', c.definition #> '{categories,0,code}', 'text', 'Løn ' || l, 'note', '37 timer',
        'own_funding_ore', 0, 'amounts', jsonb_build_array(jsonb_build_object('year', 2021, 'amount_ore', ore)))) from (values
        (1, p_applied - 60000000), (2, 30000000), (3, 20000000), (4, 6000000), (5, 4000000)) v(l, ore)),
    'answers', (select jsonb_agg(jsonb_build_object('code', k -> 'code', 'text', 'Svar')) from (
        select jsonb_array_elements(c.definition -> 'criteria') union all select jsonb_array_elements(c.definition -> 'questions')) q(k)))::text
    from t.call c where c.call = p_call $$;
call t.awarded();
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.accounts(p_two bigint default 15000000, p_to text default '2020-10-31') returns text language sql as $$
  select jsonb_set(t.accounts(pg_temp.a(), 1, 'part', p_to)::jsonb, '{lines}', (select jsonb_agg(jsonb_build_object('line', line, 'actual_ore', ore, 'own_funding_ore', 0) || ('{' || substr(t.days(pg_temp.a(), p_to), 2) || '}')::jsonb)
    from (values (1, 55000000), (2, p_two), (3, 9000000), (4, 4000000), (5, 2000000)) v(line, ore)))::text $$;
create function pg_temp.sent(p_two bigint default 15000000, p_to text default '2020-10-31') returns text language plpgsql as $$
  declare v jsonb := t.must(t.does('applicant-1', 'submit_accounts', pg_temp.accounts(p_two, p_to)));
  begin return t.refusal(t.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), v))); end $$;
create function pg_temp.ask(p_name text, p_version int default 1, p_reason text default 'Stikprøve') returns text language sql as $$
  select pg_temp.does(p_name, 'request_vouchers', format('{"application":%s,"version":%s,"reason":"%s"}', pg_temp.a(), p_version, p_reason))$$;
create function pg_temp.r() returns bigint language sql as $$select max(entry) from grants.voucher_request$$;
create function pg_temp.doc(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.vouchers(%s)', pg_temp.a()))$$;
create function pg_temp.wait() returns text language sql as $$
  select coalesce((w ->> 'code') || ' ' || (w ->> 'by'), 'nothing') from (select grants.vouchers_wait(pg_temp.a()::bigint) as w) x$$;
create function pg_temp.prepare(p_version text) returns text language sql as $$select pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), p_version))$$;
create function pg_temp.answer(p_name text, p_lines jsonb) returns text language sql as $$
  select pg_temp.does(p_name, 'submit_vouchers', format('{"application":%s,"request":%s,"lines":%s}', pg_temp.a(), pg_temp.r(), p_lines))$$;
create function pg_temp.lines(p_files jsonb, p_note text default '') returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('line', v.line, 'note', p_note, 'files', p_files) order by v.line) from grants.voucher_line v where v.request = pg_temp.r()$$;
-- every line in full, line 2 with so much
create function pg_temp.judge(p_name text, p_two bigint default 15000000, p_result text default 'part', p_reason text default 'Ét bilag mangler') returns text language sql as $$
  select pg_temp.does(p_name, 'judge_vouchers', format('{"application":%s,"request":%s,"reason":"Set","lines":%s}', pg_temp.a(), pg_temp.r(), (
    select jsonb_agg(jsonb_build_object('line', v.line, 'result', case when v.line = 2 and p_two < v.ore then p_result else 'full' end,
      'accepted_ore', case when v.line = 2 then least(p_two, v.ore) else v.ore end, 'reason', case when v.line = 2 and p_two < v.ore then p_reason else '' end) order by v.line)
    from grants.voucher_line v where v.request = pg_temp.r())))$$;
create function pg_temp.decide(p_name text, p_decision text default 'accept') returns text language sql as $$
  select pg_temp.does(p_name, 'decide_vouchers', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', pg_temp.a(),
    (select max(entry) from grants.voucher_judgement), p_decision))$$;
create function pg_temp.todo(p_name text) returns text[] language sql as $$
  select array(select (x ->> 'act') || coalesce(' ' || (x ->> 'waiting_for'), '') from (select t.reads(p_name, 'read.tasks()') as d) d,
    lateral (select jsonb_array_elements(d -> 'tasks') union all select jsonb_array_elements(d -> 'waiting')) y(x) where x ->> 'what' = 'vouchers' order by 1)$$;

select testing.freeze('2020-11-10 08:00:00Z');
select is(pg_temp.ask('officer-1'), 'LG502 submit_accounts', 'no accounts, no vouchers');
select is(pg_temp.sent(), 'done', 'part accounts of 850,000, signed off');
select is(pg_temp.doc('officer-1') -> 'actions', '["request_vouchers"]', 'an officer can ask');
select is(pg_temp.doc('officer-1') -> 'rule_of_call', 'false', 'by the agency''s own rule: the call''s text has none');
select is(pg_temp.doc('applicant-1') -> 'actions', '[]', 'the grantee cannot');
select is(pg_temp.doc('applicant-3'), null, 'another municipality sees nothing');
select is(pg_temp.prepare('1'), 'done', 'an instalment is prepared');
select is(pg_temp.ask('finance-1'), 'LG401', 'finance does not ask');
select is(pg_temp.ask('applicant-1') ~ '^42501', true, 'nor the grantee');
select is(pg_temp.ask('officer-1', 1, ' ') ~ '^LG101', true, 'with a reason');
select is(pg_temp.ask('officer-1', 2), 'LG503 1', 'of the newest accounts');
select is(pg_temp.ask('officer-1'), 'done', 'asked');
select is(pg_temp.ask('officer-2'), 'LG502 submit_accounts', 'once: nobody asks until the sample suits');
select is(pg_temp.wait(), 'vouchers_undrawn system', 'payments wait');
select is(pg_temp.doc('applicant-1') ->> 'state', 'undrawn', 'nothing is drawn yet');
select is(pg_temp.doc('applicant-1') #> '{requests,0,lines}', '[]', 'nobody knows the lines');
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', max(instalment))), 'LG502 vouchers_undrawn', 'what was prepared is not approved')
  from grants.instalment;
select is(t.run('tilsagn_sequencer', 'select read.draws_due()') ->> 'value', '{"requests" : []}', 'no head behind it');
select is(t.refusal(t.draw(pg_temp.r()::text)), 'LG502 a signed head of the log', 'no draw');
select is(pg_temp.answer('applicant-1', '[{"line":1,"note":"x","files":[]}]'), 'LG502 draw_vouchers', 'no answer');
select is(pg_temp.judge('officer-1') ~ '^LG101', true, 'no judgement');

create temp table h as select t.head() as size;
select is(t.run('tilsagn_sequencer', 'select read.draws_due()') ->> 'value', format('{"requests" : [%s]}', pg_temp.r()), 'the sequencer is told');
select is(t.run('tilsagn_agency', 'select read.draws_due()') ->> 'error', '42501', 'and nobody else');
select is(t.act('draw_vouchers', 'agency', (select person from t.people where name = 'officer-1'), 'officer', format('{"request":%s}', pg_temp.r())) ->> 'error', '42501', 'an officer does not draw');
select is(t.refusal(t.draw('999999')), 'LG301', 'what was asked');
select testing.freeze('2020-11-10 08:00:05Z');
select is(t.head() > size, false, 'nothing new, no other head') from h;
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(t.refusal(t.draw(pg_temp.r()::text)), 'LG502 submit_vouchers', 'once');
select is(d.size, h.size, 'from the first head behind the request') from grants.voucher_draw d, h;
select is(d.seed, sha256(e.leaf_hash || ledger.log_root(d.size)), 'the seed: the request''s leaf hash and the head''s root')
  from grants.voucher_draw d join ledger.entry e on e.entry = d.request;
select is(jsonb_agg(jsonb_build_object('line', v.line, 'ore', v.ore, 'why', v.why) order by v.line),
  (select rule.voucher_sample(rule.voucher_rule('{}'), lines, encode(d.seed, 'hex')) from p), 'the lines follow from it')
  from grants.voucher_line v join grants.voucher_draw d on d.request = v.request group by d.seed;
select is(pg_temp.doc('applicant-1') #>> '{requests,0,due}', '2020-11-24', 'a fortnight');
select is(pg_temp.doc('applicant-1') #>> '{requests,0,lines,0,why}', 'large', 'line 1 is large');
select is(pg_temp.wait(), 'vouchers applicant', 'the grantee''s turn');
select is(pg_temp.todo('applicant-1'), array['submit_vouchers'], 'on its first page');
select is(pg_temp.todo('management-1'), array['submit_vouchers applicant'], 'and its management''s');
select is(pg_temp.todo('officer-1'), '{}', 'nothing for officers');
select is(t.reads('management-1', format('read.grant(%s)', pg_temp.a())) -> 'missing' @> '[{"act":"submit_vouchers","code":"vouchers","by":"applicant"}]', true, 'the grant says what is missing');
select is(pg_temp.judge('officer-1'), 'LG502 submit_vouchers', 'not judged before its day');

-- gathered line by line, not a record
create temp table f as select t.upload('applicant-1', '%PDF-1.7 faktura') as sha256;
create function pg_temp.save(p_name text, p_line int, p_note text, p_file text default null, p_as text default 'faktura.pdf') returns text language sql as $$
  select t.refusal(t.reads(p_name, format('draft.save_voucher(%s, %s, %L, %L, %L::bytea)', pg_temp.a(), p_line, p_note, case when p_file is not null then p_as end, '\x' || p_file)))$$;
select is(pg_temp.save('applicant-1', 2, 'Faktura', sha256), 'done', 'kept') from f;
select is(pg_temp.save('applicant-2', 2, 'Faktura fra maj'), 'done', 'a colleague changes the text');
select is(pg_temp.doc('applicant-1') #> '{requests,0,lines,1,gathered}', jsonb_build_object('note', 'Faktura fra maj', 'files', jsonb_build_array(jsonb_build_object(
  'sha256', sha256, 'filename', 'faktura.pdf', 'bytes', 16, 'media_type', 'application/pdf'))), 'both are there') from f;
select is(pg_temp.doc('officer-1') #> '{requests,0,lines,1,gathered}', 'null', 'the agency does not see it');
select is(pg_temp.save('management-1', 2, 'x'), 'LG401', 'applicants gather');
select is(pg_temp.save('applicant-3', 2, 'x'), 'LG301', 'of the own grant');
select is(pg_temp.save('applicant-1', 99, 'x'), 'LG301', 'for a line that is asked for');
select is(pg_temp.save('applicant-1', 2, '010170-1234'), 'LG102 vouchers.2.note:personal_number', 'no CPR number');
select is(pg_temp.save('applicant-1', 2, '', sha256, '0101701234.pdf'), 'LG102 vouchers.2.file:named_by_number', 'nor in a name') from f;
select is(pg_temp.save('applicant-1', 2, '', sha256, 'a/b.pdf'), 'LG102 vouchers.2.file:malformed', 'nor a path') from f;
select is(pg_temp.save('applicant-1', 2, '', repeat('0', 64)), 'LG301', 'nor a file that is not there');
select is(t.refusal(t.reads('applicant-1', format('draft.drop_voucher(%s, 2, %L::bytea)', pg_temp.a(), '\x' || sha256))), 'done', 'taken away') from f;
select is(t.refusal(t.reads('applicant-1', format('draft.drop_voucher(%s, 2, %L::bytea)', pg_temp.a(), '\x' || sha256))), 'LG301', 'once') from f;

-- one answer, whole
create temp table one as select jsonb_build_array(jsonb_build_object('sha256', sha256, 'filename', 'faktura.pdf')) as files from f;
select is(pg_temp.answer('applicant-1', pg_temp.lines('[]')), (select 'LG102 ' || string_agg('vouchers.' || line || ':voucher_missing', ' ' order by line) from grants.voucher_line), 'each line is told');
select is(pg_temp.answer('applicant-1', pg_temp.lines(files) - 0), 'LG102 vouchers.1:voucher_missing', 'one left out') from one;
select is(pg_temp.answer('applicant-1', pg_temp.lines(files) || jsonb_build_array(pg_temp.lines(files) -> 0, '{"line":99,"note":"x","files":[]}'::jsonb)) ~ 'line:duplicate lines.[0-9].line:unknown_line$', true, 'nor one twice, nor another') from one;
select is(pg_temp.answer('applicant-1', jsonb_set(pg_temp.lines(files), '{0,files,0,sha256}', to_jsonb(repeat('0', 64)))), 'LG102 lines.0.files.0.sha256:no_file', 'nor a file that nobody uploaded') from one;
select is(pg_temp.answer('applicant-1', jsonb_set(pg_temp.lines(files), '{0,files}', files || files)), 'LG102 lines.0.files.1.sha256:duplicate', 'nor the same twice') from one;
select is(pg_temp.answer('applicant-1', jsonb_set(pg_temp.lines(files), '{0,files,0,filename}', '"a/b.pdf"')), 'LG102 lines.0.files.0.filename:malformed', 'nor a path') from one;
select is(pg_temp.answer('applicant-1', pg_temp.lines('[]', '010170-1234')) ~ '^LG102 .*personal_number', true, 'nor a CPR number');
call t.by_hand('store.scan', $$insert into store.scan select upload, 'found', '[{"page":1,"line":7,"date":"010170"}]', at from store.file where media_type = 'application/pdf'
  on conflict (upload) do update set outcome = excluded.outcome, places = excluded.places$$);
select is(pg_temp.answer('applicant-1', pg_temp.lines('[]', 'Findes ikke') - 0 || jsonb_build_array(pg_temp.lines(files) -> 0)) ~ '^LG102 lines.[0-9].files.0.sha256:number_in_file$', true, 'nor one found in a file since') from one;
call t.by_hand('store.scan', $$update store.scan set outcome = 'nothing', places = '[]'$$);
select is(pg_temp.answer('applicant-3', pg_temp.lines(files)), 'LG301', 'of the own grant') from one;
select is(pg_temp.answer('management-1', pg_temp.lines(files)), 'LG401', 'by an applicant') from one;
select is(t.reads('officer-1', format('read.file(%L)', sha256)), null, 'the agency does not see the file yet') from f;
select is(pg_temp.answer('applicant-1', pg_temp.lines('[]', 'Findes ikke') - 0 || jsonb_build_array(pg_temp.lines(files) -> 0)), 'done', 'a file, or a word why there is none') from one;
select is(pg_temp.answer('applicant-1', pg_temp.lines(files)), 'LG502 judge_vouchers', 'once') from one;
select is(pg_temp.save('applicant-1', 2, 'x'), 'LG502 request_vouchers', 'nothing is gathered any more');
select is((select count(*) from draft.voucher_note), 0::bigint, 'nor kept twice');
select is(t.reads('officer-1', format('read.file(%L)', sha256)) ->> 'size', '16', 'now it does') from f;
select is(t.reads('applicant-3', format('read.file(%L)', sha256)), null, 'another municipality never') from f;

-- judged and decided
select is(pg_temp.wait(), 'vouchers_unjudged officer', 'the agency''s turn');
select is(pg_temp.todo('officer-1'), array['judge_vouchers'], 'for every officer');
select is(pg_temp.judge('finance-1'), 'LG401', 'officers judge');
select is(pg_temp.judge('officer-1', 15000000 - 1, 'none'), 'LG102 lines.1.accepted_ore:out_of_range', 'none is nothing');
select is(pg_temp.judge('officer-1', 0, 'part'), 'LG102 lines.1.accepted_ore:out_of_range', 'part is something');
select is(pg_temp.judge('officer-1', 12000000, 'full'), 'LG102 lines.1.accepted_ore:out_of_range', 'full is all');
select is(pg_temp.judge('officer-1', 12000000, 'most') ~ 'lines.1.result:unknown', true, 'nothing else');
select is(pg_temp.judge('officer-1', 12000000, 'part', ''), 'LG102 lines.1.reason:missing', 'with a reason');
select is(pg_temp.does('officer-1', 'judge_vouchers', format('{"application":%s,"request":%s,"reason":"Set","lines":[{"line":1,"result":"full","accepted_ore":55000000,"reason":""}]}', pg_temp.a(), pg_temp.r())) ~ 'vouchers.2:missing', true, 'every line');
select is(pg_temp.judge('officer-1', 0, 'none', 'Intet bilag'), 'done', 'judged');
select is(pg_temp.judge('officer-2'), 'LG502 decide_vouchers', 'one judgement at a time');
select is(pg_temp.wait(), 'vouchers_undecided officer', 'another officer''s turn');
select is(pg_temp.doc('applicant-1') #> '{requests,0,judgements}', '[]', 'the grantee does not see what is only judged');
select is(t.reads('applicant-1', format('read.grant(%s)', pg_temp.a())) -> 'timeline' @> '[{"kind":"judge_vouchers"}]', false, 'nor in the course of the case');
select is(pg_temp.todo(n), w, n || ' sees whose it is') from (values ('officer-1', array['decide_vouchers officer']), ('officer-2', array['decide_vouchers'])) v(n, w);
select is(pg_temp.decide('officer-1'), 'LG402 decide_vouchers/judge_vouchers', 'by another');
select is(pg_temp.decide('officer-2', 'maybe') ~ '^LG101', true, 'accept or decline');
select is(pg_temp.decide('officer-2', 'decline'), 'verdict decline', 'sent back');
select is(pg_temp.decide('officer-2'), 'LG502 judge_vouchers', 'once');
select is(pg_temp.judge('officer-1', 12000000), 'done', 'judged again');
select is(pg_temp.decide('officer-2'), 'verdict accept', 'accepted');
select is(pg_temp.judge('officer-3'), 'LG502 submit_accounts', 'it stands');
select is(pg_temp.doc('applicant-1') #>> '{requests,0,judgements,0,lines,1,accepted_ore}', '12000000', 'the grantee sees it');
select is(pg_temp.doc('applicant-1') #>> '{requests,0,judgements,0,at}', '2020-11-10T08:00:05.000000Z', 'and when');
select is(jsonb_array_length(pg_temp.doc('applicant-1') #> '{requests,0,judgements}'), 1, 'and not what was sent back');
select is(pg_temp.wait(), 'vouchers_short applicant', 'accounts without what fell short');
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', max(instalment))), 'LG502 vouchers_short', 'the instalment still waits') from grants.instalment;
select is(rights.why_not(person, 'approve_instalment', 'grant:' || pg_temp.a()) #>> '{reason,by}', 'applicant', 'and the page knows for whom') from t.people where name = 'finance-1';

-- the grantee sends the same again: what fell short binds
select testing.freeze('2020-11-20 08:00:00Z');
select is(pg_temp.sent(), 'done', 'accounts with 150,000 on line 2 once more');
select is(pg_temp.wait(), 'vouchers_short applicant', 'do not get rid of it');
select is(pg_temp.prepare('2'), 'LG502 vouchers_short', 'nothing is prepared');
select is(t.reads('officer-1', format('read.accounts(%s, 2)', pg_temp.a())) -> 'missing' @> '[{"act":"prepare_instalment","code":"vouchers_short","by":"applicant"}]', true, 'and the page says so');
select is(pg_temp.ask('officer-2', 2), 'done', 'asked again');
-- and again, to be rid of the request
select is(pg_temp.sent(14000000), 'done', 'newer accounts before the draw');
select t.head() \g /dev/null
select is(t.run('tilsagn_sequencer', 'select read.draws_due()') ->> 'value', '{"requests" : []}', 'void it');
select is(t.refusal(t.draw(pg_temp.r()::text)), 'LG502 request_vouchers', 'nothing is drawn');
select is(pg_temp.wait(), 'vouchers_voided officer', 'it is asked again');
select is(pg_temp.todo('officer-2'), array['request_vouchers'], 'says the first page');
select is(pg_temp.ask('officer-2', 3), 'done', 'asked');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(why, 'before', 'with line 2, whatever the seed') from grants.voucher_line where request = pg_temp.r() and line = 2;
select is(pg_temp.judge('officer-1', 14000000), 'LG502 submit_vouchers', 'its fortnight');
select testing.freeze('2020-12-04 23:00:00Z');
select is(pg_temp.doc('applicant-1') #>> '{requests,0,due}', '2020-12-04', 'is over');
select is(pg_temp.doc('officer-1') -> 'actions', '["judge_vouchers"]', 'judged without an answer');
select is(pg_temp.todo('applicant-1'), array['submit_vouchers'], 'or answered late');
select is(pg_temp.answer('applicant-1', pg_temp.lines(files)), 'done', 'late is taken') from one;
select is(pg_temp.doc('officer-1') #> '{requests,0,late}', 'true', 'and marked');
-- sent once more after the draw: its lines are met again
select is(pg_temp.sent(13000000), 'done', 'newer accounts after the draw');
select is(pg_temp.judge('officer-1', 13000000), 'LG503 4', 'void it, too');
select is((select array_agg(l ->> 'line' order by n) from jsonb_array_elements(grants.voucher_lines(a.entry)) with ordinality x(l, n) where (l ->> 'before')::boolean),
  (select array_agg(line::text order by line) from grants.voucher_line where request = pg_temp.r()), 'and every line of it stands in the next sample')
  from grants.accounts a where a.version = 4;
select is(pg_temp.ask('officer-2', 4), 'done', 'which is asked for');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(pg_temp.answer('applicant-1', pg_temp.lines(files)), 'done', 'answered') from one;
select is(pg_temp.judge('officer-1', 13000000), 'done', 'all is documented');
select is(pg_temp.decide('officer-2'), 'verdict accept', 'accepted');
select is(pg_temp.wait(), 'nothing', 'nothing waits');
select is(pg_temp.doc('officer-1') -> 'missing', '[]', 'nothing is missing');
select is(pg_temp.prepare('4'), 'done', 'it is prepared');
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', max(instalment))), 'done', 'and approved') from grants.instalment;
-- accounts of a later period need no vouchers for what was documented
select testing.freeze('2020-12-20 08:00:00Z');
select is(pg_temp.sent(20000000, '2020-11-30'), 'done', 'line 2 has grown');
select is(pg_temp.wait(), 'nothing', 'which nobody asked about');
select * from finish();
