-- SPDX-License-Identifier: EUPL-1.2
-- Before an award different humans must be left for all that follows it: the rule by itself, then the real act with
-- people blocked, with roles taken, with one human behind two cards, and with those who acted already.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql

create function t.missing(p_able text) returns text language sql as $$
    select rule.hands_missing(jsonb_build_object('acts', '[{"act":"prepare","role":"officer"},{"act":"approve","role":"finance"},{"act":"release","role":"finance"}]'::jsonb,
        'able', p_able::jsonb))::text $$;
select is(t.missing(able), wanted, what) from (values
    ('nobody', '[]', '["prepare", "approve", "release"]'),
    ('one officer, two of finance', '[{"acts":["prepare"],"humans":1},{"acts":["approve","release"],"humans":2}]', '[]'),
    ('one of finance', '[{"acts":["prepare"],"humans":1},{"acts":["approve","release"],"humans":1}]', '["release"]'),
    ('two cards: two humans cannot be three', '[{"acts":["prepare","approve","release"],"humans":2}]', '["release"]'),
    ('who did one of them is no use for the other', '[{"acts":["prepare"],"humans":1},{"acts":["approve"],"humans":5}]', '["release"]'),
    ('counting roles would be enough here, a matching is not', '[{"acts":["prepare","approve"],"humans":1},{"acts":["approve"],"humans":2},{"acts":["release"],"humans":0}]', '["release"]'),
    ('the officer is left to prepare', '[{"acts":["prepare","approve","release"],"humans":1},{"acts":["approve","release"],"humans":2}]', '[]')) v(what, able, wanted);
select throws_ok($$select rule.hands_missing('{"acts":[{"act":"a","role":"r"}],"able":[{"acts":["b"],"humans":1}]}')$$, 'LG102', null, 'an unknown act');
select throws_ok($$select rule.hands_missing('{"acts":[{"act":"a","role":"r"}],"able":[{"acts":["a"],"humans":-1}]}')$$, 'LG102', null, 'fewer than none');
select throws_ok($$select rule.hands_missing(jsonb_build_object('able', '[]'::jsonb, 'acts', (select jsonb_agg(jsonb_build_object('act', 'a' || n, 'role', 'r')) from generate_series(1, 11) n)))$$,
                 'LG102', null, 'more than ten acts');
select is(rule.hands_missing(jsonb_build_object('acts', (select jsonb_agg(jsonb_build_object('act', 'a' || n, 'role', 'r')) from generate_series(1, 10) n),
    'able', (select jsonb_agg(jsonb_build_object('acts', jsonb_build_array('a' || n, 'a' || n % 10 + 1), 'humans', 1)) from generate_series(1, 10) n))), '[]', 'ten in a ring');

-- second cards: the manager of municipality A is its applicant too
select is(t.propose('register', 'more', '{"v":1,"organisations":[],"people":['
    '{"profile":"oces3-employee","serial_number":"UI:applicant-1-second","organisation":"20000001","name":"N","proof":"y1","roles":["management"],"linked_to":"UI:applicant-1"}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'second cards');
insert into t.people select 'applicant-1-second', p.person, p.human, p.organisation, 'tilsagn_grantee', 'management' from identity.person p where p.serial_number = 'UI:applicant-1-second';
call t.opened();
select t.assess(o, 'fsm2-2019', t.sent('applicant-1'), 4) from unnest(array['officer-1', 'officer-2']) o;
create table t.proposed as select t.must(t.does('officer-3', 'propose_award', t.proposal(t.sent('applicant-1'), 100000000))) ->> 'entry' as entry;
-- Blocks these people, decides, and tells what the answer would be; nothing stays.
create function t.without(p_names text[], p_decider text default 'officer-4') returns text language plpgsql as
$body$
declare
    v text;
begin
    select rights.hands(t.sent('applicant-1')::bigint, 'decide_award', p.human)::text into v from t.people p where p.name = p_decider;
    insert into identity.block_change (person, blocked, entry) select p.person, true, 1 from t.people p where p.name = any (p_names);
    select rights.roles_missing(rights.hands(t.sent('applicant-1')::bigint, 'decide_award', p.human))::text into v from t.people p where p.name = p_decider;
    raise exception using errcode = 'TT001';
exception when sqlstate 'TT001' then
    return v;
end
$body$;
select is(t.without('{}'), '[]', 'as they are');
select is(t.without('{finance-1,finance-1-second}'), '[]', 'two of finance are left');
select is(t.without('{finance-1,finance-1-second,finance-2}'), '["finance"]', 'one of finance is left: officer-1''s finance card is an assessor''s');
select is(t.without('{finance-1,finance-1-second,finance-2,finance-3}'), '["finance"]', 'none is left');
select is(t.without('{officer-1,officer-2,officer-3,officer-4}'), '["officer"]', 'no officer prepares');
select is(t.without('{management-1}'), '[]', 'the applicant signs as manager, a colleague sends the accounts');
select is(t.without('{management-1,applicant-2}'), '["management"]', 'one human does not send and sign');
select is(t.without('{management-1,applicant-1-second}'), '["management"]', 'nobody signs');
select is(t.without('{applicant-1,applicant-2,finance-1,finance-1-second,finance-2}'), '["applicant", "finance"]', 'several roles, in the order of their acts');
select is(t.without('{management-2,applicant-3}'), '[]', 'another municipality does not count');
select is(t.without('{}', 'officer-1'), '[]', 'an assessor who decides has no finance card left to count');

-- the act itself
insert into identity.block_change (person, blocked, entry) select person, true, 1 from t.people where name in ('management-1', 'applicant-1-second', 'finance-1', 'finance-1-second', 'finance-2');
create function t.decide() returns jsonb language sql as $$select t.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', t.sent('applicant-1'), entry)) from t.proposed$$;
select is((t.decide() ->> 'detail')::jsonb, '{"missing": ["management", "finance"], "acts": ["sign_off", "release_batch"]}', 'the refusal names the roles and the acts');
select is(t.decide() ->> 'error', 'LG506', 'under a code of its own');
select is(t.does('officer-4', 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"decline","reason":"Nej"}', t.sent('applicant-1'), entry)) ->> 'verdict', 'decline', 'a decline promises nothing') from t.proposed;
insert into identity.block_change (person, blocked, entry) select person, false, 1 from t.people where name in ('management-1', 'finance-2');
update t.proposed set entry = t.must(t.does('officer-3', 'propose_award', t.proposal(t.sent('applicant-1'), 90000000))) ->> 'entry';
select is(t.result(t.decide()) -> 'hands' -> 'acts', '[{"act": "submit_accounts", "role": "applicant"}, {"act": "sign_off", "role": "management"}, {"act": "prepare_instalment", "role": "officer"}, {"act": "approve_instalment", "role": "finance"}, {"act": "release_batch", "role": "finance"}]',
          'the award records for what humans were found');
-- the blocks were made by hand, and no entry made them
call t.by_hand('identity.block_change', 'delete from identity.block_change');
select * from finish();
