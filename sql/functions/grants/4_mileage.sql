-- SPDX-License-Identifier: EUPL-1.2
-- The state's rates per kilometre, and what accounts say of driving.
create or replace function grants.mileage_rates()
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(r.year, r.ore_per_km)
    from (select k.year, k.ore_per_km from rule.mileage_known() k
          union all select c.year, c.ore_per_km from grants.mileage_rate c) r
$$;
comment on function grants.mileage_rates() is
  'Øre per kilometre by year: those that the product comes with, and those that two officers confirmed.';

create or replace function grants.rated_mileage(p_mileage jsonb)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(m || jsonb_build_object('rate_ore', r.ore, 'cut_ore',
           rule.mileage_cut((m ->> 'km')::bigint, (m ->> 'paid_ore')::bigint, r.ore)) order by n), '[]')
    from jsonb_array_elements(coalesce(p_mileage, '[]')) with ordinality t (m, n)
    cross join grants.mileage_rates() known
    cross join lateral (select (known ->> (m ->> 'year'))::integer as ore) r
$$;
comment on function grants.rated_mileage(jsonb) is
  'What accounts say of driving, each with the rate of its year and what was paid above it.';

create or replace function grants.apply_mileage(p_ctx ledger.act_context, p_proposal bigint, p_document json)
returns ledger.effect language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_effect ledger.effect; v_year integer;
begin
  perform grants.check_object(p_document, array['v:count', 'year:count', 'ore_per_km:count', 'source:text'], 'document');
  v_year := (p_document ->> 'year')::integer;
  perform grants.refuse_document('year', 'subject_differs', v_year::text <> (
    select p.subject from ledger.proposal p where p.proposal = p_proposal));
  perform grants.refuse_document('year', 'out_of_range', v_year not between 2000 and 2099);
  perform grants.refuse_document('ore_per_km', 'out_of_range',
    (p_document ->> 'ore_per_km')::integer not between 1 and 10000);
  if grants.mileage_rates() ? v_year::text then
    perform grants.not_now('in_force', 'not in force');
  end if;
  v_effect.result := jsonb_build_object('year', v_year, 'ore_per_km', (p_document ->> 'ore_per_km')::integer);
  return v_effect;
end
$$;
comment on function grants.apply_mileage(ledger.act_context, bigint, json) is
  'The rate of a year comes into force, once: accounts that were sent by it stay as they are.';

create or replace function grants.applied_mileage(p_document json, p_entry bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into grants.mileage_rate (year, ore_per_km, entry)
  values ((p_document ->> 'year')::integer, (p_document ->> 'ore_per_km')::integer, p_entry)
$$;
comment on function grants.applied_mileage(json, bigint) is 'Projection of a rate in force.';
