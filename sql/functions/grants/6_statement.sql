-- SPDX-License-Identifier: EUPL-1.2
-- The yearly statement of a grant, from the postings alone: what the ledger says, not what a page adds up.
create or replace function grants.statement_of(p_application bigint, p_year integer)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with moved as (
    select extract(year from e.effective)::integer as year, split_part(p.account, ':', 3) as kind, p.amount,
           p.entry
      from ledger.posting p join ledger.entry e on e.entry = p.entry
     where p.account = any (array['grant:' || p_application || ':committed', 'grant:' || p_application || ':payable',
                                  'grant:' || p_application || ':paid', 'grant:' || p_application || ':reclaimed'])
       and extract(year from e.effective) <= p_year),
  summed as (
    select t.total,
      -- what enters or leaves the grant; moving on inside it adds up to nothing
      coalesce(sum(m.amount) filter (where m.kind in ('committed', 'payable')
        and not exists (select from moved o where o.entry = m.entry and o.kind = 'paid')), 0) as awarded,
      coalesce(sum(m.amount) filter (where m.kind = 'payable' and m.amount > 0), 0) as approved,
      coalesce(sum(m.amount) filter (where m.kind = 'paid' and m.amount > 0), 0) as paid,
      coalesce(sum(m.amount) filter (where m.kind = 'reclaimed' and m.amount > 0), 0) as claimed
      from (values (false), (true)) t(total) left join moved m on t.total or m.year = p_year
     group by t.total)
  select jsonb_build_object('v', 1, 'application', a.application, 'organisation', grants.holder_at(a.application, null), 'call', a.call,
      'year', p_year,
      'in_year', (select jsonb_build_object('awarded_ore', s.awarded, 'approved_ore', s.approved, 'paid_ore', s.paid,
                    'claimed_ore', s.claimed) from summed s where not s.total),
      'in_all', (select jsonb_build_object('awarded_ore', s.awarded, 'approved_ore', s.approved, 'paid_ore', s.paid,
                    'claimed_ore', s.claimed) from summed s where s.total))
    from grants.application a
   where a.application = p_application and grants.award_of(p_application) is not null
     and p_year between (select extract(year from d.at at time zone 'Europe/Copenhagen') from grants.award_decision d
                          where d.application = p_application and d.decision = 'award')
             and extract(year from ledger.clock() at time zone 'Europe/Copenhagen')
$$;
comment on function grants.statement_of(bigint, integer) is
  'Awarded, approved for payment, paid and claimed back, in a year and until its end, in øre; null before the award '
  'and for years to come.';

create or replace function grants.statement_sha256(p_statement jsonb)
returns bytea language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(p_statement::text, 'UTF8'))
$$;
comment on function grants.statement_sha256(jsonb) is 'The hash by which a statement is confirmed or disputed.';

create or replace function grants.statement_shown(p_application bigint, p_year integer)
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (s.s || jsonb_build_object('sha256', encode(grants.statement_sha256(s.s), 'hex')))::json
    from (select grants.statement_of(p_application, p_year) as s) s
   where grants.visible(p_application)
$$;
comment on function grants.statement_shown(bigint, integer) is
  'A statement with its hash, for whoever may see the grant; the postings behind it have policies of their own.';

create or replace function grants.check_statement(p_ctx ledger.act_context, p_application bigint)
returns bytea language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_statement jsonb := grants.statement_of(p_application, (p_ctx.params ->> 'year')::integer);
begin
  if v_statement is null then perform ledger.fail('LG301', 'no statement of that year'); end if;
  if encode(grants.statement_sha256(v_statement), 'hex') <> p_ctx.params ->> 'sha256' then
    perform ledger.fail('LG503', 'the statement has changed since it was shown');
  end if;
  return grants.statement_sha256(v_statement);
end
$$;
comment on function grants.check_statement(ledger.act_context, bigint) is
  'The hash of the statement that a request names: LG301 when there is none, LG503 when it has changed.';

create or replace function grants.open_dispute(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select d.dispute from grants.dispute d
   where d.application = p_application
     and not exists (select from grants.dispute_resolved r where r.dispute = d.dispute)
$$;
comment on function grants.open_dispute(bigint) is 'The dispute of a grant that is not resolved, or null.';
