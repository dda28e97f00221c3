-- SPDX-License-Identifier: EUPL-1.2
-- External auditors' accounts, the firm of a grant, and what each person has signed.
create or replace function grants.audited_case(p_application bigint)
returns table (call text, organisation text, title text, award_ore bigint, content json)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.call, grants.holder_at(a.application, null), s.title, grants.award_amount(a.application),
         json_build_object('budget', grants.budget_of(a.application))
    from grants.application a
    join grants.award_proposal p on p.entry = grants.award_of(a.application)
    join grants.submission s on s.entry = p.submission_entry
   where a.application = p_application and grants.audits(p_application)
$$;
comment on function grants.audited_case(bigint) is
  'What an external auditor needs of a grant beside its accounts: title, award and approved budget, nothing else.';

create or replace function read.accounts_case(p_application bigint)
returns table (call text, organisation text, title text, award_ore bigint, content json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.call, a.organisation, a.title, a.amount_ore, a.content_now
    from portal.award a where a.application = p_application
  union all
  select c.call, c.organisation, c.title, c.award_ore, c.content
    from grants.audited_case(p_application) c where session_user = 'tilsagn_grantee'
$$;
comment on function read.accounts_case(bigint) is 'The grant around accounts, for its organisation, the agency and its auditor.';

create or replace function read.appointment(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'firm', read.organisation(p.firm), 'at', read.at(p.entry),
                           'by', read.by(p.entry))
    from portal.auditor_appointment p
   where p.application = p_application and p.withdrawn_entry is null
$$;
comment on function read.appointment(bigint) is 'The audit firm of a grant as appointed now, or null.';

create or replace function read.audit_firms()
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('cvr', o.organisation, 'name', o.name) order by o.name, o.organisation), '[]')
    from portal.organisation o where o.kind = 'audit_firm'
$$;
comment on function read.audit_firms() is 'Audit firms of the register.';

create or replace function read.auditor(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('auditor', a.application, json_build_object(
    'now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'application', a.application, 'title', a.title,
    'call', read.call_head(a.call, t.now), 'appointment', read.appointment(a.application),
    'firms', read.audit_firms(), 'actions', read.grant_actions(a.application))::text)
    from (select ledger.clock() as now) t, portal.award a
   where a.application = p_application and session_user = 'tilsagn_grantee'
$$;
comment on function read.auditor(bigint) is 'The audit firm of an own grant, and those that can be appointed.';

create or replace function read.audits()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('audits', null, json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'grants', (
      select coalesce(json_agg(json_build_object('application', p.application, 'title', c.title,
               'call', c.call, 'call_title', d.definition -> 'title', 'organisation', read.organisation(c.organisation),
               'award_ore', c.award_ore, 'appointed_at', read.at(p.entry),
               'accounts', read.audit_accounts(p.application)) order by p.entry desc), '[]')
        from portal.auditor_appointment p
        cross join lateral read.accounts_case(p.application) c
        join published.call d on d.call = c.call
       where p.withdrawn_entry is null and p.firm = ledger.current_organisation()))::text)
    from (select ledger.clock() as now) t
   where read.holds('external_auditor')
$$;
comment on function read.audits() is 'Grants whose grantee appointed the current person''s firm, with their accounts.';

create or replace function read.audit_accounts(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('version', a.version, 'kind', a.kind, 'period_to', read.day(a.period_to),
           'at', read.at(a.entry), 'sha256', a.sha256, 'documented_ore', a.documented_ore, 'newest', a.newest,
           'opinion', (select s.opinion from portal.sign_off s where s.accounts_entry = a.entry and s.level = 'auditor'),
           'actions', read.accounts_actions(a.entry)) order by a.version desc), '[]')
    from portal.accounts a where a.application = p_application
$$;
comment on function read.audit_accounts(bigint) is 'Accounts of an audited grant, newest first.';

create or replace function read.endorse_missing(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when not a.newest then read.missing('endorse_accounts', 'not_newest', null, 'applicant')
    when exists (select from portal.sign_off s where s.accounts_entry = a.entry and s.level = 'auditor')
      then read.missing('endorse_accounts', 'already_endorsed', null, 'external_auditor')
    else read.personal('endorse_accounts', 'grant:' || a.application) end
    from portal.accounts a where a.entry = p_accounts
$$;
comment on function read.endorse_missing(bigint) is 'Why the current person cannot sign an opinion on accounts, or null.';

create or replace function read.opinion_missing(p_accounts bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when not a.newest then read.missing('decide_opinion', 'not_newest', null, 'applicant')
    when not exists (select from portal.sign_off s where s.accounts_entry = a.entry and s.level = 'auditor'
                        and s.opinion not in ('clean', 'emphasis') and s.decision is null)
      then read.missing('decide_opinion', 'opinion_missing', null, 'external_auditor')
    else read.personal('decide_opinion', 'grant:' || a.application) end
    from portal.accounts a where a.entry = p_accounts
$$;
comment on function read.opinion_missing(bigint) is 'Why the current person cannot decide on an opinion, or null.';

-- The person's own entries, whatever policies say of their streams: nobody is refused what they did themselves.
create or replace function ledger.own_entries(p_month text)
returns table (entry bigint, at timestamptz, stream text, kind text, leaf_hash bytea, role text, amount_ore bigint,
               form text, request_sha256 bytea, object_sha256 text, signature text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.entry, e.at, e.stream, e.kind, e.leaf_hash, e.role, e.amount_ore::bigint,
         case when l.leaf ->> 'signature' is not null then 'signature'
              when (l.leaf ->> 'request')::json ->> 'second_factor' is not null then 'attestation' else 'session' end,
         sha256(convert_to(l.leaf ->> 'request', 'UTF8')), l.leaf #>> '{result,sha256}', l.leaf ->> 'signature'
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
   where e.person = ledger.current_person() and e.kind <> 'record_refusal'
     and (p_month is null or to_char(e.at at time zone 'Europe/Copenhagen', 'YYYY-MM') = p_month)
$$;
comment on function ledger.own_entries(text) is
  'Everything recorded in the current person''s name, in a month or ever: by signature with an own key, by attestation '
  'with a second factor, or in a session by certificate alone.';
revoke all on function ledger.own_entries(text) from public;

create or replace function read.signed(p_month text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'person', read.person(ledger.current_person()), 'month', p_month,
    'months', (select coalesce(json_agg(json_build_object('month', m.month, 'count', m.count) order by m.month desc), '[]')
                 from (select to_char(o.at at time zone 'Europe/Copenhagen', 'YYYY-MM') as month, count(*) as count
                         from ledger.own_entries(null) o group by 1) m),
    'entries', (select coalesce(json_agg(json_build_object('entry', o.entry, 'at', ledger.rfc3339(o.at),
                  'kind', o.kind, 'stream', o.stream, 'role', o.role, 'form', o.form, 'amount_ore', o.amount_ore,
                  'object_sha256', o.object_sha256, 'request_sha256', encode(o.request_sha256, 'hex'),
                  'signature', o.signature, 'leaf_hash', encode(o.leaf_hash, 'hex')) order by o.entry desc), '[]')
                  from ledger.own_entries(p_month) o))::text
    from (select ledger.clock() as now) t
   where ledger.current_person() is not null and (p_month is null or p_month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$')
$$;
comment on function read.signed(text) is
  'What the current person has signed, attested or done, newest first: in a month, or all of it with null.';

-- Statements and disputes.
create or replace function read.statement_list(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('year', y.year, 'sha256', s.s -> 'sha256',
           'confirmed', exists (select from portal.statement_confirmation c where c.application = p_application
              and c.year = y.year and c.sha256 = s.s ->> 'sha256')) order by y.year desc), '[]')
    from portal.award a
    cross join lateral generate_series(extract(year from a.at at time zone 'Europe/Copenhagen')::integer,
      extract(year from ledger.clock() at time zone 'Europe/Copenhagen')::integer) y(year)
    cross join lateral (select grants.statement_shown(p_application, y.year) as s offset 0) s
   where a.application = p_application
$$;
comment on function read.statement_list(bigint) is 'Yearly statements of a grant, newest first.';

create or replace function read.dispute_doc(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('dispute', d.dispute, 'year', d.year, 'reason', d.reason, 'at', ledger.rfc3339(d.at),
           'by', read.by(d.dispute), 'late', ledger.clock() > d.at + interval '30 days',
           'proposal_entry', d.proposal_entry, 'outcome', d.outcome, 'proposal_reason', d.proposal_reason,
           'proposed_by', read.by(d.proposal_entry), 'resolved_at', read.at(d.resolved_entry),
           'resolved_by', read.by(d.resolved_entry))
    from portal.dispute d where d.application = p_application order by d.dispute desc limit 1
$$;
comment on function read.dispute_doc(bigint) is 'The newest dispute of a grant, open or resolved; or null.';

create or replace function read.statement(p_application bigint, p_year integer)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('statement', a.application, json_build_object(
    'now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'application', a.application, 'year', p_year,
    'title', a.title, 'call', read.call_head(a.call, t.now), 'organisation', read.organisation(a.organisation),
    'statement', s.s, 'complete', p_year < extract(year from t.now at time zone 'Europe/Copenhagen'),
    'confirmed', (select json_build_object('entry', c.entry, 'at', read.at(c.entry), 'by', read.by(c.entry))
                    from portal.statement_confirmation c where c.application = a.application and c.year = p_year
                     and c.sha256 = s.s ->> 'sha256'),
    'dispute', read.dispute_doc(a.application), 'years', read.statement_list(a.application),
    'actions', (select coalesce(json_agg(x.act), '[]') from unnest(array['confirm_statement', 'dispute_statement']) x(act)
      where session_user = 'tilsagn_grantee' and read.personal(x.act, 'grant:' || a.application) is null
        and case x.act when 'confirm_statement' then not exists (
              select from portal.statement_confirmation c where c.application = a.application and c.year = p_year
                 and c.sha256 = s.s ->> 'sha256')
            else not exists (select from portal.dispute d where d.application = a.application
                                and d.resolved_entry is null) end))::text)
    from (select ledger.clock() as now) t, portal.award a,
         lateral (select grants.statement_shown(a.application, p_year) as s offset 0) s -- once, not for each mention
   where a.application = p_application and s.s is not null
$$;
comment on function read.statement(bigint, integer) is 'The statement of a grant and year, to be confirmed or disputed.';

create or replace function read.disputes()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('disputes', null, json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'disputes', (
      select coalesce(json_agg(json_build_object('application', a.application, 'title', a.title, 'call', a.call,
               'organisation', read.organisation(a.organisation), 'dispute', d.dispute, 'year', d.year,
               'at', ledger.rfc3339(d.at), 'days', extract(day from t.now - d.at)::integer,
               'late', t.now > d.at + interval '30 days', 'proposed', d.proposal_entry is not null,
               'resolved_at', read.at(d.resolved_entry)) order by d.resolved_entry is not null, d.dispute), '[]')
        from portal.dispute d join portal.award a on a.application = d.application))::text)
    from (select ledger.clock() as now) t
   where session_user = 'tilsagn_agency'
$$;
comment on function read.disputes() is 'Disputes, the open ones first; those open for more than 30 days are late.';
