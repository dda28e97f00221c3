-- SPDX-License-Identifier: EUPL-1.2
-- What has become of an award since it was decided: requests, amendments, and who can do what next.
create or replace function read.counted_paid(p_application bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select ((select coalesce(sum(i.amount_ore), 0) from portal.instalment i
            where i.application = p_application and i.approved_entry is not null)
        - (select coalesce(sum(c.amount_ore), 0) from portal.claim c
            where c.application = p_application))::bigint
$$;
comment on function read.counted_paid(bigint) is 'What counts as paid: approved less claimed back.';

create or replace function read.amendment_input(p_application bigint, p_new_ore bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('award_ore', a.amount_ore, 'new_ore', p_new_ore,
    'committed_ore', read.balance('grant:' || p_application || ':committed'),
    'paid_ore', read.balance('grant:' || p_application || ':paid'),
    'counted_ore', read.counted_paid(p_application))
    from portal.award a where a.application = p_application
$$;
comment on function read.amendment_input(bigint, bigint) is
  'What rule.amended computes from, as act.decide_amendment gathers it.';

create or replace function read.amendment_doc(p_entry bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('entry', m.entry, 'request_entry', m.request_entry,
    'amount_ore', m.amount_ore,
    'lines', (select json_agg(json_build_object('year', l.year, 'amount_ore', l.amount_ore)
                              order by l.year) from portal.award_line l where l.entry = m.entry),
    'period_to', read.day(m.period_to), 'part_accounts_due', read.day(m.part_accounts_due),
    'final_accounts_due', read.day(m.final_accounts_due),
    'budget', read.budget(a.definition_now, json_build_object('budget', m.budget)),
    'reason', m.reason, 'hearing', m.hearing, 'unheard_reason', m.unheard_reason,
    'at', read.at(m.entry), 'by', read.by(m.entry),
    'input', coalesce(e.result::jsonb -> 'input', read.amendment_input(m.application, m.amount_ore)),
    'computation', coalesce(e.result::jsonb -> 'computation',
      rule.amended(read.amendment_input(m.application, m.amount_ore))),
    'decision', case when m.decision_entry is not null then json_build_object(
      'entry', m.decision_entry, 'decision', m.decision, 'reason', m.decision_reason,
      'complaint', e.result::jsonb -> 'complaint',
      'at', ledger.rfc3339(m.decided_at), 'by', read.by(m.decision_entry)) end)
    from portal.amendment m
    join portal.award a on a.application = m.application
    left join portal.entry e on e.entry = m.decision_entry
   where m.entry = p_entry
$$;
comment on function read.amendment_doc(bigint) is
  'One proposed amendment with what it does to the money, recorded or as it would be now.';

create or replace function read.amendment_state(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when exists (select from portal.amendment m
                            where m.application = p_application and m.decision_entry is null)
              then 'proposed' else 'open' end
$$;
comment on function read.amendment_state(bigint) is 'proposed while an amendment waits for its decision.';

create or replace function read.termination(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'letter', (select jsonb_build_object('entry', l.entry, 'at', read.at(l.entry)) || l.letter
                 from portal.termination_letter l where l.application = p_application),
    'heard', session_user = 'tilsagn_agency' and exists (
      select from portal.hearing h join portal.termination p on p.application = h.application and p.decision_entry is null
       where h.application = p_application and h.entry > p.entry
         and (h.answer_entry is not null or h.answer_by < read.today(ledger.clock()))),
    'waits', (select grants.termination_obstacle_seen(p_application) from portal.termination p
               where p.application = p_application and p.decision_entry is null),
    'proposals', (select coalesce(json_agg(json_build_object('entry', p.entry, 'at', read.at(p.entry), 'by', read.by(p.entry),
        'ground', p.ground, 'reason', p.reason, 'decision_entry', p.decision_entry, 'decision', p.decision,
        'decision_reason', p.decision_reason, 'decided_at', read.at(p.decision_entry), 'decided_by', read.by(p.decision_entry))
        order by p.entry desc), '[]')
      from portal.termination p where p.application = p_application and session_user = 'tilsagn_agency'))
$$;
comment on function read.termination(bigint) is
  'Whether a grant ended before its time, and what its grantee is told; for the agency what was proposed, too.';

create or replace function read.reopening(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'returned_ore', (select c.returned_ore from portal.closing c where c.application = p_application),
    'letters', (select coalesce(jsonb_agg(jsonb_build_object('entry', l.entry, 'at', read.at(l.entry)) || l.letter
                                          order by l.entry desc), '[]')
                  from portal.reopening_letter l where l.application = p_application),
    'proposals', (select coalesce(json_agg(json_build_object('entry', p.entry, 'at', read.at(p.entry), 'by', read.by(p.entry),
        'ground', p.ground, 'reason', p.reason, 'decision_entry', p.decision_entry, 'decision', p.decision,
        'decision_reason', p.decision_reason, 'decided_at', read.at(p.decision_entry), 'decided_by', read.by(p.decision_entry))
        order by p.entry desc), '[]')
      from portal.reopening p where p.application = p_application and session_user = 'tilsagn_agency'))
$$;
comment on function read.reopening(bigint) is
  'How often a closed grant was reopened, and what its grantee was told; what its closing gave back; for the agency what was '
  'proposed, too.';

create or replace function read.transfer(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'successor', (select read.organisation(grants.successor_seen(a.application)) from portal.award a where a.application = p_application),
    'letters', (select coalesce(jsonb_agg(jsonb_build_object('entry', t.decision_entry, 'at', read.at(t.decision_entry)) || t.letter
        || jsonb_build_object('predecessor', read.organisation(t.predecessor), 'successor', read.organisation(t.successor))
        order by t.entry desc), '[]') from portal.transfer t where t.application = p_application and t.decision = 'transfer'),
    'proposals', (select coalesce(json_agg(json_build_object('entry', t.entry, 'at', read.at(t.entry), 'by', read.by(t.entry),
        'predecessor', read.organisation(t.predecessor), 'successor', read.organisation(t.successor), 'reason', t.reason,
        'accepted_entry', t.accepted_entry, 'accepted_at', read.at(t.accepted_entry), 'accepted_by', read.by(t.accepted_entry),
        'decision_entry', t.decision_entry, 'decision', t.decision, 'decision_reason', t.decision_reason,
        'decided_at', read.at(t.decision_entry), 'decided_by', read.by(t.decision_entry)) order by t.entry desc), '[]')
      from portal.transfer t where t.application = p_application
       and (session_user = 'tilsagn_agency' or t.successor = ledger.current_organisation() and t.decision_entry is null)))
$$;
comment on function read.transfer(bigint) is
  'From whom to whom a grant went over; whom the register has as the successor of its grantee; what is proposed, for the '
  'agency and for who is asked to take it over.';

create or replace function read.change_actions(p_application bigint)
returns json language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(x.act order by x.n), '[]')
    from (values (1, 'request_amendment', session_user = 'tilsagn_grantee'),
                 (2, 'propose_amendment', session_user = 'tilsagn_agency'
                    and read.amendment_state(p_application) = 'open'),
                 (3, 'decide_amendment', session_user = 'tilsagn_agency'
                    and read.amendment_state(p_application) = 'proposed'),
                 (4, 'propose_termination', session_user = 'tilsagn_agency' and not exists (
                    select from portal.termination p where p.application = p_application and p.decision_entry is null)),
                 (5, 'decide_termination', session_user = 'tilsagn_agency' and exists (
                    select from portal.termination p where p.application = p_application and p.decision_entry is null)),
                 (6, 'propose_reopening', session_user = 'tilsagn_agency' and not exists (
                    select from portal.reopening p where p.application = p_application and p.decision_entry is null)
                    and not exists (select from portal.termination_letter l where l.application = p_application)),
                 (8, 'propose_transfer', session_user = 'tilsagn_agency' and grants.successor_seen(p_application) is not null
                    and not exists (select from portal.transfer t where t.application = p_application and t.decision_entry is null)),
                 (9, 'decide_transfer', session_user = 'tilsagn_agency' and exists (
                    select from portal.transfer t where t.application = p_application and t.decision_entry is null)),
                 (10, 'accept_transfer', session_user = 'tilsagn_grantee' and exists (
                    select from portal.transfer t where t.application = p_application and t.decision_entry is null
                       and t.accepted_entry is null and t.successor = ledger.current_organisation())),
                 (7, 'decide_reopening', session_user = 'tilsagn_agency' and exists (
                    select from portal.reopening p where p.application = p_application and p.decision_entry is null)))
         x(n, act, fits)
   where x.fits and (x.n in (6, 7)) = exists (select from portal.closing c where c.application = p_application)
     and read.personal(x.act, 'grant:' || p_application) is null
$$;
comment on function read.change_actions(bigint) is
  'What the current person can do about changes of a grant now.';

create or replace function read.changes(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('changes', a.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', a.application, 'title', a.title, 'call', read.call_head(a.call, t.now),
    'organisation', read.organisation(a.organisation), 'balances', read.balances(a.application),
    'award', (read.award_doc(a.application)::jsonb || jsonb_build_object('decided_ore', a.decided_ore,
      'amended_entry', a.amended_entry, 'period_to', a.definition_now #> '{project,to}'))::json,
    'budget', a.content_now -> 'budget', 'definition', a.definition_now,
    'available_ore', case when session_user = 'tilsagn_agency'
      then read.balance('call:' || a.call || ':available') end,
    'requests', (select coalesce(json_agg(json_build_object('entry', r.entry,
        'amount_ore', r.amount_ore, 'reason', r.reason, 'at', read.at(r.entry),
        'by', read.by(r.entry), 'granted_entry', r.granted_entry,
        'declined_entry', (select max(m.decision_entry) from portal.amendment m
          where m.request_entry = r.entry and m.decision = 'decline'),
        'open', r.granted_entry is null and r.entry = (select max(x.entry)
          from portal.amendment_request x where x.application = a.application))
        order by r.entry desc), '[]')
      from portal.amendment_request r where r.application = a.application),
    'open', (select read.amendment_doc(m.entry) from portal.amendment m
              where m.application = a.application and m.decision_entry is null),
    'amendments', (select coalesce(json_agg(read.amendment_doc(m.entry) order by m.entry desc), '[]')
      from portal.amendment m where m.application = a.application and m.decision_entry is not null),
    'termination', read.termination(a.application), 'reopening', read.reopening(a.application), 'transfer', read.transfer(a.application),
    'hearings', read.hearings(a.application),
    'actions', read.change_actions(a.application))::text)
    from (select ledger.clock() as now) t, portal.award a
   where a.application = p_application
     and (session_user = 'tilsagn_agency' or grants.party_to(a.application))
$$;
comment on function read.changes(bigint) is
  'Requests and amendments of a grant; for its own organisation and the agency.';
