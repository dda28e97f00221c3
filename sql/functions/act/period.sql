-- SPDX-License-Identifier: EUPL-1.2
-- Accounting months are closed and opened by two of finance.
create or replace function act.propose_period(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_stream text := 'batch:period-' || grants.early_text(p_request, 'month');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_month date; v_change text;
begin
  v_ctx := ledger.begin_act('propose_period', p_request, p_attest, array_remove(array[v_stream], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['month:any', 'change:name', 'reason:text'], 'params');
  v_change := v_ctx.params ->> 'change';
  if v_ctx.params ->> 'month' !~ '^20[0-9]{2}-(0[1-9]|1[0-2])$' then
    perform ledger.refuse_request('params.month: expected a month as 2020-11');
  end if;
  if v_change not in ('close', 'open') then
    perform ledger.refuse_request('params.change: expected close or open');
  end if;
  v_month := (v_ctx.params ->> 'month' || '-01')::date;
  perform grants.check_period(v_month, v_change, identity.day_of(v_ctx.at));
  if exists (select from grants.period_proposal p
              where not exists (select from grants.period_decision d where d.proposal_entry = p.entry)) then
    perform grants.not_now('period_proposed', 'decide_period');
  end if;
  v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('month', v_ctx.params ->> 'month', 'change', v_change),
    p_signature => p_signature);
  insert into grants.period_proposal (entry, month, change, reason)
  values (v_reply.entry, v_month, v_change, v_ctx.params ->> 'reason');
  perform rights.assert_separate(v_ctx.human, 'propose_period', grants.streams_of_proposal(v_reply.entry));
  return next v_reply;
end
$$;
comment on function act.propose_period(text, text, bytea) is
  'Proposes to close a month and those before it, or to open one and those behind it.';

create or replace function act.decide_period(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id bigint := grants.early_id(p_request, 'proposal_entry');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.period_proposal;
begin
  v_ctx := ledger.begin_act('decide_period', p_request, p_attest, grants.streams_of_proposal(v_id) || array['batch:period']);
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['proposal_entry:id', 'decision:name', 'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('accept', 'decline') then
    perform ledger.refuse_request('params.decision: expected accept or decline');
  end if;
  select p.* into v_proposal from grants.period_proposal p where p.entry = v_id;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if exists (select from grants.period_decision d where d.proposal_entry = v_id) then
    perform grants.not_now('decided', 'period_proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_period', grants.streams_of_proposal(v_id));
  if v_ctx.params ->> 'decision' = 'accept' then
    perform pg_advisory_xact_lock(104, 0); -- whoever posts now is done first
    perform grants.check_period(v_proposal.month, v_proposal.change, identity.day_of(v_ctx.at));
  end if;
  v_reply := ledger.append(v_ctx, (grants.streams_of_proposal(v_id))[1], jsonb_build_object('verdict',
    v_ctx.params ->> 'decision', 'month', to_char(v_proposal.month::timestamp, 'YYYY-MM'), 'change', v_proposal.change)
    -- what stood as repayments and interest when it was closed: later payments and rates may be about its days too
    || case when v_ctx.params ->> 'decision' = 'accept' and v_proposal.change = 'close' then jsonb_build_object('repayments',
         grants.repayments_told(v_proposal.month, grants.last_day(v_proposal.month), null)) else '{}' end,
    p_signature => p_signature);
  insert into grants.period_decision (entry, proposal_entry, decision, reason)
  values (v_reply.entry, v_id, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.decide_period(text, text, bytea) is
  'Another of finance closes or opens the months as proposed, or declines it; a closing records what stands of repayments and interest.';
