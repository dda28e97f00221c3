-- SPDX-License-Identifier: EUPL-1.2
-- Notices: what is added to a published call, by two officers; the published text itself never changes. Each notice is
-- chained to the one before it, the first to the call.
set local role ledger_owner;

create table grants.notice_proposal (
  entry bigint primary key references ledger.entry,
  call text not null references grants.call,
  kind text not null constraint notice_kind check (kind in ('deadline')),
  change text not null check (octet_length(change) <= 40000),
  sha256 bytea not null check (sha256 = sha256(convert_to(kind || E'\n' || change, 'UTF8'))),
  last_on_time timestamptz,
  reason text not null check (char_length(reason) between 1 and 4000),
  at timestamptz not null,
  constraint notice_deadline check ((kind = 'deadline') = (last_on_time is not null))
);
comment on table grants.notice_proposal is 'Notices about published calls as proposed by one officer.';
comment on column grants.notice_proposal.entry is 'Entry of the proposal.';
comment on column grants.notice_proposal.call is 'Call.';
comment on column grants.notice_proposal.kind is 'deadline: the call can be applied to for longer.';
comment on column grants.notice_proposal.change is 'What it says, as the request has it, byte for byte.';
comment on column grants.notice_proposal.sha256 is 'SHA-256 of kind, a line feed and change.';
comment on column grants.notice_proposal.last_on_time is 'Last on-time instant that follows, inclusive; null unless it moves the deadline.';
comment on column grants.notice_proposal.reason is 'Why, in words that everyone reads once it is published.';
comment on column grants.notice_proposal.at is 'When; entries are not public.';
create index notice_proposal_call on grants.notice_proposal (call, entry);

create table grants.notice (
  entry bigint primary key references ledger.entry,
  call text not null references grants.call,
  proposal_entry bigint not null unique references grants.notice_proposal,
  decision text not null check (decision in ('publish', 'decline')),
  number integer check (number > 0),
  last_on_time timestamptz,
  previous_sha256 bytea check (octet_length(previous_sha256) = 32),
  sha256 bytea check (octet_length(sha256) = 32),
  reason text not null check (char_length(reason) between 1 and 4000),
  at timestamptz not null,
  unique (call, number),
  constraint notice_published check ((decision = 'publish') = (number is not null)
    and (number is null) = (sha256 is null) and (number is null) = (previous_sha256 is null)
    and (number is not null or last_on_time is null))
);
comment on table grants.notice is 'What another officer decided on proposed notices; those published, numbered and chained.';
comment on column grants.notice.entry is 'Entry of the decision.';
comment on column grants.notice.call is 'Call.';
comment on column grants.notice.proposal_entry is 'Proposal decided on.';
comment on column grants.notice.decision is 'publish or decline.';
comment on column grants.notice.number is 'Number among the call''s notices, from 1; null when declined.';
comment on column grants.notice.last_on_time is 'Last on-time instant from this entry on; null when the deadline stays.';
comment on column grants.notice.previous_sha256 is 'Hash of the notice before, of the call for the first; null when declined.';
comment on column grants.notice.sha256 is 'SHA-256 of previous_sha256 and the proposal''s sha256; null when declined.';
comment on column grants.notice.reason is 'Why the second officer decided so.';
comment on column grants.notice.at is 'When.';

reset role;
select meta.make_append_only('grants.notice_proposal', 'entry');
select meta.make_append_only('grants.notice', 'entry');

-- everyone reads what was published; what is proposed or declined is the agency's
create function grants.notice_is_published(p_proposal bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.notice n where n.proposal_entry = p_proposal and n.decision = 'publish')
$$;
comment on function grants.notice_is_published(bigint) is 'Whether a proposed notice was published.';
grant create on schema grants to ledger_writer;
alter function grants.notice_is_published(bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;
create policy reader on grants.notice_proposal for select to ledger_reader using (
  session_user = 'tilsagn_agency'
  or session_user in ('tilsagn_grantee', 'tilsagn_public') and grants.notice_is_published(entry));
create policy reader on grants.notice for select to ledger_reader using (
  session_user = 'tilsagn_agency' or session_user in ('tilsagn_grantee', 'tilsagn_public') and decision = 'publish');
create policy auditor on grants.notice_proposal for select to ledger_auditor using ((select identity.auditor_login()));
create policy auditor on grants.notice for select to ledger_auditor using ((select identity.auditor_login()));

insert into rights.act (act, audience, role, needs_signature, description) values
  ('propose_notice', 'agency', 'officer', false, 'Proposes a notice about a published call.'),
  ('decide_notice', 'agency', 'officer', false, 'Publishes or declines a notice that another officer proposed.');
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from (select distinct a.act from rights.act a where a.audience = 'grantee' and exists (
          select from rights.separation s where a.act in (s.act_a, s.act_b)
             and s.why = 'nobody acts for the applicant and for the agency on one case')) g
 cross join (values ('propose_notice'), ('decide_notice')) a(act)
union all values ('propose_notice', 'decide_notice', 'a notice about a call is published by another officer')
union all
select a.act, o.act, 'the publisher of a call does not decide its awards'
  from (values ('propose_notice'), ('decide_notice')) a(act)
 cross join (values ('decide_award'), ('decide_refusal'), ('decide_allocation')) o(act);
