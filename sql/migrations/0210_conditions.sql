-- SPDX-License-Identifier: EUPL-1.2
-- Conditions of one award, beside those that the call sets for all.
set local role ledger_owner;

alter table grants.award_proposal
  add column conditions jsonb not null default '[]'
    constraint award_conditions check (jsonb_typeof(conditions) = 'array' and jsonb_array_length(conditions) <= 20);
comment on column grants.award_proposal.conditions is
  'Conditions of this award alone, as the grantee reads them, in the order in which they are numbered.';

reset role;
