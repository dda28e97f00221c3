-- SPDX-License-Identifier: EUPL-1.2
-- Which sign-off of accounts counts, and what blocks a grant's payments. Called inside acts (as ledger_writer).
create or replace function grants.appointment_of(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.auditor_appointment p
   where p.application = p_application
     and not exists (select from grants.auditor_withdrawal w where w.appointment_entry = p.entry)
$$;
comment on function grants.appointment_of(bigint) is 'The appointment of an audit firm that stands, or null.';

create or replace function grants.opinion_satisfies(p_opinion text, p_decision text)
returns boolean language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select p_opinion in ('clean', 'emphasis') or coalesce(p_decision = 'accept', false)
$$;
comment on function grants.opinion_satisfies(text, text) is
  'Whether an auditor''s opinion satisfies: clean or emphasis by itself, another when an officer accepted it.';

-- An opinion that does not satisfy blocks also where management's sign-off alone would have been enough.
create or replace function grants.sign_off_counting(p_accounts bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.entry
    from grants.sign_off s
   where s.accounts_entry = p_accounts
     and not exists (select from grants.sign_off_voided v where v.sign_off_entry = s.entry)
     and not exists (
       select from grants.endorsement e left join grants.opinion_decision d on d.endorsement_entry = e.entry
        where e.accounts_entry = p_accounts and not grants.opinion_satisfies(e.opinion, d.decision))
     and not exists (
       select from grants.accounts a join grants.accounts n on n.application = a.application
        where a.entry = p_accounts and n.version > a.version)
   order by array_position(array['auditor', 'management'], s.level) limit 1
$$;
comment on function grants.sign_off_counting(bigint) is
  'Entry of the best sign-off that counts for accounts: not voided by newer accounts or an amendment, no opinion that blocks; null.';

create or replace function grants.sign_off_given(p_accounts bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.level from grants.sign_off s where s.entry = grants.sign_off_counting(p_accounts)
$$;
comment on function grants.sign_off_given(bigint) is
  'auditor or management: the best sign-off that counts for accounts; null when none does.';

create or replace function grants.payment_blocked(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    -- what the bank brought back after the end was due before it: only that can wait there, and it is paid
    when grants.terminated(p_application) and ledger.balance('grant:' || p_application || ':payable') = 0 then 'terminated'
    when exists (select from grants.dispute d where d.application = p_application
                    and not exists (select from grants.dispute_resolved r where r.dispute = d.dispute))
      then 'dispute'
    when grants.alarms_open(p_application) then 'alarm'
    when grants.unruled(grants.call_of(p_application), 'payment') is not null then 'ruling'
    else grants.vouchers_wait(p_application) ->> 'code' end
$$;
comment on function grants.payment_blocked(bigint) is
  'Why nothing may be approved or released on a grant now: terminated (unless a payment from before came back), dispute, alarm, or an unclear point of the call that '
  'payments depend on and nobody ruled on (ruling), or what grants.vouchers_wait() says; null when nothing blocks.';

create or replace function grants.blocked_by(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when w.w ->> 'code' = grants.payment_blocked(p_application) then w.w ->> 'by' else 'officer' end
    from (select grants.vouchers_wait(p_application) as w) w
$$;
comment on function grants.blocked_by(bigint) is 'Who can lift what blocks a grant''s payments: of vouchers the grantee, too.';

create or replace function grants.assert_unblocked(p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_why text := grants.payment_blocked(p_application);
begin
  if v_why is not null then
    perform ledger.fail('LG502', 'payments of this grant are blocked', jsonb_build_object(
      'state', 'blocked', 'needed', v_why, 'application', p_application));
  end if;
end
$$;
comment on function grants.assert_unblocked(bigint) is 'LG502 with the reason while payments of a grant are blocked.';
