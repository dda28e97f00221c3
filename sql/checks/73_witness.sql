-- witness: a signature line by nobody, or under another's name, or a quorum that nobody cosigned
-- SPDX-License-Identifier: EUPL-1.2
select s.size, s.key_name, 'a line by another key than its row says' as fault
from ledger.checkpoint_signature s
where split_part(s.line, ' ', 2) <> s.key_name
   or encode(substring(decode(split_part(s.line, ' ', 3), 'base64') from 1 for 4), 'hex') <> s.key_id
union all
select s.size, s.key_name, 'neither the log nor a witness of a policy'
from ledger.checkpoint_signature s
where not exists (select from ledger.log_key k where k.key_name = s.key_name and k.key_id = s.key_id)
  and not exists (select from ledger.witness_policy p where strpos(p.text, s.key_name || '+' || s.key_id || '+') > 0)
union all
select q.size, null, 'a quorum that nobody cosigned'
from ledger.checkpoint_quorum q
where not exists (select from ledger.checkpoint_signature s where s.size = q.size and ledger.cosigned_at(s.line) is not null)
