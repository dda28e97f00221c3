-- SPDX-License-Identifier: EUPL-1.2
-- Separation of duties: the one function that every act asks, and what looks at the record as a whole.

create or replace function rights.why_hindered() returns text
    language sql immutable parallel safe set search_path = pg_catalog, pg_temp as
$body$select 'whoever has an interest in a case takes no part in it'$body$;
comment on function rights.why_hindered() is 'The rule of forvaltningsloven § 3, stk. 2, in words.';
revoke all on function rights.why_hindered() from public;

create or replace function rights.separated(p_human bigint, p_act text, p_streams text[])
    returns table (entry bigint, kind text, why text)
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_cards bigint[] := identity.cards(p_human);
begin
    return query
        select f.entry, f.kind, f.why
        from (select e.entry, e.kind, s.why
              from ledger.entry e
              join rights.separation s on s.act_a = p_act and s.act_b = e.kind or s.act_b = p_act and s.act_a = e.kind
              where e.person = any (v_cards) and e.stream = any (p_streams)
              union all
              -- no pair of the table: what was done before the interest was known stays done
              select e.entry, e.kind, rights.why_hindered()
              from grants.impartiality i
              join ledger.entry e on e.entry = i.entry
              where i.declared = 'interest' and e.person = any (v_cards) and e.stream = any (p_streams)
                and exists (select from rights.act a where a.act = p_act and a.audience = 'agency')) f
        order by f.entry limit 1;
end
$body$;
comment on function rights.separated(bigint, text, text[]) is
    'The first entry of this human on these streams that excludes the act, and the rule; no row when none. An '
    'interest in a case excludes every act of the agency that touches it, those on its whole call too.';
revoke all on function rights.separated(bigint, text, text[]) from public;

create or replace function rights.assert_separate(p_human bigint, p_act text, p_streams text[]) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_found  record;
    v_acting bigint := nullif(current_setting('tilsagn.acting', true), '')::bigint;
begin
    -- One human can act with two cards at once on streams whose locks do not meet (a call and one of its
    -- grants, two linked grants). The last lock of an act is therefore the human: class 101 comes after
    -- streams and accounts in every act, and two humans on one key only wait for each other.
    perform pg_advisory_xact_lock(101, (p_human % 2147483647)::int);
    -- Two humans become one under the same locks. Whoever waited for that is somebody else now than when the
    -- act began: it is run again, and finds what the other card did.
    if v_acting is not null and identity.human_now(v_acting) <> p_human then
        raise exception 'the person was linked to another human meanwhile; repeat it' using errcode = '40001';
    end if;
    select s.entry, s.kind, s.why into v_found from rights.separated(p_human, p_act, p_streams) s;
    if found then
        perform ledger.fail('LG402', v_found.why, jsonb_build_object(
            'rule', p_act || '/' || v_found.kind, 'why', v_found.why, 'entry', v_found.entry));
    end if;
end
$body$;
comment on function rights.assert_separate(bigint, text, text[]) is
    'LG402 when this human performed an act on one of these streams that excludes the new one. The streams '
    'are the grant, its call, its batches and every grant linked to it; call it after the locks. 40001 when the '
    'acting person was linked to another human since the act began.';
revoke all on function rights.assert_separate(bigint, text, text[]) from public;

create or replace function rights.case_of(p_stream text) returns text[]
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select case
        when p_stream ~ '^grant:[1-9][0-9]{0,17}$' then grants.streams_of(substr(p_stream, 7)::bigint)
        when p_stream ~ '^call:' then grants.streams_of_call(substr(p_stream, 6))
        when p_stream ~ '^batch:[1-9][0-9]{0,17}$' then (
            select array_agg(distinct t.stream)
            from grants.instalment_released r
            join grants.instalment i on i.instalment = r.instalment,
                 unnest(grants.streams_of(i.application)) t(stream)
            where r.batch = substr(p_stream, 7)::bigint)
        else array[p_stream] end
$body$;
comment on function rights.case_of(text) is
    'Every stream of the case that a stream belongs to: what the acts hand to rights.assert_separate().';
revoke all on function rights.case_of(text) from public;

create or replace function rights.recheck_human(p_human bigint)
    returns table (entry bigint, kind text, other_entry bigint, other_kind text, stream text, why text)
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    with own as materialized (
        select e.entry, e.kind, e.stream, e.call from ledger.entry e
        where e.person = any (identity.cards(p_human))
          and e.kind in (select s.act_a from rights.separation s union select s.act_b from rights.separation s)
    ), held as materialized (
        select o.stream, rights.case_of(o.stream) as streams from (select distinct x.stream from own x) o
    )
    select p.* from (
        select distinct on (least(a.entry, b.entry), greatest(a.entry, b.entry))
               a.entry, a.kind, b.entry as other_entry, b.kind as other_kind, a.stream, s.why
        from own a
        join held h on h.stream = a.stream
        join own b on b.stream = any (h.streams) or b.stream = 'call:' || a.call or a.stream = 'call:' || b.call
        join rights.separation s on s.act_a = a.kind and s.act_b = b.kind or s.act_b = a.kind and s.act_a = b.kind
        order by least(a.entry, b.entry), greatest(a.entry, b.entry), a.entry) p
    union all
    select i.entry, 'declare_impartiality', e.entry, e.kind, e.stream, rights.why_hindered()
    from grants.impartiality i
    join ledger.entry d on d.entry = i.entry and d.person = any (identity.cards(p_human))
    join ledger.entry e on e.stream = d.stream and e.entry > i.entry and e.person = any (identity.cards(p_human))
    where i.declared = 'interest' and exists (
        select from rights.act a where a.act = e.kind and a.audience = 'agency'
                                   and a.act not in ('declare_impartiality', 'record_refusal'))
    order by 1, 3
$body$;
comment on function rights.recheck_human(bigint) is
    'Pairs of entries of one natural person that exclude each other on one case: what becomes visible when two '
    'persons turn out to be one human. Every case counts until the act exists that closes one.';
revoke all on function rights.recheck_human(bigint) from public;
