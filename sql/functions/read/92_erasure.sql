-- SPDX-License-Identifier: EUPL-1.2
-- The page of erasing: what waits, what is held, what is gone.

create or replace function identity.erasure_seen(p_proposal bigint) returns json
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select identity.erasure_faults(identity.read_document(p.sha256), identity.today())::json
    from ledger.proposal p
    where p.proposal = p_proposal and p.kind = 'erasure'
      and (select count(*) from ledger.confirmation c where c.proposal = p.proposal) < 2
$body$;
comment on function identity.erasure_seen(bigint) is
    'Why a waiting proposal to erase cannot take effect today, human by human; null for another proposal.';
revoke all on function identity.erasure_seen(bigint) from public;

create or replace function identity.my_cases() returns bigint[]
    language sql stable security definer set search_path = pg_catalog, pg_temp as
$body$
    select identity.cases_of(identity.cards(identity.human_now(ledger.current_person())))
$body$;
comment on function identity.my_cases() is 'identity.cases_of the current person''s human.';
revoke all on function identity.my_cases() from public;

create or replace function read.lift_missing(p_hold bigint, p_mine bigint[]) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when h.lifts = 2 then null
        when not (identity.i_hold('administrator') or identity.i_hold('officer'))
            then read.missing('lift_hold', 'role', null, 'administrator', true)
        when exists (select from portal.person me join portal.person w on w.human = me.human
                     join portal.hold_lifter l on l.person = w.person and l.hold = h.hold
                     where me.person = ledger.current_person())
            then read.missing('lift_hold', 'confirmed', null, 'administrator', true)
        when exists (select from portal.person me join portal.person w on w.human = me.human
                     where me.person = ledger.current_person() and w.person = h.person)
            then read.missing('lift_hold', 'own_subject', null, 'administrator', true)
        when h.application = any (p_mine)
            then read.missing('lift_hold', 'own_case', null, 'administrator', true) end
    from portal.hold h where h.hold = p_hold
$body$;
comment on function read.lift_missing(bigint, bigint[]) is
    'Why the current person, who acted on these cases, cannot lift a hold, or null.';
revoke all on function read.lift_missing(bigint, bigint[]) from public;

create or replace function read.erasure() returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_mine bigint[];
begin
    if not (identity.i_hold('administrator') or identity.i_hold('officer') or identity.i_hold('auditor')) then
        perform ledger.fail('LG401', 'administrators, officers and auditors see what is erased and held');
    end if;
    -- once, and only where it can matter
    if exists (select from portal.hold h where h.application is not null and h.lifts is distinct from 2) then
        v_mine := identity.my_cases();
    end if;
    return read.seen_people('erasure', null, json_build_object('now', ledger.rfc3339(ledger.clock()), 'now_us', ledger.micros(ledger.clock()),
        'actions', case when identity.i_hold('administrator') or identity.i_hold('officer')
                        then '["hold_erasure"]'::json else '[]' end,
        'proposals', coalesce((
            select json_agg(json_build_object('proposal', x.proposal, 'state', p.state, 'proposed_at', ledger.rfc3339(p.at),
                'erased', x.erased, 'entry', x.erased_entry, 'at', ledger.rfc3339(x.erased_at)) order by x.proposal desc)
            from (select * from portal.erasure e order by e.proposal desc limit 50) x
            join portal.proposal p on p.proposal = x.proposal), '[]'),
        'holds', coalesce((
            select json_agg(json_build_object('hold', h.hold, 'at', ledger.rfc3339(h.at), 'by', read.person(h.by),
                'person', read.person(h.person), 'application', h.application, 'cause', h.cause,
                'reference', h.reference, 'state', case h.lifts when 2 then 'lifted' when 1 then 'confirmed' else 'held' end,
                'actions', case when h.lifts is distinct from 2 and m.m is null then '["lift_hold"]'::json else '[]' end,
                'missing', case when m.m is null then '[]'::json else json_build_array(m.m) end)
                order by h.lifts is not distinct from 2, h.hold desc)
            from (select * from portal.hold k order by k.lifts is not distinct from 2, k.hold desc limit 200) h,
                 lateral (select read.lift_missing(h.hold, v_mine) as m) m), '[]'))::text);
end
$body$;
comment on function read.erasure() is 'Proposals to erase and legal holds, newest first; those that stand before the lifted.';
revoke all on function read.erasure() from public;

create or replace function read.erasure_nights() returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    k_nights    constant int := 100;
    k_proposals constant int := 50;
    v_nights    json;
    v_proposals json;
begin
    select json_agg(json_build_object('day', to_char(n.day::timestamp, 'YYYY-MM-DD'), 'runs', n.runs, 'drafts', n.drafts,
               'versions', n.versions, 'vouchers', n.vouchers, 'files', n.files, 'failed', n.failed, 'rest', n.rest)
               order by n.day desc)
    into v_nights from identity.erasure_nights(k_nights) n; -- LG401
    select json_agg(json_build_object('proposal', x.proposal, 'state', p.state, 'proposed_at', ledger.rfc3339(p.at),
               'grounds', (select json_agg(json_build_object('kind', g.kind, 'humans', g.n) order by g.kind)
                           from (select h ->> 'kind' as kind, count(*) as n
                                 from json_array_elements(p.document::json -> 'humans') h group by 1) g),
               'confirmed', coalesce((select json_agg(json_build_object('by', read.person(c.person), 'at', ledger.rfc3339(c.at)) order by c.n)
                                      from portal.confirmation c where c.proposal = x.proposal), '[]'),
               'erased', x.erased, 'at', ledger.rfc3339(x.erased_at)) order by x.proposal desc)
    into v_proposals
    from (select * from portal.erasure e order by e.proposal desc limit k_proposals) x
    join portal.proposal p on p.proposal = x.proposal;
    return read.seen_people('erasure_nights', null, json_build_object('now', ledger.rfc3339(ledger.clock()),
        'now_us', ledger.micros(ledger.clock()), 'nights', coalesce(v_nights, '[]'), 'proposals', coalesce(v_proposals, '[]'))::text);
end
$body$;
comment on function read.erasure_nights() is
    'What each night erased: of what was never sent by kind, of people by ground, with who confirmed it; newest first. LG401.';
revoke all on function read.erasure_nights() from public;
