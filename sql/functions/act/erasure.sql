-- SPDX-License-Identifier: EUPL-1.2
-- Legal holds. One holds back, two let go. What is erased is confirmed as every proposal is (act.confirm).

create or replace function act.hold_erasure(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params      json := ledger.request_params(p_request);
    v_person      bigint;
    v_application bigint;
    v_ctx         ledger.act_context;
    v_reply       ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['person', 'application', 'cause', 'reference']);
    perform ledger.param_text(v_params, 'cause', '^(complaint|audit|police|court|access|other)$');
    perform ledger.param_text(v_params, 'reference', '^[0-9A-Za-z./-]{1,40}$');
    if (json_typeof(v_params -> 'person') = 'null') = (json_typeof(v_params -> 'application') = 'null') then
        perform ledger.refuse_request('params.person');
    end if;
    if json_typeof(v_params -> 'person') <> 'null' then
        v_person := ledger.param_int8(v_params, 'person');
    else
        v_application := ledger.param_int8(v_params, 'application');
    end if;
    v_ctx := ledger.begin_act('hold_erasure', p_request, p_attest, array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if v_person is not null and not exists (select from identity.person p where p.person = v_person)
       or v_application is not null and not exists (select from grants.application a where a.application = v_application) then
        perform ledger.fail('LG301', 'no such person or case');
    end if;
    if exists (select from identity.hold h where h.person is not distinct from v_person and h.application is not distinct from v_application
               and (h.cause, h.reference) = (v_params ->> 'cause', v_params ->> 'reference')
               and not exists (select from identity.hold_lift l where l.hold = h.hold and l.n = 2)) then
        perform ledger.fail('LG502', 'held already', jsonb_build_object('state', 'held', 'needed', 'other'));
    end if;
    v_reply := ledger.append(v_ctx, 'system', '{}', p_signature => p_signature);
    insert into identity.hold (hold, person, application, cause, reference)
    values (v_reply.entry, v_person, v_application, v_params ->> 'cause', v_params ->> 'reference');
    return next v_reply;
end
$body$;
comment on function act.hold_erasure(text, text, bytea) is
    'Holds a human''s personal data, or those of everybody who acted on a case, back from erasing; at once, by one. LG301, LG502.';
revoke all on function act.hold_erasure(text, text, bytea) from public;

create or replace function act.lift_hold(p_request text, p_attest text, p_signature bytea)
    returns setof ledger.act_reply
    language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as
$body$
declare
    v_params json := ledger.request_params(p_request);
    v_hold   bigint;
    v_first  record;
    v_n      int;
    v_ctx    ledger.act_context;
    v_reply  ledger.act_reply;
begin
    perform ledger.exact_keys(v_params, array['hold']);
    v_hold := ledger.param_int8(v_params, 'hold');
    v_ctx := ledger.begin_act('lift_hold', p_request, p_attest, array['system']);
    if v_ctx.replay is not null then
        return next ledger.replay(v_ctx);
        return;
    end if;
    if not exists (select from identity.hold h where h.hold = v_hold) then
        perform ledger.fail('LG301', 'no such hold');
    end if;
    select l.entry, e.person, l.n into v_first from identity.hold_lift l join ledger.entry e on e.entry = l.entry
    where l.hold = v_hold order by l.n desc limit 1;
    if v_first.n = 2 then
        perform ledger.fail('LG502', 'the hold is lifted', jsonb_build_object('state', 'lifted', 'needed', 'held'));
    elsif identity.human_now(v_first.person) = v_ctx.human then
        perform ledger.fail('LG402', 'the second who lifts a hold is another human', jsonb_build_object(
            'rule', 'lift_hold/lift_hold', 'entry', v_first.entry));
    elsif v_ctx.human = identity.human_now((select h.person from identity.hold h where h.hold = v_hold)) then
        perform ledger.fail('LG402', 'the hold is about the lifting human', jsonb_build_object(
            'rule', 'lift_hold/subject', 'entry', v_hold));
    elsif exists (select from identity.hold h where h.hold = v_hold
                  and h.application = any (identity.cases_of(identity.cards(v_ctx.human)))) then
        perform ledger.fail('LG402', 'the lifting human acted on the case that is held', jsonb_build_object(
            'rule', 'lift_hold/case', 'entry', v_hold));
    end if;
    v_n := coalesce(v_first.n, 0) + 1;
    v_reply := ledger.append(v_ctx, 'system', jsonb_build_object('hold', v_hold, 'n', v_n,
        'verdict', case v_n when 2 then 'lifted' else 'confirmed' end), p_signature => p_signature);
    insert into identity.hold_lift (hold, n, entry) values (v_hold, v_n::smallint, v_reply.entry);
    return next v_reply;
end
$body$;
comment on function act.lift_hold(text, text, bytea) is
    'Lifts a hold; verdict "confirmed", then "lifted" by another human; neither acted on the case. LG301, LG402, LG502.';
revoke all on function act.lift_hold(text, text, bytea) from public;
