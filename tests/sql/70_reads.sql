-- SPDX-License-Identifier: EUPL-1.2
-- What each pool sees: rows of its own organisation only, auditors everything, filters and totals exact.
set search_path = tap, public;
select no_plan();
call t.money();

-- entries of two municipalities and a grant's stream that belongs to one of them
select ok(not t.tries('applicant-1', 'test_post', '{"streams":["grant:1"],"call":"x"}') ? 'error', 'A''s application');
select ok(not t.tries('applicant-3', 'test_post', '{"streams":["grant:2"],"call":"x"}') ? 'error', 'B''s application');
select ledger.assign_stream('grant:1', '20000001', (select max(entry) from ledger.entry where stream = 'grant:1'));
select ok(not t.tries('officer-1', 'test_post', '{"streams":["grant:1"],"call":"x","accounts":["call:x:available","grant:1:committed"],"amounts":[-250,250]}') ? 'error', 'the agency acts on A''s grant');
select ok(not t.tries('officer-1', 'test_post', '{"streams":["grant:2"],"call":"x","accounts":["call:x:available","grant:2:committed"],"amounts":[-50,50]}') ? 'error', 'and on B''s');

-- A view of everything, as any domain view might be: row-level security must cut it down.
create view portal.test_entry as select e.entry, e.stream, e.organisation from ledger.entry e;
create view portal.test_posting as select p.entry, p.account from ledger.posting p;
create view portal.test_stream as select s.stream from ledger.stream_organisation s;
create view portal.test_human as select h.human from identity.human h;
create view portal.test_role as select r.person, r.role from identity.role_change r;
alter view portal.test_entry owner to ledger_reader; alter view portal.test_posting owner to ledger_reader;
alter view portal.test_stream owner to ledger_reader; alter view portal.test_human owner to ledger_reader; alter view portal.test_role owner to ledger_reader;
grant select on portal.test_entry, portal.test_posting, portal.test_stream, portal.test_human, portal.test_role
    to tilsagn_grantee, tilsagn_agency, tilsagn_public, tilsagn_operator, tilsagn_sequencer;
grant usage on schema portal to tilsagn_operator, tilsagn_sequencer, tilsagn_public;
create function t.sees(p_login text, p_name text, p_what text) returns text language sql as
$body$
    select coalesce(r ->> 'error', r ->> 'value', '-') from t.run(p_login, 'select string_agg(distinct ' || p_what,
        (select person from t.people where name = p_name)) r
$body$;
select is(t.sees(l, p, 'stream, '' '' order by stream) from portal.test_entry'), w, format('%s as %s sees streams %s', l, coalesce(p, 'nobody'), w))
from (values ('tilsagn_grantee', 'applicant-1', 'grant:1 organisation:20000001'), ('tilsagn_grantee', 'applicant-3', 'grant:2 organisation:20000002'),
             ('tilsagn_grantee', 'clinical-1', 'organisation:30000001'), ('tilsagn_grantee', 'external-auditor-1', '-'), ('tilsagn_grantee', null, '-'),
             ('tilsagn_grantee', 'officer-1', '-'), ('tilsagn_grantee', 'auditor-1', '-'),
             ('tilsagn_agency', 'officer-1', 'appropriation:a call:x grant:1 grant:2 organisation:10000001 organisation:20000001 organisation:20000002 organisation:30000001 system'),
             ('tilsagn_public', 'applicant-1', '-'), ('tilsagn_operator', null, '-'), ('tilsagn_sequencer', null, '-')) x(l, p, w);
select is(t.sees('tilsagn_grantee', 'applicant-1', 'account, '' '') from portal.test_posting'), 'call:x:available grant:1:committed', 'postings follow their entries');
select is(t.sees('tilsagn_grantee', 'applicant-3', 'account, '' '') from portal.test_posting'), '-', 'B sees no posting until its stream is assigned');
select is(t.sees('tilsagn_grantee', 'applicant-1', 'organisation, '' '' order by organisation) from portal.test_entry'), '10000001 20000001', 'A sees what the agency did on its grant');
select is(t.sees('tilsagn_grantee', 'applicant-3', 'stream, '' '') from portal.test_stream'), '-', 'B does not see A''s stream');
select is(t.sees('tilsagn_grantee', 'applicant-1', 'name, '' '' order by name) from portal.person'), 'Navn applicant-1 Navn applicant-2 Navn management-1', 'A sees its own people');
select is(t.sees('tilsagn_grantee', 'officer-1', 'name, '' '') from portal.person'), '-', 'a worker claiming an officer in the grantee pool sees nobody');
select is(t.sees('tilsagn_grantee', 'applicant-1', 'human::text, '' '') from portal.test_human'), '-', 'no pool of grantees sees humans');
select is(t.sees('tilsagn_grantee', 'applicant-1', 'person::text, '' '') from portal.test_role'),
          (select string_agg(person::text, ' ' order by person::text) from t.people where cvr = '20000001'), 'nor roles of others');
select is(t.run('tilsagn_grantee', 'select count(*) from portal.organisation', 3) ->> 'value', '109', 'organisations are public');
select is(t.run('tilsagn_public', 'select count(*) from portal.person') ->> 'error', '42501', 'the public pool sees no person');
select is(t.run('tilsagn_grantee', 'select count(*) from portal.record', 18) ->> 'error', '42501', 'the audit views are the agency''s');
select is(t.run('tilsagn_agency', 'select count(*) from portal.record', (select person from t.people where name = 'officer-1')) ->> 'value', '0', 'an officer sees nothing in them');
select is(t.run('tilsagn_agency', 'select count(*) from portal.record_posting', (select person from t.people where name = 'auditor-1')) ->> 'value',
          (select count(*)::text from ledger.posting), 'an auditor everything');
drop view portal.test_entry, portal.test_posting, portal.test_stream, portal.test_human, portal.test_role;
revoke usage on schema portal from tilsagn_operator, tilsagn_sequencer;
\ir lib/reseal.sql

-- me, identify
select is(t.reads('applicant-1', 'read.me()') - 'now' - 'now_us', '{"person":3,"human":3,"name":"Navn applicant-1","organisation":{"cvr":"20000001","name":"Kommune A","kind":"municipality"},"unit":null,"roles":["applicant"],"blocked":false}', 'me');
select is(t.reads('officer-1', 'read.me()') #>> '{organisation,kind}', 'agency', 'me of an officer');
select is(t.run('tilsagn_grantee', 'select read.me()') -> 'value', 'null', 'me without a person');
create function t.identify(p_login text, p_profile text, p_serial text, p_cvr text) returns jsonb language sql as
$body$select (t.run(p_login, format('select read.identify(%L, %L, %L, %L)', p_profile, p_serial, repeat('0', 64), p_cvr)) ->> 'value')::jsonb$body$;
select is(t.identify('tilsagn_grantee', a, b, '20000001'), '{"person":null,"organisation":{"cvr":"20000001","name":"Kommune A","kind":"municipality"},"audience":"grantee","access":null,"refused":null}',
          'unknown person of a known organisation')
from (values ('oces3-employee', 'UI:nobody'), ('oces2', 'UI:applicant-1'), ('oces3-employee', 'UI:applicant-')) x(a, b);
select is(t.identify('tilsagn_grantee', 'oces3-employee', 'UI:nobody', '29189847'), '{"person":null,"organisation":null,"audience":null,"access":null,"refused":null}', 'unknown organisation');
select is(t.identify('tilsagn_grantee', 'oces3-employee', 'UI:nobody', '10000001'), '{"person":null,"organisation":null,"audience":"agency","access":null,"refused":null}', 'an organisation of the other pool');
select is(t.identify('tilsagn_grantee', 'oces3-employee', 'UI:officer-1', '10000001') - 'person' - 'human',
          '{"name":null,"organisation":{"cvr":"10000001","name":"Styrelsen","kind":"agency"},"roles":[],"blocked":false,"audience":"agency","access":null}',
          'an officer is sent home from the applicants'' pool, without name and roles');
select is(t.identify('tilsagn_agency', 'oces3-employee', 'UI:officer-1', '10000001') -> 'roles', '["officer"]', 'and known in the agency''s');
select is(t.identify('tilsagn_agency', 'oces3-employee', 'UI:finance-1-second', '10000001') ->> 'human',
          (select human::text from t.people where name = 'finance-1'), 'a second card is the same human');

-- proposals
select is(t.reads('officer-1', 'read.proposals()') #>> '{proposals,0,state}', 'effective', 'proposals');
select is(t.propose('register', 'open', '{"v":1,"organisations":[],"people":[]}', '{}') ->> 'error', null, 'one more');
select is(t.reads(n, 'read.proposal(2)') #> '{proposal,actions}', a::jsonb, 'actions of ' || n) from (values ('administrator-1', '["confirm"]'), ('officer-1', '[]'), ('finance-1', '[]')) x(n, a);
select is(t.reads('administrator-1', 'read.proposal(2)') -> 'document', '{"v":1,"organisations":[],"people":[]}', 'with its document');
select is(t.reads('administrator-1', 'read.proposal(2)') #> '{proposal,proposed_by}', '{"user":"drift","host":"prøve-1"}', 'and who proposed');
select is(t.reads('administrator-1', 'read.proposal(99)'), null, 'no such proposal');
select is(t.reads('applicant-1', 'read.proposals()') ->> 'error', '42501', 'not for grantees');

-- the auditors' list: every filter, page totals, export
select is(t.reads(n, 'read.entries(null, null, null)') ->> 'error', w, 'entries as ' || n)
from (values ('auditor-1', null), ('state-auditor-1', null), ('officer-1', 'LG401'), ('administrator-1', 'LG401'), ('applicant-1', '42501')) x(n, w);
select is(t.reads(n, r) ->> 'error', 'LG401', r || ' as ' || n) from unnest(array['officer-1', 'finance-1']) n, unnest(array['read.entry(1)', 'read.entries_export(null)']) r;
create function t.matches(p_filter text) returns table (n bigint, amount numeric) language plpgsql as
$body$
begin -- the same condition in other words, over the table itself
    return query select count(*), coalesce(sum(e.amount_ore), 0) from ledger.entry e, lateral (select p_filter::jsonb as f) x
    where (f ->> 'kind' is null or e.kind = f ->> 'kind') and (f ->> 'person' is null or e.person = (f ->> 'person')::bigint)
      and (f ->> 'organisation' is null or e.organisation = f ->> 'organisation') and (f ->> 'call' is null or e.call = f ->> 'call')
      and (f ->> 'stream' is null or e.stream = f ->> 'stream') and (f ->> 'from' is null or e.at >= (f ->> 'from')::timestamptz)
      and (f ->> 'to' is null or e.at < (f ->> 'to')::timestamptz) and (f ->> 'amount_min_ore' is null or e.amount_ore >= (f ->> 'amount_min_ore')::bigint)
      and (f ->> 'amount_max_ore' is null or e.amount_ore <= (f ->> 'amount_max_ore')::bigint);
end
$body$;
create table t.filter (f text);
insert into t.filter values ('{}'), ('{"kind":"grant_agency_role"}'), ('{"kind":"test_post"}'), ('{"person":3}'), ('{"organisation":"10000001"}'), ('{"call":"x"}'),
    ('{"stream":"grant:1"}'), ('{"amount_min_ore":100}'), ('{"amount_max_ore":99}'), ('{"amount_min_ore":50,"amount_max_ore":600,"call":"x"}'),
    ('{"from":"2020-01-01T00:00:00Z"}'), ('{"to":"2020-01-01T00:00:00Z"}'), ('{"kind":"grant_agency_role","person":null}'), ('{"kind":"nothing"}'),
    ('{"organisation":"10000001","kind":"test_post","amount_min_ore":1}');
insert into t.filter select format('{"from":"%s"}', ledger.rfc3339(at)) from ledger.entry where entry = 4;
insert into t.filter select format('{"to":"%s"}', ledger.rfc3339(at)) from ledger.entry where entry = 4;
select is(array[r ->> 'total_count', r ->> 'total_amount_ore'], array[m.n::text, m.amount::text], 'totals of ' || f)
from t.filter, lateral t.reads('auditor-1', format('read.entries(%L, null, 2)', f)) r, lateral t.matches(f) m;
select is(t.run('tilsagn_agency', format('select count(*) || '' '' || coalesce(sum(amount_ore), 0) from read.entries_rows(read.entries_export(%L), 100000)', f), 18) ->> 'value',
          m.n || ' ' || m.amount, 'the export of ' || f || ' has the page''s totals')
from t.filter, lateral t.matches(f) m;
select is((select count(*) from t.filter, lateral t.matches(f) m where m.n > 0)::int, 15, 'and most of them match something');
create function t.walk(p_filter text, p_limit int) returns bigint[] language plpgsql as
$body$
declare
    v_cursor text;
    v        jsonb;
    v_all    bigint[] := '{}';
begin
    loop
        v := t.reads('auditor-1', format('read.entries(%L, %L, %s)', p_filter, v_cursor, p_limit));
        v_all := v_all || array(select (e ->> 'entry')::bigint from jsonb_array_elements(v -> 'entries') with ordinality x(e, n) order by n);
        v_cursor := v ->> 'next';
        exit when v_cursor is null;
    end loop;
    return v_all;
end
$body$;
select is(t.walk(f, l), array(select entry from ledger.entry where f = '{}' or kind = 'test_post' order by entry desc), format('pages of %s through %s', l, f))
from unnest(array['{}', '{"kind":"test_post"}']) f, unnest(array[1, 2, 3, 200]) l;
select is(t.reads('auditor-1', format('read.entries(%L, %L, %s)', f, c, l)) ->> 'error', 'LG101', format('refused: %s %s %s', f, c, l))
from (values ('[]', null, '1'), ('x', null, '1'), ('{"other":1}', null, '1'), ('{"kind":1}', null, '1'), ('{"person":"x"}', null, '1'), ('{"from":"2020-01-01"}', null, '1'),
             ('{"from":"2020-13-01T00:00:00Z"}', null, '1'), ('{"amount_min_ore":-1}', null, '1'), ('{"kind":"' || repeat('x', 101) || '"}', null, '1'),
             ('{}', 'x', '1'), ('{}', '-1', '1'), ('{}', null, '0'), ('{}', null, '201')) x(f, c, l);
select is(t.reads('auditor-1', format('read.entries(%L, null, 50)', f)) ->> 'total_count', '0', 'no injection by ' || f)
from (values ('{"kind":"x'' or ''1''=''1"}'), ('{"call":"x\\'' or true --"}'), ('{"stream":"\"; drop table x; --"}')) x(f);
select is(t.reads('auditor-1', 'read.entry(' || entry || ')') ->> 'leaf', convert_from(leaf, 'UTF8'), 'entry ' || entry || ' with its leaf')
from ledger.entry;
select is(t.reads('auditor-1', 'read.entry(' || max(entry) || ')') -> 'postings',
          '[{"account":"call:x:available","amount_ore":-50,"balance_before_ore":350,"balance_after_ore":300},{"account":"grant:2:committed","amount_ore":50,"balance_before_ore":0,"balance_after_ore":50}]', 'and postings')
from ledger.entry where kind = 'test_post';
select is(t.reads('auditor-1', 'read.entry(999999)'), null, 'no such entry');
-- A period is found by the entries around it; what is too many to be counted while somebody waits is listed all the same.
create table t.instant as select ledger.rfc3339(ledger.clock() + interval '2 hours') as first, ledger.rfc3339(ledger.clock() + interval '4 hours') as last;
select testing.run_from(ledger.clock() + interval '3 hours');
select t.tries('finance-1', 'test_post', '{}') from generate_series(1, 5);
select testing.run_from(ledger.clock() + interval '3 hours');
select count(t.tries('finance-1', 'test_post', '{}')) from generate_series(1, 2001);
truncate t.filter;
insert into t.filter select format(f, i.first, i.last) from t.instant i, unnest(array['{"from":"%s","to":"%s"}', '{"to":"%s"}', '{"from":"%s","amount_min_ore":1}',
    '{"to":"%s","amount_min_ore":1}', '{"from":"%2$s","kind":"confirm"}']) f;
select is(array[r ->> 'total_count', r ->> 'total_amount_ore', coalesce(jsonb_array_length(r -> 'entries'), 0)::text], array[m.n::text, m.amount::text, m.n::text], 'in the period ' || f)
from t.filter, lateral t.reads('auditor-1', format('read.entries(%L, null, 200)', f)) r, lateral t.matches(f) m;
select is((select count(*) from t.filter, lateral t.matches(f) m where m.n > 0)::int, 3, 'and something is there');
select is(jsonb_build_array(r -> 'total_count', r -> 'total_amount_ore', jsonb_array_length(r -> 'entries')), '[null, null, 2]', 'more than 2,000 are not counted, but listed: ' || f)
from t.instant i, unnest(array['{}', '{"kind":"test_post"}', format('{"from":"%s"}', i.last)]) f, lateral t.reads('auditor-1', format('read.entries(%L, null, 2)', f)) r;
-- Beyond the newest 2,048: through two windows, in order and each once.
select is(t.walk(f, 200), array(select entry from ledger.entry where f = '{}' or kind = 'test_post' order by entry desc), 'all pages of ' || f)
from unnest(array['{}', '{"kind":"test_post"}']) f;
select is(t.run('tilsagn_agency', 'select count(*) from portal.record_newest', (select person from t.people where name = 'officer-1')) ->> 'value', '0',
    'an officer sees nothing, newest first either');
-- What is looked through is narrow: of a filter of two members each, no row of the record itself is read and none is asked who reads.
vacuum analyze ledger.entry;
create function t.plan(p_condition text) returns text language plpgsql set enable_seqscan = off set enable_bitmapscan = off as
$body$
declare
    v_line text;
    v_all  text := '';
begin
    for v_line in execute 'explain (costs off) select entry, amount_ore from portal.record_newest where ' || p_condition || ' and entry > 0 order by entry desc limit 2001' loop
        v_all := v_all || v_line || ' ';
    end loop;
    return v_all;
end
$body$;
select ok(t.plan(c) ~ ('Index Only Scan .*' || i) and t.plan(c) !~ 'Index Scan|SESSION_USER|stream_organisation', format('%s is answered by %s alone', c, i))
from (values ('kind = ''grant_agency_role'' and person = 5', 'entry_(kind|person)'), ('organisation = ''20000001'' and amount_ore >= 1', 'entry_(organisation|amount)'),
             ('call = ''x'' and at >= ''2000-01-01Z'' and kind = ''test_post''', 'entry_call'), ('amount_ore >= 1 and person = 5', 'entry_(amount|person)')) x(c, i);
select * from finish();
