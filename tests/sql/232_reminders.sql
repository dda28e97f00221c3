-- SPDX-License-Identifier: EUPL-1.2
-- Reminders of accounts and reports that were not sent by their due day: from the day after it in Denmark, thirty days apart,
-- of the day as last amended, until it is sent or the grant is closed; what the check finds of rows that say otherwise.
-- planted: reminder
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
\set check_reminder `cat "$SQL_DIR"/checks/65_reminder.sql`
call t.granted('ressource-2019', '2019-10-01 08:00:00Z', '2019-11-20 08:00:00Z', '2019-11-29 11:02:00Z', '2019-12-15 09:00:00Z', 2020, '2020-06-30',
    '[{"name":"a","applied":90000000,"award":80000000},{"name":"ends","applied":90000000,"award":80000000},
      {"name":"final","applied":90000000,"award":80000000},{"name":"refused","applied":90000000}]');
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.remind(p_what text, p_case text default 'a', p_name text default 'officer-1') returns text language sql as $$
  select pg_temp.does(p_name, 'remind_obligation', format('{"application":%s,"what":"%s"}', t.sent(p_case), p_what))$$;
create function pg_temp.on_day(p_local text) returns void language sql as $$select testing.freeze(p_local::timestamp at time zone 'Europe/Copenhagen')$$;
-- what a person reads of it: "part_accounts late 2020-07-01 remind_obligation"
create function pg_temp.sees(p_name text) returns text[] language sql as $$
  select array(select concat_ws(' ', o ->> 'what', o ->> 'state', o ->> 'reminded', o #>> '{actions,0}')
    from jsonb_array_elements(t.reads(p_name, format('read.%s(%s)', case when p_name ~ '^(officer|finance|auditor)' then 'agency_grant' else 'grant' end, t.sent('a')))
      -> 'obligations') o)$$;
create function pg_temp.finds(p_check text, p_plant text) returns text language plpgsql as $$
declare
  v text;
begin
  begin
    foreach v in array array(select relation from meta.table_kind) loop execute 'alter table ' || v || ' disable trigger all'; end loop;
    execute p_plant;
    execute 'select string_agg(distinct what, '', '' order by what) from (' || p_check || ') q' into v;
    raise exception using errcode = 'TA001', message = coalesce(v, '-');
  exception when sqlstate 'TA001' then get stacked diagnostics v = message_text;
  end;
  return v;
end
$$;

-- the due day is the last on which nothing is reminded of, by the day in Denmark
select pg_temp.on_day('2020-06-30 23:59') \g /dev/null
select is(pg_temp.remind('part_accounts'), 'LG502 overdue', 'not on the last day');
select is(pg_temp.sees('officer-1'), array['part_accounts open', 'status_report open', 'final_accounts open', 'final_report open'], 'nor offered');
select pg_temp.on_day('2020-07-01 00:01') \g /dev/null
select is(pg_temp.sees('officer-1'), array['part_accounts late remind_obligation', 'status_report late remind_obligation', 'final_accounts open', 'final_report open'],
    'the day after it is offered, of each thing for itself');
select is(pg_temp.sees(n), array['part_accounts late', 'status_report late', 'final_accounts open', 'final_report open'], n || ' cannot')
  from unnest(array['applicant-1', 'management-1', 'finance-1']) n;
select is(pg_temp.remind('part_accounts', 'a', n), w, n || ' may not') from (values ('finance-1', 'LG401'), ('applicant-1', '42501')) x(n, w);
select is(pg_temp.remind('final_accounts'), 'LG502 overdue', 'what is due later is not overdue');
select is(pg_temp.remind('part_report'), 'LG301', 'nothing such is to be sent');
select is(pg_temp.remind('part_accounts', 'refused'), 'LG301', 'no grant');
select is(pg_temp.does('officer-1', 'remind_obligation', '{"application":999999999,"what":"part_accounts"}'), 'LG301', 'no application');
select is(pg_temp.does('officer-1', 'remind_obligation', format('{"application":%s,"what":"part_accounts","days":90}', t.sent('a'))) ~ '^LG101', true, 'how late it is, the database says');
select is(pg_temp.remind('part_accounts'), 'done', 'reminded');
select is((select convert_from(leaf, 'UTF8')::jsonb -> 'result' from ledger.entry where kind = 'remind_obligation'),
    jsonb_build_object('application', t.sent('a')::bigint, 'what', 'part_accounts', 'due', '2020-06-30', 'days', 1), 'the entry says of what, its due day and how late');
select is(pg_temp.sees(n), w, n || ' reads when') from (values
    ('officer-2', array['part_accounts late 2020-07-01', 'status_report late remind_obligation', 'final_accounts open', 'final_report open']),
    ('management-1', array['part_accounts late 2020-07-01', 'status_report late', 'final_accounts open', 'final_report open'])) x(n, w);
select is(g -> 'next_due' ->> 'reminded', '2020-07-01', n || ' reads it in the list') from (values ('officer-1', 'agency_grants'), ('applicant-1', 'grants')) x(n, r),
    lateral jsonb_array_elements(t.reads(n, format('read.%s()', r)) -> 'grants') g where g ->> 'application' = t.sent('a');
select is((select string_agg(concat_ws(' ', w ->> 'what', w ->> 'days', w ->> 'other_kind'), ', ' order by w ->> 'what')
      from jsonb_array_elements(t.reads('officer-1', format('read.warnings(%s, array[''overdue''])::text', t.sent('a')))) w),
    'part_accounts 1 remind_obligation, status_report 1', 'the list of what is overdue says which was reminded of');

-- thirty days apart, for each thing by itself
select is(pg_temp.remind('part_accounts', 'a', 'officer-2'), 'LG502 a later day', 'not twice');
select is(pg_temp.remind('status_report'), 'done', 'the report is another thing');
select pg_temp.on_day('2020-07-30 23:59') \g /dev/null
select is(pg_temp.remind('part_accounts'), 'LG502 a later day', '29 days later not yet');
select pg_temp.on_day('2020-07-31 00:01') \g /dev/null
select is(pg_temp.remind('part_accounts'), 'done', '30 days later');
select is((select array_agg(days order by entry) from grants.obligation_reminder where what = 'part_accounts'), array[1, 31], 'days late, of both');

-- an amendment moves the due day: what it gave more time for is not overdue
select t.must(t.does('officer-3', 'propose_amendment', json_build_object('application', t.sent('a')::bigint, 'request_entry', null, 'amount_ore', 80000000,
    'lines', '[{"year":2020,"amount_ore":80000000}]'::json, 'period_to', '2021-12-31', 'part_accounts_due', '2020-09-30', 'final_accounts_due', '2022-03-31',
    'budget', grants.budget_of(t.sent('a')::bigint), 'reason', 'Mere tid', 'unheard_reason', 'Til gunst')::text)) \g /dev/null
select t.must(t.does('officer-4', 'decide_amendment', json_build_object('application', p.application, 'proposal_entry', p.entry, 'decision', 'amend', 'reason', 'Ja',
    'unheard_reason', null, 'computation', rule.amended(grants.amendment_input(p.application, p.amount_ore)))::text)) from grants.amendment_proposal p \g /dev/null
select pg_temp.on_day('2020-09-30 12:00') \g /dev/null
select is(pg_temp.remind('part_accounts'), 'LG502 overdue', 'the day that it was moved to');
select pg_temp.on_day('2020-10-02 12:00') \g /dev/null
select is(pg_temp.remind('part_accounts'), 'done', 'two days after it');
select is((select due || ' ' || days from grants.obligation_reminder order by entry desc limit 1), '2020-09-30 2', 'counted from that day');

-- what was sent is not reminded of
select is(t.accounted('a', 'part', '2020-05-31', 30000000, 'nobody'), '1', 'the part accounts arrive late');
select pg_temp.on_day('2020-12-01 12:00') \g /dev/null
select is(pg_temp.remind('part_accounts'), 'LG502 overdue', 'and are not reminded of');
select is(pg_temp.remind('status_report'), 'done', 'the report still is');
select is(t.reports('a', 'status', '2020-05-31', '[{"code":"activities_held","text":"Tre"},{"code":"case_review","text":"Set"}]'), 'done', 'and arrives');
select pg_temp.on_day('2021-01-15 12:00') \g /dev/null
select is(pg_temp.remind('status_report'), 'LG502 overdue', 'nor is a report');
select is(pg_temp.sees('officer-1'), array['part_accounts met 2020-10-02', 'status_report met 2020-12-01', 'final_accounts open', 'final_report open'], 'both are there, and nothing is offered');

-- nor is anything of a grant that has ended
select is(pg_temp.remind('part_accounts', 'ends'), 'done', 'while it runs');
select t.must(t.does('officer-3', 'propose_termination', format('{"application":%s,"ground":"Vilkår 3","reason":"Intet sker"}', t.sent('ends')))) \g /dev/null
select t.must(t.does('officer-1', 'open_hearing', format('{"application":%s,"facts":"Intet","answer_by":"2021-02-01"}', t.sent('ends')))) \g /dev/null
select t.must(t.does('applicant-1', 'answer_hearing', format('{"application":%s,"hearing":%s,"answer":"Nej"}', t.sent('ends'), (select max(entry) from grants.hearing)))) \g /dev/null
select t.must(t.does('officer-4', 'decide_termination', format('{"application":%s,"proposal_entry":%s,"decision":"terminate","reason":"Ja"}', t.sent('ends'),
    (select max(entry) from grants.termination_proposal)))) \g /dev/null
select pg_temp.on_day('2021-06-01 12:00') \g /dev/null
select is(pg_temp.remind(w, 'ends'), 'LG502 awarded', w || ' of a grant that was ended') from unnest(array['part_accounts', 'status_report']) w;

-- after the final accounts no part accounts can be sent, and nobody is reminded of any
select pg_temp.on_day('2022-01-15 12:00') \g /dev/null
select is(t.accounted('final', 'final', '2021-12-31', 30000000, 'nobody'), '1', 'final accounts and no part accounts');
select is(pg_temp.remind('part_accounts', 'final') || ', ' || pg_temp.remind('status_report', 'final'), 'LG502 overdue, done', 'the report can still be sent');
select is((select string_agg(o ->> 'what', ' ') from jsonb_array_elements(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('final'))) -> 'obligations') o
    where o ->> 'state' = 'late'), 'status_report', 'nor is it called overdue');
select is((select string_agg(w ->> 'what', ' ') from jsonb_array_elements(t.reads('officer-1', format('read.warnings(%s, array[''overdue''])::text', t.sent('final')))) w),
    'status_report', 'in the list neither');

-- who acted for the grantee on it does not remind it; its people may not by their role
select is((select count(*) from rights.separation where 'remind_obligation' in (act_a, act_b) and why <> 'nobody acts for the applicant and for the agency on one case'), 0::bigint,
    'whoever judges its accounts may remind of them');

-- the check
create temp table r as select min(entry) as first, max(entry) filter (where what = 'part_accounts' and due = '2020-06-30') as second from grants.obligation_reminder where application = t.sent('a')::bigint;
select is(pg_temp.finds(:'check_reminder', 'select 1'), '-', 'nothing is found before anything is planted');
select is(pg_temp.finds(:'check_reminder', plant), wanted, what) from r, lateral (values
    ('another thing', format('update grants.obligation_reminder set what = ''status_report'' where entry = %s', r.first), 'not what its leaf says, too soon'),
    ('more days', format('update grants.obligation_reminder set days = days + 1 where entry = %s', r.first), 'due another day, not what its leaf says'),
    ('another due day', format('update grants.obligation_reminder set due = due - 1 where entry = %s', r.first), 'due another day, not what its leaf says'),
    ('another grant', format('update grants.obligation_reminder set application = %s where entry = %s', t.sent('ends'), r.first), 'not what its leaf says'),
    ('a day that the award did not say', 'update grants.award_proposal set part_accounts_due = ''2020-05-31''', 'due another day'),
    ('an amendment of before', 'update grants.amendment_decision set decision = ''decline''', 'due another day'),
    ('a report that the call does not ask for', 'alter table grants.call drop constraint call_check; update grants.call set definition = replace(definition::text, ''"report": "status"'', ''"report": "final"'')::json', 'not asked for'),
    ('accounts that were there', format('update grants.accounts set entry = %s where kind = ''part''', r.first - 1), 'sent before'),
    ('final accounts that were there', format('update grants.accounts set entry = %s, application = %s, version = 99 where kind = ''final''', r.first - 1, t.sent('a')), 'sent before'),
    ('a report that was there', 'update grants.report set entry = 1', 'sent before'),
    ('a grant that had ended', 'update grants.closing set entry = 1', 'closed'),
    ('reminded of the day before', format('alter table ledger.entry drop constraint entry_header; update ledger.entry set at = at - interval ''1 day'' where entry = %s', r.second), 'due another day, too soon'),
    ('a row gone', format('delete from grants.obligation_reminder where entry = %s', r.first), 'unprojected'),
    ('a row without its entry', format('insert into grants.obligation_reminder values (1, %s, ''part_accounts'', ''2020-06-30'', 1)', t.sent('a')), 'due another day, not what its leaf says')) x(what, plant, wanted);
select finish();
