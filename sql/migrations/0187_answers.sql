-- SPDX-License-Identifier: EUPL-1.2
-- Answers to questions are notices: published with the call for everyone, replaced by a newer answer, never removed.
set local role ledger_owner;
alter table grants.notice_proposal drop constraint notice_kind,
  add constraint notice_kind check (kind in ('deadline', 'answer'));
comment on column grants.notice_proposal.kind is
  'deadline: the call can be applied to for longer; answer: a question, who asked by kind of organisation, and the answer.';
