-- SPDX-License-Identifier: EUPL-1.2
-- Logins and kept forms: limits, who sees what, what ends a login. Real time is moved by moving rows.
set search_path = tap, public;
select no_plan();

create function pg_temp.id(p text) returns bytea language sql as $$select sha256(convert_to(p, 'UTF8'))$$;
create function pg_temp.asks(p_name text, p_call text) returns jsonb language sql as
$$select t.reads(p_name, 'session.' || regexp_replace(p_call, '#(\w+)', '''\\x'' || encode(sha256(''\1''), ''hex'')', 'g'))$$;
create function pg_temp.asks_text(p_name text, p_call text) returns text language sql as $$
    select coalesce(r ->> 'error', r ->> 'value') from t.people p, lateral t.run(p.login, 'select session.'
        || regexp_replace(p_call, '#(\w+)', 'sha256(''\1'')', 'g'), p.person) r where p.name = p_name $$;
create function pg_temp.state(p_name text, p_id text, p_certificate text) returns text language sql as
$$select (pg_temp.asks_text(p_name, format('use(#%s, #%s)', p_id, p_certificate))::jsonb) ->> 'state'$$;
create function pg_temp.age(p_id text, p_opened interval, p_used interval) returns void language sql as
$$update session.login set opened_at = opened_at - p_opened, used_at = used_at - p_used where id_sha256 = sha256(convert_to(p_id, 'UTF8'))$$;

-- nobody is set: nothing answers
select is(t.run('tilsagn_grantee', 'select session.use(''\x00'', ''\x00'')') ->> 'error', 'LG401', 'use needs a person');
select is(t.run('tilsagn_agency', 'select session.open(''\x00'', ''\x00'', null)') ->> 'error', 'LG401', 'open needs a person');
select is(t.run('tilsagn_public', 'select session.use(''\x00'', ''\x00'')') ->> 'error', '42501', 'the public pool has no logins');
select is(t.run(l, 'select count(*) from session.' || r) ->> 'error', '42501', l || ' cannot list session.' || r)
from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator', 'tilsagn_sequencer']) l,
     unnest(array['login', 'kept', 'kept_chunk']) r;
select is(t.run(l, 'select session.' || f) ->> 'error', '42501', l || ' cannot call session.' || f)
from unnest(array['tilsagn_grantee', 'tilsagn_agency']) l,
     unnest(array['sweep()', 'setting(''idle_s'')', 'person()', 'live(''\x00'')']) f;

-- a certificate is met for the first time, again, and a second one of the same person (A31)
select is(t.run('tilsagn_agency', 'select session.sighting(''\x00'', null)') ->> 'error', 'LG401', 'a sighting needs a person');
select is(t.run('tilsagn_public', 'select session.sighting(''\x00'', null)') ->> 'error', '42501', 'the public pool meets nobody');
select is(pg_temp.asks_text('management-2', 'sighting(#' || c || ', ''0A'')'), a, 'certificate ' || c || ' is ' || a)
from (values (1, 's1', 'first'), (2, 's1', 'known'), (3, 's2', 'renewed'), (4, 's2', 'known'), (5, 's1', 'known')) v(n, c, a)
order by n;
select is((select count(*) from identity.seen where certificate = encode(sha256('s2'), 'hex')), 1::bigint, 'noted once');
select is((select string_agg(distinct serial::text, ' ') from identity.seen s join t.people p using (person) where p.name = 'management-2'),
          '10', 'with the serial number');
select is(session.serial_number(h), n, coalesce(h, 'none') || ' as a serial number')
from (values ('0A', 10::numeric), ('00', 0), ('7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF', 730750818665451459101842416358141509827966271487),
      ('-01', null), ('0a', null), ('', null), (null, null)) v(h, n);

-- a login and its limits
select is(pg_temp.state('applicant-1', 'one', 'c1'), 'none', 'no login yet');
select is(pg_temp.asks_text('applicant-1', 'open(#one, #c1, null)')::jsonb ->> 'left_s', '899', 'a login has 15 minutes');
select is(pg_temp.state('applicant-1', 'one', 'c1'), 'live', 'it is live');
select ok((pg_temp.asks_text('applicant-1', 'use(#one, #c1)')::jsonb ->> 'ends_us')::bigint
          - (pg_temp.asks_text('applicant-1', 'use(#one, #c1)')::jsonb ->> 'now_us')::bigint between 28790000000 and 28800000000,
          'at most eight hours of real time');
select pg_temp.age('one', '14 minutes', '14 minutes');
select is(pg_temp.state('applicant-1', 'one', 'c1'), 'live', 'after 14 minutes it is live');
select is(pg_temp.state('applicant-1', 'one', 'c1'), 'live', 'and was used');
select ok((pg_temp.asks_text('applicant-1', 'use(#one, #c1)')::jsonb ->> 'left_s')::int >= 898, 'a request prolongs it');
select pg_temp.age('one', '15 minutes', '15 minutes');
select is(pg_temp.state('applicant-1', 'one', 'c1'), 'idle', 'after 15 minutes without a request it has ended');
select is(pg_temp.state('applicant-1', 'one', 'c1'), 'none', 'and is gone');
select pg_temp.asks_text('applicant-1', 'open(#two, #c1, null)');
select pg_temp.age('two', '8 hours', '0');
select is(pg_temp.state('applicant-1', 'two', 'c1'), 'over', 'eight hours are the end, however busy');
select testing.run_from('2031-01-01 00:00:00Z');
select pg_temp.asks_text('applicant-1', 'open(#three, #c1, null)');
select testing.run_from('2032-01-01 00:00:00Z');
select is(pg_temp.state('applicant-1', 'three', 'c1'), 'live', 'which does not end a login');

-- what ends it: another certificate, another person, a new login, logging out
select is(pg_temp.state('applicant-1', 'three', 'c2'), 'certificate', 'another certificate of the person ends it');
select is(pg_temp.state('applicant-1', 'three', 'c1'), 'none', 'for good');
select pg_temp.asks_text('applicant-1', 'open(#four, #c1, null)');
select is(pg_temp.asks_text('applicant-2', 'use(#four, #c1)')::jsonb ->> 'state', 'foreign', 'another person''s cookie');
select is(pg_temp.state('applicant-1', 'four', 'c1'), 'none', 'which ends the login of its owner');
select pg_temp.asks_text('applicant-1', 'open(#five, #c1, null)');
select pg_temp.asks_text('applicant-1', 'open(#six, #c1, #five)');
select is(pg_temp.state('applicant-1', 'five', 'c1'), 'none', 'a new login ends the one before');
select is(pg_temp.asks_text('applicant-2', 'close(#six)'), '', 'nobody else');
select is(pg_temp.state('applicant-1', 'six', 'c1'), 'live', 'logs it out');
select is(pg_temp.asks_text('applicant-1', 'close(#six)'), '', 'its owner');
select is(pg_temp.state('applicant-1', 'six', 'c1'), 'none', 'does');
select is(pg_temp.asks_text('officer-1', 'open(#seven, #c3, null)')::jsonb ->> 'state', 'live', 'the agency''s pool opens one');
select is(t.run('tilsagn_grantee', 'select session.use(sha256(''seven''), sha256(''c3''))',
    (select person from t.people where name = 'officer-1')) ->> 'value' like '%"live"%', true, 'the other pool knows it');

-- the oldest of many ends
select pg_temp.asks_text('applicant-1', 'open(#many' || n || ', #c1, null)') from generate_series(1, 11) n;
select is(pg_temp.state('applicant-1', 'many1', 'c1'), 'none', 'of eleven logins the oldest ended');
select is(pg_temp.state('applicant-1', 'many2', 'c1'), 'live', 'ten stay');
select is(jsonb_array_length(pg_temp.asks_text('applicant-1', 'mine(#many3)')::jsonb -> 'logins'), 10, 'their owner sees them');
select is((select count(*) from jsonb_array_elements(pg_temp.asks_text('applicant-1', 'mine(#many3)')::jsonb -> 'logins') e
    where (e ->> 'this')::boolean), 1::bigint, 'and which one this is');
select is(pg_temp.asks_text('applicant-2', 'mine(#many3)'), 'LG401', 'with another''s id nobody sees a list');
select is(pg_temp.asks_text('applicant-1', 'mine(#none)'), 'LG401', 'nor without a login');
select is(pg_temp.asks_text('applicant-2', 'close_all(#many3)'), 'LG401', 'nobody ends another''s logins');
select is(pg_temp.asks_text('applicant-1', 'close_all(#many3)'), '', 'the owner ends all');
select is((select count(*) from session.login where person = (select person from t.people where name = 'applicant-1')), 0::bigint, 'all of them');

-- kept forms
create temp table k as select pg_temp.asks_text('applicant-1', 'keep(''/calls/x'', ''/calls'', ''Save'', ''a=1'', null)') as kept;
select is(pg_temp.asks_text('applicant-1', format('kept(#eight, %s)', kept)), 'LG401', 'looking needs a login') from k;
select pg_temp.asks_text('applicant-1', 'open(#eight, #c1, null)');
select pg_temp.asks_text('applicant-2', 'open(#nine, #c2, null)');
select is(pg_temp.asks_text('applicant-1', format('kept(#eight, %s)', kept))::jsonb ->> 'fields', 'a=1', 'what was typed is there') from k;
select is(pg_temp.asks_text('applicant-2', format('kept(#nine, %s)', kept)), null, 'for its owner only') from k;
select is(pg_temp.asks_text('applicant-2', format('drop_kept(#nine, %s)', kept)), '', 'nobody else') from k;
select is(pg_temp.asks_text('applicant-1', format('keep_chunk(%s, 0, ''\x00'')', kept)), 'LG301', 'a form without a file takes none') from k;
select is(jsonb_array_length(pg_temp.asks_text('applicant-1', 'mine(#eight)')::jsonb -> 'kept'), 1, 'takes it away');
select is(pg_temp.asks_text('applicant-1', format('drop_kept(#eight, %s)', kept)), '', 'the owner') from k;
select is(pg_temp.asks_text('applicant-1', format('kept(#eight, %s)', kept)), null, 'does') from k;
truncate k;
insert into k select pg_temp.asks_text('applicant-1', 'keep(''/a'', ''/b'', ''Upload'', ''version=1'', ''x.pdf'')');
select is(pg_temp.asks_text('applicant-2', format('keep_chunk(%s, 0, ''\x00'')', kept)), 'LG301', 'nobody adds to another''s file') from k;
select is(pg_temp.asks_text('applicant-1', format('keep_chunk(%s, %s, ''\x0%s'')', kept, n, n)), '', 'its owner does') from k, generate_series(0, 1) n;
select is(pg_temp.asks_text('applicant-1', format('kept_chunk(#eight, %s, 1)', kept)), '\x01', 'pieces come back') from k;
select is(pg_temp.asks_text('applicant-1', format('kept_chunk(#eight, %s, 2)', kept)), null, 'until the last') from k;
select is(pg_temp.asks_text('applicant-2', format('kept_chunk(#nine, %s, 0)', kept)), null, 'to their owner only') from k;
select is(pg_temp.asks_text('applicant-1', format('kept(#eight, %s)', kept))::jsonb ->> 'bytes', '2', 'with their size') from k;
select pg_temp.asks_text('applicant-1', 'keep(''/a'', ''/b'', ''Upload'', '''', ''y.pdf'')') from generate_series(1, 3);
select is(pg_temp.asks_text('applicant-1', format('kept(#eight, %s)', kept)), null, 'of four files the oldest is forgotten') from k;
select pg_temp.asks_text('applicant-1', 'keep(''/a'', ''/b'', ''Save'', '''', null)') from generate_series(1, 25);
select is(jsonb_array_length(pg_temp.asks_text('applicant-1', 'mine(#eight)')::jsonb -> 'kept'), 20, 'of many forms the oldest too');
update session.kept set kept_at = kept_at - interval '1 day';
select pg_temp.age('nine', '10 hours', '10 hours');
select pg_temp.age('eight', '1 minute', '1 minute');
select is(pg_temp.state('applicant-1', 'eight', 'c1'), 'live', 'a later request');
select is((select count(*) from session.kept) + (select count(*) from session.kept_chunk), 0::bigint, 'sweeps forms of yesterday');
select is((select count(*) from session.login where id_sha256 = sha256('nine')), 0::bigint, 'and logins that ended long ago');
update meta.setting set value = '60' where name = 'session_idle_s';
select pg_temp.age('eight', '2 minutes', '2 minutes');
select is(pg_temp.state('applicant-1', 'eight', 'c1'), 'idle', 'the limits are settings');
select * from finish();
