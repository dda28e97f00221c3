-- SPDX-License-Identifier: EUPL-1.2
-- Withdrawals: whether one stands, and what would be withdrawn now.
create or replace function grants.withdrawn(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.withdrawal w where w.application = p_application)
     and not exists (select from grants.counting(grants.call_of(p_application)) c where c.application = p_application)
$$;
comment on function grants.withdrawn(bigint) is 'Whether an application was withdrawn and nothing was sent in time after it.';

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
