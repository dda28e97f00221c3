-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers on request: what waits, for whom, and what a decided judgement means for the accounts that come after it.
create or replace function grants.voucher_voided(p_request bigint)
returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from grants.accounts n where n.application = r.application and n.entry > r.accounts_entry)
    from grants.voucher_request r where r.entry = p_request
$$;
comment on function grants.voucher_voided(bigint) is 'Whether newer accounts void a request, as they void sign-offs.';

create or replace function grants.voucher_open_judgement(p_request bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select j.entry from grants.voucher_judgement j
   where j.request = p_request and not exists (select from grants.voucher_decision d where d.judgement_entry = j.entry)
$$;
comment on function grants.voucher_open_judgement(bigint) is 'The undecided judgement of a request, or null.';

create or replace function grants.voucher_judged(p_request bigint)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select j.entry from grants.voucher_judgement j
    join grants.voucher_decision d on d.judgement_entry = j.entry and d.decision = 'accept'
   where j.request = p_request
$$;
comment on function grants.voucher_judged(bigint) is 'The judgement of a request that another officer accepted, or null.';

-- What fell short is not forgotten by sending accounts again: it binds until a later request on the same line is decided.
create or replace function grants.voucher_short(p_application bigint)
returns table (line integer, accepted_ore bigint, accounts_entry bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select n.line, n.accepted_ore, n.accounts_entry
    from (select distinct on (x.line) x.line, x.accepted_ore, x.result, r.accounts_entry
            from grants.voucher_result x
            join grants.voucher_decision d on d.judgement_entry = x.entry and d.decision = 'accept'
            join grants.voucher_request r on r.entry = x.request
           where x.application = p_application
           order by x.line, x.request desc) n
   where n.result <> 'full'
$$;
comment on function grants.voucher_short(bigint) is
  'Lines of a grant that vouchers documented in part or not at all when last asked, with what they did.';

-- Nor is what was asked for and never judged: who sends accounts again to be rid of a sample meets its lines in the next.
create or replace function grants.voucher_before(p_application bigint)
returns table (line integer) language sql stable set search_path = pg_catalog, pg_temp as $$
  select n.line
    from (select distinct on (v.line) v.line, x.result
            from grants.voucher_line v
            left join grants.voucher_result x
              on x.request = v.request and x.line = v.line and x.entry = grants.voucher_judged(v.request)
           where v.application = p_application
           order by v.line, v.request desc) n
   where n.result is distinct from 'full'
$$;
comment on function grants.voucher_before(bigint) is
  'Lines of a grant whose vouchers were asked for, the last time without documenting all of it.';

create or replace function grants.voucher_lines(p_accounts bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('line', l.line, 'ore', l.actual_ore::bigint,
           'before', l.line in (select b.line from grants.voucher_before(l.application) b)) order by l.line), '[]')
    from grants.accounts_line l
   where l.entry = p_accounts and l.actual_ore > 0
$$;
comment on function grants.voucher_lines(bigint) is 'What a sample of accounts is drawn from: line, øre, whether it is taken from before.';

-- code and by of what a grant's payments wait for; null when they wait for no vouchers.
create or replace function grants.vouchers_wait(p_application bigint)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_last grants.voucher_request; v_code text; v_by text := 'officer'; v_newest bigint;
begin
  select r.* into v_last from grants.voucher_request r where r.application = p_application order by r.entry desc limit 1;
  if v_last.entry is null then return null; end if;
  v_newest := (select max(a.entry) from grants.accounts a where a.application = p_application);
  if grants.voucher_judged(v_last.entry) is null and v_last.accounts_entry <> v_newest then
    v_code := 'vouchers_voided';
  elsif grants.voucher_judged(v_last.entry) is null then
    if grants.voucher_open_judgement(v_last.entry) is not null then v_code := 'vouchers_undecided';
    elsif exists (select from grants.voucher_answer x where x.request = v_last.entry) then v_code := 'vouchers_unjudged';
    elsif not exists (select from grants.voucher_draw x where x.request = v_last.entry) then v_code := 'vouchers_undrawn'; v_by := 'system';
    else v_code := 'vouchers'; v_by := 'applicant'; end if;
  elsif exists (select from grants.voucher_short(p_application) s join grants.accounts_line l on l.line = s.line
                 where l.entry = v_newest and l.actual_ore > s.accepted_ore) then
    v_code := 'vouchers_short';
    v_by := 'applicant';
  end if;
  return case when v_code is not null then jsonb_build_object('code', v_code, 'by', v_by, 'accounts_entry', v_newest) end;
end
$$;
comment on function grants.vouchers_wait(bigint) is
  'What payments of a grant wait for since vouchers were asked for: undrawn, the grantee''s answer (vouchers), a judgement, '
  'its decision, accounts without what fell short, or, when newer accounts voided the request, a request on those.';

create or replace function grants.vouchers_wait_seen(p_application bigint)
returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select grants.vouchers_wait(p_application)
   where session_user in ('tilsagn_grantee', 'tilsagn_agency') and grants.visible(p_application)
     and (session_user = 'tilsagn_agency' or grants.concerns_me(p_application, null))
$$;
comment on function grants.vouchers_wait_seen(bigint) is
  'vouchers_wait() of a grant that the login may see; null for others, also for who had the grant before.';

create or replace function grants.assert_vouched(p_application bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_wait jsonb := grants.vouchers_wait(p_application);
begin
  if v_wait is not null then perform grants.not_now('vouchers_asked', v_wait ->> 'code'); end if;
end
$$;
comment on function grants.assert_vouched(bigint) is 'LG502 with what is missing while a grant''s payments wait for vouchers.';

-- The first signed head that covers a request: nobody knew its root when asking, and nobody can choose another. A request
-- that a log left undrawn stands in the next one at a place of its own, and that one's heads draw it.
create or replace function grants.voucher_head(p_request bigint)
returns ledger.checkpoint language sql stable set search_path = pg_catalog, pg_temp as $$
  select c from ledger.log_leaf l join ledger.checkpoint c on c.size > l.leaf_index
   where l.entry = p_request order by c.size limit 1
$$;
comment on function grants.voucher_head(bigint) is 'The first signed head behind a request; null while there is none.';

create or replace function grants.draws_due()
returns json language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(json_agg(r.entry order by r.entry), '[]') from grants.voucher_request r
   where session_user = 'tilsagn_sequencer'
     and not exists (select from grants.voucher_draw d where d.request = r.entry)
     and not grants.voucher_voided(r.entry) and grants.grant_state(r.application) = 'awarded'
     and (grants.voucher_head(r.entry)).size is not null
$$;
comment on function grants.draws_due() is 'Requests behind which a head is signed, for the sequencer.';

create or replace function grants.check_voucher_files(p_ctx ledger.act_context, p_request bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with sent as (
    select x.n - 1 as n, (x.l ->> 'line')::integer as line, x.l ->> 'note' as note, x.l -> 'files' as files
      from json_array_elements(p_ctx.params -> 'lines') with ordinality x(l, n)),
  wrong as (
    select s.n, 0::bigint as k, format('lines.%s.line', s.n) as field, 'unknown_line' as code, '{}'::jsonb as place
      from sent s where not exists (select from grants.voucher_line v where v.request = p_request and v.line = s.line)
    union all
    select s.n, 0, format('lines.%s.line', s.n), 'duplicate', '{}'
      from sent s where exists (select from sent o where o.line = s.line and o.n < s.n)
    union all
    -- beyond what was sent: told by the line's own number
    select 1000, v.line, 'vouchers.' || v.line, 'voucher_missing', '{}'
      from grants.voucher_line v
     where v.request = p_request and not exists (
       select from sent s where s.line = v.line and (json_array_length(s.files) > 0 or btrim(s.note, E' \t\r\n') <> ''))
    union all
    select s.n, f.k, format('lines.%s.files.%s.sha256', s.n, f.k - 1), 'no_file', '{}'
      from sent s, json_array_elements(s.files) with ordinality f(f, k)
     where not exists (select from store.file t where t.organisation = p_ctx.organisation
                          and encode(t.sha256, 'hex') = f.f ->> 'sha256')
    union all
    select s.n, f.k, format('lines.%s.files.%s.sha256', s.n, f.k - 1), 'duplicate', '{}'
      from sent s, json_array_elements(s.files) with ordinality f(f, k)
     where exists (select from json_array_elements(s.files) with ordinality o(o, k)
                    where o.o ->> 'sha256' = f.f ->> 'sha256' and o.k < f.k)
    union all
    select s.n, f.k, format('lines.%s.files.%s.filename', s.n, f.k - 1), 'malformed', '{}'
      from sent s, json_array_elements(s.files) with ordinality f(f, k)
     where char_length(f.f ->> 'filename') not between 1 and 200 or f.f ->> 'filename' is not nfc normalized
        or f.f ->> 'filename' ~ '[\x01-\x1f\x7f/\\]'
    union all
    select s.n, f.k, v.value ->> 'field', v.value ->> 'code', v.value
      from sent s, json_array_elements(s.files) with ordinality f(f, k), jsonb_array_elements(store.numbers_in(
             decode(f.f ->> 'sha256', 'hex'), p_ctx.organisation, format('lines.%s.files.%s.sha256', s.n, f.k - 1))) v)
  select coalesce(jsonb_agg(w.place || rule.violation(w.field, w.code) order by w.n, w.k, w.field, w.code), '[]') from wrong w
$$;
comment on function grants.check_voucher_files(ledger.act_context, bigint) is
  'What is wrong with an answer: a line nobody asked for or twice, one without file and without a word, a file that the '
  'organisation has not uploaded, or in which a CPR number was found since.';

create or replace function grants.check_voucher_results(p_params json, p_request bigint)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with sent as (
    select x.n - 1 as n, (x.l ->> 'line')::integer as line, x.l ->> 'result' as result,
           (x.l ->> 'accepted_ore')::bigint as ore, x.l ->> 'reason' as reason, v.ore as of_ore
      from json_array_elements(p_params -> 'lines') with ordinality x(l, n)
      left join grants.voucher_line v on v.request = p_request and v.line = (x.l ->> 'line')::integer),
  wrong as (
    select s.n, format('lines.%s.line', s.n) as field, 'unknown_line' as code from sent s where s.of_ore is null
    union all
    select s.n, format('lines.%s.line', s.n), 'duplicate'
      from sent s where exists (select from sent o where o.line = s.line and o.n < s.n)
    union all
    select 1000 + v.line, 'vouchers.' || v.line, 'missing' from grants.voucher_line v
     where v.request = p_request and not exists (select from sent s where s.line = v.line)
    union all
    select s.n, format('lines.%s.result', s.n), 'unknown' from sent s where s.result not in ('full', 'part', 'none')
    union all
    select s.n, format('lines.%s.accepted_ore', s.n), 'out_of_range' from sent s
     where not case s.result when 'full' then s.ore = s.of_ore when 'none' then s.ore = 0
                             when 'part' then s.ore > 0 and s.ore < s.of_ore else true end
    union all
    select s.n, format('lines.%s.reason', s.n), 'missing' from sent s
     where s.result in ('part', 'none') and btrim(s.reason, E' \t\r\n') = '')
  select coalesce(jsonb_agg(rule.violation(w.field, w.code) order by w.n, w.field, w.code), '[]') from wrong w
$$;
comment on function grants.check_voucher_results(json, bigint) is
  'What is wrong with a judgement: a line nobody asked for, twice or left out, an amount that is not what its result says, '
  'no reason for what is not documented.';
