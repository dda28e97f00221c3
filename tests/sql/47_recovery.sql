-- SPDX-License-Identifier: EUPL-1.2
-- The administrators are lost: two other roles confirm, everyone is told, a week passes, the line is broken
-- in the record; and who is not lost stops it.
set search_path = tap, public;
select no_plan();

create function t.says(p_reply jsonb) returns text language sql as
$body$
    select coalesce(case when p_reply ? 'error' then (p_reply ->> 'error') || coalesce(' ' || coalesce(d ->> 'rule', d ->> 'state',
        (select (v ->> 'field') || ' ' || (v ->> 'code') from jsonb_array_elements(d -> 'violations') v)), '') end, p_reply ->> 'verdict', 'done')
    from (select case when p_reply ->> 'detail' like '{%' then (p_reply ->> 'detail')::jsonb end as d) x
$body$;
create function t.item(p_serial text, p_proof text, p_cvr text default '10000001') returns text language sql as
$body$select format('{"profile":"oces3-employee","serial_number":"%s","organisation":"%s","name":"Ny %s","proof":"%s"}', p_serial, p_cvr, p_serial, p_proof)$body$;
create function t.recovery(p_one text, p_two text) returns text language sql as
$body$
    select t.says(t.propose('recovery', 'administrators', format('{"v":1,"reason":"begge kort er væk","administrators":[%s,%s]}', p_one, p_two), '{}'))
$body$;
create function t.newest() returns ledger.proposal language sql as $body$select p from ledger.proposal p order by p.proposal desc limit 1$body$;
create function t.step(p_name text, p_act text) returns text language sql as
$body$
    select t.says(t.does(p_name, p_act, case p_act when 'stop_recovery' then format('{"proposal":%s}', (t.newest()).proposal)
        else format('{"proposal":%s,"sha256":"%s"}', (t.newest()).proposal, encode((t.newest()).sha256, 'hex')) end))
$body$;
create function t.carry_out() returns text language sql as
$body$select t.says(t.act('recover_administrators', 'operator', null, null, format('{"proposal":%s}', (t.newest()).proposal)))$body$;
create function t.notice(p_login text default 'tilsagn_grantee') returns text language sql as
$body$select (t.run(p_login, 'select read.notice()') ->> 'value')::jsonb #>> '{notice,state}'$body$;
create procedure t.pass(p_interval interval) language plpgsql as
$body$begin perform t.run('tilsagn_operator', format('select testing.run_from(ledger.clock() + %L::interval)', p_interval)); end$body$;

select is(t.notice(l), null, l || ' is told nothing while nothing happens') from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public']) l;
select is(t.recovery(a, b), w, w)
from (values (t.item('r-1', 'x'), t.item('r-2', 'x'), 'LG102 administrators.1.proof same_human'),
             (t.item('r-1', 'x', '20000001'), t.item('r-2', 'y'), 'LG102 administrators.0.organisation unknown'),
             (t.item('', 'x'), t.item('r-2', 'y'), 'LG102 administrators.0.serial_number value'),
             ('{}', t.item('r-2', 'y'), 'LG102 administrators.0 members')) v(a, b, w);
select is(t.says(t.propose('recovery', 'x', '{"v":1,"reason":"x","administrators":[]}', '{}')), 'LG102 administrators exactly_two', 'two, not none');

-- stopped
select is(t.recovery(t.item('r-1', 'løn 71'), t.item('r-2', 'løn 72')), 'done', 'the operator proposes');
-- what the page offers: the act, in the role that is missing, and to stop it
create function t.offered(p_name text) returns text language sql as
$body$
    select concat_ws(' ', p ->> 'actions', p #>> '{recovery,state}', p #>> '{recovery,confirm_as}', p #>> '{missing,0,by}')
    from (select t.reads(p_name, format('read.proposal(%s)', (t.newest()).proposal)) -> 'proposal' as p) x
$body$;
select is(t.offered('officer-1'), '["confirm_recovery", "stop_recovery"] proposed officer', 'an officer confirms or stops');
select is(t.offered('finance-1'), '["confirm_recovery", "stop_recovery"] proposed finance', 'so does a finance person');
select is(t.offered('administrator-1'), '["stop_recovery"] proposed officer', 'an administrator stops it');
select is(t.offered('auditor-1'), '[] proposed officer', 'an auditor reads it');
select is(t.notice(l), 'proposed', l || ' is told at once') from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public']) l;
select is(t.carry_out(), 'LG502 proposed', 'the operator alone carries nothing out');
select is(t.step('administrator-1', 'confirm_recovery'), 'LG401', 'administrators do not declare themselves lost');
select is(t.step('officer-1', 'confirm'), 'LG502 confirm', 'nor is it confirmed like a call');
select is(t.step('officer-1', 'confirm_recovery'), 'confirmed', 'an officer confirms');
select is(t.offered('officer-2'), '["stop_recovery"] proposed finance', 'another officer is not enough: finance is missing');
select is(t.step('officer-1-second', 'confirm_recovery'), 'LG402 confirm/confirm', 'not with another card');
select is(t.step('officer-2', 'confirm_recovery'), 'LG402 confirm_recovery/confirm_recovery', 'nor another officer');
select is(t.step('finance-1', 'confirm_recovery'), 'scheduled', 'a finance person confirms');
select is(t.notice(), 'scheduled', 'and everyone sees that the week runs');
select is(t.recovery(t.item('r-5', 'løn 75'), t.item('r-6', 'løn 76')), 'LG502 scheduled', 'one at a time');
select is(t.carry_out(), 'LG502 scheduled', 'the operator waits');
select is(t.step('administrator-1', 'stop_recovery'), 'done', 'an administrator who is not lost stops it');
select is(t.step('finance-2', 'stop_recovery'), 'LG502 stopped', 'once');
select is(t.offered('finance-2'), '[] stopped', 'and nothing is offered any more');
select is(t.notice(), 'stopped', 'which everyone sees');
call t.pass('8 days');
select is(t.carry_out(), 'LG502 stopped', 'and it stays so');
select is(t.notice(), null, 'and forgets after a week');

-- lapsed
select is(t.recovery(t.item('r-1', 'løn 71'), t.item('r-2', 'løn 72')), 'done', 'another');
call t.pass('31 days');
select is(t.step('officer-1', 'confirm_recovery'), 'LG502 lapsed', 'lapses when nobody confirms');
select is(t.notice(), null, 'without a word');

-- carried out
select is(t.recovery(t.item('r-3', 'løn 2'), t.item('r-4', 'løn 74')), 'done', 'a third: one has a new card');
select is(t.step('finance-2', 'confirm_recovery') || t.step('officer-3', 'confirm_recovery'), 'confirmedscheduled', 'confirmed');
call t.pass('7 days 1 second');
select is(t.says(t.does('officer-3', 'record_refusal', '{"act":"submit","code":"LG402","subject":null,"detail":null}')), 'done', 'meanwhile life goes on');
select is(t.carry_out(), 'done', 'after a week the operator may');
select is(t.carry_out(), 'LG502 done', 'once');
select is(convert_from(e.leaf, 'UTF8')::jsonb #> '{result,discontinuity}', 'true', 'the record says that the line was broken') from ledger.entry e where e.kind = 'recover_administrators';
select is(convert_from(e.leaf, 'UTF8')::jsonb #> '{result,before}', '[1, 2]', 'and who was administrator before') from ledger.entry e where e.kind = 'recover_administrators';
select is(identity.administrators(), (select array_agg(person order by person) from identity.person where serial_number in ('r-3', 'r-4')), 'two new administrators, and no others');
select is((select identity.human_now(person) from identity.person where serial_number = 'r-3'), 2::bigint, 'the new card is the old human''s');
select is(t.says(t.does('administrator-1', 'block', '{"person":3,"certificate":null,"reason":"lost"}')), 'LG401', 'the old ones are none');
select is(t.notice(l), 'done', l || ' is told for thirty days') from unnest(array['tilsagn_grantee', 'tilsagn_agency', 'tilsagn_public']) l;
call t.pass('30 days');
select is(t.notice(), null, 'then no more');
-- planted: recovery
\i :dir/lib/unseen.sql
\set recovery `cat "$SQL_DIR"/checks/62_recovery.sql`
\set enrolled `cat "$SQL_DIR"/checks/24_enrolled.sql`
begin;
select t.unseen(:'recovery', 'identity.recovery') as recovery, t.unseen(:'enrolled', 'identity.role_change', $$x.role = 'administrator'$$, '{change}') as role,
       t.unseen(:'enrolled', 'identity.person', $$x.serial_number ~ '^r-'$$) as person \gset
rollback;
select is(:'recovery'::text, '-row', 'each column of its steps is held to their entries');
select is(:'role'::text, '', 'and the roles of the old and the new administrators');
select is(:'person'::text, 'pseudonym', 'and the new cards');
select is(t.planted(:'enrolled', 'delete from identity.role_change where person = 1 and not granted'), 'administrator', 'who was administrator still would be');
select * from finish();
