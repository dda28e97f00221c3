-- SPDX-License-Identifier: EUPL-1.2
-- What a grantee is to send under an award as last amended, and when it may be reminded of.
create or replace function grants.obligation_due(p_application bigint, p_what text)
returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select (o ->> 'due')::date
    from jsonb_array_elements(grants.award_obligations(grants.call_now(p_application),
           grants.award_due(p_application, 'part'), grants.award_due(p_application, 'final'))) o
   where o ->> 'what' = p_what
$$;
comment on function grants.obligation_due(bigint, text) is
  'Day on which accounts or a report are due, as last amended; null when the award asks for none.';

create or replace function grants.obligation_met(p_application bigint, p_what text)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.accounts a where a.application = p_application
                    and (a.kind || '_accounts' = p_what or p_what = 'part_accounts'))
      or exists (select from grants.report r where r.application = p_application and r.report || '_report' = p_what)
$$;
comment on function grants.obligation_met(bigint, text) is 
  'Whether the accounts or the report were sent, late or not; final accounts leave no part accounts to be sent.';

create or replace function grants.reminder_days()
returns integer language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select 30
$$;
comment on function grants.reminder_days() is
  'Days between two reminders of the same claim, accounts or report: time enough for who will answer to do it.';

create or replace function grants.obligation_reminded(p_application bigint, p_what text)
returns date language sql stable set search_path = pg_catalog, pg_temp as $$
  select max(identity.day_of(e.at))
    from grants.obligation_reminder r join ledger.entry e on e.entry = r.entry
   where r.application = p_application and r.what = p_what
$$;
comment on function grants.obligation_reminded(bigint, text) is 'Day of the last reminder; null before the first.';
