-- termination: grants ended otherwise than two decided after a hearing, or not closed by it, money left, payments after it
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.person, replace(e.stream, 'grant:', '') as grant_id, e.at,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('propose_termination', 'decide_termination'))
select 'proposal' as what, p.entry
  from grants.termination_proposal p left join leaf l on l.entry = p.entry
 where (l.kind, l.grant_id, l.p ->> 'ground', l.p ->> 'reason')
       is distinct from ('propose_termination', p.application::text, p.ground, p.reason)
union all
select 'decision', d.entry
  from grants.termination_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.r ->> 'hearing', l.r -> 'termination')
       is distinct from ('decide_termination', d.application::text, d.proposal_entry::text, d.decision, d.reason,
        d.hearing::text, coalesce(d.letter, 'null'))
union all
select 'one human', d.entry
  from grants.termination_decision d join leaf l on l.entry = d.entry join leaf o on o.entry = d.proposal_entry
 where identity.human_now(l.person) = identity.human_now(o.person)
union all
select 'not heard', d.entry
  from grants.termination_decision d join leaf l on l.entry = d.entry
 where d.decision = 'terminate' and not exists (
   select from grants.hearing h left join grants.hearing_answer a on a.hearing = h.entry
    where h.entry = d.hearing and h.application = d.application and h.entry between d.proposal_entry and d.entry
      and (a.entry < d.entry or h.answer_by < (l.at at time zone 'Europe/Copenhagen')::date))
union all
select 'closing', coalesce(d.entry, c.entry)
  from (select x.* from grants.termination_decision x where x.decision = 'terminate') d
  full join (select x.* from grants.closing x where x.accounts_entry is null) c on c.entry = d.entry
 where (d.application, (d.letter ->> 'returned_ore')::bigint) is distinct from (c.application, c.returned_ore::bigint)
    or (select coalesce(-sum(o.amount), 0) from ledger.posting o
         where o.entry = d.entry and o.account = 'grant:' || d.application || ':committed') <> c.returned_ore
union all
select 'on after it', e.entry
  from grants.termination_decision d
  join ledger.entry e on e.stream = 'grant:' || d.application and e.entry > d.entry
 where d.decision = 'terminate' and e.kind in ('submit_accounts', 'submit_report', 'prepare_instalment', 'approve_instalment',
   'decide_award', 'give_line', 'close_grant')
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'propose_termination' then not exists (select from grants.termination_proposal x where x.entry = l.entry)
   else not exists (select from grants.termination_decision x where x.entry = l.entry) end
