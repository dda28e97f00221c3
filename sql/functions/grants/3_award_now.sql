-- SPDX-License-Identifier: EUPL-1.2
-- An award as it is now: what was decided, replaced by the newest amendment. Everything that asks what an
-- award is, asks here; the row of the proposal says only what it once was.
create or replace function grants.amended_by(p_application bigint, p_before bigint default null)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(d.proposal_entry) filter (where d.entry = n.entry)
    from grants.amendment_decision d,
         lateral (select max(x.entry) as entry from grants.amendment_decision x
                   where x.application = p_application and x.decision = 'amend'
                     and (p_before is null or x.entry < p_before)) n
   where d.application = p_application
$$;
comment on function grants.amended_by(bigint, bigint) is
  'The proposal of the newest amendment, or of the newest before an entry; null while there is none.';

create or replace function grants.award_amount(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select m.amount_ore::bigint from grants.amendment_proposal m
      where m.entry = grants.amended_by(p_application)),
    (select p.amount_ore::bigint from grants.award_proposal p
      where p.entry = grants.award_of(p_application)))
$$;
comment on function grants.award_amount(bigint) is
  'The award in øre as last amended; null without an award.';

create or replace function grants.award_lines_now(p_application bigint)
returns table (year integer, amount_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select l.year, l.amount_ore::bigint from grants.amendment_line l
   where l.entry = grants.amended_by(p_application)
  union all
  select l.year, l.amount_ore::bigint from grants.award_line l
   where l.entry = grants.award_of(p_application) and grants.amended_by(p_application) is null
   order by 1
$$;
comment on function grants.award_lines_now(bigint) is
  'The finance-year lines of the award as last amended.';

create or replace function grants.award_due(p_application bigint, p_kind text)
returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select case p_kind when 'part' then t.part_accounts_due when 'final' then t.final_accounts_due end
    from (select m.part_accounts_due, m.final_accounts_due from grants.amendment_proposal m
           where m.entry = grants.amended_by(p_application)
          union all
          select p.part_accounts_due, p.final_accounts_due from grants.award_proposal p
           where p.entry = grants.award_of(p_application)
             and grants.amended_by(p_application) is null) t
$$;
comment on function grants.award_due(bigint, text) is
  'The day on which part or final accounts are due, as last amended; null when none is set.';

create or replace function grants.cost_days(p_application bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('later_start', grants.later_start(a.call, a.organisation),
           'final_due', rule.due_final(grants.call_now(p_application), grants.award_due(p_application, 'final')),
           'awarded', identity.day_of(d.at))
    from grants.application a
    join grants.award_decision d on d.application = a.application and d.decision = 'award'
   where a.application = p_application
$$;
comment on function grants.cost_days(bigint) is
  'What else says which days'' costs count: whether they begin later, when the final accounts are due, and when it was awarded.';

create or replace function grants.budget_at(p_application bigint, p_entry bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(
    (select m.budget from grants.amendment_proposal m
      where m.entry = grants.amended_by(p_application, p_entry)),
    (select s.content::jsonb -> 'budget'
       from grants.award_proposal p join grants.submission s on s.entry = p.submission_entry
      where p.entry = grants.award_of(p_application)))
$$;
comment on function grants.budget_at(bigint, bigint) is
  'The approved budget as it was before an entry; as it is now when that is null.';

create or replace function grants.budget_of(p_application bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.budget_at(p_application, null)
$$;
comment on function grants.budget_of(bigint) is
  'The approved budget: that of the awarded submission, or of the newest amendment.';

create or replace function grants.call_now(p_application bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when m.period_to is null then c.definition::jsonb
              else jsonb_set(c.definition::jsonb, '{project,to}',
                             to_jsonb(to_char(m.period_to::timestamp, 'YYYY-MM-DD'))) end
    from grants.application a
    join grants.call c on c.call = a.call
    left join grants.amendment_proposal m on m.entry = grants.amended_by(p_application)
   where a.application = p_application
$$;
comment on function grants.call_now(bigint) is
  'The call as the rules are to read it for this grant: an amendment may have moved the last day.';

create or replace function grants.accounts_lines(p_accounts bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_agg(jsonb_build_object('line', l.line, 'actual_ore', l.actual_ore,
           'own_funding_ore', l.own_funding_ore, 'cut_ore', (
             select coalesce(sum(rule.mileage_cut(m.km, m.paid_ore, m.rate_ore)), 0)::bigint
               from grants.accounts_mileage m where m.entry = l.entry and m.line = l.line)) order by l.line)
    from grants.accounts_line l where l.entry = p_accounts
$$;
comment on function grants.accounts_lines(bigint) is
  'Lines of accounts as the rules read them, with what driving cost above its rate.';

create or replace function grants.documented_now(p_accounts bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select rule.documented(grants.budget_of(a.application), grants.accounts_lines(a.entry))
    from grants.accounts a where a.entry = p_accounts
$$;
comment on function grants.documented_now(bigint) is
  'What accounts document against the budget as it is now, in øre.';

create or replace function grants.claimed_of(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(c.amount_ore - (select coalesce(sum(s.amount_ore), 0) from grants.claim_settled s
                                       where s.claim = c.claim and s.kind = 'set_off')), 0)::bigint
    from grants.claim c where c.application = p_application
$$;
comment on function grants.claimed_of(bigint) is
  'Decided repayment claims less what was set off, in øre: what was paid less this is what counts as paid.';

-- A cap per municipality holds for all its grants of a call together, as it does for what it applies for: annexes
-- are often confirmed after the deadline, when nothing could hold the applications to it.
create or replace function grants.cap_left(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when l.ore is not null then greatest(l.ore, grants.award_amount(p_application)) end
    from (select grants.annex_value(a.call, c.definition::jsonb #>> '{limits,cap,annex}', a.organisation) - (
              select coalesce(sum(grants.award_amount(o.application)), 0)::bigint
                from grants.application o
               where o.call = a.call and o.organisation = a.organisation and o.application <> a.application) as ore
            from grants.application a join grants.call c on c.call = a.call
           where a.application = p_application) l
$$;
comment on function grants.cap_left(bigint) is
  'What its organisation''s cap leaves to an application beside the other grants of the call, in øre, and never less '
  'than it was awarded; null without a cap.';

create or replace function grants.assert_under_cap(p_application bigint, p_amount bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if p_amount > grants.cap_left(p_application) then
    perform ledger.fail('LG201', 'more than the organisation''s cap leaves', jsonb_build_object('violations',
      jsonb_build_array(jsonb_build_object('field', 'amount_ore', 'code', 'above_cap'))));
  end if;
end
$$;
comment on function grants.assert_under_cap(bigint, bigint) is
  'LG201 when the other grants of the organisation leave less than this of its cap.';
