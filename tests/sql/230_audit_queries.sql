-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken
-- The standing queries: empty over a case that went as it should, and each finds what is planted for it.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z') \g /dev/null
create temp table a as select t.sent('applicant-1')::bigint as id, t.sent('applicant-3')::bigint as other;
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(id::text, 62000000))), 'done', 'accounts') from a;
select is(t.refusal(t.does('management-1', 'sign_off', format('{"application":%s,"version":1,"sha256":"%s"}', id, encode(x.sha256, 'hex')))), 'done', 'signed')
from a join grants.accounts x on x.application = a.id;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(id::text, '1'))) ->> 'entry' as entry from a;
select is(t.refusal(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', entry))), 'done', 'approved') from i;
select testing.freeze('2020-12-24 23:00:00Z') \g /dev/null -- midnight in Denmark: the 25th has begun
select is(t.refusal(t.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":50000000}', entry))), 'done', 'released') from i;

-- What the portal's auditor is told of a query: its rows, short.
create function t.found(p_query text) returns text language sql as
$body$
    select coalesce(string_agg(concat_ws(' ', r ->> 'what', r ->> 'kind', r ->> 'other_kind', r ->> 'amount_ore', r ->> 'due', r ->> 'days',
               r ->> 'times', r ->> 'other_times', case when r ->> 'linked_entry' is not null then 'linked' end), ', ' order by n), '-')
    from jsonb_array_elements(t.reads('auditor-1', 'read.findings(''{}'', null, 200)') -> 'queries') q,
         jsonb_array_elements(q -> 'rows') with ordinality x(r, n)
    where q ->> 'query' = p_query
$body$;
create function t.entry_of(p_kind text) returns bigint language sql as
$body$select max(e.entry) from ledger.entry e where e.kind = p_kind$body$;

select is(t.found(q), '-', 'nothing in ' || q) from unnest(array['same_hands', 'awarded_and_paid', 'reopened', 'near_threshold', 'overdue', 'same_cost', 'lowered', 'mutual_approvals']) q;
select is(t.found('last_week'), 'release_batch 50000000', 'the payment of the last week is there');
select is(t.reads('officer-1', 'read.findings(''{}'', null, 200)') ->> 'error', 'LG401', 'officers are not told');
select is(t.run('tilsagn_agency', 'select count(*) from audit.finding', (select person from t.people where name = 'officer-1')) ->> 'error', '42501', 'nor by the view');
select is(t.run('tilsagn_agency', 'select count(*) from audit.finding', (select person from t.people where name = 'auditor-1')) ->> 'error', '42501', 'nobody in the portal, since policies let officers through');
select is(t.run('tilsagn_agency', 'select count(*) from portal.finding', (select person from t.people where name = n)) ->> 'value', v, n || ' and the queries')
from (values ('auditor-1', '1'), ('officer-1', '0'), ('finance-1', '0'), ('administrator-1', '0')) x(n, v);
select is(t.run('tilsagn_grantee', 'select count(*) from portal.warning', (select person from t.people where name = 'applicant-1')) ->> 'error', '42501', 'grantees have no warnings');
select is(t.run('tilsagn_agency', 'select string_agg(query, '' '') from portal.warning', (select person from t.people where name = n)) ->> 'value', v, n || ' and warnings')
from (values ('auditor-1', 'last_week'), ('officer-1', 'last_week'), ('finance-1', 'last_week'), ('administrator-1', null)) x(n, v);
select is(t.run('tilsagn_agency', 'select count(*) from audit.entry', (select person from t.people where name = 'auditor-1')) ->> 'error', '42501', 'nor another view of schema audit');

-- One human behind two cards, found out afterwards: award and payment by one, with the link as explanation.
set session_replication_role = replica; -- from here on whoever may do anything
do $$ declare v record; begin
    for v in select c.oid::regclass as t from pg_class c where c.relkind = 'r' and c.relnamespace in ('grants'::regnamespace, 'identity'::regnamespace) loop
        execute format('alter table %s disable trigger all', v.t);
    end loop;
    for v in select c.conrelid::regclass as t, c.conname from pg_constraint c where c.contype = 'c' and c.connamespace = 'grants'::regnamespace and c.conrelid <> 0 loop
        execute format('alter table %s drop constraint %I', v.t, v.conname);
    end loop;
end $$;
insert into identity.human_change (person, human, entry)
select f.person, o.human, (select max(entry) from ledger.entry) + 1
from identity.person f, identity.person o
where f.person = (select person from t.people where name = 'finance-1') and o.person = (select person from t.people where name = 'officer-4');
select is(t.found('awarded_and_paid'), 'decide_award approve_instalment', 'who awarded has paid');
select is(t.found('same_hands'), 'decide_award approve_instalment linked', 'and duties were not kept apart, as became known');
select is((select count(*) from jsonb_array_elements(t.reads('auditor-1', 'read.findings(''{}'', null, 200)') -> 'queries') q where q ->> 'query' = 'same_hands' and q -> 'unexplained' = '0'),
          1::bigint, 'which explains it');
select is((select array_agg(least(f.entry, f.other_entry) || ' ' || greatest(f.entry, f.other_entry)) from rights.recheck_human((select p.human from t.people n join identity.person p on p.person = n.person where n.name = 'officer-4')) f),
          (select array_agg((r ->> 'entry') || ' ' || (r ->> 'other_entry')) from jsonb_array_elements(t.reads('auditor-1', 'read.findings(''{}'', null, 200)') #> '{queries,0,rows}') r),
          'the pairs of the nightly check');
delete from identity.human_change where entry > (select max(entry) from ledger.entry);
update identity.person set human = (select p.human from identity.person p join t.people n on n.person = p.person where n.name = 'officer-3')
where person = (select person from t.people where name = 'finance-2');
select is(t.found('awarded_and_paid'), 'propose_award release_batch', 'who proposed has released');
select is(t.found('same_hands'), 'propose_award release_batch', 'and nothing explains it');
update identity.person set human = person where person = (select person from t.people where name = 'finance-2');
insert into grants.impartiality (entry, application, human, declared, ground)
select min(e.entry), a.id, max(e.human), 'interest', 'x' from ledger.entry e, a
where e.kind = 'score' and e.person = (select person from t.people where name = 'officer-1') and e.stream = 'grant:' || a.id group by a.id;
select is(t.found('same_hands') ~ 'score prepare_instalment', true, 'an interest, and then an act');

-- Page by page, each finding once and the newest first; a page is of one query.
update identity.person set human = (select p.human from identity.person p join t.people n on n.person = p.person where n.name = 'officer-3')
where person = (select person from t.people where name = 'finance-2');
create temp table page (n int, rows json, next text);
do $$ declare v_cursor text; v_doc json; begin
    for n in 1 .. 50 loop
        v_doc := t.reads('auditor-1', format('read.findings(%L, %L, 1)', '{"query":"same_hands"}', v_cursor));
        if json_array_length(v_doc -> 'queries') <> 1 then raise exception '%', v_doc; end if;
        v_cursor := v_doc #>> '{queries,0,next}';
        insert into page values (n, v_doc #> '{queries,0,rows}', v_cursor);
        exit when v_cursor is null;
    end loop;
end $$;
select ok((select count(*) > 1 from page), 'more than one page');
select is((select jsonb_agg(r order by p.n) from page p, jsonb_array_elements(p.rows::jsonb) r),
          (select q -> 'rows' from jsonb_array_elements(t.reads('auditor-1', 'read.findings(''{}'', null, 200)')::jsonb -> 'queries') q where q ->> 'query' = 'same_hands'),
          'the pages are what one long page is');
select is((select count(*)::int from page p where json_array_length(p.rows) <> 1), 0, 'one row on each');
select is((select q ->> 'next' from jsonb_array_elements(t.reads('auditor-1', 'read.findings(''{}'', null, 1)')::jsonb -> 'queries') q where q ->> 'query' = 'same_hands'), '1', 'and the first page of all says where it goes on');
select is(t.reads('auditor-1', format('read.findings(%L, %L, 10)', f, c)) ->> 'error', 'LG101', 'refused: ' || f || c)
from (values ('{"query":"other"}', '0'), ('{}', '1'), ('{"query":"overdue"}', 'x'), ('{"who":"x"}', '0')) x(f, c);
update identity.person set human = person where person = (select person from t.people where name = 'finance-2');

delete from grants.impartiality where ground = 'x';

-- The sum from which another signs is 500,000 kr.: 50,000,000 øre, a tenth below it 45,000,000.
create function t.award(p_ore bigint) returns text language sql as
$body$update grants.award_proposal set amount_ore = p_ore where application = (select id from a) returning ''$body$;
select t.award(44999999) \g /dev/null
select is(t.found('near_threshold'), '-', 'one øre less than a tenth below');
select t.award(45000000) \g /dev/null
select is(t.found('near_threshold'), 'near decide_award 45000000', 'a tenth below');
select t.award(50000000) \g /dev/null
select is(t.found('near_threshold'), 'near decide_award 50000000', 'just at it');
select t.award(50000001) \g /dev/null
select is(t.found('near_threshold'), '-', 'above it');
-- Two of one grantee and call: 30,000,000 and 20,000,000 is at the sum and not above it; one øre more is.
update grants.application set organisation = (select x.organisation from grants.application x join a on x.application = a.id) where application = (select other from a);
insert into grants.award_proposal select p.entry + 100000, a.other, p.submission_entry, 20000000, p.part_accounts_due, p.final_accounts_due, p.reason, p.deviation_reason
from grants.award_proposal p join a on a.id = p.application;
insert into grants.award_decision select t.entry_of('confirm_weights'), a.other, d.proposal_entry + 100000, 'award', 'x', d.at from grants.award_decision d join a on a.id = d.application;
select t.award(30000000) \g /dev/null
select is(t.found('near_threshold'), '-', 'two awards that are together at the sum');
select t.award(30000001) \g /dev/null
select is(t.found('near_threshold'), 'split decide_award 50000001, split confirm_weights 50000001', 'a øre above: both are shown');
-- The tests' two applications have the same two files; as two grants of one grantee they are found, and so is a line
-- of their accounts that costs the same to the øre.
select is(t.found('same_cost'), 'file submit submit, file submit submit', 'two files behind two grants');
insert into grants.accounts (entry, application, version, kind, period_to, sha256, documented_ore, late, note) select t.entry_of('confirm_weights'), a.other, 1, x.kind, x.period_to, x.sha256, x.documented_ore, x.late, x.note from a join grants.accounts x on x.application = a.id;
insert into grants.accounts_line (entry, application, line, actual_ore, own_funding_ore) select t.entry_of('confirm_weights'), a.other, l.line, l.actual_ore + 1, l.own_funding_ore from a join grants.accounts_line l on l.application = a.id;
select is(t.found('same_cost'), 'file submit submit, file submit submit', 'a line one øre dearer');
update grants.accounts_line set actual_ore = actual_ore - 1 where application = (select other from a);
select is((select string_agg(x, ', ' order by x) from regexp_split_to_table(t.found('same_cost'), ', ') x),
    'cost submit_accounts confirm_weights 62000000, file submit submit, file submit submit', 'the same cost on both');
-- A receipt sent as a voucher of both; twice on one grant is no finding.
insert into grants.voucher_answer select 700000 + x.n, x.application, t.entry_of(x.kind), false
from a, lateral (values (1, id, 'prepare_instalment'), (2, other, 'confirm_weights')) x(n, application, kind);
insert into grants.voucher_file select w.request, line, decode(repeat('ab', 32), 'hex'), w.application, 'kvittering.pdf' from grants.voucher_answer w, generate_series(1, 2) line
where w.application = (select id from a);
select is(t.found('same_cost') ~ 'prepare_instalment', false, 'a receipt of two lines of one grant');
insert into grants.voucher_file select w.request, 1, decode(repeat('ab', 32), 'hex'), w.application, 'bilag 7.pdf' from grants.voucher_answer w where w.application = (select other from a);
select is((select string_agg(x, ', ' order by x) from regexp_split_to_table(t.found('same_cost'), ', ') x),
    'cost submit_accounts confirm_weights 62000000, file prepare_instalment confirm_weights, file submit submit, file submit submit', 'the same receipt on both');
create function t.warned(p_name text, p_read text, p_application bigint) returns text language sql as
$body$
    select coalesce(string_agg(concat_ws(' ', w ->> 'query', w ->> 'what', w ->> 'kind', w ->> 'other_kind', (w ->> 'other_application')::bigint - p_application, w ->> 'amount_ore',
               w ->> 'limit_ore', w ->> 'due', w ->> 'days'), ', ' order by w ->> 'query', w ->> 'what', w ->> 'kind'), '-')
    from jsonb_array_elements(t.reads(p_name, format(p_read, p_application)) -> 'warnings') w
$body$;
select is(t.warned(n, 'read.vouchers(%s)', id),
    case when n = 'administrator-1' then '-' else format('same_cost cost submit_accounts confirm_weights %1$s 62000000, same_cost file prepare_instalment confirm_weights %1$s, same_cost file submit submit %1$s, same_cost file submit submit %1$s', other - id) end,
    n || ' beside the vouchers') from a, unnest(array['officer-1', 'finance-1', 'auditor-1', 'administrator-1']) n;
select is(t.warned('officer-2', 'read.vouchers(%s)', other) ~ ('same_cost file prepare_instalment confirm_weights ' || id - other), true, 'from the other grant too') from a;
select is(t.warned('applicant-1', 'read.vouchers(%s)', id), '-', 'the grantee is not told') from a;
-- Who prepares, approves or releases is shown the same, and nothing waits for it.
select is(t.warned(n, 'read.instalment(' || entry || ')', id) ~ 'last_week release_batch 50000000.* same_cost file prepare_instalment', true, n || ' beside the instalment')
from a, i, unnest(array['officer-1', 'finance-2', 'auditor-1']) n;
select is(t.warned('officer-2', 'read.instalment_computation(%s, 1)', id) ~ 'last_week release_batch 50000000.* same_cost file prepare_instalment', true, 'beside what is to be prepared') from a;
select is((select string_agg(w ->> 'query', ' ' order by n) from a, lateral (select t.reads('finance-1', format('read.approvals(''[%s]'', null)', entry)) as d from i) d,
    jsonb_array_elements(d #> '{chosen,refused,0,warnings}') with ordinality x(w, n)), 'last_week near_threshold same_cost same_cost same_cost same_cost', 'and in the list of approvals');
delete from grants.voucher_file;
delete from grants.voucher_answer;
delete from grants.accounts_line where application = (select other from a);
delete from grants.accounts where application = (select other from a);
delete from grants.award_decision where application = (select other from a);
select t.award(100000000) \g /dev/null
select is(t.found('near_threshold'), '-', 'and one alone is not');
-- Lowered by an øre after part accounts, raised, and lowered before them.
insert into grants.amendment_proposal (entry, application, amount_ore, period_to, part_accounts_due, final_accounts_due, budget, reason)
select 800001, a.id, 99999999, '2021-11-30', '2020-11-30', '2022-02-28', '[]', 'x' from a;
insert into grants.amendment_decision (entry, application, proposal_entry, decision, reason, at) select t.entry_of('release_batch'), a.id, 800001, 'amend', 'x', ledger.clock() from a;
select is(t.found('lowered'), 'submit_accounts decide_amendment 99999999', 'lowered after part accounts');
update grants.amendment_proposal set amount_ore = 100000000;
select is(t.found('lowered'), '-', 'left as it was');
update grants.amendment_proposal set amount_ore = 99999999;
update grants.amendment_decision set entry = t.entry_of('decide_award');
select is(t.found('lowered'), '-', 'lowered before any accounts');
delete from grants.amendment_decision;
delete from grants.amendment_proposal;

-- Due on a day is not overdue on it. The final accounts are due on the day that the award says.
create function t.on_day(p_day text) returns text language sql as
$body$select testing.freeze((p_day || ' 12:00')::timestamp at time zone 'Europe/Copenhagen'); select ''$body$;
create temp table due as select final_accounts_due as day from grants.award_proposal p join a on a.id = p.application;
select t.on_day(day::text) from due \g /dev/null
select is(t.found('overdue'), '-', 'on the day itself') from due;
select t.on_day((day + 1)::text) from due \g /dev/null
select is(t.found('overdue'), 'final_accounts ' || day || ' 1', 'the day after') from due;
insert into grants.claim (claim, application, cause, amount_ore, due, reason, at) select t.entry_of('decide_award'), a.id, 'accounts', 1000, due.day + 30, 'x', ledger.clock() from a, due;
select t.on_day((day + 31)::text) from due \g /dev/null
select is(t.found('overdue'), format('final_accounts %s 31, repayment 1000 %s 1', day, day + 30), 'a claim too') from due;
insert into grants.claim_settled (claim, entry, application, kind, amount_ore, day) select claim, 1, application, 'repaid', 400, due from grants.claim;
select t.on_day((day + 31)::text) from due \g /dev/null
select is(t.found('overdue'), format('final_accounts %s 31, repayment 600 %s 1', day, day + 30), 'what is left of it') from due;
-- A plan: 500 on day 40 and 500 on day 70. The 400 that came leave 100 by day 40, 600 by day 70.
insert into grants.claim_change (entry, application, claim, change, amount_ore, reason) select 900001, application, claim, 'plan', 1000, 'x' from grants.claim;
insert into grants.claim_instalment (entry, application, n, due, amount_ore) select 900001, a.id, n, due.day + 10 + n * 30, 500 from a, due, generate_series(1, 2) n;
insert into grants.claim_change_decision (entry, application, proposal_entry, decision, reason) select 900002, a.id, 900001, 'accept', 'x' from a;
select t.on_day((day + 31)::text) from due \g /dev/null
select is(t.found('overdue'), format('final_accounts %s 31', day), 'a plan puts its days in their place') from due;
select t.on_day((day + 41)::text) from due \g /dev/null
select is(t.found('overdue'), format('final_accounts %s 41, repayment 100 %s 1', day, day + 40), 'its first day') from due;
select t.on_day((day + 71)::text) from due \g /dev/null
select is(t.found('overdue'), format('final_accounts %s 71, repayment 600 %s 31', day, day + 40), 'and its last') from due;
update grants.claim_settled set amount_ore = 1000;
select is(t.found('overdue'), format('final_accounts %s 71', day), 'all paid') from due;

-- Closed after the accounts: signing, preparing, approving and releasing came later.
insert into grants.closing (application, entry, accounts_entry, returned_ore) select a.id, x.entry, x.entry, 0 from a join grants.accounts x on x.application = a.id;
select is((select string_agg(k, ' ' order by k) from regexp_split_to_table(t.found('reopened'), ', ') r, regexp_replace(r, '^close_grant | [0-9]+$', '', 'g') k),
          'approve_instalment prepare_instalment release_batch sign_off', 'what came after the closing');
select is(t.found('overdue'), '-', 'a closed grant owes no accounts');

-- A rate of interest that finance-1 proposed and finance-3 decided; then also the other way round.
create function t.rated(p_by text, p_other text, p_from text, p_to text) returns text language sql as
$body$
    select t.refusal(t.does(p_other, 'decide_interest', format('{"proposal_entry":%s,"decision":"accept","reason":"Slået efter"}', t.must(t.does(p_by, 'propose_interest', format(
        '{"from":"%s","to":"%s","reference_percent":"0.05","supplement_bp":800,"source":"Nationalbanken"}', p_from, p_to))) ->> 'entry')))
$body$;
select is(t.rated('finance-1', 'finance-3', '2022-01-01', '2022-06-30'), 'verdict accept', 'one proposes, the other decides');
select is(t.found('mutual_approvals'), '-', 'one way is no finding');
select is(t.rated('finance-3', 'finance-1', '2021-07-01', '2021-12-31'), 'verdict accept', 'and the other way round');
select is(t.found('mutual_approvals'), 'decide_interest decide_interest 1 1', 'two who decide for each other');
-- Every pair of acts of which the one proposes what the other decides is asked for, or stands here with its reason.
create temp table pair as
select distinct p.act as act, d.act as by_act from rights.separation s
cross join lateral (values (s.act_a, s.act_b), (s.act_b, s.act_a)) v(one, two)
join rights.act p on p.act = v.one join rights.act d on d.act = v.two
where p.act ~ '^(propose|record|judge|explain|prepare|request|approve)_' and d.act ~ '^(decide|confirm|close|give|approve|release)_'
  and (regexp_replace(p.act, '^[a-z]+_', '') = regexp_replace(d.act, '^[a-z]+_', '') or (p.act, d.act) = ('approve_instalment', 'release_batch'));
create temp table excepted (act text, by_act text, why text);
insert into excepted values
    ('request_amendment', 'decide_amendment', 'the grantee asks and the agency decides: nobody can do it the other way round');
select cmp_ok((select count(*) from pair), '>=', 18::bigint, 'the table of separation has them');
select is((select string_agg(p.act || '/' || p.by_act, ' ' order by p.act) from pair p
           where not exists (select from excepted x where (x.act, x.by_act) = (p.act, p.by_act))
             and pg_get_viewdef('audit.approval'::regclass) !~ format('''%s''::text( AS \w+)?,\s+''%s''::text', p.act, p.by_act)), null, 'and so has audit.approval');
select is((select string_agg(x.act, ' ') from excepted x where not exists (select from pair p where (p.act, p.by_act) = (x.act, x.by_act))), null, 'no exception is out of date');

-- The record of the case: each entry of its streams, each document, postings with their balances.
create temp table record as select t.reads('auditor-1', format('read.case_record(%s)', id)) as r from a;
select is(jsonb_array_length(r -> 'entries'), (select count(*)::int from ledger.entry e, a where e.stream in ('grant:' || a.id, 'call:fsm2-2019')
    or e.stream in (select 'batch:' || x.batch from grants.instalment_released x)), 'every entry of case, call and payments') from record;
select is((select count(*) from record, jsonb_array_elements(r -> 'entries') e join ledger.entry l on l.entry = (e ->> 'entry')::bigint
           where e ->> 'leaf_hash' is distinct from encode(l.leaf_hash, 'hex') or (e -> 'person' ->> 'person')::bigint is distinct from l.person), 0::bigint, 'with its hash and person');
select is((select array_agg(distinct d ->> 'sha256' order by d ->> 'sha256') @> array_agg(distinct f ->> 'sha256' order by f ->> 'sha256')
           from record, jsonb_array_elements(r -> 'entries') e, jsonb_array_elements(e -> 'documents') d, a
           join grants.submission s on s.application = a.id, jsonb_array_elements(s.files::jsonb) f), true, 'and the files that were sent');
select is((select (p ->> 'balance_after_ore')::bigint from record, jsonb_array_elements(r -> 'entries') e, jsonb_array_elements(e -> 'postings') p, a
           where p ->> 'account' = 'grant:' || a.id || ':payable' order by (e ->> 'entry')::bigint desc limit 1), 50000000::bigint, 'what stood as payable after the approval');
select is(t.reads('officer-1', format('read.case_record(%s)', id)) ->> 'error', 'LG401', 'not for officers') from a;
select is(t.reads('auditor-1', 'read.case_record(999999)'), null, 'no such case');
select is(t.reads('auditor-1', format('(select json_build_object(''n'', count(*)) from read.dossier_export(%s))', id)) ->> 'n', '0', 'no dossier before a checkpoint covers the case') from a;
select is(t.reads('officer-1', format('(select json_build_object(''n'', count(*)) from read.dossier_export(%s))', id)) ->> 'error', 'LG401', 'nor for officers') from a;
select * from finish();
