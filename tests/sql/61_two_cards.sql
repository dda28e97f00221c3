-- SPDX-License-Identifier: EUPL-1.2
-- Two cards of one human over the whole table, with the real acts over connections of the pools' own roles.
-- Every act of a case is performed by a human of its own, who also holds a card for every other role. Right
-- before each act everybody who acted earlier tries it with the card for it (rolled back): refused exactly where
-- the table says so. A second case of the call is lived through the same way, first as a stranger to the first
-- one, then as its successor: that gives every pair in the other order too.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql

-- the call as it is, but with a status report, which it does not ask for: so that every act can be performed in it
update t.call c set definition = d.d, document = d.d::text
  from (select jsonb_set(x.definition::jsonb, '{reports}', '[{"report":"status","condition_of_payment":true,"topics":[]}]') as d from t.call x
         where x.call = 'fsm2-2019') d where c.call = 'fsm2-2019';

create table t.step (n serial, act text primary key, role text not null);
insert into t.step (act, role) values ('confirm', 'officer'), ('propose_weights', 'officer'), ('submit', 'applicant'),
    ('confirm_weights', 'officer'), ('open_applications', 'officer'),
    ('propose_ruling', 'officer'), ('confirm_ruling', 'officer'), ('score', 'officer'), ('propose_award', 'officer'),
    ('decide_award', 'officer'), ('submit_accounts', 'applicant'), ('sign_off', 'management'),
    ('record_result', 'officer'), ('confirm_result', 'officer'), ('submit_report', 'applicant'), ('prepare_instalment', 'officer'), ('approve_instalment', 'finance'), ('release_batch', 'finance'), ('close_grant', 'officer');
-- Acts beside the way from call to payment: tests/sql/60_separation has every pair of theirs, these tests the acts.
create table t.beside (act text primary key, test text not null);
insert into t.beside values ('propose_notice', '147_notices'), ('decide_notice', '147_notices'), ('withdraw_application', '121_withdrawal'), ('propose_withdrawal', '122_late_withdrawal'), ('confirm_withdrawal', '122_late_withdrawal'), ('retract_withdrawal', '122_late_withdrawal'), ('appoint_auditor', '220_auditor_sign_off'), ('withdraw_auditor', '220_auditor_sign_off'),
    ('endorse_accounts', '220_auditor_sign_off'), ('decide_opinion', '220_auditor_sign_off'), ('confirm_statement', '221_dispute'),
    ('dispute_statement', '221_dispute'), ('propose_resolution', '221_dispute'), ('confirm_resolution', '221_dispute'),
    ('propose_allocation', '146_allocation'), ('decide_allocation', '146_allocation'),
    ('request_amendment', '221_amendment'), ('propose_amendment', '221_amendment'), ('decide_amendment', '221_amendment'),
    ('book_payments', '186_bank'), ('book_repayment', '186_bank'), ('explain_alarm', '186_bank'), ('close_alarm', '186_bank'), ('confirm_receipt', '186_bank'),
    ('propose_line', '314_life_opkval'), ('give_line', '314_life_opkval'), ('propose_refusal', '140_award'), ('decide_refusal', '140_award'), ('open_hearing', '140_award'), ('answer_hearing', '140_award'),
    ('propose_claim', '223_claims'), ('decide_claim', '223_claims'), ('propose_settlement', '223_claims'),
    ('decide_settlement', '223_claims'), ('propose_interest', '223_claims'), ('decide_interest', '223_claims'), ('propose_period', '187_period'), ('decide_period', '187_period'),
    ('propose_year', '188_year'), ('decide_year', '188_year'),
    ('propose_admission', '229_admission'), ('confirm_admission', '229_admission'),
    ('propose_termination', '224_termination'), ('decide_termination', '224_termination'),
    ('propose_reopening', '225_reopening'), ('decide_reopening', '225_reopening'),
    ('remind_obligation', '232_reminders'),
    ('propose_transfer', '226_transfer'), ('accept_transfer', '226_transfer'), ('decide_transfer', '226_transfer'),
    ('request_vouchers', '225_vouchers'), ('submit_vouchers', '225_vouchers'), ('judge_vouchers', '225_vouchers'), ('decide_vouchers', '225_vouchers');
select is(array(select act from t.step union select act from t.beside order by 1),
          array(select act_a from rights.separation union select act_b from rights.separation order by 1),
          'a human for every act of the table');

-- Six cards each: agency officer and finance, applicant and management in both municipalities. "nobody" acts never.
create table t.card as
    select w.who, c.n, c.role, c.cvr, w.who || ' ' || c.role || case c.cvr when '20000002' then ' b' else '' end as name
    from (select act from t.step union all select 'nobody') w(who),
         (values (1, 'officer', '10000001'), (2, 'finance', '10000001'), (3, 'applicant', '20000001'), (4, 'management', '20000001'),
                 (5, 'applicant', '20000002'), (6, 'management', '20000002')) c(n, role, cvr);
select is(t.propose('register', 'cards', (select '{"v":1,"organisations":[],"people":[' || string_agg(format(
        '{"profile":"oces3-employee","serial_number":"UI:%s","organisation":"%s","name":"%s","proof":"%s","roles":["%s"],"linked_to":%s}',
        name, cvr, name, name, role, case n when 1 then 'null' else '"UI:' || who || ' officer"' end), ',' order by who, n) || ']}' from t.card),
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'six cards each are enrolled');
insert into t.people select c.name, p.person, p.human, c.cvr, case c.cvr when '10000001' then 'tilsagn_agency' else 'tilsagn_grantee' end, c.role
    from t.card c join identity.person p on p.serial_number = 'UI:' || c.name;
select is((select count(distinct human) || ' ' || count(*) from t.people where name in (select name from t.card)), (select format('%s %s', 1 + count(*), 6 * (1 + count(*))) from t.step), 'a human for each act and one more, six cards each');
select is(bool_and(not t.enrol_factor(name) ? 'error'), true, 'those that approve, release and sign have a second factor')
    from t.card where role in ('finance', 'management');

-- An act that must answer as it would, and leaves nothing.
create function t.dry(p_name text, p_act text, p_params text, p_received text default null) returns jsonb language plpgsql as
$body$
declare
    v_who     t.people;
    v_link    text;
    v_request text;
    v_answer  text;
    v_state  text;
    v_detail text;
begin
    select * into strict v_who from t.people p where p.name = p_name;
    v_link := t.connection(v_who.login);
    v_request := t.request(p_act, case v_who.login when 'tilsagn_agency' then 'agency' else 'grantee' end,
        v_who.person, v_who.role, p_params, null, t.us(p_received));
    perform tap.dblink_exec(v_link, 'begin');
    begin
        select r.a into v_answer from tap.dblink(v_link, t.call(p_act, v_request, t.signature(v_request))) r(a text);
    exception when others then
        get stacked diagnostics v_state = returned_sqlstate, v_detail = pg_exception_detail;
    end;
    perform tap.dblink_exec(v_link, 'rollback');
    return case when v_state is null then v_answer::jsonb else jsonb_build_object('error', v_state, 'detail', v_detail) end;
end
$body$;

create table t.asked (life text, name text, act text, why jsonb, got text);
create function t.stream(p_life text, p_act text) returns text language sql as
    $$select case when p_act in ('confirm', 'propose_weights', 'confirm_weights', 'open_applications', 'propose_ruling', 'confirm_ruling') then 'call:fsm2-2019'
                  else 'grant:' || t.sent(case p_life when 'stranger' then 'second' else p_life end) end$$;
-- What stands before each act for one who never acted, as a list.
create function t.before_nobody(p_life text) returns text language sql as $$
    select string_agg(s.act || ' ' || coalesce(rights.why_not(p.person, s.act, t.stream(p_life, s.act)) #>> '{reason,code}', '-'), ', ' order by s.n)
    from t.step s join t.people p on p.name = 'nobody ' || s.role $$;
create table t.attempt (life text, first text, second text, wanted text, got text);
-- Right before p_act: everybody of p_earlier tries it, and one who never acts; then p_act is performed.
create procedure t.moment(p_life text, p_act text, p_params text, p_earlier text[], p_side text default '', p_received text default null, p_perform boolean default true)
    language plpgsql as
$body$
declare
    v_role text := (select s.role from t.step s where s.act = p_act);
begin
    v_role := v_role || case when v_role in ('applicant', 'management') then p_side else '' end;
    insert into t.attempt
    select p_life, e.act, p_act,
           case when exists (select from t.pair p where p.a = e.act and p.b = p_act) then 'LG402 ' || p_act || '/' || e.act else 'done' end,
           regexp_replace(t.refusal(t.dry(e.act || ' ' || v_role, p_act, p_params, p_received)), '^verdict .*', 'done')
    from unnest(p_earlier || array['nobody']) e(act) where e.act <> p_act;
    -- everybody else in the role of their own card; and what "why not" would have told each of them
    insert into t.asked
    select p_life, w.name, p_act, rights.why_not(p.person, p_act, t.stream(p_life, p_act)),
           t.refusal(t.dry(w.name, p_act, p_params, p_received))
    from (select e.act || ' ' || v_role from unnest(p_earlier || array['nobody']) e(act) where e.act <> p_act
          union select x.name from t.people x where x.name !~ ' ') w(name) join t.people p on p.name = w.name;
    if p_perform then
        insert into t.reply select p_life, p_act, t.must(t.does(p_act || ' ' || v_role, p_act, p_params, null, t.us(p_received)));
    end if;
end
$body$;
create table t.reply (life text, act text, r jsonb);
create table t.pair as select p.a, p.b from (select act_a as a, act_b as b from rights.separation union select act_b, act_a from rights.separation) p
    where p.a in (select act from t.step) and p.b in (select act from t.step);
create function t.of(p_life text, p_act text) returns jsonb language sql as $$select r from t.reply where life = p_life and act = p_act$$;
create function t.before(p_act text) returns text[] language sql as
    $$select coalesce(array_agg(s.act order by s.n), '{}') from t.step s where s.n < (select n from t.step where act = p_act)$$;

select testing.freeze('2019-09-01 08:00:00Z');
-- the call: confirmed by "confirm" and officer-1
create table t.proposal as
    select t.must(t.act('propose', 'operator', null, null, format('{"kind":"call","subject":"%s","title":"F","sha256":"%s"}', call, s))) ->> 'entry' as entry, s as sha256
    from (select call, t.document(document) as s from t.call where call = 'fsm2-2019') c;
select is(t.propose('appropriation', a ->> 'id', format('{"v":1,"id":"%s","account":"%s","year":%s,"amount_ore":%s}', a ->> 'id', a ->> 'account', a ->> 'year', a ->> 'amount_ore'),
    array['finance-1', 'finance-2']) ->> 'verdict', 'effective', 'money') from (select definition -> 'appropriation' from t.call where call = 'fsm2-2019') c(a);
create function t.confirmation() returns text language sql as
    $$select format('{"proposal":%s,"sha256":"%s"}', p.proposal, t.sha256) from t.proposal t join ledger.proposal p on p.entry = t.entry::bigint$$;
call t.moment('first', 'confirm', t.confirmation(), t.before('confirm'));
select is(t.refusal(t.dry('confirm officer', 'confirm', t.confirmation())), 'LG402 confirm/confirm', 'nobody confirms twice');
select is(t.does('officer-1', 'confirm', t.confirmation()) ->> 'verdict', 'effective', 'published');
select t.must(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":250000000},{"cvr":"20000002","value":150000000}]'));
call t.moment('first', 'propose_weights', t.weights('fsm2-2019'), t.before('propose_weights'));
insert into t.sent select 'first', t.draft('submit applicant', 'fsm2-2019', t.content('fsm2-2019'));
insert into t.sent select 'second', t.draft('submit applicant b', 'fsm2-2019', t.content('fsm2-2019', 100000000));
create function t.sending(p_life text) returns text language sql as
    $$select format('{"application":%s,"version":%s,"sha256":"%s"}', draft ->> 'application', draft ->> 'version', draft ->> 'sha256') from t.sent where name = p_life$$;
select is(t.before_nobody('first'), 'confirm proposed_missing, propose_weights -, submit -, confirm_weights -, open_applications close_pending, propose_ruling -, confirm_ruling ruling_proposal_missing, score not_found, '
    'propose_award not_found, decide_award not_found, submit_accounts decision_missing, sign_off decision_missing, record_result decision_missing, '
    'confirm_result decision_missing, submit_report decision_missing, prepare_instalment decision_missing, '
    'approve_instalment decision_missing, release_batch decision_missing, close_grant decision_missing', 'what stands before each act while the call is open');
select testing.freeze('2019-10-20 08:00:00Z');
call t.moment('first', 'submit', t.sending('first'), t.before('submit'), '', '2019-10-20 08:00:00Z');
call t.moment('second', 'submit', t.sending('second'), t.before('submit'), ' b', '2019-10-20 08:00:00Z');
select testing.freeze('2019-10-24 10:02:00Z');
select t.must(t.close('fsm2-2019'));
call t.moment('first', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}', t.of('first', 'propose_weights') ->> 'entry'), t.before('confirm_weights'));
call t.moment('first', 'open_applications', '{"call":"fsm2-2019"}', t.before('open_applications'));
create function t.effects() returns text language sql as $$select grants.effects_hash(grants.ruling_effects('fsm2-2019', 'THRESHOLD_GAP', 'management'))$$;
call t.moment('first', 'propose_ruling', format('{"call":"fsm2-2019","anomaly":"THRESHOLD_GAP","choice":"management","reason":"Klart","effects_sha256":"%s"}', t.effects()), t.before('propose_ruling'));
call t.moment('first', 'confirm_ruling', format('{"call":"fsm2-2019","proposal_entry":%s,"reason":"Enig","effects_sha256":"%s"}', t.of('first', 'propose_ruling') ->> 'entry', t.effects()),
    t.before('confirm_ruling'));

create procedure t.all_impartial(p_life text) language plpgsql as
$body$begin perform t.does(p.name, 'declare_impartiality', t.impartial(t.sent(p_life))) from t.people p where p.role = 'officer'; end$body$;

-- From the first score to the release; p_all: those who acted later in the other case try as well.
create procedure t.life(p_life text, p_side text, p_all boolean) language plpgsql as
$body$
declare
    v_id   text := t.sent(p_life);
    v_from text[] := case when p_all then array(select act from t.step) end;
begin
    call t.all_impartial(p_life);
    call t.moment(p_life, 'score', t.scores('fsm2-2019', v_id, 5), coalesce(v_from, t.before('score')), p_side);
    perform t.must(t.does('officer-2', 'score', t.scores('fsm2-2019', v_id, 4)));
    call t.moment(p_life, 'propose_award', t.proposal(v_id, 40000000), coalesce(v_from, t.before('propose_award')), p_side);
    call t.moment(p_life, 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', v_id, t.of(p_life, 'propose_award') ->> 'entry'),
                  coalesce(v_from, t.before('decide_award')), p_side);
    perform testing.freeze('2020-11-10 08:00:00Z');
    commit;
    call t.moment(p_life, 'submit_accounts', t.accounts(v_id, 62000000), coalesce(v_from, t.before('submit_accounts')), p_side);
    call t.moment(p_life, 'sign_off', t.sign_off(v_id, t.of(p_life, 'submit_accounts')), coalesce(v_from, t.before('sign_off')), p_side);
    call t.moment(p_life, 'record_result', t.result_of(v_id, 'work_or_education', 14, 100, '2020-10'), coalesce(v_from, t.before('record_result')), p_side);
    call t.moment(p_life, 'confirm_result', t.confirm_result(v_id, t.of(p_life, 'record_result') ->> 'entry'), coalesce(v_from, t.before('confirm_result')), p_side);
    call t.moment(p_life, 'submit_report', t.report(v_id, 'status', '2020-10-31'), coalesce(v_from, t.before('submit_report')), p_side);
    call t.moment(p_life, 'prepare_instalment', t.prepare(v_id, '1'), coalesce(v_from, t.before('prepare_instalment')), p_side);
    call t.moment(p_life, 'approve_instalment', format('{"instalment":%s,"amount_ore":%s}', t.of(p_life, 'prepare_instalment') ->> 'entry',
                  t.amount(p_life)), coalesce(v_from, t.before('approve_instalment')), p_side);
    call t.moment(p_life, 'release_batch', format('{"instalments":[%s],"total_ore":%s}', t.of(p_life, 'prepare_instalment') ->> 'entry', t.amount(p_life)),
                  coalesce(v_from, t.before('release_batch')), p_side);
    perform t.paid();
    perform testing.freeze('2022-01-10 08:00:00Z');
    commit;
    perform t.must(t.does('sign_off management' || p_side, 'sign_off', t.sign_off(v_id, t.must(t.does(
        'submit_accounts applicant' || p_side, 'submit_accounts', t.accounts(v_id, 62000000, 'final', '2021-11-30'))))));
    call t.moment(p_life, 'close_grant', format('{"application":%s,"returned_ore":20000000}', v_id), coalesce(v_from, t.before('close_grant')), p_side);
end
$body$;
create function t.amount(p_life text) returns text language sql as
    $$select amount_ore::text from grants.instalment where instalment = (t.of(p_life, 'prepare_instalment') ->> 'entry')::bigint$$;
select t.must(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000002","value":null}]'));
select testing.freeze('2019-11-01 08:00:00Z');
call t.life('first', '', false);

select is(t.before_nobody('first'), 'confirm proposed_missing, propose_weights already_opened, submit deadline_passed, confirm_weights already_opened, '
    'open_applications already_opened, propose_ruling -, confirm_ruling ruling_proposal_missing, score already_awarded, propose_award already_awarded, decide_award already_awarded, submit_accounts closed, '
    'sign_off closed, record_result closed, confirm_result closed, submit_report closed, prepare_instalment closed, approve_instalment closed, '
    'release_batch closed, close_grant closed', 'and when it is closed');

select testing.freeze('2020-11-10 08:00:00Z'); -- the second case has streams of its own
-- The second case, a stranger: who acted on the first one only is refused nothing but what they did on the call.
call t.all_impartial('second');
call t.moment('stranger', 'score', t.scores('fsm2-2019', t.sent('second'), 5), array['approve_instalment', 'release_batch', 'decide_award'], '', null, false);
update t.attempt set wanted = 'done' where life = 'stranger';

-- Then its successor: the link is written as the act would that makes one.
create table t.link_entry as
    select t.must(t.tries('officer-4', 'test_post', format('{"streams":["grant:%s"],"call":"fsm2-2019","result":{"predecessor":%s}}', t.sent('second'), t.sent('first')))) ->> 'entry' as entry;
-- What the link would lay bare, before and after, as two persons turn out to be one human
select is((select count(*) from rights.recheck_human(h) r), 0::bigint, 'nothing to find for ' || p.name)
    from (select distinct on (human) human, name from t.people order by human, name) p(h, name);
insert into grants.link select t.sent('second')::bigint, t.sent('first')::bigint, entry::bigint from t.link_entry;
call t.life('second', ' b', true);

select is(got, wanted, format('%s case: %s, then %s', life, first, second)) from t.attempt order by life, second, first;
select diag(format('counted: %s attempts with another card: %s refused by the table, %s allowed; %s of %s ordered pairs of the table were reached',
    count(*), count(*) filter (where got ~ '^LG402'), count(*) filter (where got = 'done'),
    (select count(distinct (first, second)) from t.attempt where wanted ~ '^LG402'), (select count(*) from t.pair))) from t.attempt;
select is((select count(*) from t.attempt where first = 'nobody' and got <> 'done'), 0::bigint, 'who never acted may do everything');
select is(array(select least(p.a, p.b) || ' ' || greatest(p.a, p.b) from t.pair p except
                select least(first, second) || ' ' || greatest(first, second) from t.attempt where wanted ~ '^LG402'), '{}', 'every pair was reached');

-- "Why not" says what the act says: to everybody, at every step.
select ok(case when why ->> 'may' = 'true' then got ~ '^(done|verdict)' else got = case why #>> '{reason,code}'
              when 'separation' then format('LG402 %s/%s', act, why #>> '{reason,field}') when 'blocked' then 'LG404' when 'not_found' then 'LG301'
              when 'role' then substring(got from '^(?:LG40[15]|42501)$') end end, format('%s case, %s as %s: %s, and the page says %s', life, act, name, got, why -> 'reason'))
    from t.asked where got <> 'LG402 confirm/confirm' order by life, act, name;
select diag(format('counted: "why not" was asked %s times beside the act: %s may, %s', count(*), count(*) filter (where why ->> 'may' = 'true'),
    (select string_agg(code || ' ' || n, ', ' order by code) from (select why #>> '{reason,code}' as code, count(*) as n from t.asked where why ->> 'may' = 'false' group by 1) c))) from t.asked;
-- Pools ask for their own person, about cases that person can see.
select is(t.reads('applicant-1', format('read.why_not(%L, %L)', 'submit_accounts', 'grant:' || t.sent('first'))) #>> '{reason,code}', 'closed', 'an applicant asks about an own grant');
select is(t.reads('applicant-3', format('read.why_not(%L, %L)', 'submit_accounts', 'grant:' || t.sent('first'))), null, 'another municipality learns nothing');
select is(t.reads('applicant-1', format('rights.why_not(%s, %L, %L)', (select person from t.people where name = 'officer-1'), 'score', 'grant:' || t.sent('first'))), null, 'nor anyone about another person');
select is(t.reads('finance-1', format('read.why_not(%L, %L)', 'approve_instalment', 'grant:' || t.sent('first'))) -> 'needs_second_factor',
          (select to_jsonb(a.needs_second_factor) from rights.act a where a.act = 'approve_instalment'), 'what an act needs beside');
select is(t.reads('finance-1', 'read.why_not(''no_such_act'', ''system'')'), null, 'an unknown act');

-- Two persons who turn out to be one human: their past is judged as one.
create function t.one_human(p_a bigint, p_b bigint) returns text language plpgsql as
$body$
declare
    v text;
begin
    insert into identity.human_change (person, human, entry) select c, p_b, 1 from unnest(identity.cards(p_a)) c;
    select string_agg(distinct least(r.kind, r.other_kind) || '/' || greatest(r.kind, r.other_kind), ' ') into v from rights.recheck_human(p_b) r;
    raise exception using errcode = 'TT001';
exception when sqlstate 'TT001' then
    return coalesce(v, 'none');
end
$body$;
select is(t.one_human(a.human, b.human), case when exists (select from t.pair p where p.a = x.act and p.b = y.act)
          then least(x.act, y.act) || '/' || greatest(x.act, y.act) else 'none' end, format('%s and %s found to be one human', x.act, y.act))
from t.step x join t.step y on x.n < y.n join t.people a on a.name = x.act || ' officer' join t.people b on b.name = y.act || ' officer';
select * from finish();
