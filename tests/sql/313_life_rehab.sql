-- SPDX-License-Identifier: EUPL-1.2
-- rehab-2016 (text 004) with the real acts to the end of grants of 400,000 kr.: two payments on the accounts without a
-- split, and a sign-off that is published the other way round: an auditor until two officers rule. calls.md 2, 3, 5, 8, 12.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
call t.granted('rehab-2016', '2016-09-01 08:00:00Z', '2016-10-05 08:00:00Z', '2016-10-07 22:02:00Z', '2016-10-28 09:00:00Z', 2017, '2017-05-15',
    '[{"name":"full","applied":45000000,"award":40000000},{"name":"by cost","applied":45000000,"award":40000000},{"name":"repays","applied":45000000,"award":40000000},{"name":"sets off","applied":45000000,"award":40000000}]',
    '{"parties":["30000001"]}');
-- First payment: min(award, documented in the part accounts), signed by management.
select testing.freeze('2017-05-10 08:00:00Z');
select is(t.accounted(n, 'part', '2017-04-30', a) || ' ' || t.says(n, '1') || ' ' || t.pays(n, '1'), w, n)
    from (values ('full', 25000000::bigint, '1 - 250000 0 250000'), ('by cost', 10000000, '1 - 100000 0 100000'), ('repays', 25000000, '1 - 250000 0 250000'), ('sets off', 25000000, '1 - 250000 0 250000')) x(n, a, w);
select is(t.accounted('full', 'part', '2017-04-30', 30000000), '2', 'part accounts once more');
select is(t.says('full', '2'), 'part_payments_used 0 0', 'two payments in all, one of them on part accounts');

-- Final accounts: due 2018-01-31. Before a ruling the stricter sign-off, although 400,000 is under the threshold.
select testing.freeze('2018-01-15 08:00:00Z');
select is(t.reads('officer-1', format('read.agency_grant(%s)', t.sent('full'))) #>> '{award,final_accounts_due}', '2018-01-31', 'due at the end of January');
select is(t.accounted('full', 'final', '2017-10-31', 45000000), '3', 'management signs');
select is(t.says('full', '3'), 'sign_off 0 0', 'an auditor is needed until it is ruled');
select is(t.accounted('full', 'final', '2017-10-31', 45000000, 'auditor'), '4', 'an auditor signs');
select is(t.says('full', '4'), '- 150000 0', 'min(400,000, 450,000) - 250,000; the final report is no condition of payment');
select is(t.pays('full', '4'), '150000', 'paid');
select is(t.refusal(t.does('applicant-1', 'submit_accounts', t.accounts(t.sent('full'), 30000000, 'part', '2017-04-30'))), 'LG102 kind:after_final', 'no part accounts after the final ones');
select is(t.closes('full', 0), 'LG502 final_report', 'but of the closing it is');
select is(t.reports('full', 'final', '2017-10-31', '[{"code":"goals_reached","text":"Ja"}]'), 'LG102 topics.knowledge_gained:missing topics.changes_in_practice:missing', 'three questions');
select is(t.reports('full', 'final', '2017-10-31', '[{"code":"goals_reached","text":"Ja"},{"code":"knowledge_gained","text":"Meget"},{"code":"changes_in_practice","text":"To"}]'), 'done', 'answered');
select is(t.closes('full', 0), 'done, committed 0 payable 0 paid 400000', 'full: closed');
select is(t.reports(n, 'final', '2017-10-31', '[{"code":"goals_reached","text":"Ja"},{"code":"knowledge_gained","text":"Meget"},{"code":"changes_in_practice","text":"To"}]'), 'done', n || ': reported')
    from unnest(array['by cost', 'repays', 'sets off']) n;
-- Ruled "corrected": under 500,000 management signs. It holds for later payments; what was paid stays.
select is(t.accounted('by cost', 'final', '2017-10-31', 32000000), '2', 'management signs');
select is(t.says('by cost', '2'), 'sign_off 0 0', 'before the ruling');
create function pg_temp.effects() returns text language sql as $$select grants.effects_hash(grants.ruling_effects('rehab-2016', 'THRESHOLD_REVERSED', 'corrected'))$$;
create temp table r as select t.must(t.does('officer-1', 'propose_ruling', format('{"call":"rehab-2016","anomaly":"THRESHOLD_REVERSED","choice":"corrected","reason":"Byttet om",'
    '"effects_sha256":"%s"}', pg_temp.effects()))) ->> 'entry' as entry;
select is(t.says('by cost', '2'), 'sign_off 0 0', 'one officer alone rules nothing');
select is(t.refusal(t.does('officer-2', 'confirm_ruling', format('{"call":"rehab-2016","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', entry, pg_temp.effects()))), 'done', 'ruled') from r;
select is(t.says('by cost', '2'), '- 220000 0', 'min(400,000, 320,000) - 100,000');
create function pg_temp.claims_terms(p_name text, p_ore bigint) returns text language sql as $$
  select t.refusal(t.does('officer-2', 'decide_claim', format('{"application":%s,"proposal_entry":%s,"decision":"claim","reason":"Enig"}', t.sent(p_name),
    t.must(t.does('officer-1', 'propose_claim', format('{"application":%s,"cause":"terms","amount_ore":%s,"due":"2030-01-01","reason":"Vilkår","unheard_reason":"Tallene er modtagerens egne","computation":null}', t.sent(p_name), p_ore))) ->> 'entry')))$$;
-- 30,000 claimed for its terms is set off against the last payment: 320,000 - (100,000 - 30,000) = 250,000, less 30,000.
select is(pg_temp.claims_terms('by cost', 3000000), 'verdict claim', '30,000 is claimed');
select is(t.says('by cost', '2'), '- 250000 0', 'and would be paid out again');
select is(t.settles('by cost', 'write_off', 30000), 'LG502 set_off', 'so it is not given up while something is payable');
select is(t.settles('by cost', 'set_off', 30000), 'verdict accept', 'but set off');
select is(t.settles('by cost', 'set_off', 0.01), 'LG201 amount_ore:above_open', 'once');
select is(t.says('by cost', '2'), '- 220000 0', 'the payment is so much less');
select is(t.pays('by cost', '2'), '220000', 'paid');
select is(t.closes('by cost', 80000), 'done, committed 0 payable 0 paid 320000', 'by cost: closed, 80,000 go back');
-- The yearly statement: the bank paid 100,000 and 220,000. Version 1 took the 30,000 that were set off for paid once more.
create function pg_temp.paid_in_all(p_name text, p_version int) returns bigint language sql as $$
  select (grants.statement_made(t.sent(p_name)::bigint, extract(year from identity.today())::int, p_version, null, identity.today()) #>> '{in_all,paid_ore}')::bigint / 100$$;
select is(pg_temp.paid_in_all('by cost', 2), 320000::bigint, 'paid to the NemKonto');
select is(pg_temp.paid_in_all('by cost', 1), 350000::bigint, 'as it was counted before');
-- No more is set off than is payable: 250,000 paid, 30,000 of it claimed for its terms, 240,000 documented.
-- 240,000 - (250,000 - 30,000) = 20,000 is payable; 10,000 of the claim stays open and is repaid: 240,000 - 10,000.
select is(t.accounted('sets off', 'final', '2017-10-31', 24000000), '2', '240,000');
select is(t.says('sets off', '2'), '- 0 10000', '250,000 - 240,000 would be claimed for the accounts alone');
select is(pg_temp.claims_terms('sets off', 3000000), 'verdict claim', '30,000 is claimed');
select is(t.says('sets off', '2'), '- 20000 0', '240,000 - 220,000');
select is(t.settles('sets off', 'set_off', 20000.01), 'LG201 amount_ore:above_payable', 'not an øre more than is payable');
select is(t.settles('sets off', 'set_off', 20000), 'verdict accept', 'exactly that');
select is(t.says('sets off', '2'), '- 0 0', 'then nothing is payable');
select is(t.settles('sets off', 'set_off', 0.01), 'LG201 amount_ore:above_payable', 'and nothing more set off');
select is(ledger.balance('grant:' || t.sent('sets off') || ':' || a), b, a) from (values ('committed', 15000000::bigint), ('payable', 0), ('paid', 24000000), ('reclaimed', 1000000)) x(a, b);
select is(t.closes('sets off', 150000), 'LG502 claim_open', 'not closed before the rest came back');
-- 230,000 documented of 250,000 paid.
select is(t.accounted('repays', 'final', '2017-10-31', 23000000), '2', 'less than was paid');
select is(t.says('repays', '2'), '- 0 20000', '250,000 - 230,000 is claimed back');
select is(t.closes('repays', 150000), 'LG502 claim_open', 'not closed before that');
select is(t.repays('repays', 20000), 'open 0 reclaimed 0 paid 230000', '250,000 paid - 20,000 back');
select is(t.closes('repays', 150000), 'done, committed 0 payable 0 paid 230000', 'repays: closed');

-- The table of reading 3, cell by cell: 499,999.99, 500,000.00 and 500,000.01 of final accounts.
select is((select string_agg(rule.sign_off_requirement(c.definition::jsonb, 'final', a, r::jsonb), ' ' order by a)
             from t.call c, unnest(array[49999999::bigint, 50000000, 50000001]) a where c.call = x.call), x.wanted, format('%s ruled %s', x.call, r))
    from (values ('opkval-2017', '{}', 'management auditor auditor'), ('fsm2-2019', '{}', 'management auditor auditor'), ('ressource-2019', '{}', 'management auditor auditor'),
        ('ambassadoer-2018', '{}', 'management management management'), ('rehab-2016', '{}', 'auditor auditor auditor'),
        ('rehab-2016', '{"THRESHOLD_REVERSED":"literal"}', 'auditor auditor management'), ('rehab-2016', '{"THRESHOLD_REVERSED":"corrected"}', 'management auditor auditor'),
        ('fsm2-2019', '{"THRESHOLD_GAP":"management"}', 'management management auditor'), ('opkval-2017', '{"THRESHOLD_GAP":"auditor"}', 'management auditor auditor')) x(call, r, wanted);
select * from finish();
