-- SPDX-License-Identifier: EUPL-1.2
-- Units: a draft is its unit's, until that shares it; what was sent is the organisation's.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select t.run('tilsagn_operator', $$select testing.freeze('2019-10-01 10:00Z')$$);
select is(t.publish('fsm2-2019') ->> 'verdict', 'effective', 'a call');
-- by hand: the clock of a call stands years before the register was made
insert into identity.unit_change (person, unit, entry) select person, 'Jobcenter', 1 from t.people where name = 'applicant-1';

create temp table made as select t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019')) as d;
create function pg_temp.n() returns text language sql as $body$select d ->> 'application' from made$body$;
select is(t.reads('applicant-1', format('read.application(%s)', pg_temp.n())) ->> 'unit', 'Jobcenter', 'a draft belongs to the unit of who began it');
select is(t.reads(n, format('read.application(%s)', pg_temp.n())), null, n || ' does not see it') from unnest(array['applicant-2', 'management-1', 'applicant-3']) n;
select is(t.reads('applicant-2', 'read.applications()') -> 'applications', '[]', 'in no list');
-- nor its attachments, for who knows their hash
create function pg_temp.files(p_name text) returns text language sql as $body$
    select string_agg(t.reads(p_name, format('read.file(%L)', encode(a.sha256, 'hex'))) ->> 'size' || ' '
                      || (t.reads(p_name, format('to_json(octet_length(read.file_chunk(%L, 0)))', encode(a.sha256, 'hex'))) #>> '{}'), ',')
    from (select distinct sha256 from draft.attachment where application = pg_temp.n()::bigint) a $body$;
select isnt(pg_temp.files('applicant-1'), null, 'its own people read its files');
select is(pg_temp.files(n), null, n || ' reads none of them') from unnest(array['applicant-2', 'management-1', 'applicant-3']) n;
select is(t.reads('applicant-2', format('draft.save(%s, %s, %L)', pg_temp.n(), d ->> 'version', t.content('fsm2-2019'))) ->> 'error', 'LG301', 'nor writes it') from made;
select is(t.reads('applicant-2', format('draft.share(%s, true)', pg_temp.n())) ->> 'error', 'LG301', 'nor shares it');
select is(t.refusal(t.submit('applicant-2', d, '2019-10-01 10:00Z')), 'LG301', 'nor sends it') from made;
select is(t.reads('applicant-1', format('read.application(%s)', pg_temp.n())) -> 'actions' ? 'draft.share', true, 'its unit may share it');
select is(t.reads('applicant-1', format('draft.share(%s, true)', pg_temp.n())) ->> 'version', d ->> 'version', 'and does; the version stays') from made;
select is(t.reads('applicant-1', format('draft.share(%s, true)', pg_temp.n())) ->> 'error', 'LG502', 'once');
select is(t.reads('applicant-2', format('read.application(%s)', pg_temp.n())) #>> '{draft,version}', d ->> 'version', 'now a colleague sees it') from made;
select is(t.reads('applicant-2', format('read.application(%s)', pg_temp.n())) -> 'own_unit', 'true', 'and writes it');
select is(pg_temp.files('applicant-2'), pg_temp.files('applicant-1'), 'and reads its files');
select is(t.reads('applicant-3', format('read.application(%s)', pg_temp.n())), null, 'another organisation still does not');
select is(t.reads('applicant-1', format('draft.share(%s, false)', pg_temp.n())) ->> 'version', d ->> 'version', 'taken back') from made;
select is(t.reads('applicant-2', format('read.application(%s)', pg_temp.n())), null, 'gone again');
select is(t.refusal(t.submit('applicant-1', d, '2019-10-01 10:00Z')), 'verdict on_time', 'the unit sends it') from made;
select is(t.reads('applicant-2', format('read.application(%s)', pg_temp.n())) -> 'own_unit', 'false', 'what was sent is everybody''s to see');
select is(t.reads('applicant-2', format('read.application(%s)', pg_temp.n())) -> 'actions', '[]', 'and the unit''s to write');
create temp table other as select t.draft('applicant-2', 'fsm2-2019', t.content('fsm2-2019')) as d;
select is(t.reads('applicant-1', format('read.application(%s)', d ->> 'application')) -> 'unit', 'null', 'a draft of no unit is everybody''s') from other;
select is(t.reads('applicant-2', format('draft.share(%s, true)', d ->> 'application')) ->> 'error', 'LG301', 'and nobody''s to share') from other;
-- the space for files: what is there, what was begun, and to the byte
update meta.setting set value = (select sum(size) + 10 from store.upload where organisation = '20000001')::text where name = 'upload_quota_bytes';
select is(t.run('tilsagn_grantee', 'select store.begin_file(11, ''application/pdf'')', person) ->> 'error', 'LG203', 'one byte too many') from t.people where name = 'applicant-1';
select is(t.run('tilsagn_grantee', 'select store.begin_file(10, ''application/pdf'')', person) ->> 'error', null, 'the last ten') from t.people where name = 'applicant-1';
select is(t.run('tilsagn_grantee', 'select store.begin_file(1, ''application/pdf'')', person) ->> 'error', 'LG203', 'then nothing, for nobody there') from t.people where name = 'applicant-2';
select is(t.run('tilsagn_grantee', 'select store.begin_file(1, ''application/pdf'')', person) ->> 'error', null, 'another organisation has its own') from t.people where name = 'applicant-3';
update meta.setting set value = '4294967296' where name = 'upload_quota_bytes';
-- the unit was set by hand, and no entry set it
call t.by_hand('identity.unit_change', 'delete from identity.unit_change');
select * from finish();
