-- SPDX-License-Identifier: EUPL-1.2
-- Accounting years. What an account of the finance act has left at a year's end is carried over or lapses. Every øre
-- stands against the source of the year that paid for it: closing takes what is left off the year's source, what is
-- carried over stands against the next year's from then on, and what remains on the year's own is what the year used.
create or replace function grants.closed_year(p_before bigint)
returns integer language sql stable set search_path = pg_catalog, pg_temp as $$
  select p.year
    from grants.year_decision d join grants.year_proposal p on p.entry = d.proposal_entry
   where d.decision = 'accept' and p.change = 'close' and (p_before is null or d.entry < p_before)
     and not exists (select from grants.year_decision o join grants.year_proposal q on q.entry = o.proposal_entry
                      where o.decision = 'accept' and q.change = 'open' and q.year = p.year and o.entry > d.entry
                        and (p_before is null or o.entry < p_before))
   order by p.year desc limit 1
$$;
comment on function grants.closed_year(bigint) is
  'The last closed year, now or as it was before an entry; null while none is closed. Every year before it is closed too.';

create or replace function grants.year_there(p_year integer, p_today date)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(bool_or(a.year = p_year) or p_year between min(a.year) and extract(year from p_today)::integer, false)
    from grants.appropriation a
$$;
comment on function grants.year_there(integer, date) is
  'Whether there is a page about a year: from the first appropriation''s to the present one, and any with an appropriation.';

-- What closed an earlier year counts as the next year's first posting, on whichever day it was decided.
create or replace function grants.balance_in(p_account text, p_year integer)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(p.amount), 0)::bigint
    from ledger.posting p join ledger.entry e on e.entry = p.entry
    left join grants.year_decision d on d.entry = e.entry
    left join grants.year_proposal y on y.entry = d.proposal_entry
   where p.account = p_account
     and case when y.entry is null then e.effective <= make_date(p_year, 12, 31) else y.year < p_year end
$$;
comment on function grants.balance_in(text, integer) is 'Balance of an account at the end of a year, before the year is closed.';

create or replace function grants.account_of(p_appropriation text)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select left(p_appropriation, -5)
$$;
comment on function grants.account_of(text) is 'Account of an appropriation, which is named account-year.';

create or replace function grants.year_of(p_appropriation text)
returns integer language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select right(p_appropriation, 4)::integer
$$;
comment on function grants.year_of(text) is 'Year of an appropriation, which is named account-year.';

-- money carried over may stand on an account for whose year nothing is voted yet
create or replace function grants.appropriations_to(p_year integer)
returns table (appropriation text) language sql stable set search_path = pg_catalog, pg_temp as $$
  select x.appropriation
    from (select a.appropriation from grants.appropriation a
          union
          select split_part(p.account, ':', 2) from ledger.posting p
           where p.account_version = 1 and p.account ~ '^appropriation:[0-9.]{4,20}-[0-9]{4}:(source|unallocated)$') x
   where grants.year_of(x.appropriation) <= p_year
$$;
comment on function grants.appropriations_to(integer) is 'Accounts and years that money was ever voted for or carried to, up to a year.';

create or replace function grants.year_rest(p_year integer)
returns table (appropriation text, what text, call text, rest_ore bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select r.appropriation, r.what, r.call, r.rest_ore
    from (select x.appropriation, 1 as k, 'unallocated' as what, null::text as call,
                 grants.balance_in('appropriation:' || x.appropriation || ':unallocated', p_year) as rest_ore
            from grants.appropriations_to(p_year) x
          union all
          select x.appropriation, 2, 'pool', c.call, grants.balance_in('call:' || c.call || ':available', p_year)
            from grants.appropriations_to(p_year) x join grants.call c on c.appropriation = x.appropriation
          union all
          select x.appropriation, 3, 'committed', c.call, (
                   select coalesce(sum(grants.balance_in('grant:' || a.application || ':committed', p_year)), 0)::bigint
                     from grants.application a where a.call = c.call)
            from grants.appropriations_to(p_year) x join grants.call c on c.appropriation = x.appropriation) r
   where r.rest_ore <> 0
   order by r.appropriation, r.call nulls first, r.k
$$;
comment on function grants.year_rest(integer) is
  'What is left at the end of a year: unallocated, in the pool of each call, committed by its grants and not used.';

-- The sources of an account, the newest first, until they cover what is taken off them.
create or replace function grants.year_sources(p_account text, p_year integer, p_amount bigint)
returns table (account text, amount bigint) language sql stable set search_path = pg_catalog, pg_temp as $$
  with source as (
    select 'appropriation:' || x.appropriation || ':source' as account, grants.year_of(x.appropriation) as year
      from grants.appropriations_to(p_year) x where grants.account_of(x.appropriation) = p_account),
  drawn as (
    select s.account, -b.balance as ore, coalesce(sum(-b.balance) over (order by s.year desc
             rows between unbounded preceding and 1 preceding), 0) as before
      from source s, lateral (select coalesce((select p.balance_after from ledger.posting p where p.account = s.account
                                                order by p.account_version desc limit 1), 0) as balance) b)
  select d.account, greatest(least(d.ore, p_amount - d.before), 0)::bigint
    from drawn d where least(d.ore, p_amount - d.before) > 0
$$;
comment on function grants.year_sources(text, integer, bigint) is
  'From which years'' sources so much of an account''s money is taken: of this year, then of the years before.';

create or replace function grants.year_postings(p_proposal bigint)
returns table (account text, amount bigint) language sql volatile set search_path = pg_catalog, pg_temp as $$
  with line as materialized (
    select l.*, p.year, grants.account_of(l.appropriation) as account,
           'appropriation:' || grants.account_of(l.appropriation) || '-' || p.year + 1 as next,
           'appropriation:' || l.appropriation || ':unallocated' as unallocated
      from grants.year_line l join grants.year_proposal p on p.entry = l.entry
     where l.entry = p_proposal),
  -- a call may have been published from it since: then less is there to be moved, and the rest moved with the call
  moved as materialized (
    select l.unallocated, l.next, greatest(least(l.carried_ore, ledger.balance(l.unallocated) - l.lapsed_ore), 0) as ore
      from line l where l.what = 'unallocated'),
  taken as (
    select s.account, s.amount
      from (select l.account, l.year, sum(l.rest_ore)::bigint as ore from line l group by l.account, l.year) t,
           lateral grants.year_sources(t.account, t.year, t.ore) s
    union all
    select l.next || ':source', -sum(l.carried_ore)::bigint from line l group by l.next
    union all
    select l.unallocated, -l.lapsed_ore from line l where l.what = 'unallocated'
    union all
    select m.unallocated, -m.ore from moved m
    union all
    select m.next || ':unallocated', m.ore from moved m
    union all
    select 'call:' || l.call || ':available', -l.lapsed_ore from line l where l.what = 'pool')
  select t.account, sum(t.amount)::bigint from taken t group by t.account having sum(t.amount) <> 0 order by t.account
$$;
comment on function grants.year_postings(bigint) is
  'What a proposal to close a year posts: off the sources what is left, onto the next year''s what is carried over.';

create or replace function grants.year_closing(p_year integer, p_before bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(d.entry) from grants.year_decision d join grants.year_proposal p on p.entry = d.proposal_entry
   where d.decision = 'accept' and p.change = 'close' and p.year = p_year and (p_before is null or d.entry < p_before)
$$;
comment on function grants.year_closing(integer, bigint) is 'Entry of the last decision that closed a year.';

-- every account that deciding a proposal might post on, to be locked before anything is known for sure
create or replace function grants.year_accounts(p_proposal bigint)
returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct x.account), '{}')
    from (select 'appropriation:' || l.account || '-' || y.year || ':' || k as account
            from (select distinct grants.account_of(l.appropriation) as account, p.year from grants.year_line l
                    join grants.year_proposal p on p.entry = l.entry where l.entry = p_proposal) l,
                 lateral (select l.year + 1 as year
                          union select grants.year_of(a.appropriation) from grants.appropriations_to(l.year) a
                                 where grants.account_of(a.appropriation) = l.account) y,
                 unnest(array['source', 'unallocated']) k
          union all
          select 'call:' || l.call || ':available' from grants.year_line l where l.entry = p_proposal and l.what = 'pool'
          union all
          select o.account from grants.year_proposal p join ledger.posting o on o.entry = grants.year_closing(p.year, null)
           where p.entry = p_proposal and p.change = 'open') x
$$;
comment on function grants.year_accounts(bigint) is 'Accounts that deciding a proposal about a year may post on.';

create or replace function grants.check_year(p_year integer, p_change text, p_today date)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_closed integer := grants.closed_year(null);
begin
  if not grants.year_there(p_year, p_today) then perform ledger.fail('LG301', 'no such year'); end if;
  if p_change = 'open' then
    if p_year > coalesce(v_closed, p_year - 1) then perform grants.not_now('open', 'closed'); end if;
    if p_year < v_closed then perform grants.not_now('later_closed', 'open_last_year_first'); end if;
    return;
  end if;
  if p_year >= extract(year from p_today)::integer then perform grants.refuse('year', 'year_not_over'); end if;
  if p_year <= v_closed then perform grants.not_now('closed', 'open'); end if;
  if coalesce(grants.closed_through(null) < make_date(p_year, 12, 1), true) then
    perform grants.not_now('months_open', 'closed_months');
  end if;
end
$$;
comment on function grants.check_year(integer, text, date) is
  'A year that is over, whose months are closed and that is open can be closed; the last closed one can be opened. '
  'LG102, LG301, LG502.';

-- who closed it does not decide that it is opened again
create or replace function grants.year_closer(p_human bigint, p_year integer)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select min(e.entry) from grants.year_decision d join ledger.entry e on e.entry in (d.entry, d.proposal_entry)
   where d.entry = grants.year_closing(p_year, null) and e.person = any (identity.cards(p_human))
$$;
comment on function grants.year_closer(bigint, integer) is
  'What this human did to close a year, with any card; null for who had no hand in it and may decide that it is opened.';

-- the lines of a proposal are exactly what is left, each once
create or replace function grants.check_year_lines(p_year integer, p_lines json)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_line json; v_n integer := -1;
begin
  if json_array_length(p_lines) > 0 then
    perform grants.check_list(p_lines, array['appropriation:any', 'what:name', 'call:name?', 'rest_ore:sum',
      'carried_ore:sum', 'lapsed_ore:sum', 'ground:text'], 'params.lines', 500);
  end if;
  for v_line in select e from json_array_elements(p_lines) e loop
    v_n := v_n + 1;
    if (v_line ->> 'lapsed_ore')::bigint > 0 and v_line ->> 'what' = 'committed' then
      perform grants.refuse(format('lines.%s.lapsed_ore', v_n), 'committed');
    end if;
    if (v_line ->> 'carried_ore')::bigint + (v_line ->> 'lapsed_ore')::bigint <> (v_line ->> 'rest_ore')::bigint then
      perform grants.refuse(format('lines.%s.lapsed_ore', v_n), 'sum_differs');
    end if;
  end loop;
  if exists (
    (select l ->> 'appropriation', l ->> 'what', l ->> 'call', (l ->> 'rest_ore')::bigint from json_array_elements(p_lines) l
     except all select r.appropriation, r.what, r.call, r.rest_ore from grants.year_rest(p_year) r)
    union all
    (select r.appropriation, r.what, r.call, r.rest_ore from grants.year_rest(p_year) r
     except all select l ->> 'appropriation', l ->> 'what', l ->> 'call', (l ->> 'rest_ore')::bigint from json_array_elements(p_lines) l)) then
    perform grants.refuse('lines', 'differs');
  end if;
end
$$;
comment on function grants.check_year_lines(integer, json) is
  'LG102 unless the lines are what is left at the year''s end, and each is carried over or lapses to the last øre.';

-- What the page of a year shows, each sum as it stood on the year's last day (now, while the year lasts).
create or replace function grants.year_seen(p_year integer)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('appropriation', x.appropriation, 'account', grants.account_of(x.appropriation),
      'year', grants.year_of(x.appropriation), 'appropriated_ore', coalesce(a.amount_ore, 0)::bigint,
      'stands_ore', -grants.balance_in('appropriation:' || x.appropriation || ':source', p_year),
      'unallocated_ore', grants.balance_in('appropriation:' || x.appropriation || ':unallocated', p_year),
      'calls', (select coalesce(json_agg(json_build_object('call', c.call, 'pool_ore', c.pool_ore::bigint,
          'available_ore', grants.balance_in('call:' || c.call || ':available', p_year),
          'committed_ore', g.committed, 'payable_ore', g.payable, 'paid_ore', g.paid, 'reclaimed_ore', g.reclaimed,
          'released_ore', (select coalesce(sum(-o.amount), 0)::bigint
             from grants.application k join ledger.posting o on o.account = 'grant:' || k.application || ':committed' and o.amount < 0
             join ledger.entry e on e.entry = o.entry and extract(year from e.effective) = p_year
             join ledger.posting q on q.entry = o.entry and q.account = 'call:' || c.call || ':available' and q.amount > 0
            where k.call = c.call)) order by c.call), '[]')
        from grants.call c, lateral (
          select coalesce(sum(grants.balance_in('grant:' || k.application || ':committed', p_year)), 0)::bigint as committed,
                 coalesce(sum(grants.balance_in('grant:' || k.application || ':payable', p_year)), 0)::bigint as payable,
                 coalesce(sum(grants.balance_in('grant:' || k.application || ':paid', p_year)), 0)::bigint as paid,
                 coalesce(sum(grants.balance_in('grant:' || k.application || ':reclaimed', p_year)), 0)::bigint as reclaimed
            from grants.application k where k.call = c.call) g
       where c.appropriation = x.appropriation)) order by x.appropriation), '[]')
    from grants.appropriations_to(p_year) x left join grants.appropriation a on a.appropriation = x.appropriation
   where session_user = 'tilsagn_agency'
$$;
comment on function grants.year_seen(integer) is
  'The accounts of the finance act at the end of a year, with their calls; for the agency.';

create or replace function grants.year_rest_seen(p_year integer)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(json_build_object('appropriation', r.appropriation, 'what', r.what, 'call', r.call,
           'rest_ore', r.rest_ore) order by r.appropriation, r.call nulls first, r.what desc), '[]')
    from grants.year_rest(p_year) r where session_user = 'tilsagn_agency'
$$;
comment on function grants.year_rest_seen(integer) is 'What is left at the end of a year, line by line; for the agency.';

create or replace function grants.year_facts_seen(p_year integer, p_today date)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select json_build_object('closed', coalesce(p_year <= grants.closed_year(null), false),
           'over', p_year < extract(year from p_today)::integer, 'closed_year', grants.closed_year(null),
           'months_closed', coalesce(grants.closed_through(null) >= make_date(p_year, 12, 1), false),
           'hand', grants.year_closer(identity.human_now(ledger.current_person()), p_year) is not null)
   where session_user = 'tilsagn_agency' and p_year between 2000 and 2099 and grants.year_there(p_year, p_today)
$$;
comment on function grants.year_facts_seen(integer, date) is
  'How far a year has come, and whether the current person had a hand in closing it; null for a year that is not there.';
