-- SPDX-License-Identifier: EUPL-1.2
-- Grants and payments as officers and finance work on them.
create or replace function read.agency_grants()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('agency_grants', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'grants', (select coalesce(json_agg(json_build_object('application', a.application,
        'organisation', read.organisation(a.organisation), 'call', a.call,
        'call_title', c.definition -> 'title', 'title', a.title, 'award_ore', a.amount_ore,
        'awarded_at', ledger.rfc3339(a.at), 'committed_ore', b.b -> 'committed_ore',
        'payable_ore', b.b -> 'payable_ore', 'paid_ore', b.b -> 'paid_ore',
        'reclaimed_ore', b.b -> 'reclaimed_ore', 'accounts_version', x.version,
        'signed_off', exists (select from portal.sign_off s where s.accounts_entry = x.entry),
        'next_due', read.next_due(a.application, read.today(t.now)),
        'open_instalment', (select max(i.instalment) from portal.instalment i
          where i.application = a.application and i.state in ('prepared', 'approved', 'failed')),
        'actions', coalesce(read.accounts_actions(x.entry), '[]'))
        order by a.at desc, a.application), '[]')
      from portal.award a
      join published.call c on c.call = a.call
      left join portal.accounts x on x.application = a.application and x.newest,
           lateral (select read.balances(a.application) as b) b))::text)
    from (select ledger.clock() as now) t
$$;
comment on function read.agency_grants() is 'All grants.';

create or replace function read.agency_grant(p_application bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  -- as text, because jsonb would sort the keys
  select read.seen_case('agency_grant', p_application, left(g.doc::text, -1) || ', "proposal" : '
         || coalesce(read.proposal_doc(p_application)::text, 'null') || '}')
    from (select read.grant_doc(p_application, ledger.clock()) as doc) g
   where session_user = 'tilsagn_agency' and g.doc is not null
$$;
comment on function read.agency_grant(bigint) is 'A grant with its proposal and the next payment steps.';

create or replace function read.instalment_computation(p_application bigint, p_accounts_version integer)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('instalment_computation', x.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'application', x.application, 'accounts_version', x.version,
    'call', read.call_head(a.call, t.now), 'organisation', read.organisation(a.organisation),
    'title', a.title,
    'number', coalesce((select max(i.number) from portal.instalment i where i.accounts_entry = x.entry and i.state = 'prepared'),
      (select 1 + max(i.number) from portal.instalment i where i.application = x.application), 1),
    'definition', a.definition_now, 'budget', a.content_now -> 'budget',
    'lines', (select coalesce(json_agg(json_build_object('line', l.line,
        'actual_ore', l.actual_ore, 'own_funding_ore', l.own_funding_ore, 'cut_ore', (
          select coalesce(sum(m.cut_ore), 0)::bigint from portal.accounts_mileage m
           where m.entry = l.entry and m.line = l.line)) order by l.line), '[]')
      from portal.accounts_line l where l.entry = x.entry),
    'input', read.instalment_input(x.entry), 'computation', read.computed(x.entry),
    'sign_off', read.sign_off_brief(x.entry), 'actions', read.accounts_actions(x.entry),
    'warnings', read.warnings(x.application), 'missing', read.prepare_missing(x.entry))::text)
    from (select ledger.clock() as now) t, portal.accounts x
    join portal.award a on a.application = x.application
    join published.call c on c.call = a.call
   where x.application = p_application and x.version = p_accounts_version
     and session_user = 'tilsagn_agency'
$$;
comment on function read.instalment_computation(bigint, integer) is
  'The payment that follows from accounts, with everything it is computed from.';

create or replace function read.instalments()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with listed as (
    select i.instalment, i.application, i.organisation, i.call, c.definition -> 'title' as call_title,
           a.title, i.number, i.amount_ore, i.next_ore, i.state, i.approved_entry, i.released_entry, i.batch,
           read.instalment_actions(i.instalment) as actions,
           case when i.state in ('prepared', 'approved', 'failed')
                then read.instalment_missing(i.instalment) end as why
      from portal.instalment i
      join portal.award a on a.application = i.application
      join published.call c on c.call = i.call)
  select read.seen_list('instalments', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'instalments', (select coalesce(json_agg(json_build_object('instalment', l.instalment,
        'application', l.application, 'organisation', read.organisation(l.organisation),
        'call', l.call, 'call_title', l.call_title, 'title', l.title, 'number', l.number,
        'amount_ore', l.amount_ore, 'state', l.state, 'prepared_at', read.at(l.instalment),
        'prepared_by', read.by(l.instalment), 'approved_at', read.at(l.approved_entry),
        'approved_by', read.by(l.approved_entry), 'released_at', read.at(l.released_entry),
        'batch', l.batch, 'actions', l.actions,
        'missing', case when l.why is null then '[]'::json else json_build_array(l.why) end)
        order by l.instalment desc), '[]') from listed l),
    'releasable', (select json_build_object(
        'instalments', coalesce(json_agg(l.instalment order by l.instalment), '[]'),
        'total_ore', coalesce(sum(l.next_ore), 0))
      from listed l where l.actions::jsonb ? 'release_batch'))::text)
    from (select ledger.clock() as now) t
$$;
comment on function read.instalments() is
  'Instalments, newest first, and those the current person may release together.';

create or replace function read.instalment(p_instalment bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_case('instalment', i.application,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'instalment', i.instalment, 'application', i.application,
    'organisation', read.organisation(i.organisation), 'call', read.call_head(i.call, t.now),
    'title', a.title, 'number', i.number, 'amount_ore', i.amount_ore, 'state', i.state,
    'accounts', json_build_object('version', x.version, 'entry', x.entry, 'sha256', x.sha256,
      'kind', x.kind, 'period_to', read.day(x.period_to), 'before_award_ore', (
        select coalesce(sum(l.before_award_ore), 0)::bigint from portal.accounts_line l where l.entry = x.entry)),
    'sign_off', read.sign_off_brief(x.entry), 'computation', i.computation, 'input', i.input,
    'computation_now', case when i.state = 'prepared' then read.computed(x.entry) end,
    'prepared', json_build_object('entry', i.instalment, 'at', read.at(i.instalment),
      'by', read.by(i.instalment)),
    'approved', case when i.approved_entry is not null then json_build_object(
      'entry', i.approved_entry, 'at', read.at(i.approved_entry), 'by', read.by(i.approved_entry))
      end,
    'released', case when i.released_entry is not null then json_build_object(
      'entry', i.released_entry, 'at', read.at(i.released_entry),
      'by', read.by(i.released_entry), 'batch', i.batch) end,
    'balances', read.balances(i.application),
    'warnings', read.warnings(i.application), 'actions', read.instalment_actions(i.instalment),
    'missing', case when m.why is null then '[]'::json else json_build_array(m.why) end)::text)
    from (select ledger.clock() as now) t, portal.instalment i
    join portal.award a on a.application = i.application
    join portal.accounts x on x.entry = i.accounts_entry,
         lateral (select read.instalment_missing(i.instalment) as why) m
   where i.instalment = p_instalment and session_user = 'tilsagn_agency'
$$;
comment on function read.instalment(bigint) is 'One instalment with its computation and its three hands.';

create or replace function read.batches()
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_list('batches', null,
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'batches', (select coalesce(json_agg(json_build_object('batch', b.batch, 'entry', b.entry,
        'at', read.at(b.entry), 'by', read.by(b.entry), 'count', b.count,
        'total_ore', b.total_ore) order by b.batch desc), '[]') from portal.batch b))::text)
    from (select ledger.clock() as now) t
$$;
comment on function read.batches() is 'Released batches, newest first.';

create or replace function read.batch(p_batch bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_cases('batch', (select array_agg(distinct i.application order by i.application)
    from portal.instalment_released i where i.batch = b.batch),
    json_build_object('now', ledger.rfc3339(t.now), 'now_us', ledger.micros(t.now),
    'batch', b.batch, 'entry', b.entry, 'leaf_hash', encode(e.leaf_hash, 'hex'),
    'at', ledger.rfc3339(e.at), 'by', read.by(b.entry), 'count', b.count,
    'total_ore', b.total_ore,
    'file', (select json_build_object('sha256', f.sha256, 'media_type', f.media_type,
        'message', f.message, 'made', ledger.rfc3339(f.made), 'execution_day', read.day(f.execution_day),
        'size', s.size) from portal.batch_file f left join portal.file s on s.sha256 = decode(f.sha256, 'hex')
       where f.batch = b.batch),
    'actions', case when identity.i_hold('finance') then json_build_array('download') else '[]'::json end,
    'instalments', (select json_agg(json_build_object('instalment', i.instalment,
        'application', i.application, 'organisation', read.organisation(i.organisation),
        'number', i.number, 'amount_ore', r.amount_ore, 'call', i.call,
        'reference', r.reference, 'entry', r.entry) order by i.instalment)
      from portal.instalment_released r join portal.instalment i on i.instalment = r.instalment
     where r.batch = b.batch))::text)
    from (select ledger.clock() as now) t, portal.batch b join portal.entry e on e.entry = b.entry
   where b.batch = p_batch
$$;
comment on function read.batch(bigint) is 'One released batch.';
