-- SPDX-License-Identifier: EUPL-1.2
-- A grant that continues another: named by who proposes its award, linked by who decides it.
set local role ledger_owner;

alter table grants.award_proposal
  add column continues bigint references grants.application,
  add constraint award_continues check (continues <> application);
create index award_proposal_continues on grants.award_proposal (continues) where continues is not null;
comment on column grants.award_proposal.continues is 'The grant that this one continues, of the same grantee or of who came before it; null: none.';

create policy reader on grants.link for select to ledger_reader using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and (grants.visible(application) or grants.visible(predecessor)));

reset role;
