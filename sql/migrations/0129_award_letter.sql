-- SPDX-License-Identifier: EUPL-1.2
-- What a letter of award tells beside the decision itself, kept as it was when it was decided.
set local role ledger_owner;

alter table grants.award_decision add column letter jsonb,
  add constraint letter_of_award check (letter is null or decision = 'award');
comment on column grants.award_decision.letter is
  'Law, guidance on complaints, obligations and sign-offs as decided; null of what was declined, and of awards '
  'decided before letters were kept.';

reset role;
