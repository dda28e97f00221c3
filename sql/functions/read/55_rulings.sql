-- SPDX-License-Identifier: EUPL-1.2
-- How the unclear points of a call are read: for everyone what was ruled, for the agency what can be.
create or replace function read.rulings(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('anomaly', r.anomaly, 'choice', r.choice,
           'proposal_reason', r.proposal_reason, 'reason', r.reason, 'entry', r.entry,
           'at', ledger.rfc3339(r.at), 'in_force', r.in_force, 'affected', r.affected)
           order by r.anomaly, r.entry desc), '[]')
    from published.ruling r where r.call = p_call
$$;
comment on function read.rulings(text) is 'Rulings on a call with their reasons, the newest of each first.';

create or replace function read.rulings_on(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('anomaly', r.anomaly, 'choice', r.choice,
           'reason', r.reason, 'entry', r.entry, 'at', ledger.rfc3339(r.at), 'in_force', r.in_force,
           'before', f.before, 'after', f.after) order by r.entry), '[]')
    from portal.ruling_effect f join published.ruling r on r.entry = f.entry
   where f.application = p_application
$$;
comment on function read.rulings_on(bigint) is
  'Rulings that changed something for one case, with its figures before and after.';

create or replace function read.unruled(p_call text, p_what text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.value ->> 'code'
    from published.call c, json_array_elements(c.definition -> 'anomalies') with ordinality a(value, n)
   where c.call = p_call and json_array_length(a.value -> 'choices') > 0
     and (a.value -> 'blocks')::jsonb ? p_what and not exists (
       select from published.ruling r where r.call = p_call and r.anomaly = a.value ->> 'code')
   order by a.n limit 1
$$;
comment on function read.unruled(text, text) is
  'The first unclear point that blocks something until two officers rule, or null.';

create or replace function read.ruling_choice(p_call text, p_anomaly text, p_choice text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('choice', p_choice, 'effects_sha256', grants.effects_hash(e.e), 'effects', e.e)
    from (select grants.ruling_effects(p_call, p_anomaly, p_choice) as e) e
$$;
comment on function read.ruling_choice(text, text, text) is
  'One reading with every decision that it would change.';

create or replace function read.ruling_steps(p_call text, p_proposal bigint)
returns table (n integer, act text, missing json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 1, 'propose_ruling', read.personal('propose_ruling', 'call:' || p_call)
  union all
  select 2, 'confirm_ruling', read.personal('confirm_ruling', 'call:' || p_call)
   where p_proposal is not null
$$;
comment on function read.ruling_steps(text, bigint) is 'Steps of a ruling with what stands before each.';

create or replace function read.anomaly_doc(p_call text, p_anomaly json)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('anomaly', p_anomaly -> 'code', 'reading', p_anomaly -> 'reading',
    'blocks', p_anomaly -> 'blocks',
    'ruled', r.choice is not null, 'choice', r.choice, 'ruled_entry', r.entry,
    'ruled_at', ledger.rfc3339(r.at), 'ruled_by', read.by(r.entry),
    'choices', (select coalesce(json_agg(read.ruling_choice(p_call, p_anomaly ->> 'code', t.choice)
                         order by t.n), '[]')
                  from json_array_elements_text(p_anomaly -> 'choices') with ordinality t(choice, n)
                 where t.choice is distinct from r.choice),
    'proposal', case when o.entry is not null then json_build_object('entry', o.entry,
      'choice', o.choice, 'reason', o.reason, 'at', ledger.rfc3339(o.at), 'by', read.by(o.entry)) end,
    'actions', (select coalesce(json_agg(s.act order by s.n), '[]')
                  from read.ruling_steps(p_call, o.entry) s
                 where s.missing is null and json_array_length(p_anomaly -> 'choices') > 0),
    'missing', (select coalesce(json_agg(s.missing order by s.n), '[]')
                  from read.ruling_steps(p_call, o.entry) s
                 where s.missing is not null and o.entry is not null and s.n = 2))
    from (select 1) one
    left join published.ruling r
      on r.call = p_call and r.anomaly = p_anomaly ->> 'code' and r.in_force
    left join lateral (
      select p.* from portal.ruling_proposal p
       where p.call = p_call and p.anomaly = p_anomaly ->> 'code'
         and p.entry > coalesce(r.entry, 0::bigint)
       order by p.entry desc limit 1) o on true
$$;
comment on function read.anomaly_doc(text, json) is
  'One unclear point: its readings, what each would change, a proposal that waits, the ruling.';

create or replace function read.call_rulings(p_call text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('call_rulings', 'call:' || p_call,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'title', c.definition -> 'title', 'state', read.state(c.call, t.now),
    'deadline', read.deadline(c.call, t.now),
    'anomalies', (select coalesce(json_agg(read.anomaly_doc(c.call, a.value) order by a.n), '[]')
      from json_array_elements(c.definition -> 'anomalies') with ordinality a(value, n)),
    'rulings', read.rulings(c.call))::text)
    from (select ledger.clock() as now) t, published.call c where c.call = p_call
$$;
comment on function read.call_rulings(text) is
  'The unclear points of a call as officers rule on them, with every decision that each reading changes.';
