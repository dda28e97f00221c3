-- SPDX-License-Identifier: EUPL-1.2
-- The standing queries as the portal shows them: all of them to auditors, and to who pays on a grant what is found about
-- that grant.

create or replace view portal.finding with (security_barrier) as
    select f.* from audit.finding f where (select identity.i_hold('auditor'));
comment on view portal.finding is 'Every standing query, for auditors.';

create or replace view portal.warning with (security_barrier) as
    select g.application, f.query, f.what, f.entry, f.kind, f.at, f.other_entry, f.other_kind, f.other_at, g.other_application,
           f.amount_ore, f.limit_ore, f.due, f.days
    from audit.finding f
    cross join lateral (values (f.application, f.other_application), (f.other_application, f.application)) g(application, other_application)
    where g.application is not null
      and f.query in ('near_threshold', 'overdue', 'last_week', 'same_cost', 'lowered')
      and (select identity.i_hold('officer') or identity.i_hold('finance') or identity.i_hold('auditor'));
comment on view portal.warning is
    'What the standing queries find about each grant and whoever pays on it should know: awards near the threshold or split under it, '
    'what is overdue, payments in a year''s last week, a file or cost on another grant too, an award lowered after part accounts. '
    'For officers, finance and auditors.';
