-- SPDX-License-Identifier: EUPL-1.2
-- Bootstrap, proposals, confirmations, the register, refusals, deployments, uploads.
set search_path = tap, public;
select no_plan();

create function t.code(p_reply jsonb) returns text language sql as
$body$select coalesce(p_reply ->> 'error', p_reply ->> 'verdict', 'done')$body$;
create function t.violation(p_reply jsonb) returns text language sql as
$body$
    select (p_reply ->> 'error') || ' ' || (v ->> 'field') || ' ' || (v ->> 'code')
    from (select (p_reply ->> 'detail')::jsonb -> 'violations' -> 0 as v) x
$body$;
create function t.register(p_people text, p_organisations text default '') returns text language sql as
$body$select '{"v":1,"organisations":[' || p_organisations || '],"people":[' || p_people || ']}'$body$;
create function t.card(p_serial text, p_cvr text, p_roles text, p_linked text default null, p_proof text default null)
    returns text language sql as
$body$
    select format('{"profile":"oces3-employee","serial_number":"%s","organisation":"%s","name":"N","proof":"%s",'
                  '"roles":[%s],"linked_to":%s}', p_serial, p_cvr, coalesce(p_proof, 'proof of ' || p_serial),
                  p_roles, coalesce('"' || p_linked || '"', 'null'))
$body$;

-- bootstrap
select is(t.code(t.act('bootstrap', 'operator', null, null, '{"sha256":"' || repeat('0', 64) || '"}')), 'LG502', 'bootstrap works once');
select is((select count(*) from identity.human where entry = 1)::int, 2, 'it enrolled two humans');
select is((select count(*) from ledger.entry where convert_from(leaf, 'UTF8') ~ '(Adam|Eva|løn [12]|Navn|bevis)')::int, 0,
          'no name and no proof stands in the record');
select is((select count(*) from identity.pii i join identity.person p on p.name_commitment = i.commitment
           where identity.commitment(i.salt, 'name', i.value) = i.commitment)::int,
          (select count(*)::int from identity.person), 'every name is kept outside under its commitment');

-- proposing
select is(t.code(t.act('propose', 'operator', null, null, '{"kind":"register","subject":"x","title":"x","sha256":"' || repeat('0', 64) || '"}')),
          'LG301', 'an unknown document is not proposed');
select is(t.code(t.act('propose', 'operator', null, null, p)), 'LG101', 'malformed proposal ' || left(p, 60))
from unnest(array['{}', '{"kind":"other","subject":"x","title":"x","sha256":"' || repeat('0', 64) || '"}',
    '{"kind":"register","subject":"","title":"x","sha256":"' || repeat('0', 64) || '"}',
    '{"kind":"annex","subject":"x","title":"x","sha256":"' || repeat('0', 64) || '"}',
    '{"kind":"register","subject":"x","title":"x","sha256":"zz"}',
    '{"subject":"x","kind":"register","title":"x","sha256":"' || repeat('0', 64) || '"}']) p;
select is(t.violation(t.propose('register', 'x', d, '{}')), w, w)
from (values
    ('[]', 'LG102 document malformed'), ('{"v":1,"v":1}', 'LG102 document malformed'), ('no json', 'LG102 document malformed'),
    ('{"v":1}', 'LG102 document members'), ('{"v":2,"organisations":[],"people":[]}', 'LG102 document version'),
    (t.register('', '{"cvr":"1"}'), 'LG102 organisations.0 members'),
    (t.register('', '{"cvr":"1234567","kind":"region","name":"x","region":null}'), 'LG102 organisations.0.cvr value'),
    (t.register('', '{"cvr":"60000001","kind":"club","name":"x","region":null}'), 'LG102 organisations.0.kind value'),
    (t.register('', E'{"cvr":"60000001","kind":"region","name":"x\\u0007","region":null}'), 'LG102 organisations.0.name value'),
    (t.register(t.card('s', '99999999', '"officer"')), 'LG102 people.0.organisation unknown'),
    (t.register(t.card('s', '20000001', '"officer"')), 'LG102 people.0.roles not_of_this_kind_of_organisation'),
    (t.register(t.card('s', '20000001', '"applicant","applicant"')), 'LG102 people.0.roles not_of_this_kind_of_organisation'),
    (t.register(t.card('s', '10000001', '"superuser"')), 'LG102 people.0.roles not_of_this_kind_of_organisation')) x(d, w);

-- confirming
create table t.p as select (t.propose('register', 'one', t.register(t.card('new-1', '20000001', '"applicant"')), '{}') ->> 'result')::jsonb as r,
    t.document(t.register(t.card('new-1', '20000001', '"applicant"'))) as sha256;
create function t.confirm(p_name text, p_sha256 text default null) returns text language sql as
$body$
    select t.code(t.does(p_name, 'confirm', format('{"proposal":%s,"sha256":"%s"}', p.r ->> 'proposal',
                                                   coalesce(p_sha256, p.sha256)))) from t.p p
$body$;
select is(t.confirm('officer-1'), 'LG401', 'an officer does not confirm the register');
select is(t.confirm('finance-1'), 'LG401', 'nor does finance');
select is(t.confirm('administrator-1', repeat('0', 64)), 'LG503', 'another hash than the proposed is refused');
select is(t.confirm('administrator-1'), 'confirmed', 'the first administrator confirms');
select is(t.confirm('administrator-1'), 'LG402', 'the same human does not confirm twice');
select is((select count(*) from identity.person where serial_number = 'new-1')::int, 0, 'one confirmation has no effect');
select is(t.confirm('administrator-2'), 'effective', 'the second makes it effective');
select is((select count(*) from identity.person where serial_number = 'new-1')::int, 1, 'now the person is enrolled');
select is(t.confirm('administrator-2'), 'LG502', 'effective once');
select is(t.code(t.does('administrator-1', 'confirm', '{"proposal":999,"sha256":"' || repeat('0', 64) || '"}')), 'LG301', 'an unknown proposal');
select is(t.code(t.does('administrator-1', 'confirm', '{"proposal":0,"sha256":"' || repeat('0', 64) || '"}')), 'LG101', 'a malformed one');

-- one human, two cards; nobody confirms their own roles
select is(t.code(t.propose('register', 'two', t.register(t.card('admin-3', '10000001', '"administrator"') || ','
    || t.card('admin-3b', '10000001', '"administrator"', 'admin-3')), array['administrator-1', 'administrator-2'])), 'effective', 'a second card is linked');
insert into t.people select substr(serial_number, 1), person, human, organisation, 'tilsagn_agency', 'administrator'
from identity.person where serial_number like 'admin-3%';
select is((select count(distinct human) from t.people where name like 'admin-3%')::int, 1, 'two cards of one human');
select is(t.code(t.propose('register', 'three', t.register(t.card('new-2', '20000001', '"applicant"')), array['admin-3', 'admin-3b'])),
          'LG402', 'one human does not confirm with two cards');
select is(t.code(t.propose('register', 'four', t.register(t.card('UI:administrator-1', '10000001', '"officer"')), array['administrator-2', 'administrator-1'])),
          'LG402', 'an administrator does not confirm a change of their own roles');
select is(t.code(t.propose('register', 'five', t.register(t.card('new-3', '10000001', '"officer"', 'UI:administrator-1')), array['administrator-1'])),
          'LG402', 'nor a second card for themselves');
select is(t.violation(t.propose('register', 'six', t.register(t.card('UI:administrator-1', '10000001', '"administrator","finance"')), array['administrator-2', 'admin-3'])),
          'LG102 roles excluded_by_another_role', 'an administrator gets no money role');
select is(t.violation(t.propose('register', 'seven', t.register(t.card('new-4', '10000001', '"finance"', 'UI:administrator-1')), array['administrator-2', 'admin-3'])),
          'LG102 roles excluded_by_another_role', 'nor by another card');
select is(t.violation(t.propose('register', 'eight', t.register(t.card('UI:auditor-1', '10000001', '"auditor","officer"')), array['administrator-1', 'administrator-2'])),
          'LG102 roles excluded_by_another_role', 'an auditor holds no other role');
select is(t.violation(t.propose('register', 'nine', t.register(t.card('new-5', '20000001', '"applicant"', null, 'bevis officer-1')), array['administrator-1', 'administrator-2'])),
          'LG102 proof belongs_to_enrolled_human', 'a proof already enrolled must be linked');
select is(t.violation(t.propose('register', 'ten', t.register(t.card('new-6', '20000001', '"applicant"', 'nobody')), array['administrator-1', 'administrator-2'])),
          'LG102 people.0.linked_to unknown', 'a link to nobody is refused');
select is(t.violation(t.propose('register', 'eleven', t.register('', '{"cvr":"20000001","kind":"region","name":"x","region":null}'), array['administrator-1', 'administrator-2'])),
          'LG102 organisations.0.cvr already_registered', 'an organisation is registered once: the payee does not change');
select is(t.violation(t.propose('register', 'twelve', t.register(t.card('new-1', '20000002', '"applicant"')), array['administrator-1', 'administrator-2'])),
          'LG102 people.0.organisation differs_from_enrolment', 'a person does not move to another organisation');
select is(t.code(t.propose('register', 'thirteen', t.register(t.card('new-1', '20000001', '"management"')), array['administrator-1', 'administrator-2'])), 'effective', 'roles are changed by a register document');
select is(identity.roles(person), array['management'], 'it names the whole set') from identity.person where serial_number = 'new-1';
select is((select count(*) from identity.human)::int, 2 + 20 - 3 + 1 + 1, 'humans: administrators, people without second cards, new-1, admin-3');

-- blocks
select is(t.code(t.does('administrator-1', 'block', format('{"person":%s,"certificate":null,"reason":"lost"}', person))), 'done', 'one administrator blocks')
from identity.person where serial_number = 'new-1';
select is(t.code(t.act('record_refusal', 'grantee', person, 'management', '{"act":"submit","code":"LG402","subject":null,"detail":null}')), 'LG404', 'a blocked person does nothing')
from identity.person where serial_number = 'new-1';
select is((t.run('tilsagn_grantee', $$select read.identify('oces3-employee', 'new-1', '00', '20000001')$$) ->> 'value')::jsonb -> 'blocked', 'true', 'and is shown as blocked');
select is(t.code(t.does('administrator-1', 'block', format('{"person":null,"certificate":"%s","reason":"stolen"}', t.certificate(person)))), 'done', 'a certificate too')
from t.people where name = 'applicant-2';
select is(t.code(t.does('applicant-2', 'record_refusal', '{"act":"submit","code":"LG402","subject":null,"detail":null}')), 'LG404', 'a blocked certificate does nothing');
select is(t.code(t.propose('register', 'free', format('{"v":1,"organisations":[],"people":[],"changes":[{"change":"unblock","person":null,"certificate":"%s","reason":"fundet"}]}',
    t.certificate(person)), array['administrator-1', 'administrator-2'])), 'effective', 'two release it') from t.people where name = 'applicant-2';
select is(t.code(t.does('applicant-2', 'record_refusal', '{"act":"submit","code":"LG402","subject":null,"detail":null}')), 'done', 'until it is released');

-- refusals
select is(array_agg(distinct t.code(t.does('applicant-1', 'record_refusal', '{"act":"submit","code":"LG102","subject":"1","detail":"for stort"}'))), array['done'], '20 refusals are recorded')
from generate_series(1, 20);
select is(t.code(t.does('applicant-1', 'record_refusal', '{"act":"submit","code":"LG102","subject":"1","detail":"for stort"}')), 'LG406', 'the 21st within an hour is not');
select is(t.code(t.does('applicant-3', 'record_refusal', '{"act":"submit","code":"LG102","subject":"1","detail":"for stort"}')), 'done', 'another person''s is');
select is((select stream from ledger.entry where kind = 'record_refusal' order by entry desc limit 1), 'organisation:20000002', 'refusals stand in the organisation''s stream');
select t.run('tilsagn_operator', $$select testing.run_from(ledger.clock() + interval '61 minutes')$$);
select is(t.code(t.does('applicant-1', 'record_refusal', '{"act":"submit","code":"LG102","subject":"1","detail":null}')), 'done', 'an hour later again');

-- deployments
select is(t.code(t.act('record_deployment', 'operator', null, null, '{"version":"1.0","catalogue":"' || repeat('0', 64) || '"}')), 'LG103', 'another catalogue than the installed is refused');
select is(t.code(t.act('record_deployment', 'operator', null, null, '{"version":"1.0","catalogue":"' || (t.run('tilsagn_operator', 'select meta.catalogue_hash()') ->> 'value') || '"}')), 'done', 'the installed one is recorded');
select is((convert_from(leaf, 'UTF8')::jsonb -> 'result') - 'catalogue' - 'migrations',
          jsonb_build_object('simulated_clock', true, 'attest_keys', jsonb_build_array('c0ffee00:' || encode(sha256('test key'), 'hex'))),
          'with the clock''s kind and the attest keys') from ledger.entry where kind = 'record_deployment';

-- uploads
create function t.upload(p_name text, p_size bigint, p_chunks bytea[]) returns text language plpgsql as
$body$
declare
    v_person bigint;
    v        jsonb;
    v_upload text;
begin
    select person into v_person from t.people where name = p_name;
    v := t.run('tilsagn_grantee', format('select store.begin_file(%s, %L)', p_size, 'application/pdf'), v_person);
    v_upload := v ->> 'value';
    for i in 1 .. coalesce(cardinality(p_chunks), 0) loop
        exit when v ? 'error';
        v := t.run('tilsagn_grantee', format('select store.put_chunk(%s, %s, %L)', v_upload, i - 1, p_chunks[i]), v_person);
    end loop;
    if not v ? 'error' then
        v := t.run('tilsagn_grantee', format('select store.finish(%s)', v_upload), v_person);
    end if;
    return coalesce(v ->> 'error', v ->> 'value');
end
$body$;
select is(t.upload('applicant-1', 3, array['abc'::bytea]), encode(sha256('abc'), 'hex'), 'a file is named by its SHA-256');
select is(t.upload('applicant-1', 3, array['abc'::bytea]), encode(sha256('abc'), 'hex'), 'the same file again is the same file');
select is((select count(*) from store.file where sha256 = sha256('abc'))::int, 1, 'kept once');
select is(t.upload('applicant-3', 3, array['abc'::bytea]), encode(sha256('abc'), 'hex'), 'another organisation has its own');
select is(t.upload('applicant-1', 262144 + 5, array[convert_to(repeat('x', 262144), 'UTF8'), 'final'::bytea]),
          encode(sha256(convert_to(repeat('x', 262144) || 'final', 'UTF8')), 'hex'), 'chunks are put together in order');
select is(t.upload('applicant-1', 4, array['abc'::bytea]), 'LG101', 'fewer bytes than announced');
select is(t.upload('applicant-1', 6, array['abc'::bytea, 'def']), 'LG101', 'a short chunk before the last');
select is(t.upload('applicant-1', 1, null), 'LG101', 'no chunk at all');
select is(t.upload('applicant-1', 0, null), 'LG201', 'an empty file');
select is(t.upload('applicant-1', 67108865, null), 'LG201', 'a file above the limit');
select is(t.upload('applicant-1', 3, array[''::bytea]), 'LG101', 'an empty chunk');
select is(t.run('tilsagn_grantee', 'select store.begin_file(1, ''x'')', 3) ->> 'error', 'LG101', 'a malformed media type');
select is(t.run('tilsagn_grantee', 'select store.begin_file(1, ''a/b'')') ->> 'error', 'LG401', 'no person set');
select is(t.run('tilsagn_grantee', format('select store.put_chunk(%s, 0, ''x'')', upload), (select person from t.people where name = 'applicant-3')) ->> 'error', 'LG301', 'somebody else''s upload')
from store.file where sha256 = sha256('abc') and organisation = '20000001';
select is(t.run('tilsagn_grantee', format('select store.put_chunk(%s, 0, ''x'')', upload), (select person from t.people where name = 'applicant-1')) ->> 'error', 'LG502', 'a finished file is not written')
from store.file where sha256 = sha256('abc') and organisation = '20000001';
select is(t.reads('applicant-1', format('read.file(%L)', encode(sha256('abc'), 'hex'))),
          format('{"sha256":"%s","size":3,"media_type":"application/pdf","chunks":1}', encode(sha256('abc'), 'hex'))::jsonb, 'its people read it');
select is(t.run('tilsagn_grantee', format('select read.file_chunk(%L, 0)', encode(sha256('abc'), 'hex')), (select person from t.people where name = 'applicant-1')) ->> 'value', '\x616263', 'piece by piece');
select is(t.reads('clinical-1', format('read.file(%L)', encode(sha256('abc'), 'hex'))), null, 'others do not');
select is(t.reads('officer-1', format('read.file(%L)', encode(sha256('abc'), 'hex'))), null, 'nor does the agency without a case');
select is(t.run('tilsagn_operator', 'select store.put_document('''')') ->> 'error', 'LG201', 'an empty document');
select t.run('tilsagn_operator', $$select testing.run_from(ledger.clock() + interval '2 days')$$);
select t.upload('applicant-1', 5, array['later'::bytea]);
select is((select count(*) from store.upload u where not exists (select from store.file f where f.upload = u.upload) and u.person = 3)::int, 0, 'unfinished uploads go after a day');
select * from finish();
