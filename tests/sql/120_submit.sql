-- SPDX-License-Identifier: EUPL-1.2
-- Submissions: the instant decides to the microsecond; what is late or contested is recorded; what would count
-- must keep the rules; after the closing nothing changes what was on time.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
select testing.freeze('2016-09-01 08:00:00Z');
select is(t.publish(c) ->> 'verdict', 'effective', c || ' published')
from unnest(array['rehab-2016', 'opkval-2017', 'ambassadoer-2018', 'fsm2-2019', 'ressource-2019']) c;
select is((select string_agg(to_char(last_on_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), ' ' order by last_on_time) from grants.call),
    '2016-10-07T21:59:59.999999 2017-10-31T11:00:00.000000 2018-01-26T11:00:00.000000 2019-10-24T10:00:00.000000 2019-11-29T11:00:00.000000',
    'the last on-time instants follow from zone and local time');

create temp table d (name text primary key, draft jsonb);
grant all on d to public;
insert into d values ('rehab', t.draft('applicant-1', 'rehab-2016', t.content('rehab-2016', 50000000, '{"parties":["30000001"]}')));
insert into d values ('fsm2', t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019')));
create function pg_temp.send(p_name text, p_draft text, p_received text) returns text language sql as
$$select t.refusal(t.submit(p_name, (select draft from d where d.name = p_draft), p_received))$$;

-- rehab-2016: to the end of its day in summer time; the region must take part
select testing.freeze('2016-10-07 22:00:30Z');
select is(pg_temp.send('applicant-1', 'rehab', '2016-10-07 21:59:59.999999Z'), 'verdict on_time', 'rehab-2016: the last microsecond');
select is(pg_temp.send('applicant-1', 'rehab', '2016-10-07 22:00:00.000000Z'), 'verdict late', 'rehab-2016: the first of the next day');

-- fsm2-2019: 12:00 Danish time
select testing.freeze('2019-10-24 10:00:30Z');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 09:59:59.999999Z'), 'verdict on_time', '.999999 before');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 10:00:00.000000Z'), 'verdict on_time', '10:00:00.000000 is on time');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 10:00:00.000001Z'), 'verdict late', '.000001 is late');
select is((select c.version || ' ' || to_char(s.received at time zone 'UTC', 'HH24:MI:SS.US') from grants.counting('fsm2-2019') c join grants.submission s on s.entry = c.entry), '4 10:00:00.000000', 'the greatest received on time counts');
select is(t.refusal(t.act('submit', 'grantee', (select person from t.people where name = 'applicant-1'), 'applicant', (
    select format('{"application":%s,"version":%s,"sha256":"%s"}', draft ->> 'application', draft ->> 'version', draft ->> 'sha256')
    from d where d.name = 'fsm2'))), 'LG101 received_us', 'without the proxy''s instant there is no submission');
select is((select jsonb_object_agg(r.verdict, r.n) from (select verdict, count(*) n from grants.submission where application = (
    select (draft ->> 'application')::bigint from d where name = 'fsm2') group by 1) r), '{"late": 1, "on_time": 2}', 'each attempt is a row');

-- the queue: 120 seconds behind is on time, 120.000001 is contested, never late
select testing.freeze('2019-10-24 10:01:00Z');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 09:59:00.000000Z'), 'verdict on_time', '120 s behind');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 09:58:59.999999Z'), 'verdict contested', 'a microsecond more');
select testing.freeze('2019-10-24 10:02:00Z');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 09:59:59.000000Z'), 'verdict contested', '121 s behind');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 10:00:00.000000Z'), 'verdict on_time', '120 s behind, on the dot');
select is(t.reads('applicant-1', format('read.receipt(%s)', (select max(entry) from grants.submission where verdict = 'contested'))) -> 'behind_us',
          '121000000', 'the receipt says how far behind');
select is(t.reads('applicant-1', format('read.receipt(%s)', (select max(entry) from grants.submission where verdict = 'late'))) -> 'late_by_us',
          '1', 'or how late');

-- refusals
select is(pg_temp.send('applicant-2', 'fsm2', '2019-10-24 10:00:00Z'), 'verdict on_time', 'a colleague may send it');
select is(pg_temp.send('applicant-3', 'fsm2', '2019-10-24 10:00:00Z'), 'LG301', 'another organisation may not');
select is(pg_temp.send('management-1', 'fsm2', '2019-10-24 10:00:00Z'), 'LG401', 'nor management');
select is(t.refusal(t.does('applicant-1', 'submit', '{"application":999,"version":1,"sha256":"' || repeat('0', 64) || '"}', null, t.us('2019-10-24 10:00:00Z'))), 'LG301', 'no such application');
select is(t.refusal(t.does('applicant-1', 'submit', format('{"application":%s,"version":4,"sha256":"%s"}', (select draft ->> 'application' from d where name = 'fsm2'), repeat('0', 64)), null, t.us('2019-10-24 10:00:00Z'))), 'LG503 4', 'another hash');
select is(t.refusal(t.does('applicant-1', 'submit', format('{"application":%s,"version":9,"sha256":"%s"}', (select draft ->> 'application' from d where name = 'fsm2'), repeat('0', 64)), null, t.us('2019-10-24 10:00:00Z'))), 'LG503 4', 'another version');
select is(t.refusal(t.does('applicant-1', 'submit', '{"application":1}', null, t.us('2019-10-24 10:00:00Z'))) ~ '^LG101 params', true, 'missing params');
select is(t.refusal(t.does('applicant-1', 'submit', '{"application":1,"version":99999999999,"sha256":"' || repeat('0', 64) || '"}', null, t.us('2019-10-24 10:00:00Z'))) ~ '^LG101 params', true, 'a version that is none');

-- idempotency
select is((select (a ->> 'entry' = b ->> 'entry', b ->> 'replayed')::text from
    (select t.submit('applicant-1', draft, '2019-10-24 10:00:00Z', 'k1') a from d where name = 'fsm2') x,
    (select t.submit('applicant-1', draft, '2019-10-24 10:00:00Z', 'k1') b from d where name = 'fsm2') y), '(t,true)', 'the same key gives the same entry');
select is(t.refusal(t.does('applicant-1', 'submit', format('{"application":%s,"version":3,"sha256":"%s"}', (select draft ->> 'application' from d where name = 'fsm2'), repeat('0', 64)), 'k1', t.us('2019-10-24 10:00:00Z'))), 'LG501', 'another request under the key');

-- closing
select testing.freeze('2019-10-24 10:01:59.999999Z');
select is(t.refusal(t.close('fsm2-2019')), 'LG502 deadline and 120 seconds', 'not a microsecond before deadline and 120 s');
select testing.freeze('2019-10-24 10:02:00Z');
select is(t.run('tilsagn_sequencer', 'select read.calls_due()') ->> 'value' ~ '"fsm2-2019"', true, 'the sequencer is told');
select is(t.refusal(t.close('fsm2-2019')), 'done', 'closed');
select is(t.refusal(t.close('fsm2-2019')), 'LG502 published', 'once');
select is(t.refusal(t.close('nothing')), 'LG301', 'no such call');
create temp table before as select list, list_sha256 from grants.call_closed where call = 'fsm2-2019';
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 10:00:00.000000Z'), 'verdict contested', 'in the same microsecond, but after the closing: contested');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 10:00:00.000001Z'), 'verdict late', 'late is late');
select testing.freeze('2019-10-25 10:02:00Z');
select is(pg_temp.send('applicant-1', 'fsm2', '2019-10-24 09:00:00Z'), 'verdict contested', 'and what slept for a day is contested');
select is((select '[' || string_agg(format('{"application":%s,"sha256":"%s","entry":%s}', c.application, encode(c.sha256, 'hex'), c.entry), ',') || ']'
    from grants.counting('fsm2-2019') c), (select list from before), 'nothing after the closing changes what was on time');
select is(t.refusal(t.reads('applicant-1', 'draft.create(''fsm2-2019'')')), 'LG502 published', 'no new draft for a closed call');
-- Pressed when the login had ended, and again after the deadline: the first press counts, for what it sent.
create function pg_temp.presses(p_draft jsonb, p_at text) returns bigint language plpgsql as $body$
declare v bigint; v_person bigint := (select person from t.people where name = 'applicant-3');
begin
    v := (t.run('tilsagn_grantee', format('select session.keep(''/applications/%s/submit'', ''/applications/%s/submit'', ''Send'', ''version=%s&sha256=%s'', null)',
        p_draft ->> 'application', p_draft ->> 'application', p_draft ->> 'version', p_draft ->> 'sha256'), v_person) ->> 'value')::bigint;
    perform t.run('tilsagn_grantee', format('select session.note_press(%s, %s, 250000)', v, t.us(p_at)), v_person);
    return v;
end $body$;
create function pg_temp.again(p_name text, p_draft jsonb, p_at text, p_kept bigint, p_version text default null, p_sha256 text default null) returns text language sql as
$$select t.refusal(t.does(p_name, 'submit', format('{"application":%s,"version":%s,"sha256":"%s","kept":%s}', p_draft ->> 'application',
    coalesce(p_version, p_draft ->> 'version'), coalesce(p_sha256, p_draft ->> 'sha256'), p_kept), null, t.us(p_at)))$$;
select testing.freeze('2016-10-07 21:00Z');
create temp table pressed as select t.draft('applicant-3', 'rehab-2016', t.content('rehab-2016', 50000000, '{"parties":["30000001"]}')) as d;
select testing.freeze('2016-10-07 21:59:50Z');
create temp table p as select d, pg_temp.presses(d, '2016-10-07 21:59:50Z') as kept from pressed;
select is(k.pressed, timestamptz '2016-10-07 21:59:50Z', 'the instant of the press is kept') from session.kept k, p where k.kept = p.kept;
select testing.freeze('2016-10-07 22:00:30Z');
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:00:30Z', kept), 'verdict on_time', 'pressed again 30 s after the deadline: on time') from p;
select is((select concat_ws(' ', l #>> '{result,pressed}', l #>> '{result,press_began}', l ->> 'received') from (select convert_from(e.leaf, 'UTF8')::json l
    from ledger.entry e where e.kind = 'submit' order by e.entry desc limit 1) x), '2016-10-07T21:59:50.000000Z 2016-10-07T21:59:49.750000Z 2016-10-07T22:00:30.000000Z', 'the record says both instants');
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:00:30Z', kept + 1000), 'verdict late', 'not by a form that is not kept') from p;
select is(pg_temp.again('management-2', d, '2016-10-07 22:00:30Z', kept), 'LG401', 'not by somebody else') from p;
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:00:30Z', kept, '1', encode(v.sha256, 'hex')), 'verdict late', 'not for another version') from p,
    draft.version v where v.application = (d ->> 'application')::bigint and v.version = 1;
create temp table p2 as select d, pg_temp.presses(d, '2016-10-07 22:00:30Z') as kept from p;
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:00:30Z', kept), 'verdict late', 'not pressed in time') from p2;
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:00:30Z', kept), 'verdict late', 'nor the older of two presses: nobody chooses later') from p;
create temp table p3 as select d, pg_temp.presses(d, '2016-10-07 21:58:29Z') as kept from p;
select is((select k.pressed from session.kept k, p3 where k.kept = p3.kept), null, 'a press older than a queue explains is not believed');
delete from session.kept where kept > (select kept from p);
select is(t.run('tilsagn_grantee', format('select session.note_press(%s, %s, 0)', k.kept, t.us('2016-10-07 22:00:00Z')), k.person) ->> 'error', null, 'told again') from session.kept k, p where k.kept = p.kept;
select is(k.pressed, timestamptz '2016-10-07 21:59:50Z', 'it stays the first') from session.kept k, p where k.kept = p.kept;
select testing.freeze('2016-10-07 22:01:50.000001Z');
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:01:50.000001Z', kept), 'verdict contested', 'after 120 seconds only a ruling can count it') from p;
select testing.freeze('2016-10-07 22:14:50.000001Z');
select is(pg_temp.again('applicant-3', d, '2016-10-07 22:14:50.000001Z', kept), 'verdict late', 'a quarter of an hour later, late is late') from p;
-- what was answered with 5xx: 10:00:00.500 was the answer of a request that took 900 ms, 600 of them a worker's
create temp table f as select (draft ->> 'application')::bigint as application, '1571911200.500' as answered,
    'F0' as serial, (select person from t.people where name = 'applicant-1') as person from d where name = 'fsm2';
insert into identity.seen (person, certificate, first_at, last_at, serial) select person, repeat('e', 64), ledger.clock(), ledger.clock(), 240 from f;
create function pg_temp.line(p_n int, p_more text, p_application bigint default null) returns text language sql as
$$select format('%s %s %s %s', answered, lpad(p_n::text, 32, '0'), coalesce(p_application, application), p_more) from f$$;
create function pg_temp.note(variadic p_lines text[]) returns text language sql as
$$select noted || ' ' || unreadable from grants.note_failed(array_to_string(p_lines, E'\n') || E'\n')$$;
select is(pg_temp.note(pg_temp.line(1, '503 0.900 512 F0 ' || repeat('a', 40) || ' 0.600'), pg_temp.line(2, '502 0.900 - - - -')), '2 0', 'both are noted');
select is(pg_temp.note(pg_temp.line(1, '503 0.900 512 F0 ' || repeat('a', 40) || ' 0.600')), '0 0', 'each once');
select is(pg_temp.note(pg_temp.line(3, '503 0.900 512 F0 - 0.600', 999999)), '0 0', 'an application that is not there is of no call');
select is(pg_temp.note('x', pg_temp.line(4, '403 0.900 512 F0 - 0.600'), pg_temp.line(5, '503 0.900 512 f0 - 0.600'), pg_temp.line(6, '504 0.900 7 AB - 0.900, 0.100')),
    '1 3', 'what is no such line is counted, and stops nothing');
select is((select json_agg(json_build_array(l.status, to_char(l.received at time zone 'UTC', 'HH24:MI:SS.MS'), l.length, l.person, l.own) order by l.n)::text
    from grants.failed_listed('fsm2-2019') l), format('[[504, "09:59:59.600", 7, null, false], [503, "09:59:59.900", 512, %s, true], [502, "10:00:00.500", null, null, false]]', person),
    'when all of it was here, how long, and whose the certificate is') from f;
select is(to_char(began at time zone 'UTC', 'HH24:MI:SS.MS'), '09:59:59.600', 'and when it began') from grants.failed_submission where person is not null;
insert into identity.seen (person, certificate, first_at, last_at, serial) select person - 1, repeat('d', 64), ledger.clock(), ledger.clock(), 240 from f;
select is(pg_temp.note(pg_temp.line(7, '503 0.900 512 F0 - 0.600')), '1 0', 'two people''s certificates with one number');
select is(person, null, 'name neither') from grants.failed_submission where request = lpad('7', 32, '0');
select is(grants.failed_count('fsm2-2019') || ' ' || grants.failed_count('rehab-2016'), '4 0', 'each at its own call');
select * from finish();
