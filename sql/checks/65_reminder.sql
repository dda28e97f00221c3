-- reminder: a row that its leaf does not say, of another due day, of what was sent or of a closed grant, or too soon after another
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.at, identity.day_of(e.at) as day, replace(e.stream, 'grant:', '') as grant_id,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind = 'remind_obligation'),
reminder as (
  select r.entry, r.application, r.what, r.due, r.days, l.day, l.grant_id, l.p, l.r as said, a.due as in_force
    from grants.obligation_reminder r left join leaf l on l.entry = r.entry
    -- the award as amended by then
    left join lateral (
      select case when r.what in ('final_accounts', 'final_report') then t.final_accounts_due else t.part_accounts_due end as due
        from (select d.entry, q.part_accounts_due, q.final_accounts_due
                from grants.amendment_decision d join grants.amendment_proposal q on q.entry = d.proposal_entry
               where d.application = r.application and d.decision = 'amend'
              union all
              select d.entry, q.part_accounts_due, q.final_accounts_due
                from grants.award_decision d join grants.award_proposal q on q.entry = d.proposal_entry
               where d.application = r.application and d.decision = 'award') t
       where t.entry < r.entry order by t.entry desc limit 1) a on true)
select 'not what its leaf says' as what, r.entry
  from reminder r
 where (r.grant_id, r.p ->> 'what', r.said ->> 'what', r.said ->> 'due', r.said ->> 'days')
       is distinct from (r.application::text, r.what, r.what, to_char(r.due, 'YYYY-MM-DD'), r.days::text)
union all
select 'due another day', r.entry
  from reminder r where r.due is distinct from r.in_force or r.days <> r.day - r.due
union all
select 'not asked for', r.entry
  from reminder r join grants.application a on a.application = r.application join grants.call c on c.call = a.call
 where r.what like '%_report' and not exists (
   select from jsonb_array_elements(c.definition::jsonb -> 'reports') w where (w ->> 'report') || '_report' = r.what)
union all
select 'sent before', r.entry
  from reminder r
 where exists (select from grants.accounts a where a.application = r.application and a.entry < r.entry
                  and (a.kind || '_accounts' = r.what or r.what = 'part_accounts'))
    or exists (select from grants.report p where p.application = r.application and p.entry < r.entry
                  and p.report || '_report' = r.what)
union all
select 'closed', r.entry
  from reminder r join grants.closing c on c.application = r.application and c.entry < r.entry
 where not exists (select from grants.reopening_decision d where d.application = c.application and d.closing_n = c.n
                      and d.entry < r.entry)
union all
select 'too soon', r.entry
  from reminder r join reminder b on b.application = r.application and b.what = r.what and b.entry < r.entry
 where b.day + grants.reminder_days() > r.day
union all
select 'unprojected', l.entry
  from leaf l where not exists (select from grants.obligation_reminder r where r.entry = l.entry)
