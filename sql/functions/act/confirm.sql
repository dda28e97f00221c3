-- SPDX-License-Identifier: EUPL-1.2
-- Two acts confirm: that which gives a role in the agency has a name of its own, because the demand for the
-- person's own signature hangs on the act.

create or replace function act.confirm(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_proposal ledger.proposal := ledger.proposed('confirm', p_request, p_attest);
    v_document json := identity.read_document(v_proposal.sha256);
    v_ctx      ledger.act_context;
begin
    v_ctx := ledger.begin_act('confirm', p_request, p_attest, array[v_proposal.stream],
        p_shared_streams => case v_proposal.kind when 'erasure' then identity.erasure_streams(v_document) else '{}' end,
        p_accounts => ledger.proposal_accounts(v_proposal.kind, v_proposal.subject, v_document));
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    perform rights.assert_separate(v_ctx.human, 'confirm',
                                   grants.streams_of_proposal(v_proposal.kind, v_proposal.subject));
    return next ledger.confirm_proposal(v_ctx, v_proposal, v_document, p_signature);
end
$body$;
comment on function act.confirm(text, text, bytea) is
    'Confirms a proposal; verdict "confirmed", then "effective" by another human. LG301, LG401, LG402, LG502, LG503.';
revoke all on function act.confirm(text, text, bytea) from public;

create or replace function act.grant_agency_role(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_proposal ledger.proposal := ledger.proposed('grant_agency_role', p_request, p_attest);
    v_document json := identity.read_document(v_proposal.sha256);
    v_ctx      ledger.act_context;
begin
    v_ctx := ledger.begin_act('grant_agency_role', p_request, p_attest, array[v_proposal.stream]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    return next ledger.confirm_proposal(v_ctx, v_proposal, v_document, p_signature);
end
$body$;
comment on function act.grant_agency_role(text, text, bytea) is
    'Confirms a register proposal that gives a role in the agency or of a state auditor; else as act.confirm.';
revoke all on function act.grant_agency_role(text, text, bytea) from public;
