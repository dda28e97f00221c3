-- SPDX-License-Identifier: EUPL-1.2

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
        'actions', case when identity.may_confirm(p.proposal) then json_build_array(p.act) else '[]' end)
    from portal.proposal p where p.proposal = p_proposal
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
