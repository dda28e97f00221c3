-- SPDX-License-Identifier: EUPL-1.2
-- Writing an application: for the applicants of one organisation, in the grantee pool. No acts and no
-- record; the person is the one the worker set for the transaction.
create or replace function draft.version_hash(p_content text, p_slots jsonb)
returns bytea language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(p_content || E'\n' || coalesce(
           string_agg(s.slot || ':' || s.sha256 || E'\n', '' order by s.slot collate "C"), ''), 'UTF8'))
    from jsonb_each_text(p_slots) s(slot, sha256)
$$;
comment on function draft.version_hash(text, jsonb) is
  'What a submission names: SHA-256 of content, line end, and "slot:hex" lines in slot order.';

create or replace function draft.applicant()
returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_person bigint := ledger.current_person();
begin
  if session_user <> 'tilsagn_grantee' or v_person is null
     or not identity.holds_role(v_person, 'applicant') then
    perform ledger.fail('LG401', 'drafts are written by applicants');
  end if;
  if identity.blocked(v_person, null) then
    perform ledger.fail('LG404', 'the person is blocked');
  end if;
  return ledger.current_organisation();
end
$$;
comment on function draft.applicant() is
  'CVR of the current person, who must be an applicant in the grantee pool.';

create or replace function draft.lock_own(p_application bigint, p_if_version integer)
returns draft.application language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_found draft.application; v_organisation text := draft.applicant();
begin
  select a.* into v_found from draft.application a
   where a.application = p_application and ledger.own_draft(v_organisation, a.unit, a.shared)
     and a.organisation = v_organisation for update;
  if v_found.application is null then perform ledger.fail('LG301', 'no such application'); end if;
  if p_if_version is distinct from v_found.version then
    perform ledger.fail('LG503', 'the draft has another version',
                        jsonb_build_object('version', v_found.version));
  end if;
  return v_found;
end
$$;
comment on function draft.lock_own(bigint, integer) is
  'The own draft, locked; LG301 not visible, LG503 when it is no longer at that version.';

create or replace function draft.answer(p_application bigint)
returns text language sql stable set search_path = pg_catalog, pg_temp as $$
  select json_build_object('application', a.application, 'call', a.call, 'version', a.version,
           'sha256', encode(v.sha256, 'hex'), 'saved_at', ledger.rfc3339(v.saved_at))::text
    from draft.application a
    join draft.version v on v.application = a.application and v.version = a.version
   where a.application = p_application
$$;
comment on function draft.answer(bigint) is 'What every draft function answers.';

-- A new version: the content given or the old one, the attachments of the old one without p_slot, and
-- the file p_file in p_slot when there is one.
create or replace function draft.next_version(
  p_draft draft.application, p_content text, p_slot text, p_filename text, p_file store.file)
returns text language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_next integer := p_draft.version + 1; v_at timestamptz := ledger.clock(); v_slots jsonb;
begin
  select coalesce(jsonb_object_agg(t.slot, encode(t.sha256, 'hex')), '{}') into v_slots
    from draft.attachment t
   where t.application = p_draft.application and t.version = p_draft.version
     and t.slot is distinct from p_slot;
  if p_file.sha256 is not null then
    v_slots := v_slots || jsonb_build_object(p_slot, encode(p_file.sha256, 'hex'));
  end if;
  insert into draft.version (application, version, content, sha256, saved_at, person)
  select v.application, v_next, coalesce(p_content, v.content),
         draft.version_hash(coalesce(p_content, v.content), v_slots), v_at, ledger.current_person()
    from draft.version v
   where v.application = p_draft.application and v.version = p_draft.version;
  insert into draft.attachment (application, version, slot, filename, media_type, bytes, sha256,
                                attached_at)
  select t.application, v_next, t.slot, t.filename, t.media_type, t.bytes, t.sha256, t.attached_at
    from draft.attachment t
   where t.application = p_draft.application and t.version = p_draft.version
     and t.slot is distinct from p_slot;
  if p_file.sha256 is not null then
    insert into draft.attachment (application, version, slot, filename, media_type, bytes, sha256,
                                  attached_at)
    values (p_draft.application, v_next, p_slot, p_filename, p_file.media_type, p_file.size,
            p_file.sha256, v_at);
  end if;
  update draft.application a set version = v_next where a.application = p_draft.application;
  delete from draft.version v
   where v.application = p_draft.application and v.version <= v_next - 20;
  return draft.answer(p_draft.application);
end
$$;
comment on function draft.next_version(draft.application, text, text, text, store.file) is
  'Writes the next version of a draft and forgets those that are twenty versions old.';

create or replace function draft.create(p_call text)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_organisation text := draft.applicant(); v_application bigint; v_kinds jsonb;
  v_content constant text := '{"v":1,"title":"","description":"","parties":[],"unit_hours":[],'
    '"applied_ore":0,"budget":[],"answers":[]}';
begin
  select c.definition::jsonb #> '{applicants,kinds}' into v_kinds
    from grants.call c where c.call = p_call;
  if v_kinds is null then perform ledger.fail('LG301', 'no such call'); end if;
  if not v_kinds ? identity.kind_now(v_organisation) then
    perform grants.refuse('organisation', 'kind_not_allowed');
  end if;
  if grants.call_state(p_call) <> 'published' then
    perform grants.not_now(grants.call_state(p_call), 'published');
  end if;
  insert into draft.application (call, organisation, created_at, version, unit)
  values (p_call, v_organisation, ledger.clock(), 1, ledger.current_unit())
  returning draft.application.application into v_application;
  insert into draft.version (application, version, content, sha256, saved_at, person)
  values (v_application, 1, v_content, draft.version_hash(v_content, '{}'), ledger.clock(),
          ledger.current_person());
  return draft.answer(v_application);
end
$$;
comment on function draft.create(text) is 'Begins an application to a published, not yet closed call.';

create or replace function draft.save(p_application bigint, p_if_version integer, p_content text)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_draft draft.application := draft.lock_own(p_application, p_if_version); v_wrong text;
begin
  v_wrong := case when octet_length(p_content) > 200000 then 'content'
                  else draft.malformed(p_content) end;
  if v_wrong is not null then perform grants.refuse(v_wrong, 'malformed'); end if;
  return draft.next_version(v_draft, p_content, null, null, null);
end
$$;
comment on function draft.save(bigint, integer, text) is
  'Saves content of the right shape, however incomplete; the rules are for the submission.';

create or replace function draft.attach(
  p_application bigint, p_if_version integer, p_slot text, p_filename text, p_media_type text,
  p_sha256 bytea)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_draft draft.application := draft.lock_own(p_application, p_if_version); v_file store.file;
begin
  if not exists (select from grants.call c,
                        jsonb_array_elements(c.definition::jsonb -> 'slots') s
                  where c.call = v_draft.call and s ->> 'slot' = p_slot) then
    perform grants.refuse('attachments.' || coalesce(p_slot, ''), 'unknown');
  end if;
  if p_filename is null or char_length(p_filename) not between 1 and 200
     or p_filename is not nfc normalized or p_filename ~ '[\x01-\x1f\x7f/\\]' then
    perform grants.refuse('attachments.' || p_slot, 'malformed');
  end if;
  if rule.personal_number_at(p_filename) is not null then
    perform grants.refuse('attachments.' || p_slot, 'named_by_number');
  end if;
  v_file := store.hold_file(p_sha256, v_draft.organisation);
  if v_file.sha256 is null then perform ledger.fail('LG301', 'no such file'); end if;
  if v_file.media_type is distinct from p_media_type then
    perform grants.refuse('attachments.' || p_slot, 'malformed');
  end if;
  return draft.next_version(v_draft, null, p_slot, p_filename, v_file);
end
$$;
comment on function draft.attach(bigint, integer, text, text, text, bytea) is
  'Puts an uploaded file of the own organisation into a slot of the call; replaces what was there.';

create or replace function draft.detach(p_application bigint, p_if_version integer, p_slot text)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_draft draft.application := draft.lock_own(p_application, p_if_version);
begin
  if not exists (select from draft.attachment t
                  where t.application = v_draft.application and t.version = v_draft.version
                    and t.slot = p_slot) then
    perform ledger.fail('LG301', 'nothing in this slot');
  end if;
  return draft.next_version(v_draft, null, p_slot, null, null);
end
$$;
comment on function draft.detach(bigint, integer, text) is 'Empties a slot of a draft.';

create or replace function draft.share(p_application bigint, p_shared boolean)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict error
declare
  v_organisation text := draft.applicant(); v_found draft.application;
begin
  select a.* into v_found from draft.application a
   where a.application = p_application and a.organisation = v_organisation
     and a.unit = ledger.current_unit() for update;
  if v_found.application is null then perform ledger.fail('LG301', 'no such application'); end if;
  if p_shared is null or v_found.shared = p_shared then
    perform grants.not_now(case when v_found.shared then 'shared' else 'own' end,
                           case when v_found.shared then 'own' else 'shared' end);
  end if;
  update draft.application a set shared = p_shared where a.application = p_application;
  return draft.answer(p_application);
end
$$;
comment on function draft.share(bigint, boolean) is
  'The unit that owns a draft shows it to the whole organisation, or no longer. LG301, LG502.';
