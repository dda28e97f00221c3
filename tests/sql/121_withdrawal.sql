-- SPDX-License-Identifier: EUPL-1.2
-- An application is withdrawn until the deadline by one applicant with a code: it counts no more, its organisations may
-- apply anew, everyone of its organisation is told, and a version that is received later undoes it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select is(t.enrol_factor('applicant-2') ->> 'error', null, 'one of two applicants has a second factor, the other signs');
select testing.freeze('2017-10-20 08:00:00Z');
select is(t.publish('opkval-2017') ->> 'verdict', 'effective', 'a call with one application per municipality');
select is(t.annex('opkval-2017', 'target_groups', 'count', '[{"cvr":"20000001","value":30},{"cvr":"20000002","value":20}]') ->> 'verdict', 'effective', 'and its key');
create temp table d (name text primary key, by text, draft jsonb);
grant all on d to public;
insert into d select n, b, t.draft(b, 'opkval-2017', t.content('opkval-2017', 50000000)) from (values ('a', 'applicant-1'), ('again', 'applicant-1'), ('b', 'applicant-3')) v(n, b);
create function pg_temp.a(p_draft text) returns text language sql as $$select draft ->> 'application' from d where name = p_draft$$;
create function pg_temp.send(p_draft text, p_received text) returns text language sql as
$$select t.refusal(t.submit(by, draft, p_received)) from d where name = p_draft$$;
create function pg_temp.sent(p_draft text) returns text language sql as
$$select coalesce(max(entry), 1)::text from grants.submission where application = pg_temp.a(p_draft)::bigint$$;
create function pg_temp.withdraw(p_name text, p_draft text, p_received text, p_entry text default null, p_reason text default 'null') returns text language sql as
$$select t.refusal(t.does(p_name, 'withdraw_application', format('{"application":%s,"submission_entry":%s,"reason":%s}', pg_temp.a(p_draft),
    coalesce(p_entry, pg_temp.sent(p_draft)), p_reason), null, t.us(p_received)))$$;
create function pg_temp.page(p_name text, p_draft text) returns jsonb language sql as $$select t.reads(p_name, format('read.application(%s)', pg_temp.a(p_draft)))$$;
create function pg_temp.counts() returns text[] language sql as
$$select array(select d.name from grants.counting('opkval-2017') c join d on pg_temp.a(d.name)::bigint = c.application order by 1)$$;

-- who, what
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00Z') , 'LG502 submit', 'nothing has been sent');
select is(pg_temp.send('a', '2017-10-20 08:00Z'), 'verdict on_time', 'sent');
select is(pg_temp.page('applicant-2', 'a') -> 'actions' ? 'withdraw_application', true, 'a colleague can withdraw it');
select is(pg_temp.page('management-1', 'a') -> 'actions' ? 'withdraw_application', false, 'management cannot');
select is(pg_temp.withdraw('management-1', 'a', '2017-10-20 08:00Z'), 'LG401', 'nor does it');
select is(pg_temp.withdraw('applicant-3', 'a', '2017-10-20 08:00Z'), 'LG301', 'nor another organisation');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00Z', '1'), 'LG503', 'of what counts, by its entry');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00Z', null, '""') ~ '^LG101 params.reason', true, 'a reason is one, or none');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00Z', null, '"010190-1234"'), 'LG102 reason:personal_number', 'and holds no CPR number');
select is(pg_temp.withdraw('applicant-1', 'a', null), 'LG101 received_us', 'without the proxy''s instant there is no withdrawal');
select is(t.run('tilsagn_grantee', t.call('withdraw_application', regexp_replace(t.request('withdraw_application', 'grantee', p.person, 'applicant', format(
    '{"application":%s,"submission_entry":%s,"reason":null}', pg_temp.a('a'), pg_temp.sent('a')), null, t.us('2017-10-20 08:00Z')),
    '"second_factor":\{[^}]*\}', '"second_factor":null')), p.person) ->> 'error', 'LG411', 'nor without a second factor') from t.people p where p.name = 'applicant-1';
select is(t.reads('applicant-1', 'read.tasks()') -> 'withdrawals', '[]', 'nothing to tell yet');

-- one withdraws; all are told
select is(pg_temp.withdraw('applicant-2', 'a', '2017-10-20 08:00Z', null, '"Vi søger sammen"'), 'verdict withdrawn', 'withdrawn by the colleague, with a code');
select is(pg_temp.counts(), '{}', 'it does not count');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00Z'), 'LG502 submit', 'once');
select is(array[w #>> '{0,withdrawal,by,name}', w #>> '{0,withdrawal,reason}', w #>> '{0,withdrawal,undo_until}', w #>> '{0,application}'],
    array['Navn applicant-2', 'Vi søger sammen', '2017-10-31T11:00:00.000000Z', pg_temp.a('a')], n || ' is told by whom, why, and until when it can be undone')
    from unnest(array['applicant-1', 'applicant-2', 'management-1']) n, lateral (select t.reads(n, 'read.tasks()') -> 'withdrawals' as w) x;
select is(t.reads(n, 'read.tasks()') -> 'withdrawals', '[]', n || ' is not') from unnest(array['applicant-3', 'officer-1']) n;
select is((select count(*) from jsonb_array_elements(t.reads('applicant-1', 'read.tasks()') -> 'tasks') x where x ->> 'id' = pg_temp.a('a')), 0::bigint, 'and nobody is asked to send it');
select is(p -> 'state' || (p -> 'withdrawal' -> 'submission_entry') || (p -> 'changed_since') || to_jsonb(p -> 'actions' ? 'submit') || to_jsonb(p -> 'actions' ? 'withdraw_application'),
    jsonb_build_array('withdrawn', pg_temp.sent('a')::bigint, true, true, false), 'its page: it may be sent again') from pg_temp.page('applicant-1', 'a') p;
select is(t.reads('applicant-1', format('read.why_not(''withdraw_application'', ''grant:%s'')', pg_temp.a('a'))) #>> '{reason,code}', 'withdrawn', 'and why not withdrawn again');
select is((r -> 'verdict') || (r -> 'counting') || (r #> '{subject,version}'), '["withdrawn", false, 4]', 'a receipt')
    from t.reads('applicant-2', format('read.receipt(%s)', (select max(entry) from grants.withdrawal))) r;
select is(t.reads('applicant-2', 'read.signed(null)') #> '{entries,0}' ->> 'kind', 'withdraw_application', 'what the person has signed lists it');
select is(t.reads('applicant-2', 'read.signed(null)') #> '{entries,0}' ->> 'form', 'attestation', 'as an attestation');
select is((r -> 'withdrawn') || (r -> 'withdrawals') || (r -> 'count'), '[1, 0]', 'the agency learns the number only')
    from t.reads('officer-1', 'read.agency_applications(''opkval-2017'')') r;

-- applied anew; undone
select is(pg_temp.send('again', '2017-10-20 08:00Z'), 'verdict on_time', 'the municipality applies anew');
select is(pg_temp.send('a', '2017-10-20 08:00Z'), 'LG102 organisation:already_applied', 'then the first one cannot come back');
select is(pg_temp.withdraw('applicant-1', 'again', '2017-10-20 08:00Z'), 'verdict withdrawn', 'withdrawn as well');
select is(pg_temp.send('a', '2017-10-20 08:00Z'), 'verdict on_time', 'the same version again');
select is(pg_temp.counts(), '{a}', 'undoes it');
select is(array(select r.c from grants.withdrawal w, lateral (select t.reads('applicant-1', format('read.receipt(%s)', w.entry)) #>> '{withdrawal,entry}' as c) r
    where w.application = pg_temp.a('a')::bigint), array[null]::text[], 'its receipt says that it was');

-- by when each had been received, whatever the order in which they are recorded
select testing.freeze('2017-10-20 08:01:00Z');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00:30Z'), 'verdict withdrawn', 'withdrawn');
select is(pg_temp.send('a', '2017-10-20 08:00:29.999999Z'), 'verdict on_time', 'a version received before it, recorded after it');
select is(pg_temp.counts(), '{}', 'does not undo it');
select is(pg_temp.send('a', '2017-10-20 08:00:30Z'), 'verdict on_time', 'one that was received with it, and recorded after it');
select is(pg_temp.counts(), '{a}', 'does');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-20 08:00:29Z'), 'LG503', 'a withdrawal that was received before what it names would not stand');

-- the deadline to the microsecond
select is(pg_temp.send('b', '2017-10-20 08:01Z'), 'verdict on_time', 'another municipality');
select testing.freeze('2017-10-31 11:00:30Z');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-31 10:59:59.999999Z'), 'verdict withdrawn', '.999999 before');
select is(pg_temp.send('a', '2017-10-31 11:00:00Z'), 'verdict on_time', 'undone in the last microsecond');
select is(pg_temp.withdraw('applicant-1', 'a', '2017-10-31 11:00:00.000000Z'), 'verdict withdrawn', 'withdrawn in it');
select is(pg_temp.withdraw('applicant-3', 'b', '2017-10-31 11:00:00.000001Z'), 'LG502 deadline', '.000001 is too late');
select is(pg_temp.page('applicant-1', 'a') #>> '{withdrawal,undo_until}', null, 'from now on nothing undoes it');
select is(pg_temp.page('applicant-3', 'b') -> 'actions' ? 'withdraw_application', false, 'nor is anything offered');
select testing.freeze('2017-10-31 11:01:30Z');
select is(pg_temp.withdraw('applicant-3', 'b', '2017-10-31 10:59:29.999999Z'), 'LG502 deadline', 'what a queue held back for two minutes is not believed');
select testing.freeze('2017-10-31 11:02:00Z');
select is(t.refusal(t.close('opkval-2017')), 'done', 'closed');
select is(pg_temp.withdraw('applicant-3', 'b', '2017-10-31 11:00:00Z'), 'LG502 deadline', 'in the last microsecond, but after the closing');
select is((select list::jsonb #>> '{0,application}' || ' ' || count from grants.call_closed where call = 'opkval-2017'), pg_temp.a('b') || ' 1', 'the list holds what counts');

-- the agency
select t.must(t.does('officer-1', 'open_applications', '{"call":"opkval-2017"}')) \g /dev/null
select is(jsonb_path_query_array(r, '$.applications[*].application') || (r -> 'withdrawn') || jsonb_path_query_array(r, '$.withdrawals[*].application'),
    jsonb_build_array(pg_temp.a('b')::bigint, 2, pg_temp.a('a')::bigint, pg_temp.a('again')::bigint), 'opened: one to handle, two withdrawn')
    from t.reads('officer-1', 'read.agency_applications(''opkval-2017'')') r;
select is((p -> 'state') || (p #> '{withdrawal,by,name}') || (p -> 'actions') || (p -> 'missing'), '["withdrawn", "Navn applicant-1"]', 'its page, with nothing to do')
    from t.reads('officer-1', format('read.agency_application(%s)', pg_temp.a('a'))) p;
select is(jsonb_path_query_array(grants.allocation_input('opkval-2017', 'floor_first'), '$.applicants[*].application'), jsonb_build_array(pg_temp.a('b')::bigint), 'nobody shares with it');
select is(t.refusal(t.does('officer-2', 'propose_refusal', format('{"application":%s,"ground":"terms","reason":"Nej","unheard_reason":"Kendt"}', pg_temp.a('a')))), 'LG502 on_time', 'it is not refused');
select is(t.refusal(t.does('officer-2', 'open_hearing', format('{"application":%s,"facts":"Tal","answer_by":"2017-12-24"}', pg_temp.a('a')))), 'LG502 in_assessment', 'nor heard');
select is(t.refusal(t.does('officer-2', 'propose_award', (select replace(t.proposal(pg_temp.a('a'), 50000000), '2020', '2018')))), 'LG502 on_time', 'nor awarded');
select is(t.reads('officer-2', format('read.why_not(''propose_award'', ''grant:%s'')', pg_temp.a('a'))) #>> '{reason,code}', 'withdrawn', 'and that is why');
select is((select count(*) from jsonb_array_elements(t.reads('officer-2', 'read.tasks()') -> 'tasks') x where x ->> 'id' in (pg_temp.a('a'), pg_temp.a('again')) and x ->> 'what' = 'application'), 0::bigint, 'nobody waits for it');
select is(identity.case_held(pg_temp.a('a')::bigint), null, 'its case is at its end');
select is(identity.case_held(pg_temp.a('b')::bigint), 'open_case', 'the other one''s is not');
select testing.freeze('2017-11-14 10:00:00Z');
select is(jsonb_array_length(t.reads('management-1', 'read.tasks()') -> 'withdrawals'), 1, 'the first page tells it for a fortnight');
select testing.freeze('2017-11-14 11:00:01Z');
select is(t.reads('management-1', 'read.tasks()') -> 'withdrawals', '[]', 'no longer');
select * from finish();
