-- former log: one that ended otherwise than the entry that began the next says, or not by two administrators, or what was left or signed of it altered
-- SPDX-License-Identifier: EUPL-1.2
with said as (
    select e.entry, convert_from(e.leaf, 'UTF8')::json -> 'result' as result from ledger.entry e where e.kind = 'begin_log'
), bounds as (
    select l.origin, count(*) as n, max(l.leaf_index) + 1 as top from ledger.former_leaf l group by 1
)
select coalesce(f.origin, s.result ->> 'former') as origin, f.left_size as place, 'not as its last entry says' as fault
from ledger.former_log f full join said s on s.entry = f.entry
where (f.origin, f.next_origin, f.signed_size::text, encode(f.signed_root, 'hex'), f.left_size::text, encode(f.left_root, 'hex'))
      is distinct from (s.result ->> 'former', s.result ->> 'origin', s.result ->> 'signed_size', s.result ->> 'signed_root',
                        s.result ->> 'left_size', s.result ->> 'left_root')
union all
select s.result ->> 'former', s.entry, 'not confirmed by two administrators before it was begun anew'
from said s
where (select count(distinct c.human)
       from ledger.proposal p join ledger.confirmation c on c.proposal = p.proposal join ledger.entry e on e.entry = c.entry
       where (p.proposal::text, p.kind, encode(p.sha256, 'hex')) = (s.result ->> 'proposal', 'log', s.result ->> 'sha256')
         and c.entry < s.entry and e.kind = 'confirm' and e.human = c.human
         and convert_from(e.leaf, 'UTF8')::json #>> '{actor,role}' = 'administrator') < 2
union all
select f.origin, null, 'no log goes on from it'
from ledger.former_log f
where f.next_origin <> (select o.value from meta.setting o where o.name = 'origin')
  and not exists (select from ledger.former_log n where n.origin = f.next_origin)
union all
select f.origin, f.left_size, 'not what was left of it'
from ledger.former_log f left join bounds b on b.origin = f.origin
where (coalesce(b.n, 0), coalesce(b.top, 0)) <> (f.left_size, f.left_size)
   or ledger.former_root(f.origin, f.left_size) is distinct from f.left_root
union all
select l.origin, l.leaf_index, 'another entry'
from ledger.former_leaf l left join ledger.entry e on e.entry = l.entry
where l.leaf_hash is distinct from e.leaf_hash
union all
select l.origin, l.leaf_index, 'not in its order in the log that goes on'
from ledger.former_leaf l
join ledger.former_log f on f.origin = l.origin
join ledger.log_leaf n on n.entry = l.entry
where f.next_origin = (select o.value from meta.setting o where o.name = 'origin') and n.leaf_index <> l.leaf_index + 1
union all
select c.origin, c.size, 'a checkpoint of more than was left, of another root, or without the log''s signature'
from ledger.former_checkpoint c left join ledger.former_log f on f.origin = c.origin
where c.size > coalesce(f.left_size, 0)
   or not exists (select from ledger.former_signature s where (s.origin, s.size, s.key_name) = (c.origin, c.size, c.origin))
   or c.size = (select max(m.size) from ledger.former_checkpoint m where m.origin = c.origin)
      and c.root is distinct from ledger.former_root(c.origin, c.size)
union all
select s.origin, s.size, 'a signature by another than its row says, or by nobody known'
from ledger.former_signature s
where split_part(s.line, ' ', 2) <> s.key_name
   or encode(substring(decode(split_part(s.line, ' ', 3), 'base64') from 1 for 4), 'hex') <> s.key_id
   or not exists (select from ledger.former_checkpoint c where (c.origin, c.size) = (s.origin, s.size))
   or not exists (select from ledger.log_key k where (k.key_name, k.key_id) = (s.key_name, s.key_id))
      and not exists (select from ledger.witness_policy p where strpos(p.text, s.key_name || '+' || s.key_id || '+') > 0)
union all
select q.origin, q.size, 'a quorum that nobody cosigned'
from ledger.former_quorum q
where not exists (select from ledger.former_signature s
                  where (s.origin, s.size) = (q.origin, q.size) and ledger.cosigned_at(s.line) is not null)
