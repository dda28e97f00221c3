-- SPDX-License-Identifier: EUPL-1.2
-- Who gets and loses a second factor: two administrators decide, neither about themselves; the person
-- shows a first code. A lost device is the same way twice: revoke, then enrol anew.

create or replace function identity.factor_stream(p_person bigint) returns text
    language sql stable set search_path = pg_catalog, pg_temp as
$body$select 'organisation:' || p.organisation from identity.person p where p.person = p_person$body$;
comment on function identity.factor_stream(bigint) is 'Stream of what concerns a person''s access.';
revoke all on function identity.factor_stream(bigint) from public;

create or replace function identity.check_factor_change(p_person bigint, p_change text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_state text := coalesce((select f.state from identity.factor_now(p_person) f), 'none');
begin
    if (v_state = 'none') <> (p_change = 'enrol') then
        perform ledger.fail('LG502', 'the person''s second factor does not allow this change', jsonb_build_object(
            'state', v_state, 'needed', case p_change when 'enrol' then 'none' else 'active' end));
    end if;
end
$body$;
comment on function identity.check_factor_change(bigint, text) is
    'LG502 unless there is none to enrol over, or one to revoke.';
revoke all on function identity.check_factor_change(bigint, text) from public;

create or replace function act.propose_factor(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_person   bigint;
    v_change   text;
    v_human    bigint;
    v_proposal bigint;
    v_ctx      ledger.act_context;
    v_reply    ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['person', 'change']);
    v_person := ledger.param_int8(v_params, 'person');
    v_change := ledger.param_text(v_params, 'change', '^(enrol|revoke)$');
    v_human := identity.human_now(v_person);
    if v_human is null then
        perform ledger.not_there('propose_factor', p_request, p_attest, 'no such person');
    end if;
    v_ctx := ledger.begin_act('propose_factor', p_request, p_attest, array[identity.factor_stream(v_person)]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if v_human = v_ctx.human then
        perform ledger.fail('LG402', 'nobody changes their own second factor',
                            jsonb_build_object('rule', 'propose_factor/subject'));
    end if;
    perform identity.check_factor_change(v_person, v_change);
    if exists (select from identity.factor_proposal p where p.person = v_person and p.change = v_change
               and p.at > v_ctx.at - interval '14 days'
               and not exists (select from identity.factor_confirmation c where c.proposal = p.proposal)) then
        perform ledger.fail('LG502', 'the same change is proposed already', jsonb_build_object(
            'state', 'proposed', 'needed', 'confirm_factor'));
    end if;
    -- The number is drawn first because the record names it; a number lost to a rollback is no loss.
    v_proposal := nextval('identity.factor_proposal_proposal_seq');
    v_reply := ledger.append(v_ctx, v_ctx.streams[1], jsonb_build_object(
        'proposal', v_proposal, 'person', v_person, 'change', v_change), p_signature => p_signature);
    insert into identity.factor_proposal (proposal, person, change, human, at, entry)
    overriding system value values (v_proposal, v_person, v_change, v_ctx.human, v_ctx.at, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.propose_factor(text, text, bytea) is
    'An administrator proposes to enrol or revoke a second factor. LG301, LG402 own, LG502 state.';
revoke all on function act.propose_factor(text, text, bytea) from public;

create or replace function act.confirm_factor(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params   json := ledger.request_params(p_request);
    v_id       bigint;
    v_proposal identity.factor_proposal;
    v_old      bigint;
    v_ctx      ledger.act_context;
    v_reply    ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['proposal']);
    v_id := ledger.param_int8(v_params, 'proposal');
    select * into v_proposal from identity.factor_proposal p where p.proposal = v_id;
    if v_proposal.proposal is null then
        perform ledger.not_there('confirm_factor', p_request, p_attest, 'no such proposal');
    end if;
    v_ctx := ledger.begin_act('confirm_factor', p_request, p_attest,
                              array[identity.factor_stream(v_proposal.person)]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if (select e.person from ledger.entry e where e.entry = v_proposal.entry) = any (identity.cards(v_ctx.human)) then
        perform ledger.fail('LG402', 'the proposer does not confirm', jsonb_build_object(
            'rule', 'confirm_factor/propose_factor', 'entry', v_proposal.entry));
    end if;
    if v_proposal.person = any (identity.cards(v_ctx.human)) then
        perform ledger.fail('LG402', 'nobody changes their own second factor', jsonb_build_object(
            'rule', 'confirm_factor/subject', 'entry', v_proposal.entry));
    end if;
    if exists (select from identity.factor_confirmation c where c.proposal = v_id)
       or v_proposal.at <= v_ctx.at - interval '14 days' then
        perform ledger.fail('LG502', 'the proposal is confirmed already or has lapsed', jsonb_build_object(
            'state', 'confirmed', 'needed', 'proposed'));
    end if;
    perform identity.check_factor_change(v_proposal.person, v_proposal.change);
    v_old := (select f.proposal from identity.factor_now(v_proposal.person) f);
    v_reply := ledger.append(v_ctx, v_ctx.streams[1], jsonb_build_object(
        'proposal', v_id, 'person', v_proposal.person, 'change', v_proposal.change,
        'verdict', 'effective'), p_signature => p_signature);
    insert into identity.factor_confirmation (proposal, human, at, entry)
    values (v_id, v_ctx.human, v_ctx.at, v_reply.entry);
    delete from identity.factor_secret s where s.proposal = v_old; -- a revoked seed is of no use to anybody
    return next v_reply;
end
$body$;
comment on function act.confirm_factor(text, text, bytea) is
    'Another administrator confirms; a revoked seed is gone at once. LG301, LG402, LG502.';
revoke all on function act.confirm_factor(text, text, bytea) from public;

create or replace function act.activate_factor(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json := ledger.request_params(p_request);
    v_id     bigint;
    v_person bigint;
    v_ctx    ledger.act_context;
    v_reply  ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['proposal']);
    v_id := ledger.param_int8(v_params, 'proposal');
    select p.person into v_person from identity.factor_proposal p where p.proposal = v_id;
    if v_person is null then
        perform ledger.not_there('activate_factor', p_request, p_attest, 'no such enrolment');
    end if;
    v_ctx := ledger.begin_act('activate_factor', p_request, p_attest, array[identity.factor_stream(v_person)]);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    -- ledger.begin_act() consumed the code of the acting person's open factor: it must be this one.
    if v_ctx.totp_step is null or v_person <> v_ctx.person
       or v_id is distinct from (select f.proposal from identity.factor_now(v_ctx.person) f) then
        perform ledger.fail('LG301', 'no such enrolment');
    end if;
    v_reply := ledger.append(v_ctx, v_ctx.streams[1], jsonb_build_object(
        'proposal', v_id, 'person', v_person), p_signature => p_signature);
    insert into identity.factor_activation (proposal, entry) values (v_id, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.activate_factor(text, text, bytea) is
    'The person shows the first code of the enrolled factor, which counts from here. LG301, LG411, LG412, LG413.';
revoke all on function act.activate_factor(text, text, bytea) from public;
