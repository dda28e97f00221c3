-- SPDX-License-Identifier: EUPL-1.2
-- The yearly statement: confirmed or disputed by the grantee, a dispute resolved by two officers.
create or replace function act.confirm_statement(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_statement jsonb; v_sha256 bytea;
begin
  v_ctx := ledger.begin_act('confirm_statement', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'year:count', 'sha256:hash'], 'params');
  perform grants.own_grant(v_application, v_ctx.organisation);
  v_statement := grants.check_statement(v_ctx, v_application);
  v_sha256 := grants.statement_sha256(v_statement);
  if exists (select from grants.statement_confirmation c where c.application = v_application
                and c.year = (v_ctx.params ->> 'year')::integer and c.sha256 = v_sha256) then
    perform grants.not_now('confirmed', 'a changed statement');
  end if;
  perform rights.assert_separate(v_ctx.human, 'confirm_statement', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'year', (v_ctx.params ->> 'year')::integer, 'sha256', encode(v_sha256, 'hex'),
    'statement', v_statement),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.statement_confirmation (entry, application, year, sha256)
  values (v_reply.entry, v_application, (v_ctx.params ->> 'year')::integer, v_sha256);
  return next v_reply;
end
$$;
comment on function act.confirm_statement(text, text, bytea) is
  'The grantee confirms the statement of a year as it was shown.';

create or replace function act.dispute_statement(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_statement jsonb; v_sha256 bytea;
begin
  v_ctx := ledger.begin_act('dispute_statement', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'year:count', 'sha256:hash', 'reason:note'],
                              'params');
  perform grants.own_grant(v_application, v_ctx.organisation);
  v_statement := grants.check_statement(v_ctx, v_application);
  v_sha256 := grants.statement_sha256(v_statement);
  if grants.open_dispute(v_application) is not null then
    perform grants.not_now('disputed', 'confirm_resolution');
  end if;
  perform rights.assert_separate(v_ctx.human, 'dispute_statement', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'year', (v_ctx.params ->> 'year')::integer, 'sha256', encode(v_sha256, 'hex'),
    'statement', v_statement),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.dispute (dispute, application, year, sha256, reason, at)
  values (v_reply.entry, v_application, (v_ctx.params ->> 'year')::integer, v_sha256, v_ctx.params ->> 'reason',
          v_reply.at);
  return next v_reply;
end
$$;
comment on function act.dispute_statement(text, text, bytea) is
  'The grantee disputes the statement of a year: nothing is paid on the grant until that is resolved.';

create or replace function act.propose_resolution(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply;
begin
  v_ctx := ledger.begin_act('propose_resolution', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'dispute:id', 'outcome:name', 'reason:text'],
                              'params');
  if v_ctx.params ->> 'outcome' not in ('corrected', 'unfounded') then
    perform ledger.refuse_request('params.outcome: expected corrected or unfounded');
  end if;
  if not exists (select from grants.dispute d where d.application = v_application
                    and d.dispute = (v_ctx.params ->> 'dispute')::bigint) then
    perform ledger.fail('LG301', 'no such dispute');
  end if;
  if grants.open_dispute(v_application) is distinct from (v_ctx.params ->> 'dispute')::bigint then
    perform grants.not_now('resolved', 'dispute_statement');
  end if;
  perform rights.assert_separate(v_ctx.human, 'propose_resolution', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'dispute', (v_ctx.params ->> 'dispute')::bigint,
    'outcome', v_ctx.params ->> 'outcome'), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.dispute_proposal (entry, application, dispute, outcome, reason)
  values (v_reply.entry, v_application, (v_ctx.params ->> 'dispute')::bigint, v_ctx.params ->> 'outcome',
          v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.propose_resolution(text, text, bytea) is
  'An officer proposes how an open dispute is resolved; a later proposal takes the place of an earlier one.';

create or replace function act.confirm_resolution(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_dispute bigint; v_proposal grants.dispute_proposal;
begin
  v_ctx := ledger.begin_act('confirm_resolution', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'proposal_entry:id'], 'params');
  if grants.award_of(v_application) is null then perform ledger.fail('LG301', 'no such grant'); end if;
  v_dispute := grants.open_dispute(v_application);
  select p.* into v_proposal from grants.dispute_proposal p
   where p.dispute = v_dispute order by p.entry desc limit 1;
  if v_proposal.entry is null then perform grants.not_now('no proposal', 'propose_resolution'); end if;
  if v_proposal.entry <> (v_ctx.params ->> 'proposal_entry')::bigint then
    perform ledger.fail('LG503', 'this is not the newest proposal',
                        jsonb_build_object('proposal_entry', v_proposal.entry));
  end if;
  perform rights.assert_separate(v_ctx.human, 'confirm_resolution', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'dispute', v_dispute, 'proposal_entry', v_proposal.entry,
    'outcome', v_proposal.outcome), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.dispute_resolved (dispute, application, entry, proposal_entry)
  values (v_dispute, v_application, v_reply.entry, v_proposal.entry);
  return next v_reply;
end
$$;
comment on function act.confirm_resolution(text, text, bytea) is
  'Another officer resolves the dispute as proposed: payments of the grant are open again.';
