-- SPDX-License-Identifier: EUPL-1.2
-- Holds and erased documents, for those who set, lift or review them.

create or replace view portal.hold with (security_barrier) as
    select h.hold, h.person, h.application, h.cause, h.reference, e.at, e.person as by,
           (select max(l.n) from identity.hold_lift l where l.hold = h.hold)::int as lifts,
           (select l.entry from identity.hold_lift l where l.hold = h.hold and l.n = 1) as first_lift
    from identity.hold h join ledger.entry e on e.entry = h.hold
    where (select identity.i_hold('administrator')) or (select identity.i_hold('officer')) or (select identity.i_hold('auditor'));
comment on view portal.hold is 'Legal holds, and how many have lifted each.';

create or replace view portal.redacted with (security_barrier) as
    select f.sha256, r.entry from store.redacted r join store.file f on f.upload = r.upload
    where (select identity.i_oversee());
comment on view portal.redacted is 'Documents of the register that hold no longer everything, and by which entries.';

create or replace view portal.erasure with (security_barrier) as
    select p.proposal, p.entry, count(x.commitment)::int as erased, c.entry as erased_entry, e.at as erased_at
    from ledger.proposal p
    left join ledger.confirmation c on c.proposal = p.proposal and c.n = 2
    left join ledger.entry e on e.entry = c.entry
    left join identity.erased x on x.entry = c.entry
    where p.kind = 'erasure'
      and ((select identity.i_hold('administrator')) or (select identity.i_hold('officer')) or (select identity.i_hold('auditor')))
    group by p.proposal, p.entry, c.entry, e.at;
comment on view portal.erasure is 'Proposals to erase personal data, and how many data each erased.';

create or replace view portal.hold_lifter with (security_barrier) as
    select l.hold, l.n, e.person from identity.hold_lift l join ledger.entry e on e.entry = l.entry
    where (select identity.i_hold('administrator')) or (select identity.i_hold('officer')) or (select identity.i_hold('auditor'));
comment on view portal.hold_lifter is 'Who has lifted a hold.';
