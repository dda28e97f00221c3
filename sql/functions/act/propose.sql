-- SPDX-License-Identifier: EUPL-1.2

create or replace function act.propose(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_kind     text;
    v_subject  text;
    v_title    text;
    v_sha256   bytea;
    v_stream   text;
    v_proposal bigint;
    v_document json;
    v_ctx      ledger.act_context;
    v_reply    ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['kind', 'subject', 'title', 'sha256']);
    v_kind := ledger.param_text(v_params, 'kind', '^(register|appropriation|call|annex|recovery|payment|erasure|log|mileage)$');
    v_subject := ledger.param_text(v_params, 'subject', case v_kind
        when 'annex' then '^[0-9A-Za-z._-]{1,40}/[0-9A-Za-z._-]{1,20}$' else '^[0-9A-Za-z._-]{1,64}$' end);
    v_title := ledger.param_text(v_params, 'title', '.', 200);
    v_sha256 := ledger.param_sha256(v_params, 'sha256');
    v_stream := ledger.proposal_stream(v_kind, v_subject);
    v_ctx := ledger.begin_act('propose', p_request, p_attest, array[v_stream]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    v_document := identity.read_document(v_sha256);
    if ledger.is_redacted(v_sha256) then
        perform identity.refuse_document('document', 'redacted');
    end if;
    case v_kind
        when 'register' then perform identity.check_register(v_document);
        when 'recovery' then perform identity.check_recovery(v_document, v_ctx.at);
        when 'erasure' then perform identity.check_erasure(v_document, identity.day_of(v_ctx.at));
        when 'log' then perform ledger.check_discontinuity(v_document);
        else null;
    end case;
    if v_ctx.audience = 'agency' then
        if v_kind <> 'register' then
            perform ledger.fail('LG401', 'administrators propose register changes only',
                                jsonb_build_object('act', 'propose', 'role', v_ctx.role));
        end if;
        -- nobody asks two others for roles of their own
        if v_ctx.human = any (identity.subjects(v_document)) then
            perform ledger.fail('LG402', 'the proposal is about the proposing human',
                                jsonb_build_object('rule', 'propose/subject', 'entry', null));
        end if;
    end if;
    -- The number is drawn first because the record names it; a number lost to a rollback is no loss.
    v_proposal := nextval('ledger.proposal_proposal_seq');
    v_reply := ledger.append(v_ctx, v_stream, jsonb_build_object('proposal', v_proposal),
        p_call => case when v_kind in ('call', 'annex') then split_part(v_subject, '/', 1) end,
        p_signature => p_signature);
    insert into ledger.proposal (proposal, kind, subject, title, sha256, stream, entry)
    overriding system value
    values (v_proposal, v_kind, v_subject, v_title, v_sha256, v_stream, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.propose(text, text, bytea) is
    'Puts a document of the store before two humans: the operator any, an administrator a register change that is '
    'not about themselves. LG301 unknown document, LG102 malformed or redacted, LG402.';
revoke all on function act.propose(text, text, bytea) from public;
