-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.proposal(p_proposal bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'proposal', read.proposal_json(p.proposal), 'document', p.document::json,
        'people', coalesce((
            select json_agg(n.person order by n.number)
            from (select distinct m.value::bigint as number
                  from json_array_elements(case p.kind when 'register' then p.document::json -> 'changes' end) c,
                       json_each_text(c.value) m
                  where m.key in ('person', 'to', 'deputy_for')
                  union
                  select m.value::bigint
                  from json_array_elements(case p.kind when 'erasure' then p.document::json -> 'humans' end) h,
                       json_array_elements_text(h.value -> 'persons') m) k,
                 lateral (select k.number, read.person(k.number) as person) n
            where n.person is not null), '[]'),
        'faults', identity.erasure_seen(p.proposal),
        'redacted', exists (select from portal.redacted r where encode(r.sha256, 'hex') = p.sha256))::text
    from portal.proposal p, ledger.clock() c(now) where p.proposal = p_proposal
$body$;
comment on function read.proposal(bigint) is 'One proposal with its document, so that it is read before it is confirmed, who the persons are that a change of '
    'the register names by number, why it cannot erase whom it names, and whether names were erased in it.';
revoke all on function read.proposal(bigint) from public;
