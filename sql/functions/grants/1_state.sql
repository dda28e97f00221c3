-- SPDX-License-Identifier: EUPL-1.2
-- What the acts ask of the projections. Called inside acts only (as ledger_writer).
create or replace function grants.counting(p_call text)
returns table (application bigint, organisation text, entry bigint, version integer, sha256 bytea,
               applied_ore bigint, units integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select distinct on (s.application)
         s.application, a.organisation, s.entry, s.version, s.sha256, s.applied_ore, s.units
    from grants.application a join grants.submission s on s.application = a.application
   where a.call = p_call and s.verdict = 'on_time'
   order by s.application, s.received desc, s.version desc, s.entry desc
$$;
comment on function grants.counting(text) is
  'The counting submission of each application: greatest (received, version) among those on time.';

create or replace function grants.call_state(p_call text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when exists (select from grants.call_opened o where o.call = p_call) then 'opened'
              when exists (select from grants.call_closed c where c.call = p_call) then 'closed'
              when exists (select from grants.call c where c.call = p_call) then 'published'
              else 'unknown' end
$$;
comment on function grants.call_state(text) is 'unknown, published, closed or opened.';

create or replace function grants.call_of(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.call from grants.application a where a.application = p_application
$$;
comment on function grants.call_of(bigint) is 'The call of an application that was sent.';

create or replace function grants.streams_of(p_application bigint)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  -- the case whose humans must be kept apart: the grant, its call and the batches that paid it
  select array['grant:' || p_application] || coalesce(array_agg(t.stream), '{}')
    from (select 'call:' || a.call as stream
            from grants.application a where a.application = p_application
          union
          select 'batch:' || r.batch
            from grants.instalment i join grants.instalment_released r on r.instalment = i.instalment
           where i.application = p_application) t
$$;
comment on function grants.streams_of(bigint) is 'Streams over which duties are kept apart.';

create or replace function grants.open_proposal(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.award_proposal p
   where p.application = p_application
     and not exists (select from grants.award_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_proposal(bigint) is 'The undecided award proposal, or null.';

create or replace function grants.award_of(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select d.proposal_entry from grants.award_decision d
   where d.application = p_application and d.decision = 'award'
$$;
comment on function grants.award_of(bigint) is 'The proposal that became the award, or null.';

create or replace function grants.annex_value(p_call text, p_annex text, p_cvr text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select v.value from grants.annex_value v
   where v.call = p_call and v.annex = p_annex and v.cvr = p_cvr
$$;
comment on function grants.annex_value(text, text, text) is 'An organisation''s value in an annex.';

create or replace function grants.standing_scores(p_call text)
returns table (application bigint, human bigint, criterion text, points integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select s.application, s.human, s.criterion, s.points
    from grants.score s join grants.application a on a.application = s.application
   where a.call = p_call
     and s.entry = (select max(t.entry) from grants.score t
                     where t.application = s.application and t.human = s.human)
$$;
comment on function grants.standing_scores(text) is 'Each assessor''s newest score per criterion.';

create or replace function grants.ranking(p_call text)
returns table (application bigint, assessors integer, score bigint, mean bigint, rank bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with weight as (
    select jsonb_agg(jsonb_build_object('criterion', w.criterion, 'weight_bp', w.weight_bp)) as list
      from grants.weights_confirmed c
      join grants.weights_proposal w on w.entry = c.proposal_entry
     where c.call = p_call),
  scored as (
    select s.application, count(distinct s.human)::integer as assessors,
           jsonb_agg(jsonb_build_object('criterion', s.criterion, 'points', s.points)) as list
      from grants.standing_scores(p_call) s group by s.application),
  total as (
    select s.application, s.assessors, rule.rank_score(w.list, s.list) as score
      from scored s cross join weight w),
  mean as (
    select t.application, t.assessors, t.score, rule.rank_mean(t.score, t.assessors) as mean
      from total t)
  select m.application, m.assessors, m.score, m.mean,
         case when m.assessors >= 2
              then rank() over (partition by m.assessors >= 2 order by m.mean desc) end
    from mean m
$$;
comment on function grants.ranking(text) is
  'Weighted scores; ranked are applications with two assessors or more, equal means share a rank.';

-- Before the opening the agency sees numbers only; the rows behind them have no policy for it.
create or replace function grants.sealed_count(p_call text, p_verdict text)
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case p_verdict
    when 'on_time' then (select count(*) from grants.counting(p_call))
    else (select count(*) from grants.application a
            join grants.submission s on s.application = a.application
           where a.call = p_call and s.verdict = p_verdict) end
$$;
comment on function grants.sealed_count(text, text) is
  'Applications on time, or attempts with another verdict: a number, never a row.';
