-- SPDX-License-Identifier: EUPL-1.2
-- External auditors: appointed by management, they see exactly those accounts, sign an opinion on exactly these
-- bytes, and only an opinion that satisfies, or that an officer accepted, lets anything be paid.
set search_path = tap, public;
select no_plan();
\i :dir/lib/case.sql
create function pg_temp.does(p_name text, p_act text, p_params text) returns text language sql as $$select t.refusal(t.does(p_name, p_act, p_params))$$;
create function pg_temp.a() returns text language sql as $$select t.sent('applicant-1')$$;
-- a second audit firm, a second card of an applicant in the firm, a colleague in management
select is(t.propose('register', 'firms', '{"v":1,"organisations":[{"cvr":"40000002","kind":"audit_firm","name":"Andre Revisorer","region":null}],"people":['
    '{"profile":"oces3-employee","serial_number":"UI:external-auditor-2","organisation":"40000002","name":"N","proof":"mne20002","roles":["external_auditor"],"linked_to":null},'
    '{"profile":"oces3-employee","serial_number":"UI:applicant-1-firm","organisation":"40000001","name":"N","proof":"x2","roles":["external_auditor"],"linked_to":"UI:applicant-1"},'
    '{"profile":"oces3-employee","serial_number":"UI:management-4","organisation":"20000001","name":"N","proof":"x9","roles":["management"],"linked_to":null},'
    '{"profile":"oces3-employee","serial_number":"UI:officer-1-firm","organisation":"40000001","name":"N","proof":"x4","roles":["external_auditor"],"linked_to":"UI:officer-1"}]}',
    array['administrator-1', 'administrator-2']) ->> 'verdict', 'effective', 'firms');
insert into t.people select substr(p.serial_number, 4), p.person, p.human, p.organisation, 'tilsagn_grantee', (identity.roles(p.person))[1]
    from identity.person p where p.serial_number in ('UI:external-auditor-2', 'UI:applicant-1-firm', 'UI:management-4', 'UI:officer-1-firm');
create function pg_temp.number(p_name text) returns text language sql as $$
    select i.value from t.people p join identity.human h on h.human = p.human join identity.pii i on i.commitment = h.proof_commitment where p.name = p_name $$;
create function pg_temp.report(p_name text) returns text language sql as $$select t.upload(p_name, '%PDF-1.7 report of ' || p_name::bytea)$$;
create function pg_temp.report(p_name text, p_bytes bytea) returns text language sql as $$select t.upload(p_name, p_bytes)$$;
create function pg_temp.opinion(p_version int, p_opinion text, p_name text, p_report text, p_number text default null) returns text language sql as $$
    select format('{"application":%s,"version":%s,"sha256":"%s","opinion":"%s","auditor_number":%s,"report_sha256":"%s","note":""}', pg_temp.a(), p_version,
        (select encode(a.sha256, 'hex') from grants.accounts a where a.application = pg_temp.a()::bigint and a.version = p_version), p_opinion,
        to_json(coalesce(p_number, pg_temp.number(p_name))), p_report) $$;

call t.awarded();
select testing.freeze('2022-01-10 08:00:00Z');
create temp table r as select pg_temp.report('external-auditor-1', '%PDF-1.7 report 1') as one, pg_temp.report('external-auditor-2', '%PDF-1.7 report 2') as two,
    pg_temp.report('applicant-1-firm', '%PDF-1.7 report 3') as three, t.upload('external-auditor-1', 'no pdf at all') as nopdf;
select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 90000000, 'final', '2021-11-30')));

-- appointment
select is(pg_temp.does('management-1', 'appoint_auditor', format('{"application":%s,"firm":"20000002"}', pg_temp.a())), 'LG102 firm:no_audit_firm', 'only an audit firm');
select is(pg_temp.does('management-1', 'appoint_auditor', format('{"application":%s,"firm":"20000001"}', pg_temp.a())), 'LG102 firm:no_audit_firm', 'never the grantee itself');
select is(pg_temp.does('management-1', 'appoint_auditor', format('{"application":%s,"firm":"99999999"}', pg_temp.a())), 'LG102 firm:no_audit_firm', 'nor one that nobody registered');
select is(pg_temp.does('management-2', 'appoint_auditor', format('{"application":%s,"firm":"40000001"}', pg_temp.a())), 'LG301', 'nor for another''s grant');
select is(pg_temp.does('applicant-1', 'appoint_auditor', format('{"application":%s,"firm":"40000001"}', pg_temp.a())), 'LG401', 'management appoints');
select is(pg_temp.does('management-1', 'withdraw_auditor', format('{"application":%s,"appointment_entry":1,"reason":"x"}', pg_temp.a())), 'LG502 appoint_auditor', 'nothing to withdraw');
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', one)), 'LG301', 'a firm that is not appointed knows no such grant') from r;
select is(t.reads('external-auditor-1', format('read.accounts(%s, 1)', pg_temp.a())), null, 'and sees no accounts');
create temp table p as select t.must(t.does('management-1', 'appoint_auditor', format('{"application":%s,"firm":"40000001"}', pg_temp.a()))) ->> 'entry' as entry;
select is(pg_temp.does('management-4', 'appoint_auditor', format('{"application":%s,"firm":"40000002"}', pg_temp.a())), 'LG502 withdraw_auditor', 'one firm at a time');

-- visibility: these accounts and what belongs to them, nothing else of the case
select is(t.reads('external-auditor-1', format('read.accounts(%s, 1)', pg_temp.a())) ->> 'award_ore', '100000000', 'the appointed firm sees the accounts');
select is(jsonb_array_length(t.reads('external-auditor-1', format('read.accounts(%s, 1)', pg_temp.a())) -> 'lines'), 1, 'against the approved budget');
select is(t.reads('external-auditor-1', format('read.accounts(%s, 1)', pg_temp.a())) -> 'actions', '["endorse_accounts"]', 'and can sign an opinion');
select is(t.reads('external-auditor-1', 'read.audits()') #>> '{grants,0,application}', pg_temp.a(), 'they are listed');
select is(jsonb_array_length(t.reads('external-auditor-1', 'read.audits()') -> 'grants'), 1, 'just these');
select is(t.reads('external-auditor-1', 'read.tasks()') #>> '{tasks,0,act}', 'endorse_accounts', 'and waiting at login');
select is(jsonb_array_length(t.reads('external-auditor-2', 'read.audits()') -> 'grants'), 0, 'another firm has none');
select is(t.reads('external-auditor-2', format('read.accounts(%s, 1)', pg_temp.a())), null, 'and sees none');
select is(t.reads('external-auditor-1', format('read.grant(%s)', pg_temp.a())), null, 'no page of the grant');
select is(t.reads('external-auditor-1', format('read.application(%s)', pg_temp.a())), null, 'nor of the application');
select is((t.run('tilsagn_grantee', 'select count(*) from ' || v, p.person)) ->> 'value', '0', 'nothing in ' || v)
    from t.people p, unnest(array['portal.application', 'portal.submission', 'portal.award', 'portal.award_proposal', 'portal.instalment', 'portal.balance', 'portal.draft']) v where p.name = 'external-auditor-1';
select is((t.run('tilsagn_grantee', 'select string_agg(distinct kind, '' '' order by kind) from portal.entry', p.person)) ->> 'value', 'appoint_auditor submit_accounts', 'entries of the accounts only')
    from t.people p where p.name = 'external-auditor-1';
select is(t.reads('applicant-1', 'read.audits()'), null, 'for others there is no such list');

-- the opinion: always signed, on exactly the newest accounts, by the enrolled auditor, with a report
select is(t.run('tilsagn_grantee', t.call('endorse_accounts', replace(t.request('endorse_accounts', 'grantee', p.person, 'external_auditor', pg_temp.opinion(1, 'clean', 'external-auditor-1', one)),
    '{"signature":true}', 'null'), null), p.person) ->> 'error', 'LG410', 'without a signature never') from r, t.people p where p.name = 'external-auditor-1';
select is(pg_temp.does('management-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'management-1', one)), 'LG401', 'nor by management') from r;
select is(pg_temp.does('external-auditor-2', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-2', two)), 'LG301', 'nor by another firm') from r;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', replace(pg_temp.opinion(1, 'clean', 'external-auditor-1', one), '"sha256":"', '"sha256":"0')) ~ '^LG101', true, 'nor over something that is no hash') from r;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', regexp_replace(pg_temp.opinion(1, 'clean', 'external-auditor-1', one), '"sha256":"[0-9a-f]{64}"', '"sha256":"' || repeat('0', 64) || '"')), 'LG503 1', 'nor over other accounts') from r;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'fine', 'external-auditor-1', one)), 'LG102 opinion:unknown', 'nor an opinion of one''s own making') from r;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', one, 'mne99999')), 'LG102 auditor_number:not_enrolled', 'nor under another''s number') from r;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', repeat('0', 64))), 'LG102 report_sha256:no_report', 'nor without a report');
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', nopdf)), 'LG102 report_sha256:no_report', 'nor with one that is no PDF') from r;
call t.by_hand('store.scan', $$insert into store.scan select upload, 'found', '[{"page":1,"line":7,"date":"010170"}]', at from store.file where media_type = 'application/pdf'
  on conflict (upload) do update set outcome = excluded.outcome, places = excluded.places$$);
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', one)), 'LG102 report_sha256:number_in_file', 'nor one in which a CPR number was found since') from r;
call t.by_hand('store.scan', $$update store.scan set outcome = 'nothing', places = '[]'$$);
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', two)), 'LG102 report_sha256:no_report', 'nor with another firm''s') from r;
select is(pg_temp.does('applicant-1-firm', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'applicant-1-firm', three)), 'LG402 endorse_accounts/submit', 'nor by who acts for the grantee') from r;
select is(pg_temp.does('officer-1-firm', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'officer-1-firm', one)), 'LG402 endorse_accounts/confirm', 'nor by who acts for the agency') from r;
-- a PDF alone: in the store, and nothing more
select is(grants.sign_off_given(entry), null, 'a report in the store satisfies nothing') from grants.accounts;
-- 1,000,000 kr. are above 500,000: an auditor; management's attestation does not do
select is(pg_temp.does('management-1', 'sign_off', (select t.sign_off(pg_temp.a(), jsonb_build_object('result', jsonb_build_object('version', 1, 'sha256', encode(sha256, 'hex'))::text)) from grants.accounts)), 'done', 'management attests');
select is(grants.sign_off_given(entry), 'management', 'that counts as management''s') from grants.accounts;
select is(pg_temp.does('officer-1', 'prepare_instalment', t.prepare(pg_temp.a(), '1')), 'LG502 sign_off', 'and is not enough here');
select is(t.reads('external-auditor-1', format('read.accounts(%s, 1)', pg_temp.a())) -> 'actions', '["endorse_accounts"]', 'the auditor may still sign');

-- an adverse opinion blocks, also where management signed
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'adverse', 'external-auditor-1', one)), 'done', 'adverse') from r;
select is(grants.sign_off_given(entry), null, 'nothing counts any more') from grants.accounts;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', one)), 'LG502 submit_accounts', 'and it is not replaced by a better one') from r;
select is(t.reads('officer-1', format('read.accounts(%s, 1)', pg_temp.a())) #>> '{requirement,met}', 'false', 'the page says so');
select is(t.reads('officer-1', format('read.accounts(%s, 1)', pg_temp.a())) #>> '{sign_offs,1,opinion}', 'adverse', 'with the opinion');
select isnt(t.reads('officer-1', format('read.accounts(%s, 1)', pg_temp.a())) #>> '{sign_offs,1,signature}', null, 'its signature');
select is(t.reads('officer-1', format('read.accounts(%s, 1)', pg_temp.a())) #>> '{sign_offs,0,signature}', null, 'told from the attestation');
select is(t.reads('officer-3', format('read.accounts(%s, 1)', pg_temp.a())) -> 'actions' @> '["decide_opinion"]', true, 'an officer can decide');
select is(t.reads(n, format('read.file(%L)', one)) ->> 'media_type', 'application/pdf', 'the report is read by ' || n) from r, unnest(array['officer-1', 'applicant-1', 'external-auditor-1']) n;
select is(t.reads(n, format('read.file(%L)', one)), null, 'and not by ' || n) from r, unnest(array['applicant-3', 'external-auditor-2']) n;
create temp table o as select entry from grants.endorsement;
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"perhaps","reason":"x"}', pg_temp.a(), entry)) ~ '^LG101', true, 'accept or reject') from o;
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"accept","reason":" "}', pg_temp.a(), entry)) ~ '^LG101', true, 'with reasons') from o;
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":1,"decision":"accept","reason":"x"}', pg_temp.a())), 'LG301', 'of an opinion');
select is(pg_temp.does('finance-1', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"accept","reason":"x"}', pg_temp.a(), entry)), 'LG401', 'not by finance') from o;
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"reject","reason":"Nye regnskaber"}', pg_temp.a(), entry)), 'done', 'rejected') from o;
select is(grants.sign_off_given(entry), null, 'it goes on blocking') from grants.accounts;
select is(pg_temp.does('officer-4', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"accept","reason":"x"}', pg_temp.a(), entry)), 'LG502 submit_accounts', 'decided once') from o;

-- newer accounts void everything
select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 80000000, 'final', '2021-11-30')));
select is(grants.sign_off_given(entry), null, 'newer accounts are signed by nobody, version ' || version) from grants.accounts;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(1, 'clean', 'external-auditor-1', one)), 'LG503 2', 'older ones are not signed any more') from r;
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(2, 'qualified', 'external-auditor-1', one)), 'done', 'qualified') from r;
select is(pg_temp.does('officer-4', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"accept","reason":"Forbeholdet er uden betydning"}', pg_temp.a(), (select max(entry) from grants.endorsement))), 'done', 'accepted with reasons');
select is(grants.sign_off_given(entry), 'auditor', 'now it satisfies') from grants.accounts where version = 2;
select is(t.reads('officer-1', format('read.accounts(%s, 2)', pg_temp.a())) #>> '{requirement,met}', 'true', 'as the page says');
select is((t.reads('officer-1', format('read.instalment_computation(%s, 2)', pg_temp.a())) #> '{computation,missing}')::text ~ 'sign_off', false, 'and the computation misses no sign-off');
select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 70000000, 'final', '2021-11-30')));
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"accept","reason":"x"}', pg_temp.a(), (select max(entry) from grants.endorsement))), 'LG502 submit_accounts', 'a decided one stays decided');
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(3, 'disclaimer', 'external-auditor-1', one)), 'done', 'disclaimer') from r;
select t.must(t.does('applicant-1', 'submit_accounts', t.accounts(pg_temp.a(), 60000000, 'final', '2021-11-30')));
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"accept","reason":"x"}', pg_temp.a(), (select max(entry) from grants.endorsement))), 'LG503', 'newer accounts voided it');
select is(pg_temp.does('external-auditor-1', 'endorse_accounts', pg_temp.opinion(4, 'emphasis', 'external-auditor-1', one)), 'done', 'emphasis of matter') from r;
select is(grants.sign_off_given(entry), 'auditor', 'satisfies by itself') from grants.accounts where version = 4;
select is(pg_temp.does('officer-3', 'decide_opinion', format('{"application":%s,"endorsement_entry":%s,"decision":"reject","reason":"x"}', pg_temp.a(), (select max(entry) from grants.endorsement))), 'LG502 an opinion that blocks', 'nothing to decide on one that satisfies');

-- withdrawn: sees nothing more, what was signed stays
select is(pg_temp.does('management-4', 'withdraw_auditor', format('{"application":%s,"appointment_entry":1,"reason":"x"}', pg_temp.a())), 'LG503', 'another appointment');
select is(pg_temp.does('management-4', 'withdraw_auditor', format('{"application":%s,"appointment_entry":%s,"reason":"Ny aftale"}', pg_temp.a(), entry)), 'done', 'withdrawn') from p;
select is(t.reads('external-auditor-1', format('read.accounts(%s, 4)', pg_temp.a())), null, 'the firm sees no accounts any more');
select is(jsonb_array_length(t.reads('external-auditor-1', 'read.audits()') -> 'grants'), 0, 'and has none in its list');
select is(grants.sign_off_given(entry), 'auditor', 'what it signed stays signed') from grants.accounts where version = 4;
select is(pg_temp.does('management-4', 'appoint_auditor', format('{"application":%s,"firm":"40000002"}', pg_temp.a())), 'done', 'another firm');
select is(jsonb_array_length(t.reads('external-auditor-2', 'read.audits()') -> 'grants'), 1, 'which sees it now');

-- what I have signed
select is((select string_agg(distinct e ->> 'form', ' ') from jsonb_array_elements(t.reads('external-auditor-1', 'read.signed(null)') -> 'entries') e), 'signature', 'an auditor''s own list: signatures');
select is((select string_agg((e ->> 'kind') || ' ' || (e ->> 'form'), ', ') from jsonb_array_elements(t.reads('management-1', 'read.signed(''2022-01'')') -> 'entries') e),
    'sign_off attestation, appoint_auditor session', 'management''s: an attestation is no signature');
select is(t.reads('management-1', 'read.signed(''2022-01'')') #>> '{entries,0,object_sha256}', encode(sha256, 'hex'), 'with the hash that was attested') from grants.accounts where version = 1;
select is(t.reads('management-1', 'read.signed(''2021-12'')') -> 'entries', '[]', 'by month');
select is(t.reads('management-1', 'read.signed(''2021-13'')'), null, 'of which there are twelve');
select is((select count(*) from jsonb_array_elements(t.reads('applicant-3', 'read.signed(null)') -> 'entries') e where e ->> 'stream' = 'grant:' || pg_temp.a())::int, 0, 'nobody else''s');
select * from finish();
