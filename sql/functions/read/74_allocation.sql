-- SPDX-License-Identifier: EUPL-1.2
-- A pool shared by its key, before and after the decision: both readings with every step.
create or replace function read.allocated_to(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.award_ore from portal.allocation_share s
    join portal.allocation a on a.entry = s.entry and a.decision = 'allocate'
   where s.application = p_application
$$;
comment on function read.allocated_to(bigint) is 'What the decided allocation gives an application, or null.';

create or replace function read.allocation_steps(p_call text)
returns table (n integer, act text, missing json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with s as (
    select c.call, exists (select from portal.allocation a where a.call = c.call and a.decision is null) as open,
           grants.allocation_shown(c.call, grants.rulings_of(c.call) ->> 'FLOOR_AND_KEY') #>> '{report,refusal}' as refusal,
           read.annex_missing(c.call) as annex
      from published.call c
     where c.call = p_call and c.opened_entry is not null
       and c.definition #>> '{allocation,kind}' = 'key_with_floor'
       and not exists (select from portal.allocation a where a.call = c.call and a.decision = 'allocate'))
  select 1, 'propose_allocation', case
      when s.annex is not null
        then read.missing('propose_allocation', 'annex_missing', 'annexes.' || s.annex, 'operator')
      when grants.contested_count(s.call) > 0 then read.missing('propose_allocation', 'contested_waiting', null, 'officer')
      when s.refusal is not null then read.missing('propose_allocation', s.refusal, null, 'officer')
      else read.personal('propose_allocation', 'call:' || s.call) end
    from s
  union all
  select 2, 'decide_allocation', coalesce(read.personal('decide_allocation', 'call:' || s.call),
      case when grants.contested_count(s.call) > 0
           then read.missing('decide_allocation', 'contested_waiting', null, 'officer') end)
    from s where s.open
$$;
comment on function read.allocation_steps(text) is 'Steps of an allocation with what stands before each.';

create or replace function read.allocation_doc(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', a.entry, 'reading', a.reading, 'reason', a.reason,
    'input', a.input::json, 'input_sha256', a.input_sha256, 'report_sha256', a.report_sha256, 'report', a.report::json,
    'by', read.by(a.entry), 'at', read.at(a.entry),
    'decision', a.decision, 'decision_entry', a.decision_entry, 'decision_reason', a.decision_reason,
    'decided_by', read.by(a.decision_entry), 'decided_at', read.at(a.decision_entry))
    from portal.allocation a where a.call = p_call order by a.entry desc limit 1
$$;
comment on function read.allocation_doc(text) is 'The newest proposed allocation with its decision, or null.';

create or replace function read.allocation_rows(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('application', k.application, 'title', k.title,
           'organisation', read.organisation(k.organisation),
           'municipalities', (select count(*) from portal.submission_party p where p.entry = k.entry),
           'applied_ore', k.applied_ore, 'state', read.application_state(k.application, k.call, ledger.clock()),
           'allocated_ore', read.allocated_to(k.application))
           order by k.organisation collate "C"), '[]')
    from portal.counting k where k.call = p_call
$$;
comment on function read.allocation_rows(text) is 'The applications of a call that shares its pool, by CVR.';

create or replace function read.allocation(p_call text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('allocation', 'call:' || p_call,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'title', c.definition -> 'title', 'state', read.state(c.call, t.now),
    'deadline', read.deadline(c.call, t.now), 'pool_ore', c.pool_ore,
    'floor_ore', c.definition #> '{limits,floor_ore}',
    'ruled', grants.rulings_of(c.call) -> 'FLOOR_AND_KEY',
    'readings', json_build_array(
      json_build_object('reading', 'floor_first', 'shown', grants.allocation_shown(c.call, 'floor_first')),
      json_build_object('reading', 'share_at_least_floor',
                        'shown', grants.allocation_shown(c.call, 'share_at_least_floor'))),
    'rows', read.allocation_rows(c.call), 'allocation', read.allocation_doc(c.call),
    'actions', (select coalesce(json_agg(s.act order by s.n), '[]')
                  from read.allocation_steps(c.call) s where s.missing is null),
    'missing', (select coalesce(json_agg(s.missing order by s.n), '[]')
                  from read.allocation_steps(c.call) s where s.missing is not null))::text)
    from (select ledger.clock() as now) t, published.call c
   where c.call = p_call and c.definition #>> '{allocation,kind}' = 'key_with_floor'
$$;
comment on function read.allocation(text) is
  'How the pool of a call would be shared now in either reading, the proposal and the decision.';
