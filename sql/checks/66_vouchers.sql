-- vouchers: a sample that its seed does not draw, a seed not of the first head behind the request, a second request, rows that their entries do not say, one human twice, payments while vouchers were missing
-- SPDX-License-Identifier: EUPL-1.2
with leaf as materialized (
  select e.entry, e.kind, e.human, e.organisation, replace(e.stream, 'grant:', '') as grant_id, e.at, e.leaf_hash,
         (l.leaf ->> 'request')::jsonb -> 'params' as p, l.leaf -> 'result' as r
    from ledger.entry e cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb as leaf) l
   where e.kind in ('request_vouchers', 'draw_vouchers', 'submit_vouchers', 'judge_vouchers', 'decide_vouchers'))
select 'request' as what, q.entry
  from grants.voucher_request q left join leaf l on l.entry = q.entry
 where (l.kind, l.grant_id, l.p ->> 'reason', l.r ->> 'accounts_entry', l.r -> 'rule', l.r -> 'lines')
       is distinct from ('request_vouchers', q.application::text, q.reason, q.accounts_entry::text, q.rule, q.lines)
union all
-- of exactly the costs of accounts that were the newest then
select 'population', q.entry
  from grants.voucher_request q join grants.accounts a on a.entry = q.accounts_entry
 where a.application <> q.application or a.entry > q.entry
    or exists (select from grants.accounts n where n.application = q.application and n.entry > a.entry and n.entry < q.entry)
    or (select jsonb_agg(x - 'before' order by n) from jsonb_array_elements(q.lines) with ordinality x(x, n)) is distinct from (
         select jsonb_agg(jsonb_build_object('line', l.line, 'ore', l.actual_ore::bigint) order by l.line)
           from grants.accounts_line l where l.entry = a.entry and l.actual_ore > 0)
union all
-- what was asked for before and not documented in full is not left out
select 'forgotten', q.entry
  from grants.voucher_request q, jsonb_array_elements(q.lines) x
 where (x ->> 'before')::boolean is distinct from coalesce((
   select not exists (select from grants.voucher_result y join grants.voucher_decision d on d.judgement_entry = y.entry
                       where y.request = v.request and y.line = v.line and y.result = 'full' and d.decision = 'accept' and d.entry < q.entry)
     from grants.voucher_line v join grants.voucher_draw w on w.request = v.request
    where v.application = q.application and v.line = (x ->> 'line')::integer and w.entry < q.entry
    order by v.request desc limit 1), false)
union all
select 'draw', d.request
  from grants.voucher_draw d join grants.voucher_request q on q.entry = d.request left join leaf l on l.entry = d.entry
 where (l.kind, l.grant_id, l.p ->> 'request', l.r -> 'rule', l.r -> 'lines', l.r ->> 'size', l.r ->> 'seed', l.r ->> 'due')
       is distinct from ('draw_vouchers', d.application::text, d.request::text, q.rule, q.lines, d.size::text, encode(d.seed, 'hex'), d.due::text)
    or d.application <> q.application or d.due <> (l.at at time zone 'Europe/Copenhagen')::date + (q.rule ->> 'days')::integer
union all
-- a draw older than the beginning of the log is of a head of the one before it
select 'seed', d.request
  from grants.voucher_draw d join ledger.entry e on e.entry = d.request left join leaf l on l.entry = d.entry
  left join lateral (select f.origin from ledger.former_log f where f.entry > d.entry order by f.entry limit 1) f on true
  left join lateral (
    select c.size, c.root from ledger.log_leaf g join ledger.checkpoint c on c.size > g.leaf_index
     where f.origin is null and g.entry = d.request
    union all
    select c.size, c.root from ledger.former_leaf g join ledger.former_checkpoint c on c.origin = g.origin and c.size > g.leaf_index
     where g.origin = f.origin and g.entry = d.request
    order by 1 limit 1) c on true
 where (d.size, d.seed, l.r ->> 'leaf', l.r ->> 'root')
       is distinct from (c.size, sha256(e.leaf_hash || c.root), encode(e.leaf_hash, 'hex'), encode(c.root, 'hex'))
union all
select 'sample', d.request
  from grants.voucher_draw d join grants.voucher_request q on q.entry = d.request left join leaf l on l.entry = d.entry
 where rule.voucher_sample(q.rule, q.lines, encode(d.seed, 'hex')) is distinct from l.r -> 'sample'
    or l.r -> 'sample' is distinct from (
         select jsonb_agg(jsonb_build_object('line', v.line, 'ore', v.ore, 'why', v.why) order by v.line)
           from grants.voucher_line v where v.request = d.request)
union all
select 'answer', a.request
  from grants.voucher_answer a join grants.voucher_draw d on d.request = a.request left join leaf l on l.entry = a.entry
 where (l.kind, l.grant_id, l.p ->> 'request', (l.r ->> 'late')::boolean)
       is distinct from ('submit_vouchers', a.application::text, a.request::text, a.late)
    or l.organisation is distinct from grants.holder_at(a.application, a.entry)
    or a.late <> ((l.at at time zone 'Europe/Copenhagen')::date > d.due) or a.entry < d.entry
    or (select jsonb_agg(jsonb_build_array(x ->> 'line', x ->> 'note') order by (x ->> 'line')::integer) from jsonb_array_elements(l.p -> 'lines') x)
       is distinct from (select jsonb_agg(jsonb_build_array(n.line::text, n.note) order by n.line) from grants.voucher_note n where n.request = a.request)
    or (select jsonb_agg(jsonb_build_array(x ->> 'line', f ->> 'sha256', f ->> 'filename') order by (x ->> 'line')::integer, f ->> 'sha256')
          from jsonb_array_elements(l.p -> 'lines') x, jsonb_array_elements(x -> 'files') f)
       is distinct from (select jsonb_agg(jsonb_build_array(f.line::text, encode(f.sha256, 'hex'), f.filename) order by f.line, encode(f.sha256, 'hex'))
                           from grants.voucher_file f where f.request = a.request)
union all
select 'of another case', x.request
  from (select f.request, f.application from grants.voucher_file f
        union all select n.request, n.application from grants.voucher_note n
        union all select r.request, r.application from grants.voucher_result r) x
  join grants.voucher_request q on q.entry = x.request
 where x.application <> q.application
union all
select 'unanswered line', v.request
  from grants.voucher_line v join grants.voucher_answer a on a.request = v.request
 where not exists (select from grants.voucher_file f where f.request = v.request and f.line = v.line)
   and not exists (select from grants.voucher_note n where n.request = v.request and n.line = v.line and btrim(n.note, E' \t\r\n') <> '')
union all
select 'file that is not there', f.request
  from grants.voucher_file f join grants.voucher_answer a on a.request = f.request left join leaf l on l.entry = a.entry
 where not exists (select from store.file s where s.sha256 = f.sha256 and s.organisation = l.organisation)
union all
select 'judgement', j.entry
  from grants.voucher_judgement j left join leaf l on l.entry = j.entry
 where (l.kind, l.grant_id, l.p ->> 'request', l.p ->> 'reason')
       is distinct from ('judge_vouchers', j.application::text, j.request::text, j.reason)
    or (select jsonb_agg(x order by (x ->> 'line')::integer) from jsonb_array_elements(l.p -> 'lines') x) is distinct from (
         select jsonb_agg(jsonb_build_object('line', x.line, 'result', x.result, 'accepted_ore', x.accepted_ore, 'reason', x.reason) order by x.line)
           from grants.voucher_result x where x.entry = j.entry and x.request = j.request)
union all
select 'judged amount', x.entry
  from grants.voucher_judgement j join grants.voucher_line v on v.request = j.request
  left join grants.voucher_result x on x.entry = j.entry and x.line = v.line
 where not coalesce(case x.result when 'full' then x.accepted_ore = v.ore when 'none' then x.accepted_ore = 0
                                  else x.accepted_ore > 0 and x.accepted_ore < v.ore end, false)
union all
select 'judged too early', j.entry
  from grants.voucher_judgement j join grants.voucher_draw d on d.request = j.request join leaf l on l.entry = j.entry
 where not exists (select from grants.voucher_answer a where a.request = j.request and a.entry < j.entry)
   and (l.at at time zone 'Europe/Copenhagen')::date <= d.due
union all
select 'decision', d.entry
  from grants.voucher_decision d left join leaf l on l.entry = d.entry left join leaf o on o.entry = d.judgement_entry
 where (l.kind, l.grant_id, l.p ->> 'proposal_entry', l.p ->> 'decision', l.p ->> 'reason')
       is distinct from ('decide_vouchers', d.application::text, d.judgement_entry::text, d.decision, d.reason)
    or l.human is null or l.human = o.human
union all
-- asked, judged or decided after newer accounts had voided it
select 'voided', l.entry
  from leaf l join grants.voucher_request q on q.entry = coalesce(l.r ->> 'request', '0')::bigint
 where exists (select from grants.accounts n where n.application = q.application and n.entry > q.accounts_entry and n.entry < l.entry)
union all
-- nothing is approved or released between a request and the acceptance of a judgement on those or newer accounts
select 'paid meanwhile', x.entry
  from (select p.application, p.entry from grants.instalment_approved p
        union all select r.application, r.entry from grants.instalment_released r) x
  join lateral (select q.* from grants.voucher_request q where q.application = x.application and q.entry < x.entry
                 order by q.entry desc limit 1) q on true
 where not exists (select from grants.voucher_judgement j join grants.voucher_decision d on d.judgement_entry = j.entry
                    where j.request = q.entry and d.decision = 'accept' and d.entry < x.entry)
union all
-- nor on accounts with more of a line than was documented when it was last asked for
select 'paid undocumented', p.entry
  from grants.instalment_approved p join grants.instalment i on i.instalment = p.instalment
  join grants.accounts_line l on l.entry = i.accounts_entry
  join lateral (select x.accepted_ore, x.result
                  from grants.voucher_result x join grants.voucher_decision d on d.judgement_entry = x.entry
                 where x.application = p.application and x.line = l.line and d.decision = 'accept' and d.entry < p.entry
                 order by x.request desc limit 1) x on x.result <> 'full' and l.actual_ore > x.accepted_ore
union all
select 'unprojected', l.entry
  from leaf l
 where case l.kind
   when 'request_vouchers' then not exists (select from grants.voucher_request x where x.entry = l.entry)
   when 'draw_vouchers' then not exists (select from grants.voucher_draw x where x.entry = l.entry)
   when 'submit_vouchers' then not exists (select from grants.voucher_answer x where x.entry = l.entry)
   when 'judge_vouchers' then not exists (select from grants.voucher_judgement x where x.entry = l.entry)
   else not exists (select from grants.voucher_decision x where x.entry = l.entry) end
