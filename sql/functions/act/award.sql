-- SPDX-License-Identifier: EUPL-1.2
-- One officer proposes an award, another decides it. The ceiling is the call's account: the posting
-- that would pass the pool is refused by the balance chain, however many decide at once.
create or replace function grants.due_day(p_params json, p_key text)
returns date language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select (p_params ->> p_key)::date
$$;
comment on function grants.due_day(json, text) is 'A day among checked parameters, or null.';

-- Rules of the award against the call; missing annexes are a state, the rest is content.
create or replace function grants.check_award(p_call text, p_submission bigint, p_params json)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call jsonb; v_sent record; v_found jsonb; v_over jsonb;
begin
  select c.definition::jsonb into v_call from grants.call c where c.call = p_call;
  select s.application, s.applied_ore, s.units, a.organisation, s.content::jsonb -> 'budget' as budget into v_sent
    from grants.submission s join grants.application a on a.application = s.application
   where s.entry = p_submission;
  v_found := rule.award_violations(v_call, jsonb_build_object(
      'amount_ore', (p_params ->> 'amount_ore')::bigint,
      'lines', (p_params -> 'lines')::jsonb,
      'part_accounts_due', p_params ->> 'part_accounts_due',
      'final_accounts_due', p_params ->> 'final_accounts_due'),
    jsonb_build_object(
      'applied_ore', v_sent.applied_ore,
      'units', v_sent.units,
      'cap_ore', grants.cap_left(v_sent.application),
      'later_start', grants.later_start(p_call, v_sent.organisation), 'budget', v_sent.budget,
      'annexes', (select coalesce(jsonb_agg(x.annex), '[]'::jsonb)
                    from grants.annex x where x.call = p_call)));
  if v_found = '[]' then return; end if;
  if exists (select from jsonb_array_elements(v_found) f where f ->> 'field' like 'annexes.%') then
    perform grants.not_now('annex_missing', (
      select f ->> 'field' from jsonb_array_elements(v_found) f
       where f ->> 'field' like 'annexes.%' limit 1));
  end if;
  select f into v_over from jsonb_array_elements(v_found) f
   where f ->> 'code' in ('above_applied', 'above_cap') limit 1;
  perform ledger.fail(case when v_over is null then 'LG102' else 'LG201' end,
    'the award does not keep the rules of the call', jsonb_build_object('violations', v_found));
end
$$;
comment on function grants.check_award(text, bigint, json) is
  'LG102 content, LG201 above applied or cap, LG502 while an annex table is missing.';

create or replace function grants.check_conditions(p_conditions json)
returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_one json; v_fits boolean;
begin
  if coalesce(json_typeof(p_conditions), 'null') = 'null' then return '[]'::jsonb; end if;
  v_fits := json_array_length(p_conditions) between 1 and 20;
  for v_one in select c from json_array_elements(p_conditions) c loop
    v_fits := v_fits and draft.is_text(v_one, 500) and v_one #>> '{}' !~ '[\r\n]'
      and btrim(v_one #>> '{}', E' \t') <> '';
  end loop;
  if not v_fits then
    perform ledger.refuse_request('params.conditions: expected 1 to 20 lines of 1 to 500 characters, or null');
  end if;
  return p_conditions::jsonb;
end
$$;
comment on function grants.check_conditions(json) is
  'The conditions of one award: none, or LG101 unless they are lines that can be numbered.';

-- Only what was awarded before can be continued, so no chain of grants comes back to where it began.
create or replace function grants.check_continues(p_application bigint, p_former bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
begin
  if p_former is null then return; end if;
  if p_former not in (select c from grants.continuable(p_application) c) then
    perform grants.refuse('continues', 'no_former_grant');
  end if;
  if exists (
       select from ledger.entry a
         join ledger.entry b on identity.human_now(b.person) = identity.human_now(a.person)
         join rights.separation s on s.act_a = a.kind and s.act_b = b.kind or s.act_b = a.kind and s.act_a = b.kind
        where a.stream = 'grant:' || p_application and b.stream = any (grants.streams_of(p_former))
          and b.stream like 'grant:%') then
    perform grants.refuse('continues', 'same_hands');
  end if;
end
$$;
comment on function grants.check_continues(bigint, bigint) is
  'LG102 unless a former grant may be continued by this application: of the same grantee, and nobody has acted on the '
  'two in ways that exclude each other, as they are one case from then on.';

create or replace function grants.check_share(p_application bigint, p_amount bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_share bigint := grants.allocated_to(p_application);
begin
  if v_share is null then perform grants.not_now('in_assessment', 'allocation'); end if;
  if v_share <> p_amount then
    perform ledger.fail('LG103', 'the award is not what the allocation gives',
      jsonb_build_object('sent', p_amount, 'computed', v_share));
  end if;
end
$$;
comment on function grants.check_share(bigint, bigint) is
  'LG502 before the allocation is decided, LG103 for another sum than it gives.';

create or replace function grants.passed_over(p_call text, p_application bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.ranking(p_call) r, grants.ranking(p_call) mine
     where mine.application = p_application and r.rank < mine.rank
       and grants.award_of(r.application) is null
       and grants.open_proposal(r.application) is null and not grants.refused(r.application))
$$;
comment on function grants.passed_over(text, bigint) is
  'Whether a higher-ranked application has neither award nor proposal, and is not refused.';

-- A cap for the whole country (ambassadors): units of all awards together.
create or replace function grants.units_awarded(p_call text)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(s.units), 0)
    from grants.award_decision d
    join grants.award_proposal p on p.entry = d.proposal_entry
    join grants.submission s on s.entry = p.submission_entry
    join grants.application a on a.application = d.application
   where d.decision = 'award' and a.call = p_call
$$;
comment on function grants.units_awarded(text) is 'Units in all awards of a call.';

create or replace function act.propose_award(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_definition jsonb; v_sent bigint;
  v_rank bigint; v_of bigint; v_assessors integer; v_due date; v_conditions jsonb; v_basis jsonb;
  v_former bigint := nullif(grants.early_id(p_request, 'continues'), grants.early_id(p_request, 'application'));
begin
  -- the call's lock keeps the ranking still while it decides whether a reason is needed
  v_ctx := ledger.begin_act('propose_award', p_request, p_attest,
    array_remove(array['call:' || v_call, 'grant:' || v_application], null),
    array_remove(array['grant:' || v_former], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'amount_ore:sum', 'lines:list',
    'part_accounts_due:day?', 'final_accounts_due:day?', 'reason:text', 'deviation_reason:text?']
    || case when v_ctx.params -> 'conditions' is null then '{}'::text[] else array['conditions:list?'] end
    || case when v_ctx.params -> 'continues' is null then '{}'::text[] else array['continues:id?'] end, 'params');
  v_conditions := grants.check_conditions(v_ctx.params -> 'conditions');
  perform grants.check_list(v_ctx.params -> 'lines', array['year:count', 'amount_ore:sum'],
                            'params.lines', 20);
  perform grants.assessable(v_application);
  v_former := (v_ctx.params ->> 'continues')::bigint;
  perform grants.check_continues(v_application, v_former);
  perform rights.assert_separate(v_ctx.human, 'propose_award', grants.streams_of(v_application)
    || case when v_former is null then '{}'::text[] else grants.streams_of(v_former) end);
  select c.definition::jsonb into v_definition from grants.call c where c.call = v_call;
  perform grants.assert_ruled(v_call, 'award');
  perform grants.assert_none_contested(v_call);
  if v_definition #>> '{allocation,kind}' = 'key_with_floor' then
    perform grants.check_share(v_application, (v_ctx.params ->> 'amount_ore')::bigint);
    v_basis := jsonb_build_object('allocation', (select d.entry from grants.allocation_decision d
      join grants.allocation_proposal p on p.entry = d.proposal_entry where p.call = v_call and d.decision = 'allocate'));
  else
    select r.rank, r.assessors into v_rank, v_assessors
      from grants.ranking(v_call) r where r.application = v_application;
    if coalesce(v_assessors, 0) < 2 then
      perform grants.not_now('in_assessment', 'second_assessor');
    end if;
    v_basis := jsonb_build_object('ranking', grants.ranking_basis(v_call));
  end if;
  select c.entry into v_sent from grants.counting(v_call) c where c.application = v_application;
  perform grants.check_award(v_call, v_sent, v_ctx.params);
  if grants.passed_over(v_call, v_application)
     and v_ctx.params ->> 'deviation_reason' is null then
    perform grants.refuse('deviation_reason', 'missing');
  end if;
  v_due := rule.due_final(v_definition, grants.due_day(v_ctx.params, 'final_accounts_due'));
  select count(*) into v_of from grants.ranking(v_call) r where r.rank is not null;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'submission_entry', v_sent, 'rank', v_rank, 'of', v_of,
    'final_accounts_due', v_due, 'rule_version', rule.rule_version()) || v_basis, v_call,
    p_signature => p_signature);
  insert into grants.award_proposal (entry, application, submission_entry, amount_ore,
    part_accounts_due, final_accounts_due, reason, deviation_reason, conditions, continues)
  values (v_reply.entry, v_application, v_sent, (v_ctx.params ->> 'amount_ore')::bigint,
    grants.due_day(v_ctx.params, 'part_accounts_due'), v_due, v_ctx.params ->> 'reason',
    v_ctx.params ->> 'deviation_reason', v_conditions, v_former);
  insert into grants.award_line (entry, application, year, amount_ore)
  select v_reply.entry, v_application, (l ->> 'year')::integer, (l ->> 'amount_ore')::bigint
    from json_array_elements(v_ctx.params -> 'lines') l where (l ->> 'amount_ore')::bigint > 0;
  return next v_reply;
end
$$;
comment on function act.propose_award(text, text, bytea) is
  'Proposes an award after two assessments; out of rank order only with a reason.';

create or replace function grants.assert_impartial(p_proposal grants.award_proposal)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_call text := grants.call_of(p_proposal.application);
begin
  if grants.declared(p_proposal.application, (
       select identity.human_now(e.person) from ledger.entry e where e.entry = p_proposal.entry)) = 'interest' then
    perform grants.not_now('interest', 'propose_award');
  end if;
  if (select c.definition::jsonb #>> '{allocation,kind}' from grants.call c where c.call = v_call) = 'assessed'
     and coalesce((select r.assessors from grants.ranking(v_call) r
                    where r.application = p_proposal.application), 0) < 2 then
    perform grants.not_now('interest', 'second_assessor');
  end if;
end
$$;
comment on function grants.assert_impartial(grants.award_proposal) is
  'LG502 when whoever proposed, or one of only two who assessed, has declared an interest since.';

create or replace function act.decide_award(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_call text := grants.call_of(v_application);
  v_pool text := 'call:' || v_call || ':available';
  v_grant text := 'grant:' || v_application || ':committed';
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_proposal grants.award_proposal;
  v_given boolean; v_units integer; v_most integer; v_hands jsonb; v_letter jsonb;
begin
  v_ctx := ledger.begin_act('decide_award', p_request, p_attest,
    array_remove(array['grant:' || v_application], null),
    array_remove(array['call:' || v_call], null), array_remove(array[v_pool, v_grant], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id',
    'decision:name', 'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('award', 'decline') then
    perform ledger.refuse_request('params.decision: expected award or decline');
  end if;
  if v_call is null then perform ledger.fail('LG301', 'no such application'); end if;
  select p.* into v_proposal from grants.award_proposal p
   where p.application = v_application
     and p.entry = (v_ctx.params ->> 'proposal_entry')::bigint;
  if v_proposal.entry is null then perform ledger.fail('LG301', 'no such proposal'); end if;
  if grants.award_of(v_application) is not null then
    perform grants.not_now('awarded', 'proposed');
  end if;
  if v_proposal.entry is distinct from grants.open_proposal(v_application) then
    perform grants.not_now('decided', 'proposed');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_award', grants.streams_of(v_application));
  v_given := v_ctx.params ->> 'decision' = 'award';
  if v_given then
    perform grants.assert_ruled(v_call, 'award');
    perform grants.assert_none_contested(v_call);
    perform grants.assert_heard(v_application, v_ctx.at);
    perform grants.assert_impartial(v_proposal);
    v_hands := rights.hands(v_application, 'decide_award', v_ctx.human);
    perform rights.assert_hands(v_hands);
    -- others of its grants may have been decided since; the pool's account is locked, so they are decided one by one
    perform grants.assert_under_cap(v_application, v_proposal.amount_ore);
    select s.units into v_units from grants.submission s where s.entry = v_proposal.submission_entry;
    select (c.definition::jsonb #>> '{limits,cap,units_in_all}')::integer into v_most
      from grants.call c where c.call = v_call;
    if grants.units_awarded(v_call) + v_units > v_most then
      perform ledger.fail('LG201', 'more units than the call has in all',
        jsonb_build_object('units', v_units, 'awarded', grants.units_awarded(v_call), 'most', v_most));
    end if;
    v_letter := grants.award_letter(v_proposal.entry, v_ctx.at);
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
      'letter', v_letter, 'verdict', v_ctx.params ->> 'decision', 'application', v_application,
      'amount_ore', case when v_given then v_proposal.amount_ore else 0 end,
      'submission_entry', v_proposal.submission_entry, 'hands', v_hands,
      'rule_version', rule.rule_version())
    || case when v_given and v_proposal.continues is not null
            then jsonb_build_object('predecessor', v_proposal.continues) else '{}' end, v_call,
    case when v_given then array[v_pool, v_grant] else '{}'::text[] end,
    case when v_given then array[-v_proposal.amount_ore::bigint, v_proposal.amount_ore::bigint]
         else '{}'::bigint[] end, p_signature => p_signature);
  insert into grants.award_decision (entry, application, proposal_entry, decision, reason, at, letter)
  values (v_reply.entry, v_application, v_proposal.entry, v_ctx.params ->> 'decision',
          v_ctx.params ->> 'reason', v_reply.at, v_letter);
  if v_given and v_proposal.continues is not null then
    insert into grants.link (application, predecessor, entry) values (v_application, v_proposal.continues, v_reply.entry);
  end if;
  return next v_reply;
end
$$;
comment on function act.decide_award(text, text, bytea) is
  'Decides a proposal: an award commits the pool''s money, keeps what its letter tells and is linked to the grant that it '
  'continues, a decline ends that proposal only.';
