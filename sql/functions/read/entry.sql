-- SPDX-License-Identifier: EUPL-1.2

create or replace function read.entry(p_entry bigint) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_now timestamptz := ledger.clock();
begin
    perform read.assert_auditor();
    return (
        select read.seen_entry('entry', e.stream,
    json_build_object('now', ledger.rfc3339(v_now), 'now_us', ledger.micros(v_now),
            'entry', e.entry, 'stream', e.stream, 'version', e.version, 'kind', e.kind,
            'at', ledger.rfc3339(e.at), 'at_us', ledger.micros(e.at),
            'effective', to_char(e.effective::timestamp, 'YYYY-MM-DD'),
            'received', ledger.rfc3339(e.received), 'began', ledger.rfc3339(e.began),
            'person', case when e.person is not null then json_build_object('person', e.person,
                'human', e.human, 'name', p.name, 'organisation', e.organisation) end,
            'role', e.role, 'call', e.call, 'amount_ore', e.amount_ore,
            'leaf_hash', encode(e.leaf_hash, 'hex'), 'prev_hash', encode(e.prev_hash, 'hex'),
            'actor', l.leaf -> 'actor', 'request', (l.leaf ->> 'request')::json, 'attest', l.leaf -> 'attest',
            'signature', l.leaf -> 'signature', 'result', l.leaf -> 'result',
            'postings', coalesce((
                select json_agg(json_build_object('account', o.account, 'amount_ore', o.amount,
                    'balance_before_ore', o.prev_balance, 'balance_after_ore', o.balance_after) order by o.n)
                from portal.record_posting o where o.entry = e.entry), '[]'),
            'log_index', e.leaf_index, 'log', read.log_place(e.entry),
            'documents', read.documents_of(e.entry, e.leaf), 'leaf', convert_from(e.leaf, 'UTF8'))::text)
        from portal.record e
        cross join lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
        left join portal.person p on p.person = e.person
        where e.entry = p_entry);
end
$body$;
comment on function read.entry(bigint) is
    'One entry with its leaf as stored; NULL when there is none, LG401 for others than auditors.';
revoke all on function read.entry(bigint) from public;
