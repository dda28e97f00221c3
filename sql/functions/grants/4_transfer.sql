-- SPDX-License-Identifier: EUPL-1.2
-- Transfers: which one waits, who the money goes to, and what a decision tells.
create or replace function grants.open_transfer(p_application bigint)
returns grants.transfer_proposal language sql stable set search_path = pg_catalog, pg_temp as $$
  select p from grants.transfer_proposal p
   where p.application = p_application
     and not exists (select from grants.transfer_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_transfer(bigint) is 'The undecided proposal to transfer a grant, or null.';

create or replace function grants.transferred_since(p_application bigint, p_entry bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.transfer_decision d
                  where d.application = p_application and d.decision = 'transfer' and d.entry > p_entry)
$$;
comment on function grants.transferred_since(bigint, bigint) is 'Whether a grant went over to another after an entry.';

create or replace function grants.payee(p_instalment bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.holder_at(i.application, (select max(r.entry) from grants.instalment_released r where r.instalment = i.instalment))
    from grants.instalment i where i.instalment = p_instalment
$$;
comment on function grants.payee(bigint) is 'CVR number that an instalment was released to last; before that, who has the grant.';

create or replace function grants.successor_seen(p_application bigint)
returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select identity.successor_now(grants.holder_at(p_application, null)) where grants.visible(p_application)
$$;
comment on function grants.successor_seen(bigint) is
  'Whom the register has as the successor of a grant''s grantee, for whoever may see the grant; null: nobody.';

create or replace function grants.assert_successor(p_application bigint, p_successor text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if identity.successor_now(grants.holder_at(p_application, null)) is distinct from p_successor then
    perform grants.not_now('not_registered', 'successor');
  end if;
end
$$;
comment on function grants.assert_successor(bigint, text) is
  'LG502 unless the register has this organisation as the successor of a grant''s grantee.';

create or replace function grants.transfer_letter(p_proposal grants.transfer_proposal, p_reason text, p_at timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('predecessor', p_proposal.predecessor, 'successor', p_proposal.successor, 'reason', p_proposal.reason,
    'remark', p_reason, 'award_ore', grants.award_amount(p_proposal.application),
    'committed_ore', ledger.balance('grant:' || p_proposal.application || ':committed'),
    'paid_ore', ledger.balance('grant:' || p_proposal.application || ':paid'),
    'complaint', grants.complaint_on(p_proposal.application, p_at))
$$;
comment on function grants.transfer_letter(grants.transfer_proposal, text, timestamptz) is
  'What both are told: from whom to whom, reasons, the money that goes over, and how to complain.';
