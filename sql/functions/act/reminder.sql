-- SPDX-License-Identifier: EUPL-1.2
-- Reminders of accounts and reports that are overdue.
create or replace function act.remind_obligation(p_request text, p_attest text, p_signature bytea)
returns setof ledger.act_reply language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_application bigint := grants.early_id(p_request, 'application');
  v_ctx ledger.act_context; v_reply ledger.act_reply; v_what text; v_due date; v_day date;
begin
  v_ctx := ledger.begin_act('remind_obligation', p_request, p_attest,
                            array_remove(array['grant:' || v_application], null));
  if v_ctx.replay is not null then return next ledger.replay(v_ctx); return; end if;
  perform grants.check_object(v_ctx.params, array['application:id', 'what:name'], 'params');
  v_what := v_ctx.params ->> 'what';
  v_day := identity.day_of(v_ctx.at);
  if grants.award_of(v_application) is null then perform ledger.fail('LG301', 'no such grant'); end if;
  v_due := grants.obligation_due(v_application, v_what);
  if v_due is null then perform ledger.fail('LG301', 'nothing such is to be sent'); end if;
  perform rights.assert_separate(v_ctx.human, 'remind_obligation', grants.streams_of(v_application));
  perform grants.assert_open(v_application);
  if grants.obligation_met(v_application, v_what) then perform grants.not_now('met', 'overdue'); end if;
  if v_day <= v_due then perform grants.not_now('open', 'overdue'); end if;
  if grants.obligation_reminded(v_application, v_what) + grants.reminder_days() > v_day then
    perform grants.not_now('reminded', 'a later day');
  end if;
  v_reply := ledger.append(v_ctx, 'grant:' || v_application, jsonb_build_object('application', v_application,
    'what', v_what, 'due', to_char(v_due, 'YYYY-MM-DD'), 'days', v_day - v_due), grants.call_of(v_application),
    p_signature => p_signature);
  insert into grants.obligation_reminder (entry, application, what, due, days)
  values (v_reply.entry, v_application, v_what, v_due, v_day - v_due);
  return next v_reply;
end
$$;
comment on function act.remind_obligation(text, text, bytea) is
  'Reminds of accounts or a report that is overdue: the day after it was due, then every 30 days until it is sent or the grant '
  'is closed.';
