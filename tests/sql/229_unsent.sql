-- SPDX-License-Identifier: EUPL-1.2
-- What was never sent goes a year after its call, and the files that only it named; whoever is held keeps theirs. Days by
-- hand: the call ends on 24 October 2032 (after the world was made, or nobody could be held), so 25 October 2033 is the first day, and 25 September the first that tells it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
-- planted: unsent
\set check_unsent `cat "$SQL_DIR"/checks/69_unsent.sql`
create temp table d (name text primary key, who text, draft jsonb);
create function pg_temp.n(p_name text) returns bigint language sql as $$select (draft ->> 'application')::bigint from d where name = p_name$$;
create function pg_temp.page(p_name text) returns jsonb language sql as $$
  select t.reads(who, format('read.application(%s)', pg_temp.n(p_name))) from d where name = p_name$$;
create function pg_temp.listed(p_name text) returns text language sql as $$
  select a ->> 'erased_on' from d, jsonb_array_elements(t.reads(who, 'read.applications()') -> 'applications') a
   where name = p_name and a ->> 'application' = draft ->> 'application'$$;
create function pg_temp.writes(p_name text, p_title text) returns text language sql as $$
  select t.refusal(t.reads(who, format('draft.save(%s, %s, %L)', pg_temp.n(name), (select version from draft.application where application = pg_temp.n(name)),
    t.content('fsm2-2019', 120000000, jsonb_build_object('title', p_title))))) from d where name = p_name$$;
create function pg_temp.night(p_login text default 'tilsagn_operator') returns text language sql as $$
  select coalesce(v ->> 'value', concat_ws(' ', v ->> 'error', v ->> 'message')) from t.run(p_login, 'select concat_ws('' '', drafts, versions, vouchers, files, failed, rest) from identity.erase_unsent()') v$$;
create function pg_temp.hold(p_act text, p_name text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.files() returns text language sql as $$
  select string_agg(distinct btrim(substr(convert_from(c.bytes, 'UTF8'), 9)), ',' order by btrim(substr(convert_from(c.bytes, 'UTF8'), 9)))
    from store.chunk c join store.upload u on u.upload = c.upload where u.organisation is not null$$;
-- What a query says once something was planted past triggers and foreign keys; nothing of it stays.
create function pg_temp.finds(p_query text, p_plant text) returns text language plpgsql as $$
declare
  v text;
begin
  begin
    foreach v in array array(select relation from meta.table_kind) loop execute 'alter table ' || v || ' disable trigger all'; end loop;
    execute p_plant;
    foreach v in array array(select relation from meta.table_kind) loop execute 'alter table ' || v || ' enable trigger all'; end loop;
    execute 'select string_agg(q::text, '' '' order by q::text) from (' || p_query || ') q' into v;
    raise exception using errcode = 'TA001', message = coalesce(v, '-');
  exception when sqlstate 'TA001' then get stacked diagnostics v = message_text;
  end;
  return v;
end
$$;

select testing.freeze('2032-09-01 08:00:00Z');
update t.call set definition = definition || '{"deadline":{"zone":"Europe/Copenhagen","local":"2032-10-24T12:00","end_of_day":false,"last_on_time":"2032-10-24T10:00:00.000000Z"},
  "project":{"from":"2032-11-01","to":"2034-11-30","stated":"month"},"expected_answer":{"from":"2032-11-01","to":"2032-11-30","stated":"month"}}' where call = 'fsm2-2019';
update t.call set document = definition::text;
select is(t.publish('fsm2-2019') ->> 'verdict', 'effective', 'a call');
insert into d select name, who, t.draft(who, 'fsm2-2019', t.content('fsm2-2019'), '{}')
  from (values ('unsent', 'applicant-1'), ('held', 'applicant-2'), ('sent', 'applicant-1'), ('late', 'applicant-3'), ('quiet', 'applicant-3'),
               ('failed', 'applicant-3'), ('fresh', 'applicant-1')) x (name, who);
update d set draft = t.attach(who, draft, 'form', '%PDF-1.7 only here') where name = 'unsent';
update d set draft = t.attach(who, draft, 'budget', '%PDF-1.7 in two') where name in ('unsent', 'held');
update d set draft = t.attach(who, draft, 'form', '%PDF-1.7 in the record') where name in ('unsent', 'sent');
update d set draft = t.attach(who, draft, 'budget') where name = 'sent';
select t.upload('applicant-1', '%PDF-1.7 never attached') \g /dev/null
select is(t.refusal(t.run('tilsagn_grantee', format('select store.scanned(%L::bytea, ''nothing'')', sha256(convert_to('%PDF-1.7 ' || w, 'UTF8'))::text), person)), 'done', 'one was looked at: ' || w)
  from t.people, unnest('{only here,in the record}'::text[]) w where name = 'applicant-1';
select is(t.refusal(t.submit('applicant-1', draft, '2032-09-01 08:00:00Z')), 'verdict on_time', 'one is sent') from d where name = 'sent';
select is(pg_temp.writes('sent', 'Ikke sendt'), 'done', 'and changed since');
select t.attach('applicant-1', jsonb_build_object('application', pg_temp.n('sent'), 'version', 5), 'form', '%PDF-1.7 in no submission') \g /dev/null

-- the first night erases no draft, and of files what nobody named in 30 days
select testing.freeze('2032-10-01 08:00:00Z');
select is(pg_temp.night(), '0 0 0 0 0 f', 'thirty days to the microsecond');
select testing.freeze('2032-10-01 08:00:00.000001Z');
select matches(pg_temp.night(l), '^42501', l || ' does not') from unnest('{tilsagn_agency,tilsagn_grantee,tilsagn_public,tilsagn_sequencer}'::text[]) l;
select is(pg_temp.night(), '0 0 0 1 0 f', 'what was uploaded and never attached');
select testing.freeze('2032-10-24 11:00:00Z');
update d set draft = t.attach(who, t.attach(who, draft, 'form', '%PDF-1.7 late'), 'budget', '%PDF-1.7 late') where name = 'late';
select is(t.refusal(t.submit('applicant-3', draft, '2032-10-24 11:00:00Z')), 'verdict late', name || ' is sent too late') from d where name in ('late', 'quiet');
select is((select count(*) from generate_series(1, 21) g where pg_temp.writes('late', 'Forsøg ' || g) = 'done'), 21::bigint, 'and changed so often that the version sent is not kept');
insert into grants.failed_submission (request, call, application, status, began, received, answered, noted)
  select repeat('0', 32), 'fsm2-2019', pg_temp.n('failed'), 503, at, at, at, at from (select ledger.clock() as at) c;

-- the owners are told; whoever still writes has 30 days
select testing.freeze('2033-09-24 21:59:59Z');
select is(pg_temp.page('unsent') -> 'erased_on', 'null', 'not yet');
select testing.freeze('2033-09-24 22:00:00Z');
select is(array[pg_temp.page('unsent') ->> 'erased_on', pg_temp.listed('unsent'), pg_temp.listed('sent')], '{2033-10-25,2033-10-25,2033-10-25}', 'thirty days before, page and list');
select is(array[pg_temp.listed('late'), pg_temp.listed('quiet')], '{2033-10-25,NULL}', 'not when the newest was sent');
select is(pg_temp.page('failed') -> 'erased_on', 'null', 'later when sending it failed');
select is(t.reads('applicant-3', format('to_json(draft.erased_on(%s))', pg_temp.n('unsent'))), null, 'nobody else is told');
select is(pg_temp.finds(format('select draft.goes_on(%s, ledger.clock())', pg_temp.n('unsent')), 'update identity.erasure_run set at = ''2033-10-20 08:00Z'''), '(2033-11-20)', 'thirty days after the first night that there ever was');
select is(pg_temp.finds(format('select draft.goes_on(%s, ledger.clock())', pg_temp.n('unsent')), 'delete from identity.erasure_run'), '()', 'never without nights');
select is(pg_temp.hold('hold_erasure', 'officer-1', format('{"person":%s,"application":null,"cause":"complaint","reference":"4700-1/20"}', person)), 'done', 'applicant-2 is held') from t.people where name = 'applicant-2';
select is(pg_temp.listed('held'), null, 'whose draft is not announced');
select testing.freeze('2033-10-20 08:00:00Z');
select is(pg_temp.writes('fresh', 'Ny'), 'done', 'one is still written');
select is(pg_temp.listed('fresh'), null, 'and no longer announced');

-- the day before, and the day
select testing.freeze('2033-10-24 21:59:59Z');
select is(pg_temp.night(), '0 0 0 0 0 f', 'the last second of the last day');
select is((select format('%s %s', count(*) filter (where application = pg_temp.n('sent')), count(*) filter (where application = pg_temp.n('late'))) from draft.version), '6 20', 'as many versions');
select testing.freeze('2033-10-24 22:00:00Z');
select is(pg_temp.finds('select * from identity.erase_unsent()', format('insert into identity.hold values (1, null, %s, ''other'', ''1'')', pg_temp.n('sent'))), '(1,21,0,1,0,f)', 'the case held back, it keeps its versions');
select is(pg_temp.finds('select * from identity.erase_unsent(1)', ''), '(1,0,0,1,0,t)', 'one of each, and the rest is known');
select is(t.run('tilsagn_operator', 'select drafts from identity.erase_unsent()', null, 'repeatable read') ->> 'error', 'LG504', 'under a snapshot older than its locks it does nothing');
select is(pg_temp.night(), '1 26 0 2 0 f', 'one draft, what was not sent of three applications, and the files that only they named');
select is(pg_temp.night(), '0 0 0 0 0 f', 'once');
select is(pg_temp.listed('fresh'), '2033-11-20', 'what was still written has thirty days');
select is(pg_temp.files(), 'budget,in the record,in two,late', 'a file of another draft, or of the record, stays');
select is((select count(*) from store.upload u where not exists (select from store.file f where f.upload = u.upload)), 0::bigint, 'no bytes without a file');
select is((select count(*) from draft.attachment where application = pg_temp.n('unsent')) + (select count(*) from draft.application where application = pg_temp.n('unsent')), 0::bigint, 'nothing of it is left');
select is(pg_temp.page('unsent'), null, 'its page is not there');
select is(t.refusal(t.reads('applicant-1', format('draft.save(%s, 1, ''{}'')', pg_temp.n('unsent')))), 'LG301', 'nobody writes it');
select is(t.refusal(t.submit('applicant-1', draft, '2033-10-24 22:00:00Z')), 'LG301', 'nor sends it') from d where name = 'unsent';
select is(array[p #>> '{draft,version}', p #>> '{draft,content,title}', p ->> 'changed_since', p #>> '{slots,0,file,sha256}', p ->> 'erased_on'],
          array[draft ->> 'version', t.content('fsm2-2019')::jsonb ->> 'title', 'false', encode(sha256('%PDF-1.7 in the record'), 'hex'), null], 'what was sent is shown as it was sent') from d, pg_temp.page('sent') p where name = 'sent';
select is(array[p #>> '{draft,version}', p #>> '{draft,sha256}', p #>> '{submissions,0,sha256}', p #>> '{draft,saved_at}', (select count(*)::text from draft.attachment where application = pg_temp.n('late'))],
          array[draft ->> 'version', draft ->> 'sha256', draft ->> 'sha256', '2032-10-24T11:00:00.000000Z', '2'], 'and made again from the record') from d, pg_temp.page('late') p where name = 'late';
select is(pg_temp.writes('sent', 'Igen'), 'done', 'it can be written on');

-- a hold that is lifted
select testing.freeze('2033-10-26 08:00:00Z');
select is(pg_temp.night(), '0 0 0 0 0 f', 'held');
select testing.freeze('2033-10-26 08:00:01Z');
select is(pg_temp.hold('lift_hold', n, format('{"hold":%s}', hold)), 'verdict ' || v, n || ' lifts it') from (values ('officer-2', 'confirmed'), ('officer-3', 'lifted')) x (n, v), identity.hold;
select is(pg_temp.finds(:'check_unsent', ''), '-', 'nothing was left behind: it was held then');
select is(pg_temp.night(), '1 0 0 1 0 f', 'and the night after takes it, with its file');

-- attempts that failed
select testing.freeze('2035-10-24 21:59:59Z');
select is(array[pg_temp.listed('failed'), pg_temp.listed('fresh')], '{2035-10-25,2035-10-24}', 'told by their day, or today when that is over');
select is(pg_temp.night(), '1 1 0 0 0 f', 'three years are not over, but what was still written has had its thirty days');
select is((select count(*) from draft.application where application = pg_temp.n('failed')), 1::bigint, 'what was to be sent stays as long');

-- nothing that is needed goes, whoever tries
select is(t.past_acts(s), '55000', s) from unnest(array['delete from store.file where organisation is not null', 'delete from store.file where organisation is null',
  'update store.file set at = at', 'delete from store.scan', 'update store.scan set at = at', 'delete from grants.failed_submission', 'update grants.failed_submission set status = 500']) s;
select throws_ok(s, '55000', null, 'nor the superuser: ' || s) from unnest(array['delete from store.file', 'truncate store.file cascade', 'truncate store.scan', 'truncate grants.failed_submission']) s;

select testing.freeze('2035-10-24 22:00:00Z');
select is(pg_temp.night(), '1 0 0 0 1 f', 'then both go');

-- vouchers for a request that was judged unanswered
create temp table v as select $$insert into grants.voucher_request (entry, application, accounts_entry, rule, lines, reason) values (7, 9, 1, '{}', '[]', 'x');
  insert into draft.voucher_note (request, line, note, person, saved_at) values (7, 1, 'x', 1, '2034-10-24 08:00Z'), (7, 2, 'x', 1, '2034-10-25 08:00Z');$$ as plant,
  $$insert into grants.voucher_judgement (entry, application, request, reason) values (8, 9, 7, 'x');$$ as judged;
select is(pg_temp.finds('select vouchers from identity.erase_unsent()', plant), '(0)', 'it may still be answered') from v;
select is(pg_temp.finds('select vouchers from identity.erase_unsent()', plant || judged), '(1)', 'it is over, and so is the year of one line') from v;
select is(pg_temp.finds('select vouchers from identity.erase_unsent()', plant || judged || 'insert into identity.hold values (1, 1, null, ''other'', ''1'')'), '(0)', 'unless who wrote it is held') from v;

-- a new column that names files belongs into store.names()
select is(array(select table_schema || '.' || table_name || '.' || column_name from information_schema.columns
    where table_schema in ('draft', 'grants') and (column_name ~ 'sha256' or column_name = 'files') order by 1), array[
    'draft.attachment.sha256', 'draft.version.sha256', 'draft.voucher_file.sha256', 'grants.accounts.sha256', 'grants.allocation_proposal.input_sha256',
    'grants.allocation_proposal.report_sha256', 'grants.annex.sha256', 'grants.batch_file.sha256', 'grants.call.sha256', 'grants.call_closed.list_sha256', 'grants.dispute.sha256',
    'grants.endorsement.report_sha256', 'grants.notice.previous_sha256', 'grants.notice.sha256', 'grants.notice_proposal.sha256', 'grants.payment_profile.sha256', 'grants.result.source_sha256', 'grants.statement.sha256', 'grants.statement_confirmation.sha256',
    'grants.submission.files', 'grants.submission.sha256', 'grants.voucher_file.sha256'], 'every column that names a file is known to store.names(), or names none');

-- what a night left behind
select is(pg_temp.finds(:'check_unsent', p), f, f) from (values
  ('draft', '(draft,' || pg_temp.n('sent') || ')', format('update draft.version set saved_at = ''2033-01-01''; insert into draft.version select application, version + 1, content, sha256, saved_at, person from draft.version where application = %s', pg_temp.n('sent'))),
  ('failed', '("failed attempt",' || repeat('1', 32) || ')', format($$insert into grants.failed_submission (request, call, application, status, began, received, answered, noted) select repeat('1', 32), 'fsm2-2019', %s, 503, at, at, at, at from (select timestamptz '2032-01-01') x (at)$$, pg_temp.n('sent'))),
  ('voucher', '(voucher,"9 line 1")', (select plant || judged from v))) x (what, f, p);
select is(pg_temp.finds('select what from (' || :'check_unsent' || ') x', $$update store.file set at = '2034-01-01'; delete from draft.attachment; update grants.submission set files = '[]'; delete from ledger.entry where at > '2035-01-01'$$), '(file) (file) (file)', 'files');
select * from finish();
