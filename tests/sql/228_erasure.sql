-- SPDX-License-Identifier: EUPL-1.2
-- People are forgotten when their time is over: proposed by the operator each night, confirmed by two administrators, never
-- while something holds them. Days by hand: a year from 29 February 2032 ends on 28 February 2033, so 1 March is the first
-- day; five years after 2033, in which the grant was closed, end with 2038, so 1 January 2039 is.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
\i :dir/lib/life.sql
-- planted: erasure
\set check_erasure `cat "$SQL_DIR"/checks/68_erasure.sql`
\set check_enrolled `cat "$SQL_DIR"/checks/24_enrolled.sql`
\set check_store `cat "$SQL_DIR"/checks/17_store.sql`
\set check_triggers `cat "$SQL_DIR"/checks/08_triggers.sql`
call t.granted('fsm2-2019', '2019-09-01 08:00:00Z', '2019-10-20 08:00:00Z', '2019-10-24 10:02:00Z', '2019-11-12 09:00:00Z', 2020, '2020-11-30',
    '[{"name":"x","applied":120000000,"award":100000000}]');
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.register(p_people text, p_changes text default '', p_more text default '') returns text language sql as $$
  select t.refusal(t.propose('register', 'change', '{"v":1' || p_more || ',"organisations":[],"people":[' || p_people || '],"changes":[' || p_changes || ']}', '{administrator-1,administrator-2}'))$$;
create function pg_temp.leaves(p_person bigint, p_role text) returns text language sql as $$
  select pg_temp.register('', format('{"change":"role","person":%s,"role":"%s","granted":false,"until":null,"deputy_for":null,"reason":"fratrådt"}', p_person, p_role))$$;
create function pg_temp.someone(p_serial text, p_name text, p_proof text, p_role text) returns text language sql as $$
  select format('{"profile":"oces3-employee","serial_number":"%s","organisation":"20000001","name":"%s","proof":"%s","roles":["%s"],"linked_to":null}', p_serial, p_name, p_proof, p_role)$$;
create function pg_temp.card(p_serial text) returns bigint language sql as $$select person from identity.person where serial_number = p_serial$$;
create function pg_temp.person(p_name text) returns bigint language sql as $$select person from t.people where name = p_name$$;
create function pg_temp.due() returns text language sql as $$
  select coalesce((select string_agg((h ->> 'kind') || ' ' || (h ->> 'earliest') || ' ' || (h ->> 'persons'), ', ' order by h ->> 'earliest', h ->> 'persons')
    from jsonb_array_elements((v ->> 'value')::jsonb -> 'humans') h), v ->> 'error', 'nobody') from t.run('tilsagn_operator', 'select identity.erasure_due()') v$$;
create function pg_temp.held(p_person bigint) returns text language sql as $$
  select concat_ws(' ', f.kind, f.earliest, f.held) from identity.forgettable(identity.human_now(p_person)) f$$;
create function pg_temp.document() returns text language sql as $$select t.run('tilsagn_operator', 'select identity.erasure_due()') ->> 'value'$$;
create function pg_temp.put(p_document text) returns text language sql as $$
  select t.refusal(t.propose('erasure', 'people', p_document, '{}'))$$;
create function pg_temp.confirm(p_name text) returns text language sql as $$
  select pg_temp.does(p_name, 'confirm', format('{"proposal":%s,"sha256":"%s"}', p.proposal, encode(p.sha256, 'hex')))
    from ledger.proposal p where p.kind = 'erasure' order by p.proposal desc limit 1$$;
create function pg_temp.hold(p_name text, p_person bigint, p_application text, p_cause text default 'police') returns text language sql as $$
  select pg_temp.does(p_name, 'hold_erasure', format('{"person":%s,"application":%s,"cause":"%s","reference":"4700-12345/33"}', coalesce(p_person::text, 'null'), coalesce(p_application, 'null'), p_cause))$$;
create function pg_temp.lift(p_name text) returns text language sql as $$select pg_temp.does(p_name, 'lift_hold', format('{"hold":%s}', (select max(hold) from identity.hold)))$$;
-- Whoever knows the record, every salt that is left and a hundred likely names.
create function pg_temp.guessed(p_commitment bytea) returns text language sql as $$
  select string_agg(distinct s.name, ',') from identity.pii i,
    (select a || ' ' || b as name from unnest('{Lea,Bo,Ida,Per,Ane,Kim,Jan,Eva,Ulla,Carl}'::text[]) a, unnest('{Leap,Berg,Dal,Holm,Kær,Lund,Møller,Skov,Vang,Ø}'::text[]) b
     union all select 'bevis ' || n from generate_series(1, 100) n) s,
    unnest('{name,proof}'::text[]) f(field)
   where identity.commitment(i.salt, f.field, s.name) = p_commitment$$;
-- What a check finds, or a function says, once something was planted past triggers and foreign keys; nothing of it stays.
create function pg_temp.finds(p_check text, p_plant text) returns text language plpgsql as $$
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
  return btrim(regexp_replace(v, '[(),"0-9 ]+', ' ', 'g'));
end
$$;
-- A document of the register that an administrator keeps and never proposes.
create function pg_temp.keeps(p_document text) returns text language sql as $$
  select coalesce(v ->> 'error', 'kept') from t.reads('administrator-1', format('to_json(store.put_register(%L::bytea))', convert_to(p_document, 'UTF8'))) v$$;
create function pg_temp.documents(p_words text) returns bigint language sql as $$select count(*) from store.chunk c join store.file f on f.upload = c.upload
  where f.organisation is null and f.media_type = 'application/json' and convert_from(c.bytes, 'UTF8') ~ p_words$$;
create function pg_temp.night() returns text language sql as $$select v ->> coalesce('value', 'error') from t.run('tilsagn_operator', 'select identity.redact_unused()') v$$;

-- the days
select is(array(select identity.earliest('left', d::date)::text from unnest('{2032-02-29,2033-02-28,2032-03-01,2035-02-28,2035-12-31}'::text[]) d),
    '{2033-03-01,2034-03-01,2033-03-02,2036-02-29,2037-01-01}', 'a year and the day after, leap or not');
select is(array(select identity.earliest(k, d::date)::text from (values ('money', '2033-01-01'), ('money', '2033-12-31'), ('register', '2032-02-29')) x(k, d)),
    '{2039-01-01,2039-01-01,2038-01-01}', 'five years and the rest of that one');

select testing.freeze('2020-11-10 08:00:00Z');
select t.accounted('x', 'part', '2020-10-31', 62000000) \g /dev/null
select t.pays('x', '1') \g /dev/null
select testing.freeze('2022-01-10 08:00:00Z');
select t.counted('x', 'work_or_education', 15, 100, '2021-11') \g /dev/null
select t.accounted('x', 'final', '2021-11-30', 105000000, 'auditor') \g /dev/null
select t.pays('x', '2') \g /dev/null

-- who imports, books or explains at the bank does it on a stream of no case: the grant is theirs all the same
create temp table banker as select person, (select max(entry) from ledger.entry e where e.person = p.person) as entry from t.people p where name = 'administrator-2';
select is((select identity.cases_of(array[person]) from banker), '{}', 'one who has nothing to do with the grant');
select is((select identity.cases_of(array[person]) from t.people where name = 'finance-3'), array[t.sent('x')::bigint], 'finance-3, who booked its payments, has');
select is(pg_temp.finds(format('select identity.cases_of(array[%s])', person), format(plant, entry, t.sent('x'))), '{ }', split_part(plant, ' ', 3) || ': they have')
  from banker, unnest(array[
    'insert into grants.bank_line select * from jsonb_populate_record(null::grants.bank_line, ''{"statement":%1$s,"n":0,"debit":true,"returned":false,"amount_ore":5,"day":"2022-01-10","bank_id":"b","creditor_id":"","reference":"x","meaning":"repayment","application":%2$s}'')',
    'insert into grants.instalment_booked (entry, application, instalment, try, outcome, creditor_seen, statement, n) values (%1$s, %2$s, 1, 1, ''failed'', true, 1, 0)',
    'insert into grants.repayment_booked (entry, application, amount_ore, statement, n) values (%1$s, %2$s, 5, 1, 0)',
    'insert into grants.alarm_proposal (entry, alarm, reason) values (%1$s, 999, ''x''); insert into grants.alarm (alarm, entry, kind, statement, application, amount_ore) values (999, 1, ''missing'', 1, %2$s, 5)',
    'insert into grants.alarm_closed (alarm, entry, proposal_entry) values (999, %1$s, 1); insert into grants.alarm (alarm, entry, kind, statement, application, amount_ore) values (999, 1, ''missing'', 1, %2$s, 5)',
    'update ledger.posting set entry = %1$s where account = ''grant:%2$s:paid'' and account_version = 1']) plant;

-- on a leap day: one asks for access and is let in by a manager, one stands in a document; both leave, and so does who applied
select testing.freeze('2032-02-29 10:00:00Z');
select t.run('tilsagn_grantee', format('select identity.request_access(%L, %L, %L, %L, %L, %L)', 'oces3-employee', 'UI:lea', '20000001', repeat('a', 64), 'Lea Leap', null)) \g /dev/null
create temp table asked as select (p ->> 'request')::bigint as request, p ->> 'name' as name, p ->> 'proof' as proof
  from t.reads('management-1', format('identity.put_proof(%s, %L)', (select max(request) from identity.access_request), 'bevis 77')) p;
select is(pg_temp.does('management-1', 'grant_access', format('{"request":%s,"name":"%s","proof":"%s","roles":["applicant"],"unit":null,"until":null}', request, name, proof)), 'done', 'Lea is let in') from asked;
select is(pg_temp.register(pg_temp.someone('UI:bo', 'Bo Berg', 'bevis 78', 'applicant') || ',' || pg_temp.someone('UI:ida', 'Ida Dal', 'bevis 79', 'applicant'), '', format(',"salt":"%s"', repeat('5a', 32))), 'verdict effective', 'Bo and Ida by two administrators');
select is(pg_temp.register(pg_temp.someone('UI:per', 'Per Lund', 'bevis 80', 'applicant'), '', ',"salt":"abc"'), 'LG102 document.salt:value', 'a salt is 64 hex digits');
select is(pg_temp.leaves(pg_temp.card('UI:lea'), 'applicant'), 'verdict effective', 'Lea leaves');
select is(pg_temp.leaves(pg_temp.card('UI:bo'), 'applicant'), 'verdict effective', 'Bo leaves');
select is(pg_temp.leaves(pg_temp.person('applicant-1'), 'applicant'), 'verdict effective', 'applicant-1 leaves');
select is(pg_temp.held(pg_temp.card('UI:ida')), 'role', 'Ida stays');
select is(pg_temp.held(pg_temp.person('applicant-1')), 'money 2038-01-01 open_case', 'the grant is not closed');
select testing.freeze('2038-01-01 08:00:00Z');
select is(pg_temp.held(pg_temp.person('applicant-1')), 'money 2038-01-01 open_case', 'nor is it when their own time is over');
select testing.freeze('2033-02-28 22:59:59Z');
select is(pg_temp.due(), 'nobody', 'the last second of the last day');
select testing.freeze('2033-02-28 23:00:00Z');
select is(pg_temp.due(), format('left 2033-03-01 [%s], left 2033-03-01 [%s]', pg_temp.card('UI:lea'), pg_temp.card('UI:bo')), 'the first of the next, in Denmark');
select is(t.run(l, 'select identity.erasure_due()') ->> 'error', '42501', l || ' does not ask') from unnest('{tilsagn_agency,tilsagn_grantee,tilsagn_public,tilsagn_sequencer}'::text[]) l;
create temp table lea as select p.name_commitment, h.proof_commitment from identity.person p join identity.human h on h.human = p.human where p.serial_number = 'UI:lea';
create temp table bo as select p.name_commitment, h.proof_commitment, f.upload, f.sha256 from identity.person p join identity.human h on h.human = p.human
  join ledger.confirmation c on c.entry = p.entry join ledger.proposal o on o.proposal = c.proposal join store.file f on f.sha256 = o.sha256 where p.serial_number = 'UI:bo';
select is((select count(*) from ledger.entry e, lea where convert_from(e.leaf, 'UTF8') like '%' || encode(lea.name_commitment, 'hex') || '%' || encode(lea.proof_commitment, 'hex') || '%'), 1::bigint, 'a leaf holds both commitments');
select is((select pg_temp.guessed(name_commitment) || ', ' || pg_temp.guessed(proof_commitment) from lea), 'Lea Leap, bevis 77', 'guessed while the salt is there');

select is(t.run('tilsagn_operator', 'select identity.erase_again()') ->> 'value', '0', 'nobody was erased: nothing goes');
-- who looked at a case stays as long as the log of reads
select is(pg_temp.finds(format('select kind from identity.forgettable(identity.human_now(%s))', pg_temp.card('UI:lea')), format($$insert into identity.read_log (at, person, human, organisation, certificate, request, route, what, scope, subject)
    select '2032-03-05', person, human, organisation, sha256('x'), repeat('0', 32), 'GET /x', 'x', 'list', 'x' from identity.person where person = %s$$, pg_temp.card('UI:lea'))), 'read', 'Lea, had she looked');
select is(array[identity.earliest('read', '2032-03-05'), identity.last_day(array[pg_temp.card('UI:lea')])], '{2037-03-06,2032-02-29}', 'five years from that day');

-- proposed
create temp table d as select pg_temp.document() as one;
select is(pg_temp.does('administrator-1', 'propose', format('{"kind":"erasure","subject":"people","title":"x","sha256":"%s"}', t.document(one))), 'LG401', 'only the operator puts it up') from d;
select is(pg_temp.put(replace(one, '"humans"', '"people"')), 'LG102 document:members', 'well formed') from d;
select is(pg_temp.put('{"v":1,"day":"2033-03-01","humans":[]}'), 'LG102 humans:value', 'of somebody');
select is(pg_temp.put(format('{"v":1,"day":"2033-03-01","humans":[{"human":%s,"persons":[%s],"kind":"%s","last":"%s","earliest":"%s"}]}', identity.human_now(p), p, k, l, e)), 'LG502 due', why)
  from (values (pg_temp.card('UI:ida'), 'left', '2032-02-29', '2033-03-01', 'who holds a role is not'), (pg_temp.person('applicant-1'), 'left', '2032-02-29', '2033-03-01', 'nor who is kept longer'),
               (pg_temp.card('UI:bo'), 'left', '2032-02-28', '2033-03-01', 'nor by other days than they are'), (pg_temp.card('UI:bo'), 'register', '2032-02-29', '2033-03-01', 'nor as another kind')) x(p, k, l, e, why);
select is(pg_temp.put(one), 'done', 'put up') from d;
select is(pg_temp.due(), 'nobody', 'once: it waits');
-- confirmed by one; then Bo is held
select is(pg_temp.confirm('officer-1'), 'LG401', 'an officer confirms nothing of it');
select is(pg_temp.confirm('applicant-2') ~ '^42501|^LG4', true, 'nor a grantee');
select is((select identity.erasure_streams(one::json) from d), '{batch:bank}', 'no movement of the bank is read meanwhile');
select is(pg_temp.confirm('administrator-1'), 'verdict confirmed', 'one administrator');
select is(pg_temp.confirm('administrator-1'), 'LG402 confirm/confirm', 'not twice');
select is((select count(*) from identity.erased), 0::bigint, 'nothing is gone');
select is(pg_temp.hold('administrator-1', pg_temp.card('UI:bo'), null), 'done', 'Bo is held, by one, at once');
select is(pg_temp.hold('officer-1', pg_temp.card('UI:bo'), null), 'LG502 other', 'for one matter once');
select is(pg_temp.hold('finance-1', pg_temp.card('UI:bo'), null), 'LG401', 'not by finance');
select is(pg_temp.hold('officer-1', null, t.sent('x'), 'complaint'), 'done', 'a case by an officer');
select is(pg_temp.hold('officer-1', null, null) ~ '^LG101', true, 'somebody or a case');
select is(pg_temp.hold('officer-1', 999999, null), 'LG301', 'that is there');
select is(pg_temp.hold('officer-1', null, t.sent('x'), 'mood') ~ '^LG101', true, 'for a cause of the list');
select is(pg_temp.confirm('administrator-2'), 'LG502 due', 'and the second confirmation erases nobody');
select is((select count(*) from identity.erased), 0::bigint, 'neither Bo nor Lea');
select is(t.reads('administrator-2', format('read.proposal(%s)', (select max(proposal) from ledger.proposal where kind = 'erasure'))) -> 'faults' -> 0 ->> 'state', 'hold', 'the page says who and why');
select is(t.reads('administrator-2', format('read.proposal(%s)', (select max(proposal) from ledger.proposal where kind = 'erasure'))) #>> '{proposal,missing,0,code}', 'held', 'and offers no button');
-- Lea alone, the night after
select is(pg_temp.put(pg_temp.document()), 'done', 'Lea alone');
select is(pg_temp.confirm('administrator-1'), 'verdict confirmed', 'one');
select is(pg_temp.confirm('administrator-2'), 'verdict effective', 'two');
select is((select count(*) from identity.pii i, lea where i.commitment in (lea.name_commitment, lea.proof_commitment)), 0::bigint, 'salt and value are gone');
select is((select array[pg_temp.guessed(name_commitment), pg_temp.guessed(proof_commitment)] from lea), array[null, null]::text[], 'and no name out of a hundred fits');
select is((select convert_from(e.leaf, 'UTF8')::jsonb #> '{result,erased}' from ledger.entry e order by entry desc limit 1),
    (select to_jsonb(array(select encode(c, 'hex') from lea, unnest(array[name_commitment, proof_commitment]) c order by c)) from lea), 'the entry names what was erased');
select is((select count(*) from store.redacted), 0::bigint, 'no document named her');
-- lifted by two
select is(t.refusal(t.does('administrator-1', 'lift_hold', format('{"hold":%s}', (select min(hold) from identity.hold)))), 'verdict confirmed', 'one lifts Bo''s');
select is(t.refusal(t.does('administrator-1', 'lift_hold', format('{"hold":%s}', (select min(hold) from identity.hold)))), 'LG402 lift_hold/lift_hold', 'not both');
select is(pg_temp.due(), 'nobody', 'still held');
select is(t.reads('administrator-1', 'read.erasure()') #> '{holds,1,missing,0,code}', '"confirmed"', 'the page knows');
select is(t.reads('finance-1', 'read.erasure()') ->> 'error', 'LG401', 'finance does not see it');
select is(t.refusal(t.does('officer-2', 'lift_hold', format('{"hold":%s}', (select min(hold) from identity.hold)))), 'verdict lifted', 'two do');
select is(t.refusal(t.does('officer-3', 'lift_hold', format('{"hold":%s}', (select min(hold) from identity.hold)))), 'LG502 held', 'once');
select is(pg_temp.does('officer-3', 'lift_hold', '{"hold":1}'), 'LG301', 'a hold');
select is(pg_temp.due(), format('left 2033-03-01 [%s]', pg_temp.card('UI:bo')), 'Bo is due again');
-- what a role of the register, a login or a link changes meanwhile
select is(pg_temp.put(pg_temp.document()), 'done', 'put up');
select is(pg_temp.finds('select v from (select f ->> ''state'' from jsonb_array_elements(identity.erasure_faults(identity.read_document((select sha256 from ledger.proposal where kind = ''erasure'' order by proposal desc limit 1)), identity.today())) f) x(v)',
    format($$insert into identity.seen (person, certificate, first_at, last_at) values (%s, repeat('b', 64), '2033-02-01', '2033-02-01')$$, pg_temp.card('UI:bo'))), 'too_early', 'seen since: kept a year from then');
select is(pg_temp.finds('select coalesce(identity.erasure_document(''2034-06-01'')::json #>> ''{humans,0,kind}'', ''nobody'')',
    format($$insert into identity.seen (person, certificate, first_at, last_at) values (%s, repeat('b', 64), '2033-02-01', '2033-02-01')$$, pg_temp.card('UI:bo'))), 'left', 'and then proposed anew, though the one before waits');
select is(pg_temp.confirm('administrator-2') || ', ' || pg_temp.confirm('administrator-1'), 'verdict confirmed, verdict effective', 'Bo');
-- the document without him, and everybody else's word of it
select is((select convert_from(c.bytes, 'UTF8') from store.chunk c, bo where c.upload = bo.upload) ~ 'Bo Berg|bevis 78|5a5a', false, 'the document does not name him');
select is((select (convert_from(c.bytes, 'UTF8')::jsonb #>> '{people,0,serial_number}') || ' ' || (convert_from(c.bytes, 'UTF8')::jsonb #>> '{people,1,name}') || ' ' || (octet_length(c.bytes) = f.size)
    from store.chunk c join bo on bo.upload = c.upload join store.file f on f.upload = c.upload), 'UI:bo Ida Dal true', 'but who else stands in it, and is as long as it was');
select is((select count(*) from bo, store.chunk c, unnest('{Bo,Ida,Per,Ane,Kim}'::text[]) a, unnest('{Berg,Dal,Holm}'::text[]) b
    where c.upload = bo.upload and sha256(convert_to(btrim(regexp_replace(convert_from(c.bytes, 'UTF8'), '"name":"-"(.*)"proof":"-"', format('"name":"%s"\1"proof":"bevis 78"', a || ' ' || b))), 'UTF8')) = bo.sha256), 0::bigint, 'nor can its SHA-256 be tried');
select is((select string_agg(f.sha256::text, '') from store.file f join store.redacted r on r.upload = f.upload), (select sha256::text from bo), 'one document was redacted');
select is(t.reads('auditor-1', format('read.proposal(%s)', (select min(proposal) from ledger.proposal p, bo where p.sha256 = bo.sha256))) ->> 'redacted', 'true', 'its page says so');
select is(pg_temp.finds(:'check_enrolled', ''), '-', 'what is left of the register is as it was');
select is(pg_temp.finds(:'check_enrolled', plant) ~ wanted, true, plant) from (values
    ('person', $$update identity.person set serial_number = 'UI:ole' where serial_number = 'UI:bo'$$),
    ('person', $$update identity.person set name_commitment = sha256('x') where serial_number = 'UI:bo'$$),
    ('human', $$update identity.human set proof_commitment = sha256('x') where human = (select human from identity.person where serial_number = 'UI:ida')$$),
    ('role applicant', $$update identity.role_change set role = 'management' where person = pg_temp.card('UI:bo')$$)) x(wanted, plant);

-- the reads go on
select is(t.run('tilsagn_grantee', format('select read.identify(%L, %L, %L, %L)', 'oces3-employee', 'UI:lea', repeat('a', 64), '20000001'), null) ->> 'value' ~ 'slettet / erased', true, 'their card says so');
-- who was erased gets no role under no name, and the same proof is nobody's
select is(pg_temp.register('', format('{"change":"role","person":%s,"role":"applicant","granted":true,"until":null,"deputy_for":null,"reason":"tilbage"}', pg_temp.card('UI:bo'))), 'LG102 person:erased', 'no role without a name');
select is(pg_temp.register(pg_temp.someone('UI:bo', 'Bo Berg', 'bevis 78', 'applicant')), 'LG102 person:erased', 'nor by a document');
select is(pg_temp.register(pg_temp.someone('UI:bo-new', 'Bo Berg', 'bevis 78', 'applicant')), 'verdict effective', 'with a new card he is new');

select is(pg_temp.register(replace(pg_temp.someone('UI:lea-2', 'Lea Leap', 'bevis 77', 'applicant'), '"linked_to":null', format('"linked_to":%s', pg_temp.card('UI:lea')))), 'LG102 people.0.linked_to:erased', 'a card of the erased would leave its proof to another human');
select is(pg_temp.register(replace(pg_temp.someone('UI:bo-3', 'Bo Berg', 'bevis 78', 'applicant'), '"linked_to":null', format('"linked_to":%s', pg_temp.card('UI:bo-new')))), 'verdict effective', 'one of the new human is linked');
select is(t.refusal(t.propose('register', 'change', '{"v":1,"organisations":[],"people":[' || pg_temp.someone('UI:ane', 'Ane Kær', 'bevis 81', 'applicant') || '],"changes":[],"salt":"' || repeat('5c', 32) || '"}', '{administrator-1}')), 'verdict confirmed', 'Ane waits');

-- people of money: kept until five years after the last grant
select is(pg_temp.held(pg_temp.person('applicant-1')), 'money 2038-01-01 hold', 'the case is held');
select is(pg_temp.lift('officer-1'), 'LG402 lift_hold/case', 'not by who acted on it');
select is(jsonb_path_query_array(t.reads(who, 'read.erasure()'), '$.holds[*].missing[*].code'), wanted, who || ' is told so') from (values ('officer-1', '["own_case"]'::jsonb), ('administrator-1', '[]')) x(who, wanted);
select is(pg_temp.lift('administrator-1') || ', ' || pg_temp.lift('administrator-2'), 'verdict confirmed, verdict lifted', 'lifted');
select is(t.closes('x', 100000), 'done, committed 0 payable 0 paid 900000', 'the grant is closed in 2033');
select is(pg_temp.held(pg_temp.person('applicant-1')), 'money 2039-01-01', 'five whole years');
select is(pg_temp.finds(format('select identity.case_held(%s)', t.sent('x')), plant), wanted, wanted || ' holds it')
  from (values ('dispute', format($$insert into grants.dispute (dispute, application, year, sha256, reason, at) values (1, %s, 2020, sha256('x'), '', now())$$, t.sent('x'))),
               ('claim', format($$insert into grants.claim select * from jsonb_populate_record(null::grants.claim, '{"claim":1,"application":%s,"cause":"terms","amount_ore":5,"due":"2033-01-01","reason":"x","at":"2033-01-01"}')$$, t.sent('x'))),
               ('alarm', format($$insert into grants.alarm (alarm, entry, kind, statement, application, amount_ore) values (999, 1, 'missing', 1, %s, 5)$$, t.sent('x'))),
               ('reopening', format($$insert into grants.reopening_proposal select * from jsonb_populate_record(null::grants.reopening_proposal, '{"entry":1,"application":%s,"ground":"x","reason":"x","closing_entry":1}')$$, t.sent('x'))),
               ('hearing', format($$insert into grants.hearing select * from jsonb_populate_record(null::grants.hearing, '{"entry":1,"application":%s,"facts":"x","answer_by":"2033-03-02"}')$$, t.sent('x'))),
               ('hold', format($$insert into identity.hold (hold, application, cause, reference) values (1, %s, 'audit', 'x')$$, t.sent('x')))) x(wanted, plant);
select is(pg_temp.finds(format('select concat_ws('' '', f.held) from identity.forgettable(identity.human_now(%s)) f', pg_temp.person('applicant-1')),
    $$insert into grants.alarm (alarm, entry, kind, statement, amount_ore) values (999, 1, 'credit_without_claim', 1, 5)$$), 'alarm', 'a movement of nobody may be anybody''s');
select testing.freeze('2038-12-01 22:59:59Z');
select is(pg_temp.keeps('{"v":1,"people":[{"name":"Jan Vang"}]}'), 'kept', 'a document that nobody proposes');
select testing.freeze('2038-12-31 22:59:59Z');
select is(pg_temp.due(), 'nobody', 'the last second of 2038');
select is(pg_temp.night() || ' ' || pg_temp.documents('Jan Vang') || pg_temp.documents('Per Lund') || pg_temp.documents('Ane Kær|bevis 81|UI:ane|5c5c') || pg_temp.documents('Lea Leap'), '5 1000', 'refused or never confirmed: no names after thirty days');
select testing.freeze('2038-12-31 23:00:00Z');
select is(pg_temp.night() || pg_temp.night() || ' ' || pg_temp.documents('Jan Vang') || ' ' || pg_temp.documents('Ida Dal'), '10 0 1', 'and a second; by what people were enrolled stays');
select is(t.run(l, 'select identity.redact_unused()') ->> 'error', '42501', l || ' does not') from unnest('{tilsagn_agency,tilsagn_grantee,tilsagn_sequencer}'::text[]) l;
create temp table ane as select p.proposal, encode(p.sha256, 'hex') as sha256, convert_from(c.bytes, 'UTF8')::jsonb as document from ledger.proposal p join store.file f on f.sha256 = p.sha256 join store.chunk c on c.upload = f.upload
  where p.kind = 'register' and not exists (select from ledger.confirmation n where n.proposal = p.proposal and n.n = 2) and convert_from(c.bytes, 'UTF8')::jsonb #>> '{people,0,name}' = '-' order by p.proposal desc limit 1;
select is(document #> '{people,0}', '{"name":"-","proof":"-","profile":"oces3-employee","serial_number":"-","organisation":"20000001","roles":["applicant"],"linked_to":null}', 'what was proposed is still shown') from ane;
select is(pg_temp.does('administrator-2', 'confirm', format('{"proposal":%s,"sha256":"%s"}', proposal, sha256)), 'LG502 a new document', 'and nobody enrolled under a hyphen') from ane;
select is(t.reads('administrator-2', format('read.proposal(%s)', proposal)) #>> '{proposal,missing,0,code}', 'redacted', 'nor offered') from ane;
select is(pg_temp.does('administrator-2', 'propose', format('{"kind":"register","subject":"change","title":"x","sha256":"%s"}', sha256)), 'LG102 document:redacted', 'nor proposed again') from ane;
select is(tap.dblink_exec(format('host=%s port=%s user=%s dbname=%s', split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), session_user, current_database()), format('do $x$begin insert into store.redacted (upload, sha256) values (%1$s, sha256(''x'')); update store.chunk set bytes = bytes where upload = %1$s; end$x$', upload), false), 'ERROR', 'what took effect goes with its people only') from bo;
-- what cannot be written shorter, or read at all, is in nobody's way
select is(pg_temp.keeps(d), 'kept', left(d, 30)) from (select format('{"people":[{"profile":"%s","serial_number":"%s"}]}', profile, serial_number) from identity.person where person = pg_temp.person('applicant-1')
  union all select format('{"x":1e400,"people":[{"profile":"%s","serial_number":"%s","name":""}]}', profile, serial_number) from identity.person where person = pg_temp.person('applicant-1')
  union all select '{"people":' || repeat('[', 100000) || repeat(']', 100000) || '}' union all select '{"people":"Ulla Skov') x(d);
select is(pg_temp.due(), format('money 2039-01-01 [%s]', pg_temp.person('applicant-1')), 'the first of 2039');
select is(pg_temp.put(pg_temp.document()) || ', ' || pg_temp.confirm('administrator-1') || ', ' || pg_temp.confirm('administrator-2'), 'done, verdict confirmed, verdict effective', 'applicant-1');
select is(pg_temp.due(), 'nobody', 'and nobody else');
select is(pg_temp.documents('1e400') || ' ' || (select count(*) from store.redacted r join store.chunk c on c.upload = r.upload where r.entry is not null and btrim(convert_from(c.bytes, 'UTF8')) = '{}'), '0 1', 'what would have grown says nothing');
-- no more grants are locked at once than locks go round
select is(pg_temp.finds(format('select array_agg(h ->> ''kind'') from json_array_elements(identity.erasure_document(''2050-01-01'', %s)::json -> ''humans'') h', n),
    $$insert into identity.role_change (person, role, granted, entry) select person, role, false, 1 from t.people where name in ('officer-4', 'finance-2')$$), wanted, n || ' grants') from (values (0, '{money}'), (1, '{money money}')) x(n, wanted);
-- everything that named them is read as before
select is(r ? 'error' or r::text !~ w, false, format('%s of %s says %s', what, who, w)) from (values
    ('administrator-1', format('read.enrolled(%s)', pg_temp.card('UI:bo')), 'slettet / erased'), ('auditor-1', $$read.people('{"name":"slettet"}', null, 50)$$, 'slettet / erased'),
    ('auditor-1', 'read.access_review()', 'now'), ('auditor-1', $$read.entries('{}', null, 200)$$, 'slettet / erased'),
    ('auditor-1', $$(select json_agg(r) from read.entries_rows(read.entries_export('{}'), 1000) r)$$, '.'), ('auditor-1', format('read.entry(%s)', (select max(entry) from ledger.entry where kind = 'submit_accounts')), 'slettet / erased'),
    ('officer-1', format('read.agency_grant(%s)', t.sent('x')), 'slettet / erased'), ('officer-1', format('read.agency_application(%s)', t.sent('x')), 'slettet / erased'),
    ('management-1', format('read.grant(%s)', t.sent('x')), 'slettet / erased'), ('management-1', format('read.application(%s)', t.sent('x')), 'slettet / erased'),
    ('management-1', format('read.enrolled(%s)', pg_temp.person('applicant-1')), 'slettet / erased'), ('administrator-1', 'read.proposals()', 'effective'), ('administrator-1', 'read.erasure()', 'lifted'), ('auditor-1', 'read.erasure_nights()', '"state": "effective".*|"confirmed": \[\{.*"state": "effective"'),
    ('administrator-1', format('read.proposal(%s)', (select max(proposal) from ledger.proposal where kind = 'erasure')), 'slettet / erased')) x(who, what, w), lateral t.reads(who, what) r;
select is((select v ->> 'value' from t.run('tilsagn_grantee', 'select count(*) from portal.entry where name = ''[slettet / erased]'' and role in (''officer'', ''finance'')', pg_temp.person('management-1')) v), '0', 'whom a reader may not know is not shown as erased');

-- by nobody else
select is(t.past_acts(s), '55000', s) from unnest(array['delete from identity.pii where field = ''name''', 'update identity.pii set value = ''x''',
    'update store.chunk set bytes = bytes where upload = (select min(upload) from store.redacted)']) s;
select is(t.past_acts(s), '42501', s) from unnest(array['truncate identity.pii', 'delete from identity.erased', 'delete from identity.hold']) s;
select throws_ok('truncate identity.pii', '55000', null, 'nor does a superuser in passing');
select is(t.run(l, 'delete from identity.pii') ->> 'error', '42501', l || ' deletes nothing') from unnest('{tilsagn_agency,tilsagn_grantee,tilsagn_operator,tilsagn_sequencer,tilsagn_public}'::text[]) l;
-- after a backup of the personal data: erased again, and only that
select is(pg_temp.finds(:'check_erasure', ''), '-', 'the check is content');
select is(pg_temp.finds(:'check_erasure', plant), wanted, wanted) from (values
    ('came back', $$insert into identity.pii select commitment, field, sha256('a'), 'Bo Berg' from identity.erased limit 1$$),
    ('gone without a record gone without a record', $$delete from identity.pii i using identity.person p, identity.human h where p.serial_number = 'UI:ida' and h.human = p.human and i.commitment in (p.name_commitment, h.proof_commitment)$$),
    ('came back document names the erased erased without a record role of the erased', $$insert into identity.erased select commitment, field, 1 from identity.pii where value = 'Ida Dal'$$),
    ('gone without a record recorded not erased', $$delete from identity.erased where ctid = (select min(ctid) from identity.erased)$$),
    ('document names the erased', $$update store.chunk set bytes = convert_to('{"v":1,"people":[{"profile":"oces3-employee","serial_number":"UI:bo","name":"Bo Berg","proof":"bevis 78"}]}', 'UTF8') where upload = (select min(upload) from store.redacted)$$),
    ('redacted without a record', $$insert into store.redacted (upload, sha256, entry) select upload, sha256, 1 from store.redacted limit 1$$),
    ('redacted without a record', $$insert into store.redacted (upload, sha256) select upload, sha256 from bo$$),
    ('names that nobody was enrolled by', $$update store.file set at = '2038-11-01' where upload = (select upload from store.chunk where position('Ulla' in encode(bytes, 'escape')) > 0)$$),
    ('one human', $$update ledger.confirmation c set person = d.person from ledger.confirmation d where d.proposal = c.proposal and d.n = 1 and c.n = 2 and c.entry = (select max(entry) from identity.erased)$$),
    ('role of the erased', $$insert into identity.role_change (person, role, granted, entry) select person, 'applicant', true, 1 from identity.person where serial_number = 'UI:bo'$$),
    ('hold', $$update identity.hold set cause = 'audit' where hold = (select min(hold) from identity.hold)$$),
    ('lift', $$delete from identity.hold_lift where entry = (select max(entry) from identity.hold_lift)$$)) x(wanted, plant);
select is(pg_temp.finds(:'check_store', $$update store.chunk set bytes = bytes || ' ' where upload = (select min(upload) from store.redacted)$$) ~ 'file', true, 'a redacted document is held to its new SHA-256');
select is(pg_temp.finds(:'check_triggers', 'drop trigger keep_rows on identity.pii') ~ 'identity.pii keep_rows missing', true, 'the trigger is held');
-- as the restored table and document would be, by the hand that restores them
insert into identity.pii select e.commitment, e.field, sha256('a'), 'Bo Berg' from identity.erased e;
alter table store.chunk disable trigger finished_rows;
update store.chunk c set bytes = convert_to(rpad(regexp_replace(regexp_replace(btrim(convert_from(c.bytes, 'UTF8')), '"name":"-"', '"name":"Bo Berg"'), '"proof":"-"', '"proof":"bevis 78"'), octet_length(c.bytes)), 'UTF8')
  where c.upload = (select min(upload) from store.redacted);
alter table store.chunk enable always trigger finished_rows;
select is(t.run(l, 'select identity.erase_again()') ->> 'error', '42501', l || ' does not') from unnest('{tilsagn_agency,tilsagn_grantee,tilsagn_sequencer}'::text[]) l;
select is(t.run('tilsagn_operator', 'select identity.erase_again()') ->> 'value', '7', 'the operator erases six values and one document again');
select is(t.run('tilsagn_operator', 'select identity.erase_again()') ->> 'value', '0', 'once');
-- a dispute that is being raised while the second administrator confirms: the confirmation waits for it, and finds it
select is(pg_temp.leaves(pg_temp.person('finance-2'), 'finance'), 'verdict effective', 'finance-2 leaves');
select testing.freeze('2044-12-31 23:00:00Z');
select pg_temp.night() \g /dev/null
select is(pg_temp.due(), format('money 2045-01-01 [%s]', pg_temp.person('finance-2')), 'and is due five years later');
select is(pg_temp.put(pg_temp.document()) || ', ' || pg_temp.confirm('administrator-1'), 'done, verdict confirmed', 'by one');
create function pg_temp.connects(p_session text, p_login text) returns text language sql as $$
  select tap.dblink_connect(p_session, format('host=%s port=%s user=%s dbname=%s', split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), p_login, current_database()))$$;
create function pg_temp.answer(p_session text) returns text language plpgsql as $$
begin
  return (select r.v from tap.dblink_get_result(p_session) r (v text));
exception when others then return sqlstate;
end
$$;
select pg_temp.connects('disputes', 'tilsagn_grantee'), pg_temp.connects('confirms', 'tilsagn_agency') \g /dev/null
select tap.dblink_exec('disputes', 'begin') \g /dev/null
select is((select v from tap.dblink('disputes', format('select (select q::text from (%s) q)', t.call('dispute_statement', t.request('dispute_statement', 'grantee', person, role,
    format('{"application":%s,"year":2033,"sha256":"%s","reason":""}', t.sent('x'), encode(grants.statement_sha256(grants.statement_of(t.sent('x')::bigint, 2033)), 'hex')))))) r (v text)) ~ 'dispute_statement', true, 'disputed, not committed')
  from t.people where name = 'applicant-2';
select tap.dblink_send_query('confirms', format('select (select q::text from (%s) q)', t.call('confirm', t.request('confirm', 'agency', w.person, w.role, format('{"proposal":%s,"sha256":"%s"}', p.proposal, encode(p.sha256, 'hex'))))))
  from t.people w, ledger.proposal p where w.name = 'administrator-2' and p.kind = 'erasure' order by p.proposal desc limit 1 \g /dev/null
select pg_sleep(0.5) \g /dev/null
select is(tap.dblink_is_busy('confirms'), 1, 'the confirmation waits for the case');
select tap.dblink_exec('disputes', 'commit') \g /dev/null
select is(pg_temp.answer('confirms'), 'LG502', 'and erases nobody');
select is(pg_temp.held(pg_temp.person('finance-2')), 'money 2051-01-01 dispute', 'because of the dispute');
-- the files of PostgreSQL hold what was erased until they are written anew: names stand in the table and in an index
create temp table files as select pg_relation_filenode(c) as file from unnest('{identity.pii,identity.pii_value}'::regclass[]) c;
\! "$SQL_DIR"/erasure --db "$TEST_DB" --vacuum
select is((select count(*) from files where file in (select pg_relation_filenode(c) from unnest('{identity.pii,identity.pii_value}'::regclass[]) c)), 0::bigint, 'both are other files');
select isnt(pg_stat_get_last_vacuum_time('store.chunk'::regclass), null, 'and the documents are vacuumed');
select * from finish();
