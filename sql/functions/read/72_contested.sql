-- SPDX-License-Identifier: EUPL-1.2
-- Contested submissions as officers rule on them: the facts from the closing of the call on, never the content.
create or replace function read.contested_steps(p_application bigint, p_waits boolean, p_proposal bigint, p_state text)
returns table (n integer, act text, missing json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 1, 'propose_admission', case when p_state <> 'opened'
           then read.missing('propose_admission', 'not_opened', null, 'officer')
           else read.personal('propose_admission', 'grant:' || p_application) end
   where p_waits
  union all
  select 2, 'confirm_admission', read.personal('confirm_admission', 'grant:' || p_application)
   where p_waits and p_proposal is not null
$$;
comment on function read.contested_steps(bigint, boolean, bigint, text) is
  'Steps of the ruling on a contested submission with what stands before each.';

create or replace function read.contested_row(p_entry bigint, p_application bigint, p_facts jsonb, p_obstacle text, p_waits boolean)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p_entry, 'application', p_application,
    -- whose it is stays sealed with the applications
    'organisation', (select read.organisation(a.organisation) from portal.application a where a.application = p_application),
    'facts', p_facts, 'facts_sha256', grants.effects_hash(p_facts), 'obstacle', p_obstacle, 'waits', p_waits,
    'ruling', (select (read.admission(p_entry)::jsonb || jsonb_build_object('by', read.by(d.entry)))::json
                 from portal.admission d where d.submission = p_entry),
    'proposal', case when o.entry is not null then json_build_object('entry', o.entry, 'choice', o.choice,
      'reason', o.reason, 'at', read.at(o.entry), 'by', read.by(o.entry)) end,
    'actions', (select coalesce(json_agg(s.act order by s.n), '[]')
                  from read.contested_steps(p_application, p_waits, o.entry, k.state) s where s.missing is null),
    'missing', (select coalesce(json_agg(s.missing order by s.n), '[]')
                  from read.contested_steps(p_application, p_waits, o.entry, k.state) s where s.missing is not null))
    from (select read.state(p_facts ->> 'call', ledger.clock()) as state) k
    left join lateral (
      select p.* from portal.admission_proposal p
       where p.submission = p_entry and not exists (select from portal.admission d where d.submission = p_entry)
       order by p.entry desc limit 1) o on true
$$;
comment on function read.contested_row(bigint, bigint, jsonb, text, boolean) is
  'One contested submission: facts, a proposal that waits, the ruling.';

create or replace function read.contested(p_call text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('contested', 'call:' || p_call,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'title', c.definition -> 'title', 'state', read.state(c.call, t.now),
    'deadline', read.deadline(c.call, t.now), 'waiting', grants.contested_count(c.call),
    'submissions', (select coalesce(json_agg(read.contested_row(r.entry, r.application, r.facts, r.obstacle, r.waits)
                             order by not r.waits, r.entry), '[]')
                      from grants.contested_listed(c.call) r))::text)
    from (select ledger.clock() as now) t, published.call c where c.call = p_call
$$;
comment on function read.contested(text) is
  'Contested submissions of a call with the facts over which two officers rule; those that wait first.';

create or replace function read.contested_tasks()
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.last_on_time, w.w, read.task(s.act, 'contested', c.call, c.definition #> '{title,da}', c.call,
           (select a.organisation from portal.application a where a.application = r.application), null, null, null, w.w)
    from published.call c cross join lateral grants.contested_listed(c.call) r
    left join lateral (select max(p.entry) as entry from portal.admission_proposal p where p.submission = r.entry) o on true
   cross join lateral (
      select x.act, x.missing from read.contested_steps(r.application, r.waits, o.entry, 'opened') x
       order by x.n desc limit 1) s,
         lateral (select case when s.missing is not null then 'officer' end as w) w
   where c.opened_entry is not null and r.waits
$$;
comment on function read.contested_tasks() is 'Contested submissions of opened calls that wait for a ruling.';
