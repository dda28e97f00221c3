-- SPDX-License-Identifier: EUPL-1.2
-- The bank's answers as finance works on them.
create or replace function read.bank(p_statement bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with shown as materialized (
    select s.statement from portal.statement s
     where p_statement is null or s.statement = p_statement order by s.statement desc limit 1),
  line as materialized (
    select l.n + 1 as line, l.debit, l.returned, l.amount_ore, l.bank_id, l.reference, l.creditor_id, l.day,
           l.meaning, l.application, l.instalment, l.booked_entry, l.interest_ore, l.rest_ore, a.alarm, a.kind as alarm_kind,
           grants.repayable_seen(l.statement, l.n) as repayable,
           l.meaning in ('payment', 'return') and l.booked_entry is null and identity.i_hold('finance')
             and read.personal('book_payments', 'grant:' || l.application) is null as mine,
           l.meaning = 'alarm' and grants.line_cleared_seen(l.statement, l.n) and l.booked_entry is null and identity.i_hold('finance')
             and not exists (select from portal.bank_line o where o.instalment = l.instalment and o.try = l.try
                                and o.booked_entry is not null)
             and read.personal('book_payments', 'grant:' || l.application) is null as cleared
      from portal.bank_line l join shown s on s.statement = l.statement
      left join portal.alarm a on a.statement = l.statement and a.n = l.n)
  select read.seen_list('bank', p_statement::text,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'statements', (select coalesce(json_agg(json_build_object('statement', s.statement, 'id', s.id, 'whole', s.whole,
        'from', read.day(s.first_day), 'to', read.day(s.last_day), 'count', s.count, 'at', read.at(s.statement),
        'by', read.by(s.statement),
        'open', (select count(*) from portal.bank_line l where l.statement = s.statement
                    and l.meaning in ('payment', 'return', 'repayment') and l.booked_entry is null),
        'alarms', (select count(*) from portal.alarm a where a.statement = s.statement and a.closed_entry is null))
        order by s.statement desc), '[]') from portal.statement s),
    'statement', (select s.statement from shown s),
    'lines', (select coalesce(json_agg(to_json(l) order by l.line), '[]') from line l),
    'bookable', (select json_build_object('lines', coalesce(json_agg(l.line order by l.line), '[]'),
        'total_ore', coalesce(sum(l.amount_ore), 0)) from line l where l.mine),
    'may_import', identity.i_hold('finance'))::text)
    from (select ledger.clock() as now) t
   where session_user = 'tilsagn_agency' and (p_statement is null or exists (select from shown))
$$;
comment on function read.bank(bigint) is
  'Imported statements and the movements of one, the newest without a number; what the current person may book: together, '
  'or one by one (cleared) where a closed alarm stood before it. NULL for a statement that is not there.';

create or replace function read.alarms()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('alarms', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'alarms', (select coalesce(json_agg(json_build_object('alarm', a.alarm, 'kind', a.kind, 'at', read.at(a.entry),
        'statement', a.statement, 'line', a.n + 1, 'application', a.application, 'instalment', a.instalment,
        'amount_ore', a.amount_ore, 'reason', a.reason, 'proposal_entry', a.proposal_entry,
        'proposed_by', read.by(a.proposal_entry), 'closed_at', read.at(a.closed_entry), 'closed_by', read.by(a.closed_entry),
        'missing', case when a.closed_entry is null and a.application is not null
                        then read.personal('close_alarm', 'grant:' || a.application) end,
        'actions', case when a.closed_entry is not null or not (identity.i_hold('finance') or identity.i_hold('officer'))
                          or a.application is not null and read.personal('close_alarm', 'grant:' || a.application) is not null
                        then '[]'::json
                        when a.proposal_entry is not null and (read.by(a.proposal_entry) ->> 'human')::bigint is distinct from read.my_human()
                        then json_build_array('close_alarm', 'explain_alarm')
                        else json_build_array('explain_alarm') end)
        order by a.closed_entry is not null, a.alarm desc), '[]') from portal.alarm a))::text)
    from (select ledger.clock() as now) t where session_user = 'tilsagn_agency'
$$;
comment on function read.alarms() is 'Alarms, open ones first, and what the current person can do with each.';
