-- SPDX-License-Identifier: EUPL-1.2
-- Calls, as applicants and officers list and read them.
create or replace function read.own_applications(p_call text, p_now timestamptz)
returns json language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  -- the agency has no right to the view of drafts, not even to find it empty
  if session_user <> 'tilsagn_grantee' then return '[]'::json; end if;
  return (
    select coalesce(json_agg(json_build_object('application', d.application,
             'state', read.application_state(d.application, d.call, p_now)) order by d.application),
             '[]')
      from portal.draft d where d.call = p_call);
end
$$;
comment on function read.own_applications(text, timestamptz) is
  'The own organisation''s applications to a call; none for the agency.';

create or replace function read.kind_fits(p_call text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from published.call c, portal.organisation o
                  where c.call = p_call and o.organisation = ledger.current_organisation()
                    and (c.definition #> '{applicants,kinds}')::jsonb ? o.kind)
$$;
comment on function read.kind_fits(text) is 'Whether the own organisation may apply.';

create or replace function read.create_missing(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when session_user <> 'tilsagn_grantee' or not read.kind_fits(p_call)
                then read.missing('draft.create', 'not_eligible', null, 'applicant', true)
              when c.closed_entry is not null
                then read.missing('draft.create', 'deadline_passed', null, 'system')
              when not read.holds('applicant')
                then read.missing('draft.create', 'role', null, 'applicant', true) end
    from published.call c where c.call = p_call
$$;
comment on function read.create_missing(text) is
  'Why the current person cannot begin an application, or null.';

create or replace function read.calls()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'calls', (
    select coalesce(json_agg(json_build_object(
             'call', c.call, 'title', c.definition -> 'title', 'summary', c.definition -> 'summary',
             'state', read.state(c.call, t.now), 'deadline', read.deadline(c.call, t.now),
             'pool_ore', c.pool_ore, 'project', c.definition -> 'project',
             'published_at', ledger.rfc3339(c.published_at), 'may_apply', read.kind_fits(c.call),
             'applications', read.own_applications(c.call, t.now),
             'actions', case when m.why is null then json_build_array('draft.create')
                             else '[]'::json end,
             'missing', case when m.why is null then '[]'::json else json_build_array(m.why) end)
             order by t.now > c.last_on_time,
                      case when t.now > c.last_on_time then null else c.last_on_time end,
                      c.last_on_time desc, c.call), '[]')
      from published.call c, lateral (select read.create_missing(c.call) as why) m))::text
    from (select ledger.clock() as now) t
$$;
comment on function read.calls() is 'Published calls, those still open first.';

create or replace function read.annexes(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('annex', a ->> 'annex', 'title', a -> 'title',
           'loaded', x.entry is not null, 'entry', x.entry, 'rows', x.rows,
           'own', case when session_user = 'tilsagn_grantee' then (
             select v.value from portal.annex_value v where v.call = p_call
                and v.annex = a ->> 'annex' and v.cvr = ledger.current_organisation()) end)
           order by n), '[]')
    from published.call c
   cross join json_array_elements(c.definition -> 'annexes') with ordinality t(a, n)
    left join portal.annex x on x.call = c.call and x.annex = a ->> 'annex'
   where c.call = p_call
$$;
comment on function read.annexes(text) is 'Annex tables that a call names, and which are loaded.';

create or replace function read.weights(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('criterion', w.criterion, 'weight_bp', w.weight_bp)
           order by k.n), '[]')
    from published.call c,
         json_array_elements(c.definition -> 'criteria') with ordinality k(c, n),
         published.weight w
   where c.call = p_call and w.call = c.call and w.criterion = k.c ->> 'code'
$$;
comment on function read.weights(text) is 'Confirmed weights in the order of the criteria.';

-- A function of its own, so that the applicants' pool needs no right to count what others sent.
create or replace function read.sealed(p_call text)
returns bigint language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if session_user = 'tilsagn_agency' then
    return grants.sealed_count(p_call, 'on_time');
  end if;
  return null;
end
$$;
comment on function read.sealed(text) is 'How many applications came on time, for the agency; else null.';

create or replace function read.call(p_call text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
           'call', c.call, 'state', read.state(c.call, t.now), 'deadline', read.deadline(c.call, t.now),
           'sha256', c.sha256, 'published_entry', c.entry,
           'published_at', ledger.rfc3339(c.published_at), 'definition', c.definition,
           'weights', read.weights(c.call), 'rulings', read.rulings(c.call), 'notices', read.notices(c.call), 'in_force', read.in_force(c.call),
           'weights_at', (select ledger.rfc3339(max(w.at)) from published.weight w
                           where w.call = c.call),
           'annexes', read.annexes(c.call), 'kind_fits', read.kind_fits(c.call),
           'applications', read.own_applications(c.call, t.now),
           'submissions', read.sealed(c.call),
           'actions', case when m.why is null then json_build_array('draft.create')
                           else '[]'::json end,
           'missing', case when m.why is null then '[]'::json else json_build_array(m.why) end)::text
    from (select ledger.clock() as now) t, published.call c,
         lateral (select read.create_missing(c.call) as why) m
   where c.call = p_call
$$;
comment on function read.call(text) is 'One published call with its whole definition.';

create or replace function read.calls_due()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('calls', coalesce(json_agg(c.call order by c.last_on_time, c.call), '[]'))::text
    from published.call c
   where c.closed_entry is null and c.last_on_time + interval '120 seconds' <= ledger.clock()
$$;
comment on function read.calls_due() is 'Calls whose closing is due, for the sequencer.';

create or replace function read.published_calls()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now), 'calls', (
    select coalesce(json_agg(json_build_object(
             'call', c.call, 'title', c.definition -> 'title', 'summary', c.definition -> 'summary',
             'state', read.state(c.call, t.now), 'deadline', read.deadline(c.call, t.now),
             'pool_ore', c.pool_ore, 'project', c.definition -> 'project',
             'published_at', ledger.rfc3339(c.published_at))
             order by t.now > c.last_on_time,
                      case when t.now > c.last_on_time then null else c.last_on_time end,
                      c.last_on_time desc, c.call), '[]')
      from published.call c))::text
    from (select ledger.clock() as now) t
$$;
comment on function read.published_calls() is 'Calls as everyone may see them.';

create or replace function read.published_call(p_call text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
           'call', c.call, 'state', read.state(c.call, t.now), 'deadline', read.deadline(c.call, t.now),
           'sha256', c.sha256, 'published_entry', c.entry,
           'published_at', ledger.rfc3339(c.published_at), 'definition', c.definition,
           'weights', read.weights(c.call), 'rulings', read.rulings(c.call), 'notices', read.notices(c.call), 'in_force', read.in_force(c.call),
           'weights_at', (select ledger.rfc3339(max(w.at)) from published.weight w
                           where w.call = c.call))::text
    from (select ledger.clock() as now) t, published.call c
   where c.call = p_call
$$;
comment on function read.published_call(text) is 'One call as everyone may see it.';

create or replace function read.published_awards()
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'awards', (select coalesce(json_agg(json_build_object('application', a.application,
        'call', a.call, 'call_title', c.definition -> 'title',
        'organisation', json_build_object('cvr', a.organisation, 'name', a.name, 'kind', a.kind),
        'title', a.title, 'amount_ore', a.amount_ore, 'awarded_at', ledger.rfc3339(a.at),
        'entry', a.entry) order by a.at desc, a.application), '[]')
      from published.award a join published.call c on c.call = a.call),
    'total_ore', (select coalesce(sum(a.amount_ore), 0) from published.award a))::text
    from (select ledger.clock() as now) t
$$;
comment on function read.published_awards() is 'Decided awards as everyone may see them.';
