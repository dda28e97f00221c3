-- SPDX-License-Identifier: EUPL-1.2
-- Payment files as the database sees them: references, the profile in force, and what a file says.
create or replace function grants.payment_reference(p_instalment bigint, p_try integer)
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select 'T' || p_instalment || '-' || p_try
$$;
comment on function grants.payment_reference(bigint, integer) is
  'EndToEndId of one release of an instalment; never used twice.';

create or replace function grants.payment_message(p_references text[])
returns text language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select 'TB-' || left(encode(sha256(convert_to(array_to_string(p_references, ' '), 'UTF8')), 'hex'), 32)
$$;
comment on function grants.payment_message(text[]) is
  'Message id of a file with these payments: 35 characters, which is all that the format takes.';

create or replace function grants.next_try(p_instalment bigint)
returns integer language sql stable set search_path = pg_catalog, pg_temp as $$
  select 1 + coalesce(max(r.try), 0) from grants.instalment_released r where r.instalment = p_instalment
$$;
comment on function grants.next_try(bigint) is 'Number of the next release of an instalment.';

-- The money of a payment that came back can be claimed already: then that part of the claim is settled by it, and only
-- the rest is the payee's.
create or replace function grants.release_ore(p_instalment bigint, p_try integer)
returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select i.amount_ore::bigint - coalesce((select sum(b.claimed_ore) from grants.instalment_booked b
                                           where b.instalment = i.instalment and b.try < p_try), 0)::bigint
    from grants.instalment i where i.instalment = p_instalment
$$;
comment on function grants.release_ore(bigint, integer) is
  'What one release of an instalment pays, in øre: its amount, less what claims took when an earlier one came back.';

create or replace function grants.payment_profile_now()
returns grants.payment_profile language sql stable set search_path = pg_catalog, pg_temp as $$
  select p from grants.payment_profile p order by p.entry desc limit 1
$$;
comment on function grants.payment_profile_now() is 'The profile in force, or nulls.';

create or replace function grants.apply_payment(
  p_ctx ledger.act_context, p_proposal bigint, p_document json)
returns ledger.effect language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_effect ledger.effect; v_party text;
begin
  perform grants.check_object(p_document, array['v:count', 'output:any', 'initiating_party:object',
    'debtor:object', 'debtor_account:object', 'debtor_bic:any', 'service_level:any',
    'category_purpose:any?', 'creditor_scheme:any', 'account_scheme:any', 'remittance:any',
    'execution_days:count', 'missing_after_days:count', 'journal_account:any?'], 'document');
  foreach v_party in array array['initiating_party', 'debtor'] loop
    perform grants.check_object(p_document -> v_party, array['name:any', 'id:any', 'scheme:any'],
                                'document.' || v_party);
  end loop;
  perform grants.check_object(p_document -> 'debtor_account', array['iban:any?', 'id:any?',
    'scheme:any?'], 'document.debtor_account');
  perform grants.refuse_document('output', 'unknown',
    p_document ->> 'output' not in ('pain.001.001.03', 'journal'));
  perform grants.refuse_document('debtor_account', 'one_of_two',
    (p_document #>> '{debtor_account,iban}' is null) = (p_document #>> '{debtor_account,id}' is null));
  perform grants.refuse_document('execution_days', 'out_of_range',
    (p_document ->> 'execution_days')::integer > 30);
  perform grants.refuse_document('missing_after_days', 'out_of_range',
    (p_document ->> 'missing_after_days')::integer not between 1 and 30);
  perform grants.refuse_document('document', 'subject_differs', 'nemkonto' <> (
    select p.subject from ledger.proposal p where p.proposal = p_proposal));
  v_effect.result := jsonb_build_object('output', p_document ->> 'output');
  return v_effect;
end
$$;
comment on function grants.apply_payment(ledger.act_context, bigint, json) is
  'What stands in payment files comes into force; it names no payee.';

create or replace function grants.applied_payment(p_proposal bigint, p_document json, p_entry bigint)
returns void language sql volatile set search_path = pg_catalog, pg_temp as $$
  insert into grants.payment_profile (entry, proposal, document, sha256)
  select p_entry, p_proposal, p_document::text, p.sha256
    from ledger.proposal p where p.proposal = p_proposal
$$;
comment on function grants.applied_payment(bigint, json, bigint) is 'Projection of a payment profile.';

create or replace function grants.kept_file(p_sha256 bytea, p_media_types text[])
returns bytea language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(c.bytes, ''::bytea order by c.n)
    from store.file f join store.chunk c on c.upload = f.upload
   where f.sha256 = p_sha256 and f.organisation is null and f.media_type = any (p_media_types)
$$;
comment on function grants.kept_file(bytea, text[]) is 'The bytes of a document of the agency, or null.';

-- Header and payments of a file: {"message","made","count","sum","day","debtor","payments":[…]}. A
-- payment names its reference, CVR, the account, which is the CVR again, and øre.
create or replace function grants.pain_says(p_bytes bytea)
returns jsonb language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  k_space constant text := 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.03';
  v_doc xml; v_said jsonb;
begin
  v_doc := xmlparse(document convert_from(p_bytes, 'UTF8'));
  select jsonb_build_object('message', h.message, 'made', h.made, 'count', h.count, 'sum', h.sum,
           'day', h.day, 'debtor', coalesce(h.iban, h.account), 'parts', h.parts, 'other', h.other)
    into v_said
    from xmltable(xmlnamespaces(k_space as p), '/p:Document/p:CstmrCdtTrfInitn' passing v_doc columns
      message text path 'p:GrpHdr/p:MsgId', made text path 'p:GrpHdr/p:CreDtTm',
      count text path 'p:GrpHdr/p:NbOfTxs', sum text path 'p:GrpHdr/p:CtrlSum',
      day text path 'p:PmtInf/p:ReqdExctnDt', iban text path 'p:PmtInf/p:DbtrAcct/p:Id/p:IBAN',
      account text path 'p:PmtInf/p:DbtrAcct/p:Id/p:Othr/p:Id',
      parts integer path 'count(p:PmtInf)',
      -- anything that could send the money elsewhere
      other integer path 'count(//p:CdtrAgt | //p:CdtrAcct//p:IBAN | //p:UltmtCdtr | //p:EqvtAmt)') h;
  return v_said || jsonb_build_object('payments', (
    select jsonb_agg(jsonb_build_object('reference', x.reference, 'cvr', x.cvr, 'account', x.account,
             'ore', x.amount * 100) order by x.n)
      from xmltable(xmlnamespaces(k_space as p),
        '/p:Document/p:CstmrCdtTrfInitn/p:PmtInf/p:CdtTrfTxInf' passing v_doc columns
        n for ordinality, reference text path 'p:PmtId/p:EndToEndId',
        cvr text path 'p:Cdtr/p:Id/p:OrgId/p:Othr/p:Id', account text path 'p:CdtrAcct/p:Id/p:Othr/p:Id',
        amount numeric path 'p:Amt/p:InstdAmt[@Ccy="DKK"]') x));
exception when data_exception or invalid_xml_document or cardinality_violation then return null;
end
$$;
comment on function grants.pain_says(bytea) is 'What a pain.001.001.03 file asks the bank for; null for none.';

create or replace function grants.journal_says(p_bytes bytea)
returns jsonb language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_text text; v_lines text[]; v_rows jsonb;
begin
  v_text := convert_from(p_bytes, 'UTF8');
  v_lines := string_to_array(v_text, E'\r\n');
  if v_lines[1] <> '"day";"reference";"account";"cvr";"name";"text";"amount"'
     or v_lines[cardinality(v_lines)] <> '' then
    return null;
  end if;
  select jsonb_agg(case when m.m is not null then jsonb_build_object('reference', m.m[2],
           'cvr', m.m[4], 'account', m.m[4], 'ore', (m.m[5])::numeric * 100, 'day', m.m[1]) end order by l.n)
    into v_rows
    from unnest(v_lines[2:cardinality(v_lines) - 1]) with ordinality l(line, n),
         lateral (select regexp_match(l.line, '^"([0-9-]{10})";"([^"]*)";"([^"]*)";"([0-9]{8})";'
           '"(?:[^"]|"")*";"(?:[^"]|"")*";"([0-9]{1,16}\.[0-9]{2})"$') as m) m;
  return jsonb_build_object('payments', v_rows);
exception when data_exception then return null;
end
$$;
comment on function grants.journal_says(bytea) is 'What a CSV journal says; null for another file.';

create or replace function grants.payment_asks(p_ids bigint[], p_made timestamptz)
returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
  with item as (
    select i.instalment, grants.payment_reference(i.instalment, grants.next_try(i.instalment)) as reference,
           grants.holder_at(i.application, null) as organisation,
           grants.release_ore(i.instalment, grants.next_try(i.instalment)) as amount_ore
      from grants.instalment i
     where i.instalment = any (p_ids)),
  profile as (select (grants.payment_profile_now()).document::jsonb as d)
  select jsonb_build_object('output', p.d ->> 'output',
    'message', (select grants.payment_message(array_agg(x.reference order by x.instalment)) from item x),
    'day', to_char(identity.day_of(p_made) + (p.d ->> 'execution_days')::integer,
                   'YYYY-MM-DD'),
    'debtor', coalesce(p.d #>> '{debtor_account,iban}', p.d #>> '{debtor_account,id}'),
    'payments', (select jsonb_agg(jsonb_build_object('reference', x.reference, 'cvr', x.organisation,
        'account', x.organisation, 'ore', x.amount_ore) order by x.instalment) from item x))
    from profile p
$$;
comment on function grants.payment_asks(bigint[], timestamptz) is
  'What a file for these instalments must say, worked out from the record alone.';

create or replace function grants.check_file(p_ctx ledger.act_context, p_ids bigint[])
returns jsonb language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_made timestamptz := (p_ctx.params ->> 'made')::timestamptz;
  v_asks jsonb := grants.payment_asks(p_ids, v_made);
  v_journal boolean := v_asks ->> 'output' = 'journal';
  v_bytes bytea; v_says jsonb; v_expected jsonb;
begin
  if v_asks ->> 'output' is null then perform grants.not_now('approved', 'payment_profile'); end if;
  -- a signed request waits an hour at most
  if v_made > p_ctx.at or v_made < p_ctx.at - interval '70 minutes' then
    perform ledger.fail('LG503', 'the file is of another time', jsonb_build_object(
      'made', p_ctx.params ->> 'made', 'at', ledger.rfc3339(p_ctx.at)));
  end if;
  v_bytes := grants.kept_file(decode(p_ctx.params ->> 'sha256', 'hex'),
                              array[case when v_journal then 'text/csv' else 'application/xml' end]);
  if v_bytes is null then perform ledger.fail('LG301', 'no such file'); end if;
  v_says := case when v_journal then grants.journal_says(v_bytes) else grants.pain_says(v_bytes) end;
  v_expected := case when v_journal then jsonb_build_object('payments', (
      select jsonb_agg(e || jsonb_build_object('day', v_asks -> 'day')) from jsonb_array_elements(v_asks -> 'payments') e))
    else v_asks - 'output' || jsonb_build_object('made', p_ctx.params ->> 'made', 'parts', 1, 'other', 0,
      'count', (p_ctx.params ->> 'count'), 'sum', to_char((p_ctx.params ->> 'total_ore')::numeric / 100, 'FM9999999999999990.00')) end;
  if v_says is distinct from v_expected then
    perform ledger.fail('LG103', 'the file says something else', jsonb_build_object(
      'sent', v_says - 'payments', 'computed', v_expected - 'payments'));
  end if;
  return v_asks || jsonb_build_object('media_type', case when v_journal then 'text/csv' else 'application/xml' end);
end
$$;
comment on function grants.check_file(ledger.act_context, bigint[]) is
  'LG103 unless the kept file of this SHA-256 asks for exactly these payments; LG301, LG502, LG503.';
