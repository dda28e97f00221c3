-- SPDX-License-Identifier: EUPL-1.2
-- Terminations: which one waits, which one stands, and what its decision tells.
create or replace function grants.open_termination(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.termination_proposal p
   where p.application = p_application
     and not exists (select from grants.termination_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_termination(bigint) is 'The undecided proposal to end a grant, or null.';

create or replace function grants.terminated(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.termination_decision d where d.application = p_application and d.decision = 'terminate')
$$;
comment on function grants.terminated(bigint) is 'Whether a grant was ended before its time.';

create or replace function grants.termination_letter(
  p_proposal grants.termination_proposal, p_reason text, p_left bigint, p_at timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('ground', p_proposal.ground, 'reason', p_proposal.reason, 'remark', p_reason,
    'returned_ore', p_left, 'paid_ore', coalesce((select p.balance_after from ledger.posting p
      where p.account = 'grant:' || p_proposal.application || ':paid' order by p.account_version desc limit 1), 0),
    'complaint', grants.complaint_on(p_proposal.application, p_at))
$$;
comment on function grants.termination_letter(grants.termination_proposal, text, bigint, timestamptz) is
  'What the grantee is told: ground, reasons, what goes back to the call, what was paid so far, and how to complain.';
