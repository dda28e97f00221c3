-- SPDX-License-Identifier: EUPL-1.2
-- Interest on what is paid back late. That and how much is owed is renteloven's: from the day after the due day (§ 3),
-- at the reference rate and a supplement (§ 5), on the sum claimed and never on interest. Which of the two a payment
-- covers first no provision says for such claims here, so it is the payer's favour: the claim, the first due first,
-- which stops its interest, then the interest.
create or replace function grants.claim_stages(p_claim bigint, p_before bigint)
returns table (k bigint, since bigint, plan bigint, until bigint, until_day date)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with agreed as (
    select d.entry, p.entry as plan, least(identity.day_of(e.at),
             (select min(i.due) from grants.claim_instalment i where i.entry = p.entry)) as day
      from grants.claim_change p join grants.claim_change_decision d on d.proposal_entry = p.entry and d.decision = 'accept'
      join ledger.entry e on e.entry = d.entry
     where p.claim = p_claim and p.change = 'plan' and (p_before is null or d.entry < p_before)
    union all select p_claim, null, null)
  select row_number() over w, a.entry, a.plan, lead(a.entry) over w, lead(a.day) over w
    from agreed a window w as (order by a.entry)
$$;
comment on function grants.claim_stages(bigint, bigint) is
  'By which days a claim was to be paid, one after the other: its own, then each accepted plan''s; the entries between which '
  'they held, and the day up to which what was late then costs interest; now, or as it was before an entry.';

-- What of a claim was paid, or was open when the days changed or is open still, cut at the days on which it was due:
-- each piece costs interest up to one day. What is written off costs none, nor what never reached the payee.
create or replace function grants.interest_pieces(p_claim bigint, p_day date, p_before bigint)
returns table (amount_ore bigint, due date, until_day date)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with stage as (select s.* from grants.claim_stages(p_claim, p_before) s),
  due as (
    select s.k, d.due, d.amount_ore as ore, sum(d.amount_ore) over (partition by s.k order by d.n)::bigint as upto,
           sum(d.amount_ore) over (partition by s.k)::bigint as total
      from stage s cross join lateral (
        select i.n, i.due, i.amount_ore::bigint as amount_ore from grants.claim_instalment i where i.entry = s.plan
        union all select 1, c.due, c.amount_ore::bigint from grants.claim c where c.claim = p_claim and s.plan is null) d),
  paid as (
    select x.entry, x.kind, x.day, x.amount_ore::bigint as ore,
           c.amount_ore::bigint - sum(x.amount_ore) over (order by x.entry)::bigint as left_ore
      from grants.claim_settled x join grants.claim c on c.claim = x.claim
     where x.claim = p_claim and (p_before is null or x.entry < p_before)),
  move as (
    select s.k, p.left_ore + p.ore as before, p.left_ore as after, p.day
      from paid p join stage s on p.entry > s.since and (s.until is null or p.entry < s.until)
     where p.kind not in ('written_off', 'returned')
    union all
    select s.k, c.amount_ore::bigint - coalesce((select sum(p.ore) from paid p where s.until is null or p.entry < s.until), 0)::bigint,
           0::bigint, case when s.until is null then p_day else s.until_day end
      from stage s, grants.claim c where c.claim = p_claim)
  select x.ore, x.due, x.day
    from (select d.due, m.day, least(d.upto, d.total - m.after) - greatest(d.upto - d.ore, d.total - m.before) as ore
            from move m join due d on d.k = m.k) x
   where x.ore > 0 and x.due < x.day
$$;
comment on function grants.interest_pieces(bigint, date, bigint) is
  'The late pieces of a claim: how much, due when, and up to which day each costs interest; now, or as it was before an entry.';

-- A payment that is known today may be of a later day than the one asked about: p_stop leaves out what came behind it.
create or replace function grants.interest_sum(p_claim bigint, p_day date, p_stop boolean, p_before bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when bool_or(x.ore is null) then null else coalesce(sum(x.ore), 0)::bigint end
    from (select rule.interest(p.amount_ore, p.due, least(p.until_day, case when p_stop then p_day end),
                               grants.interest_rates(p_before)) as ore
            from grants.interest_pieces(p_claim, p_day, p_before) p) x
$$;
comment on function grants.interest_sum(bigint, date, boolean, bigint) is
  'Interest on a claim until a day, in øre, paid or not, now or as it was known before an entry: with what costs interest '
  'beyond the day because it was paid behind it, or stopped at the day; null when a day has no rate.';

create or replace function grants.interest_accrued(p_claim bigint, p_day date)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.interest_sum(p_claim, p_day, false, null)
$$;
comment on function grants.interest_accrued(bigint, date) is
  'All interest on a claim until a day, in øre, paid or not; null when a day has no rate.';

create or replace function grants.claim_interest(p_claim bigint, p_today date)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select greatest(0, a.ore - s.ore)
    from (select grants.interest_accrued(p_claim, p_today) as ore) a,
         (select coalesce(sum(x.amount_ore), 0)::bigint as ore from grants.interest_settled x where x.claim = p_claim) s
   where a.ore is not null
$$;
comment on function grants.claim_interest(bigint, date) is
  'Interest owed on a claim on a day, in øre, the claim itself paid or not; null when a day has no rate.';

create or replace function grants.open_interest(p_application bigint, p_day date)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when bool_or(x.ore is null) then null else coalesce(sum(x.ore), 0)::bigint end
    from (select grants.claim_interest(c.claim, p_day) as ore from grants.claim c where c.application = p_application) x
$$;
comment on function grants.open_interest(bigint, date) is 'Interest owed on the claims of a grant on a day; null when a day has no rate.';

create or replace function grants.claim_stands(p_claim bigint, p_day date)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.claim_open(p_claim) > 0 or grants.claim_interest(p_claim, p_day) is distinct from 0::bigint
$$;
comment on function grants.claim_stands(bigint, date) is 'Whether anything is owed on a claim: itself, or interest, known or not.';

create or replace function grants.remindable(p_claim bigint, p_today date)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.claim_overdue(p_claim, p_today) > 0
      or grants.claim_open(p_claim) = 0 and grants.claim_interest(p_claim, p_today) > 0
$$;
comment on function grants.remindable(bigint, date) is 'Whether part of a claim is overdue, or its interest stands though it is paid.';

create or replace function grants.interest_accounts(p_call text)
returns text[] language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select array['appropriation:interest.' || p_call || ':source', 'appropriation:interest.' || p_call || ':unallocated']
$$;
comment on function grants.interest_accounts(text) is
  'Where interest that came in is booked, beside all appropriations: where it comes from, and what there is of it. No pool grows by it.';

-- One credit of the bank: what of it is the claims', what interest, and what is left over.
create or replace function grants.repayment_split(p_application bigint, p_amount bigint, p_day date)
returns table (claim_ore bigint, interest_ore bigint, rest_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.ore, i.ore, p_amount - p.ore - i.ore
    from (select least(p_amount, grants.open_claims(p_application)) as ore) p,
         lateral (select grants.open_interest(p_application, p_day) as ore) o,
         lateral (select case when p.ore = p_amount then 0::bigint
                              when o.ore is not null then least(p_amount - p.ore, o.ore) end as ore) i
$$;
comment on function grants.repayment_split(bigint, bigint, date) is
  'How a credit of a day is shared: the claims first, then their interest, then nothing; interest and rest are null when a '
  'day has no rate and the claims do not take all.';

create or replace function grants.settle_interest(p_application bigint, p_entry bigint, p_amount bigint, p_day date)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_rest bigint := p_amount; v_part bigint; v record;
begin
  for v in select c.claim from grants.claim c where c.application = p_application order by c.due, c.claim loop
    v_part := least(v_rest, grants.claim_interest(v.claim, p_day));
    continue when v_part <= 0;
    insert into grants.interest_settled (claim, entry, application, kind, amount_ore, day)
    values (v.claim, p_entry, p_application, 'paid', v_part, p_day);
    v_rest := v_rest - v_part;
  end loop;
end
$$;
comment on function grants.settle_interest(bigint, bigint, bigint, date) is
  'Shares interest that came in between the claims of a grant, the first due first.';
