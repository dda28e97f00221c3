-- projection: a row of a case that says something else than the leaf of its entry
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.human, e.at, e.received, e.began, e.call,
         replace(e.stream, 'grant:', '') as grant_id, (l.leaf ->> 'request')::jsonb -> 'params' as p,
         l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('submit', 'close_call', 'propose_weights', 'confirm_weights', 'score', 'declare_impartiality', 'propose_refusal', 'decide_refusal',
     'open_hearing', 'answer_hearing',
     'open_applications', 'propose_award', 'decide_award', 'submit_accounts', 'sign_off', 'endorse_accounts',
     'prepare_instalment', 'approve_instalment', 'release_batch', 'confirm', 'record_result',
     'confirm_result', 'submit_report', 'close_grant', 'decide_termination')
      or e.entry in (select k.entry from grants.link k))
select 'submission' as what, s.entry
  from grants.submission s left join leaf l on l.entry = s.entry
 where (l.kind, l.grant_id, l.p ->> 'version', l.p ->> 'sha256', l.r ->> 'verdict', l.received, l.began)
       is distinct from ('submit', s.application::text, s.version::text, encode(s.sha256, 'hex'),
                         s.verdict, s.received, s.began)
union all
-- who a submission names: the organisation that sent it, and the others of its content
select 'party', entry
  from (select p.entry, p.application, array_agg(p.cvr || ' ' || p.lead order by (p.cvr || ' ' || p.lead) collate "C") as who
          from grants.submission_party p group by p.entry, p.application) p
  full join (
    select s.entry, s.application,
           (select array_agg(x.who order by x.who collate "C")
              from (select e.organisation || ' true' union
                    select t.cvr || ' false' from json_array_elements_text(s.content::json -> 'parties') t(cvr)
                     where t.cvr <> e.organisation and t.cvr ~ '^[0-9]{8}$') x(who)) as who
      from grants.submission s join ledger.entry e on e.entry = s.entry) s using (entry, application)
 where p.who is distinct from s.who
union all
select 'application', a.entry
  from grants.application a left join leaf l on l.entry = a.entry
  left join ledger.stream_organisation o on o.stream = 'grant:' || a.application
 where (l.kind, l.grant_id, l.call, o.organisation)
       is distinct from ('submit', a.application::text, a.call, a.organisation)
union all
select 'call', c.entry
  from grants.call c left join leaf l on l.entry = c.entry
 where (l.kind, l.r ->> 'verdict', l.r ->> 'call', l.r ->> 'proposal', l.r ->> 'sha256', l.r ->> 'pool_ore',
        l.r ->> 'last_on_time_us')
       is distinct from ('confirm', 'effective', c.call, c.proposal::text, encode(c.sha256, 'hex'), c.pool_ore::text,
        ledger.micros(c.last_on_time)::text)
    or c.sha256 <> sha256(convert_to(c.definition, 'UTF8'))
    or c.published_at <> l.at or c.pool_ore::text <> c.definition::json ->> 'pool_ore'
union all
select 'appropriation', a.entry
  from grants.appropriation a left join leaf l on l.entry = a.entry
 where (l.kind, l.r ->> 'verdict', l.r ->> 'appropriation', l.r ->> 'amount_ore')
       is distinct from ('confirm', 'effective', a.appropriation, a.amount_ore::text)
    or a.appropriation <> a.account || '-' || a.year
union all
select 'annex', x.entry
  from grants.annex x left join leaf l on l.entry = x.entry
 where (l.kind, l.r ->> 'verdict', l.r ->> 'call', l.r ->> 'annex', l.r ->> 'sha256')
       is distinct from ('confirm', 'effective', x.call, x.annex, encode(x.sha256, 'hex'))
    or x.sha256 <> sha256(convert_to(x.document, 'UTF8'))
    or (select jsonb_agg(jsonb_build_object('cvr', v.cvr, 'value', v.value) order by v.cvr)
          from grants.annex_value v where v.call = x.call and v.annex = x.annex)
       is distinct from x.document::jsonb -> 'rows'
union all
select 'closing', k.entry
  from grants.call_closed k left join leaf l on l.entry = k.entry
 where (l.kind, l.r ->> 'call', l.r ->> 'count', l.r ->> 'list_sha256')
       is distinct from ('close_call', k.call, k.count::text, encode(k.list_sha256, 'hex'))
union all
select 'opening', o.entry
  from grants.call_opened o left join leaf l on l.entry = o.entry
 where (l.kind, l.r ->> 'call') is distinct from ('open_applications', o.call)
union all
select 'weights', w.entry
  from grants.weights_proposal w left join leaf l on l.entry = w.entry
 where (l.kind, l.call) is distinct from ('propose_weights', w.call)
    or not l.p -> 'weights' @> jsonb_build_array(
         jsonb_build_object('criterion', w.criterion, 'weight_bp', w.weight_bp))
union all
select 'confirmed weights', w.entry
  from grants.weights_confirmed w left join leaf l on l.entry = w.entry
 where (l.kind, l.r ->> 'call', l.r ->> 'proposal_entry', l.at)
       is distinct from ('confirm_weights', w.call, w.proposal_entry::text, w.at)
union all
select 'score', s.entry
  from grants.score s left join leaf l on l.entry = s.entry
 where (l.kind, l.grant_id, l.human) is distinct from ('score', s.application::text, s.human)
    or not l.p -> 'scores' @> jsonb_build_array(jsonb_build_object(
         'criterion', s.criterion, 'points', s.points, 'reason', s.reason))
union all
select 'declaration', i.entry
  from grants.impartiality i left join leaf l on l.entry = i.entry
 where (l.kind, l.grant_id, l.human, l.p ->> 'declared', l.p ->> 'ground')
       is distinct from ('declare_impartiality', i.application::text, i.human, i.declared, i.ground)
union all
select 'hearing', h.entry
  from grants.hearing h left join leaf l on l.entry = h.entry
 where (l.kind, l.grant_id, l.p ->> 'facts', l.p ->> 'answer_by')
       is distinct from ('open_hearing', h.application::text, h.facts, to_char(h.answer_by, 'YYYY-MM-DD'))
union all
select 'hearing answered', x.entry
  from grants.hearing_answer x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.p ->> 'hearing', l.p ->> 'answer')
       is distinct from ('answer_hearing', x.application::text, x.hearing::text, x.answer)
union all
select 'refusal proposed', x.entry
  from grants.refusal_proposal x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.p ->> 'ground', l.p ->> 'reason', l.p ->> 'unheard_reason')
       is distinct from ('propose_refusal', x.application::text, x.ground, x.reason, x.unheard_reason)
union all
select 'refused', x.entry
  from grants.refusal_decision x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', nullif(l.r -> 'refusal', 'null'))
       is distinct from ('decide_refusal', x.application::text, x.proposal_entry::text, x.decision, x.reason, x.letter)
union all
select 'refused as late', s.entry
  from grants.submission s left join leaf l on l.entry = s.entry
  left join grants.refusal_late x on x.entry = s.entry
 where (l.r -> 'refusal') is distinct from x.letter or x.application <> s.application
union all
select 'proposal', a.entry
  from grants.award_proposal a left join leaf l on l.entry = a.entry
 where (l.kind, l.grant_id, l.p ->> 'amount_ore', l.p ->> 'part_accounts_due',
        l.r ->> 'final_accounts_due', l.r ->> 'submission_entry', l.p ->> 'reason',
        l.p ->> 'deviation_reason', coalesce(nullif(l.p -> 'conditions', 'null'), '[]'),
        l.p ->> 'continues')
       is distinct from ('propose_award', a.application::text, a.amount_ore::text,
        to_char(a.part_accounts_due, 'YYYY-MM-DD'), to_char(a.final_accounts_due, 'YYYY-MM-DD'),
        a.submission_entry::text, a.reason, a.deviation_reason, a.conditions,
        a.continues::text)
    or (select sum(x.amount_ore) from grants.award_line x where x.entry = a.entry)
       is distinct from a.amount_ore::numeric
union all
select 'award line', x.entry
  from grants.award_line x left join leaf l on l.entry = x.entry
 where l.grant_id is distinct from x.application::text or not l.p -> 'lines' @> jsonb_build_array(
         jsonb_build_object('year', x.year, 'amount_ore', x.amount_ore))
union all
select 'decision', d.entry
  from grants.award_decision d left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason', l.at,
        nullif(l.r -> 'letter', 'null'))
       is distinct from ('decide_award', d.application::text, d.proposal_entry::text, d.decision,
                         d.reason, d.at, d.letter)
    or d.letter is not null and coalesce(d.letter -> 'conditions', '[]') is distinct from (
         select a.conditions from grants.award_proposal a where a.entry = d.proposal_entry)
union all
select 'accounts', a.entry
  from grants.accounts a left join leaf l on l.entry = a.entry
 where (l.kind, l.grant_id, l.r ->> 'version', l.r ->> 'sha256', l.r ->> 'documented_ore',
        l.r ->> 'late', l.p ->> 'kind', l.p ->> 'period_to', l.p ->> 'note', l.p ->> 'vat')
       is distinct from ('submit_accounts', a.application::text, a.version::text,
        encode(a.sha256, 'hex'), a.documented_ore::text, a.late::text, a.kind,
        to_char(a.period_to, 'YYYY-MM-DD'), a.note, a.vat)
    or (select count(*) from grants.accounts_line x where x.entry = a.entry)
       is distinct from jsonb_array_length(l.p -> 'lines')::bigint
union all
select 'accounts line', x.entry
  from grants.accounts_line x left join leaf l on l.entry = x.entry
 where l.grant_id is distinct from x.application::text or not l.p -> 'lines' @> jsonb_build_array(
         jsonb_build_object('line', x.line, 'actual_ore', x.actual_ore, 'own_funding_ore', x.own_funding_ore)
         || case when x.first_day is null then '{}' else jsonb_build_object('first', x.first_day, 'last', x.last_day,
              'before_award_ore', x.before_award_ore) end)
    or x.first_day is null and l.p @? '$.lines[*].first'
union all
select 'mileage', x.entry
  from grants.accounts_mileage x left join leaf l on l.entry = x.entry
 where l.grant_id is distinct from x.application::text or not l.r -> 'mileage' @> jsonb_build_array(
         jsonb_build_object('line', x.line, 'year', x.year, 'km', x.km, 'paid_ore', x.paid_ore, 'rate_ore', x.rate_ore,
                            'cut_ore', rule.mileage_cut(x.km, x.paid_ore, x.rate_ore)))
    or not exists (select from grants.accounts_line n where n.entry = x.entry and n.line = x.line)
union all
select 'unprojected mileage', l.entry
  from leaf l
 where l.kind = 'submit_accounts' and jsonb_array_length(coalesce(l.r -> 'mileage', '[]'))
       is distinct from (select count(*) from grants.accounts_mileage x where x.entry = l.entry)::integer
union all
-- the rate of a year is one, whenever accounts were sent
select 'mileage rate', x.entry
  from grants.accounts_mileage x
  left join (select k.year, k.ore_per_km, 0::bigint as entry from rule.mileage_known() k
             union all select c.year, c.ore_per_km, c.entry from grants.mileage_rate c) r on r.year = x.year
 where r.ore_per_km is distinct from x.rate_ore or r.entry > x.entry
union all
select 'rate', r.entry
  from grants.mileage_rate r left join leaf l on l.entry = r.entry
 where (l.kind, l.r ->> 'kind', l.r ->> 'verdict', l.r ->> 'year', l.r ->> 'ore_per_km')
       is distinct from ('confirm', 'mileage', 'effective', r.year::text, r.ore_per_km::text)
    or r.year in (select k.year from rule.mileage_known() k)
union all
select 'sign-off', s.entry
  from grants.sign_off s left join leaf l on l.entry = s.entry
 where (l.kind, l.grant_id, l.r ->> 'accounts_entry', l.r ->> 'level')
       is distinct from (case s.level when 'auditor' then 'endorse_accounts' else 'sign_off' end, s.application::text,
        s.accounts_entry::text, s.level)
union all
select 'instalment', i.instalment
  from grants.instalment i left join leaf l on l.entry = i.instalment
 where (l.kind, l.grant_id, l.r ->> 'number', l.r ->> 'accounts_entry', l.p ->> 'amount_ore',
        l.r -> 'input', l.r -> 'computation')
       is distinct from ('prepare_instalment', i.application::text, i.number::text,
        i.accounts_entry::text, i.amount_ore::text, i.input, i.computation)
union all
select 'approval', p.entry
  from grants.instalment_approved p left join leaf l on l.entry = p.entry
 where (l.kind, l.grant_id, l.r ->> 'instalment')
       is distinct from ('approve_instalment', p.application::text, p.instalment::text)
union all
select 'release', r.entry
  from grants.instalment_released r left join leaf l on l.entry = r.entry
 where (l.kind, l.grant_id, l.r ->> 'instalment', l.r ->> 'batch', l.r ->> 'try')
       is distinct from ('release_batch', r.application::text, r.instalment::text, r.batch::text, r.try::text)
union all
select 'batch', b.entry
  from grants.batch b left join leaf l on l.entry = b.entry
 where (l.kind, l.r ->> 'batch', l.r ->> 'count', l.r ->> 'total_ore')
       is distinct from ('release_batch', b.batch::text, b.count::text, b.total_ore::text)
    or (select sum(grants.release_ore(r.instalment, r.try)) from grants.instalment_released r where r.batch = b.batch)
       is distinct from b.total_ore::numeric
union all
select 'result', x.entry
  from grants.result x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.p ->> 'code', l.p ->> 'numerator', l.p ->> 'denominator', l.p ->> 'period',
        l.r ->> 'first_week', l.p ->> 'source_sha256')
       is distinct from ('record_result', x.application::text, x.code, x.numerator::text,
        x.denominator::text, x.period, to_char(x.first_week, 'YYYY-MM-DD'), encode(x.source_sha256, 'hex'))
union all
select 'confirmed result', c.entry
  from grants.result_confirmed c left join leaf l on l.entry = c.entry
 where (l.kind, l.grant_id, l.r ->> 'result_entry')
       is distinct from ('confirm_result', c.application::text, c.result_entry::text)
union all
select 'report', x.entry
  from grants.report x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.p ->> 'report', l.p ->> 'period_to', l.p ->> 'text', l.p -> 'topics',
        l.r ->> 'late')
       is distinct from ('submit_report', x.application::text, x.report,
        to_char(x.period_to, 'YYYY-MM-DD'), x.text, x.topics, x.late::text)
union all
select 'grant closed', x.entry
  from grants.closing x left join leaf l on l.entry = x.entry
 where (l.kind, l.grant_id, l.r ->> 'accounts_entry', l.r ->> 'returned_ore')
       is distinct from (case when x.accounts_entry is null then 'decide_termination' else 'close_grant' end, x.application::text, x.accounts_entry::text, x.returned_ore::text)
union all
select 'link', k.entry
  from grants.link k left join leaf l on l.entry = k.entry
 where (l.grant_id, l.r ->> 'predecessor') is distinct from (k.application::text, k.predecessor::text)
