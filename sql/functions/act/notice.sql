-- SPDX-License-Identifier: EUPL-1.2
-- A notice about a published call: one officer proposes it, another publishes or declines it. The call's lock is taken whole,
-- which submissions share: each of them finds the deadline moved or not, and moves before it or after it in the record.
create or replace function act.propose_notice(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_kind text; v_change json; v_last timestamptz; v_sha256 bytea;
begin
  v_ctx := ledger.begin_act('propose_notice', p_request, p_attest, array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'kind:name', 'change:object', 'reason:text'], 'params');
  if grants.call_state(v_call) = 'unknown' then perform ledger.fail('LG301', 'no such call'); end if;
  v_kind := v_ctx.params ->> 'kind';
  v_change := v_ctx.params -> 'change';
  v_last := grants.check_notice(v_call, v_kind, v_change, v_ctx.at);
  perform rights.assert_separate(v_ctx.human, 'propose_notice', grants.streams_of_call(v_call));
  v_sha256 := grants.notice_sha256(v_kind, v_change::text);
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object('call', v_call, 'kind', v_kind,
    'change_sha256', encode(v_sha256, 'hex'), 'last_on_time_us', ledger.micros(v_last)), v_call, p_signature => p_signature);
  insert into grants.notice_proposal (entry, call, kind, change, sha256, last_on_time, reason, at)
  values (v_reply.entry, v_call, v_kind, v_change::text, v_sha256, v_last, v_ctx.params ->> 'reason', v_reply.at);
  return next v_reply;
end
$$;
comment on function act.propose_notice(text, text, bytea) is
  'Proposes a notice about a published call; the newest on a topic can be published.';

create or replace function act.decide_notice(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.early_text(p_request, 'call');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.notice_proposal; v_decision text;
  v_number integer; v_previous bytea; v_sha256 bytea; v_last timestamptz; v_shown jsonb := '{}'::jsonb;
begin
  v_ctx := ledger.begin_act('decide_notice', p_request, p_attest, array_remove(array['call:' || v_call], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['call:name', 'proposal_entry:id', 'decision:name', 'reason:text',
    'change_sha256:hash'], 'params');
  v_decision := v_ctx.params ->> 'decision';
  if v_decision not in ('publish', 'decline') then
    perform ledger.refuse_request('params.decision: expected publish or decline');
  end if;
  select p.* into v_found from grants.notice_proposal p
   where p.call = v_call and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such proposed notice'); end if;
  if encode(v_found.sha256, 'hex') <> v_ctx.params ->> 'change_sha256' then
    perform ledger.fail('LG503', 'the notice says something else than was shown',
      jsonb_build_object('change_sha256', encode(v_found.sha256, 'hex')));
  end if;
  if exists (select from grants.notice n where n.proposal_entry = v_found.entry) then
    perform grants.not_now('decided', 'propose_notice');
  end if;
  if v_decision = 'publish' then
    -- what was right when it was proposed may not be now
    v_last := grants.check_notice(v_call, v_found.kind, v_found.change::json, v_ctx.at);
    if not exists (select from grants.open_notices(v_call) o where o = v_found.entry) then
      perform ledger.fail('LG503', 'a newer proposal or notice on the same topic exists');
    end if;
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_notice', grants.streams_of_call(v_call));
  if v_decision = 'publish' then
    select coalesce(max(n.number), 0) + 1 into v_number from grants.notice n where n.call = v_call;
    v_previous := grants.notice_head(v_call);
    v_sha256 := sha256(v_previous || v_found.sha256);
    v_shown := jsonb_build_object('number', v_number, 'previous_sha256', encode(v_previous, 'hex'),
      'sha256', encode(v_sha256, 'hex'), 'last_on_time_us', ledger.micros(v_last));
    if v_last is not null then
      v_shown := v_shown || jsonb_build_object('from_last_on_time_us', ledger.micros(grants.deadline_at(v_call)));
    end if;
  end if;
  v_reply := ledger.append(v_ctx, 'call:' || v_call, jsonb_build_object('verdict', v_decision, 'call', v_call,
    'kind', v_found.kind, 'proposal_entry', v_found.entry, 'change_sha256', encode(v_found.sha256, 'hex')) || v_shown, v_call,
    p_signature => p_signature);
  insert into grants.notice (entry, call, proposal_entry, decision, number, last_on_time, previous_sha256, sha256, reason, at)
  values (v_reply.entry, v_call, v_found.entry, v_decision, v_number, v_last, v_previous, v_sha256,
          v_ctx.params ->> 'reason', v_reply.at);
  return next v_reply;
end
$$;
comment on function act.decide_notice(text, text, bytea) is
  'Another officer publishes a proposed notice, numbered and chained to the one before it, or declines it. A later deadline '
  'holds from this entry on: LG502 once the old one has passed.';
