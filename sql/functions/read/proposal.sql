-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.proposal(p_proposal bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select json_build_object('now', ledger.rfc3339(c.now), 'now_us', ledger.micros(c.now),
        'proposal', read.proposal_json(p.proposal), 'document', p.document::json)::text
    from portal.proposal p, ledger.clock() c(now) where p.proposal = p_proposal
$body$;
comment on function read.proposal(bigint) is 'One proposal with its document, so that it is read before it is confirmed.';
revoke all on function read.proposal(bigint) from public;
