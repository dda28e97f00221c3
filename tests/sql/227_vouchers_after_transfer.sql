-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers of a grant that goes over to a successor: what its predecessor answered stays the predecessor's, what it left
-- unanswered and what is asked later is the successor's, with the successor's files. What the predecessor sent, the successor
-- downloads from the decision on; nothing else of it, and nothing comes back the other way.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
\set check_vouchers `cat "$SQL_DIR"/checks/66_vouchers.sql`
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"x","applied":120000000,"award":100000000},{"name":"y","applied":120000000,"award":100000000}]');
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.r(p_case text default 'x') returns bigint language sql as $$
  select max(entry) from grants.voucher_request where application = t.sent(p_case)::bigint$$;
create function pg_temp.ask(p_version int, p_case text default 'x') returns text language sql as $$
  select pg_temp.does('officer-1', 'request_vouchers', format('{"application":%s,"version":%s,"reason":"Stikprøve"}', t.sent(p_case), p_version))$$;
create function pg_temp.save(p_name text, p_file text) returns text language sql as $$
  select t.refusal(t.reads(p_name, format('draft.save_voucher(%s, 1, ''Løn'', ''bilag.pdf'', %L::bytea)', t.sent('x'), '\x' || p_file)))$$;
create function pg_temp.answer(p_name text, p_file text, p_case text default 'x') returns text language sql as $$
  select pg_temp.does(p_name, 'submit_vouchers', format('{"application":%s,"request":%s,"lines":[{"line":1,"note":"Løn","files":[{"sha256":"%s","filename":"bilag.pdf"}]}]}',
    t.sent(p_case), pg_temp.r(p_case), p_file))$$;
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
-- who downloads a file, byte by byte
create function pg_temp.gets(p_file text) returns text language sql as $$
  select string_agg(n, ' ' order by n) from unnest(array['applicant-1', 'management-1', 'applicant-3', 'management-2', 'management-3', 'external-auditor-1', 'officer-1']) n
   where t.reads(n, format('to_json(octet_length(read.file_chunk(%L, 0)))::text', p_file)) is not null$$;
-- the auditor of who has the grant reports on a version of its accounts
create function pg_temp.reports(p_manager text, p_version int, p_file text) returns text language plpgsql as $$
begin
  perform t.does(p_manager, 'appoint_auditor', format('{"application":%s,"firm":"40000001"}', t.sent('x')));
  return pg_temp.does('external-auditor-1', 'endorse_accounts', format('{"application":%s,"version":%s,"sha256":"%s","opinion":"clean","auditor_number":%s,"report_sha256":"%s","note":""}',
    t.sent('x'), p_version, (select encode(a.sha256, 'hex') from grants.accounts a where a.application = t.sent('x')::bigint and a.version = p_version),
    (select to_json(i.value) from t.people p join identity.human h on h.human = p.human join identity.pii i on i.commitment = h.proof_commitment where p.name = 'external-auditor-1'), p_file));
end $$;
create function pg_temp.report_linked(p_name text, p_version int) returns jsonb language sql as $$
  select jsonb_agg(s -> 'report_readable') from jsonb_array_elements(t.reads(p_name, format('read.accounts(%s, %s)', t.sent('x'), p_version)) -> 'sign_offs') s where s ->> 'level' = 'auditor'$$;
create function pg_temp.logged() returns text language sql as $$
  select l.what || ' ' || array_to_string(l.applications, ' ') || ' ' || l.organisation from identity.read_log l order by l.read desc limit 1$$;
-- files of the application as somebody's page has them: with a link, or in brackets without
create function pg_temp.listed(p_name text) returns text language sql as $$
  select string_agg(case when (f ->> 'readable')::boolean then f ->> 'slot' else '(' || (f ->> 'slot') || ')' end, ' ')
    from jsonb_array_elements(t.reads(p_name, format('read.grant(%s)', t.sent('x'))) -> 'files') f$$;
create temp table f as select t.upload('applicant-1', '%PDF-1.7 a1') as a1, t.upload('applicant-1', '%PDF-1.7 a2') as a2,
  encode(sha256('%PDF-1.7 form'), 'hex') as form, t.upload('applicant-1', '%PDF-1.7 y1') as y1, t.upload('external-auditor-1', '%PDF-1.7 r1') as r1,
  t.upload('external-auditor-1', '%PDF-1.7 r3') as r3, t.upload('applicant-3', '%PDF-1.7 b2') as b2, t.upload('applicant-3', '%PDF-1.7 b3') as b3;

-- one request that the first grantee answers, one for which it only gathers
select testing.freeze('2020-11-10 08:00:00Z');
select t.accounted('x', 'part', '2020-10-31', 62000000) \g /dev/null
select is(pg_temp.ask(1), 'done', 'asked of A');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(pg_temp.answer('applicant-1', a1), 'done', 'A answers') from f;
select is(pg_temp.judged(), 'verdict accept', 'which is decided');
select is(pg_temp.reports('management-1', 1, r1), 'done', 'and its auditor reports') from f;
select t.accounted('x', 'part', '2020-10-31', 61000000) \g /dev/null
select is(pg_temp.ask(2), 'done', 'asked again');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r()::text)), 'done', 'drawn');
select is(pg_temp.save('applicant-1', a2), 'done', 'A gathers') from f;
select is(pg_temp.save('applicant-3', b2), 'LG301', 'B does not') from f;

-- another grant of A, with vouchers of its own
select t.accounted('y', 'part', '2020-10-31', 62000000) \g /dev/null
select is(pg_temp.ask(1, 'y'), 'done', 'asked on another grant');
select t.head() \g /dev/null
select is(t.refusal(t.draw(pg_temp.r('y')::text)), 'done', 'drawn');
select is(pg_temp.answer('applicant-1', y1, 'y'), 'done', 'which A answers') from f;
select is(array[pg_temp.gets(form), pg_temp.gets(a1), pg_temp.gets(y1), pg_temp.gets(a2), pg_temp.gets(r1)],
  array['applicant-1 management-1 officer-1', 'applicant-1 management-1 officer-1', 'applicant-1 management-1 officer-1', 'applicant-1 management-1', 'applicant-1 external-auditor-1 management-1 officer-1'],
  'whose the files are so far') from f;

-- it goes over
select testing.freeze('2030-01-01 08:00:00Z');
select t.must(t.propose('register', 'change', '{"v":1,"organisations":[],"people":[],"changes":[{"change":"successor","cvr":"20000001","successor":"20000002","reason":"Lov"}]}',
  '{administrator-1,administrator-2}')) \g /dev/null
select testing.freeze('2020-11-12 08:00:00Z');
create temp table p as select t.must(t.does('officer-3', 'propose_transfer', format('{"application":%s,"successor":"20000002","reason":"Sammenlagt"}', t.sent('x')))) ->> 'entry' as entry;
select is(pg_temp.sees('applicant-3'), array['', 'bilag.pdf answered then accept'], 'who is asked to take it over reads what was asked and answered');
select is(pg_temp.doc('applicant-3') #> '{requests,0,lines,0,gathered,files}', '[]', 'and not what A has gathered');
-- one officer alone, with a proposal that may be declined, opens no file of A to B; but B's management reads the opinion on what it takes over
select is(array[pg_temp.gets(form), pg_temp.gets(a1), pg_temp.gets(y1), pg_temp.gets(a2), pg_temp.gets(r1)],
  array['applicant-1 management-1 officer-1', 'applicant-1 management-1 officer-1', 'applicant-1 management-1 officer-1', 'applicant-1 management-1', 'applicant-1 applicant-3 external-auditor-1 management-1 management-2 officer-1'],
  'the files not yet') from f;
select is(array[pg_temp.listed('applicant-1'), pg_temp.listed('applicant-3'), pg_temp.listed('applicant-2')], array['budget form', '(budget) (form)', 'budget form'], 'named without a link');
select is(pg_temp.doc('applicant-3') #> '{requests,1,lines,0,files,0,bytes}', 'null', 'as the vouchers are');
select is(pg_temp.todo('management-2'), array['accept_transfer'], 'which is on the first page of its management');
select is(pg_temp.todo('applicant-3'), array['accept_transfer management'], 'and waits for it on the others''');
select is(pg_temp.todo('applicant-1'), array['submit_accounts', 'submit_accounts', 'submit_vouchers'], 'the vouchers are still A''s to send');
select is(pg_temp.does('management-2', 'accept_transfer', format('{"application":%s,"proposal_entry":%s}', t.sent('x'), entry)), 'done', 'accepted') from p;
select is(pg_temp.todo('management-2'), '{}', 'not twice');
select is(pg_temp.does('officer-4', 'decide_transfer', format('{"application":%s,"proposal_entry":%s,"decision":"transfer","reason":"Enig"}', t.sent('x'), entry)), 'verdict transfer', 'decided') from p;

-- what A sent of this grant is B's to read from then on, what it did not send or sent of another is not
select is(array[pg_temp.gets(form), pg_temp.gets(a1), pg_temp.gets(y1), pg_temp.gets(a2), pg_temp.gets(r1)],
  array['applicant-1 applicant-3 management-1 management-2 officer-1', 'applicant-1 applicant-3 management-1 management-2 officer-1', 'applicant-1 management-1 officer-1', 'applicant-1 management-1', 'applicant-1 applicant-3 external-auditor-1 management-1 management-2 officer-1'],
  'B downloads the application''s files, the vouchers and the report') from f;
select is(array[pg_temp.listed('applicant-1'), pg_temp.listed('applicant-3')], array['budget form', 'budget form'], 'each with a link');
select is(pg_temp.doc('applicant-3') #>> '{requests,1,lines,0,files,0,bytes}', '11', 'the vouchers, too');
select is(l, 'file ' || t.sent('x') || ' 20000002', 'under the same log of reads: ' || what) from f, lateral (values ('the application''s', form), ('a voucher', a1), ('a report', r1)) v(what, file),
  lateral (select t.reads('applicant-3', format('read.file(%L)', file)) is not null as got) g, lateral (select case when got then pg_temp.logged() end as l) l;
select is(t.reads('applicant-3', format('read.application(%s)', t.sent('x'))), null, 'not the draft');

-- what was left unanswered is the successor's
select is(pg_temp.todo('applicant-1'), array['submit_accounts'], 'nothing waits for A but the accounts of the other grant');
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
select is(pg_temp.reports('management-2', 3, r3), 'done', 'and B''s auditor reports') from f;
select is(array[pg_temp.gets(b2), pg_temp.gets(b3), pg_temp.gets(r3), pg_temp.gets(a1)], array['applicant-3 management-2 officer-1', 'applicant-3 management-2 officer-1',
  'applicant-3 external-auditor-1 management-2 officer-1', 'applicant-1 applicant-3 management-1 management-2 officer-1'], 'A downloads none of B''s, and its own on') from f;
select is(array[pg_temp.report_linked('applicant-1', 1), pg_temp.report_linked('applicant-1', 3), pg_temp.report_linked('applicant-3', 3)], array['[true]', '[false]', '[true]']::jsonb[], 'nor is it offered to A');
select is(array(select concat_ws(' ', g ->> 'application', g #>> '{transferred,organisation,cvr}', g #>> '{next_due,what}') from jsonb_array_elements(t.reads(n, 'read.grants()') -> 'grants') g order by 1), w, 'the list of grants of ' || n)
  from (values ('applicant-1', array[t.sent('x') || ' 20000002', t.sent('y') || ' final_accounts']), ('applicant-3', array[t.sent('x') || ' final_accounts'])) v(n, w);
select is(array[pg_temp.course('applicant-1'), pg_temp.course('applicant-3')], array[9, 15]::bigint[], 'nor does A read of it in the course of the case');
select is(jsonb_array_length(pg_temp.doc('officer-1') -> 'requests'), 3, 'the agency reads all');

-- planted
select is(pg_temp.finds(:'check_vouchers', p), w, w || ': ' || p) from (values
  ('-', 'select 1'),
  ('file that is not there', (select format('update store.file set organisation = ''20000001'' where sha256 = %L', '\x' || b3) from f)),
  ('answer, file that is not there', 'alter table ledger.entry drop constraint entry_header; update ledger.entry set organisation = ''20000001'' where kind = ''submit_vouchers'''),
  ('answer', 'update grants.transfer_decision set decision = ''decline''')) v(w, p);
select * from finish();
