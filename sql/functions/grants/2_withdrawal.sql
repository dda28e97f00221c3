-- SPDX-License-Identifier: EUPL-1.2
-- Withdrawals: whether one stands, and what would be withdrawn now.
create or replace function grants.withdrawn(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.withdrawal w where w.application = p_application)
     and not exists (select from grants.counting(grants.call_of(p_application)) c where c.application = p_application)
$$;
comment on function grants.withdrawn(bigint) is 'Whether an application was withdrawn and nothing was sent in time after it.';

create or replace function grants.assert_own(p_ctx ledger.act_context, p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if not exists (select from draft.application d
                  where d.application = p_application and d.organisation = p_ctx.organisation
                    and (d.unit is null or d.shared or d.unit is not distinct from identity.unit_now(p_ctx.person))) then
    perform ledger.fail('LG301', 'no such application');
  end if;
end
$$;
comment on function grants.assert_own(ledger.act_context, bigint) is
  'LG301 unless the application is of the person''s organisation, and of their unit or shared with all.';

create or replace function grants.assert_counting(p_application bigint, p_submission bigint)
returns grants.submission language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_found grants.submission;
begin
  select s.* into v_found from grants.submission s
   where s.entry = (select c.entry from grants.counting(grants.call_of(p_application)) c where c.application = p_application);
  if v_found.entry is null then
    perform grants.not_now(case when grants.withdrawn(p_application) then 'withdrawn' else 'not_counted' end, 'submit');
  end if;
  if v_found.entry <> p_submission then
    perform ledger.fail('LG503', 'another submission counts', jsonb_build_object('submission_entry', v_found.entry));
  end if;
  return v_found;
end
$$;
comment on function grants.assert_counting(bigint, bigint) is
  'The submission that counts: LG502 when none does, LG503 when it is another than the one that was named.';

-- From when officers have proposed what becomes of an application, another officer decides on exactly that, and from
-- when a pool is shared out, others' awards rest on it: earlier than the decision, so that nobody waits for the
-- proposal and then takes away what it was compared with. Fails closed.
create or replace function grants.withdrawal_bound(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when grants.award_of(p_application) is not null then 'awarded'
    when grants.refused(p_application) then 'refused'
    when grants.open_proposal(p_application) is not null or grants.open_refusal(p_application) is not null then 'proposed'
    when grants.allocation_of(grants.call_of(p_application)) is not null then 'allocated'
    when grants.call_state(grants.call_of(p_application)) not in ('closed', 'opened') then 'not_closed' end
$$;
comment on function grants.withdrawal_bound(bigint) is
  'Why an application cannot be withdrawn by two: awarded, refused, proposed, allocated, or its call is not closed; null: it can.';

create or replace function grants.withdrawal_bound_seen(p_application bigint)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.withdrawal_bound(p_application) where grants.visible(p_application)
$$;
comment on function grants.withdrawal_bound_seen(bigint) is 'The same for whoever may see the application.';

create or replace function grants.open_withdrawal(p_application bigint)
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.withdrawal_proposal p
   where p.application = p_application and grants.visible(p.application)
     and not exists (select from grants.withdrawal w where w.proposal_entry = p.entry)
     and not exists (select from grants.withdrawal_retracted r where r.proposal_entry = p.entry)
     -- what came in between ended it for good, also when that was declined
     and not exists (select from grants.award_proposal x where x.application = p.application and x.entry > p.entry)
     and not exists (select from grants.refusal_proposal x where x.application = p.application and x.entry > p.entry)
     and not exists (select from grants.allocation_decision x
                      where x.call = grants.call_of(p.application) and x.decision = 'allocate' and x.entry > p.entry)
   order by p.entry desc limit 1
$$;
comment on function grants.open_withdrawal(bigint) is
  'The proposed withdrawal that a second person may confirm, or null: none, confirmed, taken back, or lapsed.';

create or replace function grants.assert_open_withdrawal(p_application bigint, p_proposal bigint)
returns grants.withdrawal_proposal language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_found grants.withdrawal_proposal;
begin
  select p.* into v_found from grants.withdrawal_proposal p
   where p.application = p_application and p.entry = p_proposal;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if v_found.entry is distinct from grants.open_withdrawal(p_application) then
    perform grants.not_now('decided', 'propose_withdrawal');
  end if;
  return v_found;
end
$$;
comment on function grants.assert_open_withdrawal(bigint, bigint) is
  'The proposed withdrawal of that entry: LG301 when there is none, LG502 when it is confirmed, taken back or lapsed.';
