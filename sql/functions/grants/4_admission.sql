-- SPDX-License-Identifier: EUPL-1.2
-- Contested submissions: which wait for a ruling, over what facts it is made, and until when one can still count.
create or replace function grants.contested(p_call text)
returns table (application bigint, entry bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.application, s.entry
    from grants.application a join grants.submission s on s.application = a.application
   where a.call = p_call and s.verdict = 'contested'
     and not exists (select from grants.admission d where d.submission = s.entry)
     -- a withdrawal takes back what was received before it
     and not exists (select from grants.withdrawal w
                      where w.application = s.application and (w.received, w.entry) > (s.received, s.entry))
$$;
comment on function grants.contested(text) is
  'Contested submissions of a call on which nobody has ruled, and which were not withdrawn.';

create or replace function grants.contested_waits(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.contested(grants.call_of(p_application)) c where c.application = p_application)
$$;
comment on function grants.contested_waits(bigint) is 'Whether a contested submission of the application waits for a ruling.';

create or replace function grants.contested_count(p_call text)
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) from grants.contested(p_call)
$$;
comment on function grants.contested_count(text) is 'How many contested submissions of a call wait for a ruling: a number, never a row.';

-- Fail closed: who is still to be heard may change who gets what.
create or replace function grants.assert_none_contested(p_call text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_count bigint := (select count(*) from grants.contested(p_call));
begin
  if v_count > 0 then
    perform ledger.fail('LG502', format('%s contested submissions of %s wait for a ruling', v_count, p_call),
      jsonb_build_object('state', 'contested', 'needed', 'confirm_admission', 'count', v_count, 'call', p_call,
        'where', format('/agency/calls/%s/contested', p_call)));
  end if;
end
$$;
comment on function grants.assert_none_contested(text) is
  'LG502 while contested submissions of the call wait for a ruling; detail says how many, and where they are ruled on.';

create or replace function grants.contested_facts(p_entry bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('call', a.call, 'application', s.application, 'entry', s.entry, 'version', s.version,
    'sha256', encode(s.sha256, 'hex'),
    'received', ledger.rfc3339(s.received), 'began', ledger.rfc3339(s.began), 'at', ledger.rfc3339(e.at),
    'last_on_time', ledger.rfc3339(grants.deadline_at(a.call, s.entry)), 'behind_us', l.result -> 'behind_us',
    'pressed', l.result -> 'pressed', 'press_began', l.result -> 'press_began',
    'after_closing', coalesce(k.entry < s.entry, false),
    'in_time', coalesce((l.result ->> 'pressed')::timestamptz, s.received) <= grants.deadline_at(a.call, s.entry),
    'others', (select coalesce(jsonb_agg(jsonb_build_object('entry', o.entry, 'version', o.version,
                 'received', ledger.rfc3339(o.received), 'verdict', o.verdict, 'ruling', d.choice,
                 'counts', n.entry is not null) order by o.entry), '[]'::jsonb)
        from grants.submission o left join grants.admission d on d.submission = o.entry
        left join grants.counting(a.call) n on n.entry = o.entry
       where o.application = s.application and o.entry <> s.entry),
    'failed', (select coalesce(jsonb_agg(jsonb_build_object('received', ledger.rfc3339(f.received),
                 'answered', ledger.rfc3339(f.answered), 'status', f.status, 'length', f.length, 'own', f.own)
                 order by f.received, f.request), '[]'::jsonb)
        from (select x.*, x.application = s.application as own from grants.failed_submission x
               where x.call = a.call
                 and x.received between coalesce((l.result ->> 'pressed')::timestamptz, s.received) - interval '15 minutes'
                                    and s.received + interval '15 minutes'
               order by x.application = s.application desc, x.received, x.request limit 50) f))
    from grants.submission s
    join grants.application a on a.application = s.application
    join ledger.entry e on e.entry = s.entry
    left join grants.call_closed k on k.call = a.call,
         lateral (select convert_from(e.leaf, 'UTF8')::jsonb -> 'result' as result) l
   where s.entry = p_entry and s.verdict = 'contested'
$$;
comment on function grants.contested_facts(bigint) is
  'What officers rule over: the instants of a contested submission, what else was sent for the application, and up to 50 '
  'submissions to the call that failed within a quarter of an hour, its own first. No content and no people.';

-- Past the policies: from the closing on, officers see when it came, not whose it is or what it holds.
create or replace function grants.contested_listed(p_call text)
returns table (entry bigint, application bigint, facts jsonb, obstacle text, waits boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.entry, s.application, f.facts, case when not (f.facts ->> 'in_time')::boolean then 'late'
           else grants.admission_obstacle(s.application) end,
         exists (select from grants.contested(p_call) c where c.entry = s.entry)
    from grants.application a join grants.submission s on s.application = a.application,
         lateral (select grants.contested_facts(s.entry) as facts) f
   where a.call = p_call and s.verdict = 'contested' and grants.call_state(p_call) in ('closed', 'opened')
$$;
comment on function grants.contested_listed(text) is
  'Contested submissions of a closed call with the facts that officers rule over, why one cannot come to count any more, and '
  'whether it waits for a ruling; nothing before the closing.';

create or replace function grants.open_admission(p_submission bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(p.entry) from grants.admission_proposal p
   where p.submission = p_submission
     and not exists (select from grants.admission d where d.submission = p.submission)
$$;
comment on function grants.open_admission(bigint) is 'The newest proposed ruling on a contested submission that nobody ruled on, or null.';

-- What was shared out or decided without it stands.
create or replace function grants.admission_obstacle(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when grants.open_allocation(a.call) is not null or grants.allocation_of(a.call) is not null then 'allocated'
    when exists (select from grants.application o join grants.award_decision d on d.application = o.application
                  where o.call = a.call and d.decision = 'award')
      or exists (select from grants.application o where o.call = a.call and grants.refused(o.application)) then 'decided'
    when grants.open_proposal(p_application) is not null or grants.open_refusal(p_application) is not null then 'proposed' end
    from grants.application a where a.application = p_application
$$;
comment on function grants.admission_obstacle(bigint) is
  'Why no contested submission of the application can come to count any more: the pool was shared out, an application of the '
  'call was decided, or something is proposed for this one; null when one can.';
