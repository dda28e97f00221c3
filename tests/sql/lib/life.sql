-- SPDX-License-Identifier: EUPL-1.2
-- A call of the five from its publication to awards, and the steps of a payment, each by the person whose step it is.

-- p_grants: [{"name","applied","award"}…], by applicant-1 unless "by" names another; without "award" nothing is decided; p_year is the finance year of the one line.
create procedure t.granted(p_call text, p_published text, p_sent text, p_closed text, p_awarded text, p_year integer,
                           p_part_due text, p_grants jsonb, p_change jsonb default '{}') language plpgsql as
$body$
declare
    v       record;
    v_id    text;
    v_reply jsonb;
begin
    perform testing.freeze(p_published::timestamptz);
    commit;
    perform t.publish(p_call);
    for v in select a.value ->> 'annex' as annex, a.value ->> 'value' as value
               from t.call c, jsonb_array_elements(c.definition -> 'annexes') a where c.call = p_call loop
        perform t.must(t.annex(p_call, v.annex, v.value, case v.value when 'none' then '[{"cvr":"20000009","value":null}]'
            else '[{"cvr":"20000001","value":900000000},{"cvr":"20000002","value":900000000}]' end));
    end loop;
    insert into t.sent select g.value ->> 'name', t.draft(coalesce(g.value ->> 'by', 'applicant-1'), p_call, t.content(p_call, (g.value ->> 'applied')::bigint, p_change || coalesce(g.value -> 'change', '{}')))
      from jsonb_array_elements(p_grants) g;
    perform testing.freeze(p_sent::timestamptz);
    commit;
    perform t.must(t.submit(coalesce(g.value ->> 'by', 'applicant-1'), s.draft, p_sent))
      from t.sent s join jsonb_array_elements(p_grants) g on g.value ->> 'name' = s.name;
    perform testing.freeze(p_closed::timestamptz);
    commit;
    perform t.must(t.close(p_call));
    v_reply := t.must(t.does('officer-1', 'propose_weights', t.weights(p_call)));
    perform t.must(t.does('officer-2', 'confirm_weights', format('{"call":"%s","proposal_entry":%s}', p_call, v_reply ->> 'entry')));
    perform t.must(t.does('officer-1', 'open_applications', format('{"call":"%s"}', p_call)));
    perform testing.freeze(p_awarded::timestamptz);
    commit;
    for v in select g.value ->> 'name' as name, g.value ->> 'award' as award from jsonb_array_elements(p_grants) g
              where g.value ? 'award' loop
        v_id := t.sent(v.name);
        perform t.assess('officer-1', p_call, v_id, 5);
        perform t.assess('officer-2', p_call, v_id, 5);
        v_reply := t.must(t.does('officer-3', 'propose_award', format('{"application":%s,"amount_ore":%s,"lines":[{"year":%s,"amount_ore":%2$s}],'
            '"part_accounts_due":%4$s,"final_accounts_due":null,"reason":"Bedst","deviation_reason":null}', v_id, v.award, p_year,
            coalesce('"' || p_part_due || '"', 'null'))));
        perform t.must(t.does('officer-4', 'decide_award', format(
            '{"application":%s,"proposal_entry":%s,"decision":"award","reason":"Enig"}', v_id, v_reply ->> 'entry')));
    end loop;
end
$body$;

-- Accounts of a grant, sent by an applicant and signed off by management or, appointed by it, an auditor.
create function t.accounted(p_name text, p_kind text, p_to text, p_actual bigint, p_by text default 'management',
                            p_sender text default 'applicant-1', p_signer text default 'management-1') returns text language plpgsql as
$body$
declare
    v_id    text := t.sent(p_name);
    v_reply jsonb := t.must(t.does(p_sender, 'submit_accounts', t.accounts(v_id, p_actual, p_kind, p_to)));
begin
    if p_by = 'management' then
        perform t.must(t.does(p_signer, 'sign_off', t.sign_off(v_id, v_reply)));
    elsif p_by = 'auditor' then
        if not exists (select from grants.auditor_appointment a where a.application = v_id::bigint) then
            perform t.must(t.does(p_signer, 'appoint_auditor', format('{"application":%s,"firm":"40000001"}', v_id)));
        end if;
        perform t.must(t.does('external-auditor-1', 'endorse_accounts', format('{"application":%s,"version":%s,"sha256":"%s","opinion":"clean",'
            '"auditor_number":%s,"report_sha256":"%s","note":""}', v_id, t.result(v_reply) ->> 'version', t.result(v_reply) ->> 'sha256',
            (select to_json(i.value) from t.people p join identity.human h on h.human = p.human
               join identity.pii i on i.commitment = h.proof_commitment where p.name = 'external-auditor-1'),
            t.upload('external-auditor-1', convert_to('%PDF-1.7 report ' || v_id || t.result(v_reply)::text, 'UTF8')))));
    end if;
    return t.result(v_reply) ->> 'version';
end
$body$;

create function t.computed(p_name text, p_version text) returns jsonb language sql as
$body$
    select t.reads('officer-1', format('read.instalment_computation(%s, %s)', t.sent(p_name), p_version)) -> 'computation'
$body$;

-- What is missing, payable and claimed, in whole kroner: "sign_off 0 0", "- 500000 0".
create function t.says(p_name text, p_version text) returns text language sql as
$body$
    select coalesce((select string_agg(m ->> 'code', ',') from jsonb_array_elements(c -> 'missing') m), '-') || ' '
        || trim_scale((c ->> 'payable_ore')::numeric / 100) || ' ' || trim_scale((c ->> 'claim_ore')::numeric / 100)
    from t.computed(p_name, p_version) c
$body$;

-- Prepared, approved, released, and booked as the bank says it went, by four: the amount in kroner, or why not.
create function t.pays(p_name text, p_version text) returns text language plpgsql as
$body$
declare
    v_id       text := t.sent(p_name);
    v_prepared jsonb := t.does('officer-1', 'prepare_instalment', t.prepare(v_id, p_version));
    v_amount   text;
begin
    if v_prepared ? 'error' then
        return t.refusal(v_prepared);
    end if;
    select i.amount_ore::text into v_amount from grants.instalment i where i.instalment = (v_prepared ->> 'entry')::bigint;
    perform t.must(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":%s}', v_prepared ->> 'entry', v_amount)));
    perform t.must(t.does('finance-2', 'release_batch', format('{"instalments":[%s],"total_ore":%s}', v_prepared ->> 'entry', v_amount)));
    perform t.paid();
    return trim_scale(v_amount::numeric / 100)::text || case grants.instalment_state((v_prepared ->> 'entry')::bigint) when 'paid' then '' else ' not paid' end;
end
$body$;

create function t.counted(p_name text, p_code text, p_numerator bigint, p_denominator bigint, p_period text, p_week text default null)
    returns text language sql as
$body$
    select t.refusal(t.does('officer-2', 'confirm_result', t.confirm_result(t.sent(p_name), t.must(t.does('officer-1', 'record_result',
        t.result_of(t.sent(p_name), p_code, p_numerator, p_denominator, p_period, p_week))) ->> 'entry')))
$body$;

create function t.reports(p_name text, p_report text, p_to text, p_topics text default '[]', p_sender text default 'applicant-1')
    returns text language sql as
$body$
    select t.refusal(t.does(p_sender, 'submit_report', t.report(t.sent(p_name), p_report, p_to, p_topics)))
$body$;

-- Closed by an officer, giving back so many kroner; then what is left on the grant's accounts.
create function t.closes(p_name text, p_kroner numeric) returns text language plpgsql as
$body$
declare
    v_reply text := t.refusal(t.does('officer-2', 'close_grant', format('{"application":%s,"returned_ore":%s}', t.sent(p_name), (p_kroner * 100)::bigint)));
    v_id    text := 'grant:' || t.sent(p_name) || ':';
begin
    return v_reply || case when v_reply = 'done' then format(', committed %s payable %s paid %s', ledger.balance(v_id || 'committed') / 100,
        ledger.balance(v_id || 'payable') / 100, ledger.balance(v_id || 'paid') / 100) else '' end;
end
$body$;

-- What the final accounts claim back: proposed, decided by another, and repaid through the bank.
create function t.repays(p_name text, p_kroner numeric) returns text language plpgsql as
$body$
declare
    v_id    text := t.sent(p_name);
    v_ore   bigint := p_kroner * 100;
    v_today text := (ledger.clock() at time zone 'Europe/Copenhagen')::date;
    v_reply jsonb;
begin
    v_reply := t.must(t.does('officer-1', 'propose_claim', format('{"application":%s,"cause":"accounts","amount_ore":%s,"due":"%s","reason":"For meget betalt","unheard_reason":"Tallene er modtagerens egne","computation":%s}',
        v_id, v_ore, v_today::date + 30, (select c.computation from grants.claim_computed(v_id::bigint) c))));
    perform t.must(t.does('officer-2', 'decide_claim', format('{"application":%s,"proposal_entry":%s,"decision":"claim","reason":"Enig"}', v_id, v_reply ->> 'entry')));
    v_reply := t.must(t.does('finance-3', 'import_statement', format('{"sha256":"%s","kind":"camt.054","id":"S","account":"DK5000400440116243","from":"%2$s","to":"%2$s","lines":['
        '{"debit":false,"returned":false,"amount_ore":%3$s,"bank_id":"R%4$s","reference":"R%4$s","creditor_id":"","day":"%2$s"}]}',
        t.run('postgres', format('select store.keep_document(convert_to(''<r>%s</r>'', ''UTF8''), ''application/xml'')', v_id)) ->> 'value', v_today, v_ore, v_id)));
    perform t.must(t.does('finance-3', 'book_repayment', format('{"statement":%s,"line":1,"application":%s,"amount_ore":%s}', v_reply ->> 'entry', v_id, v_ore)));
    return format('open %s reclaimed %s paid %s', grants.open_claims(v_id::bigint) / 100, ledger.balance('grant:' || v_id || ':reclaimed') / 100,
        ledger.balance('grant:' || v_id || ':paid') / 100);
end
$body$;

-- What an officer proposes to become of the newest claim of a grant, and what another or finance says to it.
create function t.settles(p_name text, p_change text, p_kroner numeric) returns text language plpgsql as
$body$
declare
    v_id    text := t.sent(p_name);
    v_reply jsonb := t.does('officer-1', 'propose_settlement', format('{"application":%s,"claim":%s,"change":"%s","amount_ore":%s,"instalments":[],"reason":"Aftalt"}',
        v_id, (select max(c.claim) from grants.claim c where c.application = v_id::bigint), p_change, (p_kroner * 100)::bigint));
begin
    return case when v_reply ? 'error' then t.refusal(v_reply) else t.refusal(t.does('finance-1', 'decide_settlement',
        format('{"application":%s,"proposal_entry":%s,"decision":"accept","reason":"Enig"}', v_id, v_reply ->> 'entry'))) end;
end
$body$;
