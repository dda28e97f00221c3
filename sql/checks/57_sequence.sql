-- sequence: a step of a call or an application before the one that it needs
-- SPDX-License-Identifier: EUPL-1.2
select 'closing' as what, k.call, k.entry
  from grants.call_closed k join grants.call c on c.call = k.call
  join ledger.entry e on e.entry = k.entry
 where e.at < grants.deadline_at(k.call, k.entry) + interval '120 seconds'
union all
select 'opening', o.call, o.entry
  from grants.call_opened o join grants.call c on c.call = o.call
  left join grants.call_closed k on k.call = o.call
  left join grants.weights_confirmed w on w.call = o.call
 where k.entry is null or k.entry > o.entry
    or json_array_length(c.definition::json -> 'criteria') > 0 and (w.entry is null or w.entry > o.entry)
union all
select 'score', a.call, s.entry
  from grants.score s join grants.application a on a.application = s.application
  left join grants.call_opened o on o.call = a.call
 where o.entry is null or o.entry > s.entry
union all
select 'undeclared', a.call, s.entry
  from grants.score s join grants.application a on a.application = s.application
 where not exists (select from grants.impartiality i join ledger.entry e on e.entry = i.entry
                    where i.application = s.application and i.entry < s.entry and e.person = any (
                      select unnest(identity.cards(identity.human_now(k.person)))
                        from ledger.entry k where k.entry = s.entry))
union all
select 'proposal', a.call, p.entry
  from grants.award_proposal p join grants.application a on a.application = p.application
 where (select count(distinct s.human) from grants.score s
         where s.application = p.application and s.entry < p.entry) < 2
       and (select c.definition::json #>> '{allocation,kind}' from grants.call c where c.call = a.call) = 'assessed'
    or not exists (select from grants.submission x where x.entry = p.submission_entry
                      and x.application = p.application and (x.verdict = 'on_time' or exists (
                        select from grants.admission d
                         where d.submission = x.entry and d.choice = 'admit' and d.entry < p.entry)))
union all
select 'decision', a.call, d.entry
  from grants.award_decision d join grants.application a on a.application = d.application
  join grants.award_proposal p on p.entry = d.proposal_entry
 where p.application <> d.application or p.entry > d.entry
union all
select 'accounts', g.call, x.entry
  from grants.accounts x join grants.application g on g.application = x.application
 where not exists (select from grants.award_decision d where d.application = x.application
                      and d.decision = 'award' and d.entry < x.entry)
