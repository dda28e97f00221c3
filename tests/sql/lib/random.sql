-- SPDX-License-Identifier: EUPL-1.2
-- Acts chosen at random, for tests/sql/97_random_acts. Mostly on what waits for such an act, sometimes on any grant;
-- what a person saw may have changed before the act arrives, which is what the test wants.

-- Who takes part: twenty humans of five roles. Some are enrolled for it.
create table t.colleague (name text primary key);
create procedure t.colleagues() language plpgsql as
$body$
declare
    v record;
begin
    perform t.must(t.propose('register', 'colleagues', '{"v":1,"organisations":[],"people":[' || string_agg(format(
        '{"profile":"oces3-employee","serial_number":"UI:%s","organisation":"%s","name":"Navn %1$s","proof":"bevis %1$s",'
        '"roles":["%3$s"],"linked_to":null}', name, cvr, role), ',' order by name) || ']}', array['administrator-1', 'administrator-2']))
    from (values ('applicant-4', '20000001', 'applicant'), ('applicant-5', '20000002', 'applicant'),
          ('management-4', '20000001', 'management'), ('officer-5', '10000001', 'officer'), ('officer-6', '10000001', 'officer'),
          ('finance-4', '10000001', 'finance'), ('finance-5', '10000001', 'finance')) x(name, cvr, role);
    commit;
    insert into t.people
    select substr(p.serial_number, 4), p.person, p.human, p.organisation,
           case when p.organisation = '10000001' then 'tilsagn_agency' else 'tilsagn_grantee' end, (identity.roles(p.person))[1]
    from identity.person p where substr(p.serial_number, 4) not in (select n.name from t.people n);
    commit;
    for v in select p.name from t.people p where p.name in ('management-4', 'finance-4', 'finance-5') loop
        perform t.must(t.enrol_factor(v.name));
    end loop;
    perform t.payment_profile();
    insert into t.colleague select p.name from t.people p
     where p.name !~ '-second$' and p.role in ('applicant', 'management', 'officer', 'finance', 'external_auditor')
       and p.cvr <> '30000001';
end
$body$;

create table t.playable (role text, act text, weight int not null, primary key (role, act));
insert into t.playable values
    ('applicant', 'submit_accounts', 6), ('applicant', 'confirm_statement', 4), ('applicant', 'confirm_receipt', 4),
    ('management', 'sign_off', 40), ('management', 'appoint_auditor', 6), ('management', 'confirm_statement', 4),
    ('management', 'request_amendment', 4), ('management', 'dispute_statement', 2),
    ('external_auditor', 'endorse_accounts', 1),
    ('applicant', 'answer_hearing', 5), ('applicant', 'submit_vouchers', 5),
    ('officer', 'record_result', 12), ('officer', 'confirm_result', 16), ('officer', 'prepare_instalment', 30),
    ('officer', 'close_grant', 8), ('officer', 'propose_amendment', 3), ('officer', 'decide_amendment', 3),
    ('officer', 'propose_claim', 6), ('officer', 'decide_claim', 6), ('officer', 'propose_settlement', 5),
    ('officer', 'remind_obligation', 3), ('officer', 'propose_resolution', 6), ('officer', 'confirm_resolution', 6),
    ('officer', 'propose_termination', 3), ('officer', 'open_hearing', 4), ('officer', 'decide_termination', 4),
    ('officer', 'propose_reopening', 4), ('officer', 'decide_reopening', 4),
    ('officer', 'request_vouchers', 1), ('officer', 'judge_vouchers', 5), ('officer', 'decide_vouchers', 5),
    ('finance', 'approve_instalment', 9), ('finance', 'release_batch', 9), ('finance', 'import_statement', 7),
    ('finance', 'book_payments', 9), ('finance', 'decide_settlement', 4), ('finance', 'book_repayment', 4);
create table t.played (n bigint generated always as identity, name text not null, act text not null, params text not null,
                       key text not null, answer text not null, message text, entry bigint, retries int not null);

create function t.any_of(p_list text[]) returns text language sql volatile as
$body$select p_list[1 + floor(random() * cardinality(p_list))::int]$body$;

-- Codes while they last, for one code is used once; then the own signature, which is more.
create or replace function t.factor(p_act text, p_audience text, p_person bigint, p_role text) returns text
    language plpgsql as
$body$
declare
    v_needs rights.act;
begin
    select a.* into v_needs from rights.act a
     where a.act = p_act and a.audience = p_audience and a.role = coalesce(p_role, '-');
    if v_needs.needs_second_factor and not v_needs.needs_signature
       and (p_act = 'activate_factor' or (select s.n from t.steps s where s.person = p_person) < 25) then
        return format('{"totp_step":%s}', t.step(p_person));
    end if;
    return case when v_needs.needs_signature or v_needs.needs_second_factor then '{"signature":true}' else 'null' end;
end
$body$;

-- What the grant is, that such an act waits for, or any: p_waiting selects grants.
create function t.choose(p_waiting text) returns text language plpgsql volatile as
$body$
declare
    v_found text[];
begin
    if random() < 0.85 then
        execute format('select array_agg(x::text) from (%s) w(x)', p_waiting) into v_found;
    end if;
    return coalesce(t.any_of(v_found), t.any_of(array(select s.draft ->> 'application' from t.sent s)));
end
$body$;

create function t.award_of(p_id text) returns bigint language sql stable as
$body$select grants.award_amount(p_id::bigint)$body$;

-- A notification of one movement: the members that matter, the rest as the bank writes it.
create function t.told(p_line text) returns text language sql volatile as
$body$
    select format('{"sha256":"%s","kind":"camt.054","id":"S","account":"DK5000400440116243","from":"2022-01-10","to":"2022-01-10","lines":[{%s,"bank_id":"B%s","creditor_id":"","day":"2022-01-10"}]}',
        t.run('postgres', format('select store.keep_document(convert_to(%L, ''UTF8''), ''application/xml'')', '<a>' || gen_random_uuid() || '</a>')) ->> 'value', p_line, left(gen_random_uuid()::text, 8))
$body$;

-- The params of one act as somebody would send it now; null when there is nothing to send.
create function t.params_of(p_name text, p_act text) returns text language plpgsql volatile as
$body$
declare
    v_id   text;
    v_ore  bigint;
    v_kind text;
    v      record;
    v_budget jsonb;
    v_again boolean;
begin
    case p_act
    when 'submit_accounts' then
        v_id := t.choose(format('select a.application from grants.application a where a.organisation = (select cvr from t.people where name = %L)
            and not exists (select from grants.accounts x where x.application = a.application
                and not exists (select from grants.instalment_booked b join grants.instalment i using (instalment) where i.accounts_entry = x.entry))', p_name));
        v_kind := case when exists (select from grants.instalment i where i.application = v_id::bigint)
            then t.any_of(array['final', 'final', 'part']) else t.any_of(array['part', 'part', 'final']) end;
        v_ore := t.award_of(v_id) * t.any_of(array['0', '40', '50', '60', '99', '100', '101'])::int / 100;
        return t.accounts(v_id, v_ore, v_kind, case v_kind when 'part' then '2020-10-31' else '2021-11-30' end);
    when 'sign_off', 'endorse_accounts' then
        v_id := t.choose(format('select x.application from grants.accounts x join grants.application a using (application)
            where (a.organisation = (select cvr from t.people where name = %L) or %L = ''endorse_accounts'')
              and grants.sign_off_given(x.entry) is null
              and x.version = (select max(y.version) from grants.accounts y where y.application = x.application)', p_name, p_act));
        select a.* into v from grants.accounts a where a.application = v_id::bigint
         order by a.version + case when random() < 0.1 then -1.5 else 0 end * random() desc limit 1;
        if v.entry is null then return null; end if;
        if p_act = 'sign_off' then
            return format('{"application":%s,"version":%s,"sha256":"%s"}', v_id, v.version, encode(v.sha256, 'hex'));
        end if;
        return format('{"application":%s,"version":%s,"sha256":"%s","opinion":"%s","auditor_number":%s,"report_sha256":"%s","note":""}',
            v_id, v.version, encode(v.sha256, 'hex'), t.any_of(array['clean', 'clean', 'clean', 'qualified']),
            (select to_json(i.value) from t.people p join identity.human h on h.human = p.human
               join identity.pii i on i.commitment = h.proof_commitment where p.name = p_name),
            t.upload(p_name, convert_to('%PDF-1.7 report ' || v_id || ' ' || v.version, 'UTF8')));
    when 'appoint_auditor' then
        return format('{"application":%s,"firm":"40000001"}', t.choose(format('select a.application from grants.application a
            where a.organisation = (select cvr from t.people where name = %L) and t.award_of(a.application::text) > 50000000
              and not exists (select from grants.auditor_appointment x where x.application = a.application)', p_name)));
    when 'request_amendment' then
        v_id := t.choose('select null::bigint where false');
        return format('{"application":%s,"amount_ore":%s,"reason":"Flere deltagere"}', v_id, t.award_of(v_id) + floor(random() * 20000000)::bigint - 5000000);
    when 'propose_amendment' then
        select * into v from (
            select a.application, r.entry, r.amount_ore from t.sent s join grants.application a on a.application = (s.draft ->> 'application')::bigint
            left join lateral (select q.entry, q.amount_ore from grants.amendment_request q where q.application = a.application order by q.entry desc limit 1) r on true
            order by (r.entry is null)::int + random() limit 1) x;
        v_ore := coalesce(v.amount_ore, t.award_of(v.application::text) - 1000000);
        v_budget := grants.budget_of(v.application); -- it covers what is to be given
        v_budget := jsonb_set(v_budget, '{0,amounts,0,amount_ore}', to_jsonb((v_budget #>> '{0,amounts,0,amount_ore}')::bigint
            + greatest(0, v_ore - (select sum(rule.line_ore(b)) from jsonb_array_elements(v_budget) b))::bigint));
        return json_build_object('application', v.application, 'request_entry', v.entry, 'amount_ore', v_ore,
            'lines', jsonb_build_array(jsonb_build_object('year', 2020, 'amount_ore', v_ore)), 'period_to', '2021-11-30',
            'part_accounts_due', '2020-11-30', 'final_accounts_due', '2022-02-28', 'budget', v_budget, 'reason', 'Ændret', 'unheard_reason', 'Kendt')::text;
    when 'decide_amendment' then
        return (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig","unheard_reason":"Kendt","computation":%s}', p.application, p.entry,
                t.any_of(array['amend', 'amend', 'decline']), rule.amended(grants.amendment_input(p.application, p.amount_ore)))
            from grants.amendment_proposal p
            order by exists (select from grants.amendment_decision d where d.proposal_entry = p.entry)::int + random() limit 1);
    when 'confirm_statement', 'dispute_statement' then
        v_id := t.choose(format('select a.application from grants.application a where a.organisation = (select cvr from t.people where name = %L)', p_name));
        v_kind := t.any_of(array['2019', '2020', '2021']);
        return format('{"application":%s,"year":%s,"sha256":"%s"%s}', v_id, v_kind,
            encode(grants.statement_sha256(grants.statement_of(v_id::bigint, v_kind::int)), 'hex'),
            case p_act when 'dispute_statement' then ',"reason":"Ikke vores tal"' else '' end);
    when 'remind_obligation' then
        v_kind := t.any_of(array['part_accounts', 'part_accounts', 'part_accounts', 'final_accounts', 'status_report']);
        v_id := t.choose(format('select d.application from grants.award_decision d where d.decision = ''award'' and not grants.obligation_met(d.application, %L)
            and grants.obligation_reminded(d.application, %1$L) is null', v_kind));
        return format('{"application":%s,"what":"%s"}', v_id, v_kind);
    when 'propose_resolution' then
        return (select format('{"application":%s,"dispute":%s,"outcome":"%s","reason":"Set efter"}', d.application, d.dispute, t.any_of(array['corrected', 'unfounded']))
            from grants.dispute d order by exists (select from grants.dispute_resolved r where r.dispute = d.dispute)::int + random() limit 1);
    when 'confirm_resolution' then
        return (select format('{"application":%s,"proposal_entry":%s}', p.application, p.entry) from grants.dispute_proposal p
            order by exists (select from grants.dispute_resolved r where r.dispute = p.dispute)::int + random() limit 1);
    when 'record_result' then
        return t.result_of(t.choose('select null::bigint where false'), 'work_or_education', t.any_of(array['10', '15', '19', '20', '25'])::int, 100,
            t.any_of(array['2021-10', '2021-11']));
    when 'confirm_result' then
        return (select t.confirm_result(r.application::text, r.entry::text) from grants.result r
            order by exists (select from grants.result_confirmed c where c.result_entry = r.entry)::int + random() limit 1);
    when 'prepare_instalment' then
        v_id := t.choose('select x.application from grants.accounts x where grants.sign_off_given(x.entry) is not null
            and not exists (select from grants.instalment i where i.accounts_entry = x.entry)
            and x.version = (select max(y.version) from grants.accounts y where y.application = x.application)');
        return t.prepare(v_id, (select max(a.version)::text from grants.accounts a where a.application = v_id::bigint));
    when 'approve_instalment' then
        return (select format('{"instalment":%s,"amount_ore":%s}', i.instalment, i.amount_ore + (random() < 0.03)::int) from grants.instalment i
            order by (exists (select from grants.instalment_approved a where a.instalment = i.instalment)
                or grants.payment_blocked(i.application) is not null or i.accounts_entry <> (select max(x.entry)
                    from grants.accounts x where x.application = i.application))::int + random() * 1.1 limit 1);
    when 'release_batch' then
        return (select format('{"instalments":[%s],"total_ore":%s}', string_agg(x.instalment::text, ',' order by x.instalment), sum(x.amount_ore)) from (
            select i.instalment, i.amount_ore from grants.instalment i join grants.instalment_approved a using (instalment)
            order by (exists (select from grants.instalment_released r where r.instalment = i.instalment)
                or grants.payment_blocked(i.application) is not null)::int + random() * 1.1
            limit 1 + floor(random() * 3)::int) x having count(*) > 0);
    when 'import_statement' then
        if random() < 0.3 then -- a grantee pays back, all or some of it
            select c.application, greatest(1, (grants.claim_open(c.claim) * t.any_of(array['1', '1', '0.5'])::numeric)::bigint) as ore into v from grants.claim c
                where grants.claim_open(c.claim) > 0 order by random() limit 1;
            if v.application is not null then
                return t.told(format('"debit":false,"returned":false,"amount_ore":%s,"reference":"R%s"', v.ore, v.application));
            end if;
        end if;
        v_again := random() < 0.1; -- what it told already is told once more: an alarm
        select i.instalment, i.amount_ore into v from grants.instalment_released r join grants.instalment i using (instalment)
            where v_again or not exists (select from grants.bank_line b where b.instalment = i.instalment) order by random() limit 1;
        if v.instalment is null then return null; end if;
        return t.told(format('"debit":true,"returned":false,"amount_ore":%s,"reference":"T%s-1"', v.amount_ore + (random() < 0.05)::int, v.instalment));
    when 'book_payments' then
        return (select format('{"statement":%s,"lines":[%s],"total_ore":%s}', l.statement, l.n + 1, l.amount_ore) from grants.bank_line l where l.debit
            order by (l.meaning <> 'payment' or exists (select from grants.instalment_booked b where b.instalment = l.instalment))::int + random() * 1.2 limit 1);
    when 'book_repayment' then
        return (select format('{"statement":%s,"line":%s,"application":%s,"amount_ore":%s}', l.statement, l.n + 1, substr(l.reference, 2), l.amount_ore)
            from grants.bank_line l where not l.debit
            order by exists (select from grants.repayment_booked b where (b.statement, b.n) = (l.statement, l.n))::int + random() * 1.2 limit 1);
    when 'confirm_receipt' then
        return (select format('{"instalment":%s,"amount_ore":%s}', i.instalment, i.amount_ore) from grants.instalment i
            join grants.application a using (application) where a.organisation = (select cvr from t.people where name = p_name)
            order by (not exists (select from grants.instalment_booked b where b.instalment = i.instalment))::int + random() * 1.2 limit 1);
    when 'propose_claim' then
        v_id := t.choose('select a.application from grants.accounts a, lateral grants.claim_computed(a.application) c where (c.computation ->> ''claim_ore'')::bigint > 0');
        return (select format('{"application":%s,"cause":"accounts","amount_ore":%s,"due":"2022-02-09","reason":"For meget betalt","unheard_reason":"Tallene er modtagerens egne","computation":%s}', v_id,
            greatest(1, (c.computation ->> 'claim_ore')::bigint), c.computation) from grants.claim_computed(v_id::bigint) c);
    when 'decide_claim' then
        return (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', p.application, p.entry, t.any_of(array['claim', 'claim', 'decline']))
            from grants.claim_proposal p order by exists (select from grants.claim_decision d where d.proposal_entry = p.entry)::int + random() limit 1);
    when 'propose_settlement' then
        select c.claim, c.application, grants.claim_open(c.claim) as ore into v from grants.claim c order by (grants.claim_open(c.claim) = 0)::int + random() * 1.1 limit 1;
        if v.claim is null then return null; end if;
        v_kind := t.any_of(array['plan', 'plan', 'set_off', 'write_off', 'write_off']);
        return format('{"application":%s,"claim":%s,"change":"%s","amount_ore":%s,"instalments":%s,"reason":"Aftalt"}', v.application, v.claim, v_kind,
            case v_kind when 'plan' then v.ore else greatest(1, v.ore / 2) end, case v_kind when 'plan' then format('[{"due":"2022-03-01","amount_ore":%s}]', v.ore) else '[]' end);
    when 'decide_settlement' then
        return (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', p.application, p.entry, t.any_of(array['accept', 'accept', 'decline']))
            from grants.claim_change p order by exists (select from grants.claim_change_decision d where d.proposal_entry = p.entry)::int + random() limit 1);
    when 'propose_termination' then
        v_id := t.choose('select null::bigint where false');
        return format('{"application":%s,"ground":"Opslaget","reason":"Aldrig begyndt"}', v_id);
    when 'open_hearing' then
        v_id := t.choose('select p.application from grants.termination_proposal p where grants.open_termination(p.application) = p.entry
            and not exists (select from grants.hearing h where h.application = p.application and h.entry > p.entry)');
        return format('{"application":%s,"facts":"Ingen deltagere","answer_by":"2022-01-31"}', v_id);
    when 'answer_hearing' then
        return (select format('{"application":%s,"hearing":%s,"answer":"Vi er i gang"}', h.application, h.entry) from grants.hearing h
            join grants.application a using (application) where a.organisation = (select cvr from t.people where name = p_name) or random() < 0.05
            order by exists (select from grants.hearing_answer x where x.hearing = h.entry)::int + random() limit 1);
    when 'decide_termination' then
        return (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', p.application, p.entry, t.any_of(array['terminate', 'terminate', 'decline']))
            from grants.termination_proposal p order by exists (select from grants.termination_decision d where d.proposal_entry = p.entry)::int
                + (not exists (select from grants.hearing_answer x join grants.hearing h on h.entry = x.hearing where h.application = p.application and h.entry > p.entry))::int
                + random() limit 1);
    when 'propose_reopening' then
        v_id := t.choose('select c.application from grants.closing c where (grants.closing_of(c.application)).n = c.n and not grants.terminated(c.application)');
        return format('{"application":%s,"ground":"Rettelse","reason":"Tallet var forkert"}', v_id);
    when 'decide_reopening' then
        return (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', p.application, p.entry, t.any_of(array['reopen', 'reopen', 'decline']))
            from grants.reopening_proposal p order by exists (select from grants.reopening_decision d where d.proposal_entry = p.entry)::int + random() limit 1);
    when 'request_vouchers' then
        v_id := t.choose('select a.application from grants.accounts a');
        return (select format('{"application":%s,"version":%s,"reason":"Stikprøve"}', v_id, coalesce(max(a.version), 1)) from grants.accounts a where a.application = v_id::bigint);
    when 'submit_vouchers' then
        return (select format('{"application":%s,"request":%s,"lines":%s}', d.application, d.request, (
                select jsonb_agg(jsonb_build_object('line', l.line, 'note', 'Lønsedlerne ligger hos os', 'files', '[]'::jsonb)) from grants.voucher_line l where l.request = d.request))
            from grants.voucher_draw d join grants.application a using (application) where a.organisation = (select cvr from t.people where name = p_name) or random() < 0.05
            order by (exists (select from grants.voucher_answer x where x.request = d.request) or grants.voucher_voided(d.request))::int + random() limit 1);
    when 'judge_vouchers' then
        return (select format('{"application":%s,"request":%s,"reason":"Set","lines":%s}', d.application, d.request, (
                select jsonb_agg(jsonb_build_object('line', l.line, 'result', 'full', 'accepted_ore', l.ore, 'reason', '')) from grants.voucher_line l where l.request = d.request))
            from grants.voucher_draw d order by (exists (select from grants.voucher_judgement x where x.request = d.request) or grants.voucher_voided(d.request))::int
                + (not exists (select from grants.voucher_answer x where x.request = d.request))::int + random() limit 1);
    when 'decide_vouchers' then
        return (select format('{"application":%s,"proposal_entry":%s,"decision":"%s","reason":"Enig"}', j.application, j.entry, t.any_of(array['accept', 'accept', 'decline']))
            from grants.voucher_judgement j order by exists (select from grants.voucher_decision d where d.judgement_entry = j.entry)::int + random() limit 1);
    when 'close_grant' then
        v_id := t.choose('select a.application from grants.accounts a where a.kind = ''final'' and grants.closing_needs(a.application) is null');
        return format('{"application":%s,"returned_ore":%s}', v_id, ledger.balance('grant:' || v_id || ':committed'));
    end case;
end
$body$;

-- Grants at every step, so that from the beginning closing, claiming back and paying come in each other's way. By their number, of 10:
-- p_each of the 1st, 3rd and so on wait for their first payment, of the 2nd for a repayment claim (half was paid, 40 % is documented), of
-- the 4th for the closing (nothing was spent). One claim is decided and instalments of it proposed, one grant is closed, one is to be
-- ended and its grantee heard, one's statement is disputed, and of some vouchers are drawn, answered and judged.
create procedure t.ready(p_each int) language plpgsql as
$body$
declare
    v record;
begin
    for v in select 'g' || n as name, t.sent('g' || n) as id, n % 10 as step, t.award_of(t.sent('g' || n)) as award, n / 10 as nth,
                    'applicant-' || o as sender, 'management-' || case o when 1 then 1 else 2 end as signer
               from generate_series(1, 50) n, lateral (select case when n <= 30 then 1 else 3 end as o) x
              where n % 2 = 1 and n <= 10 * p_each or n % 10 in (2, 4) and n / 10 < p_each order by n loop
        if v.step <> 4 then
            perform t.must(t.does('officer-' || 5 + v.step % 2, 'prepare_instalment', t.prepare(v.id,
                t.accounted(v.name, 'part', '2020-10-31', v.award, 'management', v.sender, v.signer))));
        end if;
        if v.step = 9 and v.nth < (p_each + 1) / 2 then
            perform t.must(t.does('officer-6', 'request_vouchers', format('{"application":%s,"version":1,"reason":"Stikprøve"}', v.id)));
        end if;
    end loop;
    perform t.must(t.does('finance-1', 'approve_instalment', format('{"instalment":%s,"amount_ore":%s}', i.instalment, i.amount_ore))), t.must(t.does('finance-2', 'release_batch',
            format('{"instalments":[%s],"total_ore":%s}', i.instalment, i.amount_ore)))
       from grants.instalment i join t.sent s on s.draft ->> 'application' = i.application::text where s.name ~ '2$';
    perform t.paid();
    for v in select 'g' || n as name, t.sent('g' || n) as id, n % 10 as step, t.award_of(t.sent('g' || n)) as award, 'applicant-' || o as sender,
                    'management-' || case o when 1 then 1 else 2 end as signer
               from generate_series(1, 50) n, lateral (select case when n <= 30 then 1 else 3 end as o) x where n % 10 in (2, 4) and n / 10 < p_each order by n loop
        perform t.accounted(v.name, 'final', '2021-11-30', case v.step when 2 then v.award * 4 / 10 else 0 end, 'management', v.sender, v.signer);
        if t.counted(v.name, 'work_or_education', 20, 100, '2021-11') <> 'done' then
            raise exception 'no result of %', v.name;
        end if;
    end loop;
    perform t.must(t.does('officer-6', 'decide_claim', format('{"application":%s,"proposal_entry":%s,"decision":"claim","reason":"Enig"}', t.sent('g2'),
        t.must(t.does('officer-5', 'propose_claim', format('{"application":%s,"cause":"accounts","amount_ore":%s,"due":"2022-02-09","reason":"For meget betalt","unheard_reason":"Tallene er modtagerens egne","computation":%s}', t.sent('g2'),
            c.computation ->> 'claim_ore', c.computation))) ->> 'entry'))) from grants.claim_computed(t.sent('g2')::bigint) c;
    if t.closes('g4', t.award_of(t.sent('g4'))::numeric / 100) !~ '^done' then
        raise exception 'g4 is not closed';
    end if;
    perform t.head();
    commit; -- the draw runs over another connection
    perform t.must(t.draw(r.entry::text)) from grants.voucher_request r;
    -- and what one person has done and another has to answer
    perform t.must(t.does('officer-5', 'propose_settlement', format('{"application":%s,"claim":%s,"change":"plan","amount_ore":%s,"instalments":[{"due":"2022-03-01","amount_ore":%3$s}],'
        '"reason":"Aftalt"}', c.application, c.claim, c.amount_ore))) from grants.claim c;
    perform t.must(t.does('officer-6', 'propose_termination', format('{"application":%s,"ground":"Opslaget","reason":"Aldrig begyndt"}', t.sent('g50'))));
    perform t.must(t.does('officer-5', 'open_hearing', format('{"application":%s,"facts":"Ingen deltagere","answer_by":"2022-01-31"}', t.sent('g50'))));
    perform t.must(t.does('management-2', 'dispute_statement', format('{"application":%s,"year":2020,"sha256":"%s","reason":"Ikke vores tal"}', t.sent('g40'),
        encode(grants.statement_sha256(grants.statement_of(t.sent('g40')::bigint, 2020)), 'hex'))));
    for v in select r.application as id, r.entry, s.name from grants.voucher_request r join t.sent s on s.draft ->> 'application' = r.application::text where s.name in ('g19', 'g29') order by r.entry loop
        perform t.must(t.does('applicant-1', 'submit_vouchers', format('{"application":%s,"request":%s,"lines":[{"line":1,"note":"Hos os","files":[]}]}', v.id, v.entry)));
        if v.name = 'g19' then
            perform t.must(t.does('officer-5', 'judge_vouchers', format('{"application":%s,"request":%s,"reason":"Set","lines":[{"line":1,"result":"full","accepted_ore":%s,"reason":""}]}',
                v.id, v.entry, l.ore))) from grants.voucher_line l where l.request = v.entry;
        end if;
    end loop;
end
$body$;

-- One person plays: p_acts acts, each in a transaction of its own, a lost race repeated as the worker does.
create procedure t.play(p_name text, p_seed bigint, p_acts int) language plpgsql as
$body$
declare
    v_role    text;
    v_act     text;
    v_params  text;
    v_key     text;
    v_answer  jsonb;
    v_retries int;
    v_before  t.played;
begin
    perform setseed(hashtext(p_seed || p_name) / 2147483648.0);
    select p.role into v_role from t.people p where p.name = p_name;
    for v_n in 1 .. p_acts loop
        v_before := null;
        if v_n > 1 and random() < 0.06 then -- pressed twice, or an answer was lost on the way
            select p.* into v_before from t.played p where p.name = p_name order by random() limit 1;
        end if;
        v_act := v_before.act; v_params := v_before.params; v_key := v_before.key;
        while v_params is null loop
            -- by weight; in the second half rather what nobody has tried yet
            select p.act into v_act from t.playable p where p.role = v_role
             order by v_n > p_acts / 2 and random() < 0.5 and not exists (select from t.played d where d.act = p.act) desc,
                   -ln(1 - random()) / p.weight limit 1;
            v_params := t.params_of(p_name, v_act);
            v_key := p_name || ' ' || v_n;
            if v_params is null then
                perform pg_sleep(0.02); -- nothing of the kind yet: the others must come first
            end if;
        end loop;
        commit;
        v_retries := 0;
        loop
            v_answer := t.does(p_name, v_act, v_params, v_key);
            commit;
            exit when v_answer ->> 'error' is distinct from '40001' or v_retries = 5;
            v_retries := v_retries + 1;
        end loop;
        insert into t.played (name, act, params, key, answer, message, entry, retries) values (p_name, v_act, v_params, v_key,
            case when v_answer ? 'error' then t.refusal(v_answer) when (v_answer ->> 'replayed')::boolean then 'again' else 'done' end,
            v_answer ->> 'message', (v_answer ->> 'entry')::bigint, v_retries);
        commit;
    end loop;
end
$body$;
