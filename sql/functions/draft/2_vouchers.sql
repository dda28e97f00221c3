-- SPDX-License-Identifier: EUPL-1.2
-- Vouchers as they are gathered: kept line by line until all is sent as one answer.
create or replace function draft.voucher_request(p_application bigint, p_line integer)
returns bigint language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_organisation text := draft.applicant(); v_request bigint;
begin
  select v.request into v_request
    from grants.voucher_line v
    join grants.voucher_request r on r.entry = v.request
   where r.application = p_application and v.line = p_line and grants.holder_at(r.application, null) = v_organisation
   order by v.request desc limit 1;
  if v_request is null then perform ledger.fail('LG301', 'no vouchers are asked for of this line'); end if;
  if grants.voucher_voided(v_request) then perform grants.not_now('voided', 'request_vouchers'); end if;
  if exists (select from grants.voucher_answer x where x.request = v_request)
     or exists (select from grants.voucher_judgement x where x.request = v_request) then
    perform grants.not_now('answered', 'request_vouchers');
  end if;
  return v_request;
end
$$;
comment on function draft.voucher_request(bigint, integer) is
  'The unanswered request for vouchers of a line of an own grant. LG301, LG401, LG502.';

create or replace function draft.save_voucher(p_application bigint, p_line integer, p_note text, p_filename text, p_sha256 bytea)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_request bigint := draft.voucher_request(p_application, p_line); v_at text := 'vouchers.' || p_line;
begin
  if p_note is null or not draft.is_text(to_json(p_note), 4000) then perform grants.refuse(v_at || '.note', 'malformed'); end if;
  if rule.personal_number_at(p_note) is not null then perform grants.refuse(v_at || '.note', 'personal_number'); end if;
  insert into draft.voucher_note (request, line, note, person, saved_at)
  values (v_request, p_line, p_note, ledger.current_person(), ledger.clock())
  on conflict (request, line) do update set note = excluded.note, person = excluded.person, saved_at = excluded.saved_at;
  if p_sha256 is not null then
    if p_filename is null or char_length(p_filename) not between 1 and 200
       or p_filename is not nfc normalized or p_filename ~ '[\x01-\x1f\x7f/\\]' then
      perform grants.refuse(v_at || '.file', 'malformed');
    end if;
    if rule.personal_number_at(p_filename) is not null then perform grants.refuse(v_at || '.file', 'named_by_number'); end if;
    if (store.hold_file(p_sha256, ledger.current_organisation())).sha256 is null then
      perform ledger.fail('LG301', 'no such file');
    end if;
    if (select count(*) from draft.voucher_file f where f.request = v_request and f.line = p_line) >= 50 then
      perform grants.refuse(v_at || '.file', 'too_many');
    end if;
    insert into draft.voucher_file (request, line, sha256, filename) values (v_request, p_line, p_sha256, p_filename)
    on conflict (request, line, sha256) do update set filename = excluded.filename;
  end if;
  return json_build_object('request', v_request, 'line', p_line)::text;
end
$$;
comment on function draft.save_voucher(bigint, integer, text, text, bytea) is
  'Keeps what is to be said of a line, and one more uploaded file of it (null: none), until all is sent. LG102, LG301, LG401, LG502.';

create or replace function draft.drop_voucher(p_application bigint, p_line integer, p_sha256 bytea)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_request bigint := draft.voucher_request(p_application, p_line);
begin
  delete from draft.voucher_file f where f.request = v_request and f.line = p_line and f.sha256 = p_sha256;
  if not found then perform ledger.fail('LG301', 'no such file'); end if;
  update draft.voucher_note n set person = ledger.current_person(), saved_at = ledger.clock()
   where n.request = v_request and n.line = p_line;
  return json_build_object('request', v_request, 'line', p_line)::text;
end
$$;
comment on function draft.drop_voucher(bigint, integer, bytea) is 'Takes a gathered file away again. LG301, LG401, LG502.';
