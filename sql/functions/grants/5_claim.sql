-- SPDX-License-Identifier: EUPL-1.2
-- What the acts of repayment claims ask of the record.
create or replace function grants.claim_open(p_claim bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.amount_ore::bigint - (select coalesce(sum(s.amount_ore), 0)::bigint
                                   from grants.claim_settled s where s.claim = c.claim)
    from grants.claim c where c.claim = p_claim
$$;
comment on function grants.claim_open(bigint) is 'What is still to be paid back of a claim, in øre.';

create or replace function grants.open_claims(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(grants.claim_open(c.claim)), 0)::bigint
    from grants.claim c where c.application = p_application
$$;
comment on function grants.open_claims(bigint) is
  'What is still to be paid back on a grant, in øre; nothing is closed while it is above 0.';

create or replace function grants.open_claim_proposal(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.claim_proposal p
   where p.application = p_application
     and not exists (select from grants.claim_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_claim_proposal(bigint) is 'The undecided repayment claim, or null.';

create or replace function grants.open_claim_change(p_claim bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.claim_change p
   where p.claim = p_claim
     and not exists (select from grants.claim_change_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_claim_change(bigint) is 'The undecided change of a claim, or null.';

create or replace function grants.settle_claim(
  p_claim bigint, p_entry bigint, p_kind text, p_amount_ore bigint, p_day date)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if p_amount_ore > coalesce(grants.claim_open(p_claim), 0) then
    perform ledger.fail('LG201', 'more than is still to be paid back',
                        jsonb_build_object('open_ore', grants.claim_open(p_claim)));
  end if;
  insert into grants.claim_settled (claim, entry, application, kind, amount_ore, day)
  select c.claim, p_entry, c.application, p_kind, p_amount_ore, p_day
    from grants.claim c where c.claim = p_claim;
end
$$;
comment on function grants.settle_claim(bigint, bigint, text, bigint, date) is
  'Records that part of a claim was repaid, set off or written off by an entry that moved the money; LG201 above what '
  'is open.';

-- What comes in fills the claim that was due first.
create or replace function grants.settle_repayment(
  p_application bigint, p_entry bigint, p_kind text, p_amount_ore bigint, p_day date)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_rest bigint := p_amount_ore; v_part bigint; v record;
begin
  for v in select c.claim, grants.claim_open(c.claim) as open_ore from grants.claim c
            where c.application = p_application order by c.due, c.claim loop
    v_part := least(v_rest, v.open_ore);
    continue when v_part <= 0;
    perform grants.settle_claim(v.claim, p_entry, p_kind, v_part, p_day);
    v_rest := v_rest - v_part;
  end loop;
  if v_rest > 0 then
    perform ledger.fail('LG201', 'more than is still to be paid back', jsonb_build_object(
      'open_ore', grants.open_claims(p_application)));
  end if;
end
$$;
comment on function grants.settle_repayment(bigint, bigint, text, bigint, date) is
  'Shares what came back between the claims of a grant, the first due first; LG201 above what is open.';

-- The newest final accounts and the claim that follows from them.
create or replace function grants.claim_computed(p_application bigint)
returns table (accounts_entry bigint, computation jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.entry, rule.instalment(grants.call_now(p_application), grants.instalment_input(a.entry))
    from grants.accounts a
   where a.application = p_application and a.kind = 'final'
     and a.entry = (select max(x.entry) from grants.accounts x where x.application = p_application)
$$;
comment on function grants.claim_computed(bigint) is
  'What the payment rule computes on the newest accounts when they are final ones; no row otherwise.';

create or replace function grants.check_claim(p_application bigint, p_cause text, p_amount bigint, p_sent jsonb)
returns bigint language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v record;
begin
  if p_amount = 0 then perform grants.refuse('amount_ore', 'not_positive'); end if;
  if p_amount > ledger.balance('grant:' || p_application || ':paid') then
    perform ledger.fail('LG201', 'more than was paid', jsonb_build_object('violations',
      jsonb_build_array(rule.violation('amount_ore', 'above_paid'))));
  end if;
  if p_cause <> 'accounts' then return null; end if;
  select c.accounts_entry, c.computation into v from grants.claim_computed(p_application) c;
  if v.accounts_entry is null then perform grants.not_now('awarded', 'submit_accounts'); end if;
  if v.computation is distinct from p_sent then
    perform ledger.fail('LG103', 'the computation differs', jsonb_build_object(
      'sent', p_sent, 'computed', v.computation));
  end if;
  if v.computation -> 'missing' <> '[]' then
    perform grants.not_now('signed_off', v.computation #>> '{missing,0,code}');
  end if;
  if p_amount <> (v.computation ->> 'claim_ore')::bigint then
    perform ledger.fail('LG103', 'the amount differs', jsonb_build_object(
      'sent', p_amount, 'computed', v.computation -> 'claim_ore'));
  end if;
  return v.accounts_entry;
end
$$;
comment on function grants.check_claim(bigint, text, bigint, jsonb) is
  'The final accounts a claim follows from, or null for another cause; LG201 above what was paid, LG103 when the rule '
  'computes another claim.';

create or replace function grants.paid_with(p_application bigint, p_set_off bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('paid_final_ore', greatest(0, p.final - p.claimed),
                            'paid_part_ore', p.part - greatest(0, p.claimed - p.final))
    from (select grants.paid_on(p_application, 'part') as part, grants.paid_on(p_application, 'final') as final,
                 grants.claimed_of(p_application) - p_set_off as claimed) p
$$;
comment on function grants.paid_with(bigint, bigint) is
  'What would count as paid on part and on final accounts once so much of the claims is set off.';

-- Set off is what stands as paid again, so that the next payment is so much less; given up is what no payment
-- can bring back any more.
create or replace function grants.check_settled_so(p_application bigint, p_claim bigint, p_change text, p_amount bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_accounts grants.accounts; v_computed jsonb;
begin
  select a.* into v_accounts from grants.accounts a
   where a.application = p_application order by a.version desc limit 1;
  if v_accounts.entry is not null then
    v_computed := rule.instalment(grants.call_now(p_application), grants.instalment_input(v_accounts.entry));
  end if;
  if p_change = 'write_off' then
    if (select c.cause <> 'accounts' from grants.claim c where c.claim = p_claim)
       and (v_accounts.kind is distinct from 'final' or v_computed -> 'missing' <> '[]'
            or (v_computed ->> 'payable_ore')::bigint > 0) then
      perform grants.not_now('more may be payable', 'set_off');
    end if;
    return;
  end if;
  if v_computed is null or v_computed -> 'missing' <> '[]'
     or grants.prepared_on(v_accounts.entry) then
    perform grants.not_now('nothing is payable', 'signed accounts without an instalment');
  end if;
  if p_amount > (v_computed ->> 'payable_ore')::bigint then
    perform ledger.fail('LG201', 'more than is payable', jsonb_build_object('violations',
      jsonb_build_array(rule.violation('amount_ore', 'above_payable'))));
  end if;
  -- a ceiling of the last payment alone does not see what was paid before: there nothing would be set off
  if p_amount <> (v_computed ->> 'payable_ore')::bigint - (rule.instalment(grants.call_now(p_application),
       grants.instalment_input(v_accounts.entry) || grants.paid_with(p_application, p_amount)) ->> 'payable_ore')::bigint then
    perform grants.not_now('the payment would not be so much less', 'book_repayment');
  end if;
end
$$;
comment on function grants.check_settled_so(bigint, bigint, text, bigint) is
  'A set-off takes at most what the newest accounts make payable; a claim is given up only when nothing can become '
  'payable any more, because it would be paid out again. LG201, LG502.';

create or replace function grants.check_claim_change(
  p_ctx ledger.act_context, p_claim bigint, p_change text, p_amount bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_list json := p_ctx.params -> 'instalments';
  v_today date := identity.day_of(p_ctx.at);
  v_bad integer;
begin
  if p_amount = 0 then perform grants.refuse('amount_ore', 'not_positive'); end if;
  if p_amount > (case p_change when 'write_off_interest' then coalesce(grants.claim_interest(p_claim, v_today), 0)
                   else grants.claim_open(p_claim) end) then
    perform ledger.fail('LG201', 'more than is still to be paid back', jsonb_build_object('violations',
      jsonb_build_array(rule.violation('amount_ore', 'above_open'))));
  end if;
  if p_change <> 'plan' then
    if json_array_length(v_list) > 0 then perform grants.refuse('instalments', 'not_allowed'); end if;
    if p_change = 'write_off_interest' then return; end if;
    perform grants.check_settled_so((p_ctx.params ->> 'application')::bigint, p_claim, p_change, p_amount);
    return;
  end if;
  perform grants.check_list(v_list, array['due:day', 'amount_ore:sum'], 'params.instalments', 36);
  if p_amount <> grants.claim_open(p_claim)
     or p_amount <> (select sum((i ->> 'amount_ore')::bigint) from json_array_elements(v_list) i) then
    perform grants.refuse('instalments', 'sum_differs');
  end if;
  select min(i.n) - 1 into v_bad
    from (select x.n, (x.i ->> 'due')::date as due, (x.i ->> 'amount_ore')::bigint as ore,
                 lag((x.i ->> 'due')::date, 1, v_today) over (order by x.n) as before
            from json_array_elements(v_list) with ordinality x(i, n)) i
   where i.due <= i.before or i.ore = 0;
  if v_bad is not null then
    perform grants.refuse('instalments.' || v_bad || '.due', 'not_ascending');
  end if;
end
$$;
comment on function grants.check_claim_change(ledger.act_context, bigint, text, bigint) is
  'A plan pays exactly what is open, on days that follow one another from tomorrow on; the others at most what is open.';

-- When what has to be paid: the newest accepted plan, else the claim's own day. What was paid already fills
-- the earliest part first.
create or replace function grants.claim_dues(p_claim bigint)
returns table (n integer, due date, amount_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with plan as (
    select max(p.entry) as entry from grants.claim_change p
      join grants.claim_change_decision d on d.proposal_entry = p.entry and d.decision = 'accept'
     where p.claim = p_claim and p.change = 'plan')
  select i.n, i.due, i.amount_ore::bigint from grants.claim_instalment i join plan on plan.entry = i.entry
  union all
  select 1, c.due, c.amount_ore::bigint from grants.claim c, plan
   where c.claim = p_claim and plan.entry is null
   order by 1
$$;
comment on function grants.claim_dues(bigint) is 'The days and sums of a claim as last agreed.';

create or replace function grants.claim_unpaid(p_claim bigint)
returns table (due date, amount_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select t.due, least(t.amount_ore, greatest(0, t.upto - t.settled))
    from (select d.due, d.amount_ore, sum(d.amount_ore) over (order by d.n)::bigint as upto,
                 (sum(d.amount_ore) over () - grants.claim_open(p_claim))::bigint as settled
            from grants.claim_dues(p_claim) d) t
   where t.upto > t.settled
$$;
comment on function grants.claim_unpaid(bigint) is 'What is still unpaid of a claim, by the day it is due.';

create or replace function grants.claim_overdue(p_claim bigint, p_today date)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(u.amount_ore), 0)::bigint from grants.claim_unpaid(p_claim) u where u.due < p_today
$$;
comment on function grants.claim_overdue(bigint, date) is 'What should have been paid before a day and was not.';

create or replace function grants.interest_rates(p_before bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('from', to_char(p.from_day::timestamp, 'YYYY-MM-DD'),
           'to', to_char(p.to_day::timestamp, 'YYYY-MM-DD'), 'rate_bp', p.reference_bp + p.supplement_bp)
           order by p.from_day), '[]')
    from grants.interest_proposal p
    join grants.interest_decision d on d.proposal_entry = p.entry and d.decision = 'accept'
   where p_before is null or d.entry < p_before
$$;
comment on function grants.interest_rates(bigint) is
  'The rates that were accepted, now or before an entry, as rule.interest reads them.';

create or replace function grants.streams_of_proposal(p_rate bigint)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  select array['batch:interest-' || to_char(p.from_day::timestamp, 'YYYY-MM-DD')]
    from grants.interest_proposal p where p.entry = p_rate
  union all
  select array['batch:period-' || to_char(p.month::timestamp, 'YYYY-MM')]
    from grants.period_proposal p where p.entry = p_rate
  union all
  select array['batch:year-' || p.year] from grants.year_proposal p where p.entry = p_rate
$$;
comment on function grants.streams_of_proposal(bigint) is
  'Stream of what finance proposes: rates of one first day share it, and what is proposed about one month or year.';

create or replace function grants.reminder_due(p_claim bigint, p_today date)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select count(*) < 3 and coalesce(bool_and(identity.day_of(e.at) + grants.reminder_days() <= p_today), true)
    from grants.claim_reminder r join ledger.entry e on e.entry = r.entry
   where r.claim = p_claim
$$;
comment on function grants.reminder_due(bigint, date) is
  'Whether another reminder may be sent: fewer than three so far, the last one 30 days ago.';
