-- SPDX-License-Identifier: EUPL-1.2
-- Views of the core, owned by ledger_reader: its row-level security decides which rows a pool sees.

create or replace view published.log as
    select s.value as origin from meta.setting s where s.name = 'origin';
comment on view published.log is 'The log''s name.';

create or replace view portal.organisation as
    select o.organisation, coalesce(c.kind, o.kind) as kind, coalesce(c.name, o.name) as name,
           case when c.name is null then o.region else c.region end as region
    from identity.organisation o
    left join lateral (select h.kind, h.name, h.region from identity.organisation_change h
                       where h.organisation = o.organisation order by h.change desc limit 1) c on true;
comment on view portal.organisation is 'The register of organisations as it stands now.';

create or replace view portal.person as
    select p.person, coalesce(h.human, p.human) as human, p.organisation, coalesce(i.value, identity.erased_name()) as name
    from identity.person p left join identity.pii i on i.commitment = p.name_commitment
    left join lateral (select c.human from identity.human_change c where c.person = p.person
                       order by c.change desc limit 1) h on true;
comment on view portal.person is 'Persons with names: all for the agency, the own organisation''s for others.';

create or replace view portal.proposal with (security_barrier) as
    select p.proposal, p.kind, p.subject, p.title, encode(p.sha256, 'hex') as sha256, p.entry, e.at,
           l.actor ->> 'operator' as operator, l.actor ->> 'host' as host,
           case (select count(*) from ledger.confirmation c where c.proposal = p.proposal)
               when 0 then 'proposed' when 1 then 'confirmed' else 'effective' end as state,
           -- names and proofs of the register are for those who decide or review it
           case when p.kind not in ('register', 'recovery') or (select identity.i_oversee())
                     or p.kind = 'recovery' and (select identity.i_hold('officer') or identity.i_hold('finance')) then
               (select convert_from(string_agg(c.bytes, ''::bytea order by c.n), 'UTF8')
                from store.file f join store.chunk c on c.upload = f.upload
                where f.sha256 = p.sha256 and f.organisation is null) end as document, e.person, identity.confirming_act(p.proposal) as act
    from ledger.proposal p join ledger.entry e on e.entry = p.entry
    cross join lateral (select convert_from(e.leaf, 'UTF8')::json -> 'actor' as actor) l;
comment on view portal.proposal is 'Proposals, with their documents for those who may read them.';

create or replace view portal.confirmation as
    select c.proposal, c.n, c.entry, e.at, c.person, c.human, p.organisation, coalesce(i.value, identity.erased_name()) as name
    from ledger.confirmation c join ledger.entry e on e.entry = c.entry
    join identity.person p on p.person = c.person
    left join identity.pii i on i.commitment = p.name_commitment;
comment on view portal.confirmation is 'Who confirmed a proposal.';

create or replace view portal.file with (security_barrier) as
    select f.sha256, f.organisation, f.upload, f.size, f.media_type, f.chunks, f.at from store.file f
    where f.organisation is not null
       or (select identity.i_oversee())
       or f.media_type in ('application/xml', 'text/csv') and (select grants.finance_reads())
       or exists (select from ledger.proposal p where p.sha256 = f.sha256 and p.kind not in ('register', 'recovery'));
comment on view portal.file is 'Files the caller may see.';

create or replace view portal.file_scan as
    select f.sha256, f.organisation, s.outcome, s.places from store.scan s join store.file f on f.upload = s.upload;
comment on view portal.file_scan is 'What was said of files that were looked at for CPR numbers.';

create or replace view portal.file_chunk with (security_barrier) as
    select c.upload, c.n, c.bytes from store.chunk c
    where exists (select from portal.file f where f.upload = c.upload);
comment on view portal.file_chunk is 'Their pieces.';

-- The condition stands in the view too: the pool's role alone, without an auditor, reads nothing here. A
-- view that hides rows is a security barrier, or a caller's own condition could look at them first.
create or replace view portal.record with (security_barrier) as
    select e.entry, e.stream, e.version, e.prev_hash, e.kind, e.at, e.effective, e.received, e.began,
           e.human, e.person, e.organisation, e.role, e.call, e.amount_ore, e.leaf, e.leaf_hash,
           (select l.leaf_index from ledger.log_leaf l where l.entry = e.entry) as leaf_index
    from ledger.entry e
    where (select identity.i_hold('auditor'));
comment on view portal.record is 'Every entry, for auditors in the portal.';

-- The order stands inside: around a security barrier whatever fits is read and sorted before the first row comes. Owned
-- by ledger_auditor, whose one policy asks who reads and nothing of the row: the reader's seven are asked of each, need
-- columns that no index has, and the planner takes them to hide nearly all.
create or replace view portal.record_newest with (security_barrier) as
    select e.entry, e.stream, e.version, e.kind, e.at, e.effective, e.received, e.human, e.person, e.organisation,
           e.role, e.call, e.amount_ore, e.leaf_hash
    from ledger.entry e
    where (select identity.i_hold('auditor'))
    order by e.entry desc;
comment on view portal.record_newest is 'The same, newest first: whoever takes the first of them reads no others.';

create or replace view portal.record_posting with (security_barrier) as
    select p.entry, p.n, p.account, p.account_version, p.amount, p.prev_balance, p.balance_after
    from ledger.posting p
    where (select identity.i_hold('auditor'));
comment on view portal.record_posting is 'Every posting, for auditors in the portal.';

create or replace view portal.factor_proposal as
    select p.proposal, p.person, p.change, p.human, p.at, p.entry, coalesce(i.value, identity.erased_name()) as proposed_by
    from identity.factor_proposal p
    join ledger.entry e on e.entry = p.entry
    join identity.person w on w.person = e.person
    left join identity.pii i on i.commitment = w.name_commitment
    where not exists (select from identity.factor_confirmation c where c.proposal = p.proposal);
comment on view portal.factor_proposal is 'Changes of second factors that one administrator proposed and none confirmed.';

-- The record keeps sealed what is sealed, and so does the log of who looked: who works on which draft is
-- nobody's business before the applications of its call are opened.
create or replace view portal.read_log with (security_barrier) as
    select l.read, l.at, l.person, l.human, l.organisation, l.role, encode(l.certificate, 'hex') as certificate,
           l.request, l.route, l.what, l.scope, l.application, l.applications, l.subject, coalesce(i.value, identity.erased_name()) as name,
           p.pseudonym, h.pseudonym as human_pseudonym
    from identity.read_log l
    join identity.person p on p.person = l.person
    join identity.human h on h.human = l.human
    left join identity.pii i on i.commitment = p.name_commitment
    join identity.organisation o on o.organisation = l.organisation
    where (select identity.i_hold('auditor'))
      and (coalesce(l.application, l.applications[1]) is null or o.kind in ('agency', 'state_auditor')
           or exists (select from grants.application a join grants.call_opened c on c.call = a.call
                      where a.application = coalesce(l.application, l.applications[1])));
comment on view portal.read_log is 'Who looked at which case, for auditors in the portal.';
