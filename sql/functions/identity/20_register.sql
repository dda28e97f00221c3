-- SPDX-License-Identifier: EUPL-1.2
-- The register: organisations, humans, persons, roles. Documents are checked when proposed, and again
-- when they become effective, because the register may have changed between.

create or replace function identity.roles_of_kind(p_kind text) returns text[]
    language sql immutable set search_path = pg_catalog, pg_temp as
$body$
    select case p_kind
        when 'municipality' then array['applicant', 'management']
        when 'region' then array['applicant', 'management']
        when 'audit_firm' then array['external_auditor']
        when 'agency' then array['officer', 'finance', 'auditor', 'administrator']
        when 'state_auditor' then array['auditor']
        else '{}'::text[] end
$body$;
comment on function identity.roles_of_kind(text) is 'Roles that persons of such an organisation may hold.';
revoke all on function identity.roles_of_kind(text) from public;

create or replace function identity.read_document(p_sha256 bytea) returns json
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_bytes    bytea;
    v_document json;
begin
    select string_agg(c.bytes, ''::bytea order by c.n) into v_bytes
    from store.file f join store.chunk c on c.upload = f.upload
    where f.sha256 = p_sha256 and f.organisation is null;
    if v_bytes is null then
        perform ledger.fail('LG301', 'no such document in the store',
                            jsonb_build_object('sha256', encode(p_sha256, 'hex')));
    end if;
    begin
        v_document := convert_from(v_bytes, 'UTF8')::json;
    exception when invalid_text_representation or character_not_in_repertoire
                or untranslatable_character then
        v_document := null;
    end;
    if json_typeof(v_document) is distinct from 'object' or not ledger.json_is_strict(v_document) then
        perform identity.refuse_document('document', 'malformed');
    end if;
    return v_document;
end
$body$;
comment on function identity.read_document(bytea) is 'A document of the operator as strict JSON; LG301, LG102.';
revoke all on function identity.read_document(bytea) from public;

create or replace function identity.refuse_document(p_field text, p_code text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform ledger.fail('LG102', 'the document breaks a rule: ' || p_field || ' ' || p_code,
        jsonb_build_object('violations', jsonb_build_array(
            jsonb_build_object('field', p_field, 'code', p_code))));
end
$body$;
comment on function identity.refuse_document(text, text) is 'Raises LG102 for one field.';
revoke all on function identity.refuse_document(text, text) from public;

create or replace function identity.check_members(p_object json, p_keys text[], p_field text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if json_typeof(p_object) is distinct from 'object'
       or (select array_agg(k order by k) from json_object_keys(p_object) k)
          is distinct from (select array_agg(k order by k) from unnest(p_keys) k) then
        perform identity.refuse_document(p_field, 'members');
    end if;
end
$body$;
comment on function identity.check_members(json, text[], text) is 'LG102 unless the object has exactly these members.';
revoke all on function identity.check_members(json, text[], text) from public;

create or replace function identity.check_text(p_object json, p_key text, p_pattern text, p_field text) returns text
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_value text := p_object ->> p_key;
begin
    if json_typeof(p_object -> p_key) is distinct from 'string' or v_value !~ p_pattern
       or length(v_value) > 200 or v_value ~ '[\x01-\x1f\x7f]' or v_value is not nfc normalized then
        perform identity.refuse_document(p_field || '.' || p_key, 'value');
    end if;
    return v_value;
end
$body$;
comment on function identity.check_text(json, text, text, text) is 'A text member of a document, or LG102.';
revoke all on function identity.check_text(json, text, text, text) from public;

create or replace function identity.proof_known(p_proof text) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return exists (select from identity.pii i join identity.human h on h.proof_commitment = i.commitment
                   where i.field = 'proof' and i.value = p_proof);
end
$body$;
comment on function identity.proof_known(text) is 'Whether an enrolled human gave this proof.';
revoke all on function identity.proof_known(text) from public;

create or replace function identity.proof_kept(p_human bigint) returns boolean
    language sql stable set search_path = pg_catalog, pg_temp as
$body$
    select exists (select from identity.human h join identity.pii i on i.commitment = h.proof_commitment
                   where h.human = p_human
                      or h.human in (select p.human from identity.person p where p.person = any (identity.cards(p_human))))
$body$;
comment on function identity.proof_kept(bigint) is 'Whether a proof of this human is still there, under whichever number; not once they were erased.';
revoke all on function identity.proof_kept(bigint) from public;

create or replace function identity.proof_is(p_human bigint, p_proof text) returns boolean
    language plpgsql stable set search_path = pg_catalog, pg_temp as
$body$
begin
    return exists (select from identity.pii i join identity.human h on h.proof_commitment = i.commitment
                   where h.human = p_human and i.field = 'proof' and i.value = p_proof);
end
$body$;
comment on function identity.proof_is(bigint, text) is
    'Whether this human was enrolled with exactly this proof: for an auditor the approved-auditor number.';
revoke all on function identity.proof_is(bigint, text) from public;

create or replace function identity.enrol_human(p_proof text, p_entry bigint) returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_human bigint;
begin
    -- One proof, one human: a second card must be declared as such, or separation by human would be void.
    if identity.proof_known(p_proof) then
        perform identity.refuse_document('proof', 'belongs_to_enrolled_human');
    end if;
    insert into identity.human (proof_commitment, entry)
    values (identity.commit_value('proof', p_proof), p_entry) returning human.human into v_human;
    return v_human;
end
$body$;
comment on function identity.enrol_human(text, bigint) is 'A new human; LG102 when the proof is another''s.';
revoke all on function identity.enrol_human(text, bigint) from public;

create or replace function identity.enrol_person(
    p_human bigint, p_organisation text, p_profile text, p_serial_number text, p_name text, p_entry bigint)
    returns bigint
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_person bigint;
begin
    insert into identity.person (human, organisation, profile, serial_number, name_commitment, entry)
    values (p_human, p_organisation, p_profile, p_serial_number, identity.commit_value('name', p_name),
            p_entry)
    returning person.person into v_person;
    return v_person;
end
$body$;
comment on function identity.enrol_person(bigint, text, text, text, text, bigint) is 'A new person of a human.';
revoke all on function identity.enrol_person(bigint, text, text, text, text, bigint) from public;

create or replace function identity.assert_roles_fit(p_person bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_all text[];
begin
    -- Two cards of one human may be given roles at once on streams that do not meet: the human is the last
    -- lock here as in every act.
    perform pg_advisory_xact_lock(101, (identity.human_now(p_person) % 2147483647)::int);
    -- who was erased acts under no name: a card of theirs is a new one
    if identity.roles(p_person) <> '{}' and exists (
        select from identity.person p join identity.erased x on x.commitment = p.name_commitment where p.person = p_person) then
        perform identity.refuse_document('person', 'erased');
    end if;
    -- Administrator and auditor hold no other role, under whatever card.
    select array_agg(distinct r) into v_all
    from unnest(identity.cards(identity.human_now(p_person))) c, unnest(identity.roles(c)) r;
    if v_all && array['administrator', 'auditor'] and cardinality(v_all) > 1 then
        perform identity.refuse_document('roles', 'excluded_by_another_role');
    end if;
end
$body$;
comment on function identity.assert_roles_fit(bigint) is
    'LG102 when the person''s human is administrator or auditor and more, over all cards, or the name was erased.';
revoke all on function identity.assert_roles_fit(bigint) from public;

create or replace function identity.set_roles(p_person bigint, p_roles text[], p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    insert into identity.role_change (person, role, granted, entry)
    select p_person, u.r, u.r = any (p_roles), p_entry
    from (select unnest(p_roles) union select unnest(identity.roles(p_person))) u(r)
    left join lateral (select c.until from identity.role_change c where c.person = p_person and c.role = u.r
                       order by c.change desc limit 1) l on true
    where (u.r = any (p_roles)) <> identity.holds_role(p_person, u.r)
       or u.r = any (p_roles) and l.until is not null -- what ended by itself no longer does
    order by u.r;
    perform identity.assert_roles_fit(p_person);
end
$body$;
comment on function identity.set_roles(bigint, text[], bigint) is
    'Gives the person exactly these roles; LG102 when the human would be administrator or auditor and more.';
revoke all on function identity.set_roles(bigint, text[], bigint) from public;

create or replace function identity.check_organisation(p_item json, p_field text) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    perform identity.check_text(p_item, 'cvr', '^[0-9]{8}$', p_field);
    if not identity.is_cvr(p_item ->> 'cvr') then
        perform identity.refuse_document(p_field || '.cvr', 'modulus_11');
    end if;
    perform identity.check_text(p_item, 'name', '.', p_field);
    perform identity.check_text(p_item, 'kind', '^(municipality|region|audit_firm|agency|state_auditor)$', p_field);
    if json_typeof(p_item -> 'region') <> 'null' then
        perform identity.check_text(p_item, 'region', '.', p_field);
    end if;
end
$body$;
comment on function identity.check_organisation(json, text) is 'LG102 unless an organisation of a document is well formed.';
revoke all on function identity.check_organisation(json, text) from public;

create or replace function identity.check_person(p_item json, p_field text, p_document json) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_kind text;
begin
    perform identity.check_members(p_item, array['profile', 'serial_number', 'organisation', 'name', 'proof',
        'roles', 'linked_to'] || case when p_item -> 'unit' is not null then array['unit'] else '{}' end, p_field);
    perform identity.check_text(p_item, 'profile', '^[a-z0-9-]{1,32}$', p_field);
    perform identity.check_text(p_item, 'serial_number', '.', p_field);
    perform identity.check_text(p_item, 'organisation', '^[0-9]{8}$', p_field);
    perform identity.check_text(p_item, 'name', '.', p_field);
    perform identity.check_text(p_item, 'proof', '.', p_field);
    if json_typeof(p_item -> 'linked_to') = 'number' then
        perform identity.check_person_number(p_item, 'linked_to', p_field);
    elsif json_typeof(p_item -> 'linked_to') <> 'null' then
        perform identity.check_text(p_item, 'linked_to', '.', p_field);
    end if;
    if json_typeof(p_item -> 'unit') <> 'null' then
        perform identity.check_text(p_item, 'unit', '^.{1,80}$', p_field);
    end if;
    v_kind := coalesce(identity.kind_now(p_item ->> 'organisation'),
        (select d.value ->> 'kind' from json_array_elements(p_document -> 'organisations') d
         where d.value ->> 'cvr' = p_item ->> 'organisation' limit 1));
    if v_kind is null then
        perform identity.refuse_document(p_field || '.organisation', 'unknown');
    end if;
    if json_typeof(p_item -> 'roles') <> 'array'
       or exists (select from json_array_elements_text(p_item -> 'roles') r
                  where r is null or r <> all (identity.roles_of_kind(v_kind)))
       or (select count(*) <> count(distinct r) from json_array_elements_text(p_item -> 'roles') r) then
        perform identity.refuse_document(p_field || '.roles', 'not_of_this_kind_of_organisation');
    end if;
end
$body$;
comment on function identity.check_person(json, text, json) is 'LG102 unless a person of a document is well formed.';
revoke all on function identity.check_person(json, text, json) from public;

create or replace function identity.salt_member(p_document json) returns text[]
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
begin
    if p_document -> 'salt' is null then
        return array[]::text[];
    end if;
    perform identity.check_text(p_document, 'salt', '^[0-9a-f]{64}$', 'document');
    return array['salt'];
end
$body$;
comment on function identity.salt_member(json) is
    'The member that makes a document''s SHA-256 no way to try names once they are erased; LG102 when it is no salt.';
revoke all on function identity.salt_member(json) from public;

create or replace function identity.check_register(p_document json) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_item json;
    v_n    bigint;
begin
    perform identity.check_members(p_document, array['v', 'organisations', 'people']
        || case when p_document -> 'changes' is not null then array['changes'] else '{}' end
        || identity.salt_member(p_document), 'document');
    if (p_document ->> 'v') <> '1' or json_typeof(p_document -> 'organisations') <> 'array'
       or json_typeof(p_document -> 'people') <> 'array'
       or json_typeof(p_document -> 'changes') <> 'array' then
        perform identity.refuse_document('document', 'version');
    end if;
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'organisations')
                       with ordinality e(value, n) loop
        perform identity.check_members(v_item, array['cvr', 'kind', 'name', 'region'], 'organisations.' || v_n);
        perform identity.check_organisation(v_item, 'organisations.' || v_n);
    end loop;
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'people')
                       with ordinality e(value, n) loop
        perform identity.check_person(v_item, 'people.' || v_n, p_document);
    end loop;
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'changes')
                       with ordinality e(value, n) loop
        perform identity.check_change(v_item, 'changes.' || v_n);
    end loop;
end
$body$;
comment on function identity.check_register(json) is 'LG102 unless the register document is well formed.';
revoke all on function identity.check_register(json) from public;

create or replace function identity.apply_person(p_item json, p_field text, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_roles  text[] := array(select json_array_elements_text(p_item -> 'roles'));
    v_known  record;
    v_human  bigint;
    v_person bigint;
begin
    -- a manager may be enrolling the same person just now: then this waits, and finds them
    perform from identity.access_request r where r.outcome is null and r.profile = p_item ->> 'profile'
        and r.serial_number = p_item ->> 'serial_number' for update;
    select p.person, p.organisation into v_known from identity.person p
    where p.profile = p_item ->> 'profile' and p.serial_number = p_item ->> 'serial_number';
    if found then
        if v_known.organisation <> p_item ->> 'organisation' then
            perform identity.refuse_document(p_field || '.organisation', 'differs_from_enrolment');
        end if;
        v_person := v_known.person;
    else
        if p_item ->> 'linked_to' is not null then
            select identity.human_now(p.person) into v_human from identity.person p
            where case json_typeof(p_item -> 'linked_to')
                      when 'number' then p.person = (p_item ->> 'linked_to')::bigint
                      else p.serial_number = p_item ->> 'linked_to' and p.profile = p_item ->> 'profile' end;
            if v_human is null then
                perform identity.refuse_document(p_field || '.linked_to', 'unknown');
            elsif not identity.proof_kept(v_human) then
                -- the given proof would be nobody's, and the next card with it another human
                perform identity.refuse_document(p_field || '.linked_to', 'erased');
            end if;
        else
            v_human := identity.enrol_human(p_item ->> 'proof', p_entry);
        end if;
        v_person := identity.enrol_person(v_human, p_item ->> 'organisation', p_item ->> 'profile',
            p_item ->> 'serial_number', p_item ->> 'name', p_entry);
        perform identity.close_access(p_item ->> 'profile', p_item ->> 'serial_number', 'granted', p_entry);
    end if;
    if p_item -> 'unit' is not null then
        perform identity.set_unit(v_person, p_item ->> 'unit', p_entry);
    end if;
    perform identity.set_roles(v_person, v_roles, p_entry);
end
$body$;
comment on function identity.apply_person(json, text, bigint) is
    'Enrols one person of a register document or changes the roles of a known one.';
revoke all on function identity.apply_person(json, text, bigint) from public;

create or replace function identity.apply_register(p_document json, p_entry bigint) returns void
    language plpgsql volatile set search_path = pg_catalog, pg_temp as
$body$
declare
    v_item json;
    v_n    bigint;
begin
    perform identity.check_register(p_document);
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'organisations')
                       with ordinality e(value, n) loop
        if identity.kind_now(v_item ->> 'cvr') is not null then
            perform identity.refuse_document('organisations.' || v_n || '.cvr', 'already_registered');
        end if;
        insert into identity.organisation (organisation, kind, name, region, entry)
        values (v_item ->> 'cvr', v_item ->> 'kind', v_item ->> 'name', v_item ->> 'region', p_entry);
    end loop;
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'people')
                       with ordinality e(value, n) loop
        perform identity.apply_person(v_item, 'people.' || v_n, p_entry);
    end loop;
    for v_item, v_n in select e.value, e.n - 1 from json_array_elements(p_document -> 'changes')
                       with ordinality e(value, n) loop
        perform identity.apply_change(v_item, 'changes.' || v_n, p_entry);
    end loop;
end
$body$;
comment on function identity.apply_register(json, bigint) is
    'Makes a register document effective: organisations, humans, persons, roles, then changes of known ones.';
revoke all on function identity.apply_register(json, bigint) from public;
