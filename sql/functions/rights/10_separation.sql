-- SPDX-License-Identifier: EUPL-1.2

create or replace function rights.assert_separate(p_human bigint, p_act text, p_streams text[]) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_found record;
begin
    select e.entry, e.kind, s.why into v_found
    from ledger.entry e
    join rights.separation s on s.act_a = p_act and s.act_b = e.kind or s.act_b = p_act and s.act_a = e.kind
    where e.human = p_human and e.stream = any (p_streams)
    order by e.entry limit 1;
    if found then
        perform ledger.fail('LG402', v_found.why, jsonb_build_object(
            'rule', p_act || '/' || v_found.kind, 'entry', v_found.entry));
    end if;
end
$body$;
comment on function rights.assert_separate(bigint, text, text[]) is
    'LG402 when this human performed an act on one of these streams that excludes the new one. The streams '
    'are the grant, its call, its batches and every grant linked to it; call it after the locks.';
revoke all on function rights.assert_separate(bigint, text, text[]) from public;
