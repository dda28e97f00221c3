-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken: one human acts more often than there are codes in the time of the test
-- Separation of duties by human: the table is the hand-written matrix tests/sql/separation.txt, every act asks
-- the one function, and every pair of the table is refused in both orders, with one card and with two, on the
-- grant's stream and on its call's.
set search_path = tap, public;
select no_plan();

create table t.line (n serial, text text);
\copy t.line (text) from program 'cat "$TEST_DIR/separation.txt"'
create table t.rule as select f[1] as letter, f[2] as why from t.line, regexp_match(text, '^rule ([A-Za-z0-9]) (.+)$') f where f is not null;
create table t.matrix_row as select f[1]::int as i, f[2] as act, array_remove(string_to_array(f[3], ' '), '') as cells
    from t.line, regexp_match(text, '^ *(\d+) ([a-z_]+) *((?: +[A-Za-z0-9.])*)$') f where f is not null;
create table t.pair_wanted as select r.act as act_a, c.act as act_b, k.why
    from t.matrix_row r join t.matrix_row c on c.i < r.i join t.rule k on k.letter = r.cells[c.i];
select is((select count(*) from t.line where text !~ '^(#|rule [A-Za-z0-9] |matrix |alone |[ \d]\d )'), 0::bigint, 'every line of the hand-written table is understood');
select is((select bool_and(cardinality(cells) = i - 1) and max(i) = count(*) from t.matrix_row), true, 'it is a lower half');
select is(array(select format('%s %s %s', least(act_a, act_b), greatest(act_a, act_b), why) from rights.separation order by 1),
          array(select format('%s %s %s', least(act_a, act_b), greatest(act_a, act_b), why) from t.pair_wanted order by 1),
          'the table in the database is the hand-written one');
-- printed again from the database: the same text
create view t.printed as
    select r.i, rtrim(format('%2s %s%s', r.i, rpad(r.act, 22), coalesce(string_agg(' ' || coalesce(k.letter, '.'), ' ' order by c.i) filter (where c.i is not null), ''))) as text
    from t.matrix_row r left join t.matrix_row c on c.i < r.i
    left join rights.separation s on s.act_a = r.act and s.act_b = c.act or s.act_b = r.act and s.act_a = c.act
    left join t.rule k on k.why = s.why group by r.i, r.act;
select is(p.text, l.text, 'as printed: ' || l.text) from t.printed p full join t.line l on l.text = p.text where l.text ~ '^[ \d]\d ' or l.text is null order by p.i;
select diag(format('counted: %s acts, %s pairs, %s rules', (select count(*) from t.matrix_row), (select count(*) from rights.separation), (select count(*) from t.rule)));
select diag(text) from t.line where text ~ '^(matrix|[ \d]\d )' order by n;

-- Every act of persons asks rights.assert_separate() under its own name after it has begun, with the streams of the
-- whole case and nothing built by hand; an act that is about no case is named as such.
create view t.silent as
    select distinct a.act from rights.act a join pg_proc p on p.proname = a.act and p.pronamespace = 'act'::regnamespace
    where a.audience in ('grantee', 'agency') and p.prosrc !~ 'rights\.assert_separate\(';
select is(array(select act from t.silent order by 1), array(select substr(text, 7) from t.line where text ~ '^alone ' order by 1),
          'acts that ask nothing are those named as alone');
select ok(p.prosrc ~ ('ledger\.begin_act\(\s*''' || r.act || '''(.|\n)*perform rights\.assert_separate\(v_ctx\.human, ''' || r.act
                      || ''',\s*(grants\.streams_of(_call|_proposal|_lines)?\(|\(\s*select array_agg\(distinct t\.stream\)\s*from grants\.instalment i, unnest\(grants\.streams_of\()'),
          r.act || ' asks with the streams of its case')
    from t.matrix_row r join pg_proc p on p.proname = r.act and p.pronamespace = 'act'::regnamespace;
select is(array(select act from t.matrix_row order by 1), array(select p.proname::text from pg_proc p where p.pronamespace = 'act'::regnamespace
          and p.proname in (select act from t.matrix_row) order by 1), 'every act of the table exists');
select is(array(select p.oid::regproc::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosrc ~ 'rights\.assert_separate\('
          and n.nspname not in ('act', 't')), '{}', 'and nothing but acts asks');
-- the self-test: an act whose question is taken out is found
create function t.planted() returns text language plpgsql as
$body$
declare
    v text;
begin
    execute replace(pg_get_functiondef('act.score(text,text,bytea)'::regprocedure), 'rights.assert_separate(', 'rights.nothing(');
    select string_agg(act, ' ' order by act) into v from t.silent;
    raise exception using errcode = 'TT001';
exception when sqlstate 'TT001' then
    return v;
end
$body$;
select is(t.planted(), (select string_agg(a, ' ' order by a) from (select substr(text, 7) as a from t.line where text ~ '^alone ' union select 'score') x), 'an act whose question is taken out is found');

-- One human with every role of both sides, and another.
select is(t.propose('register', 'all', format('{"v":1,"organisations":[],"people":[%s]}', string_agg(format(
    '{"profile":"oces3-employee","serial_number":"%s","organisation":"%s","name":"%s","proof":"%s","roles":[%s],"linked_to":%s}',
    s, cvr, s, s, roles, linked), ',')), array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'cards are enrolled')
from (values ('u-agency', '10000001', '"officer","finance"', 'null'), ('u-agency-2', '10000001', '"officer","finance"', '"u-agency"'),
             ('u-grantee', '20000001', '"applicant","management"', '"u-agency"'), ('u-grantee-2', '20000002', '"applicant","management"', '"u-agency"'),
             ('u-firm', '40000001', '"external_auditor"', '"u-agency"'), ('u-firm-2', '40000001', '"external_auditor"', '"u-agency"'),
             ('w-firm', '40000001', '"external_auditor"', 'null'),
             ('w-agency', '10000001', '"officer","finance"', 'null'), ('w-grantee', '20000001', '"applicant","management"', 'null')) x(s, cvr, roles, linked);
select is((select count(distinct human) from identity.person where serial_number like 'u-%')::int, 1, 'six cards of one human');
insert into t.people select serial_number, person, human, organisation, case organisation when '10000001' then 'tilsagn_agency' else 'tilsagn_grantee' end,
    case organisation when '10000001' then 'finance' when '40000001' then 'external_auditor' else 'management' end from identity.person where serial_number ~ '^[uw]-';
select is(bool_and(not t.enrol_factor(name) ? 'error'), true, 'each with a second factor') from t.people where name ~ '^[uw]-';

create function t.by(p_side text, p_act text, p_stream text, p_params text default '') returns text language plpgsql as
$body$
declare
    v_audience text;
    v_role     text;
    v_person   bigint;
    v          jsonb;
begin
    select a.audience, a.role into v_audience, v_role from rights.act a
    where a.act = p_act and a.role in ('officer', 'finance', 'applicant', 'management', 'external_auditor') order by a.role desc limit 1;
    select p.person into v_person from identity.person p
    where p.serial_number = regexp_replace(p_side, '^(.)', '\1-' || case v_role when 'external_auditor' then 'firm' else v_audience end);
    v := t.try(p_act, v_audience, v_person, v_role, '{"streams":[' || p_stream || ']' || p_params || '}');
    return coalesce((v ->> 'error') || coalesce(' ' || ((nullif(v ->> 'detail', ''))::jsonb ->> 'rule'), ''), 'done');
end
$body$;
create table t.pair as
    select row_number() over () as n, a, b from (select act_a as a, act_b as b from rights.separation
                                                  union select act_b, act_a from rights.separation) x;
select is(t.by('u', a, format('"grant:%s"', n)), 'done', a || ' first') from t.pair;
select is(t.by('u', b, format('"grant:%s"', n), ',"separate":1'), format('LG402 %s/%s', b, a), format('%s then %s, one card of each side', a, b)) from t.pair;
select is(t.by('u-2', b, format('"grant:%s"', n), ',"separate":1'), format('LG402 %s/%s', b, a), format('%s then %s with another card', a, b)) from t.pair;
select is(t.by('w', b, format('"grant:%s"', n), ',"separate":1'), 'done', format('%s then %s by two humans', a, b)) from t.pair;
select is(t.by('u', b, format('"grant:%s"', n + 100000), ',"separate":1'), 'done', format('%s on one case, %s on another', a, b)) from t.pair;
select is(t.by('u', a, format('"call:c%s"', n)), 'done', a || ' on the call') from t.pair;
select is(t.by('u', b, format('"grant:%s","call:c%s"', n + 200000, n), ',"separate":1'), format('LG402 %s/%s', b, a), format('%s on the call then %s on its grant', a, b)) from t.pair;
select is((select count(*) from t.pair)::int, 2 * (select count(*) from rights.separation)::int, 'every pair, both ways');

select * from finish();
