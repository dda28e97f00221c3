-- SPDX-License-Identifier: EUPL-1.2
-- What rulings are in force and what one would change. A ruling holds for later payments only: figures of
-- payments that were made stay as they are.
create or replace function grants.rulings_of(p_call text)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_object_agg(r.anomaly, r.choice), '{}'::jsonb)
    from (select distinct on (x.anomaly) x.anomaly, x.choice
            from grants.ruling x where x.call = p_call order by x.anomaly, x.entry desc) r
$$;
comment on function grants.rulings_of(text) is
  'Rulings in force of a call: {"ANOMALY_CODE":"choice"}, as the rules take them.';

create or replace function grants.unruled(p_call text, p_what text)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.value ->> 'code'
    from grants.call c,
         jsonb_array_elements(c.definition::jsonb -> 'anomalies') with ordinality a(value, n)
   where c.call = p_call and a.value -> 'choices' <> '[]' and a.value -> 'blocks' ? p_what
     and not grants.rulings_of(p_call) ? (a.value ->> 'code')
   order by a.n limit 1
$$;
comment on function grants.unruled(text, text) is
  'The first anomaly with several readings that blocks something until two officers rule, or null.';

create or replace function grants.assert_ruled(p_call text, p_what text)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if grants.unruled(p_call, p_what) is not null then
    perform grants.not_now('unruled', grants.unruled(p_call, p_what));
  end if;
end
$$;
comment on function grants.assert_ruled(text, text) is
  'LG502 while an anomaly that blocks something has no ruling.';

create or replace function grants.open_ruling(p_call text, p_anomaly text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.ruling_proposal p
   where p.call = p_call and p.anomaly = p_anomaly and not exists (
     select from grants.ruling r
      where r.call = p_call and r.anomaly = p_anomaly and r.entry > p.entry)
   order by p.entry desc limit 1
$$;
comment on function grants.open_ruling(text, text) is
  'The newest proposal of a reading since the last ruling on the anomaly, or null.';

-- What the readings decide about one award: who signs the final accounts, and how much may have been paid in
-- all at each result.
create or replace function grants.ruling_figures(
  p_call jsonb, p_award bigint, p_part bigint, p_final bigint, p_rulings jsonb)
returns jsonb language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'sign_off', rule.sign_off_requirement(p_call, 'final', p_award, p_rulings),
    'ceilings', (select coalesce(jsonb_agg(jsonb_build_object(
        'numerator', s.value -> 'numerator', 'denominator', s.value -> 'denominator',
        'ceiling_ore', rule.ceiling(p_call -> 'payment', 'final', p_award, p_part, p_final,
          jsonb_build_array(jsonb_build_object('code', p_call #> '{payment,result,code}',
            'numerator', s.value -> 'numerator', 'denominator', s.value -> 'denominator')),
          p_rulings)) order by s.n), '[]'::jsonb)
      from jsonb_array_elements(p_call #> '{payment,steps}') with ordinality s(value, n)))
$$;
comment on function grants.ruling_figures(jsonb, bigint, bigint, bigint, jsonb) is
  'The figures of an award that depend on rulings.';

-- A function of its own that reads past the policies: whether anything may be shown at all is asked by the
-- call's opening, and only awards are told.
create or replace function grants.ruling_effects(p_call text, p_anomaly text, p_choice text)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('application', x.application, 'before', x.before,
                                               'after', x.after) order by x.application), '[]'::jsonb)
    from (select d.application,
                 grants.ruling_figures(c.definition::jsonb, grants.award_amount(d.application),
                   grants.counts_as_paid(d.application, 'part'), grants.counts_as_paid(d.application, 'final'),
                   grants.rulings_of(p_call)) as before,
                 grants.ruling_figures(c.definition::jsonb, grants.award_amount(d.application),
                   grants.counts_as_paid(d.application, 'part'), grants.counts_as_paid(d.application, 'final'),
                   grants.rulings_of(p_call) || jsonb_build_object(p_anomaly, p_choice)) as after
            from grants.award_decision d
            join grants.application a on a.application = d.application
            join grants.call c on c.call = a.call
           where a.call = p_call and d.decision = 'award'
          union all
          -- the readings of the key: what every application would get, until the allocation is decided
          select k.application, jsonb_build_object('award_ore', b.award_ore),
                 jsonb_build_object('award_ore', n.award_ore)
            from grants.counting(p_call) k
            left join grants.shares_by(p_call, grants.rulings_of(p_call) ->> 'FLOOR_AND_KEY') b
              on b.application = k.application
            left join grants.shares_by(p_call, p_choice) n on n.application = k.application
           where p_anomaly = 'FLOOR_AND_KEY' and grants.call_state(p_call) = 'opened'
             and grants.allocation_of(p_call) is null) x
   where x.before <> x.after
$$;
comment on function grants.ruling_effects(text, text, text) is
  'Every decision that a reading would change, with its figures before and after, by application.';

-- What the effects follow from, so that they can be made again from the entry alone.
create or replace function grants.ruling_input(p_call text, p_anomaly text, p_choice text)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when p_anomaly = 'FLOOR_AND_KEY' and grants.call_state(p_call) = 'opened' and grants.allocation_of(p_call) is null
    then jsonb_build_object(
      'before', grants.allocation_input(p_call, grants.rulings_of(p_call) ->> 'FLOOR_AND_KEY'),
      'after', grants.allocation_input(p_call, p_choice))
    else jsonb_build_object(
      'rulings', grants.rulings_of(p_call) - 'FLOOR_AND_KEY',
      'ruled', (grants.rulings_of(p_call) || jsonb_build_object(p_anomaly, p_choice)) - 'FLOOR_AND_KEY',
      'awards', (select coalesce(jsonb_agg(jsonb_build_array(d.application, grants.award_amount(d.application),
                   grants.counts_as_paid(d.application, 'part'), grants.counts_as_paid(d.application, 'final'))
                   order by d.application), '[]')
                   from grants.award_decision d join grants.application a on a.application = d.application
                  where a.call = p_call and d.decision = 'award')) end
$$;
comment on function grants.ruling_input(text, text, text) is
  'What the effects of a reading are computed from: the shares by both readings, or the rulings before and after it with the '
  'award of each grant and what was paid of it on part and on final accounts.';

create or replace function grants.shares_by(p_call text, p_reading text)
returns table (application bigint, award_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select (s ->> 'application')::bigint, (s ->> 'award_ore')::bigint
    from jsonb_array_elements(rule.allocation(grants.allocation_input(p_call, p_reading)) -> 'shares') s
$$;
comment on function grants.shares_by(text, text) is
  'What each application would get now by a reading of the key; nobody where the rule refuses.';

create or replace function grants.effects_hash(p_effects jsonb)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select encode(sha256(convert_to(p_effects::text, 'UTF8')), 'hex')
$$;
comment on function grants.effects_hash(jsonb) is
  'SHA-256 of a list of effects: what somebody was shown before signing.';
