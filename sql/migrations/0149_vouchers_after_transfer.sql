-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers of a grant that went over to a successor: a request is of who had the grant then, an answer of who sent it, what
-- is gathered of who has the grant now. The predecessor reads what it was asked and answered, and nothing that came later.
create or replace function grants.visible_voucher(p_organisation text, p_sha256 bytea)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.voucher_file f join grants.voucher_answer x on x.request = f.request
     where f.sha256 = p_sha256 and grants.visible(f.application)
       and grants.holder_at(f.application, x.entry) = p_organisation)
$$;

create or replace function grants.own_request(p_request bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from grants.voucher_request r
     where r.entry = p_request and grants.visible(r.application)
       and grants.holder_at(r.application, null) = ledger.current_organisation())
$$;
comment on function grants.own_request(bigint) is
  'Whether it is for the current organisation to answer a request for vouchers: it has the grant now.';

create function grants.concerns_me(p_application bigint, p_entry bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select ledger.current_organisation() in (grants.holder_at(p_application, p_entry), grants.holder_at(p_application, null))
      or exists (select from grants.transfer_proposal p
                  where p.application = p_application and p.successor = ledger.current_organisation()
                    and not exists (select from grants.transfer_decision d where d.proposal_entry = p.entry))
$$;
comment on function grants.concerns_me(bigint, bigint) is
  'Whether the current person''s organisation had a grant when an entry was made, has it now, or is asked to take it over.';
grant create on schema grants to ledger_writer;
alter function grants.concerns_me(bigint, bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;

alter policy reader on grants.voucher_request using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.concerns_me(application, entry)));
alter policy reader on grants.voucher_answer using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or grants.concerns_me(application, entry)));
-- the rest follows what it belongs to
do $policies$
declare
  v record;
begin
  for v in select * from (values ('voucher_draw', 'voucher_request', 'entry', ''), ('voucher_line', 'voucher_request', 'entry', ''),
                                 ('voucher_note', 'voucher_answer', 'request', ''), ('voucher_file', 'voucher_answer', 'request', ''),
                                 ('voucher_judgement', 'voucher_request', 'entry', ' and grants.voucher_decided(entry)'),
                                 ('voucher_result', 'voucher_request', 'entry', ' and grants.voucher_decided(entry)')) x(part, whole, key, more) loop
    execute format('alter policy reader on grants.%1$I using (
      session_user in (''tilsagn_grantee'', ''tilsagn_agency'') and grants.visible(application)
      and (session_user = ''tilsagn_agency'' or exists (select from grants.%2$I w where w.%3$I = %1$I.request)%4$s))',
      v.part, v.whole, v.key, v.more);
  end loop;
end
$policies$;
alter policy reader on grants.voucher_decision using (
  session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(application)
  and (session_user = 'tilsagn_agency' or decision = 'accept'
       and exists (select from grants.voucher_judgement j where j.entry = voucher_decision.judgement_entry)));
-- nor in the course of the case; a policy of every entry asks one function, which every pool may call
create function grants.voucher_entry_seen(p_kind text, p_entry bigint)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.concerns_me(r.application, case p_kind when 'submit_vouchers' then p_entry else r.entry end)
    from grants.voucher_request r
   where r.entry = case p_kind
     when 'request_vouchers' then p_entry
     when 'draw_vouchers' then (select d.request from grants.voucher_draw d where d.entry = p_entry)
     when 'submit_vouchers' then (select a.request from grants.voucher_answer a where a.entry = p_entry)
     when 'judge_vouchers' then (select j.request from grants.voucher_judgement j where j.entry = p_entry)
     else (select j.request from grants.voucher_decision d join grants.voucher_judgement j on j.entry = d.judgement_entry
            where d.entry = p_entry) end
$$;
comment on function grants.voucher_entry_seen(text, bigint) is
  'Whether an entry about vouchers is of a request, or an answer, that concerns the current organisation.';
grant create on schema grants to ledger_writer;
alter function grants.voucher_entry_seen(text, bigint) owner to ledger_writer;
revoke create on schema grants from ledger_writer;
create policy vouchers on ledger.entry as restrictive for select to ledger_reader using (
  session_user <> 'tilsagn_grantee'
  or kind not in ('request_vouchers', 'draw_vouchers', 'submit_vouchers', 'judge_vouchers', 'decide_vouchers')
  or grants.voucher_entry_seen(kind, entry));
