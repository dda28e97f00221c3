-- SPDX-License-Identifier: EUPL-1.2
-- Notices about published calls: for everyone what was published, for the agency what waits.
create or replace function read.notices(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('number', n.number, 'kind', n.kind, 'change', n.change, 'reason', n.reason,
           'entry', n.entry, 'at', ledger.rfc3339(n.at),
           'last_on_time', ledger.rfc3339(n.last_on_time), 'from_last_on_time', ledger.rfc3339(n.from_last_on_time),
           'replaced_by', (select m.number from published.notice m
                            where m.call = n.call and m.kind = 'answer' and m.change ->> 'replaces' = n.number::text),
           'change_sha256', n.change_sha256, 'previous_sha256', n.previous_sha256, 'sha256', n.sha256)
           order by n.number desc), '[]')
    from published.notice n where n.call = p_call
$$;
comment on function read.notices(text) is 'Notices about a call, the newest first.';

create or replace function read.in_force(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('contact', grants.text_at(p_call, 'contact'), 'expected_answer', json_build_object(
    'from', split_part(t.answer, '/', 1), 'to', split_part(t.answer, '/', 2),
    'corrected', t.answer <> grants.text_published(p_call, 'expected_answer')))
    from (select grants.text_at(p_call, 'expected_answer') as answer) t
$$;
comment on function read.in_force(text) is 'What a call''s page shows of the texts that were corrected.';

-- Whoever has begun an application is told, whether it was sent or not.
create or replace function read.own_notices(p_now timestamptz)
returns json language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if session_user <> 'tilsagn_grantee' then return '[]'::json; end if;
  return (
    select coalesce(json_agg(json_build_object('call', n.call, 'call_title', c.definition -> 'title', 'number', n.number,
             'kind', n.kind, 'at', ledger.rfc3339(n.at)) order by n.entry desc), '[]')
      from published.notice n join published.call c on c.call = n.call
     where p_now <= greatest(c.last_on_time, n.at + interval '14 days')
       and exists (select from portal.draft d where d.call = n.call));
end
$$;
comment on function read.own_notices(timestamptz) is
  'Notices about calls that the own organisation has begun an application to: until the deadline, and a fortnight at least.';

create or replace function read.notice_steps(p_call text, p_open bigint)
returns table (n integer, act text, missing json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select 1, 'propose_notice', read.personal('propose_notice', 'call:' || p_call) where p_open is null
  union all
  select 2, 'decide_notice', read.personal('decide_notice', 'call:' || p_call) where p_open is not null
$$;
comment on function read.notice_steps(text, bigint) is 'Proposing a notice, or deciding on an open one, with what stands before it.';

create or replace function read.notice_proposal(p_call text, p_entry bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'kind', p.kind, 'change', p.change, 'change_sha256', p.change_sha256,
    'reason', p.reason, 'at', ledger.rfc3339(p.at), 'by', read.by(p.entry),
    'last_on_time', ledger.rfc3339(p.last_on_time),
    'actions', (select coalesce(json_agg(s.act), '[]') from read.notice_steps(p_call, p.entry) s where s.missing is null),
    'missing', (select coalesce(json_agg(s.missing), '[]') from read.notice_steps(p_call, p.entry) s where s.missing is not null))
    from portal.notice_proposal p where p.entry = p_entry
$$;
comment on function read.notice_proposal(text, bigint) is 'A proposed notice as another officer decides on it.';

create or replace function read.call_notices(p_call text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('call_notices', 'call:' || p_call,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'title', c.definition -> 'title', 'state', read.state(c.call, t.now),
    'deadline', read.deadline(c.call, t.now), 'sha256', c.sha256,
    'texts', (select json_agg(json_build_object('field', f.field, 'text', grants.text_at(c.call, f.field)) order by f.n)
                from unnest(grants.correctable()) with ordinality f(field, n)),
    'proposals', (select coalesce(json_agg(read.notice_proposal(c.call, o.entry) order by o.entry), '[]')
                    from grants.open_notices(c.call) o(entry)),
    'notices', read.notices(c.call),
    'actions', (select coalesce(json_agg(s.act), '[]') from read.notice_steps(c.call, null) s where s.missing is null),
    'missing', (select coalesce(json_agg(s.missing), '[]') from read.notice_steps(c.call, null) s where s.missing is not null))::text)
    from (select ledger.clock() as now) t, published.call c where c.call = p_call
$$;
comment on function read.call_notices(text) is 'Notices about a call as officers propose and decide on them.';

create or replace function read.notice_tasks()
returns table (urgency timestamptz, waiting text, task json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when p.kind = 'deadline' then c.last_on_time end, w.w,
         read.task('decide_notice', 'notices', c.call, c.definition #> '{title,da}', c.call, null, null,
                   case when p.kind = 'deadline' then c.last_on_time end, null, w.w)
    from published.call c cross join lateral grants.open_notices(c.call) o(entry)
    join portal.notice_proposal p on p.entry = o.entry,
         lateral (select case when read.personal('decide_notice', 'call:' || c.call) is not null then 'officer' end as w) w
$$;
comment on function read.notice_tasks() is 'Proposed notices that another officer can decide on.';
