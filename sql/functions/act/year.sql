-- SPDX-License-Identifier: EUPL-1.2
-- Accounting years are closed and opened by two of finance.
create or replace function act.propose_year(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_stream text := 'batch:year-' || grants.early_text(p_request, 'year');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_year integer; v_change text;
begin
  v_ctx := ledger.begin_act('propose_year', p_request, p_attest,
    array_remove(array[v_stream, 'batch:year', 'batch:period'], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['year:count', 'change:name', 'reason:text', 'lines:list'], 'params');
  v_change := v_ctx.params ->> 'change';
  if (v_ctx.params ->> 'year')::integer not between 2000 and 2099 then
    perform ledger.refuse_request('params.year: expected a year of this century');
  end if;
  if v_change not in ('close', 'open') then
    perform ledger.refuse_request('params.change: expected close or open');
  end if;
  v_year := (v_ctx.params ->> 'year')::integer;
  perform grants.check_year(v_year, v_change, identity.day_of(v_ctx.at));
  if exists (select from grants.year_proposal p
              where not exists (select from grants.year_decision d where d.proposal_entry = p.entry)) then
    perform grants.not_now('year_proposed', 'decide_year');
  end if;
  if v_change = 'close' then
    perform grants.check_year_lines(v_year, v_ctx.params -> 'lines');
  elsif json_array_length(v_ctx.params -> 'lines') > 0 then
    perform grants.refuse('lines', 'not_needed');
  end if;
  v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('year', v_year, 'change', v_change), p_signature => p_signature);
  insert into grants.year_proposal (entry, year, change, reason)
  values (v_reply.entry, v_year, v_change, v_ctx.params ->> 'reason');
  insert into grants.year_line (entry, n, appropriation, what, call, rest_ore, carried_ore, lapsed_ore, ground)
  select v_reply.entry, l.n, l.line ->> 'appropriation', l.line ->> 'what', l.line ->> 'call', (l.line ->> 'rest_ore')::bigint,
         (l.line ->> 'carried_ore')::bigint, (l.line ->> 'lapsed_ore')::bigint, l.line ->> 'ground'
    from json_array_elements(v_ctx.params -> 'lines') with ordinality l(line, n);
  perform rights.assert_separate(v_ctx.human, 'propose_year', grants.streams_of_proposal(v_reply.entry));
  return next v_reply;
end
$$;
comment on function act.propose_year(text, text, bytea) is
  'Proposes to close a year and those before it, line by line what is carried over and what lapses; or to open the last one.';

create or replace function act.decide_year(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id bigint := grants.early_id(p_request, 'proposal_entry');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.year_proposal;
  v_accounts text[] := array[]::text[]; v_amounts bigint[] := array[]::bigint[]; v_lines jsonb; v_hand bigint;
begin
  v_ctx := ledger.begin_act('decide_year', p_request, p_attest,
    grants.streams_of_proposal(v_id) || array['batch:year', 'batch:period'], '{}', grants.year_accounts(v_id));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['proposal_entry:id', 'decision:name', 'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('accept', 'decline') then
    perform ledger.refuse_request('params.decision: expected accept or decline');
  end if;
  select p.* into v_proposal from grants.year_proposal p where p.entry = v_id;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if exists (select from grants.year_decision d where d.proposal_entry = v_id) then
    perform grants.not_now('decided', 'year_proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_year', grants.streams_of_proposal(v_id));
  select coalesce(jsonb_agg(jsonb_build_object('appropriation', l.appropriation, 'what', l.what, 'call', l.call,
           'rest_ore', l.rest_ore, 'carried_ore', l.carried_ore, 'lapsed_ore', l.lapsed_ore) order by l.n), '[]')
    into v_lines from grants.year_line l where l.entry = v_id;
  if v_ctx.params ->> 'decision' = 'accept' then
    perform grants.check_year(v_proposal.year, v_proposal.change, identity.day_of(v_ctx.at));
    if v_proposal.change = 'close' then
      -- a month may have been opened, posted into and closed again since
      perform grants.check_year_lines(v_proposal.year, (select coalesce(json_agg(json_build_object('appropriation', l.appropriation,
        'what', l.what, 'call', l.call, 'rest_ore', l.rest_ore, 'carried_ore', l.carried_ore, 'lapsed_ore', l.lapsed_ore,
        'ground', l.ground) order by l.n), '[]') from grants.year_line l where l.entry = v_id));
      select coalesce(array_agg(x.account order by x.account), '{}'), coalesce(array_agg(x.amount order by x.account), '{}')
        into v_accounts, v_amounts from grants.year_postings(v_id) x;
    else
      v_hand := grants.year_closer(v_ctx.human, v_proposal.year);
      if v_hand is not null then
        perform ledger.fail('LG402', 'who closed a year does not open it again', jsonb_build_object('rule',
          'decide_year/close', 'why', 'who closed a year does not open it again', 'entry', v_hand));
      end if;
      select coalesce(array_agg(x.account order by x.n), '{}'), coalesce(array_agg(-x.amount order by x.n), '{}')
        into v_accounts, v_amounts from ledger.posting x where x.entry = grants.year_closing(v_proposal.year, null);
    end if;
  end if;
  v_reply := ledger.append(v_ctx, (grants.streams_of_proposal(v_id))[1], jsonb_build_object('verdict',
      v_ctx.params ->> 'decision', 'year', v_proposal.year, 'change', v_proposal.change, 'lines', v_lines,
      'rest_ore', coalesce((select sum(l.rest_ore) from grants.year_line l where l.entry = v_id), 0),
      'carried_ore', coalesce((select sum(l.carried_ore) from grants.year_line l where l.entry = v_id), 0),
      'lapsed_ore', coalesce((select sum(l.lapsed_ore) from grants.year_line l where l.entry = v_id), 0)),
    null, v_accounts, v_amounts, p_signature => p_signature);
  insert into grants.year_decision (entry, proposal_entry, decision, reason)
  values (v_reply.entry, v_id, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.decide_year(text, text, bytea) is
  'Another of finance closes the year as proposed, which posts what is carried over and what lapses; or opens it, which '
  'takes those postings back; or declines.';
