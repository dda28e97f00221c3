-- amendment: a row that its leaf does not say, an award raised without a request, money moved otherwise
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.at, replace(e.stream, 'grant:', '') as grant_id,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('request_amendment', 'propose_amendment', 'decide_amendment'))
select 'request' as what, a.entry
  from grants.amendment_request a left join leaf l on l.entry = a.entry
 where (l.kind, l.grant_id, l.p ->> 'amount_ore', l.p ->> 'reason')
       is distinct from ('request_amendment', a.application::text, a.amount_ore::text, a.reason)
union all
select 'proposal', a.entry
  from grants.amendment_proposal a left join leaf l on l.entry = a.entry
 where (l.kind, l.grant_id, l.p ->> 'request_entry', l.p ->> 'amount_ore', l.p ->> 'period_to',
        l.p ->> 'part_accounts_due', l.p ->> 'final_accounts_due', l.p -> 'budget', l.p ->> 'reason')
       is distinct from ('propose_amendment', a.application::text, a.request_entry::text,
        a.amount_ore::text, to_char(a.period_to, 'YYYY-MM-DD'), to_char(a.part_accounts_due, 'YYYY-MM-DD'),
        to_char(a.final_accounts_due, 'YYYY-MM-DD'), a.budget, a.reason)
    or (select sum(x.amount_ore) from grants.amendment_line x where x.entry = a.entry)
       is distinct from a.amount_ore::numeric
union all
select 'line', x.entry
  from grants.amendment_line x left join leaf l on l.entry = x.entry
 where l.grant_id is distinct from x.application::text or not l.p -> 'lines' @> jsonb_build_array(
         jsonb_build_object('year', x.year, 'amount_ore', x.amount_ore))
union all
select 'decision', d.entry
  from grants.amendment_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.at)
       is distinct from ('decide_amendment', d.application::text, d.proposal_entry::text, d.decision,
                         d.reason, d.at)
union all
-- nobody asked for it: above the award before and above the request that the proposal names
select 'raised', d.entry
  from grants.amendment_decision d join grants.amendment_proposal p on p.entry = d.proposal_entry
  join leaf l on l.entry = d.entry
  left join grants.amendment_request r on r.entry = p.request_entry and r.application = d.application
       and r.entry < p.entry
 where d.decision = 'amend'
   and p.amount_ore > greatest((l.r #>> '{input,award_ore}')::bigint, r.amount_ore)
union all
-- what the entry posted is what the rule computes from the inputs it names, and the award before is the fold
select 'computation', d.entry
  from grants.amendment_decision d join grants.amendment_proposal p on p.entry = d.proposal_entry
  join leaf l on l.entry = d.entry
 where d.decision = 'amend'
   and (l.r -> 'computation' <> rule.amended(l.r -> 'input')
     or l.r #>> '{input,new_ore}' <> p.amount_ore::text
     or l.r #>> '{input,award_ore}' is distinct from coalesce(
       (select m.amount_ore from grants.amendment_proposal m
         where m.entry = grants.amended_by(d.application, d.entry)),
       (select w.amount_ore from grants.award_proposal w
         where w.entry = grants.award_of(d.application)))::text
     or coalesce((select sum(x.amount) from ledger.posting x
                   where x.entry = d.entry and x.account = 'grant:' || d.application || ':committed'), 0)
        <> (l.r #>> '{computation,commit_ore}')::bigint - (l.r #>> '{computation,release_ore}')::bigint
     or coalesce((select sum(x.amount) from ledger.posting x
                   where x.entry = d.entry and x.account = 'grant:' || d.application || ':reclaimed'), 0)
        <> coalesce((select c.amount_ore from grants.claim c where c.claim = d.entry), 0))
union all
select 'voided', v.entry
  from grants.sign_off_voided v
  left join grants.amendment_decision d on d.entry = v.entry and d.decision = 'amend'
  left join grants.sign_off s on s.entry = v.sign_off_entry
 where d.application is distinct from v.application or s.application is distinct from v.application
    or s.entry > v.entry
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'request_amendment' then not exists (select from grants.amendment_request x where x.entry = l.entry)
   when 'propose_amendment' then not exists (select from grants.amendment_proposal x where x.entry = l.entry)
   else not exists (select from grants.amendment_decision x where x.entry = l.entry) end
