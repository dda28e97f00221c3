-- SPDX-License-Identifier: EUPL-1.2
-- What a payment is computed from.
create or replace function grants.paid_on(p_application bigint, p_kind text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(i.amount_ore), 0)::bigint
    from grants.instalment i
    join grants.instalment_approved p on p.instalment = i.instalment
    join grants.accounts a on a.entry = i.accounts_entry
   where i.application = p_application and a.kind = p_kind
$$;
comment on function grants.paid_on(bigint, text) is
  'What was approved for payment on accounts of a kind; an approved sum is as good as paid.';

-- A decided claim is taken from the payments on final accounts first, then from those on part accounts.
create or replace function grants.counts_as_paid(p_application bigint, p_kind text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select case p_kind when 'final' then greatest(0, p.final - p.claimed)
                     else p.part - greatest(0, p.claimed - p.final) end
    from (select grants.paid_on(p_application, 'part') as part,
                 grants.paid_on(p_application, 'final') as final,
                 grants.claimed_of(p_application) as claimed) p
$$;
comment on function grants.counts_as_paid(bigint, text) is
  'What counts as paid on accounts of a kind: approved, less what was claimed back.';

-- What no act supplies yet the rule finds missing, and pays nothing.
create or replace function grants.instalment_input(p_accounts bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'accounts', a.kind,
    'award_ore', grants.award_amount(a.application),
    'documented_ore', grants.documented_now(a.entry),
    'paid_part_ore', grants.counts_as_paid(a.application, 'part'),
    'paid_final_ore', grants.counts_as_paid(a.application, 'final'),
    'sign_off', grants.sign_off_given(a.entry),
    'lines_given', grants.lines_given(a.application),
    'final_report', r.reports -> 'final_report',
    'status_report', r.reports -> 'status_report',
    'case_review', r.reports -> 'case_review',
    'part_number', 1 + (select count(*) from grants.instalment i
                          join grants.instalment_approved q on q.instalment = i.instalment
                          join grants.accounts b on b.entry = i.accounts_entry
                         where i.application = a.application and b.kind = 'part'),
    'results', grants.results_of(a.application),
    'rulings', (select coalesce(jsonb_object_agg(r.key, r.value), '{}')
                  from jsonb_each(grants.rulings_of(c.call)) r
                 where r.key in ('THRESHOLD_REVERSED', 'THRESHOLD_GAP', 'INSTALMENT_40_PCT')))
    from grants.accounts a
    join grants.application g on g.application = a.application
    join grants.call c on c.call = g.call,
         lateral (select grants.reports_of(a.application) as reports) r
   where a.entry = p_accounts
$$;
comment on function grants.instalment_input(bigint) is 'What rule.instalment computes from.';

-- Readers see no table of the record; that pages and act gather the same is worth one definer function.
create or replace function grants.instalment_input_seen(p_accounts bigint)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.instalment_input(a.entry) from grants.accounts a
   where a.entry = p_accounts and session_user in ('tilsagn_grantee', 'tilsagn_agency')
     and (grants.visible(a.application) or grants.audits(a.application))
$$;
comment on function grants.instalment_input_seen(bigint) is
  'instalment_input() of accounts that the login may see; null for others.';
