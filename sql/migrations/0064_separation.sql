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

set local role ledger_owner;
create table rights.later (
  act   text not null,
  n     smallint not null check (n between 1 and 10),
  later text not null,
  primary key (act, later),
  unique (act, n)
);
comment on table rights.later is
  'Acts for which different humans must be left before an act: what an award promises must be payable.';
comment on column rights.later.act is 'The act that is refused while somebody is missing.';
comment on column rights.later.n is 'Order in which humans are looked for.';
comment on column rights.later.later is 'An act that must still be possible.';
reset role;
select meta.make_append_only('rights.later');
create policy reader on rights.later for select to ledger_reader using (true);

insert into rights.later (act, n, later) values
  ('decide_award', 1, 'submit_accounts'),
  ('decide_award', 2, 'sign_off'),
  ('decide_award', 3, 'prepare_instalment'),
  ('decide_award', 4, 'approve_instalment'),
  ('decide_award', 5, 'release_batch');
