-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken
-- Who looked at which case: every read that the programs make is in the hand-written list below and logs as it
-- says there; without a reader it answers nothing; the log cannot be changed; only auditors read it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z');
select t.must(t.publish('opkval-2017'));
create temp table a as select t.sent('applicant-1') as id, t.must(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('applicant-1'), 62000000))) as r;
select is(t.refusal(t.does('management-1', 'sign_off', t.sign_off(id, r))), 'done', 'signed') from a;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(id, '1'))) ->> 'entry' as entry from a;
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', entry))), 'done', 'approved') from i;
select is(t.refusal(t.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', entry))), 'done', 'released') from i;
create temp table f as select s.files #>> '{0,sha256}' as sha256 from grants.submission s where s.application = (select id::bigint from a);

-- Every read of ledger/statements.c and statements_other.c: what it logs, as whom it is tried, and with what.
create table t.logs (name text primary key, scope text, who text, parameters text);
insert into t.logs values
    ('application', 'case', 'applicant-1', 'A'), ('grant', 'case', 'applicant-1', 'A'), ('accounts', 'case', 'officer-1', 'A, 1'),
    ('agency_application', 'case', 'officer-1', 'A'), ('agency_grant', 'case', 'officer-1', 'A'),
    ('instalment_computation', 'case', 'officer-1', 'A, 1'), ('reporting', 'case', 'officer-1', 'A'), ('award_letter', 'case', 'applicant-1', 'A'), ('auditor', 'case', 'applicant-1', 'A'),
    ('statement', 'case', 'officer-1', 'A, 2020'), ('audits', 'list', 'external-auditor-1', ''), ('disputes', 'list', 'officer-1', ''), ('signed', 'none', 'officer-1', 'null'), ('instalment', 'case', 'finance-1', 'I'), ('batch', 'case', 'finance-1', '1'),
    ('payment_draft', 'case', 'finance-1', '''[I]'''), ('payment_file', 'case', 'finance-1', '1'),
    ('bank', 'list', 'finance-1', 'null'), ('alarms', 'list', 'finance-1', ''), ('month', 'list', 'finance-1', '''2020-11'''), ('year', 'list', 'finance-1', '2019'),
    ('claims', 'case', 'officer-1', 'A'), ('agency_claims', 'list', 'officer-1', ''), ('changes', 'case', 'officer-1', 'A'), ('vouchers', 'case', 'officer-1', 'A'), ('receipt', 'case', 'officer-1', 'I'), ('entry', 'case', 'auditor-1', 'I'), ('file', 'case', 'officer-1', '''F'''), ('file_chunk', 'case', 'officer-1', '''F'', 0'),
    ('applications', 'list', 'applicant-1', ''), ('grants', 'list', 'applicant-1', ''), ('tasks', 'list', 'officer-1', ''),
    ('agency_applications', 'list', 'officer-1', '''fsm2-2019'''), ('call_rulings', 'list', 'officer-1', '''fsm2-2019'''), ('contested', 'list', 'officer-1', '''fsm2-2019'''), ('call_notices', 'list', 'officer-1', '''fsm2-2019'''), ('allocation', 'list', 'officer-1', '''opkval-2017'''), ('ranking', 'list', 'officer-1', '''fsm2-2019'''), ('agency_grants', 'list', 'officer-1', ''),
    ('instalments', 'list', 'finance-1', ''), ('approvals', 'list', 'finance-1', 'null, null'), ('batches', 'list', 'finance-1', ''), ('entries', 'list', 'auditor-1', 'null, null, 200'),
    ('entries_export', 'export', 'auditor-1', 'null'), ('log_files', 'export', 'auditor-1', '0'), ('log_file', 'export', 'auditor-1', '''checkpoint'''), ('case_record', 'case', 'auditor-1', 'A'), ('dossier_export', 'case', 'auditor-1', 'A'), ('findings', 'list', 'auditor-1', '''{}'', null, 10'), ('reads', 'log', 'auditor-1', 'null, null, 1'), ('reads_export', 'log', 'auditor-1', 'null'),
    ('export_end', 'export', 'auditor-1', '(select max(l.read) from portal.read_log l where l.what = ''entries_export''), 3, null, false'),
    ('account_balances', 'list', 'auditor-1', 'null, null, 10'), ('balances_export', 'export', 'auditor-1', 'null'),
    -- only what was begun, and logged, comes out of these
    ('entries_rows', 'none', 'auditor-1', '0, 1'), ('reads_rows', 'none', 'auditor-1', '0, 1'), ('balances_rows', 'none', 'auditor-1', '0, 1'),
    -- nothing of a case but, in calls, the number and state of one's own
    ('clock', 'none', 'officer-1', ''), ('identify', 'none', 'officer-1', '''oces3-employee'', ''UI:officer-1'', null, null'), ('me', 'none', 'officer-1', ''),
    ('calls', 'none', 'applicant-1', ''), ('call', 'none', 'applicant-1', '''fsm2-2019'''), ('agency_calls', 'none', 'officer-1', ''),
    ('agency_call', 'none', 'officer-1', '''fsm2-2019'''), ('proposals', 'none', 'officer-1', ''), ('proposal', 'none', 'officer-1', '1'),
    ('published_calls', 'none', null, ''), ('published_call', 'none', null, '''fsm2-2019'''), ('published_awards', 'none', null, ''), ('published_log', 'none', null, ''), ('receipt_place', 'none', null, '1'), ('former_head', 'none', null, '''x'', 0, 0'), ('log_tile', 'none', 'officer-1', '0, 0, 1'), ('calls_due', 'none', null, ''), ('claims_due', 'none', null, ''), ('draws_due', 'none', null, ''),
    ('people', 'person', 'auditor-1', '''{}'', null, 10'), ('enrolled', 'person', 'auditor-1', '1'), ('access_requests', 'person', 'administrator-1', ''),
    ('access_review', 'person', 'auditor-1', ''), ('erasure', 'person', 'auditor-1', ''), ('erasure_nights', 'person', 'auditor-1', ''), ('notice', 'none', 'officer-1', ''), ('organisations', 'none', 'officer-1', '''{}'', null, 10'), ('units', 'none', 'applicant-1', ''),
    ('second_factor', 'none', 'officer-1', ''), ('second_factors', 'person', 'administrator-1', 'null'),
    -- one's own request, and one's own rights
    ('pending_request', 'none', 'finance-1', '1'), ('why_not', 'none', 'officer-1', '''score'', ''call:fsm2-2019''');
create table t.line (text text);
\copy t.line from program 'grep -ohE "READ_[0-9]\(\"[a-z_]+\"|FROM read\.[a-z_]+\(|SELECT read\.[a-z_]+\(" "$SQL_DIR/../ledger/statements.c" "$SQL_DIR/../ledger/statements_other.c"'
create temp table used as select distinct substring(text from '([a-z_]+)[^a-z_]*$') as name from t.line;
select is((select string_agg(u.name, ' ' order by u.name) from used u where u.name not in (select l.name from t.logs l)), null,
          'every read of the programs is in the list');
select cmp_ok((select count(*) from used), '>', 30::bigint, 'and they were found');

create function t.asked(p_name text, p_who text, p_parameters text) returns text language sql as
$body$
    select case when r ? 'error' then r ->> 'error' when r ->> 'value' is null then 'nothing' else 'answered' end
    from t.run(coalesce((select p.login from t.people p where p.name = p_who), 'tilsagn_agency'),
        format(case when p_name ~ '_export$' then 'select count(*) from read.%s(%s)' else 'select read.%s(%s)' end, p_name,
            replace(replace(replace(p_parameters, 'A', (select id from a)), 'I', (select entry from i)), 'F', (select sha256 from f))),
        (select p.person from t.people p where p.name = p_who)) r
$body$;
create temp table tried (name text, scope text, before bigint, answer text);
do $$
declare v record; v_before bigint;
begin
    for v in select * from t.logs l where l.scope <> 'none' or l.who is not null order by l.name loop
        v_before := coalesce((select max(read) from identity.read_log), 0);
        insert into tried values (v.name, v.scope, v_before, t.asked(v.name, v.who, v.parameters));
        if v.scope = 'none' and exists (select from identity.read_log where read > v_before) then
            raise exception '% logged', v.name;
        end if;
    end loop;
end $$;
select is(t.answer, 'answered', t.name || ' answers') from tried t where t.scope <> 'none' order by t.name;
select is((select array_agg(l.what || ' ' || l.scope || ' ' || (l.scope <> 'case' or (select id::bigint from a) = any (coalesce(l.applications, '{}') || l.application))
                            || ' ' || p.name || ' ' || (l.certificate = decode(t.certificate(p.person), 'hex')) || ' ' || l.route || ' ' || (l.human = p.human))
           from identity.read_log l join t.people p on p.person = l.person
           where l.read > t.before and l.read <= coalesce((select min(n.before) from tried n where n.before > t.before), 9999999)),
          array[case t.name when 'file_chunk' then 'file' else t.name end || ' ' || t.scope || ' true ' || g.who || ' true GET /test true'],
          t.name || ' is logged once, as ' || t.scope || ', under its case, with person, human, certificate and route')
from tried t join t.logs g using (name) where t.scope <> 'none' order by t.name;
-- The page says in words what was looked at; without a name it would show the code.
create temp table named (text text);
\copy named from program 'grep -oE "\{\"[a-z_]+" "$SQL_DIR/../fcgi/words_look.c"'
select is((select string_agg(distinct l.what, ' ' order by l.what) from identity.read_log l
           where l.what not in (select substring(n.text from '[a-z_]+$') from named n)), null, 'every kind of look has a name on the page');

-- Volatile is what logs: whoever adds a read of cases without it is found here, by text.
select is(p.provolatile::text, case when l.scope = 'none' then 's' else 'v' end, l.name || ' says so by its volatility')
from t.logs l join pg_proc p on p.proname = l.name and p.pronamespace = 'read'::regnamespace where l.name not in ('clock', 'second_factor'); -- these two change something else, or tell the time
select ok(l.scope <> 'none' or p.prosrc !~ 'seen_|log_read|log_file', l.name || ' logs or does not')
from t.logs l join pg_proc p on p.proname = l.name and p.pronamespace = 'read'::regnamespace;

-- What is not there or not theirs is not answered, and leaves no trace: nobody looked at anything.
create temp table quiet as select max(read) as before from identity.read_log;
select is(t.asked(n, w, p), 'nothing', n || ' of another''s case as ' || w || ': nothing')
from (values ('application', 'applicant-3', 'A'), ('grant', 'applicant-3', 'A'), ('accounts', 'applicant-3', 'A, 1'), ('receipt', 'applicant-3', 'I'),
             ('file', 'applicant-3', '''F'''), ('file_chunk', 'applicant-3', '''F'', 0'), ('application', 'clinical-1', 'A'), ('grant', 'management-3', 'A'),
             ('grant', 'applicant-1', '999'), ('agency_application', 'officer-1', '999'), ('agency_grant', 'applicant-1', 'A'), ('batch', 'finance-1', '999')) x(n, w, p)
where not (n = 'agency_grant' or n like 'file%');
select is(t.asked('agency_grant', 'applicant-1', 'A'), '42501', 'the other pool''s read: no right');
select is((select max(read) from identity.read_log), (select before from quiet), 'and nothing was logged');

-- The same file under two municipalities' cases: each sees and logs its own only.
select is(t.asked('file', 'applicant-3', '''F'''), 'answered', 'its own copy of a file that others sent too');
select is((select applications from identity.read_log order by read desc limit 1), array[(select t.sent('applicant-3')::bigint)], 'logged under its own case alone');
select is(t.asked('file', 'officer-1', '''F'''), 'answered', 'the agency reads it');
select is((select cardinality(applications) from identity.read_log order by read desc limit 1), 2, 'logged under both');
-- Pieces of one file in one transaction are one read.
create temp table pieces as select max(read) as before from identity.read_log;
select is(t.run('tilsagn_agency', format('select octet_length(read.file_chunk(%L, 0)) + coalesce(octet_length(read.file_chunk(%L, 1)), 0)', sha256, sha256),
                (select person from t.people where name = 'officer-1')) ? 'error', false, 'two pieces') from f;
select is((select count(*) from identity.read_log where read > (select before from pieces)), 1::bigint, 'one read');

-- Without its reader a case is not answered, in each pool; and what rolls back was not read.
create function t.bare(p_login text, p_reader text, p_person text, p_sql text) returns text language plpgsql as
$body$
declare v_name text := t.connection(p_login); v_state text := 'answered';
begin
    perform tap.dblink_exec(v_name, 'begin');
    perform tap.dblink_exec(v_name, format('set local tilsagn.person = %L', p_person));
    perform tap.dblink_exec(v_name, format('set local tilsagn.reader = %L', p_reader));
    begin
        perform * from tap.dblink(v_name, p_sql) r(v text);
    exception when others then get stacked diagnostics v_state = returned_sqlstate;
    end;
    perform tap.dblink_exec(v_name, 'rollback');
    return v_state;
end
$body$;
select is(t.bare('tilsagn_agency', r, (select person::text from t.people where name = 'officer-1'), format('select read.agency_grant(%s)', (select id from a))), w, 'reader: ' || r)
from (values ('', 'LG901'), ('x', 'LG901'), ('officer ' || repeat('a', 64), 'LG901'), ('officer ' || repeat('a', 63) || ' ' || repeat('0', 32) || ' GET /', 'LG901'),
             ('officer ' || repeat('A', 64) || ' ' || repeat('0', 32) || ' GET /', 'LG901'), ('OFFICER ' || repeat('a', 64) || ' ' || repeat('0', 32) || ' GET /', 'LG901'),
             ('officer ' || repeat('a', 64) || ' ' || repeat('0', 32) || ' ', 'LG901'), ('officer ' || repeat('a', 64) || ' ' || repeat('0', 32) || ' ' || repeat('x', 201), 'LG901'),
             ('officer ' || repeat('a', 64) || ' ' || repeat('0', 32) || ' GET /agency/grants/{application}', 'answered')) x(r, w);
select is(t.bare('tilsagn_agency', 'officer ' || repeat('a', 64) || ' ' || repeat('0', 32) || ' GET /', p, format('select read.agency_grant(%s)', (select id from a))), 'LG901', 'person: ' || p)
from unnest(array['', '999999']) p;
select is(t.bare('tilsagn_grantee', '', (select person::text from t.people where name = 'applicant-1'), format('select read.application(%s)', (select id from a))), 'LG901', 'grantees likewise');

-- Nobody changes it.
select is(t.run(l, s) ->> 'error', '42501', l || ' may not: ' || s) from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator', 'tilsagn_sequencer']) l,
    unnest(array['delete from identity.read_log', 'update identity.read_log set person = 1', 'truncate identity.read_log', 'insert into identity.read_log (at) values (now())', 'select count(*) from identity.read_log']) s;
select throws_ok(s, '55000', null, 'nor the superuser: ' || s) from unnest(array['delete from identity.read_log where read = 1', 'update identity.read_log set person = 1 where read = 1', 'truncate identity.read_log']) s;
create function t.as_writer(p_sql text) returns text language plpgsql as
$body$
declare v_state text := 'done';
begin
    perform set_config('role', 'ledger_writer', true);
    begin
        execute p_sql;
    exception when others then get stacked diagnostics v_state = returned_sqlstate;
    end;
    perform set_config('role', 'none', true);
    return v_state;
end
$body$;
select is(t.as_writer(s), c, 'nor the writer: ' || s) from (values ('delete from identity.read_log where read = 1', '55000'), ('update identity.read_log set person = 1', '42501'), ('truncate identity.read_log', '42501')) x(s, c);
select is(t.run('tilsagn_operator', 'select identity.expire_reads(1000)') ->> 'value', '0', 'nothing is old enough');
create temp table old as select count(*) as n from identity.read_log;
select testing.freeze('2025-11-10 07:59:59Z');
select is(t.run('tilsagn_operator', 'select identity.expire_reads(1000)') ->> 'value', '0', 'nor a second before five years');
select testing.freeze('2025-11-11 08:00:00Z');
select is(t.run('tilsagn_operator', 'select identity.expire_reads(3)') ->> 'value', '3', 'after five years it goes, in portions');
select is((select count(*) from identity.read_log), n - 3, 'exactly these') from old;
select is(t.run('tilsagn_agency', 'select identity.expire_reads(1)') ->> 'error', '42501', 'by the operator alone');

-- Who reads the log, and how. (The clock stays where it is: it only moves forward.)
select is(t.reads(w, 'read.reads(null, null, 10)') ->> 'error', e, 'the log as ' || w) from (values ('officer-1', 'LG401'), ('finance-1', 'LG401'), ('administrator-1', 'LG401'), ('applicant-1', '42501'), ('state-auditor-1', null)) x(w, e);
create function t.found(p_filter text) returns table (read bigint) language plpgsql as
$body$ -- through the cursor, three at a time
declare v_cursor text; v jsonb;
begin
    loop
        v := t.must(t.reads('auditor-1', format('read.reads(%L, %L, 3)', p_filter, v_cursor)));
        return query select (e ->> 'read')::bigint from jsonb_array_elements(v -> 'reads') e;
        v_cursor := v ->> 'next';
        exit when v_cursor is null;
    end loop;
end
$body$;
create temp table officer as select p.person, h.human, h.pseudonym as hp, q.pseudonym as pp from t.people p join identity.human h using (human) join identity.person q using (person) where p.name = 'officer-1';
create function t.same(p_filter text, p_condition text) returns text language plpgsql as
$body$
declare v_last bigint := (select max(l.read) from identity.read_log l); v_have bigint[]; v_want bigint[];
begin
    select array_agg(f.read order by f.read) into v_have from t.found(p_filter) f where f.read <= v_last;
    execute format('select array_agg(l.read order by l.read) from identity.read_log l where l.read <= %s and (%s)', v_last, p_condition) into v_want;
    return case when v_want is null then 'empty' when v_have = v_want then 'same' else format('%s instead of %s', v_have, v_want) end;
end
$body$;
select is(t.same(f, c), 'same', 'filter ' || f) from a, officer, lateral (values
    ('{}', 'true'), (format('{"application":%s}', id), format('%s in (application, applications[1], applications[2])', id)),
    (format('{"application":%s,"wide":true}', id), format('%s in (application, applications[1], applications[2]) or application is null and applications is null and (scope = ''export'' or scope = ''list'' and coalesce(subject, '''') !~ ''^call:(x|opkval)'')', id)),
    (format('{"who":"%s"}', person), format('person = %s', person)), (format('{"who":"%s"}', hp), format('human = %s', human)), (format('{"who":"%s"}', pp), format('person = %s', person)),
    ('{"who":"navn OFFICER-1"}', format('person in (select person from t.people where name like ''officer-1%%'')')), ('{"scope":"export"}', 'scope = ''export'''),
    ('{"organisation":"20000001"}', 'organisation = ''20000001'''), (format('{"who":"%s","scope":"case","application":%s}', person, id), format('person = %s and scope = ''case'' and %s in (application, applications[1], applications[2])', person, id)),
    ('{"from":"2020-11-10T08:00:00Z","to":"2020-11-10T08:00:01Z"}', 'at = ''2020-11-10T08:00:00Z''')) x(f, c);
select is(jsonb_array_length(t.reads('auditor-1', format('read.reads(%L, null, 10)', f)) -> 'reads'), 0, 'finds nothing: ' || f)
from unnest(array['{"application":424242}', '{"who":"nobody of that name"}', '{"who":"h0000000000000000"}', '{"to":"2000-01-01T00:00:00Z"}', '{"who":"%"}', '{"who":"x'' or true --"}']) f;
select is(t.reads('auditor-1', format('read.reads(%L, %L, %s)', f, c, l)) ->> 'error', 'LG101', format('refused: %s %s %s', f, c, l))
from (values ('[]', null, 1), ('x', null, 1), ('{"other":1}', null, 1), ('{"application":"x"}', null, 1), ('{"application":0}', null, 1), ('{"scope":"all"}', null, 1), ('{"who":""}', null, 1), ('{"who":1.5}', null, 1),
             ('{"who":"' || repeat('x', 101) || '"}', null, 1), ('{"wide":"yes"}', null, 1), ('{"from":"2020-13-01T00:00:00Z"}', null, 1), ('{"from":"i går"}', null, 1), ('{"organisation":"1"}', null, 1), ('{}', 'x', 1), ('{}', null, 0), ('{}', null, 201)) x(f, c, l);
select is(r #> '{reads,0}' ->> 'what', 'reads', 'looking at the log is the newest read in it') from t.reads('auditor-1', 'read.reads(null, null, 1)') r;
select is(t.run('tilsagn_agency', format('select count(*) from read.reads_rows(read.reads_export(%L), 100000)', f), (select person from t.people where name = 'auditor-1')) ->> 'value', (select count(*)::text from t.found(f)), 'the export of ' || f || ' has as many')
from unnest(array['{"scope":"export"}', '{"organisation":"20000001"}']) f;
select is(t.run('tilsagn_agency', 'select read.reads_export(null)', (select person from officer)) ->> 'error', 'LG401', 'no export for officers');

-- Sealed: who works on a draft is not told before the call is opened.
select testing.freeze('2025-11-12 08:00:00Z');
insert into identity.read_log (at, person, human, organisation, role, certificate, request, route, what, scope, application)
select ledger.clock(), person, human, cvr, 'applicant', sha256('x'), repeat('1', 32), 'GET /', 'application', 'case', 777777 from t.people where name = 'applicant-1';
select is(jsonb_array_length(t.reads('auditor-1', 'read.reads(''{"application":777777}'', null, 10)') -> 'reads'), 0, 'a draft''s reads are sealed');
select is((select count(*) from identity.read_log where application = 777777), 1::bigint, 'though logged');

-- What it costs: the read of a grant with and without its log, one after the other over one connection.
create procedure t.cost(inout p_with numeric, inout p_without numeric) language plpgsql as
$body$
declare v_from timestamptz; v_name text := t.connection('tilsagn_agency'); v_call text; v_n int;
begin
    p_with := 0; p_without := 0;
    for v_n in 1..60 loop -- in turn, so that a busy machine is busy for both
        foreach v_call in array array[format('select read.agency_grant(%s)', (select id from a)), format('select read.grant_doc(%s, ledger.clock())::text || coalesce(read.proposal_doc(%s)::text, ''null'')', (select id from a), (select id from a))] loop
            v_from := clock_timestamp();
            perform tap.dblink_exec(v_name, 'begin');
            perform tap.dblink_exec(v_name, format('set local tilsagn.person = %L', (select person from officer)));
            perform tap.dblink_exec(v_name, format('set local tilsagn.reader = %L', 'officer ' || repeat('a', 64) || ' ' || repeat('0', 32) || ' GET /'));
            perform * from tap.dblink(v_name, v_call) r(v text);
            perform tap.dblink_exec(v_name, 'commit');
            if v_call ~ 'agency_grant' then p_with := p_with + extract(epoch from clock_timestamp() - v_from);
            else p_without := p_without + extract(epoch from clock_timestamp() - v_from); end if;
        end loop;
    end loop;
end
$body$;
create temp table cost (w numeric, o numeric);
do $$ declare v_w numeric; v_o numeric; begin call t.cost(v_w, v_o); insert into cost values (v_w, v_o); end $$;
select diag(format('a grant is read in %s ms with its log, %s ms without: ratio %s', round(w * 1000 / 60, 2), round(o * 1000 / 60, 2), round(w / o, 2))) from cost;
select cmp_ok(w / o, '<', 1.5, 'the log costs less than half of the read') from cost;
select * from finish();
