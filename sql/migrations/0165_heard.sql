-- SPDX-License-Identifier: EUPL-1.2
-- Who claims money back, lowers an award or declines what a grantee asked for has heard it first, or says why not
-- (forvaltningsloven § 19); and a grantee reads that its request was declined, which is a decision too.
set local role ledger_owner;

alter table grants.claim_proposal
  add column hearing bigint references grants.hearing,
  add column unheard_reason text check (char_length(unheard_reason) between 1 and 4000),
  add constraint claim_proposal_heard check (num_nonnulls(hearing, unheard_reason) <= 1);
comment on column grants.claim_proposal.hearing is 'The concluded hearing that it rests on; null when none was needed.';
comment on column grants.claim_proposal.unheard_reason is 'Why no hearing was needed, as the grantee reads it; null when one was held.';

alter table grants.amendment_proposal
  add column hearing bigint references grants.hearing,
  add column unheard_reason text check (char_length(unheard_reason) between 1 and 4000),
  add constraint amendment_proposal_heard check (num_nonnulls(hearing, unheard_reason) <= 1);
comment on column grants.amendment_proposal.hearing is 'The concluded hearing that a lower award rests on; null when none was needed.';
comment on column grants.amendment_proposal.unheard_reason is 'Why no hearing was needed; null when one was held, or when the grantee asked for exactly this.';

alter table grants.amendment_decision
  add column hearing bigint references grants.hearing,
  add column unheard_reason text check (char_length(unheard_reason) between 1 and 4000),
  add constraint amendment_decision_heard check (num_nonnulls(hearing, unheard_reason) <= 1);
comment on column grants.amendment_decision.hearing is 'The concluded hearing that declining a request rests on; null when the proposal says it or none was needed.';
comment on column grants.amendment_decision.unheard_reason is 'Why the grantee was not heard before its request was declined; null when the proposal says it.';

reset role;

create function grants.answered_request(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.amendment_decision d join grants.amendment_proposal p on p.entry = d.proposal_entry
                  where p.entry = p_proposal and p.request_entry is not null)
$$;
comment on function grants.answered_request(bigint) is 'Whether a proposal that answered the grantee''s request was decided, either way.';
grant create on schema grants to ledger_writer;
alter function grants.answered_request(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

create policy answered on grants.amendment_proposal for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and grants.visible(application) and grants.answered_request(entry));
create policy answered on grants.amendment_line for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and grants.visible(application) and grants.answered_request(entry));
create policy answered on grants.amendment_decision for select to ledger_reader using (
  session_user = 'tilsagn_grantee' and grants.visible(application) and grants.answered_request(proposal_entry));
