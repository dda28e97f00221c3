-- SPDX-License-Identifier: EUPL-1.2
-- Finance-year lines of an award: what was given so far. The first line is given with the award; an amendment that
-- raises a line leaves it to be given anew.
create or replace function grants.lines_input(p_application bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'year_by_year', coalesce((c.definition::jsonb #>> '{payment,year_by_year}')::boolean, false),
    'lines', (select coalesce(jsonb_agg(jsonb_build_object('year', l.year, 'amount_ore', l.amount_ore)
                                        order by l.year), '[]')
                from grants.award_lines_now(a.application) l),
    'given', (select coalesce(jsonb_agg(jsonb_build_object('year', g.year, 'amount_ore', g.amount_ore)
                                        order by g.entry, g.year), '[]')
                from ((select l.entry, l.year, l.amount_ore from grants.award_line l
                        where l.entry = grants.award_of(a.application) order by l.year limit 1)
                      union all
                      select d.entry, p.year, p.amount_ore
                        from grants.line_decision d join grants.line_proposal p on p.entry = d.proposal_entry
                       where d.application = a.application and d.decision = 'give') g))
    from grants.application a join grants.call c on c.call = a.call
   where a.application = p_application
$$;
comment on function grants.lines_input(bigint) is 'What rule.lines computes from.';

create or replace function grants.lines_given(p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select (rule.lines(grants.lines_input(p_application)) ->> 'all_given')::boolean
$$;
comment on function grants.lines_given(bigint) is 'Whether every finance-year line of an award is given.';

create or replace function grants.open_line(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.entry from grants.line_proposal p
   where p.application = p_application
     and not exists (select from grants.line_decision d where d.proposal_entry = p.entry)
$$;
comment on function grants.open_line(bigint) is 'The undecided proposal of a line, or null.';

-- Readers see no table of the record; that pages and act gather the same is worth one definer function.
create or replace function grants.lines_input_seen(p_application bigint)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.lines_input(p_application)
   where session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(p_application)
     and grants.award_of(p_application) is not null
$$;
comment on function grants.lines_input_seen(bigint) is 'lines_input() of a grant that the login may see; null for others.';
