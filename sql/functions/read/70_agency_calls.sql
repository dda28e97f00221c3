-- SPDX-License-Identifier: EUPL-1.2
-- Calls as officers work on them: numbers until the opening, never content.
create or replace function read.criteria_wanted(p_call text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_array_length(c.definition -> 'criteria') > 0 from published.call c where c.call = p_call
$$;
comment on function read.criteria_wanted(text) is 'Whether the call has criteria that need weights.';

create or replace function read.weights_state(p_call text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when exists (select from portal.weights_confirmed w where w.call = p_call)
                then 'confirmed'
              when exists (select from portal.weights_proposal w where w.call = p_call)
                then 'proposed' else 'none' end
$$;
comment on function read.weights_state(text) is 'none, proposed or confirmed.';

create or replace function read.weights_doc(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('state', read.weights_state(p_call), 'proposal_entry', n.entry,
    'proposed_by', read.by(n.entry), 'proposed_at', read.at(n.entry),
    'confirmed_entry', k.entry, 'confirmed_by', read.by(k.entry), 'confirmed_at', read.at(k.entry),
    'weights', (select json_agg(json_build_object('criterion', w.criterion, 'title', x.c -> 'title',
        'weight_bp', w.weight_bp) order by x.n)
      from published.call c,
           json_array_elements(c.definition -> 'criteria') with ordinality x(c, n),
           portal.weights_proposal w
     where c.call = p_call and w.entry = n.entry and w.criterion = x.c ->> 'code'))
    from (select max(w.entry) as entry from portal.weights_proposal w where w.call = p_call) n
    left join portal.weights_confirmed k on k.call = p_call
   where n.entry is not null
$$;
comment on function read.weights_doc(text) is 'The newest proposal of weights, confirmed or not.';

-- Each step of a call with what stands before it; a step without anything is an action.
create or replace function read.call_steps(p_call text, p_now timestamptz)
returns table (n integer, act text, missing json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with s as (
    select read.state(c.call, p_now) as state, read.weights_state(c.call) as weights,
           read.criteria_wanted(c.call) as wanted,
           read.personal('propose_weights', 'call:' || c.call) as no_propose,
           read.personal('confirm_weights', 'call:' || c.call) as no_confirm,
           read.personal('open_applications', 'call:' || c.call) as no_open
      from published.call c where c.call = p_call)
  select 1, 'propose_weights', s.no_propose
    from s where s.wanted and s.weights <> 'confirmed' and s.state <> 'opened'
  union all
  select 2, 'confirm_weights', case
      when s.weights = 'none'
        then read.missing('confirm_weights', 'weights_missing', null, 'officer')
      else s.no_confirm end
    from s where s.wanted and s.weights <> 'confirmed' and s.state <> 'opened'
  union all
  select 3, 'open_applications', case
      when s.state in ('open', 'closing')
        then read.missing('open_applications', 'close_pending', null, 'system')
      when s.wanted and s.weights <> 'confirmed'
        then read.missing('open_applications', 'weights_unconfirmed', null, 'officer')
      else s.no_open end
    from s where s.state <> 'opened'
$$;
comment on function read.call_steps(text, timestamptz) is 'Steps up to the opening of applications.';

create or replace function read.agency_calls()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'calls', (select coalesce(json_agg(json_build_object('call', c.call,
        'title', c.definition -> 'title', 'state', read.state(c.call, t.now),
        'deadline', read.deadline(c.call, t.now), 'pool_ore', c.pool_ore,
        'available_ore', read.balance('call:' || c.call || ':available'),
        'committed_ore', c.pool_ore - read.balance('call:' || c.call || ':available'),
        'submissions', grants.sealed_count(c.call, 'on_time'),
        'opened', c.opened_entry is not null, 'weights', read.weights_state(c.call),
        'awarded', (select count(*) from portal.award a where a.call = c.call),
        'actions', (select coalesce(json_agg(s.act order by s.n), '[]')
                      from read.call_steps(c.call, t.now) s where s.missing is null),
        'missing', (select coalesce(json_agg(s.missing order by s.n), '[]')
                      from read.call_steps(c.call, t.now) s where s.missing is not null))
        order by c.opened_entry is not null, c.last_on_time, c.call), '[]')
      from published.call c),
    'appropriations', (select coalesce(json_agg(json_build_object('appropriation', a.appropriation,
        'account', a.account, 'year', a.year, 'amount_ore', a.amount_ore,
        'unallocated_ore', read.balance('appropriation:' || a.appropriation || ':unallocated'),
        'calls', (select coalesce(json_agg(c.call order by c.call), '[]')
                    from published.call c where c.appropriation = a.appropriation))
        order by a.appropriation), '[]') from portal.appropriation a))::text
    from (select ledger.clock() as now) t
$$;
comment on function read.agency_calls() is 'Calls with pools and steps, and appropriations in force.';

create or replace function read.call_pool(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('pool_ore', c.pool_ore,
    'available_ore', read.balance('call:' || c.call || ':available'),
    'committed_ore', s.committed, 'payable_ore', s.payable, 'paid_ore', s.paid)
    from published.call c, lateral (
      select coalesce(sum(read.balance('grant:' || a.application || ':committed')), 0) as committed,
             coalesce(sum(read.balance('grant:' || a.application || ':payable')), 0) as payable,
             coalesce(sum(read.balance('grant:' || a.application || ':paid')), 0) as paid
        from portal.award a where a.call = c.call) s
   where c.call = p_call
$$;
comment on function read.call_pool(text) is 'Where the pool of a call is now.';

create or replace function read.failed(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('count', grants.failed_count(p_call),
    'list', (select coalesce(json_agg(json_build_object('application', f.application,
        'status', f.status, 'received', ledger.rfc3339(f.received),
        'answered', ledger.rfc3339(f.answered), 'length', f.length,
        'person', read.person(f.person), 'fingerprint', f.fingerprint, 'own', f.own)
        order by f.n), '[]') from grants.failed_listed(p_call) f))
$$;
comment on function read.failed(text) is 'Submissions to a call that we answered with 5xx.';

create or replace function read.agency_call(p_call text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'state', read.state(c.call, t.now), 'deadline', read.deadline(c.call, t.now),
    'sha256', c.sha256, 'published_entry', c.entry, 'published_at', ledger.rfc3339(c.published_at),
    'publishers', (select coalesce(json_agg(json_build_object('person', k.person, 'human', k.human,
        'name', k.name, 'organisation', k.organisation) order by k.n), '[]')
      from portal.confirmation k where k.proposal = c.proposal),
    'definition', c.definition, 'pool', read.call_pool(c.call),
    'submissions', grants.sealed_count(c.call, 'on_time'),
    'late', grants.sealed_count(c.call, 'late'),
    'contested', grants.sealed_count(c.call, 'contested'), 'contested_waiting', grants.contested_count(c.call),
    'withdrawn', grants.sealed_count(c.call, 'withdrawn'), 'failed', read.failed(c.call),
    'close', case when c.closed_entry is not null then json_build_object('entry', c.closed_entry,
      'at', read.at(c.closed_entry), 'count', c.closed_count, 'list_sha256', c.closed_list_sha256,
      'list', c.closed_list::json) end,
    'weights', read.weights_doc(c.call),
    'opened', case when c.opened_entry is not null then json_build_object('entry', c.opened_entry,
      'at', read.at(c.opened_entry), 'by', read.by(c.opened_entry)) end,
    'annexes', read.annexes(c.call), 'anomalies', c.definition -> 'anomalies',
    'rulings', read.rulings(c.call), 'notices', read.notices(c.call), 'in_force', read.in_force(c.call),
    'notices_waiting', (select count(*) from grants.open_notices(c.call)),
    'timeline', read.timeline(array['call:' || c.call]),
    'actions', (select coalesce(json_agg(s.act order by s.n), '[]')
                  from read.call_steps(c.call, t.now) s where s.missing is null),
    'missing', (select coalesce(json_agg(s.missing order by s.n), '[]')
                  from read.call_steps(c.call, t.now) s where s.missing is not null))::text
    from (select ledger.clock() as now) t, published.call c
   where c.call = p_call
$$;
comment on function read.agency_call(text) is 'One call as officers work on it.';
