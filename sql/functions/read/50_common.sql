-- SPDX-License-Identifier: EUPL-1.2
-- Pieces of the documents that several reads share. All run in the caller's name over views.
create or replace function read.day(p_day date)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select to_char(p_day::timestamp, 'YYYY-MM-DD')
$$;
comment on function read.day(date) is 'A day as documents write it.';

create or replace function read.holds(p_role text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select identity.i_hold(p_role)
$$;
comment on function read.holds(text) is 'Whether the current person holds a role now.';

create or replace function read.by(p_entry bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('person', e.person, 'human', e.human, 'name', e.name,
                           'organisation', e.organisation)
    from portal.entry e where e.entry = p_entry and e.person is not null
$$;
comment on function read.by(bigint) is 'Who made an entry; null for systems and for what is not visible.';

create or replace function read.person(p_person bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('person', p.person, 'human', p.human, 'name', p.name,
                           'organisation', p.organisation)
    from portal.person p where p.person = p_person
$$;
comment on function read.person(bigint) is 'A person as documents show them.';

create or replace function read.at(p_entry bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select ledger.rfc3339(e.at) from portal.entry e where e.entry = p_entry
$$;
comment on function read.at(bigint) is 'When an entry was made.';

create or replace function read.organisation(p_cvr text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('cvr', o.organisation, 'name', o.name, 'kind', o.kind)
    from portal.organisation o where o.organisation = p_cvr
$$;
comment on function read.organisation(text) is 'An organisation as documents show it.';

create or replace function read.parties(p_cvrs text[])
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(coalesce(read.organisation(c.cvr),
           json_build_object('cvr', c.cvr, 'name', null, 'kind', null)) order by c.n), '[]')
    from unnest(p_cvrs) with ordinality c(cvr, n)
$$;
comment on function read.parties(text[]) is 'Organisations in order; unknown ones without a name.';

create or replace function read.text_list(p_list json)
returns text[] language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(e order by n), '{}')
    from json_array_elements_text(p_list) with ordinality t(e, n)
$$;
comment on function read.text_list(json) is 'A JSON list of strings as an array.';

create or replace function read.balance(p_account text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((select b.balance_after from portal.balance b where b.account = p_account), 0)
$$;
comment on function read.balance(text) is 'Balance of an account.';

create or replace function read.balances(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'committed_ore', read.balance('grant:' || p_application || ':committed'),
    'payable_ore', read.balance('grant:' || p_application || ':payable'),
    'paid_ore', read.balance('grant:' || p_application || ':paid'),
    'reclaimed_ore', read.balance('grant:' || p_application || ':reclaimed'))
$$;
comment on function read.balances(bigint) is 'The accounts of a grant.';

create or replace function read.missing(p_act text, p_code text, p_field text, p_by text,
                                        p_other boolean default false)
returns json language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select json_build_object('act', p_act, 'code', p_code, 'field', p_field, 'by', p_by,
                           'other_human', p_other)
$$;
comment on function read.missing(text, text, text, text, boolean) is
  'What stands before an act, and which role can supply it.';

create or replace function read.state(p_call text, p_now timestamptz)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when c.opened_entry is not null then 'opened'
              when c.closed_entry is not null then 'closed'
              when p_now <= c.last_on_time then 'open' else 'closing' end
    from published.call c where c.call = p_call
$$;
comment on function read.state(text, timestamptz) is 'open, closing, closed or opened.';

create or replace function read.deadline(p_call text, p_now timestamptz)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'local', d.d -> 'local', 'zone', d.d -> 'zone', 'end_of_day', d.d -> 'end_of_day',
    'last_on_time', ledger.rfc3339(c.last_on_time),
    'last_on_time_us', ledger.micros(c.last_on_time), 'passed', p_now > c.last_on_time,
    'closes', ledger.rfc3339(c.last_on_time + interval '120 seconds'),
    'closes_us', ledger.micros(c.last_on_time + interval '120 seconds'))
    from published.call c, lateral (select c.deadline as d) d
   where c.call = p_call
$$;
comment on function read.deadline(text, timestamptz) is 'A call''s deadline.';

create or replace function read.call_head(p_call text, p_now timestamptz)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('call', c.call, 'title', c.definition -> 'title',
    'state', read.state(c.call, p_now), 'deadline', read.deadline(c.call, p_now),
    'project', c.definition -> 'project', 'published_entry', c.entry,
    'contact', grants.text_at(c.call, 'contact'))
    from published.call c where c.call = p_call
$$;
comment on function read.call_head(text, timestamptz) is
  'A call as documents about its applications show it.';

-- What stands between the current person and an act, whatever the state of the case, as the acts judge it.
create or replace function read.personal(p_act text, p_stream text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select (read.missing(p_act, r ->> 'code', r ->> 'field', r ->> 'by',
                       coalesce((r ->> 'other_human')::boolean, false))::jsonb
          || case when r ? 'rule' then jsonb_build_object('rule', r -> 'rule', 'entry', r -> 'entry')
                  else '{}' end)::json
    from (select rights.own_obstacle(p_act, p_stream) as r) o where r is not null
$$;
comment on function read.personal(text, text) is
  'Why this person cannot perform an act on a case, or null.';

create or replace function read.why_not(p_act text, p_stream text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select rights.why_not(ledger.current_person(), p_act, p_stream)::text
$$;
comment on function read.why_not(text, text) is
  'Whether the current person may perform an act now; if not why, and who could. NULL when unknown.';

create or replace function read.timeline(p_streams text[])
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', e.entry, 'kind', e.kind,
           'at', ledger.rfc3339(e.at), 'by', read.by(e.entry), 'amount_ore', e.amount_ore,
           'verdict', e.result -> 'verdict') order by e.entry), '[]')
    from portal.entry e where e.stream = any (p_streams)
$$;
comment on function read.timeline(text[]) is 'What happened on streams, oldest first.';

create or replace function read.budget(p_definition json, p_content json)
returns json language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('line', b -> 'line', 'category', b -> 'category',
           'category_title', (select c -> 'title'
              from json_array_elements(p_definition -> 'categories') c
             where c ->> 'code' = b ->> 'category'),
           'text', b -> 'text', 'note', b -> 'note',
           'approved_ore', (select coalesce(sum((a ->> 'amount_ore')::bigint), 0)
                              from json_array_elements(b -> 'amounts') a),
           'own_funding_ore', b -> 'own_funding_ore', 'amounts', b -> 'amounts') order by n), '[]')
    from json_array_elements(p_content -> 'budget') with ordinality t(b, n)
$$;
comment on function read.budget(json, json) is 'Budget lines with their categories'' titles.';

create or replace function read.limits(p_call text, p_cvr text, p_units integer)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'cap_ore', case l.cap ->> 'kind'
      when 'annex' then (select v.value from portal.annex_value v
                          where v.call = p_call and v.annex = l.cap ->> 'annex' and v.cvr = p_cvr)
      when 'per_unit' then (l.cap ->> 'per_unit_ore')::bigint * p_units end,
    'cap_source', l.cap -> 'kind',
    'cap_loaded', coalesce(l.cap ->> 'kind' <> 'annex' or exists (
      select from portal.annex x where x.call = p_call and x.annex = l.cap ->> 'annex'), true),
    'units_in_all', (l.cap ->> 'units_in_all')::bigint,
    'later_start', case when exists (
      select from portal.annex_value v
       where v.call = p_call and v.cvr = p_cvr
         and v.annex = c.definition #>> '{applicants,later_start,annex}')
      then c.definition #> '{applicants,later_start,from}' end)
    from published.call c, lateral (select c.definition #> '{limits,cap}' as cap) l
   where c.call = p_call
$$;
comment on function read.limits(text, text, integer) is
  'Cap and later start that hold for an organisation.';
