-- SPDX-License-Identifier: EUPL-1.2
-- Interest on late repayments (renteloven § 5: the reference rate and a supplement) is data: one finance person
-- finds it and names the source, another decides. The entries of rates with one first day share a stream.
create or replace function act.propose_interest(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_stream text := 'batch:interest-' || grants.early_text(p_request, 'from');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_bp integer;
begin
  v_ctx := ledger.begin_act('propose_interest', p_request, p_attest, array_remove(array[v_stream], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['from:day', 'to:day', 'reference_percent:any',
    'supplement_bp:count', 'source:text'], 'params');
  if v_ctx.params ->> 'reference_percent' !~ '^-?[0-9]{1,2}[.][0-9]{2}$' then
    perform ledger.refuse_request('params.reference_percent: expected digits, a point and two digits');
  end if;
  v_bp := (v_ctx.params ->> 'reference_percent')::numeric * 100;
  perform grants.check_interest(v_ctx.params, v_bp, identity.day_of(v_ctx.at));
  if exists (select from grants.interest_proposal p
              where not exists (select from grants.interest_decision d where d.proposal_entry = p.entry)) then
    perform grants.not_now('interest_proposed', 'decide_interest');
  end if;
  v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('rate_bp',
    v_bp + (v_ctx.params ->> 'supplement_bp')::integer), p_signature => p_signature);
  insert into grants.interest_proposal (entry, from_day, to_day, reference_bp, supplement_bp, source)
  values (v_reply.entry, (v_ctx.params ->> 'from')::date, (v_ctx.params ->> 'to')::date, v_bp,
          (v_ctx.params ->> 'supplement_bp')::integer, v_ctx.params ->> 'source');
  perform rights.assert_separate(v_ctx.human, 'propose_interest', grants.streams_of_proposal(v_reply.entry));
  return next v_reply;
end
$$;
comment on function act.propose_interest(text, text, bytea) is
  'Proposes the rate of a period, as reference rate and supplement, with its source.';

create or replace function act.decide_interest(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_id bigint := grants.early_id(p_request, 'proposal_entry');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.interest_proposal;
begin
  -- rates must not overlap, so decisions wait for one another
  v_ctx := ledger.begin_act('decide_interest', p_request, p_attest,
                            grants.streams_of_proposal(v_id) || array['batch:interest']);
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['proposal_entry:id', 'decision:name', 'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('accept', 'decline') then
    perform ledger.refuse_request('params.decision: expected accept or decline');
  end if;
  select p.* into v_proposal from grants.interest_proposal p where p.entry = v_id;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if exists (select from grants.interest_decision d where d.proposal_entry = v_id) then
    perform grants.not_now('decided', 'interest_proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_interest', grants.streams_of_proposal(v_id));
  if v_ctx.params ->> 'decision' = 'accept' and grants.rate_overlaps(v_proposal.from_day, v_proposal.to_day) then
    perform grants.not_now('another rate was accepted for these days', 'decline');
  end if;
  perform grants.assert_open(identity.day_of(v_ctx.at), false); -- who closes a month records what interest came to
  perform pg_advisory_xact_lock(104, 1); -- yearly statements are answered before it, or with it
  v_reply := ledger.append(v_ctx, (grants.streams_of_proposal(v_id))[1], jsonb_build_object('verdict',
    v_ctx.params ->> 'decision', 'rate_bp', v_proposal.reference_bp + v_proposal.supplement_bp),
    p_signature => p_signature);
  insert into grants.interest_decision (entry, proposal_entry, decision, reason)
  values (v_reply.entry, v_id, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.decide_interest(text, text, bytea) is
  'Decides a proposed rate; days that have a rate never get another.';

create or replace function grants.rate_overlaps(p_from date, p_to date)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.interest_proposal p
                   join grants.interest_decision d on d.proposal_entry = p.entry and d.decision = 'accept'
                  where p.from_day <= p_to and p.to_day >= p_from)
$$;
comment on function grants.rate_overlaps(date, date) is 'Whether one of these days has a rate already.';

create or replace function grants.check_interest(p_params json, p_reference_bp integer, p_today date)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_from date := (p_params ->> 'from')::date; v_to date := (p_params ->> 'to')::date;
begin
  if v_to < v_from then perform grants.refuse('to', 'not_ascending'); end if;
  -- the reference rate is set on 1 January and 1 July: nobody knows the next one
  if v_from > p_today then perform grants.refuse('from', 'in_future'); end if;
  if v_to - v_from > 184 then perform grants.refuse('to', 'out_of_range'); end if;
  if p_reference_bp not between -1000 and 5000 then perform grants.refuse('reference_percent', 'out_of_range'); end if;
  if (p_params ->> 'supplement_bp')::integer > 5000 then perform grants.refuse('supplement_bp', 'out_of_range'); end if;
  if p_reference_bp + (p_params ->> 'supplement_bp')::integer < 0 then
    perform grants.refuse('supplement_bp', 'negative');
  end if;
  if grants.rate_overlaps(v_from, v_to) then perform grants.refuse('from', 'duplicate'); end if;
end
$$;
comment on function grants.check_interest(json, integer, date) is
  'A rate is for at most half a year that has begun and has none yet; LG102.';
