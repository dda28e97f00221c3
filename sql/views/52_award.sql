-- SPDX-License-Identifier: EUPL-1.2
-- Views of rulings and allocations, owned by ledger_reader; the policies of the tables decide which rows a pool sees.

create or replace view published.ruling as
  select r.call, r.anomaly, r.choice, p.reason as proposal_reason, r.reason, r.proposal_entry, r.entry, r.at,
         r.replaces, r.affected, r.entry = max(r.entry) over (partition by r.call, r.anomaly) as in_force
    from grants.ruling r join grants.ruling_proposal p on p.entry = r.proposal_entry;
comment on view published.ruling is 'Rulings; the newest of an anomaly is in force.';

create or replace view portal.ruling_effect as
  select f.entry, f.application, f.before, f.after from grants.ruling_effect f;
comment on view portal.ruling_effect is 'What rulings change, for the cases that the login may see.';

create or replace view portal.ruling_proposal as
  select p.entry, p.call, p.anomaly, p.choice, p.reason, p.at from grants.ruling_proposal p;
comment on view portal.ruling_proposal is 'Proposed readings of anomalies.';

create or replace view portal.allocation as
  select p.entry, p.call, p.reading, p.input, encode(p.input_sha256, 'hex') as input_sha256, p.report,
         encode(p.report_sha256, 'hex') as report_sha256, p.reason,
         d.entry as decision_entry, d.decision, d.reason as decision_reason
    from grants.allocation_proposal p
    left join grants.allocation_decision d on d.proposal_entry = p.entry;
comment on view portal.allocation is 'Proposed allocations with their decisions.';

create or replace view portal.allocation_share as
  select s.entry, s.application, s.award_ore::bigint as award_ore from grants.allocation_share s;
comment on view portal.allocation_share is 'What each application gets by an allocation.';
