-- SPDX-License-Identifier: EUPL-1.2
-- Corrections of the published text are notices: field, before, after. Only texts that decide neither money nor rights.
set local role ledger_owner;
alter table grants.notice_proposal drop constraint notice_kind,
  add constraint notice_kind check (kind in ('deadline', 'answer', 'correction'));
comment on column grants.notice_proposal.kind is
  'deadline: the call can be applied to for longer; answer: a question, who asked by kind of organisation, and the answer; '
  'correction: a field of the published text, how it read and how it reads.';
