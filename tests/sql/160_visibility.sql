-- SPDX-License-Identifier: EUPL-1.2
-- What another municipality, the public and the agency before the opening see of a case: nothing, in every view
-- that their login may read, while the same question finds the case for its own people.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z');
create temp table a as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 62000000))) as r;
select is(t.refusal(t.does('management-1', 'sign_off', t.sign_off(t.sent('applicant-1'), r))), 'done', 'signed') from a;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(t.sent('applicant-1'), '1'))) ->> 'entry' as id;
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', id))), 'done', 'approved') from i;
select is(t.refusal(t.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', id))), 'done', 'released') from i;

-- Rows of the case of applicant-1 (CVR 20000001) in a view, as a login and person: by every column that could name it.
create function t.rows_of_case(p_login text, p_person bigint, p_view text) returns text language sql as
$body$
    select coalesce(r ->> 'value', r ->> 'error') from t.run(p_login, format(
        'select count(*) from (select to_jsonb(x) as j from %s x) q where j ->> ''application'' = %L or j ->> ''organisation'' = ''20000001''
            or j ->> ''cvr'' = ''20000001'' or j ->> ''stream'' = %L or j ->> ''account'' like %L
            or j ->> ''entry'' = any (%L::text[]) or j ->> ''sha256'' = any (%L::text[]) or j ->> ''upload'' = any (%L::text[])',
        p_view, t.sent('applicant-1'), 'grant:' || t.sent('applicant-1'), 'grant:' || t.sent('applicant-1') || ':%',
        (select array_agg(e.entry::text) from ledger.entry e where e.stream = 'grant:' || t.sent('applicant-1')),
        (select array_agg('\x' || encode(f.sha256, 'hex')) from store.file f where f.organisation = '20000001' and not exists (
            select from store.file g where g.sha256 = f.sha256 and g.organisation = '20000002')),
        (select array_agg(f.upload::text) from store.file f where f.organisation = '20000001')), p_person) r
$body$;
create temp table seen as
    select c.oid::regclass::text as view,
        has_table_privilege('tilsagn_grantee', c.oid, 'select') as grantee, has_table_privilege('tilsagn_public', c.oid, 'select') as public,
        case when has_table_privilege('tilsagn_grantee', c.oid, 'select') then
            t.rows_of_case('tilsagn_grantee', (select person from t.people where name = 'applicant-1'), c.oid::regclass::text) end as own,
        case when has_table_privilege('tilsagn_grantee', c.oid, 'select') then
            t.rows_of_case('tilsagn_grantee', (select person from t.people where name = 'applicant-3'), c.oid::regclass::text) end as other,
        case when has_table_privilege('tilsagn_grantee', c.oid, 'select') then
            t.rows_of_case('tilsagn_grantee', null, c.oid::regclass::text) end as nobody,
        case when has_table_privilege('tilsagn_public', c.oid, 'select') then t.rows_of_case('tilsagn_public', null, c.oid::regclass::text) end as everyone
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('portal', 'published', 'audit') and c.relkind = 'v';
select diag(view || ': own ' || own || ', other ' || other || ', nobody ' || nobody) from seen where grantee order by view;
-- the register of organisations is everyone's
select is(other, case view when 'portal.organisation' then '1' else '0' end, view || ': nothing of another CVR') from seen where grantee;
select is(nobody, case view when 'portal.organisation' then '1' else '0' end, view || ': nothing without a person') from seen where grantee;
select is(everyone, case view when 'published.award' then '1' else '0' end, view || ': the public sees the award only') from seen where public;
select cmp_ok(own::int, '>', 0, view || ': its own people do see it') from seen where grantee and view in (
    'portal.draft', 'portal.draft_file', 'portal.application', 'portal.submission', 'portal.counting', 'portal.submission_party', 'portal.award_proposal',
    'portal.award_line', 'portal.award', 'portal.accounts', 'portal.accounts_line', 'portal.sign_off', 'portal.instalment', 'portal.entry',
    'portal.queued', 'portal.balance', 'portal.annex_value', 'portal.file', 'portal.file_chunk', 'portal.person');
select is(t.reads('applicant-3', r), null, r || ' of another CVR is not there') from unnest(array[
    'read.application(' || t.sent('applicant-1') || ')', 'read.grant(' || t.sent('applicant-1') || ')', 'read.accounts(' || t.sent('applicant-1') || ', 1)',
    'read.receipt(' || (select min(entry) from grants.submission where application = t.sent('applicant-1')::bigint) || ')']) r;
select is(t.reads('applicant-1', 'read.receipt(' || (select entry from grants.award_decision) || ')'), null, 'a decision is no receipt of the grantee');
select is(t.reads('applicant-1', r) ->> 'error', '42501', r || ' is not for grantees') from unnest(array['read.agency_calls()', 'read.agency_application(1)',
    'read.ranking(''fsm2-2019'')', 'read.instalments()', 'read.batch(1)']) r;
select is(t.reads('officer-1', r) ->> 'error', '42501', r || ' is not for the agency') from unnest(array['read.applications()', 'read.application(1)', 'read.grants()']) r;
select is(t.run('tilsagn_public', 'select ' || r) ->> 'error', '42501', r || ' is not public') from unnest(array['read.calls()', 'read.receipt(1)', 'read.grant(1)']) r;

-- every read answers, with its instant first, for whom it is made
select is(left(t.run(p.login, 'select ' || replace(replace(r, '$A', t.sent('applicant-1')), '$I', i.id), p.person) ->> 'value', 9), '{"now" : ', r || ' for ' || n)
from i, (values ('applicant-1', 'read.calls()'), ('applicant-1', 'read.call(''fsm2-2019'')'), ('applicant-1', 'read.applications()'), ('applicant-1', 'read.application($A)'),
    ('applicant-1', 'read.grants()'), ('applicant-1', 'read.grant($A)'), ('management-1', 'read.accounts($A, 1)'), ('management-1', 'read.tasks()'),
    ('officer-1', 'read.calls()'), ('officer-1', 'read.call(''fsm2-2019'')'), ('officer-1', 'read.agency_calls()'), ('officer-1', 'read.agency_call(''fsm2-2019'')'),
    ('officer-1', 'read.agency_applications(''fsm2-2019'')'), ('officer-1', 'read.agency_application($A)'), ('officer-1', 'read.ranking(''fsm2-2019'')'),
    ('officer-1', 'read.agency_grants()'), ('officer-1', 'read.accounts($A, 1)'), ('officer-1', 'read.instalment_computation($A, 1)'),
    ('finance-1', 'read.instalments()'), ('finance-1', 'read.instalment($I)'), ('finance-1', 'read.batches()'), ('finance-1', 'read.tasks()'), ('auditor-1', 'read.tasks()'))
    v(n, r) join t.people p on p.name = n;
select isnt(t.reads('officer-1', 'read.agency_grant(' || t.sent('applicant-1') || ')') -> 'proposal', null, 'read.agency_grant has the proposal');
select is(t.reads('finance-1', 'read.batch(' || (select batch from grants.batch) || ')') #>> '{instalments,0,amount_ore}', '50000000', 'read.batch has its instalments');
select is(t.reads('applicant-1', 'read.file(' || quote_literal(encode(sha256('%PDF-1.7 form'), 'hex')) || ')') ->> 'size', '13', 'its own file');
select is(t.reads('officer-1', 'read.file(' || quote_literal(encode(sha256('%PDF-1.7 form'), 'hex')) || ')') ->> 'size', '13', 'the agency''s once opened');
select is(t.reads('officer-1', 'read.file(' || quote_literal(t.upload('applicant-1', 'never attached')) || ')'), null, 'not what was never sent');
select * from finish();
