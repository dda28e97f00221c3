-- SPDX-License-Identifier: EUPL-1.2
-- Asking for access, deciding about it, roles with an end, deputies, blocks, humans linked and split.
set search_path = tap, public;
select no_plan();

create function t.code(p_reply jsonb) returns text language sql as
$body$
    select coalesce(case when p_reply ? 'error' then (p_reply ->> 'error') || coalesce(' ' || coalesce(
        d ->> 'needed', d ->> 'rule', d ->> 'member', (select string_agg((v ->> 'field') || ' ' || (v ->> 'code'), ', ')
        from jsonb_array_elements(d -> 'violations') v)), '') end, p_reply ->> 'verdict', 'done')
    from (select case when p_reply ->> 'detail' like '{%' then (p_reply ->> 'detail')::jsonb end as d) x
$body$;
create function t.asks(p_login text, p_serial text, p_cvr text, p_name text default 'Ny Kollega', p_certificate text default null,
                       p_profile text default 'oces3-employee') returns text language sql as
$body$
    select coalesce(r ->> 'error', (r ->> 'value')::jsonb ->> 'created')
    from t.run(p_login, format('select identity.request_access(%L, %L, %L, %L, %L, %L)', p_profile, p_serial, p_cvr,
        coalesce(p_certificate, encode(sha256(convert_to(p_serial, 'UTF8')), 'hex')), p_name, 'Jobcenter')) r
$body$;
create function t.asked(p_serial text) returns bigint language sql as
$body$select max(request) from identity.access_request where serial_number = p_serial$body$;
create function t.proof(p_name text, p_request bigint, p_proof text) returns jsonb language sql as
$body$select t.reads(p_name, format('identity.put_proof(%s, %L)', p_request, p_proof))$body$;
create function t.grant(p_name text, p_request bigint, p_proof text, p_roles text default '["applicant"]', p_until text default 'null')
    returns text language sql as
$body$
    select case when p ? 'error' then p ->> 'error' else t.code(t.does(p_name, 'grant_access', format(
        '{"request":%s,"name":"%s","proof":"%s","roles":%s,"unit":null,"until":%s}', p_request, p ->> 'name', p ->> 'proof', p_roles, p_until))) end
    from t.proof(p_name, p_request, p_proof) p
$body$;
create function t.change(p_changes text, p_confirmers text[] default '{administrator-1,administrator-2}') returns text language sql as
$body$select t.code(t.propose('register', 'change', '{"v":1,"organisations":[],"people":[],"changes":[' || p_changes || ']}', p_confirmers))$body$;
create function t.id(p_name text) returns bigint language sql as $body$select person from t.people where name = p_name$body$;
create function t.day(p_days int) returns text language sql as $body$select to_char(identity.today() + p_days, 'YYYY-MM-DD')$body$;

-- asking
select is(t.asks('tilsagn_grantee', 'ask-1', '20000001'), 'true', 'an unknown person of a known organisation asks');
select is(t.asks('tilsagn_grantee', 'ask-1', '20000001'), 'false', 'asking again is the same request');
select is(t.asks('tilsagn_grantee', 'ask-other', '20000001', p_certificate => encode(sha256('ask-1'), 'hex')), 'false', 'one open request per certificate');
select is(t.asks('tilsagn_grantee', 'ask-2', '29189847'), 'LG301', 'not of an organisation that nobody knows');
select is(t.asks('tilsagn_grantee', 'ask-2', '10000001'), 'LG301', 'nor of one that the other pool serves');
select is(t.asks('tilsagn_agency', 'ask-2', '20000001'), 'LG301', 'either way');
select is(t.asks('tilsagn_grantee', 'UI:applicant-1', '20000001'), 'LG502', 'an enrolled person has nothing to ask');
select is(t.asks('tilsagn_grantee', 'ask-2', '20000001', n), 'LG101', 'malformed')
from unnest(array['', repeat('x', 201), E'a\nb', E'e\u0301']) n;
select is(t.run('tilsagn_public', 'select identity.request_access('''', '''', '''', '''', '''', '''')') ->> 'error', '42501', 'the public asks nothing');
select is(string_agg(t.asks('tilsagn_grantee', 'rush-' || n, '30000001'), ' ' order by n), repeat('true ', 10) || 'LG406', 'ten an hour of one organisation')
from generate_series(1, 11) n;
select is((t.run('tilsagn_grantee', $$select read.identify('oces3-employee', 'ask-1', repeat('0', 64), '20000001')$$) ->> 'value')::jsonb #>> '{access,request}',
          t.asked('ask-1')::text, 'who asked is told so');

-- who sees the requests
select is(jsonb_path_query_array(t.reads('management-1', 'read.access_requests()'), '$.requests[*].serial_number'), '["ask-1"]', 'a manager sees those of the own organisation');
select is(t.reads('management-1', 'read.access_requests()') #>> '{requests,0,name}', 'Ny Kollega', 'with the name');
select is(jsonb_array_length(t.reads('administrator-1', 'read.access_requests()') -> 'requests'), 11, 'administrators all');
select is(t.reads(n, 'read.access_requests()') ->> 'error', 'LG401', n || ' none') from unnest(array['applicant-1', 'officer-1', 'finance-1']) n;

-- a manager decides
select is(t.grant('management-2', t.asked('ask-1'), 'p'), 'LG301', 'another organisation''s manager finds nothing');
select is(t.grant('applicant-1', t.asked('ask-1'), 'p'), 'LG401', 'an applicant decides nothing');
select is(t.grant('management-1', t.asked('ask-1'), 'ansat 4711', '["officer"]'), 'LG102 roles value', 'no role of the agency');
select is(t.grant('management-1', t.asked('ask-1'), 'ansat 4711', '[]'), 'LG102 roles value', 'and not none');
select is(t.grant('management-1', t.asked('ask-1'), 'bevis applicant-2'), 'LG102 proof belongs_to_enrolled_human', 'a proof that is another''s is for two administrators');
select is(t.code(t.does('management-1', 'grant_access', format('{"request":%s,"name":"%s","proof":"%s","roles":["applicant"],"unit":null,"until":null}',
    t.asked('ask-1'), repeat('0', 64), repeat('0', 64)))), 'LG503', 'the record names exactly the name and the proof that were shown');
select is(t.grant('management-1', t.asked('ask-1'), 'ansat 4711'), 'done', 'granted');
select is(t.grant('management-1', t.asked('ask-1'), 'ansat 4711'), 'LG301', 'once');
select is(t.proof('management-1', t.asked('ask-1'), 'ansat 4711') ->> 'proof', (select encode(h.proof_commitment, 'hex') from identity.human h order by h.human desc limit 1), 'the same proof again is the same commitment, so that the act sent twice is one');
select is(t.proof('management-1', t.asked('ask-1'), 'ansat 4712') ->> 'error', 'LG301', 'another proof comes too late');
insert into t.people select 'ask-1', person, human, organisation, 'tilsagn_grantee', 'applicant' from identity.person where serial_number = 'ask-1';
select is(t.reads('ask-1', 'read.me()') -> 'roles', '["applicant"]', 'and the colleague is in');
select is((select count(*)::int from identity.pii i where i.value in ('p', 'bevis applicant-2') and not exists (select from identity.human h where h.proof_commitment = i.commitment)), 0,
          'proofs that were put and replaced are gone');
select is((select count(*)::int from ledger.entry where convert_from(leaf, 'UTF8') ~ '(Ny Kollega|ansat)'), 0, 'no name and no proof stands in the record');
select t.asks('tilsagn_grantee', 'ask-3', '20000001');
select is(t.code(t.does('management-2', 'refuse_access', format('{"request":%s,"reason":"left"}', t.asked('ask-3')))), 'LG301', 'another''s request is not refused');
select is(t.code(t.does('management-1', 'refuse_access', format('{"request":%s,"reason":"left"}', t.asked('ask-3')))), 'done', 'refused');
create function t.refused() returns jsonb language sql as
$body$select (t.run('tilsagn_grantee', $$select read.identify('oces3-employee', 'ask-3', repeat('0', 64), '20000001')$$) ->> 'value')::jsonb -> 'refused'$body$;
select is(t.refused() ->> 'reason', 'left', 'who was refused sees why');
select is(t.asks('tilsagn_grantee', 'ask-3', '20000001'), 'true', 'who was refused may ask again');
select is(t.code(t.does('administrator-1', 'refuse_access', format('{"request":%s,"reason":"duplicate"}', t.asked('ask-3')))), 'done', 'one administrator may refuse');
select is(t.refused() ->> 'reason', 'duplicate', 'the latest reason is the one that is shown');

-- two administrators decide, and the first of an organisation is always theirs
select is(t.asks('tilsagn_agency', 'ask-agency', '10000001', 'Olga Ny'), 'true', 'a colleague of the agency asks');
select is(t.code(t.propose('register', 'x', '{"v":1,"organisations":[],"people":[{"profile":"oces3-employee","serial_number":"ask-agency","organisation":"10000001",'
    '"name":"Olga Ny","proof":"løn 99","roles":["officer"],"linked_to":null}]}', '{administrator-1,administrator-2}')), 'effective', 'two administrators enrol them');
select is((select outcome from identity.access_request where serial_number = 'ask-agency'), 'granted', 'which closes the request');

-- What a superuser changes of them is seen as far as an entry says it: what was asked for stands in none but the one that answered.
-- planted: enrolled
\i :dir/lib/unseen.sql
\set enrolled `cat "$SQL_DIR"/checks/24_enrolled.sql`
begin;
select t.unseen(:'enrolled', 'identity.access_request', $$x.serial_number = 'ask-1'$$) as granted, t.unseen(:'enrolled', 'identity.access_request', $$x.outcome = 'refused'$$) as refused,
       t.unseen(:'enrolled', 'identity.access_request', $$x.serial_number = 'ask-agency'$$) as registered, t.unseen(:'enrolled', 'identity.access_request', $$x.serial_number = 'rush-1'$$) as open \gset
rollback;
select is(:'granted'::text, 'certificate unit at -row', 'requests that a manager granted');
select is(:'refused'::text, 'profile serial_number certificate name_commitment proof_commitment unit at -row', 'that were refused');
select is(:'registered'::text, 'request organisation certificate name_commitment proof_commitment unit at -row', 'whose answer is a document');
select is(:'open'::text, 'request profile serial_number organisation certificate unit at -row', 'that wait');

-- an administrator proposes
create function t.proposes(p_name text, p_document text) returns jsonb language plpgsql as
$body$
declare
    v jsonb := t.run('tilsagn_agency', format('select store.put_register(%L::bytea)', convert_to(p_document, 'UTF8')), t.id(p_name));
begin
    if v ? 'error' then return v; end if;
    return t.does(p_name, 'propose', format('{"kind":"register","subject":"people","title":"Forslag","sha256":"%s"}', v ->> 'value'));
end
$body$;
select is(t.code(t.proposes('officer-1', '{}')), 'LG401', 'an officer writes no register document');
select is(t.code(t.proposes('administrator-1', '{"v":1,"organisations":[],"people":[],"changes":[{"change":"role","person":1,"role":"finance","granted":true,"until":null,"deputy_for":null,"reason":"x"}]}')),
          'LG402 propose/subject', 'story 26: an administrator asks for no role of their own');
select is(t.code(t.proposes('administrator-1', '{"v":1,"organisations":[{"cvr":"60000002","kind":"audit_firm","name":"Revision To","region":null}],"people":[]}')), 'done', 'but for an organisation');
select is(t.code(t.does('administrator-1', 'confirm', format('{"proposal":%s,"sha256":"%s"}', p.proposal, encode(p.sha256, 'hex')))), 'confirmed', 'and is one of the two')
from ledger.proposal p order by p.proposal desc limit 1;
select is(t.code(t.does('administrator-1', 'propose', format('{"kind":"call","subject":"x","title":"x","sha256":"%s"}', (select encode(sha256, 'hex') from ledger.proposal order by proposal desc limit 1)))),
          'LG401', 'calls are the operator''s to propose');
select is(t.code(t.does('administrator-2', 'grant_agency_role', format('{"proposal":%s,"sha256":"%s"}', p.proposal, encode(p.sha256, 'hex')))), 'LG502 confirm', 'another act is refused')
from ledger.proposal p order by p.proposal desc limit 1;
select is(t.code(t.does('administrator-2', 'confirm', format('{"proposal":%s,"sha256":"%s"}', p.proposal, encode(p.sha256, 'hex')))), 'effective', 'the right one counts')
from ledger.proposal p order by p.proposal desc limit 1;
select is(t.reads('administrator-1', 'read.proposals()') #>> '{proposals,0,proposed_by,person,name}', 'Adam Administrator', 'the proposer is named');
select is(t.reads('officer-1', format('read.proposal(%s)', (select max(proposal) from ledger.proposal))) -> 'document', 'null', 'names and proofs are not for officers');
select is(t.reads('officer-1', format('read.file(%L)', (select encode(sha256, 'hex') from ledger.proposal order by proposal desc limit 1))), null, 'not as a file either');
select is(t.change('{"change":"role","person":1,"role":"administrator","granted":false,"until":null,"deputy_for":null,"reason":"x"}', '{administrator-1}'), 'LG402 confirm/subject',
          'nobody confirms what is about themselves');

-- roles by a manager
create function t.role(p_name text, p_person bigint, p_role text, p_granted boolean, p_until text default null, p_for bigint default null) returns text language sql as
$body$
    select t.code(t.does(p_name, 'change_role', format('{"person":%s,"role":"%s","granted":%s,"until":%s,"deputy_for":%s}', p_person, p_role, p_granted::text,
        coalesce('"' || p_until || '"', 'null'), coalesce(p_for::text, 'null'))))
$body$;
select is(t.role('management-1', t.id('management-1'), 'applicant', true), 'LG402 change_role/subject', 'story 26: a manager gives themselves nothing');
select is(t.role('management-1', t.id('applicant-3'), 'applicant', false), 'LG403', 'nor anybody of another organisation');
select is(t.role('management-1', 9999, 'applicant', true), 'LG301', 'nor nobody');
select is(t.role('management-1', t.id('applicant-1'), 'officer', true), 'LG101 params.role', 'nor a role of the agency');
select is(t.role('management-1', t.id('applicant-1'), 'applicant', true), 'LG102 params.role already_held', 'what is held is not given');
select is(t.role('management-1', t.id('applicant-1'), 'management', false), 'LG102 params.role not_held', 'what is not held is not taken');
select is(t.role('management-1', t.id('applicant-1'), 'management', true, t.day(-1)), 'LG102 params.until past', 'not until yesterday');
select is(t.role('management-1', t.id('applicant-1'), 'management', true, t.day(367)), 'LG102 params.until too_long', 'nor for ever and a day');
select is(t.role('management-1', t.id('applicant-1'), 'management', true, '2019-02-30'), 'LG102 params.until value', 'nor until no day');
select is(t.role('management-1', t.id('applicant-1'), 'management', true, null, t.id('management-1')), 'LG102 params.until value', 'a deputy''s role ends');
select is(t.role('management-1', t.id('applicant-1'), 'management', true, t.day(10), t.id('applicant-2')), 'LG102 params.deputy_for principal_lacks_role', 'and is somebody''s');
select is(t.role('management-1', t.id('applicant-1'), 'management', true, t.day(10), t.id('management-1')), 'done', 'a deputy');
select is(identity.roles(t.id('applicant-1')), array['applicant', 'management'], 'holds the role');
select is(t.role('applicant-1', t.id('applicant-2'), 'applicant', false), 'LG401', 'under the old role not yet');
select is(jsonb_path_query_array(t.reads('management-1', 'read.people(''{"flag":"deputy_ending"}'', null, 10)'), '$.people[*].person'), jsonb_build_array(t.id('applicant-1')), 'the review sees it end');
select is((t.reads('management-1', 'read.people(''{"name":"applicant-1"}'', null, 10)') #> '{people,0,roles,1}') - 'since'::text,
          jsonb_build_object('role', 'management', 'until', t.day(10), 'deputy_for', jsonb_build_object('person', t.id('management-1'), 'name', 'Navn management-1')), 'and for whom');
select t.run('tilsagn_operator', $$select testing.run_from(ledger.clock() + interval '10 days')$$);
select is(identity.holds_role(t.id('applicant-1'), 'management'), true, 'on the last day it is held');
select t.run('tilsagn_operator', $$select testing.run_from(ledger.clock() + interval '1 day')$$);
select is(identity.roles(t.id('applicant-1')), array['applicant'], 'the day after it is not');
select is(t.act('sign_off', 'grantee', t.id('applicant-1'), 'management', '{"application":1,"version":1,"sha256":"' || repeat('0', 64) || '"}') ->> 'error', 'LG401', 'and the acts know');
select is(t.role('management-1', t.id('applicant-1'), 'management', true), 'done', 'given for good');
select is(t.role('management-1', t.id('applicant-1'), 'management', false), 'done', 'and taken');

-- units
select is(t.code(t.does('management-1', 'set_unit', format('{"person":%s,"unit":"Jobcenter"}', t.id('applicant-1')))), 'done', 'a unit');
select is(t.code(t.does('management-1', 'set_unit', format('{"person":%s,"unit":"Jobcenter"}', t.id('applicant-1')))), 'LG502 other', 'the same again');
select is(t.code(t.does('management-1', 'set_unit', format('{"person":%s,"unit":"x"}', t.id('applicant-3')))), 'LG403', 'not of another organisation''s');
select is(t.reads('applicant-1', 'read.me()') ->> 'unit', 'Jobcenter', 'they know it');
select is(t.reads('management-1', 'read.units()') -> 'units', '[{"unit":"Jobcenter","people":1}]', 'and the manager');

-- blocks
select is(t.code(t.does('administrator-1', 'block', '{"person":9999,"certificate":null,"reason":"lost"}')), 'LG301', 'nobody is not blocked');
select is(t.code(t.does('administrator-1', 'block', '{"person":null,"certificate":null,"reason":"lost"}')), 'LG101 params.person', 'one of the two');
select is(t.code(t.does('administrator-1', 'block', format('{"person":%s,"certificate":null,"reason":"stolen"}', t.id('applicant-2')))), 'done', 'one administrator blocks at once');
select is(t.code(t.does('administrator-1', 'block', format('{"person":%s,"certificate":null,"reason":"stolen"}', t.id('applicant-2')))), 'LG502 free', 'once');
select is(t.code(t.does('applicant-2', 'record_refusal', '{"act":"submit","code":"LG402","subject":null,"detail":null}')), 'LG404', 'from the next request on');
select is(t.reads('applicant-2', 'read.tasks()') -> 'tasks', '[]', 'nothing is theirs to do');
select is(t.change(format('{"change":"unblock","person":%s,"certificate":null,"reason":"fundet"}', t.id('applicant-2')), '{administrator-1}'), 'confirmed', 'one does not release');
select is(identity.blocked(t.id('applicant-2'), null), true, 'still blocked');
select is(t.change(format('{"change":"unblock","person":%s,"certificate":null,"reason":"fundet"}', t.id('applicant-2'))), 'effective', 'two do');
select is(t.change(format('{"change":"unblock","person":%s,"certificate":null,"reason":"fundet"}', t.id('applicant-2'))), 'LG102 changes.0 not_blocked', 'once');

-- organisations
select is(t.change('{"change":"organisation","cvr":"20000002","kind":"municipality","name":"Ny Kommune B","region":"Region Ø"}'), 'effective', 'a new name');
select is(t.reads('applicant-3', 'read.me()') #>> '{organisation,name}', 'Ny Kommune B', 'counts at once');
select is(t.reads('administrator-1', 'read.organisations(''{"name":"20000002"}'', null, 2)') #>> '{organisations,0,name}', 'Ny Kommune B', 'in the register too');
select is(t.change('{"change":"organisation","cvr":"20000002","kind":"agency","name":"x","region":null}'), 'LG102 changes.0.kind people_hold_roles', 'a kind does not change under people with roles');
select is(t.change('{"change":"organisation","cvr":"29190925","kind":"agency","name":"Region Midtjylland","region":null}'), 'effective', 'but where nobody is');
select is(identity.audience('29190925'), 'agency', 'and other roles and another pool go with it');
select is(t.change('{"change":"organisation","cvr":"99999999","kind":"agency","name":"x","region":null}'), 'LG102 changes.0.cvr modulus_11', 'a wrong number');
select is(t.change('{"change":"rename","cvr":"20000002"}'), 'LG102 changes.0.change value', 'an unknown change');
select is(t.change('{"change":"link","person":3,"to":4}'), 'LG102 changes.0 members', 'a member is missing');

-- two cards of one human: OCES2 to OCES3, another organisation and back, an administrator's second
select is(t.code(t.propose('register', 'x', format('{"v":1,"organisations":[],"people":[{"profile":"oces2-employee","serial_number":"CVR:20000001-RID:1","organisation":"20000001",'
    '"name":"Navn applicant-1","proof":"-","roles":["applicant"],"linked_to":%s}]}', t.id('applicant-1')), '{administrator-1,administrator-2}')), 'effective', 'an OCES2 card of the same human');
select is((select identity.human_now(person) from identity.person where serial_number = 'CVR:20000001-RID:1'), identity.human_now(t.id('applicant-1')), 'is theirs');
select is(t.change(format('{"change":"link","person":%s,"to":%s,"reason":"samme bevis"}', t.id('finance-3'), t.id('officer-3'))), 'effective', 'two humans found to be one');
select is(identity.human_now(t.id('finance-3')), identity.human_now(t.id('officer-3')), 'are one');
select is((select human from identity.person where person = t.id('finance-3')) <> identity.human_now(t.id('finance-3')), true, 'what was enrolled stays as it was');
select is(t.change(format('{"change":"link","person":%s,"to":%s,"reason":"x"}', t.id('finance-3'), t.id('officer-3'))), 'LG102 changes.0.to already_linked', 'once');
select is(t.change(format('{"change":"link","person":%s,"to":%s,"reason":"x"}', t.id('auditor-1'), t.id('officer-4'))), 'LG102 roles excluded_by_another_role', 'an auditor is not found to be an officer while being both');
select is(t.change(format('{"change":"link","person":%s,"to":%s,"reason":"x"}', t.id('officer-4'), t.id('administrator-1')), '{administrator-2,administrator-1}'), 'LG402 confirm/subject', 'nobody links themselves');
select is(t.change(format('{"change":"split","person":%s,"proof":"bevis ny","reason":"to personer"}', t.id('finance-3'))), 'effective', 'and taken apart');
select is(identity.cards(identity.human_now(t.id('finance-3'))), array[t.id('finance-3')], 'each is their own again');
select is(t.change(format('{"change":"split","person":%s,"proof":"bevis nyere","reason":"x"}', t.id('finance-3'))), 'LG102 changes.0.person only_card', 'one card is nobody else''s');

-- the review
create temp table review as select t.reads('administrator-1', 'read.access_review()') as r;
select is(jsonb_path_query_array(r, '$.many_roles[*].persons[*].name') @> '["Navn officer-1", "Navn officer-1-second"]', true, 'one human with many roles') from review;
select is(jsonb_path_query_array(r, '$.same_day[0].confirmers[*].name'), '["Adam Administrator", "Eva Administrator"]', 'enrolled the same day by the same pair') from review;
select is(jsonb_path_query_array(r, '$.similar_names[*].name') <> '[]', true, 'similar names of different humans') from review;
select is(identity.name_key(a) = identity.name_key(b), s, a || ' and ' || b)
from (values ('Anne-Marie Sørensen', 'SOERENSEN, anne', true), ('Åse Jørgensen', 'Aase Joergensen', true), ('Ole Jensen', 'Ole Peter Jensen', true),
             ('Ole Jensen', 'Per Jensen', false)) v(a, b, s);
select is(t.reads('auditor-1', 'read.access_review()') -> 'counts' ->> 'humans', (select count(distinct identity.human_now(person))::text from identity.person), 'an auditor reads it too');
select is(t.reads(n, 'read.access_review()') ->> 'error', c, n || ' does not') from (values ('officer-1', 'LG401'), ('management-1', '42501')) v(n, c);
-- the table of duties says how many: finance approves, releases and books, each another; and who is left
select is(string_agg(role || ' ' || needed, ', ' order by role), 'administrator 2, auditor 1, finance 3, officer 3', 'humans that a case needs') from identity.role_needs();
select is(acts, array['approve_instalment', 'book_payments', 'release_batch'], 'the three of finance') from identity.role_needs() where role = 'finance';
create function t.gaps() returns text language sql as $body$
    select coalesce(string_agg(format('%s %s of %s', g ->> 'role', g ->> 'humans', g ->> 'needed'), ', '), '-')
    from jsonb_array_elements(t.reads('auditor-1', 'read.access_review()') -> 'role_gaps') g
$body$;
select is(t.gaps(), '-', 'enough of each role');
create temp table holder as
select r.role, p.person, row_number() over (partition by r.role order by p.person) as n, count(*) over (partition by r.role) as all_of
from identity.person p join identity.organisation o on o.organisation = p.organisation and o.kind = 'agency',
     unnest(array['finance', 'auditor']) r(role)
where identity.holds_role(p.person, r.role) and not identity.blocked(p.person, null);
select is(string_agg(distinct t.code(t.does('administrator-1', 'block', format('{"person":%s,"certificate":null,"reason":"lost"}', person))), ' '), 'done', 'blocked')
from holder where role = 'finance' and n <= all_of - 2;
select is(t.gaps(), 'finance 2 of 3', 'with the cards of all but two of finance blocked nobody is left to book');
select is(t.change(string_agg(format('{"change":"unblock","person":%s,"certificate":null,"reason":"fundet"}', person), ',')), 'effective', 'released')
from holder where role = 'finance' and n <= all_of - 2;
select is(t.gaps(), '-', 'enough again');
select is(t.reads('management-1', 'read.people(null, null, 50)') ->> 'total_count', (select count(*)::text from identity.person where organisation = '20000001'), 'a manager sees the own people');
select is(t.reads('management-1', format('read.enrolled(%s)', t.id('officer-1'))), null, 'and no others');
select is(t.reads('administrator-1', format('read.enrolled(%s)', t.id('applicant-1'))) #>> '{cards}', '2', 'an administrator every card');
select is(jsonb_path_query_array(t.reads('administrator-1', format('read.enrolled(%s)', t.id('applicant-2'))), '$.history[*].what'),
          '["unblocked", "blocked", "enrolled", "role_granted"]', 'with what was decided');
select is(t.reads('administrator-1', 'read.organisations(''{"kind":"region"}'', null, 2)') ->> 'total_count', '5', 'the register is listed');
select is(t.reads('administrator-1', r) ->> 'error', 'LG101', r) from unnest(array['read.people(''[]'', null, 5)', 'read.people(''{"x":"y"}'', null, 5)', 'read.people(null, ''x'', 5)',
    'read.organisations(''{'', null, 5)']) r;
select t.run('tilsagn_operator', $$select testing.run_from(ledger.clock() + interval '100 days')$$);
select is(t.reads('administrator-1', 'read.access_review()') -> 'unused' @> jsonb_build_array(jsonb_build_object('person', t.id('applicant-2'))), true, 'unused for more than 90 days');
select t.asks('tilsagn_grantee', 'ask-late', '20000002');
select is((select count(*)::int from identity.access_request), 1, 'old requests go');

-- what a pool may ask about
select is(t.run('tilsagn_grantee', 'select ' || f, 3) ->> 'error', '42501', f || ' is not for the applicants'' pool')
from unnest(array['identity.describe(1, null)', 'identity.find(''a'', ''b'')', 'identity.roles(1)', 'identity.holds_role(1, ''officer'')', 'identity.blocked(1, null)',
                  'identity.human_now(1)', 'identity.cards(1)', 'grants.sealed_count(''x'', ''on_time'')', 'identity.may_confirm(1)', 'identity.violations()']) f;
select is(t.run('tilsagn_grantee', 'select identity.my_roles()', t.id('officer-1')) ->> 'value', '{}', 'a worker claiming an officer there learns no role');
select is(t.run('tilsagn_grantee', 'select identity.i_hold(''officer'')', t.id('officer-1')) ->> 'value', 'false', 'of any name');

-- somebody known is named again, with a role more
select is(t.code(t.propose('register', 'x', '{"v":1,"organisations":[],"people":[{"profile":"oces3-employee","serial_number":"UI:clinical-1","organisation":"30000001",'
    '"name":"Navn clinical-1","proof":"bevis clinical-1","roles":["applicant","management"],"linked_to":null}]}', '{administrator-1,administrator-2}')), 'effective', 'named again');
-- what a superuser changes in the register is seen: each column and row of the tables that it consists of, by whichever act
begin;
select t.unseen(:'enrolled', 'identity.organisation', $$x.entry is not null$$) as organisation,
       t.unseen(:'enrolled', 'identity.human', $$x.human % 4 = 1 or x.entry > 300$$) as human,
       t.unseen(:'enrolled', 'identity.person', $$x.person % 4 = 1 or x.entry > 300$$) as person,
       t.unseen(:'enrolled', 'identity.role_change', $$x.change % 4 = 1$$, '{change}') as role,
       t.unseen(:'enrolled', 'identity.unit_change', p_except => '{change}') as unit,
       t.unseen(:'enrolled', 'identity.block_change', p_except => '{change}') as block,
       t.unseen(:'enrolled', 'identity.human_change', p_except => '{change}') as linked,
       t.unseen(:'enrolled', 'identity.organisation_change', p_except => '{change}') as renamed \gset
rollback;
select is(:'organisation'::text, '', 'organisations');
select is(:'human'::text, 'pseudonym', 'humans: but for a word drawn by chance');
select is(:'person'::text, 'pseudonym', 'cards');
select is(:'role'::text, '', 'roles');
select is(:'unit'::text, '', 'units');
select is(:'block'::text, '', 'blocks');
select is(:'linked'::text, '', 'humans found to be one, or two');
select is(:'renamed'::text, '', 'organisations renamed');
select is(t.planted(:'enrolled', plant), wanted, wanted) from (values
    ('-', 'select 1'),
    ('document, role', $$delete from store.chunk c using store.file f where f.upload = c.upload and f.sha256 = (select p.sha256 from ledger.confirmation c join ledger.proposal p on p.proposal = c.proposal where p.kind = 'register' and c.n = 2 order by c.entry desc limit 1)$$),
    ('enrolled by another, human, human of nobody, not enrolled, order of cards, role, roles', $$update identity.person set entry = (select max(entry) from ledger.confirmation where n = 2) where serial_number = 'UI:clinical-1';
        update identity.person set person = -person where person in (4, 5)$$),
    ('human of nobody', $$insert into identity.human (human, proof_commitment, entry) values (999999, sha256('x'), 1)$$),
    ('human of nobody, not enrolled, role', $$delete from identity.person where serial_number = 'UI:clinical-1'$$),
    ('card left behind, human, human of nobody', format($$update identity.person set human = (select human from identity.person where person = %s) where person = %s$$, t.id('finance-3'), t.id('officer-4'))),
    ('human not changed, human of nobody', $$delete from identity.human_change where change = (select max(change) from identity.human_change)$$),
    ('roles', format($$delete from identity.role_change where person = %s$$, t.id('officer-1'))),
    ('role', $$delete from identity.role_change where entry in (select entry from ledger.entry where kind = 'change_role')$$),
    ('order of blocks', $$update identity.block_change set change = -change where change = (select max(change) from identity.block_change)$$),
    ('order of roles', $$update identity.role_change set change = change + 1000000 where entry = 1$$),
    ('block', $$delete from identity.block_change where change = (select max(change) from identity.block_change)$$),
    ('unit', $$delete from identity.unit_change$$),
    ('organisation', $$delete from identity.organisation where organisation = '60000002'$$),
    ('request', $$update identity.access_request set outcome = 'refused', entry = 1$$)) x(wanted, plant);
select * from finish();
