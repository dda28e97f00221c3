-- SPDX-License-Identifier: EUPL-1.2
-- What waits for approval, as one list to decide on.
create or replace function read.approvals(p_chosen text, p_done bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with chosen as (
    select t.id::bigint as instalment from json_array_elements_text(coalesce(p_chosen, '[]')::json) t(id)),
  warned as materialized (
    select w.application, json_agg(w.doc order by w.n) as docs from read.warned() with ordinality w(application, query, doc, n)
     group by w.application),
  listed as (
    select i.instalment, i.application, i.organisation, i.call, i.number, i.amount_ore, i.state, a.title,
           i.computation, n.now, n.now is distinct from i.computation as differs,
           i.instalment in (select c.instalment from chosen c) as chosen, m.why
      from portal.instalment i join portal.award a on a.application = i.application,
           lateral (select case when i.state = 'prepared' then read.computed(i.accounts_entry) end as now) n,
           lateral (select case when i.state = 'prepared' then read.instalment_missing(i.instalment)
                                else read.missing('approve_instalment', case i.state when 'superseded' then i.state
                                       else 'not_prepared' end, i.state, 'officer') end as why) m
     where i.state = 'prepared' or i.instalment in (select c.instalment from chosen c)),
  row_of as (
    select l.instalment, l.chosen, l.state, l.why is null as can, l.amount_ore,
           json_build_object('instalment', l.instalment, 'application', l.application, 'number', l.number,
             'organisation', read.organisation(l.organisation), 'call', l.call, 'title', l.title,
             'amount_ore', l.amount_ore, 'payable_now_ore', l.now -> 'payable_ore', 'state', l.state,
             'computation', l.computation, 'computation_now', l.now, 'differs', l.state = 'prepared' and l.differs,
             'prepared_at', read.at(l.instalment), 'prepared_by', read.by(l.instalment), 'chosen', l.chosen,
             'warnings', coalesce((select w.docs from warned w where w.application = l.application), '[]'),
             'missing', case when l.why is null then '[]'::json else json_build_array(l.why) end) as doc
      from listed l),
  done as (
    select p.instalment, p.amount_ore from portal.instalment p join portal.entry e on e.entry = p.approved_entry
      join portal.entry d on d.entry = p_done and d.kind = e.kind and d.person = e.person and d.at = e.at
     where e.kind = 'approve_instalment'),
  counted as (
    select count(*) filter (where r.state = 'prepared') as open, coalesce(sum(r.amount_ore) filter (where r.state = 'prepared'), 0) as open_ore,
           count(*) filter (where r.can) as can, coalesce(sum(r.amount_ore) filter (where r.can), 0) as can_ore,
           count(*) filter (where r.chosen) as chosen,
           count(*) filter (where r.chosen and r.can) as taken,
           coalesce(sum(r.amount_ore) filter (where r.chosen and r.can), 0) as taken_ore
      from row_of r)
  select read.seen_list('approvals', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
      'open', json_build_object('count', c.open, 'total_ore', c.open_ore),
      'approvable', json_build_object('count', c.can, 'total_ore', c.can_ore,
        'instalments', (select coalesce(json_agg(r.doc order by r.instalment), '[]') from row_of r where r.can)),
      'others', (select coalesce(json_agg(r.doc order by r.instalment), '[]') from row_of r
                  where not r.can and r.state = 'prepared' and not r.chosen),
      'chosen', json_build_object('count', c.taken, 'total_ore', c.taken_ore, 'asked', c.chosen,
        'unknown', (select count(*) from chosen) - c.chosen,
        'instalments', (select coalesce(json_agg(r.doc order by r.instalment), '[]') from row_of r where r.can and r.chosen),
        'refused', (select coalesce(json_agg(r.doc order by r.instalment), '[]') from row_of r
                     where r.chosen and not r.can)),
      'done', case when p_done is not null then (
        select json_build_object('count', count(*), 'total_ore', coalesce(sum(d.amount_ore), 0)) from done d) end)::text)
    from (select ledger.clock() as now) t, counted c
$$;
comment on function read.approvals(text, bigint) is
  'Prepared instalments: those that the current person can approve, the others with their reasons; count and total '
  'of those chosen (a JSON list of numbers) and each of these that cannot be approved; what the decision with this '
  'entry approved.';
