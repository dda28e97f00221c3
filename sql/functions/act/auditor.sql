-- SPDX-License-Identifier: EUPL-1.2
-- External auditors: management appoints the firm of a grant, its auditor signs an opinion on exactly the newest
-- accounts, an officer decides on an opinion that does not satisfy by itself.
create or replace function act.appoint_auditor(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_firm text;
begin
  v_ctx := ledger.begin_act('appoint_auditor', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'firm:any'], 'params');
  perform grants.own_grant(v_application, v_ctx.organisation);
  v_firm := v_ctx.params ->> 'firm';
  if v_firm = v_ctx.organisation or identity.kind_now(v_firm) is distinct from 'audit_firm' then
    perform grants.refuse('firm', 'no_audit_firm');
  end if;
  if grants.appointment_of(v_application) is not null then
    perform grants.not_now('appointed', 'withdraw_auditor');
  end if;
  perform rights.assert_separate(v_ctx.human, 'appoint_auditor', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'firm', v_firm), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.auditor_appointment (entry, application, firm)
  values (v_reply.entry, v_application, v_firm);
  return next v_reply;
end
$$;
comment on function act.appoint_auditor(text, text, bytea) is
  'Management appoints the audit firm of a grant; its external auditors see the accounts from here on.';

create or replace function act.withdraw_auditor(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_appointment bigint;
begin
  v_ctx := ledger.begin_act('withdraw_auditor', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'appointment_entry:id', 'reason:text'],
                              'params');
  perform grants.own_grant(v_application, v_ctx.organisation);
  v_appointment := grants.appointment_of(v_application);
  if v_appointment is null then perform grants.not_now('not_appointed', 'appoint_auditor'); end if;
  if v_appointment <> (v_ctx.params ->> 'appointment_entry')::bigint then
    perform ledger.fail('LG503', 'this appointment does not stand',
                        jsonb_build_object('appointment_entry', v_appointment));
  end if;
  perform rights.assert_separate(v_ctx.human, 'withdraw_auditor', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'appointment_entry', v_appointment), grants.call_of(v_application),
    p_signature => p_signature);
  insert into grants.auditor_withdrawal (entry, application, appointment_entry, reason)
  values (v_reply.entry, v_application, v_appointment, v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.withdraw_auditor(text, text, bytea) is
  'Management ends an appointment: the firm sees nothing of the grant any more; what it signed stays signed.';

create or replace function grants.check_endorsement(p_ctx ledger.act_context, p_appointment bigint, p_accounts bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_found jsonb;
begin
  if not exists (select from grants.auditor_appointment p
                  where p.entry = p_appointment and p.firm = p_ctx.organisation
                    and grants.holder_at(p.application, null) <> p.firm) then
    perform ledger.fail('LG301', 'no such grant');  -- to a firm that is not appointed it does not exist
  end if;
  if p_accounts is null then
    perform ledger.fail('LG503', 'these are not the newest accounts', jsonb_build_object('version', (
      select max(a.version) from grants.accounts a where a.application = (p_ctx.params ->> 'application')::bigint)));
  end if;
  if exists (select from grants.endorsement e where e.accounts_entry = p_accounts) then
    perform grants.not_now('endorsed', 'submit_accounts');
  end if;
  if p_ctx.params ->> 'opinion' not in ('clean', 'emphasis', 'qualified', 'adverse', 'disclaimer') then
    perform grants.refuse('opinion', 'unknown');
  end if;
  if not identity.proof_is(p_ctx.human, p_ctx.params ->> 'auditor_number') then
    perform grants.refuse('auditor_number', 'not_enrolled');
  end if;
  perform store.hold_file(decode(p_ctx.params ->> 'report_sha256', 'hex'), p_ctx.organisation);
  if not exists (select from store.file f join store.chunk c on c.upload = f.upload and c.n = 0
                  where f.organisation = p_ctx.organisation and f.media_type = 'application/pdf'
                    and substr(c.bytes, 1, 5) = convert_to('%PDF-', 'UTF8')
                    and encode(f.sha256, 'hex') = p_ctx.params ->> 'report_sha256') then
    perform grants.refuse('report_sha256', 'no_report');
  end if;
  v_found := store.numbers_in(decode(p_ctx.params ->> 'report_sha256', 'hex'), p_ctx.organisation, 'report_sha256');
  if v_found <> '[]' then
    perform ledger.fail('LG102', 'a CPR number stands in the report', jsonb_build_object('violations', v_found));
  end if;
end
$$;
comment on function grants.check_endorsement(ledger.act_context, bigint, bigint) is
  'Raises unless the firm is appointed and another than the grantee, the accounts are the newest and without an '
  'opinion, the auditor gives the enrolled approved-auditor number, and the report is a PDF in the store in which '
  'no CPR number was found since.';

create or replace function act.endorse_accounts(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_accounts bigint; v_appointment bigint;
begin
  v_ctx := ledger.begin_act('endorse_accounts', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'version:count', 'sha256:hash', 'opinion:name',
    'auditor_number:any', 'report_sha256:hash', 'note:note'], 'params');
  v_appointment := grants.appointment_of(v_application);
  select a.entry into v_accounts from grants.accounts a
   where a.application = v_application and a.version = (v_ctx.params ->> 'version')::integer
     and encode(a.sha256, 'hex') = v_ctx.params ->> 'sha256'
     and a.version = (select max(n.version) from grants.accounts n where n.application = v_application);
  perform grants.check_endorsement(v_ctx, v_appointment, v_accounts);
  perform rights.assert_separate(v_ctx.human, 'endorse_accounts', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'version', (v_ctx.params ->> 'version')::integer,
    'sha256', v_ctx.params ->> 'sha256', 'accounts_entry', v_accounts, 'level', 'auditor',
    'opinion', v_ctx.params ->> 'opinion', 'appointment_entry', v_appointment,
    'satisfies', grants.opinion_satisfies(v_ctx.params ->> 'opinion', null)),
    grants.call_of(v_application), p_signature => p_signature);
  insert into grants.sign_off (entry, application, accounts_entry, level)
  values (v_reply.entry, v_application, v_accounts, 'auditor');
  insert into grants.endorsement (entry, application, accounts_entry, appointment_entry, opinion, report_sha256, note)
  values (v_reply.entry, v_application, v_accounts, v_appointment, v_ctx.params ->> 'opinion',
          decode(v_ctx.params ->> 'report_sha256', 'hex'), v_ctx.params ->> 'note');
  return next v_reply;
end
$$;
comment on function act.endorse_accounts(text, text, bytea) is
  'The external auditor''s signed opinion on the newest accounts, named by version and hash; never without a CMS file.';

create or replace function act.decide_opinion(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_found grants.endorsement;
begin
  v_ctx := ledger.begin_act('decide_opinion', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'endorsement_entry:id', 'decision:name',
    'reason:text'], 'params');
  if v_ctx.params ->> 'decision' not in ('accept', 'reject') then
    perform ledger.refuse_request('params.decision: expected accept or reject');
  end if;
  select e.* into v_found from grants.endorsement e
   where e.application = v_application and e.entry = (v_ctx.params ->> 'endorsement_entry')::bigint;
  if v_found.entry is null then perform ledger.fail('LG301', 'no such opinion'); end if;
  if grants.opinion_satisfies(v_found.opinion, null) then perform grants.not_now('satisfies', 'an opinion that blocks'); end if;
  if exists (select from grants.opinion_decision d where d.endorsement_entry = v_found.entry) then
    perform grants.not_now('decided', 'submit_accounts');
  end if;
  if exists (select from grants.accounts a join grants.accounts n on n.application = a.application
              where a.entry = v_found.accounts_entry and n.version > a.version) then
    perform ledger.fail('LG503', 'newer accounts voided this opinion');
  end if;
  perform rights.assert_separate(v_ctx.human, 'decide_opinion', grants.streams_of(v_application));
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object(
    'application', v_application, 'endorsement_entry', v_found.entry, 'opinion', v_found.opinion,
    'decision', v_ctx.params ->> 'decision'), grants.call_of(v_application), p_signature => p_signature);
  insert into grants.opinion_decision (entry, application, endorsement_entry, decision, reason)
  values (v_reply.entry, v_application, v_found.entry, v_ctx.params ->> 'decision', v_ctx.params ->> 'reason');
  return next v_reply;
end
$$;
comment on function act.decide_opinion(text, text, bytea) is
  'An officer decides with reasons whether a qualified or adverse opinion, or a disclaimer, is accepted; once.';
