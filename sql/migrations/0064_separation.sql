-- SPDX-License-Identifier: EUPL-1.2
-- Separation of duties: what completes the table act x act for the acts that exist, and grants that are
-- one case although they have streams of their own.

set local role ledger_owner;

create table grants.link (
  application bigint not null references grants.application,
  predecessor bigint not null references grants.application,
  entry       bigint not null references ledger.entry,
  primary key (application, predecessor),
  check (application <> predecessor)
);
create index link_predecessor on grants.link (predecessor);
comment on table grants.link is
  'Grants that continue another: who acted on one has acted on the other. Written by the act whose '
  'result names the predecessor.';
comment on column grants.link.application is 'The grant that continues.';
comment on column grants.link.predecessor is 'The grant that it continues.';
comment on column grants.link.entry is 'Entry on the continuing grant whose result names the predecessor.';

reset role;
select meta.make_append_only('grants.link');

-- Whoever sets what applications are measured by, or opens them, stands on the agency's side of every
-- case of the call: a second card of a municipality must not apply in it, report on it or sign for it.
insert into rights.separation (act_a, act_b, why)
select g.act, a.act, 'nobody acts for the applicant and for the agency on one case'
  from unnest(array['submit', 'submit_accounts', 'sign_off']) g(act),
       unnest(array['confirm', 'propose_weights', 'confirm_weights', 'open_applications']) a(act);
