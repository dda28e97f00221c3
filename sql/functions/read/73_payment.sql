-- SPDX-License-Identifier: EUPL-1.2
-- Payment files: what one is made of, and the one that was signed.
create or replace function read.remittance(p_pattern text, p_call text, p_application bigint, p_number integer)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select left(replace(replace(replace(p_pattern, '{call}', p_call), '{application}', p_application::text),
                      '{number}', p_number::text), 140)
$$;
comment on function read.remittance(text, text, bigint, integer) is
  'Text to the payee by the profile''s pattern.';

-- Asked again after the release it gives what the file was made of, so that a repeated request is the
-- same request.
create or replace function read.payment_draft(p_instalments text)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  with wanted as materialized (
    select distinct e.id::bigint as instalment from json_array_elements_text(p_instalments::json) e(id)),
  found as materialized (
    select i.instalment, i.application, i.call, i.organisation, i.number, i.batch,
           i.next_ore as amount_ore, -- of the newest release too, unless that came back
           i.state in ('approved', 'failed', 'prepared', 'superseded') as open,
           i.tries + case when i.state in ('approved', 'failed', 'prepared', 'superseded') then 1 else 0 end as try
      from portal.instalment i join wanted w on w.instalment = i.instalment),
  before as materialized (
    select f.made, f.execution_day, f.profile
      from portal.batch_file f join portal.batch b on b.batch = f.batch
     where not exists (select from found x where x.open or x.batch <> f.batch)
       and b.count = (select count(*) from found)),
  profile as materialized (
    select p.entry, p.document from portal.payment_profile p
     order by p.entry = (select b.profile from before b) desc, p.entry desc limit 1),
  made as materialized (
    select coalesce((select b.made from before b), date_trunc('second', ledger.clock())) as at)
  select read.seen_cases('payment_draft', (select array_agg(distinct x.application) from found x),
    json_build_object('now', ledger.rfc3339(ledger.clock()), 'now_us', ledger.micros(ledger.clock()),
    'profile', p.document, 'message', m.message,
    'made', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'execution_day', read.day(coalesce((select b.execution_day from before b),
      read.today(t.at) + (p.document ->> 'execution_days')::integer)),
    'count', (select count(*) from found), 'total_ore', (select sum(x.amount_ore) from found x),
    'lines', m.lines)::text)
    from made t left join profile p on true,
         lateral (select grants.payment_message(array_agg(
                    grants.payment_reference(x.instalment, x.try) order by x.instalment)) as message,
                  json_agg(json_build_object('reference', grants.payment_reference(x.instalment, x.try),
                    'cvr', x.organisation, 'name', left(read.organisation(x.organisation) ->> 'name', 70),
                    'text', read.remittance(p.document ->> 'remittance', x.call, x.application, x.number),
                    'amount_ore', x.amount_ore) order by x.instalment) as lines from found x) m
   where (select count(*) from found) = (select count(*) from wanted)
     and exists (select from wanted) and session_user = 'tilsagn_agency'
$$;
comment on function read.payment_draft(text) is
  'What the payment file for these instalments (a JSON list) is made of; null when one is not there.';

create or replace function read.payment_file(p_batch bigint)
returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
  select read.seen_cases('payment_file', (select array_agg(distinct i.application order by i.application)
    from portal.instalment_released i where i.batch = f.batch),
    json_build_object('now', ledger.rfc3339(ledger.clock()), 'now_us', ledger.micros(ledger.clock()),
    'batch', f.batch, 'sha256', f.sha256, 'media_type', f.media_type, 'message', f.message,
    'file_name', f.message || '.' || read.file_ending(f.media_type))::text)
    from portal.batch_file f
   where f.batch = p_batch and session_user = 'tilsagn_agency' and identity.i_hold('finance')
$$;
comment on function read.payment_file(bigint) is
  'The one file of a batch, for finance alone, logged under each case in it; its bytes are in the store.';
