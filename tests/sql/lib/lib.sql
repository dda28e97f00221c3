-- SPDX-License-Identifier: EUPL-1.2
-- What every database test stands on: pgTAP in schema tap, helpers in schema t. Acts are called over a real
-- connection of the login role (dblink over the cluster's own socket): session_user decides in the product,
-- and SET ROLE or SET SESSION AUTHORIZATION would test something else.

create schema tap;
create extension pgtap schema tap;
create extension dblink schema tap;
create extension plpgsql_check schema tap;
create schema t;

create table t.people (
    name   text primary key,
    person bigint not null,
    human  bigint not null,
    cvr    text not null,
    login  text not null,
    role   text not null
);

-- A connection that stays open per login; a dead one is opened again.
create function t.connection(p_login text) returns text language plpgsql as
$body$
declare
    v_name text := 'as_' || p_login;
begin
    if not coalesce(v_name = any (tap.dblink_get_connections()), false) then
        perform tap.dblink_connect(v_name, format('host=%s port=%s dbname=%s user=%s',
            split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'),
            current_database(), p_login));
    end if;
    return v_name;
end
$body$;

-- Runs one statement in its own transaction as a login, with tilsagn.person set. Answers
-- {"value": first column of the first row as text} or {"error": SQLSTATE, "message":, "detail":}.
create function t.run(p_login text, p_sql text, p_person bigint default null,
                      p_isolation text default 'read committed') returns jsonb language plpgsql as
$body$
declare
    v_name    text := t.connection(p_login);
    v_value   text;
    v_state   text;
    v_message text;
    v_detail  text;
begin
    perform tap.dblink_exec(v_name, format('begin isolation level %s; set local tilsagn.person = %L; set local tilsagn.reader = %L',
        p_isolation, coalesce(p_person::text, ''), '- ' ||
        coalesce(encode(sha256(convert_to('certificate of ' || p_person, 'UTF8')), 'hex'), '') || ' ' ||
        repeat('0', 32) || ' GET /test'));
    begin
        if p_sql ~* '^\s*(select|table|values|with)' then
            select r.value into v_value from tap.dblink(v_name,
                format('select (select q.v::text from (%s) q(v) limit 1)', p_sql)) r(value text);
        else
            perform tap.dblink_exec(v_name, p_sql);
        end if;
        perform tap.dblink_exec(v_name, 'commit');
        return jsonb_build_object('value', v_value);
    exception when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text,
                                v_detail = pg_exception_detail;
        perform tap.dblink_exec(v_name, 'rollback');
        return jsonb_build_object('error', v_state, 'message', v_message, 'detail', v_detail);
    end;
end
$body$;

create function t.login(p_audience text) returns text language sql immutable as
$body$
    select case p_audience when 'grantee' then 'tilsagn_grantee' when 'agency' then 'tilsagn_agency'
                           when 'operator' then 'tilsagn_operator' when 'system' then 'tilsagn_sequencer' end
$body$;

-- The database checks an attestation's shape and key id only, so any 64 bytes under a known key will do.
create function t.attest() returns text language sql immutable as
$body$select 'c0ffee00:' || repeat('A', 86) || '=='$body$;

create function t.certificate(p_person bigint) returns text language sql immutable as
$body$select encode(sha256(convert_to('certificate of ' || p_person, 'UTF8')), 'hex')$body$;

-- Steps that were used, so that each is a new one. The allowed range is twenty to each side of now; a
-- person that acts more often begins again.
create table t.steps (person bigint primary key, n bigint not null);
create function t.step(p_person bigint) returns bigint language plpgsql as
$body$
declare
    v_n bigint;
begin
    insert into t.steps as s values (p_person, 1) on conflict (person) do update set n = s.n + 1
    returning n into v_n;
    if v_n % 30 = 0 then -- over another connection: the act that follows must not wait for this one's row
        perform t.run('postgres', format('update identity.factor_secret s set last_step = 0 from '
            'identity.factor_proposal p where p.proposal = s.proposal and p.person = %s', p_person));
    end if;
    return floor(extract(epoch from clock_timestamp()) / 30)::bigint - 15 + v_n % 30;
end
$body$;

-- The request's second_factor: a step where the act needs one and the person has a factor, a signature where it
-- needs that, or instead.
create function t.factor(p_act text, p_audience text, p_person bigint, p_role text) returns text
    language plpgsql as
$body$
begin
    if exists (select from rights.act a where a.act = p_act and a.audience = p_audience
               and a.role = coalesce(p_role, '-') and a.needs_second_factor)
       and (p_act = 'activate_factor' or (select f.state from identity.factor_now(p_person) f) = 'active') then
        return format('{"totp_step":%s}', t.step(p_person));
    end if;
    return case when exists (select from rights.act a where a.act = p_act and a.audience = p_audience
                             and a.role = coalesce(p_role, '-') and (a.needs_signature or a.needs_second_factor))
                then '{"signature":true}' else 'null' end;
end
$body$;

-- The payment profile, unless it is in force.
create function t.payment_profile() returns void language plpgsql as
$body$
begin
    if not exists (select from grants.payment_profile) then
        perform t.propose('payment', 'nemkonto', '{"v":1,"output":"pain.001.001.03","initiating_party":{"name":"S",'
            '"id":"10000001","scheme":"CVR"},"debtor":{"name":"S","id":"10000001","scheme":"CVR"},"debtor_account":'
            '{"iban":"DK5000400440116243","id":null,"scheme":null},"debtor_bic":"DABADKKK","service_level":"NKS",'
            '"category_purpose":null,"creditor_scheme":"CVR","account_scheme":"NKS","remittance":"Rate {number}",'
            '"execution_days":1,"missing_after_days":3,"journal_account":null}', array['finance-1', 'finance-2']);
    end if;
end
$body$;

-- What C puts into a payment file for `p_ids`: made, kept by the superuser, its SHA-256. The profile comes into
-- force when the first file needs one.
create function t.payment_file(p_ids bigint[], p_made text) returns text language plpgsql as
$body$
declare
    v_asks jsonb;
    v_file text;
begin
    perform t.payment_profile();
    v_asks := grants.payment_asks(p_ids, p_made::timestamptz);
    select format('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn><GrpHdr><MsgId>%s'
        '</MsgId><CreDtTm>%s</CreDtTm><NbOfTxs>%s</NbOfTxs><CtrlSum>%s</CtrlSum></GrpHdr><PmtInf><ReqdExctnDt>%s'
        '</ReqdExctnDt><DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct>%s</PmtInf></CstmrCdtTrfInitn></Document>',
        v_asks ->> 'message', p_made, count(*), to_char(sum((p ->> 'ore')::numeric) / 100, 'FM999999999990.00'),
        v_asks ->> 'day', v_asks ->> 'debtor', string_agg(format('<CdtTrfTxInf><PmtId><EndToEndId>%s</EndToEndId></PmtId>'
            '<Amt><InstdAmt Ccy="DKK">%s</InstdAmt></Amt><Cdtr><Id><OrgId><Othr><Id>%s</Id></Othr></OrgId></Id></Cdtr>'
            '<CdtrAcct><Id><Othr><Id>%s</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>', p ->> 'reference',
            to_char((p ->> 'ore')::numeric / 100, 'FM999999999990.00'), p ->> 'cvr', p ->> 'account'), '' order by n))
    into v_file from jsonb_array_elements(v_asks -> 'payments') with ordinality x(p, n);
    return t.run('postgres', format('select store.keep_document(convert_to(%L, ''UTF8''), ''application/xml'')', v_file))
        ->> 'value';
end
$body$;

-- Params of a release as tests write them, with the file that C would add.
create function t.with_file(p_act text, p_params text) returns text language plpgsql as
$body$
declare
    v_made text := to_char(ledger.clock() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
    v      jsonb;
    v_ids  bigint[];
begin
    if p_act <> 'release_batch' or p_params !~ '^{"instalments":\[[^]]*\],"total_ore":-?[0-9]+}$' then
        return p_params;
    end if;
    v := p_params::jsonb;
    v_ids := array(select i.instalment from grants.instalment i where v -> 'instalments' @> to_jsonb(i.instalment));
    return left(p_params, -1) || format(',"count":%s,"made":"%s","sha256":"%s"}', jsonb_array_length(v -> 'instalments'),
        v_made, case when v_ids = '{}' then repeat('0', 64) else t.payment_file(v_ids, v_made) end);
end
$body$;

-- A request as C builds it. p_key is any text; its hash is the idempotency key.
create function t.request(p_act text, p_audience text, p_person bigint, p_role text, p_params text,
                          p_key text default null, p_received_us bigint default null,
                          p_duration_us bigint default null) returns text language sql volatile as
$body$
    select '{"v":1,"act":"' || p_act || '","audience":"' || p_audience || '","request_id":"'
        || replace(gen_random_uuid()::text, '-', '') || '","person":' || coalesce(p_person::text, 'null')
        || ',"role":' || coalesce('"' || p_role || '"', 'null')
        || ',"certificate":' || coalesce('"' || t.certificate(p_person) || '"', 'null')
        || ',"actor":' || case p_audience when 'operator' then '{"user":"drift","host":"prøve-1"}'
                                          when 'system' then '{"program":"tilsagn-sequencer"}'
                                          else 'null' end
        || ',"received_us":' || coalesce(p_received_us::text, 'null')
        || ',"duration_us":' || coalesce(p_duration_us::text, 'null')
        || ',"idem":' || coalesce('"' || encode(sha256(convert_to(p_key, 'UTF8')), 'hex') || '"', 'null')
        || ',"second_factor":' || t.factor(p_act, p_audience, p_person, p_role)
        || ',"params":' || t.with_file(p_act, p_params) || '}'
$body$;

create function t.call(p_act text, p_request text, p_signature bytea default null) returns text
    language sql immutable as
$body$
    select format('select row_to_json(r) from act.%I(%L, %L, %L::bytea) r', p_act, p_request, t.attest(),
                  p_signature)
$body$;

-- What stands in for a CMS file where the request says that there is one: the database keeps it, the worker reads it.
create function t.signature(p_request text) returns bytea language sql immutable as
    $$select case when p_request like '%"second_factor":{"signature":true}%' then 'cms'::bytea end$$;

-- Calls an act as the login of its audience; the reply's columns, or {"error", "message", "detail"}.
create function t.act(p_act text, p_audience text, p_person bigint, p_role text, p_params text,
                      p_key text default null, p_received_us bigint default null,
                      p_duration_us bigint default null, p_signature bytea default null) returns jsonb
    language plpgsql as
$body$
declare
    v_request text := t.request(p_act, p_audience, p_person, p_role, p_params, p_key, p_received_us, p_duration_us);
    v jsonb := t.run(t.login(p_audience), t.call(p_act, v_request, coalesce(p_signature,
        t.signature(v_request))), p_person);
begin
    return case when v ? 'error' then v else (v ->> 'value')::jsonb end;
end
$body$;

-- The same for one of t.people.
create function t.does(p_name text, p_act text, p_params text, p_key text default null,
                       p_received_us bigint default null, p_signature bytea default null) returns jsonb
    language sql as
$body$
    select t.act(p_act, case p.login when 'tilsagn_grantee' then 'grantee' else 'agency' end, p.person,
                 p.role, p_params, p_key, p_received_us, null, p_signature)
    from t.people p where p.name = p_name
$body$;

-- A read as one of t.people: its JSON, or {"error", …}; null where the read answers NULL.
create function t.reads(p_name text, p_sql text) returns jsonb language sql as
$body$
    select case when r ? 'error' then r else (r ->> 'value')::jsonb end
    from t.people p, lateral t.run(p.login, 'select ' || p_sql, p.person) r where p.name = p_name
$body$;

create function t.document(p_document text) returns text language sql as
$body$
    select t.run('tilsagn_operator', format('select store.put_document(%L::bytea)',
                                            convert_to(p_document, 'UTF8'))) ->> 'value'
$body$;

-- Proposes a document as the operator and lets the named people confirm it; the last reply.
create function t.propose(p_kind text, p_subject text, p_document text, p_confirmers text[]) returns jsonb
    language plpgsql as
$body$
declare
    v_sha256 text := t.document(p_document);
    v_reply  jsonb;
    v_id     text;
    v_name   text;
begin
    v_reply := t.act('propose', 'operator', null, null, format(
        '{"kind":"%s","subject":"%s","title":"Forslag","sha256":"%s"}', p_kind, p_subject, v_sha256));
    v_id := (v_reply ->> 'result')::jsonb ->> 'proposal';
    foreach v_name in array p_confirmers loop
        exit when v_reply ? 'error';
        v_reply := t.does(v_name, ledger.confirming_act(p_kind, p_document::json), format('{"proposal":%s,"sha256":"%s"}', v_id, v_sha256));
    end loop;
    return v_reply;
end
$body$;

create function t.human(p_serial text) returns table (person bigint, human bigint) language sql as
$body$select p.person, p.human from identity.person p where p.serial_number = p_serial$body$;

-- Enrols a second factor: proposed and confirmed by the two administrators, first code by the person.
create function t.enrol_factor(p_name text) returns jsonb language plpgsql as
$body$
declare
    v_who   t.people;
    v_reply jsonb;
    v_id    text;
begin
    select * into v_who from t.people p where p.name = p_name;
    v_reply := t.does('administrator-1', 'propose_factor', format('{"person":%s,"change":"enrol"}', v_who.person));
    if v_reply ? 'error' then
        return v_reply;
    end if;
    v_id := (v_reply ->> 'result')::jsonb ->> 'proposal';
    v_reply := t.does('administrator-2', 'confirm_factor', format('{"proposal":%s}', v_id));
    if v_reply ? 'error' then
        return v_reply;
    end if;
    v_reply := t.run(v_who.login, format('select identity.begin_factor(%L::bytea)', repeat('s', 53)), v_who.person);
    if v_reply ? 'error' then
        return v_reply;
    end if;
    return t.does(p_name, 'activate_factor', format('{"proposal":%s}', v_id));
end
$body$;

-- What somebody is refused who tries past the acts, as the role that owns them all.
create function t.past_acts(p_sql text) returns text language plpgsql as $$
begin
  set local role ledger_writer;
  execute p_sql;
  reset role;
  return 'done';
exception when others then reset role; return sqlstate;
end
$$;

-- A change to a table that no entry made, past the triggers that keep its rows, as the superuser.
create procedure t.by_hand(p_relation text, p_sql text) language plpgsql as
$body$
declare
    v_kept text[] := array(select tgname from pg_trigger where tgrelid = p_relation::regclass and not tgisinternal);
begin
    execute (select string_agg(format('alter table %s disable trigger %I', p_relation, k), ';') from unnest(v_kept) k);
    execute p_sql;
    execute (select string_agg(format('alter table %s enable always trigger %I', p_relation, k), ';') from unnest(v_kept) k);
end
$body$;

-- The people of the demonstration: two municipalities, a region, an audit firm, the agency, state auditors.
-- A name ending in -second is another card of the same human.
create procedure t.world() language plpgsql as
$body$
declare
    v_people text := '';
    v_reply  jsonb;
    v        record;
begin
    perform ledger.register_attest_key('c0ffee00', sha256('test key'), 'test');
    commit; -- the acts run over other connections
    v_reply := t.act('bootstrap', 'operator', null, null, format('{"sha256":"%s"}', t.document(
        '{"v":1,"administrators":['
        '{"profile":"oces3-employee","serial_number":"UI:administrator-1","organisation":"10000001",'
        '"organisation_name":"Styrelsen","name":"Adam Administrator","proof":"løn 1"},'
        '{"profile":"oces3-employee","serial_number":"UI:administrator-2","organisation":"10000001",'
        '"organisation_name":"Styrelsen","name":"Eva Administrator","proof":"løn 2"}]}')));
    if v_reply ? 'error' then
        raise exception 'bootstrap: %', v_reply;
    end if;
    insert into t.people select 'administrator-' || n, h.person, h.human, '10000001', 'tilsagn_agency',
        'administrator' from generate_series(1, 2) n, lateral t.human('UI:administrator-' || n) h;
    for v in select * from (values
        ('applicant-1', '20000001', 'applicant', null), ('applicant-2', '20000001', 'applicant', null),
        ('management-1', '20000001', 'management', null), ('applicant-3', '20000002', 'applicant', null),
        ('management-2', '20000002', 'management', null), ('clinical-1', '30000001', 'applicant', null),
        ('management-3', '30000001', 'management', null),
        ('external-auditor-1', '40000001', 'external_auditor', null),
        ('officer-1', '10000001', 'officer', null), ('officer-2', '10000001', 'officer', null),
        ('officer-3', '10000001', 'officer', null), ('officer-4', '10000001', 'officer', null),
        ('finance-1', '10000001', 'finance', null), ('finance-2', '10000001', 'finance', null),
        ('finance-3', '10000001', 'finance', null), ('auditor-1', '10000001', 'auditor', null),
        ('state-auditor-1', '50000001', 'auditor', null),
        ('officer-1-second', '10000001', 'finance', 'officer-1'),
        ('finance-1-second', '10000001', 'finance', 'finance-1'),
        ('officer-2-second', '20000002', 'applicant', 'officer-2')) p(name, cvr, role, linked)
    loop
        v_people := v_people || case v_people when '' then '' else ',' end || format(
            '{"profile":"oces3-employee","serial_number":"UI:%s","organisation":"%s","name":"Navn %s",'
            '"proof":"bevis %s","roles":["%s"],"linked_to":%s}', v.name, v.cvr, v.name, v.name, v.role,
            coalesce('"UI:' || v.linked || '"', 'null'));
    end loop;
    v_reply := t.propose('register', 'demo', '{"v":1,"organisations":['
        '{"cvr":"20000001","kind":"municipality","name":"Kommune A","region":"Region Ø"},'
        '{"cvr":"20000002","kind":"municipality","name":"Kommune B","region":"Region Ø"},'
        '{"cvr":"30000001","kind":"region","name":"Region Ø","region":null},'
        '{"cvr":"40000001","kind":"audit_firm","name":"Revisorerne","region":null},'
        '{"cvr":"50000001","kind":"state_auditor","name":"Rigsrevisionen","region":null}],'
        '"people":[' || v_people || ']}', array['administrator-1', 'administrator-2']);
    if v_reply ->> 'verdict' is distinct from 'effective' then
        raise exception 'register: %', v_reply;
    end if;
    insert into t.people
    select substr(p.serial_number, 4), p.person, p.human, p.organisation,
           case when o.kind in ('agency', 'state_auditor') then 'tilsagn_agency' else 'tilsagn_grantee' end,
           (identity.roles(p.person))[1]
    from identity.person p join identity.organisation o on o.organisation = p.organisation
    where substr(p.serial_number, 4) not in (select n.name from t.people n);
    commit;
    for v in select p.name from t.people p where p.role in ('management', 'finance') order by p.name loop
        v_reply := t.enrol_factor(v.name);
        if v_reply ? 'error' then
            raise exception 'second factor of %: %', v.name, v_reply;
        end if;
    end loop;
end
$body$;
