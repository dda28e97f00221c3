-- SPDX-License-Identifier: EUPL-1.2
-- What a movement on the account means, and what does not fit.
create or replace function grants.paid_so_far(p_instalment bigint, p_try integer)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select b.outcome from grants.instalment_booked b
   where b.instalment = p_instalment and b.try = p_try order by b.entry desc limit 1
$$;
comment on function grants.paid_so_far(bigint, integer) is
  'What was booked last for one release: paid, failed, or null.';

create or replace function grants.line_meaning(p_line grants.bank_line)
returns grants.bank_line language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_line grants.bank_line := p_line;
  v_ours text[] := regexp_match(p_line.reference, '^T([1-9][0-9]{0,17})-([1-9][0-9]?)$');
  v_claim text[] := regexp_match(p_line.reference, '^R([1-9][0-9]{0,17})$');
  v_found record;
begin
  -- a notification and the statement after it tell of the same movement under the bank's one number
  if exists (select from grants.bank_line b where b.bank_id = v_line.bank_id and b.debit = v_line.debit
                and b.amount_ore = v_line.amount_ore and b.statement <> v_line.statement) then
    v_line.meaning := 'again';
    return v_line;
  end if;
  v_line.meaning := 'alarm';
  select i.instalment, i.application, r.try into v_found
    from grants.instalment i join grants.instalment_released r on r.instalment = i.instalment
   where i.instalment = v_ours[1]::bigint and r.try = v_ours[2]::integer;
  if v_found.instalment is not null then
    v_line.instalment := v_found.instalment;
    v_line.application := v_found.application;
    v_line.try := v_found.try;
    if grants.line_fault(v_line) is null then
      v_line.meaning := case when v_line.debit then 'payment' else 'return' end;
    end if;
  elsif not v_line.debit and not v_line.returned
        and ledger.balance('grant:' || v_claim[1] || ':reclaimed')
            + coalesce(grants.open_interest(v_claim[1]::bigint, v_line.day), 0) >= v_line.amount_ore then
    v_line.application := v_claim[1]::bigint;
    v_line.meaning := 'repayment';
  end if;
  return v_line;
end
$$;
comment on function grants.line_meaning(grants.bank_line) is
  'A movement with what it is taken for: of our payments by reference, amount and payee, of claims by reference.';

create or replace function grants.line_fault(p_line grants.bank_line)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select case
    when not p_line.debit and not (p_line.returned and p_line.instalment is not null
                                   and grants.release_ore(i.instalment, p_line.try) = p_line.amount_ore) then 'credit_without_claim'
    when not p_line.debit then null
    when p_line.instalment is null and p_line.reference <> '' and p_line.reference !~ '^T[1-9][0-9]{0,17}-[1-9][0-9]?$'
      then 'unknown_reference'
    when p_line.instalment is null or p_line.returned then 'debit_without_release'
    when exists (select from grants.bank_line b where b.reference = p_line.reference and b.debit
                    and b.meaning <> 'again' and (b.statement, b.n) < (p_line.statement, p_line.n))
      then 'double'
    when grants.release_ore(i.instalment, p_line.try) <> p_line.amount_ore then 'other_amount'
    when p_line.creditor_id <> '' and p_line.creditor_id <> grants.payee(i.instalment) then 'other_creditor' end
    from (select 1) one
    left join grants.instalment i on i.instalment = p_line.instalment
$$;
comment on function grants.line_fault(grants.bank_line) is 'The kind of alarm that a movement raises, or null.';

create or replace function grants.raise_alarm(
  p_entry bigint, p_kind text, p_line grants.bank_line, p_missing boolean)
returns integer language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_alarm integer := 1 + coalesce((select max(a.alarm) from grants.alarm a), 0); -- under the lock of batch:bank
begin
  insert into grants.alarm (alarm, entry, kind, statement, n, application, instalment, amount_ore)
  values (v_alarm, p_entry, p_kind, p_line.statement, case when not p_missing then p_line.n end,
          p_line.application, p_line.instalment, p_line.amount_ore);
  return v_alarm;
end
$$;
comment on function grants.raise_alarm(bigint, text, grants.bank_line, boolean) is 'Numbers an alarm.';

create or replace function grants.missing_payments(p_last_day date)
returns table (instalment bigint, application bigint, try integer, amount_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.instalment, r.application, r.try, grants.release_ore(r.instalment, r.try)
    from grants.instalment_released r
    join grants.batch_file f on f.batch = r.batch
    join grants.payment_profile p on p.entry = f.profile
   where f.execution_day + (p.document::json ->> 'missing_after_days')::integer <= p_last_day
     and not exists (select from grants.bank_line b
                      where b.reference = grants.payment_reference(r.instalment, r.try))
     and not exists (select from grants.alarm a where a.kind = 'missing' and a.instalment = r.instalment)
   order by r.instalment, r.try
$$;
comment on function grants.missing_payments(date) is
  'Releases of which the bank should have told by this day and has not, nor was it said before.';

create or replace function grants.alarms_open(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.alarm a where a.application = p_application
                    and not exists (select from grants.alarm_closed c where c.alarm = a.alarm))
$$;
comment on function grants.alarms_open(bigint) is 'Whether an alarm about a grant is open.';

-- More came in under a claim's reference than is owed: what can be booked of it all the same, and what cannot.
create or replace function grants.repayable_seen(p_statement bigint, p_n integer)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select json_build_object('application', a.application, 'claim_ore', s.claim_ore, 'interest_ore', s.interest_ore,
           'rest_ore', s.rest_ore)
    from grants.bank_line b
    join grants.application a on b.reference = 'R' || a.application
    cross join lateral grants.repayment_split(a.application, b.amount_ore::bigint, b.day) s
   where b.statement = p_statement and b.n = p_n and b.meaning = 'alarm' and not b.debit and not b.returned
     and s.rest_ore < b.amount_ore and session_user = 'tilsagn_agency'
     and not exists (select from grants.repayment_booked r where r.statement = b.statement and r.n = b.n)
$$;
comment on function grants.repayable_seen(bigint, integer) is
  'What of a credit above what is owed is the claims'', what interest, what neither, for the agency; null when nothing is.';
