-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.confirm_missing(p_proposal bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when p.state = 'effective' or p.act is null or identity.may_confirm(p.proposal) then null
        when exists (select from portal.redacted r where encode(r.sha256, 'hex') = p.sha256)
            then read.missing(p.act, 'redacted', null, k.role, true)
        when exists (select from portal.confirmation c
                     join portal.person w on w.person = c.person
                     join portal.person me on me.human = w.human and me.person = ledger.current_person()
                     where c.proposal = p.proposal)
            then read.missing(p.act, 'confirmed', null, k.role, true)
        when p.kind = 'erasure' and identity.erasure_seen(p.proposal)::jsonb <> '[]'
            then read.missing(p.act, 'held', null, k.role, true)
        when p.kind = 'recovery' and exists (select from identity.recovery_seen(p.proposal) s where s ->> 'state' <> 'proposed')
            then null
        when p.kind = 'recovery' and identity.recovery_seen(p.proposal) ->> 'confirm_as' is null
            then read.missing(p.act, 'role', null, case when p.state = 'proposed' then k.role
                else (select case r.role when 'officer' then 'finance' else 'officer' end from portal.confirmation c
                      cross join lateral (select identity.confirmed_as(c.entry) as role) r where c.proposal = p.proposal limit 1) end, true)
        else coalesce(case when p.kind <> 'recovery' then read.personal('confirm', k.stream) end,
                      case when p.kind in ('register', 'recovery')
                           then read.missing(p.act, 'own_subject', null, k.role, true) end) end
    from portal.proposal p, lateral (
        select case when p.kind in ('register', 'erasure') then 'administrator' else case p.kind when 'appropriation' then 'finance'
                           else 'officer' end end as role,
               case p.kind when 'call' then 'call:' || p.subject
                           when 'annex' then 'call:' || split_part(p.subject, '/', 1)
                           when 'appropriation' then 'appropriation:' || p.subject else 'system' end as stream) k
    where p.proposal = p_proposal
$body$;
comment on function read.confirm_missing(bigint) is
    'Why the current person cannot confirm an open proposal, or null.';
revoke all on function read.confirm_missing(bigint) from public;

create or replace function read.proposal_json(p_proposal bigint) returns json
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('proposal', p.proposal, 'kind', p.kind, 'subject', p.subject,
        'title', p.title, 'sha256', p.sha256, 'state', p.state,
        'proposed_at', ledger.rfc3339(p.at),
        'proposed_by', case when p.person is null then json_build_object('user', p.operator, 'host', p.host)
                            else json_build_object('person', read.person(p.person)) end,
        'act', case when p.state <> 'effective' then p.act end,
        'confirmations', coalesce((
            select json_agg(json_build_object('n', c.n, 'at', ledger.rfc3339(c.at), 'entry', c.entry,
                'person', json_build_object('person', c.person, 'human', c.human, 'name', c.name,
                                            'organisation', c.organisation)) order by c.n)
            from portal.confirmation c where c.proposal = p.proposal), '[]'),
        'actions', to_json(array_remove(array[
            case when identity.may_confirm(p.proposal) then p.act end,
            case when (s.s ->> 'may_stop')::boolean then 'stop_recovery' end], null)),
        'missing', case when m.m is null then '[]'::json else json_build_array(m.m) end,
        'recovery', s.s)
    from portal.proposal p, lateral (select read.confirm_missing(p.proposal) as m) m,
         lateral (select identity.recovery_seen(p.proposal) as s) s
    where p.proposal = p_proposal
$body$;
comment on function read.proposal_json(bigint) is 'One proposal as the reads show it, without its document.';
revoke all on function read.proposal_json(bigint) from public;

create or replace function read.proposals() returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'proposals', coalesce((
            select json_agg(read.proposal_json(s.proposal) order by s.state = 'effective', s.proposal desc)
            from (select p.proposal, p.state from portal.proposal p
                  order by p.state = 'effective', p.proposal desc limit 200) s), '[]'))::text
    from ledger.clock() c(now)
$body$;
comment on function read.proposals() is 'Proposals: open ones first, newest first, at most 200.';
revoke all on function read.proposals() from public;
