-- SPDX-License-Identifier: EUPL-1.2
-- The yearly statement of a grant, from the record alone: what the ledger says, not what a page adds up. Version 1 has the
-- postings of the grant; version 2 has the interest on late repayments beside them, and tells what the bank moved: a claim that
-- is set off or written off stands as paid again, and a payment that came back and went out again was paid once. What was
-- confirmed as version 1 stays so.
create or replace function grants.statement_postings(
  p_application bigint, p_year integer, p_version integer, p_before bigint, p_today date)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with moved as (
    select extract(year from e.effective)::integer as year, split_part(p.account, ':', 3) as kind, p.amount,
           p.entry, e.kind as act
      from ledger.posting p join ledger.entry e on e.entry = p.entry
     where p.account = any (array['grant:' || p_application || ':committed', 'grant:' || p_application || ':payable',
                                  'grant:' || p_application || ':paid', 'grant:' || p_application || ':reclaimed'])
       and extract(year from e.effective) <= p_year and (p_before is null or p.entry < p_before)),
  summed as (
    select t.total,
      -- what enters or leaves the grant; moving on inside it adds up to nothing
      coalesce(sum(m.amount) filter (where m.kind in ('committed', 'payable')
        and not exists (select from moved o where o.entry = m.entry and o.kind = 'paid')), 0) as awarded,
      coalesce(sum(m.amount) filter (where m.kind = 'payable' and m.amount > 0
        and (p_version = 1 or m.act = 'approve_instalment')), 0) as approved,
      coalesce(sum(m.amount) filter (where case p_version when 1 then m.kind = 'paid' and m.amount > 0
        else m.kind in ('paid', 'reclaimed') and m.act = 'book_payments' end), 0) as paid,
      coalesce(sum(m.amount) filter (where m.kind = 'reclaimed' and m.amount > 0), 0) as claimed
      from (values (false), (true)) t(total) left join moved m on t.total or m.year = p_year
     group by t.total)
  select jsonb_build_object('v', 1, 'application', a.application, 'organisation', grants.holder_at(a.application, p_before), 'call', a.call,
      'year', p_year,
      'in_year', (select jsonb_build_object('awarded_ore', s.awarded, 'approved_ore', s.approved, 'paid_ore', s.paid,
                    'claimed_ore', s.claimed) from summed s where not s.total),
      'in_all', (select jsonb_build_object('awarded_ore', s.awarded, 'approved_ore', s.approved, 'paid_ore', s.paid,
                    'claimed_ore', s.claimed) from summed s where s.total))
    from grants.application a
   where a.application = p_application and grants.award_of(p_application) is not null
     and p_year between (select extract(year from d.at at time zone 'Europe/Copenhagen') from grants.award_decision d
                          where d.application = p_application and d.decision = 'award')
             and extract(year from p_today)
$$;
comment on function grants.statement_postings(bigint, integer, integer, bigint, date) is
  'Awarded, approved for payment, paid and claimed back as a version counts them, in a year and until its end, in øre, now or '
  'as it was before an entry; null before the award and for years to come.';

create or replace function grants.statement_interest(p_application bigint, p_first date, p_last date, p_before bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('interest_ore', r.new_ore, 'interest_paid_ore', r.paid_ore, 'interest_set_off_ore', r.set_off_ore,
                            'interest_written_off_ore', r.written_off_ore)
    from grants.repayments(p_application, p_first, p_last, p_before) r where r.what = 'interest'
$$;
comment on function grants.statement_interest(bigint, date, date, bigint) is
  'What a statement says of interest over some days: charged (null when a day has no rate), paid, set off and written off.';

create or replace function grants.statement_made(
  p_application bigint, p_year integer, p_version integer, p_before bigint, p_today date)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with s as materialized (
    select grants.statement_postings(p_application, p_year, p_version, p_before, p_today) as moved,
           least(make_date(p_year, 12, 31), p_today) as until),
  i as materialized (
    select s.moved, grants.statement_interest(p_application, make_date(p_year, 1, 1), s.until, p_before) as in_year,
           grants.statement_interest(p_application, '0001-01-01', s.until, p_before) as in_all
      from s where s.moved is not null and p_version = 2)
  select case p_version when 1 then (select s.moved from s)
    when 2 then (select i.moved || jsonb_build_object('v', 2,
        'in_year', i.moved -> 'in_year' || i.in_year, 'in_all', i.moved -> 'in_all' || i.in_all,
        'interest_owed_ore', (i.in_all ->> 'interest_ore')::bigint - (i.in_all ->> 'interest_paid_ore')::bigint
          - (i.in_all ->> 'interest_set_off_ore')::bigint - (i.in_all ->> 'interest_written_off_ore')::bigint) from i) end
$$;
comment on function grants.statement_made(bigint, integer, integer, bigint, date) is
  'The statement of a grant and year in a version, now or as it was before an entry, on a day: of a year that is not over, '
  'interest is until that day; null where version 1 is.';

create or replace function grants.statement_on(p_application bigint, p_year integer, p_today date)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with o as materialized (select grants.statement_made(p_application, p_year, 1, null, p_today) as v1)
  select case when exists (select from grants.statement_confirmation c
                            where c.application = p_application and c.year = p_year
                              and c.sha256 = grants.statement_sha256(o.v1)) then o.v1
              else grants.statement_made(p_application, p_year, 2, null, p_today) end
    from o
$$;
comment on function grants.statement_on(bigint, integer, date) is
  'The statement that is shown on a day: version 2, but version 1 for as long as its figures stand as they were confirmed.';

create or replace function grants.statement_of(p_application bigint, p_year integer)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select grants.statement_on(p_application, p_year, identity.today())
$$;
comment on function grants.statement_of(bigint, integer) is 'The statement that is shown today.';

create or replace function grants.statement_sha256(p_statement jsonb)
returns bytea language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(p_statement::text, 'UTF8'))
$$;
comment on function grants.statement_sha256(jsonb) is 'The hash by which a statement is confirmed or disputed.';

create or replace function grants.statement_shown(p_application bigint, p_year integer)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (s.s || jsonb_build_object('sha256', encode(grants.statement_sha256(s.s), 'hex')))::json
    from (select grants.statement_of(p_application, p_year) as s offset 0) s
   where grants.visible(p_application)
$$;
comment on function grants.statement_shown(bigint, integer) is
  'A statement with its hash, for whoever may see the grant; the postings behind it have policies of their own.';

create or replace function grants.check_statement(p_ctx ledger.act_context, p_application bigint)
returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_year integer := (p_ctx.params ->> 'year')::integer;
  v_today date := identity.day_of(p_ctx.at);
  v_statement jsonb;
begin
  perform pg_advisory_xact_lock_shared(104, 1); -- no rate is decided between these figures and their entry
  if grants.statement_on(p_application, v_year, v_today) is null then
    perform ledger.fail('LG301', 'no statement of that year');
  end if;
  -- what was shown as version 1 may be answered as such
  select m.s into v_statement from (values (2), (1)) x(v),
         lateral (select grants.statement_made(p_application, v_year, x.v, null, v_today) as s) m
   where encode(grants.statement_sha256(m.s), 'hex') = p_ctx.params ->> 'sha256';
  if v_statement is null then perform ledger.fail('LG503', 'the statement has changed since it was shown'); end if;
  return v_statement;
end
$$;
comment on function grants.check_statement(ledger.act_context, bigint) is
  'The statement whose hash a request names, in whichever version: LG301 when there is none, LG503 when it has changed.';

create or replace function grants.open_dispute(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select d.dispute from grants.dispute d
   where d.application = p_application
     and not exists (select from grants.dispute_resolved r where r.dispute = d.dispute)
$$;
comment on function grants.open_dispute(bigint) is 'The dispute of a grant that is not resolved, or null.';
