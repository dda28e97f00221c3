-- SPDX-License-Identifier: EUPL-1.2
-- The end of a year: what each account of the finance act has left, and what becomes of it.
create or replace function read.year_stream(p_year integer)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select 'batch:year-' || p_year
$$;
comment on function read.year_stream(integer) is 'Stream of what is proposed about a year.';

create or replace function read.year_lines(p_entry bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('appropriation', l.appropriation, 'what', l.what, 'call', l.call,
           'rest_ore', l.rest_ore, 'carried_ore', l.carried_ore, 'lapsed_ore', l.lapsed_ore, 'ground', l.ground)
           order by l.n), '[]')
    from portal.year_line l where l.entry = p_entry
$$;
comment on function read.year_lines(bigint) is 'What a proposal says becomes of what is left.';

create or replace function read.may_decide_year(p_year integer, p_change text, p_hand boolean)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select identity.i_hold('finance') and (p_change = 'close' or not p_hand)
     and read.personal('decide_year', read.year_stream(p_year)) is null
$$;
comment on function read.may_decide_year(integer, text, boolean) is
  'Whether the current person may decide what is proposed about a year; the last says whether it had a hand in closing it.';

create or replace function read.year(p_year integer)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with f as materialized (
    select t.now, grants.year_facts_seen(p_year, read.today(t.now)) as facts from (select ledger.clock() as now) t
     where session_user = 'tilsagn_agency'),
  open as materialized (
    select p.*, coalesce((grants.year_facts_seen(p.year, read.today(f.now)) ->> 'hand')::boolean, false) as hand
      from f, portal.year p where p.decision_entry is null)
  select read.seen_list('year', p_year::text, json_build_object('now', ledger.rfc3339(f.now), 'now_us', ledger.micros(f.now),
    'year', p_year, 'next_year', p_year + 1, 'closed', f.facts -> 'closed', 'over', f.facts -> 'over', 'closed_year', f.facts -> 'closed_year',
    'months_closed', f.facts -> 'months_closed',
    'appropriations', grants.year_seen(p_year), 'rest', grants.year_rest_seen(p_year),
    'proposal', (select json_build_object('entry', o.entry, 'year', o.year, 'change', o.change, 'reason', o.reason,
        'at', read.at(o.entry), 'by', read.by(o.entry), 'lines', read.year_lines(o.entry)) from open o),
    'decided', (select coalesce(json_agg(json_build_object('entry', p.decision_entry, 'year', p.year, 'change', p.change,
        'decision', p.decision, 'at', read.at(p.decision_entry), 'by', read.by(p.entry), 'reason', p.reason,
        'decided_by', read.by(p.decision_entry), 'decision_reason', p.decision_reason, 'lines', read.year_lines(p.entry))
        order by p.decision_entry desc), '[]')
      from portal.year p where p.year = p_year and p.decision_entry is not null),
    'years', (select coalesce(json_agg(y order by y desc), '[]')
        from generate_series((select least(min(a.year), p_year) from portal.appropriation a),
          greatest((select max(a.year) from portal.appropriation a), extract(year from read.today(f.now))::integer)) y
       where y <> p_year),
    'actions', array_to_json(array_remove(array[
        case when identity.i_hold('finance') and not exists (select from open)
          and (p_year = (f.facts ->> 'closed_year')::integer
            or not (f.facts ->> 'closed')::boolean and (f.facts ->> 'over')::boolean and (f.facts ->> 'months_closed')::boolean)
          and read.personal('propose_year', read.year_stream(p_year)) is null then 'propose_year' end,
        case when exists (select from open o where read.may_decide_year(o.year, o.change, o.hand)) then 'decide_year' end],
      null)))::text)
    from f where f.facts is not null
$$;
comment on function read.year(integer) is
  'A year''s accounts of the finance act at its end, what is left and what becomes of it; null for a year that is not there.';

create or replace function read.year_tasks()
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select null::timestamptz, w.w, read.task('decide_year', 'year', p.year::text, to_json(p.year::text), null, null, null, null,
           null, w.w)
    from portal.year p, lateral (select case when not read.may_decide_year(p.year, p.change, coalesce((
             grants.year_facts_seen(p.year, read.today(ledger.clock())) ->> 'hand')::boolean, false)) then 'finance' end as w) w
   where p.decision_entry is null
$$;
comment on function read.year_tasks() is 'A year that somebody proposed to close or open.';
