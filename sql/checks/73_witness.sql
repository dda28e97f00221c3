-- witness: a signature line by nobody, or under another's name, or a quorum that too few of its policy cosigned
-- SPDX-License-Identifier: EUPL-1.2
-- Whether a line is a signature at all only tilsagn-verify asks: no Ed25519 is in the database. Each set of
-- cosigners is asked once, as one policy has few and checkpoints are many.
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
select min(g.size), null, 'a quorum that too few of its policy cosigned, ' || count(*) || ' times'
from (select q.size, q.policy,
             array(select s.key_name || '+' || s.key_id from ledger.checkpoint_signature s
                   where s.size = q.size and ledger.cosigned_at(s.line) is not null order by 1) as who
      from ledger.checkpoint_quorum q) g
join ledger.witness_policy p on p.policy = g.policy
group by p.text, g.who
having not ledger.policy_met(p.text, g.who)
