-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken
-- Every act x every login x every role against the hand-written tests/sql/rights.txt: the act itself is
-- called over a connection of the login (42501 or not), and ledger.begin_act() is asked under the act's name
-- for a person of that role. Then a wrong right is planted and the same comparison must find it.
set search_path = tap, public;
select no_plan();

create table t.wanted (act text, login text, role text);
create table t.line (text text);
\copy t.line from program 'cat "$TEST_DIR/rights.txt"'
insert into t.wanted select f[1], f[2], f[3]
from t.line, lateral (select regexp_split_to_array(text, '\s+') f) x where text !~ '^#';

create view t.act_name as
    select p.proname::text as act from pg_proc p
    where p.pronamespace = 'act'::regnamespace and p.proname !~ '^test_';
select is((select array_agg(act order by act) from t.act_name),
          (select array_agg(distinct act order by act) from t.wanted),
          'the hand-written table names exactly the acts that exist');
select is((select count(*) from (select act from t.act_name group by act having count(*) > 1) d), 0::bigint,
          'no act is overloaded');
-- On pages an act and its entry are said in words; without a name they would show the code.
create temp table named (text text);
\copy named from program 'tr -d "\\n" <"$SQL_DIR/../fcgi/words_act.c" | grep -oE "\{\"[a-z_]+\", *N_\(\"[^\"]*\"\), *N_\(" | cut -d \" -f 2'
select is((select string_agg(a.act, ' ' order by a.act) from t.act_name a where a.act not in (select n.text from named n)), null,
          'every act has a name on the pages, and its entry too');
-- The verifier has no database: it knows by itself which acts nobody performs without a signature of their own.
create temp table sealed (act text);
\copy sealed from program 'sed -n "s/^    \"\([a-z_]*\)\",$/\1/p" "$SQL_DIR/../ledger/verify/sealed.c"'
select is((select array_agg(s.act order by s.act) from sealed s),
          (select array_agg(distinct a.act order by a.act) from rights.act a where a.needs_signature and a.act !~ '^test_'),
          'the verifier asks for a signature exactly where the rights do');
select is((select string_agg(distinct a.act, ' ') from rights.act a join sealed s using (act) where not a.needs_signature), null,
          'no role performs such an act without it');
-- Whoever may not perform an act learns nothing about what there is: it answers the same of what exists and of
-- what does not. An auditor and an applicant write none of these.
select is(r.answer ->> 'error', 'LG401', format('%s asks %s of nothing: %s', r.name, r.act, r.answer))
from (select p.name, a.act, t.act(a.act, case p.login when 'tilsagn_grantee' then 'grantee' else 'agency' end, p.person, p.role,
             a.params) as answer
      from t.people p, (values
          ('confirm', '{"proposal":999999,"sha256":"' || repeat('0', 64) || '"}'),
          ('grant_agency_role', '{"proposal":999999,"sha256":"' || repeat('0', 64) || '"}'),
          ('confirm_recovery', '{"proposal":999999,"sha256":"' || repeat('0', 64) || '"}'),
          ('stop_recovery', '{"proposal":999999}'),
          ('propose_factor', '{"person":999999,"change":"enrol"}'),
          ('confirm_factor', '{"proposal":999999}'),
          ('block', '{"person":999999,"certificate":null,"reason":"lost"}'),
          ('refuse_access', '{"request":999999,"reason":"left"}')) a(act, params)
      where p.name = 'auditor-1') r;
-- Read from the text, so that no later act does it otherwise: nothing is missed before the right is asked.
select is(array(select p.proname::text from pg_proc p where p.pronamespace = 'act'::regnamespace
                and split_part(p.prosrc, 'begin_act(', 1) ~ 'LG301'), '{}'::text[],
          'no act says that something is missing before it has asked for the right');

-- An act can only be called under its own right: its body begins with its own name.
select ok(p.prosrc ~ ('ledger\.begin_act\(\s*''' || p.proname || ''''), 'act.' || p.proname || ' begins as itself')
from pg_proc p where p.pronamespace = 'act'::regnamespace and p.proname !~ '^test_';
select is(pg_get_function_result(p.oid) || ' ' || pg_get_function_identity_arguments(p.oid),
          'SETOF ledger.act_reply p_request text, p_attest text, p_signature bytea', 'act.' || p.proname || ' has the one signature')
from pg_proc p where p.pronamespace = 'act'::regnamespace and p.proname !~ '^test_';

-- A person holding the role; for "-" one that names no role.
create table t.cast_of (role text, person bigint);
insert into t.cast_of select distinct on (role) role, person from t.people order by role, person;

create function t.answers_now() returns table (act text, login text, role text, answer text) language plpgsql as
$body$
declare
    v_person   bigint;
    v_audience text;
    v_call     jsonb;
    v_begin    jsonb;
begin
    for act, login in select a.act, l from t.act_name a,
        unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer', 'tilsagn_operator']) l
    loop
        v_audience := case login when 'tilsagn_grantee' then 'grantee' when 'tilsagn_agency' then 'agency'
                                 when 'tilsagn_sequencer' then 'system' else 'operator' end;
        v_call := t.run(login, t.call(act, '{}'));
        for role in select unnest(array['-', 'applicant', 'management', 'external_auditor', 'officer', 'finance',
                                        'auditor', 'administrator']) loop
            select c.person into v_person from t.cast_of c
            where c.role = (case answers_now.role when '-' then case v_audience when 'grantee' then 'applicant' else 'officer' end
                                        else answers_now.role end);
            if v_audience in ('system', 'operator') and role = '-' then
                v_person := null;
            end if;
            v_begin := t.run(login, t.call('test_do', t.request(act, v_audience, v_person, nullif(role, '-'),
                             '{"streams":["system"],"verdict":"' || act || '"}')), v_person);
            -- whoever is asked for a code or a signature has the right
            answer := case when v_call ->> 'error' = '42501' then '42501' when v_begin ->> 'error' in ('LG410', 'LG411') then 'allowed'
                           else coalesce(v_begin ->> 'error', 'allowed') end;
            return next;
        end loop;
    end loop;
end
$body$;

create table t.answers as select * from t.answers_now();
create function t.differences() returns bigint language sql as
$body$
    select count(*) from t.answers f left join t.wanted w using (act, login, role)
    where (f.answer = 'allowed') <> (w.act is not null)
       or f.answer not in ('allowed', '42501', 'LG401', 'LG405', 'LG101')
$body$;
select is((select count(*) from t.answers), (select count(*) * 5 * 8 from t.act_name), 'every act x 5 logins x 8 roles was tried');
select ok((f.answer = 'allowed') = (w.act is not null) and f.answer in ('allowed', '42501', 'LG401', 'LG405', 'LG101'),
          format('%s %s as %s: %s', f.login, f.act, f.role, f.answer))
from t.answers f left join t.wanted w using (act, login, role) order by f.act, f.login, f.role;
select diag(format('counted: acts %s, logins 5, roles 8: %s combinations, %s allowed, %s refused (%s)',
    count(distinct act), count(*), count(*) filter (where answer = 'allowed'), count(*) filter (where answer <> 'allowed'),
    (select string_agg(answer || ' ' || n, ', ' order by answer) from (select answer, count(*) as n from t.answers
     where answer <> 'allowed' group by 1) x)))
from t.answers;
select is(t.differences(), 0::bigint, 'no difference');

-- The self-test: one wrong right of each kind must be found.
insert into rights.act (act, audience, role, description) values ('confirm', 'agency', 'auditor', 'planted');
truncate t.answers;
insert into t.answers select * from t.answers_now();
select is(t.differences(), 1::bigint, 'a planted right in the table is found');
alter table rights.act disable trigger all;
delete from rights.act where description = 'planted';
alter table rights.act enable trigger all;
grant execute on function act.propose(text, text, bytea) to tilsagn_grantee;
insert into rights.act (act, audience, role, description) values ('propose', 'grantee', 'applicant', 'planted');
truncate t.answers;
insert into t.answers select * from t.answers_now();
select is(t.differences(), 1::bigint, 'a planted grant with its right is found');
revoke execute on function act.propose(text, text, bytea) from tilsagn_grantee;
revoke execute on function act.confirm(text, text, bytea) from tilsagn_agency;
alter table rights.act disable trigger all;
delete from rights.act where description = 'planted';
alter table rights.act enable trigger all;
truncate t.answers;
insert into t.answers select * from t.answers_now();
select is(t.differences(), 3::bigint, 'a right taken away is found too');

-- The other way in: functions that change something without being acts, and helpers.
select is(array(select replace(p.oid::regprocedure::text, '"', '') || ' ' || l from pg_proc p
                join pg_namespace n on n.oid = p.pronamespace,
                unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_sequencer', 'tilsagn_operator']) l
                where n.nspname in ('ledger', 'identity', 'rights', 'store', 'session', 'meta', 'draft', 'grants', 'rule', 'read', 'testing')
                  and p.provolatile = 'v' and has_function_privilege(l, p.oid, 'execute')
                  and has_schema_privilege(l, n.oid, 'usage')
                  and n.nspname <> 'draft'
                  and not (n.nspname = 'read' and p.prosrc ~ 'seen_|log_read|log_file') -- 210_read_log lists them
                order by 1),
          array(select f || ' ' || l from (values
              ('ledger.clock()', array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator', 'tilsagn_sequencer']),
              ('ledger.clock_simulated()', array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator', 'tilsagn_sequencer']),
              ('ledger.fail(text,text,jsonb)', array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public', 'tilsagn_operator', 'tilsagn_sequencer']),
              ('identity.log_read(text,text,bigint,bigint[],text)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('identity.log_read_hourly(text,text,text)', array['tilsagn_agency']),
              ('identity.log_file(text)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('identity.erase_again()', array['tilsagn_operator']),
              ('identity.redact_unused()', array['tilsagn_operator']),
              ('identity.erase_unsent(integer)', array['tilsagn_operator']),
              ('identity.expire_reads(integer)', array['tilsagn_operator']),
              ('grants.note_failed(text)', array['tilsagn_sequencer']),
              ('identity.own_factor()', array['tilsagn_grantee', 'tilsagn_agency']),
              ('identity.own_factor_json()', array['tilsagn_grantee', 'tilsagn_agency']),
              ('ledger.log_take(integer)', array['tilsagn_sequencer']),
              ('ledger.log_put(bigint,text,bytea)', array['tilsagn_sequencer']),
              ('ledger.log_put_hash(integer,bigint,bytea)', array['tilsagn_sequencer']),
              ('ledger.log_keep_out(bigint,bigint,text)', array['tilsagn_sequencer']),
              ('ledger.log_put_checkpoint(bigint,bytea,text,text,text)', array['tilsagn_sequencer']),
              ('ledger.log_put_key(text,text,bytea)', array['tilsagn_sequencer']),
              ('ledger.log_put_policy(text)', array['tilsagn_sequencer']),
              ('ledger.log_put_witness(bigint,text,text,text,bigint,bigint)', array['tilsagn_sequencer']),
              ('ledger.log_put_quorum(bigint,bigint)', array['tilsagn_sequencer']),
              ('ledger.log_put_replication(integer,boolean,bigint)', array['tilsagn_sequencer']),
              ('identity.begin_export(text,text,text)', array['tilsagn_agency']),
              ('identity.end_export(bigint,bigint,text,boolean)', array['tilsagn_agency']),
              ('identity.hold_export(bigint,text)', array['tilsagn_agency']),
              ('identity.begin_factor(bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('identity.count_wrong_code()', array['tilsagn_grantee', 'tilsagn_agency']),
              ('read.second_factor()', array['tilsagn_grantee', 'tilsagn_agency']),
              ('store.keep_request(text)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('store.put_evidence(bytea,text,bytea,bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('identity.request_access(text,text,text,text,text,text)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('identity.put_proof(bigint,text)', array['tilsagn_grantee']),
              ('store.put_time_stamp(bytea,bigint,bytea,timestamp with time zone,bytea,bytea)', array['tilsagn_operator']),
              ('store.put_register(bytea)', array['tilsagn_agency']), ('store.put_payment(bytea,text)', array['tilsagn_agency']),
              ('store.begin_file(bigint,text)', array['tilsagn_grantee']),
              ('store.put_chunk(bigint,integer,bytea)', array['tilsagn_grantee']),
              ('store.finish(bigint)', array['tilsagn_grantee']), ('store.scanned(bytea,text)', array['tilsagn_grantee']),
              ('store.scanned_later(bigint,text,text)', array['tilsagn_sequencer']),
              ('store.put_document(bytea)', array['tilsagn_operator']),
              ('session.use(bytea,bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.open(bytea,bytea,bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.sighting(bytea,text)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.close(bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.close_all(bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.mine(bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.keep(text,text,text,text,text)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.keep_chunk(bigint,integer,bytea)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.note_press(bigint,bigint,bigint)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.kept(bytea,bigint)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.kept_chunk(bytea,bigint,integer)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('session.drop_kept(bytea,bigint)', array['tilsagn_grantee', 'tilsagn_agency']),
              ('testing.freeze(timestamp with time zone)', array['tilsagn_operator']),
              ('testing.run_from(timestamp with time zone)', array['tilsagn_operator']),
              ('testing.set_clock(timestamp with time zone)', array['tilsagn_operator'])) x(f, ls), unnest(ls) l order by 1),
          'functions that change something and are no act: exactly these');
select * from finish();
