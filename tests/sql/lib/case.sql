-- SPDX-License-Identifier: EUPL-1.2
-- The life of a case for the tests of grants: the real calls, drafts, submissions, up to a released
-- batch. Include with \i :dir/lib/case.sql.
\set fsm2 `cat "$SQL_DIR"/calls/fsm2-2019.json`
\set opkval `cat "$SQL_DIR"/calls/opkval-2017.json`
\set ambassadoer `cat "$SQL_DIR"/calls/ambassadoer-2018.json`
\set ressource `cat "$SQL_DIR"/calls/ressource-2019.json`
\set rehab `cat "$SQL_DIR"/calls/rehab-2016.json`

create table t.call (call text primary key, definition jsonb not null, document text not null);
insert into t.call select d::jsonb ->> 'call', d::jsonb, d from (values
    (:'fsm2'), (:'opkval'), (:'ambassadoer'), (:'ressource'), (:'rehab')) v(d);

create table t.sent (name text primary key, draft jsonb not null);

create function t.us(p_at text) returns bigint language sql immutable as
$body$select (extract(epoch from p_at::timestamptz) * 1000000)::bigint$body$;

-- Sends an act that must succeed; a refusal stops the test with its text.
create function t.must(p_reply jsonb) returns jsonb language plpgsql as
$body$
begin
    if p_reply is null or p_reply ? 'error' then
        raise exception 'refused: %', p_reply;
    end if;
    return p_reply;
end
$body$;

create function t.result(p_reply jsonb) returns jsonb language sql immutable as
$body$select (p_reply ->> 'result')::jsonb$body$;

-- "LG502 deadline and 120 seconds", "LG402 decide_award/propose_award", "LG102 applied_ore:above_cap": what a
-- refusal says, short enough to compare.
create function t.refusal(p_reply jsonb) returns text language sql immutable as
$body$
    select case when p_reply ? 'error' then (p_reply ->> 'error') || coalesce(' ' || coalesce(
        d ->> 'needed', d ->> 'rule', d ->> 'account', d ->> 'member', d ->> 'version', d ->> 'missing', (
        select string_agg((v ->> 'field') || ':' || (v ->> 'code'), ' ' order by n)
        from jsonb_array_elements(d -> 'violations') with ordinality x(v, n))), '')
        else coalesce('verdict ' || (p_reply ->> 'verdict'), 'done') end
    from (select case when p_reply ->> 'detail' like '{%' then (p_reply ->> 'detail')::jsonb end as d) x
$body$;

create function t.publish(p_call text) returns jsonb language plpgsql as
$body$
declare
    v_call  t.call;
    v_money jsonb;
begin
    select * into v_call from t.call c where c.call = p_call;
    v_money := v_call.definition -> 'appropriation';
    if not exists (select from grants.appropriation a where a.appropriation = v_money ->> 'id') then
        perform t.must(t.propose('appropriation', v_money ->> 'id', format(
            '{"v":1,"id":"%s","account":"%s","year":%s,"amount_ore":%s}', v_money ->> 'id',
            v_money ->> 'account', v_money ->> 'year', v_money ->> 'amount_ore'),
            array['finance-1', 'finance-2']));
    end if;
    return t.must(t.propose('call', p_call, v_call.document, array['officer-1', 'officer-2']));
end
$body$;

create function t.annex(p_call text, p_annex text, p_value text, p_rows text) returns jsonb language sql as
$body$
    select t.propose('annex', p_call || '/' || p_annex, format(
        '{"v":1,"call":"%s","annex":"%s","value":"%s","invented":true,"note":{"da":"prøve","en":"test"},"rows":%s}',
        p_call, p_annex, p_value, p_rows), array['officer-1', 'officer-2'])
$body$;

-- A content that keeps every rule of the call for one municipality; p_change is laid over it.
create function t.content(p_call text, p_applied bigint default 120000000, p_change jsonb default '{}')
    returns text language sql as
$body$
    select (json_build_object('v', 1, 'title', coalesce(p_change ->> 'title', 'Sammen om job'),
        'description', coalesce(p_change ->> 'description', 'Flere i job'),
        'parties', coalesce(p_change -> 'parties', '[]'),
        'unit_hours', coalesce(p_change -> 'unit_hours',
            case when c.definition #>> '{limits,cap,kind}' = 'per_unit' then '[300]'::jsonb else '[]' end),
        'applied_ore', coalesce((p_change ->> 'applied_ore')::bigint, p_applied),
        'budget', coalesce(p_change -> 'budget', jsonb_build_array(jsonb_build_object('line', 1,
            'category', c.definition #> '{categories,0,code}', 'text', 'Løn', 'note', 'Jobcenter, 37 timer',
            'own_funding_ore', 0, 'amounts', jsonb_build_array(jsonb_build_object('year',
                substr(c.definition #>> '{project,to}', 1, 4)::int, 'amount_ore', p_applied))))),
        'answers', coalesce(p_change -> 'answers', (
            select coalesce(jsonb_agg(jsonb_build_object('code', k -> 'code', 'text', 'Svar')), '[]')
            from (select jsonb_array_elements(c.definition -> 'criteria')
                  union all select jsonb_array_elements(c.definition -> 'questions')) q(k)))))::text
    from t.call c where c.call = p_call
$body$;

create function t.upload(p_name text, p_bytes bytea) returns text language plpgsql as
$body$
declare
    v_who    t.people;
    v_upload text;
begin
    select * into v_who from t.people p where p.name = p_name;
    v_upload := t.must(t.run(v_who.login, format('select store.begin_file(%s, %L)', octet_length(p_bytes),
                                                 'application/pdf'), v_who.person)) ->> 'value';
    perform t.must(t.run(v_who.login, format('select store.put_chunk(%s, 0, %L::bytea)', v_upload, p_bytes),
                         v_who.person));
    return t.must(t.run(v_who.login, format('select store.finish(%s)', v_upload), v_who.person)) ->> 'value';
end
$body$;

create function t.attach(p_name text, p_draft jsonb, p_slot text, p_bytes bytea default null) returns jsonb
    language sql as
$body$
    select t.must(t.reads(p_name, format('draft.attach(%s, %s, %L, %L, %L, %L::bytea)',
        p_draft ->> 'application', p_draft ->> 'version', p_slot, p_slot || '.pdf', 'application/pdf',
        decode(t.upload(p_name, coalesce(p_bytes, convert_to('%PDF-1.7 ' || p_slot, 'UTF8'))), 'hex'))))
$body$;

-- A whole draft: created, saved, both files attached.
create function t.draft(p_name text, p_call text, p_content text, p_slots text[] default '{form,budget}')
    returns jsonb language plpgsql as
$body$
declare
    v_draft jsonb := t.must(t.reads(p_name, format('draft.create(%L)', p_call)));
    v_slot  text;
begin
    v_draft := t.must(t.reads(p_name, format('draft.save(%s, 1, %L)', v_draft ->> 'application', p_content)));
    foreach v_slot in array p_slots loop
        v_draft := t.attach(p_name, v_draft, v_slot);
    end loop;
    return v_draft;
end
$body$;

create function t.submit(p_name text, p_draft jsonb, p_received text, p_key text default null) returns jsonb
    language sql as
$body$
    select t.does(p_name, 'submit', format('{"application":%s,"version":%s,"sha256":"%s"}',
        p_draft ->> 'application', p_draft ->> 'version', p_draft ->> 'sha256'), p_key, t.us(p_received))
$body$;

create function t.close(p_call text) returns jsonb language sql as
$body$select t.act('close_call', 'system', null, null, format('{"call":"%s"}', p_call))$body$;

create function t.weights(p_call text) returns text language sql as
$body$
    select '{"call":"' || p_call || '","weights":' || (
        select jsonb_agg(jsonb_build_object('criterion', k ->> 'code', 'weight_bp',
            case when n = 1 then 10000 - 1000 * (jsonb_array_length(c.definition -> 'criteria') - 1) else 1000 end)
            order by n)::text
        from jsonb_array_elements(c.definition -> 'criteria') with ordinality x(k, n)) || '}'
    from t.call c where c.call = p_call
$body$;

create function t.scores(p_call text, p_application text, p_points int) returns text language sql as
$body$
    select '{"application":' || p_application || ',"scores":' || (
        select jsonb_agg(jsonb_build_object('criterion', k ->> 'code', 'points', p_points, 'reason', 'Fordi'))::text
        from jsonb_array_elements(c.definition -> 'criteria') k) || '}'
    from t.call c where c.call = p_call
$body$;

create function t.impartial(p_application text, p_declared text default 'impartial', p_ground text default 'null') returns text language sql as
$body$select format('{"application":%s,"declared":"%s","ground":%s}', p_application, p_declared, p_ground)$body$;

-- Declares oneself impartial in a case and scores it.
create function t.assess(p_name text, p_call text, p_application text, p_points int) returns jsonb language plpgsql as
$body$
begin
    perform t.must(t.does(p_name, 'declare_impartiality', t.impartial(p_application)));
    return t.must(t.does(p_name, 'score', t.scores(p_call, p_application, p_points)));
end
$body$;

create function t.proposal(p_application text, p_amount bigint, p_more text default '') returns text language sql as
$body$
    select format('{"application":%s,"amount_ore":%s,"lines":[{"year":2020,"amount_ore":%s}],'
        '"part_accounts_due":"2020-11-30","final_accounts_due":null,"reason":"Bedst","deviation_reason":%s}',
        p_application, p_amount, p_amount, case p_more when '' then 'null' else '"' || p_more || '"' end)
$body$;

-- Publishes fsm2-2019 with its annexes, takes two applications (20000001, 20000002), closes, weighs and opens.
create procedure t.opened() language plpgsql as
$body$
declare
    v_weights jsonb;
begin
    perform testing.freeze('2019-09-01 08:00:00Z');
    commit;
    perform t.publish('fsm2-2019');
    perform t.must(t.annex('fsm2-2019', 'caps', 'ore', '[{"cvr":"20000001","value":250000000},'
                           '{"cvr":"20000002","value":150000000}]'));
    perform t.must(t.annex('fsm2-2019', 'frontrunner', 'none', '[{"cvr":"20000002","value":null}]'));
    insert into t.sent
        select 'applicant-1', t.draft('applicant-1', 'fsm2-2019', t.content('fsm2-2019')) as draft
        union all
        select 'applicant-3', t.draft('applicant-3', 'fsm2-2019', t.content('fsm2-2019', 100000000));
    perform testing.freeze('2019-10-20 08:00:00Z');
    commit;
    perform t.must(t.submit(s.name, s.draft, '2019-10-20 08:00:00Z')) from t.sent s;
    perform testing.freeze('2019-10-24 10:02:00Z');
    commit;
    perform t.must(t.close('fsm2-2019'));
    v_weights := t.must(t.does('officer-1', 'propose_weights', t.weights('fsm2-2019')));
    perform t.must(t.does('officer-2', 'confirm_weights', format('{"call":"fsm2-2019","proposal_entry":%s}',
                                                                 v_weights ->> 'entry')));
    perform t.must(t.does('officer-1', 'open_applications', '{"call":"fsm2-2019"}'));
end
$body$;

create function t.sent(p_name text) returns text language sql as
$body$select s.draft ->> 'application' from t.sent s where s.name = p_name$body$;

-- Then awards 1,000,000 kr. to applicant-1's: scored by officer-1 and officer-2, proposed by officer-3, decided
-- by officer-4.
create procedure t.awarded() language plpgsql as
$body$
declare
    v_reply jsonb;
begin
    call t.opened();
    perform t.assess('officer-1', 'fsm2-2019', t.sent('applicant-1'), 5);
    perform t.assess('officer-2', 'fsm2-2019', t.sent('applicant-1'), 4);
    v_reply := t.must(t.does('officer-3', 'propose_award', t.proposal(t.sent('applicant-1'), 100000000)));
    perform t.must(t.does('officer-4', 'decide_award', format(
        '{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', t.sent('applicant-1'),
        v_reply ->> 'entry')));
end
$body$;

-- Days of costs that count, none before the award unless all are.
create function t.days(p_application text, p_to text, p_actual bigint default 0) returns text language sql as
$body$
    select format(',"first":"%s","last":"%s","before_award_ore":%s', coalesce(least(greatest(d.awarded, d.starts), p_to::date), p_to::date),
                  p_to, case when d.awarded > p_to::date then greatest(p_actual, 0) else 0 end)
    from (values (0)) one
    left join lateral (
        select (c ->> 'awarded')::date as awarded,
               lower(rule.due_costs(grants.call_now(p_application::bigint), '', (c ->> 'later_start')::boolean, '2020-01-01')) as starts
        from grants.cost_days(p_application::bigint) c) d on true
$body$;

create function t.accounts(p_application text, p_actual bigint, p_kind text default 'part',
                           p_to text default '2020-10-31') returns text language sql as
$body$
    select format('{"application":%s,"kind":"%s","period_to":"%s","lines":[{"line":1,"actual_ore":%s,'
                  '"own_funding_ore":0%s}],"vat":"excluded","note":""}', p_application, p_kind, p_to, p_actual,
                  t.days(p_application, p_to, p_actual))
$body$;

create function t.sign_off(p_application text, p_accounts jsonb) returns text language sql as
$body$
    select format('{"application":%s,"version":%s,"sha256":"%s"}', p_application,
                  t.result(p_accounts) ->> 'version', t.result(p_accounts) ->> 'sha256')
$body$;

-- prepare_instalment as C sends it: what the read computes, sent back.
create function t.prepare(p_application text, p_version text) returns text language sql as
$body$
    select format('{"application":%s,"accounts_version":%s,"amount_ore":%s,"computation":%s}', p_application,
                  p_version, d #>> '{computation,payable_ore}', d -> 'computation')
    from t.reads('officer-1', format('read.instalment_computation(%s, %s)', p_application, p_version)) d
$body$;

create function t.result_of(p_application text, p_code text, p_numerator bigint, p_denominator bigint, p_period text,
                            p_week text default null) returns text language sql as
$body$
    select format('{"application":%s,"code":"%s","numerator":%s,"denominator":%s,"period":"%s","first_week":%s,"source_sha256":"%s"}',
                  p_application, p_code, p_numerator, p_denominator, p_period, coalesce('"' || p_week || '"', 'null'), repeat('5', 64))
$body$;

create function t.confirm_result(p_application text, p_entry text) returns text language sql as
$body$
    select format('{"application":%s,"result":%s,"source_sha256":"%s"}', p_application, p_entry, repeat('5', 64))
$body$;

-- The bank's answer: all that is released and unanswered has left the account, says one notification; finance-3, who had
-- no hand in any of it, books that. The reply of the booking.
create function t.paid() returns jsonb language plpgsql as
$body$
declare
    v_today date := (ledger.clock() at time zone 'Europe/Copenhagen')::date;
    v_lines text;
    v_count bigint;
    v_total bigint;
    v_reply jsonb;
begin
    select string_agg(format('{"debit":true,"returned":false,"amount_ore":%s,"bank_id":"P%s-%s","reference":"%s","creditor_id":"%s","day":"%s"}',
               grants.release_ore(i.instalment, r.try), i.instalment, r.try, grants.payment_reference(i.instalment, r.try), grants.payee(i.instalment), v_today),
               ',' order by r.entry, i.instalment),
           count(*), sum(grants.release_ore(i.instalment, r.try))
      into v_lines, v_count, v_total
      from grants.instalment_released r join grants.instalment i using (instalment)
     where not exists (select from grants.bank_line b where b.instalment = r.instalment and b.try = r.try);
    v_reply := t.must(t.does('finance-3', 'import_statement', format('{"sha256":"%s","kind":"camt.054","id":"P","account":"DK5000400440116243","from":"%2$s","to":"%2$s","lines":[%3$s]}',
        t.run('postgres', format('select store.keep_document(convert_to(%L, ''UTF8''), ''application/xml'')', '<p>' || v_lines || '</p>')) ->> 'value', v_today, v_lines)));
    return t.must(t.does('finance-3', 'book_payments', format('{"statement":%s,"lines":[%s],"total_ore":%s}', v_reply ->> 'entry',
        (select string_agg(n::text, ',') from generate_series(1, v_count) n), v_total)));
end
$body$;

create function t.report(p_application text, p_report text, p_to text, p_topics text default '[]', p_text text default 'Som planlagt')
    returns text language sql as
$body$
    select format('{"application":%s,"report":"%s","period_to":"%s","text":"%s","topics":%s}', p_application, p_report, p_to, p_text, p_topics)
$body$;

-- What the sequencer does: everything that waits goes into the log, and a head over it is signed. Its size.
create function t.head() returns bigint language plpgsql as
$body$
declare
    v_first   bigint := ledger.log_size();
    v_entries bigint[];
    v_hashes  bytea;
    v_size    bigint;
begin
    select array_agg(w.entry order by w.queue_id), string_agg(w.leaf_hash, ''::bytea order by w.queue_id)
      into v_entries, v_hashes from ledger.log_take(100000) w;
    perform ledger.log_put(v_first, v_entries::text, v_hashes) where v_entries is not null;
    v_size := ledger.log_size();
    perform ledger.log_put_hash(1, n, ledger.merkle_fold(ledger.log_tile(0, 256 * n, 256)))
       from generate_series(v_first / 256, v_size / 256 - 1) n;
    perform ledger.log_put_key(o.origin, '01234567', sha256('key')), ledger.log_put_checkpoint(v_size, ledger.log_root(v_size), o.origin,
            '01234567', '— ' || o.origin || ' ' || translate(encode('\x01234567'::bytea || sha512('signature'), 'base64'), E'\n', ''))
       from published.log o;
    return v_size;
end
$body$;

create function t.draw(p_request text) returns jsonb language sql as
$body$select t.act('draw_vouchers', 'system', null, null, format('{"request":%s}', p_request))$body$;
