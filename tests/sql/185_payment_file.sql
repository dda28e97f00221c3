-- SPDX-License-Identifier: EUPL-1.2
-- The file of a release: only what the record asks for, kept by its SHA-256, read by finance alone.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
call t.awarded();
select testing.freeze('2020-11-10 08:00:00Z');
create temp table a1 as select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 62000000))) as r;
select is(pg_temp.does('management-1', 'sign_off', t.sign_off(pg_temp.a(), r)), 'done', 'signed') from a1;
create temp table i as select t.must(t.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '1'))) ->> 'entry' as i;
select is(pg_temp.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":50000000}', i)), 'done', 'approved') from i;

-- without a profile nothing can be made; a profile is confirmed by two of finance
create function pg_temp.release(p_sha256 text, p_made text default '2020-11-10T08:00:00Z', p_count int default 1) returns text language sql as
$$select pg_temp.does('finance-3', 'release_batch', format('{"instalments":[%s],"total_ore":50000000,"count":%s,"made":"%s","sha256":"%s"}', (select i from i), p_count, p_made, p_sha256))$$;
select is(pg_temp.release(repeat('0', 64)), 'LG502 payment_profile', 'no profile, no file');
create function pg_temp.profile(p_from text default '', p_to text default '', p_subject text default 'nemkonto') returns text language sql as
$$select t.refusal(t.propose('payment', p_subject, replace('{"v":1,"output":"pain.001.001.03","initiating_party":{"name":"S","id":"10000001","scheme":"CVR"},'
    '"debtor":{"name":"S","id":"10000001","scheme":"CVR"},"debtor_account":{"iban":"DK5000400440116243","id":null,"scheme":null},"debtor_bic":"DABADKKK",'
    '"service_level":"NKS","category_purpose":null,"creditor_scheme":"CVR","account_scheme":"NKS","remittance":"Sag {application}, {call}, rate {number}",'
    '"execution_days":1,"missing_after_days":3,"journal_account":null}', p_from, p_to), array['finance-1', 'finance-2']))$$;
select is(pg_temp.profile('pain.001', 'pain.008'), 'LG102 output:unknown', 'another output');
select is(pg_temp.profile('"id":null', '"id":"1"'), 'LG102 debtor_account:one_of_two', 'two accounts');
select is(pg_temp.profile('"execution_days":1', '"execution_days":31'), 'LG102 execution_days:out_of_range', 'a month ahead');
select is(pg_temp.profile('"missing_after_days":3', '"missing_after_days":0'), 'LG102 missing_after_days:out_of_range', 'missing at once');
select is(pg_temp.profile('', '', 'other'), 'LG102 document:subject_differs', 'one profile, under one name');
select is(pg_temp.profile('"journal_account":null', '"payee_account":"1"') ~ '^LG101', true, 'no account of a payee');
select is((select t.refusal(t.propose('payment', 'nemkonto', '{}', array['officer-1']))) ~ '^LG401', true, 'finance confirms it');
select is(pg_temp.profile(), 'verdict effective', 'in force');

-- what C makes from this, and what the act takes
select is((d -> 'lines' -> 0) - 'name', jsonb_build_object('reference', 'T' || i || '-1', 'cvr', '20000001', 'text', format('Sag %s, fsm2-2019, rate 1', pg_temp.a()), 'amount_ore', 50000000), 'the payment, by CVR alone')
    from i, t.reads('finance-3', format('read.payment_draft(''[%s]'')', i)) d;
select is(d ->> 'message', 'TB-' || left(encode(sha256(convert_to('T' || i || '-1', 'UTF8')), 'hex'), 32), 'the message is named by its payments') from i, t.reads('finance-3', format('read.payment_draft(''[%s]'')', i)) d;
select is(d ->> 'execution_day', '2020-11-11', 'paid the day after') from i, t.reads('finance-3', format('read.payment_draft(''[%s]'')', i)) d;
select is(t.reads('finance-3', 'read.payment_draft(''[999]'')'), null, 'nothing for what is none');
select is(t.reads('finance-3', 'read.payment_draft(''[]'')'), null, 'nor for nothing');
create temp table good as select t.payment_file(array[i::bigint], '2020-11-10T08:00:00Z') as sha256 from i;
create temp table file as select convert_from(grants.kept_file(decode(sha256, 'hex'), '{application/xml}'), 'UTF8') as text from good;
create function pg_temp.other(p_from text, p_to text) returns text language sql as
$$select pg_temp.release(t.run('postgres', format('select store.keep_document(%L::bytea, ''application/xml'')', convert_to(replace(text, p_from, p_to), 'UTF8'))) ->> 'value') from file where text like '%' || p_from || '%'$$;
select is(pg_temp.other('>500000.00</InstdAmt>', '>500000.01</InstdAmt>'), 'LG103', 'another amount');
select is(pg_temp.other('Ccy="DKK"', 'Ccy="EUR"'), 'LG103', 'another currency');
select is(pg_temp.other('<CtrlSum>500000.00', '<CtrlSum>500000.01'), 'LG103', 'another sum');
select is(pg_temp.other('<NbOfTxs>1', '<NbOfTxs>2'), 'LG103', 'another number');
select is(pg_temp.other('<Cdtr><Id><OrgId><Othr><Id>20000001', '<Cdtr><Id><OrgId><Othr><Id>20000002'), 'LG103', 'another payee');
select is(pg_temp.other('<CdtrAcct><Id><Othr><Id>20000001', '<CdtrAcct><Id><Othr><Id>20000002'), 'LG103', 'another account');
select is(pg_temp.other('<CdtrAcct><Id><Othr><Id>20000001</Id></Othr>', '<CdtrAcct><Id><IBAN>DK5000400440116243</IBAN>'), 'LG103', 'an account number');
select is(pg_temp.other('<CdtrAcct>', '<CdtrAgt/><CdtrAcct>'), 'LG103', 'a bank of the payee');
select is(pg_temp.other('<CdtTrfTxInf>', '<CdtTrfTxInf><UltmtCdtr/>'), 'LG103', 'somebody behind the payee');
select is(pg_temp.other('<IBAN>DK50', '<IBAN>DK51'), 'LG103', 'another account of the agency');
select is(pg_temp.other('-1</EndToEndId>', '-2</EndToEndId>'), 'LG103', 'another reference');
select is(pg_temp.other('<MsgId>TB-', '<MsgId>TC-'), 'LG103', 'another message');
select is(pg_temp.other('2020-11-11', '2020-11-12'), 'LG103', 'another day');
select is(pg_temp.other('T08:00:00Z', 'T08:00:01Z'), 'LG103', 'made at another time than it says');
select is(pg_temp.other('</CdtTrfTxInf>', '</CdtTrfTxInf><CdtTrfTxInf/>'), 'LG103', 'one payment more');
select is(pg_temp.other('</PmtInf>', '</PmtInf><PmtInf/>'), 'LG103', 'two parts');
select is(pg_temp.other('</Document>', ''), 'LG103', 'no XML');
select is(pg_temp.other('pain.001.001.03', 'pain.001.001.09'), 'LG103', 'another format');
select is(pg_temp.release(repeat('0', 64)), 'LG301', 'what was never kept');
select is(pg_temp.release(sha256, '2020-11-10T08:00:01Z'), 'LG503', 'made in the future') from good;
select is(pg_temp.release(sha256, '2020-11-10T06:49:59Z'), 'LG503', 'made longer ago than a request waits') from good;
select is(pg_temp.release(sha256, '2020-11-10'), 'LG101 params.count, params.made', 'no instant') from good;
select is(pg_temp.release(sha256, p_count => 2), 'LG101 params.count, params.made', 'the request says another number') from good;
select is(pg_temp.release(sha256), 'done', 'exactly this one') from good;

-- asked again, the draft is what the file was made of: the repeated request is the same request
select testing.freeze('2020-11-10 09:00:00Z');
select is(d ->> 'made', '2020-11-10T08:00:00Z', 'the draft of a released batch') from i, t.reads('finance-3', format('read.payment_draft(''[%s]'')', i)) d;
select is(d #>> '{lines,0,reference}', 'T' || i || '-1', 'under its reference') from i, t.reads('finance-3', format('read.payment_draft(''[%s]'')', i)) d;
select is(t.reads('finance-2', (select format('read.payment_file(%s)', batch) from grants.batch)) ->> 'sha256', sha256, 'finance downloads it') from good;
select is(t.reads('officer-1', (select format('read.payment_file(%s)', batch) from grants.batch)), null, 'an officer does not');
select is(t.run('tilsagn_agency', format('select read.file_chunk(%L, 0)', sha256), p.person) ->> 'value', null, 'nor its bytes') from good, t.people p where p.name = 'officer-1';
select is(t.run('tilsagn_agency', format('select sha256(read.file_chunk(%L, 0))', sha256), p.person) ->> 'value', '\x' || sha256, 'the same bytes each time') from good, t.people p where p.name = 'finance-1';
select is(t.reads('auditor-1', (select format('read.payment_file(%s)', batch) from grants.batch)), null, 'nor an auditor');
select is(t.reads('officer-1', (select format('read.batch(%s)', batch) from grants.batch)) -> 'file' ->> 'sha256', sha256, 'everybody sees its hash') from good;
select is(t.reads('officer-1', (select format('read.batch(%s)', batch) from grants.batch)) -> 'actions', '[]'::jsonb, 'and no download');
-- the journal in its place
select is(pg_temp.profile('"output":"pain.001.001.03"', '"output":"journal"'), 'verdict effective', 'another output from now on');
create function pg_temp.journal(p_text text) returns text language sql as $$select coalesce(grants.journal_says(convert_to(p_text, 'UTF8'))::text, 'nothing')$$;
select is(pg_temp.journal(E'"day";"reference";"account";"cvr";"name";"text";"amount"\r\n"2020-11-11";"T1-1";"46.20";"20000001";"A ""b"" \u00d8";"Rate 1";"500000.00"\r\n'),
    '{"payments": [{"cvr": "20000001", "day": "2020-11-11", "ore": 50000000.00, "account": "20000001", "reference": "T1-1"}]}', 'what a journal says');
select is(pg_temp.journal(E'"day";"amount"\r\n'), 'nothing', 'another head');
select is(pg_temp.journal(E'"day";"reference";"account";"cvr";"name";"text";"amount"\r\n"2020-11-11"'), 'nothing', 'no end');
select is(pg_temp.journal(E'"day";"reference";"account";"cvr";"name";"text";"amount"\r\nx\r\n'), '{"payments": [null]}', 'a row that is none');
select is(grants.journal_says('\xff'), null, 'no text');
select * from finish();
