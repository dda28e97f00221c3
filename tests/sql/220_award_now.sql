-- SPDX-License-Identifier: EUPL-1.2
-- leaves the database broken: rows without their entries
-- The award as it is now: what was decided, and after an amendment what that says. The rows of the
-- amendment are planted here, so that folding is tested by itself.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.a() returns bigint language sql as $$select t.sent('applicant-1')::bigint$$;
create function pg_temp.now() returns text language sql as $$
  select format('%s %s %s %s %s', grants.award_amount(pg_temp.a()),
    (select string_agg(l.year || ':' || l.amount_ore, ',') from grants.award_lines_now(pg_temp.a()) l),
    grants.award_due(pg_temp.a(), 'part'), grants.award_due(pg_temp.a(), 'final'),
    grants.call_now(pg_temp.a()) #>> '{project,to}')
$$;
call t.awarded();
select is(grants.award_amount(t.sent('applicant-3')::bigint), null, 'no award, no amount');
select is(grants.award_due(t.sent('applicant-3')::bigint, 'final'), null, 'nor a day');
select is((select count(*) from grants.award_lines_now(t.sent('applicant-3')::bigint)), 0::bigint, 'nor lines');
-- 1,000,000.00 kr. in one line of 2020; part accounts 2020-11-30; project to 2021-11-30 and 3 months:
-- the month's end, 2022-02-28
select is(pg_temp.now(), '100000000 2020:100000000 2020-11-30 2022-02-28 2021-11-30', 'as decided');
select is(grants.claimed_of(pg_temp.a()), 0::bigint, 'nothing is claimed');
select testing.freeze('2020-11-10 08:00:00Z');
create temp table a1 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a()::text, 130000000))) as r;
-- the approved line is 1,200,000.00
select is(grants.documented_now((r ->> 'entry')::bigint), 120000000::bigint, 'documented against the line') from a1;
-- planted; two lines, a later end, the line raised to 1,300,000.00
create function pg_temp.propose(p_entry bigint) returns void language sql as $$
insert into grants.amendment_proposal values (p_entry, pg_temp.a(), null, 90000000, '2021-12-31', '2020-12-31', '2022-03-31',
    jsonb_set(grants.budget_of(pg_temp.a()), '{0,amounts,0,amount_ore}', '130000000'), 'Fordi');
insert into grants.amendment_line select p_entry, pg_temp.a(), y, 45000000 from unnest(array[2021, 2020]) y;
$$;
select pg_temp.propose(entry) from ledger.entry where kind = 'propose_award';
select is(pg_temp.now(), '100000000 2020:100000000 2020-11-30 2022-02-28 2021-11-30', 'a proposal changes nothing');
insert into grants.amendment_decision select e.entry, m.application, m.entry, 'decline', 'Nej', ledger.clock() from grants.amendment_proposal m, ledger.entry e where e.kind = 'decide_award';
select is(pg_temp.now(), '100000000 2020:100000000 2020-11-30 2022-02-28 2021-11-30', 'nor does a decline');
select pg_temp.propose(entry) from ledger.entry where kind = 'decide_award';
insert into grants.amendment_decision select (r ->> 'entry')::bigint, m.application, m.entry, 'amend', 'Ja', ledger.clock() from grants.amendment_proposal m, a1 where m.entry = (select max(entry) from grants.amendment_proposal);
select is(pg_temp.now(), '90000000 2020:45000000,2021:45000000 2020-12-31 2022-03-31 2021-12-31', 'as amended');
select is(grants.documented_now((r ->> 'entry')::bigint), 130000000::bigint, 'accounts are measured against the budget as it is now') from a1;
select is(grants.budget_at(pg_temp.a(), (r ->> 'entry')::bigint) #>> '{0,amounts,0,amount_ore}', '120000000', 'and the budget before is known') from a1;
select is(t.reads('applicant-1', 'read.grant(' || pg_temp.a() || ')') #>> '{award,amount_ore}', '90000000', 'the grantee sees it');
select is(t.reads('applicant-1', 'read.grant(' || pg_temp.a() || ')') #>> '{project,to}', '2021-12-31', 'with the new end');
insert into grants.claim select (r ->> 'entry')::bigint, pg_temp.a(), 'amendment', 5, '2021-01-01', 'x', ledger.clock() from a1;
select is(grants.claimed_of(pg_temp.a()), 5::bigint, 'claims add up');
select * from finish();
