-- SPDX-License-Identifier: EUPL-1.2
-- The second factor: two administrators, the person's first code, each step once, wrong codes lock.
set search_path = tap, public;
select no_plan();

insert into rights.act (act, audience, role, needs_second_factor, description) values
    ('test_factor', 'agency', 'finance', true, 'test'), ('test_factor', 'agency', 'officer', true, 'test');
create function t.number(p_name text) returns bigint language sql as $body$select person from t.people where name = p_name$body$;
create function t.says(p_reply jsonb) returns text language sql immutable as
$body$
    select case when p_reply ? 'error' then (p_reply ->> 'error') || coalesce(' ' || coalesce(d ->> 'factor', d ->> 'reason', d ->> 'rule',
        d ->> 'state'), '') else coalesce(p_reply ->> 'verdict', 'done') end
    from (select case when p_reply ->> 'detail' like '{%' then (p_reply ->> 'detail')::jsonb end as d) x
$body$;
-- test_factor as somebody with exactly this second_factor.
create function t.with(p_name text, p_factor text, p_key text default null, p_signature bytea default null) returns text language sql as
$body$
    select t.says(case when r ? 'error' then r else (r ->> 'value')::jsonb end)
    from t.people p, lateral t.run(p.login, t.call('test_do', regexp_replace(t.request('test_factor', 'agency', p.person, p.role,
        '{}', p_key), '"second_factor":(null|\{[^}]*\})', '"second_factor":' || p_factor), p_signature), p.person) r
    where p.name = p_name
$body$;
create function t.at(p_off bigint) returns text language sql as
$body$select format('{"totp_step":%s}', identity.step_now() + p_off)$body$;
create function t.secret(p_name text) returns identity.factor_secret language sql as
$body$select s from identity.factor_secret s join identity.factor_proposal p on p.proposal = s.proposal where p.person = t.number(p_name)$body$;
update identity.factor_secret set last_step = 0;

-- needed, consumed, remembered
select is(t.with('finance-1', 'null'), 'LG411 active', 'without a code');
select is(t.with('officer-1', 'null'), 'LG411 none', 'without a code and without a factor');
select is(t.with('officer-1', t.at(0)), 'LG411 none', 'a step without a factor');
select is(t.with('finance-1', t.at(-1)), 'done', 'a step is good');
select is(t.with('finance-1', t.at(-1)), 'LG412 used', 'once');
select is(t.with('finance-1', t.at(-2)), 'LG412 used', 'and none before it');
select is((t.secret('finance-1')).drift, -1, 'how far the clock is off is remembered');
select is(t.with('finance-2', t.at(-1)), 'done', 'another person has steps of their own');
select is(t.with('finance-1', t.at(0), 'k1'), 'done', 'the next step');
select is(t.with('finance-1', t.at(0), 'k1'), 'done', 'the same request again gets its answer, its code used as it is');
select is(t.with('finance-1', 'null', 'k1'), 'done', 'and without a code');
select is(t.with('finance-1', t.at(21)), 'LG412 time', 'a step of another time');
select is(t.with('finance-1', t.at(19)), 'done', 'within the widest drift');
select is((t.secret('finance-1')).drift, 10, 'no more than ten steps are remembered');
select is((select count(*)::int from ledger.entry e where e.kind = 'test_factor' and convert_from(e.leaf, 'UTF8') like '%totp_step%'), 4,
          'the record says which step');

-- a refusal gives the step back: consumed in the act's own transaction
select is(t.with('finance-2', t.at(0), null, 'cms'), 'LG101', 'a signature that the request does not speak of');
select is(t.with('finance-2', t.at(0)), 'done', 'the step was not lost to the refusal');

-- a signature satisfies it, and only a real one
select is(t.with('finance-1', '{"signature":true}'), 'LG410', 'who says signed must sign');
select is(t.with('finance-1', '{"signature":true}', null, 'cms'), 'done', 'a signature is more than a code');
select is(t.with('officer-1', '{"signature":true}', null, 'cms'), 'done', 'also of somebody without a factor');

-- wrong codes lock, longer each time; the count is stored
create function t.wrong(p_name text) returns boolean language sql as
$body$select (t.run(p.login, 'select identity.count_wrong_code()', p.person) ->> 'value')::boolean from t.people p where p.name = p_name$body$;
select is(array(select t.wrong('finance-3') from generate_series(1, 5)), array[false, false, false, false, true], 'the fifth wrong code locks');
select is(t.with('finance-3', t.at(0)), 'LG413', 'locked: not even the right one');
select is((select round(extract(epoch from (t.secret('finance-3')).locked_until - clock_timestamp()) / 60)::int), 15, 'a quarter of an hour');
update identity.factor_secret s set locked_until = clock_timestamp() - interval '1 second' where s.locked_until is not null;
select is(array(select t.wrong('finance-3') from generate_series(1, 5)), array[false, false, false, false, true], 'five more');
select is((select round(extract(epoch from (t.secret('finance-3')).locked_until - clock_timestamp()) / 60)::int), 30, 'twice as long');
update identity.factor_secret s set locked_until = clock_timestamp() - interval '1 second' where s.locked_until is not null;
select is(t.with('finance-3', t.at(0)), 'done', 'afterwards the right code counts');
select is(((t.secret('finance-3')).wrong, (t.secret('finance-3')).locked_until)::text, '(0,)', 'and the count begins anew');
select is(t.wrong('officer-1'), false, 'nobody without a factor is locked');

-- enrolment by two
create function t.change(p_name text, p_subject text, p_change text) returns jsonb language sql as
$body$select t.does(p_name, 'propose_factor', format('{"person":%s,"change":"%s"}', t.number(p_subject), p_change))$body$;
create function t.confirm(p_name text, p_proposal text) returns text language sql as
$body$select t.says(t.does(p_name, 'confirm_factor', format('{"proposal":%s}', p_proposal)))$body$;
create function t.seed(p_name text) returns text language sql as
$body$select t.says(t.run(p.login, format('select identity.begin_factor(%L::bytea)', repeat('x', 53)), p.person)) from t.people p where p.name = p_name$body$;
create table t.made (n text, r jsonb);
select is(t.says(t.change('finance-1', 'officer-1', 'enrol')), 'LG401', 'only administrators propose');
select is(t.says(t.does('administrator-1', 'propose_factor', '{"person":9999,"change":"enrol"}')), 'LG301', 'for somebody');
select is(t.says(t.does('administrator-1', 'propose_factor', '{"person":1,"change":"lend"}')), 'LG101', 'one of two changes');
select is(t.says(t.change('administrator-1', 'administrator-1', 'enrol')), 'LG402 propose_factor/subject', 'not for themselves');
select is(t.says(t.change('administrator-1', 'finance-1', 'enrol')), 'LG502 active', 'not over the one there is');
select is(t.says(t.change('administrator-1', 'officer-1', 'revoke')), 'LG502 none', 'nothing to revoke');
insert into t.made select 'a', t.change('administrator-1', 'officer-1', 'enrol');
select is(t.says(t.change('administrator-2', 'officer-1', 'enrol')), 'LG502 proposed', 'not twice');
create function t.made(p_n text) returns text language sql as $body$select (r ->> 'result')::jsonb ->> 'proposal' from t.made where n = p_n$body$;
select is(t.seed('officer-1'), 'LG502 none', 'proposed is not enrolled');
select is(t.confirm('administrator-1', t.made('a')), 'LG402 confirm_factor/propose_factor', 'the proposer does not confirm');
select is(t.confirm('finance-1', t.made('a')), 'LG401', 'nor somebody else');
select is(t.confirm('administrator-2', '9999'), 'LG301', 'no such proposal');
select is(t.confirm('administrator-2', t.made('a')), 'effective', 'another administrator does');
select is(t.confirm('administrator-2', t.made('a')), 'LG502 confirmed', 'once');
select is(t.with('officer-1', t.at(0)), 'LG411 open', 'enrolled is not active');
select is(t.says(t.does('officer-1', 'activate_factor', format('{"proposal":%s}', t.made('a')))), 'LG411 open', 'no code before a seed');
select is(t.seed('officer-2'), 'LG502 none', 'nobody else makes the seed');
select is(t.seed('officer-1'), 'done', 'the person does');
select is(t.seed('officer-1'), 'done', 'and anew when it was lost before it counted');
select is(t.says(t.does('officer-2', 'activate_factor', format('{"proposal":%s}', t.made('a')))), 'LG411 none', 'nobody else activates');
select is(t.says(t.does('officer-1', 'activate_factor', '{"proposal":1}')), 'LG301', 'another enrolment');
select is(t.says(t.does('officer-1', 'activate_factor', '{"proposal":9999}')), 'LG301', 'no enrolment');
select is(t.says(t.does('officer-1', 'activate_factor', format('{"proposal":%s}', t.made('a')))), 'done', 'the first code');
select is(t.says(t.does('officer-1', 'activate_factor', format('{"proposal":%s}', t.made('a')))), 'LG411 active', 'once');
select is(t.seed('officer-1'), 'LG502 active', 'a seed that counts is not replaced');
update identity.factor_secret s set last_step = 0;
select is(t.with('officer-1', t.at(0)), 'done', 'now it counts');

-- a lost device: revoked by two, then enrolled anew
insert into t.made select 'b', t.change('administrator-2', 'officer-1', 'revoke');
select is(t.with('officer-1', t.at(1)), 'done', 'it counts until the second administrator');
select is(t.confirm('administrator-2', t.made('b')), 'LG402 confirm_factor/propose_factor', 'one alone revokes nothing');
select is(t.confirm('administrator-1', t.made('b')), 'effective', 'two do');
select is(t.with('officer-1', t.at(2)), 'LG411 none', 'it counts no more');
select is((select count(*)::int from identity.factor_secret s where s.proposal::text = t.made('a')), 0, 'and its seed is gone');
select is(t.says(t.enrol_factor('officer-1')), 'done', 'a new one, the same way');
-- administrators about one another
insert into t.made select 'c', t.change('administrator-1', 'administrator-2', 'enrol');
select is(t.confirm('administrator-2', t.made('c')), 'LG402 confirm_factor/subject', 'the subject does not confirm');

-- what lapses
call t.by_hand('identity.factor_proposal', $$update identity.factor_proposal set at = at - interval '15 days' where proposal::text = t.made('c')$$);
select is(t.says(t.change('administrator-1', 'administrator-2', 'enrol')), 'done', 'a lapsed proposal blocks no new one');

-- other pools and reads
select is(t.run('tilsagn_grantee', 'select identity.count_wrong_code()', t.number('finance-1')) ->> 'error', 'LG405', 'the grantee pool does not lock an officer');
select is(t.run('tilsagn_grantee', 'select sealed from identity.own_factor()', t.number('finance-1')) ->> 'error', 'LG405', 'nor reads the sealed seed');
select is(t.run('tilsagn_agency', 'select * from identity.factor_secret') ->> 'error', '42501', 'nobody reads the table');
select is(t.reads('management-1', 'read.second_factor()') ->> 'state', 'active', 'own state');
select is(t.reads('applicant-1', 'read.second_factor()') ->> 'state', 'none', 'none');
select is(t.reads('finance-1', 'read.second_factors('''')'), null, 'the list is the administrators''');
select is(jsonb_array_length(t.reads('administrator-2', 'read.second_factors('''')') -> 'proposals'), 1, 'what waits for a second one');
select is(t.reads('administrator-2', 'read.second_factors(''Finance-'')') #>> '{people,0,state}', 'active', 'found by part of the name');
select is(jsonb_array_length(t.reads('administrator-2', 'read.second_factors(''nobody at all'')') -> 'people'), 0, 'or not');
-- what was set back by hand stands again as its entry says, for the checks
call t.by_hand('identity.factor_proposal', $$update identity.factor_proposal set at = at + interval '15 days' where proposal::text = t.made('c')$$);
select * from finish();
