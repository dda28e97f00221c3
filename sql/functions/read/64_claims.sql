-- SPDX-License-Identifier: EUPL-1.2
-- Repayment claims as grantee and agency see them. What is open, overdue and costs interest is computed where the
-- acts compute it: these functions run as their owner and answer only for cases that the caller sees.
create or replace function grants.told_of_complaints(p_entry bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select convert_from(e.leaf, 'UTF8')::jsonb #> '{result,complaint}' from ledger.entry e where e.entry = p_entry
$$;
comment on function grants.told_of_complaints(bigint) is 'The guidance on complaints that a decision was recorded with.';

create or replace function grants.claims_seen(p_application bigint, p_today date)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('claim', c.claim, 'cause', c.cause,
      'amount_ore', c.amount_ore::bigint, 'open_ore', grants.claim_open(c.claim),
      'due', to_char(c.due::timestamp, 'YYYY-MM-DD'), 'reason', c.reason, 'at', ledger.rfc3339(c.at),
      'unheard_reason', (select p.unheard_reason from grants.claim_decision d
        join grants.claim_proposal p on p.entry = d.proposal_entry where d.entry = c.claim
        union all select p.unheard_reason from grants.amendment_decision d
        join grants.amendment_proposal p on p.entry = d.proposal_entry where d.entry = c.claim),
      'complaint', grants.told_of_complaints(c.claim),
      'overdue_ore', grants.claim_overdue(c.claim, p_today),
      'interest_ore', grants.claim_interest(c.claim, p_today),
      'reminders', (select count(*) from grants.claim_reminder r where r.claim = c.claim),
      'dues', (select coalesce(json_agg(json_build_object('due', to_char(u.due::timestamp, 'YYYY-MM-DD'),
          'amount_ore', u.amount_ore, 'late', u.due < p_today) order by u.due), '[]')
        from grants.claim_unpaid(c.claim) u),
      'settled', (select coalesce(json_agg(json_build_object('entry', s.entry, 'kind', s.kind,
          'amount_ore', s.amount_ore::bigint, 'day', to_char(s.day::timestamp, 'YYYY-MM-DD'))
          order by s.entry, s.kind), '[]') from (
            select x.claim, x.entry, x.kind, x.amount_ore, x.day from grants.claim_settled x
            union all select x.claim, x.entry, 'interest_' || x.kind, x.amount_ore, x.day from grants.interest_settled x) s
           where s.claim = c.claim),
      'proposal', case when session_user = 'tilsagn_agency' then (
        select json_build_object('entry', p.entry, 'change', p.change, 'amount_ore', p.amount_ore::bigint,
            'reason', p.reason, 'instalments', (select coalesce(json_agg(json_build_object(
              'due', to_char(i.due::timestamp, 'YYYY-MM-DD'), 'amount_ore', i.amount_ore::bigint)
              order by i.n), '[]') from grants.claim_instalment i where i.entry = p.entry))
          from grants.claim_change p where p.entry = grants.open_claim_change(c.claim)) end)
      order by c.claim desc), '[]')
    from grants.claim c
   where c.application = p_application and session_user in ('tilsagn_grantee', 'tilsagn_agency')
     and grants.visible(p_application)
$$;
comment on function grants.claims_seen(bigint, date) is
  'The claims of a grant that the login sees, with what is open, overdue and what interest it costs.';

create or replace function grants.claim_due_seen(p_application bigint)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select json_build_object('accounts_entry', c.accounts_entry, 'computation', c.computation,
           'definition', grants.call_now(p_application), 'input', grants.instalment_input(c.accounts_entry))
    from grants.claim_computed(p_application) c
   where session_user = 'tilsagn_agency' and grants.visible(p_application)
$$;
comment on function grants.claim_due_seen(bigint) is
  'What the payment rule claims on the newest final accounts, for the agency; null without such accounts.';

create or replace function grants.account_seen()
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(p.d #>> '{debtor_account,iban}', p.d #>> '{debtor_account,id}')
    from (select (grants.payment_profile_now()).document::jsonb as d) p
   where session_user in ('tilsagn_grantee', 'tilsagn_agency')
$$;
comment on function grants.account_seen() is
  'The account that payments come from and repayments go to; null while none is set.';

create or replace function grants.claims_due()
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('claim', c.claim, 'n', 1 + (
           select count(*) from grants.claim_reminder r where r.claim = c.claim)) order by c.claim), '[]')
    from grants.claim c, lateral (select identity.today() as today) t
   where session_user = 'tilsagn_sequencer'
     and grants.remindable(c.claim, t.today) and grants.reminder_due(c.claim, t.today)
$$;
comment on function grants.claims_due() is 'Claims of which a reminder is due, for the sequencer.';

create or replace function read.claim_proposal(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'cause', p.cause, 'amount_ore', p.amount_ore,
           'due', read.day(p.due), 'reason', p.reason, 'hearing', p.hearing, 'unheard_reason', p.unheard_reason,
           'at', read.at(p.entry), 'by', read.by(p.entry))
    from portal.claim_proposal p where p.application = p_application and p.decision_entry is null
$$;
comment on function read.claim_proposal(bigint) is 'The undecided claim of a grant, or null.';

create or replace function read.claim_actions(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(x.act order by x.n), '[]')
    from (values (1, 'propose_claim', read.claim_proposal(p_application) is null),
                 (2, 'decide_claim', read.claim_proposal(p_application) is not null and read.answer_by(p_application) is null),
                 (3, 'propose_settlement', true), (4, 'decide_settlement', true)) x(n, act, fits)
   where session_user = 'tilsagn_agency' and x.fits
     and read.personal(x.act, 'grant:' || p_application) is null
$$;
comment on function read.claim_actions(bigint) is 'What the current person can do about claims of a grant now.';

create or replace function read.claims(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('claims', a.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', a.application, 'title', a.title, 'call', read.call_head(a.call, t.now),
    'organisation', read.organisation(a.organisation), 'balances', read.balances(a.application),
    'award_ore', a.amount_ore, 'today', read.day(read.today(t.now)), 'account', grants.account_seen(),
    'claims', grants.claims_seen(a.application, read.today(t.now)),
    'computed', grants.claim_due_seen(a.application),
    'proposal', case when session_user = 'tilsagn_agency' then read.claim_proposal(a.application) end,
    'answer_by', read.day(read.answer_by(a.application)),
    'hearings', case when session_user = 'tilsagn_agency' then read.hearings(a.application) else '[]'::json end,
    'actions', read.claim_actions(a.application))::text)
    from (select ledger.clock() as now) t, portal.award a
   where a.application = p_application
     and (session_user = 'tilsagn_agency' or grants.party_to(a.application))
$$;
comment on function read.claims(bigint) is
  'Repayment claims of a grant; for its own organisation and the agency.';

-- Every claim that is open or waits for a decision, and the rates: what the agency works on.
create or replace function grants.claims_listed(p_today date)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('claim', c.claim, 'application', c.application,
      'title', s.content::json -> 'title', 'organisation', grants.holder_at(c.application, null), 'call', a.call, 'cause', c.cause,
      'amount_ore', c.amount_ore::bigint, 'open_ore', o.ore, 'due', to_char(c.due::timestamp, 'YYYY-MM-DD'),
      'overdue_ore', grants.claim_overdue(c.claim, p_today), 'interest_ore', grants.claim_interest(c.claim, p_today),
      'reminders', (select count(*) from grants.claim_reminder r where r.claim = c.claim),
      'change_entry', grants.open_claim_change(c.claim)) order by c.due, c.claim), '[]')
    from grants.claim c join grants.application a on a.application = c.application
    cross join lateral (select grants.claim_open(c.claim) as ore) o
    left join lateral (select x.content from grants.submission x where x.application = c.application
                        order by x.version desc limit 1) s on true
   where session_user = 'tilsagn_agency' and grants.claim_stands(c.claim, p_today)
$$;
comment on function grants.claims_listed(date) is 'Open claims for the agency, the first due first.';

create or replace function read.interest_rates()
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', r.entry, 'from', read.day(r.from_day), 'to', read.day(r.to_day),
      'reference_bp', r.reference_bp, 'supplement_bp', r.supplement_bp, 'rate_bp', r.reference_bp + r.supplement_bp,
      'source', r.source, 'at', read.at(r.entry), 'by', read.by(r.entry), 'decision', r.decision,
      'decided_by', read.by(r.decision_entry), 'reason', r.reason, 'mine', r.decision is null and identity.i_hold('finance')
        and read.personal('decide_interest', 'batch:interest-' || read.day(r.from_day)) is null)
      order by r.from_day desc, r.entry desc), '[]')
    from portal.interest r
$$;
comment on function read.interest_rates() is 'Rates of interest, proposed and decided, and whether the current person may decide.';

create or replace function read.agency_claims()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('agency_claims', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'today', read.day(read.today(t.now)),
    'claims', (select coalesce(json_agg(jsonb_set(c::jsonb, '{organisation}', read.organisation(c ->> 'organisation')::jsonb) order by n), '[]')
      from json_array_elements(grants.claims_listed(read.today(t.now))) with ordinality l(c, n)),
    'proposals', (select coalesce(json_agg(json_build_object('entry', p.entry, 'application', p.application,
        'title', a.title, 'organisation', read.organisation(a.organisation), 'call', a.call, 'cause', p.cause,
        'amount_ore', p.amount_ore, 'due', read.day(p.due), 'by', read.by(p.entry)) order by p.entry), '[]')
      from portal.claim_proposal p join portal.award a on a.application = p.application where p.decision_entry is null),
    'rates', read.interest_rates(),
    'actions', case when identity.i_hold('finance') then '["propose_interest"]'::json else '[]'::json end)::text)
    from (select ledger.clock() as now) t where session_user = 'tilsagn_agency'
$$;
comment on function read.agency_claims() is
  'Open claims, proposed ones, and the rates of interest; what the current person can do.';

create or replace function read.claim_tasks()
returns table (waiting text, task json) language sql stable set search_path = pg_catalog, pg_temp as $$
  select w.w, read.task('decide_claim', 'claim', p.application::text, to_json(a.title), a.call, a.organisation, null, null,
                   p.amount_ore, w.w)
    from portal.claim_proposal p join portal.award a on a.application = p.application,
         lateral (select case when read.answer_by(p.application) is not null then 'applicant'
                              when read.personal('decide_claim', 'grant:' || p.application) is not null
                              then 'officer' end as w) w
   where p.decision_entry is null
  union all
  select case when w.w is not null then 'finance' end,
         read.task('decide_settlement', 'claim', c ->> 'application', c -> 'title', c ->> 'call', c ->> 'organisation',
                   null, null, (c ->> 'open_ore')::bigint, case when w.w is not null then 'finance' end)
    from json_array_elements(grants.claims_listed(read.today(ledger.clock()))) c,
         lateral (select read.personal('decide_settlement', 'grant:' || (c ->> 'application')) as w) w
   where c ->> 'change_entry' is not null
  union all
  select case when not (r ->> 'mine')::boolean then 'finance' end,
         read.task('decide_interest', 'interest', r ->> 'entry', r -> 'from', null, null, null, null, null,
                   case when not (r ->> 'mine')::boolean then 'finance' end)
    from json_array_elements(read.interest_rates()) r where r ->> 'decision' is null
$$;
comment on function read.claim_tasks() is 'What waits for a decision about repayments.';

create or replace function read.claims_due()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('claims', grants.claims_due())::text
$$;
comment on function read.claims_due() is 'Claims of which a reminder is due, for the sequencer.';
