-- SPDX-License-Identifier: EUPL-1.2
-- Separation of duties by human: every pair of the table, in both orders, with one card and with two, on
-- the grant's stream and on its call's.
set search_path = tap, public;
select no_plan();

-- One human with every role of both sides, and another.
select is(t.propose('register', 'all', format('{"v":1,"organisations":[],"people":[%s]}', string_agg(format(
    '{"profile":"oces3-employee","serial_number":"%s","organisation":"%s","name":"%s","proof":"%s","roles":[%s],"linked_to":%s}',
    s, cvr, s, s, roles, linked), ',')), array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'cards are enrolled')
from (values ('u-agency', '10000001', '"officer","finance"', 'null'), ('u-agency-2', '10000001', '"officer","finance"', '"u-agency"'),
             ('u-grantee', '20000001', '"applicant","management"', '"u-agency"'), ('u-grantee-2', '20000002', '"applicant","management"', '"u-agency"'),
             ('w-agency', '10000001', '"officer","finance"', 'null'), ('w-grantee', '20000001', '"applicant","management"', 'null')) x(s, cvr, roles, linked);
select is((select count(distinct human) from identity.person where serial_number like 'u-%')::int, 1, 'four cards of one human');

create function t.by(p_side text, p_act text, p_stream text, p_params text default '') returns text language plpgsql as
$body$
declare
    v_audience text;
    v_role     text;
    v_person   bigint;
    v          jsonb;
begin
    select a.audience, a.role into v_audience, v_role from rights.act a
    where a.act = p_act and a.role in ('officer', 'finance', 'applicant', 'management') order by a.role desc limit 1;
    select p.person into v_person from identity.person p
    where p.serial_number = regexp_replace(p_side, '^(.)', '\1-' || v_audience);
    v := t.try(p_act, v_audience, v_person, v_role, '{"streams":[' || p_stream || ']' || p_params || '}');
    return coalesce((v ->> 'error') || coalesce(' ' || ((nullif(v ->> 'detail', ''))::jsonb ->> 'rule'), ''), 'done');
end
$body$;
create table t.pair as
    select row_number() over () as n, a, b from (select act_a as a, act_b as b from rights.separation
                                                  union select act_b, act_a from rights.separation) x;
select is(t.by('u', a, format('"grant:%s"', n)), 'done', a || ' first') from t.pair;
select is(t.by('u', b, format('"grant:%s"', n), ',"separate":1'), format('LG402 %s/%s', b, a), format('%s then %s, one card of each side', a, b)) from t.pair;
select is(t.by('u-2', b, format('"grant:%s"', n), ',"separate":1'), format('LG402 %s/%s', b, a), format('%s then %s with another card', a, b)) from t.pair;
select is(t.by('w', b, format('"grant:%s"', n), ',"separate":1'), 'done', format('%s then %s by two humans', a, b)) from t.pair;
select is(t.by('u', b, format('"grant:%s"', n + 1000), ',"separate":1'), 'done', format('%s on one case, %s on another', a, b)) from t.pair;
select is(t.by('u', a, format('"call:c%s"', n)), 'done', a || ' on the call') from t.pair;
select is(t.by('u', b, format('"grant:%s","call:c%s"', n + 2000, n), ',"separate":1'), format('LG402 %s/%s', b, a), format('%s on the call then %s on its grant', a, b)) from t.pair;
select is((select count(*) from t.pair)::int, 2 * (select count(*) from rights.separation)::int, 'every pair, both ways');

select * from finish();
