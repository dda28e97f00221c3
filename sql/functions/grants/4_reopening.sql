-- SPDX-License-Identifier: EUPL-1.2
-- Which closing of a grant stands, which reopening waits, and what its decision tells.
create or replace function grants.closing_of(p_application bigint)
returns grants.closing language sql stable set search_path = pg_catalog, pg_temp as $$
  select c from grants.closing c
   where c.application = p_application and not exists (
     select from grants.reopening_decision d where d.application = c.application and d.closing_n = c.n)
$$;
comment on function grants.closing_of(bigint) is 'The closing of a grant that stands, or null: it is open, or was reopened.';

create or replace function grants.next_closing(p_application bigint)
returns integer language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(max(c.n), 0) + 1 from grants.closing c where c.application = p_application
$$;
comment on function grants.next_closing(bigint) is 'Number of the next closing of a grant.';

create or replace function grants.open_reopening(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.reopening_proposal p
   where p.application = p_application
     and not exists (select from grants.reopening_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_reopening(bigint) is 'The undecided proposal to reopen a grant, or null.';

create or replace function grants.assert_reopenable(p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if grants.award_of(p_application) is null then perform grants.not_now('not_awarded', 'close_grant'); end if;
  if grants.grant_state(p_application) <> 'closed' then perform grants.not_now('awarded', 'close_grant'); end if;
  -- its grantee was heard about the end, and may complain of it; it is not taken back on the side
  if grants.terminated(p_application) then perform grants.not_now('terminated', 'close_grant'); end if;
end
$$;
comment on function grants.assert_reopenable(bigint) is 'LG502 unless the grant is closed on its final accounts.';

create or replace function grants.reopening_letter(
  p_proposal grants.reopening_proposal, p_reason text, p_ore bigint, p_at timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('ground', p_proposal.ground, 'reason', p_proposal.reason, 'remark', p_reason,
    'committed_ore', p_ore, 'paid_ore', coalesce((select p.balance_after from ledger.posting p
      where p.account = 'grant:' || p_proposal.application || ':paid' order by p.account_version desc limit 1), 0),
    'complaint', grants.complaint_on(p_proposal.application, p_at))
$$;
comment on function grants.reopening_letter(grants.reopening_proposal, text, bigint, timestamptz) is
  'What the grantee is told: ground, reasons, what is committed again, what was paid so far, and how to complain.';
