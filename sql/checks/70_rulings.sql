-- rulings: a ruling or its effects that say something else than the signed entry, or unsigned
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.at, e.call, (l.leaf ->> 'request')::jsonb -> 'params' as p,
         l.leaf -> 'result' as r, l.leaf ->> 'signature' as signature
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_ruling', 'confirm_ruling'))
select 'proposal' as what, p.entry
  from grants.ruling_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.call, l.p ->> 'anomaly', l.p ->> 'choice', l.p ->> 'reason', l.at)
       is distinct from ('propose_ruling', p.call, p.anomaly, p.choice, p.reason, p.at)
union all
select 'ruling', r.entry
  from grants.ruling r join grants.ruling_proposal p on p.entry = r.proposal_entry
  left join leaf l on l.entry = r.entry
 where (l.kind, l.call, l.r ->> 'anomaly', l.r ->> 'choice', l.r ->> 'proposal_entry', l.r ->> 'replaces',
        l.r ->> 'affected', l.p ->> 'proposal_entry', l.p ->> 'reason', l.at)
       is distinct from ('confirm_ruling', r.call, r.anomaly, r.choice, r.proposal_entry::text,
        r.replaces::text, r.affected::text, r.proposal_entry::text, r.reason, r.at)
    or (r.call, r.anomaly, r.choice) is distinct from (p.call, p.anomaly, p.choice)
union all
select 'effects', r.entry
  from grants.ruling r left join leaf l on l.entry = r.entry, lateral (
    select coalesce(jsonb_agg(jsonb_build_object('application', f.application, 'before', f.before,
             'after', f.after) order by f.application), '[]'::jsonb) as list
      from grants.ruling_effect f where f.entry = r.entry) f
 where l.r ->> 'effects_sha256' is distinct from encode(sha256(convert_to(f.list::text, 'UTF8')), 'hex')
    or l.p ->> 'effects_sha256' is distinct from l.r ->> 'effects_sha256'
    or jsonb_array_length(f.list) <> r.affected
union all
select 'no reading of the call', r.entry
  from grants.ruling_proposal r join grants.call c on c.call = r.call
 where not exists (select from jsonb_array_elements(c.definition::jsonb -> 'anomalies') a
                    where a ->> 'code' = r.anomaly and a -> 'choices' ? r.choice)
union all
select 'unsigned', l.entry from leaf l where l.signature is null
