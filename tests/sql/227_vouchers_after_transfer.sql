-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers of a grant that goes over to a successor: what its predecessor answered stays the predecessor's, what it left
-- unanswered and what is asked later is the successor's, with the successor's files.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
\set check_vouchers `cat "$SQL_DIR"/checks/66_vouchers.sql`
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"x","applied":120000000,"award":100000000}]');
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.r() returns bigint language sql as $$select max(entry) from grants.voucher_request$$;
create function pg_temp.ask(p_version int) returns text language sql as $$
  select pg_temp.does('officer-1', 'request_vouchers', format('{"application":%s,"version":%s,"reason":"Stikprøve"}', t.sent('x'), p_version))$$;
create function pg_temp.save(p_name text, p_file text) returns text language sql as $$
  select t.refusal(t.reads(p_name, format('draft.save_voucher(%s, 1, ''Løn'', ''bilag.pdf'', %L::bytea)', t.sent('x'), '\x' || p_file)))$$;
create function pg_temp.answer(p_name text, p_file text) returns text language sql as $$
  select pg_temp.does(p_name, 'submit_vouchers', format('{"application":%s,"request":%s,"lines":[{"line":1,"note":"Løn","files":[{"sha256":"%s","filename":"bilag.pdf"}]}]}',
    t.sent('x'), pg_temp.r(), p_file))$$;
create function pg_temp.judged() returns text language plpgsql as $$
begin
  perform t.does('officer-1', 'judge_vouchers', format('{"application":%s,"request":%s,"reason":"Set","lines":[{"line":1,"result":"full","accepted_ore":%s,"reason":""}]}',
    t.sent('x'), pg_temp.r(), (select ore from grants.voucher_line where request = pg_temp.r())));
  return pg_temp.does('officer-2', 'decide_vouchers', format('{"application":%s,"proposal_entry":%s,"decision":"accept","reason":"Enig"}', t.sent('x'), (select max(entry) from grants.voucher_judgement)));
end $$;
create function pg_temp.doc(p_name text) returns jsonb language sql as $$select t.reads(p_name, format('read.vouchers(%s)', t.sent('x')))$$;
-- the requests that somebody sees, the newest first: files, judgements and the word of the answer
create function pg_temp.sees(p_name text) returns text[] language sql as $$
  select array(select concat_ws(' ', (select string_agg(f ->> 'filename', ' ') from jsonb_array_elements(r -> 'lines') l, jsonb_array_elements(l -> 'files') f),
      case when r ->> 'answer_entry' is not null then 'answered' end, case when r ->> 'answered_at' is not null then 'then' end, (select string_agg(j ->> 'decision', ' ') from jsonb_array_elements(r -> 'judgements') j
      where j ->> 'decided_at' is not null))
    from jsonb_array_elements(pg_temp.doc(p_name) -> 'requests') with ordinality x(r, n) order by n)$$;
create function pg_temp.course(p_name text) returns bigint language sql as $$
  select count(*) from jsonb_array_elements(t.reads(p_name, format('read.grant(%s)', t.sent('x'))) -> 'timeline') e where e ->> 'kind' ~ 'vouchers'$$;
create function pg_temp.todo(p_name text) returns text[] language sql as $$
  select array(select (x ->> 'act') || coalesce(' ' || (x ->> 'waiting_for'), '') from (select t.reads(p_name, 'read.tasks()') as d) d,
    lateral (select jsonb_array_elements(d -> 'tasks') union all select jsonb_array_elements(d -> 'waiting')) y(x) order by 1)$$;
create function pg_temp.finds(p_check text, p_plant text) returns text language plpgsql as $$
declare
  v text;
begin
  begin
    foreach v in array array(select relation from meta.table_kind) loop execute 'alter table ' || v || ' disable trigger all'; end loop;
    execute p_plant;
    execute 'select string_agg(distinct what, '', '' order by what) from (' || p_check || ') q' into v;
    raise exception using errcode = 'TA001', message = coalesce(v, '-');
  exception when sqlstate 'TA001' then get stacked diagnostics v = message_text;
  end;
  return v;
end
$$;
create temp table f as select t.upload('applicant-1', '%PDF-1.7 a1') as a1, t.upload('applicant-1', '%PDF-1.7 a2') as a2,
  t.upload('applicant-3', '%PDF-1.7 b2') as b2, t.upload('applicant-3', '%PDF-1.7 b3') as b3;

-- one request that the first grantee answers, one for which it only gathers
select testing.freeze('2020-11-10 08:00:00Z');
select t.accounted('x', 'part', '2020-10-31', 62000000) \g /dev/null
select is(pg_temp.ask(1), 'done', 'asked of A');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(pg_temp.answer('applicant-1', a1), 'done', 'A answers') from f;
select is(pg_temp.judged(), 'verdict accept', 'which is decided');
select t.accounted('x', 'part', '2020-10-31', 61000000) \g /dev/null
select is(pg_temp.ask(2), 'done', 'asked again');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(pg_temp.save('applicant-1', a2), 'done', 'A gathers') from f;
select is(pg_temp.save('applicant-3', b2), 'LG301', 'B does not') from f;

-- it goes over
select testing.freeze('2030-01-01 08:00:00Z');
select t.must(t.propose('register', 'change', '{"v":1,"organisations":[],"people":[],"changes":[{"change":"successor","cvr":"20000001","successor":"20000002","reason":"Lov"}]}',
  '{administrator-1,administrator-2}')) \g /dev/null
select testing.freeze('2020-11-12 08:00:00Z');
create temp table p as select t.must(t.does('officer-3', 'propose_transfer', format('{"application":%s,"successor":"20000002","reason":"Sammenlagt"}', t.sent('x')))) ->> 'entry' as entry;
select is(pg_temp.sees('applicant-3'), array['', 'bilag.pdf answered then accept'], 'who is asked to take it over reads what was asked and answered');
select is(pg_temp.doc('applicant-3') #> '{requests,0,lines,0,gathered,files}', '[]', 'and not what A has gathered');
select is(pg_temp.todo('management-2'), array['accept_transfer'], 'which is on the first page of its management');
select is(pg_temp.todo('applicant-3'), array['accept_transfer management'], 'and waits for it on the others''');
select is(pg_temp.todo('applicant-1'), array['submit_accounts', 'submit_vouchers'], 'the vouchers are still A''s to send');
select is(pg_temp.does('management-2', 'accept_transfer', format('{"application":%s,"proposal_entry":%s}', t.sent('x'), entry)), 'done', 'accepted') from p;
select is(pg_temp.todo('management-2'), '{}', 'not twice');
select is(pg_temp.does('officer-4', 'decide_transfer', format('{"application":%s,"proposal_entry":%s,"decision":"transfer","reason":"Enig"}', t.sent('x'), entry)), 'verdict transfer', 'decided') from p;

-- what was left unanswered is the successor's
select is(pg_temp.todo('applicant-1'), '{}', 'nothing waits for A');
select is(t.reads('applicant-1', format('read.grant(%s)', t.sent('x'))) -> 'missing' @> '[{"act":"submit_vouchers"}]', false, 'nor is A told so');
select is(pg_temp.doc('applicant-1') -> 'actions', '[]', 'nor asked');
select is(pg_temp.answer('applicant-1', a2), 'LG301', 'nor does A answer') from f;
select is(pg_temp.save('applicant-1', a2), 'LG301', 'nor gather') from f;
select is(pg_temp.todo('applicant-3'), array['submit_accounts', 'submit_vouchers'], 'but for B');
select is(pg_temp.doc('applicant-3') #> '{requests,0,lines,0,gathered}', '{"note": "", "files": []}', 'which begins anew: A''s files are A''s');
select is((select count(*) from draft.voucher_note), 0::bigint, 'and what A had gathered is gone');
select is(pg_temp.save('applicant-3', b2), 'done', 'B gathers') from f;
select is(pg_temp.doc('applicant-3') #>> '{requests,0,lines,0,gathered,files,0,bytes}', '11', 'and sees it');
select is(t.reads('officer-1', format('read.file(%L)', b2)), null, 'the agency does not yet') from f;
select is(pg_temp.answer('applicant-3', b2), 'done', 'B answers') from f;
select is(array[t.reads('officer-1', format('read.file(%L)', b2)) ->> 'size', t.reads('officer-1', format('read.file(%L)', a1)) ->> 'size'], array['11', '11'], 'the agency opens the files of both') from f;
select is(t.reads('officer-1', format('read.file(%L)', a2)), null, 'not what was never sent') from f;
select is(pg_temp.judged(), 'verdict accept', 'decided');

-- what is asked later, too
select is(pg_temp.does('applicant-3', 'submit_accounts', t.accounts(t.sent('x'), 60000000)), 'done', 'B accounts');
select is(pg_temp.ask(3), 'done', 'asked of B');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(pg_temp.sees('applicant-1'), array['accept', 'bilag.pdf answered then accept'], 'A sees what was asked of it, its own answer, and not B''s');
select is(pg_temp.doc('applicant-1') #>> '{requests,1,lines,0,files,0,bytes}', '11', 'with its own file');
select is(pg_temp.sees('applicant-3'), array['', 'bilag.pdf answered then accept', 'bilag.pdf answered then accept'], 'B sees all');
select is(pg_temp.answer('applicant-3', a1), 'LG102 lines.0.files.0.sha256:no_file', 'not with a file of A') from f;
select is(pg_temp.answer('applicant-3', b3), 'done', 'answered') from f;
select is(t.reads('officer-2', format('read.file(%L)', b3)) ->> 'size', '11', 'the agency opens it') from f;
select is(pg_temp.judged(), 'verdict accept', 'decided');
select is(array[pg_temp.course('applicant-1'), pg_temp.course('applicant-3')], array[9, 15]::bigint[], 'nor does A read of it in the course of the case');
select is(jsonb_array_length(pg_temp.doc('officer-1') -> 'requests'), 3, 'the agency reads all');

-- planted
select is(pg_temp.finds(:'check_vouchers', p), w, w || ': ' || p) from (values
  ('-', 'select 1'),
  ('file that is not there', (select format('update store.file set organisation = ''20000001'' where sha256 = %L', '\x' || b3) from f)),
  ('answer, file that is not there', 'alter table ledger.entry drop constraint entry_header; update ledger.entry set organisation = ''20000001'' where kind = ''submit_vouchers'''),
  ('answer', 'update grants.transfer_decision set decision = ''decline''')) v(w, p);
select * from finish();
