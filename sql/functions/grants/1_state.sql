-- SPDX-License-Identifier: EUPL-1.2
-- What the acts ask of the projections. Called inside acts only (as ledger_writer).
create or replace function grants.counting(p_call text)
returns table (application bigint, organisation text, entry bigint, version integer, sha256 bytea,
               applied_ore bigint, units integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select n.application, n.organisation, n.entry, n.version, n.sha256, n.applied_ore, n.units
    from (select distinct on (s.application)
                 s.application, a.organisation, s.entry, s.version, s.sha256, s.applied_ore, s.units, s.received
            from grants.application a join grants.submission s on s.application = a.application
           where a.call = p_call and (s.verdict = 'on_time' or s.verdict = 'contested' and exists (
             select from grants.admission d where d.submission = s.entry and d.choice = 'admit'))
           order by s.application, s.received desc, s.version desc, s.entry desc) n
   where not exists (select from grants.withdrawal w
                      where w.application = n.application and (w.received, w.entry) > (n.received, n.entry))
$$;
comment on function grants.counting(text) is
  'The counting submission of each application: greatest (received, version) among those on time or admitted by ruling, '
  'unless a withdrawal was received after it.';

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

-- The case whose humans must be kept apart: the grant, the grants it continues or that continue it, or shall by a
-- proposal that waits for its decision, their calls and the batches that paid them. A draft has its call before it has an application.
create or replace function grants.streams_of(p_application bigint)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive linked (application) as (
    select p_application
    union
    select n.application from linked k, lateral (
      select l.predecessor from grants.link l where l.application = k.application
      union all
      select l.application from grants.link l where l.predecessor = k.application
      union all
      select case p.application when k.application then p.continues else p.application end
        from grants.award_proposal p
       where (p.application = k.application and p.continues is not null or p.continues = k.application)
         and not exists (select from grants.award_decision d where d.proposal_entry = p.entry)) n(application))
  select array_agg(t.stream order by t.stream)
    from (select 'grant:' || k.application as stream from linked k
          union
          select 'call:' || a.call from linked k join grants.application a on a.application = k.application
          union
          select 'call:' || d.call from draft.application d where d.application = p_application
          union
          select 'batch:' || r.batch
            from linked k join grants.instalment i on i.application = k.application
            join grants.instalment_released r on r.instalment = i.instalment) t
$$;
comment on function grants.streams_of(bigint) is
  'Streams of the case of an application, over which duties are kept apart.';

create or replace function grants.continuable(p_application bigint)
returns setof bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive former (organisation) as (
    select a.organisation from grants.application a where a.application = p_application
    union
    select s.organisation from former f join identity.organisation_successor s on s.successor = f.organisation)
  select d.application from grants.award_decision d
   where d.decision = 'award' and d.application <> p_application and d.application in (
           select x.application from grants.application x where x.organisation in (select f.organisation from former f)
           union all
           select t.application from grants.transfer_proposal t where t.successor in (select f.organisation from former f))
     and grants.holder_at(d.application, null) in (select f.organisation from former f)
     and (session_user not in ('tilsagn_grantee', 'tilsagn_agency') or grants.visible(p_application))
$$;
comment on function grants.continuable(bigint) is
  'Grants that the grant of this application could continue: its organisation''s, and those of whoever it succeeds.';

create or replace function grants.streams_of_call(p_call text)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  select array['call:' || p_call]
    || coalesce(array_agg('grant:' || a.application order by a.application), '{}')
    from grants.application a where a.call = p_call
$$;
comment on function grants.streams_of_call(text) is
  'Streams that an act on a whole call touches: the call and every application in it.';

create or replace function grants.streams_of_proposal(p_kind text, p_subject text)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when p_kind in ('call', 'annex') then grants.streams_of_call(split_part(p_subject, '/', 1))
              else array[ledger.proposal_stream(p_kind, p_subject)] end
$$;
comment on function grants.streams_of_proposal(text, text) is
  'Streams that confirming a proposal touches.';

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

create or replace function grants.later_start(p_call text, p_cvr text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.annex_value v join grants.call c on c.call = v.call
     where v.call = p_call and v.cvr = p_cvr
       and v.annex = c.definition::jsonb #>> '{applicants,later_start,annex}')
$$;
comment on function grants.later_start(text, text) is
  'Whether an organisation''s costs begin later than the project, by an annex in force.';

create or replace function grants.declared(p_application bigint, p_human bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when bool_or(i.declared = 'interest') then 'interest' when count(*) > 0 then 'impartial' end
    from grants.impartiality i join ledger.entry e on e.entry = i.entry
   where i.application = p_application and e.person = any (identity.cards(p_human))
$$;
comment on function grants.declared(bigint, bigint) is
  'impartial or interest, as this human declared for a case with any card; an interest stands. Null: nothing yet.';

create or replace function grants.standing_entries(p_call text)
returns table (application bigint, human bigint, entry bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- by the human as known now: two assessors who turned out to be one are one
  select o.application, o.human, o.entry
    from (select s.application, identity.human_now(e.person) as human, max(s.entry) as entry
            from (select distinct x.application, x.entry from grants.score x) s
            join grants.application a on a.application = s.application
            join ledger.entry e on e.entry = s.entry
           where a.call = p_call group by 1, 2) o
   where grants.declared(o.application, o.human) is distinct from 'interest'
     -- points of a version sent in time are none of another one that was admitted after them
     and not exists (select from grants.admission d
                      where d.application = o.application and d.choice = 'admit' and d.entry > o.entry)
$$;
comment on function grants.standing_entries(text) is
  'The entry of each assessor''s newest score; of nobody who has declared an interest since, and none from before a contested '
  'submission of the application was admitted.';

create or replace function grants.standing_scores(p_call text)
returns table (application bigint, human bigint, criterion text, points integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select o.application, o.human, s.criterion, s.points
    from grants.standing_entries(p_call) o join grants.score s on s.entry = o.entry
$$;
comment on function grants.standing_scores(text) is 'The points per criterion of the scores that stand.';

create or replace function grants.ranking(p_call text)
returns table (application bigint, assessors integer, score bigint, mean bigint, rank bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with counting as materialized (
    select c.application from grants.counting(p_call) c),
  weight as (
    select jsonb_agg(jsonb_build_object('criterion', w.criterion, 'weight_bp', w.weight_bp)) as list
      from grants.weights_confirmed c
      join grants.weights_proposal w on w.entry = c.proposal_entry
     where c.call = p_call),
  scored as (
    select s.application, count(distinct s.human)::integer as assessors,
           jsonb_agg(jsonb_build_object('criterion', s.criterion, 'points', s.points)) as list
      from grants.standing_scores(p_call) s
     where s.application in (select c.application from counting c) group by s.application),
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
  'Weighted scores of what counts; ranked are applications with two assessors or more, equal means share a rank.';

create or replace function grants.ranking_basis(p_call text)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with standing as materialized (select o.application, o.human, o.entry from grants.standing_entries(p_call) o)
  select jsonb_build_object(
    'weights', (select w.entry from grants.weights_confirmed w where w.call = p_call),
    'applications', (select coalesce(jsonb_agg(jsonb_build_object('application', r.application, 'points', r.score,
        'scores', (select jsonb_agg(o.entry order by o.entry) from standing o where o.application = r.application),
        'declarations', (select coalesce(jsonb_agg(i.entry order by i.entry), '[]')
                           from grants.impartiality i join ledger.entry e on e.entry = i.entry
                           join standing o on o.application = i.application and o.human = identity.human_now(e.person)
                          where i.application = r.application)) order by r.rank, r.application), '[]')
      from grants.ranking(p_call) r where r.rank is not null))
$$;
comment on function grants.ranking_basis(text) is
  'What the ranking of a call rests on: the entries of the weights, and of each ranked application the standing scores with '
  'their weighted points and what those assessors declared.';

-- Before the opening the agency sees numbers only; the rows behind them have no policy for it.
create or replace function grants.sealed_count(p_call text, p_verdict text)
returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case p_verdict
    when 'on_time' then (select count(*) from grants.counting(p_call))
    when 'withdrawn' then (select count(distinct w.application)
      from grants.withdrawal w join grants.application a on a.application = w.application
     where a.call = p_call and not exists (
       select from grants.counting(p_call) c where c.application = w.application))
    else (select count(*) from grants.application a
            join grants.submission s on s.application = a.application
           where a.call = p_call and s.verdict = p_verdict) end
$$;
comment on function grants.sealed_count(text, text) is
  'Applications on time or withdrawn, or attempts with another verdict: a number, never a row.';
