-- SPDX-License-Identifier: EUPL-1.2
-- A grant that continues another: of the same grantee or of whom it succeeds, awarded before; then the two are one case.
-- officer-1 and officer-2 published and assessed; officer-3 proposed and officer-4 decided the former award.
-- planted: lineage
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\set check_lineage `cat "$SQL_DIR"/checks/72_lineage.sql`
call t.awarded();
create function pg_temp.a(p_name text) returns text language sql as $$select t.sent(p_name)$$;
create function pg_temp.propose(p_name text, p_former text) returns text language sql as $$
  select t.refusal(t.does(p_name, 'propose_award', replace(t.proposal(t.sent('applicant-3'), 80000000, 'Geografi'), '"deviation_reason"',
    format('"continues":%s,"deviation_reason"', p_former))))$$;
create function pg_temp.decide(p_name text, p_decision text) returns text language sql as $$
  select t.refusal(t.does(p_name, 'decide_award', format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', t.sent('applicant-3'),
    (select max(entry) from grants.award_proposal), p_decision)))$$;
create function pg_temp.streams(p_name text) returns text language sql as $$
  select string_agg(s, ' ' order by s) from unnest(grants.streams_of(t.sent(p_name)::bigint)) s where s like 'grant:%'$$;
create function pg_temp.follows(p_cvr text, p_successor text) returns text language sql as $$
  select t.refusal(t.propose('register', 'change', format('{"v":1,"organisations":[],"people":[],"changes":[{"change":"successor","cvr":"%s","successor":"%s","reason":"Lov om sammenlægning"}]}',
    p_cvr, p_successor), '{administrator-1,administrator-2}'))$$;
create function pg_temp.finds(p_plant text, p_check text) returns text language plpgsql as $$
declare
  v text;
begin
  begin
    foreach v in array array(select relation from meta.table_kind) loop execute 'alter table ' || v || ' disable trigger all'; end loop;
    execute p_plant;
    execute 'select string_agg(q::text, '' '' order by q::text) from (' || p_check || ') q' into v;
    raise exception using errcode = 'TA001', message = coalesce(v, '-');
  exception when sqlstate 'TA001' then get stacked diagnostics v = message_text;
  end;
  return regexp_replace(v, '[(),"0-9]+', ' ', 'g');
end
$$;
select t.assess(o, 'fsm2-2019', t.sent('applicant-3'), 3) from unnest(array['officer-1', 'officer-2']) o \g /dev/null

-- which grants
select is(array(select grants.continuable(t.sent('applicant-3')::bigint)), '{}'::bigint[], 'another municipality has no grant to continue');
select is(pg_temp.propose('officer-3', f), 'LG102 continues:no_former_grant', 'not continued: ' || f)
from unnest(array[t.sent('applicant-1'), t.sent('applicant-3'), '999']) f;
select is(pg_temp.propose('officer-3', f) ~ '^LG101', true, 'no number of a grant: ' || f) from unnest(array['0', '"1"', '[]', '1.5']) f;
select testing.freeze('2030-01-01 08:00:00Z'); -- registered later than the world of these tests was
select is(pg_temp.follows('20000001', '20000002'), 'verdict effective', 'then the one succeeds the other');
select testing.freeze('2019-11-01 08:00:00Z');
select is(array(select grants.continuable(t.sent('applicant-3')::bigint)), array[t.sent('applicant-1')::bigint], 'and could continue its grant');
select is(array(select grants.continuable(t.sent('applicant-1')::bigint)), '{}'::bigint[], 'but not the other way round');
select is(t.reads('officer-3', format('read.agency_application(%s)', pg_temp.a('applicant-3'))) #>> '{needs,former,0,application}', pg_temp.a('applicant-1'), 'which the page offers');

-- who may, judged over both
create function pg_temp.as_one(p_name text, p_other text) returns text language plpgsql as $$
declare
  v text;
begin
  insert into identity.human_change (person, human, entry) select p.person, o.human, 1 from t.people p, t.people o where p.name = p_name and o.name = p_other;
  perform grants.check_continues(t.sent('applicant-3')::bigint, t.sent('applicant-1')::bigint);
  raise exception using errcode = 'TA001';
exception when sqlstate 'TA001' then return 'fits';
  when sqlstate 'LG102' then get stacked diagnostics v = pg_exception_detail; return v::jsonb #>> '{violations,0,code}';
end $$;
select is(pg_temp.as_one('officer-2-second', 'officer-2'), 'fits', 'nobody acted on both as they may not');
select is(pg_temp.as_one('applicant-3', 'officer-3'), 'same_hands', 'but who sent the one and proposed the other did');
select is((select s.kind from rights.separated((select human from t.people where name = 'officer-4'), 'propose_award', grants.streams_of(t.sent('applicant-3')::bigint)) s), null,
          'officer-4 could propose the award by itself');
select is(pg_temp.propose('officer-4', pg_temp.a('applicant-1')), 'LG402 propose_award/decide_award', 'but decided the former');
select is(pg_temp.streams('applicant-3'), 'grant:' || pg_temp.a('applicant-3'), 'nothing of it stays');

-- proposed, declined, proposed again, awarded
select is(pg_temp.propose('officer-3', pg_temp.a('applicant-1')), 'done', 'proposed by who proposed the former');
select is(pg_temp.streams(n), (select string_agg('grant:' || x, ' ' order by 'grant:' || x) from unnest(array[pg_temp.a('applicant-1'), pg_temp.a('applicant-3')]) x), 'from then on the two are one case: ' || n)
from unnest(array['applicant-1', 'applicant-3']) n;
select is(t.reads('officer-4', format('read.agency_application(%s)', pg_temp.a('applicant-3'))) #>> '{proposal,continues}', pg_temp.a('applicant-1'), 'as who decides reads');
select is(pg_temp.decide('officer-3', 'award'), 'LG402 decide_award/propose_award', 'not decided by the proposer of either');
select is(pg_temp.decide('officer-4', 'decline'), 'verdict decline', 'declined');
select is(pg_temp.streams('applicant-1'), 'grant:' || pg_temp.a('applicant-1'), 'they are two again');
select is((select count(*) from grants.link), 0::bigint, 'and not linked');
select is(pg_temp.propose('officer-3', pg_temp.a('applicant-1')), 'done', 'proposed again');
select is(pg_temp.decide('officer-4', 'award'), 'verdict award', 'and awarded');
select is((select (k.application, k.predecessor, (convert_from(e.leaf, 'UTF8')::jsonb -> 'result' ->> 'predecessor')::bigint)::text from grants.link k join ledger.entry e on e.entry = k.entry and e.kind = 'decide_award'),
          format('(%s,%s,%2$s)', pg_temp.a('applicant-3'), pg_temp.a('applicant-1')), 'linked by the decision''s entry');
select is((convert_from(e.leaf, 'UTF8')::jsonb -> 'result') ? 'predecessor', false, 'an award that continues nothing has no such member')
from ledger.entry e where e.kind = 'decide_award' and e.stream = 'grant:' || pg_temp.a('applicant-1');
select is(pg_temp.streams('applicant-1'), pg_temp.streams('applicant-3'), 'one case for good');
select is((select s.kind from rights.separated((select human from t.people where name = 'officer-3'), 'approve_instalment', grants.streams_of(t.sent('applicant-1')::bigint)) s), 'propose_award', 'whoever acted on the one');

-- what is read
select is(t.reads('officer-4', format('read.agency_grant(%s)', pg_temp.a(n))) -> 'lineage', format('[{"application":%s,"later":%s,"title":"Sammen om job","entry":%s}]', pg_temp.a(o), l::text, (select entry from grants.link))::jsonb, 'the agency reads it on ' || n)
from (values ('applicant-1', 'applicant-3', true), ('applicant-3', 'applicant-1', false)) v(n, o, l);
select is(t.reads('applicant-3', format('read.grant(%s)', pg_temp.a('applicant-3'))) -> 'lineage' -> 0 ->> 'application', pg_temp.a('applicant-1'), 'the grantee its number');
select is(t.reads('applicant-3', format('read.grant(%s)', pg_temp.a('applicant-3'))) -> 'lineage' -> 0 ->> 'title', null, 'without the title of what it may not see');
select is(t.reads('applicant-3', format('read.award_letter(%s)', pg_temp.a('applicant-3'))) ->> 'continues', pg_temp.a('applicant-1'), 'the letter says so');
select is(t.reads('management-2', '(select count(*) from portal.link)::text')::text, '1', 'the municipality sees the link');
select is((select count(*) from (:check_lineage) m), 0::bigint, 'the check finds nothing');

-- what the check finds
select is(pg_temp.finds(plant, :'check_lineage'), found, plant)
from (values
  ('delete from grants.link', ' not linked '),
  ('update grants.link set predecessor = application, application = predecessor', ' no former grant   not linked '),
  ('update grants.award_proposal set continues = null', ' not linked '),
  ('update grants.link set entry = 1', ' no former grant   not linked '),
  ('delete from identity.organisation_successor', ' a stranger''s   a stranger''s '),
  ('update identity.organisation_successor set entry = (select max(entry) from ledger.entry)', ' a stranger''s   a stranger''s ')) v(plant, found);
select * from finish();
