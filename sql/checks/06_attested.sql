-- attested: an entry that says otherwise than the request that a portal host attested
-- SPDX-License-Identifier: EUPL-1.2
-- A request came when its portal host says, or when it was recorded should that host's clock be ahead; with a simulated
-- clock, as the last deployment before it says, it did not. Only the first entry of an act carries the request's key.
with entry as materialized (
    select e.entry, e.kind, e.at, e.received, e.began, e.person, e.role, e.idem, l.leaf, (l.leaf ->> 'request')::json as request
    from ledger.entry e, lateral (select convert_from(e.leaf, 'UTF8')::json as leaf) l
), deployment as materialized (
    select e.entry, lead(e.entry) over (order by e.entry) as next, (e.leaf #>> '{result,simulated_clock}')::boolean as simulated
    from entry e where e.kind = 'record_deployment'
)
select e.entry, x.fault
from entry e
left join deployment d on e.entry > d.entry and (e.entry <= d.next or d.next is null)
cross join lateral (select ledger.from_micros((e.request ->> 'received_us')::bigint) as received,
                           (e.request ->> 'duration_us')::bigint * interval '1 microsecond' as duration,
                           decode(e.request ->> 'idem', 'hex') as idem, e.leaf -> 'actor' as actor) r
cross join lateral (values
    ('act', e.request ->> 'act' is distinct from e.kind),
    ('actor', (e.request ->> 'person', e.request ->> 'role', e.request ->> 'certificate')
              is distinct from (e.person::text, e.role, r.actor ->> 'certificate')
              or (e.request #>> '{actor,user}', e.request #>> '{actor,host}', e.request #>> '{actor,program}')
              is distinct from (r.actor ->> 'operator', r.actor ->> 'host', r.actor ->> 'system')),
    ('received', (r.received is null) <> (e.received is null)
                 or not coalesce(d.simulated, ledger.clock_simulated()) and e.received <> least(r.received, e.at)),
    ('began', e.began is distinct from e.received - r.duration),
    ('idem', case when e.idem is null then r.idem is not null and not exists (select from ledger.entry o where o.idem = r.idem)
                  else e.idem is distinct from r.idem end),
    ('signature', coalesce(e.request #>> '{second_factor,signature}' = 'true', false) <> (e.leaf ->> 'signature' is not null))
) x(fault, wrong)
where x.wrong
