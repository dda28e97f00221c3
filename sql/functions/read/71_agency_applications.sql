-- SPDX-License-Identifier: EUPL-1.2
-- Applications as officers assess them. Nothing here before the opening: the policies show no row.
create or replace function read.score_json(p_points bigint, p_assessors integer, p_mean bigint)
returns json language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case when p_points is not null then json_build_object(
    'points', p_points, 'of', 50000::bigint * p_assessors, 'mean', p_mean) end
$$;
comment on function read.score_json(bigint, integer, bigint) is 'Weighted points as documents show them.';

create or replace function read.score_doc(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select read.score_json(r.points, r.assessors, r.mean)
    from portal.assessment r where r.application = p_application
$$;
comment on function read.score_doc(bigint) is 'Weighted points of an application, or null.';

create or replace function read.my_human()
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.human from portal.person p where p.person = ledger.current_person()
$$;
comment on function read.my_human() is 'Human of the current person.';

create or replace function read.passed_over(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from portal.assessment mine
      join portal.assessment r on r.call = mine.call and r.assessors >= 2 and r.mean > mine.mean
     where mine.application = p_application and mine.assessors >= 2 and not exists (
       select from portal.award_proposal p where p.application = r.application
          and (p.decision is null or p.decision = 'award'))
       and not exists (select from portal.refusal f where f.application = r.application))
$$;
comment on function read.passed_over(bigint) is
  'Whether a higher-ranked application has neither award nor proposal, and is not refused.';

create or replace function read.annex_missing(p_call text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select a ->> 'annex'
    from published.call c, json_array_elements(c.definition -> 'annexes') with ordinality t(a, n)
   where c.call = p_call and not exists (
     select from portal.annex x where x.call = c.call and x.annex = t.a ->> 'annex')
   order by n limit 1
$$;
comment on function read.annex_missing(text) is 'The first annex table that is not loaded, or null.';

create or replace function read.impartiality(p_application bigint, p_human bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', i.entry, 'declared', i.declared, 'ground', i.ground, 'by', read.by(i.entry),
                           'at', read.at(i.entry))
    from portal.impartiality i where i.application = p_application and i.human = p_human
   order by i.declared = 'interest' desc, i.entry desc limit 1
$$;
comment on function read.impartiality(bigint, bigint) is 'What a human declared about a case, or null.';

create or replace function read.impartialities(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(read.impartiality(p_application, h.human) order by h.first), '[]')
    from (select i.human, min(i.entry) as first from portal.impartiality i
           where i.application = p_application group by i.human) h
$$;
comment on function read.impartialities(bigint) is 'What each officer declared about a case, the first first.';

create or replace function read.assessment_steps(p_application bigint, p_state text)
returns table (n integer, act text, missing json)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with s as (
    select a.call, coalesce((select r.assessors from portal.assessment r
                              where r.application = a.application), 0) as assessors,
           exists (select from portal.score x
                    where x.application = a.application and x.human = read.my_human()) as mine,
           c.definition #>> '{allocation,kind}' as allocation, read.annex_missing(a.call) as annex,
           read.unruled(a.call, 'award') as unruled, grants.contested_count(a.call) > 0 as contested,
           exists (select from portal.contested x where x.application = a.application) as own_contested,
           read.allocated_to(a.application) is not null as shared
      from portal.application a join published.call c on c.call = a.call
     where a.application = p_application)
  select 0, 'declare_impartiality', read.personal('declare_impartiality', 'grant:' || p_application)
    from s where p_state <> 'withdrawn'
     and read.impartiality(p_application, read.my_human()) ->> 'declared' is distinct from 'interest'
  union all
  select 1, 'score', case when s.own_contested
        then read.missing('score', 'contested_waiting', null, 'officer')
      else read.personal('score', 'grant:' || p_application) end
    from s where p_state = 'in_assessment' and s.allocation = 'assessed'
  union all
  select 2, 'propose_award', case
      when s.unruled is not null
        then read.missing('propose_award', 'ruling_missing', s.unruled, 'officer')
      when s.contested then read.missing('propose_award', 'contested_waiting', null, 'officer')
      when s.allocation = 'key_with_floor' and not s.shared
        then read.missing('propose_award', 'allocation_missing', null, 'officer')
      when s.allocation = 'assessed' and s.assessors < 2
        then read.missing('propose_award', 'second_assessor', null, 'officer', s.mine)
      when s.annex is not null
        then read.missing('propose_award', 'annex_missing', 'annexes.' || s.annex, 'operator')
      else read.personal('propose_award', 'grant:' || p_application) end
    from s where p_state = 'in_assessment'
  union all
  select 3, 'decide_award', coalesce(read.personal('decide_award', 'grant:' || p_application),
      case when s.contested then read.missing('decide_award', 'contested_waiting', null, 'officer')
           when h.role is not null then read.missing('decide_award', 'hands_missing', null, h.role, true) end)
    from s, lateral (
      select rights.award_lacks(p_application, ledger.current_person()) ->> 0 as role) h
   where p_state = 'proposed'
  union all
  select 4, 'propose_refusal', coalesce(read.personal('propose_refusal', 'grant:' || p_application),
      case when s.contested then read.missing('propose_refusal', 'contested_waiting', null, 'officer') end)
    from s where p_state = 'in_assessment'
  union all
  select 5, 'decide_refusal', coalesce(read.personal('decide_refusal', 'grant:' || p_application),
      case when s.contested then read.missing('decide_refusal', 'contested_waiting', null, 'officer') end)
    from s where p_state = 'refusal_proposed'
  union all
  select 6, 'open_hearing', read.personal('open_hearing', 'grant:' || p_application)
   where p_state not in ('refused', 'withdrawn') and not exists (
     select from portal.hearing h where h.application = p_application and h.answer_entry is null
        and h.answer_by >= read.today(ledger.clock()))
$$;
comment on function read.assessment_steps(bigint, text) is
  'Steps of an application from the declaration to decision with what stands before each.';

create or replace function read.step_actions(p_application bigint, p_state text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(s.act order by s.n), '[]')
    from read.assessment_steps(p_application, p_state) s where s.missing is null
$$;
comment on function read.step_actions(bigint, text) is 'Steps that the current person can take now.';

create or replace function read.agency_applications(p_call text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with ranked as materialized (
    select r.application, r.assessors, r.points, r.mean, r.rank
      from portal.ranking r where r.call = p_call)
  select read.seen_list('agency_applications', 'call:' || p_call,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'title', c.definition -> 'title', 'state', read.state(c.call, t.now),
    'sealed', c.opened_entry is null, 'count', grants.sealed_count(c.call, 'on_time'),
    'late', grants.sealed_count(c.call, 'late'),
    'contested', grants.sealed_count(c.call, 'contested'),
    'withdrawn', grants.sealed_count(c.call, 'withdrawn'),
    'withdrawals', (select coalesce(json_agg(json_build_object('application', w.application,
        'organisation', read.organisation(w.organisation), 'title', w.title, 'entry', w.entry,
        'received', ledger.rfc3339(w.received)) order by w.application), '[]')
      from portal.withdrawal w where w.call = c.call and w.stands),
    'applications', (select coalesce(json_agg(json_build_object('application', k.application,
        'organisation', read.organisation(k.organisation), 'title', k.title,
        'applied_ore', k.applied_ore, 'received', ledger.rfc3339(k.received), 'state', s.state,
        'assessors', coalesce(r.assessors, 0), 'scored_by_me', exists (
          select from portal.score x
           where x.application = k.application and x.human = read.my_human()),
        'score', read.score_json(r.points, r.assessors, r.mean), 'rank', r.rank,
        'proposed_ore', (select p.amount_ore from portal.award_proposal p
                          where p.application = k.application and p.decision is null),
        'awarded_ore', (select a.amount_ore from portal.award a
                         where a.application = k.application),
        'actions', read.step_actions(k.application, s.state))
        order by r.rank nulls last, k.application), '[]')
      from portal.counting k
      left join ranked r on r.application = k.application,
           lateral (select read.application_state(k.application, k.call, t.now) as state) s
     where k.call = c.call))::text)
    from (select ledger.clock() as now) t, published.call c
   where c.call = p_call
$$;
comment on function read.agency_applications(text) is
  'Applications of an opened call; before the opening only their number.';

create or replace function read.scores(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('entry', e.entry, 'by', read.by(e.entry),
           'mine', e.human = read.my_human(), 'at', read.at(e.entry), 'replaced', not e.standing,
           'points', e.points) order by e.entry), '[]')
    from (select s.entry, s.human, s.standing, json_agg(json_build_object(
                   'criterion', s.criterion, 'points', s.points, 'reason', s.reason)
                   order by k.n) as points
            from portal.score s
            join portal.application a on a.application = s.application
            join published.call c on c.call = a.call,
                 json_array_elements(c.definition -> 'criteria') with ordinality k(c, n)
           where s.application = p_application and k.c ->> 'code' = s.criterion
           group by s.entry, s.human, s.standing) e
$$;
comment on function read.scores(bigint) is 'Scores of an application with reasons, replaced ones marked.';

create or replace function read.proposal_doc(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'amount_ore', p.amount_ore,
    'lines', (select json_agg(json_build_object('year', l.year, 'amount_ore', l.amount_ore)
                order by l.year) from portal.award_line l where l.entry = p.entry),
    'part_accounts_due', read.day(p.part_accounts_due),
    'final_accounts_due', read.day(p.final_accounts_due), 'reason', p.reason,
    'deviation_reason', p.deviation_reason, 'conditions', p.conditions, 'continues', p.continues, 'by', read.by(p.entry), 'at', read.at(p.entry),
    'state', case p.decision when 'award' then 'awarded' when 'decline' then 'declined'
                             else 'open' end)
    from portal.award_proposal p where p.application = p_application order by p.entry desc limit 1
$$;
comment on function read.proposal_doc(bigint) is 'The newest award proposal, or null.';

create or replace function read.decision_doc(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.decision_entry, 'decision', p.decision,
    'reason', p.decision_reason, 'by', read.by(p.decision_entry), 'at', ledger.rfc3339(p.decided_at))
    from portal.award_proposal p
   where p.application = p_application and p.decision is not null order by p.entry desc limit 1
$$;
comment on function read.decision_doc(bigint) is 'The newest decision, or null.';

create or replace function read.refusal_proposal(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', p.entry, 'ground', p.ground, 'reason', p.reason,
    'unheard_reason', p.unheard_reason, 'by', read.by(p.entry), 'at', read.at(p.entry),
    'state', coalesce(p.decision, 'open'), 'decision_reason', p.decision_reason)
    from portal.refusal_proposal p where p.application = p_application order by p.entry desc limit 1
$$;
comment on function read.refusal_proposal(bigint) is 'The newest proposal to refuse, or null.';

create or replace function read.former_grants(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('application', a.application, 'title', a.title,
           'call_title', c.definition -> 'title', 'amount_ore', a.amount_ore) order by a.application desc), '[]')
    from portal.award a join published.call c on c.call = a.call
   where a.application in (select f from grants.continuable(p_application) f)
$$;
comment on function read.former_grants(bigint) is 'Grants that the grant of an application could continue, the newest first.';

create or replace function read.award_needs(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'part_accounts_due', rule.due_part_required(c.definition::jsonb),
    'final_accounts_due', read.day(rule.due_final(c.definition::jsonb, null)),
    'deviation_reason', read.passed_over(p_application), 'former', read.former_grants(p_application),
    'years', (select json_agg(y order by y) from generate_series(
        extract(year from (c.definition #>> '{project,from}')::date)::integer,
        extract(year from (c.definition #>> '{project,to}')::date)::integer) y),
    'available_ore', read.balance('call:' || k.call || ':available'),
    'exact_ore', read.allocated_to(k.application),
    'max_ore', least(coalesce(read.allocated_to(k.application), k.applied_ore),
      (read.limits(k.call, k.organisation, k.units) ->> 'cap_ore')::bigint))
    from portal.counting k join published.call c on c.call = k.call
   where k.application = p_application
$$;
comment on function read.award_needs(bigint) is 'What a proposal of an award must contain.';

create or replace function read.criteria(p_definition json, p_call text, p_content json)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('criterion', k ->> 'code', 'title', k -> 'title',
           'help', k -> 'help', 'weight_bp', w.weight_bp,
           'answer', (select a -> 'text' from json_array_elements(p_content -> 'answers') a
                       where a ->> 'code' = k ->> 'code')) order by n), '[]')
    from json_array_elements(p_definition -> 'criteria') with ordinality t(k, n)
    left join published.weight w on w.call = p_call and w.criterion = t.k ->> 'code'
$$;
comment on function read.criteria(json, text, json) is 'Criteria with weights and answers.';

create or replace function read.questions(p_definition json, p_content json)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('code', k ->> 'code', 'title', k -> 'title',
           'answer', (select a -> 'text' from json_array_elements(p_content -> 'answers') a
                       where a ->> 'code' = k ->> 'code')) order by n), '[]')
    from json_array_elements(p_definition -> 'questions') with ordinality t(k, n)
$$;
comment on function read.questions(json, json) is 'Questions of the call that are no criteria, with answers.';

create or replace function read.scanned_files(p_organisation text, p_files jsonb)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(f.file || jsonb_build_object(
           'scan', read.scan(p_organisation, decode(f.file ->> 'sha256', 'hex'))) order by f.n), '[]')
    from jsonb_array_elements(p_files) with ordinality f(file, n)
$$;
comment on function read.scanned_files(text, jsonb) is 'Files of a submission, with what was said of each.';

create or replace function read.agency_application(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('agency_application', k.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', k.application, 'state', s.state,
    'organisation', read.organisation(k.organisation),
    'parties', read.parties(read.text_list(k.content::json -> 'parties')),
    'call', read.call_head(k.call, t.now),
    'submission', json_build_object('entry', k.entry, 'version', k.version,
      'sha256', encode(k.sha256, 'hex'), 'received', ledger.rfc3339(k.received),
      'received_us', ledger.micros(k.received), 'began', ledger.rfc3339(k.began),
      'verdict', (select x.verdict from portal.submission x where x.entry = k.entry), 'ruling', read.admission(k.entry),
      'by', read.by(k.entry), 'content', k.content::json,
      'files', read.scanned_files(k.organisation, k.files)),
    'earlier', (select coalesce(json_agg(json_build_object('entry', x.entry, 'version', x.version,
        'sha256', encode(x.sha256, 'hex'), 'verdict', x.verdict,
        'received', ledger.rfc3339(x.received)) order by x.entry desc), '[]')
      from portal.submission x where x.application = k.application and x.entry <> k.entry),
    'budget', read.budget(c.definition, k.content::json),
    'limits', read.limits(k.call, k.organisation, k.units),
    'criteria', read.criteria(c.definition, k.call, k.content::json),
    'questions', read.questions(c.definition, k.content::json),
    'impartiality', read.impartiality(k.application, read.my_human()),
    'impartialities', read.impartialities(k.application),
    'scores', read.scores(k.application), 'score', read.score_doc(k.application),
    'rank', (select r.rank from portal.ranking r
              where r.call = k.call and r.application = k.application),
    'assessors', coalesce((select r.assessors from portal.assessment r
                            where r.application = k.application), 0),
    'proposal', read.proposal_doc(k.application), 'decision', read.decision_doc(k.application),
    'withdrawal', read.withdrawal(k.application),
    'refusal_proposal', read.refusal_proposal(k.application), 'refusals', read.refusals(k.application),
    'hearings', read.hearings(k.application),
    'needs', read.award_needs(k.application),
    'timeline', read.timeline(array['grant:' || k.application]),
    'actions', read.step_actions(k.application, s.state),
    'missing', (select coalesce(json_agg(m.missing order by m.n), '[]')
                  from read.assessment_steps(k.application, s.state) m
                 where m.missing is not null))::text)
    from (select ledger.clock() as now) t, portal.last_on_time k
    join published.call c on c.call = k.call,
         lateral (select read.application_state(k.application, k.call, t.now) as state) s
   where k.application = p_application and session_user = 'tilsagn_agency'
$$;
comment on function read.agency_application(bigint) is
  'One application as officers assess it; null while sealed.';

-- A criterion of calls that are capped by units for the whole country; regions without any are listed too.
create or replace function read.spread(p_call text)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  -- the register names a region by its name or by its CVR
  with home as (
    select o.organisation, coalesce(g.name, o.region) as region
      from portal.organisation o left join portal.organisation g on g.organisation = o.region
     where o.kind = 'municipality' and o.region is not null)
  select coalesce(json_agg(json_build_object('region', r.region, 'applications', r.applications,
           'applied_units', r.applied_units, 'applied_ore', r.applied_ore, 'awards', r.awards,
           'awarded_units', r.awarded_units, 'awarded_ore', r.awarded_ore)
           order by r.region collate "da-x-icu"), '[]')
    from published.call c, lateral (
           select g.region, count(k.application) as applications,
                  coalesce(sum(s.units), 0)::bigint as applied_units,
                  coalesce(sum(k.applied_ore), 0)::bigint as applied_ore, count(a.application) as awards,
                  coalesce(sum(s.units) filter (where a.application is not null), 0)::bigint as awarded_units,
                  coalesce(sum(a.amount_ore), 0)::bigint as awarded_ore
             from (select distinct h.region from home h) g
             left join (portal.counting k
                        join home h on h.organisation = k.organisation
                        join portal.submission s on s.entry = k.entry)
               on h.region = g.region and k.call = c.call
             left join portal.award a on a.application = k.application
            group by g.region) r
   where c.call = p_call and c.opened_entry is not null
     and c.definition #>> '{limits,cap,kind}' = 'per_unit'
$$;
comment on function read.spread(text) is
  'Applications and awards of a call by region, where units are capped for the whole country; nothing before the opening.';

create or replace function read.ranking(p_call text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with listed as materialized (
    select k.application, k.organisation, k.title, k.applied_ore, k.units, r.assessors, r.rank, r.points, r.mean,
           sum(k.applied_ore) over (order by r.rank nulls last, k.application) as cumulative
      from portal.counting k
      left join portal.ranking r on r.call = p_call and r.application = k.application
     where k.call = p_call)
  select read.seen_list('ranking', 'call:' || p_call,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'call', c.call, 'title', c.definition -> 'title', 'deadline', read.deadline(c.call, t.now),
    'sealed', c.opened_entry is null,
    'pool_ore', c.pool_ore, 'available_ore', read.balance('call:' || c.call || ':available'),
    'allocation', c.definition #> '{allocation,kind}',
    'weights', coalesce(read.weights_doc(c.call) -> 'weights', '[]'), 'spread', read.spread(c.call),
    'rows', (select coalesce(json_agg(json_build_object('rank', l.rank,
        'application', l.application, 'organisation', read.organisation(l.organisation),
        'title', l.title, 'applied_ore', l.applied_ore, 'units', l.units,
        'limits', read.limits(c.call, l.organisation, l.units), 'cumulative_ore', l.cumulative,
        'within_pool', l.cumulative <= c.pool_ore, 'assessors', l.assessors,
        'score', read.score_json(l.points, l.assessors, l.mean),
        'criteria', (select coalesce(json_agg(json_build_object('criterion', x.k ->> 'code',
            'points', (select json_agg(z.points order by z.entry) from portal.score z
                        where z.application = l.application and z.standing
                          and z.criterion = x.k ->> 'code')) order by x.n), '[]')
          from json_array_elements(c.definition -> 'criteria') with ordinality x(k, n)),
        'state', read.application_state(l.application, c.call, t.now),
        'proposed_ore', (select p.amount_ore from portal.award_proposal p
                          where p.application = l.application and p.decision is null),
        'awarded_ore', (select a.amount_ore from portal.award a
                         where a.application = l.application))
        order by l.rank, l.application), '[]') from listed l where l.rank is not null),
    'unranked', (select coalesce(json_agg(json_build_object('application', l.application,
        'organisation', read.organisation(l.organisation), 'title', l.title,
        'applied_ore', l.applied_ore, 'assessors', coalesce(l.assessors, 0))
        order by l.application), '[]') from listed l where l.rank is null))::text)
    from (select ledger.clock() as now) t, published.call c
   where c.call = p_call
$$;
comment on function read.ranking(text) is 'Applications of a call by weighted score.';
